"""A Report in, one self-contained HTML file out: nothing fetched, no script needed to read it;
its own script sorts, filters and weighs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from evalkit.picture import roomy, svg
from evalkit.report.figure import Figure
from evalkit.report.model import Bullets, Chart, Dress, Entry, Link, Note, Paragraph, Report, Runs, Strong, Table

SCRIPTED = (
    "t-title", "t-parts", "t-weight", "t-moved-to", "t-now", "t-range", "t-verdict", "t-alone", "t-none", "t-stated", "t-same", "t-changed", "t-first", "t-by-hand",
    "t-copied", "t-saved", "rank", "region", "grade", "sort", "filter", "filter-none", "not-applicable",
)  # fmt: skip


def render(report: Report) -> bytes:
    """UTF-8 bytes of the page."""
    leads = report.leads("html")
    template = _environment().get_template("report.html.jinja")

    def say(runs: Runs) -> Markup:
        return _runs(runs, leads)

    script = _text("report.js")
    page = template.render(
        report=report, say=say, kind=_kind, picture=_picture, style=Markup(_text("report.css")), script=Markup(script),
        digest=_digest(script), tuning=_data(asdict(report.tuning)) if report.tuning else "",
        logo=_image(report.dress), words=_data({key: report.words[key] for key in SCRIPTED if key in report.words}),
    )  # fmt: skip
    return page.encode()


def _image(dress: Dress | None) -> str:
    """The logo inside the page; empty where there is none."""
    if dress is None or not dress.logo:
        return ""
    return f"data:image/{dress.logo_kind};base64,{base64.b64encode(dress.logo).decode()}"


def _digest(script: str) -> str:
    """The script's name in the page's policy: no other script runs."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _data(value: object) -> Markup:
    """Data for the script; no text in it can end the element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _picture(chart: Chart) -> Markup:
    """The chart as part of the page; ids made its own, so that charts do not clip one another, and no English of the library's."""
    own = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{chart.id}-", roomy(svg(chart)))
    own = re.sub(r' aria-label="[^"]*"(?= role="graphics-symbol" aria-roledescription="title")', "", own)
    sized = re.sub(
        r'^<svg ([^>]*?)width="([\d.]+)" height="[\d.]+"',
        r'<svg aria-hidden="true" \1style="max-width:\2px"',
        own,
        count=1,
    )
    return Markup(sized)


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


def _runs(runs: Runs, leads: Callable[[str], str]) -> Markup:
    out = []
    for run in runs:
        if isinstance(run, Figure):
            out.append(_linked(run.text(), leads(run.ref), ' class="f"'))
        elif isinstance(run, Strong):
            out.append(Markup("<b>{}</b>").format(run.text))
        elif isinstance(run, Note):
            out.append(Markup(' <span class="note">[{}]</span>').format(run.text))
        elif isinstance(run, Link):
            out.append(_linked(run.text, leads(run.ref)))
        else:
            out.append(escape(run))
    return Markup("").join(out)


def _linked(text: str, address: str, more: str = "") -> Markup:
    return Markup('<a{} href="{}">{}</a>').format(Markup(more), address, text) if address else escape(text)
