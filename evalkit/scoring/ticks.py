"""Ratings of one criterion in; where levels, ticks and reasons do not fit one another, out.

Nothing here moves a score: a level counts as it was given, under the rubric's ceilings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found, listed, of_case
from evalkit.model.rubric import Check, Need, Rubric
from evalkit.scoring.consensus import Facets, RatingRow, RatingTable, ceiling
from evalkit.scoring.reasons import denied


def shares_met(checks: Sequence[Check], rows: Sequence[RatingRow]) -> dict[str, float | None]:
    """Check → share of the raters who found it met, in [0, 1]; an adjudicator's answer stands
    alone; None where nobody rated."""
    rated = [row for row in rows if row.state == "rated"]
    decided = [row for row in rated if row.adjudicates]
    sets = [set(row.rating.checks) for row in (decided[-1:] or rated)]
    return {
        check.id: sum(check.id in met for met in sets) / len(sets) if sets else None
        for check in checks
    }


def carried(needs: Mapping[float, Need], ticked: Sequence[str]) -> float | None:
    """The highest level that these ticks carry; None where they do not carry the lowest that asks
    for any."""
    reached = None
    for level, need in sorted(needs.items()):
        if not need.met(ticked):
            break
        if need.all or need.any:  # a level that asks for nothing here is carried by nothing
            reached = level
    return reached


def tick_findings(
    rubric: Rubric, files: Iterable[CaseFile], table: RatingTable
) -> tuple[Finding, ...]:
    """level-needs, level-below-ticks, reason-against-check, checks-apart, of what applies."""
    rows: dict[tuple[str, str], list[RatingRow]] = {}
    for row in table.rows:
        rows.setdefault((row.case, row.ref), []).append(row)
    findings: list[Finding] = []
    for file in files:
        case, facets = file.case.case, file.case.facet_values()
        for ref, criterion in rubric.rated.items():
            own = rows.get((case, ref), [])
            if own and criterion.checks and table.agreed[case, ref].rule != "facets":
                told = _findings(ref, own, file, rubric, facets)
                findings += of_case(case, told)
    return tuple(findings)


def _findings(
    ref: str, rows: Sequence[RatingRow], file: CaseFile, rubric: Rubric, facets: Facets
) -> Iterator[Finding]:
    """Of the ratings of one criterion."""
    criterion = rubric.rated[ref]
    checks, needs = criterion.checks_for(facets), criterion.needs_for(facets)
    asked = {check.id for check in checks}
    for row in rows:
        if row.level is None or (row.adjudicates and not row.rating.checks):
            continue
        span = file.span(f"ratings/{criterion.id}/{row.n}")
        say = partial(
            found, ref=ref, criterion=criterion.id, rater=row.rater, level=f"{row.level:g}"
        )
        ticked = [name for name in dict.fromkeys(row.rating.checks) if name in asked]
        below = [need for level, need in needs.items() if level <= row.level]
        if lacks := [need for need in below if not need.met(ticked)]:
            yield say("level-needs", span, lacks=_lacks(lacks, ticked))
        reached = carried(needs, ticked)
        if reached is not None and row.level < reached:
            most = min(reached, ceiling(criterion, row.rating, rubric, facets)[0])
            if row.level < most:
                shown = {"carried": f"{most:g}", "checks": listed(ticked)}
                yield say("level-below-ticks", span, **shown)
        for check, words in denied(row.rating, checks):
            yield say("reason-against-check", span, check=check.id, words=words)
    yield from _apart(ref, criterion.id, rows, file, asked)


def _lacks(needs: Sequence[Need], ticked: Sequence[str]) -> str:
    """The checks that are wanted; of those with a stroke between them one is enough."""
    wanted = [name for need in needs for name in need.all if name not in ticked]
    wanted += [
        " / ".join(need.any)
        for need in needs
        if need.any and not any(name in (*ticked, *wanted) for name in need.any)
    ]
    return listed(dict.fromkeys(wanted))


def _apart(
    ref: str, criterion: str, rows: Sequence[RatingRow], file: CaseFile, asked: set[str]
) -> Iterator[Finding]:
    """Two raters who come to one level by ticks that have nothing in common."""
    if any(row.adjudicates for row in rows):
        return
    for one, two in combinations([row for row in rows if row.level is not None], 2):
        left, right = ([name for name in row.rating.checks if name in asked] for row in (one, two))
        if one.level == two.level and left and right and not set(left) & set(right):
            yield found(
                "checks-apart",
                file.span(f"ratings/{criterion}/{two.n}"),
                ref=ref,
                criterion=criterion,
                level=f"{one.level:g}",
                one=f"{one.rater}: {listed(left)}",
                two=f"{two.rater}: {listed(right)}",
            )
