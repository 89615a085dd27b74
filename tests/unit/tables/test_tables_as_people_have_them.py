"""Tables as people have them: names with signs, wide reasons, words where numbers belong."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evalkit import api
from evalkit.storage import FileProblem
from evalkit.tables.run import TableScores

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: all}]
pillars:
  - id: p
    title: P
    criteria:
      - {id: a, title: A, levels: {0: x, 1: y, 2: z}}
      - {id: b, title: B, levels: {0: x, 1: y, 2: z}}
"""
HEAD = "case,criterion,rater,level,because\n"
ROWS = {"case": ["x", "x"], "criterion": ["a", "b"], "level": [2, 1], "because": ["y", "y"]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.yaml").write_text(RUBRIC, "utf-8")
    monkeypatch.chdir(tmp_path)


def leaves(done: TableScores) -> dict[str, float | None]:
    assert done.scores is not None
    rows = done.scores.to_pylist()
    return {row["ref"]: row["value"] for row in rows if "." in row["ref"]}


def codes(done: TableScores) -> dict[str, int]:
    return {one.code: one.n for one in done.findings}


@pytest.mark.parametrize(
    "name", ["r*.parquet", "r?.parquet", "[r].parquet", "case=z/level=0/r.parquet"]
)
def test_a_name_stands_for_one_file_and_tells_no_column(name: str) -> None:
    pq.write_table(pa.table({**ROWS, "level": [0, 0]}), "rx.parquet")
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(ROWS), name)
    done = api.score_table("small.yaml", name)
    assert (leaves(done), codes(done)) == ({"p.a": 1.0, "p.b": 0.5}, {})


@pytest.mark.parametrize(
    "text",
    [
        HEAD + 'x,a,r,2,"y\n""z"", w"\nx,b,r,1,y\n',
        "\ufeff" + HEAD.replace(",", ";").strip() + "\r\nx;a;r;2,0;y\r\nx;b;r;1,0;y\r\n",
        HEAD.replace("because", '"because\n"').replace("criterion", " criterion ")
        + "x,a,r,2,y\nx,b,r,1,y\n",
    ],
)
def test_text_is_read_by_its_headings_and_not_by_a_sample(text: str) -> None:
    Path("r.csv").write_text(text, "utf-8", newline="")
    done = api.score_table("small.yaml", "r.csv")
    assert (leaves(done), codes(done)) == ({"p.a": 1.0, "p.b": 0.5}, {})


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"y,a", "@line-short"),
        (b"y,a,r,1,y,more", "@line-long"),
        (b'y,a,r,1,"o"pen', "@line-quote"),
        (b"y,a,r,1,\xc4\xe3", "@line-encoding"),
        (HEAD.strip().encode(), "@line-heading"),
    ],
)
def test_a_line_that_is_no_row_is_named_and_the_others_are_scored(row: bytes, why: str) -> None:
    lines = [HEAD.strip().encode(), b'x,a,r,2,"y\n"', row, b"x,b,r,1,y", row, b"z,a,r,no,y", b""]
    Path("r.csv").write_bytes(b"\n".join(lines))
    done = api.score_table("small.yaml", "r.csv")
    assert done.scores is not None
    assert set(done.scores["case"].to_pylist()) == {"x", "z"}
    held = {one.code: one for one in done.findings}
    assert held["table-line"].n == 2
    told = [(own.span.line, dict(own.values)["why"]) for own in held["table-line"].first]
    assert told == [(3, why), (5, why)]
    (wrong,) = held["table-value"].first
    assert wrong.span.line == 6  # below two lines that are none


def test_a_file_of_which_no_line_is_a_row_is_refused() -> None:
    Path("r.csv").write_bytes((HEAD + "京,a,r,2,是\n津,a,r,1,是\n").encode("gbk"))
    with pytest.raises(FileProblem, match=r"r\.csv: its lines are not read: .* text in UTF-8"):
        api.score_table("small.yaml", "r.csv")


def test_each_of_several_files_has_its_own_lines() -> None:
    Path("r").mkdir()
    for name in ("one", "two"):
        Path(f"r/{name}.csv").write_text(HEAD + f"{name},a,r,2,y\ny,a\n", "utf-8")
    done = api.score_table("small.yaml", "r")
    (lines,) = (one for one in done.findings if one.code == "table-line")
    assert (lines.n, [own.span.file for own in lines.first]) == (2, ["r/one.csv", "r/two.csv"])


@pytest.mark.parametrize(
    "broken",
    [
        ['y,a,r,1,"open'],
        ['"y,a,r,1,open'],
        ['y,"a,r,1,open'],
        ['y,a,r,1,"'],
        ['y,a,r,1,"not doubled""'],
        ['y,a,r,1,"open', 'y,a,r,1,"open'],
        ['y,a,r,1,"a\n"b'],
    ],
)
@pytest.mark.parametrize("below", [[], ["z,a,r,1,y"], ['z,a,r,1,"y"'], ['z,a,r,1,y"']])
def test_a_mark_that_is_left_open_takes_no_row_along(broken: list[str], below: list[str]) -> None:
    Path("r.csv").write_text("\n".join([HEAD.strip(), "x,a,r,2,y", *broken, *below, ""]), "utf-8")
    done = api.score_table("small.yaml", "r.csv")
    assert done.scores is not None
    assert set(done.scores["case"].to_pylist()) == ({"x", "z"} if below else {"x"})
    (lines,) = (one for one in done.findings if one.code == "table-line")
    assert lines.first[0].span.line == 3
    assert dict(lines.first[0].values)["why"] == "@line-quote"


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ([""], 4),
        (["", "  ", ""], 6),
        (["", "y,a"], 5),
        (["y,a", "", "y,a,r,1,y,z"], 6),
        (['y,a,r,1,"one\ntwo, or more\n\nthree"'], 4),
        (["y,a,r,1," + "y" * 2_000_001], 4),
        (["y,a,r,1,y\r"], 4),
        (["y,a,r,1,y\r\ny,b,r,1,y\r"], 5),
        (["y,a,r,1,y,,"], 4),
    ],
)
def test_a_row_stands_where_a_spreadsheet_shows_it(above: list[str], row: int) -> None:
    lines = [HEAD.strip(), "x,a,r,2,y", *above, "z,a,r,no,y", ""]
    Path("r.csv").write_text("\n".join(lines), "utf-8", newline="")
    done = api.score_table("small.yaml", "r.csv")
    (wrong,) = (one for one in done.findings if one.code == "table-value")
    assert wrong.first[0].span.line == row


def test_what_cannot_be_seen_is_no_part_of_a_name() -> None:
    Path("r.csv").write_text(HEAD + "x,a,r,2,y\n\ufeffx,b\u3000,\u200br,1\xa0,y\n", "utf-8")
    done = api.score_table("small.yaml", "r.csv")
    assert (done.sums.cases, leaves(done), codes(done)) == (1, {"p.a": 1.0, "p.b": 0.5}, {})


def test_reasons_beside_columns_of_criteria_count() -> None:
    wide = {"case": ["x"], "a": ["n/a"], "a because": ["no coast"], "b": [1], "b 理由": ["y"]}
    done = api.score_table("small.yaml", pa.table(wide))
    assert (leaves(done), codes(done)) == ({"p.a": None, "p.b": 0.5}, {})


def test_a_word_counts_no_evidence_and_is_said() -> None:
    counts = pa.table({**ROWS, "n_evidence": ["inf", "two"]})
    assert codes(api.score_table("small.yaml", counts)) == {"table-cell": 2}


def test_rows_that_are_handed_over_once_are_read() -> None:
    reader = pa.table({**ROWS, "case": [7.0, 7.0]}).to_reader()
    done = api.score_table("small.yaml", reader)
    assert done.scores is not None
    assert done.scores["case"].to_pylist()[0] == "7"


def test_two_raters_have_a_kappa_that_no_batch_moves() -> None:
    levels = {"r": [0, 1, 2, 2, 0, 1], "s": [0, 2, 2, 1, 0, 0]}
    rows = [(f"c{n}", "a", who, own[n], "y") for who, own in levels.items() for n in range(6)]
    names = ("case", "criterion", "rater", "level", "because")
    table = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    told = [api.table_summary(api.score_table("small.yaml", table, batch=n)) for n in (1, 9)]
    (pair,) = told[0].raters
    by_chance = sum((a - b) ** 2 for a in levels["r"] for b in levels["s"]) / 36
    assert (pair.one, pair.other, pair.units, pair.identical) == ("r", "s", 6, 0.5)
    assert pair.kappa == pytest.approx(1 - 0.5 / by_chance, abs=1e-12)
    assert told[0] == told[1]
