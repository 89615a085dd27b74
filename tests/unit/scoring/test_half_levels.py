"""Half levels where a rubric has them: given, capped, agreed on, drawn, read from forms and tables;
a finding with the level to write where it has none."""

from __future__ import annotations

import json

import numpy as np
import pytest
from evalkit import api
from evalkit.analysis.agreement import shares
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.explain import trail
from evalkit.report.sections.method import notes
from tests.conftest import asked, evaluation_of

RUBRIC = """
rubric: halves
version: 1.0.0
title: Halves
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: good}, {level: 3, label: full}]
method: {half_levels: HALF, reconcile_at: 1, ceilings: {steps: [{from: 2, checks: 1}, {from: 3, evidence: true}]}}
pillars:
- id: p
  title: P
  criteria:
  - {id: a, title: A, levels: {0: w, 1: x, 2: y, 3: z}, checks: [{id: k, asks: k}]}
  - {id: b, title: B, levels: {0: w, 1: x, 2: y, 3: z}}
"""


def case(name: str = "c", a: str = "1.5", b: str = "2.5", checks: str = "[]") -> str:
    return (
        f"case: {name}\nrubric: halves@1.0.0\nregion: {{name: {name}}}\nratings:\n"
        f"  a: {{level: {a}, checks: {checks}, because: r}}\n  b: {{level: {b}, because: r}}\n"
    )


def held(*cases: str, half: str = "true") -> Evaluation:
    return evaluation_of(RUBRIC.replace("HALF", half), *cases)


def test_a_half_level_scores_half_way_between_two() -> None:
    values = held(case()).by_ref
    assert (values["p.a"]["c"], values["p.b"]["c"]) == pytest.approx((0.5, 2.5 / 3))


def test_it_lies_below_the_level_that_a_ceiling_asks_something_for() -> None:
    """Levels from 2 upwards need a tick: 1.5 does not, 2.5 does, and counts as 1.5."""
    levels = {
        (a, checks): held(case(a=a, checks=checks)).ratings.agreed["c", "p.a"].level
        for a in ("1.5", "2.5", "3")
        for checks in ("[]", "[k]")
    }
    assert levels == {
        ("1.5", "[]"): 1.5,
        ("2.5", "[]"): 1.5,
        ("3", "[]"): 1.5,
        ("1.5", "[k]"): 1.5,
        ("2.5", "[k]"): 2.5,
        ("3", "[k]"): 2.5,  # nothing is cited
    }


@pytest.mark.parametrize(
    ("half", "level", "codes", "out"),
    [
        ("true", "1.5", [], ""),
        ("true", "1.25", ["level-unknown"], "use one of 0, 0.5, 1, 1.5, 2, 2.5, 3;"),
        ("true", "3.5", ["level-unknown"], "use one of 0, 0.5"),
        ("false", "1.5", ["level-unknown"], "use 1 or 2: half levels count only"),
        ("false", "1.25", ["level-unknown"], "use 0–3"),
    ],
)
def test_what_may_be_given_depends_on_the_rubric(
    half: str, level: str, codes: list[str], out: str
) -> None:
    found = [f for f in held(case(a=level, b="2"), half=half).findings if f.severity == "error"]
    assert [f.code for f in found] == codes
    assert all(f.way_out("en").startswith(out) for f in found)


def test_a_step_of_the_scale_stays_a_step() -> None:
    table = np.array([[0.0, 1.0, 1.5, 2.5], [0.5, 2.0, 3.0, 2.5]])
    ratable = held(case()).rubric.ratable
    assert ratable == (0, 0.5, 1, 1.5, 2, 2.5, 3)
    assert shares(table, ratable, 2) == (0.25, 0.75, 4)  # a half, one, one and a half, none apart


def test_what_is_missing_is_drawn_on_every_level_that_may_be_given() -> None:
    rows = case().splitlines()
    gap = "\n".join(row for row in rows if not row.startswith("  b:")) + "\n"
    for half, n in (("true", 7), ("false", 4)):
        given = asked(held(gap.replace("1.5", "2"), half=half)).given
        assert [len(own) for own in given.ratable] == [n, n]
        assert [own.tolist() for own in given.levels] == [pytest.approx([0, 1 / 3, 2 / 3, 1])] * 2


def test_no_descriptor_is_claimed_for_what_lies_between_two() -> None:
    steps = [str(step) for step in trail(asked(held(case())), "c", "p.b", "en")]
    assert any("2.5" in step for step in steps)
    assert not any(": y" in step or ": z" in step for step in steps)


def test_an_editor_offers_them() -> None:
    made = json.loads(api.schema("case", held(case()).standard, "en"))
    levels = made["properties"]["ratings"]["properties"]["a"]["anyOf"][0]["properties"]["level"]
    assert levels["enum"] == [0, 0.5, 1, 1.5, 2, 2.5, 3, None]


def test_readers_are_told_that_there_are_half_levels() -> None:
    for half, n in (("true", 1), ("false", 0)):
        ctx = context_of(asked(held(case(a="1", b="2"), half=half)), "en")
        assert sum("half-way between two levels" in note for note in notes(ctx, ["c"])) == n
        shown = api.rubric_show(ctx.evaluation.standard)
        assert shown.decode().count("half-way between two levels") == n
