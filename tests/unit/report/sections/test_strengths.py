"""Margins beside strengths and gaps, worked out again from the scores."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report import facts
from evalkit.report.context import context_of
from evalkit.report.sections import strengths
from evalkit.scoring.tolerances import NEAR
from tests.conftest import asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_margins_on_the_first_page_are_those_to_the_mean_of_the_cases(
    lang: str, shipped: Evaluation
) -> None:
    for file in shipped.files:
        for c in facts.rated_criteria(asked(shipped), file.case.case):
            own = shipped.score_of.get((file.case.case, c.ref))
            if own is None or own.value is None:
                continue
            values = [
                v
                for (_, ref), s in shipped.score_of.items()
                if ref == c.ref and (v := s.value) is not None
            ]
            shown = strengths.short(context_of(asked(shipped), lang), c, file.case.case)
            assert shown.of == (len(values) if len(values) < 12 else 0)
            if len(values) == 1:
                assert not shown.beside  # alone, it stands beside nobody
                continue
            margin = own.value - sum(values) / len(values)
            assert shown.apart == pytest.approx(abs(margin))
            way = "above" if margin > 0 else "below"
            assert shown.beside == ("near" if abs(margin) < NEAR else way)
            low = c.outcome.level is not None and c.outcome.level <= 1
            assert shown.weak == (low and margin > NEAR)
