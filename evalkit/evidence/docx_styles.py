"""Styles of a Word document in; how a paragraph and a run look to their reader out: heading,
numbering, hidden, struck, white, tiny, raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evalkit.evidence.docx_names import W, child, given, is_on, value
from evalkit.evidence.package import whole

DEEPEST = 30  # styles that a style may rest on
TINY = 3  # half-points up to which no reader sees a letter
RAISED = 4  # half-points from which lifted digits are as superscripts
THIN = 5  # per cent of its width up to which no reader tells a letter
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
FLAT = 30  # twentieths of a point up to which no reader sees a line or a row of that exact height
_TOGGLES = ("vanish", "strike")  # a style of characters turns round what the paragraph's says
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_CLEAR = 95_000  # of 100,000: how transparent letters are that no reader sees
_SCHEME = {"bg1": "background1", "tx1": "text1", "bg2": "background2", "tx2": "text2"}
_THEME = {"lt1": ("background1", "light1"), "dk1": ("text1", "dark1")} | {
    "lt2": ("background2", "light2"),
    "dk2": ("text2", "dark2"),
}
_USUAL = {"background1": "FFFFFF", "light1": "FFFFFF", "text1": "000000", "dark1": "000000"}
Said = Mapping[str, Any]  # property → what is said of it


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. ``unseen``: hidden | struck | tiny | invisible, empty where it is seen;
    ``raised``: superscript | subscript; ``font``: of its symbols; ``colour`` of it, ``shade``
    behind it; ``lit``: marked as with a pen."""

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
    flat: bool | None  # whether its lines are too low to be seen


@dataclass
class Styles:
    """The styles of a document, by id; ``themed``: reads its theme, once a colour of it is met."""

    own: Mapping[str, _Style] = field(default_factory=dict)
    defaults: Said = field(default_factory=dict)
    paragraph: str = ""  # the style of a paragraph that names none
    themed: Callable[[], Any] = lambda: None
    _chains: dict[str, Said] = field(default_factory=dict)
    _looks: dict[tuple[str, str, str], Said] = field(default_factory=dict)

    _flat: dict[str, bool | None] = field(default_factory=dict)
    _seen: dict[tuple[tuple[str, Any], ...], Look] = field(default_factory=dict)

    @cached_property
    def theme(self) -> Mapping[str, str]:
        """The colours of the theme by name."""
        return _colours(self.themed())

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

    def is_flat(self, name: str, properties: Any) -> bool:
        """Whether the lines of a paragraph are too low to be seen."""
        own = _flat(properties)
        if own is None:
            if name not in self._flat:
                flats = (style.flat for style in self._chain(name))
                self._flat[name] = next((flat for flat in flats if flat is not None), None)
            own = self._flat[name]
        return bool(own)

    def look(self, paragraph: str, properties: Any, table: str = "") -> Look:
        """How a run looks, by the styles of its table and its paragraph, its own, and its own
        properties."""
        own = given(properties, "rStyle") if properties is not None else None
        key = (table, paragraph or self.paragraph, own or "")
        if key not in self._looks:
            self._looks[key] = self._together(key)
        said = self._looks[key]
        if properties is not None and len(properties):
            said = {**said, **said_of(properties)}
        if not said:
            return _PLAIN
        shown = tuple(said.items())
        if shown not in self._seen:
            self._seen[shown] = _look(said, self)
        return self._seen[shown]

    def _together(self, names: tuple[str, ...]) -> Said:
        styles = [self._said(name) for name in names if name]
        out = dict(self.defaults)
        for style in styles:
            out |= style
        for name in _TOGGLES:
            turns = [bool(style[name]) for style in styles if name in style]
            if turns:
                out[name] = sum(turns) % 2 == 1 or bool(self.defaults.get(name))
        return out


_PLAIN = Look()


def styles_of(root: Any, themed: Callable[[], Any] = lambda: None) -> Styles:
    """Styles of ``word/styles.xml``, none where there is none; ``themed``: reads the theme."""
    if root is None:
        return Styles(themed=themed)
    own, paragraph = {}, ""
    for style in root.iterchildren(W + "style"):
        name = value(style, "styleId") or ""
        own[name] = _style(style)
        if value(style, "type") == "paragraph" and (value(style, "default") or "") in ("1", "true"):
            paragraph = name
    defaults = child(root, "docDefaults", "rPrDefault", "rPr")
    return Styles(own, said_of(defaults) if defaults is not None else {}, paragraph, themed)


def _colours(theme: Any) -> Mapping[str, str]:
    """Colours of ``word/theme/theme1.xml`` by the names that a run calls them."""
    out = dict(_USUAL)
    scheme = next(theme.iter("{*}clrScheme"), None) if theme is not None else None
    for one in scheme if scheme is not None else ():
        name = str(one.tag).rpartition("}")[2]
        for colour in one:
            said = colour.get("lastClr") or colour.get("val") or ""
            if re.fullmatch("[0-9A-Fa-f]{6}", said):
                out |= dict.fromkeys(_THEME.get(name, (name,)), said.upper())
    return out


def _flat(properties: Any) -> bool | None:
    """Whether lines are too low to be seen; None where nothing is said of their height."""
    spacing = child(properties, "spacing")
    line = None if spacing is None else value(spacing, "line")
    if line is None:
        return None
    return value(spacing, "lineRule") == "exact" and 0 < whole(line, FLAT + 1) <= FLAT


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
        _flat(paragraph),
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
        elif name in ("sz", "vertAlign", "highlight", "w", "position"):
            out[name] = value(one) or ""
        elif name == "color":
            out[name] = value(one) or ""
            plain = value(one, "themeShade") is None and value(one, "themeTint") is None
            out["theme"] = (value(one, "themeColor") or "") if plain else ""
        elif name == "shd":
            out["shade"] = value(one, "fill") or ""
        elif name == "rFonts":
            out["font"] = value(one, "ascii") or value(one, "hAnsi") or value(one, "cs") or ""
        elif not name and tag in (_W14 + "textFill", _W14 + "textOutline"):
            out |= _painted(one)
    return out


def _painted(element: Any) -> dict[str, Any]:
    """What the fill or the outline of letters says of their colour."""
    is_fill = element.tag == _W14 + "textFill"
    filled = next((str(one.tag).rpartition("}")[2] for one in element), "noFill")
    if not is_fill or filled == "noFill":
        return {"clear": True} if is_fill else {"outlined": filled != "noFill"}
    colour = next(element.iter(_W14 + "srgbClr", _W14 + "schemeClr"), None)
    if filled != "solidFill" or colour is None:
        return {"clear": False, "color": "", "theme": ""}
    alpha = next(colour.iter(_W14 + "alpha"), None)
    clear = alpha is not None and whole(alpha.get(_W14 + "val"), 0) >= _CLEAR
    said = colour.get(_W14 + "val") or ""
    if colour.tag == _W14 + "schemeClr":
        changed = any(not str(one.tag).endswith("}alpha") for one in colour)
        return {"clear": clear, "color": "", "theme": "" if changed else _SCHEME.get(said, said)}
    return {"clear": clear, "color": said, "theme": ""}


def _look(said: Said, styles: Styles) -> Look:
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
        else "invisible"
        if said.get("clear") and not said.get("outlined")
        else ""
    )
    height, lifted = said.get("vertAlign", ""), str(said.get("position", ""))
    if lifted.isdecimal() and int(lifted[:6]) >= RAISED:
        height = "superscript"
    named, colour = said.get("theme", ""), str(said.get("color", ""))
    colour = (styles.theme.get(named) if named else None) or colour
    return Look(
        unseen,
        height if height in ("superscript", "subscript") else "",
        str(said.get("font", "")),
        colour.upper(),
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
