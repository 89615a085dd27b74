"""English: labels and sentences of reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalkit.model.fields import in_language
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
from evalkit.report.model import Note, Runs, Strong, runs
from evalkit.report.words import labels_of
from evalkit.report.words.grammar import GRAMMARS
from evalkit.scoring.limits import NEAR, SHOWN, TOLERANCE

if TYPE_CHECKING:
    from evalkit.report.sections.changes import SuccessionFact
    from evalkit.report.sections.coherence import CoherenceFact
    from evalkit.report.sections.consistency import ConsistencyFact, ConsistencyOverAll
    from evalkit.report.sections.effects import Firmness, Heavier, Movers
    from evalkit.report.sections.groups import Contrast, Divided
    from evalkit.report.sections.outcomes import TargetFact
    from evalkit.report.sections.ranking import Ahead, Teachers
    from evalkit.report.sections.sensitivity import OutlookFact
    from evalkit.report.sections.shared import Shared
    from evalkit.report.sections.spread import Overview
    from evalkit.report.sections.strengths import Item
    from evalkit.report.sections.verdict import Verdict
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


def verdict(v: Verdict) -> Runs:
    s = v.standing
    if s.value is None and not v.n_applicable:
        return runs(Strong(v.region), " has no total score: no criterion applies.")
    if s.value is None:
        return runs(
            Strong(v.region),
            " has no total score: ",
            percent(s.coverage),
            " of the applicable weight is rated, less than the rubric asks for. Filled at worst and at best, the total would lie between ",
            score(s.low),
            " and ",
            score(s.high),
            ".",
        )
    parts = runs(
        "The plan of ", Strong(v.region), " scores ", score(s.value, "s-overall"), " out of 100"
    )
    if v.grade:
        grade = v.grade
        label, means = in_language(grade.label, "en"), in_language(grade.means, "en")
        parts = runs(parts, ": ", Strong(label.lower()), f" ({_lower(means)})" if means else "")
    parts = runs(parts, ".")
    if v.n_ranked > 1:
        parts = runs(parts, " ", _place(v))
    if s.coverage < 1:
        parts = runs(
            parts,
            " ",
            percent(s.coverage),
            " of the applicable weight is rated; if the rest were filled, the score would lie between ",
            score(s.low),
            " and ",
            score(s.high),
            ".",
        )
    return parts


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


def _place(v: Verdict) -> Runs:
    s = v.standing
    place = (
        "last" if s.rank == v.n_ranked else f"{'joint ' if v.tied > 1 else ''}{_ordinal(s.rank)}"
    )
    parts = runs(f"It ranks {place} of {v.n_ranked} plans")
    if v.peers:
        label, rank, n = v.peers
        parts = runs(
            parts,
            f" and {'last' if rank == n else _ordinal(rank)} of the {_count(n, '', '').strip()} marked “{_lower(label)}”",
        )
    low, high = v.reach
    what = (
        "Allowing for doubt about ratings as well as weights" if v.by_all else "Under other weights"
    )
    if low == high:
        return runs(parts, f". {what}, it keeps that place.")
    return runs(
        parts, f". {what}, it could stand anywhere from {_ordinal(low)} to {_ordinal(high)}."
    )


def _level_with(v: Verdict, value: float) -> Runs:
    """The pillars that have a score, all that tie."""
    tied = [Strong(_lower(p.title)) for p in v.pillars if abs(p.value - value) <= TOLERANCE]
    return runs(GRAMMARS["en"].listed(tied))


def pillars(v: Verdict) -> Runs:
    named = listed([_lower(title) for title in v.outside])
    verb = "does" if len(v.outside) == 1 else "do"
    outside = (
        f"{_capital(named)} {verb} not apply, so the total is made of the other pillars alone."
        if v.outside and v.pillars
        else ""
    )
    if len(v.pillars) < 2:
        return runs(outside)
    best, worst = v.pillars[0], v.pillars[-1]
    gap = best.value - worst.value
    then = f" {outside}" if outside else ""
    if gap < NEAR:
        return runs(
            f"The {_count(len(v.pillars), 'pillar', 'pillars').split()[0]} pillars lie close together, from ",
            score(worst.value, f"s-{worst.ref}"),
            " to ",
            score(best.value, f"s-{best.ref}"),
            f".{then}",
        )
    return runs(
        "It is strongest in ",
        _level_with(v, best.value),
        " (",
        score(best.value, f"s-{best.ref}"),
        ") and weakest in ",
        _level_with(v, worst.value),
        " (",
        score(worst.value, f"s-{worst.ref}"),
        "), ",
        _points(gap),
        f" points apart.{then}",
    )


def balance(v: Verdict) -> Runs:
    if not v.n_rated:
        return (
            runs(f"None of the {v.n_applicable} criteria that apply is rated.")
            if v.n_applicable
            else ()
        )
    by = f" by {_count(v.n_raters, '', '').strip()} raters" if v.n_raters > 1 else ""
    total = (
        f"All {v.n_applicable} criteria that apply are rated{by}"
        if v.n_applicable > 1
        else f"The one criterion that applies is rated{by}"
    )
    if v.n_rated < v.n_applicable:
        total = f"{_capital(_count(v.n_rated, '', '').strip())} of {v.n_applicable} criteria that apply {'is' if v.n_rated == 1 else 'are'} rated{by}"
    if not v.n_high and not v.n_low:
        among = (
            f"none of the {v.n_counted} in the total stands"
            if v.n_counted > 1
            else "it does not stand"
        )
        return runs(f"{total}; {among} out either way.")
    high = f"{_some(v.n_high, 'reaches', 'reach')} “{_lower(v.high_label)}”{'' if v.high_is_top else ' or better'}"
    low = f"{_some(v.n_low, 'stays', 'stay')} at “{_lower(v.low_label)}”{'' if v.low_is_bottom else ' or below'}"
    return runs(f"{total}; of the {v.n_counted} in the total, {high} and {low}.")


def _some(n: int, one: str, many: str) -> str:
    return f"none {one}" if n == 0 else _count(n, one, many)


def outcome(v: Verdict) -> Runs:
    if v.outcome is None or v.n_outcomes < 2 or not v.standing.rank:
        return ()
    low, high = v.reach
    head = runs(
        "On measured outcomes the region scores ",
        score(v.outcome.value, f"s-{v.outcome.ref}"),
        f", {_ordinal(v.outcome_rank)} of {v.n_outcomes}",
    )
    if v.outcome_rank < low:
        return runs(head, ": its results rank above its plan.")
    return runs(
        head,
        ": its plan ranks above its results."
        if v.outcome_rank > high
        else ", not clearly different from its plan's rank.",
    )


def rating_item(
    title: str, code: str, at: float, reason: str, places: Sequence[str], ref: str
) -> Runs:
    where = (Note("; ".join(places)),) if places else ()
    tag = f"{code} " if code else ""
    return runs(Strong(f"{tag}{title}"), " · level ", level(at, ref), f". {reason}", where)


def low_measures(found: Sequence[tuple[str, float]]) -> Runs:
    parts: Runs = ()
    for title, value in found:
        parts = runs(parts, "; " if parts else "", f"{title} (", score(value), ")")
    return runs("Measured criteria in the total with low scores: ", parts, ".")


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


def more_items(n: int) -> str:
    return f"{_capital(_count(n, 'more criterion', 'more criteria'))} of this kind {'is' if n == 1 else 'are'} not listed here."


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


MANY = 18  # names in one sentence that nobody reads to the end


def ranking(leaders: list[str], n: int, best: Figure, last: list[str], worst: Figure) -> Runs:
    if len(leaders) == n:
        return runs(
            Strong(listed(leaders) if n < MANY else f"All {n} plans"),
            " have the same score, ",
            best,
            ".",
        )
    closes = "closes" if len(last) == 1 else "close"
    verb = "leads" if len(leaders) == 1 else "lead together"
    return runs(
        Strong(first_of(leaders)),
        f" {verb} with ",
        best,
        f" points; {first_of(last)} {closes} the field of {n} with ",
        worst,
        ". Best and last are ",
        _points((best.value or 0) - (worst.value or 0)),
        " points apart.",
    )


def unranked(names: list[str], n: int) -> Runs:
    verb = "has" if len(names) == 1 else "have"
    return runs(f"{listed(names)} {verb} no total, since too little is rated.")


def close(groups: list[list[str]]) -> Runs:
    parts: Runs = ()
    for names in groups:
        parts = runs(parts, "; " if parts else "", Strong(listed(names)))
    return runs("Too close to call under other weights: ", parts, ".")


def close_pairs(n: int, of: int) -> Runs:
    return runs(
        f"Of {of} pairs of neighbours in the ranking, {n} cannot be told apart under other weights: read ranks with their ranges."
    )


def repeated(names: list[str]) -> Runs:
    return runs(f"One region has several plans, ranked each on its own: {listed(names)}.")


def superseded(newer: str) -> Runs:
    return runs(f"The region has a later plan: see {newer}.") if newer else ()


def incomplete(shown: Sequence[tuple[str, float, float | None, float | None]], n: int) -> Runs:
    parts: Runs = ()
    for name, coverage, low, high in shown:
        parts = runs(
            parts,
            "; " if parts else "",
            f"{name} (",
            percent(coverage),
            " rated; between ",
            score(low),
            " and ",
            score(high),
            " if filled)",
        )
    more = f"; and {n - len(shown)} more" if n > len(shown) else ""
    return runs("Not rated throughout, so that ranks may move: ", parts, f"{more}.")


def apart(titles: Sequence[str]) -> Runs:
    if not titles:
        return ()
    shown = list(titles[:MOST_NAMED])
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    named = f"{', '.join(shown)}{more}" if more else listed(shown)
    return runs(f"Raters are far apart and should settle first: {named}.")


def firm(name: str, often: float | None) -> Runs:
    if often is None:
        return runs(f"The first place of {name} holds under nearly all the weights tried.")
    return runs(
        f"Weights alone hardly ever move {name} from first place; with doubt about ratings counted in, it comes first in ",
        percent(often),
        " of the draws.",
    )


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


def glance_item(i: Item) -> Runs:
    tag = f"{i.code} " if i.code else ""
    label = f" (“{_lower(i.label)}”)" if i.label else ""
    parts = runs(Strong(f"{tag}{i.title}"), ": level ", level(i.level, i.ref), label)
    if i.margin is None:
        return parts
    mean = (
        f"the mean of the {_count(i.of, '', '').strip()} plans it applies to"
        if i.of
        else "the mean"
    )
    if abs(i.margin) < NEAR:
        return runs(parts, f", about {mean}")
    more = ": most plans are weak here" if i.weak else ""
    return runs(
        parts,
        ", ",
        _points(abs(i.margin)),
        f" points {'above' if i.margin > 0 else 'below'} {mean}{more}",
    )


def leaders_apart(a: Ahead) -> Runs:
    parts = runs(Strong(a.first), f" leads {a.second} by ", _points(a.by), " points")
    if a.parts:
        parts = runs(parts, ", mostly from ")
        for n, (title, gap) in enumerate(a.parts):
            joint = "" if not n else " and " if n == len(a.parts) - 1 else ", "
            parts = runs(parts, joint, f"{_lower(title)} (", shift(gap), ")")
    if a.against:
        parts = runs(parts, f"; on {_lower(a.against[0])} it is ", _points(a.against[1]), " behind")
    return runs(parts, ".")


def learn_from(t: Teachers, again: bool, between: int) -> Runs:
    of = (
        f"these {t.of}"
        if again
        else f"the {t.of} criteria in the total that apply to at least half of the plans,"
    )
    shown = listed([f"{name} ({n})" for name, n in t.cases])
    best = "" if t.top else " or better"
    rest = f" The other {_count(between, '', '').strip()} lie between." if again and between else ""
    return runs(
        f"On {_count(t.n, '', '').strip()} of {of} some plan reaches “{_lower(t.label)}”{best}; most often at the top, alone or tied, are {shown}: "
        f"whom to learn from.{rest}"
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
