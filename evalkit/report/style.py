"""A report and a style in, the report in that style out: whose it is, how it looks, and the
decimals of its scores."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from evalkit.model.fields import in_language
from evalkit.model.units import Units
from evalkit.report.model import (
    Aside,
    Block,
    Bullets,
    Entry,
    Look,
    Paragraph,
    Point,
    Points,
    Report,
    Run,
    Sides,
    Table,
)
from evalkit.report.numbers import Figure

if TYPE_CHECKING:
    from evalkit.model.style import Style

B = TypeVar("B", bound=Block)


def decimals_of(style: Style | None, units: Units) -> int:
    """The decimals of scores: those that an office names, else those of their units."""
    named = style is not None and "decimals" in style.written.model_fields_set
    return style.written.decimals if style is not None and named else units.decimals


def styled(report: Report, style: Style | None, units: Units) -> Report:
    """The report in the style; the same where there is none."""
    if style is None:
        return report
    decimals = decimals_of(style, units)
    if decimals != units.decimals:
        sections = tuple(
            replace(section, blocks=tuple(_block(block, decimals) for block in section.blocks))
            for section in report.sections
        )
        summary = tuple(_block(block, decimals) for block in report.summary)
        report = replace(report, summary=summary, sections=sections)
    return replace(report, look=look_of(style, report.lang))


def look_of(style: Style, lang: str) -> Look:
    """What renderers draw of a style."""
    from evalkit.model.style import image_kind

    written = style.written
    organisation, author = (
        in_language(written.organisation, lang),
        in_language(written.author, lang),
    )
    return Look(
        organisation,
        author,
        written.colour or "",
        style.logo,
        image_kind(style.logo),
        font_text=written.fonts.text or "",
        font_head=written.fonts.head or "",
    )


def _block(block: B, decimals: int) -> B:
    """A block whose scores have that many decimals."""
    if isinstance(block, Paragraph):
        return replace(block, runs=_runs(block.runs, decimals))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(_runs(item, decimals) for item in block.items))
    if isinstance(block, Points):
        items = (Point(_runs(p.runs, decimals), _runs(p.below, decimals)) for p in block.items)
        return replace(block, items=tuple(items))
    if isinstance(block, Sides):
        return replace(block, parts=tuple(_block(part, decimals) for part in block.parts))
    if isinstance(block, Table):
        rows = tuple(
            replace(row, cells=tuple(replace(c, runs=_runs(c.runs, decimals)) for c in row.cells))
            for row in block.rows
        )
        return replace(block, rows=rows)
    if isinstance(block, Entry | Aside):
        return replace(block, blocks=tuple(_block(part, decimals) for part in block.blocks))
    return block


def _runs(runs: tuple[Run, ...], decimals: int) -> tuple[Run, ...]:
    """Running text whose scores, and points of scores, have that many decimals."""
    return tuple(
        replace(run, decimals=decimals) if isinstance(run, Figure) and run.is_score else run
        for run in runs
    )
