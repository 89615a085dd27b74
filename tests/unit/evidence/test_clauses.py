"""Sentences and clauses, and places that name them."""

from __future__ import annotations

import pytest
from evalkit.evidence.clauses import clauses_of, sentences_of
from evalkit.evidence.places import clause_missing, missing_from, place_of, stretch_of
from evalkit.evidence.text import Passage, PlanText


def parts(text: str) -> list[tuple[str, str]]:
    return [(c.at, text[c.start : c.end]) for c in clauses_of(text)]


def test_a_chinese_paragraph_is_divided_at_stops_and_commas() -> None:
    assert parts("深化改革。新建基地3家，投资1,200万元；支持企业创新。") == [
        ("s1.1", "深化改革。"),
        ("s2.1", "新建基地3家，"),
        ("s2.2", "投资1,200万元；"),
        ("s2.3", "支持企业创新。"),
    ]


def test_brackets_and_quotation_marks_are_not_divided() -> None:
    assert parts("打造“一带，一路。”样板（含甲，乙），扩大开放。") == [
        ("s1.1", "打造“一带，一路。”样板（含甲，乙），"),
        ("s1.2", "扩大开放。"),
    ]


def test_english_sentences_end_where_a_new_one_begins() -> None:
    text = "R&D will reach 3.5% by 2030, e.g. in firms. The U.K. plans 2 centres. See p. 4."
    found = [text[a:b] for a, b in sentences_of(text)]
    assert found[0] == "R&D will reach 3.5% by 2030, e.g. in firms."
    assert found[-1] == "See p. 4."


def test_what_holds_no_word_is_no_clause() -> None:
    assert parts("，。") == []
    assert parts("") == []


def plan(*texts: str) -> PlanText:
    passages = tuple(Passage(n, text, n) for n, text in enumerate(texts, start=1))
    return PlanText("p.txt", "text", "", passages)


@pytest.mark.parametrize(
    ("at", "missing"),
    [
        ("¶1 s2.1", None),
        ("¶1 s2", None),
        ("¶1 s2.1–2", None),
        ("¶1 s2.3", "¶1 s2.3"),
        ("¶1 s3", "¶1 s3"),
        ("¶1 s2.2–4", "¶1 s2.4"),
        ("¶1", None),
        ("第1段", None),
    ],
)
def test_a_sentence_or_clause_that_is_not_there_is_named(at: str, missing: str | None) -> None:
    text = plan("深化改革。新建基地，支持企业。")
    assert clause_missing(at, text) == missing
    place = place_of(at)
    assert place is not None
    found = missing_from(place, text)
    assert (found[0][1] if found else None) == missing


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("¶3 s1.1", "¶3 s1.1", 1.0),
        ("¶3 s1.1–2", "¶3 s1.2", 0.5),
        ("¶3 s1.1", "¶3 s1.2", 0.0),
        ("¶3 s1", "¶3 s2", 0.0),
        ("¶3", "¶4", 0.0),
        ("¶3–4", "¶4", 0.5),
        ("¶3", "¶3 s1.1", 0.0001),
    ],
)
def test_how_much_two_places_have_in_common(one: str, other: str, shared: float) -> None:
    a, b = stretch_of("d", one), stretch_of("d", other)
    assert a is not None
    assert b is not None
    assert a.shared(b) == pytest.approx(shared)
    assert b.shared(a) == pytest.approx(shared)
    elsewhere = stretch_of("e", one)
    assert elsewhere is not None
    assert a.shared(elsewhere) == 0
