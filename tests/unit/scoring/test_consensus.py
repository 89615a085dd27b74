"""What a rating counts for: ceilings, several raters, and raters who rate twice."""

from __future__ import annotations

import pytest
from evalkit.scoring.consensus import checks_needed
from tests.conftest import evaluation_of
from tests.unit.scoring.test_tree import FULL, UNEVEN, case

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""
rubric: r
version: 1.0.0
title: R
method:
  ceilings:
    steps: [{{from: 2, checks: 1, evidence: true}}, {{from: 3, checks: half}}, {{from: 4, checks: all-but-one}}]
    contradicted: 2
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}, {{level: 3, label: d}}, {{level: 4, label: e}}]
facets: {{resources: {{title: R, values: {{rich: y, ordinary: n}}}}}}
pillars:
  - id: p
    title: P
    criteria:
      - id: five
        title: Five
        checks: [{{id: a, asks: x}}, {{id: b, asks: x}}, {{id: c, asks: x}}, {{id: d, asks: x}}, {{id: e, asks: x, applies: {{resources: [rich]}}}}]
        {LEVELS}
      - {{id: none, title: None, {LEVELS}}}
      - {{id: rate, title: Rate, measure: {{unit: "%", goalposts: [0, 4]}}}}
"""


def counted(
    level: int,
    checks: str,
    evidence: str = "[{document: d}]",
    resources: str = "rich",
    criterion: str = "five",
) -> float | None:
    text = f"""
case: x
rubric: r@1.0.0
region: {{name: X}}
facets: {{resources: {{is: {resources}, because: y}}}}
documents: [{{id: d}}]
ratings: {{{criterion}: {{level: {level}, checks: [{checks}], because: y, evidence: {evidence}}}}}
"""
    return evaluation_of(RUBRIC, text).ratings.rows[0].counted


@pytest.mark.parametrize(
    ("level", "checks", "wanted"),
    [
        (1, "", 1),
        (2, "", 1),
        (2, "a", 2),
        (3, "a, b", 2),
        (3, "a, b, c", 3),
        (4, "a, b, c", 3),
        (4, "a, b, c, d", 4),
        (4, "a, b, c, d, e", 4),
    ],
)
def test_a_level_counts_as_far_as_its_checks_carry_it(level: int, checks: str, wanted: int) -> None:
    assert counted(level, checks) == wanted


def test_checks_that_do_not_apply_do_not_count() -> None:
    assert counted(3, "a, b", resources="ordinary") == 3  # half of four, not of five
    assert counted(3, "a, e", resources="ordinary") == 2  # e is not asked of an ordinary region
    assert counted(4, "a, b, c", resources="ordinary") == 4


def test_no_evidence_and_contradicting_evidence_cap() -> None:
    assert counted(4, "a, b, c, d, e", "[]") == 1
    assert counted(4, "a, b, c, d, e", "[{document: d}, {document: d, kind: contradicts}]") == 2
    assert (
        counted(2, "a", "[{document: d, kind: contradicts}]") == 1
    )  # evidence against is not evidence for


def test_a_criterion_without_checks_asks_for_evidence_only() -> None:
    assert counted(4, "", criterion="none") == 4
    assert counted(4, "", "[]", criterion="none") == 1


def test_half_is_rounded_up_and_never_more_than_there_are() -> None:
    assert [checks_needed("half", n) for n in range(6)] == [0, 1, 1, 2, 2, 3]
    assert [checks_needed("all-but-one", n) for n in range(4)] == [0, 0, 1, 2]
    assert (checks_needed("all", 3), checks_needed(2, 1), checks_needed(1, 0)) == (3, 1, 0)


def rated_by(*ratings: str) -> tuple[float | None, list[tuple[str, int]], list[int]]:
    """(agreed level of a criterion, findings with their lines, lines of the ratings that count)."""
    lines = "".join(f"    - {{{rating}, because: y}}\n" for rating in ratings)
    text = f"case: x\nrubric: r@1.0.0\nregion: {{name: X}}\nratings:\n  none:\n{lines}"
    evaluation = evaluation_of(RUBRIC.replace("checks: 1, evidence: true", "evidence: false"), text)
    agreed = evaluation.ratings.agreed["x", "p.none"].level
    found = [(f.code, f.span.line) for f in evaluation.findings if f.severity == "error"]
    return agreed, found, [row.line for row in evaluation.ratings.rows]


def test_of_a_rater_who_rates_twice_nothing_counts() -> None:
    """Which of the two is meant nobody knows; the message says so, at the second, and the others'
    ratings stand."""
    twice = ("rater: ana, level: 1", "rater: ana, level: 0")
    assert rated_by(*twice) == (None, [("rater-repeated", 7)], [])
    assert rated_by("rater: ana, level: 1", "level: 1", "rater: ' ana', level: 1") == (
        1,
        [("rater-repeated", 8)],
        [7],
    )
    assert rated_by(*twice, "rater: ana, level: 1", "rater: bo, level: 0") == (
        0,
        [("rater-repeated", 7), ("rater-repeated", 8)],
        [9],
    )
    assert rated_by("level: 1", "level: 0") == (
        None,
        [("rater-repeated", 7)],
        [],
    )  # the unnamed rater


def test_who_rates_and_then_decides_has_not_rated_twice() -> None:
    decides = "rater: ana, level: 1, adjudicates: true"
    rated = ("rater: ana, level: 0", "rater: bo, level: 0")
    assert rated_by(*rated, decides) == (1, [], [6, 7, 8])
    assert rated_by(*rated, decides, decides) == (0, [("adjudication-repeated", 9)], [6, 7])
    another = decides.replace("ana", "bo")
    assert rated_by(*rated, decides, another) == (0, [("adjudication-repeated", 9)], [6, 7])


def test_a_repeated_rating_is_placed_where_it_stands_though_others_are_dropped() -> None:
    off = "rater: cy, level: 9"
    assert rated_by(off, "rater: ana, level: 1", "rater: bo, level: 1", "rater: ana, level: 0") == (
        1,
        [("level-unknown", 6), ("rater-repeated", 9)],
        [8],
    )


def raters(*levels: int, adjudicated: int | None = None, rule: str = "mean") -> float | None:
    items = "".join(
        f"    - {{rater: r{n}, level: {level}, because: y}}\n" for n, level in enumerate(levels)
    )
    if adjudicated is not None:
        items += f"    - {{rater: chair, adjudicates: true, level: {adjudicated}, because: y}}\n"
    text = UNEVEN.replace("coverage: 0.6", f"coverage: 0.6, consensus: {rule}")
    evaluation = evaluation_of(
        text,
        case(FULL.replace("  everywhere: {level: 3, because: y}\n", f"  everywhere:\n{items}")),
    )
    return evaluation.score_of["x", "flat.everywhere"].value


def test_consensus_by_each_rule() -> None:
    assert raters(1, 2, 4) == pytest.approx(7 / 12)
    assert raters(1, 2, 4, rule="median") == 0.5
    assert raters(1, 2, rule="median") == 0.375
    assert raters(1, 2, 4, rule="lowest") == 0.25
    assert raters(1, 4, rule="adjudicated") is None
    assert raters(2, 2, rule="adjudicated") == 0.5
    assert raters(1, 2, 4, adjudicated=3) == 0.75


@pytest.mark.parametrize("again", ["Jose\u0301", "\uff2aos\u00e9", " Jos\u00e9 "])
def test_a_rater_in_another_spelling_is_the_same(again: str) -> None:
    rated = ('rater: "Jos\u00e9", level: 0', f'rater: "{again}", level: 1')
    assert rated_by(*rated)[1] == [("rater-repeated", 7)]
