"""A text in; the words that turn the meaning of what stands beside them, or that carry a figure,
out.

Which they are is data (``messages/wording.toml``): negations, qualifiers, senses of which one
cannot stand for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from evalkit.model.catalogue import catalogue

HANGING = 120  # characters before a quote among which a condition may stand
FOLLOWING = 16  # characters behind one among which a word stands that makes it such
REACH = 40  # characters before a quote among which a negation or qualifier may stand
_OPENS = "[“‘「『《（(\\[\"']"
Left = Literal["negation", "qualifier"]


def _held() -> Mapping[str, Any]:
    return catalogue("evidence", "wording")


def _joined(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True)).replace("’", "['’]")


@cache
def _before(kind: Left) -> re.Pattern[str]:
    """A negation or qualifier that ends where it is sought, with a manner behind it or none."""
    held = _held()["before"]
    name = "negations" if kind == "negation" else "qualifiers"
    none, between = held[f"no-{name}-han"], held["between"]
    ending = rf"\s*{_OPENS}*\s*\Z"
    return re.compile(
        rf"(?P<none>{none})\Z"
        + rf"|(?:{_joined(held[f'{name}-han'])}){between}{ending}"
        + rf"|(?<![\w'’-])(?:{_joined(held[f'{name}-latin'])})(?:\s+{_OPENS}*|(?<=['’]))\Z"
        + (r"|(?<![\w'’])non[-‐‑]\Z" if kind == "negation" else ""),
        re.IGNORECASE,
    )


@cache
def _followed() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Words that are negations or qualifiers only before certain others."""
    between = _held()["before"]["between"]
    return tuple(
        (re.compile(rf"{word}{between}\s*{_OPENS}*\s*"), re.compile(words))
        for word, words in _held()["before"]["followed"].items()
    )


_FIGURE = re.compile(
    r"[\d二三四五六七八九十两百千万亿%％‰]\s?[元个年月日天家人次倍点成吨里米亩户名项小时周]{0,3}\s*\Z"
)


@cache
def _after(figure: bool) -> re.Pattern[str]:
    held = _held()["after"]
    if figure:
        return re.compile(held["figure"], re.IGNORECASE)
    han, latin = "|".join(held["han"]), "|".join(held["latin"]).replace("’", "['’]")
    return re.compile(rf"[”’」』》）)\"]*(?:\s*(?:{han})|\s+(?:{latin}))", re.IGNORECASE)


def left_before(text: str, at: int, start: int) -> tuple[Left, int] | None:
    """The negation or qualifier that stands right before a place of a text, and where it begins;
    ``start``: of the line."""
    before = text[max(start, at - REACH) : at]
    kinds: tuple[Left, ...] = ("negation", "qualifier")
    for kind in kinds:
        found = _before(kind).search(before)
        if found is None or found["none"]:
            continue
        if not _qualifies(found[0], text[at : at + FOLLOWING]):
            continue
        return kind, at - len(before) + found.start()
    verb, none, done = _negated()
    found = verb.search(before)
    if found and not none.match(found[0]) and done.match(text, at):
        return "negation", at - len(before) + found.start()
    return None


@cache
def _negated() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A negation with a verb behind it, what only begins like one, and what such a verb is of."""
    held = _held()["before"]
    return (
        re.compile(rf"{held['verbs-han']}\Z"),
        re.compile(held["no-verbs-han"]),
        re.compile(held["done-han"]),
    )


@cache
def _hanging() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Clauses on which the next hangs, exceptions, and what those are of."""
    held = _held()["before"]
    han, latin = held["conditions-han"], held["conditions-latin"]
    return (
        re.compile(
            rf"(?:(?:\A|[，。；！？])\s*(?:{han})|(?:\A|[.;:!?]\s+)(?:{latin})"
            rf"|{held['set-in-han']}|{held['set-in-latin']})\Z",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:\A|[，。；！？])\s*(?:{held['exceptions-han']})\Z"),
        re.compile(held["excepted-han"]),
    )


def hangs_on(text: str, at: int, start: int) -> int | None:
    """Where the condition or exception begins on which a clause hangs that begins at a place of a
    text; None where it hangs on none. ``start``: of the line."""
    begun = max(start, at - HANGING)
    before = text[begun:at]
    if not before.rstrip().endswith((",", "，", "就", "则", "then", "那么", "即")):
        return None
    condition, exception, excepted = _hanging()
    found = condition.search(before)
    if found is None and excepted.match(text, at):
        found = exception.search(before)
    if found is None or (found.start() == 0 and begun > start):
        return None
    return begun + found.start() + len(found[0]) - len(found[0].lstrip(" ，。；：！？.;:!?"))


@cache
def left_out() -> re.Pattern[str]:
    """Words that must not be left out between two parts of a quote."""
    held = _held()["omitted"]
    return re.compile(rf"{held['han']}|\b(?:{held['latin']})\b", re.IGNORECASE)


def _qualifies(word: str, text: str) -> bool:
    """Whether a word is a negation or a qualifier before a text."""
    return all(words.match(text) is not None for own, words in _followed() if own.fullmatch(word))


@cache
def _qualified() -> re.Pattern[str]:
    """A qualifier that stands behind what it is of."""
    held = _held()["after"]
    han, latin = held["qualifiers-han"], held["qualifiers-latin"]
    return re.compile(rf"[”’」』》）)\"]*(?:\s*(?:{han})|\s*(?:{latin}))", re.IGNORECASE)


def left_after(text: str, at: int, end: int) -> tuple[Left, int] | None:
    """The negation or qualifier that stands right behind a place of a text, and where it ends;
    None where none does."""
    figure = _FIGURE.search(text[max(0, at - 8) : at])
    if found := _after(bool(figure)).match(text, at, end):
        return "negation", found.end()
    found = _qualified().match(text, at, end)
    return ("qualifier", found.end()) if found else None


# --- words of which one cannot stand for the other ---


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, where it stands, its sense, and whether it turns the meaning by being
    there."""

    text: str
    at: int
    sense: str
    firm: bool

    @property
    def group(self) -> str:
        return self.sense.partition(".")[0]


_LOOKS = re.compile(r"\(\?<?[=!](?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class _Senses:
    """One pattern for all the words, and each word without what must stand round it, with its sense
    and whether its group is firm."""

    any: re.Pattern[str]
    words: tuple[tuple[re.Pattern[str], str, bool], ...]
    known: dict[str, tuple[str, bool]]


@cache
def _senses() -> _Senses:
    senses = _held()["senses"]
    entries = [
        (word.replace("’", "['’]"), f"{name}.{sense}", name in senses["firm"])
        for name, group in senses.items()
        if name != "firm"
        for sense, words in group.items()
        for word in words
    ]
    entries.sort(key=lambda entry: -len(_LOOKS.sub("", entry[0])))
    latin = [word for word, _, _ in entries if _is_latin(word)]
    other = [word for word, _, _ in entries if not _is_latin(word)]
    return _Senses(
        re.compile(rf"\b(?:{'|'.join(latin)})\b|{'|'.join(other)}", re.IGNORECASE),
        tuple(
            (re.compile(_LOOKS.sub("", word).strip(), re.IGNORECASE), sense, firm)
            for word, sense, firm in entries
        ),
        {},
    )


def _is_latin(word: str) -> bool:
    """Whether a word is of Latin letters and begins with one: it stands for itself as a whole."""
    return bool(re.match(r"(?:\(\?:)?[A-Za-z]", word)) and not word.startswith("n['’]")


def telling_words(text: str) -> Iterator[Word]:
    """The words of a text that turn its meaning, in order."""
    senses = _senses()
    for found in senses.any.finditer(text):
        word = found[0].strip().lower()
        if word not in senses.known:
            senses.known[word] = next(
                (sense, firm) for pattern, sense, firm in senses.words if pattern.fullmatch(word)
            )
        sense, firm = senses.known[word]
        yield Word(found[0].strip(), found.start(), sense, firm)


# --- what a figure is of ---


@cache
def _carrying() -> re.Pattern[str]:
    held = _held()["carrying"]
    return re.compile(rf"{held['han']}|\b(?:{held['latin']})\b", re.IGNORECASE)


@cache
def _adverbs() -> re.Pattern[str]:
    held = _held()["carrying"]
    return re.compile(
        rf"(?:{held['adverbs-han']}|{held['han']})|\b(?:{held['adverbs-latin']}|{held['latin']})\b",
        re.IGNORECASE,
    )


def without_carrying(text: str) -> str:
    """A text without the words that carry a figure: what is left says what the figure is of."""
    return _carrying().sub("", text)


def without_adverbs(text: str) -> str:
    """The opening of a clause without what may stand before a verb: what is left is its subject."""
    return _adverbs().sub("", text)
