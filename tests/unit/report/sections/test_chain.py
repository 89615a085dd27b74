"""The chain of a plan and of all plans: drawn, told and tabled alike."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.facts import case_facts
from evalkit.report.model import Chart, Paragraph, Table, plain
from evalkit.report.sections import chain
from tests.conftest import asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentence_picture_and_table_of_a_plan_agree(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    links = [ctx.say(link.title) for link in ctx.rubric.chains[0].links]
    for case in shipped.cases:
        said, drawn, shown = chain.of_case(ctx, case_facts(ctx.results, case))
        assert isinstance(said, Paragraph)
        assert isinstance(drawn, Chart)
        assert isinstance(shown, Table)
        levels = {plain(r.cells[0].runs): float(plain(r.cells[1].runs)) for r in shown.rows}
        assert list(levels) == links
        for name, level in levels.items():
            told = f"{ctx.grammar.inside(name)}{'（' if lang == 'zh' else ' (level '}{level:g}"
            assert (told in plain(said.runs)) == (level <= 1)
            assert f"{name}{ctx.grammar.colon}{level:g}" in drawn.alt


def test_all_plans_are_one_heat_map_with_where_each_breaks(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    said, shown, _ = chain.compared(ctx)
    assert isinstance(said, Paragraph)
    assert isinstance(shown, Table)
    heads = [column.title for column in shown.columns]
    totals = []
    for row in shown.rows:
        _, *levels, broken = [plain(c.runs) for c in row.cells]
        low = [name for name, at in zip(heads[1:], levels, strict=False) if float(at) <= 1]
        assert broken == ", ".join(low)
        totals.append(sum(map(float, levels)))
    assert len(totals) == len(shipped.cases)
    assert totals == sorted(totals, reverse=True)
    often = max(heads[1:-1], key=lambda h: sum(h in plain(r.cells[-1].runs) for r in shown.rows))
    assert f"most often at {often.lower()}" in plain(said.runs)
