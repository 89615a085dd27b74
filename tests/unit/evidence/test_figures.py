"""The whole figure, with all that belongs to it."""

from __future__ import annotations

import pytest
from evalkit.evidence.equal_figures import CLOSES, OPENS, with_equal_figures
from evalkit.evidence.figures import figure_round, figures_in
from evalkit.evidence.tokens import words_of


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("产值达到12万亿元，出口", ["12万亿元"]),
        ("比重提高5个百分点以上", ["5个百分点以上"]),
        ("增速为3.5%—4%之间", ["3.5%—4%之间"]),
        ("每年投入2-5亿元用于", ["2-5亿元"]),
        ("产量为900万吨至1000万吨。", ["900万吨至1000万吨"]),
        ("新建5到6个园区", ["5到6个"]),
        ("开通3—4条线路", ["3—4条"]),
        ("三至五年内完成", ["三至五年"]),
        ("从3.2%提高到4%", ["3.2%", "4%"]),
        ("下降-3.5%左右", ["-3.5%左右"]),
        ("能耗不高于0.4吨标准煤", ["不高于0.4吨标准煤"]),
        ("补助30万元/人左右", ["30万元/人左右"]),
        ("培训100多万人次", ["100多万人次"]),
        ("约3.5万亿元", ["约3.5万亿元"]),
        ("集约10亩土地", ["10亩"]),
        ("附近5个村", ["5个"]),
        ("近三成企业", ["近三成"]),
        ("占百分之六以上", ["百分之六以上"]),
        ("到二〇三一年底", ["二〇三一年"]),
        ("“十四五”时期", ["十四五"]),
        ("专栏3 项目安排", ["3"]),
        ("100家（含）以上", ["100家（含）以上"]),
        ("第12位", ["第12位"]),
        ("2031—2035年", ["2031—2035年"]),
        ("PM2.5浓度为25微克/立方米", ["PM2.5", "25微克/立方米"]),
        ("at least 6.5 million people", ["at least 6.5 million people"]),
        ("(down 8 %) in 2031", ["8 %", "2031"]),
        ("between 5 and 10 percent", ["between 5 and 10 percent"]),
        ("by 12% to 15 million", ["12%", "15 million"]),
        ("falls by 5-10 per cent here", ["5-10 per cent"]),
        ("$5bn and US$ 3.2 billion", ["$5bn", "US$ 3.2 billion"]),
        ("1,140 firms, 1 140 firms, 1'140 firms", ["1,140", "1 140", "1'140"]),
        ("10⁶ t and 5½ years", ["10⁶ t", "5½ years"]),
        ("COVID-19 and 5G", ["COVID-19", "5G"]),
        ("30ºN, 20 °C", ["30ºN", "20 °C"]),
        ("share 6.64 (2010) 10 14 MoE", ["6.64", "2010", "10", "14"]),
        ("mindestens 5 Prozent der Firmen", ["mindestens 5 Prozent"]),
        ("plus de 5 % des emplois", ["plus de 5 %"]),
        ("up to 20 hectares", ["up to 20 hectares"]),
        ("no more than 3.5 kg", ["no more than 3.5 kg"]),
        ("5,00,000 and 1.140,5", ["5,00,000", "1.140,5"]),
    ],
)
def test_a_figure_is_told_whole(text: str, figures: list[str]) -> None:
    assert [text[start:end] for start, end in figures_in(text)] == figures


@pytest.mark.parametrize("text", ["增长约3.5万亿元以上。", "rises by up to 5.5 million euros here"])
def test_every_place_within_a_figure_leads_to_the_whole(text: str) -> None:
    ((start, end),) = figures_in(text)
    for at in range(start + 1, end):
        assert figure_round(text, at, 0, len(text)) == (start, end)
    assert figure_round(text, start, 0, len(text)) is None
    assert figure_round(text, end, 0, len(text)) is None


def shown(text: str) -> str:
    found = with_equal_figures(words_of(text), text).text
    return found.replace(OPENS, "[").replace(CLOSES, "]")


@pytest.mark.parametrize(
    "same",
    [
        ("5%", "５％", "百分之五", "5 percent", "5 per cent", "5.0%"),
        ("3.5%", "百分之三点五"),
        ("2031年", "二〇三一年", "二零三一年", "二○三一年", "２０３１年"),
        ("1.5万家", "15000家", "15,000家", "15 000家", "15'000家", "一万五千家"),
        ("13万亿元", "130000亿元", "13000000000000元", "十三万亿元"),
        ("三分之一", "1/3", "⅓"),
        ("500,000 people", "5,00,000 people", "0.5 million people", "500 000 people"),
        ("1.140,5", "1140.5", "1,140.5"),
        ("20家", "二十家"),
        ("3亿件", "三亿件", "30000万件"),
        ("5%—6%", "5%~6%", "5%至6%", "5%到6%"),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(same: tuple[str, ...]) -> None:
    assert len({shown(text).replace("percent", "%") for text in same}) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("5%", "5‰"),
        ("-5%", "5%"),
        ("两级", "二级"),
        ("5%", "5个百分点"),
        ("1.140", "1140"),
        ("2031 25 cities", "203125 cities"),
        ("3 | 140", "3140"),
        ("3\n140", "3140"),
        ("12 345 678 90", "1234567890"),
        ("5½", "51/2"),
        ("1.5万", "1.5亿"),
    ],
)
def test_other_figures_stay_apart(one: str, two: str) -> None:
    assert shown(one) != shown(two)
