"""What raters agreed on and what was measured in; whether a case meets the standard out.

What is missing is neither met nor failed: a verdict that hangs on it is undecided. A criterion that
``must`` names is met at that level, and without it no case meets the standard, whatever the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evalkit.model.rubric import AtLeast, Criterion, Rubric
from evalkit.scoring.grades import Agreed, GateState, gate_state
from evalkit.scoring.tolerances import TOLERANCE

Outcome = Literal["met", "not-met", "undecided"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a case meets the standard. Criteria by ref, in the rubric's order: ``met``;
    ``fails``: not met; ``missing``: not rated, or not measured. What does not apply is in none."""

    case: str
    outcome: Outcome
    met: tuple[str, ...]
    fails: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def rated(self) -> float:
        """Share of the criteria that apply on which something is known, in [0, 1]."""
        known = len(self.met) + len(self.fails)
        return known / (known + len(self.missing)) if known else 0.0


def wanted_of(rubric: Rubric, criterion: Criterion) -> float | None:
    """The level at which a criterion is met: what ``must`` names, else the top of its scale; None
    where it is measured."""
    if not criterion.levels:
        return None
    return float(rubric.must.get(criterion.id, max(criterion.levels)))


def needed_of(rubric: Rubric, of: int) -> int:
    """How many criteria must be met, ``of`` that apply."""
    rule = rubric.verdict
    return rule.at_least if isinstance(rule, AtLeast) else of if rule == "all" else 1


def verdict(
    rubric: Rubric, agreed: Agreed, scores: Mapping[str, float | None], case: str
) -> Verdict:
    """Whether a case meets a standard that has a verdict.

    Args:
        scores: of the measured criteria that apply to the case, by ref, in [0, 1]; None where
            nothing was measured. One is met at 1.
    """
    held: dict[GateState, list[str]] = {}
    for ref, criterion in rubric.criteria():
        if not criterion.scored:
            continue
        wanted = wanted_of(rubric, criterion)
        state = (
            gate_state(agreed.get((case, ref)), wanted)
            if wanted is not None
            else _measured(scores, ref)
        )
        held.setdefault(state, []).append(ref)
    met, fails = tuple(held.get("passed", ())), tuple(held.get("failed", ()))
    missing = tuple(held.get("open", ()))
    demanded = {rubric.ref_of[name] for name in rubric.must}
    outcome = _outcome(rubric, len(met), len(fails), len(missing))
    if demanded & {*fails}:
        outcome = "not-met"
    elif demanded & {*missing} and outcome == "met":
        outcome = "undecided"
    return Verdict(case, outcome, met, fails, missing)


def left_out_by_raters(rubric: Rubric, agreed: Agreed, case: str) -> tuple[str, ...]:
    """The scored criteria, by ref, that raters say do not apply to a case, though by the rubric
    they do."""
    out = []
    for ref, criterion in rubric.criteria():
        own = agreed.get((case, ref))
        ruled = own is not None and own.state == "not-applicable" and own.rule != "facets"
        out += [ref] if criterion.scored and ruled else []
    return tuple(out)


def _measured(scores: Mapping[str, float | None], ref: str) -> GateState:
    if ref not in scores:
        return "not-applicable"
    value = scores[ref]
    return "open" if value is None else "passed" if value >= 1 - TOLERANCE else "failed"


def _outcome(rubric: Rubric, n_met: int, n_fails: int, n_missing: int) -> Outcome:
    """By how many are met for certain, and how many could be."""
    n = n_met + n_fails + n_missing
    needed = needed_of(rubric, n)
    if not n:
        return "undecided"
    if n_met >= needed:
        return "met"
    return "undecided" if n_met + n_missing >= needed else "not-met"
