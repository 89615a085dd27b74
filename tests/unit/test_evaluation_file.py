"""An evaluation as a file: the same to the byte, and nothing in it is believed that does not follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from evalkit.evaluation import evaluate
from evalkit.evaluation_file import digest, from_json, to_json
from tests.conftest import asked, case_of, evaluation_of, rubric_of
from tests.unit.analysis.test_gaps import case as region_case
from tests.unit.analysis.test_gaps import evaluated
from tests.unit.scoring.test_tree import FULL, UNEVEN, case


def test_json_comes_back_the_same_to_the_byte() -> None:
    evaluation = evaluation_of(UNEVEN, case(FULL), case(FULL, "city", "y"))
    text = to_json(asked(evaluation))
    assert to_json(asked(from_json(text))) == text
    assert to_json(asked(evaluation_of(UNEVEN, case(FULL), case(FULL, "city", "y")))) == text


def test_tables_of_regions_come_back_with_it_and_are_absent_without() -> None:
    evaluation = evaluated("A 1 2020;B 2 2020;C 3 2020;D 6 2020", region_case("A"))
    text = to_json(asked(evaluation))
    again = from_json(text)
    assert to_json(asked(again)) == text
    assert (again.listed, again.others) == (evaluation.listed, evaluation.others)
    assert [item["region"] for item in json.loads(text)["other_regions"]] == ["B", "C", "D"]
    assert asked(again).gaps == asked(evaluation).gaps
    bare = json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    assert not {"regions", "other_regions"} & {*bare}


def test_another_schema_is_not_read() -> None:
    with pytest.raises(ValueError, match="its schema is evalkit/evaluation/99; this evalkit reads"):
        from_json('{"schema": "evalkit/evaluation/99"}')


def test_a_saved_evaluation_is_believed_in_nothing_that_does_not_follow() -> None:
    """A score, a level that counts, a consensus or a finding that was changed is named, under a
    renewed digest too."""
    text = to_json(asked(evaluation_of(UNEVEN, case(FULL))))
    data = json.loads(text)
    for part, key, value in (
        ("scores", "value", 0.123),
        ("ratings", "counted", 0.5),
        ("consensus", "spread", 3.0),
    ):
        changed = json.loads(text)
        changed[part][0][key] = value
        with pytest.raises(ValueError, match="digest does not fit"):
            from_json(json.dumps(changed))
        with pytest.raises(ValueError, match=rf"^{part}: {key} of"):
            from_json(json.dumps({**changed, "digest": digest(changed)}))
    shorter = {**data, "scores": data["scores"][1:]}
    with pytest.raises(ValueError, match=r"^scores:"):
        from_json(json.dumps({**shorter, "digest": digest(shorter)}))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: d.pop("cases"), "it lacks 'cases'"),
        (lambda d: d.update(seed="x"), "its seed is x, no whole number"),
        (lambda d: d["rubric"].update(places={"x": "y"}), "a part of it is of another kind"),
        (lambda d: d["rubric"].update(places=None), "a part of it is of another kind"),
        (lambda d: d["rubric"].update(version="9.9.9"), "rubric: version is not what its defin"),
        (lambda d: d["cases"][0].update(id="other"), r"cases\[0\]: id is not what its definition"),
        (lambda d: d["cases"][0].update(more=1), r"cases\[0\]: more is not what its definition"),
        (lambda d: d["cases"][0].update(definition={}), "it lacks case"),
        (lambda d: d.update(as_of="soon"), "its day is soon, no date"),
    ],
)
def test_a_file_that_was_written_otherwise_is_refused_with_the_reason(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    data = json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    change(data)
    with pytest.raises(ValueError, match=why):
        from_json(json.dumps({**data, "digest": digest(data)}))


def test_a_file_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        from_json("[" * 100_000)


def test_a_file_of_the_first_version_is_read_and_scored_again_too() -> None:
    evaluation = evaluation_of(UNEVEN, case(FULL))
    data = json.loads(to_json(asked(evaluation)))
    first = {key: value for key, value in data.items() if key != "digest"} | {
        "schema": "evalkit/evaluation/1"
    }
    assert from_json(json.dumps(first)) == evaluation
    first["scores"][0]["value"] = 0.99
    with pytest.raises(ValueError, match=r"^scores: value of"):
        from_json(json.dumps(first))


def test_no_file_tells_whose_folders_it_was_made_in() -> None:
    standard, held = rubric_of(UNEVEN), case_of(case(FULL))
    standard = replace(standard, file="/home/somebody/work/rubrics/uneven.yaml")
    held = replace(held, file="/home/somebody/work/cases/x.yaml")
    text = to_json(asked(evaluate(standard, [held], as_of=date(2026, 1, 1))))
    assert "somebody" not in text
    assert '"file": "cases/x.yaml"' in text
