"""A Report in, Markdown out: figures lead to anchors in the annexes, tables are pipe tables."""

from __future__ import annotations

import re
from collections.abc import Callable

from evalkit.render.glyphs import unturned
from evalkit.report.model import (
    Aside,
    Block,
    Bullets,
    Chart,
    Entry,
    Paragraph,
    Point,
    Points,
    Report,
    Row,
    Runs,
    Sides,
    Table,
    parts_of,
)

Leads = Callable[[str], str]
# A backslash stops what would otherwise be markup; "<" and "&" could open HTML.
_ACTIVE = re.compile(r"([\\`*_\[\]<>|#~]|&(?=[\w#]+;))")


def render(report: Report) -> bytes:
    """UTF-8 bytes, lines ending in a newline."""
    leads = report.leads("md")
    parts = [f"# {_escape(report.title)}", _escape(report.subtitle), _escape(report.finding)]
    parts += [_block(block, leads) for block in report.summary]
    for section in report.sections:
        parts.append(f'<a id="{section.id}"></a>\n\n## {_escape(section.title)}')
        parts += [_block(block, leads) for block in section.blocks]
    if report.foot:
        parts.append(f"---\n\n{_escape(report.foot)}")
    text = unturned("\n\n".join(part for part in parts if part)) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _escape(text: str) -> str:
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


def _runs(runs: Runs, leads: Leads) -> str:
    return "".join(_run(*parts_of(run), leads) for run in runs)


def _run(kind: str, text: str, ref: str, leads: Leads) -> str:
    shown = text if kind == "figure" else _escape(text)
    if kind == "strong":
        return f"**{shown}**"
    if kind == "note":
        return f" \\[{shown}\\]"
    if kind == "text":
        lead = " " if text[:1].isspace() else ""
        tail = " " if text[-1:].isspace() and text.strip() else ""
        return lead + shown + tail
    address = leads(ref)
    return f"[{shown}]({address})" if address else shown


def _block(block: Block, leads: Leads) -> str:
    if isinstance(block, Paragraph):
        return _line_start(_runs(block.runs, leads).strip())
    if isinstance(block, Bullets):
        return "\n".join(f"- {_runs(item, leads).strip()}" for item in block.items)
    if isinstance(block, Points):
        return "\n".join(_point(n, item, leads) for n, item in enumerate(block.items, 1))
    if isinstance(block, Sides):
        return "\n\n".join(_block(part, leads) for part in block.parts)
    if isinstance(block, Aside):
        inside = "\n\n".join(_block(part, leads) for part in block.blocks)
        return f"**{_escape(block.title)}**\n\n{inside}"
    if isinstance(block, Entry):
        inside = "\n\n".join(_block(part, leads) for part in block.blocks)
        mark = f'<a id="{block.id}"></a>\n\n' if block.id else ""
        return f"{mark}### {_runs(block.title, leads)}\n\n{inside}"
    source = f"\n\n{_line_start(_escape(block.source))}" if block.source else ""
    if isinstance(block, Chart):
        return _line_start(_escape(block.alt)) + source
    return _table(block, leads) + source


def _point(n: int, item: Point, leads: Leads) -> str:
    below = f"\\\n   {_runs(item.below, leads).strip()}" if item.below else ""
    return f"{n}. {_runs(item.runs, leads).strip()}{below}"


def _line_start(text: str) -> str:
    """Text that would open a list, a heading or a numbered item, defused."""
    return re.sub(r"^(\d+)([.)])(\s)", r"\1\\\2\3", re.sub(r"^([-+])(\s)", r"\\\1\2", text))


def _table(table: Table, leads: Leads) -> str:
    head = "| " + " | ".join(_escape(column.title) or " " for column in table.columns) + " |"
    rule = "|" + "|".join(" ---: " if column.numeric else " --- " for column in table.columns) + "|"
    rows = [_row(row, leads) for row in table.rows]
    return "\n".join([f"**{_escape(table.caption)}**", "", head, rule, *rows])


def _row(row: Row, leads: Leads) -> str:
    cells = [_runs(cell.runs, leads).strip() or " " for cell in row.cells]
    if row.id:
        cells[0] = f'<a id="{row.id}"></a>{cells[0]}'
    if row.depth and cells:
        cells[0] = " ".join(("&nbsp;" * 2 * row.depth, cells[0]))
    return "| " + " | ".join(cells) + " |"
