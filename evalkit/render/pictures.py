"""A chart in, its picture out: SVG for print and pages, PNG for Word. Fonts come with the package,
so Chinese is right anywhere; a page is drawn in its reader's fonts, and its pictures leave room for
wider letters."""

from __future__ import annotations

import re
from cmath import rect
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from math import ceil, floor, radians
from pathlib import Path
from pkgutil import get_data
from xml.etree import ElementTree

from evalkit.render.glyphs import coded_beyond, letters_of
from evalkit.report.model import Chart

_COLOURS = 256  # that a byte can name
_BOLD = 1.12  # how much wider bold letters are


def fonts() -> Path:
    """The folder that holds the package's fonts: Noto Sans SC, regular and bold, the hanzi of
    GBK."""
    return Path(str(files("evalkit") / "fonts"))


def svg(chart: Chart) -> str:
    """The chart as SVG; text stays text."""
    return _svg(chart.spec)


def png(chart: Chart) -> bytes:
    """The chart as PNG, two pixels a unit, on the white of paper: it cannot follow its page as an
    SVG does."""
    ground = r'\1<rect width="100%" height="100%" fill="#ffffff"/>'
    drawn = re.sub(r"(<svg [^>]*>)", ground, coded_beyond(svg(chart), _letters()), count=1)
    return _packed(_converter().svg_to_png(drawn, scale=2.0))


def _packed(made: bytes) -> bytes:
    """A drawing in at most 256 colours, a byte a pixel and not four; where it has more, all of them
    shades at the edge of a letter or a line, the rarest become the nearest of the others."""
    import numpy as np
    from PIL import Image

    drawn = Image.open(BytesIO(made)).convert("RGB")
    found = sorted((shade, n) for n, shade in drawn.getcolors(drawn.width * drawn.height) or ())
    parts, often = (np.array(own, dtype=np.int32) for own in zip(*found, strict=True))
    common = np.argsort(-often, kind="stable")[:_COLOURS]
    apart = ((parts[:, None] - parts[None, common]) ** 2).sum(axis=2)
    named = np.zeros(1 << 24, dtype=np.uint8)  # by red, green and blue as the bytes of a number
    named[parts @ (1, 1 << 8, 1 << 16)] = apart.argmin(axis=1)
    placed = named[np.asarray(drawn.convert("RGBX")).view("<u4")[..., 0] & 0xFFFFFF]
    picture, packed = Image.fromarray(placed, "P"), BytesIO()
    picture.putpalette(parts[common].astype(np.uint8).tobytes())
    picture.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def roomy(drawn: str) -> str:
    """A picture made larger where its texts, set in the widest letters of common fonts, would reach
    over its edge.

    The picture is laid out in Noto Sans SC; a page shows it in whatever its reader has, and DejaVu
    Sans, a common last resort, is a tenth wider.
    """
    found = re.match(
        r'<svg ([^>]*?)width="[\d.]+" height="[\d.]+" viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn
    )
    if found is None:
        return drawn
    held = [0j, complex(float(found[2]), float(found[3]))]
    held += _corners(ElementTree.fromstring(drawn), 1, 0)
    left, right = floor(min(p.real for p in held)), ceil(max(p.real for p in held))
    top, bottom = floor(min(p.imag for p in held)), ceil(max(p.imag for p in held))
    wide, high = right - left, bottom - top
    opened = f'<svg {found[1]}width="{wide}" height="{high}" viewBox="{left} {top} {wide} {high}"'
    return opened + drawn[found.end() :]


def _corners(element: ElementTree.Element, turn: complex, place: complex) -> Iterator[complex]:
    """The corners of all texts of a picture, in its own units: across + down·i.

    An element's own units are turned and then moved.
    """
    transform = element.get("transform", "")
    for name, given in re.findall(r"(translate|rotate)\(([^)]*)\)", transform):
        values = [float(v) for v in given.split(",")]
        if name == "translate":
            place += turn * complex(*values)
        else:
            turn *= rect(1, radians(values[0]))
    if element.tag.endswith("}text"):
        for corner in _text(element):
            yield place + turn * corner
    for child in element:
        yield from _corners(child, turn, place)


def _text(text: ElementTree.Element) -> Iterator[complex]:
    size = float(text.get("font-size", "12px").removesuffix("px"))
    down, bold = 0.0, text.get("font-weight") == "bold"
    for line in list(text) or [text]:
        down += float(line.get("dy", "0"))
        wide = sum(map(_advance, line.text or "")) * size * (_BOLD if bold else 1)
        left = {"middle": -wide / 2, "end": -wide}.get(text.get("text-anchor", ""), 0.0)
        if wide:
            for y in (down - 1.15 * size, down + 0.3 * size):
                yield from (complex(left, y), complex(left + wide, y))


def _advance(letter: str) -> float:
    """Width of a letter in the widest of common fonts (DejaVu Sans), rounded up, in units of its
    size."""
    if letter >= "\u2e80" or letter in "mMwW@%&=+<>→—…":
        return 1.0
    return 0.42 if letter in "ijlIftr.,:;'|!()[] -·" else 0.79 if letter.isupper() else 0.64


@lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    made: str = _converter().vegalite_to_svg(spec)
    return made


@cache
def _letters() -> frozenset[int]:
    """The characters that the package's fonts have: others would be empty boxes in a picture."""
    font = get_data("evalkit", "fonts/NotoSansSC-Regular.ttf")  # bold has the same
    return letters_of(font) if font else frozenset()


@cache
def _converter():  # type: ignore[no-untyped-def]
    import vl_convert

    vl_convert.register_font_directory(str(fonts()))
    return vl_convert
