"""A Report in, one self-contained HTML file out: nothing fetched, no script needed to read it;
its own script sorts, filters and weighs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import takewhile

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from evalkit.model.catalogue import phrase
from evalkit.render import typefaces
from evalkit.render.days import dated
from evalkit.render.glyphs import unturned
from evalkit.render.html.charts import picture, roles_of
from evalkit.render.html.tables import form
from evalkit.render.html.weighing import data_of, is_many
from evalkit.report.model import (
    Aside,
    Block,
    Bullets,
    Chart,
    Look,
    Paragraph,
    Report,
    Runs,
    Sides,
    Strong,
    Table,
    parts_of,
    plain,
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
    "t-level",
    "t-shared",
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

SCRIPTED_MANY = (
    "t-seek",
    "t-found",
    "t-found-none",
    "t-rows",
    "t-page-first",
    "t-page-back",
    "t-page-on",
    "t-page-last",
)
WEIGHTS = (
    "weights.js",
    "weights_scores.js",
    "weights_places.js",
    "weights_ranking.js",
    "weights_sliders.js",
)
MANY = (
    "weights.js",
    "weights_scores_many.js",
    "weights_places.js",
    "weights_ranking_many.js",
    "weights_sliders.js",
)


def render(report: Report) -> bytes:
    """UTF-8 bytes of the page."""
    leads = report.leads("html")
    template = _environment().get_template("report.html.jinja")
    many = is_many(report.tuning)
    script, style = _script(report), _text("report.css")
    words = SCRIPTED + SCRIPTED_MANY if many else SCRIPTED
    page = template.render(
        report=report,
        say=lambda runs: _runs(runs, leads),
        kind=_kind,
        day=dated(report.date, report.lang),
        first=_first_page(report.summary),
        parts=_parts,
        picture=partial(picture, roles=roles_of(style)),
        style=Markup(style + _text("many.css") if many else style),
        many=many,
        script=Markup(script),
        digest=_digest(script),
        tuning=_data(data_of(report.tuning, leads)) if report.tuning else "",
        logo=_image(report.look),
        fonts=(("text", _fonts(report.look.font_text)), ("head", _fonts(report.look.font_head))),
        words=_data({key: report.words[key] for key in words if key in report.words}),
        name=_names(report.lang),
        form=form,
        leads=lambda cell: len(cell.runs) == 1 and leads(parts_of(cell.runs[0])[2]),
    )
    return unturned(page).encode("utf-8", "backslashreplace")


def fragment(report: Report) -> str:
    """The summary of a report as part of another page: words and tables, without charts, links and
    scripts."""
    template = _environment().get_template("fragment.html.jinja")
    made = template.render(report=report, say=lambda runs: _runs(runs, lambda _: ""), kind=_kind)
    return unturned(made)


def framed(report: Report) -> str:
    """A whole report as part of another page, in a frame of its own."""
    page = escape(render(report).decode())
    return f'<iframe srcdoc="{page}" style="width:100%;height:40rem;border:0"></iframe>'


def _fonts(names: str) -> Markup:
    """An office's fonts as a style sheet lists them."""
    return Markup(",".join(f'"{_NO_NAME.sub("", name)}"' for name in typefaces.named(names)))


def _script(report: Report) -> str:
    """The page's own script: all that it runs."""
    own = MANY if is_many(report.tuning) else WEIGHTS if report.tuning else ()
    parts = ["page.js"], own
    joined = "\n".join("".join(map(_text, part)) for part in parts if part)
    return '"use strict";\n(function () {\n' + joined + "})();\n"


def _names(lang: str) -> Callable[[str], str]:
    """What gives every region of a page a name of its own: its caption, counted where it comes
    again."""
    given: Counter[str] = Counter()

    def name(caption: str) -> str:
        given[caption] += 1
        n = given[caption]
        return caption if n == 1 else caption + phrase("render", lang, "again", n=n)

    return name


def _first_page(blocks: Sequence[Block]) -> list[tuple[str, tuple[Block, ...]]]:
    """The summary in reading order, as parts of a grid: what leads it, the margin beside that, and
    the rest below both.

    The lead ends before parts that stand beside each other, or with them where nothing is before
    them. Only the first margins that follow each other stand at the side.
    """
    if not any(isinstance(block, Aside) for block in blocks):
        return _noted(blocks)
    parts: dict[str, tuple[Block, ...]] = {}
    left = list(blocks)
    while left:
        ends: tuple[type, ...] = (Aside,) if "lead" in parts else (Aside, Sides)
        if isinstance(left[0], Aside) and "side" not in parts:
            name, taken = "side", _until(left, lambda block: not isinstance(block, Aside))
        else:
            name = "rest" if "lead" in parts else "lead"
            taken = left[:1] + _until(left[1:], partial(_is_one, ends))
        parts[name] = (*parts.get(name, ()), *taken)
        del left[: len(taken)]
    return list(parts.items())


def _noted(blocks: Sequence[Block]) -> list[tuple[str, tuple[Block, ...]]]:
    """A summary without margins: what is said below its lists, of how to read it, stands in the
    margin; one that is not so is one part."""
    above = len(blocks) - len(_until(blocks[::-1], lambda block: _kind(block) != "paragraph"))
    if not 0 < above < len(blocks) or not isinstance(blocks[above - 1], Bullets):
        return [("all", tuple(blocks))]
    return [("lead", tuple(blocks[:above])), ("side quiet", tuple(blocks[above:]))]


def _until(blocks: Sequence[Block], ends: Callable[[Block], bool]) -> list[Block]:
    return list(takewhile(lambda block: not ends(block), blocks))


def _is_one(kinds: tuple[type, ...], block: Block) -> bool:
    return isinstance(block, kinds)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A section: paragraphs that stand below its title, pictures beside them, and the rest in the
    whole width."""

    lead: tuple[Block, ...] = ()
    beside: tuple[Block, ...] = ()
    rest: tuple[Block, ...] = ()


_NO_NAME = re.compile(r"[^\w .-]")  # of a font
_LEAD = 420  # letters that stand beside a picture: more would reach far below it
_SAID = ("paragraph", "bullets")


def _parts(blocks: Sequence[Block]) -> _Parts:
    """A section that begins with a chart, or with a few sentences and then a chart or a table that
    has room beside them, as a side head with its picture; any other as it is.

    What is said below a picture, of how to read it, stands in the side head too where it is short.
    """
    lead = list(takewhile(lambda block: _kind(block) in _SAID, blocks))
    beside = list(takewhile(_fits_beside, blocks[len(lead) :]))
    rest = list(blocks[len(lead) + len(beside) :])
    drawn = any(_kind(block) != "key" for block in beside)
    headed = lead or any(isinstance(block, Chart) for block in beside[:1])
    if not (headed and drawn and len(lead) <= 3 and _letters(lead) <= _LEAD):
        return _Parts(rest=tuple(blocks))
    notes = list(takewhile(lambda block: _kind(block) == "paragraph", rest))
    if _letters(lead + notes) <= _LEAD:
        lead, rest = lead + notes, rest[len(notes) :]
    return _Parts(tuple(lead), tuple(beside), tuple(rest))


def _letters(blocks: Sequence[Block]) -> int:
    """How many letters paragraphs and lists have."""
    said = [
        (block.runs,) if isinstance(block, Paragraph) else getattr(block, "items", ())
        for block in blocks
    ]
    return sum(len(plain(runs)) for own in said for runs in own)


def _fits_beside(block: Block) -> bool:
    return (
        isinstance(block, Chart)
        or _kind(block) == "key"
        or (isinstance(block, Table) and form(block).narrow)
    )


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
