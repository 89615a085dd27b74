"""Gaps between regions as a report tells them."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from evalkit.analysis.density import bandwidth
from evalkit.analysis.gaps import Gaps
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Bullets, Chart, Paragraph, Table, plain
from evalkit.report.numbers import round_half_up
from evalkit.report.sections import gaps
from evalkit.report.sections.gaps import ridges
from evalkit.report.sections.gaps.facts import (
    Moved,
    means_fact,
    moved,
    slope_fact,
    variation_fact,
    years_fact,
)
from evalkit.report.single_charts import single_chart
from tests.conftest import asked, evaluation_of
from tests.unit.analysis.test_gaps import REGIONS, case, evaluated


def lead_of(evaluation: Evaluation, lang: str = "en") -> str:
    first = gaps.portfolio(context_of(asked(evaluation), lang))[0]
    assert isinstance(first, Paragraph)
    return plain(first.runs)


def test_provinces_drew_a_little_closer_and_macro_regions_did_not(shipped: Evaluation) -> None:
    """R&D intensity of 31 provinces, 2019 and 2023; figures as in tests/published/test_gaps.py."""
    blocks = gaps.portfolio(context_of(asked(shipped), "zh"))
    lead, items, picture, _, table = blocks[:5]
    assert isinstance(lead, Paragraph)
    assert isinstance(items, Bullets)
    assert isinstance(picture, Chart)
    assert isinstance(table, Table)
    said = plain(lead.runs)
    assert said.startswith("2019年至2023年，31个地区在研发经费投入强度上的差距略有缩小")
    assert "（基尼系数由0.327变为0.309）；但不同板块的地区之间的差距大体未变，" in said
    assert "，2023年占全部差距的67%。" in said
    rows = [[plain(c.runs) for c in row.cells] for row in table.rows]
    assert [row[0] for row in rows] == [str(y) for y in range(2019, 2024)]
    assert [(row[1], row[3]) for row in (rows[0], rows[-1])] == [
        ("0.327", "0.207"),
        ("0.309", "0.208"),
    ]
    assert round(100 * 0.208 / 0.309) == 67
    behind = plain(items.items[-1])
    assert "31个地区中有10个" in behind
    assert "低于1.34%（2005年" in behind
    assert len(re.split("[、和]", behind.rsplit("：", 1)[1])) == 10
    went, slope = (plain(item) for item in items.items[1:3])
    assert went.startswith("变异系数2019年为0.649，2023年为0.592（并非逐年下降），")
    assert went.endswith("相对于平均水平，各地区的差距略有缩小（σ收敛）。")
    assert slope.startswith("2019年至2023年，还不能说后进地区在追赶：起点低的地区平均增长较快，")
    assert slope.endswith("（收敛系数β为−0.013，标准误0.009）。")
    english = lead_of(shipped)
    assert "the 31 regions in R&D intensity narrowed a little" in english
    assert "but the part of it that lies between groups by macro-region hardly changed" in english


def test_every_part_of_a_row_adds_up(shipped: Evaluation) -> None:
    for found in asked(shipped).gaps:
        for gap in found.years:
            parts = (gap.gini.within, gap.gini.between, gap.gini.overlap)
            assert sum(parts) == pytest.approx(gap.gini.total, abs=1e-9)


def test_too_few_regions_or_groups_are_told_instead_of_a_gap() -> None:
    few = evaluated("A 1 2020;B 2 2020;C 3 2020", case("A"))
    assert lead_of(few).startswith("Nothing is said of gaps between regions in rate: only 3 can")
    rows = "A 1 2020;B 2 2020;C 3 2020;D 6 2020"
    one = evaluated(rows, case("A"), regions=REGIONS.replace("south", "north"))
    assert "do not form two groups" in lead_of(one)
    kinds = [type(b) for b in gaps.portfolio(context_of(asked(one), "en"))]
    assert kinds == [Paragraph, Bullets]  # the benchmark is held against all the same


def test_regions_that_are_not_compared_are_named() -> None:
    rows = "A 1 2020;B 2 2020;C 3 2020;D 6 2020;Q 4 2020"
    blocks = gaps.portfolio(context_of(asked(evaluated(rows, case("A"))), "en"))
    texts = [plain(b.runs) for b in blocks if isinstance(b, Paragraph)]
    assert texts[0].startswith("In 2020 the Gini coefficient of rate over 4 regions")
    assert texts[1] == "Not compared: Q (no single value of part)."


@pytest.mark.parametrize(
    ("first", "last", "way", "little"),
    [
        (0.3, 0.295, "still", True),
        (0.3, 0.28, "narrowed", True),
        (0.3, 0.2, "narrowed", False),
        (0.3, 0.4, "widened", False),
        (0.0, 0.0, "still", True),
        (0.0, 0.1, "widened", False),
    ],
)
def test_how_an_index_went(first: float, last: float, way: str, little: bool) -> None:
    assert moved(first, last) == Moved(first, last, way, little)


def of_rate(rows: str) -> Gaps:
    (found,) = asked(evaluated(rows, case("A"))).gaps
    return found


def years_of(*values: tuple[float, ...]) -> Gaps:
    """Values of A to D, a year each from 2020."""
    return of_rate(
        ";".join(
            f"{name} {value:g} {2020 + n}"
            for n, row in enumerate(values)
            for name, value in zip("ABCD", row, strict=True)
        )
    )


def test_catching_up_is_claimed_only_where_chance_would_seldom_give_it() -> None:
    """Of four regions a slope of three standard errors is none: Student's t with two degrees of
    freedom lies that far out once in eleven times."""
    found = years_of((1, 2, 4, 8), (2, 2.6, 6.4, 8))
    assert found.convergence is not None
    assert 2 < abs(found.convergence.slope / found.convergence.error) < 4.3
    fact = slope_fact(found)
    assert fact is not None
    assert (fact.caught, fact.clear) == (True, False)
    sure = slope_fact(years_of((1, 2, 4, 8), (2, 3, 4, 5.5)))
    assert sure is not None
    assert (sure.caught, sure.clear) == (True, True)


def test_the_coefficient_of_variation_tells_of_its_way_and_of_a_year_apart() -> None:
    def of(*values: tuple[float, ...]) -> tuple[str, bool | None, int | None]:
        fact = variation_fact(years_of(*values))
        assert fact is not None
        return fact.moved.way, fact.each, fact.beyond[0] if fact.beyond else None

    wide, middle, close = (1.0, 2.0, 4.0, 8.0), (2.0, 3.0, 4.0, 8.0), (3.0, 3.0, 4.0, 5.0)
    assert of(wide, middle, close) == ("narrowed", True, None)
    assert of(close, middle, wide) == ("widened", True, None)
    assert of(wide, close) == ("narrowed", None, None)
    assert of(middle, wide, close) == ("narrowed", None, 2021)
    assert of(wide, close, wide) == ("still", None, 2021)
    assert variation_fact(years_of(wide)) is None


def test_the_range_before_is_that_of_whoever_stood_highest_then() -> None:
    """North holds A and B, south C and D."""
    ctx = context_of(asked(evaluated("A 1 2020", case("A"))), "en")
    turned = means_fact(ctx, years_of((4, 4, 1, 1), (1, 1, 3, 3)))
    assert (turned.apart, turned.apart_before) == (2, 3)
    labels = [label for label, *_ in turned.groups]
    assert turned.ends_before == (labels[-1], labels[0])
    for before in ((1, 1, 4, 4), (2, 2, 2, 2)):
        kept = means_fact(ctx, years_of(before, (1, 1, 3, 3)))
        assert kept.apart_before == before[2] - before[0]
        assert kept.ends_before is None
    assert means_fact(ctx, years_of((1, 1, 3, 3))).apart_before is None


@pytest.mark.parametrize(("value", "decimals"), [(1.0, 2), (0.1, 2), (0.09, 4), (0.000128, 6)])
def test_small_values_have_decimals_that_show_them(value: float, decimals: int) -> None:
    ctx = context_of(asked(evaluated("A 1 2020", case("A"))), "en")
    assert means_fact(ctx, years_of((value,) * 4)).decimals == decimals


def test_years_are_named_only_for_a_reason_that_is_not_told_already() -> None:
    below, nothing, fine = (-1.0, 2.0, 3.0, 4.0), (0.0,) * 4, (1.0, 2.0, 3.0, 4.0)
    assert years_fact(years_of(below, below)) is None
    assert years_fact(years_of(nothing)) is None
    some = years_fact(years_of(below, fine))
    assert some is not None
    assert some.negative == (2020,)
    both = years_fact(years_of(below, nothing))
    assert both is not None
    assert (both.negative, both.zero) == ((2020,), (2021,))


def data(chart: Chart) -> list[dict[str, Any]]:
    """All rows of the layers of a chart."""
    return [row for layer in json.loads(chart.spec)["layer"] for row in layer["data"]["values"]]


def test_a_ridge_a_year_has_a_tick_a_region_and_the_curve_of_scipy(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    (found,) = gaps.spoken(ctx)
    (chart,) = gaps.of_years(ctx, found, "guizhou-2026")
    rows = data(chart)
    ticks = [row for row in rows if "end" in row and "who" not in row and "name" in row]
    held = {(row["said"], row["x"]) for row in ticks}
    assert len(held) == 5 * 31
    assert ("2023: Beijing 6.73", 6.73) in held
    assert {row["name"] for row in ticks} - {""} == {
        *(f"Guizhou {v}" for v in ("0.86", "0.91", "0.92", "0.99", "1.01"))
    }
    stats = pytest.importorskip("scipy.stats")
    curves: dict[float, list[tuple[float, float]]] = {}
    for row in rows:
        if "who" in row:
            curves.setdefault(row["who"], []).append((row["x"], row["end"] - row["y"]))
    theirs, ours = [], []
    for curve, values in zip(curves.values(), found.values.values(), strict=True):
        at = sorted({*curve})
        width = (bandwidth(values) or 0) / np.std(values, ddof=1)
        theirs.append(stats.gaussian_kde(values, bw_method=width)([x for x, _ in at]))
        ours.append([height for _, height in at])
    top = max(float(curve.max()) for curve in theirs)  # one scale of height for all years
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(list(40 * other / top), abs=1e-6)


def test_a_caption_states_quartiles_and_the_alternative_every_row(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    (found,) = gaps.spoken(ctx)
    (chart,) = gaps.of_years(ctx, found)
    quartiles = [
        round_half_up(q, 2)
        for y in (2019, 2023)
        for q in np.quantile(found.values[y], [0.25, 0.75])
    ]
    a, b, c, d = quartiles
    assert f"the middle half lay between {a} and {b}% of GDP in 2019, between {c} and {d}%" in (
        chart.caption
    )
    assert "2023: 31 from 0.30 (Tibet) to 6.73 (Beijing), mean 2.15" in chart.alt
    assert chart.alt.count("31 from") == 5
    (by_group,) = gaps.of_groups(ctx, found)
    assert "North-east: 3 from" in by_group.alt
    curves = {row["who"] for row in data(by_group) if "who" in row}
    assert len(curves) == 3  # three provinces of the North-east are ticks only


def test_many_years_are_thinned_and_values_below_zero_have_their_axis() -> None:
    rows = [(1.0 + n, 2.0, 3.0, 4.0 + n) for n in range(5)]
    found = years_of(*rows, (-3.0, 2.0, 3.0, 4.0))
    ctx = context_of(asked(evaluated("A 1 2020", case("A"))), "zh")
    assert ridges._evenly([*range(2000, 2020)])[::7] == [2000, 2019]
    assert len(ridges._evenly([*range(2000, 2020)])) == ridges.MOST
    (chart,) = gaps.of_years(ctx, found)
    assert min(row["x"] for row in data(chart) if "x" in row) == -3
    assert {row["f1"] for row in data(chart) if "f1" in row} > {"—"}  # no Gini in the last year
    assert gaps.of_years(ctx, years_of((1, 2, 3, 4))) == ()


def test_where_nothing_is_measured_groups_are_drawn_of_scores() -> None:
    cases = [
        case(n, id=n.lower(), part=part)
        for n, part in zip("ABCD", ("north", "south") * 2, strict=True)
    ]
    low = [text.replace("level: 4", "level: 0") for text in cases[:2]]
    ctx = context_of(asked(evaluated("", *low, *cases[2:])), "en")
    chart = single_chart(ctx, "gaps-groups", "a")
    assert chart.caption == "Total by part (short ticks: plans; long ones: means)"
    assert "North: 2 from 0.0 (Aland) to 100.0 (Cland), mean 50.0" in chart.alt
    assert {row["name"] for row in data(chart) if str(row.get("said")).startswith("North: A")} == {
        "Aland 0.0"
    }
    with pytest.raises(ValueError, match="nothing to draw"):
        single_chart(ctx, "gaps-years")


def test_scores_of_what_is_measured_alone_are_told_to_hang_on_the_scale() -> None:
    rubric = (
        "rubric: r\nversion: 1.0.0\ntitle: R\nmethod: {least_sample: 4}\n"
        "facets: {part: {title: Part, values: {north: North, south: South}}}\n"
        "pillars: [{id: p, title: P, criteria: [{id: m, title: M, measure: {unit: x, goalposts: [0, 9]}}]}]\n"
    )
    cases = [
        f"case: {n.lower()}\nrubric: r@1.0.0\nregion: {{name: {n}}}\nfacets: {{part: {{is: {part}, because: so}}}}\n"
        f"measures: {{m: {{value: {value}, unit: x, year: 2024}}}}\n"
        for n, part, value in zip("ABCD", ("north", "south") * 2, (1, 2, 4, 8), strict=True)
    ]
    ctx = context_of(asked(evaluation_of(rubric, *cases)), "en")
    texts = [plain(b.runs) for b in gaps.asked(ctx) if isinstance(b, Paragraph)]
    assert texts[-1].startswith("These scores come from measured values by the rubric's")
    assert not any("Scores are those of" in text for text in texts)
    captions = [b.caption for b in gaps.asked(ctx, name="p") if isinstance(b, Table)]
    assert captions[0] == "Scores of plans, grouped by part"
