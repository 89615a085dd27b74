"""Documents with the passages that raters cited for criteria in; the words by which such passages
are told from others out.

What is learnt is single words, and pairs of characters where a language writes no blanks: each
stands in cited passages of two cases or more, and no sentence can be read from them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evalkit.evidence.full_text import Phrase, stems
from evalkit.evidence.languages import little_words
from evalkit.evidence.places import place_of
from evalkit.evidence.quotes import Searchable, searchable, verify
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.search import language_for
from evalkit.evidence.segmentation import words
from evalkit.evidence.text import Plans, PlanText
from evalkit.model.case import CaseFile, Evidence

TERMS = 80  # kept of a criterion in a language, those with the highest weights
LEAST = 2  # cited passages, and cases, that a word must stand in
DECIMALS = 2  # of a weight

Learnt = dict[str, dict[str, dict[str, float]]]  # criterion → language → term → weight


@dataclass(frozen=True, slots=True)
class CitedText:
    """A document of a case; ``cited``: criterion → the numbers of the passages cited for it."""

    case: str
    text: PlanText
    cited: Mapping[str, frozenset[int]]


def cited_texts(files: Iterable[CaseFile], plans: Plans) -> tuple[CitedText, ...]:
    """The documents of cases that are at hand, each with what its raters cite."""
    held = {file.case.case: file for file in files}
    return tuple(
        CitedText(case, text, _cited(held[case], id, text))
        for (case, id), text in plans.texts.items()
        if case in held
    )


def _cited(file: CaseFile, document: str, text: PlanText) -> dict[str, frozenset[int]]:
    """Criterion → the passages of a document that raters cite for it, or against it."""
    out: dict[str, frozenset[int]] = {}
    made = searchable(text)
    for name in file.case.ratings:
        cited = [e for rating in file.case.ratings_of(name) for e in rating.evidence]
        own = [_passages(e, text, made) for e in cited if e.document == document]
        if any(own):
            out[name] = frozenset[int]().union(*own)
    return out


def _passages(evidence: Evidence, text: PlanText, made: Searchable) -> frozenset[int]:
    """The passages that evidence names; where it names none, those where its quote stands."""
    place = place_of(evidence.at) if evidence.at else None
    stretches = list(place.passages) if place is not None else []
    if not stretches and evidence.quote:
        verdict = verify(evidence.quote, made)
        stretches = [stand.passages for stand in verdict.stands if verdict.verified]
    return frozenset(n for n in text.by_number if any(a <= n <= b for a, b in stretches))


@dataclass(frozen=True, slots=True)
class _Row:
    """A passage: whose it is, for which criteria it is cited, the words that it has."""

    case: str
    criteria: frozenset[str]
    words: frozenset[Phrase]


def learn(texts: Sequence[CitedText]) -> Learnt:
    """The words that stand in passages cited for a criterion more than elsewhere, by weight.

    A word's weight is the log-odds of standing in a cited passage against any other, a half added
    to each count, times the share of the cited passages that have it; of each criterion the highest
    is 1. Kept are those above 0, in ``LEAST`` cited passages of as many cases, ``TERMS`` at the
    most. Headings are no passages.

    Source: the log-odds of Robertson and Spärck Jones (1976), Relevance weighting of search terms.
    """
    out: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    spoken: dict[str, list[CitedText]] = defaultdict(list)
    for own in texts:
        spoken[language_for(own.text)].append(own)
    for lang, held in sorted(spoken.items()):
        written = _Written(lang)
        rows = [row for own in held for row in _rows(own, written)]
        for name, weights in _weights(rows).items():
            terms = {written.form(word): round(w, DECIMALS) for word, w in weights}
            if terms:
                out[name][lang] = terms
    return dict(sorted(out.items()))


class _Written:
    """How the words of a language are written: of each word as it is searched for, its forms."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._little = frozenset(little_words(lang))
        self._forms: dict[Phrase, Counter[str]] = defaultdict(Counter)
        self._known: dict[str, Phrase] = {}

    def words(self, text: str) -> Iterator[Phrase]:
        """The words of a text as they are searched for; figures and little words are none."""
        for form in words(ideographs(text)):
            if form in self._little or not any(c.isalpha() for c in form):
                continue
            if form not in self._known:
                self._known[form] = stems(words(form, self._lang))
            if phrase := self._known[form]:
                self._forms[phrase][form] += 1
                yield phrase

    def form(self, word: Phrase) -> str:
        """The form in which a word is written most often."""
        held = self._forms[word]
        return min(held, key=lambda form: (-held[form], form))


def _rows(own: CitedText, written: _Written) -> Iterator[_Row]:
    for passage in own.text.passages:
        if not passage.level:
            numbers = {*range(passage.number, passage.until + 1)}
            criteria = (name for name, cited in own.cited.items() if numbers & cited)
            yield _Row(own.case, frozenset(criteria), frozenset(written.words(passage.text)))


def _weights(rows: Sequence[_Row]) -> dict[str, list[tuple[Phrase, float]]]:
    """Criterion → its words by weight, the highest first."""
    every = Counter(word for row in rows for word in row.words)
    cited: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        for name in row.criteria:
            cited[name].append(row)
    return {name: _of(own, every, len(rows)) for name, own in cited.items()}


def _of(cited: Sequence[_Row], every: Mapping[Phrase, int], n: int) -> list[tuple[Phrase, float]]:
    """Words of the passages cited for one criterion, among ``n``, with their weights."""
    within = Counter(word for row in cited for word in row.words)
    cases: dict[Phrase, set[str]] = defaultdict(set)
    for row in cited:
        for word in row.words:
            cases[word].add(row.case)
    weights = {
        word: _log_odds(k, len(cited), every[word] - k, n - len(cited)) * k / len(cited)
        for word, k in within.items()
        if min(k, len(cases[word])) >= LEAST
    }
    ranked = sorted(_positive(weights), key=lambda own: (-own[1], own[0]))[:TERMS]
    return [(w, share) for w, v in ranked if (share := v / ranked[0][1]) >= 10**-DECIMALS]


def _positive(weights: Mapping[Phrase, float]) -> Iterable[tuple[Phrase, float]]:
    return ((word, weight) for word, weight in weights.items() if weight > 0)


def _log_odds(k: int, cited: int, others: int, rest: int) -> float:
    """Of standing in one of the ``cited`` passages, of which ``k`` have it, against one of the
    ``rest``, of which ``others`` have it."""
    return math.log((k + 0.5) / (cited - k + 0.5)) - math.log(
        (others + 0.5) / (rest - others + 0.5)
    )
