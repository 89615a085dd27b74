"""Names of elements and attributes of Word's XML, short: ``w:p``, ``m:oMath``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PREFIXES = {
    W: "w:",
    M: "m:",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}": "mc:",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}": "a:",
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}": "pic:",
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}": "wp:",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}": "c:",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}": "dgm:",
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}": "wps:",
    "{urn:schemas-microsoft-com:vml}": "v:",
    "{urn:schemas-microsoft-com:office:office}": "o:",
}
_OFFICE = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/office/",
    "urn:schemas-microsoft-com:",
)
# What today's Word understands, so that it shows a choice that asks for it.
_UNDERSTOOD = frozenset(
    ["wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "a14", "c14", "cx", "cx1", "aink", "am3d"]
)


@lru_cache(maxsize=4096)
def short(tag: Any) -> str:
    """``w:p`` of a tag; an unknown name without its prefix; empty for what is no element."""
    if not isinstance(tag, str):
        return ""
    space, closed, name = tag.rpartition("}")
    return _PREFIXES.get(space + closed, "") + name


@lru_cache(maxsize=4096)
def is_foreign(tag: Any) -> bool:
    """Whether an element is of no namespace of Office's: Word shows nothing of what is in it."""
    space = tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""
    return not space.startswith(_OFFICE)


def value(element: Any, name: str = "val") -> str | None:
    """An attribute of Word's; written with or without its prefix."""
    found: str | None = element.get(W + name)
    return element.get(name) if found is None else found


def child(element: Any, *path: str) -> Any:
    """The first child of Word's of a name, and so on down a path; None where there is none."""
    for name in path:
        if element is None or not len(element):
            return None
        element = next(element.iterchildren(W + name), None)  # many times faster than find()
    return element


def given(element: Any, *path: str) -> str | None:
    """The value of a child of Word's; None where there is none."""
    found = child(element, *path)
    return None if found is None else value(found)


def is_on(element: Any, name: str) -> bool | None:
    """Whether a property is on; None where nothing is said of it."""
    found = child(element, name)
    if found is None:
        return None
    return (value(found) or "true").lower() not in ("0", "false", "off", "none")


def chosen(alternatives: Any) -> Any:
    """What is shown of ``mc:AlternateContent``: the first choice that today's Word understands,
    else what stands there for older ones; None where there is neither."""
    for one in alternatives:
        name = short(one.tag)
        asked = (one.get("Requires") or "").split()
        if name == "mc:Fallback" or (name == "mc:Choice" and _UNDERSTOOD.issuperset(asked)):
            return one
    return None
