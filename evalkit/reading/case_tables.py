"""Tables that hold cases in; each case as plain data, with the place of every part, out.

A rating stands in a row of its own, or under the heading of its criterion; evidence in a table of
its own, or in further rows that leave the level empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from evalkit.model.case import CaseFile
from evalkit.model.catalogue import catalogue
from evalkit.model.fields import Text, Translations, both
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.place import Span
from evalkit.model.regions import RegionTable
from evalkit.model.rubric import Rubric
from evalkit.reading import commitments, measures, regions
from evalkit.reading.case_columns import COLUMNS, FACET, NEEDED, WHOSE, Column, names_of, split
from evalkit.reading.grids import HEAD, Grid
from evalkit.reading.table_numbers import decimal_mark, is_missing, number, short, whole
from evalkit.reading.tables import Table, TableRow, clean, folded, plain, table_of
from evalkit.reading.yaml import Path

CRITERION, FACET_OF = "criterion ", "facet "  # before an id, among the names of columns
_FORM = re.compile(r'\{"case": .*"form": \d')
_FACET = re.compile(r"facets\.(.+?)(?:_(because|because_zh|because_en|source))?\Z")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_DAY = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?\Z"
)
_LEVEL = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*(?:[·:：\-–—.、)）]\s*\D.*|[分级]|$)", re.S)
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2}


@dataclass(frozen=True)
class Known:
    """What tables may name, folded → id. ``checks``, ``levels``: by criterion and word; ``facets``:
    by facet and word; ``cases``: words for a case; ``rubric``: of a case that names none;
    ``measured``: criteria that a measurement scores."""

    criteria: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    facet_words: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    measures: measures.Known = field(default_factory=measures.Known)
    commitments: commitments.Known = field(default_factory=lambda: commitments.known_of(None))
    rubric: Rubric | None = None
    measured: frozenset[str] = frozenset()

    def case(self, word: str) -> str:
        """The case that is meant: by its id, its region or the title of its plan."""
        own = self.cases.get(folded(word)) or self.cases.get(measures.region_word(word))
        return own or plain(word)

    def criterion(self, word: str) -> str:
        """The criterion that is meant: by id, code, ref or title."""
        return self.criteria.get(folded(word)) or plain(word)


def known_of(
    rubric: Rubric | None, files: Iterable[CaseFile] = (), of: measures.Known | None = None
) -> Known:
    """What tables may name under a rubric, beside cases."""
    cases: dict[str, str] = {}
    for case in (file.case for file in files):
        title = case.plan.title if case.plan is not None else None
        own_words = (case.case, case.region.code or "", *_said(case.region.name), *_said(title))
        for word in filter(None, own_words):
            for own in (folded(word), measures.region_word(word)):
                cases[own] = case.case if cases.get(own, case.case) == case.case else ""
    named = measures.Known() if of is None else of
    coded = commitments.known_of(rubric)
    if rubric is None:
        return Known(cases=cases, measures=named, commitments=coded)
    criteria: dict[str, str] = {}
    checks: dict[str, dict[str, str]] = {}
    for ref, criterion in rubric.criteria():
        for word in (criterion.id, ref, criterion.code, *_said(criterion.title)):
            criteria |= {folded(word): criterion.id} if word else {}
        words = (
            (word, check.id)
            for check in criterion.checks
            for word in (check.id, *_said(check.asks))
        )
        checks[criterion.id] = {folded(word): id for word, id in words}
    measured = frozenset(criterion.id for criterion, _ in rubric.measured.values())
    levels = {folded(word): anchor.level for anchor in rubric.scale for word in _said(anchor.label)}
    facets = {
        id: {
            folded(w): value
            for value, label in facet.values.items()
            for w in (value, *_said(label))
        }
        for id, facet in rubric.facets.items()
    }
    titles = {
        folded(w): id for id, facet in rubric.facets.items() for w in (id, *_said(facet.title))
    }
    return Known(criteria, checks, levels, facets, titles, cases, named, coded, rubric, measured)


def _said(text: Text | None) -> tuple[str, ...]:
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(t for t in (text.zh, text.en) if t)


# --- which table it is -------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A table and which of ours it is; ``case``: whose its rows are where no column says so."""

    kind: str
    table: Table
    case: str = ""


def columns_asked(kind: str) -> tuple[str, ...]:
    """The columns of a kind of table, as one that lacks them is told."""
    if kind in COLUMNS:
        whose = [name for name in WHOSE[kind] if name != "rating"]
        return tuple(
            dict.fromkeys([*whose, *(name for c in COLUMNS[kind] for name in names_of(c))])
        )
    return regions.COLUMNS if kind == "regions" else ("case", "id", "document", "at", "what")


@cache
def named_kinds() -> Mapping[str, str]:
    """Name of a file or a sheet, folded → the table that bears it."""
    held = catalogue("reading", "tables")["names"]
    return {folded(word): kind for kind, words in held.items() for word in (kind, *words)}


def kind_named(name: str) -> str:
    """The table that a file or sheet is by its name; empty where the name says nothing:
    ``ratings``, ``gz-2026.ratings``, ``评分 2026``."""
    kinds = named_kinds()
    own = re.sub(r"[.\-_ ]*\d[\d\-]*\Z", "", name)
    parts = (own, re.split(r"[.\-_ ]", own)[-1])
    return next((kinds[folded(part)] for part in parts if folded(part) in kinds), "")


def headings(kind: str, known: Known) -> dict[str, str]:
    """Heading, folded → column, of a kind of table."""
    if kind == "measures":
        return measures.names_of(known.measures)
    if kind == "commitments":
        return dict(known.commitments.columns)
    if kind == "regions":
        return regions.names_of(known.rubric.facets if known.rubric is not None else None)
    own = catalogue("reading", "tables")["columns"][kind]
    names = {folded(name): name for name in own}
    for column in COLUMNS[kind]:
        names |= {folded(name): name for name in names_of(column)}
    for name, words in own.items():
        for word in words:
            names.setdefault(folded(word), name)
    if kind == "ratings":
        for word, id in known.criteria.items():
            if id not in known.measured:
                names.setdefault(word, CRITERION + id)
    if kind == "cases":
        for id in known.facets:
            names.setdefault(folded(f"facets.{id}"), FACET_OF + id)
            for part in ("because", "because_zh", "because_en", "source"):
                names[folded(f"{id}_{part}")] = f"{FACET_OF}{id} {part}"
        for word, id in known.facet_words.items():
            names.setdefault(word, FACET_OF + id)
    return names


def all_headings(known: Known) -> set[str]:
    """Every heading of every kind: they tell the separator of a text."""
    return {name for kind in (*COLUMNS, "commitments") for name in headings(kind, known)}


def identified(
    grid: Grid, name: str, known: Known, kind: str = ""
) -> tuple[Held | None, tuple[Finding, ...]]:
    """Which table a grid is: by its sheet's or file's name, else by its headings; None where it is
    none of ours."""
    kind = kind or kind_named(grid.sheet) or ("" if grid.sheet else kind_named(name))
    if kind:
        names = headings(kind, known) | _spelt_out(grid, kind)
        table, findings = table_of(grid, names, WHOSE_KEYS)
        return (None if table is None else Held(kind, table)), findings
    best: tuple[int, Held, tuple[Finding, ...]] | None = None
    for guess in ("ratings", "evidence", "measures", "commitments", "cases"):
        table, findings = table_of(grid, headings(guess, known), WHOSE_KEYS)
        if table is not None and fits(guess, table):
            n = len(table.columns) - len(table.passed)
            if best is None or n > best[0]:
                best = n, Held(guess, table), findings
    return (best[1], best[2]) if best is not None else (None, ())


ORDER = (  # of reading: those first that others stand upon
    *("regions", "cases", "documents", "raters", "ratings"),
    *("evidence", "measures", "targets", "waivers", "commitments"),
)
WHOSE_KEYS = ("case", "region", "name_zh", "name_en")


def _spelt_out(grid: Grid, kind: str) -> dict[str, str]:
    """Headings that say themselves what they are: ``facets.clusters_because``,
    ``codes.instrument``; the rubric need not know them."""
    names: dict[str, str] = {}
    for cell in (clean(cell) for row in grid.rows[:HEAD] for cell in row if "." in cell):
        if kind == "commitments" and cell.startswith(commitments.CODED):
            names[folded(cell)] = cell
        elif kind == "cases" and (match := _FACET.match(cell)):
            names[folded(cell)] = FACET_OF + match[1] + (f" {match[2]}" if match[2] else "")
    return names


def is_form(grid: Grid) -> bool:
    """Whether a sheet is one of a rating form: it says whose it is in a cell of its headings."""
    return any(_FORM.match(cell) for row in grid.rows[:6] for cell in row if cell[:1] == "{")


def fits(kind: str, table: Table) -> bool:
    """Whether a table has the columns that its kind cannot do without."""
    names = table.columns
    if kind == "measures":
        wide = any(n.startswith((measures.OF_MEASURE, measures.OF_YEAR)) for n in names)
        return ("value" in names and "measure" in names) or (
            wide and bool({"case", "region"} & names.keys())
        )
    if kind == "commitments":
        return "id" in names and {"at", "document"} & names.keys() != set() and len(names) > 3
    if kind == "cases":
        return {"case", "rubric"} <= names.keys()
    if kind == "ratings" and wide_columns(table):
        return bool({"case", "region"} & names.keys())
    return all(names.keys() & set(several) for several in NEEDED[kind])


def wide_columns(table: Table) -> tuple[str, ...]:
    """The columns of a table that are criteria."""
    return tuple(name for name in table.columns if name.startswith(CRITERION))


# --- a case, as it grows -----------------------------------------------------------------------


@dataclass
class Draft:
    """A case that is being put together: plain data as a file holds it, and where each part
    stands."""

    id: str
    data: dict[str, Any] = field(default_factory=dict)
    spans: dict[Path, Span] = field(default_factory=dict)

    def put(self, path: Path, value: Any, span: Span) -> None:
        """A value at a path; what leads to it is made."""
        self.spans.setdefault(path, span)
        node: Any = self.data
        for n, step in enumerate(path[:-1]):
            new: Any = [] if isinstance(path[n + 1], int) else {}
            if isinstance(node, list) and isinstance(step, int):
                if step == len(node):
                    node.append(new)
                node = node[step]
            else:
                node = node.setdefault(step, new)
            self.spans.setdefault(path[: n + 1], span)
        if isinstance(node, list):
            node.append(value)
        else:
            node[path[-1]] = value

    def count(self, *path: str) -> int:
        """How many items a list holds."""
        node: Any = self.data
        for step in path:
            node = node.get(step, {}) if isinstance(node, dict) else {}
        return len(node)


@dataclass(frozen=True, slots=True)
class Loose:
    """A piece of evidence for a rating that stands in the case's own file."""

    case: str
    criterion: str
    rater: str
    data: dict[str, Any]
    span: Span


class Reader:
    """Puts tables together into cases; ``drafts``: by id, in the order they came."""

    def __init__(
        self,
        known: Known,
        named: Iterable[tuple[str, Text | None]] = (),
        files: Iterable[CaseFile] = (),
    ) -> None:
        self.known, self.named = known, tuple(named)
        self.files = {file.case.case: file.case for file in files}
        self.loose: list[Loose] = []
        self.drafts: dict[str, Draft] = {}
        self.findings: list[Finding] = []
        self.tables: list[tuple[measures.Value, ...]] = []  # what is measured of regions, by table
        self.regions: list[RegionTable] = []
        self.commitments: list[commitments.Row] = []
        self.case = ""  # whose the rows are, where no column says so
        self.decimal = ""  # the mark of all figures, where the reader was told

    def read(self, held: Iterable[Held]) -> None:
        """All tables, those first that others stand upon."""
        met = False
        for one in sorted(held, key=lambda h: ORDER.index(h.kind)):
            if one.kind not in ORDER[:2] and not met:
                met = True
                self._meet()
            self.case = one.case
            self._table(one)
        for draft in self.drafts.values():
            _without_blanks(draft)

    def _meet(self) -> None:
        """What tables of regions and of cases name is known to those that are read after them."""
        own = self.known.measures
        named = [(key, row.name) for table in self.regions for key, row in table.regions.items()]
        cases = dict(own.cases)
        words = dict(self.known.cases)
        for draft in self.drafts.values():
            region = draft.data.get("region", {})
            said = region.get("name")
            name = Translations(**said) if isinstance(said, dict) else said
            key = region.get("code") or (both(name)[0] if name else draft.id)
            named.append((key, name))
            cases[folded(draft.id)] = key
            for word in (draft.id, key, *_said(name)):
                words |= {folded(word): draft.id, measures.region_word(word): draft.id}
        known = {**measures.regions_known([*self.named, *named])}
        self.known = replace(
            self.known, cases=words, measures=replace(own, regions=known, cases=cases)
        )

    def _table(self, held: Held) -> None:
        table = held.table
        if held.kind == "measures":
            self._measures(table)
            return
        if held.kind == "regions":
            rubric = self.known.rubric
            own, wrong = regions.regions_of(table, rubric.facets if rubric is not None else None)
            self.regions.append(RegionTable(table.file, own))
            self.findings += wrong
            return
        if held.kind == "commitments":
            rows, wrong = commitments.rows_of(table, self.known.commitments, self.case)
            self.commitments += rows
            self.findings += wrong
            return
        if lacking := self._lacking(held):
            asked = ", ".join(dict.fromkeys(n for several in NEEDED[held.kind] for n in several))
            self.findings += [
                found("table-columns", table.span(table.head), column=name, columns=asked)
                for name in lacking
            ]
            return
        if table.passed:
            span = table.span(table.head)
            self.findings.append(found("table-column-unknown", span, columns=listed(table.passed)))
        read = {"cases": self._case, "ratings": self._ratings, "evidence": self._evidence}
        read.get(held.kind, self._items)(held)

    def _lacking(self, held: Held) -> list[str]:
        if held.kind == "ratings" and wide_columns(held.table):
            keys = {"case", "region"} & held.table.columns.keys() or self.case
            return [] if keys else ["case"]
        has = held.table.columns.keys() | ({"case"} if self.case else set())
        return [several[0] for several in NEEDED[held.kind] if not has & set(several)]

    def _draft(self, table: Table, row: TableRow) -> Draft | None:
        word = row.cells.get("case") or row.cells.get("region") or self.case
        if not word:
            self._wrong(table, row, "case" if "case" in table.columns else "region", "@text")
            return None
        own = self.known.case(word)
        if not _ID.match(own) and (near := re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-")):
            own = near if _ID.match(near) and own.isascii() else own
        draft = self.drafts.setdefault(own, Draft(own))
        span = table.span(row.number, "case")
        if "case" not in draft.data:
            draft.put(("case",), own, span)
            draft.spans[()] = span
        draft.data.setdefault("_named", row.cells.get("region") or word)
        return draft

    def _wrong(
        self, table: Table, row: TableRow, column: str, wanted: str, cell: bool = False
    ) -> None:
        span, value = table.span(row.number, column), row.cells.get(column, "")
        head = table.headings.get(column, column)
        if value:
            code = "cell-value" if cell else "table-value"
            said = found(code, span, column=head, value=value, wanted=wanted)
        else:
            said = found("table-empty", span, column=head, wanted=wanted)
        self.findings.append(said)

    def _fill(
        self,
        draft: Draft,
        base: Path,
        columns: Sequence[Column],
        at: tuple[Table, TableRow],
        prefix: str = "",
    ) -> None:
        """The cells of a row at their places within an item."""
        table, row = at
        for column in columns:
            names = [f"{prefix}{name}" if name else prefix.strip() for name in names_of(column)]
            own = next((name for name in names if name in row.cells), None)
            if own is None:
                continue
            path, span = (*base, *column.path), table.span(row.number, own)
            if column.kind == "text":
                draft.put(path, _said_in(*(row.cells.get(name) for name in names)), span)
                continue
            value = self._value(column.kind, row.cells[own], row, own)
            if value is None:
                wanted = {"number": "@number", "whole": "@integer", "years": "@years"}
                self._wrong(table, row, own, wanted.get(column.kind, "@text"), cell=True)
            else:
                draft.put(path, value, span)

    def _value(self, kind: str, text: str, row: TableRow, name: str) -> Any:
        if kind == "number":
            mark = "." if name in row.typed else self.decimal or decimal_mark([text])
            value = number(text, mark if mark in (".", ",") else ".")
            return None if value is None else short(value)
        if kind == "whole":
            return whole(text)
        if kind == "day":
            day = _DAY.match(plain(text))
            return f"{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}" if day else text
        if kind == "words":
            return split(text)
        if kind == "years":
            years = re.findall(r"\d+", plain(text))
            return [int(year) for year in years] if len(years) == 2 else None
        if kind == "tick":
            return _word(text) == "yes"
        return (_word(text) or text) if kind == "choice" else text

    # --- tables ------------------------------------------------------------------------------

    def _case(self, held: Held) -> None:
        table = held.table
        for row in table.rows:
            if (draft := self._draft(table, row)) is None:
                continue
            self._fill(draft, (), COLUMNS["cases"], (table, row))
            named = (n.removeprefix(FACET_OF) for n in row.cells if n.startswith(FACET_OF))
            for id in dict.fromkeys(name.partition(" ")[0] for name in named):
                name = FACET_OF + id
                self._fill(draft, ("facets", id), FACET[:1], (table, row), name)
                self._fill(draft, ("facets", id), FACET[1:], (table, row), f"{name} ")
                own = draft.data.get("facets", {}).get(id, {})
                said = self.known.facets.get(id, {})
                if "is" in own:
                    own["is"] = [said.get(folded(word), word) for word in own["is"]]

    def _items(self, held: Held) -> None:
        """Documents, raters, targets, waivers: an item a row."""
        key = {"waivers": "allow"}.get(held.kind, held.kind)
        for row in held.table.rows:
            if (draft := self._draft(held.table, row)) is None:
                continue
            if held.kind == "raters":
                if rater := row.cells.get("rater"):
                    base: Path = (key, rater)
                    draft.put(base, {}, held.table.span(row.number, "rater"))
                else:
                    self._wrong(held.table, row, "rater", "@text")
                    continue
            else:
                base = (key, draft.count(key))
            self._fill(draft, base, COLUMNS[held.kind], (held.table, row))

    def _measures(self, table: Table) -> None:
        fixed = {"decimal": self.decimal} if self.decimal else {}
        values, wrong = measures.values_of(table, self.known.measures, fixed)
        self.findings += wrong
        self.tables.append(tuple(value for value in values if not value.case))
        for value in (value for value in values if value.case):
            id, entry = self.known.case(value.case), value.entry
            draft = self.drafts.setdefault(id, Draft(id, {"case": id}))
            span = table.span(value.row, "value")
            base: Path = ("measures", entry.measure, draft.count("measures", entry.measure))
            item: dict[str, Any] = {
                "value": short(entry.value),
                "unit": entry.unit,
                "year": entry.year,
            }
            item |= {"source": entry.source} if entry.source else {}
            if value.note is not None:
                item["note"] = _plain(value.note)
            draft.put(base, item, span)

    def _ratings(self, held: Held) -> None:
        table, wide = held.table, wide_columns(held.table)
        marks = {name: self.decimal or _mark_of(table, name) for name in (*wide, "level")}
        for row in table.rows:
            if (draft := self._draft(table, row)) is None:
                continue
            for name in wide:
                if (name in row.cells and not is_missing(row.cells[name])) or _word(
                    row.cells.get(name, "")
                ):
                    self._rating(draft, table, row, name, marks[name])
            if not wide:
                self._long(draft, table, row, marks["level"])

    def _long(self, draft: Draft, table: Table, row: TableRow, mark: str) -> None:
        own = {"level", "state", "checks", "because", "because_zh", "because_en", "confidence",
               "adjudicates"}  # fmt: skip
        if not row.cells.get("criterion"):
            self._wrong(table, row, "criterion", "@criterion")
            return
        further = "document" in row.cells and not own & row.cells.keys()
        if not further:
            self._rating(draft, table, row, "level", mark)
        if "document" in row.cells:
            self._one_evidence(draft, table, row)

    def _rating(self, draft: Draft, table: Table, row: TableRow, name: str, mark: str) -> None:
        wide = name != "level"
        criterion = (
            name.removeprefix(CRITERION) if wide else self.known.criterion(row.cells["criterion"])
        )
        base: Path = ("ratings", criterion, draft.count("ratings", criterion))
        item: dict[str, Any] = {}
        text = row.cells.get(name)
        if text is not None:
            level = self._level(text, mark if name not in row.typed else ".")
            if isinstance(level, str):
                item["state"] = level
            elif level is not None:
                item["level"] = level
            else:
                self._wrong(table, row, name, "@level")
                return
        span = table.span(row.number, name if text is not None else "criterion")
        draft.put(base, item, span)
        draft.spans[(*base, "level")] = draft.spans[(*base, "state")] = span
        left = [c for c in COLUMNS["ratings"] if c.name != "level"]
        self._fill(draft, base, left, (table, row))
        if "checks" in item:
            said = self.known.checks.get(criterion, {})
            item["checks"] = [said.get(folded(word), word) for word in item["checks"]]
        self._rater(draft, table, row, item.get("rater", "a"))

    def _rater(self, draft: Draft, table: Table, row: TableRow, rater: str) -> None:
        """The round and the day of a rating are its rater's."""
        for name, key, kind in (("round", "batch", "whole"), ("date", "date", "day")):
            text = row.cells.get(name)
            value = self._value(kind, text, row, name) if text else None
            told = draft.data.get("raters", {}).get(rater, {})
            if value is not None and key not in told:
                draft.put(("raters", rater, key), value, table.span(row.number, name))

    def _level(self, text: str, mark: str) -> float | str | None:
        """A level as people write it; the state that stands in its place; None where it is
        neither."""
        own = plain(text)
        if (word := _word(own)) in ("not-applicable", "missing"):
            return word
        if folded(own) in self.known.levels:
            return self.known.levels[folded(own)]
        if (value := number(own, mark)) is not None and "%" not in own:
            return short(value)
        if match := _LEVEL.match(own):
            value = number(match[1], mark if mark in (".", ",") else decimal_mark([match[1]]))
            return None if value is None else short(value)
        return _HAN.get(own.rstrip("级分"))

    def _evidence(self, held: Held) -> None:
        for row in held.table.rows:
            draft = self._draft(held.table, row)
            if draft is not None and row.cells.get("criterion"):
                self._one_evidence(draft, held.table, row)
            elif draft is not None:
                self._wrong(held.table, row, "criterion", "@criterion")

    def _one_evidence(self, draft: Draft, table: Table, row: TableRow) -> None:
        """Evidence stands under the rating of its rater; the last of them, unless it says which."""
        criterion = self.known.criterion(row.cells["criterion"])
        ratings = draft.data.get("ratings", {}).get(criterion, [])
        rater = row.cells.get("rater")
        fits = [n for n, r in enumerate(ratings) if rater is None or r.get("rater", "a") == rater]
        nth = whole(row.cells.get("rating", ""))
        columns = COLUMNS["evidence"]
        if table.columns.keys() & {"evidence_note", "evidence_note_zh", "evidence_note_en"}:
            columns = tuple(replace(c, name="evidence_note") if c.name == "note" else c
                            for c in columns)  # fmt: skip
        if not fits and (own := self._rated_before(draft.id, criterion, rater)):
            apart = Draft(draft.id)
            self._fill(apart, (), columns, (table, row))
            span = table.span(row.number, "document")
            self.loose.append(Loose(draft.id, criterion, own, apart.data, span))
            return
        if not fits or (nth is not None and nth > len(fits)):
            raters = listed(dict.fromkeys(r.get("rater", "a") for r in ratings)) or None
            said = {"criterion": criterion, "rater": rater or "—", "choices": raters}
            span = table.span(row.number, "criterion")
            self.findings.append(found("evidence-without-rating", span, case=draft.id, **said))
            return
        n = fits[nth - 1] if nth else fits[-1]
        base: Path = ("ratings", criterion, n, "evidence", len(ratings[n].get("evidence", ())))
        self._fill(draft, base, columns, (table, row))

    def _rated_before(self, case: str, criterion: str, rater: str | None) -> str:
        """The rater in the case's own file whose rating a piece of evidence stands behind."""
        ratings = self.files[case].ratings_of(criterion) if case in self.files else ()
        named = [r.rater for r in ratings if rater is None or r.rater == rater]
        return named[-1] if named else ""


def _without_blanks(draft: Draft) -> None:
    """Rows that name a criterion and say nothing of it are ratings that nobody has begun yet: they
    are left out."""
    held = draft.data.get("ratings", {})
    for criterion, ratings in [*held.items()]:
        kept = [n for n, rating in enumerate(ratings) if rating.keys() - {"rater"}]
        if len(kept) == len(ratings):
            continue
        base = ("ratings", criterion)
        old = {path: draft.spans.pop(path) for path in [*draft.spans] if path[:2] == base}
        if not kept:
            del held[criterion]
            continue
        held[criterion] = [ratings[n] for n in kept]
        draft.spans[base] = old[base]
        for now, was in enumerate(kept):
            moved = {p: span for p, span in old.items() if p[2:3] == (was,)}
            draft.spans |= {(*base, now, *path[3:]): span for path, span in moved.items()}
    if "ratings" in draft.data and not held:
        del draft.data["ratings"]


def _said_in(one: str | None, zh: str | None, en: str | None) -> Any:
    """A text as a file holds it: what is said in one column fills the language that is not."""
    if zh is None and en is None:
        return one
    said = {"zh": zh if zh is not None else one, "en": en if en is not None else one}
    return {lang: text for lang, text in said.items() if text is not None}


def _mark_of(table: Table, name: str) -> str:
    texts = (row.cells.get(name, "") for row in table.rows if name not in row.typed)
    return decimal_mark(texts, table.separator)


def _plain(text: Text) -> Any:
    return text if isinstance(text, str) else text.model_dump(exclude_none=True)


@cache
def _words() -> Mapping[str, str]:
    held = catalogue("reading", "tables")["words"]
    return {folded(word): value for value, words in held.items() for word in words}


def _word(text: str) -> str:
    """The value that a word stands for; empty where it is none of ours."""
    return _words().get(folded(text), "")


def pins_of(held: Collection[Held]) -> dict[str, tuple[str, Span]]:
    """Case → the rubric that a table of cases pins it to, and where."""
    return {
        plain(row.cells["case"]): (row.cells["rubric"], one.table.span(row.number, "rubric"))
        for one in held
        if one.kind == "cases"
        for row in one.table.rows
        if {"case", "rubric"} <= row.cells.keys()
    }


# --- a draft as a case -------------------------------------------------------------------------


@dataclass(frozen=True)
class TableDocument:
    """A case that tables hold, as :func:`evalkit.reading.case.read_case` takes it."""

    file: str
    data: Any
    spans: Mapping[Path, Span]
    text: str = ""

    def span(self, path: Path = (), key: bool = False) -> Span:
        """Place of the deepest known value on a path."""
        for n in range(len(path), -1, -1):
            if tuple(path[:n]) in self.spans:
                return self.spans[tuple(path[:n])]
        return Span(self.file, 1, 1)


def is_case(draft: Draft) -> bool:
    """Whether a draft can be a case of its own: a table of cases lists it, or it is rated."""
    return bool({"rubric", "region", "ratings"} & draft.data.keys())


def unknown_case(draft: Draft, known: Collection[str]) -> Finding:
    """That rows speak of a case that is not here."""
    span, near = draft.spans.get((), Span("")), suggestion(draft.id, known)
    n = sum(len(v) for v in draft.data.values() if isinstance(v, (list, dict)))
    choices = listed(known) or None
    return found("table-case-unknown", span, id=draft.id, n=n, choices=choices, **near)


def case_of(draft: Draft, known: Known, own: CaseFile | None = None) -> TableDocument:
    """A draft as a document; what it does not say itself it has from the case that it joins, or
    from the rubric at hand."""
    data = {key: value for key, value in draft.data.items() if key != "_named"}
    if own is not None:
        said = own.case.model_dump(mode="json", by_alias=True, exclude_none=True)
        data = {**{key: said[key] for key in ("rubric", "region")}, **data}
    elif known.rubric is not None:
        data.setdefault("rubric", known.rubric.pin)
    data["region"] = {"name": draft.data.get("_named", draft.id), **data.get("region", {})}
    span = draft.spans.get((), Span(""))
    return TableDocument(span.file, data, draft.spans)
