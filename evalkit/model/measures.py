"""Measured values: one entry a measure and year, and a table of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.model.place import Span
from evalkit.model.regions import Listed


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of one measure and where it is written."""

    measure: str
    value: float
    unit: str
    year: int
    source: str
    file: str
    line: int
    source_zh: str = ""

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.file, self.line, 1)

    def said(self, lang: str) -> str:
        """The source in a language; as it is written where it is written once."""
        return self.source_zh if lang == "zh" and self.source_zh else self.source


@dataclass(frozen=True, slots=True)
class Series:
    """What is measured of a region over the years, oldest first."""

    region: str
    measure: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """A tidy table: entries by (region, measure); ``texts``: its lines, as findings show them;
    ``listed``: what a table of regions beside it says of them, by region."""

    file: str
    entries: Mapping[tuple[str, str], tuple[Entry, ...]]
    texts: Mapping[int, str] = field(default_factory=dict, repr=False, compare=False)
    listed: Mapping[str, Listed] = field(default_factory=dict)
