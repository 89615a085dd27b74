"""RTF in, passages out: what a reader sees, in the same way as of Word documents.

Written in bytes whose encoding the font decides, with ``\\u`` for the rest; hidden, struck and
deleted text is left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from evalkit.evidence.field_codes import NUMBERED, shown_by
from evalkit.evidence.flow import Flow, Follows, Line, numbered, tidy
from evalkit.evidence.left_out import LeftOut, contents_of
from evalkit.evidence.rtf_state import Fonts, State, changed
from evalkit.evidence.rtf_tables import Table
from evalkit.evidence.rtf_words import CHARACTERS, HEADS, SHOWN, SKIPPED
from evalkit.evidence.symbol_fonts import PRIVATE, UNKNOWN
from evalkit.evidence.text import Contents, Unreadable, noted, reading

MAX_DEPTH = 500
_UNDECIDED = 25  # the answer of a form that nobody has given
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}]+)", re.DOTALL
)


def read(content: bytes, name: str) -> Contents:
    """An RTF document's passages.

    Raises:
        Unreadable: it is broken, too large or nested too deeply.
    """
    reader = _Reader()
    with reading("RTF"):
        reader.read(content.decode("latin-1"))
    return contents_of(reader.flow.found, reader.left)


@dataclass
class _Field:
    """A field's code, whether its result shows anything, and what its form says: numbers by word,
    and the choices of a list."""

    code: list[str] = field(default_factory=list)
    is_shown: bool = False
    form: dict[str, int] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list)

    def shown(self) -> str:
        """What a field without a result shows by its code alone."""
        n = self.form.get("ffres", _UNDECIDED)
        n = self.form.get("ffdefres", 0) if n == _UNDECIDED else n
        return shown_by("".join(self.code), n, self.choices)


class _Reader:
    """The reading of one document: groups that are open, bytes that wait for their encoding, and
    the line that is being read."""

    def __init__(self) -> None:
        self.flow, self.left = Flow(), LeftOut()
        self.state = State()
        self.groups: list[tuple[State, Line | None]] = []
        self.line = Line()
        self.bytes = bytearray()
        self.skip = 0  # characters that stand for a \u before them
        self.fonts = Fonts()
        self.number: list[str] = []  # of the paragraph in its list
        self.level = 0
        self.in_table = False
        self.table = Table(self.flow)
        self.depth = 1  # of the table in which the line stands
        self.lost = ""  # why what was read last is left out
        self.notes = 0
        self.marked = False  # the mark of the next note stands in the text
        self.fresh = False  # the group has just begun
        self.fields: list[_Field] = []

    def read(self, text: str) -> None:
        at, end = 0, len(text)
        while at < end:
            found = _TOKEN.match(text, at)
            if found is None:
                at += 1
                continue
            at = found.end()
            word, number, code, sign, brace, plain = found.groups()
            if plain is not None:
                self._plain(plain)
            elif code is not None:
                self._byte(int(code, 16))
            elif brace is not None:
                self._flush()
                self.skip = 0
                (self._open if brace == "{" else self._close)()
            elif word == "bin":
                at += max(int(number or 0), 0)
            else:
                self._word(word or sign or "", None if number is None else int(number))
        self._flush()
        self.in_table = False
        self._paragraph()

    # --- groups ---

    def _open(self) -> None:
        if len(self.groups) >= MAX_DEPTH:
            raise Unreadable("document-too-large", limit="@nested")
        self.groups.append((self.state, None))
        self.state = replace(self.state, starred=False)
        self.fresh = True

    def _close(self) -> None:
        if not self.groups:
            return
        ended, field = self.state.part, self.state.field
        self.state, outer = self.groups.pop()
        if field > self.state.field and not self.fields[field - 1].is_shown:
            self._shown(self.fields[field - 1].shown())
        if outer is None:
            return
        inner, self.line = self.line, outer
        if ended == "head":
            self.left.edge(_paired(inner.text()).replace("\f", " "))
        elif ended == "footnote":
            self._noted(inner)
        elif (text := _paired(inner.text())) or inner.follows:
            self.line.follows.append(partial(self._boxed, text, inner.follows))

    def _shown(self, text: str) -> None:
        """What a field shows that has no result."""
        if text == NUMBERED:
            self.left.add("document-left-out", "left-numbers", self.flow.at())
        else:
            self._put(text)

    def _apart(self, part: str) -> None:
        """What comes in this group is a text of its own."""
        self.groups[-1] = (self.groups[-1][0], self.line)
        self.line = Line()
        self.state = replace(self.state, part=part, unseen=frozenset(), raised=False)

    def _boxed(self, text: str, follows: list[Follows]) -> None:
        for one in text.split("\f"):
            self.flow.emit(one.strip())
        self.flow.after(follows)

    def _noted(self, inner: Line) -> None:
        """A note: its mark, where none was written, and its text behind the paragraph."""
        if not self.marked:
            self.notes += 1
            self.line.put(noted(str(self.notes)))
        self.marked = False
        mark, text = str(self.notes), tidy(_paired(inner.text()).replace("\f", "\n"))
        if text:
            self.line.follows.append(lambda: self.flow.emit(noted(mark) + text))

    # --- characters ---

    def _plain(self, text: str) -> None:
        self.fresh = False
        own = text.replace("\r", "").replace("\n", "")
        if self.skip:
            left = min(self.skip, len(own))
            self.skip -= left
            own = own[left:]
        if own and self.state.part != "skip":
            self.bytes += own.encode("latin-1")

    def _byte(self, code: int) -> None:
        self.fresh = False
        if self.skip:
            self.skip -= 1
        elif self.state.part != "skip":
            self.bytes.append(code)

    def _flush(self) -> None:
        """Bytes become text, now that their font is known."""
        if not self.bytes:
            return
        raw = bytes(self.bytes)
        self.bytes.clear()
        if self.state.part == "colour":
            for _ in range(raw.count(b";")):
                self.fonts.end_colour()
            return
        if self.state.part == "font":
            self.fonts.named(raw, self.state)
            return
        self._put(self.fonts.characters(raw, self.state))

    def _put(self, text: str) -> None:
        state = self.state
        if not text or state.part in ("skip", "font", "shape", "form"):
            return
        if state.part == "choice":
            self.fields[state.field - 1].choices.append(text)
            return
        if state.field:
            if state.part == "code":
                self.fields[state.field - 1].code.append(text)
                return
            self.fields[state.field - 1].is_shown |= bool(text.strip())
        if state.numbers:
            self.number.append(text)
        elif state.unseen or self._white():
            self._lose(text, min(state.unseen, default="white"))  # deleted before hidden
        else:
            self.lost = ""
            if UNKNOWN in text:
                self.left.add("document-left-out", "left-symbols", self.flow.at())
            if state.raised:
                self.line.above.append(text)
            else:
                self.line.put(text)

    def _lose(self, text: str, unseen: str) -> None:
        """Text that is left out; a stretch of it is told once."""
        unseen = "tiny" if unseen == "thin" else unseen
        if not text.strip() or self.lost == unseen:
            return
        self.lost = unseen
        code = "document-changes-open" if unseen == "deleted" else "document-hidden-text"
        kind = "" if unseen == "deleted" else f"hidden-{unseen}"
        self.left.add(code, kind, self.flow.at())

    def _white(self) -> bool:
        """Whether what comes is white on paper; of a table or a box the ground is not known."""
        return self.fonts.is_white(self.state) and not self.in_table and self.state.part == "body"

    # --- control words ---

    def _word(self, word: str, number: int | None) -> None:
        fresh, self.fresh = self.fresh, False
        if word == "u" and number is not None:
            self._flush()
            self.skip = self.state.uc
            code = number % 65536
            self._put(self.fonts.symbol(code, self.state) if code in PRIVATE else chr(code))
            return
        if self.skip:  # a control word that stands for a character
            self.skip -= 1
            return
        if len(word) == 1 and word in "\\{}" and self.fonts.is_open(self.bytes, self.state):
            self.bytes += word.encode()  # the second half of a character
            return
        if word in CHARACTERS:
            if self.state.part != "skip":
                self._flush()
                self._put(CHARACTERS[word])
            return
        self._flush()
        if word == "*":
            self.state = replace(self.state, starred=True)
            self.fresh = True
        elif fresh and (self.state.starred or word in _OPENS or _is_skipped(word)):
            self._opens(word, number)
        elif self.state.part != "skip":
            self._says(word, number)

    def _opens(self, word: str, number: int | None) -> None:
        """The word that tells what a group is."""
        starred = self.state.starred
        if word in _OPENS:
            _OPENS[word](self)
        elif word in SHOWN and self.state.part != "skip":
            shape = {"shpinst": "shape", "do": "shape", "ud": "body"}
            self.state = replace(self.state, part=shape.get(word, self.state.part))
        elif starred or _is_skipped(word):
            part = {"fonttbl": "font", "colortbl": "colour"}.get(word, "skip")
            self.state = replace(self.state, part=part if self.state.part != "skip" else "skip")
        else:
            self._says(word, number)

    def _says(self, word: str, number: int | None) -> None:
        """A word that is said of what comes."""
        after = changed(self.state, word, number)
        if after is not None:
            self.state = after
        elif word in _ENDS:
            if self.state.part in ("footnote", "box", "head"):
                self.line.put(_WITHIN.get(word, ""))
            else:
                _ENDS[word](self)
        elif word in ("revised", "mvt") and number != 0:
            self.left.add("document-changes-open", "", self.flow.at())
        elif self.state.part == "form":
            self.fields[self.state.field - 1].form[word] = number or 0
        elif word == "itap" and number is not None:
            self._deeper(number)
        elif word in _OF_CELLS:
            self.table.define(word, number)
        elif word == "outlinelevel" and number is not None:
            self.level = number + 1 if 0 <= number < 9 else 0
        elif word == "intbl":
            self.in_table = True
        elif word == "pard":
            self.level, self.in_table = 0, False
        else:
            self.fonts.define(word, number, self.state)

    # --- paragraphs and tables ---

    def _paragraph(self) -> None:
        """A paragraph ends; in a cell it is only a break. One whose mark is deleted runs on."""
        if "deleted" in self.state.unseen:
            self.left.add("document-changes-open", "", self.flow.at())
            return
        if self.in_table:
            self.line.put("\n")
            return
        self.table.end()
        text, follows = self._ended()
        self.flow.paragraph(text, self.level, follows)

    def _cell(self) -> None:
        self.table.cell(*self._ended())

    def _nested_cell(self) -> None:
        text, follows = self._ended()
        self.table.nested.append(text)
        self.table.follows += follows

    def _ended(self) -> tuple[str, list[Follows]]:
        """The text of the line that ends, and what hangs on it."""
        line, self.line, self.depth = self.line, Line(), 1
        text, number = _paired(line.text()), "".join(self.number)
        self.number.clear()
        if text and any(character.isalnum() for character in number):  # else a bullet
            text = numbered(number, text)
        return text, line.follows

    def _deeper(self, depth: int) -> None:
        """What comes stands in a table within a cell; what stood before it, in the cell."""
        if depth > 1 >= self.depth:
            text, follows = self._ended()
            if text:
                self.table.begun.append(text)
            self.table.follows += follows
        self.depth = max(depth, 1)

    def _mark(self) -> None:
        """``\\chftn``: the mark of a note, in the text or before the note's own."""
        self.notes += 1
        self.marked = True
        self.line.put(noted(str(self.notes)))

    def _picture(self) -> None:
        if self.state.part != "skip":
            self.left.add("document-pictures", "", self.flow.at())
            self.state = replace(self.state, part="skip")

    def _comment(self) -> None:
        if self.state.part != "skip":
            self.left.add("document-left-out", "left-comments", self.flow.at())
            self.state = replace(self.state, part="skip")

    def _note(self) -> None:
        if self.state.part != "skip":
            self._apart("footnote")

    def _head(self) -> None:
        """A running head or foot, which is told."""
        if self.state.part != "skip":
            self._apart("head")

    def _box(self) -> None:
        if self.state.part != "skip":
            self._apart("box")

    def _number(self) -> None:
        self.state = replace(self.state, numbers=True)

    def _object(self) -> None:
        """What shows only its result; so does a text written twice (``\\upr``), the second time in
        Unicode."""
        if self.state.part != "skip":
            self.state = replace(self.state, part="shape")

    def _field(self) -> None:
        if self.state.part not in ("skip", "code"):
            self.fields.append(_Field())
            self.state = replace(self.state, field=len(self.fields))

    def _code(self) -> None:
        if self.state.part != "skip":
            self.state = replace(self.state, part="code" if self.state.field else "skip")

    def _form(self) -> None:
        """What a form holds in a field: whether its box is ticked."""
        if self.state.part == "code":
            self.state = replace(self.state, part="form")

    def _choice(self) -> None:
        """A choice of the list of a form."""
        self.state = replace(self.state, part="choice" if self.state.part == "form" else "skip")

    def _equation(self) -> None:
        """``\\moMath``: its runs are read one after the other."""

    def _over(self) -> None:
        """What stands below the bar of a fraction."""
        self._put("/")

    def _power(self) -> None:
        self.state = replace(self.state, raised=True)

    def _result(self) -> None:
        """What an object, or the older of two writings, shows."""
        if self.state.part == "shape":
            self.state = replace(self.state, part="body")


def _is_skipped(word: str) -> bool:
    """Whether a word opens what is no text: that, or how a part of an equation looks."""
    return word in SKIPPED or (word.startswith("m") and word.endswith("Pr"))


def _paired(text: str) -> str:
    """Two halves of a character as one."""
    if not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_WITHIN = {"par": "\f", "\n": "\f", "\r": "\f", "sect": "\f", "row": "\f", "nestrow": "\f"} | {
    "cell": " | ",
    "nestcell": " | ",
}  # what ends a line in a note or a box
_OPENS: dict[str, Callable[[_Reader], None]] = {
    "pict": _Reader._picture,
    "annotation": _Reader._comment,
    "footnote": _Reader._note,
    **dict.fromkeys(HEADS, _Reader._head),
    "shptxt": _Reader._box,
    "dptxbxtext": _Reader._box,
    "listtext": _Reader._number,
    "pntext": _Reader._number,
    "object": _Reader._object,
    "result": _Reader._result,
    "upr": _Reader._object,
    "field": _Reader._field,
    "fldinst": _Reader._code,
    "moMath": _Reader._equation,
    "moMathPara": _Reader._equation,
    "formfield": _Reader._form,
    "ffl": _Reader._choice,
    "mden": _Reader._over,
    "msup": _Reader._power,
}
_ENDS: dict[str, Callable[[_Reader], None]] = {
    "par": _Reader._paragraph,
    "\n": _Reader._paragraph,  # a line that ends in a backslash: so macOS writes paragraphs
    "\r": _Reader._paragraph,
    "sect": _Reader._paragraph,
    "column": _Reader._paragraph,
    "page": _Reader._paragraph,
    "cell": _Reader._cell,
    "row": lambda reader: reader.table.row(),
    "nestcell": _Reader._nested_cell,
    "nestrow": lambda reader: reader.table.nested_row(),
    "chftn": _Reader._mark,
}
_OF_CELLS = frozenset(["trowd", "cellx", "clvmgf", "clvmrg", "clmgf", "clmrg"])
