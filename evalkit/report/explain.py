"""One number back to its rule, ratings, evidence and file lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation, Score
from evalkit.model.case import case_called
from evalkit.model.fields import both
from evalkit.model.finding import say, suggestion
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.model.rubric import Criterion, Pillar, Rubric, holds, rule_of
from evalkit.report import facts
from evalkit.report.context import Context, context_of
from evalkit.report.facts import RatedCriterion, chosen
from evalkit.report.model import plain
from evalkit.report.notes import consensus_note, mean_formula, mean_named
from evalkit.report.numbers import in_unit, level, number, percent
from evalkit.report.preparation import Done, done_of, parameters, step_told
from evalkit.report.sections.parts import declared, left_out_by, state_of, verdict_said
from evalkit.report.sections.rubric import Standard, applies_in_words
from evalkit.report.standing import failed_gates, grade_told, lacking
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.leaves import TREATED, Measured


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trail: how deep, what it says, and where it is written (``file:line``, or
    empty)."""

    depth: int
    text: str
    place: str = ""


def resolve(evaluation: Evaluation, name: str) -> tuple[str, str]:
    """(case, ref) of ``CASE/REF``; the ref may be a full ref, an id or a code; without one, the
    total.

    Raises:
        ValueError: no such case or ref; the message names the nearest.
    """
    whole, _, wanted = unicodedata.normalize("NFKC", name).partition("/")
    case = known_case(evaluation, whole, alone=not wanted)
    if not wanted or wanted == "overall":
        return case, "overall"
    known = _refs(evaluation.rubric)
    if wanted.lower() not in known:
        shown = [node.code or node.id for _, _, node in evaluation.rubric.walk()]
        raise _unknown("node", wanted, list(known), shown)
    return case, known[wanted.lower()]


def known_case(evaluation: Evaluation, name: str, alone: bool = True) -> str:
    """A case by its id or region; ``alone``: no ref follows, so that it may be a criterion that
    somebody named without its case.

    Raises:
        ValueError: no such case; the message names the nearest.
    """
    case = case_named(evaluation, unicodedata.normalize("NFKC", name))
    if case not in evaluation.cases:
        if file := _unread(evaluation, case):
            raise Refusal(reason("case.unread", name=case, file=file))
        if alone and case.lower() in _refs(evaluation.rubric):
            raise Refusal(reason("case.criterion", name=case, case=evaluation.cases[0]))
        raise _unknown("case", case, evaluation.cases, evaluation.cases)
    return case


def _refs(rubric: Rubric) -> dict[str, str]:
    """Code, id, ref and title of every pillar and criterion, in small letters → its ref."""
    known: dict[str, str] = {}
    for ref, _, node in rubric.walk():
        for key in (node.code, node.id, ref):
            if key:
                known.setdefault(key.lower(), ref)
    for ref, _, node in rubric.walk():
        for title in both(node.title):
            known.setdefault(title.lower(), ref)
    return known


def case_named(evaluation: Evaluation, name: str) -> str:
    """The case that a name is of: its id, or the place that only it is about."""
    called = case_called(name, [file.case for file in evaluation.files])
    return name if called is None else called.case


def _unread(evaluation: Evaluation, case: str) -> str | None:
    """The file that is named like a case and could not be read."""
    wrong = (f.span.file for f in evaluation.findings if f.severity == "error")
    return next((file for file in wrong if re.search(rf"(^|/){re.escape(case)}\.\w+$", file)), None)


def _unknown(what: str, name: str, choices: Sequence[str], shown: Sequence[str]) -> Refusal:
    if near := suggestion(name.lower(), choices).get("suggestion"):
        return Refusal(reason(f"{what}.unknown-near", name=name, near=near))
    return Refusal(reason(f"{what}.unknown", name=name, known=listed(shown, 12)))


def trail(results: Results, case: str, ref: str, lang: str) -> tuple[Step, ...]:
    """The chain behind one score, from the number down to the evidence."""
    ctx = context_of(results, lang)
    node = None if ref == "overall" else ctx.node(ref)
    if isinstance(node, Criterion):
        return tuple(_criterion(ctx, case, ref, node))
    if (case, ref) not in ctx.evaluation.score_of:
        return tuple(_heading(ctx, case, ref, node))
    return tuple(_group(ctx, case, ref, node))


def _place(ctx: Context, key: str) -> str:
    standard = ctx.evaluation.standard
    place = standard.places.get(key)
    return f"{standard.file}:{place[0]}" if place else standard.file


def _head(ctx: Context, s: Score, title: str) -> str:
    """Title, score, coverage, and the range where gaps leave one; or why there is no score."""
    labels = ctx.labels
    if s.state == "scored" and (told := _unadded(ctx, s)):
        return ctx.after(title, told)
    if s.state == "not-scored" and s.ref in ctx.rubric.rated:
        return ctx.after(title, labels[f"is-{lacking(ctx, s.case, s.ref)}"])
    if s.state != "scored":
        why = "does-not-apply" if s.reason == "not-applicable" else s.reason
        return ctx.after(title, labels[why])
    parts = [ctx.after(title, ctx.score(s.value).text())]
    parts.append(f"{labels['coverage']} {percent(s.coverage).text()}")
    if s.low is not None and s.high is not None and (s.coverage or 0.0) < 1:
        parts.append(f"{labels['bounds']} {ctx.score(s.low).text()}–{ctx.score(s.high).text()}")
    return " · ".join(parts)


def _unadded(ctx: Context, s: Score) -> str:
    """What a criterion comes to that is part of no score: whether it is met, or its level; empty
    where it has a score."""
    if (found := ctx.evaluation.verdicts.get(s.case)) is not None:
        return ctx.labels[f"is-{state_of(found, s.ref)}"]  # met or not: it has a score
    agreed = ctx.evaluation.ratings.agreed.get((s.case, s.ref))
    if not _is_apart(ctx, s.case, s.ref) or agreed is None or agreed.level is None:
        return ""
    return f"{ctx.labels['level']} {level(agreed.level).text()}"


def _group(ctx: Context, case: str, ref: str, node: Pillar | None) -> Iterator[Step]:
    """The total or a pillar: its rule, and the scores it is made from."""
    labels = ctx.labels
    rule = rule_of((node.aggregation if node else None) or ctx.rubric.method.aggregation)
    head = _head(ctx, ctx.evaluation.score_of[case, ref], ctx.title(ref))
    yield Step(0, f"{ctx.region(case)} · {head}", _place(ctx, ref))
    yield from _left_out(ctx, case, ref)
    if ref == "overall" and ctx.rubric.grades:
        place = _place(ctx, "grades")
        yield Step(1, ctx.after(labels["grade"], grade_told(ctx, case)), place)
    formula = ctx.grammar.comma.join((mean_named(ctx.words, rule), mean_formula(ctx.words, rule)))
    formula += _shown_as(ctx) if rule != "arithmetic" else ""  # a mean of levels is a level
    own = ref if node is not None and node.aggregation is not None else "method"
    yield Step(1, ctx.after(labels["formula"], formula), _place(ctx, own))
    for s in ctx.evaluation.scores:
        if s.case != case or s.ref == "overall" or (s.ref.rpartition(".")[0] or "overall") != ref:
            continue
        weight = f"{labels['weight']} {s.weight:g} = {percent(s.share, 1).text()}"
        share = f" · {weight}" if s.share is not None else ""
        yield Step(1, f"{_head(ctx, s, ctx.titles[s.ref])}{share}  [{s.ref}]", _place(ctx, s.ref))


def _shown_as(ctx: Context) -> str:
    """How what a formula gives, in [0, 1], becomes what is shown; empty where that is 0–100."""
    units = ctx.units
    if not units.of_scale:
        return ""
    ends = {"low": f"{units.low:g}", "span": f"{units.span:g}"}
    return f"{ctx.grammar.semicolon}{ctx.label('shown-as', **ends)}"


def _heading(ctx: Context, case: str, ref: str, node: Pillar | None) -> Iterator[Step]:
    """What has no score of its own, a verdict, a profile or a heading: whether the standard is met,
    and the parts."""
    whole = verdict_said(ctx, case) if ctx.rubric.verdict else (ctx.labels["profile"],)
    title = plain(whole) if node is None else ctx.title(ref)
    yield Step(0, f"{ctx.region(case)} · {title}", _place(ctx, ref if node else "pillars"))
    if node is None and ctx.rubric.grades:
        told = ctx.after(ctx.labels["grade"], grade_told(ctx, case))
        yield Step(1, told, _place(ctx, "grades"))
    if node is None and (failed := failed_gates(ctx, case)):
        yield Step(1, ctx.after(ctx.labels["not-passed"], ctx.grammar.joined(failed)))
    for s in ctx.evaluation.scores:
        above = s.ref.rpartition(".")[0]
        if s.case == case and (node is None or above == ref):
            yield Step(1, f"{_head(ctx, s, ctx.titles[s.ref])}  [{s.ref}]", _place(ctx, s.ref))


def _criterion(ctx: Context, case: str, ref: str, node: Criterion) -> Iterator[Step]:
    own, title = ctx.evaluation.score_of.get((case, ref)), ctx.with_code(ref)
    head = _head(ctx, own, title) if own else title
    yield Step(0, f"{ctx.region(case)} · {head}", _place(ctx, ref))
    if node.asks:
        yield Step(1, ctx.say(node.asks))
    yield from _left_out(ctx, case, ref)
    if node.measure is not None:
        yield from _measured(ctx, case, ref)
        return
    for rated in facts.rated_criteria(ctx.results, case):
        if rated.ref == ref:
            yield from _rated(ctx, case, rated)


def _left_out(ctx: Context, case: str, ref: str) -> Iterator[Step]:
    """Why a node does not apply to a case: whom it, or a pillar above it, is for, and what the case
    declares, with its reason."""
    if ref == "overall":
        return
    file, standard = ctx.evaluation.file_of[case], Standard(ctx.rubric, ctx.words)
    entry, own = ctx.rubric.index[ref], file.case.facet_values()
    for node in (entry.node, *entry.above):
        if holds(node.applies, own):
            continue
        words = ctx.after(ctx.labels["applies-to"], applies_in_words(standard, node.applies))
        yield Step(1, words, _place(ctx, ref))
        for name in left_out_by(node.applies, own):
            said, told = declared(ctx, case, name), file.case.facets[name]
            why = f" · {ctx.say(told.because)}" if told.because else ""
            at = f"{file.file}:{file.span(f'facets/{name}').line}"
            yield Step(1, f"{ctx.region(case)} · {said}{why}", at)


def _measured(ctx: Context, case: str, ref: str) -> Iterator[Step]:
    """The rule of a measure, and its figures, the latest first; an arrow marks the one used."""
    labels, rule = ctx.labels, ctx.rubric.measured[ref][1]
    formula = ctx.after(labels["formula"], labels[f"nf-{rule.normalisation}"])
    yield Step(1, f"{formula}{parameters(ctx, rule)}{_shown_as(ctx)}", _place(ctx, ref))
    item = next(m for m in ctx.evaluation.measured if (m.case, m.ref) == (case, ref))
    file = ctx.evaluation.file_of[case]
    if (declared := file.case.declared_out(item.criterion)) is not None:
        n, said = declared
        given = ctx.after(f"{labels['rater']} {said.rater}", labels["does-not-apply"])
        at = file.span(f"ratings/{item.criterion}/{n}").in_line
        yield Step(1, f"{given} · {ctx.say(said.because)}", at)
    for entry in reversed(item.series):
        mark = "→ " if entry == item.used else "  "
        value = f"{number(entry.value, rule.decimals).text()}{ctx.unit(rule)}"
        shown = ctx.after(f"{mark}{entry.year}", f"{value} · {entry.said(ctx.lang)}")
        yield Step(1, shown, f"{entry.file}:{entry.line}")
    for done in done_of(ctx, item):
        yield Step(1, step_told(ctx, done), _rule_place(ctx, done.step))
        if done.step == "per":
            yield from _divisor(ctx, item, done)


def _rule_place(ctx: Context, step: str) -> str:
    """Where the rubric says that a value is so prepared; empty for a cap, which its scale says."""
    rule = "outliers" if step in TREATED else step
    return "" if step == "cap" else _place(ctx, f"prepare/{rule}")


def _divisor(ctx: Context, item: Measured, done: Done) -> Iterator[Step]:
    """The figure that a value is divided by, and where it is written."""
    rule = ctx.rubric.prepare.divided_by(item.criterion)
    for own in ctx.evaluation.served:
        if rule is None or (own.case, own.criterion) != (item.case, rule.by):
            continue
        for entry in own.series:
            if done.divisor is not None and entry.year == done.year:
                value = number(entry.value, done.divisor.decimals).text()
                told = f"{value}{in_unit(done.divisor.unit)} · {entry.said(ctx.lang)}"
                text = ctx.after(f"{done.by} {entry.year}", told)
                yield Step(2, text, f"{entry.file}:{entry.line}")


def _rated(ctx: Context, case: str, c: RatedCriterion) -> Iterator[Step]:
    """How the level came about, what it means, and each rating with its evidence."""
    labels, rubric, agreed = ctx.labels, ctx.rubric, c.outcome.level
    several = len(c.rows) > 1
    if agreed is not None:
        scale = rubric.scales[c.criterion.id]
        used = level(agreed, decimals=scale.decimals).text()
        low = _subtracted(scale.low)
        many = f" · {labels.get(f'r-{c.outcome.rule}', c.outcome.rule)}" if several else ""
        apart = _is_apart(ctx, case, c.ref)
        level_is_score = ctx.units.of_scale and not scale.own
        exact = f"{agreed:.4g}".replace("-", "−")  # the score is of the mean as it is
        formula = f" → ({exact} − {low}) / ({scale.high:g} − {low})"
        scored = "" if apart or level_is_score else f"{formula}{_shown_as(ctx)}"
        rule = f"{labels['consensus']} {used}{many}{scored}"
        yield Step(1, rule, _place(ctx, "method"))
        if several:
            yield Step(1, consensus_note(ctx.words, rubric.method))
        if (means := c.criterion.means(agreed)) is not None:
            text = ctx.after(f"{labels['level']} {used}", ctx.say(means))
            yield Step(1, text, _place(ctx, f"{c.ref}/{agreed:g}"))
    best = chosen(c)
    for row in c.rows:
        yield from _rating(ctx, case, c, row, several and row.rating is best)


def _is_apart(ctx: Context, case: str, ref: str) -> bool:
    """Whether a criterion is part of no score."""
    own = ctx.evaluation.score_of.get((case, ref))
    return not ctx.rubric.has_total and own is not None and own.share is None


def _subtracted(level: float) -> str:
    """A level as it stands behind a minus."""
    return f"{level:g}" if level >= 0 else f"(−{-level:g})"


def _rating(
    ctx: Context, case: str, c: RatedCriterion, row: RatingRow, stands: bool
) -> Iterator[Step]:
    """What one rater gave and why; a star where this reason ``stands`` for the criterion."""
    labels, rating, file = ctx.labels, row.rating, ctx.evaluation.file_of[case]
    key = f"{c.criterion.id}/{row.n}"
    decimals = ctx.rubric.scales[c.criterion.id].decimals
    given = labels["does-not-apply" if row.state == "not-applicable" else "nothing-rated"]
    if row.level is not None:
        given = level(row.level, decimals=decimals).text()
    if row.counted != row.level:
        counted = f"{labels['level-counted']} {level(row.counted, decimals=decimals).text()}"
        given += ctx.aside(ctx.after(counted, str(say(row.capped, ctx.lang))))
    text = ctx.after(f"{labels['rater']} {row.rater}", f"{given}{' *' if stands else ''}")
    yield Step(1, f"{text} · {ctx.say(rating.because)}", file.span(f"ratings/{key}").in_line)
    if rating.checks:
        met = ctx.grammar.joined(rating.checks)
        yield Step(2, ctx.after(labels["checks"], met))
    for k, evidence in enumerate(rating.evidence):
        kind = ctx.aside(labels["contradicts"]) if evidence.kind == "contradicts" else ""
        text = f"{evidence.document} {evidence.at or ''}{kind} {ctx.say(evidence.note)}".strip()
        yield Step(2, text, file.span(f"evidence/{key}/{k}").in_line)
