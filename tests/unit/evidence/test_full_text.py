"""Rows found for phrases with weights: what each counts, and in what order they come."""

from __future__ import annotations

import math

import pytest
from evalkit.evidence.full_text import FullText, stems


def bm25(n: int, rows: int, tf: int, length: int, mean: float) -> float:
    """BM25 as Lucene has it (k₁ 1.2, b 0.75), of a word that ``n`` of the rows have."""
    rarity = math.log(1 + (rows - n + 0.5) / (n + 0.5))
    return rarity * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / mean))


ROWS = {3: ["research", "grows"], 5: ["roads", "and", "rail"], 9: ["research", "in", "research"]}


def test_a_word_counts_its_bm25_and_rows_keep_their_numbers() -> None:
    got = FullText(ROWS).best({("research",): 2.0}, 10)
    mean = 8 / 3
    assert [*got] == [9, 3]
    assert got[3] == pytest.approx(2 * bm25(2, 3, 1, 2, mean), abs=1e-4)
    assert got[9] == pytest.approx(2 * bm25(2, 3, 2, 3, mean), abs=1e-4)


def test_words_of_a_phrase_stand_together_and_in_order() -> None:
    text = FullText({0: ["研发", "发投", "投入"], 1: ["投入", "研发"], 2: ["发投", "研发"]})
    assert [*text.best({("研发", "发投"): 1.0}, 10)] == [0]


def test_words_are_found_by_their_stems_and_without_accents() -> None:
    text = FullText({0: ["researching"], 1: ["région"], 2: ["r&d"]})
    assert [*text.best({stems(["researches"]): 1.0}, 10)] == [0]
    assert [*text.best({stems(["region"]): 1.0}, 10)] == [1]
    assert [*text.best({stems(["r&d"]): 1.0}, 10)] == [2]
    assert stems(["r&d"]) == ("r", "d")


def test_rows_alike_come_in_their_own_order_however_many_they_are() -> None:
    text = FullText({n: ["研发", "投入"] for n in range(3000)})
    assert [*text.best({("研发",): 1.0}, 5)][:5] == [0, 1, 2, 3, 4]


def test_a_row_of_higher_score_comes_before_earlier_ones() -> None:
    rows = {n: ["研发", "其他", "其他"] for n in range(500)} | {500: ["研发", "研发"]}
    assert next(iter(FullText(rows).best({("研发",): 1.0}, 1))) == 500


@pytest.mark.parametrize("weights", [{}, {(): 1.0}, {("研发",): 0.0}])
def test_nothing_asked_finds_nothing(weights: dict[tuple[str, ...], float]) -> None:
    assert FullText({0: ["研发"]}).best(weights, 10) == {}


def test_nothing_is_found_where_there_are_no_rows() -> None:
    assert FullText({}).best({("研发",): 1.0}, 10) == {}


@pytest.mark.parametrize("word", ["AND", '"', "a:b", "*", "[x TO y]", "\x00", "研" * 70_000])
def test_no_word_is_taken_for_syntax(word: str) -> None:
    text = FullText({0: ["rail"], 1: [word]})
    assert [*text.best({("rail",): 1.0}, 10)] == [0]
    assert set(text.best({stems([word]): 1.0}, 10)) <= {1}


def test_many_rows_are_searched_as_one() -> None:
    """So much text that the engine would part it."""
    rows = {n: [f"w{n}", *(f"v{n % 97}x{k}" for k in range(60))] for n in range(20_000)}
    text = FullText(rows)
    assert [*text.best({("w19999",): 1.0}, 3)] == [19_999]
    assert [*text.best({("v5x7",): 1.0}, 3)][:3] == [5, 102, 199]
