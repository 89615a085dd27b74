"""Whatever a file holds, reading ends in data or findings, never in a crash; what is left still
scores and reports."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from evalkit import api
from evalkit.evaluation import evaluate
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.model.finding import Finding, from_problem, to_text
from evalkit.model.place import SourceProblem
from evalkit.model.refusal import Refusal
from evalkit.model.rubric import RubricFile
from evalkit.reading.case import read_case
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import decode, parse
from evalkit.report.reports import untold
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.conftest import asked, rubric_of

SMALL = (Path(__file__).parent.parent / "bad/small.yaml").read_text("utf-8")
STANDARD: RubricFile = rubric_of(SMALL)
CASE: dict[str, Any] = {
    "case": "gz",
    "rubric": "small@1.0.0",
    "region": {"name": {"zh": "贵州", "en": "Guizhou"}, "code": "CN-GZ"},
    "plan": {"title": "规划", "issuer": "x", "adopted": "2026-01-27", "period": [2026, 2030]},
    "facets": {"development": {"is": "developed", "because": "有数据"}},
    "documents": [
        {"id": "gwr", "title": "报告", "date": "2026-01-01"},
        {"id": "two", "title": "x"},
    ],
    "ratings": {
        "clear-goals": [
            {
                "rater": "a",
                "level": 1,
                "checks": ["dated"],
                "because": "有",
                "confidence": "high",
                "evidence": [
                    {"document": "gwr", "at": "¶3", "note": {"zh": "x"}},
                    {"document": "two", "kind": "contradicts"},
                ],
            },
            {
                "rater": "b",
                "level": 2,
                "checks": ["dated", "numbers"],
                "because": "有",
                "evidence": [{"document": "gwr", "at": "¶3"}],
            },
            {"rater": "c", "adjudicates": True, "level": 1, "because": {"zh": "x", "en": "y"}},
        ],
        "invest-more": {"level": 0, "because": "没有"},
    },
    "measures": {
        "rd-intensity": [
            {"value": 1.0, "unit": "%", "year": 2022},
            {"value": 2, "unit": "%", "year": 2023, "source": "s"},
        ]
    },
    "targets": [
        {
            "measure": "rd-intensity",
            "value": 3,
            "unit": "%",
            "year": 2030,
            "baseline": {"value": 1, "year": 2023},
            "at": "x",
        }
    ],
    "allow": [{"finding": "criteria-missing", "because": "x", "owner": "y"}],
}
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    3,
    99,
    1.5,
    "",
    "x",
    "gz",
    "clear-goals",
    "developed",
    [],
    {},
    [1],
    ["x"],
    {"zh": "x"},
    {"a": {"b": 1}},
    "NA",
    "2026-02-30",
    "…" * 500,
    [[[]]],
    "=1+1",
    "<b>",
    "@text",
    [None],
    {"zh": None},
]
KEYS = ["zh", "level", "x", "id", "checks", "becuase"]


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in items:
        found += paths(value, (*path, key))
    return found


@st.composite
def damaged(draw: st.DrawFn, whole: dict[str, Any]) -> str:
    """YAML of a file in which one to four values were removed, replaced, added or doubled."""
    data = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 4))):
        places = paths(data)
        if not places:
            break
        path = draw(st.sampled_from(places))
        node = data
        for step in path[:-1]:
            node = node[step]
        change = draw(st.sampled_from(["drop", "replace", "replace", "add", "double"]))
        if change == "drop":
            del node[path[-1]]
        elif change == "replace":
            node[path[-1]] = copy.deepcopy(draw(st.sampled_from(VALUES)))
        elif change == "add" and isinstance(node, dict):
            node[draw(st.sampled_from(KEYS))] = copy.deepcopy(draw(st.sampled_from(VALUES)))
        elif change == "double" and isinstance(node, list):
            node.append(copy.deepcopy(node[path[-1]]))
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def shown(findings: list[Finding]) -> None:
    for finding in findings:
        for lang in ("zh", "en"):
            assert f"[{finding.code}]" in to_text(finding, "a line", lang)
            assert "pydantic" not in to_text(finding, "", lang).lower()


UNRATED = {key: said for key, said in CASE.items() if key not in {"ratings", "targets"}}
UNITLESS = {**CASE, "targets": [{**CASE["targets"][0], "unit": ""}]}


@settings(max_examples=150, deadline=None)
@given(damaged(CASE))
@example(yaml.safe_dump(UNITLESS, allow_unicode=True, sort_keys=False))
@example(yaml.safe_dump(UNRATED, allow_unicode=True, sort_keys=False))
def test_a_damaged_case_ends_in_findings_and_the_rest_is_scored(text: str) -> None:
    try:
        document = parse(decode(text.encode()), "x.yaml")
    except SourceProblem as problem:
        shown([from_problem(problem, "x.yaml")])
        return
    case, findings = read_case(document)
    if case is None:
        assert findings
        shown(list(findings))
        return
    evaluation = evaluate(STANDARD, [case], as_of=date(2026, 1, 1), before=findings)
    shown(list(evaluation.findings))
    saved = to_json(asked(evaluation))
    assert to_json(asked(from_json(saved))) == saved
    if untold(evaluation):  # there is nothing to report on, which is said
        with pytest.raises(Refusal):
            list(api.reports(evaluation, ("md",), ("zh",)))
        return
    assert all(content for _, content in api.reports(evaluation, ("html", "md"), ("zh",)))


@settings(max_examples=100, deadline=None)
@given(damaged(yaml.safe_load(SMALL)))
def test_a_damaged_rubric_is_refused_or_works(text: str) -> None:
    try:
        document = parse(decode(text.encode()), "x.yaml")
    except SourceProblem as problem:
        shown([from_problem(problem, "x.yaml")])
        return
    standard, findings = read_rubric(document)
    shown(list(findings))
    assert (standard is None) == any(finding.severity == "error" for finding in findings)
    if standard is not None:
        case, _ = read_case(parse(yaml.safe_dump(CASE, allow_unicode=True), "case.yaml"))
        assert case is not None
        evaluation = evaluate(standard, [case], as_of=date(2026, 1, 1))
        assert all(content for _, content in api.reports(evaluation, ("md",)))
        assert api.rubric_show(standard, "md", "zh")


def problem_of(text: str) -> SourceProblem | None:
    try:
        parse(decode(text.encode()), "x.yaml")
    except SourceProblem as problem:
        return problem
    return None


INSERTS = [
    "[",
    "]",
    "{",
    "}",
    ":",
    ": ",
    "- ",
    '"',
    "'",
    "&a ",
    "*a",
    "!x ",
    "#",
    "\t",
    "~",
    "…",
    "：",
    "|",
    ">",
    "@",
    "%",
    "\x00",
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_text_ends_in_one_finding_with_a_place(data: st.DataObject) -> None:
    text = list(yaml.safe_dump(CASE, allow_unicode=True, sort_keys=False))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text) - 1))
        if data.draw(st.booleans()):
            text[at:at] = list(data.draw(st.sampled_from(INSERTS)))
        else:
            del text[at : at + data.draw(st.integers(1, 10))]
    found = problem_of("".join(text))
    if found is not None:
        shown([from_problem(found, "x.yaml")])
        assert found.code == "file-empty" or found.line >= 1
