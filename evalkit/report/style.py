"""A report and a house style in, the report in that style out: its sections, its decimals, whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from evalkit.model.fields import in_language
from evalkit.model.style import Style, image_kind
from evalkit.report.figure import Figure
from evalkit.report.locale import VOICES
from evalkit.report.model import Block, Bullets, Cell, Dress, Entry, Paragraph, Report, Run, Section, Table

B = TypeVar("B", bound=Block)


def dressed(report: Report, style: Style | None, kind: Literal["comparison", "portfolio", "briefing"]) -> Report:
    """The report in the style; the same where there is none."""
    if style is None:
        return report
    house = style.house
    wanted: Sequence[str] | None = getattr(house.sections, kind)
    held = {section.id: section for section in report.sections}
    chosen = [held[name] for name in dict.fromkeys(wanted) if name in held] if wanted is not None else []
    sections = _numbered(report, chosen) if wanted is not None else report.sections
    if house.decimals != 1:
        sections = tuple(_section(section, house.decimals) for section in sections)
        report = replace(report, summary=tuple(_block(block, house.decimals) for block in report.summary))
    return replace(report, sections=sections, dress=dress_of(style, report.lang))


def _numbered(report: Report, sections: Sequence[Section]) -> tuple[Section, ...]:
    """Sections in their new order, counted anew, each kind on its own."""
    voice = VOICES[report.lang]
    title = {False: voice.section_title, True: voice.annex_title}
    bare = {
        section.id: section.title.removeprefix(title[annex](n, ""))
        for annex in (False, True)
        for n, section in enumerate((s for s in report.sections if s.annex is annex), start=1)
    }
    counts = {False: 0, True: 0}
    out = []
    for section in sections:
        counts[section.annex] += 1
        out.append(replace(section, title=title[section.annex](counts[section.annex], bare[section.id])))
    return tuple(out)


def dress_of(style: Style, lang: str) -> Dress:
    """What renderers draw of a style."""
    house = style.house
    return Dress(
        in_language(house.organisation, lang), in_language(house.author, lang), house.colour or "", style.logo, image_kind(style.logo)
    )  # fmt: skip




def _section(section: Section, decimals: int) -> Section:
    return replace(section, blocks=tuple(_block(block, decimals) for block in section.blocks))


def _block(block: B, decimals: int) -> B:
    """A block whose scores have that many decimals."""
    if isinstance(block, Paragraph):
        return replace(block, runs=_runs(block.runs, decimals))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(_runs(item, decimals) for item in block.items))
    if isinstance(block, Table):
        rows = tuple(replace(row, cells=tuple(_cell(cell, decimals) for cell in row.cells)) for row in block.rows)
        return replace(block, rows=rows)
    if isinstance(block, Entry):
        return replace(block, blocks=tuple(_block(part, decimals) for part in block.blocks))
    return block


def _cell(cell: Cell, decimals: int) -> Cell:
    return replace(cell, runs=_runs(cell.runs, decimals))


def _runs(runs: tuple[Run, ...], decimals: int) -> tuple[Run, ...]:
    """Figures from 0 to 100 with one decimal are scores, and points of scores."""
    return tuple(
        replace(run, decimals=decimals)
        if isinstance(run, Figure) and (run.scale, run.unit, run.decimals) == (100, "", 1)
        else run
        for run in runs
    )
