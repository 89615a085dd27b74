"""A level decided on, as it may be written: by number or by name, on any scale."""

from __future__ import annotations

import pytest
from evalkit.editing.settling import level_of
from evalkit.model.refusal import Refusal
from tests.conftest import rubric_of
from tests.forms import RUBRIC

STEPS = RUBRIC.replace("{level: 0, label: {zh: 未涉及, en: Absent}}", "{level: -1, label: {zh: 倒退, en: Backward}}\n  - {level: 0, label: {zh: 未涉及, en: Absent}}")  # fmt: skip
OWN = (
    STEPS.replace("  - {level: 1, label: {zh: 提到, en: Mentioned}}\n", "")
    .replace("{level: 3, label", "{level: 5, label")
    .replace("levels: {0: {zh: 没有, en: none}, 1: {zh: 有一些, en: some}", "levels: {-1: {zh: 倒退, en: back}, 0: {zh: 没有, en: none}")
    .replace("3: {zh: 完整", "5: {zh: 完整")
    .replace("3: {all", "5: {all")
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "level"),
    [
        *((text, -1) for text in ("-1", "−1", "–1", "－1", "-1.0", "Backward", "倒退")),
        *((text, 2) for text in ("2", "2.0", "2,0", "+2", "２", "2 · Concrete", "2 (具体)")),
        (5.0, 5),
        (-1, -1),
        ("5 - Committed", 5),
    ],
)
def test_a_level_is_known_by_number_and_by_name(written: str | float, level: int) -> None:
    rubric = rubric_of(OWN).rubric
    assert level_of(written, rubric.rated["goals.clear-goals"], rubric) == level


@pytest.mark.parametrize("written", ["1", "3", 2.5, "2.5", "2 Backward", "TRUE", "L5", ""])
def test_what_is_no_level_is_refused(written: str | float) -> None:
    rubric = rubric_of(OWN).rubric
    with pytest.raises(Refusal):
        level_of(written, rubric.rated["goals.clear-goals"], rubric)
