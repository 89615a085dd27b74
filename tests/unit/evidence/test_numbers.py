"""Numbers however they are written."""

from __future__ import annotations

import pytest
from evalkit.evidence.numbers import numbers_in, stands
from evalkit.evidence.numerals import han_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("达到3.35%", 3.35),
        ("投资1,200万元", 1200),
        ("投资1,200万元", 12_000_000),
        ("１．６％左右", 1.6),
        ("1.5万家", 15_000),
        ("13万亿元", 13e12),
        ("二十家", 20),
        ("三千五百个", 3500),
        ("一万二千人", 12_000),
        ("到二〇三五年", 2035),
        ("带动万名青年", 10_000),
        ("占三成", 30),
        ("经济总量翻一番", 100),
        ("增长一倍", 100),
        ("三分之一", 33.3),
        ("下降3.8%", -3.8),
        ("£1.4 billion", 1.4e9),
        ("double by 2030", 100),
        ("3,7 %", 3.7),
        ("新增住房2 000套", 2000),
        ("about 10\u00a0000 people", 10_000),
        ("新增住房5,00,000套", 500_000),
        ("1'140 Betriebe", 1140),
        ("1.140,5 Euro", 1140.5),
        ("提高百分之三点五", 3.5),
        ("覆盖⅔的县", 66.7),
        ("三分之二以上的县", 2 / 3),
        ("五分之一", 20),
        ("三万亿元", 3e12),
        ("12 300 450", 300),  # of a row: figures side by side
    ],
)
def test_a_number_stands_however_it_is_written(text: str, value: float) -> None:
    assert stands(value, numbers_in(text))


@pytest.mark.parametrize(
    ("text", "value"), [("达到3.35%", 3.53), ("20家", 200), ("第三批", 5), ("2025 300", 2_025_300)]
)
def test_another_number_does_not_stand(text: str, value: float) -> None:
    assert not stands(value, numbers_in(text))


def test_what_is_no_numeral_has_no_value() -> None:
    assert han_number("三") == 3
    assert han_number("十") == 10
    assert han_number("一百零五") == 105
    assert han_number("一亿二千万") == 120_000_000
    assert han_number("三万亿") == 3 * 10**12
    assert han_number("甲") is None
