"""Measured values: which year and region count, and units in two languages."""

from __future__ import annotations

from datetime import date

from evalkit.evaluation import evaluate
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.scoring.measurements import latest, series
from tests.conftest import asked, case_of, evaluation_of, rubric_of
from tests.read_tables import read_measures
from tests.unit.scoring.test_consensus import RUBRIC as YEARLY

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


OUT = "ratings: {one: {level: 4, because: r}, patents: %s}"


def declared(given: str) -> tuple[float | None, str, float | None, list[str]]:
    """State and score of a measured criterion that a case speaks of, its pillar's, and findings."""
    text = CHINESE.replace("ratings: {one: {level: 4, because: r}}", OUT % given)
    evaluation = evaluation_of(RUBRIC, text, ENGLISH)
    own, above = evaluation.score_of["a", "out.patents"], evaluation.score_of["a", "out"]
    codes = [f.code for f in evaluation.findings if f.case == "a" and "patents" in f.message()]
    saved = to_json(asked(evaluation))
    assert to_json(asked(from_json(saved))) == saved
    return own.value, own.state, above.value, codes


def test_a_measured_criterion_may_not_apply_to_a_case() -> None:
    told = "{rater: x, state: not-applicable, because: no coast}"
    assert declared(told) == (None, "not-applicable", 0.25, [])
    more = f"[{told}, {{rater: y, state: missing}}]"
    assert declared(more) == (None, "not-applicable", 0.25, [])


def test_what_is_decided_of_a_measured_criterion_counts() -> None:
    told = "{rater: x, state: not-applicable, because: no coast}"
    chair = "{rater: chair, adjudicates: true, state: missing, because: it has one}"
    assert declared(f"[{told}, {chair}]") == (0.25, "scored", 0.25, [])


def test_what_does_not_apply_leaves_the_sample_that_others_are_scored_by() -> None:
    sampled = RUBRIC.replace("goalposts: [0, 20], ", "normalisation: minmax, ")
    three = [CHINESE.replace("case: a", f"case: {n}").replace("value: 5", f"value: {v}")
             for n, v in (("a", 1), ("b", 2), ("c", 9))]  # fmt: skip
    told = "{rater: x, state: not-applicable, because: no coast}"
    three[2] = three[2].replace("ratings: {one: {level: 4, because: r}}", OUT % told)
    evaluation = evaluation_of(sampled, *three)
    assert [evaluation.score_of[n, "out.patents"].value for n in "abc"] == [0, 1, None]


def test_a_measured_criterion_is_not_rated() -> None:
    assert declared("{rater: x, level: 4, because: r}")[1:] == (
        "scored",
        0.25,
        ["criterion-measured"],
    )
    assert declared("{rater: x, state: not-applicable}")[3] == ["reason-missing"]
    assert declared("{rater: x}") == (0.25, "scored", 0.25, [])


TABLE = "region,measure,value,unit,year,source\nCN-X,rate,1,%,2021,S\nCN-X,rate,2,%,2023,S\nCN-Y,rate,4,%,2023,S\n"
CASE = 'case: x\nrubric: r@1.0.0\nregion: {name: X, code: CN-X}\nmeasures: {rate: {value: 3, unit: "%", year: 2023}}\n'


def test_the_latest_year_not_after_the_date_counts_and_the_case_wins() -> None:
    table, findings = read_measures(TABLE.encode(), "t.csv")
    assert findings == ()
    entries = series(case_of(CASE), "rate", table)
    assert [(e.year, e.value, e.file) for e in entries] == [
        (2021, 1, "t.csv"),
        (2023, 3, "case.yaml"),
    ]
    assert [latest(entries, year) for year in (2020,)] == [None]
    assert [
        e.value for e in (latest(entries, 2022), latest(entries, 2023), latest(entries, 2030)) if e
    ] == [1, 3, 3]


def test_a_region_is_found_by_code_or_name() -> None:
    table, _ = read_measures(TABLE.replace("CN-X", "某省").encode(), "t.csv")
    case = case_of("case: x\nrubric: r@1.0.0\nregion: {name: {zh: 某省, en: Some}}\n")
    used = evaluate(rubric_of(YEARLY), [case], table=table, as_of=date(2026, 1, 1)).measured[0].used
    assert used is not None
    assert (used.value, used.line) == (2, 3)


def test_a_document_of_a_day_to_come_is_said() -> None:
    dated = (
        "documents: [{id: d, title: D, date: 2036-01-15}, {id: e, title: E, date: 2020-01-15}]\n"
    )
    adopted = "plan: {title: P, adopted: 2036-01-15}\n"
    own = CHINESE.replace("ratings:", dated + "ratings:")
    for text, keys in (
        (own, ["documents.d.date"]),
        (own.replace("ratings:", adopted + "ratings:"), ["plan.adopted"]),
    ):
        found = evaluation_of(RUBRIC, text).findings
        assert [dict(f.values)["key"] for f in found if f.code == "day-future"] == keys
