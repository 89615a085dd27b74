"""What holds in a group of RTF, and the fonts and colours of a document: control words in, the look
and the characters of what comes out."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from evalkit.evidence.colours import PAPER, same_colour
from evalkit.evidence.rtf_words import DOUBLE, SYMBOLS, of_charset, of_page
from evalkit.evidence.symbol_fonts import PRIVATE, symbol

TINY = 3  # half-points up to which no reader sees a letter
LONGEST = 100  # letters of a font's name
THIN = 5  # per cent of its width up to which no reader tells a letter
RAISED = 4  # half-points from which lifted digits are as superscripts
_KINDS = {"v": "hidden", "strike": "struck", "striked": "struck"} | {
    "deleted": "deleted",
    "mvf": "deleted",  # moved away
}


@dataclass(frozen=True, slots=True)
class State:
    """What holds in a group. ``part``: body | skip | font | colour | shape | footnote | box | code
    (of a field) | form (in a code) | choice (of a form); ``field``: the innermost that is open;
    ``ground``: the colour behind the text; ``uc``: characters that stand for ``\\u``; ``unseen``:
    why its text is not seen; ``numbers``: its text is the number of a paragraph in its list;
    ``starred``: it began with ``\\*``."""

    part: str = "body"
    font: int = -1
    wide: int = -1  # the font of East Asian characters
    is_wide: bool = False  # what comes is such characters (``\dbch``)
    uc: int = 1
    unseen: frozenset[str] = frozenset()
    colour: int = 0
    raised: bool = False
    numbers: bool = False
    starred: bool = False
    field: int = 0
    ground: int = 0


_SET: dict[str, Callable[[State, int], State]] = {
    "f": lambda state, n: replace(state, font=n),
    "af": lambda state, n: replace(state, wide=n) if state.is_wide else state,
    "uc": lambda state, n: replace(state, uc=max(n, 0)),
    "cf": lambda state, n: replace(state, colour=n),
    "highlight": lambda state, n: replace(state, ground=n),
    "chcbpat": lambda state, n: replace(state, ground=n),
    "cb": lambda state, n: replace(state, ground=n),
    "fs": lambda state, n: replace(state, unseen=_with(state.unseen, "tiny", n <= TINY)),
    "charscalex": lambda state, n: replace(
        state, unseen=_with(state.unseen, "thin", 0 < n <= THIN)
    ),
}


def _with(kinds: frozenset[str], kind: str, holds: bool) -> frozenset[str]:
    if holds == (kind in kinds):
        return kinds
    return kinds | {kind} if holds else kinds - {kind}


def changed(state: State, word: str, number: int | None) -> State | None:
    """A group's state after a control word; None where the word is none of its look."""
    on = number != 0
    if word in _SET:
        return state if number is None else _SET[word](state, number)
    if word in _KINDS:
        return replace(state, unseen=_with(state.unseen, _KINDS[word], on))
    if word in ("super", "nosupersub", "sub"):
        return replace(state, raised=word == "super" and on)
    if word in ("dbch", "hich", "loch"):
        return replace(state, is_wide=word == "dbch")
    if word == "up" and number is not None:
        return replace(state, raised=number >= RAISED)
    if word == "plain":
        return replace(state, unseen=frozenset(), raised=False, colour=0, ground=0, font=-1)
    return None


@dataclass
class Fonts:
    """The fonts of a document by number, with their charsets and names, its code page, and its
    colours."""

    charsets: dict[int, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    page: str = "cp1252"
    first: int = 0  # the font of what names none
    colours: list[str] = field(default_factory=list)
    _parts: dict[str, int] = field(default_factory=dict)  # of the colour that is being read

    def define(self, word: str, number: int | None, state: State) -> None:
        """What is said once, of the document; other words say nothing here."""
        if word == "mac":
            self.page = "mac_roman"
        elif number is None:
            return
        elif word == "ansicpg":
            self.page = of_page(number)
        elif word == "deff":
            self.first = number
        elif word == "fcharset" and state.part == "font":
            self.charsets[state.font] = number
        elif word in ("red", "green", "blue") and state.part == "colour":
            self._parts[word] = min(max(number, 0), 255)

    def named(self, raw: bytes, state: State) -> None:
        """A piece of the name of a font."""
        name = self.names.get(state.font, "") + raw[:LONGEST].decode("latin-1")
        self.names[state.font] = name[:LONGEST].strip("; ")

    def end_colour(self) -> None:
        parts = (self._parts.get(name, 0) for name in ("red", "green", "blue"))
        self.colours.append("".join(f"{part:02X}" for part in parts))
        self._parts.clear()

    def is_white(self, state: State) -> bool:
        """Whether text is of the colour of its ground, which is paper where none is said."""
        n, ground = state.colour, self._colour(state.ground) or PAPER
        return 0 < n < len(self.colours) and same_colour(self.colours[n], ground)

    def _colour(self, n: int) -> str:
        return self.colours[n] if 0 < n < len(self.colours) else ""

    def characters(self, raw: bytes, state: State) -> str:
        """Bytes by the encoding of the font for East Asian characters, else of their font, else of
        the document; what fits none is shown as a hole."""
        font = state.font if state.font >= 0 else self.first
        if self.charsets.get(font) == SYMBOLS:
            name = self.names.get(font) or "Symbol"
            return "".join(symbol(PRIVATE[byte], name) for byte in raw if byte > 31)
        known = self._encodings(state)
        for name in known:
            try:
                return raw.decode(name)
            except UnicodeDecodeError:
                continue
        return raw.decode(known[0], "replace")

    def symbol(self, code: int, state: State) -> str:
        """A character by its code in a symbol font."""
        return symbol(code, self.names.get(state.font if state.font >= 0 else self.first, ""))

    def is_open(self, raw: bytes | bytearray, state: State) -> bool:
        """Whether bytes end with the first half of a character."""
        name = self._encodings(state)[0]
        if not raw or raw[-1] < 128 or name not in DOUBLE:
            return False
        begins = len(raw)
        while begins and raw[begins - 1] > 127:  # no character begins before it and ends in it
            begins -= 1
        reader = getincrementaldecoder(name)("replace")
        reader.decode(raw[begins:])
        return bool(reader.getstate()[0])

    def _encodings(self, state: State) -> list[str]:
        charset = self.charsets.get(state.font if state.font >= 0 else self.first, 0)
        wide = of_charset(self.charsets.get(state.wide, 0)) if state.is_wide else None
        return [name for name in (wide, of_charset(charset), self.page) if name]
