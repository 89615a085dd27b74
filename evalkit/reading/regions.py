"""A table of regions in; what it says of each, and what cannot be read, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from evalkit.model.catalogue import catalogue
from evalkit.model.fields import Translations, both
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.regions import Listed, RegionTable
from evalkit.model.rubric import Facet
from evalkit.reading.tables import Table, TableRow, folded, plain

COLUMNS = ("region", "name_zh", "name_en")  # and one a facet
_FACET = "facet "  # before the id of a facet, among the names of columns
_PARTED = re.compile("[;；、]")


def names_of(facets: Mapping[str, Facet] | None) -> dict[str, str]:
    """Heading, folded → column."""
    others = catalogue("reading", "tables")["columns"]["regions"]
    names = {folded(word): name for name in COLUMNS for word in (name, *others[name])}
    for id, facet in (facets or {}).items():
        names |= {folded(said): _FACET + id for said in (*both(facet.title), id)}
    return names


def regions_of(
    table: Table, facets: Mapping[str, Facet] | None
) -> tuple[dict[str, Listed], list[Finding]]:
    """The regions of a table whose headings are known."""
    findings: list[Finding] = []
    if "region" not in table.columns:
        said = {"column": "region", "columns": ", ".join((*COLUMNS, *(facets or {})))}
        return {}, [found("table-columns", table.span(table.head), **said)]
    if facets is not None:
        findings += _passed_over(table, facets)
    regions: dict[str, Listed] = {}
    for row in table.rows:
        region, span = plain(row.cells.get("region", "")), table.span(row.number, "region")
        if not region:
            findings.append(found("table-empty", span, column="region", wanted="@text"))
        elif region in regions:
            first = regions[region].line
            findings.append(found("region-repeated", span, region=region, first=first))
        else:
            held, unknown = _facets(table, row, facets or {})
            name = Translations(zh=row.cells.get("name_zh"), en=row.cells.get("name_en"))
            regions[region] = Listed(region, name, held, table.file, row.number)
            findings += unknown
    return regions, findings


def _passed_over(table: Table, facets: Mapping[str, Facet]) -> Iterator[Finding]:
    for column in table.passed:
        near = suggestion(column, facets)
        choices = listed(facets) or None
        span = table.span(table.head)
        yield found("region-column", span, column=column, choices=choices, **near)


def _facets(
    table: Table, row: TableRow, facets: Mapping[str, Facet]
) -> tuple[dict[str, tuple[str, ...]], list[Finding]]:
    """The values that a row gives of each facet, and what is no value of it."""
    held, findings = dict[str, tuple[str, ...]](), list[Finding]()
    for id, facet in facets.items():
        said = filter(None, map(str.strip, _PARTED.split(row.cells.get(_FACET + id, ""))))
        known = {word: _value(word, facet) for word in said}
        if values := tuple(dict.fromkeys(v for v in known.values() if v is not None)):
            held[id] = values
        for word in (w for w, value in known.items() if value is None):
            own = {"value": word, "facet": id, "choices": listed(facet.values)}
            near = suggestion(word, facet.values)
            span = table.span(row.number, _FACET + id)
            findings.append(found("region-value", span, **own, **near))
    return held, findings


def _value(said: str, facet: Facet) -> str | None:
    """The value of a facet that a cell names, by its id or its label in either language."""
    for id, label in facet.values.items():
        if folded(said) in (folded(id), *map(folded, both(label))):
            return id
    return None


def unknown_regions(table: RegionTable, known: Iterable[str]) -> Iterator[Finding]:
    """Regions that neither a case nor a measured value is of: mostly a code that is misspelt."""
    held = set(known)
    for region, row in table.regions.items():
        if region not in held:
            near = suggestion(region, sorted(held - set(table.regions)))
            yield found("region-unknown", row.span, region=region, **near)
