"""Where the framework asks for it, as a reader would write it."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report.context import Context, context_of
from evalkit.report.framework import ask_of, place_in_words, standard_line
from evalkit.report.model import plain
from evalkit.report.words import words_of
from tests.conftest import asked


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        ("四(三)¶2 s6", "四（三）第2段第6句", "section 4(3), para 2, sentence 6"),
        (
            "四·导言¶1 s3–s4,s6",
            "四·导言第1段第3—4、6句",
            "section 4, introduction, para 1, sentences 3–4 and 6",
        ),
        (
            "四(一)¶1 s2前半",
            "四（一）第1段第2句前半",
            "section 4(1), para 1, sentence 2, first half",
        ),
        (
            "四(一)¶1 s10a(西部例)",
            "四（一）第1段第10a句（西部例）",
            "section 4(1), para 1, sentence 10a",
        ),
        ("一(二)综上（质的方面）", "一（二）综上（质的方面）", "section 1(2), closing summary"),
        ("一(二)1", "一（二）第1点", "section 1(2), item 1"),
        ("十二(二十一)¶1–3", "十二（二十一）第1—3段", "section 12(21), paras 1–3"),
        ("3.2 ¶4 s1 (note)", "3.2第4段第1句（note）", "section 3.2, para 4, sentence 1 (note)"),
        ("Annex B ¶3", "Annex B第3段", "Annex B, para 3"),
        ("¶7", "第7段", "para 7"),
        ("二", "二", "section 2"),
        ("Art. 5", "Art. 5", "Art. 5"),
        ("12", "12", "12"),
        ("一(一)¶1末–¶2", "一(一)¶1末–¶2", "一(一)¶1末–¶2"),
        ("", "", ""),
    ],
)
def test_places_in_words(at: str, zh: str, en: str) -> None:
    assert (place_in_words(words_of("zh"), at), place_in_words(words_of("en"), at)) == (zh, en)


def contexts(evaluation: Evaluation) -> tuple[Context, Context]:
    results = asked(evaluation)
    return context_of(results, "zh"), context_of(results, "en")


def test_an_ask_names_place_and_actor_and_a_measure_none(shipped: Evaluation) -> None:
    zh, en = contexts(shipped)
    ref = "innovation-talent.people.overseas-talent"
    assert plain(ask_of(zh, ref)) == (
        "框架依据：四（三）第2段第6句，从海外引进优秀人才 · 应由谁做：人才部门、用人单位"
    )
    assert plain(ask_of(en, ref)) == (
        "Framework, section 4(3), para 2, sentence 6: recruiting able people from overseas"
        " · to act: talent departments, employers"
    )
    assert ask_of(en, "outcomes.outcome-input.rd-intensity") == ()
    assert ask_of(en, "innovation-talent") == ()


def test_the_standard_is_named_with_authors_and_year(shipped: Evaluation) -> None:
    zh, en = contexts(shipped)
    assert standard_line(zh).endswith("经验与启示》（2024年）")
    assert standard_line(en).startswith(
        "framework: Huang Huan, Chen Yongxiang and Zhang Qiufeng (2024), Experience and Enlight"
    )
