"""One mistake is told once: a document or a facet that cannot be read does not also bring what
follows from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evalkit.model.finding import Finding
from evalkit.reading.case import read_case
from evalkit.reading.case_against_rubric import check_case
from evalkit.reading.yaml import parse
from tests.conftest import rubric_of
from tests.forms import RUBRIC

CASE = """\
case: porto-2026
rubric: trial@1.0.0
region: {name: Porto}
plan: {title: Plan, adopted: 2026-01-15, period: PERIOD}
facets: FACETS
documents:
  - DOCUMENT
  - {id: bill, title: B}
ratings:
  clear-goals: {level: 1, because: a, evidence: [{document: gwr, at: ¶3}, {document: gwr, at: ¶4}]}
  funds: {level: 1, because: b, evidence: [{document: gwr, at: ¶3}, {document: bill, at: ¶1}]}
  skills: {level: 1, because: c}
commitments: [{id: c1, at: gwr ¶3, what: x}]
"""


MANY = RUBRIC.replace("coast: {title", "coast: {many: true, title")


def findings(
    document: str = "{id: gwr, title: R}",
    facets: str = "{coast: {is: inland, because: z}}",
    period: str = "[2026, 2030]",
    rubric: str = RUBRIC,
) -> list[Finding]:
    text = CASE.replace("DOCUMENT", document).replace("FACETS", facets).replace("PERIOD", period)
    file, wrong = read_case(parse(text, "porto.yaml"))
    assert file is not None
    found = [*wrong, *check_case(replace(file, sha256="x"), rubric_of(rubric))[1]]
    return [f for f in found if f.code not in ("commitment-uncoded", "criteria-missing")]


def test_a_sound_case_has_no_finding() -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{id: grw-26, title: R}", "document-unknown"),
        ("{id: GWR, title: R}", "id-form"),
        ("{id: gwr 1, title: R}", "id-form"),
        ("{di: gwr, title: R}", "key-unknown"),
        ("{title: R}", "key-missing"),
        ("{id: gwr, title: R, date: soon}", "date-form"),
        ("{id: gwr, titel: R}", "key-unknown"),
        ("{id: , title: R}", "value-kind"),
    ],
)
def test_a_document_that_is_wrong_is_told_once(document: str, code: str) -> None:
    (one,) = findings(document)
    assert one.code == code


def test_a_document_that_is_not_there_says_how_often_it_is_named() -> None:
    (one,) = findings("{id: law, title: L}")
    assert (one.code, dict(one.values)["n"], one.span.line) == ("document-unknown", 4, 10)
    assert one.label("en") == "named in 4 places of this case"


@pytest.mark.parametrize(
    ("facets", "codes"),
    [
        ("{coats: {is: inland, because: z}}", ["facet-unknown"]),
        ("{沿海: {is: inland, because: z}}", ["facet-unknown"]),
        ("{coast: {is: inlnad, because: z}}", ["facet-value-unknown"]),
        ("{coast: inland}", ["value-kind"]),
        ("{coast: {because: z}}", ["key-missing"]),
        ("{coast: {is: inland, becuse: z}}", ["key-unknown"]),
        ("{lagoon: {is: inland, because: z}}", ["facet-unknown", "facet-undeclared"]),
        ("{}", ["facet-undeclared"]),
    ],
)
def test_a_facet_that_is_wrong_is_not_also_undeclared(facets: str, codes: list[str]) -> None:
    assert [finding.code for finding in findings(facets=facets)] == codes


@pytest.mark.parametrize(
    ("period", "codes"),
    [
        ("[2016, 2020]", ["period-adoption"]),
        ("[2024, 2025]", ["period-adoption"]),
        ("[2021, 2026]", []),
        ("[2036, 2040]", []),
        ("[2037, 2040]", ["period-adoption"]),
        ("[2126, 2130]", ["period-adoption"]),
        ("[2030, 2026]", ["period-order"]),
        ("[26, 30]", ["year-doubtful"]),
    ],
)
def test_a_period_far_from_the_adoption_is_found(period: str, codes: list[str]) -> None:
    assert [finding.code for finding in findings(period=period)] == codes


@pytest.mark.parametrize(
    ("value", "code", "column", "said"),
    [
        ("coastal、inland", "yaml-full-width", 22, "`is: [coastal, inland]`"),
        ("沿海，内陆", "yaml-full-width", 22, "`is: [coastal, inland]`"),
        ("[沿海；内陆]", "yaml-full-width", 23, "`is: [coastal, inland]`"),
        ("Coastal; inland", "yaml-mark", 22, "`is: [coastal, inland]`"),
        ("无", "facet-value-unknown", 22, "`is: []`"),
        ("[coastal, 内陆]", "facet-value-unknown", 32, '"inland"'),
    ],
)
def test_values_of_a_facet_are_told_where_they_stand_and_as_they_are_written(
    value: str, code: str, column: int, said: str
) -> None:
    (one,) = findings(facets=f"{{coast: {{is: {value}, because: z}}}}", rubric=MANY)
    assert (one.code, one.span.line, one.span.column) == (code, 5, column)
    assert said in one.way_out("en")


def test_a_facet_of_one_value_with_several_is_told() -> None:
    several = "{coast: {is: [coastal, inland], because: z}}"
    assert [finding.code for finding in findings(facets=several)] == ["facet-several"]
    assert findings(facets=several, rubric=MANY) == []


@pytest.mark.parametrize("name", ["one", "many", "text", "translations"])
def test_a_criterion_may_be_called_what_a_reader_calls_its_own_steps(name: str) -> None:
    """A level that cannot be read is told at its place, and only its rating is left out."""
    text = f"case: x-2026\nrubric: trial@1.0.0\nregion: {{name: X}}\nratings:\n  {name}: {{level: z}}\n"
    file, wrong = read_case(parse(text, "x.yaml"))
    assert file is not None
    assert [(f.code, f.span.line, dict(f.values)["key"]) for f in wrong] == [
        ("value-kind", 5, "level")
    ]
