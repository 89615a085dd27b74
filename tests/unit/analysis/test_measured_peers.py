"""A region's measures beside the others: places and medians by hand."""

from __future__ import annotations

from evalkit.analysis.measured_peers import moved
from evalkit.evaluation import Evaluation
from evalkit.model.measures import Entry, MeasureTable
from tests.conftest import evaluation_of

RUBRIC = """
rubric: years
version: 1.0.0
title: Years
scale: [{level: 0, label: none}, {level: 1, label: some}]
pillars:
  - id: out
    title: Outcomes
    criteria:
      - {id: spending, title: Spending, measure: {unit: "%", better: higher, goalposts: [0, 10], decimals: 1}}
      - {id: waste, title: Waste, measure: {unit: t, better: lower, goalposts: [0, 10]}}
"""
REGIONS = {"one": "A", "one-again": "A", "two": "B", "three": "C"}


def case(name: str) -> str:
    return f"case: {name}\nrubric: years@1.0.0\nregion: {{name: {REGIONS[name]}, code: XX-{REGIONS[name]}}}\nratings: {{}}\n"


def entry(region: str, measure: str, year: int, value: float) -> Entry:
    return Entry(measure, value, "%" if measure == "spending" else "t", year, "S", "m.csv", 1)


def given(*rows: tuple[str, str, int, float]) -> Evaluation:
    held: dict[tuple[str, str], tuple[Entry, ...]] = {}
    for region, measure, year, value in rows:
        key = (f"XX-{region}", measure)
        held[key] = (*held.get(key, ()), entry(region, measure, year, value))
    return evaluation_of(RUBRIC, *map(case, REGIONS), table=MeasureTable("m.csv", held))


def test_places_are_among_regions_that_have_both_years() -> None:
    evaluation = given(
        ("A", "spending", 2019, 2.0),
        ("A", "spending", 2023, 5.0),
        ("B", "spending", 2019, 3.0),
        ("B", "spending", 2023, 4.0),
        ("C", "spending", 2023, 9.0),
        ("A", "waste", 2023, 3.0),
        ("B", "waste", 2023, 1.0),
        ("C", "waste", 2023, 7.0),
    )
    spending, waste = moved(evaluation, "one", REGIONS)
    # C has no figure of 2019: it counts for the median, not for the places
    assert (spending.place_then, spending.place_now, spending.of, spending.median) == (2, 1, 2, 6.5)
    assert spending.better is True
    assert spending.change == 3.0
    # one year: a place, lower is better, and no change
    assert (waste.place_then, waste.place_now, waste.of, waste.median) == (None, 2, 3, 4.0)
    assert waste.change is None


def test_a_second_plan_of_a_region_is_no_other_region() -> None:
    evaluation = given(("A", "spending", 2019, 2.0), ("A", "spending", 2023, 1.0))
    (spending,) = moved(evaluation, "one", REGIONS)
    assert (spending.place_then, spending.place_now, spending.of, spending.median) == (
        None,
        None,
        1,
        None,
    )
    assert spending.better is False


def test_what_is_not_measured_is_left_out() -> None:
    assert moved(given(("B", "spending", 2023, 1.0)), "one", REGIONS) == ()
