"""What a plan writes, in a clause."""

from __future__ import annotations

import re

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.written import PLACES, Written, clause, whole_parts, written
from tests.conftest import asked, evaluation_of


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("点名两个集群；没有写明依托。另有一句。", "点名两个集群"),
        ("Two clusters are named. None has a base.", "Two clusters are named"),
        (
            "R&D is to rise by 3.5 points in 2030. How is open.",
            "R&D is to rise by 3.5 points in 2030",
        ),
        ("A corridor; no field.", "A corridor"),
        ("No stop", "No stop"),
        ("。", "。"),
        ("", ""),
    ],
)
def test_a_clause_ends_at_the_first_stop_or_semicolon(text: str, first: str) -> None:
    assert clause(text) == first


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("Ten are built; schools, firms and towns share them", 24, "Ten are built"),
        ("Ten are built; schools share them; firms do", 36, "Ten are built; schools share them"),
        ("Ten are built, and firms share them", 20, "Ten are built"),
        ("Ten (a; b, c) are built, and more", 30, "Ten (a; b, c) are built"),
        ("Ten are built; five more", 40, "Ten are built; five more"),
        ("建10家；由学校牵头，企业参加", 11, "建10家；由学校牵头"),
    ],
)
def test_a_cut_leaves_no_part_without_its_verb(text: str, most: int, cut: str) -> None:
    assert whole_parts(text, most) == cut


def numbers(*places: str) -> set[str]:
    return {number for place in places for number in re.findall(r"\d+", place)}


def test_what_is_written_is_a_raters_and_has_its_places(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "zh")
    for case in shipped.cases:
        for ref in shipped.rubric.rated:
            found = written(ctx, case, ref)
            if found.level is None:
                continue
            rows = shipped.rows_of[case, ref]
            assert any(ctx.say(row.rating.because).startswith(found.clause) for row in rows)
            assert found.clause
            cited = [
                numbers(*[e.at for e in row.rating.evidence if e.at][:PLACES])
                for row in rows
                if ctx.say(row.rating.because).startswith(found.clause)
            ]
            assert numbers(*found.places) in cited, (case, ref)


RUBRIC = """\
rubric: w
version: 1.0.0
title: W
scale: [{level: 0, label: a}, {level: 1, label: b}]
pillars: [{id: p, title: P, criteria: [{id: one, title: One, levels: {0: a, 1: b}}, {id: two, title: Two, levels: {0: a, 1: b}}]}]
"""
CASE = """\
case: x
rubric: w@1.0.0
region: {name: X}
documents: [{id: plan, title: Plan}, {id: budget, title: Budget}]
ratings:
  one: {level: 1, because: So it is., evidence: [{document: plan, at: ¶1}, {document: budget, at: ¶2}]}
"""


def test_of_several_documents_the_place_says_which_and_silence_is_no_clause() -> None:
    ctx = context_of(asked(evaluation_of(RUBRIC, CASE)), "en")
    assert written(ctx, "x", "p.one") == Written(1.0, "So it is", ("¶1", "Budget, ¶2"))
    assert written(ctx, "x", "p.two") == Written(None, "", ())
