"""Every rule of a measured criterion × transformation × direction × kind of data: no score leaves
[0, 1], the order is kept, one case alone is handled, and every value that is capped or has no score
is named in a finding."""

from __future__ import annotations

import json
import math
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.finding import Finding
from evalkit.reading.case import read_case
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse

RULES: dict[str, dict[str, Any]] = {
    "goalposts": {"normalisation": "goalposts", "goalposts": [1, 100]},
    "goalposts-with-zero": {"normalisation": "goalposts", "goalposts": [0, 10]},
    "target": {"normalisation": "target", "start": 1, "target": 8},
    "target-below": {"normalisation": "target", "start": 8, "target": 1},
    "step": {
        "normalisation": "step",
        "steps": [{"from": 0, "score": 0.2}, {"from": 2, "score": 0.6}, {"from": 5, "score": 1}],
    },
    "step-down": {
        "normalisation": "step",
        "steps": [{"from": 0, "score": 1}, {"from": 2, "score": 0.5}, {"from": 5, "score": 0}],
    },
    "minmax": {"normalisation": "minmax"},
    "minmax-range": {"normalisation": "minmax", "range": [1, 100]},
    "zscore": {"normalisation": "zscore"},
    "rank": {"normalisation": "rank"},
    "borda": {"normalisation": "borda"},
    "percentile": {"normalisation": "percentile"},
    "share-of-best": {"normalisation": "share-of-best"},
}
DATA: dict[str, list[float]] = {
    "positive": [3.2, 1.5, 7.7, 4.4, 2.9],
    "with zero": [0.0, 1.5, 7.7, 4.4, 2.9],
    "negative": [-1.0, -2.0, -8.0, -3.5],
    "mixed": [-5.0, 0.0, 3.0, 12.0, 300.0],
    "all the same": [0.1 + 0.2, 0.3, 0.3],
    "one alone": [4.0],
    "vast": [1e300, -1e300, 3.0, 4.0],
    "minute": [1e-300, 2e-300, 5e-310, 0.0],
}
NAMED = {"measure-capped", "measure-beyond"}
UNSCORED = {"measure-transform", "measure-without-share", "sample-constant"}


def scored(rule: dict[str, Any], values: list[float]) -> tuple[Evaluation | None, list[Finding]]:
    """Cases with one measure each; None, and why, where the rubric is refused."""
    measure = json.dumps({"unit": "u", **rule})
    text = (
        "rubric: r\nversion: 1.0.0\ntitle: r\nmethod: {least_sample: 2}\n"
        f"pillars: [{{id: p, title: p, criteria: [{{id: m, title: m, measure: {measure}}}]}}]\n"
    )
    standard, wrong = read_rubric(parse(text, "r.yaml"), "")
    if standard is None:
        return None, list(wrong)
    files = []
    for n, value in enumerate(values):
        own = f"case: c{n}\nrubric: r@1.0.0\nregion: {{name: c{n}}}\n"
        own += f"measures: {{m: {{value: {value!r}, unit: u, year: 2020}}}}\n"
        file, faults = read_case(parse(own, f"c{n}.yaml"), "")
        assert file is not None, faults
        files.append(file)
    evaluation = evaluate(standard, files, as_of=date(2021, 1, 1))
    return evaluation, list(evaluation.findings)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("transform", ["none", "log", "sqrt"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_sound_or_refused(rule: str, transform: str, better: str, data: str) -> None:
    values = DATA[data]
    evaluation, findings = scored({**RULES[rule], "transform": transform, "better": better}, values)
    if evaluation is None:
        assert [f.code for f in findings] == ["measure-parameters"] or [
            f.code for f in findings
        ] == ["measure-upside-down"]
        return
    rows = evaluation.measured
    known = sorted(
        (value, m.score) for value, m in zip(values, rows, strict=True) if m.score is not None
    )
    assert all(0 <= score <= 1 for _, score in known)
    for (_, one), (_, other) in pairwise(known):
        assert one <= other + 1e-9 if better == "higher" else one >= other - 1e-9
    for value, m in zip(values, rows, strict=True):
        own = {f.code for f in findings if f.case in (m.case, None)}
        assert m.capped == bool(own & NAMED), (value, own)
        assert m.capped == any(touch.step == "cap" for touch in m.touched)
        if m.score is None:
            assert own & UNSCORED, (value, own)
            state = evaluation.score_of[m.case, "p.m"]
            assert (state.state, state.reason) == ("not-scored", "no-score")
            assert not m.capped


@pytest.mark.parametrize("goalposts", [None, [-10, 20]])
@pytest.mark.parametrize("data", DATA)
def test_an_interval_falls_to_both_sides(data: str, goalposts: list[float] | None) -> None:
    rule: dict[str, Any] = {"normalisation": "interval", "best": [2, 4]}
    values = DATA[data]
    evaluation, findings = scored(rule | ({"goalposts": goalposts} if goalposts else {}), values)
    assert evaluation is not None, findings
    away = [max(2 - value, value - 4, 0.0) for value in values]
    for side in (-1, 1):
        own = [
            (far, m.score)
            for value, far, m in zip(values, away, evaluation.measured, strict=True)
            if far == 0 or (value > 4) == (side > 0)
        ]
        scores = [score for _, score in sorted(own)]
        assert all(score is not None and 0 <= score <= 1 for score in scores)
        assert all(one >= other - 1e-9 for one, other in pairwise(scores))  # type: ignore[operator]
    for far, m in zip(away, evaluation.measured, strict=True):
        assert (m.score == 1) == (far == 0) or data in ("vast", "minute")


def test_a_logged_value_at_zero_counts_as_the_goalpost() -> None:
    rule = {"normalisation": "goalposts", "goalposts": [100, 75000], "transform": "log"}
    evaluation, _ = scored(rule, [0.0, 100.0, math.sqrt(100 * 75000), 75000.0])
    assert evaluation is not None
    assert [m.score for m in evaluation.measured] == pytest.approx([0, 0, 0.5, 1])
    assert evaluation.measured[0].capped
    assert evaluation.score_of["c0", "overall"].coverage == 1


def test_equality_has_a_tolerance_under_every_rule_of_the_sample() -> None:
    for name in ("rank", "borda", "percentile"):
        evaluation, _ = scored({"normalisation": name}, [0.1 + 0.2, 0.3, 0.3, 0.5])
        assert evaluation is not None
        assert len({m.score for m in evaluation.measured[:3]}) == 1, name


def test_better_follows_the_ends_where_it_is_left_out() -> None:
    evaluation, _ = scored({"normalisation": "target", "start": 5, "target": 0}, [0.0, 5.0])
    assert evaluation is not None
    assert evaluation.rubric.measured["p.m"][1].better == "lower"
    assert [m.score for m in evaluation.measured] == [1, 0]
