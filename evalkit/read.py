"""Documents in; a typed rubric or case and findings out.

The validator's errors become findings in the user's own words. A case loses only what is wrong in it
(one rating, one measurement, one facet); a rubric with an error is refused, since it moves every score.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from evalkit.case import Case, Rating
from evalkit.findings import Finding, Value, found, suggestion
from evalkit.rubric import Applies, Criterion, Measure, Part, Pillar, Rubric, Translations
from evalkit.source import Document, Path, Place, Span, get

TAGS = frozenset({"one", "many", "text", "translations"})


@dataclass(frozen=True, slots=True)
class RubricFile:
    """A rubric and where it stands: ``places`` by ref, by ``ref/level`` and by ``scale``."""

    rubric: Rubric
    file: str
    sha256: str
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and where it stands.

    ``places``: 1-based line and column by ``ratings/<criterion>/<n>`` (of the level, where there is
    one), ``evidence/<criterion>/<n>/<k>``, ``facets/<facet>``, ``measures/<measure>/<n>``, ``targets/<n>``.
    """

    case: Case
    file: str
    sha256: str
    places: Mapping[str, Place] = field(default_factory=dict)

    def span(self, key: str) -> Span:
        """Place of a part; of the file where the part is unknown."""
        return Span(self.file, *self.places.get(key, (1, 1)))


# --- shape -----------------------------------------------------------------------------------


def read_rubric(document: Document, sha256: str = "") -> tuple[RubricFile | None, tuple[Finding, ...]]:
    """A rubric, or None with the reasons why not."""
    try:
        rubric = Rubric.model_validate(document.data)
    except ValidationError as error:
        return None, tuple(_shape_findings(error, Rubric, document, _Kept()))
    findings = tuple(_rubric_findings(rubric, document))
    if findings:
        return None, findings
    return RubricFile(rubric, document.file, sha256, _rubric_places(document)), ()


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
        if item["type"] == "missing":
            place = place[:-1]
        span = document.span(place, key=on_key)
        if span not in seen:
            seen.add(span)
            yield found(code, span, **values)


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
    if kind == "extra_forbidden":
        keys = [f.alias or name for name, f in model.model_fields.items()]
        return "key-unknown", {"key": key, "owner": owner, "keys": ", ".join(keys), **suggestion(key, keys)}, True
    if kind == "missing":
        if isinstance(path[-1], int):
            return "value-kind", {"key": key, "wanted": "@pair", "given": "@list"}, False
        return "key-missing", {"key": key, "owner": owner}, False
    if kind in ("too_long", "too_short"):
        return "value-kind", {"key": key, "wanted": "@pair", "given": "@list"}, False
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
    "Coordination": "@coordination", "Band": "@band", "Source": "@source", "At": "@source",
    "Ranges": "@ranges", "Ceilings": "@ceilings", "CeilingStep": "@ceilings", "Case": "@case", "Region": "@region", "Plan": "@plan",
    "PlanDocument": "@document", "Rating": "@rating", "Evidence": "@evidence", "Measurement": "@measurement",
    "Target": "@target", "Declaration": "@declaration", "Waiver": "@waiver", "Baseline": "@baseline",
    "Translations": "@text", "Step": "@band",
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


# --- the rubric's own sense ------------------------------------------------------------------


def _rubric_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    yield from _scale_findings(rubric, document)
    first: dict[str, int] = {}
    for path, node in _with_paths(rubric):
        span = document.span((*path, "id"))
        if node.id in first:
            yield found("id-repeated", span, id=node.id, first=first[node.id])
        first.setdefault(node.id, span.line)
        yield from _applies_findings(node.applies, rubric, document, (*path, "applies"))
        if isinstance(node, Criterion):
            yield from _criterion_findings(node, rubric, document, path)
        else:
            yield from _pillar_findings(node, document, path)
    yield from _coordination_findings(rubric, document)


def _with_paths(rubric: Rubric) -> Iterator[tuple[Path, Pillar | Criterion]]:
    def walk(pillar: Pillar, path: Path) -> Iterator[tuple[Path, Pillar | Criterion]]:
        yield path, pillar
        for n, criterion in enumerate(pillar.criteria):
            yield (*path, "criteria", n), criterion
        for n, child in enumerate(pillar.pillars):
            yield from walk(child, (*path, "pillars", n))

    for n, pillar in enumerate(rubric.pillars):
        yield from walk(pillar, ("pillars", n))


def _scale_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    levels = rubric.levels
    rated = any(criterion.levels for _, criterion in rubric.criteria())
    if (rated or levels) and (len(levels) < 2 or any(b <= a for a, b in pairwise(levels))):
        yield found("scale-steps", document.span(("scale",), key=True))
    for n, step in enumerate(rubric.method.ceilings.steps):
        if step.from_ not in levels:
            span = document.span(("method", "ceilings", "steps", n, "from"))
            yield found("level-not-on-scale", span, level=step.from_, levels=_listed(levels))
    starts = [grade.from_ for grade in rubric.grades]
    if starts and (min(starts) != 0 or len(set(starts)) < len(starts)):
        yield found("grades-order", document.span(("grades",), key=True))


def _criterion_findings(criterion: Criterion, rubric: Rubric, document: Document, path: Path) -> Iterator[Finding]:
    if (criterion.levels is None) == (criterion.measure is None):
        given = "@neither" if criterion.levels is None else "@both"
        yield found("criterion-kind", document.span(path), criterion=criterion.id, given=given)
    if criterion.levels is not None:
        for level in rubric.levels:
            if level not in criterion.levels:
                span = document.span((*path, "levels"), key=True)
                yield found("level-undescribed", span, criterion=criterion.id, level=level)
        for level in criterion.levels:
            if level not in rubric.levels:
                span = document.span((*path, "levels", str(level)), key=True)
                yield found("level-not-on-scale", span, level=level, levels=_listed(rubric.levels))
    if criterion.measure is not None:
        yield from _measure_findings(criterion.measure, document, (*path, "measure"))
    ids: dict[str, int] = {}
    for n, check in enumerate(criterion.checks):
        span = document.span((*path, "checks", n, "id"))
        if check.id in ids:
            yield found("id-repeated", span, id=check.id, first=ids[check.id])
        ids.setdefault(check.id, span.line)
        yield from _applies_findings(check.applies, rubric, document, (*path, "checks", n, "applies"))


def _measure_findings(measure: Measure, document: Document, path: Path) -> Iterator[Finding]:
    span = document.span((*path, "normalisation"))
    name = measure.normalisation
    if name == "goalposts":
        posts = measure.goalposts
        if posts is None or len(posts) != 2 or posts[0] >= posts[1]:
            example = "goalposts: [0, 4]"
            span = document.span((*path, "goalposts"))
            yield found("measure-parameters", span, normalisation=name, needs="goalposts", example=example)
    elif name == "target" and (measure.target is None or measure.target == (measure.start or 0)):
        yield found("measure-parameters", span, normalisation=name, needs="target", example="start: 0, target: 3")
    elif name == "step" and not measure.steps:
        example = "steps: [{from: 0, score: 0}, {from: 2, score: 1}]"
        yield found("measure-parameters", span, normalisation=name, needs="steps", example=example)


def _pillar_findings(pillar: Pillar, document: Document, path: Path) -> Iterator[Finding]:
    parts: tuple[Criterion | Pillar, ...] = (*pillar.criteria, *pillar.pillars)
    if not parts:
        yield found("pillar-empty", document.span(path), pillar=pillar.id)
    elif not any(part.weight for part in parts):
        yield found("weights-zero", document.span(path), pillar=pillar.id)


def _applies_findings(applies: Applies, rubric: Rubric, document: Document, path: Path) -> Iterator[Finding]:
    for name, values in applies.items():
        if name not in rubric.facets:
            span = document.span((*path, name), key=True)
            near = suggestion(name, rubric.facets)
            yield found("facet-unknown", span, facet=name, choices=_listed(rubric.facets), **near)
            continue
        known = rubric.facets[name].values
        for n, value in enumerate(values):
            if value not in known:
                near = suggestion(value, known)
                span = document.span((*path, name, n))
                yield found("facet-value-unknown", span, facet=name, value=value, choices=_listed(known), **near)


def _coordination_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    known = {node.id for _, _, node in rubric.walk()} | {ref for ref, _, _ in rubric.walk()}
    for n, block in enumerate(rubric.coordination):
        for system, refs in block.systems.items():
            for k, ref in enumerate(refs):
                if ref.removesuffix(".*") not in known:
                    span = document.span(("coordination", n, "systems", system, k))
                    yield found("reference-unknown", span, ref=ref, **suggestion(ref, known))


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


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)


# --- a case against its rubric ---------------------------------------------------------------


def check_case(file: CaseFile, standard: RubricFile) -> tuple[CaseFile, tuple[Finding, ...]]:
    """A case without what its rubric does not know, and the findings that say so."""
    rubric, case = standard.rubric, file.case
    findings = [*_facet_findings(file, rubric), *_document_findings(file), *_target_findings(file, rubric)]
    criteria = {criterion.id: criterion for _, criterion in rubric.criteria()}
    ratings: dict[str, tuple[Rating, ...]] = {}
    places = dict(file.places)
    for name in case.ratings:
        kept: list[Rating] = []
        for n, rating in enumerate(case.ratings_of(name)):
            faults = list(_rating_findings(name, n, rating, file, standard, criteria))
            findings += faults
            if not any(fault.severity == "error" for fault in faults):
                _renumber(places, file.places, name, n, len(kept))
                kept.append(rating)
        findings += _rater_findings(name, tuple(kept), file)
        if kept:
            ratings[name] = tuple(kept)
    measures, wrong = _measures(file, rubric, criteria)
    findings += wrong
    facets = {name: d for name, d in case.facets.items() if _facet_known(name, d.is_, rubric)}
    sound = case.model_copy(update={"ratings": ratings, "measures": measures, "facets": facets})
    return CaseFile(sound, file.file, file.sha256, places), tuple(findings)


def _renumber(places: dict[str, Place], old: Mapping[str, Place], name: str, was: int, now: int) -> None:
    if was == now:
        return
    for key, place in old.items():
        for kind in ("ratings", "evidence"):
            head = f"{kind}/{name}/{was}"
            if key == head or key.startswith(head + "/"):
                places[f"{kind}/{name}/{now}" + key[len(head) :]] = place


def _rating_findings(
    name: str, n: int, rating: Rating, file: CaseFile, standard: RubricFile, criteria: Mapping[str, Criterion]
) -> Iterator[Finding]:
    rubric, case = standard.rubric, file.case.case
    span = file.span(f"ratings/{name}/{n}")
    criterion, key = criteria.get(name), file.span(f"criterion/{name}")
    if criterion is None:
        near = suggestion(name, criteria)
        yield found("criterion-unknown", key, case=case, criterion=name, rubric=rubric.pin, **near)
        return
    if criterion.levels is None:
        yield found("criterion-measured", key, case=case, criterion=name)
        return
    state = rating.state or "rated"
    begun = rating.because is not None or rating.checks or rating.evidence or rating.state
    if state == "rated" and rating.level is None and begun:
        yield found("level-missing", span, case=case, ref=name, criterion=name)
    elif state != "rated" and rating.level is not None:
        yield found("state-conflict", span, case=case, ref=name, criterion=name, state=f"@{state}")
    elif rating.level is not None and rating.level not in rubric.levels:
        low, high = rubric.levels[0], rubric.levels[-1]
        where = f"{standard.file}:{standard.places['scale'][0]}" if "scale" in standard.places else standard.file
        level = f"{rating.level:g}"
        values: dict[str, Value] = {"level": level, "low": low, "high": high, "where": where}
        yield found("level-unknown", span, case=case, ref=name, criterion=name, **values)
    if state == "not-applicable" and rating.because is None:
        yield found("reason-missing", span, case=case, ref=name, criterion=name)
    if state == "rated" and rating.because is None and rating.level is not None:
        level = f"{rating.level:g}"
        yield found("rating-without-reason", span, case=case, ref=name, criterion=name, rater=rating.rater, level=level)
    known = [check.id for check in criterion.checks]
    for check in rating.checks:
        if check not in known:
            near = suggestion(check, known)
            choices: dict[str, Value] = {"choices": _listed(known)} if known else {}
            yield found("check-unknown", span, case=case, ref=name, criterion=name, check=check, **choices, **near)
    documents = [document.id for document in file.case.documents]
    for k, evidence in enumerate(rating.evidence):
        if evidence.document not in documents:
            near = suggestion(evidence.document, documents)
            choices = {"choices": _listed(documents)} if documents else {}
            place = file.span(f"evidence/{name}/{n}/{k}")
            yield found("document-unknown", place, case=case, ref=name, document=evidence.document, **choices, **near)


def _rater_findings(name: str, ratings: tuple[Rating, ...], file: CaseFile) -> Iterator[Finding]:
    seen: set[str] = set()
    for n, rating in enumerate(ratings):
        if rating.rater in seen and not rating.adjudicates:
            span = file.span(f"ratings/{name}/{n}")
            yield found("rater-repeated", span, case=file.case.case, ref=name, criterion=name, rater=rating.rater)
        seen.add(rating.rater)


def _facet_known(name: str, values: tuple[str, ...], rubric: Rubric) -> bool:
    return name in rubric.facets and set(values) <= set(rubric.facets[name].values)


def _facet_findings(file: CaseFile, rubric: Rubric) -> Iterator[Finding]:
    case = file.case
    for name, declaration in case.facets.items():
        span = file.span(f"facets/{name}")
        if name not in rubric.facets:
            near = suggestion(name, rubric.facets)
            yield found("facet-unknown", span, case=case.case, facet=name, choices=_listed(rubric.facets), **near)
            continue
        known = rubric.facets[name].values
        for value in declaration.is_:
            if value not in known:
                near = suggestion(value, known)
                values: dict[str, Value] = {"facet": name, "value": value, "choices": _listed(known)}
                yield found("facet-value-unknown", span, case=case.case, **values, **near)
        if declaration.because is None:
            yield found("facet-without-reason", span, case=case.case, facet=name)
    for facet in rubric.facets:
        if facet in case.facets:
            continue
        n = sum(facet in criterion.applies for _, criterion in rubric.criteria())
        if n:
            yield found("facet-undeclared", file.span("facets"), case=case.case, facet=facet, n=n)


def _document_findings(file: CaseFile) -> Iterator[Finding]:
    seen: set[str] = set()
    for n, document in enumerate(file.case.documents):
        if document.id in seen:
            yield found("document-repeated", file.span(f"documents/{n}"), case=file.case.case, id=document.id)
        seen.add(document.id)


def _target_findings(file: CaseFile, rubric: Rubric) -> Iterator[Finding]:
    measured = [criterion.id for _, criterion in rubric.criteria() if criterion.measure]
    for n, target in enumerate(file.case.targets):
        span = file.span(f"targets/{n}")
        if target.measure not in measured:
            yield _measure_unknown(target.measure, span, file, rubric, measured)
        elif target.year is None or target.baseline is None:
            lacks = "@baseline-value" if target.year else "@year-value" if target.baseline else "@year-baseline"
            yield found("target-incomplete", span, case=file.case.case, measure=target.measure, lacks=lacks)


def _measure_unknown(name: str, span: Span, file: CaseFile, rubric: Rubric, measured: list[str]) -> Finding:
    choices: dict[str, Value] = {"choices": _listed(measured)} if measured else {}
    near = suggestion(name, measured)
    return found("measure-unknown", span, case=file.case.case, measure=name, rubric=rubric.pin, **choices, **near)


def _measures(
    file: CaseFile, rubric: Rubric, criteria: Mapping[str, Criterion]
) -> tuple[dict[str, Any], list[Finding]]:
    measured = [criterion.id for criterion in criteria.values() if criterion.measure]
    sound: dict[str, Any] = {}
    findings: list[Finding] = []
    for name in file.case.measures:
        span = file.span(f"measures/{name}/0")
        measure = criteria[name].measure if name in criteria else None
        if measure is None:
            findings.append(_measure_unknown(name, span, file, rubric, measured))
            continue
        kept = []
        for n, measurement in enumerate(file.case.measurements_of(name)):
            if measurement.unit == measure.unit:
                kept.append(measurement)
                continue
            place = file.span(f"measures/{name}/{n}")
            values: dict[str, Value] = {"measure": name, "given": measurement.unit, "wanted": measure.unit}
            findings.append(found("measure-unit", place, case=file.case.case, ref=name, **values))
        if kept:
            sound[name] = tuple(kept)
    return sound, findings


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
    put("facets", ("facets",), True)
    put("case", ("case",))
    put("rubric", ("rubric",))
    return places
