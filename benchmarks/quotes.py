"""Quotes held against a plan of 1 MB: by evalkit, and by hand in the same way, first as text within
text and by rapidfuzz where they do not stand there to the letter."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.text import PlanText
from evalkit.evidence.tokens import words_of

from benchmarks.evidence import plan
from benchmarks.timing import Ratio, compare

CHARACTERS, QUOTES, FORGED = 1_000_000 // 3, 1000, 10  # three bytes a hanzi; one in ten forged


def run(characters: int = CHARACTERS, quotes: int = QUOTES) -> Iterator[Ratio]:
    text = plan(characters)
    made = quotes_of(text, quotes)
    held = searchable(text)
    row = held.words.text
    bare = [words_of(quote).text for quote in made]
    assert [verify(quote, held).tier == "exact" for quote in made] == [q in row for q in bare], (
        "the same quotes stand there"
    )
    yield compare(
        "1,000 quotes, one in ten forged, against `in` and rapidfuzz for the rest",
        lambda: [verify(quote, held) for quote in made],
        lambda: by_hand(made, row),
        1.5,
        7,
    )
    yield compare(
        "100 quotes that do not stand there, against rapidfuzz",
        lambda: [verify(quote, held) for quote in made[::FORGED]],
        lambda: by_hand(made[::FORGED], row),
        1.5,
        7,
    )


def quotes_of(text: PlanText, n: int) -> list[str]:
    """Two clauses of a passage each; in every tenth a figure is changed."""
    draw = random.Random(8)
    made = []
    for k in range(n):
        own = draw.choice(text.passages).text.split("，")
        quote = "，".join(own[2:4])
        forged = re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), quote, count=1)
        made.append(quote if k % FORGED else forged)
    return made


def by_hand(quotes: Sequence[str], row: str) -> list[object]:
    """Where each stands in a document's words in a row, or what is nearest to it."""
    from rapidfuzz import fuzz

    found: list[object] = []
    for quote in quotes:
        words = words_of(quote).text
        at = row.find(words)
        found.append(at if at >= 0 else fuzz.partial_ratio_alignment(words, row))
    return found
