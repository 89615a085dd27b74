"""YAML text in; where every part of it begins and ends, and how it is written, out.

The loader of :mod:`evalkit.reading.yaml` says what a text means and where its values begin; who
changes a text also has to know where they end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

_KEEPS = re.compile(r"[|>]\d?\+")


@dataclass(frozen=True, slots=True)
class Extent:
    """A value from ``start`` to ``end``, in characters, without the line break after it.

    ``style``: of a scalar its quotes or its ``|`` or ``>``, empty where it is plain; of a mapping
    or a list ``flow`` within brackets, else ``block``.
    """

    start: int
    end: int
    style: str
    entries: tuple[Entry, ...] | None = None
    items: tuple[Extent, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return self.start == self.end

    @property
    def is_flow(self) -> bool:
        """Whether it is written within brackets."""
        return self.style == "flow"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, from ``start`` to ``end``, and its value."""

    key: str
    start: int
    end: int
    style: str
    value: Extent


def extents(text: str) -> Extent:
    """The extents of a text that :func:`evalkit.reading.yaml.parse` takes."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return _extent(node, text) if node is not None else Extent(len(text), len(text), "")


def _extent(node: yaml.Node, text: str) -> Extent:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.MappingNode):
        entries = tuple(_entry(key, value, text) for key, value in node.value)
        if node.flow_style:
            return Extent(start, end, "flow", entries=entries)
        last = entries[-1]
        end = max(last.value.end, last.end)
        return Extent(start, end, "block", entries=entries)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_extent(item, text) for item in node.value)
        if node.flow_style:
            return Extent(start, end, "flow", items=items)
        return Extent(start, items[-1].end, "block", items=items)
    style = getattr(node, "style", None) or ""
    if style in ("|", ">"):
        written = text[start:end]
        # with "+" the blank lines at the end are part of the text
        kept = written[:-1].removesuffix("\r") if _KEEPS.match(written) else written.rstrip()
        end = start + len(kept)
    return Extent(start, end, style)


def _entry(key: yaml.Node, value: yaml.Node, text: str) -> Entry:
    style = getattr(key, "style", None) or ""
    start, end = key.start_mark.index, key.end_mark.index
    return Entry(str(key.value), start, end, style, _extent(value, text))
