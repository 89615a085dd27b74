"""What stands out in the data, in sentences: what outliers pull, which parts say the same or run
against each other, which weigh other than they decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.analysis.correlations import CHANCE, Correlations
from evalkit.analysis.distributions import Distribution
from evalkit.analysis.importance import Importance, Part
from evalkit.analysis.results import Data
from evalkit.report.context import Context
from evalkit.report.model import Runs
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE
from evalkit.scoring.tree import stands_in

MOST_NAMED = 3  # of a kind in a sentence
FEWEST_PAIRS = 3  # of which it means something that none stands out
APART = 0.1  # a share of importance off from a weight by less is not spoken of
CLEAR = 2.0  # standard errors by which it must be off


@dataclass(frozen=True, slots=True)
class CasesFact:
    """How many cases the data are of, and how many would do."""

    n: int
    least: int


@dataclass(frozen=True, slots=True)
class SkewFact:
    """Of ``n`` criteria, measured or rated, those that outliers pull: (title, skewness, regions),
    the most skewed first; ``n_skewed`` in all, ``more`` than are named. ``alike``: titles of those
    that are the same in every case, ``more_alike`` than are named."""

    measured: bool
    n: int
    n_skewed: int
    skewed: tuple[tuple[str, float, tuple[str, ...]], ...]
    more: bool
    alike: tuple[str, ...]
    more_alike: bool


@dataclass(frozen=True, slots=True)
class TestsFact:
    """How many correlations there are, whether that is the ``only`` one, how many are more than
    chance gives once in twenty, and how many of those chance alone would bring about; 0: fewer than
    one."""

    n: int
    only: bool
    clear: int
    by_chance: int


@dataclass(frozen=True, slots=True)
class ImputedFact:
    """Scores that stand in for missing ones, by criterion: (title, how many); ``n`` in all, of
    ``n_criteria``, ``more`` than are named."""

    n: int
    n_criteria: int
    criteria: tuple[tuple[str, int], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class PairsFact:
    """Pairs that say the same, or run against each other beyond chance: (title, title, r), the
    furthest from 0 first; ``n`` in all, ``more`` than are named. ``n_tested``: pairs that could
    have been told, ``few``: too few for their silence to say anything."""

    against: bool
    n: int
    pairs: tuple[tuple[str, str, float], ...]
    more: bool
    n_tested: int
    few: bool


@dataclass(frozen=True, slots=True)
class WeightsFact:
    """Parts whose share of importance is clearly off from their weight: (node, part, weight,
    share), furthest first; ``n`` in all, of ``of`` parts, ``more`` than are named."""

    of: int
    n: int
    parts: tuple[tuple[str, str, float, float], ...]
    more: bool


def told(ctx: Context, found: Data) -> tuple[Runs, ...]:
    """What stands out, in sentences."""
    words, c = ctx.words.data, found.correlations
    out: list[Runs] = []
    if c.few:
        out.append(words.few(CasesFact(c.n_cases, c.least)))
    out += [words.skewed(fact) for fact in skew_facts(ctx, found.distributions)]
    imputed = imputed_fact(ctx, found.of)
    if imputed.n and (c.tests or found.importance):
        out.append(words.imputed(imputed))
    if c.tests:
        chance = CHANCE * c.tests
        expected = 0 if chance < 1 - TOLERANCE else round(chance)
        out.append(words.tests(TestsFact(c.tests, c.tests == 1, c.clear, expected)))
        out += [words.pairs(fact) for fact in pair_facts(ctx, c)]
    else:
        out.append(words.no_pairs(CasesFact(c.n_cases, c.least)))
    fact = weights_fact(ctx, found.importance)
    return (*out, *([words.weights(fact)] if fact.of else []))


def skew_facts(ctx: Context, found: Sequence[Distribution]) -> Iterator[SkewFact]:
    """Of measures, then of rated criteria, what outliers pull; of those that cases enough have."""
    least = ctx.rubric.method.least_sample
    for measured in (True, False):
        own = [d for d in found if d.measured == measured and _can_be_told(d, least)]
        pulled = [(d, m) for d in own if (m := d.moments) is not None and m.skewed]
        pulled.sort(key=lambda pair: -abs(pair[1].skewness or 0.0))
        alike = [d for d in own if (m := d.moments) and m.constant]
        if own:
            yield SkewFact(
                measured,
                len(own),
                len(pulled),
                tuple(
                    (
                        ctx.titles[d.ref],
                        m.skewness or 0.0,
                        tuple(ctx.region(o.case) for o in d.pulling),
                    )
                    for d, m in pulled[:MOST_NAMED]
                ),
                len(pulled) > MOST_NAMED,
                tuple(ctx.titles[d.ref] for d in alike[:MOST_NAMED]),
                len(alike) > MOST_NAMED,
            )


def imputed_fact(ctx: Context, of: str) -> ImputedFact:
    """Imputed scores of the criteria below a node, those of the most first."""
    leaves = ctx.evaluation.leaves
    counted = zip(leaves.tree.leaves, leaves.imputed.sum(axis=0).tolist(), strict=True)
    known = [(ctx.titles[ref], n) for ref, n in counted if n and stands_in(ref, of)]
    known.sort(key=lambda own: -own[1])
    total = sum(n for _, n in known)
    return ImputedFact(total, len(known), tuple(known[:MOST_NAMED]), len(known) > MOST_NAMED)


def _can_be_told(d: Distribution, least: int) -> bool:
    """Whether there are values enough to see an outlier: of few, any that differs is one."""
    return d.moments is not None and d.moments.n >= max(least, FEWEST_CASES)


def pair_facts(ctx: Context, found: Correlations) -> Iterator[PairsFact]:
    """Parts of one node that say the same; criteria that run against each other beyond chance."""
    enough = min(found.least, found.n_cases)  # what few cases have says nothing of the rubric
    tested = [p for p in found.pairs if p.p is not None and p.n >= enough]
    within = [p for p in tested if p.kind == "within"]
    joined = [p for p in tested if p.kind != "across"]
    same = [p for p in within if p.flag == "collinear" and not p.by_chance]
    against = [p for p in joined if p.flag == "negative" and not p.by_chance]
    for of, pairs, n in ((False, same, len(within)), (True, against, len(joined))):
        pairs.sort(key=lambda p: -abs(p.r or 0.0))
        named = tuple(
            (_called(ctx, p.a), _called(ctx, p.b), p.r or 0.0) for p in pairs[:MOST_NAMED]
        )
        more = len(pairs) > MOST_NAMED
        yield PairsFact(of, len(pairs), named, more, n, n < FEWEST_PAIRS)


def weights_fact(ctx: Context, found: Sequence[Importance]) -> WeightsFact:
    """Parts that decide clearly more, or less, than their weight says, of nodes whose every part
    varies over cases enough."""
    least = min(ctx.rubric.method.least_sample, len(ctx.evaluation.files))
    told = [own for own in found if own.n >= least and all(p.share is not None for p in own.parts)]
    known = [(own, part) for own in told for part in own.parts]
    off = [(own, part) for own, part in known if clearly_off(part)]
    off.sort(key=lambda pair: -abs((pair[1].share or 0.0) - pair[1].weight))
    named = tuple(
        (_called(ctx, own.ref), _called(ctx, part.ref), part.weight, part.share or 0.0)
        for own, part in off[:MOST_NAMED]
    )
    return WeightsFact(len(known), len(off), named, len(off) > MOST_NAMED)


def clearly_off(part: Part) -> bool:
    """Whether a part's share of importance is off from its weight by more than single cases
    make."""
    if part.share is None or part.error is None:
        return False
    off = abs(part.share - part.weight)
    return off >= APART and off > CLEAR * part.error


def _called(ctx: Context, ref: str) -> str:
    """A node as a sentence calls it."""
    return ctx.labels["data-total"] if ref == "overall" else ctx.titles[ref]
