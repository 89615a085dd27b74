"""Scores of many cases on the nodes of a rubric in; how they go together, within each node, with
what stands above and across nodes, what chance would bring about, and what to look at, out.

Scores are correlated, not raw values: they all point the same way, so that a negative correlation
always means that who is better in the one is worse in the other. Limits as in COINr (Becker et al.
2022, Journal of Open Source Software 7(78)), whose users know them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Pillar
from evalkit.scoring.aggregate import Array
from evalkit.scoring.correlation import Method, correlation
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE
from evalkit.scoring.tree import shares_of_total, stands_in

COLLINEAR = 0.92  # from which two parts of one node say the same
NEGATIVE = -0.4  # down to which two nodes run against each other
WEAK = 0.3  # below which they hardly go together
CHANCE = 0.05  # how often chance alone may bring about what is taken for a relation
MOST_CRITERIA = 100  # beyond which criteria of different pillars are not paired

Kind = Literal["within", "parent", "total", "across"]


@dataclass(frozen=True, slots=True)
class Correlated:
    """Two nodes. ``kind``: within (parts of one node, ``of``), parent (``b`` is what ``a`` is part
    of), total (``b`` is the whole), across (criteria of different nodes). ``flag``: collinear |
    negative | weak, or empty; ``r`` and ``p`` are None with fewer than three cases or where one
    does not vary."""

    a: str
    b: str
    kind: Kind
    of: str
    n: int
    r: float | None
    p: float | None
    flag: str

    @property
    def of_whole(self) -> bool:
        """Whether one is part of the other, or of what that is."""
        return self.kind in ("parent", "total")

    @property
    def by_chance(self) -> bool:
        """Whether chance alone would give as much too often for it to mean anything."""
        return self.p is not None and self.p > CHANCE


@dataclass(frozen=True, slots=True)
class Correlations:
    """All of them. ``n_cases``: cases evaluated; ``few``: fewer than ``least``; ``constant``: nodes
    that every case has the same score of, ``unknown``: nodes that fewer than three have one of;
    ``unpaired``: whether criteria of different pillars are too many to pair."""

    method: Method
    n_cases: int
    least: int
    pairs: tuple[Correlated, ...]
    constant: tuple[str, ...]
    unknown: tuple[str, ...]
    unpaired: bool

    @property
    def few(self) -> bool:
        return self.n_cases < self.least

    @property
    def tests(self) -> int:
        """How many correlations there are, each a chance to be taken in by chance; not those of a
        part with what it is part of, which go together by construction."""
        return sum(pair.p is not None and not pair.of_whole for pair in self.pairs)

    @property
    def clear(self) -> int:
        """How many of these are more than chance would give once in twenty times."""
        of_two = [pair for pair in self.pairs if pair.p is not None and not pair.of_whole]
        return sum(not pair.by_chance for pair in of_two)

    def between(self, kind: Kind) -> tuple[Correlated, ...]:
        """Those of a kind."""
        return tuple(pair for pair in self.pairs if pair.kind == kind)


def parts_by_node(evaluation: Evaluation) -> dict[str, tuple[str, ...]]:
    """Ref of the whole and of every pillar → its own scored parts that count, in the rubric's
    order; a heading has those of its criteria and pillars that are scored."""
    tree = evaluation.leaves.tree
    asked = tree.weights * tree.counts
    known = {ref for n, ref in enumerate(tree.refs) if asked[n] > 0}
    out: dict[str, tuple[str, ...]] = {}
    if evaluation.rubric.has_total:
        out["overall"] = tuple(tree.refs[n] for n in tree.groups[-1].children if asked[n] > 0)
    for ref, _, node in evaluation.rubric.walk():
        if isinstance(node, Pillar):
            children = [*(c.id for c in node.criteria), *(p.id for p in node.pillars)]
            own = [f"{ref}.{id}" for id in children]
            out[ref] = tuple(part for part in own if part in known)
    return {ref: parts for ref, parts in out.items() if parts}


def correlations_of(
    evaluation: Evaluation, method: Method = "pearson", of: str = ""
) -> Correlations:
    """Correlations over an evaluation's cases; ``of``: only of this node and what is below it."""
    tree, given = evaluation.leaves.tree, evaluation.rolled.given
    columns = {ref: given[:, n] for n, ref in enumerate(tree.refs)}
    nodes = {ref: own for ref, own in parts_by_node(evaluation).items() if stands_in(ref, of)}
    leaves = [ref for ref in tree.leaves if stands_in(ref, of)]
    apart: set[str] = set()
    if evaluation.rubric.has_total:
        carried = shares_of_total(tree, tree.weights)
        apart = {ref for n, ref in enumerate(tree.refs) if not carried[n] > 0}
    least = evaluation.rubric.method.least_sample
    return correlations(nodes, columns, leaves, method, least, apart)


def correlations(
    nodes: Mapping[str, Sequence[str]],
    columns: Mapping[str, Array],
    leaves: Sequence[str],
    method: Method,
    least: int,
    apart: Collection[str] = (),
) -> Correlations:
    """How nodes go together over cases.

    Args:
        nodes: ref of a node → refs of its own parts.
        columns: ref → scores, shape (cases,), NaN where there is none; nodes that only head others
            have none.
        leaves: criteria that are paired across nodes.
        apart: refs that the total does not count, which are not set against it.
    """
    unpaired = len(leaves) > MOST_CRITERIA
    found = {}
    for a, b, kind, of in _pairs(nodes, columns, () if unpaired else leaves, apart):
        if (a, b) not in found:
            own = correlation(columns[a], columns[b], method)
            found[a, b] = Correlated(a, b, kind, of, own.n, own.r, own.p, _flag(own.r, kind))
    said = dict.fromkeys([*(ref for parts in nodes.values() for ref in parts), *leaves])
    known = {ref: columns[ref][columns[ref] == columns[ref]] for ref in said}
    unknown = tuple(ref for ref, own in known.items() if own.size < FEWEST_CASES)
    constant = tuple(
        ref
        for ref, own in known.items()
        if ref not in unknown and own.max() - own.min() <= TOLERANCE
    )
    n_cases = len(next(iter(columns.values()), ()))
    pairs = tuple(found.values())
    return Correlations(method, n_cases, least, pairs, constant, unknown, unpaired)


def _pairs(
    nodes: Mapping[str, Sequence[str]],
    columns: Mapping[str, Array],
    leaves: Sequence[str],
    apart: Collection[str],
) -> Iterator[tuple[str, str, Kind, str]]:
    """Pairs of refs, in the order of a reader's questions; what is both is the first."""
    for of, parts in nodes.items():
        for a, b in combinations(parts, 2):
            yield a, b, "within", of
    for of, parts in nodes.items():
        if of in columns:
            for part in parts:
                yield part, of, "parent", of
    if "overall" in columns:
        for of, parts in nodes.items():
            for part in parts if of != "overall" else ():
                if part not in apart:
                    yield part, "overall", "total", "overall"
    for a, b in combinations(leaves, 2):
        yield a, b, "across", ""


def _flag(r: float | None, kind: Kind) -> str:
    if r is None:
        return ""
    if r >= COLLINEAR - TOLERANCE and kind in ("within", "across"):
        return "collinear"
    if r <= NEGATIVE + TOLERANCE:
        return "negative"
    return "weak" if r < WEAK - TOLERANCE else ""
