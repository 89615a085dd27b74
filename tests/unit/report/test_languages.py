"""The languages of reports: those that the rubric and the cases are written in."""

from __future__ import annotations

import pytest
from evalkit.report.languages import languages_of
from tests.conftest import evaluation_of

RUBRIC = """\
rubric: r
version: 1.0.0
title: {zh: 标准, en: Standard}
scale: [{level: 0, label: none}, {level: 1, label: some}]
pillars:
  - id: p
    title: {zh: 支柱, en: Pillar}
    criteria:
      - {id: a, title: {zh: 准则, en: Criterion}, levels: {0: {zh: 无, en: none}, 1: {zh: 有, en: some}}}
"""
CASE = """\
case: x
rubric: r@1.0.0
region: {name: {zh: 某省, en: Place}}
ratings:
  a: {level: 1, because: {zh: 写到了, en: It is named}}
"""
ENGLISH = {"{zh: 标准, en: Standard}": "Standard", "{zh: 支柱, en: Pillar}": "Pillar"}
ENGLISH |= {"{zh: 准则, en: Criterion}": "Criterion", "{zh: 无, en: none}": "none"}
ENGLISH |= {"{zh: 有, en: some}": "some", "{zh: 某省, en: Place}": "Place"}
ENGLISH |= {"{zh: 写到了, en: It is named}": "It is named"}
CHINESE = {both: both[5:].partition(",")[0] for both in ENGLISH}


def said(text: str, words: dict[str, str]) -> str:
    for both, one in words.items():
        text = text.replace(both, one)
    return text


@pytest.mark.parametrize(
    ("rubric", "case", "languages"),
    [
        (RUBRIC, CASE, ("zh", "en")),
        (said(RUBRIC, ENGLISH), said(CASE, ENGLISH), ("en",)),
        (said(RUBRIC, CHINESE), said(CASE, CHINESE), ("zh",)),
        (RUBRIC, said(CASE, CHINESE), ("zh",)),
        (said(RUBRIC, ENGLISH), CASE, ("en",)),
        (said(RUBRIC, ENGLISH), said(CASE, CHINESE), ("en",)),
        (RUBRIC, CASE.replace("{zh: 某省, en: Place}", "'12'"), ("zh", "en")),
    ],
)
def test_a_report_is_in_the_languages_that_both_have(
    rubric: str, case: str, languages: tuple[str, ...]
) -> None:
    assert languages_of(evaluation_of(rubric, case)) == languages


def test_the_reader_s_language_comes_first_and_is_there_where_the_rubric_has_it() -> None:
    own = evaluation_of(RUBRIC, said(CASE, CHINESE))
    assert languages_of(own, "en") == ("en", "zh")
    assert languages_of(evaluation_of(said(RUBRIC, ENGLISH), CASE), "zh") == ("en",)
