"""What a group has in common, where it differs, whom it can learn from: by hand."""

from __future__ import annotations

from evalkit.analysis.peers import Apart, InCommon, apart, in_common, model, mostly_at
from evalkit.model.scale import Scale

STEPS = {"a": (0, 1, 2, 3), "b": (0, 1, 2, 3), "c": (0, 1, 2, 3)}
GROUP = ("one", "two", "three")


def levels(*given: float) -> dict[str, float]:
    return dict(zip(("one", "two", "three", "four", "five", "six"), given, strict=False))


def test_the_level_that_divides_a_group_from_the_others_is_named() -> None:
    held = {"a": levels(3, 2, 2, 1, 1, 0), "b": levels(0, 1, 0, 2, 2, 1)}
    # a: at 2 all of three and none of three; b: at 1 one and three, at 2 none and two, alike
    assert in_common(held, STEPS, GROUP) == (
        InCommon("a", 2, 3, 3, 0, 3),
        InCommon("b", 1, 1, 3, 3, 3),
    )
    assert [item.ahead for item in in_common(held, STEPS, GROUP)] == [True, False]


def test_half_is_not_most_and_a_small_difference_divides_nobody() -> None:
    even = {"a": {"one": 2.0, "two": 0.0, "four": 0.0, "five": 0.0}}
    assert in_common(even, STEPS, ("one", "two")) == ()
    close = {"a": {**{f"g{n}": 2.0 * (n < 3) for n in range(5)}, **levels(0, 0, 2, 2, 0)}}
    # 3 of 5 against 2 of 5: most and not most, but a fifth apart
    assert in_common(close, STEPS, [f"g{n}" for n in range(5)]) == ()


def test_too_few_ratings_say_nothing() -> None:
    assert in_common({"a": {"one": 3.0, "four": 0.0, "five": 0.0}}, STEPS, GROUP) == ()
    assert in_common({"a": levels(3, 3, 3, 0)}, STEPS, GROUP) == ()


def test_half_levels_count_for_the_level_they_have_reached() -> None:
    held = {"a": levels(2.5, 2.5, 2.5, 1.5, 1.5, 1.5)}
    assert in_common(held, STEPS, GROUP) == (InCommon("a", 2, 3, 3, 0, 3),)


def test_a_group_is_weak_where_most_of_it_is() -> None:
    held = {"a": levels(0, 1, 3), "b": levels(0, 2, 3), "c": {"one": 0.0, "four": 0.0}}
    assert mostly_at(held, dict.fromkeys(held, 1), GROUP) == ("a",)


def test_ends_of_a_group_name_all_that_hold_them() -> None:
    held = {"a": levels(3, 1, 1, 0), "b": levels(1, 1, 2), "c": levels(0, 3)}
    assert apart(held, dict.fromkeys(held, Scale((0, 1, 2, 3))), GROUP, 1.0) == (
        Apart("c", 3, ("two",), 0, ("one",)),
        Apart("a", 3, ("one",), 1, ("two", "three")),
        Apart("b", 2, ("three",), 1, ("one", "two")),
    )
    assert apart(held, dict.fromkeys(held, Scale((0, 1, 2, 3))), GROUP, 4.0) == ()
    # of a scale 0, 1, 3 counts steps
    assert [a.ref for a in apart(held, dict.fromkeys(held, Scale((0, 1, 3))), GROUP, 2.0)] == ["c"]


def test_the_model_has_the_highest_level_and_of_those_the_most_checks() -> None:
    held, met = levels(2, 2, 3), {"one": 1, "two": 4}
    assert model(held, met, ("one", "two"), 1) == "two"
    assert model(held, met, GROUP, 1) == "three"
    assert model(held, met, GROUP, 3) is None
