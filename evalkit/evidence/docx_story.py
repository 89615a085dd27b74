"""The body of a Word document in; its paragraphs and rows of tables in the order in which they are
read, each with its level, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from evalkit.evidence.docx_names import child, chosen, given, is_on, short, value
from evalkit.evidence.docx_notes import Note
from evalkit.evidence.docx_numbering import Numbering
from evalkit.evidence.docx_runs import PAPER, Line, Runs, is_placeholder, tidy
from evalkit.evidence.docx_styles import joins, shade_of
from evalkit.evidence.text import Unreadable, noted

MAX_PASSAGES = 200_000
MAX_LETTERS = 40_000_000
COLUMNS = 63  # of a table, as Word has them
REPEATED = 200  # letters of a cell that is said again in each row that it spans
OUTLINED = 80  # letters of a paragraph that its level in the outline makes a heading
Found = tuple[str, int]  # text, level of a heading


@dataclass
class _Row:
    """A row being read: its cells so far, the paragraphs of the cell being read, and what is read
    after the row."""

    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    hang: list[Any] = field(default_factory=list)
    own: bool = False  # whether a cell is not only the rest of one above


@dataclass
class Story:
    """What reading a body takes. ``part``: reads what a relation of an element leads to, another
    part of the package; ``found``: what was read so far."""

    runs: Runs
    numbering: Numbering
    part: Callable[[str, str], list[Found]]
    found: list[Found] = field(default_factory=list)
    row: _Row | None = None
    held: list[Any] | None = None  # lines whose paragraph runs on into the next
    letters: int = 0

    def at(self) -> int:
        """The ¶ that is being read."""
        return len(self.found) + 1

    def emit(self, text: str, level: int) -> None:
        if not text:
            return
        self.letters += len(text)
        if len(self.found) >= MAX_PASSAGES or self.letters > MAX_LETTERS:
            raise Unreadable("document-too-large", limit="@unpacked")
        self.found.append((text, level))

    def blocks(self, container: Any) -> None:
        """Everything in a container, in order."""
        for one in container:
            name = short(one.tag)
            if name == "w:p":
                self.paragraph(one)
            elif (handler := _BLOCKS.get(name)) is not None:
                handler(self, one)
            elif name and len(one) and not name.endswith("Pr"):
                self.blocks(one)
        self.release()

    # --- paragraphs ---

    def paragraph(self, element: Any) -> None:
        """``w:p``"""
        if not len(element) and self.held is None and self.row is None:
            return
        properties = child(element, "pPr")
        style = (given(properties, "pStyle") if properties is not None else "") or ""
        held, self.held = self.held, None
        line = Line(style or self.runs.styles.paragraph)
        if held is not None:
            line.parts, line.hang = held
        ground, self.runs.ground = self.runs.ground, self._ground(properties, line.style)
        self.runs.read(element, line)
        self.runs.ground = ground
        if properties is None:
            self._take(line, "", self.runs.styles.level(line.style))
            return
        if (mark := child(properties, "rPr")) is not None:
            self._changed(mark)
        if joins(properties):
            line.settle()
            self.held = [line.parts, line.hang]
            return
        self._take(line, self._number(properties, line.style), self._level(properties, line))

    def release(self) -> None:
        """A paragraph whose mark is deleted, with nothing behind it to run on into."""
        if self.held is not None:
            parts, hang = self.held
            self.held = None
            self._take(Line(parts=parts, hang=hang), "", 0)

    def _changed(self, mark: Any) -> None:
        for name in ("ins", "del", "moveFrom", "moveTo"):
            if child(mark, name) is not None:
                self.runs.left.add("document-changes-open", "", self.at())

    def _ground(self, properties: Any, style: str) -> str:
        shade = shade_of(properties) or self.runs.styles.shade(style)
        return shade.upper() or self.runs.ground

    def _number(self, properties: Any, style: str) -> str:
        """The number of a paragraph in its list."""
        own = child(properties, "numPr")
        listed, level = self.runs.styles.numbered(style)
        if own is None and listed is None:
            return ""
        name = given(own, "numId") or listed
        if name is None or name == "0":
            return ""
        said = given(own, "ilvl")
        if said is not None and said.isdecimal() and len(said) < 3:
            level = int(said)
        elif level is None:
            level = self.numbering.level_of(name, style)
        return self.numbering.next(name, level)

    def _level(self, properties: Any, line: Line) -> int:
        """Level of a heading by its style, or of a short paragraph by its place in the outline."""
        if level := self.runs.styles.level(line.style):
            return level
        said = given(properties, "outlineLvl")
        outline = int(said) if said is not None and said.isdecimal() else None
        if outline is None:
            outline = self.runs.styles.outline(line.style)
        if outline is None or not 0 <= outline < 9:
            return 0
        text = line.text()
        return outline + 1 if len(text) <= OUTLINED and not text.endswith(("。", "；")) else 0

    def _take(self, line: Line, number: str, level: int) -> None:
        """A paragraph that is read becomes a passage, or a part of its cell."""
        text = line.text()
        if number and (text or self.row is not None):
            apart = "\t" if text[:1].isdecimal() and number.strip()[-1:] in "0123456789." else ""
            text = f"{number.rstrip()}{apart}{text}" if apart else f"{number}{text}".strip()
        if self.row is not None:
            if text:
                self.row.cell.append(text)
            self.row.hang += line.hang
            return
        self.emit(text, level)
        self._hanging(line.hang)

    def _hanging(self, hang: list[Any]) -> None:
        """Notes and text boxes, behind what they hang on."""
        row, self.row = self.row, None
        ground, self.runs.ground = self.runs.ground, ""
        for one in hang:
            if isinstance(one, Note):
                self.runs.ground = PAPER
                self.note(one)
            elif isinstance(one, str):
                self.emit(tidy(one), 0)
            elif short(one.tag) == "w:txbxContent":
                self.blocks(one)
            else:
                self._drawn(one)
            self.runs.ground = ""
        self.row, self.runs.ground = row, ground

    def note(self, note: Note) -> None:
        """A note as one passage, beginning with its mark."""
        saved, self.row = self.row, _Row()
        self.blocks(note.text)
        text, hang = " ".join(self.row.cell), self.row.hang
        self.row = saved
        if text:
            self.emit(noted(note.mark) + text, 0)
        self._hanging(hang)

    def _drawn(self, element: Any) -> None:
        """Words of a drawing that are no paragraphs of Word's: shapes, diagrams."""
        if short(element.tag) == "dgm:relIds":
            for name in (n for n in element.attrib if n.endswith("}dm")):
                self._of_part(element.get(name) or "", "left-diagrams")
            return
        for text in drawn(element):
            self.emit(text, 0)

    def _of_part(self, relation: str, kind: str) -> None:
        for text, level in self.part(relation, kind):
            if self.row is not None:
                self.row.cell.append(text)
            else:
                self.emit(text, level)

    # --- containers ---

    def control(self, element: Any) -> None:
        """A content control, unless it only shows what is to be written there."""
        if is_placeholder(element):
            self.runs.left.add("document-hidden-text", "hidden-placeholder", self.at())
        elif (content := child(element, "sdtContent")) is not None:
            self.blocks(content)

    def deleted(self, element: Any) -> None:
        self.runs.deleted(element, Line())

    def alternatives(self, element: Any) -> None:
        if (shown := chosen(element)) is not None:
            self.blocks(shown)

    def equation(self, element: Any) -> None:
        line = Line()
        self.runs.equation(element, line)
        self._take(line, "", 0)

    def imported(self, element: Any) -> None:
        """``w:altChunk``: a document of another format, shown in this one."""
        relation = next((element.get(n) for n in element.attrib if n.endswith("}id")), "") or ""
        self._of_part(relation, "left-imported")

    # --- tables ---

    def table(self, element: Any) -> None:
        """A table's rows; within a cell they come in its place, between its paragraphs."""
        self.release()
        outer, self.row = self.row, None
        if outer is not None:
            self._end_cell(outer)
            self._end_row(outer)
        properties = child(element, "tblPr")
        ground = self.runs.ground
        style = given(properties, "tblStyle") or ""
        self.runs.ground = shade_of(properties) or ("" if style else ground)
        above: dict[int, str] = {}
        for row in _children(self, element, "w:tr"):
            self._row(row, above)
        self.runs.ground, self.row = ground, outer

    def _row(self, element: Any, above: dict[int, str]) -> None:
        properties = child(element, "trPr")
        if properties is not None:
            self._changed(properties)
            if child(properties, "del") is not None:
                return
            if is_on(properties, "hidden"):
                self.runs.left.add("document-hidden-text", "hidden-hidden", self.at())
                return
        column = _span(properties, "gridBefore", 0)
        row = _Row()
        for cell in _children(self, element, "w:tc"):
            column += self._cell(cell, column, row, above)
        self._end_row(row)

    def _cell(self, element: Any, column: int, row: _Row, above: dict[int, str]) -> int:
        """One cell; how many columns it spans."""
        properties = child(element, "tcPr")
        span = max(_span(properties, "gridSpan", 1), 1)
        merged = _merged(properties)
        if merged == "beside":
            return span
        if properties is not None and child(properties, "cellDel") is not None:
            self.deleted(element)
            return span
        ground, self.runs.ground = self.runs.ground, shade_of(properties) or self.runs.ground
        self.row = row
        self.blocks(element)
        self.row, self.runs.ground = None, ground
        text = self._end_cell(row)
        if merged == "above" and not text:
            row.cells[-1] = above.get(column, "")
        else:
            above.pop(column, None)
            if merged == "first" and len(text) <= REPEATED:
                above[column] = text
        return span

    def _end_cell(self, row: _Row) -> str:
        text = tidy("\n".join(" ".join(_split(one)) for one in row.cell))
        row.cells.append(text)
        row.cell.clear()
        row.own = row.own or bool(text)
        return text

    def _end_row(self, row: _Row) -> None:
        """A row becomes a passage, unless nothing in it is its own."""
        if row.own:
            self.emit(" | ".join(row.cells), 0)
        hang = [*row.hang]
        row.cells.clear()
        row.hang.clear()
        row.own = False
        self._hanging(hang)


def _split(text: str) -> Iterator[str]:
    """Words of a paragraph in a cell; two figures that a tab keeps apart stay one word."""
    words: list[str] = []
    for part in text.split("\t"):
        own = part.split()
        if words and own and words[-1][-1:].isdecimal() and own[0][:1].isdecimal():
            words[-1] += "\t" + own[0]
            own = own[1:]
        words += own
    return iter(words)


def _children(story: Story, container: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table, or cells of a row, also those in controls and other wrappers."""
    for one in container:
        name = short(one.tag)
        if name == wanted:
            yield one
        elif name in ("w:del", "w:moveFrom"):
            story.deleted(one)
        elif name == "w:sdt":
            content = child(one, "sdtContent")
            if content is not None:
                yield from _children(story, content, wanted)
        elif name == "mc:AlternateContent":
            if (shown := chosen(one)) is not None:
                yield from _children(story, shown, wanted)
        elif name in ("w:ins", "w:moveTo", "w:customXml", "w:smartTag"):
            yield from _children(story, one, wanted)


def _span(properties: Any, name: str, otherwise: int) -> int:
    said = given(properties, name)
    known = said is not None and said.isdecimal()
    return min(int((said or "")[:9]), COLUMNS) if known else otherwise


def _merged(properties: Any) -> str:
    """Whether a cell is the ``first`` of some that are one, or goes on one ``above`` or
    ``beside``."""
    beside, above = child(properties, "hMerge"), child(properties, "vMerge")
    if beside is not None and value(beside) != "restart":
        return "beside"
    if above is None:
        return ""
    return "first" if value(above) == "restart" else "above"


def drawn(element: Any) -> Iterator[str]:
    """Paragraphs of a drawing: its texts in the order in which they are written there."""
    for paragraph in element.iter("{*}p"):
        if short(paragraph.tag) == "a:p":
            words = (t.text or "" for t in paragraph.iter("{*}t") if short(t.tag) == "a:t")
            if text := tidy("".join(words)):
                yield text


_BLOCKS: dict[str, Callable[[Story, Any], None]] = {
    "w:tbl": Story.table,
    "w:sdt": Story.control,
    "w:del": Story.deleted,
    "w:moveFrom": Story.deleted,
    "mc:AlternateContent": Story.alternatives,
    "m:oMathPara": Story.equation,
    "m:oMath": Story.equation,
    "w:altChunk": Story.imported,
}
