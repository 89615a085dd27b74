"""A report as data: text and figures in sections; nothing here knows scores, and nothing after
knows more."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from evalkit.model.units import HUNDRED, Units
from evalkit.report.numbers import Figure


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasised text."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads elsewhere. ``ref``: an anchor of this report, or "name#anchor" in another
    report of the run (see :meth:`Report.leads`); where that is not to be had, the text stands
    alone."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Note:
    """Where a statement is found: a footnote on paper, brackets on a screen."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the plan itself, as they stand there."""

    text: str


Run = str | Figure | Strong | Link | Note | Quoted
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A score drawn as a bar in [0, 1], with the range it lies in."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``tone``: l0…l4 for shades of a level, l0h…l3h for half-way to the next;
    b3, b2, b1, a1, a2, a3 for below and above a mean, furthest first and last; na, missing, unsaid
    (the plan says nothing), head, or empty."""

    runs: Runs = ()
    tone: str = ""
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds numbers."""

    title: str
    numeric: bool = False
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row; ``id`` is where figures lead; ``depth`` indents the first cell; ``group`` marks a
    heading row."""

    cells: tuple[Cell, ...]
    id: str = ""
    depth: int = 0
    group: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is running text."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An item of a numbered list: what is said, and below it, quieter, where that comes from."""

    runs: Runs
    below: Runs = ()


@dataclass(frozen=True, slots=True)
class Points:
    """A numbered list."""

    items: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``dense`` for wide heat maps; ``source``: where its figures come from, in small type
    below it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    dense: bool = False
    source: str = ""


class Drawing:
    """A drawing as Vega-Lite with its data, in JSON: made when it is first asked for, so that a
    text, a table or a terminal, which show none, make none. Another process is handed it made."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    @cached_property
    def spec(self) -> str:
        return self._make()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawing) and self.spec == other.spec

    def __hash__(self) -> int:
        return hash(self.spec)

    def __reduce__(self) -> tuple[type[Drawing], tuple[Callable[[], str]]]:
        return Drawing, (partial(str, self.spec),)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. ``alt``: in words what it shows, for who cannot see it; ``source``: where its
    figures come from, in small type below it."""

    id: str
    caption: str
    alt: str
    drawing: Drawing
    source: str = ""

    @property
    def spec(self) -> str:
        """Vega-Lite with its data, as JSON."""
        return self.drawing.spec


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of an annex: a heading with an id, then text and lists."""

    id: str
    title: Runs
    blocks: tuple[Paragraph | Bullets | Points | Table, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Headed parts that stand beside each other where there is room, and one below the other where
    there is not."""

    parts: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A headed part that stands in the margin where a page has one."""

    title: str
    blocks: tuple[Paragraph | Bullets | Points | Table, ...]


Block = Paragraph | Bullets | Points | Table | Chart | Entry | Sides | Aside


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a report; ``annex`` parts fold away on a screen, and are counted on their
    own.

    ``title`` holds its number as the language writes it.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    annex: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the scored tree. ``children``: places in the list of nodes; ``moves``: whether its
    weight can move the total; ``reach``: the largest weight offered."""

    ref: str
    title: str
    weight: float
    counts: bool
    aggregation: str | float
    children: tuple[int, ...]
    moves: bool
    reach: float
    least: float


@dataclass(frozen=True, slots=True)
class Tuning:
    """The tree with leaves first and the total last, each case's leaves (null where missing, "na"
    where not applicable), and the rubric's bands and draws of weights; ``by_count``, ``withholds``:
    how what is rated is counted, and whether what has too little is missing above. ``ranges``: best
    and worst rank of each case under other weights, as the report has them; 0 where a case has no
    rank. ``graded``: the grade of each case that no weight moves; None where a band decides.
    ``units``: what scores are shown in."""

    pin: str
    file: str
    nodes: tuple[Node, ...]
    cases: tuple[tuple[str, str, tuple[float | str | None, ...]], ...]
    ranges: tuple[tuple[int, int], ...]
    grades: tuple[tuple[float, str], ...]
    graded: tuple[str | None, ...]
    by_count: bool
    withholds: bool
    spread: float
    draws: int
    within: float
    units: Units = HUNDRED


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another report of the same run: its title, its file name without ending, its language;
    ``listed``: whether a report names it among the others, or only leads to it."""

    title: str
    name: str
    lang: str
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Whole:
    """What a report shows a part of: headings, and a row a case; None where there is no value."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Whose report it is and how it looks: ``colour`` #rrggbb or empty for our own; ``logo``: bytes
    of a png or jpeg; ``font_text``, ``font_head``: fonts by name for text and for headings, several
    with commas between them, empty for our own."""

    organisation: str = ""
    author: str = ""
    colour: str = ""
    logo: bytes = b""
    logo_kind: str = ""
    font_text: str = ""
    font_head: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language.

    ``name``: the file name without its ending; ``product``: for which reader it is made (memo,
    briefing …); ``kicker``: what kind of report on whom, above the title; ``finding``: what it
    finds, in a line below it; ``whole``: all cases, where its tables show some of them; ``date``:
    the day that it is of; ``tuning``: what a page needs to let its reader weigh otherwise;
    ``gone``: kinds of anchors (what stands before their first hyphen) that evidence files of the
    run lack, so that links lead to their beginning; ``behind``: the report that holds what stands
    behind this one's figures, to which an anchor leads that is not here.
    """

    name: str
    lang: str
    title: str
    subtitle: str
    summary: tuple[Block, ...]
    sections: tuple[Section, ...]
    foot: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    tuning: Tuning | None = None
    siblings: tuple[Sibling, ...] = ()
    look: Look = Look()
    gone: frozenset[str] = frozenset()
    behind: str = ""
    date: date | None = None
    product: str = ""
    kicker: str = ""
    finding: str = ""
    whole: Whole | None = None

    def __repr__(self) -> str:
        return f"<Report {self.name} ({self.lang}): {self.title}>"

    @property
    def anchors(self) -> frozenset[str]:
        """Ids that figures and links may lead to: rows and entries."""
        blocks = [*inside(self.summary)]
        for section in self.sections:
            blocks += inside(section.blocks)
        rows = {
            row.id for block in blocks if isinstance(block, Table) for row in block.rows if row.id
        }
        return frozenset(rows | {b.id for b in blocks if isinstance(b, Entry) and b.id})

    def leads(self, ending: str) -> Callable[[str], str]:
        """What tells the address that a ref leads to, among files with that ending; empty where it
        leads nowhere.

        A ref is an anchor of this report ("r-zhejiang-2026"), or the name of another report of the
        run, "#" and an anchor there, which may be empty ("zhejiang-2026#e-clear-goals",
        "zhejiang-2026#"). The other report is the one in this report's language. One file alone, as
        Word and PDF are, knows the first kind only (:func:`here`). Of several refs with spaces
        between them the first that leads somewhere counts.
        """
        anchors = self.anchors
        others = {
            other.name
            for other in self.siblings
            if other.lang == self.lang and other.name != self.name
        }

        def address(ref: str) -> str:
            for part in ref.split():
                if part in anchors:
                    return f"#{part}"
                name, mark, anchor = (
                    part.partition("#") if "#" in part else (self.behind, "#", part)
                )
                if mark and name in others and re.fullmatch(r"[\w.-]*", anchor):
                    anchor = "" if anchor.partition("-")[0] in self.gone else anchor
                    return f"{name}.{self.lang}.{ending}{mark if anchor else ''}{anchor}"
            return ""

        return address


def inside(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks, and those that they hold, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Entry | Aside):
            yield from inside(block.blocks)
        elif isinstance(block, Sides):
            yield from inside(block.parts)


def names_led_to(report: Report) -> tuple[str, ...]:
    """The names of other reports that text of this one leads to, each once: what stands before
    the "#" of its refs."""
    blocks = [*inside(report.summary)]
    for section in report.sections:
        blocks += inside(section.blocks)
    refs = (parts_of(run)[2] for block in blocks for own in _said(block) for run in own)
    parts = (part for ref in refs for part in ref.split() if "#" in part)
    return tuple(dict.fromkeys(part.partition("#")[0] for part in parts))


def _said(block: Block) -> Iterator[Runs]:
    """The running text of a block, without that of blocks inside it."""
    if isinstance(block, Paragraph):
        yield block.runs
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Points):
        for item in block.items:
            yield from (item.runs, item.below)
    elif isinstance(block, Table):
        yield from (cell.runs for row in block.rows for cell in row.cells)
    elif isinstance(block, Entry):
        yield block.title


def here(ref: str, anchors: Container[str]) -> str:
    """The first of the refs that is an anchor of this report; empty where none is."""
    return next((part for part in ref.split() if part in anchors), "")


def runs(*parts: Run | Runs) -> Runs:
    """Parts joined; tuples are laid flat."""
    flat: list[Run] = []
    for part in parts:
        if isinstance(part, tuple):
            flat += part
        elif part != "":
            flat.append(part)
    return tuple(flat)


def cell(*parts: Run | Runs, tone: str = "", bar: Bar | None = None) -> Cell:
    """A cell from its parts."""
    return Cell(runs(*parts), tone, bar)


def parts_of(run: Run) -> tuple[str, str, str]:
    """What a run is (text, figure, strong, link, note or quoted), its text, and the ref it leads
    to."""
    if isinstance(run, str):
        return "text", run, ""
    if isinstance(run, Figure):
        return "figure", run.text(), run.ref
    if isinstance(run, Link):
        return "link", run.text, run.ref
    kinds = {Note: "note", Strong: "strong", Quoted: "quoted"}
    return kinds[type(run)], run.text, ""


def plain(parts: Runs) -> str:
    """The text of runs, figures as printed."""
    return "".join(
        f" [{text}]" if kind == "note" else text for kind, text, _ in map(parts_of, parts)
    )


def text_of(report: Report) -> str:
    """The summary of a report as plain text, a line a row of a table with tabs between."""
    out: list[str] = [report.title]
    for block in inside(report.summary):
        if isinstance(block, Paragraph):
            out.append(plain(block.runs))
        elif isinstance(block, Bullets):
            out += [f"- {plain(item)}" for item in block.items]
        elif isinstance(block, Points):
            out += [f"{n}. {plain(item.runs)}" for n, item in enumerate(block.items, 1)]
        elif isinstance(block, Entry | Aside):
            out.append(block.title if isinstance(block, Aside) else plain(block.title))
        elif isinstance(block, Table):
            heads = [column.title for column in block.columns]
            rows = [[plain(cell.runs) for cell in row.cells] for row in block.rows]
            out += [block.caption, *("\t".join(row) for row in (heads, *rows))]
    return "\n".join(line for line in (*out, report.foot) if line)
