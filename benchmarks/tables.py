"""2,000 ratings from a table into case files, against reading and writing the same by the libraries
that it stands on; and 500 cases as tables and back."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import yaml
from evalkit.editing import case_text
from evalkit.editing.table_text import new_table
from evalkit.reading.case_rows import rows_of
from evalkit.storage import importing, load, open_rubric, table_sources

from benchmarks.cases import case_with_every_key
from benchmarks.timing import Ratio, compare

RUBRIC = Path(__file__).parent.parent / "rubrics/regional-innovation.yaml"
CASES, PACKED = 34, 500


def ratings(cases: int, raters: tuple[str, ...] = ("a",)) -> tuple[bytes, bytes]:
    """A table of cases, and one of a rating for every criterion of each and every rater."""
    standard, _, _ = open_rubric(RUBRIC.as_posix())
    assert standard is not None
    pin = standard.rubric.pin
    rows: list[dict[str, str | float]] = [
        {"case": f"case-{n}", "criterion": c.id, "rater": rater, "level": (n + k) % 3,
         "because_zh": f"理由{n}，见第{k}段", "because_en": f"reason {n}, see paragraph {k}"}
        for n in range(cases)
        for k, c in enumerate(standard.rubric.rated.values())
        for rater in raters
    ]  # fmt: skip
    known: list[dict[str, str | float]] = [
        {"case": f"case-{n}", "rubric": pin, "region": f"Region {n}"} for n in range(cases)
    ]
    return new_table({k: k for k in known[0]}, known), new_table({k: k for k in rows[0]}, rows)


def by_libraries(content: bytes, folder: Path) -> int:
    """The same table read by csv, grouped, and written and read again by PyYAML: neither checked
    nor placed."""
    held: dict[str, dict[str, object]] = {}
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    for row in rows:
        said = {"zh": row["because_zh"], "en": row["because_en"]}
        rating = {"rater": row["rater"], "level": int(row["level"]), "because": said}
        held.setdefault(row["case"], {})[row["criterion"]] = rating
    for case, own in held.items():
        text = yaml.dump(
            {"case": case, "ratings": own}, Dumper=yaml.CSafeDumper, allow_unicode=True
        )
        (folder / f"{case}.yaml").write_text(text, "utf-8")
        yaml.load(text, yaml.CSafeLoader)
    return len(rows)


def run() -> list[Ratio]:
    cases, table = ratings(CASES)
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        (folder / "cases.csv").write_bytes(cases)
        (folder / "ratings.csv").write_bytes(table)
        sources = [folder / "cases.csv", folder / "ratings.csv"]

        def ours() -> None:
            asked = importing.Asked(folder / "out", RUBRIC.as_posix())
            planned = importing.plan_import(table_sources.open_sources(sources), asked)
            assert not planned.refused
            assert len(planned.files) == CASES

        n = by_libraries(table, folder)
        name = f"{n:,} ratings of {CASES} cases imported, checked, planned"
        first = compare(name, ours, lambda: by_libraries(table, folder), 4, 3)
        return [first, _packed(folder)]


def _packed(folder: Path) -> Ratio:
    """Packing and reading back, against writing and reading the same cases as YAML."""
    standard, _, _ = open_rubric(RUBRIC.as_posix())
    assert standard is not None
    (folder / "in").mkdir()
    for n in range(PACKED):
        text = case_text(case_with_every_key(n, standard))
        (folder / "in" / f"case-{n}.yaml").write_text(text, "utf-8")
    held = load([folder / "in"], RUBRIC.as_posix()).files
    assert len(held) == PACKED
    out, plain = folder / "packed", folder / "yaml"
    out.mkdir()
    plain.mkdir()

    def ours() -> None:
        for name, (columns, rows) in rows_of([file.case for file in held]).items():
            (out / f"{name}.csv").write_bytes(new_table({c: c for c in columns}, rows))
        again = load([out], RUBRIC.as_posix()).files
        assert [file.case for file in again] == [file.case for file in held]

    def theirs() -> None:
        for file in held:
            data = file.case.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            (plain / f"{file.case.case}.yaml").write_text(case_text(data), "utf-8")
        assert len(load([plain], RUBRIC.as_posix()).files) == len(held)

    return compare(f"{len(held)} cases packed and read again", ours, theirs, 1.5, 1)
