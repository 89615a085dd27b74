"""Documents in; a typed rubric or case and findings out.

The validator's errors become findings in the user's own words. A case loses only what is wrong in
it (one rating, one measurement, one facet); a rubric with an error is refused, since it moves every
score.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from evalkit.model.case import Case, CaseFile, Rater, Raters
from evalkit.model.fields import ID
from evalkit.model.finding import Finding
from evalkit.model.place import Span
from evalkit.reading.case_years import year_findings
from evalkit.reading.lost_text import lost_text
from evalkit.reading.pruned import Kept
from evalkit.reading.yaml import Path, Source, get


def read_case(document: Source, sha256: str = "") -> tuple[CaseFile | None, tuple[Finding, ...]]:
    """A case without the parts that cannot be read; None where nothing can be."""
    data, kept = document.data, Kept()
    findings: list[Finding] = []
    left_out: set[str] = set()
    for _ in range(50):
        try:
            case = Case.model_validate(data)
        except ValidationError as error:
            from evalkit.reading.validation import shape_findings

            findings += shape_findings(error, Case, document, kept)
            units = {_unit(step["loc"], data) for step in error.errors(include_url=False)}
            if None in units or not isinstance(data, dict):
                break
            left_out |= {name for unit in units if unit and (name := _name_of(unit, data))}
            data = _without(data, {unit for unit in units if unit}, kept)
        else:
            findings += [*year_findings(case, document, kept), *lost_text(document)]
            spans = _case_spans(case, document, kept)
            here = {k: (s.line, s.column) for k, s in spans.items() if _is_in(document, s)}
            beside = {k: span for k, span in spans.items() if not _is_in(document, span)}
            file = CaseFile(case, document.file, sha256, here, beside)
            return replace(file, left_out=frozenset(left_out)), tuple(findings)
    return None, tuple(findings)


def _name_of(unit: Path, data: Any) -> str:
    """What a facet or a document that is dropped is called by other parts; empty for all else."""
    match unit:
        case ("facets", name):
            return f"facets/{name}"
        case ("documents",):
            return "documents/"
        case ("documents", int()):
            held = get(data, unit)
            id = held.get("id") if isinstance(held, dict) else None
            return f"documents/{id if isinstance(id, str) and ID.match(id) else ''}"
    return ""


def _is_in(document: Source, span: Span) -> bool:
    return span.file == document.file and not span.sheet


def read_raters(document: Source) -> tuple[dict[str, Rater], tuple[Finding, ...]]:
    """Who the raters of a folder's cases are, without those that cannot be read."""
    findings: tuple[Finding, ...] = ()
    data = document.data["raters"]
    told: dict[str, Rater] = {}
    try:
        return Raters.model_validate(document.data).raters, tuple(lost_text(document))
    except ValidationError as error:
        from evalkit.reading.validation import shape_findings

        findings = tuple(shape_findings(error, Raters, document, Kept()))
    for name, entry in data.items() if isinstance(data, dict) else ():
        try:
            told |= Raters.model_validate({"raters": {name: entry}}).raters
        except ValidationError:
            told[str(name)] = Rater()  # named, if nothing else
    return told, findings


def _unit(loc: tuple[str | int, ...], data: Any) -> Path | None:
    """The smallest part that is dropped for an error at ``loc``; None: the case cannot be read."""
    from evalkit.reading.validation import TAGS

    match tuple(step for step in loc if step not in TAGS):
        case ("ratings" | "measures" as head, name, int(n), *_) if isinstance(
            get(data, (head, name)), list
        ):
            return head, name, n
        case ("raters", name, key, *_):
            return "raters", name, key
        case ("ratings" | "measures" | "facets" | "raters" as head, name, *_):
            return head, name
        case ("documents" | "targets" | "commitments" | "allow" as head, int(n), *_):
            return head, n
        case ("region", key, *_) if key != "name":
            return "region", key
        case (("case" | "rubric" | "region"), *_) | ():
            return None
        case (head, *_) if get(data, (head,)) is None:
            return None
        case ("plan", key, *_) if key != "title":
            return "plan", key
        case (head, *_):
            return (head,)
    return None


def _without(data: dict[str, Any], units: set[Path], kept: Kept) -> dict[str, Any]:
    """A copy of ``data`` without ``units``; list positions are remembered in ``kept``."""
    gone: dict[Path, set[int]] = {}
    copy = dict(data)
    for unit in units:
        if any(unit[:n] in units for n in range(1, len(unit))):
            continue  # it goes with the part that holds it
        *above, last = unit
        node: Any = copy
        for step in above:
            node[step] = list(node[step]) if isinstance(node[step], list) else dict(node[step])
            node = node[step]
        if isinstance(node, list):
            gone.setdefault(tuple(above), set()).add(int(last))
        else:
            node.pop(last, None)
    for path, places in gone.items():
        items = get(copy, path)
        before = kept.indices.get(path, range(len(items)))
        left = [n for n in range(len(items)) if n not in places]
        kept.indices[path] = [before[n] for n in left]
        items[:] = [items[n] for n in left]
    return copy


def _case_spans(case: Case, document: Source, kept: Kept) -> dict[str, Span]:
    places: dict[str, Span] = {}

    def put(key: str, path: Path, on_key: bool = False) -> None:
        # the same keys in every case: held once
        places[sys.intern(key)] = document.span(kept.original(path), key=on_key)

    for name, ratings in case.ratings.items():
        put(f"criterion/{name}", ("ratings", name), True)
        several = isinstance(ratings, tuple)
        for n, rating in enumerate(case.ratings_of(name)):
            base: Path = ("ratings", name, n) if several else ("ratings", name)
            detail = "level" if rating.level is not None else "state"
            put(f"ratings/{name}/{n}", (*base, detail))
            if "rater" in rating.model_fields_set and f"rater/{rating.rater}" not in places:
                put(f"rater/{rating.rater}", (*base, "rater"))
            for k in range(len(rating.evidence)):
                put(f"evidence/{name}/{n}/{k}", (*base, "evidence", k))
            for k in range(len(rating.checks)):
                put(f"checks/{name}/{n}/{k}", (*base, "checks", k))
    for facet in case.facets:
        put(f"facets/{facet}", ("facets", facet), True)
        for k in range(len(case.facets[facet].is_)):
            put(f"facets/{facet}/is/{k}", ("facets", facet, "is", k))
    for name, values in case.measures.items():
        for n in range(len(case.measurements_of(name))):
            several = isinstance(values, tuple)
            put(f"measures/{name}/{n}", ("measures", name, n) if several else ("measures", name))
    for key in ("targets", "commitments", "documents", "allow"):
        for n in range(len(getattr(case, key))):
            put(f"{key}/{n}", (key, n))
    for part in ("region", "plan"):
        own = getattr(case, part)
        for key in sorted(own.model_fields_set) if own is not None else ():
            put(f"{part}/{key}", (part, key))
    for name in case.raters:
        put(f"raters/{name}", ("raters", name), True)
    for key in ("commitments_scope", "note"):
        if key in case.model_fields_set:
            put(key, (key,))
    put("facets", ("facets",), True)
    put("case", ("case",))
    put("rubric", ("rubric",))
    return places
