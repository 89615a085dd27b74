"""COINr's iMeta and iData: an index as a rubric of measured criteria, with its values and cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from evalkit import api
from evalkit.reading.yaml import parse

META = """iCode,iName,Direction,Weight,Level,Parent,Type,Unit
Goods,Trade in goods,1,1,1,ConEcFin,Indicator,USD
FDI,Investment,1,3,1,ConEcFin,Indicator,USD
CO2,Emissions,-1,1,1,Environ,Indicator,t
ConEcFin,Economy,1,1,2,Index,Aggregate,Score
Environ,Environment,1,1,2,Index,Aggregate,Score
Index,Connectivity,1,1,3,NA,Aggregate,Score
GDP,Gross domestic product,NA,NA,NA,NA,Denominator,USD
"""
DATA = "uCode,uName,Time,GDP,Goods,FDI,CO2\nAT,Austria,2018,390,0,1,10\nNO,Norway,2018,371,10,0,0\nBE,Belgium,2018,467,5,NA,5\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def imported(meta: str, data: str, name: str = "index") -> tuple[dict[str, Any], list[str]]:
    """The rubric of two tables, and what was said of them."""
    Path("iMeta.csv").write_text(meta, "utf-8")
    Path("iData.csv").write_text(data, "utf-8")
    done = api.import_tables(["iMeta.csv", "iData.csv"], rubric=name)
    assert not done.refused
    text = Path(f"rubrics/{name}.yaml").read_text("utf-8")
    return parse(text, "").data, [str(f) for f in done.findings]


def test_an_index_is_scored_as_coinr_scores_it() -> None:
    """By hand: min–max to [0, 1], Direction −1 turned round; economy (1 × goods + 3 × FDI) / 4; the
    index the mean of both."""
    Path("iMeta.csv").write_text(META, "utf-8")
    Path("iData.csv").write_text(DATA, "utf-8")
    done = api.import_tables(["iMeta.csv", "iData.csv"], rubric="asem")
    assert [o.path.as_posix() for o in done.files] == [
        "rubrics/asem.yaml",
        *("cases/at.yaml", "cases/no.yaml", "cases/be.yaml"),
        "cases/measures.csv",
    ]
    assert not done.findings
    scored = api.score("cases", as_of="2026-01-01").score_of
    assert scored["at", "con-ec-fin"].value == pytest.approx((0 + 3 * 1) / 4)
    assert scored["at", "overall"].value == pytest.approx((0.75 + 0) / 2)
    assert scored["no", "overall"].value == pytest.approx((0.25 + 1) / 2)
    assert scored["be", "con-ec-fin.fdi"].state == "not-scored"


def test_values_without_a_year_are_asked_for_it() -> None:
    Path("iMeta.csv").write_text(META, "utf-8")
    Path("iData.csv").write_text(DATA.replace(",Time", "").replace(",2018", ""), "utf-8")
    assert api.import_tables(["iMeta.csv", "iData.csv"]).refused
    done = api.import_tables(["iMeta.csv", "iData.csv"], mapping={"constants": {"year": 2018}})
    assert not done.refused
    assert "AT,goods,0,USD,2018," in Path("cases/measures.csv").read_text("utf-8-sig")


def test_a_time_that_is_no_year_is_asked_for() -> None:
    Path("iMeta.csv").write_text(META, "utf-8")
    Path("iData.csv").write_text(DATA.replace("Norway,2018", "Norway,t2"), "utf-8")
    done = api.import_tables(["iMeta.csv", "iData.csv"], write=False)
    assert [(f.code, f.span.line) for f in done.findings] == [("table-value", 3)]


PANEL_META = """iCode,iName,Direction,Weight,Level,Parent,Type,Unit,Denominator
Goods,Goods,1,1,1,Trade,Indicator,USD,GDP
CO2,Emissions,-1,1,1,Air,Indicator,t,NA
1Odd,Odd,1,1,1,Air,Indicator,NA,NA
Trade,Trade,1,NA,2,Index,Aggregate,NA,NA
Air,Air,1,NA,2,Index,Aggregate,NA,NA
Index,Index,1,1,3,NA,Aggregate,NA,NA
GDP,Gross domestic product,NA,NA,NA,NA,Denominator,USD,NA
GDP_group,Size of the economy,NA,NA,NA,NA,Group,NA,NA
"""
PANEL = """uCode,uName,Time,GDP_group,GDP,Goods,CO2,1Odd
AT,Austria,2017,M,100,10,9,1
NO,Norway,2017,L,200,60,5,2
AT,Austria,2018,L,110,22,8,3
NO,Norway,2018,NA,210,63,4,
"""


def test_denominators_divide_and_groups_are_facets() -> None:
    rubric, said = imported(PANEL_META, PANEL)
    assert said == []
    assert rubric["measures"] == [{"id": "gdp", "title": "Gross domestic product", "unit": "USD"}]
    assert rubric["prepare"] == {"per": {"goods": "gdp"}}
    assert rubric["facets"] == {
        "gdp-group": {"title": "Size of the economy", "values": {"m": "M", "l": "L"}}
    }
    austria = parse(Path("cases/at.yaml").read_text("utf-8"), "").data
    assert austria["facets"] == {"gdp-group": {"is": "l", "because": "iData.csv, GDP_group"}}
    held = api.score("cases", as_of="2026-01-01")
    assert not [f for f in held.findings if f.severity == "error"]
    of = held.measured_of
    assert (of["at", "goods"].counted, of["no", "goods"].counted) == pytest.approx((0.2, 0.3))
    assert [e.year for e in of["at", "goods"].series] == [2017, 2018]
    used = of["no", "x-1-odd"].used
    assert used is not None
    assert (used.value, used.year) == (2, 2017)  # the latest that there is


def test_a_unit_of_several_years_is_one_case() -> None:
    imported(PANEL_META, PANEL)
    assert sorted(p.name for p in Path("cases").iterdir()) == ["at.yaml", "measures.csv", "no.yaml"]


def test_what_is_not_taken_is_told_once_with_its_reason() -> None:
    meta = META.replace("Unit\n", "Unit,Target,Denominator,Colour\n")
    meta += "Area,Area,,,,,Other\nLost,Lost,1,1,1,Nowhere,Indicator,x\n"
    meta = meta.replace("Indicator,USD\nFDI", "Indicator,USD,5,People,red\nFDI")
    data = DATA.replace("CO2\n", "CO2,Area,Strange\n").replace("1,10\n", "1,10,3,4\n")
    rubric, said = imported(meta, data)
    assert rubric["measures"]
    assert [line.partition(": note")[0] for line in said] == ["iData.csv:1:1", "iMeta.csv:1:1"]
    assert "Strange: iMeta does not list it" in said[0]
    for part in (
        "Area: of a type that nothing is computed from",
        "Lost: `Parent` leads to no row of the index",
        "Colour: no column that says how the index is computed",
        "Target (Goods): the tables do not say that scores are distances to it",
        "Denominator (Goods): no row of type Denominator has this code",
    ):
        assert part in said[1]
    assert "lost" not in Path("cases/measures.csv").read_text("utf-8-sig")


def test_columns_of_normalisation_are_read_under_coinrs_names() -> None:
    meta = META.replace("Unit\n", "Unit,goalpost_lower,goalpost_upper,minmax_lower,minmax_upper\n")
    meta = meta.replace("Indicator,USD\nFDI", "Indicator,USD,NA,NA,1,100\nFDI")
    meta = meta.replace("Indicator,USD\nCO2", "Indicator,USD,0,4,NA,NA\nCO2")
    meta = meta.replace("Indicator,t\n", "Indicator,t,0,20,0,100\n")
    rubric, said = imported(meta, DATA)
    goods, fdi, co2 = (c["measure"] for p in rubric["pillars"] for c in p["criteria"])
    assert goods == {"unit": "USD", "normalisation": "minmax", "range": [1, 100]}
    assert fdi == {"unit": "USD", "normalisation": "goalposts", "goalposts": [0, 4]}
    assert co2 == {"unit": "t", "better": "lower", "normalisation": "goalposts",
                   "goalposts": [0, 20]}  # fmt: skip
    assert said == []


def test_loose_indicators_beside_aggregates_weigh_what_they_weighed() -> None:
    """By hand: of 1 + 3 + 1 parts of the index, goods has 1, FDI 3 and the environment 1."""
    meta = META.replace("ConEcFin,Indicator", "Index,Indicator")
    imported(meta.replace("ConEcFin,Economy,1,1,2,Index,Aggregate,Score\n", ""), DATA)
    scored = api.score("cases", as_of="2026-01-01").score_of
    assert scored["no", "overall"].value == pytest.approx((1 * 1 + 3 * 0 + 1 * 1) / 5)


def test_scores_of_0_to_1_are_a_whole_range_where_every_indicator_has_them() -> None:
    meta = META.replace("Unit\n", "Unit,minmax_lower,minmax_upper\n")
    for unit, ends in (("USD", "0,1"), ("t", "0.1,1")):
        meta = meta.replace(f"Indicator,{unit}\n", f"Indicator,{unit},{ends}\n")
    rubric, said = imported(meta, DATA)
    goods, fdi, co2 = (c["measure"] for p in rubric["pillars"] for c in p["criteria"])
    assert "range" not in goods
    assert "range" not in fdi
    assert co2["range"] == [10, 100]
    assert said == []


def test_none_is_a_word_where_it_says_that_nothing_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An uncapped z-score, and outliers that stay, come back as they went."""
    monkeypatch.chdir(tmp_path)
    head, *rows = META.splitlines()
    told = {"Goods": "zscore,none,", "FDI": "minmax,,none"}
    lines = [f"{row},{told.get(row.split(',')[0], ',,')}" for row in rows]
    meta = "\n".join([f"{head},Normalisation,Cap,Outliers", *lines]) + "\n"
    Path("iMeta.csv").write_text(meta, "utf-8")
    Path("iData.csv").write_text(DATA, "utf-8")
    assert not api.import_tables(["iMeta.csv", "iData.csv"], rubric="asem").refused
    rubric = Path("rubrics/asem.yaml").read_text("utf-8")
    assert "{unit: USD, normalisation: zscore, cap: none}" in rubric
    assert "{unit: USD, normalisation: minmax, outliers: none}" in rubric
