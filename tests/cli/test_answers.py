"""Tables of commands as files: the ending decides, data unless titles are asked for, one file or
sheet a table."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.cli.answers import file_names
from evalkit.model.catalogue import catalogue
from evalkit.storage import FileProblem
from tests.small_data import project

DAY = ("-q", "--as-of", "2026-11-23")
MARK = b"\xef\xbb\xbf"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(project(tmp_path))
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


COMMANDS = {  # what shows a table, and the table that it writes first
    "score": ("scores",),
    "compare": ("standings",),
    "sensitivity --draws 100": ("ranges",),
    "advise gz-2026": ("advice",),
    "agreement": ("agreement",),
    "coordination": ("coordination",),
    "consistency": ("consistency",),
    "weights": ("weights",),
    "outcomes": ("outcomes",),
    "coherence": ("coherence",),
    "data": ("distributions",),
    "levels": ("levels",),
    "changes": ("successions",),
    "audit": ("audit-findings",),
    "settle gz-2026 --list": ("unsettled",),
    "explain gz-2026/P1": ("chain",),
    "explain --codes": ("codes",),
    "explain quote-altered": ("codes",),
    "rubric diff small other.yaml cases": ("rubric-changes",),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_table_can_be_had_as_data(desk: Path, command: str) -> None:
    rubric = (desk / "rubrics/small.yaml").read_text("utf-8").replace("1.0.0", "1.1.0")
    (desk / "other.yaml").write_text(rubric.replace("asks: a sum", "asks: a price"), "utf-8")
    day = DAY[1:] if command.startswith("rubric") else DAY
    result = run(*command.split(), *day, "--format", "csv")
    (name,) = COMMANDS[command]
    columns = catalogue("datasets", "tables")["tables"][name]["columns"]
    assert result.stdout.splitlines()[0] == ",".join(columns)
    assert len(result.stdout.splitlines()) > 1
    assert result.exit_code == (10 if command == "audit" else 0)


def test_findings_passages_and_matches_too(desk: Path) -> None:
    with (desk / "cases/ha-2026.yaml").open("a") as file:
        file.write("wieght: 1\n")
    checked = run("check", "cases", "--format", "csv").stdout.splitlines()
    assert checked[1].startswith("key-unknown,error,")
    found = run("find", "P1", "plans/gz.txt", "-r", "small", "--format", "csv").stdout.splitlines()
    assert found[1].startswith("plans/gz.txt,3,3,,")
    quoted = run("quote", "R&D spending of 1.6%", "plans/gz.txt", "--format", "csv")
    assert quoted.stdout.splitlines()[1] == "plans/gz.txt,exact,1,1.0,3,3,,R&D spending of 1.6%,,,"
    cut = run("quote", "R&D spending of 1.6", "plans/gz.txt", "--format", "csv")
    assert cut.stdout.splitlines()[1].startswith("plans/gz.txt,cut,0,")
    assert cut.stdout.splitlines()[1].endswith(",figure,1.6,1.6%")


def test_the_ending_decides_and_a_file_that_is_there_stays(desk: Path) -> None:
    assert run("score", *DAY, "-o", "s.csv").exit_code == 0
    assert (desk / "s.csv").read_bytes().startswith(MARK + b"case,ref,value")
    assert not run("score", *DAY, "--format", "csv").stdout_bytes.startswith(MARK)
    assert run("score", *DAY, "-o", "s.xlsx").exit_code == 0
    book = openpyxl.load_workbook(desk / "s.xlsx")
    assert [*book["scores"].values][1][:3] == ("gz-2021", "overall", 0.25)
    assert run("score", *DAY, "-o", "s.json").exit_code == 0
    assert json.loads((desk / "s.json").read_text("utf-8"))["schema"] == "evalkit/evaluation/2"
    again = run("compare", *DAY, "-o", "s.csv")
    assert isinstance(again.exception, FileProblem)
    assert not (desk / "s-leads.csv").exists()
    assert run("compare", *DAY, "-o", "s.csv", "--force").exit_code == 0
    assert sorted(path.name for path in desk.glob("s-*.csv")) == [
        "s-ahead.csv",
        "s-groups.csv",
        "s-leads.csv",
    ]


def test_an_answer_with_several_tables_says_so(desk: Path) -> None:
    result = run("agreement", *DAY, "--format", "csv")
    assert result.stderr == (
        "Only the first table is here. There are also: disagreements. With -o FILE all of them are written.\n"
    )
    assert (
        run("agreement", *DAY, "-o", "a.parquet").stderr
        == "also written: a-disagreements.parquet\n"
    )
    assert run("agreement", *DAY, "-o", "a.xlsx").stderr == ""
    assert openpyxl.load_workbook(desk / "a.xlsx").sheetnames == ["agreement", "disagreements"]
    run("agreement", *DAY, "-o", "t.xlsx", "--titled", "--lang", "zh")
    book = openpyxl.load_workbook(desk / "t.xlsx")
    assert book.sheetnames == ["评分一致性", "逐项准则的评分一致性", "其他一致性系数"]
    heads = [cell.value for cell in book.worksheets[1][1]]
    assert heads == [
        "范围",
        "双评准则数",
        "等级相同",
        "相差不过一级",
        *("α（名义）", "α（顺序）", "α（等距）", "κ", "ICC(2,1)", "ICC(2,k)"),
        "出于宽严",
        "无α的原因",
        "勾选相同",
        "α（勾选）",
    ]


def test_commitments_are_written_as_units_or_as_printed(desk: Path) -> None:
    assert run("commitments", "cases", *DAY, "-o", "c.csv").exit_code == 0
    assert (desk / "c.csv").read_text("utf-8-sig").splitlines()[1].startswith("gz-2026,c1,gwr,¶2,")
    assert run("commitments", "cases", *DAY, "-o", "t.xlsx", "--titled").exit_code == 0
    assert len(openpyxl.load_workbook(desk / "t.xlsx").sheetnames) > 2


def test_titled_tables_are_those_that_are_printed(desk: Path) -> None:
    result = run("score", *DAY, "--lang", "zh", "--format", "csv", "--titled")
    assert result.stdout.splitlines()[:2] == [
        "名次,编号,地区,得分,等次,P,Outcomes,覆盖率",
        "1,ha-2026,河南,75,High,75,100,100%",
    ]
    run("score", *DAY, "-o", "t.xlsx", "--titled")
    (sheet,) = openpyxl.load_workbook(desk / "t.xlsx").worksheets
    cells = [(cell.value, cell.number_format) for cell in sheet[3]]
    assert cells[3:] == [(37.5, "0.0"), ("Low", "General"), (37.5, "0.0"), (25.3, "0.0"), (1, "0%")]
    findings = run("check", "cases", "--format", "csv", "--titled", "--lang", "zh").stdout
    assert findings == "问题,严重程度,案例,节点,内容,改法,文件,工作表,行,列\n"


def test_titled_tables_beside_the_first_are_called_by_their_titles(desk: Path) -> None:
    assert run("agreement", *DAY, "-o", "a.csv", "--titled").stderr == (
        "also written: a-How-far-raters-agree-criterion-by-criterion.csv\nalso written: a-Further-coefficients-of-agreement.csv\n"
    )
    assert run("agreement", *DAY, "-o", "b.csv", "--titled", "--lang", "zh").stderr == (
        "另写出：b-逐项准则的评分一致性.csv\n另写出：b-其他一致性系数.csv\n"
    )
    told = run("agreement", *DAY, "--format", "csv", "--titled").stderr
    assert (
        "There are also: How far raters agree, criterion by criterion, Further coefficients" in told
    )


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["a", "a", "A"], ["a", "a-2", "A-3"]),
        (["a", "a", "a-2"], ["a", "a-2", "a-2-2"]),
        (["x/y: z?", "..", ""], ["x-y-z", "2", "3"]),
        (["目标（4项中的3项）", "rank-likelihoods"], ["目标-4项中的3项", "rank-likelihoods"]),
        (["长" * 200], ["长" * 60]),
    ],
)
def test_the_title_of_a_table_makes_the_name_of_a_file(names: list[str], files: list[str]) -> None:
    assert file_names(names) == files


def test_what_is_to_settle_can_be_had_under_titles_and_a_decision_is_no_table(desk: Path) -> None:
    titled = ("--format", "csv", "--titled", "--lang", "zh")
    result = run("settle", "gz-2026", "--list", *DAY, *titled)
    assert result.stdout.splitlines()[0] == "案例,节点,评分人,状态,等级,理由,对总分的影响,文件,行"
    before = (desk / "cases/gz-2026.yaml").read_bytes()
    decided = ("settle", "gz-2026/P1", "--level", "1", "--because", "x")
    refused = run(*decided, *DAY, "-o", "x.csv")
    assert (refused.exit_code, "csv goes with --list" in refused.stderr) == (2, True)
    assert (desk / "cases/gz-2026.yaml").read_bytes() == before
    result = run("explain", "gz-2026/P1", *DAY, *titled)
    assert result.stdout.splitlines()[0] == "序号,层次,内容,出处"
    run("explain", "--codes", *DAY, "-o", "c.parquet")
    assert (desk / "c.parquet").is_file()
    assert run("rubric", "diff", "small", "small", "-o", "d.xlsx").exit_code == 0
    book = openpyxl.load_workbook(desk / "d.xlsx")
    assert book.sheetnames == ["rubric-changes", "rubric-checks"]


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        (
            "-o x.pdf",
            "x.pdf: the ending says which form is wanted; there are .json .csv .xlsx .parquet",
            "x.pdf：由扩展名决定格式，可用的有 .json .csv .xlsx .parquet",
        ),
        (
            "--format xlsx",
            "xlsx is not text: name a file with -o FILE.xlsx",
            "xlsx 不是文本：请用 -o 文件名.xlsx 指定文件",
        ),
        (
            "--titled",
            "--titled goes with csv and xlsx; table was asked for",
            "--titled 只用于 csv 和 xlsx，这里要求的是 table",
        ),
        (
            "--format table -o x.csv",
            "what is printed goes to the screen; for a file choose --format json, csv, xlsx, parquet, or an ending that says so",
            "直接显示的内容只输出到屏幕；如要写入文件，请用 --format json, csv, xlsx, parquet，或使用相应的扩展名",
        ),
    ],
)
def test_a_form_that_cannot_be_had_is_refused_in_the_readers_language(
    desk: Path, given: str, english: str, chinese: str
) -> None:
    for lang, told in (("en", english), ("zh", chinese)):
        result = run("levels", *given.split(), "--lang", lang)
        assert result.exit_code == 2
        assert told in result.stderr


def test_where_nothing_is_to_be_shown_data_have_a_heading_row_only(desk: Path) -> None:
    for name in ("ha-2026", "gz-2021"):
        (desk / f"cases/{name}.yaml").unlink()
    result = run("changes", *DAY, "--format", "csv")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert run("changes", *DAY, "--format", "csv", "--titled").exit_code == 2


def test_weights_are_written_as_a_file_or_as_tables(desk: Path) -> None:
    assert run("weights", *DAY, "--method", "equal", "-o", "equal.yaml").exit_code == 0
    assert "p:" in (desk / "equal.yaml").read_text("utf-8")
    assert run("weights", *DAY, "-o", "w.csv").exit_code == 0
    assert (desk / "w-rankings.csv").is_file()
    assert run("weights", *DAY, "-o", "w.yaml").exit_code == 2
    assert run("weights", *DAY, "--combine", "equal，stated", "-o", "w.yaml").exit_code == 0
    assert "combined-product (overall)" in (desk / "w.yaml").read_text("utf-8")
    told = run("weights", *DAY, "--json", "--ideals", "vector").stdout
    ranks = {own["method"]: own for own in json.loads(told)["ranks"]}
    assert [len(own["values"]) for own in ranks.values()] == [3] * len(ranks)
    assert ranks["topsis-vector"]["from_cases"]
    rows = (desk / "w-rankings.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "method,case,rank,ranked_by"
    copeland = [row.split(",")[-1] for row in rows if row.startswith("copeland")]
    assert sum(map(float, copeland)) == 0
    assert len({*copeland}) > 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            "--method ahp -o w.yaml",
            'the method "ahp" takes its weights from judges; name the file of',
        ),
        (
            "--method points -o -",
            'the method "points" takes its weights from judges; name the file of',
        ),
        (
            "--method equal -o w.csv",
            "w.csv: weights by one method are a file that -r takes, ending in",
        ),
        ("--method equal", "--method and -o go together"),
        ("--method entropy -o w.yaml cases/gz-2026.yaml", "it needs two scored cases or more"),
        ("--method critic-raw -o w.yaml", "overall has one part only"),
        ("--method combined -o w.yaml", "name them with --combine"),
        ("--by game", "--by says how methods are joined: name them with --combine"),
        ("--combine entropy", '"entropy" alone is no combination'),
        ("--combine ahp,equal -o w.yaml", 'the method "ahp" takes its weights from judges'),
        ("--combine stated,entropy -o w.yaml", "there are none by entropy to join"),
        ("--also pca", '"pca" is not a method that can be named here; one of: entropy-shifted'),
        ("--combine equal,stated -o w.csv --method combined", "ending in .yaml"),
    ],
)
def test_weights_that_cannot_be_written_say_what_is_wanting(
    desk: Path, given: str, told: str
) -> None:
    result = run("weights", *given.split(), *DAY)
    assert (result.exit_code, told in result.stderr) == (2, True)
    assert not [*desk.glob("w.*")]


def test_export_writes_a_package_and_says_where_to_begin(desk: Path) -> None:
    result = run("export", "--as-of", "2026-11-23", "--lang", "zh", "--plans", "plans")
    names = {path.name for path in (desk / "export").iterdir()}
    assert {"scores.csv", "paragraphs.csv", "datapackage.json", "dictionary.zh.html"} <= names
    assert "请先打开 export/dictionary.zh.html" in result.stderr
    (desk / "own").mkdir()
    (desk / "own/scores.csv").write_text("mine")
    kept = run("export", *DAY, "-o", "own")
    assert (kept.exit_code, "own/scores.csv: not made by evalkit" in kept.stderr) == (3, True)
    assert (desk / "own/scores.csv").read_text() == "mine"
    assert (desk / "own/ratings.csv").is_file()
    run("export", *DAY, "-o", "books", "--format", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO((desk / "books/tables.xlsx").read_bytes()))
    assert book.sheetnames[:3] == ["cases", "facets", "documents"]
