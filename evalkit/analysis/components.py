"""Scores of cases on several criteria in; the principal components that these come down to, turned
so that each is told by few criteria, out.

Of the correlations, so that no criterion counts more by its spread. Source: OECD/JRC (2008),
Handbook on Constructing Composite Indicators, step 4; Kaiser (1960), Educational and Psychological
Measurement 20(1), for keeping the components with an eigenvalue above 1; Kaiser (1958), The varimax
criterion for analytic rotation in factor analysis, Psychometrika 23(3), 187–200.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Pillar
from evalkit.scoring.aggregate import Array
from evalkit.scoring.correlation import is_common, varies
from evalkit.scoring.reliability import complete
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE
from evalkit.scoring.tree import counted_leaves, stands_in

TURNS = 1000  # rounds of the rotation, which needs some tens
MOST_CRITERIA = 300  # beyond which a table of loadings is read by nobody


@dataclass(frozen=True, slots=True)
class Component:
    """A principal component. ``explained``: its share of the variance of all that varies;
    ``loadings``: correlation of each criterion with it."""

    eigenvalue: float
    explained: float
    cumulative: float
    loadings: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rotated:
    """A kept component after rotation: share of the variance it explains, and loadings."""

    explained: float
    loadings: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Components:
    """What the parts of a node come down to. ``kind``: parts (the node's own) | criteria (all those
    below it). ``refs``: those that loadings belong to; ``aside``: those that do not vary, or that
    fewer than half of the cases have; ``n``: cases with all of ``refs``, ``left_out``: those
    without one of them. ``kept``: components with an eigenvalue above 1, one at least;
    ``rotated``: these, by varimax, the most telling first. ``why`` nothing is there: few-cases |
    one-part | too-many, or empty."""

    of: str
    kind: str
    refs: tuple[str, ...]
    aside: tuple[str, ...]
    n: int
    left_out: int
    components: tuple[Component, ...]
    kept: int
    rotated: tuple[Rotated, ...]
    turned: bool = True
    why: str = ""

    @property
    def short(self) -> bool:
        """Whether there are no more cases than criteria, so that components fit by themselves."""
        return not self.why and self.n <= len(self.refs)


def components_of(evaluation: Evaluation, of: str = "") -> tuple[Components, ...]:
    """Of the whole's parts and of the criteria below it, as far as they count, and of the criteria
    below each pillar that has two or more; ``of``: only this node and those below it."""
    tree, given = evaluation.leaves.tree, evaluation.rolled.given
    columns = {ref: given[:, n] for n, ref in enumerate(tree.refs)}
    asked: list[tuple[str, str, list[str]]] = []
    if evaluation.rubric.has_total:
        heard = tree.weights * tree.counts
        top = [tree.refs[n] for n in tree.groups[-1].children if heard[n] > 0]
        counted = [tree.leaves[n] for n in counted_leaves(tree)]
        asked += [("overall", "parts", top)]
        asked += [("overall", "criteria", counted)] if top != counted else []
    for ref, _, node in evaluation.rubric.walk():
        if isinstance(node, Pillar):
            below = [leaf for leaf in tree.leaves if leaf.startswith(f"{ref}.")]
            asked.append((ref, "criteria", below))
    return tuple(
        components(ref, kind, {part: columns[part] for part in parts})
        for ref, kind, parts in asked
        if len(parts) > 1 and stands_in(ref, of)
    )


def components(of: str, kind: str, columns: dict[str, Array]) -> Components:
    """Principal components of columns of scores.

    Args:
        columns: ref → shape (cases,), NaN where missing.
    """
    refs = [ref for ref, own in columns.items() if is_common(own) and varies(own[~np.isnan(own)])]
    table = np.column_stack([columns[ref] for ref in refs]) if refs else np.empty((0, 0))
    whole = complete(table)
    # what varies only where something else is missing does not vary among whole cases
    still = [n for n, column in enumerate(whole.T) if varies(column)]
    refs, whole = [refs[n] for n in still], whole[:, still]
    aside = tuple(ref for ref in columns if ref not in refs)
    n, left = len(whole), len(table) - len(whole)
    why = "too-many" if len(refs) > MOST_CRITERIA else ""
    if len(refs) < 2:
        why = "one-part" if len(next(iter(columns.values()))) >= FEWEST_CASES else "few-cases"
    if n < FEWEST_CASES and not why:
        why = "few-cases"
    if why:
        return Components(of, kind, tuple(refs), aside, n, left, (), 0, (), True, why)
    values, loadings = principal(whole)
    explained = values / len(refs)
    sums = np.cumsum(explained)
    found = tuple(
        Component(float(v), float(e), float(min(s, 1.0)), tuple(own.tolist()))
        for v, e, s, own in zip(values, explained, sums, loadings.T, strict=True)
    )
    kept = max(1, int((values > 1 + TOLERANCE).sum()))
    turned, converged = varimax(loadings[:, :kept])
    rotated = tuple(
        Rotated(float((own**2).sum() / len(refs)), tuple(own.tolist())) for own in turned.T
    )
    return Components(of, kind, tuple(refs), aside, n, left, found, kept, rotated, converged)


def principal(table: Array) -> tuple[Array, Array]:
    """(eigenvalues of the correlations, falling; loadings, shape (columns, components)): vector ×
    √eigenvalue, each with a sum of loadings that is not below 0.

    Args:
        table: shape (cases, columns), complete; every column varies.
    """
    values, vectors = np.linalg.eigh(np.corrcoef(table, rowvar=False))
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    return values, _upright(vectors * np.sqrt(values))


def varimax(loadings: Array) -> tuple[Array, bool]:
    """(loadings turned so that their squares vary most within each component, whether it came to
    rest): normal varimax, rows brought to length 1 first; the most telling component first.

    Args:
        loadings: shape (columns, components).
    """
    if loadings.shape[1] < 2:
        return _upright(loadings), True
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    scaled = loadings / np.where(length > TOLERANCE, length, 1.0)
    turn, before, rest = np.eye(loadings.shape[1]), 0.0, False
    for _ in range(TURNS):
        turned = scaled @ turn
        pull = turned**3 - turned * (turned**2).mean(axis=0)
        left, size, right = np.linalg.svd(scaled.T @ pull)
        turn, now = left @ right, float(size.sum())
        rest = now - before <= TOLERANCE**1.3 * now
        if rest:
            break
        before = now
    out = (scaled @ turn) * np.where(length > TOLERANCE, length, 1.0)
    order = np.argsort(-(out**2).sum(axis=0), kind="stable")
    return _upright(out[:, order]), rest


def _upright(loadings: Array) -> Array:
    """Every component turned to the side on which its loadings sum to 0 or more."""
    sums = loadings.sum(axis=0)
    return np.asarray(loadings * np.where(sums < 0, -1.0, 1.0))
