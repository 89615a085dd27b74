"""A case against its rubric: findings in the user's ids, and the case without what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

from evalkit.model.case import PLACEHOLDERS, CaseFile, Measurement, Rating
from evalkit.model.fields import Text, both
from evalkit.model.finding import Finding, Value, found, listed, of_case, suggestion
from evalkit.model.place import Place, Span
from evalkit.model.rubric import Criterion, Rubric, RubricFile
from evalkit.model.scale import Scale
from evalkit.reading.commitments_against_rubric import check_commitments
from evalkit.reading.marks import NONE
from evalkit.reading.raters import rater_findings
from evalkit.reading.rubric import check_unknown, facet_findings, named, titled
from evalkit.reading.waivers import waiver_findings


def check_case(file: CaseFile, standard: RubricFile) -> tuple[CaseFile, tuple[Finding, ...]]:
    """A case without what its rubric does not know, and the findings that say so."""
    rubric, case = standard.rubric, file.case
    unfilled = case.unrated and bool(rubric.rated)  # which is said once, by whoever counts ratings
    findings = [
        *_facet_findings(file, rubric, unfilled),
        *_document_findings(file),
        *_promise_findings(file, rubric),
        *_kind_findings(file, rubric),
        *rater_findings(file),
        *waiver_findings(file, rubric),
        *([] if unfilled else _placeholder_findings(file)),
    ]
    criteria = {criterion.id: criterion for _, criterion in rubric.criteria()}
    ratings: dict[str, tuple[Rating, ...]] = {}
    moves: list[tuple[str, str]] = []
    for name in case.ratings:
        given: list[tuple[int, Rating]] = []
        for n, rating in enumerate(case.ratings_of(name)):
            faults = list(rating_findings(name, n, rating, file, standard, criteria))
            findings += faults
            if not any(fault.severity == "error" for fault in faults):
                given.append((n, rating))
        kept, repeated = _one_a_rater(name, given, file)
        findings += repeated
        for now, (was, _) in enumerate(kept):
            moves += [(f"{kind}/{name}/{was}", f"{kind}/{name}/{now}") for kind in _RATED]
        if kept:
            ratings[name] = tuple(rating for _, rating in kept)
    measures, wrong = _measures(file, rubric, criteria)
    findings += wrong
    promised, of_promises = check_commitments(file, rubric)
    findings += of_promises
    moves += [(f"commitments/{was}", f"commitments/{now}") for now, (was, _) in enumerate(promised)]
    commitments = tuple(commitment for _, commitment in promised)
    findings = _one_a_document(findings, file)
    facets = {name: d for name, d in case.facets.items() if _facet_known(name, d.is_, rubric)}
    sound = case.model_copy(
        update={
            "ratings": ratings,
            "measures": measures,
            "facets": facets,
            "commitments": commitments,
        }
    )
    places, elsewhere = _moved(file.places, moves), _moved(file.elsewhere, moves)
    checked = replace(file, case=sound, places=places, elsewhere=elsewhere)
    return checked, tuple(of_case(case.case, findings))


def _one_a_document(findings: list[Finding], file: CaseFile) -> list[Finding]:
    """Each document that is named and is not there once, with how often; none where it stands in
    the file and could not be read, which is told there."""
    named: dict[object, list[Finding]] = {}
    for finding in findings:
        if finding.code == "document-unknown":
            named.setdefault(dict(finding.values)["document"], []).append(finding)
    once = {}
    for document, several in named.items():
        known = {f"documents/{document}", "documents/"} & file.left_out
        first = min(several, key=lambda f: f.span)
        if len(several) > 1:
            values = tuple(sorted({**dict(first.values), "n": len(several)}.items()))
            first = replace(first, values=values, ref=None)
        once[document] = None if known else first
    out, told = list[Finding](), set[object]()
    for finding in findings:
        if finding.code != "document-unknown":
            out.append(finding)
        elif (document := dict(finding.values)["document"]) not in told:
            told.add(document)
            out += [one] if (one := once[document]) is not None else []
    return out


_RATED = ("ratings", "evidence", "checks")
Where = TypeVar("Where", Place, Span)


def _moved(held: Mapping[str, Where], moves: Iterable[tuple[str, str]]) -> dict[str, Where]:
    """Places under the numbers that parts have now; each only moves down, and in order."""
    out = dict(held)
    for old, new in moves:
        if old == new:
            continue
        for key in [key for key in out if key == new or key.startswith(f"{new}/")]:
            del out[key]
        for key, place in held.items():
            if key == old or key.startswith(f"{old}/"):
                out[new + key[len(old) :]] = place
    return out


def rating_findings(
    name: str,
    n: int,
    rating: Rating,
    file: CaseFile,
    standard: RubricFile,
    criteria: Mapping[str, Criterion],
) -> Iterator[Finding]:
    """What is wrong with one rating: its criterion, level, state, reason, checks, documents."""
    rubric, criterion = standard.rubric, criteria.get(name)
    key, span = file.span(f"criterion/{name}"), file.span(f"ratings/{name}/{n}")
    if criterion is None:
        near = named(name, criteria.values()) or suggestion(name, criteria)
        yield found("criterion-unknown", key, criterion=name, rubric=rubric.pin, **near)
        return
    if criterion.levels is None:
        if rating.state in ("not-applicable", "missing"):
            yield from _level_findings(name, rating, span, standard)
        elif not rating.blank:
            yield found("criterion-measured", key, criterion=name)
        return
    yield from _level_findings(name, rating, span, standard)
    yield from _check_findings(name, n, rating, file, criterion)
    documents = [document.id for document in file.case.documents]
    for k, evidence in enumerate(rating.evidence):
        if evidence.document not in documents:
            yield found(
                "document-unknown",
                file.span(f"evidence/{name}/{n}/{k}"),
                ref=name,
                document=evidence.document,
                choices=listed(documents) or None,
                **(
                    titled(evidence.document, {d.id: d.title for d in file.case.documents})
                    or suggestion(evidence.document, documents)
                ),
            )


def _check_findings(
    name: str, n: int, rating: Rating, file: CaseFile, criterion: Criterion
) -> Iterator[Finding]:
    """Checks that the criterion does not have; several that a full-width comma holds together."""
    known = [check.id for check in criterion.checks]
    for k, check in enumerate(rating.checks):
        span = file.span(f"checks/{name}/{n}/{k}")
        comma = re.search("[，、；;]", check)
        if check not in known and comma:
            parts = (re.split(r"\s*[，、；;]\s*", own) for own in rating.checks)
            every = listed(part for own in parts for part in own if part)
            yield _one_of_several(comma[0], f"checks: [{every}]", span, ref=name)
        elif check not in known:
            yield check_unknown(criterion, check, span, ref=name)


def _level_findings(
    name: str, rating: Rating, span: Span, standard: RubricFile
) -> Iterator[Finding]:
    """Level, state and reason of a rating against each other and against the scale."""
    scale = standard.rubric.scales.get(name)  # none where it is measured
    level, state = rating.level, rating.state or "rated"
    shown = None if level is None else f"{level:g}"
    say = partial(found, ref=name, criterion=name)
    begun = rating.because is not None or rating.checks or rating.evidence or rating.state
    if state == "rated" and level is None and begun:
        yield say("level-missing", span)
    elif state != "rated" and level is not None:
        yield say("state-conflict", span, state=f"@{state}")
    elif level is not None and scale is not None and level not in scale.ratable:
        own = f"{standard.rubric.ref_of[name]}/{scale.low}"
        at = standard.places.get(own if scale.own else "scale")
        where = f"{standard.file}:{at[0]}" if at else standard.file
        ends: dict[str, Value] = {"low": scale.low, "high": scale.high, "where": where}
        yield say("level-unknown", span, level=shown, **ends, **_halves(level, scale))
    if rating.because is None and state == "not-applicable":
        yield say("reason-missing", span)
    if rating.because is None and state == "rated" and shown:
        yield say("rating-without-reason", span, rater=rating.rater, level=shown)


def _halves(level: float, scale: Scale) -> dict[str, Value]:
    """The levels that a level stands half-way between, under a rubric without half levels; under
    one with, and where levels are the criterion's own, all that may be given."""
    for low, high in pairwise(scale.levels):
        if level == round((low + high) / 2, 9) and not scale.half_levels:
            return {"below": low, "above": high}
    every = listed(f"{own:g}" for own in scale.ratable)
    return {"halves": every} if scale.half_levels or scale.own else {}


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
    about = {"ref": name, "criterion": name}

    def span(n: int) -> Span:
        return file.span(f"ratings/{name}/{n}")

    def unnamed(several: list[int]) -> str | None:
        each = [n for n, rating in given if n in several and "rater" not in rating.model_fields_set]
        return span(each[0]).in_line if each else None

    findings = [
        found(
            "rater-repeated",
            span(n),
            rater=rater,
            first=span(several[0]).in_line,
            unnamed=unnamed(several),
            **about,
        )
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


def _facet_findings(file: CaseFile, rubric: Rubric, unfilled: bool) -> Iterator[Finding]:
    case = file.case
    for name, declaration in case.facets.items():
        span = file.span(f"facets/{name}")
        yield from _value_findings(name, declaration.is_, span, file, rubric)
        if name in rubric.facets and declaration.because is None:
            yield found("facet-without-reason", span, facet=name)
    near = _meant_facets(case.facets, rubric)
    faulty = {name for name in rubric.facets if f"facets/{name}" in file.left_out} | near
    for facet in () if unfilled else [name for name in rubric.facets if name not in faulty]:
        n = sum(facet in criterion.applies for _, criterion in rubric.criteria())
        if n and facet not in case.facets:
            yield found("facet-undeclared", file.span("facets"), facet=facet, n=n)


def _value_findings(
    name: str, values: Sequence[str], span: Span, file: CaseFile, rubric: Rubric
) -> Iterator[Finding]:
    """Values that a facet does not have; several that another mark than a comma holds together,
    none of several, and several of which there is one."""
    facet = rubric.facets.get(name)
    given = []
    for k, value in enumerate(values):
        key = f"facets/{name}/is/{k}"
        place = file.span(key) if file.has(key) else span
        parts = re.split(r"\s*[，、；;]\s*", value.strip())
        if facet is None or value in facet.values or not facet.many:
            given.append((value, place))
        elif value in NONE:
            said = {"facet": name, "value": value, "choices": listed(facet.values)}
            yield found("facet-value-unknown", place, none="is: []", **said)
        elif len(parts) > 1 and all(ids := [_value_meant(part, facet.values) for part in parts]):
            mark = re.search("[，、；;]", value)
            yield _one_of_several(mark[0] if mark else "、", f"is: [{listed(ids)}]", place)
        else:
            given.append((value, place))
    if facet is not None and not facet.many and len(values) > 1:
        yield found("facet-several", span, facet=name, n=len(values), choices=listed(values))
    yield from facet_findings(name, given, span, rubric)


def _value_meant(written: str, values: Mapping[str, Text]) -> str:
    """The value that is called so by its id or its title; empty where none is."""
    return written if written in values else str(titled(written, values).get("suggestion", ""))


def _one_of_several(mark: str, line: str, span: Span, ref: str | None = None) -> Finding:
    """Several names that stand as one, for want of a comma."""
    code = "yaml-mark" if mark.isascii() else "yaml-full-width"
    return found(code, span, ref=ref, written=mark, plain=",", line=line)


def _meant_facets(declared: Iterable[str], rubric: Rubric) -> set[str]:
    """The facets of a rubric that misspelt ones stand for."""
    wrong = [name for name in declared if name not in rubric.facets]
    findings = [f for name in wrong for f in facet_findings(name, (), Span(""), rubric)]
    return {str(dict(finding.values).get("suggestion", "")) for finding in findings}


def _kind_findings(file: CaseFile, rubric: Rubric) -> Iterator[Finding]:
    kind = file.case.plan.kind if file.case.plan is not None else None
    if kind is not None and kind not in rubric.kinds:
        yield found(
            "kind-unknown",
            file.span("plan/kind"),
            kind=kind,
            rubric=rubric.pin,
            choices=listed(rubric.kinds) or None,
            **(
                titled(kind, {k: own.title for k, own in rubric.kinds.items()})
                or suggestion(kind, rubric.kinds)
            ),
        )


def _document_findings(file: CaseFile) -> Iterator[Finding]:
    seen: set[str] = set()
    for n, document in enumerate(file.case.documents):
        if document.id in seen:
            yield found("document-repeated", file.span(f"documents/{n}"), id=document.id)
        seen.add(document.id)


def _promise_findings(file: CaseFile, rubric: Rubric) -> Iterator[Finding]:
    measured = [criterion.id for _, criterion in rubric.criteria() if criterion.measure]
    for key, target in file.case.promises():
        span, name = file.span(key), target.measure or ""
        if name not in measured:
            yield _measure_unknown(name, span, rubric, measured)
        elif target.year is None:
            yield found("target-incomplete", span, measure=name)


def _measure_unknown(name: str, span: Span, rubric: Rubric, measured: list[str]) -> Finding:
    criteria = [criterion for criterion, _ in rubric.measured.values()]
    near = named(name, criteria) or suggestion(name, measured)
    choices = listed(measured) or None
    said = {"measure": name, "rubric": rubric.pin, "choices": choices}
    return found("measure-unknown", span, **said, **near)


def _measures(
    file: CaseFile, rubric: Rubric, criteria: Mapping[str, Criterion]
) -> tuple[dict[str, Any], list[Finding]]:
    measured = [*rubric.quantities]
    sound: dict[str, Any] = {}
    findings: list[Finding] = []
    for name in file.case.measures:
        span = file.span(f"measures/{name}/0")
        measure = rubric.quantities.get(name)
        if measure is None:
            findings.append(_measure_unknown(name, span, rubric, measured))
            continue
        kept = []
        for n, measurement in enumerate(file.case.measurements_of(name)):
            if measure.takes(measurement.unit):
                kept.append(measurement)
                if name in criteria:
                    findings += _negative(name, n, measurement, file, criteria[name])
                continue
            place = file.span(f"measures/{name}/{n}")
            findings.append(
                found(
                    "measure-unit",
                    place,
                    ref=name,
                    measure=name,
                    given=measurement.unit,
                    wanted=both(measure.unit),
                )
            )
        if kept:
            sound[name] = tuple(kept)
    return sound, findings


# what may fall below zero even where its rule says nothing of it
_SIGNED = re.compile(
    r"growth|change|balance|net|rate of increase|temperature|增长|增速|变化|净|差额|温度|涨跌", re.I
)


def _negative(
    name: str, n: int, own: Measurement, file: CaseFile, criterion: Criterion
) -> Iterator[Finding]:
    """A value below zero of what its rubric measures from zero upwards."""
    rule = criterion.measure
    if rule is None or own.value >= 0 or rule.plausible is not None:
        return
    bounds = [*(rule.goalposts or ()), *(step.from_ for step in rule.steps)]
    bounds += [bound for bound in (rule.start, rule.target) if bound is not None]
    told = " ".join((criterion.id, *both(criterion.title), *both(rule.unit)))
    if all(bound >= 0 for bound in bounds) and not _SIGNED.search(told):
        span, value = file.span(f"measures/{name}/{n}"), f"{own.value:g}"
        said = {"measure": name, "value": value, "positive": value.removeprefix("-")}
        yield found("measure-negative", span, ref=name, **said)


# --- what nobody filled in -------------------------------------------------------------------


def _placeholder_findings(file: CaseFile) -> Iterator[Finding]:
    """What `evalkit new case` wrote and nobody filled in."""
    case, plan = file.case, file.case.plan
    texts: list[tuple[str, str, Text | None]] = [
        ("region.name", "region/name", case.region.name),
        ("region.code", "region/code", case.region.code),
        ("plan.title", "plan/title", plan.title if plan else None),
        ("plan.issuer", "plan/issuer", plan.issuer if plan else None),
    ]
    for n, document in enumerate(case.documents):
        texts.append((f"documents.{document.id}.title", f"documents/{n}", document.title))
    for name, declared in case.facets.items():
        texts.append((f"facets.{name}.because", f"facets/{name}", declared.because))
    for name in case.ratings:
        for n, rating in enumerate(case.ratings_of(name)):
            texts.append((f"ratings.{name}.because", f"ratings/{name}/{n}", rating.because))
    for key, place, text in texts:
        left = next((said for said in both(text) if said in PLACEHOLDERS), None)
        if left is not None:
            yield found("placeholder-left", file.span(place), key=key, value=left)
