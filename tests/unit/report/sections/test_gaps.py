"""Gaps between regions as a report tells them."""

from __future__ import annotations

import re

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Bullets, Paragraph, Table, plain
from evalkit.report.sections import gaps
from evalkit.report.sections.gaps.facts import Moved, moved
from tests.conftest import asked
from tests.unit.analysis.test_gaps import REGIONS, case, evaluated


def lead_of(evaluation: Evaluation, lang: str = "en") -> str:
    first = gaps.portfolio(context_of(asked(evaluation), lang))[0]
    assert isinstance(first, Paragraph)
    return plain(first.runs)


def test_provinces_drew_a_little_closer_and_macro_regions_did_not(shipped: Evaluation) -> None:
    """R&D intensity of 31 provinces, 2019 and 2023; figures as in tests/published/test_gaps.py."""
    blocks = gaps.portfolio(context_of(asked(shipped), "zh"))
    lead, items, table = blocks[:3]
    assert isinstance(lead, Paragraph)
    assert isinstance(items, Bullets)
    assert isinstance(table, Table)
    said = plain(lead.runs)
    assert said.startswith("2019年至2023年，31个地区在研发经费投入强度上的差距略有缩小")
    assert "（基尼系数由0.327变为0.309）；但不同板块的地区之间的差距大体未变，" in said
    assert "，2023年占全部差距的67%。" in said
    rows = [[plain(c.runs) for c in row.cells] for row in table.rows]
    assert [row[0] for row in rows] == [str(y) for y in range(2019, 2024)]
    assert [(row[1], row[3]) for row in (rows[0], rows[-1])] == [
        ("0.327", "0.207"),
        ("0.309", "0.208"),
    ]
    assert round(100 * 0.208 / 0.309) == 67
    behind = plain(items.items[-1])
    assert "31个地区中有10个" in behind
    assert "低于1.34%（2005年" in behind
    assert len(re.split("[、和]", behind.rsplit("：", 1)[1])) == 10
    english = lead_of(shipped)
    assert "the 31 regions in R&D intensity narrowed a little" in english
    assert "but the part of it that lies between groups by macro-region hardly changed" in english


def test_every_part_of_a_row_adds_up(shipped: Evaluation) -> None:
    for found in asked(shipped).gaps:
        for gap in found.years:
            parts = (gap.gini.within, gap.gini.between, gap.gini.overlap)
            assert sum(parts) == pytest.approx(gap.gini.total, abs=1e-9)


def test_too_few_regions_or_groups_are_told_instead_of_a_gap() -> None:
    few = evaluated("A 1 2020;B 2 2020;C 3 2020", case("A"))
    assert lead_of(few).startswith("Nothing is said of gaps between regions in rate: only 3 can")
    rows = "A 1 2020;B 2 2020;C 3 2020;D 6 2020"
    one = evaluated(rows, case("A"), regions=REGIONS.replace("south", "north"))
    assert "do not form two groups" in lead_of(one)
    kinds = [type(b) for b in gaps.portfolio(context_of(asked(one), "en"))]
    assert kinds == [Paragraph, Bullets]  # the benchmark is held against all the same


def test_regions_that_are_not_compared_are_named() -> None:
    rows = "A 1 2020;B 2 2020;C 3 2020;D 6 2020;Q 4 2020"
    blocks = gaps.portfolio(context_of(asked(evaluated(rows, case("A"))), "en"))
    texts = [plain(b.runs) for b in blocks if isinstance(b, Paragraph)]
    assert texts[0].startswith("In 2020 the Gini coefficient of rate over 4 regions")
    assert texts[1] == "Not compared: Q (no single value of part)."


@pytest.mark.parametrize(
    ("first", "last", "way", "little"),
    [
        (0.3, 0.295, "still", True),
        (0.3, 0.28, "narrowed", True),
        (0.3, 0.2, "narrowed", False),
        (0.3, 0.4, "widened", False),
        (0.0, 0.0, "still", True),
        (0.0, 0.1, "widened", False),
    ],
)
def test_how_an_index_went(first: float, last: float, way: str, little: bool) -> None:
    assert moved(first, last) == Moved(first, last, way, little)
