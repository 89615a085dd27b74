"""Documents in; a typed rubric or case and findings out.

The validator's errors become findings in the user's own words. A case loses only what is wrong in it
(one rating, one measurement, one facet); a rubric with an error is refused, since it moves every score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from evalkit.model.case import Case
from evalkit.model.files import CaseFile, RubricFile, WeightsFile
from evalkit.model.finding import Finding, Value, found, suggestion
from evalkit.model.rubric import Part, Rubric, Translations, Weights
from evalkit.model.style import House
from evalkit.reading.case_against_rubric import rubric_findings
from evalkit.reading.yaml import Document, Path, Place, Span, get, line_of

TAGS = frozenset({"one", "many", "text", "translations"})


# --- shape -----------------------------------------------------------------------------------


def read_rubric(document: Document, sha256: str = "") -> tuple[RubricFile | None, tuple[Finding, ...]]:
    """A rubric, or None with the reasons why not."""
    try:
        rubric = Rubric.model_validate(document.data)
    except ValidationError as error:
        return None, tuple(_shape_findings(error, Rubric, document, _Kept()))
    findings = tuple(rubric_findings(rubric, document))
    if findings:
        return None, findings
    return RubricFile(rubric, document.file, sha256, _rubric_places(document)), ()


def read_weights(document: Document, sha256: str = "") -> tuple[WeightsFile | None, tuple[Finding, ...]]:
    """Other weights for a rubric, or None with the reasons why not."""
    try:
        weights = Weights.model_validate(document.data)
    except ValidationError as error:
        return None, tuple(_shape_findings(error, Weights, document, _Kept()))
    return WeightsFile(weights, document.file, sha256), ()


def read_house(document: Document) -> tuple[House | None, tuple[Finding, ...]]:
    """A house style, or None with the reasons why not."""
    try:
        return House.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(_shape_findings(error, House, document, _Kept()))


def read_case(document: Document, sha256: str = "") -> tuple[CaseFile | None, tuple[Finding, ...]]:
    """A case without the parts that cannot be read; None where nothing can be."""
    data, kept = document.data, _Kept()
    findings: list[Finding] = []
    for _ in range(50):
        try:
            case = Case.model_validate(data)
        except ValidationError as error:
            findings += _shape_findings(error, Case, document, kept)
            units = {_unit(step["loc"], data) for step in error.errors(include_url=False)}
            if None in units or not isinstance(data, dict):
                return None, tuple(findings)
            data = _without(data, {unit for unit in units if unit}, kept)
            continue
        return CaseFile(case, document.file, sha256, _case_places(case, document, kept)), tuple(findings)
    return None, tuple(findings)


class _Kept:
    """Which items of a pruned list stand where in the file."""

    def __init__(self) -> None:
        self.indices: dict[Path, list[int]] = {}
        self.dropped: set[Path] = set()

    def original(self, path: Path) -> Path:
        """A path in the pruned data as the path in the file."""
        out: list[str | int] = []
        for step in path:
            indices = self.indices.get(tuple(out))
            out.append(indices[step] if indices is not None and isinstance(step, int) and step < len(indices) else step)
        return tuple(out)


def _unit(loc: tuple[str | int, ...], data: Any) -> Path | None:
    """The smallest part that is dropped for an error at ``loc``; None: the case cannot be read."""
    path = tuple(step for step in loc if step not in TAGS)
    if not path:
        return None
    head = path[0]
    if head in ("ratings", "measures") and len(path) > 1:
        several = isinstance(get(data, path[:2]), list) and len(path) > 2 and isinstance(path[2], int)
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


def _without(data: dict[str, Any], units: set[Path], kept: _Kept) -> dict[str, Any]:
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


def _shape_findings(error: ValidationError, root: type[Part], document: Document, kept: _Kept) -> Iterator[Finding]:
    seen: set[Span] = set()
    for item in error.errors(include_url=False):
        loc: tuple[str | int, ...] = item["loc"]
        path = tuple(step for step in loc if step not in TAGS and step != "[key]")
        code, values, on_key = _translate(item, path, root, loc)
        place = kept.original(path)
        if code == "key-unknown" and item["input"] is None and _no_colon(document, place, str(values["key"])):
            code, values = "text-comma", {"key": values["key"]}
        if item["type"] == "missing":
            place = place[:-1]
        span = document.span(place, key=on_key)
        if span not in seen:
            seen.add(span)
            yield found(code, span, **values)


def _no_colon(document: Document, place: Path, key: str) -> bool:
    """Whether a key has no colon after it: it is what a comma within { } left of a text."""
    span = document.span(place, key=True)
    after = line_of(document.text, span.line)[span.column - 1 + len(key) :].lstrip("\"' ")
    return after[:1] in (",", "}")


_KINDS = {
    "string_type": "@text", "float_type": "@number", "int_type": "@integer", "int_from_float": "@integer",
    "bool_type": "@truth", "tuple_type": "@list", "list_type": "@list", "dict_type": "@mapping",
    "model_type": "@mapping", "model_attributes_type": "@mapping", "finite_number": "@number",
    "int_parsing": "@integer", "iterable_type": "@list",
}  # fmt: skip
_LIMITS = {
    "greater_than": ("@gt", "gt"), "greater_than_equal": ("@ge", "ge"),
    "less_than": ("@lt", "lt"), "less_than_equal": ("@le", "le"),
}  # fmt: skip


def _translate(item: Any, path: Path, root: type[Part], loc: Path) -> tuple[str, dict[str, Value], bool]:
    """(code, values, whether it is the key that is wrong)."""
    kind: str = item["type"]
    key = str(next((step for step in reversed(path) if isinstance(step, str)), "—"))
    owner, model = _owner(root, loc[:-1])
    given = item["input"]
    if kind == "extra_forbidden" and model is Translations and given is None:
        return "text-comma", {"key": key}, True
    if kind == "extra_forbidden":
        keys = [f.alias or name for name, f in model.model_fields.items()]
        return "key-unknown", {"key": key, "owner": owner, "keys": ", ".join(keys), **suggestion(key, keys)}, True
    if kind == "missing":
        if isinstance(path[-1], int):
            return "value-kind", {"key": key, "wanted": "@pair", "given": "@list"}, False
        return "key-missing", {"key": key, "owner": owner}, False
    if kind in ("too_long", "too_short"):
        return "value-kind", {"key": key, "wanted": "@pair", "given": "@list"}, False
    if kind == "colour_form":
        return "colour-form", {"value": str(given)}, False
    if kind in ("id_form", "date_form", "pin_form"):
        value = str(given)
        near = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
        example: dict[str, Value] = {"example": near} if near and near[0].isalpha() else {}
        return kind.replace("_", "-"), {"value": value, **(example if kind == "id_form" else {})}, False
    if kind == "text_empty":
        return "text-empty", {"key": key}, False
    if key == "version" and root is Rubric:
        return "version-form", {"value": str(given)}, False
    if kind in ("literal_error", "union_tag_invalid"):
        choices = re.findall(r"'([^']*)'", item.get("ctx", {}).get("expected", ""))
        values: dict[str, Value] = {"key": key, "value": str(given), "choices": ", ".join(choices)}
        return "value-unknown", {**values, **suggestion(str(given), choices)}, "[key]" in loc
    if kind in _LIMITS:
        word, name = _LIMITS[kind]
        return "value-limit", {"key": key, "limit": f"{word} {item['ctx'][name]:g}", "value": given}, False
    wanted = _KINDS.get(kind, "@item")
    if kind == "string_type" and "text" in loc:
        wanted = "@translations"
    return "value-kind", {"key": key, "wanted": wanted, "given": _kind_of(given)}, False


def _kind_of(value: Any) -> str:
    if value is None:
        return "@nothing"
    if isinstance(value, bool):
        return "@truth"
    if isinstance(value, (int, float)):
        return "@number"
    if isinstance(value, str):
        return "@text"
    return "@list" if isinstance(value, (list, tuple)) else "@mapping"


_OWNERS = {
    "Rubric": "@rubric", "Method": "@method", "Anchor": "@level", "Grade": "@grade", "Facet": "@facet",
    "Pillar": "@pillar", "Criterion": "@criterion", "Check": "@check", "Measure": "@measure",
    "Coordination": "@coordination", "Consistency": "@consistency", "Variable": "@variable", "ConsistencyBand": "@band", "Band": "@band", "Source": "@source", "At": "@source",
    "Ranges": "@ranges", "Ceilings": "@ceilings", "CeilingStep": "@ceilings", "Case": "@case", "Region": "@region", "Plan": "@plan",
    "PlanDocument": "@document", "Rating": "@rating", "Evidence": "@evidence", "Measurement": "@measurement",
    "Target": "@target", "Declaration": "@declaration", "Waiver": "@waiver", "Baseline": "@baseline",
    "Weights": "@weights", "House": "@style", "Sections": "@style-sections", "Judge": "@judge", "Judged": "@judged", "Translations": "@text", "Step": "@band",
}  # fmt: skip


def _owner(root: type[Part], loc: Path) -> tuple[str, type[Part]]:
    """The part that holds a key, as a term and as a model: follows ``loc`` through the fields."""
    model, in_mapping = root, False
    for step in loc:
        if step == "translations":
            model = Translations
        if isinstance(step, int) or step in TAGS:
            continue
        if in_mapping:
            in_mapping = False
            continue
        child = _children(model).get(step)
        if child is not None:
            model, in_mapping = child
    return _OWNERS[model.__name__], model


@cache
def _children(model: type[Part]) -> dict[str, tuple[type[Part], bool]]:
    """Key → (model of its value, whether the value is a mapping of such)."""
    children = {}
    for name, info in model.model_fields.items():
        kinds = list(_flatten(info.annotation))
        parts = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Part)]
        if parts:
            children[info.alias or name] = (parts[0], dict in kinds)
    return children


def _flatten(annotation: Any) -> Iterator[Any]:
    if (origin := get_origin(annotation)) is not None:
        yield origin
        for argument in get_args(annotation):
            yield from _flatten(argument)
    else:
        yield annotation


def _rubric_places(document: Document) -> dict[str, Place]:
    places: dict[str, Place] = {}

    def put(key: str, path: Path, on_key: bool = False) -> None:
        span = document.span(path, key=on_key)
        places[key] = (span.line, span.column)

    def walk(node: Any, path: Path, ref: str) -> None:
        put(ref, (*path, "id"))
        for level in node.get("levels") or {}:
            put(f"{ref}/{level}", (*path, "levels", level), True)
        for n, child in enumerate(node.get("criteria") or ()):
            walk(child, (*path, "criteria", n), f"{ref}.{child['id']}")
        for n, child in enumerate(node.get("pillars") or ()):
            walk(child, (*path, "pillars", n), f"{ref}.{child['id']}")

    for n, pillar in enumerate(document.data["pillars"]):
        walk(pillar, ("pillars", n), pillar["id"])
    for key in ("scale", "grades", "method"):
        put(key, (key,), True)
    return places


def _case_places(case: Case, document: Document, kept: _Kept) -> dict[str, Place]:
    places: dict[str, Place] = {}

    def put(key: str, path: Path, on_key: bool = False) -> None:
        span = document.span(kept.original(path), key=on_key)
        places[key] = (span.line, span.column)

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
            put(f"measures/{measure}/{n}", ("measures", measure, *((n,) if isinstance(values, tuple) else ())))
    for key, items in (("targets", case.targets), ("documents", case.documents), ("allow", case.allow)):
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
