"""A batch of whole cases in, its scores out: one function, frame in, frame out, for any engine.

A frame has a row a case, so that wherever it is cut no case is cut. Its columns:

- ``case``: text;
- ``ratings``: a list, of each rating ``criterion``, ``rater``, ``level`` (a number, or as people
  write it), ``state``, ``checks`` (ids with ``;`` between them), ``because``, ``adjudicates``
  (yes or no), ``supports``, ``contradicts`` (how much evidence there is), ``file``, ``row``; all
  but the first may be left out;
- ``criterion ID``: the level of one rater, in place of the list or beside it;
- ``measure ID``: the measured value that counts; ``score ID``: what it scores, of a measure whose
  scores hang on all cases;
- ``facet ID``: what the case declares, values with ``;`` between them, or a list;
- ``file``, ``row``: where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from evalkit.evaluation import rolled_up
from evalkit.model.finding import Finding, Value, found
from evalkit.model.rubric import Rubric, RubricFile
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import shortened
from evalkit.scoring.leaves import Leaves, ends_of
from evalkit.scoring.tree import Mask, Rolled, Tree, tree_of
from evalkit.tables.columns import Nodes, Scores, long_table, nodes_of, scores_of, wide_table
from evalkit.tables.facets import declared, undeclared
from evalkit.tables.found import SHOWN, Counted, of_same_cases
from evalkit.tables.marks import OUTCOMES, Marks, grade_words, grades_of, verdicts_of
from evalkit.tables.measures import measured
from evalkit.tables.places import Places, places_of
from evalkit.tables.ratings import INAPPLICABLE, MISSING, Agreed, Standard, agree, flat_of
from evalkit.tables.sums import (
    Sums,
    leads_of,
    levels_of,
    marks_of,
    means_of,
    pairs_of,
    states_of,
)


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every batch; it can be sent to another process. ``wide``: a row a case, and
    not a row a case and node."""

    standard: RubricFile
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """What a batch comes to: scores, findings by kind, and what adds up over batches."""

    scores: pa.Table
    findings: tuple[Counted, ...]
    sums: Sums


def score_batch(frame: pa.Table, task: Task) -> pa.Table:
    """The scores of a batch: the columns of `evalkit score`, or wide.

    Args:
        frame: a row a case, columns as this module says; rows of results come in its order.

    Raises:
        Refusal: a measure's scores hang on all cases, and the frame does not bring them.
    """
    return scored(frame, task).scores


def scored(frame: pa.Table, task: Task) -> Scored:
    """The scores of a batch, with its findings and sums. Arguments and errors as
    :func:`score_batch` has them."""
    standard, places = Standard(task.standard), places_of(frame)
    rubric = standard.rubric
    cases, of_facets = declared(frame, places, standard)
    combos, combo = cases.combos, cases.combo
    agreed, units, raters, of_ratings = agree(flat_of(frame), places.cases, combos, combo, standard)
    at = [standard.columns[criterion.id] for criterion, _ in rubric.measured.values()]
    applies = agreed.states != INAPPLICABLE
    measures, of_measures = measured(frame, places, applies[:, at], rubric)
    tree = tree_of(rubric)
    nodes = nodes_of(rubric, tree)
    leaves = _leaves(tree, agreed, measures.scores, standard)
    rolled = _rolled(rubric, leaves)
    lost = _without_score(nodes, measures.without_score(applies[:, at]), rubric)
    scores = scores_of(nodes, tree, rolled, lost)
    marks, words = _marks(agreed, measures.scores, scores, nodes, standard)
    table = (
        wide_table(places.cases, nodes, scores, marks, words)
        if task.wide
        else long_table(places.cases, nodes, scores)
    )
    of_cases = _unrated(agreed, places, standard)
    of_cases += undeclared(cases, agreed.written | (not rubric.rated), places, standard)
    findings = of_same_cases([*of_facets, *of_ratings, *of_measures, *of_cases])
    sums = Sums(
        frame.num_rows,
        states_of(nodes, scores),
        means_of(nodes, scores, combos, combo, standard),
        leads_of(nodes, scores, places.cases),
        levels_of(agreed, standard),
        pairs_of(units, standard),
        raters,
        marks_of(marks, words),
    )
    return Scored(table, findings, sums)


def _leaves(tree: Tree, agreed: Agreed, measures: Array, standard: Standard) -> Leaves:
    """Levels and measured scores as the leaves of the tree."""
    rubric = standard.rubric
    at = [standard.refs.index(ref) for ref in tree.leaves]
    scores, applicable = agreed.levels[:, at], agreed.states[:, at] != INAPPLICABLE
    rated = np.array([ref not in rubric.measured for ref in tree.leaves], dtype=bool)
    if rated.any():
        scales = [ends_of(rubric, ref) for ref, own in zip(tree.leaves, rated, strict=True) if own]
        low, high = (np.array(ends, dtype=float) for ends in zip(*scales, strict=True))
        scores[:, rated] = normalise.from_levels(scores[:, rated], low, high)
    own = {ref: n for n, ref in enumerate(rubric.measured)}
    for column, ref in enumerate(tree.leaves):
        if ref in own:
            scores[:, column] = measures[:, own[ref]]
    return Leaves(tree, scores, applicable, rated, np.zeros(scores.shape, dtype=bool))


def _rolled(rubric: Rubric, leaves: Leaves) -> Rolled:
    """Every node's figures.

    A case of which nothing is known and one to which nothing applies go with the batch: so every
    sum is taken in the same order, to the last bit, whatever other cases there are.
    """
    n, k = leaves.scores.shape
    scores = np.vstack([leaves.scores, np.full((2, k), np.nan)])
    applicable = np.vstack([leaves.applicable, np.ones((1, k), bool), np.zeros((1, k), bool)])
    imputed = np.zeros(scores.shape, dtype=bool)
    rolled = rolled_up(rubric, Leaves(leaves.tree, scores, applicable, leaves.rated, imputed))
    return Rolled(**{part.name: getattr(rolled, part.name)[:n] for part in fields(Rolled)})


def _without_score(nodes: Nodes, lost: Mask, rubric: Rubric) -> Mask:
    """Nodes whose own value, or one below them, is there and has no score; (cases, nodes).

    Args:
        lost: (cases, measured criteria).
    """
    out = np.zeros((len(lost), len(nodes.refs)), dtype=bool)
    for n, ref in enumerate(nodes.refs):
        below = [at for at, own in enumerate(rubric.measured) if _within(own, ref)]
        out[:, n] = lost[:, below].any(axis=1)
    return out


def _within(ref: str, of: str) -> bool:
    """Whether a node is another, or stands below it; all stand below the total."""
    return of in ("overall", ref) or ref.startswith(f"{of}.")


def _marks(
    agreed: Agreed, measures: Array, scores: Scores, nodes: Nodes, standard: Standard
) -> tuple[dict[str, Marks], dict[str, tuple[str, ...]]]:
    """Grade and verdict of each case, where the rubric has them, and their words."""
    rubric = standard.rubric
    marks: dict[str, Marks] = {}
    words: dict[str, tuple[str, ...]] = {}
    if rubric.grades:
        total = "overall" in nodes.refs
        at = nodes.refs.index("overall") if total else 0
        totals = scores.value[:, at] if total else np.full(len(agreed.begun), np.nan)
        marks["grade"], words["grade"] = grades_of(agreed, totals, standard), grade_words(rubric)
    if rubric.verdict is not None:
        held = {c.id: measures[:, n] for n, (c, _) in enumerate(rubric.measured.values())}
        marks["verdict"], words["verdict"] = verdicts_of(agreed, held, standard), OUTCOMES
    return marks, words


def _unrated(agreed: Agreed, places: Places, standard: Standard) -> list[Counted]:
    """Cases on which something is not rated yet, and those on which nothing is."""
    rubric = standard.rubric
    asked = [standard.refs.index(ref) for ref, own in rubric.rated.items() if own.scored]
    lacks = (agreed.states[:, asked] == MISSING) & ~agreed.looked[:, asked]
    applies = (~agreed.by_facets[:, asked]).sum(axis=1)
    some, findings = lacks.any(axis=1), []
    names = [own.code or own.id for own in rubric.rated.values() if own.scored]
    for code, where in (
        ("criteria-missing", np.flatnonzero(some & agreed.begun)),
        ("case-unfilled", np.flatnonzero(some & ~agreed.begun)),
    ):
        first: list[Finding] = []
        for row in where[:SHOWN].tolist():
            missing, total = np.flatnonzero(lacks[row]).tolist(), int(applies[row])
            said: dict[str, Value] = {"n": total}
            if code == "criteria-missing":
                shown = shortened([names[n] for n in missing])
                said = {"n": len(missing), "total": total, "list": shown}
            first.append(found(code, places.span(row), case=places.cases[row], **said))
        findings += [Counted(code, len(where), tuple(first))] if len(where) else []
    return findings
