"""Text in boxes: lines, sizes and cuts, reckoned by hand."""

from __future__ import annotations

import pytest
from evalkit.render.pptx.fit import Piece, advance, cut, fitted, lines, said


def line(text: str) -> tuple[Piece, ...]:
    return (Piece(text),)


def test_hanzi_take_one_em_each_and_some_air() -> None:
    assert advance("创新驱动") == pytest.approx(4 * 1.12)
    assert advance("增长5%") > advance("增长") + advance("5%")  # a blank where they meet


def test_lines_are_counted_as_words_are_broken() -> None:
    assert lines(line("创新驱动发展"), 7.0) == 1
    assert lines(line("创新驱动发展"), 4.5) == 2
    assert lines(line("创新驱动，发展"), 4.5) == 2  # no line begins with a comma
    assert lines(line("one two"), 3.0) == 2
    assert lines(line(""), 3.0) == 1
    assert lines(line("unbreakable" * 3), 5.0) > 3


def test_bold_is_wider() -> None:
    text = "创新驱动发展"
    assert lines((Piece(text, True),), 6.9) == 2
    assert lines((Piece(text),), 6.9) == 1


def test_what_is_too_long_ends_at_a_sentence_or_else_a_clause() -> None:
    two = line("写明年底前建成三个中心。资金由市里统筹安排，另行公布")
    assert said(cut(two, 1, 20.0)) == "写明年底前建成三个中心…"
    clause = line("写明年底前建成三个中心，资金由市里统筹安排并另行公布")
    assert said(cut(clause, 1, 20.0)) == "写明年底前建成三个中心…"
    english = line("Three centres open this year. Money comes from the city budget, as told later")
    assert said(cut(english, 2, 12.0)) == "Three centres open this year…"
    assert "3.5" in said(
        cut(line("Spending grows by 3.5 points and the rest is not told here"), 2, 9)
    )


def test_a_text_without_clauses_ends_between_words() -> None:
    short = said(cut(line("alpha beta gamma delta epsilon"), 1, 10.0))
    assert short in ("alpha beta…", "alpha…", "alpha beta gamma…")
    assert lines(line(short), 10.0) == 1


def test_what_fits_is_whole_and_keeps_its_weights() -> None:
    held = (Piece("标题：", True), Piece("正文。"))
    assert cut(held, 2, 20.0) is held
    long = (Piece("标题：", True), Piece("正文一句话说完了事情。后面还有很多很多很多的话要说"))
    assert cut(long, 1, 18.0)[0] == Piece("标题：", True)


@pytest.mark.parametrize("text", ["创新驱动发展。" * 30, "word and word. " * 40, "x" * 400])
@pytest.mark.parametrize("high", [20.0, 40.0, 90.0])
def test_nothing_is_higher_than_its_box(text: str, high: float) -> None:
    found = fitted([line(text)] * (3 if high > 50 else 1), 200.0, high, (14, 12, 10), 3.0)
    assert found.height <= high
    assert found.cut
    assert all(said(held).endswith("…") for held in found.lines)


def test_the_largest_type_that_fits_is_taken() -> None:
    assert fitted([line("创新")], 200.0, 30.0, (20, 10)).size == 20
    assert fitted([line("创新驱动发展" * 3)], 200.0, 30.0, (20, 10)).size == 10
