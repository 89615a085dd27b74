"""The rater's commitments: a sheet to write them in, and what was written there as commitments
again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.forms.content import Content, identity_of
from evalkit.model.catalogue import messages
from evalkit.model.commitment import Commitment
from evalkit.model.finding import Finding, found, listed
from evalkit.model.place import Span
from evalkit.reading.commitments import CODED, Known, known_of, marks_of, read_row, to_rows
from evalkit.reading.grids import clean, grid_of
from evalkit.reading.sheets import Sheet as Read
from evalkit.reading.table_numbers import Mark
from evalkit.reading.tables import Table, TableRow, table_of
from evalkit.workbook.commitments import heading, told, values_of, words_of
from evalkit.workbook.model import Choice, Place, Sheet

HEAD = 3
FREE = 60  # empty rows to write in
OFFERED = (
    *("id", "document", "at", "what", "value", "value_to", "growth", "is", "unit", "year"),
    *("baseline", "baseline_year", "body", "with", "money", "money_unit", "criteria", "left_out"),
    *("quote", "note"),
)
OURS = frozenset({"case", "rater"})  # told by the form itself
WIDE = {"what", "quote", "note"}
LISTED = 250


def names_of(content: Content) -> tuple[str, ...]:
    """The columns: those offered, those that the rater's commitments use, the rubric's codes."""
    codes = [CODED + id for id in content.rubric.codes]
    used = {name for row in _rows(content) for name in row if row[name] != ""} - OURS
    wanted = {*OFFERED, *used, *codes}
    wanted -= {n for n in OFFERED if n not in used and {f"{n}_zh", f"{n}_en"} & used}
    order = [*messages("reading", "en")["columns"], *sorted(n for n in wanted if "." in n)]
    return tuple(name for name in order if name in wanted)


def _rows(content: Content) -> list[dict[str, str | float]]:
    if content.case is None or not content.commitments:
        return []
    own = content.case.model_copy(update={"commitments": content.commitments})
    return to_rows([own])


def commitment_tab(content: Content, name: str) -> Sheet:
    """A sheet with a row a commitment, and empty ones below."""
    say, rubric, lang = messages("forms", content.lang)["commitments"], content.rubric, content.lang
    names = names_of(content)
    head = [Place(heading(n, rubric, lang), "head") for n in names]
    about = say["about"].format(id=heading("id", rubric, lang))
    rows: list[tuple[Place, ...]] = [
        (Place(None), Place(messages("forms", lang)["tab"]["commitments"], "title", across=5)),
        (Place(None), Place(about, "about", across=8)),
        (Place(str(content.identity), "head"), *head),
    ]
    for commitment, shown in zip(content.commitments, shown_rows(content), strict=True):
        cells = (Place(shown.get(n) or None, "fill") for n in names)
        rows.append((Place(commitment.id, "soft"), *cells))
    rows += [(Place(None, "soft"), *(Place(None, "fill") for _ in names)) for _ in range(FREE)]
    last, choices = len(rows), []
    for n, column in enumerate(names, start=2):
        values = values_of(column, rubric, lang)
        if values is not None and len(",".join(values)) <= LISTED:
            choices.append(Choice(n, HEAD + 1, last, values, say["choose"]))
    return Sheet(
        name,
        tuple(rows),
        (4.0, *(48.0 if n.split("_")[0] in WIDE else 14.0 for n in names)),
        freeze=(HEAD, 2),
        filtered=(HEAD, last, len(names) + 1),
        choices=tuple(choices),
        hidden=(1,),
        wide=True,
        locked=True,
        pages=2,
    )


def shown_rows(content: Content) -> list[dict[str, str]]:
    """What the cells show of the rater's commitments; empty ones are left out."""
    said = words_of(content.rubric, content.lang)
    out = []
    for row in _rows(content):
        texts = {n: told(value, said.get(n)) for n, value in row.items() if value != ""}
        shown = {n: v if isinstance(v, str) else f"{v:.15g}" for n, v in texts.items()}
        out.append({n: clean(text) for n, text in shown.items() if n not in OURS})
    return out


# --- back ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coded:
    """A commitment of a form: its id, and what became of it; None where it was cleared."""

    id: str
    became: Mapping[str, Any] | None


def read_commitment_tab(
    sheet: Read, file: str, content: Content
) -> tuple[tuple[Coded, ...], tuple[Finding, ...]]:
    """The commitments of a sheet that are not as they were."""
    known = known_of(content.rubric)
    table, told_of = table_of(grid_of(file, sheet), known.columns)
    if table is None:
        lost = [n for n, row in enumerate(sheet.rows, 1) if n > HEAD - 1 and any(map(clean, row))]
        spans = [Span(file, n, 1, sheet.name) for n in lost[:1]]
        return (), tuple(found("form-head", span, sheet=sheet.name) for span in spans)
    if lacks := _lacking(table, content):
        others = [title for title in table.passed if identity_of(title) is None]
        said = {"columns": listed(lacks)} | ({"others": listed(others)} if others else {})
        return (), (found("form-columns", table.span(table.head), **said),)
    marked, doubtful = marks_of(table)
    findings = [*told_of, *doubtful]
    under = (known, content.identity.case or "case", marked)
    shown = {c.id: cells for c, cells in zip(content.commitments, shown_rows(content), strict=True)}
    ids = _ids(content)
    out: list[Coded] = []
    seen: set[str] = set()
    marks = [clean(row[_mark_column(sheet)]) if row else "" for row in sheet.rows]
    for row in table.rows:
        mark = marks[row.number - 1]
        seen.add(mark)
        if mark in shown and row.cells == shown[mark]:
            continue
        coded, wrong = _read(table, row, under, mark if mark in shown else "", ids)
        findings += wrong
        out += [coded] if coded else []
    emptied = {mark for mark in marks if mark in shown} - seen
    out += [Coded(id, None) for id in shown if id in emptied]
    return tuple(out), tuple(findings)


def _lacking(table: Table, content: Content) -> list[str]:
    """Columns that hold something of the rater's commitments and are not there: it would be taken
    for cleared."""
    used = {name for cells in shown_rows(content) for name in cells}
    there = {name.removesuffix("_zh").removesuffix("_en") for name in table.columns}
    return [
        heading(name, content.rubric, content.lang)
        for name in names_of(content)
        if name in used and name.removesuffix("_zh").removesuffix("_en") not in there
    ]


def _mark_column(sheet: Read) -> int:
    """The column, from 0, that holds the hidden marks: the one with the form's identity."""
    for row in sheet.rows[:20]:
        for n, text in enumerate(row):
            if text.startswith("{"):
                return n
    return 0


def _ids(content: Content) -> Iterator[str]:
    """Ids that nobody has."""
    return (f"c{n}" for n in range(1, 100_000) if f"c{n}" not in content.taken)


def _read(
    table: Table,
    row: TableRow,
    under: tuple[Known, str, Mapping[str, Mark]],
    mark: str,
    ids: Iterator[str],
) -> tuple[Coded | None, list[Finding]]:
    cells = {n: text for n, text in row.cells.items() if n not in OURS}
    if not cells.keys() - {"id"}:
        return (Coded(mark, None) if mark else None), []
    cells.setdefault("id", mark or next(ids))
    read, findings = read_row(table, TableRow(row.number, cells, row.typed), under)
    if read is None:
        return None, findings
    id = mark or read.commitment.id
    return Coded(id, data_of(read.commitment) | {"id": id}), findings


def data_of(commitment: Commitment) -> dict[str, Any]:
    """A commitment as a case file writes it, but for its coder."""
    data = commitment.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude_none=True, exclude={"rater"}
    )
    for name in ("value", "growth"):
        if name in data:
            low, high = (whole(v) for v in data[name])
            data[name] = low if low == high else [low, high]
    for part in ("money", "baseline"):
        if part in data:
            data[part]["value"] = whole(data[part]["value"])
    if "codes" in data:
        data["codes"] = {k: v[0] if len(v) == 1 else v for k, v in data["codes"].items()}
    return data


def whole(value: float) -> float | int:
    """A number without the point that nobody wrote."""
    return int(value) if float(value).is_integer() else value
