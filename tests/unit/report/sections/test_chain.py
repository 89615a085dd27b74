"""The chain of a plan and of all plans: drawn, told and tabled alike."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report.context import Context, context_of
from evalkit.report.facts import case_facts
from evalkit.report.framework import place_in_words
from evalkit.report.model import Chart, Paragraph, Table, plain
from evalkit.report.sections import chain
from tests.conftest import asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentence_picture_and_table_of_a_plan_agree(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    links = [ctx.say(link.title) for link in ctx.rubric.chains[0].links]
    colon, comma = ctx.grammar.colon, ctx.grammar.comma
    for case in shipped.cases:
        said, drawn, shown, named = chain.of_case(ctx, case_facts(ctx.results, case))
        assert isinstance(said, Paragraph)
        assert isinstance(drawn, Chart)
        assert isinstance(shown, Table)
        assert isinstance(named, Paragraph)
        steps = sorted(ctx.rubric.scale, key=lambda step: step.level)
        assert plain(named.runs).endswith(
            ctx.grammar.joined([f"{s.level} {ctx.say(s.label)}" for s in steps], comma)
            + ctx.grammar.stop
        )
        levels = {plain(r.cells[0].runs): float(plain(r.cells[1].runs)) for r in shown.rows}
        assert list(levels) == links
        assert plain(said.runs) == f"{head(ctx)}{expected(lang, levels)}"
        for name, level in levels.items():
            assert f"{name}{colon}{level:g}" in drawn.alt


def head(ctx: Context) -> str:
    """The chain by its title, and where the framework asks for it."""
    chained = ctx.rubric.chains[0]
    place = place_in_words(ctx.words, chained.at or "")
    if ctx.lang == "zh":
        return f"{ctx.say(chained.title)}（框架依据：{place}）："
    return f"{ctx.say(chained.title)} (framework, {place}): "


def expected(lang: str, levels: dict[str, float]) -> str:
    """What is said of where a chain breaks, from the levels in its table: at all those at level 1
    or below, and at no other."""
    broken = [name if lang == "zh" else name.lower() for name, at in levels.items() if at <= 1]
    *others, last = broken or [""]
    if lang == "zh":
        at = "和".join(("、".join(others), last)) if others else last
        which = "这些环节" if others else "这一环"
        whole = "没有断开，各环都高于“提到”。"
        return f"断在{at}，{which}至多到“提到”一级。" if broken else whole
    at = " and ".join((", ".join(others), last)) if others else last
    where = "where the report gets no further than “mentioned”"
    whole = "no link is missing: each gets further than “mentioned”."
    return f"it breaks at {at}, {where}." if broken else whole


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
