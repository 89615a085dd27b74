"""Answers to an analyst's questions in, the facts that sentences state of them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.analysis import results
from evalkit.analysis.changes import Move, Succession, day_of
from evalkit.analysis.coherence import Coherence
from evalkit.analysis.consistency import Consistent
from evalkit.analysis.effects import Effect, Effects, Influence, LeftOut
from evalkit.analysis.outcomes import Field
from evalkit.analysis.sensitivity import Assumptions
from evalkit.evaluation import Evaluation
from evalkit.model.fields import in_language
from evalkit.model.rubric import Consistency
from evalkit.report import facts
from evalkit.scoring.limits import TOLERANCE

# --- sensitivity -----------------------------------------------------------------------------

MOST_DRAWS = 4000  # base draws a report goes up to, to have figures
SLIGHT = 0.05  # effects below this are not named


def enough_moves(evaluation: Evaluation, assumed: Assumptions) -> tuple[Effects, ...]:
    """Effects of the assumptions, with as many draws as figures need, up to a limit."""
    found = results.moves(evaluation, assumed)
    needed = max((e.needed for e in found), default=0)
    if needed and assumed.draws < MOST_DRAWS:
        return enough_moves(evaluation, replace(assumed, draws=min(max(needed, 2 * assumed.draws), MOST_DRAWS)))
    return found


@dataclass(frozen=True, slots=True)
class Movers:
    """What moves a result most. ``region``: whose total, empty for the ranking; ``most``: the factors whose error bars
    of the total effect reach that of the largest; ``then``: the next one, if it is more than slight.

    ``needed``: draws that would do where there are no figures; ``still``: nothing that was varied moves it.
    """

    region: str
    most: tuple[Effect, ...]
    then: Effect | None
    needed: int
    still: bool


def movers(evaluation: Evaluation, found: Effects, lang: str) -> Movers:
    """The factors that move one result most."""
    region = "" if found.result == results.SHIFT else facts.region_of(evaluation, found.result, lang)
    if not found.given:
        return Movers(region, (), None, found.needed, False)
    ordered = sorted(found.effects, key=lambda e: (-(e.total or 0.0), e.factor))
    top = ordered[0]
    if (top.total or 0.0) < SLIGHT:
        return Movers(region, (), None, 0, True)
    most = tuple(e for e in ordered if (e.total_high or 0.0) >= (top.total_low or 0.0) - TOLERANCE)
    rest = [e for e in ordered if e not in most and (e.total or 0.0) >= SLIGHT]
    return Movers(region, most, rest[0] if rest else None, 0, False)


@dataclass(frozen=True, slots=True)
class Heavier:
    """The pillar whose influence on the differences between totals exceeds its weight most."""

    title: str
    weight: float
    influence: float


def heavier(evaluation: Evaluation, found: Sequence[Influence], lang: str) -> Heavier | None:
    """None where no pillar of the total has an influence above its weight."""
    tops = {pillar.id for pillar in facts.counted_pillars(evaluation)}
    known = [(i.influence - i.weight, i.ref, i) for i in found if i.ref in tops and i.influence is not None]
    if len(known) < 2 or max(known)[0] <= TOLERANCE:
        return None
    best = max(known)[2]
    return Heavier(facts.title_of(evaluation, lang)[best.ref], best.weight, best.influence or 0.0)


@dataclass(frozen=True, slots=True)
class Firmness:
    """Whether the first place hangs on one criterion or pillar. ``without``: (title, who leads then)."""

    leaders: tuple[str, ...]
    without: tuple[tuple[str, tuple[str, ...]], ...]


def firmness(evaluation: Evaluation, found: Sequence[LeftOut], lang: str) -> Firmness:
    """What becomes of the first place when one node is left out."""
    titles = facts.title_of(evaluation, lang)
    leaders = tuple(s.case for s in facts.ranked(evaluation) if s.rank == 1)
    named = {s.case: facts.region_of(evaluation, s.case, lang) for s in facts.ranked(evaluation)}
    by_ref = {item.ref: item for item in found if not set(leaders) <= set(item.first)}
    changed = [(titles[ref], tuple(named[case] for case in by_ref[ref].first)) for ref in titles if ref in by_ref]
    return Firmness(tuple(named[case] for case in leaders), tuple(changed))


# --- consistency -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConsistencyFact:
    """One case's consistency index. ``best`` and ``worst``: (titles of the variables, X); empty where all are alike."""

    index: float | None
    most: float
    band: str
    met: float
    applicable: int
    best: tuple[tuple[str, ...], float]
    worst: tuple[tuple[str, ...], float]


def consistency(block: Consistency, found: Consistent, lang: str) -> ConsistencyFact:
    """What the index of one case says."""
    titles = {variable.id: in_language(variable.title, lang) for variable in block.variables}
    known = [(v.value, titles[v.variable]) for v in found.variables if v.value is not None]
    high, low = max((x for x, _ in known), default=0.0), min((x for x, _ in known), default=0.0)
    alike = high - low <= TOLERANCE

    def at(value: float) -> tuple[tuple[str, ...], float]:
        return () if alike else tuple(title for x, title in known if abs(x - value) <= TOLERANCE), value

    band = next((in_language(b.label, lang) for b in block.bands if b.id == found.band), "")
    met, applicable = sum(v.met for v in found.variables), sum(v.applicable for v in found.variables)
    return ConsistencyFact(found.index, block.most, band, met, applicable, at(high), at(low))


@dataclass(frozen=True, slots=True)
class ConsistencyOverAll:
    """A consistency index over all cases: (region, index) of the highest and the lowest, and the variables with the
    highest and the lowest mean of X."""

    most: float
    highest: tuple[str, float]
    lowest: tuple[str, float]
    fullest: tuple[str, float]
    emptiest: tuple[str, float]


def consistency_over_all(
    evaluation: Evaluation, block: Consistency, found: Sequence[Consistent], lang: str
) -> ConsistencyOverAll | None:
    """None with fewer than two cases that have an index."""
    known = sorted(((c.index, c.case) for c in found if c.index is not None), key=lambda item: (-item[0], item[1]))
    if len(known) < 2:
        return None
    named = [(facts.region_of(evaluation, case, lang), index) for index, case in (known[0], known[-1])]
    means = []
    for n, variable in enumerate(block.variables):
        values = [v for c in found if (v := c.variables[n].value) is not None]
        if values:
            means.append((sum(values) / len(values), in_language(variable.title, lang)))
    fullest, emptiest = max(means), min(means)
    return ConsistencyOverAll(block.most, named[0], named[1], fullest[::-1], emptiest[::-1])


def block_of(evaluation: Evaluation, found: Consistent) -> Consistency:
    """The rubric's block that an index belongs to."""
    return next(block for block in evaluation.rubric.consistency if block.id == found.block)


# --- other weights, other rules --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SecondOpinions:
    """How the ranking fares under other methods. ``first``: (region, methods under which it is first), most often first;
    ``steadiest``: whether every case keeps its rank; ``widest``: the case whose rank varies most, and between which."""

    n_methods: int
    first: tuple[tuple[str, int], ...]
    steady: bool
    widest: tuple[str, int, int]


def second_opinions(
    evaluation: Evaluation, cases: Sequence[str], found: Sequence[results.Opinion], lang: str
) -> SecondOpinions:
    """What several rankings have in common."""
    named = [facts.region_of(evaluation, case, lang) for case in cases]
    spans = [(min(o.ranks[n] for o in found), max(o.ranks[n] for o in found)) for n in range(len(cases))]
    firsts = [(sum(o.ranks[n] == 1 for o in found), name) for n, name in enumerate(named)]
    widest = max(range(len(cases)), key=lambda n: (spans[n][1] - spans[n][0], -n))
    order = sorted((item for item in firsts if item[0]), key=lambda item: (-item[0], item[1]))
    return SecondOpinions(
        len(found), tuple((name, n) for n, name in order), all(low == high for low, high in spans),
        (named[widest], *spans[widest]),
    )  # fmt: skip


# --- outcomes --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """Plans against outcomes in words. ``groups``: quadrant → regions, by plan score; near ones are marked in ``near``."""

    title: str
    groups: Mapping[str, tuple[str, ...]]
    near: frozenset[str]
    correlation: float | None
    n: int


def outcomes(evaluation: Evaluation, found: Field, lang: str) -> OutcomeFact:
    """Which regions stand in which quadrant."""
    groups: dict[str, list[str]] = {"both": [], "plan": [], "outcome": [], "neither": []}
    for p in sorted(found.cases, key=lambda p: -p.plan):
        groups[p.quadrant].append(facts.region_of(evaluation, p.case, lang))
    near = frozenset(facts.region_of(evaluation, p.case, lang) for p in found.cases if p.near)
    title = facts.title_of(evaluation, lang)[found.outcome]
    held = {name: tuple(regions) for name, regions in groups.items()}
    return OutcomeFact(title, held, near, found.correlation, len(found.cases))


def outcome_years(evaluation: Evaluation, pillar: str) -> tuple[int, int] | None:
    """First and last year of the figures that score a pillar's measures; None where there are none."""
    years = [m.used.year for m in evaluation.measured if m.used and m.ref.split(".")[0] == pillar]
    return (min(years), max(years)) if years else None


def plan_years(evaluation: Evaluation) -> tuple[int, int] | None:
    """First and last year in which the plans were adopted, or their documents dated; None where neither is known."""
    years = [d.year for file in evaluation.files if (d := day_of(file.case)) is not None]
    return (min(years), max(years)) if years else None


# --- coherence -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoherenceFact:
    """How a rubric behaves over the cases, in counts: criteria that do not vary, run against their pillar, or say what
    another says; ``alphas``: (title, α) of the counted pillars that have one."""

    n_cases: int
    few: bool
    least: int
    n_items: int
    n_constant: int
    n_against: int
    n_pairs: int
    alphas: tuple[tuple[str, float], ...]


def coherence(evaluation: Evaluation, found: Coherence, lang: str) -> CoherenceFact:
    """What coherence comes to."""
    titles = facts.title_of(evaluation, lang)
    tops = {pillar.id for pillar in facts.counted_pillars(evaluation)}
    alphas = tuple((titles[s.ref], s.alpha) for s in found.scales if s.ref in tops and s.alpha is not None)
    return CoherenceFact(
        found.n_cases, found.few, found.least, len(found.items), sum(i.constant for i in found.items),
        sum(i.against for i in found.items), sum(p.correlation > 0 for p in found.pairs), alphas,
    )  # fmt: skip


# --- successive plans ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SuccessionFact:
    """Two plans of a region in words. ``plan`` and ``rubric``: parts of the total's change that come from the plan and from
    the rubric, None where they cannot be told apart."""

    older: str
    newer: str
    before: float | None
    after: float | None
    plan: float | None
    rubric: float | None
    versions: tuple[str, str]
    n_rose: int
    n_fell: int
    n_stayed: int
    n_apart: int
    ahead: float | None


def succession(found: Succession) -> SuccessionFact:
    """What happened between two plans."""
    names = [
        str(day.year) if day else case for day, case in ((found.older_day, found.older), (found.newer_day, found.newer))
    ]
    if names[0] == names[1]:
        names = [found.older, found.newer]
    plan = None if found.after is None or found.restated is None else found.after - found.restated
    rubric = None if found.before is None or found.restated is None else found.restated - found.before
    versions = tuple(pin.partition("@")[2] for pin in (found.older_pin, found.newer_pin))
    return SuccessionFact(
        names[0], names[1], found.before, found.after, plan, rubric, (versions[0], versions[1]), found.count("rose"),
        found.count("fell"), found.count("stayed"), found.count("reworded") + found.count("begun") + found.count("ended"), found.ahead,
    )  # fmt: skip


def moved(found: Succession) -> tuple[Move, ...]:
    """The criteria that did not stay: those that move the total most first, those that cannot be compared last."""
    order = {"rose": 0, "fell": 0, "reworded": 1, "begun": 2, "ended": 3}
    chosen = [m for m in found.moves if m.way != "stayed"]
    return tuple(
        sorted(chosen, key=lambda m: (order[m.way], -m.weight * abs((m.after or 0.0) - (m.before or 0.0)), m.ref))
    )
