"""The sheets on which forms say what a case is in; what they change of it out.

It is the case's, not a rater's: what somebody else has written there since a form went out is not
overwritten by it, and two forms that say two things are told of each other.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evalkit.editing import ValueChange
from evalkit.forms.case_sheet import (
    CELLS,
    NEEDED,
    Detail,
    details_of,
    digest,
    texts_in,
    titled,
)
from evalkit.forms.content import Content
from evalkit.forms.typed import folded, tidy
from evalkit.model.case import CaseFile, unfilled
from evalkit.model.catalogue import messages
from evalkit.model.fields import Translations, in_language
from evalkit.model.finding import Finding, found, listed
from evalkit.model.language import LANGUAGES
from evalkit.model.place import Span, letters
from evalkit.model.refusal import Listed
from evalkit.reading.days import days_meant
from evalkit.reading.marks import NONE
from evalkit.reading.sheets import Sheet

SEARCHED = 60  # rows among which the headings are looked for
_BETWEEN = re.compile(r"[;；\n]")
_BETWEEN_TOO = re.compile(r"[,，、]")  # may also stand in a title
Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell that somebody filled in or cleared. ``was``: the digest of what the form showed there,
    None where that is not known; ``lang``: of the form."""

    detail: Detail
    cell: str
    text: str
    was: str | None
    span: Span
    rater: str
    lang: str

    @property
    def label(self) -> str:
        return self.detail.label[self.lang]

    @property
    def current(self) -> str:
        """What the form would show there today."""
        return self.detail.shown(self.cell, self.lang)

    @property
    def meaning(self) -> Any:
        """What is typed there, as a case would say it; the text where nobody can tell."""
        if self.cell != "value" or self.detail.kind == "word":
            return folded(self.text)
        meant = _read(self.detail, self.text, self.lang)[0] if self.text else None
        return self.text if meant is None else sorted(meant) if isinstance(meant, list) else meant

    @property
    def where(self) -> str:
        """File, sheet and cell."""
        at = f"{letters(self.span.column)}{self.span.line}"
        return f"{self.span.file} {self.span.sheet}!{at}"


# --- the cells of a sheet --------------------------------------------------------------------


def is_case_sheet(sheet: Sheet) -> bool:
    """Whether a sheet says what a case is: by its hidden marks, else by its headings."""
    if any(_mark(text) is not None for row in sheet.rows[:SEARCHED] for text in row[:3]):
        return True
    return _head(sheet)[0] > 0


def _mark(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Row and digests of a hidden mark."""
    if not text.startswith('{"detail"'):
        return None
    try:
        told = json.loads(text)
        return str(told["detail"]), tuple(str(one) for one in told["was"])
    except (ValueError, KeyError, TypeError):
        return None


def _head(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row of the headings (0: none), and where the columns stand, from 1."""
    wanted = ("what", *CELLS)
    says = [messages("forms", lang)["details"] for lang in LANGUAGES]
    titles = {folded(say[key]): key for say in says for key in wanted}
    for n, row in enumerate(sheet.rows[:SEARCHED], start=1):
        at: dict[str, int] = {}
        for x, text in enumerate(row, start=1):
            if key := titles.get(folded(text)):
                at.setdefault(key, x)
        if len(at) == len(wanted):
            return n, at
    return 0, {}


@dataclass
class _Rows:
    """The rows of a sheet as they are read."""

    sheet: Sheet
    file: str
    content: Content
    at: Mapping[str, int]
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    n: int = 0

    def span(self, row: int, key: str) -> Span:
        return Span(self.file, row, self.at[key], self.sheet.name)

    def text(self, row: int, key: str) -> str:
        cells, at = self.sheet.rows[row - 1], self.at[key]
        return tidy(cells[at - 1]) if at <= len(cells) else ""


def entries_of(sheet: Sheet, file: str, content: Content) -> tuple[list[Entry], list[Finding]]:
    """The cells of a sheet that are not as the form showed them. ``content``: in the form's
    language."""
    assert content.case is not None
    head, at = _head(sheet)
    if not head:
        say = messages("forms", content.lang)["details"]
        titles = listed(say[key] for key in ("what", *CELLS))
        return [], [found("form-columns", Span(file, 1, 1, sheet.name), columns=titles)]
    details = details_of(content.case, content.rubric)
    by_key = {detail.key: detail for detail in details}
    by_label = {folded(text): detail for detail in details for text in detail.label.values()}
    rows = _Rows(sheet, file, content, at)
    for number, row in enumerate(sheet.rows[head:], start=head + 1):
        mark = next((own for own in map(_mark, row[: at["what"]]) if own is not None), None)
        label = by_label.get(folded(rows.text(number, "what")))
        detail = by_key.get(mark[0]) if mark is not None else label
        if detail is None:
            _stray(rows, number)
        elif detail is not label:
            rows.moved.append(number)
        else:
            _filled(rows, number, detail, mark[1] if mark is not None else ())
    if rows.moved:
        rows.findings.append(_moved(rows))
    return rows.entries, rows.findings


def _moved(rows: _Rows) -> Finding:
    """Labels that do not belong to their rows: sorted without the hidden column."""
    n, numbers = len(rows.moved), listed(map(str, rows.moved))
    span = rows.span(rows.moved[0], "what")
    return found("form-moved", span, n=n, of=n + rows.n, sheet=rows.sheet.name, rows=numbers)


def _stray(rows: _Rows, number: int) -> None:
    """A row that the case has no place for: said where something is filled in."""
    filled = [cell for cell in CELLS if rows.text(number, cell)]
    if filled:
        said = {"code": rows.text(number, "what"), "why": "@form-detail-gone"}
        rows.findings.append(found("form-answer-left", rows.span(number, filled[0]), **said))


def _filled(rows: _Rows, number: int, detail: Detail, was: Sequence[str]) -> None:
    rows.n += 1
    identity = rows.content.identity
    for n, cell in enumerate(detail.cells):
        span, text = rows.span(number, cell), rows.text(number, cell)
        shown = was[n] if n < len(was) else None
        doubt = rows.sheet.doubts.get((number, rows.at[cell]))
        if doubt in ("error", "formula"):
            rows.findings.append(found("form-cell", span, kind=f"@cell-{doubt}"))
        elif digest(text) != (shown or ""):
            own = Entry(detail, cell, text, shown, span, identity.rater, identity.lang)
            rows.entries.append(own)


# --- the changes of a case -------------------------------------------------------------------


def changes_of(
    entries: Sequence[Entry], file: CaseFile
) -> tuple[dict[str, list[ValueChange]], list[Finding]]:
    """Rater → what their forms change of what the case says of itself.

    Args:
        entries: of all forms of the case that are handed in together.
    """
    wrong: list[Finding] = []
    kept: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        first = kept.setdefault((entry.detail.key, entry.cell), entry)
        if first.meaning != entry.meaning:
            wrong.append(_twice(first, entry))
    rows: dict[str, dict[str, Entry]] = {}
    for (key, cell), entry in kept.items():
        if _is_held(entry):
            continue
        if digest(entry.current) != (entry.was or "") and not _is_own(entry, file):
            wrong.append(_changed(entry, file))
        else:
            rows.setdefault(key, {})[cell] = entry
    plans = [own["value"] for key, own in rows.items() if key.startswith("plan/")]
    if plans and file.case.plan is None and "plan/title" not in rows:
        title = _title(plans[0].lang)
        wrong.append(found("form-detail-lacks", plans[0].span, code=title))
    changes: dict[str, list[ValueChange]] = {}
    for own in rows.values():
        made, faults = _row_changes(own, file)
        wrong += faults
        changes.setdefault(next(iter(own.values())).rater, []).extend(made)
    return changes, wrong


def _title(lang: str) -> str:
    """What the row of the plan's title is called."""
    said: str = messages("forms", lang)["details"]["plan-title"]
    return said


def _twice(first: Entry, entry: Entry) -> Finding:
    """Two forms say two things of one case."""
    one, other = (own.text or "@form-empty" for own in (first, entry))
    return found(
        "form-twice", entry.span, code=entry.label, one=one, other=other, first=first.where
    )


def _changed(entry: Entry, file: CaseFile) -> Finding:
    """Somebody has written something else since the form was."""
    at = file.span(_place(entry.detail, file)).in_line
    value, now = (text or "@form-empty" for text in (entry.text, entry.current))
    return found("form-detail-changed", entry.span, code=entry.label, value=value, now=now, at=at)


def _is_held(entry: Entry) -> bool:
    """Whether the case says already what a cell does, however it is typed there."""
    if entry.text == entry.current:
        return True
    held = entry.detail.held.get("value")
    if entry.cell != "value" or held is None or not entry.text:
        return False
    meant = _read(entry.detail, entry.text, entry.lang)[0]
    told = (held,) if isinstance(held, str) else held
    return told == (tuple(meant) if isinstance(meant, list) else (meant,))


def _is_own(entry: Entry, file: CaseFile) -> bool:
    """Whether it was this rater's form that last wrote what the case has."""
    leaf = "is" if entry.cell == "value" else entry.cell
    steps = (*_path(entry.detail, file), *((leaf,) if entry.detail.path[0] == "facets" else ()))
    ref = "/".join(map(str, steps))
    lines = [own for own in file.journal if f"{ref}/".startswith(f"{own.ref}/")]
    last = lines[-1] if lines else None
    return (
        last is not None and last.command == "collect" and folded(last.who) == folded(entry.rater)
    )


def _document(detail: Detail, file: CaseFile) -> int:
    return [document.id for document in file.case.documents].index(detail.path[1])


def _place(detail: Detail, file: CaseFile) -> str:
    """The key of a part's place in the case."""
    if detail.path[0] == "documents":
        return f"documents/{_document(detail, file)}"
    return detail.key


def _path(detail: Detail, file: CaseFile) -> Steps:
    """The path of a part in the file that it stands in: documents are counted there."""
    if detail.path[0] != "documents":
        return detail.path
    at = _document(detail, file)
    homes = [file.span(f"documents/{n}").file for n in range(at + 1)]
    return ("documents", homes[:-1].count(homes[-1]), detail.path[2])


def _row_changes(
    own: Mapping[str, Entry], file: CaseFile
) -> tuple[list[ValueChange], list[Finding]]:
    """What the cells of one row change."""
    first = next(iter(own.values()))
    detail, path = first.detail, _path(first.detail, file)
    texts = {cell: detail.shown(cell, first.lang) for cell in detail.cells}
    texts |= {cell: entry.text for cell, entry in own.items()}
    if not texts["value"]:
        if any(texts.values()) or detail.key in NEEDED:
            return [], [found("form-detail-lacks", first.span, code=first.label)]
        return [ValueChange(path, None)], []
    value: Any = None
    if "value" in own:
        value, choices = _read(detail, texts["value"], first.lang)
        if value is None:
            column = messages("forms", first.lang)["details"]["value"]
            said = {"value": texts["value"], "column": column, "choices": choices}
            return [], [found("form-value", own["value"].span, code=first.label, **said)]
    if detail.path[0] != "facets":
        return [_put(path, detail.held.get("value"), value, first.lang)], []
    if detail.held.get("value") is None:
        told = {"is": value, "because": texts["because"], "source": texts["source"]}
        return [ValueChange(path, {k: own for k, own in told.items() if own or k == "is"})], []
    made = [ValueChange((*path, "is"), value)] if "value" in own else []
    for cell in (cell for cell in CELLS[1:] if cell in own):
        text = own[cell].text or None
        made.append(_put((*path, cell), detail.held.get(cell), text, first.lang))
    return made, []


def _put(path: Steps, held: Any, value: Any, lang: str) -> ValueChange:
    """A value set; of a text in two languages, the one that the form is in."""
    in_two = isinstance(held, Translations) and len(texts_in(held)) > 1 and not unfilled(held)
    return ValueChange((*path, lang) if in_two and isinstance(value, str) else path, value)


def _read(detail: Detail, text: str, lang: str) -> tuple[Any, str]:
    """What a cell means; None where it means nothing, with what could be read there."""
    say = messages("forms", lang)["details"]
    match detail.kind:
        case "text" | "word":
            return text, ""
        case "day":
            meant = days_meant(text)
            return (meant[0], "") if len(meant) == 1 else (None, listed(meant) or say["kind-day"])
        case "years":
            years = [int(year) for year in re.findall(r"\d+", unicodedata.normalize("NFKC", text))]
            fits = len(years) in (1, 2) and 1900 <= years[0] <= years[-1] < 2200
            return ([years[0], years[-1]], "") if fits else (None, say["kind-years"])
    chosen = _chosen(text, detail)
    if detail.kind == "many" and (chosen or folded(text) in NONE):
        return list(chosen), ""
    if len(chosen) == 1:
        return chosen[0], ""
    titles = titled(detail.values, lang).values()
    none = [say["none"]] if detail.kind == "many" else []
    return None, Listed((*titles, *none)).text(lang)


def _chosen(text: str, detail: Detail) -> tuple[str, ...]:
    """The values that a cell names, by id or by title in either language; none where a part of it
    names none."""
    known = {folded(name): id for name, id in reversed([*_names(detail)])}
    if whole := known.get(folded(text)):
        return (whole,)
    parts: list[str] = []
    for part in _BETWEEN.split(text):
        parts += [part] if folded(part) in known else _BETWEEN_TOO.split(part)
    found_ = [known.get(folded(part)) for part in parts if part.strip()]
    if not all(found_):
        return ()
    return tuple(dict.fromkeys(id for id in found_ if id is not None))


def _names(detail: Detail) -> Iterator[tuple[str, str]]:
    """What each value is called; of two that are called the same the first counts."""
    yield from ((id, id) for id in detail.values)
    for lang in LANGUAGES:
        yield from ((in_language(title, lang), id) for id, title in detail.values.items())
