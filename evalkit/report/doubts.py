"""Results in, the facts on how sure it is out: how far raters agree, and what the draws leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.results import Results
from evalkit.analysis.sensitivity import Outlook
from evalkit.model.fields import in_language
from evalkit.report.facts import region_of


@dataclass(frozen=True, slots=True)
class AgreementFact:
    """How far raters agree over all cases. ``n_a_case``: how many rated each case; 0 where that differs, or some have one."""

    n_a_case: int
    n_criteria: int
    n_cases: int
    identical: float
    within_one: float
    alpha: float | None
    low: float | None
    high: float | None


def agreement(results: Results) -> AgreementFact | None:
    """Over all cases; None where nobody rated twice."""
    found = next((a for a in results.agreement if a.scope == "overall"), None)
    if found is None or found.identical is None or found.within_one is None:
        return None
    raters: dict[str, set[str]] = {file.case.case: set() for file in results.evaluation.files}
    for row in results.evaluation.ratings.rows:
        if row.level is not None and not row.adjudicates:
            raters[row.case].add(row.rater)
    sizes = {len(own) for own in raters.values()}
    return AgreementFact(
        sizes.pop() if len(sizes) == 1 and min(sizes) > 1 else 0, found.n_units, len(results.evaluation.files), found.identical, found.within_one, found.alpha["ordinal"],
        found.low, found.high,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A criterion on which raters of one case differ. ``given``: (rater, level, reason, file line) of each.

    ``effect``: how far the total moves, in [0, 1], between counting the lowest and counting the highest of them.
    """

    case: str
    ref: str
    given: tuple[tuple[str, float, str, str], ...]
    effect: float


def disagreements(results: Results, lang: str, case: str | None = None) -> tuple[Disagreement, ...]:
    """All disagreements that nobody adjudicated, those that move a total most first."""
    span = (
        float(results.evaluation.rubric.levels[-1] - results.evaluation.rubric.levels[0]) if len(results.evaluation.rubric.levels) > 1 else 1.0
    )
    by_unit = {unit: rows for unit, rows in results.evaluation.rows_of.items() if case in (None, unit[0])}
    weights = {name: results.evaluation.effective_weights(name) for name in {unit[0] for unit in by_unit}}
    out = []
    for (name, ref), rows in by_unit.items():
        levels = [row.level for row in rows if row.level is not None]
        if len(set(levels)) < 2 or any(row.adjudicates for row in rows):
            continue
        file = results.evaluation.file_of[name]
        given = tuple(
            (row.rater, row.level, in_language(row.rating.because, lang), f"{file.file}:{row.line}")
            for row in rows
            if row.level is not None
        )  # fmt: skip
        out.append(Disagreement(name, ref, given, weights[name].get(ref, 0.0) * (max(levels) - min(levels)) / span))
    return tuple(sorted(out, key=lambda d: (-round(d.effect, 12), d.case, d.ref)))


ALIKE = 0.9  # a case is told apart from another when it is ahead, or behind, in more than this share of the draws


NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class OutlookFact:
    """One case's outlook in words. ``alike``: cases it cannot be told apart from, the nearest first; ``n_alike``: all."""

    region: str
    low: float
    high: float
    rank_low: int
    rank_high: int
    n: int
    first: float
    grade: str
    grade_share: float
    alike: tuple[str, ...]
    n_alike: int


def outlook_of(results: Results, case: str) -> Outlook | None:
    """What the usual draws leave open for a case; None without a total."""
    return next((o for o in results.outlooks if o.case == case), None)


def outlook(results: Results, found: Outlook, others: Sequence[Outlook], lang: str) -> OutlookFact:
    """What the draws say of one case."""
    middle = {other.case: other.middle for other in others}
    close = [name for name, ahead in found.ahead if 1 - ALIKE <= ahead <= ALIKE]
    close.sort(key=lambda name: (abs(middle[name] - found.middle), name))
    grade, share = max(found.grades, key=lambda item: item[1], default=("", 0.0))
    label = next((in_language(g.label, lang) for g in results.evaluation.rubric.grades if g.id == grade), "")
    return OutlookFact(
        region_of(results, found.case, lang), found.low, found.high, found.rank_low, found.rank_high, len(others),
        found.ranks[0] if found.ranks else 0.0, label, share,
        tuple(region_of(results, name, lang) for name in close[:NEIGHBOURS]), len(close),
    )  # fmt: skip
