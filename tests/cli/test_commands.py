"""Commands as their users meet them: exit status, stdout, stderr, files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from evalkit import api
from evalkit.analysis.results import Results
from evalkit.cli import main
from evalkit.evaluation_file import to_json
from evalkit.model.finding import found
from evalkit.model.place import Span
from tests.conftest import ROOT

DAY = ("--as-of", "2026-11-23")
SMALL = (ROOT / "tests/bad/small.yaml").read_text("utf-8")
CASE = """\
case: gz-2026
rubric: small@1.0.0
region: {name: {zh: 贵州, en: Guizhou}, code: CN-GZ}
facets: {development: {is: developed, because: 有数据}}
documents: [{id: gwr, title: 报告}]
ratings:
  clear-goals: {level: 1, checks: [dated], because: 有年份, evidence: [{document: gwr, at: ¶3}]}
  invest-more: {level: 0, because: 没有提到}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An analyst's folder: a rubric, one case, in it the current directory."""
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "cases/gz.yaml").write_text(CASE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_table_on_stdout_and_nothing_else(desk: Path) -> None:
    result = run("score", *DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].split() == [
        "Rank",
        "Code",
        "Region",
        "Score",
        "Grade",
        "Goals",
        "Results",
        "Coverage",
    ]
    assert lines[1].split() == ["1", "gz-2026", "Guizhou", "16.7", "All", "16.7", "—", "100%"]


def test_csv_has_the_columns_of_the_contract(desk: Path) -> None:
    result = run("score", "--format", "csv", *DAY)
    rows = result.stdout.splitlines()
    assert rows[0] == "case,ref,value,low,high,coverage,weight,share,state,reason"
    assert rows[2].startswith(
        "gz-2026,goals,0.16666666666666666,0.16666666666666666,0.16666666666666666,1.0,1.0,1.0,scored,"
    )
    assert "gz-2026,results.rd-intensity,,0.0,1.0,0.0,1.0,1.0,not-scored,nothing-rated" in rows


def test_json_is_the_evaluation_of_the_schema_and_the_same_twice(desk: Path) -> None:
    first, second = run("score", "--json", *DAY), run("score", "--json", *DAY)
    assert first.stdout == second.stdout
    schema = json.loads(run("schema", "evaluation").stdout)
    jsonschema.Draft202012Validator(schema).validate(json.loads(first.stdout))


@pytest.mark.parametrize("sheet", ["", "measures"])
def test_the_schema_holds_what_tables_and_workbooks_beside_the_cases_bring(
    sheet: str, desk: Path
) -> None:
    """Regions that no case is of, what is listed of all, and findings in a sheet of a workbook."""
    (desk / "cases" / "regions.csv").write_text("region,size\nCN-GZ,3\n", "utf-8")
    table = "region,measure,year,value\nCN-GZ,rd-intensity,2024,0.99\nCN-YN,rd-intensity,2024,1\n"
    (desk / "cases" / "measures.csv").write_text(table, "utf-8")
    evaluation = api.score([desk / "cases"], as_of=DAY[1])
    place = Span("cases/tables.xlsx", 2, 3, sheet=sheet)
    evaluation = replace(
        evaluation, findings=(found("table-empty", place, column="a", wanted="@text"),)
    )
    data = json.loads(to_json(Results(evaluation)))
    assert data["regions"]
    assert data["other_regions"]
    assert data["findings"][0].get("sheet", "") == sheet
    jsonschema.Draft202012Validator(json.loads(api.schema("evaluation"))).validate(data)
    audited = json.loads(api.audit_report(api.audit(evaluation), "json"))
    assert [f.get("sheet", "") for f in audited["findings"]] == [sheet]
    jsonschema.Draft202012Validator(json.loads(api.schema("audit"))).validate(audited)


def test_the_schemas_accept_what_is_shipped_and_refuse_a_misspelt_key() -> None:
    import yaml

    terms = {*ROOT.glob("rubrics/*.terms.yaml")}
    shipped = {
        "case": {*ROOT.glob("cases/*-*.yaml")},
        "rubric": {*ROOT.glob("rubrics/*.yaml")} - terms,
        "terms": terms,
    }
    for kind, paths in shipped.items():
        validator = jsonschema.Draft202012Validator(json.loads(run("schema", kind).stdout))
        assert paths
        for path in paths:
            text = json.dumps(yaml.load(path.read_text("utf-8"), yaml.BaseLoader))
            data = _numbers(json.loads(text))
            assert isinstance(data, dict)
            assert [e.message for e in validator.iter_errors(data)][:1] == [], path
            data["becuase"] = "x"
            assert list(validator.iter_errors(data))


def _numbers(data: object) -> object:
    """Numbers and truth values back from the text that BaseLoader leaves."""
    from evalkit.reading.yaml import _scalar

    if isinstance(data, dict):
        return {k: _numbers(v) if k != "version" else v for k, v in data.items()}
    if isinstance(data, list):
        return [_numbers(v) for v in data]
    return _scalar(str(data), (0, 0))


def test_parquet_needs_a_file_and_reads_back(desk: Path) -> None:
    assert run("score", "--format", "parquet", *DAY).exit_code == 2
    duckdb = pytest.importorskip("duckdb")
    assert run("score", "--format", "parquet", "-o", "scores.parquet", *DAY).exit_code == 0
    first = Path("scores.parquet").read_bytes()
    value = duckdb.sql("select value from 'scores.parquet' where ref = 'overall'").fetchall()
    assert value == [(pytest.approx(1 / 6),)]
    assert (
        run("score", "--format", "parquet", "-o", "scores.parquet", "--force", *DAY).exit_code == 0
    )
    assert Path("scores.parquet").read_bytes() == first


def test_a_file_of_the_same_name_is_kept_without_force(desk: Path) -> None:
    Path("out.json").write_text("mine")
    result = run("score", "--format", "json", "-o", "out.json", *DAY)
    assert type(result.exception).__name__ == "FileProblem"
    assert Path("out.json").read_text() == "mine"
    assert run("score", "--format", "json", "-o", "out.json", "--force", *DAY).exit_code == 0


def test_reports_are_made_overwrite_themselves_and_spare_what_is_not_theirs(desk: Path) -> None:
    Path("reports").mkdir()
    Path("reports/notes.html").write_text("mine")
    both = ("--format", "html,md", "--lang", "zh,en", "-q")
    assert run("report", *both, *DAY).exit_code == 0
    made = sorted(p.name for p in Path("reports").iterdir() if not p.name.startswith("."))
    names = [
        f"{stem}.{lang}.{kind}"
        for stem in ("gz-2026", "gz-2026-memo")  # one case: no comparison
        for lang in ("en", "zh")
        for kind in ("html", "md")
    ]
    assert made == sorted([*names, "evaluation.json", "notes.html"])
    before = {p.name: p.read_bytes() for p in Path("reports").iterdir()}
    assert run("report", *both, *DAY).exit_code == 0
    assert {p.name: p.read_bytes() for p in Path("reports").iterdir()} == before
    assert run("report", "reports/evaluation.json", "-o", "again", *both).exit_code == 0
    assert all(Path("again", name).read_bytes() == before[name] for name in names)


def test_a_report_the_user_put_there_is_not_overwritten(desk: Path) -> None:
    Path("reports").mkdir()
    Path("reports/gz-2026.zh.html").write_text("mine")
    result = run("report", "--lang", "zh,en", "-q", *DAY, "--product", "briefing")
    assert result.exit_code == 3
    assert "reports/gz-2026.zh.html: not made by evalkit, so it is kept as it is" in result.stderr
    assert Path("reports/gz-2026.en.html").exists()
    assert Path("reports/gz-2026.zh.html").read_text() == "mine"


def test_files_that_are_passed_over_are_named_before_the_answer(desk: Path) -> None:
    for name in ("a.yaml.txt", "b.yml.bak", "budget.csv", "prices.xlsx"):
        (desk / "cases" / name).write_text("x", "utf-8")
    assert run("score", *DAY).stderr == (
        "4 files passed over: cases/a.yaml.txt, cases/b.yml.bak, cases/budget.csv and 1 more "
        "(-v says why)\n"
    )
    assert run("score", "-q", *DAY).stderr == ""
    assert run("score", "-v", "--lang", "zh", *DAY).stderr.splitlines()[0] == (
        "cases/a.yaml.txt：未读取：文件名不以 .yaml 结尾；如要读取，应改名为 a.yaml"
    )
    checked = run("check", "cases").stderr.splitlines()
    assert len(checked) == 5
    assert checked[-1] == "2 files checked: 0 errors, 0 warnings, 0 notes"


def test_checking_nothing_says_what_was_looked_for(desk: Path) -> None:
    (desk / "plans").mkdir()
    (desk / "plans/gz.txt").write_text("规划", "utf-8")
    result = run("check", "plans")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "Error: No rubric, case, table or report style was found in plans."
    )


def test_one_case_is_not_compared_and_has_no_place(desk: Path) -> None:
    for lang, said in (
        ("en", "Error: Cases are compared with each other"),
        ("zh", "错误：比较要有两个以上案例"),
    ):
        result = run("compare", "--lang", lang, *DAY)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(said)
    alone = run("sensitivity", "--lang", "en", "-q", *DAY).stdout
    assert "Ranks" not in alone
    assert "comes first" not in alone
    assert " of 1" not in alone


def test_explain_says_why_a_criterion_does_not_apply(desk: Path) -> None:
    case = CASE.replace("is: developed", "is: underdeveloped")
    (desk / "cases/gz.yaml").write_text(case, "utf-8")
    text = SMALL.replace(
        "- id: clear-goals\n", "- id: clear-goals\n        applies: {development: [developed]}\n"
    )
    (desk / "rubrics/small.yaml").write_text(text, "utf-8")
    assert run("explain", "gz-2026/A1").stdout.splitlines()[:3] == [
        "Guizhou · A1 Clear goals: not applicable  rubrics/small.yaml:25",
        "  Applies to: Development: Developed  rubrics/small.yaml:25",
        "  Guizhou · Development: Underdeveloped · 有数据  cases/gz.yaml:4",
    ]


def test_outcomes_without_measures_says_where_they_would_stand(desk: Path) -> None:
    for lang, said in (
        ("en", "No plan here has a measured value yet."),
        ("zh", "这些规划还没有实测数据。"),
    ):
        result = run("outcomes", "--lang", lang, *DAY)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith(said)
        assert "measures.csv" in result.stdout


def test_a_rubric_is_shown_as_text_on_a_terminal_and_as_markdown_to_a_file(desk: Path) -> None:
    text = run("rubric", "show", "small", "--format", "text").stdout
    assert not re.search(r"<a id|\*\*|\\\\\[|^#", text, re.M)
    assert "A1 Clear goals [clear-goals]" in text
    assert "\n- Check 1: dated [dated]\n" in text
    assert run("rubric", "show", "small").stdout.startswith("# ")


def test_a_rubrics_changes_are_told_in_words(desk: Path) -> None:
    new = SMALL.replace("version: 1.0.0", "version: 1.1.0").replace("en: None", "en: Nothing")
    (desk / "new.yaml").write_text(new, "utf-8")
    assert run("rubric", "diff", "small", "new.yaml").stdout.splitlines()[1:6] == [
        "",
        "Changes that ask for another look at ratings (1)",
        "  rubric scale changed",
        "    - level 0, label None",
        "    + level 0, label Nothing",
    ]


def test_the_codes_are_listed_and_one_is_explained_without_marks(tmp_path: Path) -> None:
    from evalkit.model.finding import SEVERITY

    text = run("explain", "--codes", "--lang", "en").stdout
    for code in SEVERITY:
        assert re.search(rf"^  {code}  \S", text, re.M), code
    listed = json.loads(run("explain", "--codes", "--json", "--lang", "zh").stdout)
    assert [row["code"] for row in listed] == [*SEVERITY]
    assert run("explain", "--lang", "en").stdout == text  # without a name: what there is to name


def test_explain_goes_down_to_the_line(desk: Path) -> None:
    assert run("explain", "gz-2026/A1").stdout.splitlines() == [
        "Guizhou · A1 Clear goals: 33.3 · Coverage 100%  rubrics/small.yaml:25",
        "  Level used 1 → (1 − 0) / (3 − 0)  rubrics/small.yaml:4",
        "  Level 1: some  rubrics/small.yaml:31",
        "  Rater a: 1 · 有年份  cases/gz.yaml:7",
        "    Checks met: dated",
        "    gwr ¶3  cases/gz.yaml:7",
    ]
    total = run("explain", "gz-2026", "--lang", "zh").stdout
    assert "贵州 · 总分：16.7" in total
    assert run("explain", "gz-2026/clear-gaols").exit_code == 2
    assert run("explain", "gz-2026/clear-gaols").stderr.splitlines()[-1] == (
        'Error: there is no pillar or criterion "clear-gaols"; did you mean "clear-goals"?'
    )
    steps = json.loads(run("explain", "gz-2026/goals", "--json").stdout)
    assert steps[0]["text"] == "Guizhou · Goals: 16.7 · Coverage 100%"


def test_compare_in_both_languages(desk: Path) -> None:
    Path("cases/hn.yaml").write_text(
        CASE.replace("gz-2026", "hn-2026")
        .replace("贵州", "湖南")
        .replace("Guizhou", "Hunan")
        .replace("level: 0", "level: 0"),
        "utf-8",
    )
    for lang, first, row in (
        ("en", "Guizhou and Hunan have the same score, 16.7.", "1 Hunan 16.7 All 100% 1"),
        ("zh", "贵州和湖南得分相同，均为16.7分。", "1 湖南 16.7 全部 100% 1"),
    ):
        lines = run("compare", "--lang", lang, *DAY).stdout.splitlines()
        assert lines[0] == first
        assert row in [" ".join(line.split()) for line in lines]
    assert json.loads(run("compare", "--json", *DAY).stdout)["standings"][0]["rank"] == 1


def test_a_bad_case_never_stops_the_others(desk: Path) -> None:
    Path("cases/broken.yaml").write_text("case: broken\n\tlevel: 1\n")
    result = run("score", *DAY)
    assert result.exit_code == 10
    assert [line.split()[1] for line in result.stdout.splitlines()] == ["Code", "gz-2026"]
    assert result.stderr.splitlines()[0] == (
        "cases/broken.yaml:2:1: error[yaml-tab]: a tab stands where spaces should"
    )
    assert run("score", "--fail-on", "error", "-q", *DAY).stderr == ""


def test_fail_on_decides_the_exit(desk: Path) -> None:
    Path("cases/gz.yaml").write_text(CASE.replace(", because: 没有提到", ""), "utf-8")
    assert [
        run("score", "--fail-on", level, *DAY).exit_code for level in ("error", "warning", "note")
    ] == [0, 10, 10]


def test_nothing_to_score_is_a_usage_error_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases").mkdir()
    result = run("score")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "Error: No cases were found in cases. Write one with: evalkit new case ID; or start from an example: evalkit init"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_case_is_sound_and_every_question_is_in_it(desk: Path, lang: str) -> None:
    assert (
        run(
            "new",
            "case",
            "gansu-2026",
            "-r",
            str(ROOT / "rubrics/regional-innovation.yaml"),
            "--lang",
            lang,
            "--facet",
            "development=underdeveloped",
            "--facet",
            "clusters=",
        ).exit_code
        == 0
    )
    text = Path("cases/gansu-2026.yaml").read_text("utf-8")
    assert "own-catching-up:" in text
    assert "activate-capacity:" not in text
    assert "gba-talent-mobility:" not in text
    checked = run(
        "check",
        "cases/gansu-2026.yaml",
        "-r",
        str(ROOT / "rubrics/regional-innovation.yaml"),
        "--lang",
        "en",
    )
    assert checked.exit_code == 0, checked.output
    assert "error" not in checked.stdout
    again = run("new", "case", "gansu-2026", "-r", "regional-innovation")
    assert type(again.exception).__name__ == "FileProblem"
    assert run("new", "case", "Gansu 2026").exit_code == 2


def test_a_new_rubric_checks_and_scores_a_new_case(desk: Path) -> None:
    assert run("new", "rubric", "mine", "--lang", "en").exit_code == 0
    assert run("check", "rubrics/mine.yaml").exit_code == 0
    assert run("new", "case", "first", "-r", "mine").exit_code == 0
    path = Path("cases/first.yaml")
    path.write_text(
        path.read_text("utf-8").replace(
            "    level:\n    checks: []\n    because:    # why this level, and why not one higher\n    evidence: []",
            "    level: 2\n    checks: [figures]\n    because: two targets\n    evidence: [{document: plan, at: p. 3}]",
            1,
        ),
        "utf-8",
    )
    result = run("score", "cases/first.yaml", *DAY)
    assert result.exit_code == 0, result.output
    assert " ".join(result.stdout.splitlines()[1].split()) == (
        "— first Name of the place — — — — 50%"
    )


def test_rubric_show_holds_every_level_in_the_language_asked_for() -> None:
    page = run(
        "rubric", "show", str(ROOT / "rubrics/regional-innovation.yaml"), "--lang", "zh"
    ).stdout
    assert page.count("### ") >= 60
    assert "新质生产力" in page
    html = run(
        "rubric",
        "show",
        str(ROOT / "rubrics/regional-innovation.yaml"),
        "--lang",
        "en",
        "--format",
        "html",
    ).stdout
    assert html.startswith("<!doctype html>")


def test_unknown_commands_and_options_say_what_is_near() -> None:
    assert run("scroe").stderr.splitlines()[-1] == (
        'Error: There is no command "scroe". Did you mean "score"?'
    )
    assert run("score", "--formt", "csv").exit_code == 2


def script(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed console script, in a process of its own."""
    name = Path(sys.executable).with_name("evalkit")
    environment = {**os.environ, "EVALKIT_LANG": "en"}
    return subprocess.run(
        [str(name), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_the_console_script_ends_with_the_status_of_the_contract(desk: Path) -> None:
    assert script("score", "-q", *DAY, cwd=desk).returncode == 0
    assert script("scroe", cwd=desk).returncode == 2
    missing = script("score", "nowhere.yaml", cwd=desk)
    assert (missing.returncode, missing.stderr) == (
        3,
        "evalkit: nowhere.yaml: there is no such file or folder\n",
    )
    (desk / "not.json").write_text("{}")
    assert script("report", "not.json", cwd=desk).returncode == 3
    (desk / "cases/gz.yaml").write_text(CASE.replace("level: 1", "level: 9"), "utf-8")
    assert script("check", cwd=desk).returncode == 10
    assert script("--version", cwd=desk).stdout.startswith("evalkit ")


def test_output_that_cannot_be_written_leaves_nothing_behind(desk: Path) -> None:
    (desk / "reports").write_text("a file where the folder should be")
    done = script("report", "-q", *DAY, cwd=desk)
    assert done.returncode == 3
    assert "reports" in done.stderr
    assert not list(desk.glob("**/.evalkit-*"))


def test_cases_come_from_standard_input(desk: Path) -> None:
    name = Path(sys.executable).with_name("evalkit")
    done = subprocess.run(
        [str(name), "score", "-", "--lang", "en", *DAY],
        cwd=desk,
        capture_output=True,
        text=True,
        input=CASE,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].split() == [
        *("1", "gz-2026", "Guizhou", "16.7", "All", "16.7", "—", "100%")
    ]


def test_no_color_is_respected(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = CliRunner().invoke(main, ["explain", "gz-2026"], color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    plain = CliRunner().invoke(main, ["explain", "gz-2026"], color=True).stdout
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain


def test_a_reader_who_goes_away_is_no_fault() -> None:
    """``evalkit … | head -1``: the pipe closes, and evalkit ends with 0, not with 1, which says
    that it broke."""
    command = f"{sys.executable} -m evalkit sensitivity {ROOT / 'cases'} -q | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    made = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "0"
    assert "broke" not in made.stderr


def test_what_a_template_left_is_shown_where_it_stands_once_rating_has_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "rubric", "office", "--lang", "zh").exit_code == 0
    assert run("new", "case", "jiangsu").exit_code == 0
    path = Path("cases/jiangsu.yaml")
    said = run("check", "cases", "--lang", "zh").output
    assert "jiangsu.yaml:3:7: warning[case-unfilled]: 还没有填写：适用的 2 条准则都没有评分" in said
    assert not re.search(r"jiangsu.*placeholder-left", said)
    path.write_text(path.read_text("utf-8").replace("    level:\n", "    level: 0\n", 1), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    said = run("check", "cases", "-v", "--lang", "zh").output
    for key, text in (
        ("region.code", "CODE"),
        ("region.name", "地区名称"),
        ("plan.issuer", "发布机关"),
    ):
        (at,) = re.findall(rf'jiangsu.yaml:(\d+):\d+: warning\[placeholder-left\]: "{key}"', said)
        assert text in lines[int(at) - 1]
    assert re.findall(
        r"office.yaml:(\d+):\d+: warning\[placeholder-left\]", run("check", "rubrics").output
    ) == ["5", "6"]
