"""What several sections share, worked out again from scores, ratings and draws."""

from __future__ import annotations

from itertools import pairwise

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report import facts
from tests.conftest import asked, evaluation_of
from tests.unit.report.sections.test_ranking import RUBRIC, case


def test_what_parts_bring_sums_to_the_total(shipped: Evaluation) -> None:
    for file in shipped.files:
        parts = facts.parts_brought(asked(shipped), file.case.case)
        assert len(parts) >= 10
        assert sum(value for _, value, _ in parts) == pytest.approx(
            shipped.score_of[file.case.case, "overall"].value, abs=1e-9
        )


def test_parts_that_do_not_add_up_are_not_shown() -> None:
    evaluation = evaluation_of(
        RUBRIC.replace("title: Parts\n", "title: Parts\nmethod: {aggregation: geometric}\n"),
        case("one", 4, 1),
    )
    assert facts.parts_brought(asked(evaluation), "one") == ()


def test_strengths_and_gaps_hold_their_thresholds(shipped: Evaluation) -> None:
    for file in shipped.files:
        name = file.case.case
        about = facts.case_facts(asked(shipped), name)
        assert all((c.outcome.level or 0) >= 3 for c in facts.strengths(asked(shipped), about, 3))
        assert all((c.outcome.level or 0) <= 1 for c in facts.gaps(asked(shipped), about, 1))
        for c in facts.relative_strengths(asked(shipped), about, 3):
            assert (shipped.score_of[name, c.ref].value or 0) > (c.mean or 0)


def test_who_is_too_close_to_call_is_what_the_draws_say(shipped: Evaluation) -> None:
    order = [s.case for s in facts.ranked(asked(shipped))]
    ahead = asked(shipped).ranking.ahead
    runs = facts.close_runs(asked(shipped))
    assert runs
    for run in runs:
        assert order[order.index(run[0]) : order.index(run[-1]) + 1] == list(run)
        assert all(ahead[a][b] <= 0.9 for n, a in enumerate(run) for b in run[n + 1 :])
        assert not any(set(run) < set(other) for other in runs)
        if order.index(run[-1]) + 1 < len(order):  # one more would be told apart from somebody
            longer = order[order.index(run[-1]) + 1]
            assert any(ahead[a][longer] > 0.9 for a in run)
    for better, worse in pairwise(order):
        together = any({better, worse} <= set(run) for run in runs)
        assert together == (ahead[better][worse] <= 0.9)


def test_what_nobody_does_is_done_by_nobody(shipped: Evaluation) -> None:
    rated = {
        ref: [
            o.level
            for (_, r), o in shipped.ratings.agreed.items()
            if r == ref and o.level is not None
        ]
        for ref, c in shipped.rubric.criteria()
        if c.levels and ref.split(".")[0] in ("governance", "layout", "innovation-talent")
    }
    widely = {ref: levels for ref, levels in rated.items() if len(levels) >= 6}
    assert set(facts.widely_rated(asked(shipped))) == set(widely)
    assert set(facts.nobody_does(asked(shipped), 2)) == {
        ref for ref, levels in widely.items() if max(levels) <= 2
    }


def test_a_list_is_not_cut_within_a_tie() -> None:
    def most(*sizes: float) -> tuple[float, ...]:
        return facts.most_with_ties(sizes, 3, float)

    assert most(5, 4) == (5, 4)
    assert most(5, 4, 3, 2) == (5, 4, 3)
    assert most(5, 4, 3, 3, 3, 2) == (5, 4, 3, 3, 3)
    assert most(5, 4, 3, 3, 3, 3) == (5, 4)
    assert most(3, 3, 3, 3, 3, 3) == ()
