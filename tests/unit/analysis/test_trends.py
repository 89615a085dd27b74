"""Regions over the years: on one scale, with gaps, and what made the difference."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from evalkit.analysis.trends import Line, Trends, growth_of, trends_of
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.refusal import Refusal
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import case_of, rubric_of
from tests.read_tables import read_measures

RUBRIC = """\
rubric: r
version: 1.0.0
title: R
{head}
facets: {{part: {{title: Part, values: {{north: North, south: South}}}}}}
{scale}
measures: [{{id: people, title: People, unit: k}}]
{prepare}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: one, title: One, measure: {{unit: "%", {one}}}}}
      - {{id: two, title: Two, measure: {{unit: km, normalisation: minmax, better: lower}}}}
{more}
"""
HEAD = "region,measure,value,unit,year,source\n"
UNITS = {"one": "%", "two": "km", "people": "k", "three": "%"}
# one of A, B, C in 2020 and 2022 runs from 2 to 12, two from 1 to 5
ROWS = (
    "A one 2 2020;A two 5 2020;B one 6 2020;B two 3 2020;C one 7 2020;C two 4 2020;"
    "A one 12 2022;A two 3 2022;B one 4 2022;B two 1 2022;C one 7 2022;C two 4 2022"
)
SOUTH = {"C"}
PARTS = {"head": "", "prepare": "", "one": "normalisation: minmax", "more": "", "scale": ""}


def evaluated(
    rows: str, *, year: int = 2026, cases: tuple[str, ...] = (), **parts: str
) -> Evaluation:
    """``parts``: of the rubric, in place of its own."""
    text = RUBRIC.format(**{**PARTS, **parts})
    held = [row.split() for row in rows.split(";") if row]
    lines = "".join(f"{r},{m},{value},{UNITS[m]},{y},S\n" for r, m, value, y in held)
    table, wrong = read_measures((HEAD + lines).encode(), "m.csv")
    assert wrong == ()
    regions = sorted({row[0] for row in held})
    own = cases or tuple(
        f"case: {r.lower()}\nrubric: r@1.0.0\nregion: {{name: {r}, code: {r}}}\n"
        f"facets: {{part: {{is: {'south' if r in SOUTH else 'north'}, because: x}}}}\n"
        for r in regions
    )
    files = [case_of(case, f"{n}.yaml") for n, case in enumerate(own)]
    return evaluate(rubric_of(text), files, table=table, as_of=date(year, 6, 1))


def line_of(found: Trends, case: str) -> Line:
    return next(line for line in found.lines if line.case == case)


def values(found: Trends, case: str) -> list[float | None]:
    return [mark.value for mark in line_of(found, case).marks]


def test_all_years_are_put_on_one_scale() -> None:
    """One: (x − 2) / 10; two, lower is better: (5 − x) / 4."""
    found = trends_of(evaluated(ROWS))
    assert found.years == (2020, 2022)
    assert values(found, "a") == pytest.approx([0, (1 + 0.5) / 2])
    assert values(found, "b") == pytest.approx([(0.4 + 0.5) / 2, (0.2 + 1) / 2])
    assert values(found, "c") == pytest.approx([(0.5 + 0.25) / 2] * 2)
    places = {line.case: [mark.rank for mark in line.marks] for line in found.lines}
    assert places == {"a": [3, 1], "b": [1, 2], "c": [2, 3]}
    assert found.in_all == 3


def test_the_panel_is_that_of_a_stacked_table() -> None:
    """COINr's purse with ``Normalise(global = TRUE)``, min-max and equal weights, in numpy."""
    rng = np.random.default_rng(4)
    raw = rng.uniform(1, 50, (3, 6, 2)).round(3)
    regions, years = "ABDEFG", (2019, 2020, 2023)
    rows = ";".join(
        f"{r} {m} {raw[k, n, j]} {y}"
        for k, y in enumerate(years)
        for n, r in enumerate(regions)
        for j, m in enumerate(("one", "two"))
    )
    found = trends_of(evaluated(rows))
    flat = raw.reshape(-1, 2)
    scores = (raw - flat.min(axis=0)) / np.ptp(flat, axis=0)
    scores[..., 1] = 1 - scores[..., 1]
    for n, region in enumerate(regions):
        assert values(found, region.lower()) == pytest.approx(scores[:, n].mean(axis=-1).tolist())


@pytest.mark.parametrize(
    ("one", "prepare"),
    [
        ("normalisation: minmax", ""),
        ("normalisation: zscore", "prepare: {outliers: {when: {skew: 0.1, kurtosis: 0.1}}}"),
        ("normalisation: borda", "prepare: {impute: {method: group-mean, facet: part}}"),
        ("normalisation: rank", "prepare: {impute: {method: median}}"),
        ("normalisation: percentile", "prepare: {impute: {method: em}}"),
        ("goalposts: [0, 9]", "prepare: {screen: {least: 0.6}, per: {one: people}}"),
        ("normalisation: share-of-best", "prepare: {per: {one: {by: people, times: 10}}}"),
    ],
)
def test_one_year_gives_the_scores_that_it_has_alone(one: str, prepare: str) -> None:
    rng = np.random.default_rng(7)
    rows = [
        f"{r} {m} {rng.uniform(1, 9) ** 2:.3f} {y}"
        for r in "ABCDEFGH"
        for m in ("one", "two", "people")
        for y in (2020, 2021)
    ]
    rows = [row for row in rows if not row.startswith(("B one", "C two", "D one", "D two"))]
    told: dict[str, Any] = {"one": one, "prepare": prepare, "head": "method: {coverage: 0.5}"}
    alone = evaluated(";".join(r for r in rows if r.endswith("2020")), **told)
    found = trends_of(evaluated(";".join(rows), **told), years=[2020])
    for line in found.lines:
        assert line.marks[0].value == pytest.approx(alone.total(line.case), abs=1e-12)
        assert line.change is None
        assert line.growth.why == "one-year"


@given(st.permutations([2019, 2020, 2022]), st.permutations([0, 1, 2, 3]))
@settings(max_examples=10)
def test_neither_the_order_of_years_nor_that_of_rows_matters(
    years: list[int], order: list[int]
) -> None:
    rows = [*ROWS.split(";"), "A one 4 2019", "A two 4 2019", "B one 3 2019", "C two 2 2019"]
    told = [rows[-4:][n] for n in order]
    one = trends_of(evaluated(";".join(rows)), years=[2019, 2020, 2022])
    other = trends_of(evaluated(";".join(told + rows[:-4])), years=years)
    assert one == other


def test_years_of_which_too_little_is_known_are_left_out_unless_named() -> None:
    rows = f"{ROWS};A one 3 2021;A two 3 2021"
    found = trends_of(evaluated(rows))
    assert (found.years, found.thin) == ((2020, 2022), (2021,))
    assert found.known == {2020: 3, 2021: 1, 2022: 3}
    named = trends_of(evaluated(rows), years=[2022, 2021])
    assert (named.years, named.thin, named.chosen) == ((2021, 2022), (), True)


def test_values_of_years_to_come_do_not_count() -> None:
    found = trends_of(evaluated(ROWS, year=2021))
    assert (found.years, {*found.known}) == ((2020,), {2020})


def test_a_case_missing_in_a_year_has_no_rank_there_and_no_change_from_it() -> None:
    rows = ";".join(row for row in ROWS.split(";") if not row.startswith("A two 5"))
    found = trends_of(evaluated(rows), years=[2020, 2022])
    own = line_of(found, "a")
    assert [(mark.value is None, mark.rank, mark.reason) for mark in own.marks] == [
        (True, 0, "coverage-low"),
        (False, 1, ""),
    ]
    assert (own.change, own.parts, own.growth.why) == (None, (), "missing")
    assert [mark.rank_of_all for mark in own.marks] == [0, 0]
    assert found.in_all == 2
    others = [line_of(found, case).marks[1].rank_of_all for case in "bc"]
    assert others == [1, 2]


GAP = (
    "A one 2 2019;A one 8 2022;A two 5 2019;A two 5 2020;A two 5 2021;A two 5 2022;"
    "B one 0 2019;B one 3 2020;B one 6 2021;B one 10 2022;"
    "B two 1 2019;B two 2 2020;B two 3 2021;B two 4 2022"
)


@pytest.mark.parametrize(
    ("rule", "filled", "of"),
    [
        ("method: last", [2.0, 2.0], [(2019,), (2019,)]),
        ("method: linear", [4.0, 6.0], [(2019, 2022), (2019, 2022)]),
        ("method: linear, years: 1", [2.0], [(2019,)]),
        ("method: last, years: 1", [2.0], [(2019,)]),
    ],
)
def test_gaps_are_filled_from_other_years_of_the_case(
    rule: str, filled: list[float], of: list[tuple[int, ...]]
) -> None:
    told = f"prepare: {{impute: {{{rule}}}}}"
    found = trends_of(evaluated(GAP, prepare=told), years=[2019, 2020, 2021, 2022])
    assert [own.value for own in found.imputed] == pytest.approx(filled)
    assert [own.of for own in found.imputed] == of
    assert {(own.case, own.ref) for own in found.imputed} == {("a", "p.one")}
    marks = line_of(found, "a").marks
    assert [mark.imputed for mark in marks] == [0, *([1] * len(filled)), *[0] * (3 - len(filled))]
    assert [mark.coverage for mark in marks] == [1, 0.5, 0.5, 1]
    assert next(own for own in found.series if own.ref == "p.one").values == ((2019, 2), (2022, 8))


def test_an_imputed_value_counts_in_the_score_and_a_year_between_years_compared_fills_too() -> None:
    told: dict[str, Any] = {
        "prepare": "prepare: {impute: {method: linear}}",
        "head": "method: {coverage: 0.5}",
    }
    found = trends_of(evaluated(GAP, **told), years=[2019, 2021])
    assert values(found, "a")[1] == pytest.approx((6 / 6 + 0) / 2)  # one runs from 0 to 6
    assert [own.of for own in found.imputed] == [(2019, 2022)]


def test_what_is_imputed_over_years_is_divided_first() -> None:
    rows = "A people 2 2019;A people 4 2021;A one 6 2019;A one 20 2021;B people 1 2019;B one 9 2020"
    told: dict[str, Any] = {"prepare": "prepare: {per: {one: people}, impute: {method: linear}}"}
    found = trends_of(evaluated(rows, **told), years=[2020])
    assert [own.value for own in found.imputed] == [4.0]  # between 6 / 2 and 20 / 4
    assert [own.values for own in found.series] == [((2020, 9.0),)]


def test_a_mean_that_stands_in_is_that_of_its_year() -> None:
    rows = "A one 1 2019;B one 3 2019;C one 5 2019;A one 11 2020;B one 13 2020"
    every = ";".join(f"{r} two {n} {y}" for n, r in enumerate("ABC") for y in (2019, 2020))
    told: dict[str, Any] = {"prepare": "prepare: {impute: {method: mean}}"}
    found = trends_of(evaluated(f"{rows};{every}", **told), years=[2019, 2020])
    assert [(own.case, own.year, own.value) for own in found.imputed] == [("c", 2020, 12.0)]


@pytest.mark.parametrize("rule", ["arithmetic", "geometric", "harmonic", "minimum", "{power: 2}"])
def test_parts_and_the_shift_of_weights_add_up_to_the_change(rule: str) -> None:
    rng = np.random.default_rng(11)
    rows = [
        f"{r} {m} {rng.uniform(1, 9):.3f} {y}"
        for r in "ABCDEFG"
        for m in ("one", "two", "three")
        for y in (2020, 2023)
        if rng.uniform() > 0.15
    ]
    more = "      - {id: three, title: Three, measure: {unit: '%', goalposts: [0, 10]}}"
    told: dict[str, Any] = {"head": f"method: {{coverage: 0.3, aggregation: {rule}}}", "more": more}
    found = trends_of(evaluated(";".join(rows), **told), years=[2020, 2023])
    moved = [line for line in found.lines if line.change is not None]
    assert len(moved) > 3
    assert any(abs(line.by_weights) > 1e-6 for line in moved)
    for line in moved:
        total = sum(part.adds for part in line.parts) + line.by_weights
        assert total == pytest.approx(line.change, abs=1e-9)


def test_values_of_an_index_have_parts_and_no_growth() -> None:
    told: dict[str, Any] = {"head": "method: {values: index}"}
    told["one"] = "normalisation: zscore, cap: none"
    found = trends_of(evaluated(ROWS, **told))
    for line in found.lines:
        assert sum(part.adds for part in line.parts) == pytest.approx(line.change, abs=1e-12)
        assert line.growth.why == "unbounded"
    lowest = line_of(found, "a").marks[0].value
    assert lowest is not None
    assert lowest < 0
    reference = "normalisation: distance, reference: a"
    away = trends_of(evaluated(ROWS, head="method: {values: index}", one=reference))
    (part,) = (p for p in line_of(away, "a").parts if p.ref == "p.one")
    assert (part.before, part.after) == (
        0.0,
        1.0,
    )  # a in the last year; the worst is a in the first


def test_a_region_with_two_plans_counts_once_with_its_latest() -> None:
    case = "case: a-{y}\nrubric: r@1.0.0\nregion: {{name: A, code: A}}\nplan: {{title: T, adopted: {y}-01-01}}\n"
    own = "measures: {one: [{value: 3, year: 2019, unit: '%', source: s}]}\n"
    other = "case: b\nrubric: r@1.0.0\nregion: {name: B, code: B}\n"
    cases = (case.format(y=2020) + own, case.format(y=2025), other)
    found = trends_of(evaluated(ROWS, cases=cases))
    assert [line.case for line in found.lines] == ["a-2025", "b"]
    assert found.older == {"a-2020": "a-2025"}
    assert 2019 in found.known  # what only the earlier plan states is not lost


RATED = """\
  - id: q
    title: Q
    criteria: [{id: rated, title: Rated, levels: {0: a, 4: b}}]
"""


def test_what_people_rate_is_the_same_in_all_years() -> None:
    cases = tuple(
        f"case: {r}\nrubric: r@1.0.0\nregion: {{name: {r}, code: {r.upper()}}}\n"
        f"ratings: {{rated: {{level: {level}, because: x}}}}\n"
        for r, level in (("a", 4), ("b", 0))
    )
    scale = "scale: [{level: 0, label: none}, {level: 4, label: all}]"
    found = trends_of(evaluated(ROWS, more=RATED, scale=scale, cases=cases))
    assert found.rated == ("q.rated",)
    for line in found.lines:
        assert next(part.adds for part in line.parts if part.ref == "q.rated") == 0
    pillar = trends_of(evaluated(ROWS, more=RATED, scale=scale, cases=cases), "q")
    assert (pillar.lack, pillar.lines) == ("unmeasured", ())


def test_a_node_or_a_year_that_there_is_not_is_refused_with_what_there_is() -> None:
    own = evaluated(ROWS)
    with pytest.raises(Refusal, match="no value of 2021 is known; there are values of 2020, 2022"):
        trends_of(own, years=[2020, 2021])
    with pytest.raises(Refusal, match="one of: overall, p"):
        trends_of(own, "else")
    profile = evaluated(ROWS, head="total: none")
    with pytest.raises(Refusal, match="--of; one of: p"):
        trends_of(profile)
    assert trends_of(profile, "p").years == (2020, 2022)


@pytest.mark.parametrize(
    ("series", "rate", "why"),
    [
        ({2011: 4.0, 2020: 8.0}, 2 ** (1 / 9) - 1, ""),  # CAGR of COINr's documentation
        ({2019: 3.0, 2020: 100.0, 2021: 3.0}, 0.0, ""),
        ({2019: 0.0, 2021: 0.0}, 0.0, ""),
        ({2019: 5.0, 2021: 0.0}, -1.0, ""),
        ({2019: 0.0, 2021: 2.0}, None, "zero"),
        ({2019: -1.0, 2021: 2.0}, None, "negative"),
        ({2019: 1.0}, None, "one-year"),
    ],
)
def test_compound_growth(series: dict[int, float], rate: float | None, why: str) -> None:
    found = growth_of(series)
    assert found.why == why
    assert found.rate == (None if rate is None else pytest.approx(rate))
    assert math.isclose(found.last, max(series))
