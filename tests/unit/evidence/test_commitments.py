"""What may be a commitment: the part decides first, then the clause, then the figure."""

from __future__ import annotations

import pytest
from evalkit.evidence.commitments import candidates, figures_of, has_rules, year_of
from evalkit.evidence.text import Passage, PlanText, with_headings


def plan(*texts: str) -> PlanText:
    passages = with_headings(Passage(n, text, n) for n, text in enumerate(texts, start=1))
    return PlanText("p.txt", "text", "", passages)


def found(*texts: str) -> list[str]:
    return [c.text.strip("，。；") for c in candidates(plan(*texts))]


TITLE = "2026年某省政府工作报告"
COMING = "二、2026年重点工作"
REVIEW = "一、2025年工作回顾"


def test_the_review_of_the_past_uses_the_same_verbs_and_is_none() -> None:
    text = "新建中试基地3家，培育高新技术企业200家。"
    assert found(TITLE, REVIEW, text) == []
    assert found(TITLE, COMING, text) == ["新建中试基地3家", "培育高新技术企业200家"]


def test_the_year_of_a_heading_decides_before_its_words() -> None:
    assert found(TITLE, "一、2025年主要工作", "新建中试基地3家，支持创新。") == []
    assert year_of(plan(TITLE, REVIEW)) == 2026


def test_this_year_at_the_head_of_a_paragraph_governs_it() -> None:
    past = "过去一年，新建中试基地3家，培育企业200家。"
    assert found(TITLE, COMING, past) == []
    ahead = "今年主要目标是：研发投入强度达到3%。"
    assert found(TITLE, REVIEW, ahead) == ["研发投入强度达到3%"]


def test_attitudes_reasons_and_headings_are_none() -> None:
    texts = ("坚持创新驱动。新建基地3家，以改革为动力，让群众更有获得感。实施重大专项。支持企业。",)
    assert found(TITLE, COMING, *texts) == ["新建基地3家", "实施重大专项", "支持企业"]
    assert found(TITLE, COMING, "（一）着力提升创新能力。新建基地3家。") == ["新建基地3家"]


def test_a_year_at_the_head_of_a_sentence_dates_the_clauses_after_it() -> None:
    held = candidates(plan(TITLE, COMING, "到2030年，研发投入强度达到3%，建成基地3家。"))
    assert [(c.year, c.dated) for c in held] == [(2030, "text"), (2030, "text")]
    (own,) = candidates(plan(TITLE, COMING, "支持建设基地3家。"))
    assert (own.year, own.dated, own.at) == (2026, "part", "¶3 s1.1")
    (aim,) = candidates(plan(TITLE, "二、“十五五”时期主要目标任务", "研发投入强度达到3%。"))
    assert (aim.year, aim.dated) == (2030, "part")


@pytest.mark.parametrize(
    "text",
    [
        "构建“1650”产业体系",
        "打造10+X未来产业",
        "建设5G网络",
        "办好第15届运动会",
        "用好12345热线",
        "推进数字政府2.0建设",
        "到2027年建成",
        "降低PM2.5浓度",
        "为60岁以上老人体检",
        "深化“315”工程",
    ],
)
def test_a_number_in_a_name_a_label_or_a_date_is_no_figure(text: str) -> None:
    assert figures_of(text) == () or "1234" in text


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("一二三产分别增长3.5%、6%、5%", [(3.5, "%"), (6, "%"), (5, "%")]),
        ("新建基地3家、平台20个", [(3, "家"), (20, "个")]),
        ("经济总量翻一番", [(None, "")]),
        ("增长5%—5.5%", [(5, "%")]),
        ("投资1,200亿元", [(1200, "亿元")]),
        ("人均预期寿命提高到78岁", [(78, "岁")]),
        ("完成治理2980平方公里", [(2980, "平方公里")]),
    ],
)
def test_as_many_units_as_there_are_figures(
    text: str, figures: list[tuple[float | None, str]]
) -> None:
    assert [(f.low, f.unit) for f in figures_of(text)] == figures


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("达到3.5%以上", "at-least"),
        ("控制在5.5%以内", "at-most"),
        ("增长5%左右", "about"),
        ("突破3万亿元", "over"),
        ("新建3家", "exactly"),
        ("at least 68%", "at-least"),
    ],
)
def test_how_a_figure_is_meant(text: str, bound: str) -> None:
    (figure,) = figures_of(text)
    assert figure.bound == bound


def test_a_rate_of_growth_is_told_from_a_level() -> None:
    assert [f.growth for f in figures_of("生产总值增长5%")] == [True]
    assert [f.growth for f in figures_of("占比达到5%")] == [False]


def test_english_needs_a_word_of_what_will_be() -> None:
    assert found("Regional strategy 2014", "The region has 300 firms. R&D was 2% of GDP.") == []
    assert found("Regional strategy 2014", "R&D will reach 3% of GDP by 2020.") == [
        "R&D will reach 3% of GDP by 2020."
    ]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("全省研发投入强度达到3.35%，新建中试基地3家。", True),
        ("研究開発への投資を増やし、若手の研究者を育てるための制度をつくります。", False),
        (
            "The region will raise the share of research in its budget and open two centres. " * 4,
            True,
        ),
        (
            "Die Region wird bis 2030 zwei neue Zentren der Forschung aufbauen und fördern. " * 4,
            False,
        ),
        (
            "La région portera la dépense de recherche à trois pour cent avant la fin de 2030. "
            * 4,
            False,
        ),
        ("سترفع المنطقة الإنفاق على البحث إلى ثلاثة في المئة قبل نهاية العام " * 5, False),
        ("R&D: 3 %", True),  # too little to tell
    ],
)
def test_whether_there_are_rules_for_a_language(text: str, known: bool) -> None:
    assert has_rules(plan(text)) is known


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("培训至少40人", (40, None, "人", "at-least", None)),
        ("煤炭消费不得超过1亿吨", (1, None, "亿吨", "at-most", None)),
        ("财政赤字不突破10亿元", (10, None, "亿元", "at-most", None)),
        ("最多保留3项", (3, None, "项", "at-most", None)),
        ("不得低于3家", (3, None, "家", "at-least", None)),
        ("新增住房2 000套", (2000, None, "套", "exactly", None)),
        ("新增企业200余家", (200, None, "家", "over", None)),
        ("建设示范村一百个", (100, None, "个", "exactly", None)),
        ("新建住房10万—12万套", (10, 12, "万套", "exactly", None)),
        ("从2025年的3.2%提高到4%", (4, None, "%", "exactly", 3.2)),
        ("从200家增加到300家以上", (300, None, "家", "at-least", 200)),
        ("比重由3.2%至4%", (4, None, "%", "exactly", 3.2)),
        ("We will train at least 40 people", (40, None, "people", "at-least", None)),
        ("We will build about 1,500 homes", (1500, None, "homes", "about", None)),
        ("We will build 90 or more homes", (90, None, "homes", "at-least", None)),
        ("We will keep no more than 30 sites", (30, None, "sites", "at-most", None)),
        ("raise it from 2.1% in 2025 to at least 3%", (3, None, "%", "at-least", 2.1)),
    ],
)
def test_a_figure_with_its_bound_and_start(text: str, told: tuple[object, ...]) -> None:
    (figure,) = figures_of(text)
    assert (figure.low, figure.high, figure.unit, figure.bound, figure.start) == told


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("去年新建学校20所。今年再建30所。", [2026]),
        ("当前就业压力仍大，今年要新增就业50万人。", [2026]),
        ("明年新建医院3家。", [2027]),
        ("到“十五五”末，培育100家以上企业。", [2030]),
        ("到2030年培育企业100家，新建园区5个。", [2030, 2030]),
        ("到2030年，研发强度从2025年的3.2%提高到4%。", [2030]),
    ],
)
def test_the_year_by_which(text: str, years: list[int]) -> None:
    assert [c.year for c in candidates(plan(TITLE, COMING, text))] == years
