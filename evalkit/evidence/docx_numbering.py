"""Lists of a Word document in; the number that its reader sees before each paragraph out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.evidence.docx_names import W, child, given, is_on, value
from evalkit.evidence.list_numbers import written
from evalkit.evidence.package import whole

LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str
    text: str
    start: int
    restart: int | None  # the level above which it begins anew; None: any
    legal: bool  # numbers of other levels in digits
    style: str
    hidden: bool = False


@dataclass
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)  # by kind of list
    lists: Mapping[str, str] = field(default_factory=dict)  # list → its kind
    changed: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)  # levels of one list
    starts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # lists that begin anew
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def _level(self, of: str, level: int) -> Level | None:
        return self.changed.get(of, {}).get(level) or self.levels.get(
            self.lists.get(of, ""), {}
        ).get(level)

    def level_of(self, of: str, style: str) -> int:
        """The level of a list that is a style's."""
        own = self.levels.get(self.lists.get(of, ""), {})
        return next((n for n, level in own.items() if level.style == style), 0)

    def next(self, of: str, level: int) -> str:
        """The number of the next paragraph of a list at a level; empty for a bullet."""
        own = self._level(of, level)
        if own is None:
            return ""
        counts = self._counts.setdefault(self.lists.get(of, ""), {})
        anew = self.starts.get(of, {}).get(level)
        if anew is not None and (of, level) not in self._begun:
            counts[level] = anew
        else:
            counts[level] = counts[level] + 1 if level in counts else own.start
        self._begun.add((of, level))
        for deeper in [n for n in counts if n > level]:
            below = self._level(of, deeper)
            if below is None or below.restart is None or level < below.restart:
                del counts[deeper]
        return "" if own.form == "bullet" or own.hidden else self._text(of, own, counts)

    def _text(self, of: str, own: Level, counts: dict[int, int]) -> str:
        def number(found: re.Match[str]) -> str:
            n = int(found[1]) - 1
            level = self._level(of, n)
            if level is None:
                return ""
            if n not in counts:
                counts[n] = level.start
            form = "decimal" if own.legal and level.form != "none" else level.form
            return written(counts[n], form)

        return re.sub(r"%([1-9])", number, own.text)


def numbering_of(root: Any) -> Numbering:
    """Lists of ``word/numbering.xml``; none where there is none."""
    if root is None:
        return Numbering()
    levels, styled, links = {}, {}, {}
    for kind in root.iterchildren(W + "abstractNum"):
        name = value(kind, "abstractNumId") or ""
        levels[name] = _levels(kind)
        if style := given(kind, "styleLink"):
            styled[style] = name
        if style := given(kind, "numStyleLink"):
            links[name] = style
    for name, style in links.items():
        levels[name] = levels[name] or levels.get(styled.get(style, ""), {})
    lists, changed, starts = {}, {}, {}
    for one in root.iterchildren(W + "num"):
        name = value(one, "numId") or ""
        kind = given(one, "abstractNumId") or ""
        lists[name] = styled.get(links.get(kind, ""), kind)
        overrides = [(_index(o), o) for o in one.iterchildren(W + "lvlOverride")]
        changed[name] = {
            n: _of_level(level) for n, o in overrides if (level := child(o, "lvl")) is not None
        }
        begun = ((n, given(o, "startOverride")) for n, o in overrides)
        starts[name] = {n: whole(start, 1) for n, start in begun if start is not None}
    return Numbering(levels, lists, changed, starts)


def _levels(element: Any) -> dict[int, Level]:
    return {_index(level): _of_level(level) for level in element.iterchildren(W + "lvl")}


def _index(level: Any) -> int:
    return min(whole(value(level, "ilvl"), 0), LEVELS - 1)


def _of_level(level: Any) -> Level:
    restart = given(level, "lvlRestart")
    form = child(level, "numFmt")
    if form is None:  # a form of 2010 and later, with the older one beside it
        form = next(level.iter(W + "numFmt"), None)
    return Level(
        "decimal" if form is None else _form(form),
        (given(level, "lvlText") or "")[:200],
        whole(given(level, "start"), 0 if given(level, "start") is None else 1),
        None if restart is None else whole(restart, 0),
        bool(is_on(level, "isLgl")),
        given(level, "pStyle") or "",
        bool(is_on(child(level, "rPr"), "vanish")),
    )


def _form(element: Any) -> str:
    """The name of a form; one of a user's own is written by its first number: 001, 002, …"""
    name, own = value(element) or "decimal", value(element, "format") or ""
    return own.partition(",")[0].strip() if name == "custom" else name
