"""A chart in, its part of a page out: in the reader's letters, on the page's own ground, in colours
that are light in the dark."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from evalkit.render.pictures import roomy, svg
from evalkit.report.model import Chart

_ROLE = re.compile(r"--([a-z][a-z0-9-]*):\s*(#[0-9a-f]{6})\b")
_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-fA-F]{3,6}|white|black)"')


def picture(chart: Chart) -> Markup:
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
    return Markup(coloured(sized))


def coloured(drawn: str) -> str:
    """A picture without its ground, whose colours are the page's roles: what is drawn in a role's
    light colour takes that role's colour on paper and in the dark.

    White letters stand on a dark shade and turn with it; white letters with a white edge, white
    fields and white lines are the page's ground.
    """
    drawn = re.sub(r'(<svg [^>]*>)<rect [^>]*fill="(?:#ffffff|white)"/>', r"\1", drawn, count=1)
    return re.sub(r"<[a-z][^>]*>", _element, drawn)


def _element(found: re.Match[str]) -> str:
    tag = found[0]
    edged = 'stroke="white"' in tag or 'stroke="#ffffff"' in tag
    letters = tag.startswith(("<text", "<tspan")) and not edged
    return _COLOUR.sub(lambda said: f'{said[1]}="{_role(said[2].lower(), letters)}"', tag)


def _role(colour: str, letters: bool) -> str:
    if colour in ("white", "#ffffff", "#fff"):
        return "var(--l4-t)" if letters else "var(--paper)"
    name = "ink" if colour in ("black", "#000000", "#000") else roles().get(colour)
    return f"var(--{name})" if name else colour


@cache
def roles() -> dict[str, str]:
    """The light colours of the style sheet, each with the name of its first role."""
    style = (files("evalkit.render") / "templates" / "report.css").read_text("utf-8")
    light = style.partition(":root{")[2].partition("}")[0]
    found: dict[str, str] = {}
    for name, colour in _ROLE.findall(light):
        found.setdefault(colour, name)
    return found


def _size(wide: float) -> str:
    """No wider than drawn, and no narrower than its letters can be read: below that its frame
    scrolls."""
    return f"max-width:{wide:.0f}px;min-width:{min(wide, max(560.0, 0.8 * wide)):.0f}px"
