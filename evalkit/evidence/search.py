"""Passages that bear on a criterion, ranked: BM25 over words and pairs of characters
(:mod:`evalkit.evidence.full_text`, :mod:`evalkit.evidence.segmentation`), queried with the
criterion's own words, and with terms learnt from what raters cited where there are any.

Each document is searched in its own language, with the criterion's terms in that language; with
all of them where it has none. Weights were tuned on eight provinces' ratings and are reported on
four others (see ``benchmarks/``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalkit.evidence.full_text import FullText, Phrase, stems
from evalkit.evidence.languages import language_of, language_of_plan, little_words
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.segmentation import OWN, holds, words
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.fields import Text, in_language
from evalkit.model.language import language_of_tag
from evalkit.model.learnt import LearntTerms
from evalkit.model.rubric import Criterion

TERMS, ASKS = 1.0, 0.3  # weight of the criterion's search terms; of its title, question and checks
MOST_WORDS = 400
Learnt = Mapping[str, tuple[Phrase, float]]  # learnt term → its words, what they count
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that bears on a criterion.

    ``score``: BM25, comparable within one search only; ``terms``: the criterion's terms that stand
    in it, in one of their forms, as often as ``counts`` says, none
    where only single words of it do; ``check``: the check whose wording is nearest, None where
    none shares a word; ``learnt``: the learnt terms that stand in it, the weightiest first.
    """

    document: str
    passage: Passage
    score: float
    terms: tuple[str, ...]
    counts: tuple[int, ...]
    check: str | None
    learnt: tuple[str, ...] = ()


class Index:
    """Passages of one or more documents, ready to be searched; bare headings are not passages."""

    def __init__(self, documents: Sequence[PlanText]) -> None:
        self._passages = [(text.name, passage) for text in documents for passage in text.passages]
        own = [(language_for(text), len(text.passages)) for text in documents]
        self._languages = [lang for lang, n in own for _ in range(n)]  # of each passage
        self._spoken = tuple(dict.fromkeys(self._languages))
        held = zip(self._passages, self._languages, strict=True)
        self._words = [words(passage.text, lang) for (_, passage), lang in held]
        self._text = self._full_text(headings=False)
        self._vocabulary: dict[str, tuple[str, ...]] = {}

    def _full_text(self, *, headings: bool) -> FullText:
        """The passages, or the headings, by the row in which they stand here."""
        passages = enumerate(self._passages)
        return FullText(
            {n: self._words[n] for n, (_, passage) in passages if bool(passage.level) == headings}
        )

    @cached_property
    def _headings(self) -> FullText:
        return self._full_text(headings=True)

    def find(
        self, criterion: Criterion, most: int = 10, learnt: LearntTerms | None = None
    ) -> tuple[Hit, ...]:
        """The passages that bear most on a criterion, best first; ties in the order of the text.

        ``learnt``: terms learnt for its rubric, which count beside its own.
        """
        terms: list[Sequence[str]] = []
        asked: list[Sequence[str]] = []
        for lang in self._spoken:
            own = [words(term, lang) for term in terms_of(criterion, lang)]
            terms += [
                *own,
                *([form] for part in own for w in part for form in self._forms(w, lang)),
            ]
            asked += [[w] for w in _asked_words(criterion, lang)]
        total = Counter[Phrase]()
        for weight, phrases in ((TERMS, terms), (ASKS, asked)):
            total.update(dict.fromkeys(_phrases(phrases), weight))
        told = {lang: _told(learnt, criterion, lang) for lang in self._spoken}
        for known in told.values():
            total.update({phrase: weight for phrase, weight in known.values() if phrase})
        best = [*self._text.best(total, most).items()][:most]
        return tuple(
            self._hit(row, score, criterion, told[self._languages[row]]) for row, score in best
        )

    def find_words(self, text: str, most: int = 10) -> tuple[Hit, ...]:
        """The passages that have the words of a text: those with most of them first, then best
        first. Headings only where nothing else has them."""
        asked = tuple(dict.fromkeys(ideographs(text).split()))
        forms = [
            [form]
            for lang in self._spoken
            if lang not in OWN
            for w in words(text, lang)
            for form in self._forms(w, lang)
        ]
        phrases = [words(t, lang) for lang in self._spoken for t in (ideographs(text), *asked)]
        wanted = dict.fromkeys(_phrases([*phrases, *forms]), 1.0)
        every = len(self._passages)
        found = {}
        for row, score in (
            self._text.best(wanted, every) or self._headings.best(wanted, every)
        ).items():
            name, passage = self._passages[row]
            terms, counts = self._standing(row, asked)
            found[row] = Hit(name, passage, score, terms, counts, None)
        best = sorted(found, key=lambda r: (-len(found[r].terms), -found[r].score, r))
        return tuple(found[row] for row in best[:most])

    def _forms(self, word: str, lang: str) -> tuple[str, ...]:
        """A word of a term, and those words of the documents that are forms of it or, in languages
        that join words, have it in them."""
        if lang in OWN:
            return (word,)
        if lang not in self._vocabulary:
            held = dict.fromkeys(
                w
                for spoken, own in zip(self._languages, self._words, strict=True)
                if spoken == lang
                for w in own
            )
            self._vocabulary[lang] = tuple(held)
        return tuple(w for w in self._vocabulary[lang] if holds(w, word, lang))

    def _standing(self, row: int, terms: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The terms that stand in a passage, and how often each does."""
        low, lang = self._passages[row][1].text.lower(), self._languages[row]
        counted = [(term, low.count(term.lower())) for term in terms]
        if lang == "ko":  # written together or apart
            low = "".join(low.split())
            counted = [(term, low.count("".join(term.lower().split()))) for term in terms]
        if lang not in OWN:
            held = self._words[row]
            counted = [(t, n or _times(words(t, lang), held, lang)) for t, n in counted]
        found = [c for c in counted if c[1]]
        if not found and lang == "en":  # in another form: research, researching
            own = stems(self._words[row])
            found = [(t, 1) for t in terms if _stands(stems(words(t, lang)), own)]
        return tuple(term for term, _ in found), tuple(n for _, n in found)

    def _hit(self, row: int, score: float, criterion: Criterion, told: Learnt) -> Hit:
        name, passage = self._passages[row]
        lang = self._languages[row]
        held = zip(*self._standing(row, terms_of(criterion, lang)), strict=True)
        found = sorted(held, key=lambda c: -c[1] * len(c[0]))
        own = set(self._words[row]) - _little(lang)
        shared = [(len(own & set(words(_say(c.asks, lang), lang))), c.id) for c in criterion.checks]
        nearest = max(shared, key=lambda s: s[0], default=(0, None))
        stemmed = stems(self._words[row]) if told else ()
        learnt = [term for term, (phrase, _) in told.items() if _stands(phrase, stemmed)]
        return Hit(
            name,
            passage,
            score,
            tuple(term for term, _ in found),
            tuple(n for _, n in found),
            nearest[1] if nearest[0] else None,
            tuple(sorted(learnt, key=lambda term: (-told[term][1], term))),
        )


def language_for(text: PlanText) -> str:
    """The language in which a document is searched: its own; where nothing tells it, Chinese if it
    is written so, else English."""
    sample = "".join(passage.text for passage in text.passages[:200])
    own = language_of_plan(text)
    if own not in ("ja", "ko") and len(_HAN.findall(sample)) > 0.1 * max(len(sample), 1):
        return "zh"
    return own or "en"


def terms_of(criterion: Criterion, lang: str) -> tuple[str, ...]:
    """A criterion's search terms in a language; those of all languages where it has none."""
    own = [held for tag, held in criterion.terms.items() if language_of_tag(tag) == lang]
    terms = (term for held in own or criterion.terms.values() for term in held)
    return tuple(dict.fromkeys(map(ideographs, terms)))


def learnt_of(
    learnt: LearntTerms | None, criterion: Criterion, lang: str
) -> tuple[tuple[str, float], ...]:
    """The terms learnt for a criterion in a language, with their weights: so many at the most, the
    weightiest first. None where all of them count nothing."""
    if learnt is None or not learnt.weight:
        return ()
    held = learnt.terms.get(criterion.id, {}).items()
    own = [term for tag, terms in held if language_of_tag(tag) == lang for term in terms.items()]
    return tuple(sorted(own, key=lambda term: -term[1])[:MOST_WORDS])


def _told(learnt: LearntTerms | None, criterion: Criterion, lang: str) -> Learnt:
    """Term → its words, and what they count in a search."""
    return {
        term: (stems(words(ideographs(term), lang)), learnt.weight * weight)
        for term, weight in learnt_of(learnt, criterion, lang)
        if learnt is not None and weight
    }


def languages_of(criteria: Iterable[Criterion]) -> frozenset[str]:
    """The languages in which criteria can be searched for: those of their terms; where they have
    none, those of their titles and questions."""
    held = [*criteria]
    own = {language_of_tag(tag) for c in held for tag, terms in c.terms.items() if terms}
    return frozenset(own) or _written(t for c in held for t in (c.title, c.asks))


def unspoken(criteria: Iterable[Criterion], documents: Iterable[PlanText]) -> dict[str, str]:
    """Document → the tag of its language, of those in a language that criteria have no words of."""
    spoken = languages_of(criteria)
    own = {text.name: language_for(text) for text in documents}
    return {name: lang for name, lang in own.items() if lang not in spoken}


def _written(texts: Iterable[Text | None]) -> frozenset[str]:
    """The languages of texts; where one has no language given, as its words tell."""
    held = [text for text in texts if text is not None]
    own = {
        lang for t in held if not isinstance(t, str) for lang in ("zh", "en") if getattr(t, lang)
    }
    plain = "\n".join(t for t in held if isinstance(t, str))
    told = language_of(plain) or ("zh" if _HAN.search(plain) else "en")
    return frozenset(own | ({told} if plain else set()))


def _asked_words(criterion: Criterion, lang: str) -> list[str]:
    """The words of a criterion's title, question and checks; in a language that the rubric may not
    be written in, without little words, of which some stand in any text."""
    asked = (criterion.title, criterion.asks, *(check.asks for check in criterion.checks))
    little = _little(lang)
    return [w for a in asked for w in words(_say(a, lang), lang) if w not in little]


def _little(lang: str) -> frozenset[str]:
    if lang in OWN:
        return frozenset()
    held = " ".join([*little_words(lang), *little_words("en")])
    return frozenset(words(held, lang))


def _times(term: Sequence[str], held: Sequence[str], lang: str) -> int:
    """How often the words of a term, or forms of them, stand together in a passage."""
    if not term:
        return 0
    return sum(
        all(holds(w, t, lang) for w, t in zip(held[n : n + len(term)], term, strict=True))
        for n in range(len(held) - len(term) + 1)
    )


def _phrases(asked: Iterable[Sequence[str]]) -> tuple[Phrase, ...]:
    """Words that are asked for together, as phrases, each once; so many at the most."""
    return tuple(dict.fromkeys(p for words in asked if (p := stems(words))))[:MOST_WORDS]


def _stands(phrase: Phrase, row: Phrase) -> bool:
    """Whether a phrase stands in a row."""
    size = len(phrase)
    return size > 0 and any(row[n : n + size] == phrase for n in range(len(row) - size + 1))


def _say(text: Text | None, lang: str) -> str:
    return ideographs(in_language(text, lang))
