"""An evaluation in; the answer to what an analyst asks of it out: one function a question, each over one pure analysis.

What every report needs stands in the evaluation itself; what is answered here is computed when it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from evalkit.analysis.coherence import Coherence, coherence
from evalkit.analysis.consistency import Consistent, consistent
from evalkit.analysis.effects import Effects, Influence, LeftOut, effects, influences, leave_out
from evalkit.analysis.outcomes import Course, Field, course, field
from evalkit.analysis.priorities import Path, Raise, mends, path, raises
from evalkit.analysis.ranking import Divide, divide
from evalkit.analysis.sensitivity import DOUBT, FACTORS, Assumptions, Given, Outlook, draw, seeds_of, simulate
from evalkit.analysis.weighting import copeland, critic, entropy, pca, topsis
from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.rubric import SAMPLE_DEPENDENT, Grade, Pillar, Rubric
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.consensus import Row
from evalkit.scoring.rank import ranks
from evalkit.scoring.tree import Mask, Tree, counted_leaves, parts_of_total, roll_up, totals
from evalkit.scoring.weights import Panel, parts_of

T = TypeVar("T")
FACTOR_COLUMN = {name: n for n, name in enumerate(FACTORS)}
SHIFT = "rank-shift"  # the result that stands for the whole ranking: mean places a case moves


def once(evaluation: Evaluation, key: Hashable, answer: Callable[[], T]) -> T:
    """The answer, sought only the first time."""
    if key not in evaluation.answered:
        evaluation.answered[key] = answer()
    found: T = evaluation.answered[key]
    return found


# --- how sure --------------------------------------------------------------------------------


def outlooks(evaluation: Evaluation, assumed: Assumptions, seed: int | None = None) -> tuple[Outlook, ...]:
    """What scores and ranks of the cases that have a total could be under named assumptions."""
    seed = evaluation.seed if seed is None else seed

    def answer() -> tuple[Outlook, ...]:
        tree, given, cases = scored_given(evaluation)
        return simulate(tree, given, cases, assumed, evaluation.rubric.grades, np.random.default_rng(seed))

    return once(evaluation, ("outlooks", assumed, seed), answer)


def moves(evaluation: Evaluation, assumed: Assumptions, seed: int | None = None) -> tuple[Effects, ...]:
    """Which assumption moves the ranking, and each case's total: variance-based effects, the ranking first.

    The base sample has ``assumed.draws`` draws, twice, and once more for every factor that is varied.
    """
    seed = evaluation.seed if seed is None else seed

    def answer() -> tuple[Effects, ...]:
        tree, given, cases = scored_given(evaluation)
        factors = assumed.varied
        if not cases or not factors:
            return ()
        generator = np.random.default_rng(seed)
        first, second = seeds_of(assumed.draws, generator), seeds_of(assumed.draws, generator)
        columns = [FACTOR_COLUMN[name] for name in factors]
        designs = [first, second]
        for column in columns:
            mixed = first.copy()
            mixed[:, column] = second[:, column]
            designs.append(mixed)
        scores = np.stack([draw(tree, given, assumed, design) for design in designs])
        stated = ranks(roll_up(tree, given.agreed, given.applicable).value[:, -1])
        results = {SHIFT: np.abs(ranks(scores) - stated).mean(axis=-1)} if len(cases) > 1 else {}
        results |= {case: scores[:, :, n] for n, case in enumerate(cases)}
        return tuple(
            effects(name, factors, drawn[0], drawn[1], drawn[2:], np.random.default_rng(seed))
            for name, drawn in results.items()
        )

    return once(evaluation, ("moves", assumed, seed), answer)


def left_out(evaluation: Evaluation) -> tuple[LeftOut, ...]:
    """What leaving out each counted criterion and pillar does to ranks and totals."""
    tree, given, cases = scored_given(evaluation)
    if len(cases) < 2:
        return ()
    return leave_out(tree, given.agreed, given.applicable, cases, counted_leaves(tree))


def influence(evaluation: Evaluation) -> tuple[Influence, ...]:
    """Stated weight beside influence on the differences between totals, for every counted node.

    Empty with fewer cases than the rubric's ``method.least_sample``: influence is a trait of the cases at hand.
    """
    tree, given, cases = scored_given(evaluation)
    if len(cases) < evaluation.rubric.method.least_sample:
        return ()
    rolled = roll_up(tree, given.agreed, given.applicable)
    return influences(tree, rolled.value, rolled.share, rolled.value[:, -1])


def scored_given(evaluation: Evaluation) -> tuple[Tree, Given, list[str]]:
    """The scored tree, what was rated, and the names: of the cases that have a total."""
    tree, given = given_of(evaluation)
    names = [file.case.case for file in evaluation.files]
    scored = [n for n, name in enumerate(names) if evaluation.score_of[name, "overall"].value is not None]
    return tree, given.of(scored), [names[n] for n in scored]


def given_of(evaluation: Evaluation) -> tuple[Tree, Given]:
    """The scored tree, and everything that was rated under it as arrays, cases in the evaluation's order."""
    rubric, files, table = evaluation.rubric, evaluation.files, evaluation.ratings
    tree, agreed, applicable, people = evaluation.leaf_table
    names = sorted({row.rater for row in table.rows})
    rated = np.full((*agreed.shape, len(names)), math.nan)
    doubt = np.zeros(rated.shape)
    row_of = {file.case.case: n for n, file in enumerate(files)}
    column_of = {ref: n for n, ref in enumerate(tree.leaves)}
    decided = {(row.case, row.ref) for row in table.rows if row.adjudicates}
    for row in table.rows:
        if row.counted is None or row.ref not in column_of or ((row.case, row.ref) in decided and not row.adjudicates):
            continue
        at = (row_of[row.case], column_of[row.ref], names.index(row.rater))
        rated[at] = row.counted
        doubt[at] = DOUBT[files[at[0]].case.ratings_of(row.criterion)[row.n].confidence]
    levels = np.array(rubric.levels or (0.0, 1.0), dtype=float)
    low, high = float(levels[0]), float(levels[-1])
    scale = normalise.from_levels(levels, low, high)
    step = 1 / max(1, len(levels) - 1)
    return tree, Given(
        agreed, normalise.from_levels(rated, low, high), doubt, applicable, step, scale, ~people, _otherwise(evaluation, tree)
    )  # fmt: skip


def _otherwise(evaluation: Evaluation, tree: Tree) -> dict[str, Array]:
    """Scores of the measured leaves under each normalisation that needs nothing but the sample."""
    rules = {ref: criterion.measure for ref, criterion in evaluation.rubric.criteria() if criterion.measure}
    measured = {(m.case, m.ref): m.used.value for m in evaluation.measured if m.used is not None}
    out = {name: np.full((len(evaluation.files), len(tree.leaves)), math.nan) for name in sorted(SAMPLE_DEPENDENT)}
    for column, ref in enumerate(tree.leaves):
        if ref in rules:
            values = np.array([measured.get((file.case.case, ref), math.nan) for file in evaluation.files])
            for name, table in out.items():
                table[:, column] = normalise.from_measure(values, rules[ref].model_copy(update={"normalisation": name}))
    return out


# --- other weights, other rules --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights of a node's parts by one method. ``weights``: by part, summing to 1; empty where the method gives none.

    ``doubt``: a code, empty where there is none: few-cases (fewer than ``least``), constant (nothing varies), against
    (``parts`` at ``against`` load against the rest), incomplete (parts that not every case has are left out).
    """

    method: str
    weights: tuple[float, ...]
    doubt: str = ""
    least: int = 0
    against: tuple[int, ...] = ()
    explained: float | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """A ranking by one method: rank by case; 0 where it has none."""

    method: str
    ranks: tuple[int, ...]


def weighings(evaluation: Evaluation, of: str = "overall", panels: Sequence[Panel] = ()) -> tuple[Weighing, ...]:
    """Weights of a node's parts: stated, equal, as judges have them, and as the scores at hand would have them.

    Entropy, CRITIC and PCA depend on the cases: they are flagged below ``method.least_sample`` cases, and PCA gives
    nothing below that, or below three cases to a part.
    """
    parts = parts_of(evaluation.rubric, of)
    stated = {ref: node.weight for ref, _, node in evaluation.rubric.walk()}
    own = shares_of(np.array([stated[part] for part in parts]))
    out = [Weighing("stated", tuple(map(float, own))), Weighing("equal", tuple(1 / len(parts) for _ in parts))]
    for panel in panels:
        if panel.of == of:
            out.append(Weighing("ahp" if panel.compared else "points", panel.weights))
    tree, given, cases = scored_given(evaluation)
    if len(cases) < 2 or len(parts) < 2:
        return tuple(out)
    value = roll_up(tree, given.agreed, given.applicable).value
    table = value[:, [tree.column(part) for part in parts]]
    whole: Mask = np.asarray(~np.isnan(table).any(axis=0))
    least = evaluation.rubric.method.least_sample
    doubt = "few-cases" if len(cases) < least else "" if whole.all() else "incomplete"
    for method, made in (("entropy", entropy(table[:, whole])), ("critic", critic(table[:, whole]))):
        weights = _filled(made, whole)
        out.append(Weighing(method, weights, doubt, least) if sum(weights) else Weighing(method, (), "constant"))
    needed = max(least, 3 * int(whole.sum()))
    found = pca(table[:, whole]) if len(cases) >= needed else None
    if found is None:
        out.append(Weighing("pca", (), "few-cases" if len(cases) < needed else "constant", needed))
    else:
        columns = np.flatnonzero(whole)
        against = tuple(int(columns[n]) for n in found.against)
        weights = _filled(np.array(found.weights), whole)
        out.append(Weighing("pca", weights, "against" if against else doubt, needed, against, found.explained))
    return tuple(out)


def _filled(weights: Array, whole: Mask) -> tuple[float, ...]:
    """Weights of the parts that every case has, put among all parts."""
    out = np.zeros(len(whole))
    out[whole] = weights
    return tuple(map(float, out))


def opinions(
    evaluation: Evaluation, of: str = "overall", panels: Sequence[Panel] = ()
) -> tuple[list[str], tuple[Opinion, ...]]:
    """The cases that have a total, and their ranks: under each weighing of a node's parts, with all criteria alike, with
    a geometric total, by TOPSIS and by Copeland."""
    tree, given, cases = scored_given(evaluation)
    if len(cases) < 2:
        return cases, ()
    columns = [tree.column(part) for part in parts_of(evaluation.rubric, of)]
    out = []
    for weighing in weighings(evaluation, of, panels):
        if weighing.weights:
            weights = tree.weights.copy()
            weights[columns] = weighing.weights
            out.append(_opinion(weighing.method, totals(tree, given.agreed, given.applicable, weights)))
    counted = counted_leaves(tree)
    leaves = np.where(given.applicable, given.agreed, np.nan)[:, counted]
    rolled = roll_up(tree, given.agreed, given.applicable)
    own = parts_of_total(tree, rolled.value, rolled.share)[:, counted]
    alone = roll_up(tree, np.ones((1, len(tree.leaves))))
    stated = parts_of_total(tree, alone.value, alone.share)[0, counted]
    last = replace(tree.groups[-1], aggregation="geometric")
    geometric = replace(tree, groups=(*tree.groups[:-1], last))
    out += [
        _opinion("criteria-alike", np.nanmean(leaves, axis=1)),
        _opinion("geometric", totals(geometric, given.agreed, given.applicable)),
        _opinion("topsis", topsis(leaves, own)),
        _opinion("copeland", copeland(leaves, stated)),
    ]
    return cases, tuple(out)


def _opinion(method: str, scores: Array) -> Opinion:
    return Opinion(method, tuple(int(place) for place in ranks(np.asarray(scores))))


# --- consistency -----------------------------------------------------------------------------


def consistency(evaluation: Evaluation) -> tuple[Consistent, ...]:
    """Every case under every consistency block of the rubric, blocks first.

    A check that several raters answered counts by the share of them who found it met; an adjudicator's answer stands
    alone. A criterion that is not rated answers none of its checks.
    """
    return once(evaluation, "consistency", lambda: _consistency(evaluation))


def _consistency(evaluation: Evaluation) -> tuple[Consistent, ...]:
    rubric = evaluation.rubric
    criteria = dict(rubric.criteria())
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in evaluation.ratings.rows:
        rows.setdefault((row.case, row.ref), []).append(row)
    named = {v.of: rubric.named(v.of) for block in rubric.consistency for v in block.variables}

    def of_criterion(file: CaseFile, ref: str) -> list[float | None]:
        criterion, name = criteria[ref], file.case.case
        agreed = evaluation.ratings.agreed.get((name, ref))
        if agreed is None or agreed.state == "not-applicable":
            return []
        rated = [row for row in rows.get((name, ref), ()) if row.state == "rated"]
        decided = [row for row in rated if row.adjudicates]
        ratings = file.case.ratings_of(criterion.id)
        sets = [set(ratings[row.n].checks) for row in (decided[-1:] or rated)]
        applying = criterion.checks_for(file.case.facet_values())
        return [sum(check.id in met for met in sets) / len(sets) if sets else None for check in applying]

    return tuple(
        consistent(
            file.case.case, block,
            {v.id: [x for ref in named[v.of] for x in of_criterion(file, ref)] for v in block.variables},
            rubric.method.coverage,
        )
        for block in rubric.consistency
        for file in evaluation.files
    )  # fmt: skip


# --- groups ----------------------------------------------------------------------------------


def divides(evaluation: Evaluation) -> tuple[Divide, ...]:
    """How far each facet that gives a case one value tells the totals apart, over the cases that have both."""

    def answer() -> tuple[Divide, ...]:
        totals = _values(evaluation, "overall")
        out = []
        for facet, about in evaluation.rubric.facets.items():
            own = {case: evaluation.file_of[case].case.facet_values().get(facet, ()) for case in totals}
            cases = [case for case, values in own.items() if len(values) == 1]
            if about.many:
                continue
            place = {value: n for n, value in enumerate(dict.fromkeys(own[case][0] for case in cases))}
            rng = np.random.default_rng(evaluation.seed)
            found = divide(facet, [totals[case] for case in cases], [place[own[case][0]] for case in cases], rng)
            out += [found] if found else []
        return tuple(out)

    return once(evaluation, "divides", answer)


# --- outcomes --------------------------------------------------------------------------------


def outcome_pillars(rubric: Rubric) -> tuple[str, ...]:
    """Top pillars that hold measured criteria only."""
    below: dict[str, list[bool]] = {}
    for ref, criterion in rubric.criteria():
        below.setdefault(ref.split(".")[0], []).append(criterion.measure is not None)
    return tuple(pillar.id for pillar in rubric.pillars if below.get(pillar.id) and all(below[pillar.id]))


def outcome_fields(evaluation: Evaluation) -> tuple[Field, ...]:
    """Plans against outcomes: a field for each pillar of measured criteria that does not count towards the total."""
    counts = {pillar.id: pillar.counts and pillar.weight > 0 for pillar in evaluation.rubric.pillars}
    plans = _values(evaluation, "overall")
    found = [field(p, plans, _values(evaluation, p)) for p in outcome_pillars(evaluation.rubric) if not counts[p]]
    return tuple(f for f in found if f is not None)


def _values(evaluation: Evaluation, ref: str) -> dict[str, float]:
    return {s.case: s.value for s in evaluation.scores if s.ref == ref and s.value is not None}


def courses(evaluation: Evaluation) -> tuple[Course, ...]:
    """Every target whose unit is the measure's, held against the figures known: case by case, in the file's order."""
    rules = {criterion.id: criterion.measure for _, criterion in evaluation.rubric.criteria() if criterion.measure}
    measured = {(m.case, m.criterion): m for m in evaluation.measured}
    out = []
    for file in evaluation.files:
        for target in file.case.targets:
            rule, known = rules.get(target.measure), measured.get((file.case.case, target.measure))
            if rule is None or (target.unit and not rule.takes(target.unit)):
                continue
            last = known.used.year if known and known.used else 0
            series = [(e.year, e.value) for e in known.series if e.year <= last] if known else []
            start = target.baseline
            baseline = (start.year, start.value) if start and start.year is not None else None
            higher = rule.better == "higher"
            out.append(course(file.case.case, target.measure, target.value, target.year, series, higher, baseline))
    return tuple(out)


# --- coherence -------------------------------------------------------------------------------


def coherence_of(evaluation: Evaluation) -> Coherence:
    """How the rubric's scored criteria behave over these cases, measured ones by their scores."""
    tree, leaves, applicable, _ = evaluation.leaf_table
    table = np.where(applicable, leaves, np.nan)
    columns = {ref: table[:, n] for n, ref in enumerate(tree.leaves)}
    pillars = {
        ref: [leaf for leaf in tree.leaves if leaf.startswith(f"{ref}.")]
        for ref, _, node in evaluation.rubric.walk()
        if isinstance(node, Pillar)
    }
    return coherence(
        {ref: leaves for ref, leaves in pillars.items() if leaves}, columns, evaluation.rubric.method.least_sample
    )


def effective_weights(evaluation: Evaluation, case: str) -> dict[str, float]:
    """Ref → share of the total that a node carries in this case; 0 for what does not count."""
    weights = {"overall": 1.0}
    for ref, _, node in evaluation.rubric.walk():
        score = evaluation.score_of.get((case, ref))
        parent = ref.rpartition(".")[0] or "overall"
        counts = not isinstance(node, Pillar) or node.counts
        share = score.share if score and score.share is not None and counts else 0.0
        weights[ref] = weights.get(parent, 0.0) * share
    return weights


# --- what to do -------------------------------------------------------------------------------


def priorities(evaluation: Evaluation, case: str) -> tuple[tuple[Raise, ...], Path | None]:
    """What raising each criterion of a case by one level does, and raises that reach its next grade."""

    def answer() -> tuple[tuple[Raise, ...], Path | None]:
        given = _raisable(evaluation, case)
        return (raises(*given), path(*given)) if given else ((), None)

    return once(evaluation, ("priorities", case), answer)


def mended(evaluation: Evaluation, case: str, least: float) -> tuple[Raise, ...]:
    """What raising each criterion that is below a level to that level does; the largest gain first."""
    given = _raisable(evaluation, case)
    return mends(*given, least) if given else ()


def _raisable(
    evaluation: Evaluation, case: str
) -> tuple[Tree, Array, Mask, Mask, tuple[int, ...], tuple[Grade, ...]] | None:
    """What raises are worked out from; None without a total or a scale."""
    tree, leaves, applicable, people = evaluation.leaf_table
    rubric = evaluation.rubric
    row = next(n for n, file in enumerate(evaluation.files) if file.case.case == case)
    if len(rubric.levels) < 2 or evaluation.score_of[case, "overall"].value is None:
        return None
    counted = np.zeros(len(tree.leaves), dtype=bool)
    counted[counted_leaves(tree)] = True
    return tree, leaves[row], applicable[row], people & counted, rubric.levels, rubric.grades
