"""A rubric is found by its id however its file is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from evalkit.storage.here import cases_here, rubric_here
from evalkit.storage.rubrics import peek, rubric_files

BODY = "title: T\npillars: [{id: p, title: P, criteria: [{id: c, title: C, measure: {unit: u, goalposts: [0, 1]}}]}]\n"
FLOW = "{rubric: e, version: 1.0.0, title: T, pillars: []}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"rubric: e\nversion: 1.0.0\n{BODY}",
        f"{'# ' + 'x' * 90}\n" * 60 + f"rubric: e\nversion: 1.0.0\n{BODY}",
        f"about: |\n{'  text ' * 900}\nrubric: e\nversion: 1.0.0\n{BODY}",
        f'"rubric": e\n"version": "1.0.0"\n{BODY}',
        FLOW,
        f"---\n{FLOW}",
        f"rubric:\n  e\nversion: 1.0.0\n{BODY}",
    ],
)
def test_a_rubric_is_known_by_its_keys(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rubrics" / "e.yaml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    assert rubric_files([path])["e", "1.0.0"] == path


@pytest.mark.parametrize(
    "text",
    [
        "case: a\nrubric: e@1.0.0\n",
        "{case: a, rubric: e@1.0.0, version: 1.0.0}\n",
        "{weights: e@1.0.0, rubric: e, version: 1.0.0}\n",
        "a rubric and its version\n",
        "rubric: [\nversion: 1",
    ],
)
def test_what_is_none_is_not_taken_for_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "e.yaml"
    path.write_text(text, "utf-8")
    assert peek(path) is None


@pytest.mark.parametrize(
    "text",
    [
        "case: a\nrubric: e@1.0.0\n",
        f"{'# ' + 'x' * 90}\n" * 60 + "case: a\nrubric: e@1.0.0\n",
        "{case: a, rubric: e@1.0.0}\n",
        '"case": a\n"rubric": "e@1.0.0"\n',
    ],
)
def test_a_case_is_known_by_its_keys_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    assert cases_here() == Path()
    assert rubric_here().named == "e@1.0.0"
