"""A document in; sentences that a # has cut short, and items that a full-width comma has not
parted, out.

Found is a # that stands after a blank, with a letter, a figure or a bracket right behind it, in a
text that a person wrote, without quotes. A note for readers of the file has a blank after its #.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from evalkit.model.finding import Finding, found, listed
from evalkit.model.place import Span
from evalkit.reading.marks import quoted
from evalkit.reading.vocabulary import numbers, sentences
from evalkit.reading.yaml import Document, Mark, Source

_CUT = re.compile(r"(?P<kept>.*?\S)\s+(?P<lost>#[^\s#=\-!*~].*)\Z")
_FULL = re.compile("[，；、]")
_LISTED = re.compile(
    r"\s*(?:- )?(?!checks:)(?P<key>[\w\-]+): (?:\{(?:zh|en): )?"
    r"\[(?P<items>[^\[\]{}]*[，；、][^\[\]{}]*)\]"
)
# lists of sentences, whose items have no key of their own
_LISTS = frozenset({"authors", "terms", "rules", "changes", "body", "with", "partners"})


def lost_text(document: Source) -> Iterator[Finding]:
    """text-hash and list-comma: what a file says and its reader would not know."""
    if not isinstance(document, Document):
        return  # a case that stands in tables
    yield from _cut_short(document)
    yield from _not_parted(document)


def _not_parted(document: Document) -> Iterator[Finding]:
    """Lists in brackets in which a full-width comma stands between two items."""
    if not _FULL.search(document.text):
        return
    for n, line in enumerate(document.text.splitlines()):
        found_in = _LISTED.match(line) if "[" in line and _FULL.search(line) else None
        if found_in is None or '"' in found_in["items"] or "'" in found_in["items"]:
            continue
        marks = "，；、" if found_in["key"] == "terms" else "，；"  # authors may hold a 、
        mark = re.search(f"[{marks}]", found_in["items"])
        if mark is None or found_in["key"] in numbers():
            continue
        if _value_at(document, n, found_in.start("items")) is None:
            continue
        parts = re.split(rf"\s*[,{marks}]\s*", found_in["items"].strip())
        start, end = found_in.span("items")
        said = f"{line[:start]}{', '.join(parts)}{line[end:]}"
        span = Span(document.file, n + 1, start + mark.start() + 1)
        yield found("list-comma", span, written=mark[0], items=listed(parts), line=said)


def _value_at(document: Document, line: int, column: int) -> str | None:
    """The text that begins at a place, from 0, as an item of a list."""
    waiting: list[tuple[Any, Mark, bool]] = [(document.data, document.marks, False)]
    while waiting:
        data, (place, children, _), item = waiting.pop()
        if isinstance(data, dict):
            waiting += [(value, children[name], False) for name, value in data.items()]
        elif isinstance(data, list):
            waiting += [(value, own, True) for value, own in zip(data, children, strict=True)]
        elif item and isinstance(data, str) and place == (line, column):
            return data
    return None


def _cut_short(document: Document) -> Iterator[Finding]:
    """One for each line whose end was not read."""
    if " #" not in document.text and "\t#" not in document.text:
        return
    lines = document.text.splitlines()
    held = ((n, _CUT.match(line)) for n, line in enumerate(lines) if "#" in line)
    cut = {n: match for n, match in held if match is not None}
    if not cut:
        return
    starts = sorted(_sentences(document.data, document.marks, ""))
    for n, match in cut.items():
        before = [start for start in starts if start[0] <= n]
        if not before:
            continue
        line, column, value = before[-1]
        if not value and line == n and match["kept"].endswith(":"):
            span = Span(document.file, n + 1, match.start("lost") + 1)
            said = f"{match['kept']} {quoted(match['lost'].rstrip())}"
            yield found("text-hash", span, lost=_short(match["lost"]), line=said)
            continue
        if not value:
            continue
        last = match["kept"][column:] if line == n else match["kept"].strip()
        if not last or not value.endswith(last.strip()) or lines[line][column] in "\"'|>":
            continue
        span = Span(document.file, n + 1, match.start("lost") + 1)
        if line == n:
            said = lines[n][:column] + quoted(lines[n][column:].rstrip())
            yield found("text-hash", span, lost=_short(match["lost"]), line=said)
        else:
            whole = f"{value} {match['lost'].rstrip()}"
            said = lines[line][:column] + quoted(whole)
            about = {"line_number": line + 1, "until": n + 1}
            yield found("text-hash", span, lost=_short(match["lost"]), line=said, **about)


def _short(lost: str) -> str:
    return lost if len(lost) <= 60 else lost[:60] + "…"


def _sentences(data: Any, mark: Mark, key: str) -> Iterator[tuple[int, int, str]]:
    """(line, column, text) of every sentence, from 0."""
    place, children, _ = mark
    if isinstance(data, dict):
        for name, value in data.items():
            inner = key if key in _LISTS else str(name)
            yield from _sentences(value, children[name], inner)
    elif isinstance(data, list):
        for value, own in zip(data, children, strict=True):
            yield from _sentences(value, own, key)
    elif (data is None or isinstance(data, str)) and (
        key in sentences() or key in _LISTS or key.isdigit()
    ):
        yield place[0], place[1], data or ""
