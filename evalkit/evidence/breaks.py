"""A stretch of a text in; whether it breaks off within a figure or word, or leaves a negation or
qualifier behind, and the whole that it is cut from, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from evalkit.evidence.figures import figure_round
from evalkit.evidence.wording import hangs_on, left_after, left_before

Kind = Literal["figure", "word", "negation", "qualifier", "joined"]

# Letters of scripts that set words apart by blanks; not those that run on or add endings (Chinese,
# Japanese, Korean, Thai and its neighbours).
_LETTER = (
    r"(?:[^\W\d_](?<![\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff"
    r"\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff])|[\u0300-\u036f\u0610-\u065f])"
)
_WORD = re.compile(rf"{_LETTER}+")
_WORD_BEFORE = re.compile(rf"{_LETTER}+\Z")
# a hyphen between letters makes one word of two: non-binding, carbon-free
_COMPOUND_BEFORE = re.compile(rf"{_LETTER}+[-‐‑]{_LETTER}\Z")
_COMPOUND_AFTER = re.compile(rf"{_LETTER}[-‐‑]{_LETTER}+")
_CONTRACTED = re.compile(r"(?<=n)['’]t\b", re.IGNORECASE)
_WORD_REACH = 40
_SHOWN = 16  # characters of a quote shown beside the negation or qualifier it leaves behind
# what no figure, word, negation or qualifier goes across
_ENDS = re.compile(r"(?!(?<=\d)，\d{3}(?!\d))\s*(?:[，。；：！？、]|[.,;:!?](?=\s|\Z)|\Z)")
_BEGINS = re.compile(r"(?:[，。；：！？、\n]|[,;:!?]\s|\A)\s*\Z")
_WIDE_COMMA = re.compile(r"\d，(?=\d{3}(?!\d))")  # 1，250: it may group digits


@dataclass(frozen=True, slots=True)
class Break:
    """Where a stretch is cut from a larger whole.

    ``start``, ``end``: of the stretch with what belongs to it; ``whole``: first and last of the
    figure, word or expression that it is cut from.
    """

    kind: Kind
    start: int
    end: int
    whole: tuple[int, int]


def broken(text: str, start: int, end: int, inner: bool = False) -> Break | None:
    """What a stretch of a text is cut from; None where it begins and ends whole.

    Args:
        inner: whether an omission follows, so that what turns it may come behind the omission.
    """
    line = text.rfind("\n", 0, start) + 1
    close = text.find("\n", end)
    close = len(text) if close < 0 else close
    front = _front(text, start, end, line, close)
    back = _back(text, start, end, line, close, inner)
    if front is None:
        return back
    if back is None:
        return front
    told = back if back.kind == "figure" else front
    return Break(told.kind, front.start, back.end, told.whole)


def _front(text: str, start: int, end: int, line: int, close: int) -> Break | None:
    """What the beginning of a stretch is cut from."""
    hung = hangs_on(text, start, line)
    if hung is not None:
        return Break("qualifier", hung, end, (hung, min(end, start + _SHOWN)))
    within = _WIDE_COMMA.search(text, max(0, start - 2), start + 4)
    if within is None and _BEGINS.search(text[max(0, start - 4) : start]):
        return None
    if figure := figure_round(text, start, line, close):
        return Break("figure", figure[0], end, figure)
    if word := _WORD.match(text, start):
        before = _WORD_BEFORE.search(text[max(line, start - _WORD_REACH) : start])
        if before:
            begun = start - len(before[0])
            return Break("word", begun, end, (begun, word.end()))
    if left := left_before(text, start, line):
        return Break(left[0], left[1], end, (left[1], min(end, start + _SHOWN)))
    if compound := _COMPOUND_BEFORE.search(text[max(line, start - _WORD_REACH) : start + 1]):
        begun = start + 1 - len(compound[0])
        return Break("word", begun, end, (begun, min(end, start + _SHOWN)))
    return None


def _back(text: str, start: int, end: int, line: int, close: int, inner: bool) -> Break | None:
    """What the end of a stretch is cut from."""
    if _ENDS.match(text, end, close):
        return _abbreviated(text, start, end, line, close)
    figure = figure_round(text, end, line, close)
    if figure and text[end : figure[1]] != ")":  # dB(A: the bracket does not count
        return Break("figure", start, figure[1], figure)
    if _WORD.match(text, end - 1) and (rest := _WORD.match(text, end)):
        before = _WORD_BEFORE.search(text[max(line, end - _WORD_REACH) : end])
        return Break(
            "word", start, rest.end(), (end - len(before[0] if before else ""), rest.end())
        )
    if compound := _COMPOUND_AFTER.match(text, end - 1):
        return Break("word", start, compound.end(), (max(start, end - _SHOWN), compound.end()))
    contracted = _CONTRACTED.match(text, end)
    shown = max(start, end - _SHOWN)
    if contracted:
        return Break("negation", start, contracted.end(), (shown, contracted.end()))
    after = None if inner else left_after(text, end, close)
    return after and Break(after[0], start, after[1], (shown, after[1]))


def _abbreviated(text: str, start: int, end: int, line: int, close: int) -> Break | None:
    """The figure that goes on behind the full stop of an abbreviation: 3,5 Mio. Euro."""
    if text[end : end + 1] != ".":
        return None
    figure = figure_round(text, end, line, close)
    whole = figure is not None and figure[1] > end + 1
    return Break("figure", start, figure[1], figure) if figure and whole else None
