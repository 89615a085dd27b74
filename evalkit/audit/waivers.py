"""Waivers (``allow:``): which findings somebody accepts, and what is wrong with a waiver itself.

A waiver needs an owner, a reason and a date, holds to the end of that date, and is always shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from evalkit.model.case import CaseFile, Waiver
from evalkit.model.finding import Finding, found
from evalkit.model.place import Span
from evalkit.reading.waivers import FIRM, can_hold, named

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
    file: CaseFile, findings: Sequence[Finding], as_of: date, complete: bool
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """(findings that count, findings that are waived); findings on waivers are among the first.

    Args:
        complete: whether all texts were at hand; if not, a waiver of what only a text can show may
            still be needed.
    """
    active: list[tuple[Waiver, Span]] = []
    extra: list[Finding] = []
    say = partial(found, case=file.case.case)
    for n, waiver in enumerate(file.case.allow):
        span = file.span(f"allow/{n}")
        if not can_hold(waiver):
            continue  # reading the case has said why
        if waiver.until is not None and waiver.until < as_of:
            until, owner = waiver.until.isoformat(), waiver.owner or ""
            extra.append(
                say("waiver-expired", span, finding=named(waiver), until=until, owner=owner)
            )
        else:
            active.append((waiver, span))
    open_, waived, used = [], [], set()
    for finding in findings:
        match = next(((w, s) for w, s in active if covers(w, finding)), None)
        if match is None:
            open_.append(finding)
        else:
            waived.append(Waived(finding, *match))
            used.add(match[1])
    for waiver, span in active:
        if span not in used and (complete or waiver.finding not in NEED_TEXT):
            extra.append(say("waiver-unneeded", span, finding=named(waiver)))
    return (*open_, *extra), tuple(waived)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver is about a finding: the same code, and the place it names, if it names
    one."""
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
    return waiver.at in touched | named
