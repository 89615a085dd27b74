"""Words in, the XML of Word's text out: elements, runs and fields, in the order of the schema."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from evalkit.render.glyphs import unturned

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNBROKEN = 28  # characters without a space above which a word gets places to break
_LONG = re.compile(rf"[!-~]{{{_UNBROKEN},}}")
_SPACE = qn("xml:space")


def clean(text: str) -> str:
    """Text that XML can hold; long unbroken words get places to break."""
    if not text.isprintable():  # hardly ever, and quicker to know
        text = unturned(_ILLEGAL.sub("\ufffd", text))
    if len(text) < _UNBROKEN:
        return text
    return _LONG.sub(lambda m: re.sub(r"([/._:,=&?-])", "\\1\u200b", m[0]), text)


@cache
def w(name: str) -> str:
    """A name in the namespace of Word's text."""
    return qn(f"w:{name}")


def add(into: Any, name: str, /, **values: object) -> Any:
    """A new last child of an element, with attributes; all in the namespace of Word's text."""
    made = etree.SubElement(into, w(name))
    for key, value in values.items():
        made.set(w(key), str(value))
    return made


def run(into: Any, text: str, *, style: str = "", colour: str = "") -> None:
    """Text at the end of a ``w:p`` or a link."""
    made = add(into, "r")
    if style or colour:
        look = add(made, "rPr")
        if style:
            add(look, "rStyle", val=style)
        if colour:
            add(look, "color", val=colour)
    # the library's ``made.text`` would make whole reports a third slower
    for n, piece in enumerate(clean(text).split("\t")):
        if n:
            add(made, "tab")
        element = add(made, "t")
        element.text = piece
        if piece != piece.strip():
            element.set(_SPACE, "preserve")


def begin(into: Any, code: str) -> None:
    """The beginning of a field; what it shows follows."""
    add(add(into, "r"), "fldChar", fldCharType="begin")
    text = add(add(into, "r"), "instrText")
    text.set(_SPACE, "preserve")
    text.text = f" {code} "
    add(add(into, "r"), "fldChar", fldCharType="separate")


def end(into: Any) -> None:
    """The end of a field."""
    add(add(into, "r"), "fldChar", fldCharType="end")
