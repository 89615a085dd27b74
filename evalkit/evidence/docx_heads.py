"""Running heads and feet of a Word document in; their words, which are no text of the body but are
told, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.evidence.docx_names import W, child, is_on, short
from evalkit.evidence.package import Package, Relation
from evalkit.evidence.text import Unreadable

_ABOVE = frozenset(["w:del", "w:moveFrom", "mc:Fallback"])


def heads_of(body: Any, relations: Mapping[str, Relation], package: Package) -> Iterator[str]:
    """Paragraphs of the heads and feet that sections of a body name."""
    named = dict.fromkeys(
        value
        for one in body.iter(W + "headerReference", W + "footerReference")
        for name, value in one.attrib.items()
        if str(name).endswith("}id")
    )
    for name in named:
        if name not in relations:
            continue
        try:
            root = package.xml(relations[name].target)
        except (Unreadable, ValueError):
            continue
        if root is not None:
            yield from _paragraphs(root)


def _paragraphs(root: Any) -> Iterator[str]:
    """Texts of the paragraphs of a head, each by itself, and what is drawn there as letters."""
    for element in root.iter("{*}p", "{*}textpath"):
        name = short(element.tag)
        if any(short(above.tag) in _ABOVE for above in element.iterancestors()):
            continue
        if name == "v:textpath":
            yield element.get("string") or ""
        elif name in ("w:p", "a:p"):
            yield "".join(_words(element))


def _words(paragraph: Any) -> Iterator[str]:
    for one in paragraph:
        name = short(one.tag)
        if name in ("w:t", "a:t"):
            yield one.text or ""
        elif name in ("w:tab", "w:br", "w:cr"):
            yield " "
        elif name in ("w:p", "a:p") or name in _ABOVE:  # of a box: it comes by itself
            continue
        elif name != "w:r" or not is_on(child(one, "rPr"), "vanish"):
            yield from _words(one)
