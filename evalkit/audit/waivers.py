"""Waivers (``allow:``): which findings somebody accepts, and what is wrong with a waiver itself.

A waiver needs an owner, a reason and a date, holds to the end of that date, and is always shown.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from evalkit.model.case import CaseFile, Waiver
from evalkit.model.finding import Finding, found
from evalkit.model.place import Span
from evalkit.model.rubric import Rubric
from evalkit.reading.waivers import FIRM, can_hold, named, places_of

Places = Mapping[str, frozenset[str]]

# Findings that only show once a document's text is at hand.
NEED_TEXT = frozenset(
    {
        "quote-altered",
        "quote-cut",
        "quote-not-found",
        "quote-close",
        "quote-misplaced",
        "quote-joined",
        "quote-short",
        "place-unknown",
        "document-changed",
    }
)

LETTERS = "bcdfghjklmnpqrstvwxz"  # of fingerprints: no digits, which YAML may take for a number
LONGEST = timedelta(days=5 * 365 + 1)  # until a waiver is to be looked at again


class Waived(NamedTuple):
    """A finding that a waiver accepts, and where the waiver stands."""

    finding: Finding
    waiver: Waiver
    span: Span
    fingerprint: str


def sift(
    file: CaseFile, findings: Sequence[Finding], as_of: date, complete: bool, rubric: Rubric
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """(findings that count, findings that are waived); findings on waivers are among the first.

    A waiver accepts as many findings as it was written for; those after them count.

    Args:
        complete: whether all texts were at hand; if not, a waiver of what only a text can show may
            still be needed.
    """
    places = places_of(rubric, file.case) if file.case.allow else {}
    active, extra = _active(file, as_of, places)
    say = partial(found, case=file.case.case)
    open_, waived = [], []
    used = Counter[Span]()
    others = defaultdict[Span, list[str]](list)
    for finding in findings:
        match = [(w, s) for w, s in active if covers(w, finding, places)]
        own = fingerprint(finding) if match else ""
        meant = [(w, s) for w, s in match if not w.for_ or own in w.for_]
        for _, span in match if not meant else ():
            others[span].append(own)
        for _, span in meant[:1]:
            used[span] += 1
        room = [(w, s) for w, s in meant[:1] if used[s] <= _most(w)]
        if room:
            waived.append(Waived(finding, *room[0], own))
        else:
            open_.append(finding)
    for waiver, span in active:
        n, most = used[span], _most(waiver)
        if n > most:
            extra.append(say("waiver-exceeded", span, finding=named(waiver), n=n, most=most))
        if others[span] and not n:
            told = {"meant": ", ".join(waiver.for_), "own": ", ".join(sorted({*others[span]}))}
            extra.append(say("waiver-other", span, finding=named(waiver), **told))
        elif not n and (complete or waiver.finding not in NEED_TEXT):
            extra.append(say("waiver-unneeded", span, finding=named(waiver)))
    return (*open_, *extra), tuple(waived)


def _most(waiver: Waiver) -> int:
    """How many findings a waiver accepts: as many as it says, else one, or one a fingerprint."""
    return waiver.n or max(1, len({*waiver.for_}))


def fingerprint(finding: Finding) -> str:
    """What a finding is about, in six letters."""
    digest = hashlib.sha256(identity(finding).encode("utf-8", "surrogatepass")).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:6])


def identity(finding: Finding) -> str:
    """What tells a finding from others of its case, wherever it stands: its code, what it touches
    and its matter."""
    said = [f"{name}={value}" for name, value in finding.matter]
    return "\x1f".join([finding.code, finding.ref or "", *said])


def _active(
    file: CaseFile, as_of: date, places: Places
) -> tuple[list[tuple[Waiver, Span]], list[Finding]]:
    """The waivers that hold, and where they stand; findings on those whose date is over, or
    too far."""
    active: list[tuple[Waiver, Span]] = []
    over: list[Finding] = []
    for n, waiver in enumerate(file.case.allow):
        span = file.span(f"allow/{n}")
        if not can_hold(waiver) or (waiver.at is not None and waiver.at not in places):
            continue  # reading the case has said why
        if waiver.until is not None and waiver.until < as_of:
            until, owner = waiver.until.isoformat(), waiver.owner or ""
            told = {"finding": named(waiver), "until": until, "owner": owner}
            over.append(found("waiver-expired", span, case=file.case.case, **told))
            continue
        active.append((waiver, span))
        if waiver.until is not None and waiver.until - as_of > LONGEST:
            until, latest = waiver.until.isoformat(), (as_of + LONGEST).isoformat()
            told = {"finding": named(waiver), "until": until, "latest": latest}
            over.append(found("waiver-long", span, case=file.case.case, **told))
    return active, over


def covers(waiver: Waiver, finding: Finding, places: Places) -> bool:
    """Whether a waiver is about a finding: the same code, and the place it names, if it names
    one; ``places``: what each place covers."""
    if waiver.finding != finding.code or finding.code in FIRM:
        return False
    if waiver.at is None:
        return True
    touched = {finding.ref or "", (finding.ref or "").split(".")[-1]}
    named = {
        str(value)
        for name, value in finding.values
        if name in ("criterion", "document", "measure", "pillar", "facet")
    }
    return bool((touched | named) & places.get(waiver.at, frozenset()))
