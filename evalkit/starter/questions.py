"""A criterion as comments and blanks to fill in: its question, levels and checks, the passages of
a plan that may bear on it, a blank rating for each rater."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.evidence.places import say as at_place
from evalkit.evidence.quote_findings import shortened
from evalkit.evidence.search import Hit, terms_of
from evalkit.model.catalogue import messages, phrase
from evalkit.model.fields import Text, in_language
from evalkit.model.rubric import Criterion, Pillar
from evalkit.starter.text import comment, scalar


def question(criterion: Criterion, above: tuple[Pillar, ...], lang: str) -> list[str]:
    """What a criterion asks, as comments: where it applies, how to read it, levels, checks."""
    say = messages("starter", lang)
    colon = say["colon"]

    def note(label: str, text: Text | str | None) -> list[str]:
        words = in_language(text, lang)
        return [comment(f"{say[label]}{colon}{words}", 2)] if words else []

    code = f"{criterion.code} " if criterion.code else ""
    head = f"── {code}{in_language(criterion.title, lang)} · {in_language(above[-1].title, lang)}"
    lines = ["", comment(head, 2), *_conditions(criterion, above, lang)]
    lines += note("asks", criterion.asks) + note("guide", criterion.guidance)
    lines += note("find", criterion.look_for)
    terms = terms_of(criterion, lang)
    lines += note("terms", (", " if lang == "en" else "、").join(terms))
    lines += [
        comment(f"  {number} {in_language(text, lang)}{_need(criterion, number, lang)}", 2)
        for number, text in sorted((criterion.levels or {}).items())
    ]
    if criterion.checks:
        lines.append(comment(f"{say['checks']}{colon}".rstrip(), 2))
        lines += [
            comment(f"  {check.id}  {in_language(check.asks, lang)}", 2)
            for check in criterion.checks
        ]
    return lines


def _conditions(criterion: Criterion, above: tuple[Pillar, ...], lang: str) -> list[str]:
    path: tuple[Pillar | Criterion, ...] = (*above, criterion)
    conditions = [
        f"{name}: {', '.join(values)}" for node in path for name, values in node.applies.items()
    ]
    only = messages("starter", lang)["only"]
    return [comment(f"{only} {'; '.join(conditions)}", 2)] if conditions else []


def _need(criterion: Criterion, level: float, lang: str) -> str:
    """The checks that a level asks for besides those of lower ones."""
    need = criterion.needs.get(level)
    if need is None:
        return ""
    return phrase("starter", lang, "needs", checks=need)


def blanks(criterion: str, raters: Sequence[str], lang: str, before: str = "") -> list[str]:
    """A blank rating, or one for each rater; ``before``: what stands beside the level, such as last
    year's."""
    level = f"level:    # {before}" if before else "level:"
    keys = [level, "checks: []", f"because:    # {messages('starter', lang)['because']}"]
    keys.append("evidence: []")
    if not raters:
        return [f"  {criterion}:", *(f"    {key}" for key in keys)]
    lines = [f"  {criterion}:"]
    for rater in raters:
        lines += [f"    - rater: {scalar(rater)}", *(f"      {key}" for key in keys)]
    return lines


def passages(hits: Sequence[Hit], lang: str) -> list[str]:
    """Passages that bear on a criterion, as comments: where to look, and no rating."""
    if not hits:
        return [comment(messages("starter", lang)["nothing-found"], 4)]
    lines = [comment(messages("starter", lang)["found"], 4)]
    for hit in hits:
        passage = hit.passage
        pages = None if passage.page is None else (passage.pages[0][1], passage.pages[-1][1])
        terms = hit.terms[:4] or (messages("starter", lang)["no-match"],)
        why = ", ".join(terms) if lang == "en" else "、".join(terms)
        words = " ".join(shortened(passage.text).split())
        place = at_place((passage.number, passage.until), pages)
        lines.append(comment(f"     {place} ({why})  {words}", 4))
    return lines
