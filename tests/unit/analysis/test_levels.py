"""Levels given to every criterion, worked out by hand."""

from __future__ import annotations

from evalkit.analysis.levels import Levels, levels_of
from tests.conftest import evaluation_of

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""\
rubric: given
version: 1.0.0
title: Given
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}, {{level: 3, label: d}}, {{level: 4, label: e}}]
pillars:
  - id: p
    title: P
    criteria:
      - {{id: one, title: One, {LEVELS}}}
      - {{id: two, title: Two, {LEVELS}}}
      - {{id: gone, title: Gone, {LEVELS}}}
      - {{id: shown, title: Shown, scored: false, {LEVELS}}}
"""


def case(name: str, one: str, two: int) -> str:
    return (
        f"case: {name}\nrubric: given@1.0.0\nregion: {{name: {name.upper()}}}\nratings:\n  one: {one}\n"
        f"  two: {{level: {two}, because: r}}\n  shown: {{level: 1, because: r}}\n"
    )


def test_breadth_is_where_it_is_present_and_depth_how_far_it_goes_there() -> None:
    """One: 0, 2.5 of two raters, 4: present in two of three plans, there 3.25 on average; two: 2
    throughout."""
    halves = "[{rater: a, level: 2, because: r}, {rater: b, level: 3, because: r}]"
    cases = (
        case("x", "{level: 0, because: r}", 2),
        case("y", halves, 2),
        case("z", "{level: 4, because: r}", 2),
    )
    one, two = levels_of(
        evaluation_of(RUBRIC, *cases)
    )  # what nobody rated, and what is not scored, is left out
    assert one == Levels("p.one", 3, ((0, 1), (1, 0), (2, 1), (3, 0), (4, 1)), 2 / 3, 3.25, 1)
    assert two == Levels("p.two", 3, ((0, 0), (1, 0), (2, 3), (3, 0), (4, 0)), 1.0, 2.0, 3)
    assert (one.tells_nobody_apart, two.tells_nobody_apart) == (False, True)


def test_what_is_nowhere_has_no_depth_and_one_plan_tells_nothing() -> None:
    one, two = levels_of(evaluation_of(RUBRIC, case("x", "{level: 0, because: r}", 1)))
    assert (one.breadth, one.depth, one.tells_nobody_apart) == (0.0, None, False)
    assert (two.breadth, two.depth, two.alike) == (1.0, 1.0, 1)
