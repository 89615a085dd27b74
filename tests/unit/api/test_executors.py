"""Tasks on an executor: in order, no more under way than it has use for; analyses as without one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from evalkit import api
from evalkit.api.executors import AHEAD, in_order
from evalkit.evaluation import Evaluation
from evalkit.model.refusal import Refusal
from tests.small_data import project


@pytest.fixture(params=["threads", "processes"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "threads":
        with ThreadPoolExecutor(2) as threads:
            yield threads
    else:
        with api.processes(2) as processes:
            assert processes is not None
            yield processes


@pytest.fixture
def evaluation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluation:
    monkeypatch.chdir(project(tmp_path))
    return api.score("cases", as_of="2026-11-24")


def test_results_come_in_order_and_items_are_taken_when_their_turn_comes(
    executor: Executor,
) -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for n in range(50):
            taken.append(n)
            yield -n

    made = in_order(executor, abs, items())
    for n, own in enumerate(made):
        assert own == n
        assert len(taken) <= n + 2 * AHEAD
    assert len(taken) == 50


def test_what_a_task_raises_is_raised_and_the_rest_is_not_begun(executor: Executor) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(executor, (1).__truediv__, [1, 0, 1]))


@pytest.mark.parametrize("given", ["local:2", 2])
def test_what_is_no_executor_is_said(given: object) -> None:
    with pytest.raises(Refusal, match=f"not {type(given).__name__}"):
        list(in_order(given, abs, [1]))  # type: ignore[arg-type]


def test_one_process_is_this_one() -> None:
    with api.processes(1) as here:
        assert here is None
    assert list(in_order(None, process_of, [0])) == [os.getpid()]


def process_of(_: int) -> int:
    return os.getpid()


def test_audits_and_draws_are_those_of_one_process(
    executor: Executor, evaluation: Evaluation
) -> None:
    here = api.audit(evaluation, "plans")
    there = api.audit(evaluation, "plans", executor=executor)
    assert there == here
    assert all(a.file is b.file for a, b in zip(there.cases, here.cases, strict=True))
    assert api.sensitivity(evaluation, executor=executor) == api.sensitivity(evaluation)
    assert api.plans(evaluation, executor=executor) == api.plans(evaluation)


def test_reports_are_those_of_one_process(evaluation: Evaluation) -> None:
    asked = (("md", "xlsx"), ("en",))
    with api.processes(2) as executor:
        there = list(api.reports(evaluation, *asked, executor=executor))
    assert there == list(api.reports(evaluation, *asked))


def test_a_part_of_an_evaluation_holds_what_its_cases_are_among_all(
    evaluation: Evaluation,
) -> None:
    (part,) = evaluation.parts([{"gz-2026", "nobody"}])
    assert part.cases == ("gz-2026",)
    assert part.total("gz-2026") == evaluation.total("gz-2026")
    assert part.counted("gz-2026") == evaluation.counted("gz-2026")
    assert part.rated("gz-2026") == evaluation.rated("gz-2026")
    assert part.graded["gz-2026"] == evaluation.graded["gz-2026"]
    rows = [row for row in evaluation.ratings.rows if row.case == "gz-2026"]
    assert list(part.ratings.rows) == rows
    assert {case for case, _ in part.ratings.agreed} == {"gz-2026"}
    assert part.scores == tuple(s for s in evaluation.scores if s.case == "gz-2026")
