"""commitments, changes, rubric show --format csv: an analyst's way from a plan to a table and
back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from evalkit import api
from evalkit.cli import main
from evalkit.storage import FileProblem
from tests.conftest import ROOT

DAY = ("--as-of", "2026-11-24")
SMALL = (ROOT / "tests/bad/small.yaml").read_text("utf-8")
PLAN = """\
2026年某省政府工作报告

一、2025年工作回顾

新建中试基地2家，培育企业200家。

二、2026年重点工作

新建中试基地3家、概念验证中心5个，支持企业创新。

确保研发投入强度达到3.35%。
"""
CASE = """\
case: gz-2026
rubric: small@1.0.0
region: {name: {zh: 贵州, en: Guizhou}, code: CN-GZ}
plan: {title: {zh: 报告, en: The report}, adopted: 2026-01-14}
facets: {development: {is: underdeveloped, because: 有数据}}
documents: [{id: gz, title: 报告, file: plans/gz.txt}]
ratings:
  clear-goals: {level: 2, checks: [dated, numbers], because: r, evidence: [{document: gz, at: ¶11}]}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An analyst's folder, in it the current directory."""
    for name, text in (
        ("rubrics/small.yaml", SMALL),
        ("cases/gz-2026.yaml", CASE),
        ("plans/gz.txt", PLAN),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


def run(*command: str) -> Result:
    result = CliRunner().invoke(main, list(command))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_plan_lists_what_may_be_a_commitment(desk: Path) -> None:
    shown = run("commitments", "plans/gz.txt")
    assert shown.stdout.splitlines() == [
        "¶9 s1.1  [figure; task]  新建中试基地3家、概念验证中心5个，",
        "¶9 s1.2  [task]  支持企业创新。",
        "¶11 s1.1  [figure; duty; task]  确保研发投入强度达到3.35%。",
    ]
    assert "3 clauses" in shown.stderr
    only = run("commitments", "plans/gz.txt", "--only", "duty", "--json")
    (found,) = json.loads(only.stdout)
    assert (found["at"], found["figures"][0]["low"], found["year"]) == ("¶11 s1.1", 3.35, 2026)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_a_plan_to_a_table_to_a_coded_case(desk: Path, kind: str, lang: str) -> None:
    """The table that is written is read where it lies, in either language."""
    table = f"cases/gz-2026.commitments.{kind}"
    made = run(
        "commitments",
        "plans/gz.txt",
        "--case",
        "gz-2026",
        "-r",
        "small",
        "-o",
        table,
        "--lang",
        lang,
    )
    assert made.exit_code == 0, made.output
    checked = run("check", "cases", "--fail-on", "warning")
    assert checked.exit_code == 0, checked.output
    unread = api.commitments(api.score("cases", as_of="2026-11-24"))["gz-2026"]
    assert (unread.units, {row.left_out for row in unread.left_out}) == ((), {"unread"})
    _cleared(desk / table)
    coded = api.commitments(api.score("cases", as_of="2026-11-24"))
    assert [(u.said.value, u.said.unit) for u in coded["gz-2026"].units] == [
        ((3, 3), "家"),
        ((5, 5), "个"),
        (None, None),
        ((3.35, 3.35), "%"),
    ]
    with pytest.raises(FileProblem, match="already"):  # never overwrites what it did not make
        CliRunner().invoke(
            main, ["commitments", "plans/gz.txt", "-o", table], catch_exceptions=False
        )


def _cleared(table: Path) -> None:
    """A person has read every row and found each a commitment."""
    if table.suffix == ".csv":
        text = table.read_text("utf-8-sig")
        for word in ("not read yet", "尚未判读", "unread"):
            text = text.replace(word, "")
        table.write_text(text, "utf-8")
        return
    book = openpyxl.load_workbook(table)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in ("not read yet", "尚未判读", "unread"):
                    cell.value = None
    book.save(table)


def test_cases_show_what_was_coded_and_write_it_again(desk: Path) -> None:
    rows = "case,id,document,at,what_zh,what_en,value,unit,year,body,criteria,instrument,rater\n"
    rows += "gz-2026,c1,gz,¶9 s1.1,中试基地,Pilot plants,3,家,2026,省科技厅,A1,supply,a\n"
    rows += "gz-2026,c1,,,,,,,,,,demand,b\n"
    (desk / "cases/commitments.csv").write_text(rows, "utf-8")
    shown = run("commitments", "cases", "--lang", "en")
    assert shown.stdout.splitlines()[1] == (
        "One commitment is coded in what was read (how much is not stated). What is stated:"
        " a figure in 1 (100.0%), a body that is to do it in 1 (100.0%) and a year of its own in 1"
        " (100.0%); in none a sum of money or a starting value. One has a figure together with a"
        " named body, money or a year of its own (100.0%). It bears on what is asked."
    )
    assert "Pilot plants" in shown.stdout
    assert "Agreement on codes" in shown.stdout
    out = run("commitments", "cases", "-o", "all.csv")
    assert out.exit_code == 0, out.output
    read = list(csv.DictReader(io.StringIO((desk / "all.csv").read_text("utf-8-sig"))))
    assert [(r["No."], r["Coder"], r["Instrument"]) for r in read] == [
        ("c1", "a", "supply"),
        ("c1", "b", "demand"),
    ]
    data = json.loads(run("commitments", "cases", "--json").stdout)
    assert data["cases"]["gz-2026"]["carried"]["body"] == 1
    assert data["cases"]["gz-2026"]["crossed"][0]["apart"] == 1


def test_what_cannot_be_asked_is_said(desk: Path) -> None:
    none = run("commitments", "cases")
    assert (none.exit_code, "No commitments are coded here" in none.stderr) == (2, True)
    both = run("commitments", "cases", "plans/gz.txt")
    assert (both.exit_code, "not both at once" in both.stderr) == (2, True)
    (desk / "cases/commitments.csv").write_text("case,id,at,what\ngz-2026,c1,¶9,x\n", "utf-8")
    code = run("commitments", "cases", "--by", "goal")
    assert (code.exit_code, '"goal" is no code of small@1.0.0' in code.stderr) == (2, True)


def test_the_audit_reads_the_table_against_the_plan(desk: Path) -> None:
    rows = "case,id,document,at,what,value,unit,year,quote\n"
    rows += "gz-2026,c1,gz,¶9 s1.1,基地,30,家,2026,\n"
    rows += "gz-2026,c2,gz,¶9 s9.1,基地,3,家,2026,\n"
    rows += "gz-2026,c3,gz,¶11,强度,3.35,%,2026,研发投入强度达到3.53%\n"
    rows += "gz-2026,c4,gz,¶11,强度,3.35,%,2031,\n"
    (desk / "cases/commitments.csv").write_text(rows, "utf-8")
    made = run("audit", "cases", *DAY, "--format", "json")
    found = {
        (f["code"], f["line"])
        for case in json.loads(made.stdout)["cases"]
        for f in case["findings"]
        if f["file"].endswith("commitments.csv") and f["severity"] != "note"
    }
    assert found == {
        ("commitment-figure", 2),
        ("place-unknown", 3),
        ("quote-altered", 4),
        ("commitment-figure", 5),
    }


def test_a_saved_evaluation_holds_the_commitments_and_where_they_stand(desk: Path) -> None:
    from evalkit.analysis.results import Results
    from evalkit.evaluation_file import to_json
    from evalkit.evaluation_file.reading import from_json

    rows = "case,id,document,at,what,value,unit\ngz-2026,c1,gz,¶9 s1.1,基地,3,家\n"
    (desk / "cases/commitments.csv").write_text(rows, "utf-8")
    evaluation = api.score("cases", as_of="2026-11-24")
    again = from_json(to_json(Results(evaluation)))
    assert again.files[0].case.commitments == evaluation.files[0].case.commitments
    assert str(again.files[0].span("commitments/0")) == "cases/commitments.csv:2:1"
    assert to_json(Results(again)) == to_json(Results(evaluation))


def test_changes_say_what_became_of_them(desk: Path) -> None:
    older = CASE.replace("gz-2026", "gz-2025").replace("2026-01-14", "2025-01-10")
    (desk / "cases/gz-2025.yaml").write_text(
        older + "commitments: [{id: c1, at: ¶5, what: 中试基地, value: 4, unit: 家}]\n", "utf-8"
    )
    newer = "commitments: [{id: f1, at: ¶5, what: 中试基地, value: 2, unit: 家, follows: {case: gz-2025, id: c1}, status: partly}]\n"
    (desk / "cases/gz-2026.yaml").write_text(CASE + newer, "utf-8")
    shown = run("changes", "cases", "--lang", "en", "-q")
    assert (
        "What The report says of the one commitment of The report: one short of it, or told in part."
        in shown.stdout
    )
    assert "Not mentioned does not mean not done" in shown.stdout


def test_the_codebook_as_a_table(desk: Path) -> None:
    made = run(
        "rubric", "show", "rubrics/small.yaml", "--format", "csv", "--lang", "zh", "-o", "c.csv"
    )
    assert made.exit_code == 0, made.output
    rows = list(csv.reader(io.StringIO((desk / "c.csv").read_text("utf-8-sig"))))
    assert rows[0][:2] == ["编码维度", "维度名称"]
    assert [row[3] for row in rows[1:]] == ["supply", "demand", "environment"]
    page = run("rubric", "show", "rubrics/small.yaml", "--lang", "zh").stdout
    assert "供给型" in page
    assert "承诺怎样编码" in page


def test_a_workbook_under_a_password_or_a_lock_file_is_no_crash(desk: Path) -> None:
    (desk / "cases/~$commitments.xlsx").write_bytes(b"lock")
    (desk / "cases/commitments.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    made = run("check", "cases")
    assert made.stdout.count("table-unread") == 1
    assert "password" in made.stdout
