"""One figure written two ways is the same quote, either way round; another figure never is."""

from __future__ import annotations

import pytest
from evalkit.evidence.english_numbers import english_numbers
from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.text import Passage, PlanText

SAME = [
    ("事故率控制在{}以内的水平", ["千分之三", "3‰", "３‰", "0.3%", "0.30%", "百分之零点三"]),
    ("抽检不合格率降到{}以下", ["万分之五", "0.05%", "百分之零点零五"]),
    ("清洁供热占到{}以上份额", ["两成", "二成", "2成", "20%", "百分之二十", "２０％"]),
    ("产能利用恢复到{}以上水平", ["七成半", "7.5成", "75%"]),
    ("产业规模突破{}元的大关", ["1.3万亿", "13000亿", "一点三万亿", "1万3千亿", "１．３万亿"]),
    ("累计投入{}元用于改造", ["2亿3000万", "2.3亿", "23000万", "230,000,000"]),
    ("新增培训{}人的目标任务", ["3万5千", "3.5万", "35000", "35,000", "三万五千"]),
    ("服务半径约{}公里的诊所", ["1½", "1.5", "一点五"]),
    ("自{}年起实行新的定额标准", ["二〇二六", "二○二六", "二零二六", "二O二六", "2026"]),
    ("It trains {} nurses in the valley", ["five thousand", "5,000", "5 000", "5000"]),
    ("It covers {} of the hill towns", ["twenty-five", "twenty five", "25"]),
    ("It pays for {} new buses", ["a hundred and twenty", "one hundred and twenty", "120"]),
    ("It keeps {} of the farm land", ["two thirds", "two-thirds", "2/3"]),
    ("It keeps {} of the farm land", ["a third", "one third", "one-third", "1/3"]),
]


def tier(quote: str, text: str) -> str:
    return verify(quote, searchable(PlanText("p", "text", "", (Passage(1, text, 1),)))).tier


@pytest.mark.parametrize(("sentence", "forms"), SAME)
def test_a_figure_is_the_same_however_it_is_written(sentence: str, forms: list[str]) -> None:
    for one in forms:
        for two in forms:
            wanted = ("exact",) if one == two else ("exact", "normalised")
            assert tier(sentence.format(one), sentence.format(two)) in wanted, (one, two)


@pytest.mark.parametrize(
    ("sentence", "one", "two"),
    [
        ("事故率控制在{}以内的水平", "千分之三", "3%"),
        ("清洁供热占到{}以上份额", "两成", "2%"),
        ("清洁供热占到{}以上份额", "两成半", "20%"),
        ("新增培训{}人的目标任务", "3万5千", "305000"),
        ("服务半径约{}公里的诊所", "1½", "1.2"),
        ("二〇二六年投入{}元的资金", "五千万", "500万"),
        ("It trains {} nurses in the valley", "five thousand", "500"),
        ("It trains {} nurses in the valley", "five thousand", "5,001"),
        ("It covers {} of the hill towns", "twenty-five", "24"),
        ("It keeps {} of the farm land", "two thirds", "1/3"),
    ],
)
def test_another_figure_is_altered(sentence: str, one: str, two: str) -> None:
    assert tier(sentence.format(one), sentence.format(two)) == "altered"
    assert tier(sentence.format(two), sentence.format(one)) == "altered"


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("one of two towns", ["2"]),
        ("three hundred and six thousand and five", ["306005"]),
        ("two million three hundred thousand", ["2300000"]),
        ("seventy-one firms, often nine", ["71", "9"]),
        ("two three four", []),
        ("a dozen, thousands, a million", ["1000000"]),
    ],
)
def test_numbers_in_english_words_have_their_values(words: str, values: list[str]) -> None:
    assert [value for _, _, value in english_numbers(words, 0, len(words))] == values


@pytest.mark.parametrize("formula", ["CO₂", "CO2", "CO²"])
@pytest.mark.parametrize("other", ["CO₂", "CO2", "CO²"])
def test_a_digit_raised_by_mistake_in_a_formula_is_the_lowered_one(
    formula: str, other: str
) -> None:
    sentence = "Ports measure {} at all quays from now on"
    wanted = "exact" if formula == other else "normalised"
    assert tier(sentence.format(formula), sentence.format(other)) == wanted
    assert tier(sentence.format("CO"), sentence.format(other)) != "exact"
