"""What the page on method says of the texts of a rubric."""

from __future__ import annotations

from evalkit import api
from evalkit.report.words import labels_of
from tests.conftest import evaluation_of

TINY = """
rubric: tiny
version: 1.0.0
title: Tiny
scale: [{level: 0, label: {zh: 无, en: None}}, {level: 1, label: {zh: 有, en: Some}}]
pillars: [{id: p, title: P, criteria: [{id: c, title: C, levels: {0: a, 1: b}}]}]
"""


def tiny(name: str, level: int | None) -> str:
    ratings = f"ratings: {{c: {{level: {level}, because: y}}}}" if level is not None else ""
    return f"case: {name}\nrubric: tiny@1.0.0\nregion: {{name: {name.title()}}}\n{ratings}"


def test_a_text_in_one_language_only_is_said_so_once() -> None:
    text = TINY.replace("{zh: 有, en: Some}", "{zh: 有}")
    evaluation = evaluation_of(text, tiny("aa", 1))
    for lang, times in (("en", 1), ("zh", 0)):
        made = dict(api.reports(evaluation, ("md",), (lang,), ("evidence",)))
        page = made[f"aa-evidence.{lang}.md"].decode()
        assert page.count(labels_of(lang)["fallback"]) == times
