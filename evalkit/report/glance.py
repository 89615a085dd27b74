"""An evaluation in, the facts of a first page out: what a busy reader has to know and may stop after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.analysis import results
from evalkit.analysis.priorities import Raise
from evalkit.evaluation import Evaluation
from evalkit.model.fields import in_language
from evalkit.model.rubric import Pillar
from evalkit.report import facts
from evalkit.report.facts import CLOSE, RatedCriterion
from evalkit.scoring.limits import TOLERANCE
from evalkit.scoring.tree import parts_of_total

TEACHERS = 3  # cases named as those to learn from
SHOWN = 0.0005  # differences below this do not show


@dataclass(frozen=True, slots=True)
class Item:
    """A strength or a gap in one line.

    ``margin``: its score above the mean of the cases that have one, in [0, 1]; None with one case. ``of``: how many those
    are where not all have one, else 0. ``weak``: a gap that is smaller than most have.
    """

    title: str
    code: str
    level: float
    label: str
    margin: float | None
    ref: str
    of: int = 0
    weak: bool = False


def item(evaluation: Evaluation, c: RatedCriterion, case: str, lang: str) -> Item:
    """A rated criterion as a line of the first page."""
    at = c.outcome.level or 0.0
    label = facts.label_at(evaluation, int(at), lang) if at == int(at) and int(at) in evaluation.rubric.levels else ""
    value = evaluation.score_of[case, c.ref].value
    n = len(facts.known_values(evaluation, c.ref))
    margin = None if n < 2 or value is None or c.mean is None else value - c.mean
    weak = (
        margin is not None and margin > CLOSE and bool(evaluation.rubric.levels) and at <= facts.low_level(evaluation)
    )
    return Item(
        in_language(c.criterion.title, lang), c.criterion.code, at, label, margin, f"e-{c.criterion.id}",
        n if n < len(evaluation.files) else 0, weak,
    )  # fmt: skip


def begin_with(evaluation: Evaluation, case: str) -> tuple[Raise, ...]:
    """What to do first: gaps raised to the first level that is none, the largest gain first; then raises of one level."""
    low = facts.low_level(evaluation)
    above = [level for level in evaluation.rubric.levels if level > low]
    held = {c.ref for c in facts.gaps(evaluation, case, low)}
    found = [r for r in results.mended(evaluation, case, above[0]) if r.ref in held] if above else []
    return (*found, *(r for r in results.priorities(evaluation, case)[0] if r.ref not in held))


@dataclass(frozen=True, slots=True)
class First:
    """A raise to begin with. ``asks``: what the next level asks, in the rubric's words."""

    title: str
    code: str
    stands: float
    comes_to: float
    gain: float
    asks: str
    ref: str


def first(evaluation: Evaluation, raised: Raise, lang: str) -> First:
    """A raise in words."""
    node = dict(evaluation.rubric.criteria())[raised.ref]
    asks = in_language((node.levels or {}).get(int(raised.raised)), lang)
    title = in_language(node.title, lang)
    return First(title, node.code, raised.level, raised.raised, raised.gain, asks, f"e-{node.id}")


def parts_shown(evaluation: Evaluation, case: str) -> list[str]:
    """The counted nodes that a total is told in: the parts of each top pillar, or the pillar where it has none."""
    counted = {p.id for p in facts.counted_pillars(evaluation)}
    refs = [
        ref
        for ref, _, node in evaluation.rubric.walk()
        if isinstance(node, Pillar) and ref.count(".") < 2 and ref.split(".")[0] in counted
        and (s := evaluation.score_of.get((case, ref))) is not None and s.state != "not-applicable"
    ]  # fmt: skip
    return [ref for ref in refs if not any(other.startswith(f"{ref}.") for other in refs)]


def brought(evaluation: Evaluation, case: str) -> tuple[tuple[str, float], ...]:
    """(ref, what it brings to the total, in [0, 1]), as :func:`parts_brought` has it."""
    return tuple((ref, value) for ref, value, _ in parts_brought(evaluation, case))


def parts_brought(evaluation: Evaluation, case: str) -> tuple[tuple[str, float, float], ...]:
    """(ref, what it brings to the total, its share of the total, both in [0, 1]) of the parts shown; empty where they do not add up to the total: where a
    mean above them is not arithmetic, or what stands beside a part is not shown."""
    tree, rolled = evaluation.leaf_table[0], evaluation.rolled
    total = evaluation.score_of[case, "overall"].value
    refs = parts_shown(evaluation, case)
    above = {"overall", *(ref.rpartition(".")[0] for ref in refs)} - {""}
    if total is None or any(g.aggregation != "arithmetic" for g in tree.groups if g.ref in above):
        return ()
    row = [f.case.case for f in evaluation.files].index(case)
    part = parts_of_total(tree, rolled.value, rolled.share)[row]
    out = []
    for ref in refs:
        value, share = rolled.value[row, tree.column(ref)], part[tree.column(ref)]
        if not np.isnan(value) and share:
            out.append((ref, float(share * value), float(share)))
    return tuple(out) if abs(sum(v for _, v, _ in out) - total) < TOLERANCE else ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """What puts the first before the second: by how much, and the parts that make most of it, in [0, 1].

    ``parts``: the two largest, and what is as large as the second of them.
    """

    first: str
    second: str
    by: float
    parts: tuple[tuple[str, float], ...]
    against: tuple[str, float] | None


def ahead(evaluation: Evaluation, lang: str) -> Ahead | None:
    """What separates the leaders; None with fewer than two cases, with a tie at the top, or where parts do not add up.

    No parts are named where the two do not have the same parts with the same shares: what does not apply to one of them
    would read as its weakness.
    """
    order = facts.ranked(evaluation)
    if len(order) < 2 or order[1].rank == 1:
        return None
    one, two = order[0], order[1]
    both = [parts_brought(evaluation, s.case) for s in (one, two)]
    if not all(both) or one.value is None or two.value is None:
        return None
    mine, theirs = ({ref: value for ref, value, _ in own} for own in both)
    shares = [{ref: round(share, 9) for ref, _, share in own} for own in both]
    titles = facts.title_of(evaluation, lang)
    places = list(titles)
    gaps = [(mine.get(ref, 0.0) - theirs.get(ref, 0.0), ref) for ref in {**mine, **theirs}]
    gaps.sort(key=lambda g: (-g[0], places.index(g[1])))
    least = max(0.001, gaps[min(1, len(gaps) - 1)][0] - SHOWN)
    most = tuple((titles[ref], gap) for gap, ref in gaps if gap >= least)
    low, ref = gaps[-1]
    names = [facts.region_of(evaluation, s.case, lang) for s in (one, two)]
    if shares[0] != shares[1]:
        return Ahead(names[0], names[1], one.value - two.value, (), None)
    return Ahead(names[0], names[1], one.value - two.value, most, (titles[ref], -low) if low < -0.001 else None)


def _with_ties(named: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The first few; those that tie with the last of them too, or, were they too many, none of that tie."""
    if len(named) <= TEACHERS:
        return named
    last = named[TEACHERS - 1][1]
    tied = [held for held in named if held[1] >= last]
    return tied if len(tied) <= TEACHERS + 2 else [held for held in named if held[1] > last] or named[:TEACHERS]


@dataclass(frozen=True, slots=True)
class Teachers:
    """Whom to learn from: (region, criteria on which it has the highest level of all and one that is a strength).

    ``n`` of the ``of`` widely rated criteria are a strength of some case.
    """

    cases: tuple[tuple[str, int], ...]
    n: int
    of: int
    label: str
    top: bool


def teachers(evaluation: Evaluation, lang: str) -> Teachers | None:
    """The cases that most often hold the best level, where that level is a strength; None with one case or no such level."""
    if len(evaluation.files) < 2 or not evaluation.rubric.levels:
        return None
    lowest = facts.high_level(evaluation)
    held: dict[str, int] = {}
    n = 0
    for levels in facts.widely_rated(evaluation).values():
        best = max(levels.values())
        if best < lowest:
            continue
        n += 1
        for case, at in levels.items():
            if at == best:
                held[case] = held.get(case, 0) + 1
    named = sorted(
        ((facts.region_of(evaluation, case, lang), k) for case, k in held.items()), key=lambda h: (-h[1], h[0])
    )
    of = len(facts.widely_rated(evaluation))
    return (
        Teachers(
            tuple(_with_ties(named)),
            n,
            of,
            facts.label_at(evaluation, lowest, lang),
            lowest == evaluation.rubric.levels[-1],
        )
        if named
        else None
    )
