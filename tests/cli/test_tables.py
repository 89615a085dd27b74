"""import and pack as they are typed, in both languages."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.storage import FileProblem

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: all}]
pillars: [{id: p, title: P, criteria: [{id: a, title: Alpha, levels: {0: x, 1: y, 2: z}}]}]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "r.csv").write_text("City;Alpha;Colour\nPorto;2;red\nTotal;2;\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_guesses_are_printed_before_anything_is_written() -> None:
    done = run("import", "r.csv", "--check")
    assert (done.exit_code, done.stdout) == (0, "cases/porto.yaml: new (1)\n")
    assert done.stderr.splitlines()[:5] == [
        "r.csv: read as a table of ratings, rows: 1",
        "  encoding utf-8, columns separated by “;”, headings in row 1",
        "  columns: City → region, Alpha → a",
        "  left out (row): Total (3)",
        "  passed over: Colour",
    ]
    assert "nothing was written (--check)" in done.stderr
    assert not Path("cases").exists()


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_what_stands_above_the_headings_is_named(name: str) -> None:
    rows: list[list[str | int]] = [
        ["评分汇总（第一轮）"],
        [],
        ["评分人：", "陈"],
        ["City", "Alpha"],
        ["Porto", 2],
        ["合计", 2],
    ]
    if name.endswith("csv"):
        lines = (";".join(map(str, row)) for row in rows)
        Path(name).write_bytes("\r\n".join(lines).encode("gb18030"))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(name)
    told = run("import", name, "--check", "--lang", "zh").stderr
    assert "  未读入的行：评分汇总（第一轮） (1)，评分人： 陈 (3)，合计 (6)\n" in told


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("export", "out.xlsx"),
        ("export", "out.CSV"),
        ("report", "out.docx"),
        ("report", "out.html"),
        ("import r.csv", "out.yaml"),
        ("import r.csv --check", "out.xlsx"),
    ],
)
def test_a_folder_is_not_called_like_a_file(command: str, wanted: str) -> None:
    assert run("import", "r.csv").exit_code == 0
    refused = run(*command.split(), "-o", wanted, "--lang", "zh")
    assert refused.exit_code == 2
    assert f"“{wanted}”是文件的名称" in refused.stderr
    assert refused.stderr.endswith("请写 -o out\n")
    assert not Path(wanted).exists()
    if command != "import r.csv --check":
        Path(wanted).mkdir()  # one that is there was meant
        assert run(*command.split(), "-o", wanted).exit_code == 0


def test_the_same_in_chinese() -> None:
    done = run("import", "r.csv", "--lang", "zh")
    assert (done.exit_code, done.stdout) == (0, "cases/porto.yaml：新建（1）\n")
    assert done.stderr.splitlines()[:5] == [
        "r.csv：按评分表读取，1 行",
        "  编码 utf-8，以“;”分列，表头在第 1 行",
        "  各列：City → region，Alpha → a",
        "  未读入的行：Total (3)",
        "  未读入的列：Colour",
    ]
    assert Path("cases/porto.yaml").exists()
    assert run("import", "r.csv", "--lang", "zh").stdout == "cases/porto.yaml：内容已经一致\n"


def test_an_error_ends_with_10_and_writes_nothing() -> None:
    Path("r.csv").write_text("case,criterion,level\nx,Alpha,7\n", "utf-8")
    done = run("import", "r.csv")
    assert done.exit_code == 10
    assert "error[level-unknown]" in done.stderr
    assert "nothing was written" in done.stderr
    assert not Path("cases").exists()


def test_a_case_file_of_another_case_is_not_overwritten() -> None:
    Path("cases").mkdir()
    Path("cases/porto.yaml").write_text("note: mine\n", "utf-8")
    assert isinstance(run("import", "r.csv").exception, FileProblem)
    assert Path("cases/porto.yaml").read_text("utf-8") == "note: mine\n"


def test_pack_writes_tables_and_asks_where() -> None:
    run("import", "r.csv")
    assert run("pack").exit_code == 2
    done = run("pack", "-o", "out")
    assert (done.exit_code, done.stderr) == (0, "out: cases packed into 2 tables: 1\n")
    assert Path("out/ratings.csv").read_text("utf-8-sig").split() == [
        "case,criterion,rater,level",
        "porto,a,a,2",
    ]
    assert run("score", "out", "--as-of", "2026-01-01").stdout == (
        run("score", "cases", "--as-of", "2026-01-01").stdout
    )
    assert run("pack", "-o", "all.xlsx", "--lang", "zh").stderr == "all.xlsx：已写入 1 个案例\n"
    assert run("score", "all.xlsx", "--as-of", "2026-01-01").exit_code == 0
    assert isinstance(run("pack", "-o", "all.xlsx").exception, FileProblem)


@pytest.mark.parametrize("name", ["x.csv", "deep/x.CSV", "x.parquet", "x.yaml", "x.ods", "x.zip"])
def test_several_tables_are_not_packed_into_what_holds_one(name: str) -> None:
    run("import", "r.csv")
    stem = name.rpartition(".")[0]
    for lang, told in (
        ("en", f"{name}: pack writes several tables; name a folder for them (-o {stem}), or one "),
        ("zh", f"{name}：pack 写出的是好几张表；请指定一个文件夹（-o {stem}），或一个工作簿"),
    ):
        done = run("pack", "-o", name, "--lang", lang)
        assert (done.exit_code, told in done.stderr, Path(name).exists()) == (2, True, False)


def test_what_cannot_be_read_is_not_packed() -> None:
    run("import", "r.csv")
    held = Path("cases/porto.yaml")
    held.write_text(held.read_text("utf-8") + "wrong: 1\n", "utf-8")
    done = run("pack", "-o", "out")
    assert done.exit_code == 10
    assert "nothing was written" in done.stderr
    assert not Path("out").exists()


RATED = "case,criterion,rater,level,because\nporto-2026,a,ana,2,all of it\n"
LISTED = "case,rubric,region,plan_documents\nporto-2026,small@1.0.0,Porto,\n"


def tabled(folder: Path) -> None:
    (folder / "cases").mkdir()
    (folder / "cases/cases.csv").write_text(LISTED, "utf-8")
    (folder / "cases/ratings.csv").write_text(RATED, "utf-8")


def test_a_case_in_tables_has_forms_and_what_would_change_a_table_says_the_way_out(
    folder: Path,
) -> None:
    tabled(folder)
    assert run("form", "porto-2026", "--rater", "ana").stderr.splitlines()[0] == (
        "porto-2026-ana.xlsx: 0 criteria to rate, 1 rated already"
    )
    done = run("collect", "porto-2026-ana.xlsx", "--check")
    assert done.stdout == "porto-2026-ana.xlsx → porto-2026, ana: 1 as they were\n"
    done = run("form", "porto", "--rater", "ana", "--lang", "zh")
    assert "cases 里没有案例“porto”；现有案例：porto-2026" in done.stderr
    done = run("settle", "porto-2026/a", "--level", "1", "--because", "x", "--lang", "zh")
    assert (done.exit_code, "再把表格移出 cases" in done.stderr) == (2, True)


HEAD = "case,criterion,rater,level,state,because,adjudicates\n"
ADD = "add a row of who decides, with 1 in the column `adjudicates`"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("code", "table", "rows", "english", "chinese"),
    [
        (
            "reason-missing",
            "ratings",
            HEAD + "porto-2026,a,ana,n/a,,,\n",
            "fill in the column `because`; where each criterion has a column, add one headed `a "
            "because`, or write `n/a: …` in the cell",
            "每条准则一列的表，加一列 `a because`，或在格中写 `不适用：…`",
        ),
        (
            "level-missing",
            "ratings",
            HEAD + "porto-2026,a,ana,,,why,\n",
            "fill in the level; or write n/a or missing in its place, and the reason",
            "请填写等级；或在等级处写“不适用”或“缺失”，并说明理由",
        ),
        (
            "level-unknown",
            "ratings",
            HEAD + "porto-2026,a,ana,7,,why,\n",
            "use 0–2, or write n/a and the reason",
            "请用 0–2，或写“不适用”并说明理由",
        ),
        (
            "rater-repeated",
            "ratings",
            HEAD + "porto-2026,a,ana,1,,why,\nporto-2026,a,ana,2,,why,\n",
            "keep one; a chair's decision after discussion has 1 in the column `adjudicates`",
            "合议后的裁定在 `adjudicates` 列写 1",
        ),
        (
            "raters-apart",
            "ratings",
            HEAD + "porto-2026,a,ana,0,,why,\nporto-2026,a,ben,2,,why,\n",
            f"let them read each other's reasons, then {ADD}",
            "再为裁定人补一行，`adjudicates` 列写 1",
        ),
        (
            "states-differ",
            "ratings",
            HEAD + "porto-2026,a,ana,0,,why,\nporto-2026,a,ben,n/a,,why,\n",
            f"{ADD}; until then the levels given are counted",
            "请为裁定人补一行，`adjudicates` 列写 1；在此之前按已给等级计分",
        ),
        (
            "rater-unnamed",
            "ratings",
            HEAD + "porto-2026,a,ana,1,,why,\nporto-2026,a,,2,,why,\n",
            "say whose it is: ana in the column `rater`",
            "写明是谁评的：`rater` 列写 ana",
        ),
        (
            "rater-unknown",
            "raters",
            "case,rater\nporto-2026,zoe\n",
            "declared: zoe; add a row to the table of raters",
            "已声明：zoe；请在评分人表里补一行",
        ),
        (
            "facet-without-reason",
            "cases",
            "case,rubric,region,size\nporto-2026,small@1.0.0,Porto,big\n",
            "fill in the column `size_because`",
            "请填写 `size_because` 列",
        ),
    ],
    ids=[
        "reason-missing",
        "level-missing",
        "level-unknown",
        "rater-repeated",
        "raters-apart",
        "states-differ",
        "rater-unnamed",
        "rater-unknown",
        "facet-without-reason",
    ],
)
def test_a_way_out_of_what_stands_in_a_table_speaks_of_columns_and_cells(
    folder: Path, code: str, table: str, rows: str, english: str, chinese: str, form: str
) -> None:
    tabled(folder)
    rubric = folder / "rubrics/small.yaml"
    facet = "facets: {size: {title: Size, values: {big: Big, small: Small}}}\n"
    rubric.write_text(rubric.read_text("utf-8") + facet, "utf-8")
    (folder / f"cases/{table}.csv").unlink(missing_ok=True)
    if form == "csv":
        (folder / f"cases/{table}.csv").write_text(rows, "utf-8")
    else:
        book = openpyxl.Workbook()
        book.active.title = table
        for row in csv.reader(rows.splitlines()):
            book.active.append(row)
        book.save(folder / f"cases/{table}.xlsx")
    for lang, told in (("en", english), ("zh", chinese)):
        lines = run("check", "cases", "--lang", lang).output.splitlines()
        at = next(n for n, line in enumerate(lines) if f"[{code}]" in line)
        way = next(line for line in lines[at:] if line.lstrip().startswith("= "))
        assert told in way


def test_merge_refuses_tables_by_name(folder: Path) -> None:
    tabled(folder)
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04")
    for first in ("cases/ratings.csv", "book.xlsx"):
        done = run("merge", first, "cases/cases.csv", "-o", "m.yaml")
        said = f"{first} is a table, and merge joins case files; evalkit import {first}"
        assert (done.exit_code, said in done.stderr) == (2, True)


def test_what_is_missing_is_named_as_it_is_typed() -> None:
    assert "Error: CASE[/REF] is missing." in run("settle").stderr
    assert "Error: FILE is missing." in run("merge").stderr


def test_a_mapping_file_is_called_so(folder: Path) -> None:
    (folder / "m.yaml").write_text("hello: 1\n", "utf-8")
    assert (
        '"hello" is not a key of a mapping file' in run("import", "r.csv", "--map", "m.yaml").stderr
    )


def test_what_a_table_lacks_is_named_and_what_is_known_is_not_denied(folder: Path) -> None:
    (folder / "v.csv").write_text("region,value,year\nPorto,1,2024\n", "utf-8")
    (folder / "l.csv").write_text("case,level,level\nporto,2,1\n", "utf-8")
    (folder / "n.csv").write_text("hello,world\n1,2\n", "utf-8")
    assert 'lacks the column "measure"' in run("import", "v.csv").stderr
    assert "`constants: {measure: …}`" in run("import", "v.csv").stderr
    assert '表中缺少列 "criterion"' in run("import", "l.csv", "--lang", "zh").stderr
    assert "headings that evalkit knows" in run("import", "n.csv").stderr


def test_an_empty_table_is_no_reason_to_write_a_case(folder: Path) -> None:
    (folder / "e.csv").write_bytes(b"")
    told = run("import", "e.csv").stderr
    assert "columns of ratings: case, criterion, rater, level" in told
    assert "new case" not in told


def test_columns_of_ours_that_there_are_none_of_are_errors_of_the_mapping_file(
    folder: Path,
) -> None:
    (folder / "m.yaml").write_text("columns: {City: case, Alpha: levle}\n", "utf-8")
    done = run("import", "r.csv", "--map", "m.yaml")
    assert done.exit_code == 10
    assert '"levle" is not among the choices for "columns"' in done.stderr
    assert 'did you mean "level"?' in done.stderr


def test_ratings_that_name_nobody_beside_those_that_do_are_told(folder: Path) -> None:
    tabled(folder)
    run("import", "cases/cases.csv", "cases/ratings.csv", "-o", "own")
    (folder / "w.csv").write_text("case,a\nporto-2026,1\n", "utf-8")
    done = run("import", "w.csv", "-o", "own", "--check")
    assert 'no rater is named here, where others are (ana); it counts as the rating of "a"' in (
        done.stderr
    )
    (folder / "w.csv").write_text("case,rater,a\nporto-2026,bo,1\n", "utf-8")
    assert "no rater" not in run("import", "w.csv", "-o", "own", "--check").stderr


def test_sheets_that_are_passed_over_are_named_and_a_code_may_stand_before_a_title(
    folder: Path,
) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    rubric = folder / "rubrics/small.yaml"
    rubric.write_text(rubric.read_text("utf-8").replace("title: Alpha", "title: Alpha, code: A1"))
    book = xlsxwriter.Workbook("b.xlsx")
    ratings, notes = book.add_worksheet("Ana"), book.add_worksheet("notes")
    for n, row in enumerate([["case", "rater", "A1 Alpha"], ["porto", "ana", 1]]):
        ratings.write_row(n, 0, row)
    notes.write(0, 0, "rated in May")
    book.close()
    done = run("import", "b.xlsx", "--check")
    assert "  columns: A1 Alpha → a, case, rater" in done.stderr.splitlines()
    assert "b.xlsx:notes: passed over, no table that evalkit knows" in done.stderr
    assert done.stdout == "cases/porto.yaml: new (1)\n"


def test_another_file_of_that_name_is_said_without_an_option_that_is_not_there(
    folder: Path,
) -> None:
    (folder / "cases").mkdir()
    (folder / "cases/porto.yaml").write_text("case: other\n", "utf-8")
    done = run("import", "r.csv")
    assert isinstance(done.exception, FileProblem)
    assert "name another folder with -o" in str(done.exception)
    assert "--force" not in str(done.exception)
    assert Path("cases/porto.yaml").read_text("utf-8") == "case: other\n"


def test_forms_and_tables_under_other_endings_among_cases_are_passed_over_with_a_word(
    folder: Path,
) -> None:
    tabled(folder)
    run("form", "porto-2026", "--rater", "bo", "-o", "cases/bo.xlsx")
    (folder / "cases/ratings.txt").write_text(RATED, "utf-8")
    told = run("check", "cases", "-v").stderr
    assert "read it with `evalkit collect cases/bo.xlsx`" in told
    assert "cases/ratings.txt: passed over: a table is read as .csv, .xlsx or .ods" in told


def test_cases_in_tables_complete(folder: Path) -> None:
    from evalkit.cli import completion

    tabled(folder)
    assert completion.case_names(None) == ["porto-2026"]  # type: ignore[arg-type]


def test_an_answer_without_a_row_is_said_as_data_too(folder: Path) -> None:
    tabled(folder)
    done = run("coordination", "--format", "csv", "--lang", "zh")
    assert done.stdout.startswith("case,block,coupling")
    assert "没有可列的内容：只有表头，没有数据行。" in done.stderr
    assert "没有可列" not in run("score", "--format", "csv", "--lang", "zh").stderr


def test_a_chinese_name_for_a_case_is_told_where_to_get_its_id_and_then_found(
    folder: Path,
) -> None:
    (folder / "cases").mkdir()
    (folder / "cases/评分.csv").write_text("地区,评分人,a\n北京,张,2\n北京,李,1\n", "utf-8")
    told = run("check", "cases", "--lang", "zh")
    row = "例如一行 place-2026, small@1.0.0, 北京"
    assert (told.exit_code, (told.stdout + told.stderr).count(row)) == (10, 1)
    (folder / "cases/案例.csv").write_text(
        "case,rubric,region\nbj-2026,small@1.0.0,北京市\n", "utf-8"
    )
    assert run("score", "--format", "csv").stdout.splitlines()[1].startswith("bj-2026,overall,0.75")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_is_not_read_back_as_cases(folder: Path, lang: str) -> None:
    pytest.importorskip("xlsxwriter")
    tabled(folder)
    run("report", "cases", "--format", "xlsx", "-o", "out", "--lang", lang)
    (book,) = (folder / "out").glob(f"*.{lang}.xlsx")
    done = run("score", str(book), "--lang", lang)
    assert (done.exit_code != 0, "porto" in done.stdout) == (True, False)
    assert "evalkit pack cases -o FILE.xlsx" in done.stderr
    book.rename(folder / "cases/comparison.xlsx")
    assert run("score", "cases", "--format", "csv").stdout.count("overall") == 1
