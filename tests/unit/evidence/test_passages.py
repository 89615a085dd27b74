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


PARTED = (
    "某省2026年政府工作报告",
    "二、“十五五”时期主要目标",
    "到2030年，研发投入强度达到3%。",
    "三、2026年重点工作",
    "（一）着力推进科技创新，培育新质生产力。强化企业主体地位。",
    "建设人才高地。实施海外引才计划，完善出入境服务。统筹城乡发展、改善交通条件，加强住房保障；"
    "健全人才评价制度，改进海外人才签证，提升服务水平。",
    "（二）稳外贸。",
    "深化经贸合作。",
)


def test_a_line_that_only_heads_others_is_told_from_one_with_tasks_of_its_own() -> None:
    assert Reading(plan(*PARTED)).leads == {2, 4, 5, 7}
    alone = Reading(plan(*PARTED[:5], *PARTED[6:]))
    assert 5 not in alone.leads


def test_a_part_on_a_plan_period_is_not_due_in_the_year_of_the_document() -> None:
    due = Reading(plan(*PARTED)).due
    assert (due[3], due[6]) == (False, True)
    full = Reading(plan(PARTED[0], "二、第十五个五年规划纲要主要目标", *PARTED[2:])).due
    assert full[3] is False


def test_what_a_paragraph_is_about_is_its_first_sentence_and_the_heading_above_it() -> None:
    topic = Reading(plan(*PARTED)).topics[6]
    assert {"人才", "科技"} <= topic
    assert "签证" not in topic


def test_what_is_to_be_written_stands_behind_the_end_of_a_sentence_and_no_heading() -> None:
    reading = Reading(plan(*PARTED))
    found = reading.anchor(6, wanted_of([(1.0, "人才评价制度")]), 0.5)
    assert found is not None
    assert found.words == "健全人才评价制度，改进海外人才签证，提升服务水平"
    assert found.cut == (True, False)
    headed = reading.anchor(6, wanted_of([(1.0, "人才高地")]), 1.0)
    assert headed is None or not headed.words.startswith("建设人才高地")


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
