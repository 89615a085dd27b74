"""The briefing of one plan."""

from __future__ import annotations

import re

import pytest
from evalkit.render import markdown
from evalkit.report.context import context_of
from evalkit.report.explain import trail
from evalkit.report.model import Bullets, Paragraph, Strong, plain
from evalkit.report.products import briefing
from tests.conftest import asked, evaluation_of
from tests.unit.report.sections.test_ranking import RUBRIC, case
from tests.unit.scoring.test_measurements import CHINESE, ENGLISH
from tests.unit.scoring.test_measurements import RUBRIC as UNITS


def test_one_case_alone_is_compared_with_nobody() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 4, 1))
    page = briefing.briefing(context_of(asked(evaluation), "en"), "one").summary
    text = " ".join(
        plain(b.runs) if isinstance(b, Paragraph) else " ".join(map(plain, b.items))
        for b in page
        if isinstance(b, (Paragraph, Bullets))
    )
    assert "mean of the cases" not in text
    assert "ranks" not in text
    heads = [
        b.runs[0].text
        for b in page
        if isinstance(b, Paragraph) and isinstance(b.runs[0], Strong) and len(b.runs) == 1
    ]
    assert heads == ["Main strengths", "Main gaps"]


@pytest.mark.parametrize(
    ("lang", "shown", "other"),
    [
        ("zh", ("5.0件/万人", "1.00%", "2.00%", "个百分点"), ("per 10k", "of GDP")),
        (
            "en",
            ("5.0 patents per 10k persons", "1.00% of GDP", "2.00% of GDP", "percentage points"),
            ("件", "个百分点"),
        ),
    ],
)
def test_reports_and_the_trail_speak_the_readers_language(
    lang: str, shown: tuple[str, ...], other: tuple[str, ...]
) -> None:
    evaluation = evaluation_of(UNITS, CHINESE, ENGLISH)
    for name in ("a", "b"):
        text = re.sub(
            r"\[([^\]]*)\]\([^)]*\)",
            r"\1",
            markdown.render(briefing.briefing(context_of(asked(evaluation), lang), name)).decode(),
        )
        traced = " ".join(step.text for step in trail(asked(evaluation), name, "out.patents", lang))
        assert shown[0] in traced
        assert [words for words in shown if words not in text] == []
        assert [words for words in other if words in text + traced] == []
