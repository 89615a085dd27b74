"""Characters that are read as others: every compatibility character of Unicode, and the twins that
Unicode does not name."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import pytest
from evalkit.evidence.folding import UNSEEN, form_of
from evalkit.evidence.quotes import Verdict, searchable, verify
from evalkit.evidence.text import Passage, PlanText
from evalkit.evidence.tokens import words_of

BEFORE, AFTER = "甲乙丙丁戊己", "庚辛壬癸子丑"


def found(quote: str, text: str) -> Verdict:
    return verify(quote, searchable(PlanText("p", "text", "", (Passage(1, text, 1),))))


@cache
def compatible() -> tuple[str, ...]:
    """Every character that Unicode says stands for others."""
    return tuple(
        c
        for c in map(chr, range(sys.maxunicode + 1))
        if unicodedata.decomposition(c).startswith("<") and not c.isspace()
    )


def is_apart(character: str) -> bool:
    """Superscripts and fractions would make another figure of what stands before them."""
    tag = unicodedata.decomposition(character).partition(" ")[0]
    plain = unicodedata.normalize("NFKC", character)
    return tag == "<fraction>" or (tag == "<super>" and not plain.isalpha())


def test_a_compatibility_character_is_what_it_stands_for_wherever_it_counts() -> None:
    """Some 3,600 characters, each in a document and quoted as what it stands for, and the other way
    round."""
    tried, wrong = 0, []
    for character in compatible():
        plain = unicodedata.normalize("NFKC", character)
        kept = set("²³°’") & set(form_of(character))  # ㎡ is m², º a degree, ´ a mark
        if is_apart(character) or not words_of(plain).text or kept:
            continue
        tried += 1
        one, two = words_of(f"{BEFORE}{character}{AFTER}"), words_of(f"{BEFORE}{plain}{AFTER}")
        if one.text != two.text:
            wrong.append((character, one.text, two.text))
    assert tried > 3000
    assert wrong == []


def test_no_compatibility_character_makes_another_figure() -> None:
    """A digit in a circle, a bracket, a superscript or a fraction stays apart from the digits
    beside it."""
    marked = [
        c
        for c in compatible()
        if any(d.isdecimal() for d in unicodedata.normalize("NFKC", c)) and not c.isdecimal()
    ]
    assert len(marked) > 200
    for character in marked:
        bare = "".join(d for d in unicodedata.normalize("NFKC", character) if d.isdecimal())
        for joined in (f"产值3{bare}亿元甲乙", f"产值3{bare}7亿元甲乙"):
            text = joined.replace(f"3{bare}", f"3{character}")
            assert not found(joined, text).verified, (character, joined)


@pytest.mark.parametrize(
    ("document", "quote"),
    [
        ("耕地12㎡左右的地块有一处", "耕地12m²左右的地块有一处"),
        ("气温升高2℃的地区已有三处", "气温升高2°C的地区已有三处"),
        ("第Ⅳ类水质断面全部消除", "第IV类水质断面全部消除"),
        ("①加强基础研究和应用研究", "（1）加强基础研究和应用研究"),
        ("⑴加强基础研究和应用研究", "(1)加强基础研究和应用研究"),
        ("the ﬁnal oﬃce report", "the final office report"),
        ("ﾃﾞｼﾞﾀﾙ庁の計画である", "デジタル庁の計画である"),
        ("二○二六年的主要目标", "二〇二六年的主要目标"),
        ("比例为3∶2的配比方案", "比例为3:2的配比方案"),
        ("达到≧80分的单位可以申报", "达到≥80分的单位可以申报"),
        ("re\u0301gion et de\u0301veloppement", "région et développement"),
        ("région et développement", "re\u0301gion et de\u0301veloppement"),
        ("지역 혁신 계획", unicodedata.normalize("NFD", "지역 혁신 계획")),
        ("soft\u00adware and zero\u200bwidth", "software and zerowidth"),
        ("葛\U000e0100城区和辻\ufe00区", "葛城区和辻区"),
        ("خط\u0640ة التنمية", "خطة التنمية"),
        ("ﻻ يجوز تخفيض الميزانية", "لا يجوز تخفيض الميزانية"),
        ("达到٣٥家企业以上的地区", "达到35家企业以上的地区"),
        ("CO₂ emissions of the plants", "CO2 emissions of the plants"),
        ("⼀⽀⾼⽔平的⼈才队伍", "一支高水平的人才队伍"),
        ("市区PM₂.₅平均浓度下降", "市区PM2.5平均浓度下降"),
        ("№ 5 of the annex to it", "No 5 of the annex to it"),
        ("投入５％以上的企业名单", "投入5%以上的企业名单"),
        ("面积30m²左右的房屋", "面积30m2左右的房屋"),
        ("面积30 ㎢左右的园区", "面积30 km2左右的园区"),
        ("浓度降至25µg/m³以下的水平", "浓度降至25μg/m3以下的水平"),
        ("库容为3万m³左右的水库", "库容为3万m^3左右的水库"),
        ("总投资1，250.5万元的项目", "总投资1,250.5万元的项目"),
        ("总投资１，２５０．５万元的项目", "总投资1250.5万元的项目"),
        ("总投资1，250，000元的项目", "总投资125万元的项目"),
    ],
)
def test_look_alikes_are_the_same_on_both_sides_and_shown(document: str, quote: str) -> None:
    for one, two in ((quote, document), (document, quote)):
        assert found(one, two).verified


def test_what_was_folded_is_told() -> None:
    assert found("第IV类水质断面全部消除", "第Ⅳ类水质断面全部消除").folded == (("IV", "Ⅳ"),)


@pytest.mark.parametrize(
    ("document", "quote"),
    [
        ("建设国家实验室和科学中心", "建設國家實驗室和科學中心"),
        ("总量为10⁶吨的储备基地", "总量为106吨的储备基地"),
        ("期限为5½年的试点项目", "期限为51/2年的试点项目"),
        ("投入强度为2.65²的地区有若干个", "投入强度为2.652的地区有若干个"),
        ("本市的R&D²投入强度继续提高", "本市的R&D2投入强度继续提高"),
        ("As in² other towns of the county", "As in2 other towns of the county"),
        ("面积30m²左右的房屋", "面积30m3左右的房屋"),
        ("面积30m²左右的房屋", "面积30m左右的房屋"),
        ("新增企业20，3000家左右", "新增企业203000家左右"),
        ("新增企业3，250，7家左右", "新增企业3250，7家左右"),
        ("到2030，250家企业参与", "到2030250家企业参与"),
    ],
)
def test_what_is_not_the_same_stays_apart(document: str, quote: str) -> None:
    assert not found(quote, document).verified


def test_what_is_not_seen_counts_for_nothing() -> None:
    for character in UNSEEN:
        assert words_of(f"甲{character}1{character}2乙").text == "甲12乙", hex(ord(character))


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u2060"])
def test_what_is_not_seen_keeps_no_digits_of_a_group_apart(unseen: str) -> None:
    wanted = words_of("投入12，500，250元").text
    for at in range(2, 12):
        text = "投入12，500，250元"
        assert words_of(text[:at] + unseen + text[at:]).text == wanted
    assert words_of(f"3，25{unseen}0，7").text == words_of("3，250，7").text
    assert words_of(f"1000{unseen}1，100").text == words_of("10001，100").text
