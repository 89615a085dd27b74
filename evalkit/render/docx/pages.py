"""A document's body in, the page on which each bookmark falls out, as far as heights can be told.

Only an office program knows: what is reckoned is how many lines a text fills. Lines of our styles
have one height whatever the font, so that little else is left to chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from evalkit.render import column_widths
from evalkit.render.docx.markup import w

# Latin letters of fonts to those that widths are reckoned with
LATIN = {"Times": 0.82, "Arial": 0.9}
_SPACE, _GAP = 0.26, 0.2  # em: between words; between hanzi and letters, less closed-up signs
_WORD = re.compile(r"([\u2e80-\uffef]|(?:[^\s\u2e80-\uffef-])+-?|-)(\s*)")
_HANGING = frozenset("，。、；：？！）》”’")  # what begins no line
_TWIPS, _EMU = 20, 12700  # to the point
_OFF = ("0", "false", "off")
_RULE = 14.0  # points: the line above the first footnote of a page, and its air


@dataclass(frozen=True, slots=True)
class Shape:
    """What a style says of its paragraphs, in points; ``line``: from line to line, 0 where that
    follows the type; ``times``: lines to the height of type."""

    size: float = 10.0
    line: float = 0.0
    times: float = 1.0
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    first: float = 0.0
    latin: float = LATIN["Arial"]
    keep: bool = False
    page: bool = False

    @property
    def pitch(self) -> float:
        """From line to line."""
        return self.line or self.size * 1.2 * self.times


@dataclass(slots=True)
class Filling:
    """Pages as they fill: the page, how far it is filled, what must stay together with what comes
    next."""

    tall: float
    page: int = 1
    filled: float = 0.0
    group: float = 0.0
    noted: bool = False

    def put(self, height: float, *, keep: bool = False, head: float = 0.0, notes: float = 0) -> int:
        """Lines that one page holds together; the page they fall on.

        Args:
            keep: they stay on the page of what comes next.
            head: height that is repeated above them where they begin a page.
            notes: height of what they put at the foot of the page.
        """
        self.group += height + notes + (_RULE if notes and not self.noted else 0.0)
        self.noted = self.noted or notes > 0
        if keep and self.group < self.tall:
            return self.page
        if self.filled and self.filled + self.group > self.tall + 0.5:
            self.turn()
            self.filled, self.noted = head, notes > 0
        self.filled += self.group
        self.group = 0.0
        while self.filled > self.tall + 0.5:
            self.page, self.filled = self.page + 1, self.filled - self.tall
        return self.page

    def turn(self) -> None:
        """A new page, where the last holds anything."""
        if self.filled:
            self.page, self.filled, self.noted = self.page + 1, 0.0, False


@lru_cache(maxsize=4096)
def lines(text: str, wide: float, first: float = 0.0, latin: float = LATIN["Times"]) -> int:
    """How many lines a text fills, with its words put one after the other.

    Args:
        wide: the width of a line, in em.
        first: how far the first line is set in, in em.
        latin: the width of Latin letters to those that widths are reckoned with.
    """
    count, filled, before = 1, first, ""
    for match in _WORD.finditer(text):
        word, space = match[1], match[2]
        long = column_widths.width(word) * (1.0 if word >= "\u2e80" else latin)
        if before and (before >= "\u2e80") != (word >= "\u2e80"):
            filled += _GAP * (before[-1].isalnum() and word[0].isalnum())
        if filled + long > wide and filled and word not in _HANGING:
            count, filled = count + 1, 0.0
        while long > wide:  # a word that no line holds is broken
            count, long = count + 1, long - wide
        filled += long + _SPACE * len(space)
        before = "" if space else word
    return count


class Pages:
    """One document that is reckoned."""

    def __init__(self, document: Any, notes: Sequence[str] = ()) -> None:
        self.body, self.notes = document.element.body, notes
        self.styles = {s.get(w("styleId")): s for s in document.styles.element.xpath("w:style")}
        self.default = next(
            (key for key, s in self.styles.items() if _is_default(s)), ""
        )  # of paragraphs
        self.shapes: dict[str, Shape] = {}

    def of_bookmarks(self, least: int = 0) -> dict[str, int]:
        """The page of each bookmark; of a heading that moves on with its text, the one before.

        Args:
            least: a page at which to stop; 0: none.
        """
        found: dict[str, int] = {}
        ends = self.body.xpath("w:p/w:pPr/w:sectPr|w:sectPr")
        wide, tall = _room(ends[0])
        filling = Filling(tall)
        for element in self.body:
            if filling.page >= least > 0:
                break
            if element.tag == w("tbl"):
                found |= self._table(element, filling)
            elif element.tag == w("p"):
                page = self._paragraph(element, filling, wide)
                found |= dict.fromkeys(_marks(element), page)
                if element.find(_path("pPr", "sectPr")) is not None:
                    ends = ends[1:]
                    wide, filling.tall = _room(ends[0])
                    filling.turn()
        return found

    def _paragraph(self, element: Any, filling: Filling, wide: float) -> int:
        """The page on which a paragraph begins."""
        shape = self._own(element)
        if shape.page:
            filling.put(0)
            filling.turn()
        drawn = sum(int(e.get("cy")) / _EMU for e in element.iter() if e.tag.endswith("}extent"))
        notes = self._notes(element, wide)
        before = shape.before
        count = 1 if drawn else self._lines(element, shape, wide)
        tall = before + (drawn or count * shape.pitch) + shape.after
        if shape.keep or drawn or count < 4:  # no page begins or ends with one line of several
            number = filling.page
            last = filling.put(tall, keep=shape.keep, notes=notes)
            return last if not shape.keep else number
        first = filling.put(before + 2 * shape.pitch, notes=notes)
        for _ in range(count - 4):
            filling.put(shape.pitch)
        filling.put(2 * shape.pitch + shape.after)
        return first

    def _table(self, element: Any, filling: Filling) -> dict[str, int]:
        """The pages of the bookmarks in a table."""
        head, found = 0.0, dict[str, int]()
        side = element.find(_path("tblPr", "tblCellMar", "left"))
        margin = 4.0 if side is None else float(side.get(w("w"))) / _TWIPS
        for row in element.iterchildren(w("tr")):
            cells = list(row.iterchildren(w("tc")))
            least = row.find(_path("trPr", "trHeight"))
            tall = 0.0 if least is None else float(least.get(w("val"))) / _TWIPS
            tall = max([tall, *(self._cell(cell, margin) for cell in cells)]) + 0.5
            lines = list(row.iter(w("p")))
            keep = all(line.find(_path("pPr", "keepNext")) is not None for line in lines)
            notes = sum(self._notes(line, sum(map(_wide, cells))) for line in lines)
            page = filling.put(tall, keep=keep, head=head, notes=notes)
            found |= dict.fromkeys(_marks(row), page)
            if row.find(_path("trPr", "tblHeader")) is not None:
                head += tall
        return found

    def _cell(self, cell: Any, margin: float) -> float:
        """The height of a cell; none where its text is turned."""
        if cell.find(_path("tcPr", "textDirection")) is not None:
            return 0.0
        wide, tall = _wide(cell) - 2 * margin, 0.0
        for paragraph in cell.iterchildren(w("p")):
            shape = self._own(paragraph)
            count = self._lines(paragraph, shape, wide)
            tall += shape.before + count * shape.pitch + shape.after
        return tall

    def _lines(self, element: Any, shape: Shape, wide: float) -> int:
        text = "".join(one.text or "" for one in element.iter(w("t")))
        size = shape.size
        return lines(text, (wide - shape.left) / size, shape.first / size, shape.latin)

    def _notes(self, element: Any, wide: float) -> float:
        """The height of a paragraph's footnotes, in points."""
        marks = [mark.get(w("id")) for mark in element.iter(w("footnoteReference"))]
        if not marks:
            return 0.0
        shape = self.shape(next(k for k, s in self.styles.items() if _name(s) == "footnote text"))
        texts = (f"1 {self.notes[int(mark) - 1]}" for mark in marks)
        return sum(shape.pitch * lines(text, wide / shape.size, 0.0, shape.latin) for text in texts)

    def _own(self, element: Any) -> Shape:
        """The shape of a paragraph: its style's, and what it says itself."""
        look = element.find(w("pPr"))
        style = None if look is None else look.find(w("pStyle"))
        shape = self.shape(self.default if style is None else style.get(w("val")))
        return shape if look is None else _said(shape, look, None)

    def shape(self, key: str) -> Shape:
        """The shape of a style, with what it takes from those it is based on."""
        if key not in self.shapes:
            style = self.styles.get(key)
            if style is None:
                return Shape()
            base = style.find(w("basedOn"))
            known = Shape() if base is None else self.shape(base.get(w("val")))
            self.shapes[key] = _said(known, style.find(w("pPr")), style.find(w("rPr")))
        return self.shapes[key]


def _said(shape: Shape, look: Any, letters: Any) -> Shape:
    """A shape once more has been said of it."""
    said: dict[str, Any] = {}
    if letters is not None and (size := letters.find(w("sz"))) is not None:
        said["size"] = float(size.get(w("val"))) / 2
    if letters is not None and (named := letters.find(w("rFonts"))) is not None:
        said["latin"] = LATIN.get(str(named.get(w("ascii"))).partition(" ")[0], LATIN["Arial"])
    size = said.get("size", shape.size)
    for element in () if look is None else look:
        if element.tag in (w("keepNext"), w("pageBreakBefore")):
            key = "keep" if element.tag == w("keepNext") else "page"
            said[key] = element.get(w("val")) not in _OFF
        elif element.tag == w("spacing"):
            said |= _spacing(element)
        elif element.tag == w("ind"):
            said |= _indent(element, size)
    return Shape(**{name: said.get(name, getattr(shape, name)) for name in Shape.__slots__})


def _spacing(element: Any) -> dict[str, float]:
    """Space around a paragraph and between its lines."""
    held = {key: element.get(w(key)) for key in ("before", "after")}
    said = {key: float(value) / _TWIPS for key, value in held.items() if value is not None}
    if (line := element.get(w("line"))) is not None:
        fixed = element.get(w("lineRule"), "auto") != "auto"
        said |= {"line": float(line) / _TWIPS if fixed else 0.0}
        said |= {} if fixed else {"times": float(line) / 240}
    return said


def _indent(element: Any, size: float) -> dict[str, float]:
    """How far a paragraph, and its first line, are set in."""
    left, hanging, first, chars = (
        float(element.get(w(key), 0)) for key in ("left", "hanging", "firstLine", "firstLineChars")
    )
    return {
        "left": left / _TWIPS,
        "first": chars / 100 * size if chars else (first - hanging) / _TWIPS,
    }


@cache
def _path(*names: str) -> str:
    """A way down the elements of Word's text."""
    return "/".join(map(w, names))


def _wide(cell: Any) -> float:
    """The width of a cell, in points."""
    return float(cell.find(_path("tcPr", "tcW")).get(w("w"))) / _TWIPS


def _marks(element: Any) -> list[str]:
    """The names of the bookmarks that begin in an element."""
    return [mark.get(w("name")) for mark in element.iter(w("bookmarkStart"))]


def _room(page: Any) -> tuple[float, float]:
    """Width and height between the margins of a ``w:sectPr``, in points."""
    size, edge = page.find(w("pgSz")), page.find(w("pgMar"))
    wide, tall = (float(size.get(w(key))) for key in ("w", "h"))
    left, right, top, bottom = (
        abs(float(edge.get(w(key), 0))) for key in ("left", "right", "top", "bottom")
    )
    return (wide - left - right) / _TWIPS, (tall - top - bottom) / _TWIPS


def _is_default(style: Any) -> bool:
    kind = style.get(w("type")) == "paragraph"
    return kind and style.get(w("default")) not in (None, *_OFF)


def _name(style: Any) -> str:
    name = style.find(w("name"))
    return "" if name is None else str(name.get(w("val"))).lower()
