"""JSON Schema of cases: every key is described in both languages, and a rubric's own cases know its
criteria, checks, levels, facets, kinds, codes and units."""

from __future__ import annotations

import re
from typing import Any

import pytest
from evalkit import api
from evalkit.model.catalogue import messages
from evalkit.model.rubric import RubricFile
from evalkit.render import case_schema, json_schema
from tests.conftest import ROOT

GENERAL = json_schema.schema("case")
PARTS: dict[str, dict[str, Any]] = {"Case": GENERAL, **GENERAL["$defs"]}


@pytest.fixture(scope="module")
def shipped() -> RubricFile:
    return api.rubric(ROOT / "rubrics/regional-innovation.yaml")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_key_of_a_case_is_described_and_no_description_is_left_over(lang: str) -> None:
    words = messages("render", lang)["schema"]
    assert {name: {"about", *part.get("properties", {})} for name, part in PARTS.items()} == {
        name: set(said) for name, said in words.items() if name != "unit"
    }
    for said in words.values():
        for text in said.values() if isinstance(said, dict) else [said]:
            assert bool(re.search("[\u3400-\u9fff]", text)) == (lang == "zh"), text


def test_the_general_schema_stays_as_it_is() -> None:
    case_schema.described(GENERAL, "en")
    assert json_schema.schema("case") == GENERAL


def test_a_criterion_shows_its_question_levels_and_checks(shipped: RubricFile) -> None:
    made = case_schema.of_rubric(GENERAL, shipped.rubric, "en")
    ratings = made["properties"]["ratings"]
    rated = [c.id for _, c in shipped.rubric.criteria()]
    assert list(ratings["properties"]) == rated
    assert ratings["additionalProperties"] is False
    clear = ratings["properties"]["clear-goals"]
    (criterion,) = (c for _, c in shipped.rubric.criteria() if c.id == "clear-goals")
    assert clear["title"].startswith("P1.1 A clear strategy and clear goals for innovation")
    assert (
        clear["description"] == "Government sets out a clear innovation strategy and clear goals."
    )
    one = clear["anyOf"][0]["properties"]
    assert one["level"]["enum"] == [0, 1, 2, 3, 4, None]
    assert one["checks"]["items"]["enum"] == [check.id for check in criterion.checks]
    assert all(
        f"`{name}`" in clear["markdownDescription"] for name in one["checks"]["items"]["enum"]
    )


def test_facets_kinds_codes_and_units_are_lists_to_choose_from(shipped: RubricFile) -> None:
    made = case_schema.of_rubric(GENERAL, shipped.rubric, "zh")
    keys, parts = made["properties"], made["$defs"]
    assert keys["rubric"]["const"] == shipped.rubric.pin
    development = keys["facets"]["properties"]["development"]["properties"]["is"]
    assert development["enum"] == ["developed", "mixed", "underdeveloped"]
    assert development["enumDescriptions"] == ["发达", "中间", "欠发达"]
    clusters = keys["facets"]["properties"]["clusters"]["properties"]["is"]["anyOf"]
    assert clusters[1]["items"]["enum"] == [*shipped.rubric.facets["clusters"].values]
    assert parts["Plan"]["properties"]["kind"]["enum"] == [*shipped.rubric.kinds, None]
    assert [*parts["Commitment"]["properties"]["codes"]["properties"]] == [*shipped.rubric.codes]
    measure = keys["measures"]["properties"]["rd-intensity"]["anyOf"][0]["properties"]["unit"]
    assert "% of GDP" in measure["enum"]
