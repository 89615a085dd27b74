"""Numbers as a reader sees them: a value with its unit, decimals and where it comes from.

This is the only place where a number is rounded: half up, on the decimal digits of the value.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from evalkit.scoring.tolerances import TOLERANCE

DASH = "—"
_MOST = 3  # decimals of a share
_LONG = 10**15  # figures from here on are shown by their power of ten


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a report.

    ``value``: unrounded, None where there is none; ``scale``: multiplied in when shown (100 for
    scores);
    ``signed``: show a plus; ``ref``: id of the annex row that explains it, here or in another
    report ("name#id"), empty where there is none; ``is_score``: it is a score, or points of one, so
    that a style may set its decimals.
    """

    value: float | None
    decimals: int = 1
    scale: float = 1.0
    unit: str = ""
    ref: str = ""
    signed: bool = False
    is_score: bool = False

    def text(self) -> str:
        """The number as printed; a dash where there is none."""
        if self.value is None:
            return DASH
        shown = round_half_up(self.value * self.scale, self.decimals)
        sign = "+" if self.signed and Decimal(shown) > 0 else ""
        return f"{sign}{shown.replace('-', '−')}{self.unit}"


def round_half_up(value: float, decimals: int) -> str:
    """``value`` with a fixed number of decimals, halves away from zero; never "-0".

    Binary noise is taken off first (twelve significant digits), so that 61.25 − 1e-15 is still
    61.25. What is too long to read is shown as 1.5e+20.
    """
    if abs(value) >= _LONG:
        return f"{value:.12g}"
    exact = Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{abs(exact) if exact == 0 else exact}"


def points(value: float) -> str:
    """A value already on 0–100, as printed: the same figure that :func:`score` gives in a
    sentence."""
    return round_half_up(value, 1)


def in_unit(unit: str) -> str:
    """The unit as it follows a figure: close up where it is a sign or Chinese, after a space where
    it is a word."""
    return f" {unit}" if unit[:1].isascii() and unit[:1].isalnum() else unit


def score(value: float | None, ref: str = "") -> Figure:
    """A score in [0, 1], shown 0–100 with one decimal."""
    return Figure(value, 1, 100, ref=ref, is_score=True)


def shift(value: float | None) -> Figure:
    """Points of a score gained or lost, in [-1, 1], shown with their sign."""
    return Figure(value, 1, 100, signed=True, is_score=True)


def change(value: float | None, decimals: int = 1) -> Figure:
    """A plain number with its sign."""
    return Figure(value, decimals, signed=True)


def percent(value: float | None, decimals: int = 0, ref: str = "") -> Figure:
    """A share in [0, 1] as a percentage; what is short of the whole is never shown as the whole."""
    while value is not None and value < 1 - TOLERANCE and decimals < _MOST:
        if round_half_up(100 * value, decimals) != round_half_up(100, decimals):
            break
        decimals += 1
    return Figure(value, decimals, 100, "%", ref)


def level(value: float | None, ref: str = "", decimals: int = 1) -> Figure:
    """A level; decimals only where raters differ, or where the scale has such levels."""
    whole = value is None or value == int(value)
    return Figure(value, 0 if whole else max(decimals, 1), 1, "", ref)


def number(value: float | None, decimals: int = 0, unit: str = "", ref: str = "") -> Figure:
    """A plain number."""
    return Figure(value, decimals, 1, unit, ref)
