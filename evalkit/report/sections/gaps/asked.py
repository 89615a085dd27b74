"""What the command answers on gaps: every measure and score that is asked for, by one facet each,
or why that cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evalkit.analysis.gaps import Gap, Gaps
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Paragraph, Runs
from evalkit.report.sections.gaps import ridges
from evalkit.report.sections.gaps.facts import (
    LackFact,
    NoSlopeFact,
    behind_fact,
    gap_fact,
    is_prepared,
    no_index,
    score_gap_fact,
)
from evalkit.report.sections.gaps.tables import (
    gaps_table,
    groups_table,
    pairs_table,
    scores_table,
)
from evalkit.report.sections.gaps.told import left_out, on_course


def facets(ctx: Context) -> tuple[str, ...]:
    """Facets that a plan, or a region, has one value of."""
    return tuple(id for id, facet in ctx.rubric.facets.items() if not facet.many)


def compared(ctx: Context) -> tuple[str, ...]:
    """What is compared, by the names that it may be asked for: measures by id, scores by ref."""
    measures = [criterion.id for criterion, _ in ctx.rubric.measured.values()]
    return (*measures, *dict.fromkeys(gaps.ref for gaps in ctx.results.score_gaps))


def chosen(ctx: Context, facet: str = "", name: str = "") -> tuple[Gaps, ...]:
    """Gaps by a facet, of a measure or score by its id or ref; of all where none is named."""
    ids = {ref: criterion.id for ref, (criterion, _) in ctx.rubric.measured.items()}
    return tuple(
        gaps
        for gaps in (*ctx.results.gaps, *ctx.results.score_gaps)
        if facet in ("", gaps.facet)
        and (not name or name == gaps.ref or (gaps.of == "measure" and name == ids[gaps.ref]))
    )


def best(found: Sequence[Gaps]) -> dict[tuple[str, str], Gaps]:
    """(Of, ref) → its gaps by the facet that takes in most, in the rubric's order."""
    out: dict[tuple[str, str], Gaps] = {}
    for gaps in found:
        held = out.get((gaps.of, gaps.ref))
        if held is None or _taken_in(gaps) > _taken_in(held):
            out[gaps.of, gaps.ref] = gaps
    return out


def _taken_in(gaps: Gaps) -> tuple[int, int]:
    return (len(gaps.compared) if gaps.years else 0, len(gaps.compared))


def asked(
    ctx: Context, facet: str = "", name: str = "", pictured: bool = True
) -> tuple[Block, ...]:
    """Gaps in measures over the years, then between scores of plans; by the facet named, else by
    the one that takes in most. ``pictured``: with their pictures."""
    if not facets(ctx):
        return (ctx.note("gaps-no-facet", rubric=ctx.rubric.pin),)
    shown = best(chosen(ctx, facet, name))
    measures = [gaps for (of, _), gaps in shown.items() if of == "measure"]
    scores = [gaps for (of, _), gaps in shown.items() if of == "score"]
    blocks: list[Block] = [b for gaps in measures for b in _of_measure(ctx, gaps, pictured)]
    blocks += _of_scores(ctx, scores, pictured)
    if any(gaps.years and is_prepared(ctx, gaps) for gaps in measures):
        blocks.append(ctx.note("gaps-as-measured"))
    if any(gaps.years for gaps in measures):
        blocks.append(ctx.note("gaps-note"))
    if any(gaps.years for gaps in (*measures, *scores)):
        blocks.append(ctx.note("gaps-distance-note"))
    if any(gaps.years for gaps in scores):
        blocks.append(ctx.note("gaps-scores-note" if ctx.rubric.rated else "gaps-index-note"))
    return tuple(blocks) or (ctx.note("gaps-nothing", rubric=ctx.rubric.pin),)


def _of_measure(ctx: Context, gaps: Gaps, pictured: bool) -> Iterator[Block]:
    words, lack, behind = ctx.words.gaps, no_index(ctx, gaps), behind_fact(ctx, gaps.ref)
    said = [words.behind(behind)] if behind is not None else []
    if lack is not None:
        yield Paragraph(words.lack(lack))
    else:
        yield Paragraph(words.compared(gap_fact(ctx, gaps)))
        no_slope = NoSlopeFact(ctx.title(gaps.ref), gaps.no_convergence)
        missing = [words.no_slope(no_slope)] if no_slope.why else []
        yield Bullets((*on_course(ctx, gaps), *missing, *said, *_few(ctx, gaps)))
        drawn = ridges.of_years(ctx, gaps) if pictured else ()
        yield from drawn
        yield from [ctx.note("ridges-note")] if drawn else []
        yield from (gaps_table(ctx, gaps), groups_table(ctx, gaps), pairs_table(ctx, gaps))
    yield from left_out(ctx, gaps)
    if lack is not None and said:
        yield Bullets(tuple(said))


def _of_scores(ctx: Context, scores: Sequence[Gaps], pictured: bool) -> Iterator[Block]:
    """Scores by one facet in one table, the first of them, the total where there is one, in words
    and group by group; each that has no index says why."""
    words = ctx.words.gaps
    for facet in dict.fromkeys(gaps.facet for gaps in scores):
        own = [gaps for gaps in scores if gaps.facet == facet and gaps.years]
        if not own:
            continue
        first = own[0]
        yield Paragraph(words.compared_scores(score_gap_fact(ctx, first)))
        if few := _few(ctx, first):
            yield Bullets(tuple(few))
        drawn = ridges.of_groups(ctx, first) if pictured else ()
        yield from drawn
        yield from [ctx.note("ridges-note")] if drawn else []
        yield from (scores_table(ctx, own), groups_table(ctx, first), pairs_table(ctx, first))
        yield from left_out(ctx, first)
    yield from (Paragraph(words.lack(fact)) for fact in _lacking(ctx, scores))


def _lacking(ctx: Context, scores: Sequence[Gaps]) -> Iterator[LackFact]:
    """Why scores have no index, one fact a reason."""
    facts: dict[tuple[str, str], list[LackFact]] = {}
    for gaps in scores:
        if (fact := no_index(ctx, gaps)) is not None:
            facts.setdefault((fact.why, fact.facet), []).append(fact)
    for own in facts.values():
        yield replace(own[0], title=ctx.grammar.first_of([fact.title for fact in own]))


def _few(ctx: Context, gaps: Gaps) -> list[Runs]:
    """That there are few, where there are."""
    n, least = len(gaps.compared), ctx.rubric.method.least_sample
    if n >= least:
        return []
    fact = LackFact(ctx.title(gaps.ref), "", "few", n, least, gaps.of == "score")
    return [ctx.words.gaps.few(fact)]


def data(ctx: Context, facet: str = "", name: str = "") -> dict[str, object]:
    """What JSON holds: every facet, or the one named; with all parts, and why there are none."""
    found = chosen(ctx, facet, name)
    return {
        "facets": facets(ctx),
        "measures": [_data(gaps) for gaps in found if gaps.of == "measure"],
        "scores": [_data(gaps) for gaps in found if gaps.of == "score"],
    }


def _data(gaps: Gaps) -> dict[str, object]:
    same = ("ref", "facet", "compared", "groups", "ungrouped", "unmeasured", "values")
    left = ("thin", "negative", "zero", "lack", "convergence", "no_convergence")
    return {
        **{key: getattr(gaps, key) for key in same},
        "years": [_year(gap) for gap in gaps.years],
        **{key: getattr(gaps, key) or None for key in left},
    }


def _year(gap: Gap) -> dict[str, object]:
    gini = gap.gini
    parts = ("total", "within", "between", "overlap")
    return {
        "year": gap.year,
        "mean": gap.mean,
        "gini": {part: getattr(gini, part) for part in parts},
        "theil": gap.theil,
        "variation": gap.variation,
        "groups": [
            {"group": group, "n": n, "mean": mean, "inside": gini.inside[group]}
            for group, n, mean in gap.groups
        ],
        "pairs": [
            {"group": a, "other": b, "across": across, "economic": gini.economic[a, b]}
            for (a, b), across in gini.across.items()
        ],
    }
