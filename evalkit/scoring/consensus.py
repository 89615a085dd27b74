"""Cases in; one row per case × criterion × rater, one consensus per case × criterion, and findings
out.

Here the three states of a rating are kept apart: rated, not applicable, missing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from evalkit.model.case import CaseFile, Rating, State
from evalkit.model.finding import Finding, found, of_case
from evalkit.model.place import Span
from evalkit.model.rubric import Criterion, Pillar, Rubric, holds
from evalkit.model.scale import Scale

Facets = Mapping[str, tuple[str, ...]]


class RatingRow(NamedTuple):
    """One rater's rating of one criterion. ``counted``: the level after the rubric's ceilings; None
    unless rated.

    ``capped``: why ``counted`` is below ``level`` (a term of the findings), empty otherwise. ``n``:
    its place among the criterion's ratings in the case.
    """

    case: str
    ref: str
    criterion: str
    n: int
    rating: Rating
    state: State
    counted: float | None
    capped: str
    line: int

    @property
    def rater(self) -> str:
        return self.rating.rater

    @property
    def level(self) -> float | None:
        return self.rating.level

    @property
    def adjudicates(self) -> bool:
        return self.rating.adjudicates

    @property
    def is_unknown(self) -> bool:
        """Whether the rater looked and found nothing to judge by."""
        return self.rating.state == "missing"


class Consensus(NamedTuple):
    """What several raters come to. ``spread``: steps from the lowest level given to the highest;
    ``rule``: the rubric's rule, or "adjudicated", "single", "facets", "none"."""

    case: str
    ref: str
    criterion: str
    state: State
    level: float | None
    spread: float
    rule: str


class RatingTable(NamedTuple):
    """All rows, and the consensus of every case and scored criterion that is rated by people."""

    rows: tuple[RatingRow, ...]
    agreed: Mapping[tuple[str, str], Consensus]


def tabulate(rubric: Rubric, files: Iterable[CaseFile]) -> tuple[RatingTable, tuple[Finding, ...]]:
    """Ratings as a tidy table, under the rubric's ceilings and its rule of consensus."""
    rows: list[RatingRow] = []
    agreed: dict[tuple[str, str], Consensus] = {}
    findings: list[Finding] = []
    for file in files:
        case, facets = file.case.case, file.case.facet_values()
        notes, missing, total = list[Finding](), list[str](), 0
        for ref, criterion in rubric.rated.items():
            own, capped = _rows(ref, criterion, file, rubric, facets)
            rows += own
            notes += capped
            applies, because = applies_to(criterion, rubric.index[ref].above, facets)
            if not applies:
                agreed[case, ref] = Consensus(
                    case, ref, criterion.id, "not-applicable", None, 0.0, "facets"
                )
                notes += _rated_all_the_same(own, file, because)
                continue
            agreed[case, ref], apart = consensus_of(ref, criterion, own, file, rubric)
            notes += apart
            total += criterion.scored
            looked = any(row.is_unknown for row in own)
            if criterion.scored and not looked and agreed[case, ref].state == "missing":
                missing.append(criterion.code or criterion.id)
        if missing:
            notes.append(_not_rated(file, missing, total))
        findings += of_case(case, notes)
    return RatingTable(tuple(rows), agreed), tuple(findings)


def _not_rated(file: CaseFile, missing: list[str], total: int) -> Finding:
    """What is not rated yet; of a case of which nothing is, that it is not filled in."""
    span, shown = file.span("case"), shortened(missing)
    if file.case.unrated:
        return found("case-unfilled", span, n=total)
    return found("criteria-missing", span, n=len(missing), total=total, list=shown)


def applies_to(criterion: Criterion, above: tuple[Pillar, ...], facets: Facets) -> tuple[bool, str]:
    """Whether a criterion applies to a case with these facets; if not, the facet that says so."""
    path: tuple[Pillar | Criterion, ...] = (*above, criterion)
    asked = ((facet, values) for node in path for facet, values in node.applies.items())
    for facet, values in asked:
        if not holds({facet: values}, facets):
            return False, f"{facet}: {', '.join(facets[facet]) or '—'}"
    return True, ""


def applies_in(criterion: Criterion, above: tuple[Pillar, ...], file: CaseFile) -> bool:
    """Whether a measured criterion applies to a case: by its facets, and by what raters say."""
    by_facets, _ = applies_to(criterion, above, file.case.facet_values())
    return by_facets and file.case.declared_out(criterion.id) is None


def ceiling(
    criterion: Criterion, rating: Rating, rubric: Rubric, facets: Facets
) -> tuple[float, str]:
    """Highest level that a rating's checks and evidence carry, and why (a term of the findings; ""
    if no limit)."""
    rules = rubric.method.ceilings
    checks = {check.id for check in criterion.checks_for(facets)}
    met = len(checks & set(rating.checks))
    kinds = {evidence.kind for evidence in rating.evidence}
    scale = rubric.scales[criterion.id]
    highest, why = float(scale.high), ""
    for step in sorted(rules.steps, key=lambda step: step.from_):
        least = rubric.level_at(step.from_, scale)
        unsupported = step.evidence and "supports" not in kinds
        if least is not None and (unsupported or met < checks_needed(step.checks, len(checks))):
            highest = below(least, scale)
            why = "@no-evidence" if unsupported else f"@checks-met {met}/{len(checks)}"
            break
    most = contradicted(rubric, scale)
    if "contradicts" in kinds and most is not None and most < highest:
        return float(most), "@contradicted"
    return highest, why


def below(level: float, scale: Scale) -> float:
    """The highest level that a rater may give below another; the lowest where none is lower."""
    lower = [own for own in scale.ratable if own < level]
    return float(lower[-1] if lower else scale.low)


def contradicted(rubric: Rubric, scale: Scale) -> float | None:
    """The highest level of a criterion once evidence contradicts; None where nothing is capped."""
    most = rubric.method.ceilings.contradicted
    return None if most is None else rubric.level_at(most, scale)


def checks_needed(rule: int | str, total: int) -> int:
    """How many of ``total`` checks a ceiling asks for; half is rounded up; never more than there
    are."""
    if isinstance(rule, int):
        return min(rule, total)
    return {"half": math.ceil(total / 2), "all-but-one": max(total - 1, 0), "all": total}[rule]


def counted_as(
    criterion: Criterion, rating: Rating, rubric: Rubric, facets: Facets
) -> tuple[State, float | None, str]:
    """What a rating counts as: its state, its level under the rubric's ceilings, and why that is
    below the level given (empty where it is not)."""
    state: State = rating.state or ("missing" if rating.level is None else "rated")
    if rating.level is None or rating.adjudicates:
        return state, rating.level, ""
    highest, why = ceiling(criterion, rating, rubric, facets)
    return (state, highest, why) if rating.level > highest else (state, rating.level, "")


def above_ceiling(
    ref: str, criterion: Criterion, rating: Rating, span: Span, counts: tuple[float | None, str]
) -> Finding:
    """That a level does not count in full; ``counts``: the level that counts, and why."""
    most, why = counts
    shown = {"level": f"{rating.level:g}", "ceiling": f"{most:g}", "because": why}
    return found("level-above-ceiling", span, ref=ref, criterion=criterion.id, **shown)


def _rows(
    ref: str, criterion: Criterion, file: CaseFile, rubric: Rubric, facets: Facets
) -> tuple[list[RatingRow], list[Finding]]:
    rows, findings = [], []
    for n, rating in enumerate(file.case.ratings_of(criterion.id)):
        state, counted, capped = counted_as(criterion, rating, rubric, facets)
        span = file.span(f"ratings/{criterion.id}/{n}")
        if capped:
            findings.append(above_ceiling(ref, criterion, rating, span, (counted, capped)))
        case = file.case.case
        rows.append(
            RatingRow(case, ref, criterion.id, n, rating, state, counted, capped, span.line)
        )
    return rows, findings


def _rated_all_the_same(rows: list[RatingRow], file: CaseFile, because: str) -> Iterator[Finding]:
    for row in rows:
        if row.state == "rated":
            span = file.span(f"ratings/{row.criterion}/{row.n}")
            yield found(
                "rated-though-not-applicable",
                span,
                ref=row.ref,
                criterion=row.criterion,
                because=because,
            )


def consensus_of(
    ref: str, criterion: Criterion, rows: Sequence[RatingRow], file: CaseFile, rubric: Rubric
) -> tuple[Consensus, list[Finding]]:
    """What the ratings of one criterion that applies come to, and where raters are apart."""
    method, span = rubric.method, file.span(f"criterion/{criterion.id}")
    outcome = partial(Consensus, file.case.case, ref, criterion.id)
    say = partial(found, ref=ref, criterion=criterion.id, id=file.case.case)
    decided = [row for row in rows if row.adjudicates]
    levels = [row.counted for row in rows if row.counted is not None and not row.adjudicates]
    spread = rubric.scales[criterion.id].spread(levels)
    if decided:
        return outcome(decided[-1].state, decided[-1].counted, spread, "adjudicated"), []
    states = {row.state for row in rows} - {"missing"}
    findings: list[Finding] = []
    if len(states) > 1:
        rated, apart = (
            ", ".join(row.rater for row in rows if row.state == state)
            for state in ("rated", "not-applicable")
        )
        findings.append(say("states-differ", span, rated=rated, apart=apart))
    if not levels:
        if "not-applicable" in states:
            return outcome("not-applicable", None, 0.0, "single"), findings
        return outcome("missing", None, 0.0, "none"), findings
    shown = ", ".join(f"{row.rater}: {row.counted:g}" for row in rows if row.counted is not None)
    if spread >= method.reconcile_at:
        findings.append(say("raters-apart", span, spread=f"{spread:g}", levels=shown))
    if len(levels) == 1:
        return outcome("rated", levels[0], 0.0, "single"), findings
    if method.consensus == "adjudicated" and spread:
        findings.append(say("adjudication-missing", span, levels=shown))
        return outcome("missing", None, spread, "none"), findings
    return outcome("rated", _agree(levels, method.consensus), spread, method.consensus), findings


def _agree(levels: list[float], rule: str) -> float:
    if rule == "lowest":
        return min(levels)
    if rule == "median":
        ordered, middle = sorted(levels), len(levels) // 2
        return (ordered[middle] + ordered[~middle]) / 2  # ~: counted from the end
    return math.fsum(levels) / len(levels)


def shortened(items: list[str], most: int = 12) -> str:
    """Names side by side, the first of them where there are many."""
    shown = ", ".join(items[:most])
    return shown + (" …" if len(items) > most else "")
