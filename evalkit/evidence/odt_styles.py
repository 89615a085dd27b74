"""Styles of an OpenDocument text in; how a stretch looks and how a list is numbered out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from evalkit.evidence.colours import PAPER
from evalkit.evidence.list_numbers import written
from evalkit.evidence.package import whole

_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text:",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table:",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style:",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office:",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw:",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo:",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg:",
}
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman"} | {
    "I": "upperRoman",
    "一, 二, 三, ...": "chineseCounting",
    "壹, 貳, 參, ...": "ideographLegalTraditional",
    "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "①, ②, ③, ...": "decimalEnclosedCircle",
    "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac",
    "１, ２, ３, ...": "decimalFullWidth",
    "가, 나, 다, ...": "ganada",
    "": "none",
}
_TINY = 1.5  # points up to which no reader sees a letter
_THIN = 5  # per cent of its width up to which no reader tells a letter
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "px": 0.75}
DEEPEST = 30


@lru_cache(maxsize=4096)
def short(tag: Any) -> str:
    """``text:p`` of a tag or an attribute's name; empty for what is no element."""
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return _SPACES.get(space[1:], "") + name


def of(element: Any, name: str, otherwise: str = "") -> str:
    """An attribute by its short name."""
    for key, value in element.attrib.items():
        if short(key) == name:
            return str(value)
    return otherwise


@dataclass(frozen=True, slots=True)
class Looks:
    """What a style says of a stretch: why it is ``unseen``, whether it is ``raised``, its
    ``colour``, and the colour behind it where one is said."""

    unseen: str = ""
    raised: str = ""
    colour: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is numbered: form, before, after, levels shown, first number."""

    form: str
    before: str
    after: str
    shown: int
    start: int


@dataclass
class OdtStyles:
    """Styles by (family, name): parent, and what is said, under the name "" by default; lists by
    name; the colour of the ``page``."""

    said: Mapping[tuple[str, str], tuple[str, dict[str, str]]] = field(default_factory=dict)
    lists: Mapping[str, Mapping[int, ListLevel]] = field(default_factory=dict)
    page: str = PAPER
    _looks: dict[tuple[str, ...], Looks] = field(default_factory=dict)

    def all_of(self, family: str, name: str) -> dict[str, str]:
        """What a style and those it rests on say, the nearest first."""
        out: dict[str, str] = {}
        for _ in range(DEEPEST):
            if not name or (family, name) not in self.said:
                break
            name, own = self.said[family, name]
            out = {**own, **out}
        return {**self.said.get((family, ""), ("", {}))[1], **out}

    def ground(self, family: str, name: str) -> str | None:
        """The colour behind what has a style; empty where it is not one colour, None where nothing
        is said of it."""
        said = self.all_of(family, name)
        fill = said.get("draw:fill", "")
        if fill in ("gradient", "bitmap", "hatch"):
            return ""
        if fill == "solid" and "draw:fill-color" in said:
            return said["draw:fill-color"].lstrip("#")
        behind = said.get("fo:background-color", "transparent")
        return None if behind == "transparent" else behind.lstrip("#")

    def list_of(self, paragraph: str) -> str:
        """The list to which a style puts its paragraphs; empty where none."""
        return self.all_of("paragraph", paragraph).get("style:list-style-name", "")

    def look(self, paragraph: str, spans: tuple[str, ...]) -> Looks:
        """How a stretch looks within a paragraph and spans, outermost first."""
        key = (paragraph, *spans)
        if key not in self._looks:
            said = self.all_of("paragraph", paragraph)
            for span in spans:
                said |= self.all_of("text", span)
            self._looks[key] = _look(said)
        return self._looks[key]

    def number(self, name: str, level: int, counts: Mapping[int, int]) -> str:
        """The number of an item of a list; empty where it has none."""
        own = self.lists.get(name, {}).get(level)
        if own is None or own.form == "none":
            return ""
        first = max(level - own.shown + 1, 1)
        levels = self.lists[name]
        parts = [
            written(counts.get(n, 1), levels[n].form)
            for n in range(first, level + 1)
            if n in levels
        ]
        return own.before + ".".join(part for part in parts if part) + own.after


def points(length: str) -> float | None:
    """A length in points; None where it is none."""
    found = re.fullmatch(r"(-?\d{1,9}(?:\.\d{1,9})?)(pt|in|cm|mm|pc|px)", length)
    return float(found[1]) * _POINTS[found[2]] if found else None


def _look(said: Mapping[str, str]) -> Looks:
    colour = said.get("fo:color", "").lstrip("#")
    if said.get("style:use-window-font-color") == "true":  # as the ground asks for
        colour = ""  # LibreOffice says of it that its opacity is 0%
    size, width = points(said.get("fo:font-size", "")), said.get("style:text-scale", "")
    struck = said.get("style:text-line-through-style", "none") != "none" or (
        said.get("style:text-line-through-type", "none") != "none"
    )
    ground = said.get("fo:background-color", "transparent").lstrip("#")
    thin = re.fullmatch(r"(\d{1,4})%", width)
    unseen = (
        "hidden"
        if said.get("text:display") == "none"
        else "struck"
        if struck
        else "tiny"
        if (size is not None and size <= _TINY) or (thin and int(thin[1]) <= _THIN)
        else "invisible"
        if colour and said.get("opacity") == "0%"
        else ""
    )
    position = said.get("style:text-position", "")
    height = re.match(r"-?\d+", position)
    over = position.startswith("super") or (height is not None and int(height[0][:4]) > 0)
    return Looks(
        unseen, "superscript" if over else "", colour, "" if ground == "transparent" else ground
    )


def styles_of(roots: Iterable[Any]) -> OdtStyles:
    """The styles of ``styles.xml`` and ``content.xml``."""
    said: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
    lists: dict[str, dict[int, ListLevel]] = {}
    page = ""
    for root in roots:
        for style in root.iter(*_STYLES):
            name, kind = of(style, "style:name"), short(style.tag)
            if kind in ("style:style", "style:default-style"):
                parent = of(style, "style:parent-style-name")
                said[of(style, "style:family"), name] = (parent, _said(style))
            elif kind == "style:page-layout":
                said["page", name] = ("", _said(style))
            elif kind == "style:master-page":
                page = page or of(style, "style:page-layout-name")
            elif kind.startswith("text:"):
                lists[name or "Outline"] = dict(_levels(style))
    styles = OdtStyles(said, lists)
    styles.page = styles.ground("page", page) or PAPER
    return styles


def _said(style: Any) -> dict[str, str]:
    own = {
        short(key): str(value)
        for part in style
        if short(part.tag) in _PROPERTIES
        for key, value in part.attrib.items()
    }
    if listed := of(style, "style:list-style-name"):
        own["style:list-style-name"] = listed
    if "fo:color" in own:
        own.setdefault("style:use-window-font-color", "false")
    return own


_STYLES = (
    "{*}style",
    "{*}default-style",
    "{*}list-style",
    "{*}outline-style",
    "{*}page-layout",
    "{*}master-page",
)
_PROPERTIES = frozenset(
    [
        "style:text-properties",
        "style:paragraph-properties",
        "style:table-cell-properties",
        "style:table-row-properties",
        "style:table-properties",
        "style:section-properties",
        "style:graphic-properties",
        "style:page-layout-properties",
    ]
)


def _levels(style: Any) -> Iterable[tuple[int, ListLevel]]:
    for level in style:
        n = whole(of(level, "text:level"), 1)
        if short(level.tag) in ("text:list-level-style-number", "text:outline-level-style"):
            form = of(level, "style:num-format")
            yield (
                n,
                ListLevel(
                    _FORMS.get(form, "decimal"),
                    of(level, "style:num-prefix"),
                    of(level, "style:num-suffix"),
                    whole(of(level, "text:display-levels"), 1),
                    whole(of(level, "text:start-value"), 1),
                ),
            )
        else:
            yield n, ListLevel("none", "", "", 1, 1)
