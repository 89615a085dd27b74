"""Quotes against a small plan of our own: tiers, numbers, negations, places."""

from __future__ import annotations

import pytest
from evalkit.evidence.places import PlaceCited, place_of
from evalkit.evidence.quote_findings import compared
from evalkit.evidence.quotes import Verdict, searchable, verify
from evalkit.evidence.text import Passage, PlanText, noted
from evalkit.evidence.tokens import numbers, words_of

PLAN = (
    "一、目标",
    "到2030年，全社会研发经费投入强度达到1.6%左右，比2023年提高0.6个百分点；高新技术企业达到13万家。",
    "不得挤占科技专项资金，财政科技投入增长-3.2%的县要说明原因。",
    "建立省、市、县三级投入机制，设立15个创新平台、20家中试基地。",
    "R&D intensity will reach 3.5% by 2030; firms must not cut their budgets.",
    "推动科技创新和产业创新深度融合。",
    "持续推动科技创新和产业创新深度融合。",
)
DOCUMENT = searchable(
    PlanText("plan", "text", "", tuple(Passage(n, text, n) for n, text in enumerate(PLAN, start=1)))
)


def found(quote: str) -> Verdict:
    return verify(quote, DOCUMENT)


@pytest.mark.parametrize(
    ("quote", "tier"),
    [
        ("全社会研发经费投入强度达到1.6%左右", "exact"),
        ("全社会研发经费投入强度达到１．６％左右", "normalised"),
        ("全社会 研发经费\n投入强度达到1.6%左右。", "normalised"),
        ("全社会研发经费投入强度达到1.6%左右、比2023年提高", "normalised"),
        ("“不得挤占科技专项资金”", "normalised"),
        ("全社会研发经费投入强度达到2.6%左右", "altered"),
        ("全社会研发经费投入强度达到16%左右", "altered"),
        ("全社会研发经费投入强度达到1.6‰左右", "altered"),
        ("高新技术企业达到3万家", "altered"),
        ("3万家。", "cut"),
        ("得挤占科技专项资金", "cut"),
        ("财政科技投入增长3.2%的县要说明原因", "altered"),
        ("建立省、市、县两级投入机制", "altered"),
        ("设立1520家中试基地", "not-found"),
        ("设立15个创新平台20家中试基地", "normalised"),
        ("设立15个创新平台200家中试基地", "altered"),
        ("must cut their budgets", "altered"),
        ("cut their budgets", "cut"),
        ("tensity will reach 3.5%", "cut"),
        ("firms must cut their budgets", "altered"),
        ("必须挤占科技专项资金", "altered"),
        ("全社会研究与发展经费投入强度达到1.6%左右", "close"),
        ("全社會研發經費投入強度達到1.6%左右", "not-found"),
        ("建设国际科技创新中心和综合性国家科学中心", "not-found"),
        ("，。！", "not-found"),
    ],
)
def test_tiers(quote: str, tier: str) -> None:
    assert found(quote).tier == tier


def cited(text: str) -> PlaceCited:
    place = place_of(text)
    assert place is not None
    return place


def test_what_differs_is_shown_number_by_number() -> None:
    verdict = found("到2030年，全社会研发经费投入强度达到2.6%左右")
    assert verdict.differing == (("2.6%", "1.6%"),)
    assert [(p.quote, p.document) for p in verdict.pieces if not p.same] == [("2.6", "1.6")]


def test_what_differs_is_shown_in_whole_words_with_the_blanks_between_them() -> None:
    row = "The agency will not reduce grants for schools, and reports by 2030."
    own = searchable(PlanText("plan", "text", "", (Passage(1, row, 1),)))
    shown = compared(verify("The agency will reduce grant for schools", own).pieces)
    assert shown == "The agency will [ → not] reduce [grant → grants] for schools"


def test_a_part_of_a_number_names_the_whole() -> None:
    assert found("3万家。").differing == (("3万家", "13万家"),)


def test_every_stand_is_listed_and_a_cited_place_may_be_any_of_them() -> None:
    verdict = found("推动科技创新和产业创新深度融合")
    assert [stand.passages for stand in verdict.stands] == [(6, 6), (7, 7)]
    assert verdict.at(cited("¶7"))
    assert not verdict.at(cited("¶2"))


def test_a_quote_across_paragraphs_says_both() -> None:
    assert found("高新技术企业达到13万家。不得挤占科技专项资金").stands[0].passages == (2, 3)


def test_a_short_quote_is_found_and_said_to_prove_nothing() -> None:
    verdict = found("创新")
    assert (verdict.tier, verdict.short) == ("exact", True)
    assert not found("不得挤占科技专项资金").short


def test_parts_that_stand_in_many_places_are_taken_where_they_stand_together() -> None:
    rows = [
        f"到2027年，第{n}片区投入强度达到{n / 2:g}%以上，每年向市人大报告一次，力争引进企业{3 * n}家。"
        for n in range(1, 40)
    ]
    passages = tuple(Passage(n, row, n) for n, row in enumerate(rows, start=1))
    own = searchable(PlanText("plan", "text", "", passages))
    one = verify("到2027年……力争引进企业90家", own)
    assert (one.tier, one.stands[0].passages) == ("exact", (30, 30))
    every = verify("到2027年……每年向市人大报告", own)
    assert (every.tier, len(every.stands), every.short) == ("exact", 39, True)
    assert verify("第3片区……力争引进企业90家", own).tier not in ("exact", "normalised")


@pytest.mark.parametrize(
    ("text", "quote", "tier"),
    [
        (
            "全市完成31公里电缆入地，更新管网，9个街道机关院子对居民开放。",
            "全市完成31公里电缆入地，……9个街道机关院子对居民开放",
            "exact",
        ),
        (
            "民兵训练水平提高，开展演练6次，12个县均被评为先进县。",
            "民兵训练水平提高，……12个县均被评为先进县",
            "exact",
        ),
        (
            "城乡居民收入分别增长4%和6%，物价上涨2%，城镇登记失业率4.5%左右。",
            "城乡居民收入分别增长4%和6%……城镇登记失业率4.5%左右",
            "exact",
        ),
        (
            "事故起数、死亡人数分别下降16%、15%，其中火灾下降3%，交通事故死亡人数下降9%。",
            "事故起数、死亡人数分别下降16%、15%，……交通事故死亡人数下降9%",
            "exact",
        ),
        (
            "芯片产业加快发展，产值增长5%，12英寸晶圆产能大幅提升。",
            "芯片产业加快发展，……12英寸晶圆产能大幅提升",
            "exact",
        ),
        (
            "The city opened 5 parks, planted 300 trees, and 49 offices opened their gardens to residents.",
            "The city opened 5 parks, … 49 offices opened their gardens to residents",
            "exact",
        ),
        ("培育网上零售、虚拟主播等新增长点。", "培育网上零售……等新增长点", "exact"),
        ("超清卫星、非球面镜片等技术研发取得成果。", "超清卫星……等技术研发取得成果", "exact"),
        ("落实岸线、无居民海岛等保护要求。", "落实岸线……等保护要求", "exact"),
        ("落实岸线、不得占用耕地等保护要求。", "落实岸线……占用耕地等保护要求", "cut"),
        ("重大装置达到8个、国家重点实验室45家。", "重大装置达到8个……45家", "cut"),
        ("研发强度提高到3%，城镇化率达到70%。", "研发强度……70%", "cut"),
        ("研发强度提高，城镇化率达到70%以上。", "研发强度……达到70%以上", "cut"),
        ("甲、乙两市投入分别增长4%和6%。", "甲……6%", "cut"),
        ("新增公园12座，绿地面积达到300公顷。", "新增公园12座……300公顷", "cut"),
        ("企业达到50家、高校和院所共12所。", "企业……12所", "cut"),
        ("Parks rose to 8, and museums to 45.", "Parks … to 45", "cut"),
    ],
)
def test_a_clause_behind_an_omission_may_open_with_what_it_counts(
    text: str, quote: str, tier: str
) -> None:
    own = searchable(PlanText("plan", "text", "", (Passage(1, text, 1),)))
    assert verify(quote, own).tier == tier


def test_an_omission_is_verified_part_by_part_in_order() -> None:
    assert found("到2030年，全社会研发经费投入强度……提高0.6个百分点").tier == "exact"
    assert found("提高0.6个百分点……到2030年，全社会研发经费").tier == "close"
    assert found("到2030年，全社会研发经费……提高0.8个百分点").tier == "altered"


def test_pages_are_told_across_a_page_break() -> None:
    passage = Passage(4, "研发投入强度提高到1.6%左右", 4, pages=((0, 6), (6, 7)))
    verdict = verify("强度提高到1.6%", searchable(PlanText("p", "pdf", "", (passage,), 8)))
    assert verdict.stands[0].pages == (6, 7)
    assert verdict.at(cited("p. 7"))
    assert not verdict.at(cited("p. 5"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 2", "1 2"),
        ("1、2", "1;2"),
        ("1.2", "1.2"),
        ("1,200", "1,200"),
        ("1—2", "1-2"),
        ("1 | 2", "1 2"),
        ("（甲）、“乙”", "甲乙"),
        ("-5", "-5"),
        ("COVID-19", "COVID19"),
        ("——2026", "2026"),
        ("３．５％", "3.5%"),
        ("3①", "3(1"),
        ("**粗**", "粗"),
    ],
)
def test_the_words_that_count(text: str, words: str) -> None:
    assert words_of(text).text == words


def test_a_footnote_mark_after_a_number_is_no_part_of_it() -> None:
    plan = searchable(PlanText("p", "html", "", (Passage(1, "投入强度为2.65①，面积30m²左右", 1),)))
    assert verify("投入强度为2.65", plan).verified
    assert verify("面积30m²左右", plan).verified
    assert not verify("投入强度为2.651", plan).verified


def test_grouped_thousands_are_the_same_number() -> None:
    plan = searchable(PlanText("p", "text", "", (Passage(1, "技术合同成交额突破1,140亿元", 1),)))
    verdict = verify("技术合同成交额突破1140亿元", plan)
    assert (verdict.tier, verdict.folded) == ("normalised", (("1140亿", "1,140亿"),))
    assert verify("技术合同成交额突破1,410亿元", plan).tier == "altered"


def test_hanzi_numbers_count_as_numbers() -> None:
    assert numbers("三级12家占1.5%，百分之八十") == ["三", "12", "1.5%", "百分之", "八十"]


def test_the_mark_of_a_note_is_no_part_of_a_figure() -> None:
    words = f"In 2015{noted('5')} it spent 12{noted('a')}3 of them here and 40 there."
    document = searchable(PlanText("plan", "text", "", (Passage(1, words, 1),)))
    assert verify("In 2015 it spent 12", document).verified
    assert not verify("In 20155 it spent", document).verified
    assert not verify("it spent 123 of them", document).verified


@pytest.mark.parametrize(
    ("text", "quote", "tier"),
    [
        (
            "Of those who are offline (13% – 5.7 million adults in the two countries) many are old.",
            "5.7 million adults in the two countries",
            "exact",
        ),
        ("Output is to rise by 13% – 15% by the year 2030.", "Output is to rise by 13%", "cut"),
        ("Some 13 – 15% of adults never went online at all.", "15% of adults never went", "cut"),
    ],
)
def test_a_dash_between_blanks_joins_no_share_to_a_number(text: str, quote: str, tier: str) -> None:
    own = searchable(PlanText("plan", "text", "", (Passage(1, text, 1),)))
    assert verify(quote, own).tier == tier
