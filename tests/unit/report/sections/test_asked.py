"""What is asked and who answers: the sentence and the table say what is computed."""

from __future__ import annotations

import re

import pytest
from evalkit.analysis.asked import asks_of
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Paragraph, Table, plain
from evalkit.report.sections import asked as section
from tests.conftest import asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sentence_counts_the_rows_of_the_table(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    said, shown, *_ = section.compared(ctx)
    assert isinstance(said, Paragraph)
    assert isinstance(shown, Table)
    rows = [[plain(c.runs) for c in row.cells] for row in shown.rows if not row.group]
    answers = [re.findall(r"\d+", row[3])[:2] for row in rows]
    nobody = sum(high == "0" for high, _ in answers)
    most = sum(2 * int(high) > int(n) > 1 for high, n in answers)
    fact = section.fact_of(ctx, asks_of(shipped, 3))
    assert (fact.n, fact.nobody, fact.most) == (len(rows), nobody, most)
    assert str(len(rows)) in plain(said.runs)
    heads = [plain(row.cells[0].runs) for row in shown.rows if row.group]
    assert heads == [
        ctx.with_code(ref) for ref in ("governance", "layout", "innovation-talent", "lenses")
    ]


def test_a_row_names_the_sentence_the_actor_and_the_best(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    shown = section.asked_table(ctx, asks_of(shipped, 3))
    rows = {plain(row.cells[0].runs): [plain(c.runs) for c in row.cells] for row in shown.rows}
    assert rows["Recruiting able people from overseas (section 4(3), para 2, sentence 6)"][1:] == [
        "Talent departments, employers",
        "0.33",
        "0 / 12",
        "Shanghai (2)",
    ]
    (alone,) = [row for head, row in rows.items() if head.startswith("Beijing")]
    assert alone[0].count("Beijing–Tianjin–Hebei") == 1
    assert alone[0].endswith(" (and 3 more) (section 4(1), para 1, sentence 7a)")
    assert alone[3] == "0 / 1 (2 members absent)"


@pytest.mark.parametrize("most", [1, 4, 12])
def test_a_product_may_show_the_ends_only(most: int, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "zh")
    asks = asks_of(shipped, 3)
    shown = section.compared(ctx, most)[1]
    assert isinstance(shown, Table)
    rows = [plain(row.cells[2].runs) for row in shown.rows if not row.group]
    assert len(rows) == most
    means = sorted(ask.whole.mean or 0 for ask in asks)
    low = most - most // 2
    kept = sorted(float(row) for row in rows)
    ends = [*means[:low], *means[len(means) - most // 2 :]]
    assert kept == pytest.approx(ends, abs=5.1e-3)
