"""A paragraph in; its sentences and clauses with their numbers out.

A clause's place is written behind the paragraph's: ``¶66 s3.2`` is the second clause of its third
sentence, ``¶66 s3`` the whole sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OPEN, _CLOSE = "（(“‘《〈【[「『", "）)”’》〉】]」』"
_HAN = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]")
# an English full stop ends a sentence where a capital, a figure or nothing follows it
_STOP = re.compile(r"[.!?][\"'”’)]*(?=\s+[\"'“‘(]?[A-Z0-9]|\s*\Z)")
_SHORT = re.compile(r"\b(?:e\.g|i\.e|etc|approx|ca|no|vs|Mr|Mrs|Dr|St|Fig|Art|para|p|pp)\Z", re.I)


class Clause(NamedTuple):
    """A clause of a paragraph: sentence and clause, each from 1, and where its text begins and
    ends."""

    sentence: int
    clause: int
    start: int
    end: int

    @property
    def at(self) -> str:
        """Its place within the paragraph."""
        return f"s{self.sentence}.{self.clause}"


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a paragraph, in order; brackets and quotation marks are not divided."""
    out: list[Clause] = []
    for sentence, (start, end) in enumerate(sentences_of(text), start=1):
        for clause, (one, two) in enumerate(_parts(text, start, end), start=1):
            out.append(Clause(sentence, clause, one, two))
    return tuple(out)


def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence begins and ends."""
    if _HAN.search(text):
        return tuple(_stretches(text, 0, len(text), "。！？!?"))
    out, start = [], 0
    for stop in _STOP.finditer(text):
        if stop[0].startswith(".") and _SHORT.search(text, start, stop.start()):
            continue
        out.append((start, stop.end()))
        start = stop.end()
    out.append((start, len(text)))
    return tuple(_trimmed(text, out))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Clauses of a sentence: between commas, semicolons and colons, but for those of figures."""
    return _stretches(text, start, end, "，；：,;:")


def _stretches(text: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """What stands between marks outside brackets, without the blanks around it."""
    found, depth, begun = [], 0, start
    for n in range(start, end):
        character = text[n]
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and character in marks and not _in_figure(text, n):
            found.append((begun, n + 1))
            begun = n + 1
    return _trimmed(text, [*found, (begun, end)])


def _in_figure(text: str, n: int) -> bool:
    """Whether a mark stands within a figure: 1,200; 12:30."""
    return text[n] in ",:" and text[n - 1 : n].isdigit() and text[n + 1 : n + 2].isdigit()


def _trimmed(text: str, stretches: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in stretches:
        held = text[start:end]
        if re.search(r"\w", held):
            left, right = len(held) - len(held.lstrip()), len(held.rstrip())
            yield start + left, start + right
