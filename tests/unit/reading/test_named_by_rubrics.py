"""What the rubrics at hand tell about findings of cases that were read before them."""

from __future__ import annotations

import pytest
from evalkit.model.finding import found
from evalkit.model.place import Span
from evalkit.reading.named_by_rubrics import with_levels, with_pins
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse
from tests.conftest import ROOT

HERE = Span("c.yaml", 2, 9)
KNOWN = [("small", "1.0.0"), ("small", "2.0.0"), ("city-climate-plan", "1.1.0")]


@pytest.mark.parametrize(
    ("written", "pin"),
    [
        ("city-climate-plan", "city-climate-plan@1.1.0"),
        ("city-climate-plan@1.1", "city-climate-plan@1.1.0"),
        ("city-climate-plan 1.1.0", "city-climate-plan@1.1.0"),
        ("city-climate-plan@v1.1.0", "city-climate-plan@1.1.0"),
        ("city-climate-plan＠1.1.0", "city-climate-plan@1.1.0"),
        ("city-climat-plan", "city-climate-plan@1.1.0"),
        ("small", "small@2.0.0"),
        ("small@1", "small@1.0.0"),
        ("@", None),
    ],
)
def test_a_pin_is_told_by_the_versions_that_lie_there(written: str, pin: str | None) -> None:
    (told,) = with_pins([found("pin-form", HERE, value=written)], KNOWN)
    assert dict(told.values).get("pin") == pin


def test_a_level_that_is_written_by_its_label_is_told_with_its_number() -> None:
    text = (ROOT / "tests/bad/small.yaml").read_text("utf-8")
    file, _ = read_rubric(parse(text, "small.yaml"))
    assert file is not None
    said = {"key": "level", "wanted": "@number"}
    findings = [
        found("value-kind", HERE, named=name, given=f"`{name}`", **said)
        for name in ("Beyond", "超出", "Excellent")
    ]
    assert [finding.way_out("en") for finding in with_levels(findings, file.rubric)] == [
        "levels are numbers: write `level: 3`, which is “Beyond”",
        "levels are numbers: write `level: 3`, which is “超出”",
        "write a number",
    ]
