"""A text in; the language that it is in out, told by its script, and where several languages share
one, by their commonest little words (``messages/languages.toml``)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache

from evalkit.evidence.text import PlanText
from evalkit.model.catalogue import catalogue

ENOUGH = 20_000  # letters of a text that are looked at: more tell no more
FEWEST = 12  # words below which their language is not guessed
SURE = 0.08  # share of little words that prose has at least; tables and lists of names have fewer
_HAN = re.compile("[\u3400-\u9fff]")
# letters, with the marks that stand on them or, in India's scripts, are their vowels
_WORD = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0dff])+")


def language_of(text: str) -> str:
    """The tag of a text's language; empty where too little or nothing tells it."""
    whole = unicodedata.normalize("NFKC", text[: 4 * ENOUGH])[:ENOUGH]
    letters = sum(map(str.isalpha, whole))
    if not letters:
        return ""
    by_script = {tag: len(letter.findall(whole)) for tag, letter in _scripts().items()}
    han = len(_HAN.findall(whole))
    tag = max(by_script, key=by_script.__getitem__)
    east = (
        by_script["ja"] + han
    )  # ten characters of Chinese to one of kana name a thing in Japanese
    if 4 * max(by_script["ko"], east) > letters:
        if by_script["ko"] > east:
            return "ko"
        return "ja" if by_script["ja"] >= han / 10 else "zh"
    return tag if 2 * by_script[tag] > letters else _by_words(whole)


def language_of_plan(text: PlanText) -> str:
    """The tag of a plan's language; empty where nothing tells it."""
    held, size = [], 0
    for passage in text.passages:
        held.append(passage.text)
        size += len(passage.text)
        if size > 4 * ENOUGH:
            break
    return language_of("\n".join(held))


def _by_words(text: str) -> str:
    """The language whose little words a text has most of."""
    found = Counter(_WORD.findall(text.lower()))
    n = found.total()
    if n < FEWEST:
        return ""
    score = {
        tag: sum(found[word] * part for word, part in own.items()) for tag, own in _little().items()
    }
    best = max(score, key=score.__getitem__)
    had = sum(found[word] for word in _little()[best])
    return best if had >= SURE * n else ""


def little_words(lang: str) -> tuple[str, ...]:
    """The commonest little words of a language."""
    return tuple(_little().get(lang, ()))


@cache
def _little() -> Mapping[str, Mapping[str, float]]:
    """Language → its little words → what each counts: the less, the more languages have it."""
    words = {t: own.split() for t, own in catalogue("evidence", "languages")["words"].items()}
    shared = Counter(word for own in words.values() for word in {*own})
    return {tag: {word: shared[word] ** -0.5 for word in own} for tag, own in words.items()}


@cache
def _scripts() -> Mapping[str, re.Pattern[str]]:
    """Language → its letters, of those that have a script to themselves."""
    blocks = catalogue("evidence", "languages")["scripts"]
    return {
        tag: re.compile("[" + "".join(f"{own[0]}-{own[-1]}" for own in held.split()) + "]")
        for tag, held in blocks.items()
    }
