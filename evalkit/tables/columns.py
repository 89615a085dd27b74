"""What a batch comes to, as arrays, in; the columns of its table out: a row a case and node, or a
row a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.model.rubric import Rubric
from evalkit.scoring.aggregate import Array
from evalkit.scoring.tree import Mask, Rolled, Tree
from evalkit.tables.marks import Marks

STATES = ("scored", "not-applicable", "not-scored")
SCORED, INAPPLICABLE, UNSCORED = range(3)
# why a node has no score; the first stands where it has one, and is written as nothing
REASONS = ("", "not-applicable", "nothing-rated", "coverage-low", "no-score")
_PLAIN, _INAPPLICABLE, _NOTHING, _LOW, _NO_SCORE = range(5)
_NUMBERS = ("value", "low", "high", "coverage", "weight", "share")


@dataclass(frozen=True, slots=True)
class Nodes:
    """A rubric's nodes in the order of results, the total first where there is one: refs, and the
    column of each in the tree; ``shared``: whether a node is part of a mean."""

    refs: tuple[str, ...]
    columns: tuple[int, ...]
    shared: tuple[bool, ...]


def nodes_of(rubric: Rubric, tree: Tree) -> Nodes:
    """The nodes that have a row each."""
    column = {ref: n for n, ref in enumerate(tree.refs)}
    refs = tuple(ref for ref in ("overall", *rubric.index) if ref in column)
    shared = tuple(ref == "overall" or rubric.weighs(ref) for ref in refs)
    return Nodes(refs, tuple(column[ref] for ref in refs), shared)


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a batch, (cases, nodes): as :class:`evalkit.evaluation.Score` has them, NaN for
    what is not there, states and reasons by their places in :data:`STATES` and
    :data:`REASONS`."""

    value: Array
    low: Array
    high: Array
    coverage: Array
    weight: Array
    share: Array
    state: NDArray[np.int8]
    reason: NDArray[np.int8]


def scores_of(nodes: Nodes, tree: Tree, rolled: Rolled, without_score: Mask) -> Scores:
    """States and reasons of every node.

    Args:
        without_score: (cases, nodes), where a value that is there, or stands below, has no score.
    """
    at = list(nodes.columns)
    applies, value, enough = rolled.applicable[:, at], rolled.value[:, at], rolled.enough[:, at]
    empty = np.isnan(value)
    reason = np.where(empty, np.where(without_score, _NO_SCORE, _NOTHING), _PLAIN)
    reason = np.where(~empty & ~enough, _LOW, reason)
    reason = np.where(applies, reason, _INAPPLICABLE).astype(np.int8)
    state = np.where(applies, np.where(reason == _PLAIN, SCORED, UNSCORED), INAPPLICABLE)

    def there(figures: Array, where: Mask = applies) -> Array:
        return np.where(where, figures[:, at], np.nan)

    return Scores(
        there(rolled.value, reason == _PLAIN),
        there(rolled.low),
        there(rolled.high),
        there(rolled.coverage),
        np.broadcast_to(tree.weights[at], value.shape),
        there(rolled.share, applies & np.array(nodes.shared)),
        state.astype(np.int8),
        reason,
    )


def long_table(cases: Sequence[str], nodes: Nodes, scores: Scores) -> pa.Table:
    """A row a case and node: the columns of `evalkit score`, texts as codes into lists."""
    n, k = scores.value.shape
    columns = {
        "case": _coded(np.repeat(np.arange(n, dtype=np.int32), k), cases),
        "ref": _coded(np.tile(np.arange(k, dtype=np.int32), n), nodes.refs),
        **{name: _numbers(getattr(scores, name).reshape(-1)) for name in _NUMBERS},
        "state": _coded(scores.state.reshape(-1), STATES),
        "reason": _coded(scores.reason.reshape(-1), REASONS),
    }
    return pa.table(columns)


def wide_table(
    cases: Sequence[str],
    nodes: Nodes,
    scores: Scores,
    marks: Mapping[str, Marks],
    words: Mapping[str, tuple[str, ...]],
) -> pa.Table:
    """A row a case: a column a node with its value; coverage and bounds of the total; ``marks``:
    what else a case comes to, by its place among ``words``, the first of which is nothing."""
    columns: dict[str, pa.Array] = {"case": pa.array(cases, pa.string())}
    for n, ref in enumerate(nodes.refs):
        columns[ref] = _numbers(scores.value[:, n])
        if ref == "overall":
            for name in ("low", "high", "coverage"):
                columns[f"overall.{name}"] = _numbers(getattr(scores, name)[:, n])
    columns |= {f"overall.{name}": _coded(own, words[name]) for name, own in marks.items()}
    return pa.table(columns)


def _numbers(values: Array) -> pa.Array:
    """Numbers; nothing where there is none."""
    return pa.array(np.ascontiguousarray(values), pa.float64(), from_pandas=True)


def _coded(codes: NDArray[np.integer], words: Sequence[str]) -> pa.Array:
    """Texts by codes; the empty text is nothing."""
    gone = codes == words.index("") if "" in words else None
    indices = pa.array(codes, mask=gone)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))
