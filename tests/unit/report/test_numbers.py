"""Figures as printed."""

from __future__ import annotations

import pytest
from evalkit.model.units import HUNDRED
from evalkit.report.numbers import Figure, level, percent, round_half_up, score


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [
        (61.25, 1, "61.3"),
        (0.125, 2, "0.13"),
        (-0.04, 1, "0.0"),
        (-2.25, 1, "-2.3"),
        (2.675, 2, "2.68"),
        (1e-13, 1, "0.0"),
        (61.25 - 1e-14, 1, "61.3"),
        (1e308, 2, "1e+308"),
        (-1.5e27, 1, "-1.5e+27"),
        (5.05383333333e300, 2, "5.054e+300"),
        (5.05383333333e-200, 202, "5.054e-200"),
        (0.0, 202, "0"),
        (0.000128, 6, "0.000128"),
        (123456789012.25, 1, "123456789012.0"),
        (float("inf"), 1, "inf"),
    ],
)
def test_halves_round_up(value: float, decimals: int, wanted: str) -> None:
    assert round_half_up(value, decimals) == wanted


def test_figures_as_printed() -> None:
    shown = [
        score(HUNDRED, 0.6125),
        score(HUNDRED, None),
        percent(0.5),
        percent(0.9964),
        percent(0.99999),
        percent(1.0),
        level(2.0),
        level(2.5),
        Figure(0.5, 1, 1, "", "", True),
        Figure(-0.5, 1),
    ]
    assert [figure.text() for figure in shown] == [
        "61.3",
        "—",
        "50%",
        "99.6%",
        "99.999%",
        "100%",
        "2",
        "2.5",
        "+0.5",
        "−0.5",
    ]
