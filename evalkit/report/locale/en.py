"""English: labels and sentences of reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalkit.report.figure import (
    Figure,
    in_unit,
    level,
    number,
    percent,
    round_half_up,
    score,
    shift,
)
from evalkit.report.model import Runs, Strong, runs
from evalkit.report.words import labels_of
from evalkit.report.words.grammar import GRAMMARS
from evalkit.scoring.limits import NEAR, SHOWN

if TYPE_CHECKING:
    from evalkit.report.sections.changes import SuccessionFact
    from evalkit.report.sections.coherence import CoherenceFact
    from evalkit.report.sections.consistency import ConsistencyFact, ConsistencyOverAll
    from evalkit.report.sections.effects import Firmness, Heavier, Movers
    from evalkit.report.sections.groups import Contrast, Divided
    from evalkit.report.sections.outcomes import TargetFact
    from evalkit.report.sections.sensitivity import OutlookFact
    from evalkit.report.sections.shared import Shared
    from evalkit.report.sections.spread import Overview
    from evalkit.report.sections.weights import SecondOpinions

LABELS = labels_of("en")
_G = GRAMMARS["en"]
listed, first_of = _G.listed, _G.first_of


def _ordinal(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def _count(n: int, one: str, many: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[n] if n < len(words) else n} {one if n == 1 else many}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _points(value: float) -> Figure:
    return score(value)


def _lower(text: str) -> str:
    """A title inside a sentence; abbreviations (S&T, R&D) and names of several words keep their
    capital."""
    first, _, after = text.partition(" ")
    proper = after[:1].isupper() or any(
        c.isupper() for c in first[1:]
    )  # Yangtze Delta; Beijing–Tianjin–Hebei
    return (
        text
        if len(text) == 1 or proper or not (first[1:2].islower() or len(first) == 1)
        else text[:1].lower() + text[1:]
    )


def _some(n: int, one: str, many: str) -> str:
    return f"none {one}" if n == 0 else _count(n, one, many)


def argued(given: Sequence[tuple[str, float, str]]) -> str:
    """What each rater gave and why, where no one level stands for all."""
    return " ".join(
        f"Rater {rater} gave {level:g}: {because.rstrip('.')}." for rater, level, because in given
    )


def briefing_title(region: str) -> str:
    return f"{region}: briefing on the plan"


def ruled_out(titles: Sequence[str]) -> Runs:
    n = len(titles)
    head = "One criterion is" if n == 1 else f"These {n} criteria are"
    return runs(
        f"{head} for regions of another kind and {'does' if n == 1 else 'do'} not apply here: {'; '.join(titles)}."
    )


def how_scored(at: float, rule: str, value: Figure, share: float) -> Runs:
    parts = runs("Level used: ", level(at), f" ({rule})" if rule else "", "; score ", value)
    return (
        runs(parts, "; ", percent(share, 1), " of the total.")
        if share
        else runs(parts, "; not part of the total.")
    )


def at_level(value: Figure) -> Runs:
    return runs("level ", value)


def facet(title: str, value: str, because: str) -> Runs:
    return runs(Strong(f"{title}: {value}"), f" – {because}" if because else "")


def target(t: TargetFact) -> Runs:
    parts = runs(Strong(t.title), ": ", number(t.value, t.decimals), in_unit(t.unit))
    if t.year:
        parts = runs(parts, f" by {t.year}")
    if t.baseline is not None:
        parts = runs(parts, ", from ", number(t.baseline, t.decimals))
        if t.baseline_year:
            parts = runs(parts, f" in {t.baseline_year}")
    if t.latest is not None:
        parts = runs(
            parts, "; latest statistic ", number(t.latest.value, t.decimals), f" ({t.latest.year})"
        )
    unit = " percentage points" if t.unit.startswith("%") else ""
    if t.reached:
        parts = runs(parts, ", so the target is met")
    elif t.course is not None and t.course.needed is not None:
        parts = runs(
            parts,
            "; from there it needs ",
            Figure(t.course.needed, t.decimals + 1, 1, "", "", True),
            f"{unit} a year",
        )
        if t.course.achieved is not None:
            had = Figure(t.course.achieved, t.decimals + 1, 1, "", "", True)
            pace = LABELS[f"pace-{t.course.pace}"]
            parts = runs(parts, ", against ", had, f" a year since {t.course.since}: {pace}")
    elif t.needed is not None and t.needed > 0:
        parts = runs(
            parts,
            "; the target needs ",
            Figure(t.needed, t.decimals, 1, "", "", True),
            f"{unit} a year from its baseline",
        )
    return runs(parts, f" ({t.at})." if t.at else ".", f" {t.note}." if t.note else "")


def apart(titles: Sequence[str]) -> Runs:
    if not titles:
        return ()
    shown = list(titles[:MOST_NAMED])
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    named = f"{', '.join(shown)}{more}" if more else listed(shown)
    return runs(f"Raters are far apart and should settle first: {named}.")


def widest(title: str, low: str, low_value: Figure, high: str, high_value: Figure) -> Runs:
    return runs(
        "The plans differ most in ",
        Strong(_lower(title)),
        ": from ",
        low_value,
        f" ({low}) to ",
        high_value,
        f" ({high}).",
    )


def nobody(n: int, of: int, titles: list[str], label: str) -> Runs:
    verb = "stays" if n == 1 else "stay"
    head = (
        f"Of the {of} criteria in the total that apply to at least half of the plans, {_count(n, '', '').strip()} {verb} at "
        f"“{_lower(label)}” or below in every plan"
    )
    shown = listed([_lower(title) for title in titles])
    return runs(f"{head}, among them {shown}." if n > len(titles) else f"{head}: {shown}.")


def weights_note(draws: int, spread: float, within: float) -> str:
    low, high = round_half_up(1 - spread, 2), round_half_up(1 + spread, 2)
    return (
        f"Ranks under other weights: every weight is multiplied by its own factor between {low} and {high}, {draws:,} times;"
        f" the range holds the middle {round_half_up(within * 100, 0)}% of the ranks. These are sensitivity ranges, not"
        " confidence intervals: they say how much the ranking leans on the stated weights."
    )


def consensus_note(rule: str, reconcile_at: float) -> str:
    rules = {
        "mean": "the mean of the raters' levels",
        "median": "the median of the raters' levels",
        "lowest": "the lowest of the raters' levels",
        "adjudicated": "the level they agree on, or that an adjudicator sets",
    }
    return f"Where several people rated a criterion, {rules[rule]} counts; from {reconcile_at:g} levels apart on they are asked to reconcile."


def coverage_note(coverage: float) -> str:
    return f"A pillar is scored where at least {round_half_up(coverage * 100, 0)}% of its applicable weight is rated; what is not rated is never counted as zero."


def state(reason: str) -> str:
    return {
        "not-applicable": "not applicable",
        "coverage-low": "too little is rated",
        "nothing-rated": "not rated",
        "": "scored",
    }[reason]


def outlook(o: OutlookFact) -> Runs:
    place = (
        _ordinal(o.rank_low)
        if o.rank_low == o.rank_high
        else f"{_ordinal(o.rank_low)} to {_ordinal(o.rank_high)}"
    )
    parts = runs(
        Strong(o.region),
        ": between ",
        score(o.low),
        " and ",
        score(o.high),
        f" points, {place} of {o.n}",
    )
    if not o.n_alike:
        return runs(parts, "; clearly distinguishable from every other." if o.n > 1 else ".")
    more = f" and {o.n_alike - len(o.alike)} more" if o.n_alike > len(o.alike) else ""
    named = f"{', '.join(o.alike)}{more}" if more else listed(list(o.alike))
    return runs(parts, f"; not clearly distinguishable from {named}.")


def sensitivity(told: int, n: int, leader: OutlookFact) -> Runs:
    if n == 1:
        return runs(
            "With one plan there is no ranking to be sure of; its score has a range all the same."
        )
    head: Runs = (
        runs(Strong(leader.region), " comes first in ", percent(leader.first), " of the draws. ")
        if leader.region
        else ()
    )
    if told == n:
        return runs(head, "Every region can be told apart from every other.")
    if n == 2:
        return runs(head, "The two are not clearly apart, so read each rank with its range.")
    apart = (
        "No region is"
        if not told
        else f"Only {_count(told, 'region', 'regions')} of {n} {'is' if told == 1 else 'are'}"
    )
    return runs(
        head, f"{apart} clearly ahead of or behind every other, so read each rank with its range."
    )


def movers(m: Movers) -> Runs:
    what = f"the total of {m.region}" if m.region else "the ranking"
    if m.needed:
        return runs(
            f"The draws are too few to say which assumption moves {what}; about {m.needed} would do."
        )
    if m.still:
        return runs(f"Nothing that was varied moves {what}.")
    named = listed([LABELS[f"f-{e.factor}"] for e in m.most])
    parts = runs(f"What moves {what} most: {named}")
    if len(m.most) == 1:
        (top,) = m.most
        parts = runs(
            parts, ", ", percent(top.total), " of its variance (", percent(top.first), " alone)"
        )
    if m.then:
        parts = runs(
            parts,
            f"; then {LABELS[f'f-{m.then.factor}']}, ",
            percent(m.then.total),
            " (shares include interactions, so together they may exceed 100%)",
        )
    return runs(parts, ".")


def heavier(h: Heavier) -> Runs:
    return runs(
        Strong(h.title),
        " carries ",
        percent(h.weight),
        " of the weight and accounts for ",
        percent(h.influence),
        " of the differences between totals.",
    )


def firmness(f: Firmness) -> Runs:
    names = listed(list(f.leaders))
    verb = "stays" if len(f.leaders) == 1 else "stay"
    if not f.without:
        return runs(f"{names} {verb} first whichever criterion or pillar is left out.")
    shown = [f"without “{title}”, {listed(list(who))}" for title, who in f.without[:2]]
    more = (
        f", and in {_count(len(f.without) - 2, 'other way', 'other ways')}"
        if len(f.without) > 2
        else ""
    )
    return runs(
        f"The first place of {names} hangs on single nodes: {'; '.join(shown)} would lead{more}."
    )


def checks_met(c: ConsistencyFact) -> Runs:
    parts = runs(
        number(c.met, 0 if c.met == int(c.met) else 1), " of ", number(c.applicable), " checks met"
    )
    if not c.worst[0]:
        return runs(parts, ".")
    return runs(
        parts, f", fewest in {listed([_lower(t) for t in c.worst[0]])} (", percent(c.worst[1]), ")."
    )


def consistency(c: ConsistencyFact) -> Runs:
    if c.index is None:
        return runs("Too few checks are answered for a consistency index.")
    band = f" (“{c.band}”)" if c.band else ""
    parts = runs(
        "Of ",
        number(c.applicable),
        " checks ",
        number(c.met, 0 if c.met == int(c.met) else 1),
        " are met; the consistency index is ",
        number(c.index, 2),
        f" of {c.most:g}{band}",
    )
    if not c.best[0]:
        return runs(parts, ", the same share in every variable.")
    return runs(
        parts,
        f", highest in {listed([_lower(t) for t in c.best[0]])} (",
        number(c.best[1], 2),
        f"), lowest in {listed([_lower(t) for t in c.worst[0]])} (",
        number(c.worst[1], 2),
        ").",
    )


def second_opinions(o: SecondOpinions) -> Runs:
    if len(o.first) > 1 and all(n == o.n_methods for _, n in o.first):
        return runs(f"{listed([name for name, _ in o.first])} share first place by every method.")
    name, n = o.first[0]
    often = f"all {o.n_methods}" if n == o.n_methods else f"{n} of {o.n_methods}"
    parts = runs(Strong(name), f" comes first by {often} methods")
    if len(o.first) > 1:
        others = listed([f"{other} by {_count(k, '', '').strip()}" for other, k in o.first[1:]])
        parts = runs(parts, f", {others}")
    if o.steady:
        return runs(parts, "; every plan keeps its place.")
    case, low, high = o.widest
    return runs(
        parts,
        f"; the place that varies most is that of {case}, from {_ordinal(low)} to {_ordinal(high)}.",
    )


def coherence(c: CoherenceFact) -> Runs:
    head = (
        f"{_capital(_count(c.n_cases, 'plan is', 'plans are'))} too few to judge the rubric by ({c.least} would do); "
        if c.few
        else ""
    )
    said = [
        f"{_some(c.n_constant, 'has', 'have')} the same score in every plan",
        f"{_some(c.n_against, 'runs', 'run')} against the rest of {'their pillar' if c.n_against > 1 else 'its pillar'}",
        f"{_count(c.n_pairs, 'pair puts', 'pairs put')} the plans in nearly the same order, or the reverse",
    ]
    parts = runs(
        f"{head}{'of' if head else 'Of'} {c.n_items} criteria {said[0]}, {said[1]}, and {said[2]}."
    )
    if c.alphas:
        listed_alphas: Runs = ()
        for n, (title, alpha) in enumerate(c.alphas):
            listed_alphas = runs(
                listed_alphas, ", " if n else "", f"{_lower(title)} ", number(alpha, 2)
            )
        parts = runs(parts, " Cronbach's α: ", listed_alphas, ".")
    return parts


def succession(s: SuccessionFact) -> Runs:
    if s.before is None or s.after is None:
        parts = runs(
            f"From {s.older} to {s.newer} the totals cannot be compared, since one of them is not scored."
        )
    else:
        change = s.after - s.before
        if abs(change) < SHOWN:
            head = runs(f"From {s.older} to {s.newer} the total stayed at ", score(s.after))
        else:
            way = "rose" if change > 0 else "fell"
            head = runs(
                f"From {s.older} to {s.newer} the total {way} by ",
                _points(abs(change)),
                " points, from ",
                score(s.before),
                " to ",
                score(s.after),
            )
        if s.versions[0] != s.versions[1]:
            head = runs(head, f", under versions {s.versions[0]} and {s.versions[1]} of the rubric")
            if s.plan is not None and s.rubric is not None:
                head = runs(
                    head,
                    ": ",
                    shift(s.plan),
                    " from the plan, ",
                    shift(s.rubric),
                    " from the rubric",
                )
            else:
                head = runs(
                    head,
                    "; too little of the older plan is rated under the newer version to tell the two apart",
                )
        elif s.level == 1:
            head = runs(head, "; the two are level in every draw")
        elif s.ahead is not None:
            head = runs(head, "; the newer plan is ahead in ", percent(s.ahead), " of the draws")
            if s.level:
                head = runs(head, " and level in ", percent(s.level))
        parts = runs(head, ".")
    total = s.n_rose + s.n_fell + s.n_stayed
    apart = (
        f"; {_count(s.n_apart, 'criterion is', 'criteria are')} not comparable" if s.n_apart else ""
    )
    return runs(
        parts,
        f" Of {_count(total, 'criterion', 'criteria')} {_some(s.n_rose, 'rose', 'rose')}, {_some(s.n_fell, 'fell', 'fell')} and {_some(s.n_stayed, 'stayed', 'stayed')}{apart}.",
    )


def consistency_over_all(c: ConsistencyOverAll) -> Runs:
    (low_region, low), (high_region, high) = c.lowest, c.highest
    parts = runs(
        "The index runs from ",
        number(low, 2),
        f" ({low_region}) to ",
        number(high, 2),
        f" ({high_region}) of {c.most:g}",
    )
    if c.fullest[0] == c.emptiest[0]:
        return runs(parts, ".")
    return runs(
        parts,
        f"; on average most checks are met in {_lower(c.fullest[0])} (",
        number(c.fullest[1], 2),
        f"), fewest in {_lower(c.emptiest[0])} (",
        number(c.emptiest[1], 2),
        ").",
    )


def overview(o: Overview) -> Runs:
    parts = runs(
        f"The {o.n} plans average " if o.n > 1 else "The plan scores ", Strong(score(o.mean).text())
    )
    if o.high[1] - o.low[1] < SHOWN:
        parts = runs(parts, ", all with the same score")
    else:
        low, high = (f" ({first_of(list(names))})" for names, _ in (o.low, o.high))
        parts = runs(parts, ", from ", score(o.low[1]), f"{low} to ", score(o.high[1]), high)
    if len(o.grades) == 1:
        return runs(parts, f". All are graded “{_lower(o.grades[0][0])}”.")
    held = listed([f"{_count(n, '', '').strip()} “{_lower(label)}”" for label, n in o.grades])
    return runs(parts, f". Grades: {held}." if held else ".")


def pillar_means(means: Sequence[tuple[str, float]]) -> Runs:
    (_, high), (worst, low) = means[0], means[-1]
    if high - low < NEAR:
        return runs(
            "The pillars average much the same, from ", score(low), " to ", score(high), "."
        )
    best: Runs = ()
    for title, mean in means[:-1]:
        if high - mean < NEAR and mean - low >= NEAR:
            best = runs(
                best, " and " if best else "", Strong(_lower(title)), " (", score(mean), ")"
            )
    return runs(
        "On average the plans are strongest in ",
        best,
        ", weakest in ",
        Strong(_lower(worst)),
        " (",
        score(low),
        ").",
    )


def shared(s: Shared) -> Runs:
    return runs(f"{s.title} ({s.k} of {s.n})" if s.k < s.n else f"{s.title} (all {s.n})")


def divided(d: Divided, alike: Sequence[str]) -> Runs:
    held: Runs = ()
    for n, (label, k, mean) in enumerate(d.groups):
        held = runs(
            held,
            ", " if n else "",
            f"“{_lower(label)}” ({k}) averages " if not n else f"“{_lower(label)}” ({k}) ",
            score(mean),
        )
    title = _lower(d.title)
    if not d.told:
        return runs(
            f"No grouping clearly tells the totals apart. Grouping by {title} comes nearest: ",
            held,
            "; but ",
            percent(d.found.chance),
            " of random groupings differ as much.",
        )
    also = "".join(f" or by {_lower(t)}" for t in alike)
    return runs(
        f"Grouping by {title}{also} tells the plans apart best. By {title}: ",
        held,
        "; ",
        percent(d.found.share),
        " of the differences between totals lie between these groups, and only ",
        percent(d.found.chance),
        " of random groupings differ as much.",
    )


def contrast(c: Contrast) -> Runs:
    own = c.group
    if len(own.cases) == 1:
        return runs(Strong(own.label), f": {c.best} alone, ", score(own.mean), ".")
    parts = runs(
        Strong(own.label),
        f": {_count(len(own.cases), '', '').strip()} plans with a mean of ",
        score(own.mean),
        ", from ",
        score(own.cases[-1][1]),
        f" ({c.last}) to ",
        score(own.cases[0][1]),
        f" ({c.best})",
    )
    if c.rest is not None:
        gap = own.mean - c.rest
        others = (
            "the other plan" if c.n_rest == 1 else f"the other {_count(c.n_rest, '', '').strip()}"
        )
        if abs(gap) < NEAR:
            parts = runs(parts, f", much like {others} (", score(c.rest), ")")
        else:
            parts = runs(
                parts,
                ", ",
                _points(abs(gap)),
                f" points {'above' if gap > 0 else 'below'} {others}",
            )
    for found, said in ((c.ahead, "furthest ahead"), (c.behind, "furthest behind")):
        if found:
            parts = runs(
                parts,
                f"; {said} on {_lower(found[0])} (",
                score(found[1]),
                " against ",
                score(found[2]),
                ")",
            )
    parts = runs(parts, ".")
    if c.only_low:
        shown = listed([_lower(title) for title in c.only_low[:MOST_NAMED]])
        n = len(c.only_low)
        among = f" on {_count(n, '', '').strip()} criteria, among them" if n > MOST_NAMED else " on"
        below = "" if c.low_is_bottom else " or below"
        parts = runs(
            parts,
            f" All of them stay at “{_lower(c.low_label)}”{below}, where most others do more,{among} {shown}.",
        )
    return parts


MOST_NAMED = 5


def paces(found: Sequence[tuple[str, int]]) -> Runs:
    n = sum(k for _, k in found)
    held = listed(
        [f"{_count(k, '', '').strip()} {_lower(LABELS[f'pace-{pace}'])}" for pace, k in found]
    )
    return runs(
        f"Of {_count(n, 'target', 'targets')} in the plans that can be checked against figures: {held}."
    )


def and_more(n: int) -> str:
    return f" and {n} more"


def by_facet(title: str) -> str:
    return f"By {_lower(title)}"
