"""Levels, ticks and words as people type them."""

from __future__ import annotations

import pytest
from evalkit.forms.typed import Typed, typed_confidence, typed_level, typed_state, typed_tick

NAMES = {"absent": 0, "mentioned": 1, "concrete": 2, "committed": 3, "提到": 1, "具体": 2}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("2", 2),
        (" 2 ", 2),
        ("\xa02", 2),
        ("2.0", 2),
        ("1.9999999999999998", 2),
        ("0", 0),
        ("", None),
    ],
)
def test_a_bare_level_is_taken_without_a_word(text: str, level: float | None) -> None:
    assert typed_level(text, (0, 1, 2, 3), NAMES) == Typed(level)


@pytest.mark.parametrize(
    "text",
    [
        "２",
        "二",
        "二级",
        "２级",
        "两",
        "2 - Concrete",
        "2 · 具体",
        "2：具体",
        "2. x",
        "2级",
        "1.9999999",
        "Concrete",
    ],
)
def test_a_level_that_is_written_otherwise_is_taken_and_said(text: str) -> None:
    assert typed_level(text, (0, 1, 2, 3), NAMES) == Typed(2.0, read=True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("7", "@form-scale"),
        ("-1", "@form-scale"),
        ("2.5", "@form-scale"),
        ("50%", "@form-percent"),
        ("TRUE", "@form-truth"),
        ("2026-02-01", "@form-date"),
        ("2026-02-01 10:00:00", "@form-date"),
        ("02:30:00", "@form-date"),
        ("1 day, 6:00:00", "@form-date"),
        ("2-3", "@form-text"),
        ("2/3", "@form-text"),
        ("2?", "@form-text"),
        ("2-", "@form-text"),
        ("2 - Mentioned", "@form-text"),
        ("2 - 提到", "@form-text"),
        ("x", "@form-text"),
        ("√", "@form-text"),
    ],
)
def test_what_is_no_level_says_what_it_is(text: str, why: str) -> None:
    assert typed_level(text, (0, 1, 2, 3), NAMES) == Typed(wrong=why)


def test_a_scale_of_its_own_takes_its_own_numbers() -> None:
    levels = (-1, 0, 2, 5)
    assert typed_level("-1", levels, {}) == Typed(-1.0)
    assert typed_level("−1", levels, {}).level == -1.0
    assert typed_level("1", levels, {}) == Typed(wrong="@form-scale")


def test_a_level_cell_may_say_that_there_is_none() -> None:
    for text in ("n/a", "N/A", "不适用", "not applicable"):
        assert typed_level(text, (0, 1), {}) == Typed(state="not-applicable", read=True)


@pytest.mark.parametrize("text", ["✓", "✔", "√", "☑", "x", "X", "Ｘ", "1", "是", "yes", "TRUE"])
def test_ticks_in_every_hand(text: str) -> None:
    assert typed_tick(text) is True


def test_what_may_be_yes_or_no_is_neither() -> None:
    assert [typed_tick(text) for text in ("", "0", "否", "FALSE", "☐")] == [False] * 5
    assert [typed_tick(text) for text in ("?", "×", "✗", "2", "partly")] == [None] * 5


def test_words_of_either_language() -> None:
    assert [typed_state(t) for t in ("不适用", "No information", "maybe")] == [
        "not-applicable",
        "missing",
        None,
    ]
    assert [typed_confidence(t) for t in ("高", "Medium", "LOW", "sure")] == [
        "high",
        "medium",
        "low",
        None,
    ]


@pytest.mark.parametrize(
    "text", ["-1", "−1", "–1", "－1", "- 1", "负1", "-1.0", "-1 · Backward", "−1 倒退", "Backward"]
)
def test_a_level_below_zero_is_read_with_every_sign(text: str) -> None:
    names = {"backward": -1, "倒退": -1, "absent": 0}
    assert typed_level(text, (-1, 0, 2, 5), names).level == -1


@pytest.mark.parametrize("text", ["1", "3", "2.5", "– 2", "2 - Backward"])
def test_what_is_between_the_levels_of_a_scale_is_none_of_them(text: str) -> None:
    assert typed_level(text, (-1, 0, 2, 5), {"backward": -1}).wrong
