"""Rows of tables in; cases as they grow, their cells filled in, and what is wrong with a cell,
out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evalkit.model.fields import ID
from evalkit.model.finding import Finding, found
from evalkit.reading.case_cells import text_of, value_of
from evalkit.reading.case_columns import Column, names_of
from evalkit.reading.case_drafts import Draft
from evalkit.reading.table_kinds import Known
from evalkit.reading.tables import Table, TableRow
from evalkit.reading.yaml import Path


class Filling:
    """Cases that rows are put into; ``drafts``: by id, in the order they came."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.without_id = set[str]()  # words for cases that nothing gives an id
        self.drafts: dict[str, Draft] = {}
        self.findings: list[Finding] = []
        self.kind = ""  # of the table that is read
        self.case = ""  # whose the rows are, where no column says so
        self.decimal = ""  # the mark of all figures, where the reader was told

    def draft_of(self, table: Table, row: TableRow) -> Draft | None:
        """The case that a row is of; None, with a finding, where none is named or can be."""
        word = row.cells.get("case") or row.cells.get("region") or self.case
        if not word:
            self.wrong(table, row, "case" if "case" in table.columns else "region", "@text")
            return None
        own = self.known.case(word)
        if not ID.match(own) and (near := re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-")):
            own = near if ID.match(near) and own.isascii() else own
        if (
            self.kind == "ratings" and not own.isascii()
        ):  # 北京: nothing can be made of it that its reader would know again
            self._nameless(own, table, row)
            return None
        draft = self.drafts.setdefault(own, Draft(own))
        span = table.span(row.number, "case")
        if "case" not in draft.data:
            draft.put(("case",), own, span)
            draft.spans[()] = span
        draft.data.setdefault("_named", row.cells.get("region") or word)
        return draft

    def _nameless(self, word: str, table: Table, row: TableRow) -> None:
        """That a case needs an id of its own, once for each word."""
        if word not in self.without_id:
            self.without_id.add(word)
            pin = self.known.rubric.pin if self.known.rubric is not None else "RUBRIC@VERSION"
            span = table.span(row.number, "case" if "case" in row.cells else "region")
            self.findings.append(found("id-form", span, value=word, pin=pin))

    def wrong(
        self, table: Table, row: TableRow, column: str, wanted: str, cell: bool = False
    ) -> None:
        """That a cell does not hold what is wanted, or holds nothing."""
        span, value = table.span(row.number, column), row.cells.get(column, "")
        head = table.headings.get(column, column)
        if value:
            code = "cell-value" if cell else "table-value"
            said = found(code, span, column=head, value=value, wanted=wanted)
        else:
            said = found("table-empty", span, column=head, wanted=wanted)
        self.findings.append(said)

    def fill(
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
                draft.put(path, text_of(*(row.cells.get(name) for name in names)), span)
                continue
            value = value_of(column.kind, row.cells[own], own in row.typed, self.decimal)
            if value is None:
                wanted = {"number": "@number", "whole": "@integer", "years": "@years"}
                self.wrong(table, row, own, wanted.get(column.kind, "@text"), cell=True)
            else:
                draft.put(path, value, span)
