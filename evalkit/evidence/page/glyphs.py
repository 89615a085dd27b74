"""A page of pdfium in; its characters with their places, and the rules and pictures on it, out.

What no reader sees is told apart here: outside the page, drawn in no or in white colour, of no
size, or covered.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from evalkit.evidence.colours import alike
from evalkit.evidence.page.looks import Looks
from evalkit.evidence.page.shapes import WHOLE, Box, Rule, Shapes, shapes_of

# "" or why nobody sees it: offpage | clipped | invisible | white | tiny | covered | struck | layer
Hidden = str
TINY = 1.0  # points below which a character is no text to anybody
MAX_GLYPHS = 200_000  # of one page
BAND, HIGHEST = 8.0, 40.0  # of points: letters are looked up by bands; the highest line through one
CLEAR = 12  # of 255: ink that is no stronger is not seen
NARROW = 0.02  # of its height, below which a character is too narrow to be seen
WHITE = 247  # of 255: what is as light as this is white to the eye
_FILLED, _OUTLINED = (0, 2, 4, 6), (1, 2, 5, 6)  # modes of rendering
_INVISIBLE = (3, 7)  # modes of rendering that paint nothing
_DOUBTED = frozenset(("clipped", "covered", "white", "layer"))  # the picture of the page decides
_SPACES = frozenset((9, 10, 12, 13, 32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000))
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
LIGATURES |= {0xFB05: "st", 0xFB06: "st"}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_FIGURES = frozenset("0123456789⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
ABOVE = 0.2  # of its size, from which the foot of a figure is above its line
CLIP = 0.3  # of its size, by which the middle of a character may lie outside its clip and show
EVEN = 0.2  # least difference of the sides of a turned box from which they tell two measures
_HYPHENS = (0x02, 0xFFFE)  # what pdfium makes of a hyphen that ends a line


NOWHERE = Box(0, 0, 0, 0)


class Glyph(NamedTuple):
    """A character. ``left``, ``right``, ``base``: along its own line of writing and across it;
    ``order``: its number in the file; ``spaced``: 1 where blanks stand before it there, 2 where
    it is one that the file holds;
    ``angle``: of its line of writing, in quarters of a turn or degrees."""

    text: str
    left: float
    right: float
    base: float
    size: float
    order: int
    spaced: int
    angle: int


@dataclass(slots=True)
class Sheet:
    """What is on a page. ``hidden``: why nobody sees it → the words of each object;
    ``read``: how many characters there are, hidden ones too; ``scanned``:
    how many of them lie over a picture of the whole page; ``foreign``: whether some are of a font
    that the file does not hold and that may fail."""

    glyphs: list[Glyph] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    shapes: Shapes = field(default_factory=Shapes)
    box: Box = NOWHERE
    read: int = 0
    scanned: int = 0
    foreign: bool = False


@dataclass(slots=True)
class _Drawn:
    """What the characters of one object of text share. ``base``: of the first of them, which the
    second confirms; ``order``: its place among all; ``covers``: what is painted over it later;
    ``tints``: what is painted before it in the same colour, each with its place; ``doubted``:
    whether it lets its ground through, so that the picture of the page decides."""

    size: float
    angle: int
    cos: float
    sin: float
    mode: int
    white: bool
    clear: bool
    embedded: bool
    early: bool
    covers: list[Box]
    doubted: bool = False
    tints: tuple[tuple[int, Box], ...] = ()
    order: int = -1
    clip: Box | None = None
    base: float = 0.0
    times: int = 0


@cache
def _calls() -> Any:
    """pdfium's functions with plain addresses: three times as fast as with typed pointers."""
    from pypdfium2 import raw

    def call(name: str, answer: Any, *takes: Any) -> Callable[..., Any]:
        made = ctypes.CFUNCTYPE(answer, *takes)
        return made(ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0)

    address, number = ctypes.c_void_p, ctypes.c_int

    class Calls:
        unicode = staticmethod(call("FPDFText_GetUnicode", ctypes.c_uint, address, number))
        box = staticmethod(call("FPDFText_GetLooseCharBox", number, address, number, address))
        ink = staticmethod(call("FPDFText_GetCharBox", number, address, number, *[address] * 4))
        origin = staticmethod(
            call("FPDFText_GetCharOrigin", number, address, number, address, address)
        )
        drawn = staticmethod(call("FPDFText_GetTextObject", address, address, number))
        matrix = staticmethod(call("FPDFText_GetMatrix", number, address, number, address))
        made = staticmethod(call("FPDFText_IsGenerated", number, address, number))
        size = staticmethod(call("FPDFText_GetFontSize", ctypes.c_double, address, number))
        mode = staticmethod(call("FPDFTextObj_GetTextRenderMode", number, address))
        font = staticmethod(call("FPDFTextObj_GetFont", address, address))
        embedded = staticmethod(call("FPDFFont_GetIsEmbedded", number, address))
        clear = staticmethod(call("FPDFPageObj_HasTransparency", number, address))
        stroke = staticmethod(call("FPDFPageObj_GetStrokeColor", number, *[address] * 5))
        fill = staticmethod(call("FPDFPageObj_GetFillColor", number, *[address] * 5))

    return Calls


def sheet_of(page: Any, layered: bool = False) -> Sheet:
    """What is on a page; ``layered``: whether the document has layers that are switched off."""
    from pypdfium2 import raw

    sheet = Sheet(box=Box(*page.get_bbox()))
    text = page.get_textpage()
    number = min(int(text.count_chars()), MAX_GLYPHS)
    sheet.shapes = shapes_of(page, sheet.box)
    reader = _Reader(sheet, ctypes.cast(text.raw, ctypes.c_void_p).value or 0, raw)
    reader.layered = layered
    reader.all(number)
    if reader.unseen_of:
        reader.settle(Looks(page))
    strike(sheet)
    return sheet


def strike(sheet: Sheet) -> None:
    """Leave out words with a line through them that is as long as they are: a deletion that nobody
    accepted, as it is printed. Lines of tables and grids go on beyond the words that they meet."""
    near: dict[int, list[Glyph]] = {}
    for one in sheet.glyphs if sheet.shapes.across else ():
        if not one.angle:
            near.setdefault(int(one.base // BAND), []).append(one)
    struck: set[int] = set()
    for rule in sheet.shapes.across:
        bands = range(int((rule.level - HIGHEST) // BAND), int(rule.level // BAND) + 1)
        on = [g for band in bands for g in near.get(band, ()) if _through(rule, g)]
        if not on:
            continue
        by, size = sum(g.right - g.left for g in on), max(g.size for g in on)
        left, right = min(g.left for g in on), max(g.right for g in on)
        beyond = rule.start < left - size / 2 or rule.end > right + size / 2
        length = rule.end - rule.start
        if not beyond and 2 * by > length > 0.9 * size:  # no stroke of a drawn letter
            struck |= {g.order for g in on}
            sheet.hidden.setdefault("struck", []).append("".join(g.text for g in on))
    if struck:
        sheet.glyphs = [g for g in sheet.glyphs if g.order not in struck]


def _through(rule: Rule, one: Glyph) -> bool:
    """Whether a line runs through the middle of a letter."""
    return (
        0.12 * one.size < rule.level - one.base < 0.45 * one.size
        and one.left >= rule.start - one.size / 4
        and one.right <= rule.end + one.size / 4
    )


def _meet(one: Box, two: Box) -> bool:
    return (
        one.left < two.right
        and two.left < one.right
        and one.bottom < two.top
        and two.bottom < one.top
    )


def _width(wide: float, high: float, drawn: _Drawn) -> float:
    """How wide a turned character is, given the upright box round it.

    The box of one that is w wide and h high, turned by an angle, is w·cos + h·sin wide and
    w·sin + h·cos high; at 45° the two are the same, and h is as good as the size.
    """
    cos, sin = abs(drawn.cos), abs(drawn.sin)
    if not drawn.angle % 90:
        return wide * cos + high * sin
    apart = cos * cos - sin * sin
    own = (wide * cos - high * sin) / apart if abs(apart) > EVEN else wide / cos - drawn.size
    return min(max(own, 0.1 * drawn.size), drawn.size)


class _Reader:
    """Characters of a page, one after the other."""

    def __init__(self, sheet: Sheet, text: int, raw: Any) -> None:
        self.sheet, self.text, self.call = sheet, text, _calls()
        self.rect, self.matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.to_rect = ctypes.byref(self.rect)
        self.low, self.high, self.sides = ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
        self.to_ink = [ctypes.byref(c) for c in (self.sides, self.sides, self.low, self.high)]
        self.rgba = [ctypes.c_uint() for _ in range(4)]
        self.drawn: dict[int, _Drawn] = {}
        self.fonts: dict[int, bool] = {}
        self.unseen_of: dict[int, list[tuple[Hidden, Glyph, Box]]] = {}
        self.taken: list[Box] | None = None
        self.layered = False
        self.seen: set[int] = set()

    def all(self, number: int) -> None:
        """Read all of them."""
        unicode, text, spaced, high = self.call.unicode, self.text, 0, 0
        for n in range(number):
            code = unicode(text, n)
            if code in _SPACES:
                spaced = 1 if spaced or self.call.made(text, n) else 2
            elif 0xD800 <= code < 0xDC00:
                high = code
            elif code > 32 or code == 2:
                if 0xDC00 <= code < 0xE000:
                    if not high:
                        continue
                    code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
                self.take(n, code, spaced)
                spaced, high = 0, 0

    def take(self, n: int, code: int, spaced: int) -> None:
        """Take a character, or note that nobody sees it."""
        call, rect, sheet = self.call, self.rect, self.sheet
        address = call.drawn(self.text, n) or 0
        drawn = self.drawn.get(address) or self.object(n, address)
        call.box(self.text, n, self.to_rect)
        left, right, size = rect.left, rect.right, drawn.size
        written = LIGATURES.get(code) or chr(0x2D if code in _HYPHENS else code)
        sheet.read += len(written)
        if not drawn.embedded and code > 0x24F:
            sheet.foreign = True
        if drawn.angle == 0 and drawn.times > 1:
            one = Glyph(written, left, right, drawn.base, size, n, spaced, 0)
        else:
            one = self.placed(Glyph(written, left, right, 0.0, size, n, spaced, drawn.angle), drawn)
        if written in _FIGURES and not drawn.angle:
            one = self.raised(one)
        why = self.unseen(drawn, (left + right) / 2, (rect.bottom + rect.top) / 2)
        if why:
            box = Box(left, rect.bottom, right, rect.top)
            self.unseen_of.setdefault(address, []).append((why, one, box))
        else:
            self.seen.add(address)
            sheet.glyphs.append(one)

    def raised(self, one: Glyph) -> Glyph:
        """A figure that a font draws small and high, though it is as large as the others."""
        plain = _RAISED.get(one.text, one.text)
        if plain == one.text:
            low, high, size = self.low, self.high, one.size
            self.call.ink(self.text, one.order, *self.to_ink)
            if low.value - one.base < ABOVE * size or high.value <= low.value:
                return one
        return one._replace(text=plain, size=0.6 * one.size, base=one.base + 0.35 * one.size)

    def placed(self, one: Glyph, drawn: _Drawn) -> Glyph:
        """A character with its base, or turned so that its line runs from left to right."""
        self.call.origin(self.text, one.order, ctypes.byref(self.x), ctypes.byref(self.y))
        x, y, rect = self.x.value, self.y.value, self.rect
        if drawn.angle == 0:
            steady = not drawn.times or abs(y - drawn.base) < 0.01
            drawn.base, drawn.times = y, drawn.times + 1 if steady else 0
            return one._replace(base=y)
        along, across = x * drawn.cos + y * drawn.sin, y * drawn.cos - x * drawn.sin
        wide = _width(rect.right - rect.left, rect.top - rect.bottom, drawn)
        return one._replace(left=along, right=along + wide, base=across)

    def settle(self, looks: Looks) -> None:
        """Words of which a part shows are seen: a line that runs over the edge, a stain on it; and
        whatever the picture of the page shows."""
        for address, held in self.unseen_of.items():
            back = ["offpage", "covered"] if address in self.seen else []
            doubted = {why for why, _, _ in held} & _DOUBTED - set(back)
            if doubted and self.shows(held, looks):
                back += doubted
            for why, one, _ in held:
                if why in back:
                    self.sheet.glyphs.append(one)
            for why in dict.fromkeys(why for why, _, _ in held if why not in back):
                words = "".join(one.text for other, one, _ in held if other == why)
                self.sheet.hidden.setdefault(why, []).append(words)
        self.sheet.glyphs.sort(key=lambda g: g.order)

    def shows(self, held: list[tuple[Hidden, Glyph, Box]], looks: Looks) -> bool:
        """Whether most characters of an object show on the picture, as far as no others stand in
        their place."""
        others = self.boxes()
        free = [box for _, _, box in held if not any(_meet(box, other) for other in others)]
        return 2 * sum(not looks.even(box) for box in free) > len(free)

    def boxes(self) -> list[Box]:
        """Where the characters are that are seen."""
        if self.taken is None:
            self.taken = [
                Box(g.left, g.base, g.right, g.base + 0.7 * g.size)
                for g in self.sheet.glyphs if not g.angle
            ]  # fmt: skip
        return self.taken

    def unseen(self, drawn: _Drawn, x: float, y: float) -> Hidden:
        """Why nobody sees a character whose middle is there; "" where somebody does."""
        box = self.sheet.box
        if not (box.left - 1 <= x <= box.right + 1 and box.bottom - 1 <= y <= box.top + 1):
            return "offpage"
        if drawn.early:  # under a picture of the page, or over it unpainted
            self.sheet.scanned += 1
            return ""
        if drawn.clip is not None and not drawn.clip.near(x, y, CLIP * drawn.size):
            return "clipped"
        if drawn.mode in _INVISIBLE or drawn.clear:
            return "invisible"
        if drawn.size < TINY:
            return "tiny"
        if drawn.doubted or (drawn.white and not self.sheet.shapes.painted(x, y)):
            return "white"
        if drawn.tints and self.merges(drawn, x, y):
            return "white"
        struck = self.sheet.shapes.struck
        if struck and any(box.holds(x, y) for box in struck):
            return "struck"
        if drawn.covers and any(cover.holds(x, y) for cover in drawn.covers):
            return "covered"
        return "layer" if self.layered else ""

    def ink(self, address: int, of: Callable[..., int]) -> tuple[int, ...]:
        """Red, green, blue and strength of what an object is painted with."""
        got = of(address, *(ctypes.byref(c) for c in self.rgba))
        return tuple(c.value for c in self.rgba) if got else (0, 0, 0, 255)

    def merges(self, drawn: _Drawn, x: float, y: float) -> bool:
        """Whether what was painted last below a point has the colour of the characters there."""
        own = -1
        for at, box in drawn.tints:  # of every character: a loop, which is faster than a generator
            if at > own and box.left <= x <= box.right and box.bottom <= y <= box.top:
                own = at
        return own >= 0 and not any(
            own < at < drawn.order and box.holds(x, y) for at, box, _ in self.sheet.shapes.tints
        )

    def object(self, n: int, address: int) -> _Drawn:
        """What the characters of an object share, asked once."""
        call, m = self.call, self.matrix
        size, angle, cos, sin = call.size(self.text, n), 0, 1.0, 0.0
        if call.matrix(self.text, n, ctypes.byref(m)):
            across = math.hypot(m.c, m.d)
            size = abs(size) * across if across else 0.0
            angle = round(math.degrees(math.atan2(m.b, m.a))) % 360
            if m.a < 0 and m.d > 0 and abs(m.b) < abs(m.a) / 50:
                angle = 0  # mirrored, not turned
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        mode, white, clear, embedded, doubted = 0, False, False, True, False
        colours: list[tuple[int, ...]] = []
        if address:
            mode = call.mode(address)
            inks = [call.fill] * (mode in _FILLED) + [call.stroke] * (mode in _OUTLINED)
            inks = [self.ink(address, ink) for ink in inks]
            clear = bool(inks) and all(ink[3] <= CLEAR for ink in inks)
            colours = [ink[:3] for ink in inks]
            white = bool(colours) and min(map(min, colours)) >= WHITE
            doubted = bool(call.clear(address)) or address in self.sheet.shapes.veiled
            font = call.font(address) or 0
            if font not in self.fonts:
                self.fonts[font] = bool(font and call.embedded(font) == 1)
            embedded = self.fonts[font]
        if call.matrix(self.text, n, ctypes.byref(m)) and math.hypot(
            m.a, m.b
        ) < NARROW * math.hypot(m.c, m.d):
            size = 0.0
        shapes = self.sheet.shapes
        order = shapes.order.get(address, -1)
        picture = shapes.picture
        scan = picture is not None or shapes.pictured >= WHOLE * self.sheet.box.area > 0
        under = picture is not None and 0 <= order < picture
        early = under or (scan and mode in _INVISIBLE)
        covers = [box for at, box in shapes.covers if at > order >= 0]
        tints: tuple[tuple[int, Box], ...] = ()
        if colours and any(alike(colours[0], tint) for tint in shapes.colours):
            tints = tuple(
                (at, box)
                for at, box, tint in shapes.tints
                if at < order and tint and all(alike(colour, tint) for colour in colours)
                if min(box.right - box.left, box.top - box.bottom) > size / 2  # no rule
            )
        made = _Drawn(
            size, angle, cos, sin, mode, white, clear, embedded, early, covers, doubted, tints,
            order, shapes.clips.get(address),
        )  # fmt: skip
        self.drawn[address] = made
        return made
