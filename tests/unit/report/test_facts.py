"""What several sections share, worked out again from scores, ratings and draws."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.report import facts
from tests.conftest import asked


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
