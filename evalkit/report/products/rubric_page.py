"""A rubric in, a readable page of it out: what is asked, how it is scored, level by level."""

from __future__ import annotations

from evalkit.model.fields import in_language
from evalkit.model.rubric import Applies, Criterion, Pillar, Rubric, RubricFile
from evalkit.report.figure import round_half_up
from evalkit.report.model import (
    Block,
    Bullets,
    Entry,
    Paragraph,
    Report,
    Runs,
    Section,
    Strong,
    runs,
)
from evalkit.report.sections.method import consensus_note, coverage_note
from evalkit.report.words import words_of

_SAY = {
    "zh": {
        "weight": "权重",
        "counts": "不计入总分",
        "asks": "要求",
        "note": "注意",
        "applies": "适用",
        "source": "出处",
        "checks": "检查点",
        "levels": "等级",
        "measure": "指标",
        "unscored": "只作背景，不评分",
        "look": "在哪里找",
        "terms": "检索词",
        "actor": "责任方",
        "why": "标杆依据",
    },
    "en": {
        "weight": "weight",
        "counts": "not part of the total",
        "asks": "Asks",
        "note": "Note",
        "applies": "Applies to",
        "source": "Source",
        "checks": "Checks",
        "levels": "Levels",
        "measure": "Measure",
        "unscored": "context only, not scored",
        "look": "Look in",
        "terms": "Search for",
        "actor": "Who acts",
        "why": "Why these goalposts",
    },
}


def standard(file: RubricFile, lang: str) -> Report:
    """The rubric as a report."""
    rubric = file.rubric
    words = words_of(lang).labels
    summary: list[Block] = [Paragraph((in_language(rubric.about, lang),))] if rubric.about else []
    if rubric.source:
        year = f" ({rubric.source.year})" if rubric.source.year else ""
        by = f"{', '.join(rubric.source.authors)}: " if rubric.source.authors else ""
        summary.append(
            Paragraph(
                (f"{_SAY[lang]['source']}: {by}{in_language(rubric.source.title, lang)}{year}",)
            )
        )
    sections = [Section("method", words["method"], _method(rubric, lang))]
    for pillar in rubric.pillars:
        blocks: list[Block] = []
        _pillar(rubric, pillar, pillar.id, lang, blocks)
        sections.append(
            Section(
                f"part-{pillar.id}",
                f"{pillar.code} {in_language(pillar.title, lang)}".strip(),
                tuple(blocks),
            )
        )
    return Report(
        rubric.rubric,
        lang,
        in_language(rubric.title, lang),
        rubric.pin,
        tuple(summary),
        tuple(sections),
        "",
        words,
    )


def _method(rubric: Rubric, lang: str) -> tuple[Block, ...]:
    words, method = words_of(lang), rubric.method
    items: list[Runs] = [
        (consensus_note(words, method),),
        (coverage_note(words, method),),
    ]
    for anchor in rubric.scale:
        items.append(
            runs(
                Strong(f"{anchor.level} {in_language(anchor.label, lang)}"),
                " · ",
                in_language(anchor.means, lang),
            )
        )
    for grade in rubric.grades:
        label = f"≥ {round_half_up(grade.from_ * 100, 1)} {in_language(grade.label, lang)}"
        items.append(runs(Strong(label), " · ", in_language(grade.means, lang)))
    return (Bullets(tuple(items)),)


def _pillar(rubric: Rubric, pillar: Pillar, ref: str, lang: str, blocks: list[Block]) -> None:
    say = _SAY[lang]
    facts = f"{say['weight']} {pillar.weight:g}" + ("" if pillar.counts else f" · {say['counts']}")
    head = [Paragraph((f"{in_language(pillar.about, lang)} ({facts})".strip(),))]
    blocks.append(Entry(ref, (in_language(pillar.title, lang),), tuple(head)))
    for criterion in pillar.criteria:
        blocks.append(_criterion(rubric, criterion, f"{ref}.{criterion.id}", lang))
    for child in pillar.pillars:
        _pillar(rubric, child, f"{ref}.{child.id}", lang, blocks)


def _criterion(rubric: Rubric, criterion: Criterion, ref: str, lang: str) -> Entry:
    say = _SAY[lang]
    colon = "：" if lang == "zh" else ": "
    lines: list[Runs] = []

    def add(label: str, text: str) -> None:
        if text:
            lines.append(runs(Strong(say[label]), colon, text))

    add("asks", in_language(criterion.asks, lang))
    add("note", in_language(criterion.guidance, lang))
    add("applies", applies_in_words(rubric, criterion.applies, lang))
    add("actor", in_language(criterion.actor, lang))
    add("source", criterion.source.at if criterion.source else "")
    add("look", in_language(criterion.look_for, lang))
    for check in criterion.checks:
        only = applies_in_words(rubric, check.applies, lang)
        add("checks", in_language(check.asks, lang) + (f" ({only})" if only else ""))
    for number, text in sorted((criterion.levels or {}).items()):
        lines.append(runs(Strong(str(number)), " ", in_language(text, lang)))
    if criterion.measure is not None:
        measure = criterion.measure
        posts = f" {list(measure.goalposts)}" if measure.goalposts else ""
        add(
            "measure",
            f"{in_language(measure.unit, lang)} · "
            f"{words_of(lang).labels['nf-' + measure.normalisation]}{posts}",
        )
        add("why", in_language(measure.why, lang))
    terms = criterion.terms.get("zh" if lang == "zh" else "en", ())
    add("terms", ("、" if lang == "zh" else ", ").join(terms))
    code = f"{criterion.code} " if criterion.code else ""
    extra = f" · {say['unscored']}" if not criterion.scored else ""
    title = f"{code}{in_language(criterion.title, lang)} [{criterion.id}] · {say['weight']} {criterion.weight:g}{extra}"
    return Entry(ref, (title,), (Bullets(tuple(lines)),))


def applies_in_words(rubric: Rubric, applies: Applies, lang: str) -> str:
    """The facets a part applies to, in words; empty where it always applies."""
    said = []
    for name, values in applies.items():
        facet = rubric.facets[name]
        chosen = [in_language(facet.values[value], lang) for value in values]
        said.append(
            f"{in_language(facet.title, lang)}{'：' if lang == 'zh' else ': '}{'、'.join(chosen) if lang == 'zh' else ' or '.join(chosen)}"
        )
    return ("；" if lang == "zh" else "; ").join(said)
