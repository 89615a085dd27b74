"""Results in, the facts of a portfolio out: how its plans stand as a whole, and how groups of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evalkit.analysis.outcomes import Pace
from evalkit.analysis.ranking import Divide
from evalkit.analysis.results import Results
from evalkit.model.fields import in_language
from evalkit.model.rubric import Criterion
from evalkit.report import facts, glance
from evalkit.report.facts import CLOSE
from evalkit.scoring.rank import grade_of

TOLD = 0.1  # a grouping tells plans apart where at most this share of random groupings has differences as large


@dataclass(frozen=True, slots=True)
class Overview:
    """All plans as a whole. ``low``, ``high``: (regions, score); ``grades``: (label, how many plans), best first."""

    n: int
    mean: float
    low: tuple[tuple[str, ...], float]
    high: tuple[tuple[str, ...], float]
    grades: tuple[tuple[str, int], ...]
    pillars: tuple[tuple[str, float], ...]


def overview(results: Results, lang: str) -> Overview | None:
    """Mean, ends, grades and the means of the counted pillars (best first); None where no plan has a total."""
    values = list(facts.totals(results).values())
    if not values:
        return None
    grades: dict[str, int] = {}
    for value in values:
        grade = grade_of(value, results.evaluation.rubric.grades)
        if grade:
            label = in_language(grade.label, lang)
            grades[label] = grades.get(label, 0) + 1
    titles = facts.title_of(results, lang)
    known = [
        (titles[p.id], mean)
        for p in facts.counted_pillars(results)
        if (mean := facts.mean_of(results, p.id)) is not None
    ]
    first, last = facts.ranked(results)[0].rank, facts.ranked(results)[-1].rank
    ends = [
        tuple(facts.region_of(results, s.case, lang) for s in facts.ranked(results) if s.rank == rank)
        for rank in (last, first)
    ]
    return Overview(
        len(values), sum(values) / len(values), (ends[0], values[-1]), (ends[1], values[0]), tuple(grades.items()),
        tuple(sorted(known, key=lambda p: -p[1])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shared:
    """A criterion with how many of the plans rated on it are at one end of the scale."""

    ref: str
    title: str
    k: int
    n: int


def shared(results: Results, lang: str) -> tuple[tuple[Shared, ...], tuple[Shared, ...]]:
    """Counted criteria that more than half of the plans rated on them do well, and those that more than half hardly do.

    Most first; only criteria that at least half of all plans are rated on.
    """
    if not results.evaluation.rubric.levels:
        return (), ()
    high, low = facts.high_level(results), facts.low_level(results)
    well, hardly = [], []
    for ref, levels in facts.widely_rated(results).items():
        title = in_language(_criterion(results, ref).title, lang)
        n = len(levels)
        up, down = (sum(level >= high for level in levels.values()), sum(level <= low for level in levels.values()))
        well += [Shared(ref, title, up, n)] if up * 2 > n else []
        hardly += [Shared(ref, title, down, n)] if down * 2 > n else []
    order = list(facts.widely_rated(results))

    def most(s: Shared) -> tuple[float, int]:
        return -s.k / s.n, order.index(s.ref)

    return tuple(sorted(well, key=most)), tuple(sorted(hardly, key=most))


def _criterion(results: Results, ref: str) -> Criterion:
    return dict(results.evaluation.rubric.criteria())[ref]


@dataclass(frozen=True, slots=True)
class Group:
    """The plans that declare one value of a facet. ``cases``: (case, total), best first."""

    facet: str
    value: str
    label: str
    cases: tuple[tuple[str, float], ...]

    @property
    def mean(self) -> float:
        return sum(value for _, value in self.cases) / len(self.cases)


def groups(results: Results, lang: str) -> dict[str, tuple[Group, ...]]:
    """Facet → its groups in the rubric's order, of plans that have a total; only facets with two groups or more."""
    totals = facts.totals(results)
    out: dict[str, tuple[Group, ...]] = {}
    for facet, about in results.evaluation.rubric.facets.items():
        found = []
        for value, label in about.values.items():
            cases = [
                (case, total)
                for case, total in totals.items()
                if value in results.evaluation.file_of[case].case.facet_values().get(facet, ())
            ]
            found += [Group(facet, value, in_language(label, lang), tuple(cases))] if cases else []
        if len(found) > 1:
            out[facet] = tuple(found)
    return out


@dataclass(frozen=True, slots=True)
class Divided:
    """A grouping and how far it tells the plans apart. ``groups``: (label, how many plans, mean), best first."""

    facet: str
    title: str
    groups: tuple[tuple[str, int, float], ...]
    found: Divide

    @property
    def told(self) -> bool:
        """Whether the differences are larger than chance gives."""
        return self.found.chance <= TOLD


def divided(results: Results, lang: str) -> tuple[Divided, ...]:
    """Facets that give each plan one value, in the rubric's order."""
    of = groups(results, lang)
    return tuple(
        Divided(
            d.facet,
            in_language(results.evaluation.rubric.facets[d.facet].title, lang),
            tuple(sorted(((g.label, len(g.cases), g.mean) for g in of[d.facet]), key=lambda g: -g[2])),
            d,
        )
        for d in results.divides
    )


def clearest(known: Sequence[Divided]) -> tuple[Divided, tuple[str, ...]] | None:
    """The grouping that tells plans apart best, and the titles of those that do so as well.

    What counts is the share between groups above what chance gives; of groupings within ``CLOSE`` of the best the first
    stands for all.
    """
    if not known:
        return None
    best = max(d.found.share - d.found.expected for d in known)
    alike = [d for d in known if best - (d.found.share - d.found.expected) < CLOSE]
    return alike[0], tuple(d.title for d in alike[1:])


@dataclass(frozen=True, slots=True)
class Contrast:
    """A group beside the other plans, all in [0, 1].

    ``behind``, ``ahead``: the part on which it is furthest from them, with both means; None where no part is more than
    ``CLOSE`` apart. ``only_low``: criteria on which every plan of the group hardly does anything, and most others do more.
    """

    group: Group
    best: str
    last: str
    n_rest: int
    rest: float | None
    ahead: tuple[str, float, float] | None
    behind: tuple[str, float, float] | None
    only_low: tuple[str, ...]
    low_label: str
    low_is_bottom: bool


def contrast(results: Results, group: Group, lang: str) -> Contrast:
    """What a group does otherwise than the rest."""
    own = [case for case, _ in group.cases]
    totals = facts.totals(results)
    rest = {case: value for case, value in totals.items() if case not in own}
    titles = facts.title_of(results, lang)
    gaps = []
    if len(own) > 1 and rest:
        for ref in dict.fromkeys(ref for case in totals for ref in glance.parts_shown(results, case)):
            mine, theirs = (_mean(results, ref, cases) for cases in (own, rest))
            if mine is not None and theirs is not None and abs(mine - theirs) > CLOSE:
                gaps.append((mine - theirs, titles[ref], mine, theirs))
    up, down = max(gaps, default=None), min(gaps, default=None)
    levels = results.evaluation.rubric.levels
    low = facts.low_level(results) if levels else 0
    return Contrast(
        group,
        facts.region_of(results, group.cases[0][0], lang),
        facts.region_of(results, group.cases[-1][0], lang),
        len(rest),
        sum(rest.values()) / len(rest) if rest else None,
        up[1:] if up and up[0] > 0 else None,
        down[1:] if down and down[0] < 0 else None,
        _only_low(results, own, low, lang) if levels else (),
        facts.label_at(results, low, lang) if levels else "",
        bool(levels) and low == levels[0],
    )


def _mean(results: Results, ref: str, cases: Iterable[str]) -> float | None:
    values = facts.known_values(results, ref)
    known = [values[case] for case in cases if case in values]
    return sum(known) / len(known) if known else None


def _only_low(results: Results, own: Sequence[str], low: float, lang: str) -> tuple[str, ...]:
    """Criteria on which a group of three plans or more is low to a plan, and more than half of the others are not."""
    out = []
    for ref, levels in results.counted_levels.items():
        mine = [level for case, level in levels.items() if case in own]
        theirs = [level > low for case, level in levels.items() if case not in own]
        if len(mine) > 2 and len(mine) == len(own) and max(mine) <= low and sum(theirs) * 2 > len(theirs):
            out.append(in_language(_criterion(results, ref).title, lang))
    return tuple(out)


def paces(results: Results) -> tuple[tuple[str, int], ...]:
    """How many targets stand at each pace, in order from reached to unknown; empty without targets."""
    found = [c.pace for c in results.courses]
    order: tuple[Pace, ...] = ("reached", "on-course", "slower", "far", "unknown")
    return tuple((pace, found.count(pace)) for pace in order if pace in found)
