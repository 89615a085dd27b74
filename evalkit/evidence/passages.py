"""A plan's text in; which of its paragraphs look ahead, and the words of a paragraph that bear on a
matter, out.

Words are given as they stand in the text, never put together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from evalkit.evidence.clauses import clauses_of
from evalkit.evidence.commitments import candidates, due_of, parts_of, rules_of, year_of
from evalkit.evidence.segmentation import words
from evalkit.evidence.text import Plans, PlanText, heading_of

MOST = {"zh": 60, "en": 180}  # characters of a passage that is shown
NOT_AHEAD = 0.6  # what a sentence that promises nothing counts beside one that does
FAR = 2.0  # how much longer than usual what is shown may be, to end where its sentence does
SHORT = 5  # a sentence of less than this part of MOST is a heading: what follows is shown too
LONG = 120  # words from which a sentence is set back by half
LEAD = {"zh": 180, "en": 540}  # characters of a paragraph that may only lead to those below it
TOPIC = {"zh": 60, "en": 180}  # characters of a first sentence that tells what a paragraph is about
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_DIGIT = re.compile(r"\d")
_FULL = "；;。.！!？?"  # what ends a sentence, or a part of it that stands by itself
_ENDS = "，；：、。,;:. "
_HAN = re.compile(r"[\u3400-\u9fff]")
Wanted = Mapping[str, float]  # word, or pair of characters → how much it is wanted


class _Stretch(NamedTuple):
    """A stretch of a paragraph and the words in it."""

    start: int
    end: int
    words: frozenset[str]


class _Sentence(NamedTuple):
    """A sentence of a paragraph; ``ahead``: whether it says that something will be done;
    ``heads``: whether it is short, of one clause and the first of several."""

    whole: _Stretch
    clauses: tuple[_Stretch, ...]
    ahead: bool
    heads: bool


@dataclass(frozen=True, slots=True)
class Bearing:
    """The words of a paragraph that bear on a matter. ``score``: how much, comparable within one
    text; ``ahead``: whether they say what will be done; ``figure``: whether they hold one; ``cut``:
    whether the sentence begins before them, and goes on after them; ``held``: the words of their
    sentence, for comparison."""

    number: int
    words: str
    score: float
    ahead: bool
    figure: bool
    cut: tuple[bool, bool] = (False, False)
    held: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class Reading:
    """A plan's text made ready to be asked where it speaks of a matter; each part is made when it
    is first asked for, and once."""

    text: PlanText

    @cached_property
    def parts(self) -> Mapping[int, Literal["review", "coming", "unsaid", "glossary"]]:
        """First ¶ of each passage → the part of the document that it stands in."""
        return parts_of(self.text)

    @cached_property
    def lang(self) -> str:
        """Whether it is written in Chinese characters (zh) or in another script (en)."""
        whole = "".join(passage.text for passage in self.text.passages[:200])
        return "zh" if len(_HAN.findall(whole)) > 0.1 * max(len(whole), 1) else "en"

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """Word → how rare it is among the passages: the logarithm of one over its share."""
        held = Counter(w for own in self.words.values() for w in own)
        return {w: math.log(1 + len(self.sentences) / n) for w, n in held.items()}

    @cached_property
    def words(self) -> Mapping[int, frozenset[str]]:
        """First ¶ of each passage → its words."""
        return {
            number: frozenset[str]().union(*(s.whole.words for s in sentences))
            for number, sentences in self.sentences.items()
        }

    @cached_property
    def sentences(self) -> Mapping[int, tuple[_Sentence, ...]]:
        """First ¶ of each passage → its sentences."""
        told = {(c.passage.number, c.clause.sentence) for c in candidates(self.text)}
        out: dict[int, tuple[_Sentence, ...]] = {}
        for passage in self.text.passages:
            held: dict[int, list[_Stretch]] = {}
            for clause in clauses_of(passage.text):
                own = frozenset(words(passage.text[clause.start : clause.end]))
                held.setdefault(clause.sentence, []).append(_Stretch(clause.start, clause.end, own))
            out[passage.number] = tuple(
                _Sentence(
                    _Stretch(own[0].start, own[-1].end, frozenset().union(*(c.words for c in own))),
                    tuple(own),
                    (passage.number, sentence) in told,
                    sentence == 1 and len(held) > 2 and len(own) == 1 and _short(own[0], self.lang),
                )
                for sentence, own in held.items()
            )
        return out

    @cached_property
    def ahead(self) -> tuple[int, ...]:
        """First ¶ of the passages that say that something will be done."""
        return tuple(
            number
            for number, sentences in self.sentences.items()
            if self.looks_ahead(number) and any(s.ahead for s in sentences)
        )

    @cached_property
    def leads(self) -> frozenset[int]:
        """First ¶ of the passages that head others and set no task of their own: headings, and
        short numbered ones to which those below them belong."""
        held, lang = self.text.passages, self.lang
        return frozenset(
            one.number
            for one, two in pairwise(held)
            if len(one.text) <= LEAD[lang]
            and (title := heading_of(one.text)[1] or (one.text if one.level else ""))
            and two.heading[-1:] == (title[:80],)
        ) | {one.number for one in held if one.level}

    @cached_property
    def topics(self) -> Mapping[int, frozenset[str]]:
        """First ¶ of each passage → the words that tell what it is about: those of its first
        sentence and of the heading above it."""
        most = TOPIC[self.lang]
        return {
            p.number: pieces_of(p.text[: min(own[0].whole.end, most)])
            | pieces_of(" ".join(p.heading[-1:]))
            for p in self.text.passages
            if (own := self.sentences[p.number])
        }

    @cached_property
    def due(self) -> Mapping[int, bool]:
        """First ¶ of each passage → whether it speaks of the document's own year, not of a longer
        plan period."""
        own = year_of(self.text)
        return {p.number: own is None or due_of(p, own) == own for p in self.text.passages}

    def looks_ahead(self, number: int) -> bool:
        """Whether a paragraph is there, and neither tells what was done nor explains terms."""
        passage = self.text.by_number.get(number)
        part = self.parts.get(passage.number) if passage is not None else None
        return part in ("coming", "unsaid")

    def bearing(self, number: int, wanted: Wanted) -> Bearing | None:
        """The sentence of a paragraph that bears most on what is wanted; of a long one the clauses
        that do; of a short one what follows it too. None where no word is shared."""
        return self._borne(number, wanted, {}, self._trimmed)

    def anchor(self, number: int, wanted: Wanted, part: float) -> Bearing | None:
        """The same, to the end of its sentence, for what is to be written behind it; never what
        only heads the paragraph. ``part``: how much of ``MOST`` is shown."""

        def shown(text: str, clauses: Sequence[_Stretch], wanted: Wanted) -> tuple[int, int]:
            return self._ended(text, clauses, wanted, MOST[self.lang] * part)

        passage = self.text.by_number.get(number)
        held = self.sentences[passage.number] if passage is not None else ()
        heads = len(held) > 1 and held[0].heads
        return self._borne(number, wanted, {0: 0.0} if heads else {}, shown)

    def _borne(
        self,
        number: int,
        wanted: Wanted,
        counts: Mapping[int, float],
        shown: Callable[[str, Sequence[_Stretch], Wanted], tuple[int, int]],
    ) -> Bearing | None:
        """``counts``: what some sentences count, beside others; ``shown``: first and last clause
        that are."""
        passage = self.text.by_number.get(number)
        held = self.sentences[passage.number] if passage is not None else ()
        scores = [
            self._score(s.whole, wanted) * (1.0 if s.ahead else NOT_AHEAD) * counts.get(n, 1.0)
            for n, s in enumerate(held)
        ]
        best = max(range(len(held)), key=lambda n: scores[n], default=0)
        if passage is None or not held or not scores[best]:
            return None
        own, after = held[best], held[best + 1 :]
        clauses = [*own.clauses]
        if own.whole.end - own.whole.start < MOST[self.lang] / SHORT and after:
            clauses += after[0].clauses
        first, last = shown(passage.text, clauses, wanted)
        words = passage.text[clauses[first].start : clauses[last].end].rstrip(_ENDS)
        return Bearing(
            passage.number,
            words,
            scores[best],
            own.ahead,
            bool(_DIGIT.search(words)),
            (first > 0, last < len(clauses) - 1),
            frozenset[str]().union(*(c.words for c in clauses)),
        )

    def _score(self, stretch: _Stretch, wanted: Wanted) -> float:
        return self.weight(stretch.words, wanted) / (1 + len(stretch.words) / LONG)

    def weight(self, held: frozenset[str], wanted: Wanted) -> float:
        """Rarity of the wanted words among those held, by how much each is wanted; what the text
        itself does not have is the rarest."""
        rarity, most = self.rarity, math.log(1 + len(self.sentences))
        return math.fsum(wanted[w] * rarity.get(w, most) for w in held & wanted.keys())

    def _trimmed(self, text: str, clauses: Sequence[_Stretch], wanted: Wanted) -> tuple[int, int]:
        """The clauses around the best one, as many as fit."""
        last_one, most = len(clauses) - 1, MOST[self.lang]
        scores = [self._score(c, wanted) for c in clauses]
        first = last = max(range(len(clauses)), key=lambda n: scores[n])
        while True:
            sides = [(scores[last + 1], first, last + 1)] if last < last_one else []
            sides += [(scores[first - 1], first - 1, last)] if first else []
            fits = [s for s in sides if clauses[s[2]].end - clauses[s[1]].start <= most]
            if not fits:
                return first, last
            _, first, last = max(fits, key=lambda s: s[0])

    def _ended(
        self, text: str, clauses: Sequence[_Stretch], wanted: Wanted, most: float
    ) -> tuple[int, int]:
        """The clauses from the best one, or before it, to where its sentence or a part of it
        between semicolons ends; where that is too far off, those that follow the best one."""
        scores = [self._score(c, wanted) for c in clauses]
        best = max(range(len(clauses)), key=lambda n: scores[n])
        ends = [n for n, c in enumerate(clauses[:-1]) if text[c.end - 1] in _FULL]
        last = next((n for n in ends if n >= best), len(clauses) - 1)
        begun = max((n + 1 for n in ends if n < best), default=0)
        if clauses[last].end - clauses[best].start > FAR * most:
            room = [n for n in range(best, last) if clauses[n].end - clauses[best].start <= most]
            return best, max(room, default=best)
        fits = (n for n in range(begun, best) if clauses[last].end - clauses[n].start <= most)
        return next(fits, best), last


def _short(stretch: _Stretch, lang: str) -> bool:
    """Whether a sentence is as short as a heading is."""
    return stretch.end - stretch.start <= TOPIC[lang] / 2


@lru_cache(maxsize=16384)
def pieces_of(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(words(text))


def wanted_of(texts: Iterable[tuple[float, str]]) -> Wanted:
    """Words of weighed texts; of a word that several hold the highest weight."""
    out: dict[str, float] = {}
    for weight, text in texts:
        for word in pieces_of(text):
            if out.get(word, 0.0) < weight:
                out[word] = weight
    return out


def likeness(text: str, asked: str) -> float:
    """Share of the words asked that a text holds, in [0, 1]."""
    wanted = pieces_of(asked)
    return len(wanted & pieces_of(text)) / len(wanted) if wanted else 0.0


def tells_past(note: str, year: int | None) -> bool:
    """Whether what is noted of a place tells of what was done: it says so, or names only years
    before the document's own."""
    rules, years = _rules(note), [int(found) for found in _YEAR.findall(note)]
    before = bool(years) and year is not None and max(years) < year
    return before or bool(rules["review"].search(note) or rules["past_sentence"].search(note))


def tells_plans(note: str, year: int | None) -> bool:
    """Whether what is noted of a place tells of what will be done: by its words, or by a year that
    is the document's own or later."""
    years = [int(found) for found in _YEAR.findall(note)]
    later = bool(years) and year is not None and max(years) >= year
    return not tells_past(note, year) and (later or bool(_rules(note)["ahead"].search(note)))


def tells_want(note: str) -> bool:
    """Whether what is noted of a place says that something is wanting there."""
    return bool(_rules(note)["denial"].search(note))


def _rules(note: str) -> Mapping[str, re.Pattern[str]]:
    return rules_of("zh" if _HAN.search(note) else "en")


Readings = Mapping[tuple[str, str], Reading]  # (case, document) → its text made ready


def readings_of(plans: Plans) -> Readings:
    """Every text at hand; each is made ready when it is first asked."""
    return {key: Reading(text) for key, text in plans.texts.items()}
