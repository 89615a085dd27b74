"""Files of one case in; the case with what all of them say, each part with its place, out.

Raters who work apart each keep a file. Their ratings, commitments, documents and so on are put
together; where two files say different things of one part, the first file's counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from evalkit.model.case import CaseFile, Evidence, Rating
from evalkit.model.finding import Finding
from evalkit.model.place import Place, Span
from evalkit.reading.case_drafts import Loose
from evalkit.reading.differences import completed, differences

# parts that are keys of their own in a list or a mapping: what makes one the same in two files
_LISTS: Mapping[str, Callable[[Any], Hashable]] = {
    "documents": lambda document: document.id,
    "commitments": repr,  # of one coder, one id twice is found where commitments are checked
    "targets": repr,
    "allow": repr,
}
_WHOLE = ("commitments_scope", "note")


def joined_files(files: Sequence[CaseFile]) -> tuple[list[CaseFile], list[Finding]]:
    """Cases, each once, in the order of their first files, and what their files say differently.

    A case under another version of the rubric is a case of its own here: ratings given under two
    standards are not put together.
    """
    held: dict[tuple[str, str], CaseFile] = {}
    findings: list[Finding] = []
    for file in files:
        key = (file.case.case, file.case.rubric)
        if key in held and file.file in dict(held[key].files):
            continue  # it was named twice
        if key in held:
            held[key], wrong = joined_case(held[key], file)
            findings += wrong
        else:
            held[key] = file
    return list(held.values()), findings


def joined_case(first: CaseFile, further: CaseFile) -> tuple[CaseFile, list[Finding]]:
    """A case with what a further file of it says; and what that says differently."""
    named = further.case.ratings
    ratings = {name: further.case.ratings_of(name) for name in named}
    spans = {
        key: further.span(key)
        for key in (*further.places, *further.elsewhere)
        if key.startswith(("ratings/", "evidence/", "criterion/"))
    }
    new = with_ratings(first, ratings, spans)
    signed = [key for key in further.places if key.startswith("rater/")]
    update: dict[str, Any] = {}
    places = {key: further.span(key) for key in signed if key not in first.places}
    findings: list[Finding] = []
    for part in (_scalars, _parts, _mappings, _lists, _measures):
        for key, value, spans_of, wrong in part(first, further):
            findings += wrong
            places |= spans_of
            update |= {key: value}
    journal = tuple(sorted((*first.journal, *further.journal), key=lambda line: line.time))
    case = new.case.model_copy(update=update)
    files = (*first.further, (further.file, further.sha256), *further.further)
    elsewhere = {**new.elsewhere, **places}
    left_out = first.left_out | further.left_out
    joined = replace(new, case=case, elsewhere=elsewhere, journal=journal, further=files)
    return replace(joined, left_out=left_out), findings


def with_ratings(
    file: CaseFile, ratings: Mapping[str, Sequence[Rating]], spans: Mapping[str, Span]
) -> CaseFile:
    """A case with ratings that stand elsewhere: in another file, in a table.

    A rating that the case has already counts once. Two different ones of one rater are both kept,
    for :func:`evalkit.reading.case_against_rubric.check_case` to find: neither counts. A rating
    that nobody has begun gives way.

    Args:
        ratings: criterion → ratings of it.
        spans: ``ratings/<criterion>/<n>``, ``evidence/<criterion>/<n>/<k>`` and
            ``criterion/<criterion>`` → place; ``n`` counts the ratings given here.
    """
    own = {name: file.case.ratings_of(name) for name in file.case.ratings}
    elsewhere, places = dict(file.elsewhere), dict(file.places)
    for name, given in ratings.items():
        held = list(own.get(name, ()))
        if name not in own and f"criterion/{name}" in spans:
            elsewhere[f"criterion/{name}"] = spans[f"criterion/{name}"]
        for n, rating in enumerate(given):
            if any(_alike(rating, other) for other in held) or (held and not begun(rating)):
                continue
            idle = (k for k, other in enumerate(held) if _gives_way(other, rating))
            now = next(idle, len(held))
            held[now : now + 1] = [rating]
            _moved(name, now, n, places, elsewhere, spans)
        own[name] = tuple(held)
    case = file.case.model_copy(update={"ratings": own})
    return replace(file, case=case, places=places, elsewhere=elsewhere)


def with_evidence(file: CaseFile, loose: Loose) -> CaseFile:
    """A case with a piece of evidence more for a rating that it has: a table beside it holds it."""
    try:
        evidence = Evidence.model_validate(loose.data)
    except ValidationError:
        return file
    ratings = list(file.case.ratings_of(loose.criterion))
    n = max(n for n, rating in enumerate(ratings) if rating.rater == loose.rater)
    held = ratings[n].evidence
    if evidence in held:
        return file
    ratings[n] = ratings[n].model_copy(update={"evidence": (*held, evidence)})
    update = {"ratings": {**file.case.ratings, loose.criterion: tuple(ratings)}}
    key = f"evidence/{loose.criterion}/{n}/{len(held)}"
    case = file.case.model_copy(update=update)
    return replace(file, case=case, elsewhere={**file.elsewhere, key: loose.span})


def begun(rating: Rating) -> bool:
    """Whether anything is said of a criterion."""
    said = (rating.level, rating.state, rating.because)
    return any(value is not None for value in said) or bool(rating.checks or rating.evidence)


def _gives_way(held: Rating, rating: Rating) -> bool:
    return not begun(held) and ("rater" not in held.model_fields_set or held.rater == rating.rater)


def _alike(a: Rating, b: Rating) -> bool:
    return a.model_dump() == b.model_dump()


def _moved(
    name: str,
    now: int,
    n: int,
    places: dict[str, Place],
    elsewhere: dict[str, Span],
    spans: Mapping[str, Span],
) -> None:
    """The places of the n-th rating given are those of the one that it is now."""
    for kind in ("ratings", "evidence"):
        own, new = f"{kind}/{name}/{n}", f"{kind}/{name}/{now}"
        for held in (places, elsewhere):
            for key in [key for key in held if key == new or key.startswith(f"{new}/")]:
                del held[key]
        for key, span in spans.items():
            if key == own or key.startswith(f"{own}/"):
                elsewhere[new + key[len(own) :]] = span


# --- other parts -----------------------------------------------------------------------------

Joined = tuple[str, Any, dict[str, Span], list[Finding]]


def _differ(first: CaseFile, further: CaseFile, name: str, own: Any, other: Any) -> list[Finding]:
    """What two files say differently of a part whose key is its place."""
    key = name.replace(".", "/")
    spans = first.span(key), further.span(key)
    return list(differences(name, (own, other), spans, first))


def _scalars(first: CaseFile, further: CaseFile) -> Iterator[Joined]:
    """What is said once a case."""
    for key in _WHOLE:
        if key not in further.case.model_fields_set:
            continue
        own, other = getattr(first.case, key), getattr(further.case, key)
        if key not in first.case.model_fields_set:
            yield key, other, {key: further.span(key)}, []
        elif own != other:
            yield key, own, {}, _differ(first, further, key, own, other)


def _parts(first: CaseFile, further: CaseFile) -> Iterator[Joined]:
    """Region and plan, key by key."""
    for part in ("region", "plan"):
        own, other = getattr(first.case, part), getattr(further.case, part)
        if other is None:
            continue
        if own is None:
            keys = [f"{part}/{key}" for key in sorted(other.model_fields_set)]
            yield part, other, {key: further.span(key) for key in keys}, []
            continue
        wrong: list[Finding] = []
        for key in sorted(other.model_fields_set & own.model_fields_set):
            values = getattr(own, key), getattr(other, key)
            wrong += _differ(first, further, f"{part}.{key}", *values)
        value = completed(own, other)
        new = [key for key in type(own).model_fields if getattr(own, key) != getattr(value, key)]
        yield part, value, {f"{part}/{key}": further.span(f"{part}/{key}") for key in new}, wrong


def _mappings(first: CaseFile, further: CaseFile) -> Iterator[Joined]:
    """Facets and raters, name by name."""
    for part in ("facets", "raters"):
        own, other = getattr(first.case, part), getattr(further.case, part)
        wrong: list[Finding] = []
        both = {}
        for name in (name for name in other if name in own):
            spans = first.span(f"{part}/{name}"), further.span(f"{part}/{name}")
            wrong += differences(f"{part}.{name}", (own[name], other[name]), spans, first)
            both[name] = completed(own[name], other[name])
        new = {f"{part}/{name}": further.span(f"{part}/{name}") for name in other.keys() - own}
        yield part, {**other, **own, **both}, new, wrong


def _lists(first: CaseFile, further: CaseFile) -> Iterator[Joined]:
    """Documents, commitments, targets, waivers: those of both, what is alike once."""
    for part, same in _LISTS.items():
        own, held = list(getattr(first.case, part)), getattr(first.case, part)
        known = {same(item): n for n, item in enumerate(held)}
        places, wrong = dict[str, Span](), list[Finding]()
        for n, item in enumerate(getattr(further.case, part)):
            at = known.get(same(item))
            if at is None:
                places[f"{part}/{len(own)}"] = further.span(f"{part}/{n}")
                own.append(item)
            elif item != held[at]:
                spans = first.span(f"{part}/{at}"), further.span(f"{part}/{n}")
                wrong += differences(f"{part}.{item.id}", (held[at], item), spans, first)
                own[at] = completed(held[at], item)
        yield part, tuple(own), places, wrong


def _measures(first: CaseFile, further: CaseFile) -> Iterator[Joined]:
    """Measurements, year by year."""
    update: dict[str, Any] = dict(first.case.measures)
    places, wrong = dict[str, Span](), list[Finding]()
    for name in further.case.measures:
        held = first.case.measurements_of(name)
        own = list(held)
        years = {m.year: n for n, m in enumerate(held)}
        for n, measurement in enumerate(further.case.measurements_of(name)):
            at, here = years.get(measurement.year), further.span(f"measures/{name}/{n}")
            if at is None:
                places[f"measures/{name}/{len(own)}"] = here
                own.append(measurement)
            elif held[at] != measurement:
                spans = first.span(f"measures/{name}/{at}"), here
                wrong += differences(f"measures.{name}", (held[at], measurement), spans, first)
                own[at] = completed(held[at], measurement)
        update[name] = tuple(own)
    yield "measures", update, places, wrong
