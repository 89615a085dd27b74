"""Styles of a Word document in; how a paragraph and a run look to their reader out: heading,
numbering, hidden, struck, white, tiny, raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.evidence.docx_names import W, child, given, is_on, value
from evalkit.evidence.package import whole

DEEPEST = 30  # styles that a style may rest on
TINY = 3  # half-points up to which no reader sees a letter
RAISED = 4  # half-points from which lifted digits are as superscripts
THIN = 5  # per cent of its width up to which no reader tells a letter
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_TOGGLES = ("vanish", "strike")  # a style of characters turns round what the paragraph's says
Said = Mapping[str, Any]  # property → what is said of it


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. ``unseen``: hidden | struck | tiny, empty where it is seen; ``raised``:
    superscript | subscript; ``font``: of its symbols; ``colour`` of it, ``shade`` behind it;
    ``lit``: marked as with a pen."""

    unseen: str = ""
    raised: str = ""
    font: str = ""
    colour: str = ""
    shade: str = ""
    lit: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    based: str
    said: Said
    level: int  # of a heading; 0 where it is none
    list: str
    list_level: int | None
    outline: int | None
    shade: str
    cells: bool  # whether it colours cells of a table


@dataclass
class Styles:
    """The styles of a document, by id."""

    own: Mapping[str, _Style] = field(default_factory=dict)
    defaults: Said = field(default_factory=dict)
    paragraph: str = ""  # the style of a paragraph that names none
    _chains: dict[str, Said] = field(default_factory=dict)
    _looks: dict[tuple[str, str], Said] = field(default_factory=dict)

    def _chain(self, name: str) -> list[_Style]:
        out: list[_Style] = []
        while (style := self.own.get(name)) is not None and style not in out and len(out) < DEEPEST:
            out.append(style)
            name = style.based
        return out

    def _said(self, name: str) -> Said:
        if name not in self._chains:
            merged: dict[str, Any] = {}
            for style in reversed(self._chain(name)):
                merged |= style.said
            self._chains[name] = merged
        return self._chains[name]

    def level(self, name: str) -> int:
        """Level of the headings of a style; 0 where it is none."""
        return next((style.level for style in self._chain(name) if style.level), 0)

    def numbered(self, name: str) -> tuple[str | None, int | None]:
        """List and level that a style gives its paragraphs."""
        found = next((style for style in self._chain(name) if style.list), None)
        return (None, None) if found is None else (found.list, found.list_level)

    def outline(self, name: str) -> int | None:
        """Level of a style in the outline, from 0; None where it says nothing."""
        return next((s.outline for s in self._chain(name) if s.outline is not None), None)

    def shade(self, name: str) -> str:
        """The colour behind the paragraphs of a style; empty where none is given."""
        return next((style.shade for style in self._chain(name) if style.shade), "")

    def colours_cells(self, name: str) -> bool:
        """Whether a table of a style may have cells that are not white."""
        return any(style.cells for style in self._chain(name))

    def look(self, paragraph: str, properties: Any) -> Look:
        """How a run looks, by its paragraph's style, its own, and its own properties."""
        own = given(properties, "rStyle") if properties is not None else None
        key = (paragraph or self.paragraph, own or "")
        if key not in self._looks:
            self._looks[key] = self._together(*key)
        said = self._looks[key]
        if properties is not None and len(properties):
            said = {**said, **said_of(properties)}
        return _look(said) if said else _PLAIN

    def _together(self, paragraph: str, character: str) -> Said:
        one, two = self._said(paragraph), self._said(character)
        out = {**self.defaults, **one, **two}
        for name in _TOGGLES:
            turned = bool(one.get(name)) != bool(two.get(name))
            if name in one or name in two:
                out[name] = turned or bool(self.defaults.get(name))
        return out


_PLAIN = Look()


def styles_of(root: Any) -> Styles:
    """Styles of ``word/styles.xml``; none where there is none."""
    if root is None:
        return Styles()
    own, paragraph = {}, ""
    for style in root.iterchildren(W + "style"):
        name = value(style, "styleId") or ""
        own[name] = _style(style)
        if value(style, "type") == "paragraph" and (value(style, "default") or "") in ("1", "true"):
            paragraph = name
    defaults = child(root, "docDefaults", "rPrDefault", "rPr")
    return Styles(own, said_of(defaults) if defaults is not None else {}, paragraph)


def _style(style: Any) -> _Style:
    run, paragraph = child(style, "rPr"), child(style, "pPr")
    named = _HEADING.match(given(style, "name") or "")
    numbering = child(paragraph, "numPr")
    list_level = given(numbering, "ilvl")
    return _Style(
        given(style, "basedOn") or "",
        said_of(run) if run is not None else {},
        int(named[1]) if named else 0,
        given(numbering, "numId") or "",
        whole(list_level, None),
        whole(given(paragraph, "outlineLvl"), None),
        shade_of(paragraph),
        any(is_coloured(value(one, "fill") or "") for one in style.iter(W + "shd")),
    )


def shade_of(properties: Any) -> str:
    """The colour behind a paragraph, a cell or a table; empty where none is given."""
    shading = child(properties, "shd")
    fill = "" if shading is None else value(shading, "fill") or ""
    return fill if is_coloured(fill) else ""


def said_of(properties: Any) -> dict[str, Any]:
    """What ``w:rPr`` says of what matters here."""
    out: dict[str, Any] = {}
    for one in properties:
        tag = one.tag
        name = tag[len(W) :] if isinstance(tag, str) and tag.startswith(W) else ""
        if name in ("vanish", "strike", "dstrike"):
            out[name] = (value(one) or "true").lower() not in ("0", "false", "off")
        elif name in ("color", "sz", "vertAlign", "highlight", "w", "position"):
            out[name] = value(one) or ""
        elif name == "shd":
            out["shade"] = value(one, "fill") or ""
        elif name == "rFonts":
            out["font"] = value(one, "ascii") or value(one, "hAnsi") or value(one, "cs") or ""
    return out


def _look(said: Said) -> Look:
    size, width = str(said.get("sz", "")), str(said.get("w", "")).removesuffix("%")
    tiny = (size.isdecimal() and int(size[:6]) <= TINY) or (
        width.isdecimal() and 0 < int(width[:6]) <= THIN
    )
    unseen = (
        "hidden"
        if said.get("vanish")
        else "struck"
        if said.get("strike") or said.get("dstrike")
        else "tiny"
        if tiny
        else ""
    )
    height, lifted = said.get("vertAlign", ""), str(said.get("position", ""))
    if lifted.isdecimal() and int(lifted[:6]) >= RAISED:
        height = "superscript"
    return Look(
        unseen,
        height if height in ("superscript", "subscript") else "",
        str(said.get("font", "")),
        str(said.get("color", "")).upper(),
        str(said.get("shade", "")),
        said.get("highlight", "none") not in ("none", "white", ""),
    )


def is_coloured(fill: str) -> bool:
    """Whether a shading is of a colour that white text stands out from."""
    return fill.upper() not in ("", "AUTO", "FFFFFF")


def joins(mark: Any) -> bool:
    """Whether a paragraph runs on into the next, by the properties of its mark: it is deleted, or
    hidden."""
    if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
        return True
    return bool(is_on(mark, "vanish") or is_on(mark, "specVanish"))
