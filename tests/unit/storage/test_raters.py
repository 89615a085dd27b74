"""Who rated: declared in a case, or once beside the cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from evalkit import api, storage
from evalkit.analysis.results import Results
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.report.context import context_of
from evalkit.report.sections.method import RatersTold, WhoRated, who_rated
from tests.conftest import ROOT

CASE = """case: {name}
rubric: needs@1.0.0
region: {{name: X}}
facets: {{development: {{is: developed, because: r}}}}
{more}ratings:
  clear-goals:
    - {{rater: ann, level: 1, because: 提到}}
    - {{rater: Ｂｅｎ, level: 1, because: 提到}}
"""
RATERS = """raters:
  ann: {name: {zh: 安, en: Ann}, batch: 1, wording: 1.0.0, date: 2026-11-20}
  Ben: {batch: 1, wording: 1.0.0, date: 2026-11-20}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("cases", "rubrics", "more"):
        (tmp_path / name).mkdir()
    rubric = ROOT / "tests/bad/level-needs/rubrics/needs.yaml"
    (tmp_path / "rubrics/needs.yaml").write_text(rubric.read_text("utf-8"), "utf-8")
    (tmp_path / "cases/x.yaml").write_text(CASE.format(name="x", more=""), "utf-8")
    (tmp_path / "cases/raters.yaml").write_text(RATERS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("given", ["cases", "cases/x.yaml"])
def test_the_file_beside_the_cases_counts_for_each(folder: Path, given: str) -> None:
    case = storage.load([Path(given)]).files[0].case
    assert set(case.raters) == {"ann", "Ben"}
    assert api.check(given) == ()


def test_what_a_case_says_itself_comes_first(folder: Path) -> None:
    own = CASE.format(name="x", more="raters: {ann: {batch: 2}}\n")
    (folder / "cases/x.yaml").write_text(own, "utf-8")
    raters = storage.load([Path("cases")]).files[0].case.raters
    assert (raters["ann"].batch, raters["ann"].wording) == (2, "1.0.0")
    assert raters["Ben"].batch == 1


def test_a_file_counts_only_for_the_cases_beside_it(folder: Path) -> None:
    (folder / "more/y.yaml").write_text(CASE.format(name="y", more=""), "utf-8")
    files = storage.load([Path("cases"), Path("more")]).files
    assert [bool(file.case.raters) for file in files] == [True, False]


def test_one_wrong_rater_does_not_lose_the_others(folder: Path) -> None:
    (folder / "cases/raters.yaml").write_text(RATERS.replace("batch: 1, w", "bach: 1, w", 1))
    codes = {f.code for f in api.check("cases")}
    assert codes == {"key-unknown"}
    raters = storage.load([Path("cases")]).files[0].case.raters
    assert (raters["ann"].batch, raters["Ben"].batch) == (None, 1)


def test_a_wrong_key_of_a_rater_in_a_case_loses_only_itself(folder: Path) -> None:
    own = CASE.format(name="x", more="raters: {ann: {rol: chair, batch: 3}}\n")
    (folder / "cases/x.yaml").write_text(own, "utf-8")
    assert {f.code for f in api.check("cases")} == {"key-unknown"}
    assert storage.load([Path("cases")]).files[0].case.raters["ann"].batch == 3


def test_several_files_of_raters_in_a_folder_add_up(folder: Path) -> None:
    ann, ben = "raters:\n  ann: {batch: 1}\n", "raters:\n  Ben: {batch: 4}\n"
    (folder / "cases/raters.yaml").write_text(ann, "utf-8")
    (folder / "cases/others.yaml").write_text(ben, "utf-8")
    raters = storage.load([Path("cases")]).files[0].case.raters
    assert (raters["ann"].batch, raters["Ben"].batch) == (1, 4)


def test_a_version_of_the_wording_that_is_none_is_named(folder: Path) -> None:
    (folder / "cases/raters.yaml").write_text("raters: {ann: {wording: v2}, Ben: {}}\n")
    assert {f.code for f in api.check("cases")} == {"version-form"}


def test_a_file_of_raters_that_is_no_mapping_is_told(folder: Path) -> None:
    (folder / "cases/raters.yaml").write_text("raters: [ann, ben]\n")
    assert [f.code for f in api.check("cases")] == ["value-kind"]


def test_reports_say_who_rated_when_and_under_which_wording(folder: Path) -> None:
    evaluation = api.score("cases", as_of="2026-11-26")
    assert (
        from_json(to_json(Results(evaluation))).files[0].case.raters
        == evaluation.files[0].case.raters
    )
    told = who_rated(context_of(Results(evaluation), "zh"), evaluation.cases)
    assert told == WhoRated(
        (RatersTold(("Ben", "安（ann）"), False, 2, 1, "1.0.0", "2026-11-20"),),
        (),
    )


def test_two_raters_of_one_name_are_two_and_who_settles_is_told_apart(folder: Path) -> None:
    same = "raters:\n  ann: {name: 李, role: chair}\n  Ben: {name: 李, batch: 2}\n"
    (folder / "cases/raters.yaml").write_text(same, "utf-8")
    evaluation = api.score("cases", as_of="2026-11-26")
    told = who_rated(context_of(Results(evaluation), "zh"), evaluation.cases)
    assert told == WhoRated(
        (RatersTold(("李（ann）",), False, 1), RatersTold(("李（Ben）",), False, 1, 2)), ()
    )


def test_of_raters_whom_nobody_declared_reports_say_so(folder: Path) -> None:
    (folder / "cases/raters.yaml").unlink()
    evaluation = api.score("cases", as_of="2026-11-26")
    told = who_rated(context_of(Results(evaluation), "en"), evaluation.cases)
    assert told == WhoRated((), ("Ben", "ann"))
