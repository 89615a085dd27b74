"""Characters of a line from left to right in; the same as they are read, out, where the script runs
from right to left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FORMS = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")
_ENDING = "ةىךםןףץ"  # letters that only end a word
_SIGNS = frozenset("%٪‰$€£¥₪°")
_ARTICLE = "ال"
_PERCENT = re.compile(r"(?<!\w)([%٪])(\d[\d.,٫٬]*)")  # where it is drawn left of its figure
_PAIRS = str.maketrans("()[]{}«»", ")(][}{»«")


def leftward(text: str) -> bool:
    """Whether most letters of a text are of a script that runs from right to left."""
    letters = sum(c.isalpha() for c in text)
    return bool(letters) and 2 * len(_RIGHT.findall(text)) > letters


def as_read(pieces: Sequence[str]) -> str:
    """A line of such a script: ``pieces`` are its characters and blanks from left to right.

    Figures and words of other scripts keep their own order. Some programs write the letters in
    the order of reading from left to right; that shows in where the letters stand that only end a
    word.
    """
    out: list[str] = []
    for leads, run in _runs(pieces):
        out = [*([*reversed(run)] if leads else run), *out]
    text, onward = "".join(out), "".join(pieces)
    if _fit(onward) > _fit(text):
        text = onward
    text = _FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return _brackets(_PERCENT.sub(r"\2\1", text))


def _fit(text: str) -> int:
    """How many words end, and begin, as words of these scripts do."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    ends = [w[-1] in _ENDING for w in words].count(True)
    begins = [w[0] in _ENDING for w in words].count(True)
    return ends - begins + [w.startswith(_ARTICLE) for w in words].count(True)


def _runs(pieces: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """Runs of characters of one direction, from left to right: (from right to left, characters)."""
    ways = [_way(piece) for piece in pieces]
    for n, piece in enumerate(pieces):  # a sign of a figure goes with it
        beside = [*pieces[max(n - 1, 0) : n], *pieces[n + 1 : n + 2]]
        if piece in _SIGNS and any(one[:1].isdigit() for one in beside):
            ways[n] = False
    for n, way in enumerate(ways):
        if way is None:  # a blank or a mark goes with what is on both sides, else with the line
            before = next((w for w in reversed(ways[:n]) if w is not None), True)
            after = next((w for w in ways[n:] if w is not None), True)
            ways[n] = before or after
    runs: list[tuple[bool, list[str]]] = []
    for way, piece in zip(ways, pieces, strict=True):
        if runs and runs[-1][0] == way:
            runs[-1][1].append(piece)
        else:
            runs.append((bool(way), [piece]))
    return runs


def _way(piece: str) -> bool | None:
    if _RIGHT.search(piece):
        return True
    return False if piece[:1].isalnum() else None


def _brackets(text: str) -> str:
    """Brackets turned round where all of them close before they open."""
    opens, closes = text.find("("), text.find(")")
    wrong = 0 <= closes < opens or (closes >= 0 > opens)
    return text.translate(_PAIRS) if wrong and text.count("(") == text.count(")") else text
