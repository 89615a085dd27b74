"""Slips of typing are close; another word in the place of one is altered."""

from __future__ import annotations

import pytest
from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.text import Passage, PlanText


def tier(quote: str, text: str) -> str:
    return verify(quote, searchable(PlanText("p", "text", "", (Passage(1, text, 1),)))).tier


PLAN = "支持企业和高校协同推进国际科技创新中心建设的工作。"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("推进", "推近"),  # of one sound
        ("企业", "企亚业"),  # one hanzi too many
        ("协同推进", "协同推"),  # one too few
        ("高校", "的高校"),
        ("科技", "科枝"),  # of a like shape
    ],
)
def test_a_slip_of_typing_is_close(one: str, two: str) -> None:
    assert tier(PLAN.replace(one, two), PLAN) == "close"


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("a new centre for innovatoin and growth", "a new centre for innovation and growth"),
        ("a centre for innovation and its growth", "the centre for innovation and its growth"),
        ("new centres for innovations and growth", "new centres for innovation and growth"),
    ],
)
def test_a_slip_of_typing_in_english_is_close(quote: str, text: str) -> None:
    assert tier(quote, text) == "close"


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("支持浙江建设综合性国家科学中心", "支持江苏建设综合性国家科学中心"),
        ("支持陕西省建设综合性国家科学中心", "支持山西省建设综合性国家科学中心"),
        ("支持苏州市建设综合性国家科学中心", "支持宿州市建设综合性国家科学中心"),
        ("B省向A省转移支付的规模逐步扩大", "A省向B省转移支付的规模逐步扩大"),
        ("高校投入增长5%的目标如期实现", "企业投入增长5%的目标如期实现"),
        ("支持京冀协同推进科技创新中心建设", "支持京津冀协同推进科技创新中心建设"),
        (
            "the buyer delivers the goods within the period",
            "the supplier delivers the goods within the period",
        ),
        (
            "output of the steel industry increases by 5 %",
            "output of the paper industry increases by 5 %",
        ),
        ("the county builds a new centre for growth", "the country builds a new centre for growth"),
        (
            "in this chain employer and worker share costs",
            "in this chain employee and worker share costs",
        ),
        (PLAN.replace("和", "或"), PLAN),
        (PLAN.replace("和高校", ""), PLAN),
    ],
)
def test_another_word_is_altered(quote: str, text: str) -> None:
    assert tier(quote, text) == "altered"
