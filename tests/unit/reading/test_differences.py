"""Where two files of a case say two things: both values, short enough to be held side by side."""

from __future__ import annotations

import pytest
from evalkit.model.case import Declaration, PlanDocument
from evalkit.model.fields import Translations
from evalkit.model.finding import Finding
from evalkit.model.place import Span
from evalkit.reading.differences import differences
from tests.conftest import case_of

FIRST = case_of("case: gz\nrubric: small@1.0.0\nregion: {name: X}\n", "ana.yaml")
SPANS = Span("ana.yaml", 3, 1), Span("ben.yaml", 4, 1)


def told(name: str, first: object, further: object) -> list[Finding]:
    return list(differences(name, (first, further), SPANS, FIRST))


def both(finding: Finding) -> tuple[object, object]:
    values = dict(finding.values)
    return values["here"], values["there"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_long_values_are_shown_from_where_they_part(lang: str) -> None:
    long = "The outline of the plan for science, technology and innovation of the city, "
    (one,) = told("note", long + "first part", long + "second part")
    message = one.message(lang)
    assert "first part" in message
    assert "second part" in message
    assert all(len(str(value[0])) < 65 for value in both(one) if isinstance(value, tuple))


def test_a_text_that_differs_in_one_language_is_shown_in_it() -> None:
    one, other = Translations(zh="规划", en="Plan"), Translations(zh="规划", en="The plan")
    (finding,) = told("plan.title", one, other)
    assert both(finding) == (("The plan", "The plan"), ("Plan", "Plan"))


def test_one_text_and_two_that_say_the_same_are_no_difference() -> None:
    assert told("plan.title", Translations(zh="Plan", en="Plan"), "Plan") == []
    assert told("plan.title", Translations(zh="规划", en="Plan"), "Plan") != []


def test_a_part_is_compared_key_by_key_and_what_one_lacks_is_no_difference() -> None:
    declared = [Declaration.model_validate({"is": v, "because": "x"}) for v in ("a", "b")]
    (finding,) = told("facets.coast", *declared)
    assert dict(finding.values)["key"] == "facets.coast.is"
    assert both(finding) == (("b", "b"), ("a", "a"))
    documents = PlanDocument(id="p", title="T"), PlanDocument(id="p", title="T", url="x.eu")
    assert told("documents.p", *documents) == []
