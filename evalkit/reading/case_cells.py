"""Cells of tables that hold cases in; their values out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from evalkit.model.catalogue import catalogue
from evalkit.model.fields import Text
from evalkit.reading.case_columns import split
from evalkit.reading.table_numbers import decimal_mark, number, short, whole
from evalkit.reading.tables import Table, clean, folded, plain

_DAY = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?\Z"
)
_LEVEL = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*(?:[·:：\-–—.、)）]\s*\D.*|[分级]|$)", re.S)
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2}


def value_of(kind: str, text: str, typed: bool, decimal: str = "") -> Any:
    """What a cell of a kind of column holds; None where it cannot be read."""
    if kind == "number":
        mark = "." if typed else decimal or decimal_mark([text])
        value = number(text, mark if mark in (".", ",") else ".")
        return None if value is None else short(value)
    if kind == "whole":
        return whole(text)
    if kind == "day":
        day = _DAY.match(plain(text))
        return f"{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}" if day else text
    if kind == "words":
        return split(text)
    if kind == "years":
        years = re.findall(r"\d+", plain(text))
        return [int(year) for year in years] if len(years) == 2 else None
    if kind == "tick":
        return word_of(text) == "yes"
    return (word_of(text) or text) if kind == "choice" else text


def level_of(text: str, mark: str, levels: Mapping[str, float]) -> float | str | None:
    """A level as people write it; the state that stands in its place; None where it is
    neither."""
    own = plain(text)
    if (word := word_of(own)) in ("not-applicable", "missing"):
        return word
    if folded(own) in levels:
        return levels[folded(own)]
    if (value := number(own, mark)) is not None and "%" not in own:
        return short(value)
    if match := _LEVEL.match(own):
        value = number(match[1], mark if mark in (".", ",") else decimal_mark([match[1]]))
        return None if value is None else short(value)
    return _HAN.get(own.rstrip("级分"))


_PARTING = re.compile(r"\s*(?:[:：;；,，]|\s[-–—]+\s|——|[(（])\s*")


def state_and_reason(text: str) -> tuple[str, str]:
    """The state that stands in the place of a level, and the reason behind it: "n/a: no coast",
    "不适用（没有海岸）"; both empty where a cell is not written so."""
    own = clean(text)
    for mark in _PARTING.finditer(own):
        state, reason = word_of(own[: mark.start()]), own[mark.end() :].strip()
        if mark[0].strip() in ("(", "（") and reason[-1:] in (")", "）"):
            reason = reason[:-1].strip()
        if state in ("not-applicable", "missing") and reason:
            return state, reason
    return "", ""


def text_of(one: str | None, zh: str | None, en: str | None) -> Any:
    """A text as a file holds it: what is said in one column fills the language that is not."""
    if zh is None and en is None:
        return one
    said = {"zh": zh if zh is not None else one, "en": en if en is not None else one}
    return {lang: text for lang, text in said.items() if text is not None}


def mark_of(table: Table, name: str) -> str:
    """The decimal mark of a column of ratings."""
    texts = (row.cells.get(name, "") for row in table.rows if name not in row.typed)
    return decimal_mark(texts, table.separator)


def plain_text(text: Text) -> Any:
    """A text as a file holds it."""
    return text if isinstance(text, str) else text.model_dump(exclude_none=True)


@cache
def _words() -> Mapping[str, str]:
    held = catalogue("reading", "tables")["words"]
    return {folded(word): value for value, words in held.items() for word in words}


@cache
def _keys() -> Mapping[str, frozenset[str]]:
    told = catalogue("reading", "tables")
    called: dict[str, set[str]] = defaultdict(set)
    for held in (told["keys"], *told["columns"].values()):
        for key, words in held.items():
            for word in words:
                called[folded(word)].add(key)
    return {word: frozenset(keys) for word, keys in called.items()}


def key_called(word: str, keys: Iterable[str]) -> str:
    """Which of some keys people call by a word, the first of them; empty where none."""
    known = _keys().get(folded(word), frozenset())
    return next((key for key in keys if key in known), "")


def word_of(text: str) -> str:
    """The value that a word stands for; empty where it is none of ours."""
    return _words().get(folded(text), "")
