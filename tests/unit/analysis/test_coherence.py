"""How a rubric behaves over cases: α by hand, planted doubles, a planted opposite, a constant, and
too few cases."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from evalkit.analysis.coherence import Coherence, coherence
from evalkit.cli import main
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.products import comparison_method
from evalkit.report.sections import coherence as section
from evalkit.report.words import words_of
from evalkit.scoring.reliability import cronbach
from tests.conftest import ROOT, asked, evaluation_of

IDS = ("one", "two", "opposite", "same", "free", "rare")
SCALE = "scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]"
CRITERIA = ", ".join(
    f"{{id: {i}, title: {i.title()}, levels: {{0: a, 1: b, 2: c, 3: d, 4: e}}}}" for i in IDS
)
RUBRIC = f"rubric: many\nversion: 1.0.0\ntitle: Many\n{SCALE}\nmethod: {{coverage: 0}}\npillars: [{{id: p, title: Pillar, criteria: [{CRITERIA}]}}]\n"


def cases(n: int) -> list[str]:
    """``two`` doubles ``one``, ``opposite`` turns it round, ``same`` is 2 throughout, ``rare`` is
    rated three times."""
    generator = np.random.default_rng(4)
    out = []
    for k in range(n):
        x = k % 5
        levels = {
            "one": x,
            "two": x,
            "opposite": 4 - x,
            "same": 2,
            "free": int(generator.integers(0, 5)),
        }
        if k < 3:
            levels["rare"] = x
        rows = "".join(f"  {i}: {{level: {v}, because: r}}\n" for i, v in levels.items())
        out.append(f"case: c{k:02}\nrubric: many@1.0.0\nregion: {{name: C{k}}}\nratings:\n{rows}")
    return out


def found(n: int) -> Coherence:
    return asked(evaluation_of(RUBRIC, *cases(n))).coherence


def test_alpha_by_hand() -> None:
    """Items (1,2,3,4) and (2,2,4,4): variances 5/3 and 4/3, of the sum (3,4,7,8) 17/3: 2 · (1 − 3 /
    (17/3)) = 16/17."""
    table = np.array([[1, 2], [2, 2], [3, 4], [4, 4.0], [9, np.nan]])
    own, n = cronbach(table)
    assert own == pytest.approx(16 / 17)
    assert n == 4
    assert cronbach(table[:2]) == (None, 2)
    assert cronbach(np.ones((5, 3))) == (None, 5)
    assert cronbach(np.array([[1.0, -1], [2, -2], [3, -3]])) == (None, 3)  # the sum does not vary


def test_alpha_is_one_where_all_items_are_alike() -> None:
    column = np.arange(6.0)
    assert cronbach(np.column_stack([column, column, column]))[0] == pytest.approx(1)


def test_planted_faults_are_found_and_nothing_else() -> None:
    c = found(15)
    items = {i.ref.split(".")[1]: i for i in c.items}
    assert {name for name, i in items.items() if i.constant} == {"same"}
    assert "opposite" in {name for name, i in items.items() if i.against}
    assert not items["one"].against
    assert items["rare"].n == 3
    assert not items["rare"].enough
    assert [(p.a, p.b) for p in c.pairs] == [
        ("p.one", "p.opposite"),
        ("p.one", "p.two"),
        ("p.two", "p.opposite"),
    ]
    assert [p.correlation for p in c.pairs] == pytest.approx([-1, 1, -1])
    assert not c.few


def test_few_cases_are_flagged_and_leave_the_report() -> None:
    c, evaluation = found(6), evaluation_of(RUBRIC, *cases(6))
    assert c.few
    said = plain(
        words_of("en").coherence.coherence(section.fact_of(context_of(asked(evaluation), "en"), c))
    )
    assert said.startswith(
        "Six plans are too few to judge the rubric by (10 would do); of 6 criteria one has"
    )
    assert all(
        s.id != "coherence"
        for s in comparison_method.method(context_of(asked(evaluation), "en")).sections
    )
    assert any(
        s.id == "coherence"
        for s in comparison_method.method(
            context_of(asked(evaluation_of(RUBRIC, *cases(15))), "zh")
        ).sections
    )


def test_one_case_says_nothing_and_breaks_nothing() -> None:
    c = found(1)
    assert c.pairs == ()
    assert all(s.alpha is None for s in c.scales)
    assert coherence({}, {}, 10).items == ()


def test_the_command_on_the_twelve() -> None:
    made = CliRunner().invoke(main, ["coherence", str(ROOT / "cases"), "-q", "--json"])
    data = json.loads(made.stdout)
    assert data["few"] is False
    assert all(p["n"] >= 10 for p in data["pairs"])
    shown = (
        CliRunner().invoke(main, ["coherence", str(ROOT / "cases"), "-q", "--lang", "zh"]).stdout
    )
    assert "Cronbach α" in shown


def test_what_is_measured_alike_everywhere_is_said_to_be_constant_also_without_a_score() -> None:
    """Under min-max such a measure counts as missing, and is told so: the sentence says the same,
    and α is that of the criteria that have scores."""
    measures = ", ".join(
        f"{{id: {i}, title: {i}, measure: {{unit: u, normalisation: minmax}}}}"
        for i in ("a", "b", "flat", "level")
    )
    rubric = f"rubric: m\nversion: 1.0.0\ntitle: M\npillars: [{{id: p, title: P, criteria: [{measures}]}}]\n"
    held = [
        f"case: c{k}\nrubric: m@1.0.0\nregion: {{name: C{k}}}\nmeasures:\n"
        + "".join(
            f"  {i}: {{value: {v}, unit: u, year: 2020, source: s}}\n"
            for i, v in {"a": k, "b": k, "flat": 5, "level": 0}.items()
        )
        for k in range(10)
    ]
    told = asked(evaluation_of(rubric, *held)).coherence
    assert [(i.ref, i.n, i.constant) for i in told.items] == [
        ("p.a", 10, False),
        ("p.b", 10, False),
        ("p.flat", 10, True),
        ("p.level", 10, True),
    ]
    (scale,) = told.scales
    assert (scale.items, scale.n) == (2, 10)
    assert scale.alpha == pytest.approx(1)
