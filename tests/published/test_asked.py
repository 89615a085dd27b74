"""Who answers which sentence of the article, as worked out by hand for rubric 1.0.0 and its twelve
cases; means to the printed hundredth."""

from __future__ import annotations

import pytest
from evalkit import api
from evalkit.analysis.asked import Ask, asks_of
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def asks() -> dict[str, Ask]:
    evaluation = api.score(
        [ROOT / "tests/shipped-1.0.0"],
        str(ROOT / "rubrics/regional-innovation-1.0.0.yaml"),
        as_of="2026-11-24",
    )
    return {ask.at: ask for ask in asks_of(evaluation, 3)}


@pytest.mark.parametrize(
    ("at", "parts"),
    [
        ("四(三)¶2 s6", [(0.83, 0, 12)]),
        ("四(三)¶2 s8", [(2.67, 7, 12), (2.38, 3, 12), (1.92, 2, 12)]),
        ("四(一)¶1 s3前半", [(0.75, 0, 12)]),
        ("四(一)¶1 s7a", [(2.00, 0, 1)] * 3),
    ],
)
def test_mean_and_number_at_level_3_of_each_criterion_of_a_sentence(
    at: str, parts: list[tuple[float, int, int]], asks: dict[str, Ask]
) -> None:
    found = [(part.mean, part.high, part.rated) for part in asks[at].parts]
    assert [(high, n) for _, high, n in found] == [(high, n) for _, high, n in parts]
    assert [mean for mean, _, _ in found] == pytest.approx([mean for mean, _, _ in parts], abs=5e-3)


def test_both_members_of_chengdu_chongqing_are_rated(asks: dict[str, Ask]) -> None:
    found = asks["四(一)¶1 s7b"].parts
    assert [(part.mean, part.rated) for part in found] == [(2.75, 2), (2.50, 2), (2.00, 2)]
