"""A text, the data in it and the data wanted in; the splices that make the one into the other out.

Only the parts that differ are touched; what cannot be changed part by part is written anew as a
whole, the smallest part that can be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mode
from typing import Any

from evalkit.editing.parts import identity, order_of, paired, same
from evalkit.editing.writing import (
    WIDEST,
    Layout,
    Path,
    entry_lines,
    in_line,
    item_lines,
    lines_of,
    scalar,
    within_brackets,
)
from evalkit.model.place import width
from evalkit.reading.extents import Entry, Extent

_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_REST = re.compile(r"[ \t]*(?:#[^\n\r\x85\u2028\u2029]*)?(?:\r\n|[\n\r\x85\u2028\u2029]|\Z)")
_REST_OF_FLOW = re.compile(r"[ \t]*,?[ \t]*(\r\n|[\n\r])")
_PARTED = re.compile(r"(\r\n|\n|\r)\1")  # a blank line


@dataclass(frozen=True, slots=True)
class Splice:
    """Characters from ``start`` to ``end`` that give way to ``text``."""

    start: int
    end: int
    text: str


class _AsAWhole(Exception):
    """A part cannot be changed piece by piece: whoever holds it writes it anew."""


def spliced(text: str, root: Extent, was: Any, wanted: Any) -> str | None:
    """``text`` with ``wanted`` in place of ``was``; None where it cannot be done."""
    try:
        splices = sorted(
            _Splicer(text, _layout(root, text)).part(root, was, wanted, ()),
            key=lambda splice: (splice.start, splice.end),
        )
    except _AsAWhole:
        return None
    out, at = [], 0
    for splice in splices:
        if splice.start < at:
            return None
        out += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*out, text[at:]])


def _layout(root: Extent, text: str) -> Layout:
    """How a file is laid out: as most mappings and most lists in it are, if any is."""
    broken = _BREAK.search(text)
    newline = broken[0] if broken and broken[0] in ("\n", "\r\n", "\r") else "\n"
    steps, dashes = list[int](), list[int]()
    above = [root]
    while above:
        part = above.pop()
        for entry in part.entries or ():
            value = entry.value
            if part.is_flow or value.is_flow or not (value.entries or value.items):
                continue
            by = _column(text, value.start) - _column(text, entry.start)
            (steps if value.entries else dashes).append(by)
            above.append(value)
        above += [item for item in part.items or () if not item.is_flow]
    step = max(mode(steps), 1) if steps else 2
    return Layout(step, mode(dashes) if dashes else min(step, 2), newline)


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind(c, 0, at) for c in "\n\r\x85\u2028\u2029") + 1


@dataclass(frozen=True, slots=True)
class _Splicer:
    text: str
    layout: Layout

    def part(self, own: Extent, was: Any, wanted: Any, path: Path) -> Iterator[Splice]:
        """The splices of a part that differs."""
        if isinstance(was, dict) and isinstance(wanted, dict) and was and wanted:
            yield from self._mapping(own, was, wanted, path)
        elif isinstance(was, list) and isinstance(wanted, list) and was and wanted:
            yield from self._listed(own, was, wanted, path)
        else:
            raise _AsAWhole

    # --- mappings ----------------------------------------------------------------------------

    def _mapping(self, own: Extent, was: Any, wanted: Any, path: Path) -> Iterator[Splice]:
        entries = own.entries or ()
        kept = [entry for entry in entries if entry.key in wanted]
        if not kept or self._is_bare(own):
            raise _AsAWhole
        for entry in kept:
            if not same(was[entry.key], wanted[entry.key]):
                yield from self._value(own, entry, was[entry.key], wanted[entry.key], path)
        spans = [(e.start, max(e.end, e.value.end)) for e in entries]
        gone = [entry.key not in wanted for entry in entries]
        yield from self._without(own, spans, gone)
        order = [*order_of(path), *wanted]
        for key in sorted((key for key in wanted if key not in was), key=order.index):
            before = self._before(key, kept, path)
            yield self._added(own, kept[0], before, key, wanted[key], path)

    def _is_bare(self, own: Extent) -> bool:
        """A mapping within brackets without braces of its own, or a key behind a question mark."""
        if own.is_flow:
            return self.text[own.start] != "{"
        return any(
            self.text[_line_start(self.text, e.start) : e.start].rstrip().endswith("?")
            for e in own.entries or ()
        )

    def _before(self, key: str, kept: Sequence[Entry], path: Path) -> Entry | None:
        """The entry that a new key stands behind; None: before the first."""
        order = order_of(path)
        if key not in order:
            return kept[-1]
        above = order[: order.index(key)]
        return next((e for e in reversed(kept) if e.key in above or e.key not in order), None)

    def _added(
        self, own: Extent, first: Entry, before: Entry | None, key: str, value: Any, path: Path
    ) -> Splice:
        if own.is_flow:
            if first.style == '"':
                written = f"{json.dumps(key)}: {within_brackets(value, json_keys=True)}"
            else:
                written = f"{scalar(key, True)}: {within_brackets(value)}"
            if before is None:
                return Splice(first.start, first.start, written + ", ")
            end = max(before.end, before.value.end)
            return Splice(end, end, self._comma(before.start, end) + written)
        column = _column(self.text, first.start)
        lines = entry_lines(key, value, column, (*path, key), self.layout)
        if before is None:
            written = self.layout.newline.join(lines)[column:]
            return Splice(first.start, first.start, written + self.layout.newline + " " * column)
        after = self._next_line(max(before.end, before.value.end))
        last = own.entries is not None and before is own.entries[-1] and _PARTED.search(self.text)
        if not path and (_BREAK.match(self.text, after) or last):
            lines = ["", *lines]
        return self._lines(after, lines)

    def _comma(self, start: int, end: int) -> str:
        """What stands between a part within brackets and one behind it: a line break too, where
        that part has a line of its own without a comment."""
        line, rest = _line_start(self.text, start), _REST_OF_FLOW.match(self.text, end)
        if rest and rest[1] and not self.text[line:start].strip(" "):
            return "," + self.layout.newline + " " * (start - line)
        return ", "

    def _value(
        self, own: Extent, entry: Entry, was: Any, wanted: Any, path: Path
    ) -> Iterator[Splice]:
        value, path = entry.value, (*path, entry.key)
        try:
            if isinstance(was, dict) and isinstance(wanted, list) and len(wanted) > 1:
                yield from tuple(self._one_as_list(own, entry, was, wanted, path))
            else:
                yield from tuple(self.part(value, was, wanted, path))
        except _AsAWhole:
            yield from self._anew(own, entry, wanted, path)

    def _anew(self, own: Extent, entry: Entry, wanted: Any, path: Path) -> Iterator[Splice]:
        """A value that is written whole."""
        value = entry.value
        colon = self._colon(entry)
        if own.is_flow:
            quotes = value.style if value.style in ("'", '"') else ""
            written = self._within(wanted, quotes)
            if not value.is_empty:
                yield Splice(value.start, value.end, written)
            elif colon is None:
                yield Splice(entry.end, entry.end, f": {written}")
            else:
                yield Splice(colon, colon, f" {written}")
            return
        if colon is None:
            raise _AsAWhole
        column = _column(self.text, entry.start)
        short = in_line(wanted, column + len(entry.key) + 2, path)
        if isinstance(wanted, str) and (short is None or value.style in ("'", '"')):
            short = scalar(wanted, quotes=value.style if value.style in ("'", '"') else "")
        is_block = value.style == "block"
        if short is not None and (value.is_empty or is_block):
            yield Splice(colon, colon if value.is_empty else value.end, f" {short}".rstrip())
        elif short is not None:
            yield Splice(value.start, value.end, short)
        else:
            if not value.is_empty:
                yield Splice(colon, value.end, "")
            by = self.layout.step if isinstance(wanted, Mapping) else self.layout.dash
            lines = lines_of(wanted, column + by, path, self.layout)
            yield self._lines(self._next_line(max(colon, value.end)), lines)

    def _within(self, wanted: Any, quotes: str) -> str:
        return scalar(wanted, True, quotes) if isinstance(wanted, str) else within_brackets(wanted)

    def _colon(self, entry: Entry) -> int | None:
        """Where what is written after the colon of a key begins; None where it has none."""
        after = re.compile(r"[ \t]*:").match(self.text, entry.end)
        return after.end() if after else None

    def _one_as_list(
        self, own: Extent, entry: Entry, was: Any, wanted: Any, path: Path
    ) -> Iterator[Splice]:
        """A mapping that becomes the first of several: no line of it is moved but its first."""
        value, first = entry.value, wanted[0]
        if identity(was) != identity(first):
            raise _AsAWhole
        inner = [] if same(was, first) else list(self.part(value, was, first, (*path, 0)))
        colon, key = self._colon(entry), _column(self.text, entry.start)
        if own.is_flow:
            rest = ", ".join(within_brackets(item) for item in wanted[1:])
            yield Splice(value.start, value.start, "[")
            yield from inner
            yield Splice(value.end, value.end, f", {rest}]")
            return
        column = key + self.layout.dash
        if value.is_flow and colon is not None:
            yield Splice(colon, value.start, self.layout.newline + " " * column + "- ")
        else:
            column = _column(self.text, value.start) - 2
            begun = value.start - 2
            if column < key or any(s.start < value.start and s.end > begun for s in inner):
                raise _AsAWhole
            yield Splice(begun, value.start, "- ")
        yield from inner
        lines = [
            line
            for n, item in enumerate(wanted[1:], 1)
            for line in self._item_lines(item, column, (*path, n), value.is_flow)
        ]
        yield self._lines(self._next_line(value.end), lines)

    # --- lists -------------------------------------------------------------------------------

    def _listed(self, own: Extent, was: Any, wanted: Any, path: Path) -> Iterator[Splice]:
        items = own.items or ()
        pairs = paired(was, wanted)
        if not pairs:
            raise _AsAWhole
        for old, new in pairs.items():
            if not same(was[old], wanted[new]):
                yield from self._item(own, items[old], was[old], wanted[new], (*path, old))
        spans = [(item.start, item.end) for item in items]
        gone = [n not in pairs for n in range(len(items))]
        yield from self._without(own, spans, gone)
        before: int | None = None
        came = {new: old for old, new in pairs.items()}
        first = min(pairs)
        for n, item in enumerate(wanted):
            if n in came:
                before = came[n]
            else:
                yield self._item_added(own, before, first, item, (*path, n))

    def _item(
        self, own: Extent, item: Extent, was: Any, wanted: Any, path: Path
    ) -> Iterator[Splice]:
        try:
            yield from tuple(self.part(item, was, wanted, path))
        except _AsAWhole:
            quotes = item.style if item.style in ("'", '"') else ""
            if own.is_flow:
                yield Splice(item.start, item.end, self._within(wanted, quotes))
                return
            column = _column(self.text, own.start)
            dash = self._dash(own, item)
            if isinstance(wanted, str) and quotes:
                yield Splice(item.start, item.end, scalar(wanted, quotes=quotes))
                return
            lines = item_lines(wanted, column, path, self.layout)
            written = self.layout.newline.join(lines)[column:]
            yield Splice(dash, item.end, written)

    def _item_added(
        self, own: Extent, before: int | None, first: int, item: Any, path: Path
    ) -> Splice:
        items = own.items or ()
        if own.is_flow:
            quoted = any(own.entries and own.entries[0].style == '"' for own in items)
            written = within_brackets(item, json_keys=quoted)
            if before is None:
                return Splice(items[first].start, items[first].start, written + ", ")
            end = items[before].end
            return Splice(end, end, self._comma(items[before].start, end) + written)
        column = _column(self.text, own.start)
        lines = self._item_lines(item, column, path, all(each.is_flow for each in items))
        if before is None:
            dash = self._dash(own, items[first])
            written = self.layout.newline.join(lines)[column:]
            return Splice(dash, dash, written + self.layout.newline + " " * column)
        return self._lines(self._next_line(items[before].end), lines)

    def _item_lines(self, item: Any, column: int, path: Path, flows: bool) -> list[str]:
        """A new item behind its dash; ``flows``: those beside it are written within brackets."""
        short = f"{' ' * column}- {within_brackets(item)}"
        if flows and width(short) <= WIDEST:
            return [short]
        return item_lines(item, column, path, self.layout)

    def _dash(self, own: Extent, item: Extent) -> int:
        """Where the dash of an item stands: in the column of the list's first."""
        column = _column(self.text, own.start)
        at = _line_start(self.text, item.start)
        while at > own.start:
            if self.text[at + column : at + column + 1] == "-" and not self.text[
                at : at + column
            ].strip(" "):
                return at + column
            at = _line_start(self.text, at - 1)
        return own.start

    # --- both --------------------------------------------------------------------------------

    def _without(
        self, own: Extent, spans: Sequence[tuple[int, int]], gone: Sequence[bool]
    ) -> Iterator[Splice]:
        """What takes parts out of a mapping or a list of which at least one stays."""
        stays = gone.index(False)
        if own.is_flow:
            for n, (start, end) in enumerate(spans):
                if gone[n] and n < stays:
                    yield Splice(start, spans[n + 1][0], "")
                elif gone[n]:
                    yield Splice(spans[n - 1][1], end, "")
            return
        begins, joined = [self._begun(own, n) for n in range(len(spans))], 0
        if gone[0] and self.text[_line_start(self.text, begins[0]) : begins[0]].strip(" "):
            # the first stands behind a dash: what stays takes its place there
            if self.text[spans[stays - 1][1] : begins[stays]].strip():
                raise _AsAWhole
            yield Splice(begins[0], begins[stays], "")
            joined = stays
        for n in range(joined, len(spans)):
            if gone[n]:
                line = _line_start(self.text, begins[n])
                yield Splice(line, self._next_line(spans[n][1]), "")

    def _begun(self, own: Extent, n: int) -> int:
        """Where the n-th part begins: its key, or its dash."""
        if own.entries is not None:
            return own.entries[n].start
        return self._dash(own, (own.items or ())[n])

    def _next_line(self, at: int) -> int:
        """The beginning of the line after ``at``, on whose own line nothing but a comment
        follows."""
        rest = _REST.match(self.text, at)
        if rest is None:
            raise _AsAWhole
        return rest.end()

    def _lines(self, at: int, lines: Sequence[str]) -> Splice:
        """Lines put in at the beginning of a line, or after a last line that has no break."""
        newline = self.layout.newline
        written = newline.join(lines)
        if at == len(self.text) and not _BREAK.match(self.text, at - 1):
            return Splice(at, at, newline + written)
        return Splice(at, at, written + newline)
