"""Rows of words in; for phrases with weights, the rows that have them out, by BM25: tantivy, in
memory, over words brought to their stems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tantivy import Query, TextAnalyzer

Phrase = tuple[str, ...]  # stems that stand together, as :func:`stems` gives them

_FIELD = "words"
_PARTS = re.compile(r"[.&'’-]")  # r&d is found as r, d
_LEAST = 15_000_000  # bytes that tantivy wants of memory at the least
_MOST = 2_000_000_000
_A_WORD = 128  # bytes of memory that a word takes while it is indexed, at the most
_DECIMALS = 4  # tantivy adds in single precision: what lies behind differs between machines
_SPARE = 100  # rows asked for beyond those wanted, that rounding can move ahead of them


@cache
def _analyzer() -> TextAnalyzer:
    """Words as they are given, without accents, English endings off."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    return words.filter(Filter.ascii_fold()).filter(Filter.stemmer("english")).build()


def stems(words: Iterable[str]) -> Phrase:
    """Words as they are indexed."""
    return tuple(_analyzer().analyze(_parted(words)))


def _parted(words: Iterable[str]) -> str:
    return _PARTS.sub(" ", " ".join(words))


class FullText:
    """Rows of words, by number, ready to be searched."""

    def __init__(self, rows: Mapping[int, Sequence[str]]) -> None:
        from tantivy import Document, Index, SchemaBuilder

        schema = SchemaBuilder().add_text_field(_FIELD, tokenizer_name="stems")
        self._schema = schema.add_integer_field("row", fast=True).build()
        index = Index(self._schema)
        index.register_tokenizer("stems", _analyzer())
        memory = _A_WORD * sum(map(len, rows.values()))
        # one thread: the rows stay in order, and those that score alike too
        writer = index.writer(min(max(memory, _LEAST), _MOST), 1)
        for row, words in rows.items():
            writer.add_document(Document(**{_FIELD: _parted(words), "row": row}))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def best(self, weights: Mapping[Phrase, float], most: int) -> dict[int, float]:
        """Row → the sum over phrases of weight times BM25 (k₁ 1.2, b 0.75), best first, those alike
        in the order of the rows; at least the ``most`` that have the highest.

        Source: Robertson and Zaragoza (2009), The Probabilistic Relevance Framework; a phrase has
        the rarity of all its words, as in Lucene.
        """
        from tantivy import Occur, Query

        asked = [(Occur.Should, self._query(p, w)) for p, w in weights.items() if p and w > 0]
        if not asked or not self._searcher.num_docs:
            return {}
        limit = min(most + _SPARE, self._searcher.num_docs)
        hits = self._searcher.search(Query.boolean_query(asked), limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        scored = [
            (int(row or 0), round(float(score), _DECIMALS))
            for row, (score, _) in zip(rows, hits, strict=True)
        ]
        return dict(sorted(scored, key=lambda own: (-own[1], own[0])))

    def _query(self, phrase: Phrase, weight: float) -> Query:
        from tantivy import Query

        if len(phrase) == 1:
            own = Query.term_query(self._schema, _FIELD, phrase[0], "freq")
        else:
            own = Query.phrase_query(self._schema, _FIELD, [*phrase])
        return Query.boost_query(own, weight)
