"""Renderers: a Report in, bytes out. None imports another."""

from __future__ import annotations

from collections.abc import Callable

from evalkit.report.model import Report


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


def _markdown(report: Report) -> bytes:
    from evalkit.render import markdown

    return markdown.render(report)


def _html(report: Report) -> bytes:
    from evalkit.render import html

    return html.render(report)


def _pdf(report: Report) -> bytes:
    from evalkit.render import pdf

    return pdf.render(report)


def _docx(report: Report) -> bytes:
    from evalkit.render import docx

    return docx.render(report)


RENDERERS: dict[str, Callable[[Report], bytes]] = {"html": _html, "md": _markdown, "pdf": _pdf, "docx": _docx}
