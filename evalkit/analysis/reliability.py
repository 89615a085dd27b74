"""Scores of cases on the criteria of a pillar in; how far these measure one thing, out: Cronbach's
α, as it is and standardised, every criterion against the rest, α without it."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Pillar
from evalkit.scoring.correlation import is_common
from evalkit.scoring.reliability import complete, cronbach, item_standings, standardised
from evalkit.scoring.tree import counted_leaves, stands_in


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of a scale. ``rest``: correlation with the sum of the others; ``alpha_without``:
    α of the others; None where they cannot be worked out."""

    ref: str
    rest: float | None
    alpha_without: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """A pillar as a scale, or the whole. ``n``: cases that have every criterion, ``left_out``:
    those that lack one; ``aside``: criteria that fewer than half of the cases have, left out.
    ``alpha`` and ``standardised`` are None with fewer than three cases or two criteria, or where
    nothing varies."""

    ref: str
    n: int
    left_out: int
    alpha: float | None
    standardised: float | None
    criteria: tuple[Criterion, ...]
    aside: tuple[str, ...]


def reliability_of(evaluation: Evaluation, of: str = "") -> tuple[Reliability, ...]:
    """The whole, of criteria that count, and every pillar that has two criteria or more;
    ``of``: only this node and those below it."""
    tree, given = evaluation.leaves.tree, evaluation.rolled.given
    counted = [tree.leaves[n] for n in counted_leaves(tree)]
    nodes = {"overall": counted} if evaluation.rubric.has_total else {}
    for ref, _, node in evaluation.rubric.walk():
        if isinstance(node, Pillar):
            nodes[ref] = [leaf for leaf in tree.leaves if leaf.startswith(f"{ref}.")]
    column = {ref: n for n, ref in enumerate(tree.leaves)}
    out = []
    for ref, leaves in nodes.items():
        if not stands_in(ref, of) or len(leaves) < 2:
            continue
        known = [leaf for leaf in leaves if is_common(given[:, column[leaf]])]
        table = given[:, [column[leaf] for leaf in known]]
        alpha, _ = cronbach(table)
        n = len(complete(table)) if known else 0
        standings = zip(known, item_standings(table), strict=True) if known else ()
        criteria = tuple(Criterion(leaf, own.rest, own.alpha_without) for leaf, own in standings)
        aside = tuple(leaf for leaf in leaves if leaf not in known)
        made = standardised(table) if alpha is not None else None
        out.append(Reliability(ref, n, len(table) - n, alpha, made, criteria, aside))
    return tuple(out)
