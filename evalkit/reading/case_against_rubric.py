"""A rubric's own sense, and a case against its rubric: findings in the user's ids, and the case without what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from evalkit.model.case import PLACEHOLDERS, Rating
from evalkit.model.files import CaseFile, RubricFile
from evalkit.model.finding import Finding, Value, found, suggestion
from evalkit.model.rubric import Applies, Criterion, Measure, Pillar, Rubric, Translations, both
from evalkit.reading.waivers import waiver_findings
from evalkit.reading.yaml import Document, Path, Place, Span

# --- the rubric's own sense ------------------------------------------------------------------


def rubric_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """What is wrong with a rubric that is well formed: ids, levels, facets, references, goalposts."""
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
    counted = [p.id for p in rubric.pillars if p.counts and p.weight]
    if not any(ref.split(".")[0] in counted and criterion.scored for ref, criterion in rubric.criteria()):
        yield found("rubric-empty", document.span(("pillars",), key=True))
    yield from _coordination_findings(rubric, document)
    yield from _consistency_findings(rubric, document)
    yield from _gate_findings(rubric, document)


def _gate_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    rated = [criterion.id for _, criterion in rubric.criteria() if criterion.levels]
    for name, level in rubric.must.items():
        if name not in rated:
            yield found(
                "reference-unknown", document.span(("must", name), key=True), name=name, **suggestion(name, rated)
            )
        elif level not in rubric.levels:
            span = document.span(("must", name))
            yield found("level-not-on-scale", span, level=f"{level:g}", levels=_listed(rubric.levels))
    pillars = [ref for ref, _, node in rubric.walk() if not isinstance(node, Criterion)]
    for name in rubric.floors:
        if name not in pillars:
            span = document.span(("floors", name), key=True)
            yield found("reference-unknown", span, name=name, **suggestion(name, pillars))


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
                    yield found("reference-unknown", span, name=ref, **suggestion(ref, known))


def _consistency_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    known = {node.id for _, _, node in rubric.walk()} | {ref for ref, _, _ in rubric.walk()}
    for n, block in enumerate(rubric.consistency):
        first: dict[str, int] = {}
        for k, variable in enumerate(block.variables):
            span = document.span(("consistency", n, "variables", k, "id"))
            if variable.id in first:
                yield found("id-repeated", span, id=variable.id, first=first[variable.id])
            first.setdefault(variable.id, span.line)
            for m, ref in enumerate(variable.of):
                if ref.removesuffix(".*") not in known:
                    place = document.span(("consistency", n, "variables", k, "of", m))
                    yield found("reference-unknown", place, name=ref, **suggestion(ref, known))
        for k, row in enumerate(block.surface):
            for m, name in enumerate(row):
                if name not in first:
                    place = document.span(("consistency", n, "surface", k, m))
                    yield found("reference-unknown", place, name=name, **suggestion(name, set(first)))


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)


# --- a case against its rubric ---------------------------------------------------------------


def check_case(file: CaseFile, standard: RubricFile) -> tuple[CaseFile, tuple[Finding, ...]]:
    """A case without what its rubric does not know, and the findings that say so."""
    rubric, case = standard.rubric, file.case
    findings = [*_facet_findings(file, rubric), *_document_findings(file), *_target_findings(file, rubric)]
    findings += [*waiver_findings(file), *_placeholder_findings(file)]
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
            if measure.takes(measurement.unit):
                kept.append(measurement)
                continue
            place = file.span(f"measures/{name}/{n}")
            values: dict[str, Value] = {"measure": name, "given": measurement.unit, "wanted": both(measure.unit)}
            findings.append(found("measure-unit", place, case=file.case.case, ref=name, **values))
        if kept:
            sound[name] = tuple(kept)
    return sound, findings


# --- what nobody filled in -------------------------------------------------------------------


def _placeholder_findings(file: CaseFile) -> Iterator[Finding]:
    """What `evalkit new case` wrote and nobody filled in."""
    case = file.case
    texts: list[tuple[str, str, object]] = [
        ("region.name", "region/name", case.region.name),
        ("region.code", "region/code", case.region.code),
    ]
    if case.plan is not None:
        texts += [("plan.title", "plan/title", case.plan.title), ("plan.issuer", "plan/issuer", case.plan.issuer)]
    texts += [(f"documents.{d.id}.title", f"documents/{n}", d.title) for n, d in enumerate(case.documents)]
    texts += [(f"facets.{name}.because", f"facets/{name}", d.because) for name, d in case.facets.items()]
    for name in case.ratings:
        for n, rating in enumerate(case.ratings_of(name)):
            texts.append((f"ratings.{name}.because", f"ratings/{name}/{n}", rating.because))
    for key, place, text in texts:
        said = (text.zh, text.en) if isinstance(text, Translations) else (text,)
        left = next((t for t in said if t in PLACEHOLDERS), None)
        if left is not None:
            yield found("placeholder-left", file.span(place), case=case.case, key=key, value=left)
