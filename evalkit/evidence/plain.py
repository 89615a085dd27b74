"""Plain text and Markdown in, passages out: the encoding recognised, ¶ = number of the line."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from evalkit.evidence.encodings import decode
from evalkit.evidence.formats import MARKDOWN
from evalkit.evidence.left_out import LeftOut
from evalkit.evidence.markdown import Words, particulars, words_of
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Contents, Passage, heading_of, with_headings

_BLANK = re.compile(r"[\s\u200b\ufeff]*\Z")
_BEGINS = re.compile(r"\s*(?:[-*+]\s|\d{1,3}[.)]\s|[>|<]|!\[|\[\^)")
_ENDS = tuple("。！？；：.!?;:…”’）)》】|")


def read(content: bytes, name: str) -> Contents:
    """A text file's passages; a name that ends in .md is Markdown.

    Raises:
        Unreadable: its encoding is not known.
    """
    text, told = decode(content)
    lines = lines_of(ideographs(text))
    if not name.lower().endswith(MARKDOWN):
        return Contents(passages_of(lines), told)
    words = words_of(lines)
    left = LeftOut()
    for kind, at in words.hidden:
        left.add("document-hidden-text", kind, at)
    for at in words.pictures:
        left.add("document-pictures", "", at)
    about = particulars(lines)
    return Contents(passages_of(lines, words), (*told, *left.told(len(lines))), about=about)


def lines_of(text: str) -> list[str]:
    """Lines of a text, whatever system it was written on."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")


def passages_of(lines: list[str], words: Words | None = None) -> tuple[Passage, ...]:
    """One passage a line; lines that were broken by width are joined into paragraphs.

    ``words``: what the lines show, where that is not all they hold.
    """
    shown = words.lines if words else lines
    levels = words.levels if words else {}
    if not _is_wrapped(lines):
        words_only = ((n, text.replace("\ufeff", "").strip()) for n, text in enumerate(shown))
        return with_headings(
            Passage(n + 1, text, n + 1, level=levels.get(n, 0))
            for n, text in words_only
            if text and not _BLANK.match(text)
        )
    passages: list[Passage] = []
    held: list[str] = []
    for n, line in enumerate([*lines, ""]):
        text = shown[n] if n < len(shown) else ""
        blank = bool(_BLANK.match(text))
        begins = blank or _begins(line) or n in levels or levels.get(n - 1, 0) > 0
        if held and (begins or (words and _begins_in_markdown(line, lines[n - 1]))):
            first = n - len(held)
            passages.append(Passage(first + 1, join(held), n, level=levels.get(first, 0)))
            held = []
        if not blank:
            held.append(text.strip().replace("\ufeff", ""))
    return with_headings(passages)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines were broken by width: most of those that go on lack an ending and are about
    equally long."""
    bodies = [line.rstrip() for line in lines]
    going_on = [a for a, b in pairwise(bodies) if a.strip() and b.strip()]
    if len(going_on) < 5:
        return False
    unended = [line for line in going_on if not line.endswith(_ENDS)]
    if len(unended) < 0.5 * len(going_on):
        return False
    lengths = Counter(cells(line) // 6 for line in unended)
    widest = max(cells(line) for line in going_on)
    most = max(count for _, count in lengths.most_common(2))
    return widest <= 160 and most >= 0.3 * len(unended)


def _begins(line: str) -> bool:
    return line.startswith(("\u3000", "  ", "\t", "#", "- ", "* ", "|")) or bool(
        heading_of(line.strip())[0]
    )


def _begins_in_markdown(line: str, before: str) -> bool:
    return before.endswith(("  ", "\\")) or bool(_BEGINS.match(line))


def cells(text: str) -> int:
    """Width of a text where a hanzi counts two."""
    return len(text) + sum(c >= "\u2e80" for c in text)


def join(lines: list[str]) -> str:
    """Lines of one paragraph as one text: no space between hanzi, broken words mended, else a
    space."""
    out = [lines[0]]
    last = lines[0]
    for line in lines[1:]:
        if last and line:
            if last[-1] == "\u00ad" or (_BROKEN.search(last) and line[0].islower()):
                out[-1] = out[-1][:-1]
            elif (
                _latin(last[-1])
                and _latin(line[0])
                and not (last[-1].isdigit() and line[0].isdigit())
            ):
                out.append(" ")
        out.append(line)
        last = line or last
    return "".join(out)


_BROKEN = re.compile(r"[a-z]-\Z")


def _latin(character: str) -> bool:
    return character.isascii() and not character.isspace()
