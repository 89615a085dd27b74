"""Names that may be one person's, and ratings that name nobody."""

from __future__ import annotations

import pytest
from evalkit.reading.raters import rater_findings, spellings_across
from tests.conftest import case_of

HEAD = "case: gz\nrubric: small@1.0.0\nregion: {name: Guizhou}\n"


def found(ratings: str, raters: str = "") -> list[tuple[str, str, str]]:
    file = case_of(f"{HEAD}{raters}ratings:\n{ratings}", "gz.yaml")
    return [
        (f.code, f.span.in_line.removeprefix("gz.yaml:"), f.way_out()) for f in rater_findings(file)
    ]


@pytest.mark.parametrize(
    "other", ["Ben", "BEN", "b en", "Ben.", "ben。", "ｂｅｎ.", "bén", "ben-", "_ben"]
)
def test_one_person_written_two_ways_is_found_with_the_line_to_write(other: str) -> None:
    ratings = f'  a: [{{rater: ben, level: 1}}]\n  b: [{{rater: "{other}", level: 1}}]\n'
    ratings += "  c: [{rater: ben, level: 1}]\n"
    assert found(ratings) == [
        ("rater-spelling", "6", "if they are one person, write `rater: ben` here")
    ]


@pytest.mark.parametrize("names", ["ben, bea", "王伟, 王维", "r1, r2", "a, b", "ben, ben2"])
def test_two_people_are_two(names: str) -> None:
    one, two = names.split(", ")
    assert found(f"  a: [{{rater: {one}, level: 1}}, {{rater: {two}, level: 1}}]\n") == []


def test_the_name_declared_is_the_right_one() -> None:
    ratings = "  a: [{rater: Li Ming, level: 1}]\n  b: [{rater: Li Ming, level: 1}]\n"
    assert found(ratings, "raters: {li-ming: {role: rater}}\n") == [
        ("rater-spelling", "6", "if they are one person, write `rater: li-ming` here")
    ]


def test_a_rating_that_names_nobody_beside_named_ones_is_found_once() -> None:
    ratings = "  a: [{rater: ana, level: 1}, {level: 2}]\n  b: {level: 1}\n  c: {level: }\n"
    assert found(ratings) == [("rater-unnamed", "5", "say whose it is: `rater: ana`")]


@pytest.mark.parametrize(
    "ratings",
    [
        "  a: {level: 1}\n  b: {level: 2}\n",
        "  a: [{rater: a, level: 1}, {rater: b, level: 2}]\n  b: {level: 1}\n",
        "  a: [{rater: ana, level: 1}]\n  b: {level: }\n",
        "  a: [{level: 1}, {rater: chair, adjudicates: true, level: 2}]\n  b: {level: 1}\n",
    ],
)
def test_where_nobody_is_named_or_the_unnamed_one_is_or_nothing_is_rated_all_is_well(
    ratings: str,
) -> None:
    assert found(ratings) == []


def test_names_of_different_cases_are_held_together_once() -> None:
    """Agreement is counted over all cases: there too one person has one name."""
    one, two, three = (
        case_of(f"{HEAD.replace('gz', name)}ratings:\n{ratings}", f"{name}.yaml")
        for name, ratings in (
            ("gz", "  a: {rater: ben, level: 1}\n  b: {rater: ben, level: 1}\n"),
            ("sc", "  a: {rater: Ben, level: 1}\n"),
            ("yn", "  a: [{rater: Ben, level: 1}, {rater: ana, level: 1}]\n"),
        )
    )
    (finding,) = spellings_across([one, two, three])
    assert (finding.code, finding.case, finding.span.in_line) == (
        "rater-spelling",
        "sc",
        "sc.yaml:5",
    )
    assert finding.message() == '"Ben" and "ben" (at gz.yaml:5) are taken as two raters'
    both = case_of(f"{HEAD}ratings: {{a: [{{rater: Ben, level: 1}}, {{rater: ben, level: 1}}]}}")
    assert list(spellings_across([both])) == []
