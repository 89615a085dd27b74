"""A chart in, its picture out: SVG for print and pages, PNG for Word. Fonts come with the package,
so Chinese is right anywhere; a page is drawn in its reader's fonts, and its pictures leave room for
wider letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from math import ceil, cos, floor, radians, sin
from pathlib import Path
from xml.etree import ElementTree

from evalkit.report.model import Chart


def fonts() -> Path:
    """The folder that holds the package's fonts: Noto Sans SC, regular and bold, the hanzi of
    GBK."""
    return Path(str(files("evalkit") / "fonts"))


def svg(chart: Chart) -> str:
    """The chart as SVG; text stays text."""
    return _svg(chart.spec)


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """The chart as PNG, ``scale`` pixels a unit."""
    made: bytes = _converter().svg_to_png(svg(chart), scale=scale)
    return made


def roomy(drawn: str) -> str:
    """A picture made larger where its texts, set in the widest letters of common fonts, would reach
    over its edge.

    The picture is laid out in Noto Sans SC; a page shows it in whatever its reader has, and DejaVu
    Sans, a common last resort, is a tenth wider.
    """
    start = re.compile(
        r'^<svg ([^>]*?)width="[\d.]+" height="[\d.]+" viewBox="0 0 ([\d.]+) ([\d.]+)"'
    )
    found = start.match(drawn)
    if found is None:
        return drawn
    edges = (0.0, 0.0, float(found[2]), float(found[3]))
    for box in _boxes(ElementTree.fromstring(drawn), (1, 0, 0, 1, 0, 0)):
        edges = (
            min(edges[0], box[0]),
            min(edges[1], box[1]),
            max(edges[2], box[2]),
            max(edges[3], box[3]),
        )
    left, top, right, bottom = floor(edges[0]), floor(edges[1]), ceil(edges[2]), ceil(edges[3])
    wide, high = right - left, bottom - top
    opened = f'<svg {found[1]}width="{wide}" height="{high}" viewBox="{left} {top} {wide} {high}"'
    ground = f'><rect x="{left}" y="{top}" width="{wide}" height="{high}"'
    return opened + re.sub(
        r'><rect width="[\d.]+" height="[\d.]+"', ground, drawn[found.end() :], count=1
    )


Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


def _boxes(element: ElementTree.Element, above: Matrix) -> Iterator[Box]:
    """The boxes of all texts of a picture, in its own units."""
    here = _moved(above, element.get("transform", ""))
    if element.tag.endswith("}text"):
        yield from _box(element, here)
    for child in element:
        yield from _boxes(child, here)


def _box(text: ElementTree.Element, at: Matrix) -> Iterator[Box]:
    size = float(text.get("font-size", "12px").removesuffix("px"))
    down = 0.0
    for line in list(text) or [text]:
        down += float(line.get("dy", "0"))
        wide = sum(map(_advance, line.text or "")) * size
        left = {"middle": -wide / 2, "end": -wide}.get(text.get("text-anchor", ""), 0.0)
        corners = [
            (at[0] * x + at[2] * y + at[4], at[1] * x + at[3] * y + at[5])
            for x in (left, left + wide)
            for y in (down - 1.15 * size, down + 0.3 * size)
        ]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        if wide:
            yield min(xs), min(ys), max(xs), max(ys)


def _moved(above: Matrix, transform: str) -> Matrix:
    """A matrix after an element's own "translate(…) rotate(…)"."""
    a, b, c, d, e, f = above
    for name, given in re.findall(r"(translate|rotate)\(([^)]*)\)", transform):
        values = [float(v) for v in given.split(",")]
        if name == "translate":
            x, y = values[0], values[1] if len(values) > 1 else 0.0
            e, f = a * x + c * y + e, b * x + d * y + f
        else:
            turn = radians(values[0])
            a, b, c, d = (
                a * cos(turn) + c * sin(turn),
                b * cos(turn) + d * sin(turn),
                c * cos(turn) - a * sin(turn),
                d * cos(turn) - b * sin(turn),
            )
    return a, b, c, d, e, f


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
def _converter():  # type: ignore[no-untyped-def]
    import vl_convert

    vl_convert.register_font_directory(str(fonts()))
    return vl_convert
