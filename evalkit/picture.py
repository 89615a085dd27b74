"""A chart in, its picture out: SVG for print, PNG for Word. Fonts come with the package, so Chinese is right anywhere."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from evalkit.report.model import Chart


def fonts() -> Path:
    """The folder that holds the package's fonts: Noto Sans SC, regular and bold, the hanzi of GBK."""
    return Path(str(files("evalkit") / "fonts"))


def svg(chart: Chart) -> str:
    """The chart as SVG; text stays text."""
    return _svg(chart.spec)


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """The chart as PNG, ``scale`` pixels a unit."""
    made: bytes = _converter().svg_to_png(svg(chart), scale=scale)
    return made


@lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    made: str = _converter().vegalite_to_svg(spec)
    return made


@cache
def _converter():  # type: ignore[no-untyped-def]
    import vl_convert

    vl_convert.register_font_directory(str(fonts()))
    return vl_convert
