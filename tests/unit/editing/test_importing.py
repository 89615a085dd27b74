"""What tables say of a case that says it already, written another way: nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from evalkit.editing import edited
from evalkit.editing.importing import changes_of
from evalkit.reading.yaml import parse

BY = {"who": "ana", "command": "import", "time": "2026-03-01T10:00"}


def imported(text: str, wanted: dict[str, Any]) -> str:
    """The file after an import."""
    changes = changes_of(parse(text, "gz.yaml").data, wanted)
    return edited(text.encode(), "gz.yaml", changes, **BY).content.decode()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("facets: {coast: {is: coastal}}", {"facets": {"coast": {"is": ["coastal"]}}}),
        ("facets: {coast: {is: [coastal]}}", {"facets": {"coast": {"is": "coastal"}}}),
        ("facets: {of: {is: [b, a]}}", {"facets": {"of": {"is": ["a", "b"]}}}),
        ("region: {name: 临海市, code: 331082}", {"region": {"code": "331082"}}),
        ("region: {name: 临海市, code: ３３１０８２}", {"region": {"code": "331082"}}),
        (
            "ratings: {a: {rater: ann, level: '2'}}",
            {"ratings": {"a": [{"rater": "ann", "level": 2}]}},
        ),
        (
            "ratings: {a: {rater: ann, level: ２}}",
            {"ratings": {"a": {"rater": "ann", "level": 2.0}}},
        ),
        ("ratings: {a: {rater: 2, level: 1}}", {"ratings": {"a": [{"rater": "2", "level": 1}]}}),
        (
            "ratings: {a: {rater: 陈, checks: x}}",
            {"ratings": {"a": {"rater": "陈", "checks": ["x"]}}},
        ),
        (
            "ratings: {a: {rater: 陈, checks: [y, x]}}",
            {"ratings": {"a": [{"rater": "陈", "checks": ["x", "y"]}]}},
        ),
        (
            "measures: {m: {value: '4.5', year: 2023}}",
            {"measures": {"m": [{"value": "4.5", "year": 2023}]}},
        ),
    ],
)
def test_what_is_held_in_another_spelling_keeps_its_bytes(held: str, said: dict[str, Any]) -> None:
    text = f"case: gz-2026  # ours\nrubric: small@1.0.0\n{held}\n"
    assert imported(text, said) == text


@pytest.mark.parametrize(
    ("held", "said", "becomes"),
    [
        (
            "facets: {of: {is: a}}",
            {"facets": {"of": {"is": ["a", "b"]}}},
            "facets: {of: {is: [a, b]}}",
        ),
        (
            "ratings: {a: {rater: 2, level: 1, because: kept}}",
            {"ratings": {"a": [{"rater": "2", "level": 2}]}},
            "ratings: {a: {rater: 2, level: 2, because: kept}}",
        ),
    ],
)
def test_what_differs_is_changed(held: str, said: dict[str, Any], becomes: str) -> None:
    head = "case: gz-2026\nrubric: small@1.0.0\n"
    assert imported(f"{head}{held}\n", said) == f"{head}{becomes}\n"
