"""Pages are told from heights: what fills a page, what moves on as a whole, what is repeated."""

from __future__ import annotations

import pytest
from evalkit.render.docx.pages import Filling, Shape, lines


def test_lines_that_do_not_fit_begin_the_next_page() -> None:
    filling = Filling(100.0)
    assert [filling.put(30.0) for _ in range(7)] == [1, 1, 1, 2, 2, 2, 3]


def test_what_stays_with_the_next_moves_on_with_it() -> None:
    filling = Filling(100.0)
    filling.put(60.0)
    filling.put(20.0, keep=True)
    assert filling.put(30.0) == 2
    assert filling.filled == 50.0


def test_a_page_within_a_table_begins_with_its_head() -> None:
    filling = Filling(100.0)
    assert [filling.put(30.0, head=20.0) for _ in range(6)] == [1, 1, 1, 2, 2, 3]


def test_notes_take_room_and_their_rule_once_a_page() -> None:
    filling = Filling(100.0)
    filling.put(10.0, notes=10.0)
    filling.put(10.0, notes=10.0)
    assert filling.filled == 54.0


def test_a_new_page_is_none_where_the_last_is_empty() -> None:
    filling = Filling(100.0)
    filling.turn()
    filling.put(10.0)
    filling.turn()
    filling.turn()
    assert (filling.page, filling.filled) == (2, 0.0)


def test_what_is_taller_than_a_page_goes_on() -> None:
    filling = Filling(100.0)
    assert filling.put(250.0) == 3
    assert filling.filled == 50.0


@pytest.mark.parametrize(
    ("text", "wide", "first", "wanted"),
    [
        ("", 10.0, 0.0, 1),
        ("文" * 28, 28.0, 0.0, 1),
        ("文" * 28, 28.0, 2.0, 2),
        ("文" * 57, 28.0, 0.0, 3),
        ("文" * 28 + "。", 28.0, 0.0, 1),
        ("word " * 8, 10.0, 0.0, 2),
        ("w" * 40, 10.0, 0.0, 3),
    ],
)
def test_lines_hold_whole_words_and_any_hanzi(
    text: str, wide: float, first: float, wanted: int
) -> None:
    assert lines(text, wide, first) == wanted


def test_a_line_is_as_high_as_its_style_says_or_as_its_type() -> None:
    assert Shape(size=12, line=20).pitch == 20
    assert Shape(size=10, times=1.5).pitch == pytest.approx(18)
