"""Cells of an RTF table in, as they end one after the other; rows put into a flow."""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.evidence.flow import COLUMNS, REPEATED, Flow, Follows


@dataclass
class Table:
    """The table that is being read. ``merged``: how each cell of the row goes on others, and where
    it ends; ``above``: by where they end, texts of cells that span rows."""

    flow: Flow
    cells: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)  # a cell before the table within it
    follows: list[Follows] = field(default_factory=list)
    merged: list[tuple[str, int]] = field(default_factory=list)
    above: dict[int, str] = field(default_factory=dict)
    _next: str = ""

    def define(self, word: str, number: int | None) -> None:
        """``\\trowd``, ``\\cellx`` and what is said of cells between them."""
        if word == "trowd":
            self.merged, self._next = [], ""
        elif word == "cellx":
            if len(self.merged) < COLUMNS:
                self.merged.append((self._next, number or 0))
            self._next = ""
        else:
            self._next = word

    def cell(self, text: str, follows: list[Follows]) -> None:
        self.cells.append(" ".join([*self.begun, text]).strip() if self.begun else text)
        self.begun.clear()
        self.follows += follows

    def nested_row(self) -> None:
        """A row of a table within a cell comes in its place: after what stands before it."""
        cells, self.nested = self.nested, []
        self.cells += self.begun
        self.begun.clear()
        merged, self.merged = self.merged, []
        self.row()
        self.merged = merged
        if any(cells):
            self.flow.emit(" | ".join(cells))

    def row(self) -> None:
        """A row ends."""
        cells, self.cells = [*self.cells, *self.begun], []
        self.begun.clear()
        follows, self.follows = self.follows, []
        own = any(cells)
        if len(cells) == len(self.merged):
            cells = self._whole(cells)
        if own:
            self.flow.emit(" | ".join(cells))
        self.flow.after(follows)

    def end(self) -> None:
        """What follows is no part of the table."""
        if self.cells or self.begun or self.follows:
            self.row()
        self.above.clear()
        self.merged = []

    def _whole(self, cells: list[str]) -> list[str]:
        out = []
        for text, (kind, at) in zip(cells, self.merged, strict=True):
            if kind == "clmrg" and not text:
                continue
            if kind == "clvmrg" and not text:
                out.append(self.above.get(at, ""))
                continue
            self.above.pop(at, None)
            if kind == "clvmgf" and len(text) <= REPEATED:
                self.above[at] = text
            out.append(text)
        return out
