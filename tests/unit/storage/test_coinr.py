"""COINr's iMeta and iData: an index as a rubric of measured criteria, with its values and cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from evalkit import api

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


def test_an_index_is_scored_as_coinr_scores_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: min–max to [0, 1], Direction −1 turned round; economy (1 × goods + 3 × FDI) / 4; the
    index the mean of both."""
    monkeypatch.chdir(tmp_path)
    Path("iMeta.csv").write_text(META, "utf-8")
    Path("iData.csv").write_text(DATA, "utf-8")
    done = api.import_tables(["iMeta.csv", "iData.csv"], rubric="asem")
    assert [o.path.as_posix() for o in done.files] == [
        "rubrics/asem.yaml",
        *("cases/at.yaml", "cases/no.yaml", "cases/be.yaml"),
        "cases/measures.csv",
    ]
    assert [dict(f.values)["columns"] for f in done.findings] == ["GDP"]
    scored = api.score("cases", as_of="2026-01-01").score_of
    assert scored["at", "con-ec-fin"].value == pytest.approx((0 + 3 * 1) / 4)
    assert scored["at", "overall"].value == pytest.approx((0.75 + 0) / 2)
    assert scored["no", "overall"].value == pytest.approx((0.25 + 1) / 2)
    assert scored["be", "con-ec-fin.fdi"].state == "not-scored"


def test_values_without_a_year_are_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("iMeta.csv").write_text(META, "utf-8")
    Path("iData.csv").write_text(DATA.replace(",Time", "").replace(",2018", ""), "utf-8")
    assert api.import_tables(["iMeta.csv", "iData.csv"]).refused
    done = api.import_tables(["iMeta.csv", "iData.csv"], mapping={"constants": {"year": 2018}})
    assert not done.refused
    assert "AT,goods,0,USD,2018," in Path("cases/measures.csv").read_text("utf-8-sig")
