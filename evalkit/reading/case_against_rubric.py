"""A rubric's own sense, and a case against its rubric: findings in the user's ids, and the case
without what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.model.case import PLACEHOLDERS, CaseFile, Rating
from evalkit.model.fields import Translations, both
from evalkit.model.finding import Finding, Value, found, listed, suggestion
from evalkit.model.place import Place, Span
from evalkit.model.rubric import Criterion, Rubric, RubricFile
from evalkit.reading.waivers import waiver_findings

# --- the rubric's own sense ------------------------------------------------------------------


# --- a case against its rubric ---------------------------------------------------------------


def check_case(file: CaseFile, standard: RubricFile) -> tuple[CaseFile, tuple[Finding, ...]]:
    """A case without what its rubric does not know, and the findings that say so."""
    rubric, case = standard.rubric, file.case
    findings = [
        *_facet_findings(file, rubric),
        *_document_findings(file),
        *_target_findings(file, rubric),
    ]
    findings += [*waiver_findings(file), *_placeholder_findings(file)]
    criteria = {criterion.id: criterion for _, criterion in rubric.criteria()}
    ratings: dict[str, tuple[Rating, ...]] = {}
    places = dict(file.places)
    for name in case.ratings:
        given: list[tuple[int, Rating]] = []
        for n, rating in enumerate(case.ratings_of(name)):
            faults = list(_rating_findings(name, n, rating, file, standard, criteria))
            findings += faults
            if not any(fault.severity == "error" for fault in faults):
                given.append((n, rating))
        kept, repeated = _one_a_rater(name, given, file)
        findings += repeated
        for now, (was, _) in enumerate(kept):
            _renumber(places, file.places, name, was, now)
        if kept:
            ratings[name] = tuple(rating for _, rating in kept)
    measures, wrong = _measures(file, rubric, criteria)
    findings += wrong
    facets = {name: d for name, d in case.facets.items() if _facet_known(name, d.is_, rubric)}
    sound = case.model_copy(update={"ratings": ratings, "measures": measures, "facets": facets})
    return CaseFile(sound, file.file, file.sha256, places), tuple(findings)


def _renumber(
    places: dict[str, Place], old: Mapping[str, Place], name: str, was: int, now: int
) -> None:
    if was == now:
        return
    for key, place in old.items():
        for kind in ("ratings", "evidence"):
            head = f"{kind}/{name}/{was}"
            if key == head or key.startswith(head + "/"):
                places[f"{kind}/{name}/{now}" + key[len(head) :]] = place


def _rating_findings(
    name: str,
    n: int,
    rating: Rating,
    file: CaseFile,
    standard: RubricFile,
    criteria: Mapping[str, Criterion],
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
        where = (
            f"{standard.file}:{standard.places['scale'][0]}"
            if "scale" in standard.places
            else standard.file
        )
        level = f"{rating.level:g}"
        values: dict[str, Value] = {"level": level, "low": low, "high": high, "where": where}
        yield found("level-unknown", span, case=case, ref=name, criterion=name, **values)
    if state == "not-applicable" and rating.because is None:
        yield found("reason-missing", span, case=case, ref=name, criterion=name)
    if state == "rated" and rating.because is None and rating.level is not None:
        level = f"{rating.level:g}"
        yield found(
            "rating-without-reason",
            span,
            case=case,
            ref=name,
            criterion=name,
            rater=rating.rater,
            level=level,
        )
    known = [check.id for check in criterion.checks]
    for check in rating.checks:
        if check not in known:
            near = suggestion(check, known)
            choices: dict[str, Value] = {"choices": listed(known)} if known else {}
            yield found(
                "check-unknown",
                span,
                case=case,
                ref=name,
                criterion=name,
                check=check,
                **choices,
                **near,
            )
    documents = [document.id for document in file.case.documents]
    for k, evidence in enumerate(rating.evidence):
        if evidence.document not in documents:
            near = suggestion(evidence.document, documents)
            choices = {"choices": listed(documents)} if documents else {}
            place = file.span(f"evidence/{name}/{n}/{k}")
            yield found(
                "document-unknown",
                place,
                case=case,
                ref=name,
                document=evidence.document,
                **choices,
                **near,
            )


def _one_a_rater(
    name: str, given: list[tuple[int, Rating]], file: CaseFile
) -> tuple[list[tuple[int, Rating]], list[Finding]]:
    """Ratings, with their places in the file, of raters who rated once; and the one decision.

    Of somebody who rated twice, and of two decisions, nobody knows which is meant: none counts.
    """
    places: dict[str, list[int]] = {}
    decisions = [n for n, rating in given if rating.adjudicates]
    for n, rating in given:
        if not rating.adjudicates:
            places.setdefault(rating.rater, []).append(n)
    about = {"case": file.case.case, "ref": name, "criterion": name}

    def span(n: int) -> Span:
        return file.span(f"ratings/{name}/{n}")

    findings = [
        found("rater-repeated", span(n), rater=rater, **about)
        for rater, several in places.items()
        for n in several[1:]
    ]
    raters = ", ".join(rating.rater for _, rating in given if rating.adjudicates)
    findings += [
        found("adjudication-repeated", span(n), raters=raters, **about) for n in decisions[1:]
    ]
    once = {several[0] for several in (*places.values(), decisions) if len(several) == 1}
    return [(n, rating) for n, rating in given if n in once], findings


def _facet_known(name: str, values: tuple[str, ...], rubric: Rubric) -> bool:
    return name in rubric.facets and set(values) <= set(rubric.facets[name].values)


def _facet_findings(file: CaseFile, rubric: Rubric) -> Iterator[Finding]:
    case = file.case
    for name, declaration in case.facets.items():
        span = file.span(f"facets/{name}")
        if name not in rubric.facets:
            near = suggestion(name, rubric.facets)
            yield found(
                "facet-unknown",
                span,
                case=case.case,
                facet=name,
                choices=listed(rubric.facets),
                **near,
            )
            continue
        known = rubric.facets[name].values
        for value in declaration.is_:
            if value not in known:
                near = suggestion(value, known)
                values: dict[str, Value] = {"facet": name, "value": value, "choices": listed(known)}
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
            yield found(
                "document-repeated",
                file.span(f"documents/{n}"),
                case=file.case.case,
                id=document.id,
            )
        seen.add(document.id)


def _target_findings(file: CaseFile, rubric: Rubric) -> Iterator[Finding]:
    measured = [criterion.id for _, criterion in rubric.criteria() if criterion.measure]
    for n, target in enumerate(file.case.targets):
        span = file.span(f"targets/{n}")
        if target.measure not in measured:
            yield _measure_unknown(target.measure, span, file, rubric, measured)
        elif target.year is None or target.baseline is None:
            lacks = (
                "@baseline-value"
                if target.year
                else "@year-value"
                if target.baseline
                else "@year-baseline"
            )
            yield found(
                "target-incomplete", span, case=file.case.case, measure=target.measure, lacks=lacks
            )


def _measure_unknown(
    name: str, span: Span, file: CaseFile, rubric: Rubric, measured: list[str]
) -> Finding:
    choices: dict[str, Value] = {"choices": listed(measured)} if measured else {}
    near = suggestion(name, measured)
    return found(
        "measure-unknown",
        span,
        case=file.case.case,
        measure=name,
        rubric=rubric.pin,
        **choices,
        **near,
    )


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
            values: dict[str, Value] = {
                "measure": name,
                "given": measurement.unit,
                "wanted": both(measure.unit),
            }
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
        texts += [
            ("plan.title", "plan/title", case.plan.title),
            ("plan.issuer", "plan/issuer", case.plan.issuer),
        ]
    texts += [
        (f"documents.{d.id}.title", f"documents/{n}", d.title) for n, d in enumerate(case.documents)
    ]
    texts += [
        (f"facets.{name}.because", f"facets/{name}", d.because) for name, d in case.facets.items()
    ]
    for name in case.ratings:
        for n, rating in enumerate(case.ratings_of(name)):
            texts.append((f"ratings.{name}.because", f"ratings/{name}/{n}", rating.because))
    for key, place, text in texts:
        said = (text.zh, text.en) if isinstance(text, Translations) else (text,)
        left = next((t for t in said if t in PLACEHOLDERS), None)
        if left is not None:
            yield found("placeholder-left", file.span(place), case=case.case, key=key, value=left)
