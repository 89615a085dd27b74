"""The sheets of a form in; the rows of each criterion out, held against the rubric row by row: a
hidden mark counts only where the visible code beside it agrees."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from evalkit.forms.content import (
    FILLED,
    MARK,
    Block,
    Cells,
    Content,
    check_text,
    labels_of,
    level_text,
    question,
)
from evalkit.forms.others import OF_RATERS
from evalkit.forms.sheets import FormSheet
from evalkit.forms.typed import folded, tidy
from evalkit.model.catalogue import messages
from evalkit.model.finding import Finding, found, listed
from evalkit.model.language import LANGUAGES
from evalkit.model.place import Span

SHOWN = 12  # rows that a finding names


@dataclass(frozen=True)
class Row:
    """A row of a criterion. ``n``: its place in the block, None where nothing says so; ``check``:
    the check it ticks; ``star``: whether the form showed a rating there."""

    own: FormSheet
    number: int
    block: Block
    n: int | None
    check: str
    star: bool
    cells: Cells

    def span(self, column: str) -> Span:
        return self.own.span(self.number, column)

    def cell(self, column: str) -> str:
        """A cell with its sheet, as a finding names it."""
        return f"{self.own.sheet.name}!{self.own.cell(self.number, column)}"


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands on the sheet: its number, its code, folded, and what is filled in."""

    number: int
    code: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Wanted:
    """What rows are held against; ``same``: whether the form is of this very rubric."""

    content: Content
    same: bool
    blocks: dict[str, Block]


@dataclass
class Held:
    """What the rows of a sheet are: those of criteria, those that are wrong."""

    rows: list[Row] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    by_code: int = 0
    stray: list[int] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    pairs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rows_of: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def rows_of(own: FormSheet, content: Content, same: bool) -> tuple[list[Row], list[Finding]]:
    """The rows of a sheet.

    Args:
        same: whether the form is of this very rubric, so that codes and wordings must agree.
    """
    held = Held()
    wanted = Wanted(content, same, {block.criterion.id: block for block in content.blocks})
    by_code = {folded(block.code): block for block in content.blocks}
    for number in range(own.head + 1, len(own.sheet.rows) + 1):
        code = folded(own.text(number, "code"))
        texts = ((key, tidy(own.text(number, key))) for key in own.columns if key in FILLED)
        cells = {key: text for key, text in texts if text}
        line = Line(number, code, cells)
        mark = MARK.fullmatch(own.text(number, "id").strip())
        if mark is not None:
            _marked(held, own, line, mark, wanted)
        elif code in by_code:
            held.by_code += 1
            block = by_code[code]
            n = _place_of(own, number, block, content) if not own.marked else None
            check = block.checks[n].id if n is not None and n < len(block.checks) else ""
            held.rows.append(Row(own, number, block, n, check, False, cells))
        elif cells:
            held.stray.append(number)
    return held.rows, list(_findings(own, held, same, content.identity.settles))


def _marked(
    held: Held,
    own: FormSheet,
    line: Line,
    mark: re.Match[str],
    wanted: Wanted,
) -> None:
    """A row with a hidden mark, held against what stands beside it."""
    block = wanted.blocks.get(mark[1])
    held.pairs[mark[1]].add(line.code)
    held.rows_of[mark[1]].append(line.number)
    if block is None:
        if line.cells:
            held.unknown.append((line.number, own.text(line.number, "code") or mark[1]))
        return
    n, check = int(mark[2]), mark[3] or ""
    other = line.code != folded(block.code)
    if wanted.same:
        other = other or _reads_otherwise(own, line.number, block, n, wanted.content)
    else:  # codes may have changed, but not code and title at once
        title = question(block, wanted.content.lang)[0]
        other = other and n == 0 and folded(own.text(line.number, "criterion")) != folded(title)
    if other:
        held.moved.append(line.number)
        return
    held.rows.append(Row(own, line.number, block, n, check, bool(mark[4]), line.cells))


def _reads_otherwise(own: FormSheet, number: int, block: Block, n: int, content: Content) -> bool:
    """Whether the check or the level beside a mark is that of another row."""
    labels = labels_of(content, block)
    wanted = {
        "check": check_text(block, n, content.lang),
        "levels": level_text(block, n, labels, content.lang),
    }
    shown = {key: folded(own.text(number, key)) for key in wanted if key in own.columns}
    return any(
        not text.startswith(folded(wanted[key])) or (bool(text) and not wanted[key])
        for key, text in shown.items()
    )


def _place_of(own: FormSheet, number: int, block: Block, content: Content) -> int | None:
    """Which row of its block a row without a mark is, by what stands in it; None: one for more
    evidence."""
    check, level = folded(own.text(number, "check")), folded(own.text(number, "levels"))
    labels = labels_of(content, block)
    for n in range(block.n_rows):
        if check and check == folded(check_text(block, n, content.lang)):
            return n
        wording = folded(level_text(block, n, labels, content.lang))
        if not check and wording and level.startswith(wording):
            return n
    title = folded(own.text(number, "criterion"))
    return 0 if title == folded(question(block, content.lang)[0]) else None


def _findings(own: FormSheet, held: Held, same: bool, settles: bool) -> Iterator[Finding]:
    if not own.marked and not held.rows:
        return  # a sheet of somebody's own
    moved = held.moved if same else sorted({*held.moved, *_inconsistent(held)})
    if moved:
        n, of = len(moved), len(moved) + len(held.rows)
        span = own.span(moved[0])
        yield found("form-moved", span, rows=_listed(moved), n=n, of=of, sheet=own.sheet.name)
    if held.stray:
        yield found("form-stray", own.span(held.stray[0]), rows=_listed(held.stray))
    if not own.marked and held.by_code:
        yield found("form-marks-gone", own.span(own.head))
    if passed := [title for title in own.passed if not (settles and _is_given(title))]:
        yield found("form-column", own.span(own.head), columns=listed(passed))
    for number, code in held.unknown:
        yield found("form-answer-left", own.span(number), code=code, why="@form-criterion-gone")


def _is_given(title: str) -> bool:
    """Whether a column shows what a rater gave."""
    return any(title.endswith(end) for end in _ends())


@cache
def _ends() -> tuple[str, ...]:
    held = [messages("forms", lang)["columns"] for lang in LANGUAGES]
    return tuple(titles[kind].format(rater="") for titles in held for kind in OF_RATERS)


def _inconsistent(held: Held) -> Iterator[int]:
    """Rows of a form of another version whose marks and codes do not go together: one mark with
    two codes, or one code with two marks."""
    marks = defaultdict(set)
    for mark, codes in held.pairs.items():
        for code in codes:
            marks[code].add(mark)
    for mark, codes in held.pairs.items():
        if len(codes) > 1 or any(len(marks[code]) > 1 for code in codes):
            yield from held.rows_of[mark]


def _listed(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:SHOWN])) + (" …" if len(rows) > SHOWN else "")


# --- what else a sheet shows ------------------------------------------------------------------


def merged_findings(own: FormSheet, rows: Sequence[Row]) -> Iterator[Finding]:
    """Merged cells that cover rows of several criteria."""
    of_row = {row.number: row.block.code for row in rows}
    held = {at: key for key, at in own.columns.items() if key in FILLED}
    for first, last, left, right in own.sheet.merged:
        codes = list(dict.fromkeys(of_row[n] for n in range(first, last + 1) if n in of_row))
        keys = [held[at] for at in range(left, right + 1) if at in held]
        if len(codes) > 1 and keys:
            cells = f"{own.cell(first, keys[0])}:{own.cell(last, keys[-1])}"
            yield found("form-merged", own.span(first, keys[0]), cells=cells, codes=listed(codes))


def title_findings(rows: Sequence[Row], content: Content) -> Iterator[Finding]:
    """Answer rows whose title is not the one that the rubric gives to their code."""
    for row in rows:
        title = row.own.text(row.number, "criterion")
        if row.n == 0 and "criterion" in row.own.columns:
            wanted = question(row.block, content.lang)[0]
            if folded(title) != folded(wanted):
                said = {"code": row.block.code, "title": title.strip() or "—", "wanted": wanted}
                yield found("form-title", row.span("criterion"), **said)
