"""The second reader of a PDF: a page's text by pypdf, which knows only where words begin but loses
other characters than pdfium."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from evalkit.evidence.page.glyphs import LIGATURES, Glyph

MOST_STEPS = 100_000  # strings of one page that are followed; a form may call itself


MOST_CALLS = 20_000  # forms of one page that are drawn
WIDE = "\u2e80"  # from here on a character is as wide as it is high


class _Problem(Exception):
    pass


class Piece(NamedTuple):
    """Characters that were drawn at one place."""

    text: str
    x: float
    y: float
    size: float
    angle: int


class Second:
    """A document that is opened when its first page is asked for. ``problem``: why it has none."""

    def __init__(self, content: bytes, most_pages: int) -> None:
        self._content, self._most = content, most_pages
        self._reader: Any = None
        self._steps = 0
        self.pieces: list[Piece] = []  # of the page that was read last
        self.problem = ""

    @property
    def count(self) -> int | None:
        """How many pages there are; None where it cannot be read."""
        reader = self._opened()
        return None if reader is None else len(reader.pages)

    @property
    def layered(self) -> bool:
        """Whether the document has layers that are switched off."""
        known = self._root("/OCProperties", "/D")
        if not known:
            return False
        if known.get("/OFF") or known.get("/BaseState") == "/OFF":
            return True
        layers = (self._root("/OCProperties", "/OCGs") or []) if known.get("/AS") else []
        return any("/OFF" in str(one.get_object().get("/Usage")) for one in layers)

    @property
    def enclosed(self) -> int:
        """How many files the document holds."""
        try:
            return len(self._opened().attachments) if self._root("/Names", "/EmbeddedFiles") else 0
        except MemoryError:
            return 0
        except Exception:
            return 1

    @property
    def filled(self) -> int:
        """How many fields of a form in it hold words."""
        if not self._root("/AcroForm"):
            return 0
        try:
            fields = self._opened().get_fields() or {}
        except MemoryError:
            return 0
        except Exception:
            return 0
        return sum(
            isinstance(f.get("/V"), str) and bool(f["/V"].strip("/ ")) for f in fields.values()
        )

    def _root(self, *keys: str) -> Any:
        """What stands under keys of the catalogue; None where nothing does."""
        reader = self._opened()
        try:
            held = None if reader is None else reader.trailer["/Root"]
            for key in keys:
                held = None if held is None else held.get(key)
                held = None if held is None else held.get_object()
        except MemoryError:
            return None
        except Exception:
            return None
        return held

    def page(self, number: int) -> str | None:
        """Text of a page, counted from 0; None where this reader does not read it."""
        reader = self._opened()
        if reader is None or number >= len(reader.pages):
            return None
        self._steps, self.pieces = 0, []
        try:
            text = reader.pages[number].extract_text(visitor_text=self._piece)
        except MemoryError:
            self._reader, self.problem = None, "memory"  # what the other one read stays
            return None
        except Exception:  # broken, or without an end: what was drawn until then, once
            self.pieces = list(dict.fromkeys(self.pieces))
            text = "\n".join(piece.text for piece in self.pieces)
        return _once(str(text))

    def endless(self) -> bool:
        """Whether the forms of the document call each other round and round, or so often that no
        reader comes to an end."""
        reader = self._opened()
        if reader is None:
            return False
        known: dict[int, float] = {}
        try:
            return any(_calls(page, known, ()) > MOST_CALLS for page in reader.pages)
        except MemoryError:
            return True
        except Exception:  # a broken page is for the readers to find out
            return False

    def _piece(self, text: str, outer: Any, inner: Any, _: Any, size: float) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise _Problem
        if not text.strip():
            return
        (a, b, c, d, e, f), (p, q, r, s, t, u) = inner, outer
        right, up = a * p + b * r, a * q + b * s
        high = math.hypot(c * p + d * r, c * q + d * s) * abs(size or 0)
        angle = round(math.degrees(math.atan2(up, right))) % 360
        self.pieces.append(Piece(text, e * p + f * r + t, e * q + f * s + u, high, angle))

    def _opened(self) -> Any:
        if self._reader is None and not self.problem:
            logging.getLogger("pypdf").setLevel(logging.CRITICAL)
            try:
                self._reader = self._open()
            except _Problem as problem:
                self.problem = str(problem)
            except MemoryError:
                self.problem = "memory"
            except Exception as error:  # a reader of hostile files may raise anything
                self.problem = type(error).__name__
        return self._reader

    def _open(self) -> Any:
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(self._content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Problem("encrypted")
        if len(reader.pages) > self._most:
            raise _Problem("too-many-pages")
        return reader


def _calls(holder: Any, known: dict[int, float], above: tuple[int, ...]) -> float:
    """How many forms are drawn for a page or a form; infinity where one draws itself."""
    resources = holder.get("/Resources")
    forms: Any = (resources.get_object().get("/XObject") or {}) if resources is not None else {}
    total, content = 0.0, b""
    for name, found in forms.get_object().items() if forms else ():
        number = getattr(forms.get_object().raw_get(name), "idnum", 0)
        form = found.get_object()
        if form.get("/Subtype") != "/Form":
            continue
        if number in above:
            return math.inf
        if number not in known:
            known[number] = 1 + _calls(form, known, (*above, number))
        if above and known[number] > 1:
            content = content or holder.get_data()
            total += known[number] * max(content.count(name.encode() + b" Do"), 1)
        else:
            total += known[number]
    return total


def _once(text: str) -> str:
    """A page without lines that are drawn twice, to look bold, with ligatures as letters."""
    out: list[str] = []
    for line in text.translate(LIGATURES).split("\n"):
        bare = "".join(line.split())
        half, odd = divmod(len(bare), 2)
        twice = not odd and half >= 6 and bare[:half] == bare[half:]
        if len(bare) < 6 or not out or "".join(out[-1].split()) != bare:
            out.append(line.strip()[: len(line.strip()) // 2].strip() if twice else line)
    return "\n".join(out)


def glyphs_of(pieces: Sequence[Piece]) -> list[Glyph]:
    """Characters with places, as far as they are known: how wide they are is guessed."""
    out: list[Glyph] = []
    lying = [_lying(piece) for piece in pieces]
    for n, (piece, (x, y)) in enumerate(zip(pieces, lying, strict=True)):
        following = lying[n + 1] if n + 1 < len(pieces) else None
        bare, size = piece.text.strip(), piece.size or 1.0
        wide = sum(map(_em, bare)) * size
        if following and abs(following[1] - y) < 0.3 * size and following[0] > x:
            wide = min(wide, following[0] - x)
        unit = wide / (sum(map(_em, bare)) or 1.0)
        blank = 1 if piece.text[:1].isspace() else 0
        at = x
        for character in bare:
            end = at + _em(character) * unit
            if character.isspace():
                blank = 1
            else:
                out.append(Glyph(character, at, end, y, size, len(out), blank, piece.angle))
                blank = 0
            at = end
    return out


def _lying(piece: Piece) -> tuple[float, float]:
    """Where a piece begins along its own line of writing and across it."""
    cos, sin = math.cos(math.radians(piece.angle)), math.sin(math.radians(piece.angle))
    return piece.x * cos + piece.y * sin, piece.y * cos - piece.x * sin


def _em(character: str) -> float:
    return 1.0 if character >= WIDE else 0.5
