"""Passages that bear on a criterion, ranked: SQLite's FTS5 over character pairs, queried with the
criterion's own words.

Chinese is cut into overlapping pairs of characters, so that a term is found as a phrase without a
dictionary that may not know it; other text is cut into words. Weights were tuned on eight
provinces' ratings and are reported on four others (see ``benchmarks/``).
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.fields import Text, in_language
from evalkit.model.rubric import Criterion

TERMS, ASKS = 1.0, 0.3  # weight of the criterion's search terms; of its title, question and checks
MOST_WORDS = 400
_RUNS = re.compile("[\u3400-\u9fff]+|[A-Za-z0-9]+(?:[.&'’-][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that bears on a criterion.

    ``score``: BM25, comparable within one search only; ``terms``: the criterion's terms that stand
    in it, as often as ``counts`` says; ``check``: the check whose wording is nearest, None where
    none shares a word.
    """

    document: str
    passage: Passage
    score: float
    terms: tuple[str, ...]
    counts: tuple[int, ...]
    check: str | None


def words(text: str) -> list[str]:
    """Pairs of characters of Chinese runs, other words in lower case."""
    found: list[str] = []
    for run in _RUNS.findall(text):
        if run[0] >= "\u3400":
            found += [a + b for a, b in pairwise(run)] or [run]
        else:
            found.append(run.lower())
    return found


class Index:
    """Passages of one or more documents, ready to be searched; bare headings are not passages."""

    def __init__(self, documents: Sequence[PlanText]) -> None:
        self._passages = [(text.name, passage) for text in documents for passage in text.passages]
        self._words = [words(passage.text) for _, passage in self._passages]
        self._table = sqlite3.connect(":memory:")
        self._table.execute(
            "create virtual table held using fts5(x, tokenize='porter unicode61', content='')"
        )
        rows = ((n, " ".join(held)) for n, held in enumerate(self._words))
        self._table.executemany("insert into held(rowid, x) values (?, ?)", rows)
        sample = "".join(passage.text for _, passage in self._passages[:200])
        hanzi = len(re.findall("[\u3400-\u9fff]", sample))
        self.lang = "zh" if hanzi > 0.1 * max(len(sample), 1) else "en"

    def scores(self, phrases: Iterable[str]) -> dict[int, float]:
        """Passage → BM25 over phrases, each the words of a text that stand together."""
        parts = dict.fromkeys(" ".join(words(phrase)) for phrase in phrases)
        wanted = " OR ".join(f'"{part}"' for part in [p for p in parts if p][:MOST_WORDS])
        if not wanted:
            return {}
        found = self._table.execute(
            "select rowid, -bm25(held) from held where held match ?", (wanted,)
        )
        return {int(row): float(score) for row, score in found}

    def find(self, criterion: Criterion, most: int = 10) -> tuple[Hit, ...]:
        """The passages that bear most on a criterion, best first; ties in the order of the text."""
        terms = terms_of(criterion, self.lang)
        asked = [_say(criterion.title, self.lang), _say(criterion.asks, self.lang)]
        asked += [_say(check.asks, self.lang) for check in criterion.checks]
        total = defaultdict[int, float](float)
        queries = (
            (TERMS, [*terms, *(w for term in terms for w in words(term))]),
            (ASKS, [w for a in asked for w in words(a)]),
        )
        for weight, phrases in queries:
            for row, score in self.scores(phrases).items():
                total[row] += weight * score
        found = [row for row in total if not self._passages[row][1].level]
        best = sorted(found, key=lambda row: (-round(total[row], 9), row))[:most]
        return tuple(self._hit(row, total[row], criterion, terms) for row in best)

    def find_words(self, text: str, most: int = 10) -> tuple[Hit, ...]:
        """The passages that have the words of a text: those with most of them first, then best
        first. Headings only where nothing else has them."""
        asked = tuple(dict.fromkeys(ideographs(text).split()))
        found = {}
        for row, score in self.scores([ideographs(text), *asked]).items():
            name, passage = self._passages[row]
            low = passage.text.lower()
            counted = [(word, low.count(word.lower())) for word in asked]
            held = [c for c in counted if c[1]]
            terms, counts = (tuple(c[n] for c in held) for n in (0, 1))
            found[row] = Hit(name, passage, score, terms, counts, None)  # type: ignore[arg-type]
        told = [row for row in found if not found[row].passage.level] or [*found]
        best = sorted(told, key=lambda r: (-len(found[r].terms), -round(found[r].score, 9), r))
        return tuple(found[row] for row in best[:most])

    def _hit(self, row: int, score: float, criterion: Criterion, terms: Sequence[str]) -> Hit:
        name, passage = self._passages[row]
        low = passage.text.lower()
        counted = [(term, low.count(term.lower())) for term in terms]
        found = sorted((c for c in counted if c[1]), key=lambda c: -c[1] * len(c[0]))
        own = set(self._words[row])
        shared = [(len(own & set(words(_say(c.asks, self.lang)))), c.id) for c in criterion.checks]
        nearest = max(shared, key=lambda s: s[0], default=(0, None))
        return Hit(
            name,
            passage,
            score,
            tuple(term for term, _ in found),
            tuple(n for _, n in found),
            nearest[1] if nearest[0] else None,
        )


def terms_of(criterion: Criterion, lang: str) -> tuple[str, ...]:
    """A criterion's search terms in a language; its title's words where it has none."""
    given = criterion.terms
    terms = given.get("zh" if lang == "zh" else "en") or given.get("zh", ())
    return tuple(ideographs(term) for term in terms)


def _say(text: Text | None, lang: str) -> str:
    return ideographs(in_language(text, lang))
