"""What a plan commits to in figures in; the few that a first page tells, by one rule, out.

Only commitments with a figure or a sum. What concerns one measure of the rubric is one line, its
years beside each other. Each line weighs what the criteria of the total that it bears on weigh
together. First come measures of the rubric, then the heaviest, then the more complete (own date,
body, money, start), then the order of the plan; but a criterion has a second line only once every
other has its first, and never a third. Lines that bear on no criterion of the total fill up where
there are few others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.scoring.units import FACTS, Coded, Unit

OF_ONE = 2  # lines of one criterion
DIGITS = 9  # of weights that are compared


@dataclass(frozen=True, slots=True)
class Line:
    """Commitments to one thing, the nearest year first. ``ref``: the heaviest node of the rubric
    that they bear on, empty where they bear on none; ``weight``: share of the total that the
    criteria they bear on have together; ``measure``: id of the measure they promise, or empty."""

    units: tuple[Unit, ...]
    ref: str
    weight: float
    measure: str


def main_commitments(
    evaluation: Evaluation, coded: Coded, most: int, least: int
) -> tuple[Line, ...]:
    """The lines that come first: at most ``most``; those that bear on nothing that counts only
    where there are fewer than ``least`` others."""
    lines = sorted(_lines(evaluation, coded), key=_order)
    held = Counter[str]()
    turns: list[list[Line]] = [[] for _ in range(OF_ONE)]
    for line in lines:
        if line.weight and held[line.ref] < OF_ONE:
            turns[held[line.ref]].append(line)
            held[line.ref] += 1
    out = [line for turn in turns for line in turn][:most]
    others = [line for line in lines if not line.weight]
    return (*out, *others[: max(0, least - len(out))])


def _lines(evaluation: Evaluation, coded: Coded) -> list[Line]:
    refs = {criterion.id: ref for ref, criterion in evaluation.rubric.criteria()}
    shares = evaluation.effective_weights(coded.case)
    grouped: dict[str, list[Unit]] = {}
    for unit in coded.units:
        if unit.counted:
            grouped.setdefault(unit.said.measure or unit.key, []).append(unit)
    return [_line(units, refs, shares) for units in grouped.values()]


def _line(units: Sequence[Unit], refs: Mapping[str, str], shares: Mapping[str, float]) -> Line:
    measure = units[0].said.measure or ""
    named = dict.fromkeys(n for u in units for n in (*u.said.criteria, measure) if n in refs)
    weights = {refs[n]: shares.get(refs[n], 0.0) for n in named}
    ref = max(weights, key=weights.__getitem__, default="")
    ordered = sorted(units, key=lambda u: u.said.year or 0)
    return Line(tuple(ordered), ref, round(sum(weights.values()), DIGITS), measure)


def _order(line: Line) -> tuple[bool, float, int]:
    complete = max(sum(map(unit.has, FACTS)) for unit in line.units)
    return (not line.measure, -line.weight, -complete)
