"""Characters that cannot be printed as they stand: those that the font of a format lacks, and
marks that turn the direction of what follows them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from struct import unpack_from

from evalkit.model.refusal import Reason, Refusal

_TURNING = {n: f"[U+{n:04X}]" for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def unturned(text: str) -> str:
    """Text whose marks of direction are spelt out, so that a name cannot turn what stands beside
    it."""
    return text.translate(_TURNING)


def coded(character: str) -> str:
    """A character with its marks by their codes, as [U+1F600]; what is ASCII in it as it is."""
    return "".join(c if c.isascii() else f"[U+{ord(c):04X}]" for c in character)


def coded_beyond(text: str, letters: frozenset[int]) -> str:
    """A text with the codes of all characters to be seen that are none of these letters, nor
    ASCII."""

    def shown(found: re.Match[str]) -> str:
        own = found[0]
        unseen = unicodedata.category(own) in ("Cf", "Zs", "Zl", "Zp")
        return own if unseen or ord(own) in letters else coded(own)

    return re.sub(r"[^\x00-\x7f]", shown, text)


def letters_of(font: bytes) -> frozenset[int]:
    """The characters that an OpenType font has, by its table ``cmap``."""
    (tables,) = unpack_from(">H", font, 4)
    records = (unpack_from(">4s4xII", font, 12 + 16 * n) for n in range(tables))
    cmap = next(offset for tag, offset, _ in records if tag == b"cmap")
    (n,) = unpack_from(">H", font, cmap + 2)
    starts = {cmap + unpack_from(">I", font, cmap + 8 + 8 * i)[0] for i in range(n)}
    return frozenset(c for start in starts for c in _letters_at(font, start))


def _letters_at(font: bytes, start: int) -> Iterator[int]:
    """The characters of one subtable, where it is of one of the two usual formats."""
    (kind,) = unpack_from(">H", font, start)
    if kind == 12:  # groups of first and last character
        (groups,) = unpack_from(">I", font, start + 12)
        for n in range(groups):
            first, last = unpack_from(">II", font, start + 16 + 12 * n)
            yield from range(first, last + 1)
    elif kind == 4:  # segments: all last characters, then all first ones
        double = unpack_from(">H", font, start + 6)[0]
        for n in range(0, double, 2):
            (last,) = unpack_from(">H", font, start + 14 + n)
            (first,) = unpack_from(">H", font, start + 16 + double + n)
            yield from range(first, min(last, 0xFFFE) + 1)


class MissingGlyph(Refusal):
    """The font of a format lacks characters of a report, which would come out as empty boxes.

    ``characters``: each once, in order, with the marks that stand on it.
    """

    def __init__(self, why: Reason, characters: tuple[str, ...]) -> None:
        super().__init__(why)
        self.characters = characters

    def __reduce__(self) -> tuple[type[MissingGlyph], tuple[Reason, tuple[str, ...]]]:
        """As it is handed from one process to another."""
        return MissingGlyph, (self.args[0], self.characters)
