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


def findings(
    document: str = "{id: gwr, title: R}",
    facets: str = "{coast: {is: inland, because: z}}",
    period: str = "[2026, 2030]",
) -> list[Finding]:
    text = CASE.replace("DOCUMENT", document).replace("FACETS", facets).replace("PERIOD", period)
    file, wrong = read_case(parse(text, "porto.yaml"))
    assert file is not None
    found = [*wrong, *check_case(replace(file, sha256="x"), rubric_of(RUBRIC))[1]]
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
