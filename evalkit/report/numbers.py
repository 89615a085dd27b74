"""Numbers as a reader sees them: a value with its unit, decimals and where it comes from.

This is the only place where a number is rounded: half up, on the decimal digits of the value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from evalkit.model.units import Units
from evalkit.scoring.tolerances import TOLERANCE

DASH = "—"
_MOST = 3  # decimals of a share
_LONG = 10**15  # figures from here on are shown by their power of ten
_FINE = 9  # decimals, beyond which they are too
_DIGITS = 4  # of such a figure


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a report.

    ``value``: unrounded, None where there is none; ``scale``: multiplied in when shown, and
    ``offset`` then added (100 and 0 for scores on 0–100); ``signed``: show a plus; ``ref``: id of
    the annex row that explains it, here or in another report ("name#id"), empty where there is
    none; ``is_score``: it is a score, or a difference of two, so that a style may set its decimals.
    """

    value: float | None
    decimals: int = 1
    scale: float = 1.0
    unit: str = ""
    ref: str = ""
    signed: bool = False
    is_score: bool = False
    offset: float = 0.0

    @property
    def shown(self) -> float | None:
        """The number in the units it is shown in, unrounded."""
        return None if self.value is None else self.value * self.scale + self.offset

    def text(self) -> str:
        """The number as printed; a dash where there is none."""
        if self.shown is None:
            return DASH
        shown = round_half_up(self.shown, self.decimals)
        sign = "+" if self.signed and Decimal(shown) > 0 else ""
        return f"{sign}{shown.replace('-', '−')}{self.unit}"


def round_half_up(value: float, decimals: int) -> str:
    """``value`` with a fixed number of decimals, halves away from zero; never "-0".

    Binary noise is taken off first (twelve significant digits), so that 61.25 − 1e-15 is still
    61.25. What is too long to read is shown as 1.5e+20, what is too fine as 1.5e-20.
    """
    if abs(value) >= _LONG or decimals > _FINE:
        return f"{value:.{_DIGITS}g}"
    exact = Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{abs(exact) if exact == 0 else exact}"


def in_unit(unit: str) -> str:
    """The unit as it follows a figure: close up where it is a sign or Chinese, after a space where
    it is a word."""
    return f" {unit}" if unit[:1].isascii() and unit[:1].isalnum() else unit


def score(units: Units, value: float | None, ref: str = "") -> Figure:
    """A score in [0, 1], in the units that readers see."""
    return Figure(value, units.decimals, units.span, ref=ref, is_score=True, offset=units.low)


def rough(units: Units, value: float | None, ref: str = "") -> Figure:
    """A score that rests on few criteria, with a decimal less."""
    return replace(score(units, value, ref), decimals=units.decimals - 1)


def apart(units: Units, value: float | None) -> Figure:
    """How far two scores are apart, in [0, 1]."""
    return Figure(value, units.decimals, units.span, is_score=True)


def shift(units: Units, value: float | None) -> Figure:
    """What a score gained or lost, in [-1, 1], shown with its sign."""
    return Figure(value, units.decimals, units.span, signed=True, is_score=True)


def on_axis(units: Units, value: float) -> str:
    """A value already in those units, as printed: the same figure that :func:`score` gives in a
    sentence."""
    return round_half_up(value, units.decimals)


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
