"""What the page on method says of the texts of a rubric."""

from __future__ import annotations

from evalkit import api
from evalkit.report.words import labels_of
from tests.conftest import evaluation_of
from tests.unit.report.sections.test_verdict import TINY, tiny


def test_a_text_in_one_language_only_is_said_so_once() -> None:
    text = TINY.replace("{zh: 有, en: Some}", "{zh: 有}")
    evaluation = evaluation_of(text, tiny("aa", 1))
    for lang, times in (("en", 1), ("zh", 0)):
        page = dict(api.reports(evaluation, ("md",), (lang,)))[f"aa.{lang}.md"].decode()
        assert page.count(labels_of(lang)["fallback"]) == times
