"""Content controls of a Word document in; the values that they are bound to, which Word shows in
place of the words that stand in them, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evalkit.evidence.docx_names import W, child, value
from evalkit.evidence.package import Package
from evalkit.evidence.text import Unreadable

_OF_OFFICE = {
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}": "docProps/core.xml",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}": "docProps/app.xml",
}
_SPACE = re.compile(r"xmlns:([\w.-]{1,40})\s*=\s*(?:'([^']{0,500})'|\"([^\"]{0,500})\")")
_STEP = re.compile(r"/(?:([\w.-]{1,40}):)?([\w.-]{1,100})(?:\[(\d{1,4})\])?")
_PATH = re.compile(rf"(?:{_STEP.pattern}){{1,20}}")


@dataclass(frozen=True)
class Bindings:
    """The stores of a package to which content controls are bound."""

    package: Package

    def shown(self, control: Any) -> str | None:
        """The value that a control of plain text shows; None where it is none, is bound to nothing
        that is found, or holds the same words."""
        properties = child(control, "sdtPr")
        binding = child(properties, "dataBinding")
        if binding is None or child(properties, "text") is None:
            return None
        store = self._stores.get((value(binding, "storeItemID") or "").upper())
        spaces = {
            m[1]: m[2] or m[3] or "" for m in _SPACE.finditer(_said(binding, "prefixMappings"))
        }
        node = _found(store, _said(binding, "xpath"), spaces)
        if node is None:
            return None
        bound = "".join(node.itertext())
        held = "".join(t.text or "" for t in control.iter(W + "t"))
        return bound if bound.strip() and bound.split() != held.split() else None

    @cached_property
    def _stores(self) -> Mapping[str, Any]:
        """The root of each store by its id; one that cannot be read is none."""
        places = dict(_OF_OFFICE)
        for name in self.package.names:
            if found := re.fullmatch(r"customxml/itemprops(\d{1,6})\.xml", name.lower()):
                root = self._root(name)
                ids = (
                    [v for k, v in root.attrib.items() if k.endswith("}itemID")]
                    if root is not None
                    else []
                )
                places |= dict.fromkeys(
                    (str(v).upper() for v in ids), f"customXml/item{found[1]}.xml"
                )
        return {name: self._root(place) for name, place in places.items()}

    def _root(self, name: str) -> Any:
        try:
            return self.package.xml(name)
        except (Unreadable, ValueError):
            return None


def _said(binding: Any, name: str) -> str:
    return value(binding, name) or ""


def _found(root: Any, path: str, spaces: Mapping[str, str]) -> Any:
    """The element to which a path of names leads; None where none does, or it is no such path."""
    if root is None or not _PATH.fullmatch(path):
        return None
    steps = [
        (f"{{{spaces[m[1]]}}}{m[2]}" if m[1] in spaces else m[2], int(m[3] or 1))
        for m in _STEP.finditer(path)
    ]
    if steps[0] != (root.tag, 1):
        return None
    for name, n in steps[1:]:
        own = [one for one in root if one.tag == name]
        if not 0 < n <= len(own):
            return None
        root = own[n - 1]
    return root
