"""A Report in, one self-contained HTML file out: nothing fetched, no script needed to read it;
its own script sorts, filters and weighs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from evalkit.model.catalogue import phrase
from evalkit.render.pictures import roomy, svg
from evalkit.report.model import (
    Chart,
    Look,
    Paragraph,
    Report,
    Runs,
    Strong,
    Table,
    parts_of,
)

SCRIPTED = (
    "rank",
    "region",
    "grade",
    "rank-range",
    "rank-spread",
    "sort",
    "filter",
    "filter-none",
    "p-folded",
    "t-title",
    "t-parts",
    "t-moved-to",
    "t-now",
    "t-verdict",
    "t-alone",
    "t-none",
    "t-stated",
    "t-same",
    "t-changed",
    "t-first",
    "t-by-hand",
    "t-copied",
    "t-saved",
    "t-was",
    "t-heard",
    "t-heard-moved",
    "t-change",
    "t-changes",
)


def render(report: Report) -> bytes:
    """UTF-8 bytes of the page."""
    leads = report.leads("html")
    template = _environment().get_template("report.html.jinja")
    script = _script(report)
    page = template.render(
        report=report,
        say=lambda runs: _runs(runs, leads),
        kind=_kind,
        picture=_picture,
        style=Markup(_text("report.css")),
        script=Markup(script),
        digest=_digest(script),
        tuning=_data(asdict(report.tuning)) if report.tuning else "",
        logo=_image(report.look),
        words=_data({key: report.words[key] for key in SCRIPTED if key in report.words}),
        name=_names(report.lang),
        head=_head,
        leads=lambda cell: len(cell.runs) == 1 and leads(parts_of(cell.runs[0])[2]),
    )
    return page.encode()


def _script(report: Report) -> str:
    """The page's own script: all that it runs."""
    parts = ["page.js", *(["weights.js"] if report.tuning else [])]
    return '"use strict";\n(function () {\n' + "\n".join(map(_text, parts)) + "})();\n"


def _names(lang: str) -> Callable[[str], str]:
    """What gives every region of a page a name of its own: its caption, counted where it comes
    again."""
    given: Counter[str] = Counter()

    def name(caption: str) -> str:
        given[caption] += 1
        n = given[caption]
        return caption if n == 1 else caption + phrase("render", lang, "again", n=n)

    return name


def _head(table: Table) -> int:
    """The column that names the rows: the first, or the second where the first holds ranks."""
    return 1 if [column.numeric for column in table.columns[:2]] == [True, False] else 0


def _image(look: Look) -> str:
    """The logo inside the page; empty where there is none."""
    if not look.logo:
        return ""
    return f"data:image/{look.logo_kind};base64,{base64.b64encode(look.logo).decode()}"


def _digest(script: str) -> str:
    """The script's name in the page's policy: no other script runs."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _data(value: object) -> Markup:
    """Data for the script; no text in it can end the element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _picture(chart: Chart) -> Markup:
    """The chart as part of the page; ids made its own, so that charts do not clip one another, and
    no English of the library's."""
    own = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{chart.id}-", roomy(svg(chart)))
    own = re.sub(r'(?<=aria-roledescription="title") aria-label="[^"]*"', "", own)
    sized = re.sub(
        r'^<svg ([^>]*?)width="([\d.]+)" height="[\d.]+"',
        lambda found: f'<svg aria-hidden="true" {found[1]}style="{_size(float(found[2]))}"',
        own,
        count=1,
    )
    return Markup(sized)


def _size(wide: float) -> str:
    """No wider than drawn, and no narrower than its letters can be read: below that its frame
    scrolls."""
    return f"max-width:{wide:.0f}px;min-width:{min(wide, max(560.0, 0.8 * wide)):.0f}px"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(name: str) -> str:
    return (files("evalkit.render") / "templates" / name).read_text("utf-8")


def _kind(block: object) -> str:
    if isinstance(block, Paragraph) and len(block.runs) == 1 and isinstance(block.runs[0], Strong):
        return "heading"
    if (
        isinstance(block, Table)
        and len(block.rows) == 1
        and not any(column.title for column in block.columns)
    ):
        return "key"  # cells that stand for themselves: a list, and no table without headings
    return type(block).__name__.lower()


_FORMS = {  # of runs that are more than text
    "figure": Markup('<a class="f" href="{address}">{}</a>'),
    "link": Markup('<a href="{address}">{}</a>'),
    "strong": Markup("<b>{}</b>"),
    "note": Markup(' <span class="note">[{}]</span>'),
    "quoted": Markup("<q>{}</q>"),
}


def _runs(runs: Runs, leads: Callable[[str], str]) -> Markup:
    out = []
    for kind, text, ref in map(parts_of, runs):
        address = leads(ref) if ref else ""
        form = None if kind in ("figure", "link") and not address else _FORMS.get(kind)
        out.append(form.format(text, address=address) if form else escape(text))
    return Markup("").join(out)
