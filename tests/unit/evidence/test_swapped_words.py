"""A quote in which a word, a figure or the order of words is another is altered, however short it
is; one that differs by capital letters only is close."""

from __future__ import annotations

import pytest
from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.text import Passage, PlanText


def tier(quote: str, *lines: str) -> str:
    passages = tuple(Passage(n, line, n) for n, line in enumerate(lines, start=1))
    return verify(quote, searchable(PlanText("p", "text", "", passages))).tier


SENTENCES = [
    ("港口带动腹地发展", "腹地带动港口发展"),
    ("扩大外贸、稳住内贸", "扩大内贸、稳住外贸"),
    ("由水务局牵头、林业局配合", "由林业局牵头、水务局配合"),
    ("先治污后造景的次序", "先造景后治污的次序"),
    ("甲镇帮扶乙镇修路", "乙镇帮扶甲镇修路"),
    ("towns advise villages", "villages advise towns"),
    ("raise rents, lower fares", "lower rents, raise fares"),
    ("The mill gains 30 jobs, the port 12", "The port gains 30 jobs, the mill 12"),
    ("优先发展轨道交通", "限制发展轨道交通"),
    ("严控新增燃煤锅炉", "严控存量燃煤锅炉"),
    ("expand public housing", "reduce public housing"),
    ("Cut bus traffic by half", "Raise bus traffic by half"),
    ("Town clinics open first", "Town clinics close last"),
    ("居民水价每年上浮千分之三", "居民水价每年上浮3%"),
    ("It has twenty-five new buses", "It has 24 new buses"),
]


@pytest.mark.parametrize(("one", "two"), SENTENCES)
def test_a_short_quote_with_a_word_swapped_is_altered(one: str, two: str) -> None:
    for plan, quote in ((one, two), (two, one)):
        assert tier(quote, "第一节 总体安排", f"{plan}。", "另行公布。") == "altered"
        assert tier(plan, "第一节 总体安排", f"{plan}。", "另行公布。") == "exact"


@pytest.mark.parametrize(
    "quote",
    [
        "组建区域性演出联盟",
        "优先限制私人交通",
        "The council plants trees",
        "reduce private motoring",
    ],
)
def test_a_short_quote_of_something_else_is_not_found(quote: str) -> None:
    assert tier(quote, "优先发展轨道交通。", "expand public housing in towns") == "not-found"


@pytest.mark.parametrize(
    ("plan", "quote"),
    [
        ("THE TOWN WILL BUILD TWO BRIDGES", "The town will build two bridges"),
        ("The Town Will Build Two Bridges", "the town will build two bridges"),
    ],
)
def test_capital_letters_alone_make_a_quote_close(plan: str, quote: str) -> None:
    assert tier(quote, f"{plan}.") == "close"
    assert tier(quote.replace("two", "three"), f"{plan}.") == "altered"
    assert tier("a load of 5 MW is kept", "A load of 5 mW is kept.") == "altered"
