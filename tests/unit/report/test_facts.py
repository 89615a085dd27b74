"""What several sections share, worked out again from scores, ratings and draws."""

from __future__ import annotations

from datetime import date

from evalkit.evaluation import Evaluation, evaluate
from evalkit.report import facts
from tests.conftest import asked, case_of, rubric_of


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


def test_a_plan_that_is_not_rated_yet_is_no_company() -> None:
    rubric = rubric_of(
        "rubric: two\nversion: 1.0.0\ntitle: Two\n"
        "scale: [{level: 0, label: a}, {level: 1, label: b}]\n"
        "pillars: [{id: p, title: P, criteria: [{id: one, title: One, levels: {0: a, 1: b}}]}]\n"
    )
    head = "case: {}\nrubric: two@1.0.0\nregion: {{name: R}}\n"
    rated = head + "ratings: {{one: {{level: 1, because: r}}}}\n"

    def company(*texts: str) -> list[bool]:
        files = [case_of(text.format(f"c{n}"), f"cases/c{n}.yaml") for n, text in enumerate(texts)]
        results = asked(evaluate(rubric, files, as_of=date(2026, 1, 1)))
        return [facts.case_facts(results, f"c{n}").among for n in range(len(texts))]

    assert company(rated, rated) == [True, True]
    assert company(rated, head) == [False, True]
    assert company(rated) == [False]
