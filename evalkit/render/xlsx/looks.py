"""How cells look: a look by its name in, a format as the library wants it out; the office's type
and colours."""

from __future__ import annotations

from typing import Any

from evalkit.render import typefaces
from evalkit.workbook.model import Place, Workbook

SIZE = 11  # points of the type
FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
COLOUR = "#1F4E79"
BELOW, BELOW_WARM = "#B8560F", "#3F6E8C"  # below a mean; where the office's own colour is warm
# how far a score in [0, 1] is from a mean, how far a shade is from its colour
STEPS = ((0.15, 0.45), (0.08, 0.65), (0.03, 0.85))
TOP: dict[str, Any] = {"valign": "top"}
WRAPPED = {**TOP, "text_wrap": True}
SOFT = {"font_color": "#5A6475"}
HEAD = {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}
YELLOW = "#FFF9E0"
FIGURE = {**TOP, "align": "right"}
FIGURES = {
    "number": "0.0000",
    "plain": "0",
    "exact": "General",
    "one": "0.0",
    "two": "0.00",
    "score": "0.0",
    "from": '"≥ "0.0',
    "change": "+0.0;−0.0;0.0",
    "percent": "0%",
    "share": "0.0%",
}
LOOKS: dict[str, dict[str, Any]] = {
    "text": TOP,
    "wrap": WRAPPED,
    "soft": TOP | SOFT,
    "soft-wrap": WRAPPED | SOFT,
    "about": WRAPPED | SOFT,
    "check": {"bold": True, "valign": "vcenter"},
    "title": {**WRAPPED, "bold": True, "font_size": 14},
    "strong": {**WRAPPED, "bold": True},
    "link": {**TOP, "underline": 1},
    "note": {**WRAPPED, "bold": True, "font_color": "#8A3B12"},
    "yellow": {**TOP, "bg_color": YELLOW},
    "wrong": TOP,
    "done": TOP,
    "idle": TOP,
    "above": TOP,
    "below": TOP,
    "head": HEAD,
    "head-number": {**HEAD, "align": "right"},
    "head-up": {**HEAD, "align": "right", "rotation": 90},
    "above-head": {"bold": True, "align": "left", "valign": "vcenter"},
    "group": {**WRAPPED, "bold": True, "bg_color": "#F4F6F9"},
    "mean": {**FIGURE, "top": 1, "bold": True, "num_format": "0.0"},
    "mean-label": {**TOP, "top": 1, "bold": True},
    "level": FIGURE,
    **{look: {**FIGURE, "num_format": shown} for look, shown in FIGURES.items()},
    "input": {
        **FIGURE,
        "bg_color": YELLOW,
        "border": 1,
        "border_color": "#D9C97A",
        "locked": False,
    },
}
FILL: dict[str, Any] = {
    **TOP,
    "bg_color": YELLOW,
    "border": 1,
    "border_color": "#D9C97A",
    "locked": False,
}
LOOKS |= {  # cells of a form: to write text into, a number, a tick; and those that stay shut
    "fill": {**FILL, "text_wrap": True, "num_format": "@"},
    "fill-number": {**FILL, "align": "center", "bold": True},
    "fill-tick": {**FILL, "align": "center", "num_format": "@"},
    "sample": {**WRAPPED, "bg_color": YELLOW},
    "shut": {**TOP, "bg_color": "#EEF0F3"},
    "top": {**WRAPPED, "top": 1, "top_color": "#7A8594"},
    "first": {**WRAPPED, "bold": True, "top": 1, "top_color": "#7A8594"},
}
FLAGS: dict[str, dict[str, Any]] = {
    "done": {"font_color": "#1F6B3A", "bg_color": "#E3F2E7"},
    "idle": SOFT,
}
DECIMAL = {"score", "from", "change", "mean"}  # looks with the decimals of scores
# looks in the colour of the office; how far the ground is from it
COLOURED = {"title": 0.0, "link": 0.0, "head": 0.88, "head-number": 0.88, "head-up": 0.88}
COLOURED |= {"above-head": 0.0}
HEADS = {
    "title",
    "head",
    "head-number",
    "head-up",
    "above-head",
    "group",
    "strong",
}  # looks in the type of headings
WRONG = {"font_color": "#9C1C1C", "bg_color": "#FBDCDC", "bold": True}
FLAGS["wrong"] = WRONG


def properties(place: Place, book: Workbook) -> dict[str, Any]:
    """The format of a cell, as the library wants it."""
    given = {**LOOKS[place.look], "font_name": font(book, place.look in HEADS)}
    if "align" not in given:  # text keeps away from the figures at its left
        given |= {"align": "left", "indent": 1 + place.indent}
    if place.look in DECIMAL:
        shown = f"0.{'0' * book.decimals}".rstrip(".")
        given["num_format"] = given["num_format"].replace("0.0", shown)
    if place.look in FLAGS:
        given |= FLAGS[place.look]
    if place.look in ("above", "below"):
        given["bg_color"] = tint(ends(book)[place.look == "below"], STEPS[1][1])
    if place.look in COLOURED:
        given["font_color"] = colour = book.colour or COLOUR
        if white := COLOURED[place.look]:
            given["bg_color"] = tint(colour, white)
    return given


def font(book: Workbook, head: bool = False) -> str:
    """The type of text or of headings: the office's for the book's language, where it names one;
    else that for the other's letters, which a program completes."""
    names = book.font_head if head else book.font_text
    found = typefaces.latin(names), typefaces.chinese(names)
    own, other = reversed(found) if book.lang == "zh" else found
    return own or other or FONTS[book.lang]


def ends(book: Workbook) -> tuple[str, str]:
    """Colours of what lies above and below a mean, told apart by everybody."""
    colour = book.colour or COLOUR
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    warm = red > blue and red >= green
    return colour, BELOW_WARM if warm else BELOW


def tint(colour: str, white: float) -> str:
    """A colour (#rrggbb) mixed with that part of white."""
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02X}" for part in parts)
