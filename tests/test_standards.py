"""The shipped standards of other kinds: whole, in both languages by the test of all that is shipped,
each with an invented case whose document lies beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.rubric import Rubric

from tests.conftest import ROOT, case_of, rubric_of

CASES = sorted((ROOT / "rubrics/examples").glob("*/*.yaml"))


def pair(path: Path) -> tuple[Rubric, CaseFile]:
    """A case, and the rubric that it is pinned to."""
    case = case_of(path.read_text("utf-8"), path.name)
    standard = ROOT / "rubrics" / f"{case.case.rubric.partition('@')[0]}.yaml"
    return rubric_of(standard.read_text("utf-8"), standard.name).rubric, case


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_a_standard_says_is_whole(path: Path) -> None:
    rubric, case = pair(path)
    assert case.case.rubric == rubric.pin
    assert rubric.source is not None and all(both(rubric.source.title))  # noqa: PT018
    for ref, criterion in rubric.criteria():
        assert all(both(criterion.asks)) and criterion.source is not None, ref  # noqa: PT018
        if criterion.levels:
            named = {name for need in criterion.needs.values() for name in (*need.all, *need.any)}
            assert named <= {check.id for check in criterion.checks}, ref
            assert len({both(text) for text in criterion.levels.values()}) == len(criterion.levels)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_document_of_an_invented_case_is_there_and_says_that_it_is_invented(path: Path) -> None:
    stated = yaml.safe_load(path.read_text("utf-8"))
    assert "虚构" in stated["region"]["name"]["zh"] and "invented" in stated["region"]["name"]["en"]  # noqa: PT018
    for document in stated["documents"]:
        content = (path.parent / document["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == document["sha256"], document["id"]
        text = content.decode("utf-8")
        assert "invented" in text or "虚构" in text
        assert len(text.split()) >= 900 or len(text) >= 2000, document["id"]
        assert not [line for line in text.split("\n") if line != line.strip()]


def test_a_profile_says_what_it_cannot_judge_and_a_verdict_all_that_it_asks() -> None:
    """Where a report gives nothing to judge by, guidance says so; a condition asks every check."""
    profile = rubric_of((ROOT / "rubrics/development-evaluation.yaml").read_text("utf-8")).rubric
    assert profile.levels == (1, 2, 3, 4, 5, 6)
    assert len(list(profile.criteria())) == 6
    for ref, criterion in profile.criteria():
        zh, en = both(criterion.guidance)
        assert "无法评定：" in zh and "Unable to assess:" in en, ref  # noqa: PT018
    verdict = rubric_of((ROOT / "rubrics/enabling-conditions.yaml").read_text("utf-8")).rubric
    assert [c.code for _, c in verdict.criteria()] == list("1234567")
    for ref, criterion in verdict.criteria():
        assert criterion.needs[1].all == tuple(check.id for check in criterion.checks), ref
        assert bool(criterion.applies) == (criterion.id == "industrial-transition")
