"""What a group of plans has in common, and whom it can learn from, on scales of criteria's own too:
each criterion by its own levels."""

from __future__ import annotations

from evalkit.report.context import context_of
from evalkit.report.facts import case_facts
from evalkit.report.model import Block, Table, plain
from evalkit.report.sections import missing, outcomes, shared
from evalkit.report.sections.peers.group import common, peers_of
from evalkit.report.sections.peers.lessons import differ, learn
from tests.conftest import asked
from tests.unit.scoring.test_own_scales import RUBRIC, WITHOUT, case, held

PLANS = (("a", -1), ("b", -1), ("c", 0), ("d", 5), ("e", 5), ("f", 2))


def rows(blocks: tuple[Block, ...]) -> list[list[str]]:
    tables = [block for block in blocks if isinstance(block, Table)]
    return [[plain(c.runs) for c in row.cells] for table in tables for row in table.rows]


def test_a_group_stands_against_the_others_by_the_levels_of_each_criterion() -> None:
    for rubric in (RUBRIC, WITHOUT):
        plans = [case(name, wait=f"[{level}]") for name, level in PLANS]
        ctx = context_of(asked(held(*plans, rubric=rubric)), "en")
        about = peers_of(ctx, "three", ["a", "b", "c"])
        assert rows(common(ctx, about)) == [["Wait", "2", "0 / 3", "3 / 3"]]
        (best,) = (row for row in rows(learn(ctx, about)) if row[0] == "Wait")
        assert best[1] == "—" or "0" in best[1]
        assert "5" in best[2]
        (furthest,) = (row for row in rows(differ(ctx, about)) if row[0] == "Wait")
        assert ("0" in furthest[1], "−1" in furthest[2]) == (True, True)


def test_nothing_is_captioned_by_a_level_where_no_criterion_shares_a_scale() -> None:
    plans = [case(name, wait=f"[{level}]") for name, level in PLANS]
    assert shared.portfolio(context_of(asked(held(*plans, rubric=WITHOUT)), "en")) == ()


def test_a_measure_without_a_score_breaks_no_section() -> None:
    own = RUBRIC + "  - {id: m, title: M, scored: false, measure: {unit: k, goalposts: [0, 1]}}\n"
    for given in ("", "measures: {m: {value: 1, unit: k, year: 2024}}\n"):
        results = asked(held(case() + given, rubric=own))
        ctx, about = context_of(results, "en"), case_facts(results, "c")
        outcomes.of_case(ctx, about)
        assert "M" not in str(missing.of_case(ctx, about))
