"""Files of one case in; the first of them with what the others say besides, or why not, out.

The first file's text stays as it is: what the others hold more is spliced in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from evalkit.editing import Change, RatingChange, ValueChange, edited
from evalkit.editing.changes import spelling
from evalkit.editing.parts import same
from evalkit.model.case import CaseFile, JournalLine, unfilled
from evalkit.model.finding import Finding, found, from_problem
from evalkit.model.place import SourceProblem
from evalkit.model.refusal import Refusal, reason
from evalkit.reading.case import read_case
from evalkit.reading.differences import differences
from evalkit.reading.joining import begun, joined_case
from evalkit.reading.yaml import Document, decode, get, parse

_MAPPINGS = ("region", "plan", "facets", "raters")
_LISTS = ("documents", "targets", "allow")
_INNER = ("facets", "raters")
_ONCE = ("commitments_scope", "note")
# what two files of a case cannot say differently without ratings meaning something else
_BINDING = re.compile(r"rubric\Z|documents\..+\.(file|sha256)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Merged:
    """The first file's bytes with what the others hold; its new lines of the journal; findings.

    ``conflicts``: what no one can join; then ``content`` is the first file as it was.
    ``ratings``: rater → how many ratings came in.
    """

    content: bytes
    journal: tuple[JournalLine, ...]
    findings: tuple[Finding, ...]
    conflicts: tuple[Finding, ...]
    ratings: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    file: CaseFile


def merged(
    first: tuple[bytes, str], others: Sequence[tuple[bytes, str]], *, who: str, time: str
) -> Merged:
    """Files of one case as one.

    Args:
        first, others: each file's bytes and name.
        who, time: for the journal.

    Raises:
        Refusal: the files are not of one case.
        EditRefused: the first cannot be added to.
    """
    content, name = first
    journal, warnings, conflicts = list[JournalLine](), list[Finding](), list[Finding]()
    came = Counter[str]()
    for other, other_name in others:
        held, wrong = _read(content, name)
        more, wrong_too = _read(other, other_name)
        conflicts += [*wrong, *wrong_too]
        if held is None or more is None or wrong or wrong_too:
            break
        changes, apart = _compared(held, more)
        conflicts += [f for f in apart if _binds(f)]
        warnings += [f for f in apart if not _binds(f)]
        if conflicts:
            continue
        came.update(c.rater for c in changes if isinstance(c, RatingChange))
        new = edited(content, name, changes, who=who, command="merge", time=time)
        content, journal = new.content, [*journal, *new.journal]
    if conflicts:
        return Merged(first[0], (), tuple(warnings), tuple(dict.fromkeys(conflicts)))
    return Merged(content, tuple(journal), tuple(warnings), (), tuple(sorted(came.items())))


def _binds(finding: Finding) -> bool:
    key = str(dict(finding.values).get("key", ""))
    return finding.code != "case-differs" or _BINDING.match(key) is not None


def _read(content: bytes, name: str) -> tuple[_Read | None, tuple[Finding, ...]]:
    """A file as a case; errors in it, where it has any."""
    try:
        document = parse(decode(content), name)
    except SourceProblem as problem:
        return None, (from_problem(problem, name),)
    file, findings = read_case(document)
    errors = tuple(finding for finding in findings if finding.severity == "error")
    return _Read(document, file) if file is not None else None, errors


def _compared(first: _Read, other: _Read) -> tuple[list[Change], list[Finding]]:
    """What another file holds more than the first, and what it says differently."""
    ours, theirs = first.file.case, other.file.case
    if ours.case != theirs.case:
        names = {"one": ours.case, "other": theirs.case, "file": other.file.file}
        raise Refusal(reason("merge.cases", **names))
    findings = joined_case(first.file, other.file)[1]
    if ours.rubric != theirs.rubric:
        spans = first.file.span("rubric"), other.file.span("rubric")
        findings += differences("rubric", (ours.rubric, theirs.rubric), spans, first.file)
    changes: list[Change] = []
    for part in (_ratings, _commitments):
        for item in part(first, other):
            if isinstance(item, Finding):
                findings.append(item)
            else:
                changes.append(item)
    origin = PurePath(other.file.file).name
    values = [replace(change, because=origin) for change in _values(first, other)]
    return [*values, *(replace(change, because=origin) for change in changes)], findings


def _ratings(first: _Read, other: _Read) -> Iterator[Change | Finding]:
    held = first.file.case
    for name in other.file.case.ratings:
        several = isinstance(get(other.document.data, ("ratings", name)), list)
        for n, rating in enumerate(other.file.case.ratings_of(name)):
            if not begun(rating):
                continue
            key = (rating.rater, rating.adjudicates)
            own = [
                (k, r)
                for k, r in enumerate(held.ratings_of(name))
                if (r.rater, r.adjudicates) == key and begun(r)
            ]
            if any(r.model_dump() == rating.model_dump() for _, r in own):
                continue
            here = other.file.span(f"ratings/{name}/{n}")
            if own:
                there = first.file.span(f"ratings/{name}/{own[0][0]}").in_line
                named = "rater" in rating.model_fields_set and "rater" in own[0][1].model_fields_set
                about = {"ref": name, "criterion": name, "case": held.case, "first": there}
                unnamed = None if named else here.in_line
                yield found("rater-repeated", here, rater=rating.rater, unnamed=unnamed, **about)
                continue
            raw = get(other.document.data, ("ratings", name, n) if several else ("ratings", name))
            became = {key: value for key, value in raw.items() if key != "rater"}
            yield RatingChange(name, rating.rater, became)


def _commitments(first: _Read, other: _Read) -> Iterator[Change | Finding]:
    own = first.file.case.commitments
    held = {(c.id, c.rater, c.place[0]): n for n, c in enumerate(own)}
    more = len(own)
    for n, unit in enumerate(other.file.case.commitments):
        at = held.get((unit.id, unit.rater, unit.place[0]))
        if at is None:
            yield ValueChange(("commitments", more), get(other.document.data, ("commitments", n)))
            more += 1
        elif unit != first.file.case.commitments[at]:
            there = first.file.span(f"commitments/{at}").in_line
            said = {"id": unit.id, "rater": unit.rater, "first": there}
            yield found("unit-repeated", other.file.span(f"commitments/{n}"), **said)


def _values(first: _Read, other: _Read) -> Iterator[ValueChange]:
    """What the first file does not say of the case at all."""
    ours, theirs = first.document.data, other.document.data
    for key in _ONCE:
        if ours.get(key) is None and theirs.get(key) is not None:
            yield ValueChange((key,), theirs[key])
    for part in _MAPPINGS:
        own, held = ours.get(part) or {}, theirs.get(part) or {}
        known = {spelling(str(name)) for name in own} if part == "raters" else set(own)
        for name, value in held.items():
            blank = part in ("region", "plan") and _unfilled(own.get(name))
            if (name not in known or blank) and value is not None:
                yield ValueChange((part, name), value)
            elif isinstance(value, dict) and isinstance(own.get(name), dict) and part in _INNER:
                yield from _more((part, name), own[name], value)
    for part in _LISTS:
        own, n = ours.get(part) or [], len(ours.get(part) or [])
        ids = [item.get("id") for item in own if isinstance(item, dict)]
        for item in theirs.get(part) or []:
            if any(same(item, known) for known in own):
                continue
            if part == "documents" and item["id"] in ids:
                at = ids.index(item["id"])
                yield from _more((part, at), own[at], item)
                continue
            yield ValueChange((part, n), item)
            n += 1
    yield from _measures(ours.get("measures") or {}, theirs.get("measures") or {})


def _more(path: tuple[str | int, ...], own: Any, other: Any) -> Iterator[ValueChange]:
    """What only the other file says of a part, or the first has not filled in."""
    for key, value in other.items():
        if value is not None and _unfilled(own.get(key)) and not same(own.get(key), value):
            yield ValueChange((*path, key), value)


def _unfilled(value: Any) -> bool:
    """The same as :func:`evalkit.model.case.unfilled`, of plain data."""
    texts = value.values() if isinstance(value, dict) else (value,)
    return value is None or any(unfilled(text) for text in texts)


def _measures(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[ValueChange]:
    for name, value in theirs.items():
        own = ours.get(name)
        held = own if isinstance(own, list) else [own] if own else []
        years = {item.get("year"): n for n, item in enumerate(held)}
        items = value if isinstance(value, list) else [value] if value else []
        new = list(held)
        for item in items:
            at = years.get(item.get("year"))
            if at is None:
                new.append(item)
            else:
                new[at] = {**held[at], **{k: v for k, v in item.items() if held[at].get(k) is None}}
        if not same(new, held):
            yield ValueChange(("measures", name), new if len(new) > 1 else new[0])
