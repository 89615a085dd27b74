"""Documents in; a typed rubric or case and findings out.

The validator's errors become findings in the user's own words. A case loses only what is wrong in
it (one rating, one measurement, one facet); a rubric with an error is refused, since it moves every
score.
"""

from __future__ import annotations

import sys
from typing import Any

from pydantic import ValidationError

from evalkit.model.case import Case, CaseFile
from evalkit.model.finding import Finding
from evalkit.model.place import Place
from evalkit.reading.validation import TAGS, Kept, shape_findings
from evalkit.reading.yaml import Document, Path, get

# --- shape -----------------------------------------------------------------------------------


def read_case(document: Document, sha256: str = "") -> tuple[CaseFile | None, tuple[Finding, ...]]:
    """A case without the parts that cannot be read; None where nothing can be."""
    data, kept = document.data, Kept()
    findings: list[Finding] = []
    for _ in range(50):
        try:
            case = Case.model_validate(data)
        except ValidationError as error:
            findings += shape_findings(error, Case, document, kept)
            units = {_unit(step["loc"], data) for step in error.errors(include_url=False)}
            if None in units or not isinstance(data, dict):
                return None, tuple(findings)
            data = _without(data, {unit for unit in units if unit}, kept)
            continue
        return CaseFile(case, document.file, sha256, _case_places(case, document, kept)), tuple(
            findings
        )
    return None, tuple(findings)


def _unit(loc: tuple[str | int, ...], data: Any) -> Path | None:
    """The smallest part that is dropped for an error at ``loc``; None: the case cannot be read."""
    path = tuple(step for step in loc if step not in TAGS)
    if not path:
        return None
    head = path[0]
    if head in ("ratings", "measures") and len(path) > 1:
        several = (
            isinstance(get(data, path[:2]), list) and len(path) > 2 and isinstance(path[2], int)
        )
        return path[:3] if several else path[:2]
    if head == "facets" and len(path) > 1:
        return path[:2]
    if head in ("documents", "targets", "allow") and len(path) > 1 and isinstance(path[1], int):
        return path[:2]
    if head == "region" and len(path) > 1 and path[1] != "name":
        return path[:2]
    if head in ("case", "rubric", "region") or get(data, path[:1]) is None:
        return None
    if head == "plan" and len(path) > 1 and path[1] != "title":
        return path[:2]
    return path[:1]


def _without(data: dict[str, Any], units: set[Path], kept: Kept) -> dict[str, Any]:
    """A copy of ``data`` without ``units``; list positions are remembered in ``kept``."""
    gone: dict[Path, set[int]] = {}
    copy = dict(data)
    for unit in units:
        if any(unit[:n] in units for n in range(1, len(unit))):
            continue  # it goes with the part that holds it
        kept.dropped.add(kept.original(unit))
        *above, last = unit
        node: Any = copy
        for n, step in enumerate(above):
            child = node[step]
            node[step] = list(child) if isinstance(child, list) else dict(child)
            node = node[step]
            if isinstance(node, list) and n == len(above) - 1:
                gone.setdefault(tuple(above), set()).add(int(last))
        if isinstance(node, dict):
            node.pop(last, None)
    for path, indices in gone.items():
        items = get(copy, path)
        before = kept.indices.get(path, list(range(len(items))))
        kept.indices[path] = [before[i] for i in range(len(items)) if i not in indices]
        _set(copy, path, [item for i, item in enumerate(items) if i not in indices])
    return copy


def _set(data: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


# --- the validator's errors in the user's words ----------------------------------------------


def _case_places(case: Case, document: Document, kept: Kept) -> dict[str, Place]:
    places: dict[str, Place] = {}

    def put(key: str, path: Path, on_key: bool = False) -> None:
        span = document.span(kept.original(path), key=on_key)
        places[sys.intern(key)] = (span.line, span.column)  # the same keys in every case: held once

    for name, ratings in case.ratings.items():
        put(f"criterion/{name}", ("ratings", name), True)
        several = isinstance(ratings, tuple)
        for n, rating in enumerate(case.ratings_of(name)):
            base: Path = ("ratings", name, n) if several else ("ratings", name)
            detail = "level" if rating.level is not None else "state"
            put(f"ratings/{name}/{n}", (*base, detail))
            for k in range(len(rating.evidence)):
                put(f"evidence/{name}/{n}/{k}", (*base, "evidence", k))
    for facet in case.facets:
        put(f"facets/{facet}", ("facets", facet), True)
    for measure, values in case.measures.items():
        for n in range(len(case.measurements_of(measure))):
            put(
                f"measures/{measure}/{n}",
                ("measures", measure, *((n,) if isinstance(values, tuple) else ())),
            )
    for key, items in (
        ("targets", case.targets),
        ("documents", case.documents),
        ("allow", case.allow),
    ):
        for n in range(len(items)):
            put(f"{key}/{n}", (key, n))
    for part in ("region", "plan"):
        own = getattr(case, part)
        for key in sorted(own.model_fields_set) if own is not None else ():
            put(f"{part}/{key}", (part, key))
    put("facets", ("facets",), True)
    put("case", ("case",))
    put("rubric", ("rubric",))
    return places
