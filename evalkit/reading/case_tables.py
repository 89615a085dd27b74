"""Tables that hold cases in; each case as plain data, with the place of every part, out.

A rating stands in a row of its own, or under the heading of its criterion; evidence in a table of
its own, or in further rows that leave the level empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from evalkit.model.case import CaseFile
from evalkit.model.fields import Text, Translations, both
from evalkit.model.finding import found, listed
from evalkit.model.regions import RegionTable
from evalkit.reading import commitments, measures, regions
from evalkit.reading.case_cells import (
    level_of,
    mark_of,
    plain_text,
    state_and_reason,
    value_of,
    word_of,
)
from evalkit.reading.case_columns import COLUMNS, FACET, NEEDED, names_of
from evalkit.reading.case_drafts import Draft, Loose, without_blanks
from evalkit.reading.case_filling import Filling
from evalkit.reading.table_kinds import (
    CRITERION,
    FACET_OF,
    OF_RATING,
    ORDER,
    Held,
    Known,
    columns_asked,
    said_of,
    wide_columns,
)
from evalkit.reading.table_numbers import is_missing, short, whole
from evalkit.reading.tables import Table, TableRow, folded
from evalkit.reading.yaml import Path

EVIDENCE = frozenset(
    {"at", "quote", "evidence_note", "evidence_note_zh", "evidence_note_en"}
)  # columns of ratings that say something of a document
BECAUSE = tuple(column for column in COLUMNS["ratings"] if column.name == "because")


def _says_level(text: str) -> bool:
    """Whether a cell of a wide table holds a rating: more than a dash."""
    return bool(word_of(text)) or (text != "" and not is_missing(text))


class Reader(Filling):
    """Puts tables together into cases; ``drafts``: by id, in the order they came."""

    def __init__(
        self,
        known: Known,
        named: Iterable[tuple[str, Text | None]] = (),
        files: Iterable[CaseFile] = (),
    ) -> None:
        super().__init__(known)
        self.named = tuple(named)
        self.files = {file.case.case: file.case for file in files}
        self.loose: list[Loose] = []
        self.tables: list[tuple[measures.Value, ...]] = []  # what is measured of regions, by table
        self.regions: list[RegionTable] = []
        self.commitments: list[commitments.Row] = []

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
            without_blanks(draft)

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
            for word in (draft.id, key, *said_of(name)):
                words |= {folded(word): draft.id, measures.region_word(word): draft.id}
        known = {**measures.regions_known([*self.named, *named])}
        self.known = replace(
            self.known, cases=words, measures=replace(own, regions=known, cases=cases)
        )

    def _table(self, held: Held) -> None:
        table, self.kind = held.table, held.kind
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
            said = {"columns": listed(table.passed), "known": listed(columns_asked(held.kind))}
            self.findings.append(found("table-column-unknown", span, **said))
        read = {"cases": self._case, "ratings": self._ratings, "evidence": self._evidence}
        read.get(held.kind, self._items)(held)

    def _lacking(self, held: Held) -> list[str]:
        if held.kind == "ratings" and wide_columns(held.table):
            keys = {"case", "region"} & held.table.columns.keys() or self.case
            return [] if keys else ["case"]
        has = held.table.columns.keys() | ({"case"} if self.case else set())
        return [several[0] for several in NEEDED[held.kind] if not has & set(several)]

    def _case(self, held: Held) -> None:
        table = held.table
        for row in table.rows:
            if (draft := self.draft_of(table, row)) is None:
                continue
            self.fill(draft, (), COLUMNS["cases"], (table, row))
            named = (n.removeprefix(FACET_OF) for n in row.cells if n.startswith(FACET_OF))
            for id in dict.fromkeys(name.partition(" ")[0] for name in named):
                name = FACET_OF + id
                self.fill(draft, ("facets", id), FACET[:1], (table, row), name)
                self.fill(draft, ("facets", id), FACET[1:], (table, row), f"{name} ")
                own = draft.data.get("facets", {}).get(id, {})
                said = self.known.facets.get(id, {})
                if "is" in own:
                    own["is"] = [said.get(folded(word), word) for word in own["is"]]

    def _items(self, held: Held) -> None:
        """Documents, raters, targets, waivers: an item a row."""
        key = {"waivers": "allow"}.get(held.kind, held.kind)
        for row in held.table.rows:
            if (draft := self.draft_of(held.table, row)) is None:
                continue
            if held.kind == "raters":
                if rater := row.cells.get("rater"):
                    base: Path = (key, rater)
                    draft.put(base, {}, held.table.span(row.number, "rater"))
                else:
                    self.wrong(held.table, row, "rater", "@text")
                    continue
            else:
                base = (key, draft.count(key))
            self.fill(draft, base, COLUMNS[held.kind], (held.table, row))

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
                item["note"] = plain_text(value.note)
            draft.put(base, item, span)

    def _ratings(self, held: Held) -> None:
        table, wide = held.table, wide_columns(held.table)
        marks = {name: self.decimal or mark_of(table, name) for name in (*wide, "level")}
        reasons = {
            name: {
                f"{OF_RATING}{name.removeprefix(CRITERION)} {own}" for own in names_of(BECAUSE[0])
            }
            for name in wide
        }
        lost: dict[int, list[str]] = {}
        for row in table.rows:
            if (draft := self.draft_of(table, row)) is None:
                continue
            if apart := _without_document(row, bool(wide)):
                lost[row.number] = apart
            for name in wide:
                if _says_level(row.cells.get(name, "")) or reasons[name] & row.cells.keys():
                    self._rating(draft, table, row, name, marks[name])
            if not wide:
                self._long(draft, table, row, marks["level"])
        if lost:
            names = dict.fromkeys(name for several in lost.values() for name in several)
            first = next(iter(lost))
            columns = listed([table.headings[name] for name in names])
            own = "evidence" if wide else None
            span = table.span(first, lost[first][0])
            said = found("table-evidence-lost", span, columns=columns, n=len(lost), table=own)
            self.findings.append(said)

    def _long(self, draft: Draft, table: Table, row: TableRow, mark: str) -> None:
        own = {"level", "state", "checks", "because", "because_zh", "because_en", "confidence",
               "adjudicates"}  # fmt: skip
        if not row.cells.get("criterion"):
            self.wrong(table, row, "criterion", "@criterion")
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
        if wide and not _says_level(text or ""):
            text = None
        state, why = state_and_reason(text or "")
        if text is not None:
            level = state or level_of(
                text, mark if name not in row.typed else ".", self.known.labels_of(criterion)
            )
            if isinstance(level, str):
                item["state"] = level
            elif level is not None:
                item["level"] = level
            else:
                self.wrong(table, row, name, "@level")
                return
        span = table.span(row.number, name if text is not None else "criterion")
        draft.put(base, item, span)
        draft.spans[(*base, "level")] = draft.spans[(*base, "state")] = span
        if why:
            draft.put((*base, "because"), why, span)
        elif wide:
            self.fill(draft, base, BECAUSE, (table, row), f"{OF_RATING}{criterion} ")
        told = {"level", "because"} if "because" in item else {"level"}
        left = [c for c in COLUMNS["ratings"] if c.name not in told]
        self.fill(draft, base, left, (table, row))
        if "checks" in item:
            said = self.known.checks.get(criterion, {})
            item["checks"] = [said.get(folded(word), word) for word in item["checks"]]
        self._rater(draft, table, row, item.get("rater", "a"))

    def _rater(self, draft: Draft, table: Table, row: TableRow, rater: str) -> None:
        """The round and the day of a rating are its rater's."""
        for name, key, kind in (("round", "batch", "whole"), ("date", "date", "day")):
            text = row.cells.get(name)
            value = value_of(kind, text, name in row.typed) if text else None
            told = draft.data.get("raters", {}).get(rater, {})
            if value is not None and key not in told:
                draft.put(("raters", rater, key), value, table.span(row.number, name))

    def _evidence(self, held: Held) -> None:
        for row in held.table.rows:
            draft = self.draft_of(held.table, row)
            if draft is not None and row.cells.get("criterion"):
                self._one_evidence(draft, held.table, row)
            elif draft is not None:
                self.wrong(held.table, row, "criterion", "@criterion")

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
            self.fill(apart, (), columns, (table, row))
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
        self.fill(draft, base, columns, (table, row))

    def _rated_before(self, case: str, criterion: str, rater: str | None) -> str:
        """The rater in the case's own file whose rating a piece of evidence stands behind."""
        ratings = self.files[case].ratings_of(criterion) if case in self.files else ()
        named = [r.rater for r in ratings if rater is None or r.rater == rater]
        return named[-1] if named else ""


def _without_document(row: TableRow, wide: bool) -> list[str]:
    """The cells of evidence in a row of ratings that cannot be kept: no document is named, or the
    row rates many criteria."""
    if "document" in row.cells and not wide:
        return []
    return [name for name in row.cells if name in EVIDENCE or (wide and name == "document")]
