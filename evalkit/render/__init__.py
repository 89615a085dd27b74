"""Renderers: a Report in, bytes out. None imports another."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from evalkit.report.model import Report


def _renderer(module: str) -> Callable[[Report], bytes]:
    """A renderer, loaded when it is first asked for a report."""
    return lambda report: import_module(f"evalkit.render.{module}").render(report)


RENDERERS: dict[str, Callable[[Report], bytes]] = {
    "html": _renderer("html"),
    "md": _renderer("markdown"),
    "pdf": _renderer("pdf"),
    "docx": _renderer("docx"),
    "pptx": _renderer("pptx"),
}
