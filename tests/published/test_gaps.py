"""How unequal regions are: values worked out outside evalkit, to the digits that were printed."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest
from evalkit.analysis.density import bandwidth
from evalkit.analysis.gaps import convergence, dagum, theil, variation
from tests.conftest import ROOT, SHARED, needs_shared

# Gini, within, net between, overlap; Theil, between; coefficient of variation
PRINTED = {
    2019: (0.3274, 0.0779, 0.2066, 0.0430, 0.1830, 0.0734, 0.6494),
    2023: (0.3092, 0.0698, 0.2082, 0.0312, 0.1606, 0.0734, 0.5922),
}
HALF = 0.5e-4  # of the last digit printed
# Totals of the twelve work reports of 2026 under regional-innovation@1.0.0, as first rated
TOTALS = (0.043022, 0.012448, 0.025733, 0.004840)


def test_dagum_on_five_values_by_hand() -> None:
    """A {4, 2}, B {1, 1, 4}: of six pairs across, A is ahead by 3 + 3 + 1 + 1 and B by 2: D = 0.6;
    G_AB = (10/6)/(3 + 2)."""
    got = dagum([4, 2, 1, 1, 4], ["A", "A", "B", "B", "B"])
    assert got.total == pytest.approx(0.3, abs=1e-12)
    assert got.within == pytest.approx(0.133333, abs=0.5e-6)
    assert got.between == pytest.approx(0.1, abs=1e-12)
    assert got.overlap == pytest.approx(0.066667, abs=0.5e-6)
    assert got.within + got.between + got.overlap == pytest.approx(got.total, abs=1e-12)
    assert got.inside == pytest.approx({"A": 1 / 6, "B": 1 / 3})
    assert got.across == pytest.approx({("A", "B"): 1 / 3})
    assert got.economic == pytest.approx({("A", "B"): 0.6})


def rd_intensity() -> tuple[dict[str, str], Mapping[int, dict[str, float]]]:
    """Macro-region of each province, and R&D intensity by year and province, as shipped."""
    with (ROOT / "cases/regions.csv").open(encoding="utf-8") as file:
        group = {row["region"]: row["macro-region"] for row in csv.DictReader(file)}
    values: dict[int, dict[str, float]] = {2019: {}, 2023: {}}
    with (ROOT / "cases/measures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["measure"] == "rd-intensity" and int(row["year"]) in values:
                values[int(row["year"])][row["region"]] = float(row["value"])
    return group, values


@pytest.mark.parametrize("year", PRINTED)
def test_rd_intensity_of_31_provinces_by_four_macro_regions(year: int) -> None:
    """National S&T funding bulletins of 2019 and 2023."""
    group, by_year = rd_intensity()
    values, groups = [*by_year[year].values()], [group[region] for region in by_year[year]]
    assert (len(values), len({*groups})) == (31, 4)
    gini, parts = dagum(values, groups), theil(values, groups)
    got = (gini.total, gini.within, gini.between, gini.overlap)
    assert (*got, parts.total, parts.between, variation(values)) == pytest.approx(
        PRINTED[year], abs=HALF
    )


def test_provinces_that_started_low_have_grown_faster_but_not_surely() -> None:
    _, by_year = rd_intensity()
    regions = [*by_year[2019]]
    first, last = ([by_year[year][region] for region in regions] for year in (2019, 2023))
    got = convergence(first, last, 4)
    assert got is not None
    assert got.n == 31
    assert (got.slope, got.error) == pytest.approx((-0.0132, 0.0089), abs=HALF)


@needs_shared
def test_the_table_that_the_shipped_measures_came_from_gives_the_same() -> None:
    """The indicators as they were collected, by names of provinces."""
    with (ROOT / "cases/regions.csv").open(encoding="utf-8") as file:
        group = {row["name_zh"]: row["macro-region"] for row in csv.DictReader(file)}
    with (SHARED / "regions/indicators.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator"] == "rd_intensity"]
    for year, printed in PRINTED.items():
        held = {r["region"]: float(r["value"]) for r in rows if int(r["year"]) == year}
        held.pop("全国")
        groups = [next(g for name, g in group.items() if name.startswith(own)) for own in held]
        gini, parts = dagum([*held.values()], groups), theil([*held.values()], groups)
        got = (gini.total, gini.within, gini.between, gini.overlap, parts.total, parts.between)
        assert (*got, variation([*held.values()])) == pytest.approx(printed, abs=HALF)


# fmt: off
PRECIPITATION = (  # annual, in inches, of 70 cities of the United States: R, datasets::precip
    67.0, 54.7, 7.0, 48.5, 14.0, 17.2, 20.7, 13.0, 43.4, 40.2, 38.9, 54.5, 59.8, 48.3, 22.9,
    11.5, 34.4, 35.1, 38.7, 30.8, 30.6, 43.1, 56.8, 40.8, 41.8, 42.5, 31.0, 31.7, 30.2, 25.9,
    49.2, 37.0, 35.9, 15.0, 30.2, 7.2, 36.2, 45.5, 7.8, 33.4, 36.1, 40.2, 42.7, 42.5, 16.2,
    39.0, 35.0, 37.0, 31.4, 37.6, 39.9, 36.2, 42.8, 46.4, 24.7, 49.1, 46.0, 35.9, 7.8, 48.2,
    15.2, 32.5, 44.7, 42.6, 38.8, 17.4, 40.8, 29.1, 14.6, 59.2,
)
# fmt: on


def test_silvermans_bandwidth_is_the_one_that_r_prints() -> None:
    """The words "N = 70 Bandwidth = 3.848" stands under the plot of density(precip) in R's manual."""
    assert bandwidth(PRECIPITATION) == pytest.approx(3.848, abs=0.5e-3)


def test_totals_of_the_twelve_by_development() -> None:
    """Texts, not regions: the figures only show that the arithmetic holds for small differences."""
    from evalkit import api

    rubric = str(ROOT / "rubrics/regional-innovation-1.0.0.yaml")
    evaluation = api.score(ROOT / "tests/shipped-1.0.0", rubric, as_of="2026-11-24")
    totals = evaluation.values("overall")
    own = {case: evaluation.file_of[case].case.facet_values() for case in totals}
    got = dagum([*totals.values()], [own[case]["development"][0] for case in totals])
    parts = (got.total, got.within, got.between, got.overlap)
    assert parts == pytest.approx(TOTALS, abs=0.5e-6)
