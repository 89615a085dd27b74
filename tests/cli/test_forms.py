"""evalkit form and collect, from the form that is sent out to the case's file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from evalkit import api, storage
from evalkit.cli import main
from evalkit.reading.yaml import parse
from tests.forms import APART, CASE, RATED, RUBRIC, cell_of, detail_of, filled, opened

ANSWERS = {
    ("A1", "level"): 1,
    ("A1", "reason"): "a year is named",
    ("A2", "level"): "２",
    ("A2", "reason"): "a sum is named",
    ("A2", "document"): "budget",
    ("A2", "at"): "p. 2",
}
BEFORE = """\
ratings:
  clear-goals:
    - {rater: Benvolio, level: 1, because: SECRET REASON}  # as agreed
"""
COMES = {
    "clear-goals": [{"level": 1, "because": "a year is named"}],
    "funds": [
        {
            "level": 2,
            "because": "a sum is named",
            "evidence": [{"document": "budget", "at": "p. 2"}],
        }
    ],
}


def came(case: Path) -> dict[str, list[dict[str, Any]]]:
    """The ratings of Ana in a case's file, which still begins as it did."""
    text = case.read_text("utf-8")
    assert text.startswith(CASE + BEFORE)
    ratings = parse(text, case.name).data["ratings"]
    return {
        name: [
            {key: value for key, value in one.items() if key != "rater"}
            for one in given
            if one["rater"] == "Ana"
        ]
        for name, given in ratings.items()
    }


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the trial rubric and its case."""
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "rubrics" / "trial.yaml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "cases" / "porto.yaml").write_text(CASE + BEFORE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(main, [*arguments, "--lang", lang])


def sent_out(project: Path, lang: str = "en") -> Path:
    """The form of Ana."""
    assert run("form", "porto-2026", "--rater", "Ana", lang=lang).exit_code == 0
    return project / "porto-2026-Ana.xlsx"


def test_a_form_goes_out_and_comes_back_into_the_case(project: Path) -> None:
    made = run("form", "porto-2026", "--rater", "Ana")
    assert made.stderr == (
        "porto-2026-Ana.xlsx: 3 criteria to rate, 0 rated already\n"
        "Fill it in, then: evalkit collect porto-2026-Ana.xlsx\n"
    )
    form = project / "porto-2026-Ana.xlsx"
    form.write_bytes(filled(form.read_bytes(), ANSWERS))
    result = run("collect", form.name)
    assert (
        result.stdout == "porto-2026-Ana.xlsx → porto-2026, Ana: 2 ratings new, 1 not rated yet\n"
    )
    assert 'note[form-read]: "２" at "A2" is taken as 2' in result.stderr
    assert result.exit_code == 0
    case = project / "cases" / "porto.yaml"
    assert came(case) == COMES
    content = case.read_bytes()
    with (project / "cases" / "porto.journal.csv").open(encoding="utf-8-sig") as stream:
        lines = [
            (row["who"], row["command"], row["ref"], row["to"]) for row in csv.DictReader(stream)
        ]
    assert lines == [("Ana", "collect", "clear-goals", "1"), ("Ana", "collect", "funds", "2")]
    again = run("collect", form.name)
    assert (
        again.stdout == "porto-2026-Ana.xlsx → porto-2026, Ana: 2 as they were, 1 not rated yet\n"
    )
    assert case.read_bytes() == content


BLANKS = (
    "ratings:\n"
    "  clear-goals:\n"
    "    - rater: Ana\n"
    "      level:\n"
    "      checks: []\n"
    "      because:     # why\n"
    "      evidence: []\n"
    "  funds: {rater: Ana, level: , checks: [], because: , evidence: []}\n"
)


def test_a_form_into_a_case_with_blanks_is_the_same_when_it_comes_again(project: Path) -> None:
    case = project / "cases" / "porto.yaml"
    case.write_text(CASE + BLANKS, encoding="utf-8")
    form = sent_out(project)
    form.write_bytes(filled(form.read_bytes(), ANSWERS))
    assert "2 ratings new" in run("collect", form.name).stdout
    content = case.read_bytes()
    again = run("collect", form.name)
    assert again.stdout.endswith("Ana: 2 as they were, 1 not rated yet\n")
    assert "Written." not in again.stderr
    assert case.read_bytes() == content
    replaced = run("form", "porto-2026", "--rater", "Ana", "--force").stderr
    assert "all of them collected" in replaced


def test_a_case_is_named_by_its_place_where_it_is_the_only_one(project: Path) -> None:
    assert run("form", "Porto", "--rater", "Ana", "-o", "a.xlsx").exit_code == 0
    assert run("form", "波尔图", "--rater", "Ana", "-o", "b.xlsx").exit_code == 0
    assert run("new", "case", "porto-2027", "--after", "波尔图").exit_code == 0
    refused = run("form", "Porto", "--rater", "Ana", "-o", "c.xlsx")  # of two years
    assert "no case “Porto”" in refused.stderr.replace('"Porto"', "“Porto”")


def test_a_name_spelt_otherwise_is_said_when_the_form_is_written(project: Path) -> None:
    assert (
        "“Benvolio” is among the raters" in run("form", "porto-2026", "--rater", "benvolio").stderr
    )
    assert "“Benvolio”" in run("form", "porto-2026", "--rater", "BENVOLIO", lang="zh").stderr
    assert "among" not in run("form", "porto-2026", "--rater", "Benvolio").stderr


def test_a_form_that_is_replaced_is_said_with_what_it_held(project: Path) -> None:
    form = sent_out(project)
    again = ("form", "porto-2026", "--rater", "Ana")

    def told(*more: str, lang: str = "en") -> str:
        return run(*again, "--force", *more, lang=lang).stderr.splitlines()[0]

    assert isinstance(run(*again).exception, storage.FileProblem)
    assert told() == "porto-2026-Ana.xlsx: replaced a form that nobody had filled in"
    form.write_bytes(filled(form.read_bytes(), ANSWERS))
    answers = form.read_bytes()
    assert told() == (
        "porto-2026-Ana.xlsx: replaced a form with 2 answers, of which 2 had not been collected"
    )
    form.write_bytes(answers)
    assert run("collect", form.name).exit_code == 0
    assert told(lang="zh") == "porto-2026-Ana.xlsx：替换了一份已填2项的评分表，都已收回"
    assert run("form", "-r", "trial", "--rater", "Ana", "-o", "loose.xlsx").exit_code == 0
    loose = project / "loose.xlsx"
    loose.write_bytes(filled(loose.read_bytes(), {("B1", "level"): 1, ("B1", "reason"): "x"}))
    assert told("-o", "loose.xlsx") == (
        "loose.xlsx: replaced a form with 3 answers, of which 1 had not been collected"
    )
    (project / "other.xlsx").write_text("no workbook", "utf-8")
    assert told("-o", "other.xlsx") == "other.xlsx: replaced a file that was no rating form"


def test_a_case_that_is_replaced_is_said_with_its_ratings(project: Path) -> None:
    args = ("new", "case", "porto-2026", "-o", "cases/porto.yaml", "--rubric", "trial")
    assert isinstance(run(*args).exception, storage.FileProblem)
    made = run(*args, "--force")
    assert "cases/porto.yaml: replaced a case with 1 rating by Benvolio\n" in made.stderr
    again = run(*args, "--force", lang="zh")
    assert "cases/porto.yaml：替换了一个还没有评分的案例\n" in again.stderr


def test_a_case_is_filled_in_and_rated_without_opening_its_file(project: Path) -> None:
    """From a bare case with a facet to a rated one: what a person opens is a form."""
    (project / "cases" / "porto.yaml").unlink()
    assert run("new", "case", "porto-2026", "--rubric", "trial").exit_code == 0
    form = sent_out(project)
    book = opened(form.read_bytes())
    for label, column, value in (
        ("Name of the place", "Value", "Porto"),
        ("Code of the place in the tables of measures", "Value", "PT-13"),
        ("Title of the plan", "Value", "Porto 2030"),
        ("Who issued it", "Value", "The council"),
        ("Facet: Coast", "Value", "Inland"),
        ("Facet: Coast", "Why", "an hour from the sea"),
        ("Document “plan”: title", "Value", "Porto 2030"),
    ):
        detail_of(book, label, column).value = value
    for code in ("A1", "A2", "B1"):
        cell_of(book, code, "level").value = 1
        cell_of(book, code, "reason").value = f"of {code}"
        cell_of(book, code, "document").value = "plan"
        cell_of(book, code, "at").value = "¶1"
    book.save(form)
    assert run("collect", form.name).stdout == (
        "porto-2026-Ana.xlsx → porto-2026, Ana: 3 ratings new, 1 not rated yet, "
        "6 details of the case\n"
    )
    checked = run("check", "cases")
    assert (checked.exit_code, checked.stderr) == (
        0,
        "2 files checked: 0 errors, 0 warnings, 0 notes\n",
    )
    again = run("collect", form.name)
    assert "detail" not in again.stdout


def test_workbooks_of_a_folder_that_are_no_forms_are_passed_over_and_named(project: Path) -> None:
    form = sent_out(project)
    (project / "scores.xlsx").write_bytes(b"")
    result = run("collect", ".", "--check")
    assert result.exit_code == 0
    assert result.stderr.startswith("passed over: scores.xlsx (no rating form)\n")
    assert run("collect", "scores.xlsx", "--check").exit_code == 10
    form.unlink()
    assert "no form (.xlsx, .ods, .xls) in ." in run("collect", ".").stderr


def test_check_and_an_error_write_nothing(project: Path) -> None:
    form = sent_out(project, "zh")
    result = run("collect", form.name, "--check", lang="zh")
    assert (result.exit_code, result.stderr) == (0, "只作核对，没有写入任何文件。\n")
    assert result.stdout == "porto-2026-Ana.xlsx → porto-2026，Ana：未评3条\n"
    form.unlink()
    form = sent_out(project)
    form.write_bytes(filled(form.read_bytes(), {**ANSWERS, ("B1", "level"): "2-3"}))
    result = run("collect", form.name)
    assert result.exit_code == 10
    assert result.stdout == ""
    assert result.stderr.endswith("Nothing is written: 1 error to mend first.\n")
    assert (project / "cases" / "porto.yaml").read_text("utf-8") == CASE + BEFORE
    assert [path.name for path in (project / "cases").iterdir()] == ["porto.yaml"]


def test_a_form_is_never_written_over(project: Path) -> None:
    form = sent_out(project)
    form.write_bytes(b"filled in")
    assert run("form", "porto-2026", "--rater", "Ana").exit_code != 0
    assert form.read_bytes() == b"filled in"


def test_all_forms_of_a_run_are_taken_or_none(project: Path) -> None:
    first = sent_out(project)
    folder = project / "forms"
    folder.mkdir()
    (folder / "ana.xlsx").write_bytes(filled(first.read_bytes(), ANSWERS))
    api_form = api.form("Cem", project / "cases" / "porto.yaml")
    (folder / "cem.xlsx").write_bytes(filled(api_form, {("B1", "level"): 9}))
    (folder / "~$ana.xlsx").write_bytes(b"lock")
    result = run("collect", "forms")
    assert result.exit_code == 10
    assert "passed over: forms/~$ana.xlsx" in result.stderr
    assert "forms/cem.xlsx:B People!G4: error[form-level]" in result.stderr
    assert (project / "cases" / "porto.yaml").read_text("utf-8") == CASE + BEFORE


def test_refusals_speak_the_language(project: Path) -> None:
    assert (
        "没有案例“nowhere”；现有案例：porto-2026"
        in run("form", "nowhere", "--rater", "A", lang="zh").stderr
    )
    assert "请用 --rater 写明姓名" in run("form", "porto-2026", lang="zh").stderr
    assert "请写明交回的评分表" in run("collect", lang="zh").stderr


def test_a_form_of_a_rubric_alone_comes_back_under_the_case_that_is_named(project: Path) -> None:
    assert run("form", "-r", "trial", "--rater", "Ana", "-o", "form.xlsx").exit_code == 0
    form = project / "form.xlsx"
    form.write_bytes(filled(form.read_bytes(), ANSWERS))
    assert "form-unsigned" in run("collect", "form.xlsx").stderr
    assert run("collect", "form.xlsx", "--case", "porto-2026").exit_code == 0
    assert came(project / "cases" / "porto.yaml") == COMES


def test_python_writes_and_reads_forms(project: Path) -> None:
    case = project / "cases" / "porto.yaml"
    case.write_text(CASE + RATED, encoding="utf-8")
    form = project / "form.xlsx"
    form.write_bytes(filled(api.form("Ana", case), {("A1", "reason"): "other words"}))
    seen = api.collect(form, project / "cases", write=False)
    assert [dict(tally.fates) for tally in seen.tallies] == [{"changed": 1, "open": 2}]
    assert case.read_text("utf-8") == CASE + RATED
    api.collect(form, project / "cases")
    assert case.read_text("utf-8") == CASE + RATED.replace("a year is named", "other words")
    with pytest.raises(ValueError, match="name the rater"):
        api.form(" ", case)


def test_each_rater_keeps_a_file_of_their_own(project: Path) -> None:
    own = project / "cases" / "porto-ana.yaml"
    own.write_text(CASE + RATED.replace("Benvolio", "Cem"), encoding="utf-8")
    first = (project / "cases" / "porto.yaml").read_bytes()
    made = run("form", "porto-2026", "--rater", "Ana", "-o", "-").stdout_bytes
    assert cell_of(opened(made), "A1", "reason").value == "a year is named"
    form = sent_out(project)
    cells = {("A1", "reason"): "other words", ("B1", "level"): 1, ("B1", "reason"): "a school"}
    form.write_bytes(filled(form.read_bytes(), cells))
    assert run("collect", form.name).stdout == (
        "porto-2026-Ana.xlsx → porto-2026, Ana: 1 rating new, 1 changed, 1 not rated yet\n"
    )
    assert (project / "cases" / "porto.yaml").read_bytes() == first
    text = own.read_text("utf-8")
    assert "other words" in text
    assert "a school" in text


def test_a_folder_may_hold_forms_and_the_folder_of_cases(project: Path) -> None:
    form = sent_out(project)
    form.write_bytes(filled(form.read_bytes(), ANSWERS))
    assert run("collect", ".").exit_code == 0
    assert came(project / "cases" / "porto.yaml") == COMES


def test_who_settles_gets_both_reasons_and_hands_in_decisions(project: Path) -> None:
    case = project / "cases" / "porto.yaml"
    case.write_text(CASE + APART, encoding="utf-8")
    made = run("form", "porto-2026", "--settle", "--rater", "chair")
    assert made.stderr == (
        "porto-2026-settle-chair.xlsx: what is to settle, with every rater's level and reason; "
        "not for anybody who is still to rate\n"
        "Fill it in, then: evalkit collect porto-2026-settle-chair.xlsx\n"
    )
    form = project / "porto-2026-settle-chair.xlsx"
    decided = {("A1", "level"): 1, ("A1", "reason"): "a year, no figure"}
    form.write_bytes(filled(form.read_bytes(), decided))
    result = run("collect", form.name)
    assert (result.exit_code, result.stdout) == (
        0,
        "porto-2026-settle-chair.xlsx → porto-2026, chair: 1 decision, 1 left to settle\n",
    )
    added = '{rater: chair, adjudicates: true, level: 1, because: "a year, no figure"}'
    assert case.read_text("utf-8") == CASE + APART.replace("  funds:", f"    - {added}\n  funds:")
    left = json.loads(run("settle", "porto-2026", "--list", "--json").stdout)
    assert [one["ref"] for one in left] == ["people.skills"]
    with (project / "cases" / "porto.journal.csv").open(encoding="utf-8-sig") as stream:
        lines = [(row["who"], row["to"], row["because"]) for row in csv.DictReader(stream)]
    assert lines == [("chair", "1", "a year, no figure")]


def test_nothing_to_settle_is_refused_with_the_reason(project: Path) -> None:
    asked = ("form", "porto-2026", "--settle", "--rater", "chair")
    result = run(*asked)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: porto-2026 has nothing to settle: wherever two people rated, they agree or "
        "somebody has decided\n",
    )
    assert "porto-2026 没有待裁定的准则" in run(*asked, lang="zh").stderr
    alone = run("form", "-r", "trial", "--settle", "--rater", "chair", lang="zh")
    assert "请写明要裁定的案例" in alone.stderr
    assert not list(project.glob("*.xlsx"))
