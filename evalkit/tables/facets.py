"""What the cases of a batch declare in; each different declaration once, and findings with their
counts, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evalkit.model.finding import Finding, Severity, found, listed
from evalkit.model.place import Span
from evalkit.reading.case_columns import split
from evalkit.reading.rubric import facet_findings
from evalkit.reading.table_kinds import FACET_OF
from evalkit.reading.tables import folded
from evalkit.scoring.consensus import Facets
from evalkit.scoring.tree import Mask
from evalkit.tables.codes import Coded, Codes, coded, first_rows, together
from evalkit.tables.found import SHOWN, Counted
from evalkit.tables.places import Places
from evalkit.tables.ratings import Standard


@dataclass(frozen=True, slots=True)
class Declared:
    """Each different declaration of facets, and which of them each case makes (``combo``).

    ``combos``: values by facet; a facet with a value that the rubric does not know counts as not
    declared; ``told``: the facets that are declared, whatever their values.
    """

    combos: tuple[Facets, ...]
    told: tuple[frozenset[str], ...]
    combo: Codes


def declared(frame: pa.Table, places: Places, standard: Standard) -> tuple[Declared, list[Counted]]:
    """What the cases of a batch declare."""
    rubric, findings = standard.rubric, list[Counted]()
    held: dict[str, Coded] = {}
    texts: dict[str, Coded] = {}
    for name in [n for n in frame.column_names if n.startswith(FACET_OF)]:
        facet = name.removeprefix(FACET_OF)
        text = coded(_as_text(frame.column(name)))
        column, wrong = _values(facet, text, places, standard)
        findings += wrong
        if facet in rubric.facets:
            held[facet], texts[facet] = column, text
    if not held:
        nothing = np.zeros(frame.num_rows, dtype=np.int32)
        return Declared(({},), (frozenset(),), nothing), findings
    codes, n = together([(own.codes, len(own.values)) for own in held.values()])
    combos, told = [], []
    for row in first_rows(codes, n).tolist():
        said = {facet: own.at(row) for facet, own in held.items()}
        combos.append({facet: values for facet, values in said.items() if values is not None})
        told.append(frozenset(facet for facet, own in texts.items() if own.at(row) is not None))
    return Declared(tuple(combos), tuple(told), codes), findings


def _as_text(column: pa.ChunkedArray) -> pa.Array:
    """Values side by side in one text, as a cell holds them; of none at all a mark alone."""
    whole = column.combine_chunks()
    if pa.types.is_list(whole.type) or pa.types.is_large_list(whole.type):
        none_of_them = pc.equal(pc.list_value_length(whole), 0)
        return pc.if_else(none_of_them, ";", pc.binary_join(whole, ";"))
    return whole


def _values(
    facet: str, texts: Coded, places: Places, standard: Standard
) -> tuple[Coded, list[Counted]]:
    """A facet's values by id, None where it is not declared or holds what nobody knows."""
    rubric = standard.rubric
    words = standard.known.facets.get(facet, {})
    read: list[tuple[str, ...] | None] = []
    told: dict[str, list[int]] = {}
    for n, text in enumerate(texts.values):
        values = split(str(text)) if text is not None else []
        own = tuple(words.get(folded(word), word) for word in values)
        wrong = _wrong(facet, own, Span(""), standard) if own else []
        for finding in wrong:
            told.setdefault(finding.code, []).append(n)
        unknown = any(finding.severity is Severity.ERROR for finding in wrong)
        known = facet in rubric.facets and not unknown
        read.append(own if known and text is not None and (own or str(text).strip()) else None)
    findings = []
    for code, which in told.items():
        where = np.flatnonzero(np.isin(texts.codes, which))
        shown = []
        for row in where[:SHOWN].tolist():
            values = split(str(texts.at(row)))
            own = tuple(words.get(folded(word), word) for word in values)
            case, span = places.cases[row], places.span(row)
            shown += [
                replace(f, case=case) for f in _wrong(facet, own, span, standard) if f.code == code
            ]
        findings.append(Counted(code, len(where), tuple(shown[:SHOWN])))
    return Coded(texts.codes, tuple(read)), findings


def _wrong(facet: str, values: Sequence[str], span: Span, standard: Standard) -> list[Finding]:
    """What is wrong with the values of a facet."""
    own = standard.rubric.facets.get(facet)
    out = list(facet_findings(facet, [(value, span) for value in values], span, standard.rubric))
    if own is not None and not own.many and len(values) > 1:
        choices = listed(values)
        out.append(found("facet-several", span, facet=facet, n=len(values), choices=choices))
    return out


def undeclared(cases: Declared, asked: Mask, places: Places, standard: Standard) -> list[Counted]:
    """Cases that do not declare a facet on which criteria depend.

    Args:
        asked: (cases,), of which it is asked: not of those of which nothing is rated yet.
    """
    rubric = standard.rubric
    n, first = 0, list[Finding]()
    for facet in rubric.facets:
        many = sum(facet in criterion.applies for criterion in standard.criteria.values())
        lacks = np.array([facet not in own for own in cases.told])[cases.combo] & asked
        if not many or not lacks.any():
            continue
        where = np.flatnonzero(lacks)
        n += len(where)
        for row in where[:SHOWN].tolist():
            span, case = places.span(row), places.cases[row]
            first.append(found("facet-undeclared", span, facet=facet, n=many, case=case))
    first.sort(key=lambda finding: str(finding.case))
    return [Counted("facet-undeclared", n, tuple(first[:SHOWN]))] if n else []
