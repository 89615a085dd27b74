"""Characters that cannot be printed as they stand: those that the font of a format lacks, and
marks that turn the direction of what follows them."""

from __future__ import annotations

_TURNING = {n: f"[U+{n:04X}]" for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def unturned(text: str) -> str:
    """Text whose marks of direction are spelt out, so that a name cannot turn what stands beside
    it."""
    return text.translate(_TURNING)


class MissingGlyph(ValueError):
    """The font of a format lacks characters of a report, which would come out as empty boxes.

    ``characters``: each once, in order, with the marks that stand on it.
    """

    def __init__(self, message: str, characters: tuple[str, ...]) -> None:
        super().__init__(message)
        self.characters = characters

    def __reduce__(self) -> tuple[type[MissingGlyph], tuple[str, tuple[str, ...]]]:
        """As it is handed from one process to another."""
        return MissingGlyph, (str(self), self.characters)
