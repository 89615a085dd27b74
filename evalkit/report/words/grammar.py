"""A language's habits in, its signs, lists, numerals and numbered titles out.

A text may be a string or pieces; what is given as strings comes back as a string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from evalkit.model.units import Units
from evalkit.report.model import Quoted, Run, Runs, runs

Said = str | Runs  # a text, or pieces


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a language writes with: signs as they follow or join words, blanks included.

    ``pause`` parts the items of a list, ``last`` stands before its last one; ``either`` parts
    alternatives, ``gap`` two sentences, ``locator`` a document and a place in it. ``beyond`` says
    that a list is cut short, with {shown}, {n} in all and {more} not shown. ``numerals`` are words
    for 0, 1, 2 …; figures after them. ``inside`` gives a title as it stands in a sentence,
    ``heading``, ``annex`` and ``part`` numbered titles, ``without_kind`` a region's name for narrow
    columns, ``day`` a day in words, ``with_article`` a title as one of its kind, ``to_do`` what a
    check asks of a plan as what its writer is to do. ``points`` and ``levels`` are what scores are
    counted in, on 0–100 and on the rubric's scale.
    """

    lang: str
    stop: str
    comma: str
    pause: str
    semicolon: str
    colon: str
    last: str
    either: str
    gap: str
    opening: str
    closing: str
    opening_quote: str
    closing_quote: str
    locator: str
    beyond: str
    numerals: tuple[str, ...]
    ordinal: Callable[[int], str]
    inside: Callable[[str], str]
    capital: Callable[[str], str]
    heading: Callable[[int, str], str]
    annex: Callable[[int, str], str]
    part: Callable[[int, str], str]
    without_kind: Callable[[str], str]
    day: Callable[[date], str]
    with_article: Callable[[str], str]
    to_do: Callable[[str], str]
    points: str
    levels: str

    @overload
    def aside(self, text: str) -> str: ...
    @overload
    def aside(self, text: Run | Runs) -> Said: ...
    def aside(self, text: Run | Runs) -> Said:
        """In brackets, as it follows another text."""
        return _said(self.opening, text, self.closing)

    @overload
    def quoted(self, text: str) -> str: ...
    @overload
    def quoted(self, text: Run | Runs) -> Said: ...
    def quoted(self, text: Run | Runs) -> Said:
        """Between quotation marks; those inside become single ones."""
        return _said(
            self.opening_quote, *(_single(part) for part in runs(text)), self.closing_quote
        )

    @overload
    def listed(self, items: Sequence[str]) -> str: ...
    @overload
    def listed(self, items: Sequence[Run | Runs]) -> Said: ...
    def listed(self, items: Sequence[Run | Runs]) -> Said:
        """A; A and B; A, B and C."""
        if len(items) < 2:
            return _said(*items)
        return _said(_between(self.pause, items[:-1]), self.last, items[-1])

    @overload
    def joined(self, items: Sequence[str], sign: str | None = None) -> str: ...
    @overload
    def joined(self, items: Sequence[Run | Runs], sign: str | None = None) -> Said: ...
    def joined(self, items: Sequence[Run | Runs], sign: str | None = None) -> Said:
        """With ``sign`` between any two, the pause of a list where none is given, and no "and"."""
        return _between(self.pause if sign is None else sign, items)

    def first_of(self, items: Sequence[str], most: int = 4) -> str:
        """Up to ``most`` names; beyond that one fewer, and how many there are."""
        if len(items) <= most:
            return self.listed(items)
        shown = self.joined(items[: most - 1])
        return self.beyond.format(shown=shown, n=len(items), more=len(items) - most + 1)

    def numeral(self, n: int) -> str:
        """A whole number in running text."""
        return self.numerals[n] if 0 <= n < len(self.numerals) else str(n)

    def counted(self, n: int, one: str, many: str = "", none: str = "") -> str:
        """So many of them: "one plan", "three plans", "12 plans"; ``none`` for nought, where given.

        Without ``many`` the word is the same for any number and follows close up: "3份规划".
        """
        if n == 0 and none:
            return none
        if not many:
            return f"{self.numeral(n)}{one}"
        return f"{self.numeral(n)} {one if n == 1 else many}"

    def of_units(self, units: Units) -> dict[str, str]:
        """What a text may name of the units that scores are shown in: from where to where they
        run, and what a difference of two scores is counted in."""
        low, high = (f"{end:g}".replace("-", "−") for end in (units.low, units.high))
        called = self.levels if units.of_scale else self.points
        return {"points": called, "scale_low": low, "scale_high": high}

    def unstopped(self, text: str) -> str:
        """Without the stop at its end, for a text that becomes part of a sentence."""
        return text.rstrip(self.stop.strip())


_SINGLE = str.maketrans("“”", "‘’")


def _single(part: Run) -> Run:
    """A piece with single quotation marks for double ones."""
    if isinstance(part, Quoted):
        return Quoted(part.text.translate(_SINGLE))
    return part.translate(_SINGLE) if isinstance(part, str) else part


def _said(*parts: Run | Runs) -> Said:
    flat = runs(*parts)
    texts = [part for part in flat if isinstance(part, str)]
    return "".join(texts) if len(texts) == len(flat) else flat


def _between(sign: str, items: Sequence[Run | Runs]) -> Said:
    parts: list[Run | Runs] = []
    for n, item in enumerate(items):
        parts += [sign, item] if n else [item]
    return _said(*parts)


def _same(text: str) -> str:
    return text


def _english_ordinal(n: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{n}{'th' if 10 <= n % 100 <= 20 else ends.get(n % 10, 'th')}"


def _one(title: str) -> str:
    said = _english_inside(title)
    return f"{'an' if said[:1].lower() in 'aeiou' else 'a'} {said}" if said else ""


def _english_inside(title: str) -> str:
    """With a small letter; abbreviations (S&T, R&D) and names of several words keep theirs."""
    first, _, after = title.partition(" ")
    # Yangtze Delta; Beijing–Tianjin–Hebei
    proper = after[:1].isupper() or any(c.isupper() for c in first[1:])
    plain = len(first) == 1 or first[1:2].islower()
    return title if len(title) == 1 or proper or not plain else title[:1].lower() + title[1:]


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# "The plan names a body" and "Does the plan name a body?", also behind "For a cluster, "
_STATED = re.compile(
    r"^(?P<lead>.*?)\b(?:the|a|this) (?:plan|document|report|strategy|programme|text) "
    r"(?P<verb>[a-z]+s)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"^(?:does|do) (?:the|this|it) ?(?:plan|document|report|strategy|programme|text)? ?"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)


# a second verb of the same subject: "…, or lays down"
_JOINED = re.compile(
    r"\b(or|and) (state|name|give|say|set|lay|require|arrange|publish|put|write)(?:e?s)\b"
)
_THERE = re.compile(r"^(?:there (?:is|are)|(?:is|are) there) (?P<rest>.*)$", re.IGNORECASE)
# what tells a sentence, "The main goals include …", from a heading, "Lead body"
_FINITE = re.compile(
    r"\b(?:is|are|has|have|must|will|can|say|give|name|state|set|report|include|carry|show"
    r"|says|gives|names|states|sets|reports|includes|carries|shows)\b"
)


def _english_to_do(asks: str) -> str:
    """The verb as an order; what has another subject is to be seen to."""
    bare = asks.strip().rstrip(".?")
    if (found := _WHETHER.match(bare)) and asks.strip().endswith("?"):
        return found["rest"]
    found = _STATED.match(bare)
    if found and (not found["lead"] or found["lead"].rstrip().endswith(",")):
        verb = found["verb"]
        for ending, base in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch")):
            if verb.endswith(ending):
                verb = verb.removesuffix(ending) + base
                break
        else:
            verb = {"has": "have", "is": "be", "does": "do", "goes": "go"}.get(verb, verb[:-1])
        rest = _JOINED.sub(r"\1 \2", found["rest"])
        return f"{_english_inside(found['lead'])}{verb}{rest}"
    if there := _THERE.match(bare):
        return f"include {there['rest']}"
    seen_to = _FINITE.search(bare) and not asks.strip().endswith("?")
    return f"{'see that ' if seen_to else ''}{_english_inside(bare)}"


_HAS = re.compile(r"(?:^|(?<=[^要没具含所写列]))有(?=带|目标值|数值|名称|本|[一二两]|明确)")


def _chinese_to_do(asks: str) -> str:
    """Without the form of a question; what there should be is what there must be."""
    bare = asks.strip().rstrip("。？?")
    return _HAS.sub("要有", re.sub(r"^(?:规划|文件)?是否", "", bare), count=1)


_DIGITS = "零一二三四五六七八九十"
_KINDS = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")


def _chinese_numeral(n: int) -> str:
    """Up to 99, as titles are numbered: 一, 十, 十二, 三十."""
    if n <= 10:
        return _DIGITS[n]
    tens, units = divmod(n, 10)
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[units] if units else ''}"


def _short_region(name: str) -> str:
    """Without the kind of region, where more than one character is left."""
    short = _KINDS.sub("", name)
    return short if len(short) > 1 else name


GRAMMARS = {
    "en": Grammar(
        lang="en",
        stop=".",
        comma=", ",
        pause=", ",
        semicolon="; ",
        colon=": ",
        last=" and ",
        either=" or ",
        gap=" ",
        opening=" (",
        closing=")",
        opening_quote="“",
        closing_quote="”",
        locator=", ",
        beyond="{shown} and {more} more",
        numerals=(
            "no",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
        ),
        ordinal=_english_ordinal,
        inside=_english_inside,
        capital=lambda text: text[:1].upper() + text[1:],
        heading=lambda n, title: f"{n}. {title}",
        annex=lambda n, title: f"Annex {chr(64 + n)} · {title}",
        part=lambda n, title: title,
        without_kind=_same,
        with_article=_one,
        day=lambda day: f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
        to_do=_english_to_do,
        points="points",
        levels="levels",
    ),
    "zh": Grammar(
        lang="zh",
        stop="。",
        comma="，",
        pause="、",
        semicolon="；",
        colon="：",
        last="和",
        either="、",
        gap="",
        opening="（",
        closing="）",
        opening_quote="“",
        closing_quote="”",
        locator=" ",
        beyond="{shown}等{n}个",
        numerals=(),
        ordinal=lambda n: f"第{n}",
        inside=_same,
        capital=_same,
        heading=lambda n, title: f"{_chinese_numeral(n)}、{title}",
        annex=lambda n, title: f"附件{_chinese_numeral(n)}　{title}",
        part=lambda n, title: f"（{_chinese_numeral(n)}）{title}",
        without_kind=_short_region,
        with_article=_same,
        day=lambda day: f"{day.year}年{day.month}月{day.day}日",
        to_do=_chinese_to_do,
        points="分",
        levels="级",
    ),
}
