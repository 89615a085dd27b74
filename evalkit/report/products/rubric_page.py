"""A rubric in, a readable page of it out: what is asked, how it is scored, level by level."""

from __future__ import annotations

from evalkit.model.rubric import RubricFile
from evalkit.report.model import Block, Paragraph, Report, Section
from evalkit.report.sections import rubric as section
from evalkit.report.words import words_of


def rubric_page(file: RubricFile, lang: str) -> Report:
    """The rubric as a report."""
    rubric = file.rubric
    words = words_of(lang, units=rubric.units)
    s = section.Standard(rubric, words)
    about: list[Block] = [Paragraph((s.say(rubric.about),))] if rubric.about else []
    sections = [Section("method", words.labels["method"], section.method(s))]
    if rubric.rules:
        sections.append(Section("rules", words.labels["rules"], section.rules(s)))
    if rubric.codes:
        sections.append(Section("codes", words.labels["codebook"], section.codes(s)))
    for pillar in rubric.pillars:
        title = f"{pillar.code} {s.say(pillar.title)}".strip()
        sections.append(Section(f"part-{pillar.id}", title, section.pillar(s, pillar, pillar.id)))
    for name, blocks in (
        ("chains", section.chains(s)),
        ("members", section.members(s)),
        ("context", section.context(s)),
    ):
        if blocks:
            sections.append(Section(f"rubric-{name}", words.labels[f"rubric-{name}"], blocks))
    summary = (*about, *section.source(s))
    title = s.say(rubric.title)
    return Report(
        rubric.rubric, lang, title, rubric.pin, summary, tuple(sections), "", words.labels
    )
