"""Widths, lines and heights: how much room the text and the charts of a sheet take."""

from __future__ import annotations

import math

from evalkit.render.xlsx.looks import LOOKS, SIZE
from evalkit.workbook.model import Bars, Formula, Place, Sheet, Workbook

MOST = 32_000  # characters of a cell; Excel refuses more than 32,767
DIGIT = {"zh": 8, "en": 7}  # pixels of a digit of the type, the measure of a column's width
ROW = 20  # pixels of a row that nobody made higher
BAR, AROUND, CHART = (24, 36), 90, 1100  # pixels a bar of one and of two series, around, and wide


def lines(place: Place, sheet: Sheet, at: int) -> int:
    """Lines that a wrapped text takes in its columns; East-Asian characters are two wide."""
    look = LOOKS[place.look]
    if (
        not look.get("text_wrap")
        or "rotation" in look
        or not isinstance(place.value, str | Formula)
    ):
        return 1
    text = place.value if isinstance(place.value, str) else str(place.value.value)
    widths = widths_shown(sheet)[at : at + place.across]
    room = max(1.0, sum(widths) - 1 - (0 if "align" in look else 1.3 * (1 + place.indent)))
    room *= SIZE / look.get("font_size", SIZE)
    wide = [
        sum(2.0 if ord(c) > 0x2E7F else 1.08 if look.get("bold") else 1.0 for c in part)
        for part in text[:MOST].split("\n")
    ]
    return sum(max(1, math.ceil(w / room)) for w in wide)


def widths_shown(sheet: Sheet) -> list[float]:
    """The widths of the columns as a reader sees them."""
    return [0.0 if n in sheet.hidden else width for n, width in enumerate(sheet.widths, start=1)]


def inches(sheet: Sheet, book: Workbook) -> list[float]:
    """The widths of the columns that are printed."""
    printed = widths_shown(sheet)[: len(sheet.widths) - sheet.unprinted]
    return [width and (DIGIT[book.lang] * width + 5) / 96 for width in printed]


def chart_height(bars: Bars) -> int:
    """Pixels of a chart."""
    return AROUND + bars.n * BAR[len(bars.series) > 1]


def ends_of_charts(sheet: Sheet) -> list[int]:
    """The row that each chart ends in."""
    return [bars.below + 2 + math.ceil(chart_height(bars) / ROW) for bars in sheet.charts]
