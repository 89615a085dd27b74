"""A table of commitments in; commitments by case, each with its place, out: and back, as rows.

A row that cannot be placed is left out and found; a cell that cannot be read is left empty and
found, and the rest of its row is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from evalkit.model.case import Case
from evalkit.model.catalogue import catalogue, messages
from evalkit.model.commitment import Commitment, Is, LeftOut, Status
from evalkit.model.fields import Translations
from evalkit.model.finding import Finding, Value, found, listed
from evalkit.model.place import Span
from evalkit.model.rubric import Rubric
from evalkit.reading.case_columns import joined, split
from evalkit.reading.table_numbers import (
    Mark,
    bound_of,
    decimal_mark,
    doubt,
    figure_in,
    in_doubt,
    is_missing,
    number,
)
from evalkit.reading.tables import Table, TableRow, folded, plain

TEXTS = ("what", "unit", "note")  # in one language, or a column for each
LISTS = ("body", "with", "partners")
FIGURES = ("value", "value_to", "growth", "growth_to", "baseline", "money")
FIGURED = frozenset({"value", "growth", "money", "baseline", "year", "baseline_year"})
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
_CHOSEN = frozenset({*_CHOICES, "adjudicates"})
# the columns of what may be said in Chinese, in English, or in one language
_HEADINGS = {name: (f"{name}_zh", f"{name}_en", name) for name in (*TEXTS, *LISTS, "money_unit")}


Wrong = Callable[[str, str | tuple[str, str]], None]


class Row(NamedTuple):
    """A commitment of a table: the case it names, and where it stands."""

    case: str
    commitment: Commitment
    span: Span


def is_complete(table: Table) -> bool:
    """Whether a table has the columns that make its rows commitments."""
    return "id" in table.columns and bool({"at", "document"} & table.columns.keys())


def rows_of(table: Table, known: Known, case: str = "") -> tuple[list[Row], list[Finding]]:
    """The commitments of a table whose headings are known."""
    if not is_complete(table):
        lacks = "id" if "id" not in table.columns else "at"
        head, asked = table.span(table.head), "case, id, document, at, what"
        return [], [found("table-columns", head, column=lacks, columns=asked)]
    findings, rows = [], list[Row]()
    if table.passed and known.criteria:
        said = listed(table.passed)
        findings.append(
            found("table-column-unknown", table.span(table.head), columns=said, codes="codes")
        )
    lost = [row for row in table.rows if _LOST.match(row.cells.get("at", ""))]
    if lost:
        findings.append(found("place-mark-lost", table.span(lost[0].number), n=len(lost)))
    marks, wrong = marks_of(table)
    findings += wrong
    for row in table.rows:
        read, own = read_row(table, row, (known, case, marks))
        findings += own
        rows += [read] if read else []
    return rows, findings


def marks_of(table: Table) -> tuple[dict[str, Mark], list[Finding]]:
    """The decimal mark of each column of figures; that it cannot be told."""
    marks: dict[str, Mark] = {}
    findings: list[Finding] = []
    for name in FIGURES:
        cells = {
            row.number: row.cells[name]
            for row in table.rows
            if name in row.cells and name not in row.typed
        }
        parts = {n: _bounds(text) for n, text in cells.items()}
        marks[name] = decimal_mark((p for held in parts.values() for p in held), table.separator)
        findings += doubt(table, name, marks[name], {n: p[0] for n, p in parts.items() if p})
    return marks, findings


class Known(NamedTuple):
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
    table: Table, row: TableRow, under: tuple[Known, str, Mapping[str, Mark]]
) -> tuple[Row | None, list[Finding]]:
    """A row as a commitment; ``under``: what it may name, the case where no column says which, and
    the decimal mark of each column."""
    known, case, marks = under
    findings: list[Finding] = []

    def wrong(column: str, wanted: str | tuple[str, str]) -> None:
        span = table.span(row.number, column)
        value, said = row.cells.get(column, ""), table.headings.get(column, column)
        code = "table-value" if column in ("case", "id") else "cell-value"
        if not value:
            findings.append(found("table-empty", span, column=said, wanted=wanted))
            return
        fix = _fix(column, value, table) if wanted == "@number" else {}
        findings.append(found(code, span, column=said, value=value, wanted=wanted, **fix))

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
    if at := " ".join(filter(None, (cells.get("document", ""), place_typed(cells.get("at", ""))))):
        data["at"] = at
    has = cells.keys()  # a row that only codes a unit has few
    for name in TEXTS:
        if not has.isdisjoint(_HEADINGS[name]):
            data |= _texts(cells, name)
    for name in LISTS:
        if not has.isdisjoint(_HEADINGS[name]):
            data |= _lists(cells, name)
    for name in ("measure", "quote", "rater"):
        if name in cells:
            data[name] = cells[name]
    if figured := not has.isdisjoint(FIGURED):
        typed = dict.fromkeys(row.typed, ".")
        data |= _figures(cells, wrong, {**marks, **typed})
    if not has.isdisjoint(_CHOSEN):
        data |= _chosen(cells, wrong)
    if figured:
        findings += _reversed(table, row, data)
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


def place_typed(written: str) -> str:
    """A place as it is read: ¶ may have become ? in a save as GBK; 31 and 31段 are paragraphs."""
    first = written[:1]
    if not first.isdecimal() and first not in "?？":  # most cells
        return written
    own = re.sub(r"^[?？]+\s*(?=\d)", "¶", written)
    if re.fullmatch(r"\d+(\s+s\d.*)?", own):
        return f"¶{own}"
    return re.sub(r"^(\d+)\s*段", r"第\1段", own)


def _id(written: str) -> str | None:
    """An id as it is kept; None where nothing of it can be one."""
    own = written.strip().removesuffix(".0")
    return own if own and "/" not in own else None


def _texts(cells: Mapping[str, str], name: str) -> dict[str, Any]:
    zh, en, one = map(cells.get, _HEADINGS[name])
    if zh or en:
        said = {"zh": zh or one, "en": en or (one if zh else None)}
        return {name: {lang: text for lang, text in said.items() if text}}
    return {name: one} if one else {}


def _lists(cells: Mapping[str, str], name: str) -> dict[str, Any]:
    """Several bodies in one cell; where both languages name as many, each in both."""
    zh, en, one = (_split(cells.get(key, "")) for key in _HEADINGS[name])
    if one and not (zh or en):
        return {name: one}
    if one and len(one) == max(len(zh), len(en)):  # some have one name for both languages
        parts = zip(one, zh or [""] * len(one), en or [""] * len(one), strict=False)
        return {name: [plain or _named(a, b) for plain, a, b in parts]}
    if zh and en and len(zh) == len(en):
        return {name: [_named(a, b) for a, b in zip(zh, en, strict=True)]}
    if zh or en:
        return {name: [_named(text, "") for text in zh] or [_named("", text) for text in en]}
    return {}


def _named(zh: str, en: str) -> dict[str, str]:
    return {lang: text for lang, text in (("zh", zh), ("en", en)) if text}


def _split(text: str) -> list[str]:
    return split(text, _PARTED)


def _figures(cells: Mapping[str, str], wrong: Wrong, marks: Mapping[str, str]) -> dict[str, Any]:
    """Numbers, money, baseline and years of a row."""
    data: dict[str, Any] = {}
    percent = False

    def read(name: str) -> list[float]:
        nonlocal percent
        numbers, signs = _numbers(cells[name], marks[name])
        percent |= signs
        if not numbers and marks[name] not in ("?", "!"):
            wrong(name, "@number")
        return numbers

    for name in ("value", "growth"):
        if name not in cells or is_missing(cells[name]):
            continue
        numbers = read(name)
        if f"{name}_to" in cells and len(numbers) == 1:
            numbers += read(f"{name}_to")[:1]
        if numbers:
            data[name] = numbers if len(numbers) == 2 else numbers[0]
    if percent and not any(key in cells for key in ("unit", "unit_zh", "unit_en")):
        data["unit"] = "%"
    for name, unit in (("money", "money_unit"), ("baseline", "")):
        if name not in cells or is_missing(cells[name]):
            continue
        number = read(name)
        if len(number) != 1:
            continue
        held: dict[str, Any] = {"value": number[0]}
        if unit:
            said = _texts(cells, unit)
            held |= {"unit": said[unit]} if said else {}
        data[name] = held
    return data | _years(cells, wrong, data)


def _years(cells: Mapping[str, str], wrong: Wrong, data: dict[str, Any]) -> dict[str, Any]:
    """The year of a row; that of its baseline, and where that stands, go into the baseline."""
    out: dict[str, Any] = {}
    for name in ("year", "baseline_year"):
        if name not in cells or is_missing(cells[name]):
            continue
        year = re.fullmatch(r"(\d{4})(?:\.0)?(?:年?|[-/年.]\d{1,2}.*)", plain(cells[name]))
        if year is None:
            wrong(name, "@year")
        elif name == "year":
            out["year"] = int(year[1])
        elif "baseline" in data:
            data["baseline"]["year"] = int(year[1])
    if "baseline_at" in cells and "baseline" in data:
        data["baseline"]["at"] = cells["baseline_at"]
    return out


def _reversed(table: Table, row: TableRow, data: dict[str, Any]) -> list[Finding]:
    """A range is read from its lower end, and said where it was written the other way round; but
    "at most 7, and 6 at best" begins with what is firm."""
    findings = []
    for name in ("value", "growth"):
        held, upper = data.get(name), f"{name}_to"
        if not isinstance(held, list) or held[1] >= held[0] or data.get("is") == "at-most":
            continue
        data[name] = held[::-1]
        said = {"low": f"{held[0]:g}", "high": f"{held[1]:g}"}
        heads = {"column": table.headings[name], "upper": table.headings.get(upper, upper)}
        findings.append(found("cell-range", table.span(row.number, upper), **said, **heads))
    return findings


def _fix(column: str, value: str, table: Table) -> dict[str, Value]:
    """What to write in place of a figure with a sign or words beside it."""
    word, rest = bound_of(value)
    if word and _NUMBER.match(rest.rstrip("%")):
        zh, en = (messages("reading", lang) for lang in ("zh", "en"))
        heads = table.headings.get("is") or (zh["columns"]["is"], en["columns"]["is"])
        said = (zh["words"][word], en["words"][word])
        return {"fix": rest, "bound": said, "bounds": heads} if column == "value" else {"fix": rest}
    fix = figure_in(value)
    return {} if fix is None else {"fix": fix}


def _bounds(text: str) -> list[str]:
    """The one figure of a cell, or the two of a range."""
    return re.split(r"(?<=[\d%])\s*[–—~～至到-]\s*(?=\d)", plain(text))


def _numbers(text: str, mark: str) -> tuple[list[float], bool]:
    """One number, or the two of a range; and whether they are written as percentages. Nothing
    where it is something else."""
    parts = _bounds(text)
    values = [number(part, mark if mark in (".", ",") else ".") for part in parts]
    if mark in ("?", "!") and any(map(in_doubt, parts)):
        return [], False
    out = [value for value in values if value is not None]
    percent = plain(text).endswith("%")
    return (out, percent) if len(out) == len(parts) <= 2 else ([], False)


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
        data["criteria"] = [_id_of(part, known.criteria) for part in split(cells["criteria"])]
    codes = {
        (id := name.removeprefix(CODED)): _values_of(text, known.codes.get(id, {}))
        for name, text in cells.items()
        if name.startswith(CODED)
    }
    return data | ({"codes": codes} if codes else {})


def _values_of(text: str, ids: Mapping[str, str]) -> list[str]:
    """The values of a code in one cell; an id, which most cells hold, has no mark that parts it."""
    return [text] if ids.get(text) == text else [_id_of(part, ids) for part in _split(text)]


def _id_of(written: str, ids: Mapping[str, str]) -> str:
    return ids.get(written) or ids.get(folded(written)) or plain(written)


def _titles(title: Translations | str) -> tuple[str, ...]:
    said = (title,) if isinstance(title, str) else (title.zh, title.en)
    return tuple(word for word in said if word)


# --- back to rows ----------------------------------------------------------------------------


def to_rows(cases: Sequence[Case], codes: Sequence[str] = ()) -> list[dict[str, str | float]]:
    """Commitments as rows of a table, from which the same are read again;
    only the columns that are used, in the order of the headings."""
    held = [dict(_cells(case.case, c)) for case in cases for c in case.commitments]
    used = {name for row in held for name in row} | {CODED + code for code in codes}
    order = [*messages("reading", "en")["columns"], *sorted(n for n in used if "." in n)]
    return [{name: row.get(name, "") for name in order if name in used} for row in held]


def _cells(case: str, c: Commitment) -> Iterator[tuple[str, str | float]]:
    document, place = c.place if place_typed(c.place[1]) == c.place[1] else ("", c.at or "")
    yield from (("case", case), ("id", c.id), ("document", document), ("at", place))
    for name, text in (("what", c.what), ("unit", c.unit), ("note", c.note)):
        yield from _said(name, text)
    for name, several in (("body", c.body), ("with", c.with_), ("partners", c.partners)):
        said = {
            "": [b if isinstance(b, str) else "" for b in several],
            "_zh": ["" if isinstance(b, str) else b.zh or "" for b in several],
            "_en": ["" if isinstance(b, str) else b.en or "" for b in several],
        }
        yield from ((f"{name}{end}", joined(own)) for end, own in said.items() if any(own))
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
    yield from _given(criteria=joined(c.criteria) if c.criteria else None)
    for code, values in c.codes.items():
        yield CODED + code, joined(values)


def _given(**cells: str | float | None) -> Iterator[tuple[str, str | float]]:
    return ((name, value) for name, value in cells.items() if value is not None)


def _said(name: str, text: Translations | str | None) -> Iterator[tuple[str, str]]:
    if isinstance(text, str):
        yield name, text
    elif text is not None:
        pairs = ((f"{name}_zh", text.zh), (f"{name}_en", text.en))
        yield from ((key, said) for key, said in pairs if said)
