"""Sums that are the same in whatever parts the cases come."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evalkit.model.finding import found
from evalkit.model.place import Span
from evalkit.tables.found import SHOWN, all_counted, counted
from evalkit.tables.sums import Best, Sums, Total, best_of, total_of


def test_a_total_is_the_same_in_any_order_and_any_parts() -> None:
    values = np.random.default_rng(2).random(10_000)
    whole = total_of(values)
    parts = [total_of(part) for part in np.array_split(np.sort(values), 7)]
    assert sum(parts, Total()) == whole
    assert whole.mean == pytest.approx(math.fsum(values) / len(values), abs=1.2e-16)


def test_values_below_zero_and_missing_ones_are_added_up_too() -> None:
    assert total_of(np.array([-1.25, np.nan, 0.5])) == Total(2, -(3 * 2**53) // 4)
    assert total_of(np.array([np.nan])).mean is None


def test_those_that_lead_are_counted_over_parts() -> None:
    one = Sums(2, best={"r": Best(0.5, 2, ("a", "b"))})
    more = Sums(1, best={"r": Best(0.5, 1, ("c",)), "s": Best(0.1, 1, ("c",))})
    assert one.merge(more).best["r"] == Best(0.5, 3, ("a", "b", "c"))
    assert one.merge(Sums(1, best={"r": Best(0.75, 1, ("d",))})).best["r"] == Best(0.75, 1, ("d",))
    assert best_of(np.array([np.nan, 0.25, 0.25]), ["a", "b", "c"]) == Best(0.25, 2, ("b", "c"))
    assert best_of(np.array([np.nan]), ["a"]) is None


def test_findings_are_counted_whole_and_the_first_of_them_are_kept() -> None:
    own = [found("raters-apart", Span("f", n, 1)) for n in range(9)]
    parts = [counted(own[:3]), (), counted(own[3:])]
    (whole,) = all_counted(parts)
    assert (whole.n, whole.first) == (9, tuple(own[:SHOWN]))
