"""The characters that the font of a format lacks."""

from __future__ import annotations


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
