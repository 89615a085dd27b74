"""A page of pdfium in; the rules, the filled areas and the pictures on it out, in the order in
which they are painted."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MAX_OBJECTS = 30_000  # of one page
MAX_SEGMENTS = 4_000  # of all the paths of one page
MAX_CLIPS = 16  # within each other; what more there are is not looked at
MAX_CORNERS = 100  # of a clip that is looked at
DEEP = 4  # forms within forms
WHOLE = 0.6  # share of the page from which a picture is a picture of the page
BROAD = 4.0  # points from which a line may cover words
THIN = 2.5  # points up to which a filled area is a rule
_UNSEEN = 0b100010  # flags of what is put on a page: hidden, not to be viewed
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5


class Box(NamedTuple):
    """A rectangle on a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0) * max(self.top - self.bottom, 0)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def near(self, x: float, y: float, by: float) -> bool:
        """Whether a point lies in it, or outside by no more than that; in none that is empty."""
        return self.area > 0 and (
            self.left - by <= x <= self.right + by and self.bottom - by <= y <= self.top + by
        )


Colour = tuple[int, int, int]  # red, green, blue


class Rule(NamedTuple):
    """A line across (``level``: its height) or upright (its place from the left)."""

    level: float
    start: float
    end: float


@dataclass(slots=True)
class Shapes:
    """``order``: address of an object of text → its place among all; ``picture``: the place of a
    picture of the whole page; ``pictured``: the area of all pictures (a scan may come in strips);
    ``grounds``: what is painted in another colour than white; ``tints``: all that is painted, each
    with its place and its colour, if it has one; ``colours``: those colours; ``covers``: filled
    rectangles, each with its place; ``clips``: address of an object of text → the box round what
    shows of it; ``veiled``: objects of text within what lets its ground through; ``struck``:
    where a reader struck words out; ``added``: other kinds of words that readers put on the page,
    and how many."""

    across: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    tints: list[tuple[int, Box, Colour | None]] = field(default_factory=list)
    colours: set[Colour] = field(default_factory=set)
    covers: list[tuple[int, Box]] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    clips: dict[int, Box] = field(default_factory=dict)
    picture: int | None = None
    pictured: float = 0.0
    pictures: list[Box] = field(default_factory=list)
    veiled: set[int] = field(default_factory=set)
    struck: list[Box] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)

    def painted(self, x: float, y: float) -> bool:
        """Whether something lies there that white letters show on."""
        return any(box.holds(x, y) for box in self.grounds)


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, m: Any) -> _Matrix:
        """This one after another."""
        a, b, c, d = m.a, m.b, m.c, m.d
        e, f = self.at(m.e, m.f)
        return _Matrix(
            self.a * a + self.c * b, self.b * a + self.d * b,
            self.a * c + self.c * d, self.b * c + self.d * d, e, f,
        )  # fmt: skip


def shapes_of(page: Any, sheet: Box) -> Shapes:
    """Rules, areas and pictures of a page."""
    from pypdfium2 import raw

    shapes, left, opaque = Shapes(), MAX_SEGMENTS, list[tuple[int, Box]]()
    for number, (kind, one, matrix, veiled) in enumerate(_objects(raw, page.raw)):
        if kind == _TEXT:
            address = ctypes.cast(one, ctypes.c_void_p).value or 0
            shapes.veiled |= {address} if veiled else set()
            shapes.order[address] = number
            clip = _clip(raw, one, matrix)
            if clip is not None:
                shapes.clips[address] = clip
            continue
        box = _bounds(raw, one, matrix)
        if kind == _PATH:
            left -= _path(raw, one, box, shapes, number, matrix if left > 0 else None)
        elif kind == _IMAGE:
            shapes.grounds.append(box)
            shapes.tints.append((number, box, None))
            shapes.pictured += _within(box, sheet).area
            shapes.pictures.append(box)
            if _within(box, sheet).area >= WHOLE * sheet.area:
                shapes.picture = number
            elif not raw.FPDFPageObj_HasTransparency(one):
                opaque.append((number, box))
        else:
            shapes.grounds.append(box)
            shapes.tints.append((number, box, None))
    if shapes.pictured < WHOLE * sheet.area:  # else they are strips of a scan
        shapes.covers += opaque
    _annotated(raw, page, shapes)
    return shapes


def _annotated(raw: Any, page: Any, shapes: Shapes) -> None:
    """Take what readers put on the page."""
    added = {
        raw.FPDF_ANNOT_FREETEXT: "left-annotations",
        raw.FPDF_ANNOT_STAMP: "left-annotations",
        raw.FPDF_ANNOT_TEXT: "left-comments",
        raw.FPDF_ANNOT_FILEATTACHMENT: "left-embedded",
    }
    corners = raw.FS_QUADPOINTSF()
    for n in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_OBJECTS)):
        one = raw.FPDFPage_GetAnnot(page.raw, n)
        kind = raw.FPDFAnnot_GetSubtype(one)
        is_hidden = raw.FPDFAnnot_GetFlags(one) & _UNSEEN
        if kind in added and not is_hidden:
            shapes.added[added[kind]] += 1
        elif kind == raw.FPDF_ANNOT_STRIKEOUT and not is_hidden:
            for m in range(min(raw.FPDFAnnot_CountAttachmentPoints(one), MAX_SEGMENTS)):
                raw.FPDFAnnot_GetAttachmentPoints(one, m, corners)
                xs = [corners.x1, corners.x2, corners.x3, corners.x4]
                ys = [corners.y1, corners.y2, corners.y3, corners.y4]
                shapes.struck.append(Box(min(xs), min(ys), max(xs), max(ys)))
        raw.FPDFPage_CloseAnnot(one)


def _within(box: Box, sheet: Box) -> Box:
    return Box(
        max(box.left, sheet.left), max(box.bottom, sheet.bottom),
        min(box.right, sheet.right), min(box.top, sheet.top),
    )  # fmt: skip


def _objects(raw: Any, page: Any) -> Iterator[tuple[int, Any, _Matrix, bool]]:
    """Objects of a page in the order in which they are painted, those of its forms among them; and
    whether the form lets its ground through."""
    room = [MAX_OBJECTS]

    def of(
        count: Any, get: Any, holder: Any, matrix: _Matrix, deep: int, veiled: bool
    ) -> Iterator[Any]:
        for n in range(count(holder)):
            if room[0] <= 0:
                return
            room[0] -= 1
            one = get(holder, n)
            kind = raw.FPDFPageObj_GetType(one)
            if kind == _FORM and deep < DEEP:
                own = raw.FS_MATRIX()
                raw.FPDFPageObj_GetMatrix(one, own)
                inner = matrix.after(own)
                yield from of(
                    raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, one, inner, deep + 1,
                    veiled or bool(raw.FPDFPageObj_HasTransparency(one)),
                )  # fmt: skip
            elif kind != _FORM:
                yield kind, one, matrix, veiled

    yield from of(raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, page, _Matrix(), 0, False)


def _bounds(raw: Any, one: Any, matrix: _Matrix) -> Box:
    held = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(one, *held)
    left, bottom, right, top = (c.value for c in held)
    corners = [matrix.at(x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _path(raw: Any, one: Any, box: Box, shapes: Shapes, number: int, matrix: _Matrix | None) -> int:
    """Take a path's rules and areas; how many of its segments were looked at."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(one, fill, stroke)
    wide, high = box.right - box.left, box.top - box.bottom
    if not fill.value and not stroke.value:
        return 0
    if wide <= THIN or high <= THIN:
        _ruled(shapes, box)
        return 0
    if fill.value:
        rgba = [ctypes.c_uint() for _ in range(4)]
        known = raw.FPDFPageObj_GetFillColor(one, *rgba)
        white = known and min(c.value for c in rgba[:3]) >= 250
        if not white and (not known or rgba[3].value):
            shapes.grounds.append(box)
        if not known or rgba[3].value:
            colour = (rgba[0].value, rgba[1].value, rgba[2].value) if known else None
            shapes.tints.append((number, box, colour))
            shapes.colours |= {colour} if colour else set()
        if known and rgba[3].value == 255 and _plain(raw, one):
            clipped = _clipped(raw, one, box)
            if clipped is not None:
                shapes.covers.append((number, clipped))
        return 0
    breadth = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(one, breadth)
    if breadth.value > BROAD and raw.FPDFPath_CountSegments(one) == 2:
        shapes.covers.append((number, box))  # a pen drawn over words
    return _stroked(raw, one, shapes, matrix) if matrix is not None else 0


def _plain(raw: Any, one: Any) -> bool:
    """Whether a path is a rectangle that lets nothing through."""
    return 4 <= raw.FPDFPath_CountSegments(one) <= 6 and not raw.FPDFPageObj_HasTransparency(one)


def _clip(raw: Any, one: Any, matrix: _Matrix) -> Box | None:
    """The box round what the clip of an object lets through; None where it has none."""
    clip = raw.FPDFPageObj_GetClipPath(one)
    whole: Box | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    number = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    for n in range(min(number, MAX_CLIPS)):
        count = raw.FPDFClipPath_CountPathSegments(clip, n)
        if count > MAX_CORNERS:
            continue
        points = []
        for m in range(count):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, n, m), x, y)
            points.append(matrix.at(x.value, y.value))
        xs, ys = [p for p, _ in points], [p for _, p in points]
        box = Box(min(xs), min(ys), max(xs), max(ys)) if points else Box(0, 0, 0, 0)
        whole = box if whole is None else _within(whole, box)
    return whole


def _clipped(raw: Any, one: Any, box: Box) -> Box | None:
    """What a rectangle covers within its clip; None where that is no rectangle."""
    clip = raw.FPDFPageObj_GetClipPath(one)
    number = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(max(number, 0)):
        count = raw.FPDFClipPath_CountPathSegments(clip, n)
        if not 4 <= count <= 6:
            return None
        points = []
        for m in range(count):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, n, m), x, y)
            points.append((x.value, y.value))
        xs, ys = [p for p, _ in points], [p for _, p in points]
        box = _within(box, Box(min(xs), min(ys), max(xs), max(ys)))
    return box if box.area else None


def _stroked(raw: Any, one: Any, shapes: Shapes, matrix: _Matrix) -> int:
    """Take the straight lines of a path; how many segments it has."""
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(one, own)
    whole, number = matrix.after(own), min(raw.FPDFPath_CountSegments(one), MAX_SEGMENTS)
    x, y = ctypes.c_float(), ctypes.c_float()
    before = first = (0.0, 0.0)
    for n in range(number):
        part = raw.FPDFPath_GetPathSegment(one, n)
        raw.FPDFPathSegment_GetPoint(part, x, y)
        point, kind = whole.at(x.value, y.value), raw.FPDFPathSegment_GetType(part)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            _ruled(shapes, _spanned(before, point))
        if raw.FPDFPathSegment_GetClose(part):
            _ruled(shapes, _spanned(point, first))
        before = point
    return int(number)


def _spanned(one: tuple[float, float], two: tuple[float, float]) -> Box:
    (a, b), (c, d) = one, two
    return Box(min(a, c), min(b, d), max(a, c), max(b, d))


def _ruled(shapes: Shapes, box: Box) -> None:
    wide, high = box.right - box.left, box.top - box.bottom
    if high <= THIN < wide:
        shapes.across.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
    elif wide <= THIN < high:
        shapes.upright.append(Rule((box.left + box.right) / 2, box.bottom, box.top))
