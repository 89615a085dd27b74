"""Texts as the files to start from write them: values that read back as they are, comments that
nothing can end."""

from __future__ import annotations

import json
import re

from evalkit.model.fields import Text
from evalkit.model.place import printable
from evalkit.model.refusal import Refusal, reason
from evalkit.model.rubric import Rubric

_BYTES = re.compile("[\ud800-\udfff]")  # as a name holds bytes that are no UTF-8
_HAN = re.compile("[\u3400-\u9fff]")
# letters first, and nothing after them that means something to YAML
_PLAIN = re.compile(r"[^\W\d_][^:#\[\]{},&*!|>'\"%@`\\\n\t]*\Z")
_WORDS = frozenset({"null", "true", "false", "none", "yes", "no", "on", "off"})


def scalar(text: str) -> str:
    """A text as a value of YAML: plain where that is safe, else in quotes."""
    safe = _PLAIN.match(text) and text == text.strip() and text.lower() not in _WORDS
    return text if safe and text.isprintable() else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes, whatever it holds: what cannot be seen is written by its number.

    Raises:
        Refusal: it holds bytes that are no UTF-8, which no file can say.
    """
    if not text.isascii() and _BYTES.search(text):
        raise Refusal(reason("text.bytes", given=printable(text)))
    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)


def both_ways(text: Text) -> str:
    """A text in one language or in two, as a value of YAML."""
    if isinstance(text, str):
        return scalar(text)
    said = {"zh": text.zh, "en": text.en}
    return "{" + ", ".join(f"{k}: {scalar(v)}" for k, v in said.items() if v) + "}"


def language_of(rubric: Rubric) -> str | None:
    """The language of a rubric that is in one; None of one that is in both."""
    title = rubric.title
    if isinstance(title, str):
        return "zh" if _HAN.search(title) else "en"
    return None if title.zh and title.en else "zh" if title.zh else "en"


def comment(text: str, indent: int = 0) -> str:
    """A line of comment: nothing in a text can end it."""
    return " " * indent + "# " + "".join(c if c.isprintable() else " " for c in text)
