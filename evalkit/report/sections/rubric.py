"""The rubric itself, to be read: how it scores, and what it asks, pillar by pillar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.evidence.search import terms_of
from evalkit.model.fields import Text, Translations, in_language
from evalkit.model.rubric import Applies, Criterion, Kind, Measure, Pillar, Rubric, rule_of
from evalkit.report.facts import titles_of
from evalkit.report.framework import place_in_words
from evalkit.report.model import Block, Bullets, Entry, Paragraph, Runs, Strong, runs
from evalkit.report.notes import (
    consensus_note,
    coverage_note,
    mean_named,
    result_note,
    unless_told,
)
from evalkit.report.numbers import in_unit, round_half_up, score
from evalkit.report.words import Words


@dataclass(frozen=True)
class Standard:
    """A rubric, and the words it is told in."""

    rubric: Rubric
    words: Words

    def say(self, text: Translations | str | None) -> str:
        """A text of the rubric in this language."""
        return in_language(text, self.words.lang)

    def named(self, label: str, text: str) -> Runs:
        """A text after its label."""
        return runs(Strong(self.words.labels[label]), self.words.grammar.colon, text)

    def named_text(self, name: Translations | str, text: str) -> Runs:
        """A text after a name that the rubric gives."""
        return runs(Strong(self.say(name)), self.words.grammar.colon, text)


def source(s: Standard) -> tuple[Block, ...]:
    """Where the rubric comes from."""
    found, grammar = s.rubric.source, s.words.grammar
    if found is None:
        return ()
    by = (
        f"{grammar.joined([s.say(name) for name in found.authors])}{grammar.colon}"
        if found.authors
        else ""
    )
    year = grammar.aside(str(found.year)) if found.year else ""
    return (Paragraph(s.named("source", f"{by}{s.say(found.title)}{year}")),)


def method(s: Standard) -> tuple[Block, ...]:
    """How levels become scores; the levels and the grades."""
    rule = s.rubric.method
    items: list[Runs] = [] if s.rubric.has_total else [(result_note(s.words, s.rubric),)]
    items.append((consensus_note(s.words, rule),))
    items += [(coverage_note(s.words, s.rubric),)] if _rules(s) else []
    if any(scale.own for scale in s.rubric.scales.values()):
        items.append((s.words.labels["own-scale-note" if _rules(s) else "own-scale-unsummed"],))
    if rule.half_levels:
        items.append((s.words.labels["half-levels-note"],))
    items += [(s.words.labels["units-note"],)] if s.words.units.of_scale and _rules(s) else []
    items += [(text,) for text in _means(s)]
    for anchor in s.rubric.scale:
        items.append(_named(s, f"{anchor.level} {s.say(anchor.label)}", anchor.means))
    for grade in s.rubric.overriding:  # asked before the bands
        rule_told = unless_told(s.words, grade, s.rubric)
        items.append(runs(_named(s, s.say(grade.label), grade.means), f" · {rule_told}"))
    for band in s.rubric.bands:
        least = score(s.words.units, band.from_).text()
        items.append(_named(s, f"≥ {least} {s.say(band.label)}", band.means))
    items += [_kind(s, kind) for kind in s.rubric.kinds.values()]
    return (Bullets(tuple(items)),)


def _named(s: Standard, name: str, means: Text | None) -> Runs:
    """A name, and what it means where the rubric says it."""
    return runs(Strong(name), f" · {s.say(means)}" if means else "")


def _rules(s: Standard) -> dict[str, str | float]:
    """Ref → the mean by which it has its score: the total, and pillars that name one; without a
    total, every pillar that has a score."""
    whole, every = s.rubric.method.aggregation, not s.rubric.has_total
    own: dict[str, str | float] = {} if every else {"overall": rule_of(whole)}
    for ref, _, node in s.rubric.walk():
        if isinstance(node, Pillar) and (every or node.aggregation is not None):
            own |= {} if s.rubric.is_heading(node) else {ref: rule_of(node.aggregation or whole)}
    return own


def _means(s: Standard) -> Iterator[str]:
    """By which means scores are joined, where one of them is not the arithmetic mean."""
    own = _rules(s)
    if set(own.values()) <= {"arithmetic"}:
        return
    titles = {"overall": s.words.labels["overall"], **titles_of(s.rubric, s.words.lang)}
    label = s.words.labels["mean-of"]
    each = [label.format(part=titles[ref], mean=mean_named(s.words, r)) for ref, r in own.items()]
    yield s.words.labels["joined-note"].format(means=s.words.grammar.semicolon.join(each))


def rules(s: Standard) -> tuple[Block, ...]:
    """How a plan is read for every criterion."""
    return (Bullets(tuple((s.say(rule),) for rule in s.rubric.rules)),)


def codes(s: Standard) -> tuple[Block, ...]:
    """How commitments are coded: every value with its meaning and an example."""
    out: list[Block] = [Paragraph((s.words.labels["codebook-about"],))]
    for id, code in s.rubric.codes.items():
        several = s.words.grammar.aside(s.words.labels["several-values"]) if code.many else ""
        items = []
        for value, told in code.values.items():
            above = s.say(code.values[told.of].title) if told.of else ""
            kind = s.words.grammar.aside(s.words.labels["kind-of"] + above) if above else ""
            example = f"{s.words.labels['example']}{s.words.grammar.colon}{s.say(told.example)}"
            said = [s.say(told.means), example if told.example else ""]
            name = f"{s.say(told.title)} [{value}]{kind}"
            items.append(runs(Strong(name), *(f" · {text}" for text in said if text)))
        title = f"{s.say(code.title)} [{id}]{several}"
        about = (Paragraph((s.say(code.means),)),) if code.means else ()
        out.append(Entry(f"code-{id}", (title,), (*about, Bullets(tuple(items)))))
    return tuple(out)


def chains(s: Standard) -> tuple[Block, ...]:
    """The chains that reports draw: each with its links, and the criteria that tell how firm a
    link is."""
    out = []
    code_of = {ref: c.code or c.id for ref, c in s.rubric.criteria()}
    for chain in s.rubric.chains:
        lines: list[Runs] = []
        for link in chain.links:
            refs = s.rubric.named(link.criteria)
            lines.append(
                s.named_text(link.title, s.words.grammar.joined([code_of[r] for r in refs]))
            )
        at = (s.named("source", place_in_words(s.words, chain.at)),) if chain.at else ()
        about = tuple(Paragraph((s.say(text),)) for text in (chain.means,) if text)
        title = (f"{s.say(chain.title)} [{chain.id}]",)
        out.append(Entry(f"chain-{chain.id}", title, (*about, Bullets((*at, *lines)))))
    return tuple(out)


def members(s: Standard) -> tuple[Block, ...]:
    """Which regions each value of a facet holds for, by their codes."""
    lines = [
        s.named_text(facet.values[value], s.words.grammar.joined(codes))
        for facet in s.rubric.facets.values()
        for value, codes in facet.members.items()
    ]
    return (Bullets(tuple(lines)),) if lines else ()


def context(s: Standard) -> tuple[Block, ...]:
    """What the framework tells and does not ask, with its place."""
    lines = []
    for told in s.rubric.context:
        at = s.words.grammar.aside(place_in_words(s.words, told.at)) if told.at else ""
        lines.append(runs(Strong(s.say(told.title)), " · ", s.say(told.text), at))
    return (Bullets(tuple(lines)),) if lines else ()


def _kind(s: Standard, kind: Kind) -> Runs:
    """A kind of document, and what it is not expected to carry."""
    without = s.words.grammar.joined(
        [s.words.labels[f"about-{name}"] for name in kind.not_expected]
    )
    label, colon = s.words.labels["not-expected"], s.words.grammar.colon
    said = [s.say(kind.means), f"{label}{colon}{without}" if without else ""]
    return runs(Strong(s.say(kind.title)), *(f" · {text}" for text in said if text))


def pillar(s: Standard, node: Pillar, ref: str) -> tuple[Block, ...]:
    """What a pillar is about, its criteria, and those of the pillars below it."""
    marks = [f"{s.words.labels['its-weight']} {node.weight:g}"] if s.rubric.weighs(ref) else []
    marks += [] if node.counts else [s.words.labels["not-in-total"]]
    aside = s.words.grammar.aside(" · ".join(marks)) if marks else ""
    about = f"{s.say(node.about)}{aside}".strip()
    told = (Paragraph((about,)),) if about else ()  # the section of a top pillar bears its title
    head = [Entry(ref, (s.say(node.title),), told)] if about or "." in ref else []
    criteria = (_criterion(s, c, f"{ref}.{c.id}") for c in node.criteria)
    below = (block for child in node.pillars for block in pillar(s, child, f"{ref}.{child.id}"))
    return (*head, *criteria, *below)


def _criterion(s: Standard, criterion: Criterion, ref: str) -> Entry:
    """What a criterion asks, of whom, where it comes from, and how it is scored."""
    labels = s.words.labels
    told = [
        ("asks", s.say(criterion.asks)),
        ("guidance", s.say(criterion.guidance)),
        ("applies-to", applies_in_words(s, criterion.applies)),
        ("actor", s.say(criterion.actor)),
        ("source", criterion.source.at if criterion.source else ""),
        ("whose", labels["added-by-rubric"] if criterion.added else ""),
        ("look-for", s.say(criterion.look_for)),
    ]
    lines = [s.named(label, text) for label, text in told if text]
    for n, check in enumerate(criterion.checks, 1):
        only = applies_in_words(s, check.applies)
        marks = [only, labels["added-by-rubric"] if check.added else ""]
        aside = s.words.grammar.aside(s.words.grammar.semicolon.join(m for m in marks if m))
        shown = f"{s.say(check.asks)}{aside if any(marks) else ''} [{check.id}]"
        label = labels["check-asked"].format(n=n)
        lines.append(runs(Strong(label), s.words.grammar.colon, shown))
        lines += [s.named("drafted", s.say(check.draft))] if check.draft else []
    for step, text in sorted((criterion.levels or {}).items()):
        lines.append(runs(Strong(f"{step:g}"), " ", s.say(text), _need(s, criterion, step)))
    if criterion.measure is not None:
        lines += _measure(s, criterion.measure)
    if terms := terms_of(criterion, s.words.lang):
        lines.append(s.named("search-terms", s.words.grammar.joined(terms)))
    title = f"{criterion.code} {s.say(criterion.title)} [{criterion.id}]".strip()
    weight = [f"{labels['its-weight']} {criterion.weight:g}"] if s.rubric.weighs(ref) else []
    unscored = () if criterion.scored else (labels["context-only"],)
    return Entry(ref, (" · ".join((title, *weight, *unscored)),), (Bullets(tuple(lines)),))


def _need(s: Standard, criterion: Criterion, level: float) -> str:
    """The checks that a level asks for besides those of lower levels, of those with a stroke
    between them one; empty where it asks none."""
    need, grammar = criterion.needs.get(level), s.words.grammar
    if need is None:
        return ""
    return grammar.aside(f"{s.words.labels['needs']}{grammar.colon}{need}")


def _measure(s: Standard, measure: Measure) -> list[Runs]:
    posts = f" {list(measure.goalposts)}" if measure.goalposts else ""
    rule = s.words.labels[f"nf-{measure.normalisation}"]
    lines = [s.named("measure", f"{s.say(measure.unit)} · {rule}{posts}")]
    lines += [s.named("goalposts-why", s.say(measure.why))] if measure.why else []
    if (mark := measure.benchmark) is not None:
        told = [str(mark.year) if mark.year else "", s.say(mark.note), mark.at or ""]
        about = s.words.grammar.joined([part for part in told if part], s.words.grammar.comma)
        value = f"{round_half_up(mark.value, measure.decimals)}{in_unit(s.say(measure.unit))}"
        lines.append(s.named("benchmark", value + (s.words.grammar.aside(about) if about else "")))
    if (gap := measure.gap) is not None:
        at = s.words.grammar.aside(gap.at) if gap.at else ""
        lines.append(s.named("gap-remark", s.say(gap.note) + at))
    return lines


def applies_in_words(s: Standard, applies: Applies) -> str:
    """The facets a part applies to, in words; empty where it always applies."""
    grammar, said = s.words.grammar, []
    for name, values in applies.items():
        facet = s.rubric.facets[name]
        chosen = grammar.either.join(s.say(facet.values[value]) for value in values)
        said.append(f"{s.say(facet.title)}{grammar.colon}{chosen}")
    return grammar.semicolon.join(said)
