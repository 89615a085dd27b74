"""Signs, lists, numerals and titles of both languages."""

from __future__ import annotations

from evalkit.report.numbers import Figure
from evalkit.report.words.grammar import GRAMMARS

EN, ZH = GRAMMARS["en"], GRAMMARS["zh"]


def test_lists_of_pieces_stay_pieces() -> None:
    figure = Figure(1)
    assert EN.listed(["a", figure, ("b", figure)]) == ("a", ", ", figure, " and ", "b", figure)
    assert ZH.listed(["甲", "乙"]) == "甲和乙"
    assert EN.joined([], "/") == ""


def test_ordinals() -> None:
    shown = [EN.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    assert shown == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]
    assert ZH.ordinal(3) == "第3"


def test_numbers_in_words() -> None:
    assert [EN.numeral(n) for n in (0, 3, 10, 11)] == ["no", "three", "ten", "11"]
    assert [ZH.numeral(n) for n in (0, 3)] == ["0", "3"]
    counted = [EN.counted(n, "plan is", "plans are", "none is") for n in (0, 1, 12)]
    assert counted == ["none is", "one plan is", "12 plans are"]
    assert EN.counted(0, "plan", "plans") == "no plans"
    assert ZH.counted(3, "份规划") == "3份规划"


def test_chinese_titles_count_beyond_nineteen() -> None:
    heads = [ZH.heading(n, "")[:-1] for n in (10, 11, 20, 21, 99)]
    assert heads == ["十", "十一", "二十", "二十一", "九十九"]


def test_titles_inside_a_sentence() -> None:
    for title, inside in {
        "Clear goals": "clear goals",
        "S&T funds": "S&T funds",
        "R&D": "R&D",
        "Yangtze Delta": "Yangtze Delta",
        "Beijing–Tianjin–Hebei: joint innovation": "Beijing–Tianjin–Hebei: joint innovation",
        "One national chessboard": "one national chessboard",
        "A plan": "a plan",
        "X": "X",
        "": "",
    }.items():
        assert EN.inside(title) == inside
        assert ZH.inside(title) == title


def test_brackets_quotes_and_stops() -> None:
    assert (EN.aside("x"), ZH.aside("x")) == (" (x)", "（x）")
    assert (EN.quoted("x"), ZH.quoted("x")) == ("“x”", "“x”")
    assert (EN.unstopped("So."), ZH.unstopped("好。")) == ("So", "好")
    assert EN.capital("plan of S&T") == "Plan of S&T"


def test_short_names_of_regions() -> None:
    names = ["浙江省", "上海市", "广西壮族自治区", "香港特别行政区", "沙市"]
    assert [ZH.without_kind(name) for name in names] == ["浙江", "上海", "广西", "香港", "沙市"]
    assert EN.without_kind("Zhejiang") == "Zhejiang"
