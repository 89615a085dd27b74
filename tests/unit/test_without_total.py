"""Standards without a total: what an evaluation of them holds, and what it does not."""

from __future__ import annotations

import json

import pytest
from evalkit import api
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.model.refusal import Refusal
from evalkit.report.explain import resolve
from tests.conftest import asked, evaluation_of

AGREE = """
rubric: agree
version: 1.0.0
title: Appraisal of guidelines
total: none
scale: [{level: 1, label: low}, {level: 2, label: b}, {level: 3, label: c}, {level: 4, label: d}, {level: 5, label: e}, {level: 6, label: f}, {level: 7, label: high}]
pillars:
  - id: scope
    title: Scope
    criteria:
      - {id: aims, title: Aims, levels: {1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g}}
      - {id: questions, title: Questions, levels: {1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g}}
      - {id: people, title: People, levels: {1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g}}
  - id: alone
    title: Alone
    aggregation: none
    criteria:
      - {id: one, title: One, levels: {1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g}}
"""
GIVEN = {
    "aims": (5, 6, 2, 3),
    "questions": (6, 6, 4, 3),
    "people": (2, 7, 2, 3),
}


def guideline(id: str = "g") -> str:
    rows = "".join(
        f"  {c}: [{', '.join(f'{{rater: r{n}, level: {level}, because: x}}' for n, level in enumerate(own))}]\n"
        for c, own in GIVEN.items()
    )
    return f"case: {id}\nrubric: agree@1.0.0\nregion: {{name: {id}, code: {id}}}\nratings:\n{rows}"


def test_a_domain_of_agree_ii_has_a_score_and_the_guideline_none() -> None:
    """Brouwers et al. (2010), AGREE II user's manual: (obtained − least) / (most − least)."""
    evaluation = evaluation_of(AGREE, guideline())
    obtained, least, most = sum(map(sum, GIVEN.values())), 4 * 3 * 1, 4 * 3 * 7
    wanted = (obtained - least) / (most - least)
    assert evaluation.score_of["g", "scope"].value == pytest.approx(wanted)
    assert evaluation.score_of["g", "scope"].share is None
    assert [s.ref for s in evaluation.scores] == [
        *("scope", "scope.aims", "scope.questions", "scope.people", "alone.one"),
    ]
    shares = {s.ref: s.share for s in evaluation.scores if s.ref.startswith("scope.")}
    assert [*shares.values()] == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    results = asked(evaluation)
    assert (results.standings, results.leads, results.groups) == ((), (), ())
    assert (results.outlooks, results.effects, results.left_out) == ((), (), ())
    assert (results.weighings(), results.opinions()) == ((), ())


def test_what_needs_a_total_says_that_there_is_none() -> None:
    evaluation = evaluation_of(AGREE, guideline())
    with pytest.raises(Refusal, match="adds nothing up"):
        api.weights(evaluation)
    assert resolve(evaluation, "g") == ("g", "overall")
    shown = [step.text for step in api.explain(evaluation, "g")]
    assert shown[0] == "g · Profile"
    assert len(shown) == 1 + len(evaluation.scores)
    assert api.compare(evaluation).empty
    assert api.sensitivity(evaluation) == ()


def test_a_saved_evaluation_without_a_total_is_proved() -> None:
    text = to_json(asked(evaluation_of(AGREE, guideline())))
    again = from_json(text)
    assert to_json(asked(again)) == text
    assert "verdicts" not in json.loads(text)
