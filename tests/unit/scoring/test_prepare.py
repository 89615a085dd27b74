"""The unit of a measure in two languages: a case writes either, and another one is refused."""

from __future__ import annotations

from tests.conftest import evaluation_of

RUBRIC = """\
rubric: units
version: 1.0.0
title: Units
scale: [{level: 0, label: none}, {level: 4, label: all}]
pillars:
  - {id: p, title: P, criteria: [{id: one, title: One, levels: {0: a, 4: b}}]}
  - id: out
    title: Outcomes
    counts: false
    criteria:
      - id: patents
        title: Patents
        measure: {unit: {zh: 件/万人, en: patents per 10k persons}, goalposts: [0, 20], decimals: 1}
      - {id: spend, title: Spending, measure: {unit: {zh: "%", en: "% of GDP"}, goalposts: [0, 4]}}
"""


def case(name: str, patents: str, spend: str) -> str:
    return (
        f"case: {name}\nrubric: units@1.0.0\nregion: {{name: {name.upper()}}}\nratings: {{one: {{level: 4, because: r}}}}\n"
        f"measures:\n  patents: {{value: 5, unit: {patents}, year: 2023, source: s}}\n"
        f"  spend: {{value: 1, unit: '{spend}', year: 2023, source: s}}\n"
        f"targets: [{{measure: spend, value: 2, unit: '{spend}', year: 2030, baseline: {{value: 1, year: 2023}}, at: d ¶1}}]\n"
    )


CHINESE, ENGLISH = case("a", "件/万人", "%"), case("b", "patents per 10k persons", "% of GDP")


def test_either_language_is_taken_and_scores_the_same() -> None:
    evaluation = evaluation_of(RUBRIC, CHINESE, ENGLISH)
    assert not [f for f in evaluation.findings if f.code == "measure-unit"]
    score = {key: s.value for key, s in evaluation.score_of.items()}
    assert score["a", "out.patents"] == score["b", "out.patents"] == 0.25
    assert score["a", "out.spend"] == score["b", "out.spend"] == 0.25


def test_another_unit_is_refused_in_the_readers_words() -> None:
    evaluation = evaluation_of(RUBRIC, case("c", "件", "%"))
    (finding,) = [f for f in evaluation.findings if f.code == "measure-unit"]
    assert finding.message("zh") == '"patents" 的单位是 件，标准要求 件/万人'
    assert (
        finding.message("en")
        == '"patents" is given in 件; the rubric asks for patents per 10k persons'
    )
    assert evaluation.score_of["c", "out.patents"].value is None
