"""A Report in, one self-contained HTML file out: no script it needs, nothing fetched, readable on a phone and on paper."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from evalkit.report.figure import Figure
from evalkit.report.model import Bullets, Chart, Entry, Link, Note, Paragraph, Report, Runs, Strong, Table


def render(report: Report) -> bytes:
    """UTF-8 bytes of the page."""
    anchors = report.anchors
    template = _environment().get_template("report.html.jinja")

    def say(runs: Runs) -> Markup:
        return _runs(runs, anchors)

    page = template.render(report=report, say=say, kind=_kind, style=Markup(_text("report.css")))
    return page.encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_text), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _text(name: str) -> str:
    return (files("evalkit.render") / "templates" / name).read_text("utf-8")


def _kind(block: object) -> str:
    kinds = {Paragraph: "paragraph", Bullets: "bullets", Table: "table", Chart: "chart", Entry: "entry"}
    return kinds[type(block)]


def _runs(runs: Runs, anchors: frozenset[str]) -> Markup:
    out = []
    for run in runs:
        if isinstance(run, Figure):
            text = escape(run.text())
            link = run.ref in anchors
            out.append(Markup('<a class="f" href="#{}">{}</a>').format(run.ref, text) if link else text)
        elif isinstance(run, Strong):
            out.append(Markup("<b>{}</b>").format(run.text))
        elif isinstance(run, Note):
            out.append(Markup(' <span class="note">[{}]</span>').format(run.text))
        elif isinstance(run, Link):
            known = run.ref in anchors
            out.append(Markup('<a href="#{}">{}</a>').format(run.ref, run.text) if known else escape(run.text))
        else:
            out.append(escape(run))
    return Markup("").join(out)
