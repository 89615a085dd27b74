"""Tables of data: what stands in them, what they are called, and that nothing is lost on the way to
a file."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from evalkit import api
from evalkit.datasets.everything import NAMES, everything, of_name, tables_of
from evalkit.datasets.frames import SCORED, titled
from evalkit.datasets.model import Dataset, dataset
from evalkit.datasets.package import descriptor
from evalkit.evaluation import Evaluation
from evalkit.evidence import plain
from evalkit.evidence.text import Plans, PlanText
from evalkit.model.catalogue import catalogue, messages
from evalkit.render import csv as csv_files
from tests.conftest import asked, evaluation_of
from tests.small_data import CASES, RUBRIC

SMALL = evaluation_of(RUBRIC, *CASES)


def rows_of(name: str, *columns: str) -> list[tuple[Any, ...]]:
    table = of_name(asked(SMALL), name)
    places = [table.names.index(column) for column in columns]
    return [tuple(row[n] for n in places) for row in table.rows]


def test_scores_and_their_ranking() -> None:
    totals = [row for row in rows_of("scores", "case", "ref", "value") if row[1] == "overall"]
    assert totals == [
        ("gz-2021", "overall", 0.25),
        ("gz-2026", "overall", 0.375),
        ("ha-2026", "overall", 0.75),
    ]
    assert rows_of("standings", "case", "rank", "grade") == [
        ("ha-2026", 1, "high"),
        ("gz-2026", 2, "low"),
        ("gz-2021", 3, "low"),
    ]
    assert rows_of("calibrated", "case", "p.clear-goals", "p.money", "o.rd") == [
        ("gz-2021", 0.0, 0.5, None),
        ("gz-2026", 0.75, 0.0, 0.2525),
        ("ha-2026", 1.0, 0.5, 1.0),
    ]


def test_ratings_as_steps_and_ticks_without_those_that_settle() -> None:
    settled = CASES[1].replace(
        "money: {rater: a,",
        "money:\n    - {rater: chair, adjudicates: true, level: 2, because: x}\n    - {rater: a,",
    )
    evaluation = evaluation_of(RUBRIC, settled)
    steps = of_name(asked(evaluation), "rating-steps").rows
    assert steps == (
        ("ha-2026", "p.clear-goals", "a", 2.0),
        ("ha-2026", "p.clear-goals", "b", 2.0),
        ("ha-2026", "p.money", "a", 1.0),
    )
    assert {row[3] for row in of_name(asked(evaluation), "ticks").rows} == {"a", "b"}
    assert rows_of("ticks", "check", "rater", "met")[4:8] == [
        ("figured", "a", False),
        ("dated", "b", True),
        ("figured", "b", True),
        ("sum", "a", False),
    ]


def test_a_panel_says_when_a_region_first_had_a_plan() -> None:
    assert rows_of("panel", "region", "measure", "year", "amount", "adopted") == [
        ("CN-GZ", "rd", 2023, 1.01, date(2021, 1, 27)),
        ("CN-HA", "rd", 2023, 4.5, date(2026, 2, 1)),
    ]
    assert rows_of("partners", "region", "other_region", "back") == [("CN-GZ", "CN-HA", None)]
    assert rows_of("moves", "ref", "before", "after", "way") == [
        ("p.clear-goals", 0.0, 1.5, "rose"),
        ("p.money", 1.0, 0.0, "fell"),
    ]


def test_paragraphs_stand_with_their_places_where_the_texts_are_at_hand() -> None:
    text = PlanText("gz.md", "text", "", plain.read(b"# Goals\n\nOne.\n\nTwo.\n", "gz.md").passages)
    tables = {t.name: t for t in everything(asked(SMALL), Plans({("gz-2026", "gwr"): text}))}
    assert tables["paragraphs"].rows[-1] == ("gz-2026", "gwr", 5, 5, None, "Goals", "Two.")


@pytest.mark.parametrize("topic", NAMES)
def test_a_topic_has_the_tables_that_are_told_of_it(topic: str) -> None:
    assert tuple(table.name for table in tables_of(asked(SMALL), topic)) == NAMES[topic]


def test_every_table_and_column_is_told_in_both_languages() -> None:
    known = catalogue("datasets", "tables")
    used = {column for table in known["tables"].values() for column in table["columns"]}
    for lang in ("zh", "en"):
        told = messages("datasets", lang)
        assert list(told["tables"]) == list(known["tables"])
        assert {*told["columns"]} == used
        assert all(len(item) == 2 and all(item) for item in told["columns"].values())
    assert {*known["types"]} <= used
    for name, table in known["tables"].items():
        assert {*table.get("key", ()), *table.get("foreign", {})} <= {*table["columns"]}, name


def test_a_column_that_is_not_declared_is_an_error() -> None:
    with pytest.raises(KeyError, match="scores has no column colour"):
        dataset("scores", [{"case": "a", "colour": "red"}])
    with pytest.raises(KeyError, match='there is no table "score"; there are: cases, facets'):
        of_name(asked(SMALL), "score")


def test_csv_keeps_every_digit_and_no_cell_is_a_formula() -> None:
    third = replace(
        of_name(asked(SMALL), "standings"), rows=(("a", 1, 1 / 3, None, -0.1, *[None] * 4),)
    )
    content = csv_files.table(third)
    assert content.startswith(b"\xef\xbb\xbfcase,rank,value,")
    assert content.endswith(b"\r\na,1,0.3333333333333333,,-0.1,,,,\r\n")
    reasons = {
        row["because_en"] for row in _read(csv_files.table(of_name(asked(SMALL), "ratings")))
    }
    assert "'=1+1" in reasons
    ticks = _read(csv_files.table(of_name(asked(SMALL), "ticks")))
    assert {row["met"] for row in ticks} == {"0", "1"}


def _read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_parquet_has_the_types_of_the_columns(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for name in ("ratings", "cases", "ticks"):
        file = tmp_path / f"{name}.parquet"
        file.write_bytes(api.tables_file([of_name(asked(SMALL), name)], "parquet"))

    def typed(name: str, column: str) -> tuple[str, list[Any]]:
        found = duckdb.sql(
            f"select typeof({column}), {column} from '{tmp_path / name}.parquet'"
        ).fetchall()
        return found[0][0], [row[1] for row in found]

    assert typed("ratings", "level") == ("DOUBLE", [0.0, 1.0, 1.0, 2.0, 0.0, 0.0, 2.0, 2.0, 1.0])
    assert typed("ratings", "n")[0] == "BIGINT"
    assert "=1+1" in typed("ratings", "because_en")[1]
    assert typed("cases", "period_from")[1] == [None, 2026, None]
    assert typed("cases", "adopted") == (
        "DATE",
        [date(2021, 1, 27), date(2026, 1, 27), date(2026, 2, 1)],
    )
    assert typed("ticks", "met")[0] == "BOOLEAN"


def test_a_workbook_has_a_sheet_a_table() -> None:
    tables = tables_of(asked(SMALL), "compare")
    book = openpyxl.load_workbook(
        io.BytesIO(api.tables_file(tables, "xlsx", "zh", date(2026, 1, 1)))
    )
    assert book.sheetnames == ["standings", "leads", "groups", "ahead"]
    values = [*book["standings"].values]
    assert values[0][:4] == ("case", "rank", "value", "low")
    assert values[1][:3] == ("ha-2026", 1, 0.75)


def test_a_frame_has_titles_beside_its_ids_where_they_are_asked_for() -> None:
    frame = api.scores_frame(SMALL, titles="zh")
    row = frame[(frame.case == "gz-2026") & (frame.ref == "p.clear-goals")].iloc[0]
    assert (row.region, row.title, row["points"], row["value"]) == (
        "贵州（2026）",
        "目标明确",
        75.0,
        0.75,
    )
    held = api.frames(SMALL, titles="zh")
    assert held["scores"].equals(frame)
    assert held["ratings"].equals(api.ratings_frame(SMALL, titles="zh"))
    assert [*api.frames(SMALL)["scores"].columns] == [*api.scores_frame(SMALL).columns]
    with pytest.raises(ValueError, match="fr"):
        api.frames(SMALL, titles="fr")
    assert [*api.scores_frame(SMALL).columns] == [*of_name(asked(SMALL), "scores").names]
    assert api.frame(SMALL, "panel").dtypes.astype(str).to_dict()["year"] == "Int64"
    assert pd.isna(api.frame(SMALL, "measures")["amount"][0])


def test_points_stand_beside_scores_only() -> None:
    """A figure of a commitment is no score: 260 firms are not 26,000 points."""
    for name, table in api.frames(SMALL, titles="en").items():
        if "points" in table:
            assert name in SCORED
            assert table["value"].dropna().between(0, 1).all(), name
    assert "commitments" not in SCORED
    made = pd.DataFrame({"case": ["gz-2026"], "value": [260.0], "unit": ["firms"]})
    assert "points" not in titled(made, "commitments", SMALL, "en")


def _package(evaluation: Evaluation, folder: Path, kind: str = "csv") -> Path:
    for name, content in api.export_files(evaluation, kind):
        (folder / name).write_bytes(content)
    return folder / "datapackage.json"


def test_a_workbook_is_a_valid_data_package(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(_package(SMALL, tmp_path, "xlsx"))).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert len(report.tasks) > 30


def test_the_export_is_a_valid_data_package(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    file = _package(SMALL, tmp_path)
    report = frictionless.Package(str(file)).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    described = json.loads(file.read_text("utf-8"))
    assert {resource["path"] for resource in described["resources"]} | {
        "datapackage.json",
        "dictionary.en.html",
    } == {path.name for path in tmp_path.iterdir()}
    scores = next(r for r in described["resources"] if r["name"] == "scores")
    assert scores["title_zh"] == "得分"
    assert scores["schema"]["primaryKey"] == ["case", "ref"]
    assert scores["schema"]["fields"][2]["type"] == "number"
    path = tmp_path / "scores.csv"
    path.write_text(
        path.read_text("utf-8-sig").replace("ha-2026,o.rd", "ha-2026,o.unknown"), "utf-8-sig"
    )
    types = {error[0] for error in frictionless.Package(str(file)).validate().flatten(["type"])}
    assert types == {"foreign-key"}


def test_an_export_is_the_same_twice_and_its_dictionary_tells_every_column() -> None:
    first, second = (dict(api.export_files(SMALL, "csv", lang="zh")) for _ in range(2))
    assert first == second
    page = first["dictionary.zh.html"].decode()
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    for table in everything(asked(SMALL)):
        for own in table.fields:
            assert own.title[0] in text, own.name
    assert [*dict(api.export_files(SMALL, "xlsx"))] == [
        "tables.xlsx",
        "datapackage.json",
        "dictionary.en.html",
    ]


def test_a_table_without_a_row_is_left_out_but_for_those_others_lead_to() -> None:
    bare = evaluation_of(RUBRIC, "case: x\nrubric: small@1.0.0\nregion: {name: X}\n")
    names = {table.name for table in everything(asked(bare))}
    assert {"cases", "nodes", "scores"} <= names
    assert "ratings" not in names
    described = json.loads(descriptor(bare, everything(asked(bare)), dict.fromkeys(names, "x.csv")))
    assert {resource["name"] for resource in described["resources"]} == names


def test_a_table_shows_itself_in_one_line() -> None:
    table: Dataset = of_name(asked(SMALL), "panel")
    assert repr(table) == (
        "<Dataset panel: 2 rows, region, region_zh, region_en, measure, year, amount, unit, source, adopted>"
    )
