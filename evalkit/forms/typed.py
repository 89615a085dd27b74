"""What people type into a form's cells, as what it means: levels, ticks, words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model.catalogue import messages
from evalkit.reading.tables import clean
from evalkit.scoring.tolerances import SHOWN, TOLERANCE

_HAN = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(\s.*)?|-?\d+:\d{2}(:\d{2})?.*|-?\d+ days?,.*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(\s.*)?")
_NUMBER = re.compile(r"[-−]?\d+([.,]\d+)?(e[-+]?\d+)?", re.IGNORECASE)
_LED = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:[-–—−.:、·,)\]级分档]|\s)\s*(\D*)")
TICKS = frozenset(["✓", "✔", "√", "☑", "✅", "x", "v", "1", "是", "有", "对", "yes", "y", "true"])
NO_TICKS = frozenset(["0", "否", "无", "没有", "no", "n", "false", "☐", "□", "-", "–", "—"])


@dataclass(frozen=True, slots=True)
class Typed:
    """What a cell means: a level, or a state; ``read``: where it was taken for something else than
    it says; ``wrong``: why it means nothing (a term of the findings)."""

    level: float | None = None
    state: str = ""
    read: bool = False
    wrong: str = ""


def typed_level(text: str, levels: Sequence[float], names: Mapping[str, float]) -> Typed:
    """A level as it may be typed: 2, ２, 2.0, 二, "2 - …", its name; or that there is none.

    Args:
        names: what levels are called, folded, in either language → level.
    """
    own = signed(folded(text), levels)
    if not own:
        return Typed()
    if (state := typed_state(own)) is not None:
        return Typed(state=state, read=True)
    if own in ("true", "false"):
        return Typed(wrong="@form-truth")
    if own.endswith("%"):
        return Typed(wrong="@form-percent")
    if _DATE.fullmatch(own):
        return Typed(wrong="@form-date")
    if _NUMBER.fullmatch(own):
        return _number(own, own == clean(text), levels)
    if (han := own.rstrip("级分档")) in _HAN:
        return _number(str(_HAN[han]), False, levels)
    if own in names:
        return Typed(float(names[own]), read=True)
    if led := _LED.fullmatch(own):
        level, words = float(led[1]), led[2].strip()
        if (words or own[-1] in "级分档") and names.get(words, level) == level:
            return _number(led[1], False, levels)
    return Typed(wrong="@form-text")


def _number(text: str, as_typed: bool, levels: Sequence[float]) -> Typed:
    value = float(text.replace("−", "-").replace(",", "."))
    near = min(levels, key=lambda level: abs(level - value), default=None)
    if near is None or abs(near - value) >= SHOWN:
        return Typed(wrong="@form-scale")
    plain = as_typed and abs(value - near) < TOLERANCE
    return Typed(float(near), read=not plain)


def signed(text: str, levels: Sequence[float]) -> str:
    """A text with the sign of a number as a hyphen: − and, where levels go below zero, also – and
    负; without a plus."""
    if min(levels, default=0) < 0:
        text = re.sub(r"\A[-−–—负]\s*(?=\d)", "-", text)
    return re.sub(r"\A−(?=\d)", "-", re.sub(r"\A\+(?=\d)", "", text))


def is_day(text: str) -> bool:
    """Whether a cell holds a day, as a workbook keeps it: 3-1 that was meant for a place."""
    return _DAY.fullmatch(folded(text)) is not None


def typed_tick(text: str) -> bool | None:
    """Whether a cell is ticked; None where nobody can tell."""
    own = folded(text)
    if own in TICKS:
        return True
    return False if not own or own in NO_TICKS else None


def typed_state(text: str) -> str | None:
    """The state that a word means: not-applicable or missing."""
    return _meant("state", text)


def typed_confidence(text: str) -> str | None:
    """The degree of confidence that a word means."""
    return _meant("confidence", text)


_MEANT: dict[str, dict[str, tuple[str, ...]]] = {
    "state": {
        "not-applicable": ("n/a", "na", "not-applicable", "notapplicable", "不适用"),
        "missing": ("missing", "noinformation", "没有信息", "无信息", "缺信息"),
    },
    "confidence": {
        "high": ("high", "h", "高"),
        "medium": ("medium", "m", "mid", "middle", "中", "中等"),
        "low": ("low", "l", "低"),
    },
}


def _meant(what: str, text: str) -> str | None:
    own = folded(text).replace(" ", "")
    for value, words in _MEANT[what].items():
        said = [messages("forms", lang)["words"][value] for lang in ("zh", "en")]
        if own in {*words, *(folded(word).replace(" ", "") for word in said)}:
            return value
    return None


def folded(text: str) -> str:
    """A text as it is compared: width, case and blanks apart."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def tidy(text: str) -> str:
    """A text as it is kept: what cannot be seen left out, line ends as one."""
    return clean(text).replace("\r\n", "\n").replace("\r", "\n")
