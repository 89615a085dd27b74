"""A drawing of a Word document in; whether any page shows it, and the words in it that are no
paragraphs of Word's, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from evalkit.evidence.docx_names import short, value
from evalkit.evidence.flow import tidy

# 914,400 units an inch; a page has 22 inches at most, and what is placed by a margin or a column
# may stand left of the page by no more than a usual page is wide.
_PAGE, _USUAL = 22 * 914_400, 9 * 914_400
_TWENTIETHS = 1440 / 914_400
_POINTS = re.compile(r"(?:^|;)\s*(?:margin-)?(left|top)\s*:\s*(-?\d{1,7})(?:\.\d+)?(pt|in)?")


def unseen(drawing: Any) -> str:
    """Why no reader sees a drawing: it is ``hidden``, or ``offpage``; empty where it is seen."""
    style = drawing.get("style") or ""
    if re.search(r"visibility\s*:\s*hidden|display\s*:\s*none", style):
        return "hidden"
    if any(abs(_inches(found)) > _PAGE / 914_400 for found in _POINTS.finditer(style)):
        return "offpage"
    if short(drawing.tag) != "w:drawing":
        return ""
    named = next(drawing.iter("{*}docPr"), None)
    if named is not None and (named.get("hidden") or "") in ("1", "true"):
        return "hidden"
    return "offpage" if _is_off_page(drawing) else ""


def _inches(found: re.Match[str]) -> float:
    return int(found[2]) / (1 if found[3] == "in" else 72)


def _is_off_page(drawing: Any) -> bool:
    extent = next(drawing.iter("{*}extent"), None)
    for name, side in (("positionH", "cx"), ("positionV", "cy")):
        position = next(drawing.iter("{*}" + name), None)
        offset = next(position.iter("{*}posOffset"), None) if position is not None else None
        if position is None or offset is None:
            continue
        at = _whole(offset.text)
        size = _whole(extent.get(side)) if extent is not None else 0
        room = 0 if position.get("relativeFrom") == "page" else _USUAL
        if at + size < -room or at > _PAGE:
            return True
    return False


def is_off_page(frame: Any) -> bool:
    """Whether a frame (``w:framePr``) lies where no page is; in twentieths of a point."""
    for side, anchor, size in (("x", "hAnchor", "w"), ("y", "vAnchor", "h")):
        at, extent = _whole(value(frame, side)), _whole(value(frame, size))
        room = 0 if value(frame, anchor) == "page" else _USUAL * _TWENTIETHS
        if at + extent < -room or at > _PAGE * _TWENTIETHS:
            return True
    return False


def _whole(text: str | None) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,15})\s*", text or "")
    return int(found[1]) if found else 0


def drawn(element: Any) -> Iterator[str]:
    """Paragraphs of a drawing: its texts in the order in which they are written there."""
    for paragraph in element.iter("{*}p"):
        if short(paragraph.tag) == "a:p":
            words = (t.text or "" for t in paragraph.iter("{*}t") if short(t.tag) == "a:t")
            if text := tidy("".join(words)):
                yield text
