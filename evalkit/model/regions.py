"""A table of regions: what each is called, and which kinds of region it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.model.fields import Translations
from evalkit.model.place import Span


@dataclass(frozen=True, slots=True)
class Listed:
    """A region as a table lists it. ``facets``: facet → its values; empty names are not given."""

    region: str
    name: Translations
    facets: Mapping[str, tuple[str, ...]]
    file: str
    line: int

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.file, self.line, 1)


@dataclass(frozen=True, slots=True)
class RegionTable:
    """Regions by code; ``texts``: the table's lines, as findings show them."""

    file: str
    regions: Mapping[str, Listed]
    texts: Mapping[int, str] = field(default_factory=dict, repr=False, compare=False)
