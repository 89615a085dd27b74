"""Renderers: a Report in, bytes out. None imports another."""

from __future__ import annotations

from collections.abc import Callable

from evalkit.report.model import Report


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


RENDERERS: dict[str, Callable[[Report], bytes]] = {
    "html": _html,
    "md": _markdown,
    "pdf": _pdf,
    "docx": _docx,
}
