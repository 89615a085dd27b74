"""Files to fill in: a case with every question it must answer, and a small rubric to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.evidence.places import say as at_place
from evalkit.evidence.quote_findings import shortened
from evalkit.evidence.search import Hit, Index
from evalkit.evidence.text import PlanText
from evalkit.model.catalogue import messages, phrase
from evalkit.model.fields import Text, in_language
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.scoring.consensus import applies_to


@dataclass(frozen=True, slots=True)
class Source:
    """A plan whose passages are offered under each criterion: its file as the case names it, its
    text, how many."""

    file: str
    text: PlanText
    most: int = 4


def new_case(
    rubric: Rubric,
    id: str,
    lang: str,
    facets: Mapping[str, tuple[str, ...]],
    file: str,
    source: Source | None = None,
) -> str:
    """YAML of a case to fill in, with each applicable criterion's question, levels and checks as
    comments.

    Args:
        facets: facet → values already known; criteria they rule out are left out.
        source: a plan whose passages are offered as comments under the criteria they bear on, never
            as ratings.
    """
    index = Index([source.text]) if source is not None else None
    say = messages("starter", lang)
    head = [
        line.format(title=in_language(rubric.title, lang), pin=rubric.pin, file=file)
        for line in say["head"]
    ]
    lines = [
        *(f"# {line}" for line in head),
        f"case: {id}",
        f"rubric: {rubric.pin}",
        "",
        f"# {say['region']}",
        "region:",
        "  name: {zh: 某省, en: Some Province}",
        "  code: CN-XX",
        "",
        f"# {say['plan']}",
        "plan:",
        "  title: {zh: 某规划, en: Some plan}",
        "  issuer: {zh: 某省人民政府, en: Government of Some Province}",
        "  adopted: 2026-01-01",
        "  period: [2026, 2030]",
        *_kinds(rubric, lang),
        "",
    ]
    lines += _facets(rubric, lang, facets)
    lines += [
        f"# {say['documents']}",
        "documents:",
        "  - id: gwr",
        "    title: {zh: 某规划, en: Some plan}",
        "    date: 2026-01-01",
        *(
            [
                f"    file: {json.dumps(source.file, ensure_ascii=False)}",
                f"    sha256: {source.text.sha256}",
            ]
            if source
            else []
        ),
        "",
    ]
    lines += [
        f"# {say['raters']}",
        "# raters:",
        f"#   a: {{role: rater, wording: {rubric.version}, date: 2026-01-01}}",
        "",
    ]
    levels = f"{rubric.levels[0]}–{rubric.levels[-1]}" if rubric.levels else "—"
    lines += [f"# {line.format(levels=levels)}" for line in say["ratings"]]
    lines += [
        f"#   {anchor.level} {in_language(anchor.label, lang)}: {in_language(anchor.means, lang)}"
        for anchor in rubric.scale
    ]
    if rubric.rules:
        rules = (in_language(rule, lang) for rule in rubric.rules)
        lines += [f"# {say['rules']}", *(f"#   {n}. {rule}" for n, rule in enumerate(rules, 1))]
    lines.append("ratings:")
    measured: list[str] = []
    for _, above, node in rubric.walk():
        if isinstance(node, Pillar):
            continue
        if not applies_to(node, above, facets)[0]:
            continue
        if node.measure is not None:
            measured.append(
                f"  # {node.id}: {{value: , unit: {json.dumps(in_language(node.measure.unit, lang), ensure_ascii=False)}, year: , source: }}   # {in_language(node.title, lang)}"
            )
            continue
        lines += _criterion(node, above, lang)
        if index is not None and source is not None:
            lines += _passages(index.find(node, source.most), lang)
    if measured:
        lines += ["", f"# {say['measures']}", "measures:", *measured]
        lines[-len(measured) - 1] = "# measures:"
    lines += [
        "",
        f"# {say['commitments']}",
        "# commitments_scope: all   # all | cited | figures",
        "# commitments:",
        "#   - {id: c1, at: gwr ¶31 s2.1, what: …, value: 3, unit: …, year: 2030, body: …, criteria: [], codes: {}}",
    ]
    return "\n".join(lines) + "\n"


def _kinds(rubric: Rubric, lang: str) -> list[str]:
    """The kinds of document to choose from, as a comment."""
    if not rubric.kinds:
        return []
    named = [f"{name} ({in_language(kind.title, lang)})" for name, kind in rubric.kinds.items()]
    return [f"  # {phrase('starter', lang, 'kind', kinds=', '.join(named))}", "  # kind: …"]


def _facets(rubric: Rubric, lang: str, known: Mapping[str, tuple[str, ...]]) -> list[str]:
    if not rubric.facets:
        return []
    say = messages("starter", lang)
    lines = [f"# {say['facets']}", "facets:"]
    for name, facet in rubric.facets.items():
        values = ", ".join(
            f"{value} ({in_language(title, lang)})" for value, title in facet.values.items()
        )
        lines.append(
            f"  # {in_language(facet.title, lang)}; {say['many'] if facet.many else say['one']}: {values}"
        )
        chosen = known.get(name)
        if chosen is None:
            lines.append(f"  # {name}: {{is: {'[]' if facet.many else '…'}, because: …}}")
        else:
            value = f"[{', '.join(chosen)}]" if facet.many else chosen[0]
            lines.append(f"  {name}: {{is: {value}, because: …}}")
    return [*lines, ""]


def _criterion(criterion: Criterion, above: tuple[Pillar, ...], lang: str) -> list[str]:
    say = messages("starter", lang)
    colon = "：" if lang == "zh" else ": "

    def note(label: str, text: Text | str | None) -> list[str]:
        words = in_language(text, lang)
        return [f"  # {say[label]}{colon}{words}"] if words else []

    code = f"{criterion.code} " if criterion.code else ""
    lines = [
        "",
        f"  # ── {code}{in_language(criterion.title, lang)} · {in_language(above[-1].title, lang)}",
    ]
    path: tuple[Pillar | Criterion, ...] = (*above, criterion)
    conditions = [
        f"{name}: {', '.join(values)}" for node in path for name, values in node.applies.items()
    ]
    if conditions:
        lines.append(f"  # {say['only']} {'; '.join(conditions)}")
    lines += (
        note("asks", criterion.asks)
        + note("guide", criterion.guidance)
        + note("find", criterion.look_for)
    )
    terms = criterion.terms.get("zh" if lang == "zh" else "en", ())
    if terms:
        lines += note("terms", ", ".join(terms) if lang == "en" else "、".join(terms))
    lines += [
        f"  #   {number} {in_language(text, lang)}{_need(criterion, number, lang)}"
        for number, text in sorted((criterion.levels or {}).items())
    ]
    if criterion.checks:
        lines.append(f"  # {say['checks']}{colon}")
        lines += [
            f"  #   {check.id}  {in_language(check.asks, lang)}" for check in criterion.checks
        ]
    lines += [
        f"  {criterion.id}:",
        "    level:",
        "    checks: []",
        f"    because:    # {say['because']}",
        "    evidence: []",
    ]
    return lines


def _need(criterion: Criterion, level: int, lang: str) -> str:
    """The checks that a level asks for besides those of lower ones."""
    need = criterion.needs.get(level)
    if need is None:
        return ""
    return phrase("starter", lang, "needs", checks=need)


def _passages(hits: Sequence[Hit], lang: str) -> list[str]:
    """Passages that bear on a criterion, as comments: where to look, and no rating."""
    if not hits:
        return [f"    # {messages('starter', lang)['nothing-found']}"]
    lines = [f"    # {messages('starter', lang)['found']}"]
    for hit in hits:
        passage = hit.passage
        pages = None if passage.page is None else (passage.pages[0][1], passage.pages[-1][1])
        why = ", ".join(hit.terms[:4]) if lang == "en" else "、".join(hit.terms[:4])
        words = " ".join(shortened(passage.text).split())
        lines.append(
            _comment(
                f"      {at_place((passage.number, passage.until), pages)}{f' ({why})' if why else ''}  {words}"
            )
        )
    return lines


def _comment(text: str) -> str:
    """A line of YAML comment: nothing in a plan's words can end it."""
    return "    #" + "".join(c if c.isprintable() else " " for c in text)
