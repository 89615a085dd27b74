"""A chart in, its part of a page out: in the reader's letters, on the page's own ground, in colours
that are light in the dark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import ceil

from markupsafe import Markup

from evalkit.render.pictures import roomy, svg
from evalkit.report.model import Chart

_READ = 0.75  # of its width, at which a chart's letters are still read: nine pixels of twelve
_ROLE = re.compile(r"--([a-z][a-z0-9-]*):\s*(#[0-9a-f]{6})\b")
_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-fA-F]{3,6}|white|black)"')


def picture(chart: Chart, roles: Mapping[str, str]) -> Markup:
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
    return Markup(coloured(sized, roles))


def coloured(drawn: str, roles: Mapping[str, str]) -> str:
    """A picture without its ground, whose colours are the page's roles: what is drawn in a role's
    light colour takes that role's colour on paper and in the dark.

    White letters stand on a dark shade and turn with it; white letters with a white edge, white
    fields and white lines are the page's ground.
    """
    drawn = re.sub(r'(<svg [^>]*>)<rect [^>]*fill="(?:#ffffff|white)"/>', r"\1", drawn, count=1)
    return re.sub(r"<[a-z][^>]*>", lambda found: _element(found[0], roles), drawn)


def _element(tag: str, roles: Mapping[str, str]) -> str:
    edged = 'stroke="white"' in tag or 'stroke="#ffffff"' in tag
    letters = tag.startswith(("<text", "<tspan")) and not edged
    return _COLOUR.sub(lambda said: f'{said[1]}="{_role(said[2].lower(), letters, roles)}"', tag)


def _role(colour: str, letters: bool, roles: Mapping[str, str]) -> str:
    if colour in ("white", "#ffffff", "#fff"):
        return "var(--l4-t)" if letters else "var(--paper)"
    name = "ink" if colour in ("black", "#000000", "#000") else roles.get(colour)
    return f"var(--{name})" if name else colour


def roles_of(style: str) -> dict[str, str]:
    """The light colours of a style sheet, each with the name of its first role."""
    light = style.partition(":root{")[2].partition("}")[0]
    found: dict[str, str] = {}
    for name, colour in _ROLE.findall(light):
        found.setdefault(colour, name)
    return found


def _size(wide: float) -> str:
    """No wider than drawn, and no narrower than its letters can be read: below that its frame
    scrolls."""
    return f"max-width:{wide:.0f}px;min-width:{ceil(_READ * wide)}px"
