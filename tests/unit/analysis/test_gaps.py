"""How unequal regions are, and how much of it lies between groups."""

from __future__ import annotations

import math
from datetime import date

import pytest
from evalkit.analysis.gaps import (
    Gaps,
    convergence,
    dagum,
    gaps_of,
    mean_of,
    score_gaps_of,
    theil,
    variation,
)
from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.measures import MeasureTable
from evalkit.scoring.correlation import chance_of_t
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import case_of, evaluation_of, rubric_of
from tests.read_tables import read_measures, read_regions
from tests.unadded import PROFILE
from tests.unadded import case as unadded_case

VALUES = st.lists(
    st.tuples(st.integers(0, 1000).map(float), st.sampled_from("abc")), min_size=1, max_size=30
).filter(lambda rows: any(value for value, _ in rows))


@given(VALUES)
def test_the_parts_add_up_and_the_gini_is_that_of_all_pairs(rows: list[tuple[float, str]]) -> None:
    values, groups = [value for value, _ in rows], [group for _, group in rows]
    got = dagum(values, groups)
    n, mean = len(values), sum(values) / len(values)
    pairs = sum(abs(a - b) for a in values for b in values) / (2 * n * n * mean)
    assert got.total == pytest.approx(pairs, abs=1e-12)
    assert got.within + got.between + got.overlap == pytest.approx(got.total, abs=1e-12)
    assert min(got.within, got.between, got.overlap) >= -1e-12


@given(VALUES)
def test_theil_is_its_part_between_groups_and_the_groups_own(
    rows: list[tuple[float, str]],
) -> None:
    values, groups = [value for value, _ in rows], [group for _, group in rows]
    got, mean = theil(values, groups), sum(values) / len(values)

    def plain(held: list[float], over: float) -> float:
        """Mean of (y/over) ln(y/over) by its definition, 0 ln 0 = 0."""
        return sum(v / over * math.log(v / over) for v in held if v) / len(held)

    inside = between = 0.0
    for group in {*groups}:
        own = [value for value, g in rows if g == group]
        share = sum(own) / sum(values)  # of all there is
        if share:
            inside += share * plain(own, sum(own) / len(own))
            between += share * math.log(share / (len(own) / len(values)))
    assert got.total == pytest.approx(plain(values, mean), abs=1e-12)
    assert got.between == pytest.approx(between, abs=1e-9)
    assert got.between + inside == pytest.approx(got.total, abs=1e-9)


@given(VALUES)
def test_gini_and_distance_of_two_groups_are_those_of_their_pairs(
    rows: list[tuple[float, str]],
) -> None:
    got = dagum([value for value, _ in rows], [group for _, group in rows])
    for (one, other), across in got.across.items():
        a, b = ([v for v, g in rows if g == group] for group in (one, other))
        ahead = sum(max(x - y, 0) for x in a for y in b)
        behind = sum(max(y - x, 0) for x in a for y in b)
        means = sum(a) / len(a) + sum(b) / len(b)
        pairs = len(a) * len(b) * means
        assert across == pytest.approx((ahead + behind) / pairs if means else 0, abs=1e-9)
        apart = abs(ahead - behind) / (ahead + behind) if ahead + behind else 0
        assert got.economic[one, other] == pytest.approx(apart, abs=1e-9)


@given(VALUES)
def test_nothing_depends_on_the_unit_or_the_order(rows: list[tuple[float, str]]) -> None:
    values, groups = [value for value, _ in rows], [group for _, group in rows]
    other = [10 * value for value in reversed(values)]
    back = [*reversed(groups)]
    assert dagum(other, back).between == pytest.approx(dagum(values, groups).between, abs=1e-9)
    assert theil(other, back).total == pytest.approx(theil(values, groups).total, abs=1e-9)
    assert variation(other) == pytest.approx(variation(values), abs=1e-9)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("unit", [2.0**1015, 2.0**-700])
def test_values_without_squares_or_sums_have_the_same_indices(unit: float) -> None:
    values, groups = [1.0, 2.0, 4.0, 7.0, 250.0, 250.0], ["a", "b"] * 3
    same = [value * unit for value in values]
    assert dagum(same, groups) == dagum(values, groups)
    assert theil(same, groups) == theil(values, groups)
    assert variation(same) == pytest.approx(variation(values))
    assert mean_of(same) == pytest.approx(mean_of(values) * unit)


def test_one_group_has_nothing_between_and_equal_values_have_no_gap() -> None:
    alone = dagum([1, 2, 3], ["a", "a", "a"])
    assert (alone.between, alone.overlap) == (0, 0)
    assert theil([1, 2, 3], ["a", "a", "a"]).between == pytest.approx(0, abs=1e-12)
    even = dagum([2, 2, 2], ["a", "a", "b"])
    assert (even.total, even.within, even.between) == (0, 0, 0)


def test_groups_that_do_not_touch_have_no_overlap() -> None:
    got = dagum([1, 2, 8, 9], ["low", "low", "high", "high"])
    assert got.overlap == 0
    assert got.economic == {("high", "low"): 1}


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [1.0, -1.0], [1.0, float("nan")]])
def test_values_of_which_a_gini_says_nothing_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        dagum(values, ["a"] * len(values))


def test_halving_every_distance_is_convergence_without_error() -> None:
    got = convergence([1, 4, 16], [2, 4, 8], 2)
    assert got is not None
    assert got.slope == pytest.approx(-0.25)  # ln y moves half the way to its mean in two years
    assert got.error == pytest.approx(0, abs=1e-12)
    assert got.chance == 0
    assert convergence([1, 4], [2, 4], 2) is None
    assert convergence([0, 1, 4], [1, 2, 4], 2) is None
    assert convergence([2, 2, 2], [1, 2, 4], 2) is None


SERIES = st.lists(st.tuples(st.integers(1, 999), st.integers(1, 999)), min_size=4, max_size=40)


@given(SERIES.filter(lambda rows: len({a for a, _ in rows}) > 1), st.integers(1, 20))
def test_a_slope_its_error_and_its_chance_are_those_of_scipy(
    rows: list[tuple[int, int]], years: int
) -> None:
    stats = pytest.importorskip("scipy.stats")
    first, last = [float(a) for a, _ in rows], [float(b) for _, b in rows]
    got = convergence(first, last, years)
    grown = [math.log(b / a) / years for a, b in rows]
    theirs = stats.linregress([math.log(a) for a in first], grown)
    assert got is not None
    assert got.slope == pytest.approx(theirs.slope, rel=1e-6, abs=1e-9)
    assert got.error == pytest.approx(theirs.stderr, rel=1e-6, abs=1e-7)
    assert got.n == len(rows)
    if theirs.stderr > 1e-7:
        assert got.chance == pytest.approx(theirs.pvalue, rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 29, 30, 1000])
@pytest.mark.parametrize("t", [0.0, 0.3, -1.0, 2.045, 9.0])
def test_chance_is_that_of_students_t(degrees: int, t: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert chance_of_t(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), abs=1e-12)


RUBRIC = """\
rubric: r
version: 1.0.0
title: R
method: {least_sample: 4}
scale: [{level: 0, label: none}, {level: 4, label: all}]
facets:
  part: {title: Part, values: {north: North, south: South}}
  kin: {title: Kin, many: true, values: {a: A, b: B}}
  tier: {title: Tier, document: true, values: {city: City, state: State}}
pillars:
  - {id: p, title: P, criteria: [{id: one, title: One, levels: {0: a, 4: b}}]}
  - id: out
    title: Out
    counts: false
    criteria:
      - {id: rate, title: Rate, measure: {unit: "%", goalposts: [0, 9], benchmark: {value: 2}}}
"""
HEAD = "region,measure,value,unit,year,source\n"
REGIONS = "region,name_en,part\nA,Aland,north\nB,Bland,north\nC,Cland,south\nD,Dland,south\n"


def table_of(rows: str, regions: str = REGIONS) -> MeasureTable:
    rubric = rubric_of(RUBRIC).rubric
    lines = "".join(
        f"{name},rate,{value},%,{year},S\n"
        for name, value, year in map(str.split, filter(None, rows.split(";")))
    )
    measured, wrong = read_measures((HEAD + lines).encode(), "m.csv")
    listed, more = read_regions(regions.encode(), "regions.csv", rubric.facets)
    assert (*wrong, *more) == ()
    return MeasureTable(measured.file, measured.entries, listed=listed.regions)


def evaluated(rows: str, *cases: str, regions: str = REGIONS) -> Evaluation:
    table = table_of(rows, regions)
    files = [case_of(text, f"case-{n}.yaml") for n, text in enumerate(cases)]
    return evaluate(rubric_of(RUBRIC), files, table=table, as_of=date(2026, 1, 1))


def case(region: str, *, id: str = "x", part: str = "", adopted: str = "2025-01-01") -> str:
    declared = f"facets: {{part: {{is: {part}, because: so}}}}\n" if part else ""
    return (
        f"case: {id}\nrubric: r@1.0.0\nregion: {{name: {region}land, code: {region}}}\n"
        f"plan: {{title: T, adopted: {adopted}}}\n{declared}"
        "ratings: {one: {level: 4, because: r}}\n"
    )


def test_regions_of_cases_and_of_the_table_are_compared_once_each() -> None:
    rows = "A 1 2020;B 2 2020;C 3 2020;D 6 2020;A 2 2022;B 2 2022;C 3 2022;D 5 2022"
    older = case("A", id="older", adopted="2021-01-01")
    (gaps,) = gaps_of(evaluated(rows, case("A"), older))
    assert (gaps.ref, gaps.facet, gaps.compared) == ("out.rate", "part", ("A", "B", "C", "D"))
    assert [gap.year for gap in gaps.years] == [2020, 2022]
    assert gaps.years[1].groups == (("north", 2, 2.0), ("south", 2, 4.0))
    assert gaps.convergence is not None
    assert gaps.convergence.slope < 0


def test_what_a_case_declares_wins_over_the_table() -> None:
    rows = "A 1 2020;B 2 2020;C 3 2020;D 6 2020"
    (gaps,) = gaps_of(evaluated(rows + ";E 9 2020", case("A", part="south")))
    assert gaps.compared == ("A", "B", "C", "D")
    assert gaps.ungrouped == ("E",)
    assert gaps.years == ()  # one region is left in the north
    (gaps,) = gaps_of(evaluated(rows, case("A")))
    assert len(gaps.years) == 1


def test_the_latest_plan_speaks_for_its_region() -> None:
    rows = "A 1 2020;B 2 2020;C 3 2020;D 6 2020"
    older = case("A", id="a-older", part="south", adopted="2021-01-01")
    (gaps,) = gaps_of(evaluated(rows, older, case("A", part="north")))
    assert len(gaps.years) == 1


def test_years_hold_the_same_regions_and_thin_years_none() -> None:
    rows = (
        "A 1 2019;A 1 2020;B 2 2020;C 3 2020;D 6 2020;E 7 2020;A 2 2022;B 2 2022;C 3 2022;D 5 2022"
    )
    (gaps,) = gaps_of(evaluated(rows, case("A"), regions=REGIONS + "E,Eland,south\n"))
    assert [gap.year for gap in gaps.years] == [2020, 2022]
    assert (gaps.compared, gaps.unmeasured) == (("A", "B", "C", "D"), ("E",))


def test_years_after_the_day_and_other_units_do_not_count() -> None:
    evaluation = evaluated("A 1 2020;B 2 2020;C 3 2020;D 6 2020;A 1 2027", case("A"))
    (gaps,) = gaps_of(evaluation)
    assert [gap.year for gap in gaps.years] == [2020]
    content = (HEAD + "Z,rate,1,km,2020,S\n").encode()
    other, _ = read_measures(content, "m.csv")
    strange = evaluate(rubric_of(RUBRIC), [case_of(case("A"))], table=other, as_of=date(2026, 1, 1))
    assert strange.others == ()
    assert [f.code for f in strange.findings if f.span.file == "m.csv"] == ["measure-unit"]


def test_regions_are_held_against_the_benchmark_of_the_latest_full_year() -> None:
    evaluation = evaluated("A 1.5 2020;B 2 2020;C 3 2020;D 1 2020;A 9 2021", case("A"))
    (behind,) = Results(evaluation).behind
    assert (behind.year, behind.n, behind.regions) == (2020, 4, ("D", "A"))


def test_regions_have_names() -> None:
    evaluation = evaluated("A 1 2020;Q 2 2020", case("A"), regions="region,name_zh,part\nQ,丘,\n")
    assert evaluation.names("en") == {"Q": "丘", "A": "Aland", "Aland": "Aland"}


def of_rate(rows: str, regions: str = REGIONS) -> Gaps:
    (gaps,) = gaps_of(evaluated(rows, case("A"), regions=regions))
    return gaps


def test_a_year_with_a_value_below_zero_or_none_above_it_has_no_index_and_is_named() -> None:
    fine = "A 1 2020;B 2 2020;C 3 2020;D 6 2020"
    below = "A 1 2021;B -2 2021;C 3 2021;D 6 2021"
    nought = "A 0 2022;B 0 2022;C 0 2022;D 0 2022"
    some = of_rate(f"{fine};{below};{nought}")
    assert ([gap.year for gap in some.years], some.negative, some.zero) == (
        [2020],
        (2021,),
        (2022,),
    )
    assert some.values[2021] == (1, -2, 3, 6)
    assert (some.lack, some.no_convergence) == ("", "zero")
    assert of_rate(below).lack == "negative"
    assert of_rate(nought).lack == "zero"


def test_what_cannot_be_worked_out_says_why() -> None:
    fine = "A 1 2020;B 2 2020;C 3 2020;D 6 2020"
    assert of_rate(fine).lack == ""
    assert of_rate(fine).no_convergence == "one-year"
    assert of_rate("A 1 2020;B 2 2020;C 3 2020").lack == "groups"
    assert of_rate("").lack == "unknown"
    same = of_rate("A 2 2020;B 2 2020;C 2 2020;D 2 2020;A 1 2021;B 2 2021;C 3 2021;D 4 2021")
    assert (same.lack, same.no_convergence, same.convergence) == ("", "same", None)
    two = of_rate("A 2 2020;C 3 2020;A 1 2021;C 2 2021")
    assert (two.lack, two.no_convergence) == ("groups", "few")


def test_years_that_too_few_regions_have_are_named() -> None:
    gaps = of_rate("A 1 2019;A 1 2020;B 2 2020;C 3 2020;D 6 2020")
    assert (gaps.thin, [*gaps.values]) == ((2019,), [2020])


def scored(*levels: tuple[str, str, float]) -> tuple[Gaps, ...]:
    cases = [
        case(name, id=f"case-{name.lower()}", part=part).replace("level: 4", f"level: {level:g}")
        for name, part, level in levels
    ]
    return score_gaps_of(evaluation_of(RUBRIC, *cases))


def test_scores_are_compared_on_the_day_and_every_case_counts() -> None:
    found = scored(("A", "north", 4), ("B", "north", 0), ("C", "south", 4), ("D", "south", 4))
    by = {(gaps.ref, gaps.facet): gaps for gaps in found}
    assert {*by} == {(ref, facet) for ref in ("overall", "p") for facet in ("part", "tier")}
    total = by["overall", "part"]
    assert (total.of, total.compared) == ("score", ("case-a", "case-b", "case-c", "case-d"))
    assert total.groups == ("north", "north", "south", "south")
    assert total.values == {2026: (1, 0, 1, 1)}
    assert total.years[0].gini.total == pytest.approx(0.25)
    assert total.no_convergence == "one-year"
    assert by["overall", "tier"].lack == "groups"  # a facet of the document, which none declares
    assert by["overall", "tier"].ungrouped == total.compared


def test_a_case_of_a_listed_region_takes_what_it_does_not_declare_from_the_list() -> None:
    cases = [case(name, id=f"case-{name.lower()}") for name in "ABCD"]
    (total, *_) = score_gaps_of(evaluated("A 1 2020", *cases))
    assert total.groups == ("north", "north", "south", "south")


def test_without_a_total_pillars_are_compared_and_the_criteria_of_headings() -> None:
    given: dict[str, list[float | str]] = {"b": [3], "c": [2]}
    cases = [
        unadded_case(f"k{n}", {**given, "a": [n], "e": [n]}, f"{tier}-tier", 25.0)
        for n, tier in enumerate(("yes", "yes", "no", "no"), 1)
    ]
    found = score_gaps_of(evaluation_of(PROFILE, *cases))
    assert [gaps.ref for gaps in found] == ["one", "two.e"]  # "two" is a heading, d does not apply
    assert [gaps.values[2026] for gaps in found][1] == (0.25, 0.5, 0.75, 1.0)
    assert all(gaps.years for gaps in found)
