"""A case to fill in: every question that it must answer, for one rater or several, from nothing,
from a plan, or from last year's case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evalkit.evidence.search import Index, unspoken
from evalkit.evidence.text import PlanText
from evalkit.model.case import Plan, Region
from evalkit.model.catalogue import messages, phrase
from evalkit.model.fields import in_language
from evalkit.model.language import name_of
from evalkit.model.learnt import LearntTerms
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.scoring.consensus import applies_to
from evalkit.starter import last_year, questions
from evalkit.starter.text import both_ways, comment, quoted, scalar

if TYPE_CHECKING:
    from evalkit.starter.last_year import LastYear

Facets = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """A plan whose passages are offered under each criterion: its file as the case names it, its
    text, how many; terms learnt for the rubric, by which they are searched too."""

    file: str
    text: PlanText
    most: int = 4
    learnt: LearntTerms | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Whose plan it is and what it is called, as far as known; ``reasons``: facet → why."""

    place: str = ""
    code: str = ""
    title: str = ""
    issuer: str = ""
    adopted: str = ""
    period: str = ""
    kind: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What is known before anything is filled in.

    ``file``: where the case will lie; ``schema``: the schema that editors check it by, seen from
    there; ``source``: a plan whose passages are offered as comments, never as ratings; ``raters``:
    who will rate; ``last``: the case of the year before.
    """

    file: str = ""
    schema: str = ""
    source: Source | None = None
    raters: tuple[str, ...] = ()
    last: LastYear | None = None
    head: Head = Head()


def new_case(rubric: Rubric, id: str, lang: str, facets: Facets, given: Given) -> str:
    """YAML of a case to fill in, with each applicable criterion's question, levels and checks as
    comments.

    Args:
        facets: facet → values already known; criteria they rule out are left out.
    """
    known = dict(facets)
    if given.last is not None:
        told = given.last.case.facet_values().items()
        known = {**{n: v for n, v in told if n in rubric.facets}, **known}
    lines = [
        *_head(rubric, id, lang, given),
        *_region(lang, given.last, given.head),
        *_plan(rubric, lang, given.last, given.head),
        *_facets(rubric, lang, known, given),
        *_documents(lang, given),
        *_raters(rubric, lang, given),
        *_ratings(rubric, lang, known, given),
        *_commitments(lang, given),
    ]
    return "\n".join(lines) + "\n"


def _head(rubric: Rubric, id: str, lang: str, given: Given) -> list[str]:
    title = in_language(rubric.title, lang)
    head = [
        line.format(title=title, pin=rubric.pin, file=given.file or f"cases/{id}.yaml")
        for line in messages("starter", lang)["head"]
    ]
    if given.last is not None:
        head.append(phrase("starter", lang, "moved-on", case=given.last.case.case))
    schema = [f"# yaml-language-server: $schema={given.schema}"] if given.schema else []
    return [*schema, *map(comment, head), f"case: {id}", f"rubric: {rubric.pin}"]


def _region(lang: str, last: LastYear | None, head: Head) -> list[str]:
    say = messages("starter", lang)
    region = last.case.region if last else Region(name=say["a-place"], code="CODE")
    code = head.code or region.code if not head.place or head.code else None
    lines = [
        "",
        comment(say["region"]),
        "region:",
        f"  name: {both_ways(head.place or region.name)}",
    ]
    return [*lines, *([f"  code: {scalar(code)}"] if code else [])]


def _plan(rubric: Rubric, lang: str, last: LastYear | None, head: Head) -> list[str]:
    say = messages("starter", lang)
    plan = last.case.plan if last else Plan(title=say["a-title"], issuer=say["an-issuer"])
    lines = ["", comment(say["plan"]), "plan:"]
    if plan is not None:
        title = last.moved_text(plan.title) if last else plan.title
        lines.append(f"  title: {both_ways(head.title or title)}")
        issuer = head.issuer or (None if head.title and last is None else plan.issuer)
        lines += [f"  issuer: {both_ways(issuer)}"] if issuer else []
    lines += [
        f"  adopted: {head.adopted}".rstrip(),
        f"  period: {head.period or (last.period() if last else '')}".rstrip(),
    ]
    if rubric.kinds:
        named = (f"{name} ({in_language(k.title, lang)})" for name, k in rubric.kinds.items())
        lines.append(comment(phrase("starter", lang, "kind", kinds=", ".join(named)), 2))
        kind = head.kind or (plan.kind if plan and plan.kind in rubric.kinds else None)
        lines.append(f"  kind: {kind or ''}".rstrip())
    return lines


def _facets(rubric: Rubric, lang: str, known: Facets, given: Given) -> list[str]:
    last, reasons = given.last, given.head.reasons
    if not rubric.facets:
        return []
    say = messages("starter", lang)
    lines = ["", comment(say["facets"]), "facets:"]
    for name, facet in rubric.facets.items():
        values = ", ".join(
            f"{value} ({in_language(title, lang)})" for value, title in facet.values.items()
        )
        how = say["many"] if facet.many else say["one"]
        head = in_language(facet.title, lang) + say["then"] + how + say["colon"] + values
        lines.append(comment(head, 2))
        chosen = known.get(name)
        if chosen is None:
            blank = "[]" if facet.many else "…"
            lines.append(comment(f"{name}: {{is: {blank}, because: …}}", 2))
            continue
        value = f"[{', '.join(chosen)}]" if facet.many else chosen[0]
        told = last.case.facets.get(name) if last else None
        because = both_ways(told.because) if told and told.because else "…"
        because = scalar(reasons[name]) if name in reasons else because
        source = f", source: {scalar(told.source)}" if told and told.source else ""
        lines.append(f"  {name}: {{is: {value}, because: {because}{source}}}")
    return lines


def _documents(lang: str, given: Given) -> list[str]:
    say = messages("starter", lang)
    lines = ["", comment(say["documents"]), "documents:"]
    if given.last is not None and given.last.case.documents:
        lines += last_year.documents(given.last, given.head.title, given.head.adopted)
    else:
        about = given.source.text.about if given.source is not None else {}
        title = scalar(given.head.title or about.get("title") or say["a-title"])
        date = f"    date: {given.head.adopted or _day(about)}".rstrip()
        where = next(filter(_is_address, map(about.get, _WHERE)), None)
        lines += ["  - id: plan", f"    title: {title}", date]
        lines += [f"    url: {scalar(where)}"] if where else []
    if given.source is not None:
        lines = [line for line in lines if not line.startswith("    # file:")]
        file = quoted(given.source.file)
        first = next(n for n, line in enumerate(lines) if line.startswith("    date:")) + 1
        lines[first:first] = [f"    file: {file}", f"    sha256: {given.source.text.sha256}"]
    return lines


_WHERE = ("url", "link", "source")  # where front matter says a document comes from


def _is_address(value: str | None) -> bool:
    return bool(value and re.match(r"https?://\S+\Z", value))


def _day(about: Mapping[str, str]) -> str:
    """The day that a document says it is of; empty where it says none in full."""
    found = re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", about.get("date", ""))
    return found[0] if found else ""


def _raters(rubric: Rubric, lang: str, given: Given) -> list[str]:
    say = messages("starter", lang)
    lines = ["", comment(say["raters"])]
    who = f"{{role: rater, wording: {rubric.version}, date: }}"
    if not given.raters:
        return [*lines, "# raters:", f"#   a: {who}"]
    lines += ["raters:", *(f"  {scalar(name)}: {who}" for name in given.raters)]
    settles = len(given.raters) > 1 and "chair" not in given.raters  # who decides where they differ
    return [*lines, *(["  chair: {role: chair}"] if settles else [])]


def _ratings(rubric: Rubric, lang: str, facets: Facets, given: Given) -> list[str]:
    say = messages("starter", lang)
    levels = f"{rubric.levels[0]}–{rubric.levels[-1]}" if rubric.levels else ""
    if any(scale.own for scale in rubric.scales.values()):
        levels += say["or-listed" if levels else "listed"]
    levels = levels or "—"
    lines = ["", *(comment(line.format(levels=levels)) for line in say["ratings"])]
    for anchor in rubric.scale:
        means = in_language(anchor.means, lang)
        label = in_language(anchor.label, lang)
        about = f"{label}{say['colon']}{means}" if means else label
        lines.append(comment(f"  {anchor.level} {about}"))
    if rubric.rules:
        rules = (in_language(rule, lang) for rule in rubric.rules)
        lines += [comment(say["rules"]), *(comment(f"  {n}. {r}") for n, r in enumerate(rules, 1))]
    lines.append("ratings:")
    index = Index([given.source.text]) if given.source is not None else None
    lines += _foreign(rubric, lang, given.source)
    measured: list[str] = []
    for _, above, node in rubric.walk():
        if isinstance(node, Pillar) or not applies_to(node, above, facets)[0]:
            continue
        if node.measure is not None:
            measured.append(_measured(node, lang))
            continue
        lines += [*questions.question(node, above, lang), *_blanks(node.id, lang, given)]
        if index is not None and given.source is not None:
            lines += questions.passages(
                index.find(node, given.source.most, given.source.learnt), lang
            )
    if measured:
        lines += ["", comment(say["measures"]), "# measures:", *measured]
    return lines


def _foreign(rubric: Rubric, lang: str, source: Source | None) -> list[str]:
    """That the plan is in a language of which the rubric has no words, as a comment."""
    texts = [source.text] if source is not None else []
    strange = unspoken([criterion for _, criterion in rubric.criteria()], texts)
    return [
        comment(phrase("starter", lang, "unspoken", language=name_of(tag, lang), tag=tag), 2)
        for tag in strange.values()
    ]


def _measured(criterion: Criterion, lang: str) -> str:
    unit = in_language(criterion.measure.unit if criterion.measure else None, lang)
    blank = f"{{value: , unit: {scalar(unit)}, year: , source: }}"
    return comment(f"{criterion.id}: {blank}   # {in_language(criterion.title, lang)}", 2)


def _blanks(criterion: str, lang: str, given: Given) -> list[str]:
    """Blank ratings of a criterion, with what was given last year beside the level."""
    last = given.last
    raters = given.raters
    if last is not None and criterion in last.case.ratings and raters == last.raters():
        raters = last.raters_of(criterion) or raters
    before = last.levels(criterion, lang) if last is not None else ""
    return questions.blanks(criterion, raters, lang, before)


def _commitments(lang: str, given: Given) -> list[str]:
    example = "{id: c1, at: plan ¶31, what: …, value: 3, unit: …, year: 2030, body: …, criteria: [], codes: {}}"
    lines = [
        "",
        comment(messages("starter", lang)["commitments"]),
        "# commitments_scope: all   # all | cited | figures",
        "# commitments:",
        f"#   - {example}",
    ]
    return lines + (last_year.commitments(given.last, lang) if given.last is not None else [])
