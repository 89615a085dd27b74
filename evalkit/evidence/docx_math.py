"""An equation of a Word document (OMML) in; the same in a line out: a/b, x², √(x), ∑_(i=1)^n x."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evalkit.evidence.docx_names import M, child, is_on, short
from evalkit.evidence.raised import superscript

_SKIPPED = frozenset(["w:del", "w:moveFrom", "w:instrText", "w:delText", "mc:Fallback"])


def linear(element: Any) -> str:
    """An equation, or a part of one, in a line."""
    name = short(element.tag)
    if name in ("m:t", "w:t"):
        return element.text or ""
    if not name or name in _SKIPPED or name.endswith("Pr"):
        return ""
    if name == "m:r" and is_on(child(element, "rPr"), "vanish"):
        return ""
    form = _FORMS.get(name)
    return form(element) if form else _inside(element)


def _inside(element: Any) -> str:
    return "".join(map(linear, element)) if element is not None else ""


def _part(element: Any, name: str) -> str:
    return _inside(element.find(M + name)).strip()


def _given(element: Any, properties: str, name: str, otherwise: str) -> str:
    found = element.find(f"{M}{properties}/{M}{name}")
    said: str | None = None if found is None else found.get(M + "val")
    return otherwise if said is None else said


def _closed(text: str) -> str:
    """In parentheses where it is more than one thing."""
    return text if len(text) < 2 or text.isalnum() or _is_number(text) else f"({text})"


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").removesuffix("%").isdecimal()


def _fraction(element: Any) -> str:
    over, under = _part(element, "num"), _part(element, "den")
    if _given(element, "fPr", "type", "bar") == "noBar":
        return f"({over}; {under})"
    return f"{_closed(over)}/{_closed(under)}"


def _raised(base: str, power: str) -> str:
    return base + (superscript(power) or (f"^{_closed(power)}" if power else ""))


def _power(element: Any) -> str:
    return _raised(_part(element, "e"), _part(element, "sup"))


def _lowered(element: Any) -> str:
    return _part(element, "e") + _part(element, "sub")


def _both(element: Any) -> str:
    return _raised(_lowered(element), _part(element, "sup"))


def _before(element: Any) -> str:
    return _raised(_part(element, "sub"), _part(element, "sup")) + _part(element, "e")


def _root(element: Any) -> str:
    degree = _part(element, "deg")
    return f"{superscript(degree) or degree}√{_closed(_part(element, 'e'))}"


def _sum(element: Any) -> str:
    sign = _given(element, "naryPr", "chr", "∫")
    low, high = _part(element, "sub"), _part(element, "sup")
    limits = (f"_{_closed(low)}" if low else "") + (f"^{_closed(high)}" if high else "")
    return f"{sign}{limits} {_part(element, 'e')}"


def _fenced(element: Any) -> str:
    between = _given(element, "dPr", "sepChr", "|")
    inner = between.join(_inside(one) for one in element.iterchildren(M + "e"))
    opens, closes = (
        _given(element, "dPr", name, mark) for name, mark in (("begChr", "("), ("endChr", ")"))
    )
    return f"{opens}{inner}{closes}"


def _matrix(element: Any) -> str:
    rows = (
        ", ".join(_inside(cell).strip() for cell in row.iterchildren(M + "e"))
        for row in element.iterchildren(M + "mr")
    )
    return "; ".join(rows)


def _lines(element: Any) -> str:
    return "; ".join(_inside(one).strip() for one in element.iterchildren(M + "e"))


def _function(element: Any) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}"


def _below(element: Any) -> str:
    return f"{_part(element, 'e')}_{_closed(_part(element, 'lim'))}"


def _above(element: Any) -> str:
    return f"{_part(element, 'e')}^{_closed(_part(element, 'lim'))}"


def _phantom(element: Any) -> str:
    shown = _given(element, "phantPr", "show", "1") not in ("0", "off", "false")
    return _part(element, "e") if shown else ""


def _equations(element: Any) -> str:
    return " ".join(text for one in element if (text := linear(one)))


_FORMS: dict[str, Callable[[Any], str]] = {
    "m:f": _fraction,
    "m:sSup": _power,
    "m:sSub": _lowered,
    "m:sSubSup": _both,
    "m:sPre": _before,
    "m:rad": _root,
    "m:nary": _sum,
    "m:d": _fenced,
    "m:m": _matrix,
    "m:eqArr": _lines,
    "m:func": _function,
    "m:limLow": _below,
    "m:limUpp": _above,
    "m:phant": _phantom,
    "m:oMathPara": _equations,
}
