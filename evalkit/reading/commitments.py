"""A table of commitments in; commitments by case, each with its place, out: and back, as rows.

A row that cannot be placed is left out and found; a cell that cannot be read is left empty and
found, and the rest of its row is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import ValidationError

from evalkit.model.case import Case
from evalkit.model.catalogue import catalogue, messages
from evalkit.model.commitment import Commitment, Is, LeftOut, Status
from evalkit.model.fields import Translations
from evalkit.model.finding import Finding, found, listed
from evalkit.model.place import Span
from evalkit.model.rubric import Rubric
from evalkit.reading.tables import Table, TableRow, folded, plain, read_tables

TEXTS = ("what", "unit", "note")  # in one language, or a column for each
LISTS = ("body", "with", "partners")
CODED = "codes."  # heading of a code where its own name is another column's
_PARTED = re.compile(r"[;；\n]|[、，](?![^（(]*[）)])|(?<=[\u4e00-\u9fff])[,/](?=[\u4e00-\u9fff])")
_LOST = re.compile(r"[?？]+\s*\d")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?\Z")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "is": get_args(Is),
    "dated": ("text", "part"),
    "baseline_counts": ("total", "in-year"),
    "status": get_args(Status),
    "left_out": get_args(LeftOut),
}


Wrong = Callable[[str, str | tuple[str, str]], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment of a table: the case it names, and where it stands."""

    case: str
    commitment: Commitment
    span: Span


@dataclass(frozen=True)
class CommitmentTable:
    """The rows of a file; ``texts``: its lines, where it is text."""

    file: str
    rows: tuple[Row, ...]
    texts: Mapping[int, str] = field(default_factory=dict, repr=False)


def read_commitments(
    content: bytes, file: str, known: Known, case: str = ""
) -> tuple[CommitmentTable, tuple[Finding, ...]]:
    """The commitments of a table.

    Args:
        case: whose commitments they are where no column says so.
    """
    tables, wrong = read_tables(content, file, known.columns)
    findings, rows = list(wrong), list[Row]()
    texts: dict[int, str] = {}
    for table in tables:
        texts.update(table.texts)
        if "id" not in table.columns or not {"at", "document"} & table.columns.keys():
            lacks = "id" if "id" not in table.columns else "at"
            if len(tables) == 1 or len(table.columns) > 3:
                head, asked = table.span(table.head), "case, id, document, at, what"
                findings.append(found("table-columns", head, column=lacks, columns=asked))
            continue
        if table.passed and known.criteria:
            said = listed(table.passed)
            findings.append(found("table-column-unknown", table.span(table.head), columns=said))
        lost = [row for row in table.rows if _LOST.match(row.cells.get("at", ""))]
        if lost:
            findings.append(found("place-mark-lost", table.span(lost[0].number), n=len(lost)))
        for row in table.rows:
            read, own = read_row(table, row, known, case)
            findings += own
            rows += [read] if read else []
    return CommitmentTable(file, tuple(rows), texts), tuple(findings)


@dataclass(frozen=True, slots=True)
class Known:
    """What the headings of a table, a rubric's criteria and the values of its codes may be written
    as, folded → column, id, value."""

    columns: Mapping[str, str]
    criteria: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]


def known_of(rubric: Rubric | None) -> Known:
    """What a table may name under a rubric; headings only where there is none."""
    criteria: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    for _, criterion in rubric.criteria() if rubric is not None else ():
        for word in (criterion.id, criterion.code, *_titles(criterion.title)):
            criteria |= {word: criterion.id, folded(word): criterion.id} if word else {}
    for name, code in rubric.codes.items() if rubric is not None else ():
        ids: dict[str, str] = {}
        for value, told in code.values.items():
            for word in (value, *_titles(told.title)):
                ids |= {word: value, folded(word): value}
        codes[name] = ids
    return Known(names_of(rubric), criteria, codes)


def names_of(rubric: Rubric | None) -> dict[str, str]:
    """Heading, folded → column: names, headings in both languages, and the rubric's codes."""
    names: dict[str, str] = {}
    others = catalogue("reading", "headings")["headings"]
    for lang in ("en", "zh"):
        for name, heading in messages("reading", lang)["columns"].items():
            for written in (name, heading, *others.get(name, ())):
                names.setdefault(folded(written), name)
    for id, code in (rubric.codes if rubric is not None else {}).items():
        for written in (id, *_titles(code.title)):
            names.setdefault(folded(written), CODED + id)
        names[folded(CODED + id)] = CODED + id
    return names


# --- a row -----------------------------------------------------------------------------------


def read_row(
    table: Table, row: TableRow, known: Known, case: str
) -> tuple[Row | None, list[Finding]]:
    """A row as a commitment; None, and why, where it is none."""
    findings: list[Finding] = []

    def wrong(column: str, wanted: str | tuple[str, str]) -> None:
        span = table.span(row.number, column)
        value, said = row.cells.get(column, ""), table.headings.get(column, column)
        code = "table-value" if column in ("case", "id") else "cell-value"
        findings.append(found(code, span, column=said, value=value, wanted=wanted))

    cells = row.cells
    named = plain(cells.get("case", case))
    if not named:
        wrong("case", "@text")
        return None, findings
    id = _id(cells.get("id", ""))
    if id is None:
        wrong("id", "@id")
        return None, findings
    data: dict[str, Any] = {"id": id}
    if at := " ".join(filter(None, (cells.get("document", ""), _place(cells.get("at", ""))))):
        data["at"] = at
    for name in TEXTS:
        data |= _texts(cells, name)
    for name in LISTS:
        data |= _lists(cells, name)
    for name in ("measure", "quote", "rater"):
        data |= {name: cells[name]} if name in cells else {}
    data |= _figures(cells, wrong)
    data |= _chosen(cells, wrong)
    counts = data.pop("baseline_counts", None)
    if counts is not None and "baseline" in data:
        data["baseline"]["counts"] = counts
    data |= _references(cells, known)
    if follows := plain(cells.get("follows", "")):
        other, stroke, unit = follows.rpartition("/")
        if stroke:
            data["follows"] = {"case": other.strip(), "id": _id(unit) or unit.strip()}
        else:
            wrong("follows", "@follows")
    try:
        read = Commitment.model_validate(data)
    except ValidationError as error:  # what no cell above has refused
        column = str(error.errors()[0]["loc"][0])
        wrong(column if column in cells else "id", "@text")
        return None, findings
    return Row(named, read, table.span(row.number, "id")), findings


def _place(written: str) -> str:
    """A place as it is read: ¶ may have become ? in a save as GBK; 31 and 31段 are paragraphs."""
    own = re.sub(r"^[?？]+\s*(?=\d)", "¶", written)
    if re.fullmatch(r"\d+(\s+s\d.*)?", own):
        return f"¶{own}"
    return re.sub(r"^(\d+)\s*段", r"第\1段", own)


def _id(written: str) -> str | None:
    """An id as it is kept; None where nothing of it can be one."""
    own = re.sub(r"\.0\Z", "", written.strip())
    return own if own and "/" not in own else None


def _texts(cells: Mapping[str, str], name: str) -> dict[str, Any]:
    zh, en, one = (cells.get(key) for key in (f"{name}_zh", f"{name}_en", name))
    if zh or en:
        said = {"zh": zh or one, "en": en or (one if zh else None)}
        return {name: {lang: text for lang, text in said.items() if text}}
    return {name: one} if one else {}


def _lists(cells: Mapping[str, str], name: str) -> dict[str, Any]:
    """Several bodies in one cell; where both languages name as many, each in both."""
    zh, en, one = (_split(cells.get(key, "")) for key in (f"{name}_zh", f"{name}_en", name))
    if zh and en and len(zh) == len(en):
        return {name: [{"zh": a, "en": b} for a, b in zip(zh, en, strict=True)]}
    if zh or en:
        return {name: [{"zh": text} for text in zh] or [{"en": text} for text in en]}
    return {name: one} if one else {}


def _split(text: str) -> list[str]:
    return [part.strip() for part in _PARTED.split(text) if part.strip()] if text else []


def _figures(cells: Mapping[str, str], wrong: Wrong) -> dict[str, Any]:
    """Numbers, money, baseline and years of a row."""
    data: dict[str, Any] = {}
    percent = False
    for name in ("value", "growth"):
        if name not in cells:
            continue
        numbers, signs = _numbers(cells[name])
        percent |= signs
        if (upper := cells.get(f"{name}_to")) is not None and len(numbers) == 1:
            more, signs = _numbers(upper)
            percent |= signs
            if len(more) == 1:
                numbers += more
            else:
                wrong(f"{name}_to", "@number")
        if numbers:
            data[name] = numbers if len(numbers) == 2 else numbers[0]
        else:
            wrong(name, "@number")
    if percent and not any(key in cells for key in ("unit", "unit_zh", "unit_en")):
        data["unit"] = "%"
    for name, unit in (("money", "money_unit"), ("baseline", "")):
        if name not in cells:
            continue
        number, _ = _numbers(cells[name])
        if len(number) != 1:
            wrong(name, "@number")
            continue
        held: dict[str, Any] = {"value": number[0]}
        if unit:
            said = _texts(cells, unit)
            held |= {"unit": said[unit]} if said else {}
        data[name] = held
    for name in ("year", "baseline_year"):
        if name not in cells:
            continue
        year = re.fullmatch(r"(\d{4})(?:\.0)?(?:年?|[-/年.]\d{1,2}.*)", plain(cells[name]))
        if year is None:
            wrong(name, "@year")
        elif name == "year":
            data["year"] = int(year[1])
        elif "baseline" in data:
            data["baseline"]["year"] = int(year[1])
    if "baseline_at" in cells and "baseline" in data:
        data["baseline"]["at"] = cells["baseline_at"]
    return data


def _numbers(text: str) -> tuple[list[float], bool]:
    """One number, or the two of a range; and whether they are written as percentages. Nothing
    where it is something else."""
    own = plain(text).replace(" ", "")
    percent = own.endswith("%")
    parts = re.split(r"(?<=[\d%])[–—~～至到-](?=\d)", own)
    out = []
    for part in parts:
        bare = part.rstrip("%")
        if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
            bare = bare.replace(",", "")
        elif re.fullmatch(r"[-+]?\d+,\d{1,2}", bare):
            bare = bare.replace(",", ".")
        if not _NUMBER.match(bare):
            return [], False
        out.append(float(bare))
    return (out, percent) if len(out) <= 2 else ([], False)


@cache
def _meant() -> Mapping[str, str]:
    """Word, folded → the value that it stands for."""
    held = [messages("reading", lang)["words"] for lang in ("en", "zh")]
    known = {folded(word): value for words in held for value, word in words.items()}
    return known | {folded(value): value for values in _CHOICES.values() for value in values}


def _chosen(cells: Mapping[str, str], wrong: Wrong) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, choices in _CHOICES.items():
        if name in cells:
            value = _meant().get(folded(cells[name]))
            if value in choices:
                data[name] = value
            else:
                zh, en = (messages("reading", lang)["words"] for lang in ("zh", "en"))
                wrong(name, ("、".join(zh[c] for c in choices), listed(en[c] for c in choices)))
    if "adjudicates" in cells:
        ticked = plain(cells["adjudicates"]).casefold()
        data["adjudicates"] = ticked in ("1", "x", "yes", "true", "是", "✓", "√", "☑")
    return data


def _references(cells: Mapping[str, str], known: Known) -> dict[str, Any]:
    """Criteria and codes by their ids, however they are written."""
    data: dict[str, Any] = {}
    if "criteria" in cells:
        parts = _split(cells["criteria"].replace(",", ";").replace("，", ";"))
        data["criteria"] = [_id_of(part, known.criteria) for part in parts]
    codes = {
        id: [_id_of(part, values) for part in _split(cells[CODED + id])]
        for id, values in known.codes.items()
        if CODED + id in cells
    }
    return data | ({"codes": codes} if codes else {})


def _id_of(written: str, ids: Mapping[str, str]) -> str:
    return ids.get(written) or ids.get(folded(written)) or plain(written)


def _titles(title: Translations | str) -> tuple[str, ...]:
    said = (title,) if isinstance(title, str) else (title.zh, title.en)
    return tuple(word for word in said if word)


# --- back to rows ----------------------------------------------------------------------------


def to_rows(cases: Sequence[Case], codes: Sequence[str] = ()) -> list[dict[str, str | float]]:
    """Commitments as rows of a table, from which :func:`read_commitments` reads the same again;
    only the columns that are used, in the order of the headings."""
    held = [dict(_cells(case.case, c)) for case in cases for c in case.commitments]
    used = {name for row in held for name in row} | {CODED + code for code in codes}
    order = [*messages("reading", "en")["columns"], *sorted(n for n in used if "." in n)]
    return [{name: row.get(name, "") for name in order if name in used} for row in held]


def _cells(case: str, c: Commitment) -> Iterator[tuple[str, str | float]]:
    document, place = c.place
    yield from (("case", case), ("id", c.id), ("document", document), ("at", place))
    for name, text in (("what", c.what), ("unit", c.unit), ("note", c.note)):
        yield from _said(name, text)
    for name, several in (("body", c.body), ("with", c.with_), ("partners", c.partners)):
        if several and all(isinstance(body, str) for body in several):
            yield name, "; ".join(str(body) for body in several)
        elif several:
            for lang in ("zh", "en"):
                said = [getattr(b, lang, None) or "" if b != str(b) else b for b in several]
                if any(said):
                    yield f"{name}_{lang}", "; ".join(said)
    for name, amount in (("value", c.value), ("growth", c.growth)):
        if amount is not None:
            yield name, amount[0]
            if amount[1] != amount[0]:
                yield f"{name}_to", amount[1]
    if c.money is not None:
        yield "money", c.money.value
        yield from _said("money_unit", c.money.unit)
    if c.baseline is not None:
        yield "baseline", c.baseline.value
        own = c.baseline
        yield from _given(baseline_year=own.year, baseline_at=own.at, baseline_counts=own.counts)
    yield from _given(measure=c.measure, year=c.year, quote=c.quote, rater=c.rater)
    yield from _given(status=c.status, left_out=c.left_out)
    yield from _given(**{"is": c.is_ if c.is_ != "exactly" else None})
    yield from _given(dated=c.dated if c.dated != "text" else None)
    yield from _given(adjudicates="1" if c.adjudicates else None)
    yield from _given(follows=f"{c.follows.case}/{c.follows.id}" if c.follows else None)
    yield from _given(criteria="; ".join(c.criteria) or None)
    for code, values in c.codes.items():
        yield CODED + code, "; ".join(values)


def _given(**cells: str | float | None) -> Iterator[tuple[str, str | float]]:
    return ((name, value) for name, value in cells.items() if value is not None)


def _said(name: str, text: Translations | str | None) -> Iterator[tuple[str, str]]:
    if isinstance(text, str):
        yield name, text
    elif text is not None:
        pairs = ((f"{name}_zh", text.zh), (f"{name}_en", text.en))
        yield from ((key, said) for key, said in pairs if said)
