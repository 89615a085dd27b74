"""Characters that cannot be printed as they stand: those that the font of a format lacks, and
marks that turn the direction of what follows them."""

from __future__ import annotations

from evalkit.model.refusal import Reason, Refusal

_TURNING = {n: f"[U+{n:04X}]" for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def unturned(text: str) -> str:
    """Text whose marks of direction are spelt out, so that a name cannot turn what stands beside
    it."""
    return text.translate(_TURNING)


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
