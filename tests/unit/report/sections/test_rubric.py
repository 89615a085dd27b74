"""The rubric as a page: what each level needs, whose a check is, what would meet it."""

from __future__ import annotations

import pytest
from evalkit import api
from tests.conftest import ROOT, rubric_of

RUBRIC = (
    (ROOT / "tests/bad/level-needs/rubrics/needs.yaml")
    .read_text("utf-8")
    .replace(
        "about: owner}",
        "about: owner, added: true, draft: {zh: 由____牵头。, en: ____ is in charge.}}",
    )
)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            (
                "a responsible body is named (the rubric's own, not asked by its source) [owner]",
                "____ is in charge.",
                "committed (needs: dated / owner)",
                "named (needs: named)",
                "not expected to carry: a responsible body, funds",
            ),
        ),
        (
            "zh",
            (
                "写明责任单位（本标准所加，出处未作要求） [owner]",
                "由____牵头。",
                "committed（所需检查点：dated / owner）",
                "按惯例不写：责任单位、资金",
            ),
        ),
    ],
)
def test_a_page_says_what_levels_need_and_whose_checks_are(
    lang: str, told: tuple[str, ...]
) -> None:
    page = api.rubric_show(rubric_of(RUBRIC), "md", lang).decode("utf-8").replace("\\_", "_")
    plain = page.replace("**", "").replace("\\", "")
    for text in told:
        assert text in plain, plain
