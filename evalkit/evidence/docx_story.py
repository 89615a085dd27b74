"""The body of a Word document in; its paragraphs and rows of tables, in the order in which they are
read, put into a flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from evalkit.evidence.colours import PAPER
from evalkit.evidence.docx_drawings import drawn, is_off_page
from evalkit.evidence.docx_names import child, chosen, given, is_foreign, is_on, short, value
from evalkit.evidence.docx_notes import Note
from evalkit.evidence.docx_numbering import Numbering
from evalkit.evidence.docx_runs import Runs, is_placeholder
from evalkit.evidence.docx_styles import FLAT, joins, shade_of
from evalkit.evidence.flow import COLUMNS, REPEATED, Flow, Follows, Found, Line, numbered, tidy
from evalkit.evidence.package import whole
from evalkit.evidence.text import noted

OUTLINED = 80  # letters of a paragraph that its level in the outline makes a heading
HIDDEN, CHANGED = "document-hidden-text", "document-changes-open"


@dataclass
class Story:
    """What reading a body takes. ``part``: reads what a relation of an element leads to, another
    part of the package; ``held``: a line whose paragraph runs on into the next."""

    runs: Runs
    numbering: Numbering
    part: Callable[[str, str], list[Found]]
    flow: Flow
    held: Line | None = None

    def blocks(self, container: Any) -> None:
        """Everything in a container, in order."""
        for one in container:
            name = short(one.tag)
            if name == "w:p":
                self.paragraph(one)
            elif (handler := _BLOCKS.get(name)) is not None:
                handler(self, one)
            elif name and len(one) and not name.endswith("Pr"):
                if is_foreign(one.tag):
                    self.runs.foreign(one, Line())
                else:
                    self.blocks(one)
        self.release()

    # --- paragraphs ---

    def paragraph(self, element: Any) -> None:
        """``w:p``"""
        if not len(element) and self.held is None and self.flow.row is None:
            return
        properties = child(element, "pPr")
        style = given(properties, "pStyle") or self.runs.styles.paragraph
        line, self.held = self.held or Line(), None
        line.style = style
        frame = child(properties, "framePr") if properties is not None else None
        ground, self.runs.ground = self.runs.ground, self._ground(properties, style)
        unseen, self.runs.unseen = (
            self.runs.unseen,
            self.runs.unseen or self._unseen(properties, style, frame),
        )
        self.runs.read(element, line)
        self.runs.ground, self.runs.unseen = ground, unseen
        if properties is not None and (mark := child(properties, "rPr")) is not None:
            self._changed(mark)
            if joins(mark):
                line.settle()
                self.held = line
                return
        if frame is not None and value(frame, "dropCap") in ("drop", "margin"):
            self.held = line  # a large first letter, whose word goes on in the next paragraph
            return
        self._take(line, self._number(properties, style), self._level(properties, line))

    def release(self) -> None:
        """A paragraph that runs on into the next, where nothing stands behind it."""
        if self.held is not None:
            line, self.held = self.held, None
            self._take(line, "", 0)

    def _changed(self, mark: Any) -> None:
        for name in ("ins", "del", "moveFrom", "moveTo"):
            if child(mark, name) is not None:
                self.runs.left.add(CHANGED, "", self.flow.at())

    def _ground(self, properties: Any, style: str) -> str:
        shade = shade_of(properties) or self.runs.styles.shade(style)
        return shade.upper() or self.runs.ground

    def _unseen(self, properties: Any, style: str, frame: Any) -> str:
        """Why no reader sees a paragraph."""
        if frame is not None and is_off_page(frame):
            return "offpage"
        return "tiny" if self.runs.styles.is_flat(style, properties) else ""

    def _number(self, properties: Any, style: str) -> str:
        """The number of a paragraph in its list."""
        own = child(properties, "numPr")
        listed, level = self.runs.styles.numbered(style)
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
        """A paragraph is read."""
        text = line.text()
        if number and (text or self.flow.row is not None):
            text = numbered(number, text)
        follows: list[Follows] = [partial(self.follow, one) for one in line.follows]
        self.flow.paragraph(text, level, follows)

    def follow(self, one: Note | Any) -> None:
        """A note or a text box, behind what it hangs on."""
        ground, self.runs.ground = self.runs.ground, ""
        if isinstance(one, Note):
            self.note(one)
        elif isinstance(one, str):
            self.flow.emit(tidy(one))
        elif short(one.tag) == "w:txbxContent":
            self.blocks(one)
        elif short(one.tag) == "dgm:relIds":
            for name in (n for n in element_names(one) if n.endswith("}dm")):
                self._of_part(one.get(name) or "", "left-diagrams")
        else:
            for text in drawn(one):
                self.flow.emit(text)
        self.runs.ground = ground

    def note(self, note: Note) -> None:
        """A note as one passage, beginning with its mark."""
        self.runs.ground = PAPER
        text, follows = self.flow.gathered(partial(self.blocks, note.text))
        if text:
            self.flow.emit(noted(note.mark) + text)
        self.flow.after(follows)

    def _of_part(self, relation: str, kind: str) -> None:
        for text, level in self.part(relation, kind):
            self.flow.paragraph(text, level)

    # --- containers ---

    def control(self, element: Any) -> None:
        """A content control, unless it only shows what is to be written there."""
        if is_placeholder(element):
            self.runs.left.add(HIDDEN, "hidden-placeholder", self.flow.at())
        elif (content := child(element, "sdtContent")) is None:
            return
        elif self.runs.bound(element) is None:
            self.blocks(content)
        else:
            line = Line()
            self.runs.control(element, line)
            self._take(line, "", 0)

    def deleted(self, element: Any) -> None:
        self.runs.deleted(element, Line())

    def inserted(self, element: Any) -> None:
        self.runs.left.add(CHANGED, "", self.flow.at())
        self.blocks(element)

    def alternatives(self, element: Any) -> None:
        if (shown := chosen(element)) is not None:
            self.blocks(shown)

    def equation(self, element: Any) -> None:
        line = Line()
        self.runs.equation(element, line)
        self._take(line, "", 0)

    def imported(self, element: Any) -> None:
        """``w:altChunk``: a document of another format, shown in this one."""
        relation = next((element.get(n) for n in element_names(element) if n.endswith("}id")), "")
        self._of_part(relation or "", "left-imported")

    # --- tables ---

    def table(self, element: Any) -> None:
        """``w:tbl``"""
        self.release()
        properties = child(element, "tblPr")
        ground = self.runs.ground
        style = given(properties, "tblStyle") or ""
        coloured = self.runs.styles.colours_cells(style)
        self.runs.ground = shade_of(properties) or ("" if coloured else ground)
        outer, self.runs.table = self.runs.table, style
        above: dict[int, str] = {}
        with self.flow.table():
            for row in self._members(element, "w:tr"):
                self._row(row, above)
        self.runs.ground, self.runs.table = ground, outer

    def _row(self, element: Any, above: dict[int, str]) -> None:
        properties = child(element, "trPr")
        if properties is not None:
            self._changed(properties)
            if child(properties, "del") is not None:
                return
            if is_on(properties, "hidden"):
                self.runs.left.add(HIDDEN, "hidden-hidden", self.flow.at())
                return
        column = _span(properties, "gridBefore", 0)
        unseen = self.runs.unseen
        self.runs.unseen = unseen or ("tiny" if _is_flat(properties) else "")
        with self.flow.a_row():
            for cell in self._members(element, "w:tc"):
                column += self._cell(cell, column, above)
        self.runs.unseen = unseen

    def _cell(self, element: Any, column: int, above: dict[int, str]) -> int:
        """One cell; how many columns it spans."""
        properties = child(element, "tcPr")
        span = max(_span(properties, "gridSpan", 1), 1)
        merged = _merged(properties)
        if properties is not None and child(properties, "cellDel") is not None:
            self.deleted(element)
            return span
        if merged == "beside":
            return span
        ground, self.runs.ground = self.runs.ground, shade_of(properties) or self.runs.ground
        self.blocks(element)
        self.runs.ground = ground
        text = self.flow.end_cell()
        if merged == "above" and not text:
            self.flow.say_again(above.get(column, ""))
        else:
            above.pop(column, None)
            if merged == "first" and len(text) <= REPEATED:
                above[column] = text
        return span

    def _members(self, container: Any, wanted: str) -> Iterator[Any]:
        """Rows of a table, or cells of a row, also those in controls and other wrappers."""
        for one in container:
            name = short(one.tag)
            if name == wanted:
                yield one
            elif name in ("w:del", "w:moveFrom"):
                self.deleted(one)
            elif name in _WRAPPERS:
                if name in ("w:ins", "w:moveTo"):
                    self.runs.left.add(CHANGED, "", self.flow.at())
                inside = child(one, "sdtContent") if name == "w:sdt" else one
                inside = chosen(one) if name == "mc:AlternateContent" else inside
                if inside is not None:
                    unseen = self.runs.unseen
                    if name == "w:sdt" and is_placeholder(one):
                        self.runs.unseen = "placeholder"
                    yield from self._members(inside, wanted)
                    self.runs.unseen = unseen


_WRAPPERS = frozenset(
    ["w:sdt", "mc:AlternateContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag"]
)


def element_names(element: Any) -> list[str]:
    """Names of an element's attributes."""
    return [str(name) for name in element.attrib]


def _span(properties: Any, name: str, otherwise: int) -> int:
    said = given(properties, name)
    known = said is not None and said.isdecimal()
    return min(int((said or "")[:9]), COLUMNS) if known else otherwise


def _is_flat(properties: Any) -> bool:
    """Whether a row is too low to be seen."""
    height = child(properties, "trHeight")
    if height is None or value(height, "hRule") != "exact":
        return False
    return 0 < whole(value(height), FLAT + 1) <= FLAT


def _merged(properties: Any) -> str:
    """Whether a cell is the ``first`` of some that are one, or goes on one ``above`` or
    ``beside``."""
    beside, above = child(properties, "hMerge"), child(properties, "vMerge")
    if beside is not None and value(beside) != "restart":
        return "beside"
    if above is None:
        return ""
    return "first" if value(above) == "restart" else "above"


_BLOCKS: dict[str, Callable[[Story, Any], None]] = {
    "w:tbl": Story.table,
    "w:sdt": Story.control,
    "w:del": Story.deleted,
    "w:moveFrom": Story.deleted,
    "w:ins": Story.inserted,
    "w:moveTo": Story.inserted,
    "mc:AlternateContent": Story.alternatives,
    "m:oMathPara": Story.equation,
    "m:oMath": Story.equation,
    "w:altChunk": Story.imported,
}
