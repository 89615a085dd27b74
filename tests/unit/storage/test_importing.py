"""Tables into the case files of a folder: planned whole, said before it is written, and no byte
touched that the tables do not speak of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from evalkit import api, storage
from evalkit.model.case import CaseFile
from evalkit.reading.exported import MARKS
from evalkit.storage import FileProblem

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: all}]
pillars:
  - id: p
    title: P
    criteria:
      - {id: a, code: A1, title: Alpha, levels: {0: x, 1: y, 2: z}}
      - {id: b, code: A2, title: Beta, levels: {0: x, 1: y, 2: z}}
      - {id: m, title: Emissions, measure: {unit: t, goalposts: [0, 10], better: lower}}
"""
CASE = """# Ann's own file
case: one          # keep me
rubric: small@1.0.0
region: {name: One, code: R1}
ratings:
    a: {rater: ann, level: 1, because: "as it was",
        evidence: [{document: d, at: p. 1}]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(RUBRIC, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(name: str, text: str) -> str:
    Path(name).write_text(text, "utf-8")
    return name


def cases(folder: str = "cases") -> dict[str, CaseFile]:
    return {f.case.case: f for f in api.checked([Path(folder)])[1].files}


def test_new_cases_are_written_and_measures_beside_them(folder: Path) -> None:
    ratings = written(
        "r.csv", "case,criterion,rater,level,because\ntwo,A1,ann,2,fine\ntwo,Beta,ann,1,so\n"
    )
    values = written("m.csv", "region,measure,value,year\nR1,Emissions,4.5,2023\n")
    done = api.import_tables([ratings, values])
    assert [(o.path.as_posix(), o.how) for o in done.files] == [
        ("cases/two.yaml", "new"),
        ("cases/measures.csv", "new"),
    ]
    (own,) = cases().values()
    assert [r.level for r in (*own.case.ratings_of("a"), *own.case.ratings_of("b"))] == [2, 1]
    assert Path("cases/measures.csv").read_text("utf-8-sig").splitlines() == [
        "region,measure,value,unit,year,source",
        "R1,m,4.5,t,2023,",
    ]


def test_a_case_that_has_a_file_keeps_its_bytes(folder: Path) -> None:
    Path("cases").mkdir()
    written("cases/one.yaml", CASE)
    table = written("r.csv", "case,criterion,rater,level\nOne,A1,ann,2\nOne,A2,ben,0\n")
    done = api.import_tables(table, who="ann")
    (outcome,) = done.files
    text = outcome.path.read_text("utf-8")
    assert text.startswith(CASE[: CASE.index("level: 1")] + "level: 2")
    assert 'because: "as it was"' in text
    assert "evidence: [{document: d, at: p. 1}]" in text
    (ben,) = cases()["one"].case.ratings_of("b")
    assert (ben.rater, ben.level) == ("ben", 0)
    journal = Path("cases/one.journal.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[1:7] for line in journal[1:]] == [
        ["ann", "import", "a", "ann", "1", "2"],
        ["ann", "import", "b", "ben", "", "0"],
    ]
    assert [o.how for o in api.import_tables(table).files] == ["same"]


def test_an_error_writes_nothing_and_all_are_listed(folder: Path) -> None:
    table = written(
        "r.csv", "case,criterion,rater,level\ntwo,A1,ann,9\ntwo,A9,ann,1\ntwo,A2,ann,50%\n"
    )
    done = api.import_tables(table)
    assert done.refused
    assert {f.code for f in done.findings} == {"level-unknown", "criterion-unknown", "table-value"}
    assert not Path("cases").exists()


def test_a_check_writes_nothing(folder: Path) -> None:
    table = written("r.csv", "case,criterion,level\ntwo,A1,1\n")
    done = api.import_tables(table, write=False)
    assert [o.how for o in done.files] == ["new"]
    assert not Path("cases").exists()


def test_how_a_table_was_read_is_said(folder: Path) -> None:
    table = written("r.csv", "Scores of 2026\nPlan;Alpha;Beta;Colour\nx;1,5;2;red\nTotal;3;3;\n")
    (guess,) = api.import_tables(table, write=False).guesses
    assert (guess.kind, guess.separator, guess.decimal, guess.head) == ("ratings", ";", ",", 2)
    assert guess.columns == (("Plan", "case"), ("Alpha", "a"), ("Beta", "b"))
    left = ((1, "Scores of 2026"), (4, "Total"))
    assert (guess.passed, guess.left_out, guess.rows) == (("Colour",), left, 1)


def test_a_mapping_says_what_headings_and_words_mean(folder: Path) -> None:
    table = written("r.csv", "Stadt,Kriterium,Note,Farbe\nPorto,erstes,gut,rot\n")
    told = {
        "columns": {"Stadt": "case", "Kriterium": "criterion", "Note": "level"},
        "values": {"criterion": {"erstes": "a"}, "level": {"gut": 2}},
        "constants": {"rater": "eva"},
        "skip": ["Farbe"],
    }
    done = api.import_tables(table, mapping=told)
    assert [f.code for f in done.findings] == []
    (rating,) = cases()["porto"].case.ratings_of("a")
    assert (rating.rater, rating.level) == ("eva", 2)


def test_data_frames_and_parquet_say_the_same_as_files(folder: Path) -> None:
    frame = pd.DataFrame(
        {"case": ["x", "x"], "criterion": ["A1", "A2"], "rater": ["a", "a"], "level": [1.0, None]}
    )
    api.import_tables({"ratings": frame}, "one")
    duckdb = pytest.importorskip("duckdb")
    duckdb.sql("copy (select * from frame) to 'r.parquet' (format parquet)")
    api.import_tables("r.parquet", "two")
    assert Path("one/x.yaml").read_bytes() == Path("two/x.yaml").read_bytes()
    assert cases("one")["x"].case.ratings_of("a")[0].level == 1


def test_values_beside_are_corrected_row_by_row(folder: Path) -> None:
    Path("cases").mkdir()
    own = "region;measure;value;unit;year;source\r\nR1;m;4,5;t;2023;office\r\nR2;m;3,5;t;2023;x\r\n"
    Path("cases/measures.csv").write_bytes(own.encode("cp1252"))
    table = written("m.csv", "region,measure,value,unit,year\nR2,m,3.75,t,2023\nR3,m,1,t,2023\n")
    api.import_tables(table)
    assert (
        Path("cases/measures.csv").read_bytes().decode("cp1252")
        == own.replace("R2;m;3,5;", "R2;m;3.75;") + "R3;m;1;t;2023;\r\n"
    )


def test_a_commitment_that_a_table_beside_holds_is_not_written_twice(folder: Path) -> None:
    Path("cases").mkdir()
    written("cases/one.yaml", CASE)
    table = "case,id,document,at,what,rater\none,c1,d,¶3,Build a line,ann\n"
    written("cases/one.commitments.csv", table)
    assert [o.how for o in api.import_tables(written("c.csv", table)).files] == ["same"]
    done = api.import_tables(written("c.csv", table.replace("a line", "two lines")))
    assert [f.code for f in done.findings] == ["unit-repeated"]
    done = api.import_tables(written("c.csv", table.replace("c1", "c2")))
    assert [o.how for o in done.files] == ["changed"]
    assert [c.id for c in cases()["one"].case.commitments] == ["c2", "c1"]


def test_a_case_that_stands_in_tables_gets_a_file_that_joins_them(folder: Path) -> None:
    Path("cases").mkdir()
    written("cases/cases.csv", "case,rubric,region\ntwo,small@1.0.0,Two\n")
    api.import_tables(written("r.csv", "case,criterion,level,because,rater\ntwo,A1,1,so,ann\n"))
    assert Path("cases/two.yaml").read_text("utf-8").splitlines()[-4:] == [
        "  a:",
        "    rater: ann",
        "    level: 1",
        "    because: so",
    ]
    assert [*cases()] == ["two"]


def test_without_a_rubric_a_table_of_ratings_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = api.import_tables(written("r.csv", "case,criterion,level\nx,A1,1\n"))
    assert [f.code for f in done.findings] == ["table-without-rubric"]


def test_what_is_packed_is_imported_as_it_was(folder: Path) -> None:
    Path("cases").mkdir()
    written("cases/one.yaml", CASE)
    written("cases/measures.csv", "region,measure,value,unit,year,source\nR1,m,4.5,t,2023,office\n")
    before, table = cases()["one"].case, api.checked([Path("cases")])[1].table
    for kind in ("csv", "xlsx"):
        made, _ = api.pack("cases", kind)
        for name, content in made.items():
            Path(name).write_bytes(content)
        api.import_tables([*made], kind)
        held = api.checked([Path(kind)])[1]
        assert held.files[0].case.ratings_of("a") == before.ratings_of("a")
        assert held.table is not None
        assert table is not None
        assert [*held.table.entries] == [*table.entries]
        assert (
            api.score([*made], "rubrics/small.yaml", as_of="2026-01-01").files[0].case.region
            == before.region
        )


@pytest.mark.parametrize("name", ["scores", "measures", "standings", "panel", "disagreements"])
@pytest.mark.parametrize("way", ["frame", "csv", "parquet"])
def test_what_evalkit_worked_out_is_read_as_nothing_else(folder: Path, name: str, way: str) -> None:
    """A score in [0, 1] under `value` would be a measurement, from whatever it is read."""
    columns = sorted(MARKS[name])
    frame = pd.DataFrame([["1"] * len(columns)], columns=columns)
    if way == "csv":
        frame.to_csv("x.csv", index=False)
    if way == "parquet":
        duckdb = pytest.importorskip("duckdb")
        duckdb.sql("copy (select * from frame) to 'x.parquet' (format parquet)")
    done = api.import_tables({"measures": frame} if way == "frame" else f"x.{way}")
    assert [f.code for f in done.findings] == ["table-unread"]
    assert (done.files, done.refused) == ((), True)


LONG = pd.DataFrame(
    {"case": ["x", "x"], "criterion": ["A1", "A2"], "rater": ["a", "a"], "level": [1, 2]}
)


@pytest.mark.parametrize(
    "frame",
    [
        LONG,
        LONG.set_index("case"),
        LONG.set_index(["case", "criterion"]),
        LONG.set_index("criterion"),
        LONG.astype("category"),
        LONG.set_index("case", append=True),
    ],
)
def test_an_index_that_has_a_name_is_a_column(folder: Path, frame: pd.DataFrame) -> None:
    done = api.import_tables({"ratings": frame}, write=False)
    assert [f.code for f in done.findings] == []
    api.import_tables({"ratings": LONG}, "plain")
    assert done.files[0].content == Path("plain/x.yaml").read_bytes()


def test_a_wide_frame_as_pivot_gives_it_is_read(folder: Path) -> None:
    wide = LONG.pivot_table(index="case", columns="criterion", values="level")
    api.import_tables({"ratings": wide})
    assert [cases()["x"].case.ratings_of(c)[0].level for c in "ab"] == [1, 2]


@pytest.mark.parametrize(
    "cell", [["two", "one"], ("two", "one"), pd.Series(["two", "one"]).to_numpy(), "two; one"]
)
def test_a_cell_may_be_a_list(folder: Path, cell: object) -> None:
    own = RUBRIC.replace(
        "title: Alpha,", "title: Alpha, checks: [{id: one, asks: q}, {id: two, asks: r}],"
    )
    Path("rubrics/small.yaml").write_text(own, "utf-8")
    frame = pd.DataFrame({"case": ["x"], "criterion": ["A1"], "level": [1], "checks": [cell]})
    assert api.import_tables({"ratings": frame}).findings == ()
    assert cases()["x"].case.ratings_of("a")[0].checks == ("two", "one")


@pytest.mark.parametrize(
    "row",
    [
        "case,criterion,rater,level,note\none,A1,ann,1,see p. 4\n",
        "case,criterion,rater,level,at\none,A1,ann,1,p. 4\n",
        "case,criterion,rater,level,quote,at\none,A1,ann,1,words,p. 4\n",
        "case,criterion,rater,level,document,at\none,A1,ann,1,,p. 4\n",
        "case,A1,A2,rater,note\none,1,2,ann,see p. 4\n",
        "case,A1,A2,rater,document,at\none,1,2,ann,d,p. 4\n",
    ],
)
def test_evidence_of_nothing_is_said_and_not_lost_in_silence(folder: Path, row: str) -> None:
    Path("cases").mkdir()
    written("cases/one.yaml", CASE)
    done = api.import_tables(written("r.csv", row), write=False)
    assert [f.code for f in done.findings] == ["table-evidence-lost"]
    told = done.findings[0].way_out("en")
    assert ("a table `evidence` of its own" in told) is ("A1,A2" in row)


def test_a_case_that_is_not_here_is_said_by_an_import_too(folder: Path) -> None:
    Path("cases").mkdir()
    written("cases/north-2026.yaml", CASE.replace("case: one ", "case: north-2026 "))
    done = api.import_tables(written("r.csv", "case,criterion,rater,level\nnorth-206,A1,ann,1\n"))
    assert [f.code for f in done.findings] == ["table-case-new"]
    assert "north-2026" in done.findings[0].way_out("en")
    done = api.import_tables(
        written("r.csv", "case,criterion,rater,level\nnorth-206,A1,ann,1\n"), "new"
    )
    assert done.findings == ()  # where there is no other, it is none of them misspelt


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_case_packed_and_read_again_keeps_every_byte(folder: Path, kind: str) -> None:
    """One value of a facet stands without a list, a text without its language."""
    facets = "facets: {s: {title: S, values: {k: K, l: L}}}\npillars:"
    Path("rubrics/small.yaml").write_text(RUBRIC.replace("pillars:", facets), "utf-8")
    Path("cases").mkdir()
    told = CASE.replace("ratings:", "facets:\n  s: {is: k, because: 'so it is'}   # one\nratings:")
    written("cases/one.yaml", told)
    made, _ = api.pack("cases", kind)
    for name, content in made.items():
        Path(name).write_bytes(content)
    assert [o.how for o in api.import_tables([*made]).files] == ["same"]
    assert Path("cases/one.yaml").read_text("utf-8") == told
    table = written("cases.csv", "case,rubric,s,s_because_en\none,small@1.0.0,l,so it is\n")
    api.import_tables(table)
    assert "s: {is: l, because: 'so it is'}   # one" in Path("cases/one.yaml").read_text("utf-8")


@pytest.mark.parametrize("cell", ["(0.5)", "(12)", "( 3,5 )", "[4.1]", "（0.5）", "(1.2)%", "-(3)"])
def test_a_figure_in_brackets_is_not_taken_for_nothing_known(folder: Path, cell: str) -> None:
    table = f"region;measure;value;unit;year\nR1;m;{cell};t;2023\nR2;m;1,5;t;2023\n"
    done = api.import_tables(written("m.csv", table), write=False)
    assert [f.code for f in done.findings if f.severity == "error"] == ["table-value"]
    assert done.refused


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_folder_of_tables_is_imported_whole(folder: Path, kind: str) -> None:
    Path("cases").mkdir()
    written("cases/one.yaml", CASE)
    made, _ = api.pack("cases", kind)
    Path("packed").mkdir()
    for name, content in made.items():
        (Path("packed") / name).write_bytes(content)
    written("packed/readme.txt", "no table")
    written("packed/budget.csv", "post,sum\nx,1\n")  # none of ours
    done = api.import_tables("packed", "new")
    assert done.findings == ()
    assert cases("new")["one"].case.ratings_of("a") == cases()["one"].case.ratings_of("a")
    Path("empty").mkdir()
    with pytest.raises(FileProblem, match="folder"):
        api.import_tables("empty")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"PAR1\x15\x04", "Parquet"),
        (b"\x1f\x8b\x08\x00", "packed archive"),
        (b"7z\xbc\xaf\x27", "packed archive"),
    ],
)
@pytest.mark.parametrize("name", ["x.parquet", "x.yaml", "x"])
def test_what_is_no_text_is_called_by_its_name(
    folder: Path, content: bytes, named: str, name: str
) -> None:
    Path(name).write_bytes(content)
    (problem,) = storage.load([Path(name)]).problems
    assert named in problem.text("en")


@pytest.mark.parametrize("name", ["plan.txt", "README.md", "plan.html"])
def test_a_plan_given_for_a_case_is_called_a_text(folder: Path, name: str) -> None:
    written(name, "Plan of the City\nAdopted on 11 May\n\n`rubrics` hold: what\n")
    (problem,) = storage.load([Path(name)]).problems
    assert "new case ID --from" in problem.text("en")
    written("one.yaml.txt", CASE.replace("level: 1", "level: [1"))  # a case, though mistyped
    assert [f.severity for f in api.check("one.yaml.txt")][:1] == ["error"]
