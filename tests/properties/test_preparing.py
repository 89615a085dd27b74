"""Steps of preparing measures together: what one of them does must not be undone, doubled or hidden
by the next."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from evalkit.analysis.sensitivity import Assumptions
from evalkit.evaluation import Evaluation, evaluate
from evalkit.reading.case import read_case
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse
from evalkit.scoring import prepare
from tests.conftest import asked

LOG = {"outliers": {"winsorise": 0, "then": "log"}}
BOX = {"outliers": {"winsorise": 0, "then": "box-cox"}}
DRAWN = {"outliers": {"winsorise": 2, "then": "none"}}
Values = list[float | None]


def scored(
    measures: dict[str, dict[str, Any]],
    values: list[dict[str, tuple[float, int]]],
    method: dict[str, Any] | None = None,
    **prepared: Any,
) -> Evaluation:
    """Cases of measured values, each with its year, under a rubric that prepares them."""
    criteria = [
        {"id": id, "title": id, "measure": {"unit": "u", **m}} for id, m in measures.items()
    ]
    rubric: dict[str, Any] = {
        **{"rubric": "r", "version": "1.0.0", "title": "r", "prepare": prepared},
        "method": {"least_sample": 2, **(method or {})},
        "pillars": [{"id": "p", "title": "p", "criteria": criteria}],
    }
    standard, wrong = read_rubric(parse(json.dumps(rubric), "r.yaml"), "")
    assert standard is not None, wrong
    files = []
    for n, own in enumerate(values):
        held = {id: {"value": v, "unit": "u", "year": y} for id, (v, y) in own.items()}
        case = {"case": f"c{n:02}", "rubric": "r@1.0.0", "region": {"name": f"c{n:02}"}}
        file, faults = read_case(parse(json.dumps(case | {"measures": held}), "c.yaml"), "")
        assert file is not None, faults
        files.append(file)
    return evaluate(standard, files, as_of=date(2024, 1, 1))


def column(values: Any) -> list[dict[str, tuple[float, int]]]:
    return [{} if v is None else {"a": (float(v), 2020)} for v in values]


def scores(evaluation: Evaluation, ref: str = "p.a") -> list[float | None]:
    return [evaluation.score_of[case, ref].value for case in evaluation.cases]


def codes(evaluation: Evaluation) -> list[str]:
    return [finding.code for finding in evaluation.findings]


@pytest.mark.parametrize("prepared", [LOG, BOX, DRAWN])
def test_an_interval_stays_in_its_unit(prepared: dict[str, Any]) -> None:
    rule = {"normalisation": "interval", "best": [10, 18]}
    values = [*range(9, 20), 500]
    own = scores(scored({"a": rule}, column(values), **prepared))
    assert [score for v, score in zip(values, own, strict=True) if 10 <= v <= 18] == [1] * 9
    assert own[-1] == 0 or prepared is DRAWN
    assert own[-1] is not None
    assert own[-1] < 1


@pytest.mark.parametrize("transform", ["log", "sqrt"])
@pytest.mark.parametrize("rule", ["minmax", "zscore", "rank", "borda", "percentile"])
@pytest.mark.parametrize("prepared", [LOG, BOX, DRAWN])
def test_a_measure_is_transformed_once(rule: str, transform: str, prepared: dict[str, Any]) -> None:
    """As its own transformation has it: no value lost, the order kept, and without outliers in
    what is transformed nothing else than without treatment."""
    values = [0.9, *(1 + n / 10 for n in range(10)), 5000.0]
    measure = {"normalisation": rule, "transform": transform}
    own = scores(scored({"a": measure}, column(values), **prepared))
    assert all(score is not None for score in own)
    assert all(one <= other for one, other in pairwise(own))  # type: ignore[operator]
    if prepared is not DRAWN:
        assert own == pytest.approx(scores(scored({"a": measure}, column(values))))


def test_what_is_drawn_in_keeps_its_unit() -> None:
    values = [1.0, *(2 + n / 10 for n in range(12)), 1e9]
    measure = {"normalisation": "minmax", "transform": "log"}
    evaluation = scored({"a": measure}, column(values), **DRAWN)
    (touched,) = evaluation.measured[-1].touched
    assert (touched.step, touched.before, touched.after) == ("winsorise", 1e9, 3.1)


@pytest.mark.parametrize("power", [1, 600, 5])
def test_box_cox_holds_what_numbers_hold(power: float) -> None:
    values = np.exp(np.linspace(-power, power, 30))
    moved, found = prepare.box_cox(values)
    assert np.isfinite(moved).all()
    assert (np.diff(moved) > 0).all()
    assert found == pytest.approx(0, abs=1e-4)
    far, found = prepare.box_cox(np.array([*np.exp(np.linspace(-1, 1, 29)), 1e300]))
    assert np.isfinite(far).all()
    assert found < 0
    evaluation = scored({"a": {"normalisation": "minmax"}}, column([*range(1, 12), 1e300]), **BOX)
    assert None not in scores(evaluation)


def test_box_cox_does_not_hang_on_the_order_of_cases() -> None:
    values = np.exp(np.random.default_rng(2).normal(size=40) * 1.4)
    assert prepare.box_cox(values)[1] == prepare.box_cox(values[::-1])[1]


def test_older_values_keep_their_coverage_and_their_bounds() -> None:
    """Five cases of 2022, one of them with 2023 as well."""
    rule = {"normalisation": "goalposts", "goalposts": [0, 10]}
    values = [{"a": (n + 1.0, 2023 if n == 0 else 2022), "b": (5.0, 2022)} for n in range(5)]
    plain = scored({"a": rule, "b": rule}, values)
    for method in ("last", "linear"):
        own = scored({"a": rule, "b": rule}, values, impute={"method": method})
        assert own.scores == plain.scores
        assert codes(own).count("measure-carried") == 4
    limited = scored({"a": rule, "b": rule}, values, impute={"method": "last", "years": 1})
    assert limited.scores == plain.scores
    old = [values[0], *({"a": (3.0, 2020), "b": (5.0, 2022)} for _ in range(4))]
    late = scored({"a": rule, "b": rule}, old, impute={"method": "last", "years": 1})
    assert codes(late).count("measure-stale") == 4
    none = scored({"a": rule}, [{"a": (3.0, 2020)}, {}], impute={"method": "last"})
    assert codes(none).count("measure-not-imputed") == 1


@pytest.mark.parametrize("by", ["weight", "count"])
@pytest.mark.parametrize("withholds", [True, False])
@pytest.mark.parametrize("way", ["mean", "median", "em"])
def test_coverage_and_bounds_do_not_change_by_imputing(by: str, withholds: bool, way: str) -> None:
    rng = np.random.default_rng(5)
    rule = {"normalisation": "goalposts", "goalposts": [-5, 5]}
    measures = dict.fromkeys("abc", rule)
    values: list[dict[str, tuple[float, int]]] = []
    for _ in range(12):
        drawn = {id: (float(rng.normal()), 2020) for id in "abc"}
        values.append({id: v for id, v in drawn.items() if rng.random() > 0.3 or id == "a"})
    method = {"coverage": {"least": 0.5, "by": by, "withholds": withholds}}
    one = scored(measures, values, method)
    other = scored(measures, values, method, impute={"method": way})
    for before, after in zip(one.scores, other.scores, strict=True):
        assert (before.coverage, before.low, before.high) == (after.coverage, after.low, after.high)
        if after.value is not None and after.low is not None and after.high is not None:
            assert after.low - 1e-9 <= after.value <= after.high + 1e-9
        if "." not in before.ref:  # a node is scored where it was, and where it was not, not
            assert before.state == after.state


def test_an_imputed_value_is_not_certain() -> None:
    rule = {"normalisation": "goalposts", "goalposts": [0, 10]}
    values = [
        {"a": (2.0, 2020), "b": (5.0, 2020)},
        {"a": (2.0, 2020), "b": (9.0, 2020), "c": (8.0, 2020)},
        {"a": (1.0, 2020), "b": (3.0, 2020), "c": (2.0, 2020)},
    ]
    assumed = Assumptions(weights="stated", leave_out=False, draws=300)
    measures = dict.fromkeys("abc", rule)
    filled = scored(measures, values, {"coverage": 0.5}, impute={"method": "mean"})
    plain = scored(measures, values, {"coverage": 0.5})
    one, other = (asked(e).outlooks_under(assumed, 1)[0] for e in (filled, plain))
    assert one.high - one.low == pytest.approx(other.high - other.low, abs=0.05)
    sure = asked(filled).outlooks_under(
        Assumptions(weights="stated", leave_out=False, missing=False, draws=300), 1
    )
    assert sure[0].high == pytest.approx(sure[0].low)


def test_shares_are_drawn_of_values_as_measured() -> None:
    """What sensitivity draws is prepared for the rule that is drawn."""
    values = [0.9, *(1 + n / 10 for n in range(10)), 50.0]
    for factor in (1, 100):
        evaluation = scored(
            {"a": {"normalisation": "minmax"}}, column([v * factor for v in values]), **LOG
        )
        assumed = Assumptions(
            weights="stated",
            leave_out=False,
            normalisation=("share-of-best",),
            within=1.0,
            draws=100,
        )
        given = asked(evaluation).given_under(assumed)
        (way,) = assumed.ways
        assert given.otherwise[way][:, 0].tolist() == pytest.approx([v / 50 for v in values])


@pytest.mark.parametrize("rule", ["minmax", "zscore", "rank", "borda", "percentile"])
@pytest.mark.parametrize("transform", ["none", "log", "sqrt"])
def test_values_equal_up_to_rounding_are_equal_when_transformed(rule: str, transform: str) -> None:
    values = [1.0, 1.0000000000000002, 1.0]
    evaluation = scored({"a": {"normalisation": rule, "transform": transform}}, column(values))
    assert scores(evaluation) == [None] * 3
    assert "sample-constant" in codes(evaluation)


def test_winsorising_leaves_something_that_varies() -> None:
    evaluation = scored({"a": {"normalisation": "minmax"}}, column([0.0] * 20 + [1.0]), **DRAWN)
    assert scores(evaluation) == [0.0] * 20 + [1.0]


@pytest.mark.parametrize(
    "rule",
    [
        {"normalisation": "interval", "best": [0, 10], "transform": "log"},
        {"normalisation": "interval", "best": [-5, 10], "transform": "sqrt"},
        {"normalisation": "interval", "best": [1, 18], "goalposts": [0, 30], "transform": "log"},
        {"normalisation": "interval", "best": [20, 10]},
        {"normalisation": "interval", "best": [10, 20], "goalposts": [15, 30]},
        {"normalisation": "goalposts", "goalposts": [0, 1, 2]},
        {"normalisation": "minmax", "range": [100, 1]},
        {"normalisation": "minmax", "cap": "none"},
    ],
)
def test_a_rule_that_can_never_score_is_refused_and_its_way_out_holds(rule: dict[str, Any]) -> None:
    def read(own: dict[str, Any]) -> Any:
        criteria = [{"id": "a", "title": "a", "measure": {"unit": "u", **own}}]
        pillars = [{"id": "p", "title": "p", "criteria": criteria}]
        rubric = {"rubric": "r", "version": "1.0.0", "title": "r", "pillars": pillars}
        return read_rubric(parse(json.dumps(rubric), "r.yaml"), "")

    standard, (wrong,) = read(rule)
    assert standard is None
    said = dict(wrong.values)
    assert wrong.code == "measure-parameters"
    fixed = parse(str(said["example"]), "x.yaml").data
    assert read(rule | fixed)[0] is not None or rule.get("cap") or len(rule["best"]) == 2


def test_one_best_value_is_an_interval() -> None:
    values = [5.0, 6, 7, 8, 11]
    rule = {"normalisation": "interval", "best": [7, 7]}
    own = scores(scored({"a": rule}, column(values)))
    assert own == pytest.approx([0.5, 0.75, 1, 0.75, 0])


def test_degenerate_expectations_are_left_out() -> None:
    """Two measures that no case has both, and cases too few for what is missing: neither tells how
    measures go together."""
    apart = np.array(
        [[1.0, np.nan], [2, np.nan], [3, np.nan], [np.nan, 1], [np.nan, 2], [np.nan, 5]]
    )
    assert np.isnan(prepare.expected(apart).values).sum() == 6
    rng = np.random.default_rng(11)
    for seed, (n, k) in product(range(6), ((8, 6), (10, 8), (20, 4))):
        table = rng.normal(size=(n, k)) + seed
        table[rng.random(table.shape) < 0.2] = np.nan
        found = prepare.expected(table)
        if not np.isnan(found.values).any():
            spread = np.nanstd(table, axis=0)
            away = np.abs(found.values - np.nanmean(table, axis=0)) / spread
            assert away.max() < 6


def test_exactly_collinear_measures_are_filled_from_each_other() -> None:
    rng = np.random.default_rng(1)
    table = rng.normal(size=(40, 2))
    table = np.column_stack([table, table.sum(axis=1)])
    whole = table.copy()
    table[:5, 2] = np.nan
    assert prepare.expected(table).values == pytest.approx(whole, abs=1e-5)


def test_what_em_found_says_whether_it_came_to_rest() -> None:
    rng = np.random.default_rng(8)
    rule = {"normalisation": "goalposts", "goalposts": [-5, 5]}
    values: list[dict[str, tuple[float, int]]] = []
    for n in range(20):
        drawn = {id: (float(rng.normal()), 2020) for id in "abc"}
        values.append({id: v for id, v in drawn.items() if not (n < 3 and id == "c")})
    evaluation = scored(dict.fromkeys("abc", rule), values, impute={"method": "em"})
    said = [f.way_out("en") for f in evaluation.findings if f.code == "measure-imputed"]
    assert len(said) == 3
    assert all(text.startswith("it came to rest after ") for text in said)
