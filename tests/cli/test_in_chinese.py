"""The example of `init`, in the hands of somebody who writes Chinese only: names for ids, marks in
full width, days as offices write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main

CASE = Path("cases/qinglan-2026.yaml")
RUBRIC = Path("rubrics/city-innovation.yaml")


@pytest.fixture
def towns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example project, in Chinese."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "zh")
    assert run("init", ".").exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def rewritten(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("path", "old", "new", "meant"),
    [
        (CASE, "confidence: high", "confidence: 高", "high"),
        (CASE, "name: 陈, role: rater", "name: 陈, role: 评分人", "rater"),
        (CASE, "kind: plan", "kind: 五年规划", "plan"),
        (CASE, "is: resident", "is: 有高校", "resident"),
        (CASE, "  university: {is", "  高校: {is", "university"),
        (CASE, "checks: [sum]", "checks: [写明金额]", "sum"),
        (CASE, "rater: liu", "rater: 刘", "liu"),
        (RUBRIC, "better: higher", "better: 越高越好", "higher"),
        (RUBRIC, "applies: {university:", "applies: {高校:", "university"),
    ],
)
def test_what_is_called_by_its_name_is_answered_with_its_id(
    towns: Path, path: Path, old: str, new: str, meant: str
) -> None:
    rewritten(path, (old, new))
    assert f'"{meant}"？' in run("check").output


def test_a_form_for_a_rater_by_name_is_that_rater_s(towns: Path) -> None:
    result = run("form", "qinglan-2026", "--rater", "刘")
    assert result.stderr.splitlines()[:2] == [
        "刘 即评分人 liu",
        "qinglan-2026-liu.xlsx：待评准则0条，已评7条",
    ]


def test_a_form_for_somebody_new_says_so(towns: Path) -> None:
    assert run("form", "qinglan-2026", "--rater", "王").stderr.startswith(
        "王 不在本案例的评分人（chen、liu）之中"
    )


@pytest.mark.parametrize("name", ["青澜市/摸清现状", "qinglan-2026／Ａ1", "qinglan-2026/A1"])
def test_a_number_is_asked_for_by_names_and_in_full_width(towns: Path, name: str) -> None:
    assert run("explain", name).stdout.startswith("青澜市 · A1 摸清现状：100.0")


def test_a_case_whose_file_could_not_be_read_is_not_said_to_be_missing(towns: Path) -> None:
    CASE.write_bytes(CASE.read_text("utf-8").encode("gb18030"))
    told = "错误：案例“qinglan-2026”的文件有错误，没有读入：运行 evalkit check cases/qinglan-2026.yaml 查看\n"
    assert run("explain", "qinglan-2026/A1").stderr == told
    assert run("settle", "qinglan-2026/A1", "--level", "3", "--because", "有").stderr == told


def test_names_and_days_on_the_command_line_may_be_chinese(towns: Path) -> None:
    result = run("report", "--format", "md，docx", "--product", "memo", "-o", "r")
    assert result.exit_code == 0
    assert {path.suffix for path in Path("r").glob("qinglan*")} == {".md", ".docx"}
    assert run("score", "--as-of", "2026年1月1日", "--json").stdout == (
        run("score", "--as-of", "2026-01-01", "--json").stdout
    )
    assert "请写成 2026-04-03 或 2026-03-04" in run("score", "--as-of", "03/04/2026").stderr


def test_a_table_of_measures_in_chinese_is_read_whole(towns: Path) -> None:
    path = Path("cases/measures.csv")
    head = ("region,measure,value,unit,year,source", "地区,指标,数值,单位,年份,出处")
    rewritten(path, head, (",%,", ",％,"))
    assert run("check").stderr.splitlines() == ["已核对 4 个文件：错误 0，警告 0，提示 0"]


def test_faults_of_different_keys_are_not_counted_as_one(towns: Path) -> None:
    rewritten(CASE, ("confidence: high", "confidence: 高"), ("role: rater", "role: 评分人"))
    assert "另有 3 处相同" in run("check").output


def test_a_key_misspelt_in_a_mapping_file_is_told_in_words(towns: Path) -> None:
    Path("m.yaml").write_text("tabel: measures\ncolumns: {城市: region}\n", "utf-8")
    result = run("import", "cases/measures.csv", "--map", "m.yaml", "--check")
    assert '"tabel" 不是映射文件的键' in result.output


def test_what_follows_from_an_unread_case_is_not_said_of_tables(towns: Path) -> None:
    rewritten(CASE, ("case: qinglan", "case：qinglan"))
    assert "table-region-unknown" not in run("check", "-v").output


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (
            CASE,
            "rubric: city-innovation@1.0.0",
            "rubric: 城市标准",
            "`rubric: city-innovation@1.0.0`",
        ),
        (RUBRIC, "version: 1.0.0", "version: 1.0", '"1.0" 不是版本号'),
        (RUBRIC, "version: 1.0.0", "version: １.０.０", '"１.０.０" 不是版本号'),
        (RUBRIC, "[常住人口, 现有, ", "[常住人口、现有、", "{zh: [常住人口, 现有, 同类城市,"),
    ],
)
def test_the_cause_is_named_where_it_is(
    towns: Path, path: Path, old: str, new: str, told: str
) -> None:
    rewritten(path, (old, new))
    assert told in run("check").output


def test_refusals_name_what_is_there(towns: Path) -> None:
    assert run("settle").stderr.endswith("错误：缺少 CASE[/REF]。\n")
    assert "现有：city-innovation@1.0.0" in run("score", "-r", "nope").stderr


def test_words_that_stand_in_headings_only_are_found_there(towns: Path) -> None:
    found = run("find", "目标", "plans/shidu.txt").stdout
    assert found.splitlines()[1].strip() == "二、目标"


def test_a_case_is_named_by_its_place_and_a_group_by_its_facet(towns: Path) -> None:
    assert run("advise", "石渡市").exit_code == 0
    told = "错误：这里没有案例“临海”。现有：qinglan-2026、shidu-2026\n"
    assert run("advise", "临海").stderr == told
    result = run("report", "--group", "高校=有高校", "-o", "r", "--format", "md")
    assert result.exit_code == 0, result.output


def test_a_table_on_the_terminal_speaks_of_no_picture(towns: Path) -> None:
    assert "条内数字" not in run("levels").stdout
    assert "没有一条准则评过三份以上" in run("coherence").stdout


def test_a_workbook_that_cannot_be_read_is_named(towns: Path) -> None:
    Path("cases/草稿.et").write_bytes(b"\xd0\xcf\x11\xe0")
    told = "cases/草稿.et：未读取：这种工作簿读不了；请另存为 .xlsx"
    assert told in run("check").stderr.splitlines()


def test_reports_are_chosen_by_their_chinese_names(towns: Path) -> None:
    result = run(
        "report", "--product", "要报", "--format", "Word、网页", "--lang", "中文", "-o", "r"
    )
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in Path("r").glob("q*")) == [
        "qinglan-2026-memo.zh.docx",
        "qinglan-2026-memo.zh.html",
    ]


def test_text_that_a_report_style_would_lose_is_shown(towns: Path) -> None:
    path = Path("report.yaml")
    rewritten(path, ("organisation: 城市创新研究室", "organisation: 研究室 #2处"))
    assert 'organisation: "研究室 #2处' in run("check", "report.yaml").output
