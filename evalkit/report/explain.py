"""One number back to its rule, ratings, evidence and file lines."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation, Score
from evalkit.model.fields import in_language
from evalkit.model.finding import say, suggestion
from evalkit.model.rubric import Criterion, Pillar
from evalkit.report import facts
from evalkit.report.facts import RatedCriterion, chosen
from evalkit.report.figure import in_unit, level, number, percent, score
from evalkit.report.notes import consensus_note
from evalkit.report.words import words_of


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
    case, _, wanted = name.partition("/")
    cases = [file.case.case for file in evaluation.files]
    if case not in cases:
        raise ValueError(_unknown("case", case, cases))
    if not wanted or wanted == "overall":
        return case, "overall"
    known: dict[str, str] = {}
    for ref, _, node in evaluation.rubric.walk():
        for key in (node.code, node.id, ref):
            if key:
                known.setdefault(key.lower(), ref)
    if wanted.lower() not in known:
        raise ValueError(_unknown("pillar or criterion", wanted, list(known)))
    return case, known[wanted.lower()]


def _unknown(what: str, name: str, choices: list[str]) -> str:
    near = suggestion(name.lower(), choices).get("suggestion")
    hint = (
        f'did you mean "{near}"?'
        if near
        else f"known: {', '.join(choices[:12])}{' …' if len(choices) > 12 else ''}"
    )
    return f'there is no {what} "{name}"; {hint}'


def trail(results: Results, case: str, ref: str, lang: str) -> tuple[Step, ...]:
    """The chain behind one score, from the number down to the evidence."""
    node = next((node for r, _, node in results.evaluation.rubric.walk() if r == ref), None)
    if isinstance(node, Criterion):
        return tuple(_criterion(results, case, ref, node, lang))
    return tuple(_group(results, case, ref, node, lang))


def _place(results: Results, key: str) -> str:
    standard = results.evaluation.standard
    place = standard.places.get(key)
    return f"{standard.file}:{place[0]}" if place else standard.file


def _head(s: Score, title: str, lang: str) -> str:
    labels = words_of(lang).labels
    if s.state != "scored":
        return f"{title}: {labels['does-not-apply' if s.reason == 'not-applicable' else s.reason]}"
    parts = [
        f"{title}: {score(s.value).text()}",
        f"{labels['coverage']} {percent(s.coverage).text()}",
    ]
    if s.low is not None and s.high is not None and s.coverage is not None and s.coverage < 1:
        parts.append(f"{labels['bounds']} {score(s.low).text()}–{score(s.high).text()}")
    return " · ".join(parts)


def _group(results: Results, case: str, ref: str, node: Pillar | None, lang: str) -> list[Step]:
    labels = words_of(lang).labels
    titles = facts.titles_of(results.evaluation.rubric, lang)
    title = titles.get(ref, labels["overall"])
    rule = (node.aggregation if node else None) or results.evaluation.rubric.method.aggregation
    own = results.evaluation.score_of[case, ref]
    steps = [
        Step(0, f"{results.regions[lang][case]} · {_head(own, title, lang)}", _place(results, ref))
    ]
    steps.append(
        Step(
            1,
            f"{labels['formula']}: {labels['g-' + rule]}, {labels['gf-' + rule]}",
            _place(results, "method"),
        )
    )
    for s in results.evaluation.scores:
        parent = s.ref.rpartition(".")[0] or "overall"
        if s.case != case or parent != ref or s.ref == "overall":
            continue
        share = (
            f" · {labels['weight']} {s.weight:g} = {percent(s.share, 1).text()}"
            if s.share is not None
            else ""
        )
        steps.append(
            Step(1, _head(s, titles[s.ref], lang) + share + f"  [{s.ref}]", _place(results, s.ref))
        )
    return steps


def _criterion(results: Results, case: str, ref: str, node: Criterion, lang: str) -> list[Step]:
    own = results.evaluation.score_of.get((case, ref))
    title = f"{node.code} {in_language(node.title, lang)}".strip()
    region = results.regions[lang][case]
    head = _head(own, title, lang) if own else title
    steps = [Step(0, f"{region} · {head}", _place(results, ref))]
    if node.asks:
        steps.append(Step(1, in_language(node.asks, lang)))
    if node.measure is not None:
        return steps + _measured(results, case, ref, node, lang)
    rated = next((c for c in facts.rated_criteria(results, case) if c.ref == ref), None)
    return steps + (_rated(results, case, rated, lang) if rated else [])


def _measured(results: Results, case: str, ref: str, node: Criterion, lang: str) -> list[Step]:
    assert node.measure is not None
    labels = words_of(lang).labels
    rule = node.measure
    posts = f" [{rule.goalposts[0]:g}, {rule.goalposts[1]:g}]" if rule.goalposts else ""
    steps = [
        Step(
            1,
            f"{labels['formula']}: {labels['nf-' + rule.normalisation]}{posts}",
            _place(results, ref),
        )
    ]
    item = next(m for m in results.evaluation.measured if m.case == case and m.ref == ref)
    unit = in_unit(in_language(rule.unit, lang))
    for entry in reversed(item.series):
        mark = "→ " if entry == item.used else "  "
        shown = f"{mark}{entry.year}: {number(entry.value, rule.decimals).text()}{unit} · {entry.said(lang)}"
        steps.append(Step(1, shown, f"{entry.file}:{entry.line}"))
    if item.capped:
        steps.append(Step(1, labels["beyond"]))
    return steps


def _rated(results: Results, case: str, c: RatedCriterion, lang: str) -> list[Step]:
    words = words_of(lang)
    labels = words.labels
    file = results.evaluation.file_of[case]
    rubric = results.evaluation.rubric
    steps = []
    if c.outcome.level is not None:
        low, high = rubric.levels[0], rubric.levels[-1]
        rule = f"({level(c.outcome.level).text()} − {low}) / ({high} − {low})"
        note = consensus_note(words, rubric.method)
        many = f" · {c.outcome.rule}" if len(c.rows) > 1 else ""
        steps.append(
            Step(
                1,
                f"{labels['consensus']} {level(c.outcome.level).text()}{many} → {rule}",
                _place(results, "method"),
            )
        )
        if len(c.rows) > 1:
            steps.append(Step(1, note))
        if c.criterion.levels and c.outcome.level == int(c.outcome.level):
            text = in_language(c.criterion.levels[int(c.outcome.level)], lang)
            steps.append(
                Step(
                    1,
                    f"{labels['level']} {int(c.outcome.level)}: {text}",
                    _place(results, f"{c.ref}/{int(c.outcome.level)}"),
                )
            )
    best = chosen(c)
    for row in c.rows:
        rating = row.rating
        given = (
            level(row.level).text()
            if row.level is not None
            else labels["does-not-apply" if row.state == "not-applicable" else "nothing-rated"]
        )
        if row.counted != row.level:
            given += (
                f" ({labels['level-counted']} {level(row.counted).text()}: {say(row.capped, lang)})"
            )
        mark = " *" if rating is best and len(c.rows) > 1 else ""
        steps.append(
            Step(
                1,
                f"{labels['rater']} {row.rater}: {given}{mark} · "
                f"{in_language(rating.because, lang)}",
                f"{file.file}:{row.line}",
            )
        )
        if rating.checks:
            steps.append(Step(2, f"{labels['checks']}: {', '.join(rating.checks)}"))
        for k, evidence in enumerate(rating.evidence):
            line = file.span(f"evidence/{c.criterion.id}/{row.n}/{k}").line
            kind = f" ({labels['contradicts']})" if evidence.kind == "contradicts" else ""
            steps.append(
                Step(
                    2,
                    f"{evidence.document} {evidence.at or ''}{kind} {in_language(evidence.note, lang)}".strip(),
                    f"{file.file}:{line}",
                )
            )
    return steps
