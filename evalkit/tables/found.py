"""Findings of many rows in; how many there are of each kind, and where the first stand, out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evalkit.model.finding import SEVERITY, Finding, Severity

SHOWN = 5  # places of a kind that are named


@dataclass(frozen=True, slots=True)
class Counted:
    """Findings of one code: how many, and the first of them, in order of the cases."""

    code: str
    n: int
    first: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        return SEVERITY[self.code]


def counted(findings: Iterable[Finding]) -> tuple[Counted, ...]:
    """Findings one by one, by their code."""
    held: dict[str, list[Finding]] = {}
    for finding in findings:
        held.setdefault(finding.code, []).append(finding)
    return tuple(Counted(code, len(own), tuple(own[:SHOWN])) for code, own in sorted(held.items()))


def all_counted(parts: Iterable[Sequence[Counted]]) -> tuple[Counted, ...]:
    """What was counted part by part, as one; parts in the order of their cases."""
    held: dict[str, Counted] = {}
    for own in (one for part in parts for one in part):
        was = held.get(own.code, Counted(own.code, 0, ()))
        first = (*was.first, *own.first)[:SHOWN]
        held[own.code] = Counted(own.code, was.n + own.n, first)
    return tuple(held[code] for code in sorted(held))


def of_same_cases(parts: Iterable[Counted]) -> tuple[Counted, ...]:
    """What several questions counted over the same cases, as one: the first in order of the cases,
    as they would be of any part of them."""
    held: dict[str, list[Counted]] = {}
    for own in parts:
        held.setdefault(own.code, []).append(own)
    out = []
    for code, several in sorted(held.items()):
        first = sorted((f for own in several for f in own.first), key=lambda f: f.case or "")
        out.append(Counted(code, sum(own.n for own in several), tuple(first[:SHOWN])))
    return tuple(out)
