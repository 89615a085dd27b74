"""What stands in a paragraph of a Word document in; its text as a reader sees it, with the notes
and text boxes that hang on it, out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from evalkit.evidence.colours import PAPER, same_colour
from evalkit.evidence.docx_drawings import unseen
from evalkit.evidence.docx_fields import Fields
from evalkit.evidence.docx_math import linear
from evalkit.evidence.docx_names import W, child, chosen, is_foreign, is_on, short, value
from evalkit.evidence.docx_notes import Notes
from evalkit.evidence.docx_styles import Look, Styles, is_coloured
from evalkit.evidence.field_codes import NUMBERED
from evalkit.evidence.flow import Line
from evalkit.evidence.left_out import LeftOut
from evalkit.evidence.symbol_fonts import UNKNOWN, plain, symbol
from evalkit.evidence.text import noted


@dataclass
class Runs:
    """What reading a paragraph takes; ``ground``: the colour behind it, empty where not known;
    ``at``: its ¶; ``table``: the style of the table in which it stands; ``bound``: the value that a
    content control shows in place of its words."""

    styles: Styles
    notes: Notes
    left: LeftOut
    at: Callable[[], int]
    fields: Fields = field(default_factory=Fields)
    ground: str = PAPER
    table: str = ""
    bound: Callable[[Any], str | None] = lambda control: None
    unseen: str = ""  # why what is read now is not seen
    lost: tuple[int, str] = (0, "")  # the stretch that was left out last: its ¶, and why

    def read(self, element: Any, line: Line) -> None:
        """Everything in an element, in order."""
        for one in element:
            name = short(one.tag)
            handler = _HANDLERS.get(name)
            if handler is not None:
                handler(self, one, line)
            elif name and len(one) and not name.endswith("Pr") and name not in _SKIPPED:
                (self.foreign if is_foreign(one.tag) else self.read)(one, line)

    def put(self, text: str, line: Line, look: Look = Look()) -> None:  # noqa: B008 - frozen
        """Text, unless it is a field's code or not seen."""
        if not text or self.fields.in_code:
            return
        if self.unseen:
            self.lose(text)
            return
        self.lost = (0, "")
        if look.raised == "superscript":
            line.above.append(text)
        else:
            line.put(text)

    def lose(self, text: str) -> None:
        """Text that no reader sees is left out, and a stretch of it is told once."""
        stretch = (self.at(), self.unseen)
        if text.strip() and self.lost != stretch:
            self.lost = stretch
            self.left.add("document-hidden-text", f"hidden-{self.unseen}", self.at())

    def run(self, element: Any, line: Line) -> None:
        """``w:r``"""
        look = self.styles.look(line.style, child(element, "rPr"), self.table)
        before, self.unseen = self.unseen, self.unseen or look.unseen or self._faded(look)
        for one in element:
            name = short(one.tag)
            if name == "w:t":
                self.put(_words(one.text, look.font), line, look)
            elif (simple := _MARKS.get(name)) is not None:
                self.put(simple, line)
            elif name in ("w:footnoteReference", "w:endnoteReference"):
                own = value(one, "customMarkFollows") in ("1", "true", "on")
                self.note(one, name[2:-9], line, _mark_of(element, look) if own else "")
                if own:
                    break
            elif (handler := _HANDLERS.get(name)) is not None:
                handler(self, one, line)
            elif len(one) and not name.endswith("Pr") and name not in _SKIPPED:
                self.read(one, line)
        self.unseen = before

    def _faded(self, look: Look) -> str:
        """Whether a run is of the colour of what is behind it."""
        if not look.colour or look.colour == "AUTO":
            return ""
        ground = look.shade.upper() if is_coloured(look.shade) else self.ground
        if look.lit or not same_colour(look.colour, ground or PAPER):
            return ""
        if not ground:
            self.left.add("document-hidden-text", "hidden-doubtful", self.at())
            return ""
        return "white"

    def note(self, element: Any, kind: str, line: Line, own: str = "") -> None:
        """The mark of a note; its text hangs on the line."""
        if self.fields.in_code:
            return
        if self.unseen:
            self.lose("note")
            return
        note = self.notes.met(kind, value(element, "id") or "", own)
        line.put(noted(note.mark))
        if note.text is not None:
            line.follows.append(note)

    def deleted(self, element: Any, line: Line) -> None:
        """What was deleted and may yet be taken back is no text."""
        if any(short(one.tag) in _TEXTS for one in element.iter()):
            self.left.add("document-changes-open", "", self.at())

    def inserted(self, element: Any, line: Line) -> None:
        """What was inserted is text, though the change is not yet accepted."""
        self.left.add("document-changes-open", "", self.at())
        self.read(element, line)

    def control(self, element: Any, line: Line) -> None:
        """A content control, unless it only shows what is to be written there."""
        if is_placeholder(element):
            self.left.add("document-hidden-text", "hidden-placeholder", self.at())
        elif (bound := self.bound(element)) is not None:
            self.left.add("document-left-out", "left-bound", self.at())
            self.put(bound.translate(_BLANKS), line)
        elif (content := child(element, "sdtContent")) is not None:
            self.read(content, line)

    def equation(self, element: Any, line: Line) -> None:
        self.put(linear(element), line)
        for one in element.iter(W + "rPr", W + "del", W + "moveFrom"):
            if one.tag != W + "rPr":
                self.deleted(one, line)
            elif is_on(one, "vanish"):
                self.left.add("document-hidden-text", "hidden-hidden", self.at())

    def alternatives(self, element: Any, line: Line) -> None:
        if (shown := chosen(element)) is not None:
            self.read(shown, line)

    def ruby(self, element: Any, line: Line) -> None:
        """The word, without the reading above it."""
        if (base := child(element, "rubyBase")) is not None:
            self.read(base, line)

    def hang(self, element: Any, line: Line) -> None:
        """A text box, which is read after its paragraph; only a hidden run hides it too."""
        if self.unseen == "hidden" or self.fields.in_code:
            self.lose("box")
        else:
            line.follows.append(element)

    def picture(self, element: Any, line: Line) -> None:
        """A picture, whose words are not read; what else is drawn there is looked into."""
        self.left.add("document-pictures", "", self.at())
        self.read(element, line)

    def graphic(self, element: Any, line: Line) -> None:
        """What is drawn: if it is of a kind that is not known, it is told as a picture."""
        kind = (element.get("uri") or "").rpartition("/")[2]
        if kind and kind not in _GRAPHICS:
            self.left.add("document-pictures", "", self.at())
        self.read(element, line)

    def filled(self, element: Any, line: Line) -> None:
        """The properties of a shape, which a picture may fill."""
        if any(short(one.tag) == "a:blip" for one in element.iter()):
            self.left.add("document-pictures", "", self.at())

    def fill(self, element: Any, line: Line) -> None:
        if (element.get("type") or "") == "frame":
            self.left.add("document-pictures", "", self.at())

    def drawing(self, element: Any, line: Line) -> None:
        """A drawing, unless no page shows it."""
        if kind := unseen(element):
            self.left.add("document-hidden-text", f"hidden-{kind}", self.at())
        else:
            self.read(element, line)

    def foreign(self, element: Any, line: Line) -> None:
        """What is of another program, and is shown by none."""
        if any(short(one.tag) in _TEXTS for one in element.iter()):
            self.left.add("document-hidden-text", "hidden-hidden", self.at())

    def lettering(self, element: Any, line: Line) -> None:
        """Words drawn as a shape (WordArt of old)."""
        if text := (element.get("string") or "").strip():
            self.hang(text, line)

    def symbol(self, element: Any, line: Line) -> None:
        code = value(element, "char") or ""
        known = symbol(int(code, 16), value(element, "font") or "") if _HEX.match(code) else UNKNOWN
        if known == UNKNOWN:
            self.left.add("document-left-out", "left-symbols", self.at())
        self.put(known, line)

    def mark_of_field(self, element: Any, line: Line) -> None:
        """``w:fldChar``"""
        shown = self.fields.met(element)
        if shown == NUMBERED:
            self.left.add("document-left-out", "left-numbers", self.at())
        else:
            self.put(shown, line)

    def code_of_field(self, element: Any, line: Line) -> None:
        self.fields.code(element.text or "")

    def comment(self, element: Any, line: Line) -> None:
        self.left.add("document-left-out", "left-comments", self.at())

    def embedded(self, element: Any, line: Line) -> None:
        """A file within the document, of which only a picture is shown."""
        self.left.add("document-left-out", "left-embedded", self.at())

    def ink(self, element: Any, line: Line) -> None:
        self.left.add("document-left-out", "left-ink", self.at())


_HANDLERS: dict[str, Callable[[Runs, Any, Line], None]] = {
    "w:r": Runs.run,
    "w:del": Runs.deleted,
    "w:moveFrom": Runs.deleted,
    "w:ins": Runs.inserted,
    "w:moveTo": Runs.inserted,
    "w:sdt": Runs.control,
    "m:oMath": Runs.equation,
    "m:oMathPara": Runs.equation,
    "mc:AlternateContent": Runs.alternatives,
    "w:ruby": Runs.ruby,
    "w:drawing": Runs.drawing,
    "v:shape": Runs.drawing,
    "v:rect": Runs.drawing,
    "v:roundrect": Runs.drawing,
    "v:group": Runs.drawing,
    "v:oval": Runs.drawing,
    "v:line": Runs.drawing,
    "v:arc": Runs.drawing,
    "v:curve": Runs.drawing,
    "v:polyline": Runs.drawing,
    "v:image": Runs.drawing,
    "v:fill": Runs.fill,
    "wps:spPr": Runs.filled,
    "a:graphicData": Runs.graphic,
    "w:txbxContent": Runs.hang,
    "a:txBody": Runs.hang,
    "v:textpath": Runs.lettering,
    "pic:pic": Runs.picture,
    "v:imagedata": Runs.picture,
    "c:chart": Runs.picture,
    "dgm:relIds": Runs.hang,
    "w:sym": Runs.symbol,
    "w:fldChar": Runs.mark_of_field,
    "w:instrText": Runs.code_of_field,
    "w:commentReference": Runs.comment,
    "o:OLEObject": Runs.embedded,
    "w:subDoc": Runs.embedded,
    "w:contentPart": Runs.ink,
}
_GRAPHICS = frozenset(  # of a drawing, by the last word of what names them
    [
        "picture",
        "chart",
        "diagram",
        "lockedCanvas",
        "wordprocessingShape",
        "wordprocessingGroup",
        "wordprocessingCanvas",
        "wordprocessingInk",
    ]
)
_HEX = re.compile(r"[0-9a-fA-F]{1,6}\Z")
_TEXTS = ("w:t", "w:delText", "w:p", "m:t", "w:drawing", "w:pict")
_MARKS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}
_SKIPPED = frozenset(["w:rt", "w:delText", "w:delInstrText", "w:footnoteRef", "w:endnoteRef"])


def _words(text: str | None, font: str) -> str:
    if not text:
        return ""
    own = text.translate(_BLANKS) if "\n" in text or "\t" in text or "\r" in text else text
    return plain(own, font) if font else own


_BLANKS = str.maketrans("\n\t\r", "   ")


def _mark_of(run: Any, look: Look) -> str:
    """The mark that is written by hand behind a reference to a note."""
    return "".join(_words(t.text, look.font) for t in run.iterchildren(W + "t")).strip() or "*"


def is_placeholder(control: Any) -> bool:
    """Whether a content control only shows what is to be written there."""
    properties = child(control, "sdtPr")
    return properties is not None and bool(is_on(properties, "showingPlcHdr"))
