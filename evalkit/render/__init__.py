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


RENDERERS: dict[str, Callable[[Report], bytes]] = {"html": _html, "md": _markdown}
