"""Plain data in; YAML as our own files write it out: blocks with a key a line, small parts within
brackets on one line, quotes only where a text would be read as something else without them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evalkit.model.place import SourceProblem, width
from evalkit.reading.yaml import parse

WIDEST = 100  # a part within brackets takes no more cells than this, its indentation with it

# what a plain text cannot begin with, and what cannot stand in it
_BEGINS = re.compile(r"\A[\s\-?:,\[\]{}#&*!|>'\"%@`]")
_WITHIN = re.compile(r":(?=\s|$)|\s#|\s$")
# what no text holds without quotes and escapes
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
_WITHIN_BRACKETS = re.compile(r"[,\[\]{}]")
# what another reader of YAML takes for something else: yes and no, 012, 1:30
_OTHERS = re.compile(
    r"\A(?:(?i:y|n|yes|no|on|off|true|false|null|~|[-+]?\.(?:inf|nan))|[=<]+"
    r"|[-+]?(?:0[xob]?[0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_.]*|[0-9_]+(?::[0-9]+)+(?:\.[0-9]*)?))\Z"
)
_ESCAPED = {ord(c): f"\\u{ord(c):04x}" for c in "\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff"}
# parts that have a line for each key, however short they are; str and int are any key, any place
_BLOCKS: tuple[tuple[str | type, ...], ...] = (
    (),
    ("ratings",),
    ("ratings", str),
    ("ratings", str, int),
    ("region",),
    ("plan",),
    ("facets",),
    ("facets", str),
    ("raters",),
    ("documents", int),
    ("measures",),
    ("allow", int),
)

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out: cells that a mapping stands in from the key above it, cells that the
    dashes of a list do, and its line breaks."""

    step: int = 2
    dash: int = 2
    newline: str = "\n"


def scalar(value: Any, flow: bool = False, quotes: str = "") -> str:
    """A value that has no parts; ``quotes``: those that stood around it before."""
    if not isinstance(value, str):
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        return json.dumps(value, allow_nan=False)
    if quotes == "'" and not _UNPRINTED.search(value):
        return "'" + value.replace("'", "''") + "'"
    if quotes == '"' or not _plain(value, flow):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    return value


@lru_cache(10_000)  # keys, ids and words come again in every case that is written
def _plain(text: str, flow: bool) -> bool:
    """Whether a text reads back as itself without quotes."""
    if not text or any(r.search(text) for r in (_UNPRINTED, _BEGINS, _WITHIN, _OTHERS)):
        return False
    if flow and _WITHIN_BRACKETS.search(text):
        return False
    try:
        return bool(parse(f"[{text}]" if flow else f"- {text}", "").data == [text])
    except SourceProblem:
        return False


def within_brackets(value: Any, json_keys: bool = False) -> str:
    """A value on one line."""
    if json_keys:
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    if isinstance(value, Mapping):
        parts = (f"{scalar(k, True)}: {within_brackets(v)}" for k, v in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(within_brackets(item) for item in value) + "]"
    return scalar(value, True)


def entry_lines(key: str, value: Any, indent: int, path: Path, layout: Layout) -> list[str]:
    """A key and its value, without line breaks; ``path`` leads to the value."""
    head = " " * indent + scalar(key) + ":"
    if (own := in_line(value, len(head) + 1, path)) is not None:
        return [f"{head} {own}".rstrip()]
    if isinstance(value, str):
        rows = value.removesuffix("\n").split("\n")
        mark = "|" if value.endswith("\n") else "|-"
        return [f"{head} {mark}", *(" " * (indent + layout.step) * bool(r) + r for r in rows)]
    deeper = indent + (layout.step if isinstance(value, Mapping) else layout.dash)
    return [head, *lines_of(value, deeper, path, layout)]


def item_lines(value: Any, indent: int, path: Path, layout: Layout) -> list[str]:
    """An item of a list behind its dash, which stands at ``indent``."""
    own = in_line(value, indent + 2, path, listed=True)
    if own is not None:
        return [" " * indent + f"- {own}".rstrip()]
    first, *rest = lines_of(value, indent + 2, path, layout)
    return [" " * indent + "- " + first[indent + 2 :], *rest]


def lines_of(value: Any, indent: int, path: Path, layout: Layout) -> list[str]:
    """A mapping or a list, not empty, with a line for each part."""
    if isinstance(value, Mapping):
        lines = (entry_lines(k, v, indent, (*path, k), layout) for k, v in value.items())
    else:
        lines = (item_lines(v, indent, (*path, n), layout) for n, v in enumerate(value))
    return [line for part in lines for line in part]


def in_line(value: Any, column: int, path: Path, listed: bool = False) -> str | None:
    """A value on the line of its key; None where it takes lines of its own."""
    if isinstance(value, str):
        return None if not listed and _is_block_text(value) else scalar(value)
    if not isinstance(value, (Mapping, list, tuple)):
        return "" if value is None else scalar(value)
    own = within_brackets(value)
    if not value:
        return own
    if not isinstance(value, Mapping) and any(isinstance(item, Mapping) for item in value):
        return None
    if column + width(own) > WIDEST or "\\n" in own or _is_block(path):
        return None
    return own


def _is_block(path: Path) -> bool:
    return any(
        len(path) == len(block)
        and all(b == step or b is type(step) for b, step in zip(block, path, strict=True))
        for block in _BLOCKS
    )


def _is_block_text(text: str) -> bool:
    """Whether a text of several lines reads back as itself in lines under a ``|``."""
    rows = text.removesuffix("\n").split("\n")
    return (
        len(rows) > 1
        and not any(_UNPRINTED.search(row) for row in rows)
        and not rows[0].startswith(" ")
        and bool(rows[0])
        and bool(rows[-1].strip())
    )
