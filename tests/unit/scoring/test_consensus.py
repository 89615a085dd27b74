"""Ceilings, applicability, measures of years, ranges under other weights."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from evalkit.analysis.sensitivity import draw_weights, under_weights
from evalkit.evaluation import evaluate
from evalkit.reading.measures import read_measures
from evalkit.scoring.consensus import checks_needed
from evalkit.scoring.prepare import latest, series
from evalkit.scoring.tree import tree_of
from tests.conftest import case_of, evaluation_of, rubric_of

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


TABLE = "region,measure,value,unit,year,source\nCN-X,rate,1,%,2021,S\nCN-X,rate,2,%,2023,S\nCN-Y,rate,4,%,2023,S\n"
CASE = 'case: x\nrubric: r@1.0.0\nregion: {name: X, code: CN-X}\nmeasures: {rate: {value: 3, unit: "%", year: 2023}}\n'


def test_the_latest_year_not_after_the_date_counts_and_the_case_wins() -> None:
    table, findings = read_measures(TABLE, "t.csv")
    assert findings == ()
    entries = series(case_of(CASE), "rate", table)
    assert [(e.year, e.value, e.file) for e in entries] == [
        (2021, 1, "t.csv"),
        (2023, 3, "case.yaml"),
    ]
    assert [latest(entries, year) for year in (2020,)] == [None]
    assert [
        e.value for e in (latest(entries, 2022), latest(entries, 2023), latest(entries, 2030)) if e
    ] == [1, 3, 3]


def test_a_region_is_found_by_code_or_name() -> None:
    table, _ = read_measures(TABLE.replace("CN-X", "某省"), "t.csv")
    case = case_of("case: x\nrubric: r@1.0.0\nregion: {name: {zh: 某省, en: Some}}\n")
    used = evaluate(rubric_of(RUBRIC), [case], table=table, as_of=date(2026, 1, 1)).measured[0].used
    assert used is not None
    assert (used.value, used.line) == (2, 3)


def test_weights_are_drawn_around_the_stated_ones_and_more_spread_means_wider_ranges() -> None:
    tree = tree_of(rubric_of(RUBRIC).rubric)
    drawn = draw_weights(tree, 0.5, 500, np.random.default_rng(0))
    assert drawn.shape == (500, 1, tree.weights.size)
    assert (drawn >= 0.5 * tree.weights).all()
    assert (drawn <= 1.5 * tree.weights).all()
    assert np.ptp(drawn[:, 0, 0]) > 0.9
    leaves = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.4]])

    def width(spread: float) -> float:
        ranges = under_weights(
            tree, leaves, None, draw_weights(tree, spread, 500, np.random.default_rng(0))
        )
        return float((ranges.scores[2] - ranges.scores[0]).max())

    assert width(0.0) == pytest.approx(0)
    assert 0.05 < width(0.3) < width(0.8)


def test_ranges_hold_the_score_and_the_shares_of_draws_add_up() -> None:
    tree = tree_of(rubric_of(RUBRIC).rubric)
    leaves = np.random.default_rng(1).random((6, 3))
    ranges = under_weights(
        tree, leaves, None, draw_weights(tree, 0.5, 1000, np.random.default_rng(2))
    )
    stated = leaves.mean(axis=1)
    assert (ranges.scores[0] <= stated).all()
    assert (stated <= ranges.scores[2]).all()
    np.testing.assert_allclose(ranges.ahead + ranges.ahead.T + np.eye(6), 1, atol=1e-9)


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
    assert rated_by(*rated, decides, decides) == (0, [("rater-repeated", 9)], [6, 7])


def test_a_repeated_rating_is_placed_where_it_stands_though_others_are_dropped() -> None:
    off = "rater: cy, level: 9"
    assert rated_by(off, "rater: ana, level: 1", "rater: bo, level: 1", "rater: ana, level: 0") == (
        1,
        [("level-unknown", 6), ("rater-repeated", 9)],
        [8],
    )
