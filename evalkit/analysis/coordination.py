"""Scores of a case's criteria in; whether systems that should advance in step do, who lags, what
holds it back, out.

Everything stands on the rubric's fixed scales: no value of one case depends on another case.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation, Score
from evalkit.model.rubric import Coordination, Criterion, Pillar, Rubric
from evalkit.scoring.aggregate import Array, scaled, shares_of
from evalkit.scoring.rank import grade_of
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import tree_of

# name → formula of the coupling degree C; T = Σ wᵢUᵢ / Σ wᵢ and D = √(C·T) in all three. Sources:
# messages/
FORMULAS: dict[str, str] = {
    "standard": "C = n·(U₁·…·Uₙ)^(1/n) / (U₁+…+Uₙ)",
    "wang-2021": "C = √{[1 − Σᵢ﹥ⱼ|Uᵢ−Uⱼ| / (n(n−1)/2)] · [Π(Uᵢ/max U)]^(1/(n−1))}",
    "fan-2024": "C = 1 − 2·√{[nΣUᵢ² − (ΣUᵢ)²] / n²}",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A criterion of a part: its score in [0, 1], None where missing, and its share of the part."""

    ref: str
    score: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a system, a criterion or a pillar by its own score: its ref, its score in [0, 1]
    (None where there is none), its weight, the largest of the system in [½, 1), and of a pillar
    the criteria that make it."""

    ref: str
    score: float | None
    weight: float
    below: tuple[Leaf, ...] = ()

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The criteria that make it; of a criterion, itself."""
        return self.below or (Leaf(self.ref, self.score, 1.0),)

    @property
    def coverage(self) -> float:
        """The rated share of its applicable weight."""
        return math.fsum(leaf.share for leaf in self.leaves if leaf.score is not None)


@dataclass(frozen=True, slots=True)
class SystemValue:
    """One system of a case: ``value`` in [0, 1], None where less than the method's coverage is
    rated."""

    system: str
    value: float | None
    coverage: float
    parts: tuple[Part, ...]


def members(rubric: Rubric, named: Sequence[str]) -> tuple[str, ...]:
    """What makes a system, in the rubric's order: a pillar that is named is one part, by its own
    score; ``pillar.*`` names its criteria. What stands below a part counts in it."""
    index = rubric.index
    whole = [
        ref
        for ref, _, node in rubric.walk()
        if isinstance(node, Pillar) and {node.id, ref} & {*named}
    ]
    pillars = {*whole, *(index[ref].node.id for ref in whole)}
    single = {*rubric.named(tuple(name for name in named if name not in pillars))}
    return tuple(
        ref
        for ref in index
        if ref in single or ref in whole
        if not any(ref.startswith(f"{pillar}.") for pillar in whole)
    )


def shares_in(rubric: Rubric, named: Sequence[str]) -> dict[str, float]:
    """Criterion → its share of a system, were everything to apply, in the rubric's order."""
    refs, tree = members(rubric, named), tree_of(rubric)
    weights = shares_of([rubric.index[ref].node.weight for ref in refs])
    shares = dict(zip(refs, weights.tolist(), strict=True))
    for group in reversed(tree.groups):  # parents before children
        if group.ref in shares:
            columns = np.array(group.children)
            own = shares_of(tree.weights[columns] * tree.counts[columns])
            share = shares.pop(group.ref)
            shares |= {
                tree.refs[column]: share * part
                for column, part in zip(group.children, own.tolist(), strict=True)
                if part
            }
    return {ref: shares[ref] for ref in rubric.index if ref in shares}


def system_values(
    rubric: Rubric, systems: Mapping[str, Sequence[str]], scores: Mapping[str, Score]
) -> tuple[SystemValue, ...]:
    """The weighted mean of the parts of each system that apply; weights as the rubric states them.

    Args:
        systems: system → what makes it (:func:`members`).
        scores: ref → score, of what applies to the case.
    """
    out = []
    for system, parts_of in systems.items():
        refs = [ref for ref in parts_of if ref in scores]
        weights = scaled([rubric.index[ref].node.weight for ref in refs]).tolist()
        parts = tuple(_part(rubric, scores, *own) for own in zip(refs, weights, strict=True))
        whole = math.fsum(part.weight for part in parts)
        rated = [(part.score, part.weight) for part in parts if part.score is not None]
        known = math.fsum(weight for _, weight in rated)
        covered = math.fsum(part.weight * part.coverage for part in parts)
        coverage = covered / whole if whole else 0.0
        enough = known > 0 and coverage >= rubric.coverage.least - TOLERANCE
        value = math.fsum(score * weight for score, weight in rated) / known if enough else None
        out.append(SystemValue(system, value, coverage, parts))
    return tuple(out)


def _part(rubric: Rubric, scores: Mapping[str, Score], ref: str, weight: float) -> Part:
    """A part of a system, with the criteria that make it and their shares of it."""
    own = scores[ref].value
    if isinstance(rubric.index[ref].node, Criterion):
        return Part(ref, own, weight)
    shares = {ref: 1.0}
    for name in rubric.index:
        above = shares.get(name.rpartition(".")[0]) if name in scores else None
        if above is not None:
            shares[name] = above * (scores[name].share or 0.0)
    leaves = tuple(
        Leaf(name, scores[name].value, share)
        for name, share in shares.items()
        if isinstance(rubric.index[name].node, Criterion)
    )
    return Part(ref, own, weight, leaves)


def of_several(rubric: Rubric, block: Coordination) -> frozenset[str]:
    """Systems of more than one criterion; a system of one has nothing but itself to hold it
    back."""
    return frozenset(name for name, own in block.systems.items() if len(shares_in(rubric, own)) > 1)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A criterion's share of what all criteria of the systems lack, in [0, 1] (obstacle degree);
    ``within``: of what those of its own system lack."""

    ref: str
    system: str
    share: float
    within: float


@dataclass(frozen=True, slots=True)
class Coordinated:
    """The coordination of one case. ``coupling`` C, ``development`` T and ``degree`` D in [0, 1];
    None where a system has no value. ``ahead``, ``behind``: the strongest and the weakest system,
    all that tie, none where all are equal; ``apart``: how far apart they are, in [0, 1].
    ``obstacles``: criterion by criterion; ``lacking``: system → its share of all that lacks.
    """

    case: str
    block: str
    systems: tuple[SystemValue, ...]
    coupling: float | None
    development: float | None
    degree: float | None
    band: str = ""
    ahead: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    apart: float | None = None
    obstacles: tuple[Obstacle, ...] = ()
    lacking: tuple[tuple[str, float], ...] = ()


def coupling_degree(values: Array, formula: str) -> Array:
    """Coupling degree C of systems along the last axis.

    Args:
        values: shape (..., n), n ≥ 2, in [0, 1].
        formula: a name of ``FORMULAS``.

    Returns:
        Shape (...), in [0, 1]; 0 where every system is 0, for which the first two forms are
        undefined.

    Source: see ``FORMULAS``.
    """
    n = values.shape[-1]
    if formula == "fan-2024":
        # the printed form is 1 − 2·(standard deviation over n), which does not cancel where systems
        # are near each other: three at 0.81 have C = 1, and not 0.99999998
        return np.asarray(np.clip(1 - 2 * values.std(axis=-1), 0, 1))
    highest = values.max(axis=-1)
    some = highest > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        if formula == "standard":
            degree = n * np.prod(values, axis=-1) ** (1 / n) / values.sum(axis=-1)
        else:
            pairs = np.abs(values[..., :, None] - values[..., None, :]).sum(axis=(-1, -2)) / 2
            ratio = np.prod(values / highest[..., None], axis=-1) ** (1 / (n - 1))
            degree = np.sqrt(np.maximum(1 - pairs / (n * (n - 1) / 2), 0) * ratio)
    return np.asarray(np.where(some, np.clip(degree, 0, 1), 0.0))


def coordination_of(evaluation: Evaluation) -> tuple[Coordinated, ...]:
    """Every case under every coordination block of its rubric, block by block; not where a system
    has no criterion that applies to the case."""
    scores: dict[str, dict[str, Score]] = {case: {} for case in evaluation.cases}
    for score in evaluation.scores:
        if score.state != "not-applicable":
            scores[score.case][score.ref] = score
    return tuple(
        coordinate(case, evaluation.rubric, block, systems, scores[case])
        for block in evaluation.rubric.coordination
        for systems in [{n: members(evaluation.rubric, own) for n, own in block.systems.items()}]
        for case in evaluation.cases
        if all(any(ref in scores[case] for ref in refs) for refs in systems.values())
    )


def coordinate(
    case: str,
    rubric: Rubric,
    block: Coordination,
    refs_of: Mapping[str, Sequence[str]],
    scores: Mapping[str, Score],
) -> Coordinated:
    """The coordination of one case under one block of its rubric; arguments as for
    :func:`system_values`."""
    systems = system_values(rubric, refs_of, scores)
    known = [(system.value, system.system) for system in systems if system.value is not None]
    if len(known) < len(systems) or len(systems) < 2:
        return Coordinated(case, block.id, systems, None, None, None)
    weights = scaled([block.weights.get(system.system, 1.0) for system in systems])
    values = np.array([value for value, _ in known])
    coupling = float(coupling_degree(values, block.formula))
    total = float(weights.sum())
    development = float(values @ weights / total) if total else float(values.mean())
    degree = math.sqrt(coupling * development)
    low, high = float(values.min()), float(values.max())
    uneven = [(value, name) for value, name in known if high - low > TOLERANCE]
    ahead = tuple(name for value, name in uneven if value >= high - TOLERANCE)
    behind = tuple(name for value, name in uneven if value <= low + TOLERANCE)
    band = grade_of(degree, block.bands)
    held = obstacles(systems, dict(zip(block.systems, weights, strict=True)))
    return Coordinated(
        case,
        block.id,
        systems,
        coupling,
        development,
        degree,
        band.id if band else "",
        ahead,
        behind,
        high - low,
        held,
        tuple(
            (system, math.fsum(own.share for own in held if own.system == system))
            for system in (block.systems if held else ())
        ),
    )


def obstacles(
    systems: tuple[SystemValue, ...], weights: Mapping[str, float]
) -> tuple[Obstacle, ...]:
    """Obstacle degrees: each rated criterion's weight in its system times what it lacks of full
    score, as a share of all.

    Source: the obstacle degree model used beside coupling coordination, O = F·(1 − x) / Σ F·(1 −
    x).
    """
    lacking, of_system = [], dict[str, float]()
    for system in systems:
        rated = [
            (part.weight * leaf.share, leaf.ref, leaf.score)
            for part in system.parts
            for leaf in part.leaves
            if part.score is not None and leaf.score is not None
        ]
        whole = math.fsum(weight for weight, _, _ in rated)
        own = [
            (weights.get(system.system, 1.0) * weight / whole * (1 - score), ref, system.system)
            for weight, ref, score in rated
            if whole
        ]
        of_system[system.system] = math.fsum(lack for lack, _, _ in own)
        lacking += own
    total = math.fsum(of_system.values())
    if not total:
        return ()
    ordered = sorted(lacking, key=lambda item: (-item[0], item[1]))
    return tuple(
        Obstacle(ref, system, lack / total, lack / of_system[system] if lack else 0.0)
        for lack, ref, system in ordered
    )
