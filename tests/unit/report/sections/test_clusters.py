"""Groups of regions: what is asked of them against what each member writes."""

from __future__ import annotations

import pytest
from evalkit.analysis.clusters import clusters_of
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Entry, Table, plain
from evalkit.report.sections import clusters
from tests.conftest import asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_member_has_a_row_under_every_ask_with_its_level(
    lang: str, shipped: Evaluation
) -> None:
    ctx = context_of(asked(shipped), lang)
    pages = clusters.compared(ctx)
    found = clusters_of(shipped)
    assert [plain(p.title) for p in pages if isinstance(p, Entry)] == [
        clusters.title(ctx, own) for own in found
    ]
    for page, own in zip(pages, found, strict=True):
        assert isinstance(page, Entry)
        table = page.blocks[1]
        assert isinstance(table, Table)
        levels = [plain(row.cells[2].runs) for row in table.rows]
        agreed = shipped.ratings.agreed
        wanted = [agreed[case, ref].level for ref in own.refs for case in own.members]
        assert [float(level) for level in levels] == wanted
        asks = [bool(row.cells[0].runs) for row in table.rows]
        assert asks == [n == 0 for _ in own.refs for n in range(len(own.members))]


def test_members_without_a_plan_are_named(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    first, second, *_ = clusters_of(shipped)
    fact = clusters.fact_of(ctx, first)
    assert (fact.members, len(fact.missing)) == (("Beijing",), 2)
    assert fact.place == "section 4(1), para 1, sentence 7a"
    whole = clusters.fact_of(ctx, second)
    assert (whole.members, whole.missing) == (("Chongqing", "Sichuan"), ())
