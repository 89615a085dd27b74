"""Files of one case: ratings of all, each with its place; what they say differently, found."""

from __future__ import annotations

from evalkit.model.case import Rating
from evalkit.model.place import Span
from evalkit.reading.case_against_rubric import check_case
from evalkit.reading.joining import joined_files, with_ratings
from tests.conftest import case_of, rubric_of

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: half}, {level: 2, label: all}]
pillars:
  - id: p
    title: P
    criteria:
      - {id: a, title: A, levels: {0: x, 1: y, 2: z}}
      - {id: b, title: B, levels: {0: x, 1: y, 2: z}}
      - {id: rd, title: R, measure: {unit: "%", normalisation: goalposts, goalposts: [0, 4]}}
"""
HEAD = "case: gz\nrubric: small@1.0.0\nregion: {name: Guizhou}\n"
ANA = f"""{HEAD}
plan: {{title: Plan, issuer: Province}}
documents: [{{id: gwr, title: Report}}]
raters: {{ana: {{wording: 1.0.0}}}}
measures: {{rd: {{value: 1, unit: "%", year: 2022}}}}
ratings:
  a: {{rater: ana, level: 1, because: x, evidence: [{{document: gwr, at: ¶1}}]}}
  b: {{level: }}
"""
BEN = f"""{HEAD}
plan: {{title: The plan, adopted: 2026-01-27}}
documents: [{{id: gwr, title: Report}}, {{id: law, title: Law}}]
raters: {{ben: {{wording: 1.0.0}}}}
measures: {{rd: [{{value: 2, unit: "%", year: 2022}}, {{value: 3, unit: "%", year: 2023}}]}}
commitments: [{{id: c1, at: gwr ¶3, what: x, rater: ben}}]
ratings:
  a: [{{rater: ana, level: 1, because: x, evidence: [{{document: gwr, at: ¶1}}]}}, {{rater: ben, level: 2, because: y, evidence: [{{document: law, at: ¶2}}]}}]
  b: {{rater: ben, level: 0, because: z}}
"""


def said(findings: object) -> list[tuple[str, str, str]]:
    return [
        (f.code, str(dict(f.values).get("key")), f"{f.span.in_line} / {dict(f.values)['first']}")
        for f in findings  # type: ignore[attr-defined]
    ]


def test_two_files_are_one_case_with_several_raters() -> None:
    (case,), apart = joined_files([case_of(ANA, "ana.yaml"), case_of(BEN, "ben.yaml")])
    assert [(name, [(r.rater, r.level) for r in case.case.ratings_of(name)]) for name in "ab"] == [
        ("a", [("ana", 1), ("ben", 2)]),
        ("b", [("ben", 0)]),
    ]
    assert [d.id for d in case.case.documents] == ["gwr", "law"]
    assert list(case.case.raters) == ["ben", "ana"]
    assert [(m.year, m.value) for m in case.case.measurements_of("rd")] == [(2022, 1), (2023, 3)]
    assert case.case.plan is not None
    assert (case.case.plan.title, str(case.case.plan.adopted)) == ("Plan", "2026-01-27")
    assert [c.id for c in case.case.commitments] == ["c1"]
    assert [name for name, _ in case.files] == ["ana.yaml", "ben.yaml"]
    assert said(apart) == [
        ("case-differs", "plan.title", "ben.yaml:5 / ana.yaml:5"),
        ("case-differs", "measures.rd.value", "ben.yaml:8 / ana.yaml:8"),
    ]


def test_every_part_keeps_its_place() -> None:
    (case,), _ = joined_files([case_of(ANA, "ana.yaml"), case_of(BEN, "ben.yaml")])
    checked, findings = check_case(case, rubric_of(RUBRIC))
    keys = ("ratings/a/0", "ratings/a/1", "evidence/a/1/0", "ratings/b/0", "measures/rd/1")
    assert [checked.span(key).in_line for key in keys] == [
        "ana.yaml:10",
        "ben.yaml:11",
        "ben.yaml:11",
        "ben.yaml:12",
        "ben.yaml:8",
    ]
    assert checked.span("commitments/0").in_line == "ben.yaml:9"
    assert findings == ()


def test_one_rater_with_two_opinions_has_none() -> None:
    """Nobody knows which is meant: neither counts, and both places are said."""
    other = BEN.replace("rater: ana, level: 1", "rater: ana, level: 2")
    (case,), _ = joined_files([case_of(ANA, "ana.yaml"), case_of(other, "ben.yaml")])
    checked, (finding,) = check_case(case, rubric_of(RUBRIC))
    assert [(r.rater, r.level) for r in checked.case.ratings_of("a")] == [("ben", 2)]
    assert checked.span("ratings/a/0").in_line == "ben.yaml:11"
    assert checked.span("evidence/a/0/0").in_line == "ben.yaml:11"
    assert said([finding]) == [("rater-repeated", "None", "ben.yaml:11 / ana.yaml:10")]


def test_raters_whom_neither_file_names_are_told_to_name_themselves() -> None:
    files = [
        case_of(f"{HEAD}ratings: {{a: {{level: {n}, because: x}}}}", f"{n}.yaml") for n in (0, 1)
    ]
    (case,), _ = joined_files(files)
    _, (finding,) = check_case(case, rubric_of(RUBRIC))
    assert finding.code == "rater-repeated"
    assert finding.way_out() == (
        'ratings that name nobody count as those of "a"; say at 0.yaml:4 whose it is: `rater: …`'
    )


def test_the_same_case_under_another_version_is_another_case() -> None:
    files = [case_of(ANA, "ana.yaml"), case_of(BEN.replace("@1.0.0", "@2.0.0"), "ben.yaml")]
    cases, apart = joined_files(files)
    assert ([case.file for case in cases], apart) == (["ana.yaml", "ben.yaml"], [])


def test_a_file_named_twice_is_one() -> None:
    files = [case_of(text, name) for text, name in ((ANA, "a"), (BEN, "b"), (BEN, "b"), (ANA, "a"))]
    (case,), apart = joined_files(files)
    assert [name for name, _ in case.files] == ["a", "b"]
    assert [key for _, key, _ in said(apart)] == ["plan.title", "measures.rd.value"]


def test_another_region_under_a_copied_id_is_told_to_take_its_own() -> None:
    other = f"{HEAD}".replace("Guizhou", "Sichuan") + "note: x\n"
    _, (finding,) = joined_files([case_of(ANA, "gz.yaml"), case_of(other, "sc.yaml")])
    assert finding.way_out() == (
        'if this is another case, give it an id of its own in place of "gz"; '
        "else write here what stands there"
    )


def test_three_files_and_an_order_of_ones_own() -> None:
    third = f"{HEAD}ratings: {{b: {{rater: cai, level: 1, because: z}}}}"
    files = [case_of(text, name) for name, text in (("c", third), ("b", BEN), ("a", ANA))]
    (case,), apart = joined_files(files)
    assert [r.rater for r in case.case.ratings_of("b")] == ["cai", "ben"]
    assert [r.rater for r in case.case.ratings_of("a")] == ["ana", "ben"]
    assert [name for name, _ in case.files] == ["c", "b", "a"]
    assert [key for _, key, _ in said(apart)] == ["plan.title", "measures.rd.value"]


def test_ratings_of_a_table_are_joined_with_their_cells() -> None:
    cell = Span("ratings.xlsx", 2, 4, "ratings")
    rating = Rating(rater="ben", level=2, because="y")
    case = with_ratings(
        case_of(ANA, "ana.yaml"), {"a": [rating], "b": [rating]}, {"ratings/b/0": cell}
    )
    assert [r.rater for r in case.case.ratings_of("b")] == ["ben"]
    assert str(case.span("ratings/b/0")) == "ratings.xlsx:ratings!D2"
    assert [r.rater for r in case.case.ratings_of("a")] == ["ana", "ben"]
