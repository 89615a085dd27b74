"""The source of a style sheet in; the rules of it that hold for a screen out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WIDTH = 1280  # of the window that a page is read in, in pixels
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rules``: (selectors, declarations); ``is_whole``: it draws no other sheet in."""

    rules: tuple[tuple[str, str], ...]
    is_whole: bool


def sheet_of(text: str) -> Sheet:
    """A style sheet, understood."""
    return Sheet(tuple(_rules(_COMMENT.sub(" ", text))), "@import" not in text)


def _rules(sheet: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of a style sheet, those of a medium that is not the screen left
    out."""
    at, opened, start, head = 0, 0, 0, ""
    for found in re.finditer(r"[{};]", sheet):
        sign = found[0]
        if sign == "{":
            opened += 1
            if opened == 1:
                head, start = sheet[at : found.start()].strip(), found.end()
        elif sign == "}":
            opened = max(opened - 1, 0)
            if opened == 0:
                body, at = sheet[start : found.start()], found.end()
                if not head.startswith("@"):
                    yield head, body
                elif depth < 4 and _is_entered(head):
                    yield from _rules(body, depth + 1)
        elif opened == 0:
            at = found.end()


def _is_entered(head: str) -> bool:
    name, _, query = head[1:].partition(" ")
    if name.lower() == "media":
        return applies(query)
    return name.lower() in ("supports", "layer", "scope")


def applies(media: str) -> bool:
    """Whether a list of media holds for a screen of ``WIDTH`` pixels."""
    return not media.strip() or any(map(_holds, media.lower().split(",")))


def _holds(query: str) -> bool:
    if re.search(r"\b(print|speech|tv|projection|handheld|embossed|braille)\b", query):
        return "not print" in query
    for side, size, unit in re.findall(r"(min|max)-width\s*:\s*([\d.]+)\s*(px|r?em)?", query):
        width = float(size.strip(".") or 0) * (16 if unit.endswith("em") else 1)
        if (side == "min") != (width <= WIDTH):
            return False
    return "orientation: portrait" not in query and "prefers-" not in query
