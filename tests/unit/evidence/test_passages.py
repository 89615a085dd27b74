"""What part of a plan a paragraph is, and the words in it that bear on a matter."""

from __future__ import annotations

import pytest
from evalkit.evidence.commitments import parts_of
from evalkit.evidence.passages import (
    Reading,
    likeness,
    tells_past,
    tells_plans,
    tells_want,
    wanted_of,
)
from evalkit.evidence.text import Passage, PlanText, with_headings

LINES = (
    "某省2026年政府工作报告",
    "一、2025年工作回顾",
    "引进海外高层次人才1630名，建成引才工作站5个。",
    "二、2026年重点工作",
    "加快人才集聚。实施海外引才计划，引进海外高层次人才2000名，建设海外引才工作站10个，办好创业赛会；"
    "完善住房保障，提升教育、医疗、交通、养老、托育、文化、体育、旅游等公共服务水平，让群众生活更加便利。",
    "名词解释",
    "海外引才计划：指面向海外引进高层次人才2000名的计划。",
    "附件2",
    "实施海外人才工程，引进海外人才100名。",
)


def plan(*lines: str) -> PlanText:
    passages = [Passage(n, text, n) for n, text in enumerate(lines, start=1)]
    return PlanText("d", "text", "0", with_headings(passages))


def test_the_review_and_the_glossary_are_told_from_what_lies_ahead() -> None:
    parts = parts_of(plan(*LINES))
    assert (parts[3], parts[5], parts[7]) == ("review", "coming", "glossary")
    assert parts[9] != "glossary"  # the next annex ends it
    reading = Reading(plan(*LINES))
    assert [n for n in range(1, 10) if reading.looks_ahead(n)] == [1, 2, 4, 5, 8, 9]
    assert reading.ahead == (5, 9)


def test_the_words_shown_stand_in_the_text_and_bear_on_what_is_wanted() -> None:
    reading = Reading(plan(*LINES))
    found = reading.bearing(5, wanted_of([(1.0, "海外引才工作站")]))
    assert found is not None
    assert found.words in LINES[4]
    assert "海外引才工作站10个" in found.words
    assert (found.ahead, found.figure, found.number) == (True, True, 5)
    assert len(found.words) <= 60


def test_nothing_is_shown_where_no_word_is_shared_or_no_paragraph_is_there() -> None:
    reading = Reading(plan(*LINES))
    assert reading.bearing(5, wanted_of([(1.0, "量子")])) is None
    assert reading.bearing(50, wanted_of([(1.0, "海外")])) is None


@pytest.mark.parametrize(
    ("note", "past", "plans"),
    [
        ("回顾2025年引进人数", True, False),
        ("2025年已引进1630人", True, False),
        ("2026年引进2000人", False, True),
        ("今年的引才目标", False, True),
        ("面向全球的引才渠道", False, False),
        ("Review of last year", True, False),
        ("The target for 2030", False, True),
    ],
)
def test_a_note_tells_of_the_past_of_plans_or_of_neither(
    note: str, past: bool, plans: bool
) -> None:
    assert (tells_past(note, 2026), tells_plans(note, 2026)) == (past, plans)


def test_a_note_that_something_is_wanting_is_told_from_one_that_names_it() -> None:
    wanting = ("没有写办法", "只列产业总称", "Only the fields, no scheme")
    assert all(map(tells_want, wanting))
    assert not any(map(tells_want, ("三省共建联盟", "无人机基地", "A named channel")))


def test_likeness_is_the_share_of_what_is_asked() -> None:
    assert likeness("海外引才", "海外引才") == 1
    assert likeness("海外", "引才") == 0
    assert likeness("海外", "") == 0
