"""Waivers (``allow:``): which findings somebody accepts, and what is wrong with a waiver itself.

A waiver needs an owner, a reason and a date, holds to the end of that date, and is always shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

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


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that a waiver accepts, and where the waiver stands."""

    finding: Finding
    waiver: Waiver
    span: Span


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
    for finding in findings:
        match = [(w, s) for w, s in active if covers(w, finding, places)]
        for _, span in match[:1]:
            used[span] += 1
        room = [(w, s) for w, s in match[:1] if used[s] <= (w.n or 1)]
        if room:
            waived.append(Waived(finding, *room[0]))
        else:
            open_.append(finding)
    for waiver, span in active:
        n, most = used[span], waiver.n or 1
        if n > most:
            extra.append(say("waiver-exceeded", span, finding=named(waiver), n=n, most=most))
        if not n and (complete or waiver.finding not in NEED_TEXT):
            extra.append(say("waiver-unneeded", span, finding=named(waiver)))
    return (*open_, *extra), tuple(waived)


def _active(
    file: CaseFile, as_of: date, places: Places
) -> tuple[list[tuple[Waiver, Span]], list[Finding]]:
    """The waivers that hold, and where they stand; findings on those whose date is over."""
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
        else:
            active.append((waiver, span))
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
