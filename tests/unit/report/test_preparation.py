"""Every step on a measured value is told where a reader meets it, and what was measured is never said
not to be rated."""

from __future__ import annotations

import re
from datetime import date

import pytest
from evalkit import api
from evalkit.evaluation import Evaluation, evaluate
from evalkit.report.explain import trail
from evalkit.report.words import LANGUAGES
from tests.conftest import asked, case_of, rubric_of

RUBRIC = """
rubric: raw
version: 1.0.0
title: {zh: 指数, en: Index}
facets: {tier: {title: {zh: 层级, en: Tier}, values: {low: {zh: 低, en: Low}}}}
measures: [{id: people, title: {zh: 人口, en: People}, unit: 万人}]
prepare:
PREPARE
method: {coverage: 0.3}
pillars:
  - id: p
    title: {zh: 投入, en: Input}
    criteria:
      - {id: patents, title: {zh: 专利, en: Patents}, measure: {unit: 件, normalisation: minmax, range: [1, 100]}}
      - {id: trade, title: {zh: 贸易, en: Trade}, measure: {unit: 亿元, normalisation: zscore}}
      - {id: heat, title: {zh: 气温, en: Heat}, measure: {unit: 度, normalisation: interval, best: [10, 18], goalposts: [0, 30]}}
"""
TRADE = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 900.0)
CASES = tuple(
    f"""
case: c{n}
rubric: raw@1.0.0
region: {{name: C{n}}}
facets: {{tier: {{is: low, because: list}}}}
measures:
  people: {{value: {100 + n}, unit: 万人, year: 2023, source: s}}
  {f"patents: {{value: {10 + n}, unit: 件, year: 2023, source: s}}" if n else ""}
  trade: {{value: {value}, unit: 亿元, year: 2023, source: s}}
  heat: {{value: {35 if n == 1 else 12}, unit: 度, year: 2023, source: s}}
"""
    for n, value in enumerate(TRADE)
)
ALL = """
  per: {patents: {by: people, times: 100}}
  impute: {method: group-mean, facet: tier}
  outliers: {winsorise: 1, then: none}
"""


def scored(prepare: str = ALL, *more: str) -> Evaluation:
    files = [case_of(text, f"{n}.yaml") for n, text in enumerate((*CASES, *more))]
    rubric = rubric_of(RUBRIC.replace("PREPARE", prepare.strip("\n")))
    return evaluate(rubric, files, as_of=date(2026, 1, 1), version="test")


def told(evaluation: Evaluation, name: str, lang: str) -> list[str]:
    case, _, id = name.partition("/")
    steps = trail(asked(evaluation), case, evaluation.rubric.ref_of[id], lang)
    return [step.text for step in steps]


HELD = scored()
SHAPE = "skewness was 2.83 and kurtosis 8.00"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "c1/patents",
            ["divided by people: 11.00件 × 100 / 101.00万人 (2023) = 10.89件 / 100万人"],
        ),
        (
            "c0/patents",
            [
                "not measured: 13.43件 / 100万人 stands in, the mean of seven cases that have a "
                "value in its group (Tier: Low)"
            ],
        ),
        (
            "c7/trade",
            [f"an outlier, drawn in from 900.00亿元 to 8.000亿元: the next value; {SHAPE}"],
        ),
        ("c1/heat", ["capped: 35.00度 is beyond its goalpost and counts as 30.00度"]),
        ("c2/heat", []),
    ],
)
def test_explain_tells_each_step_with_what_led_to_it(name: str, wanted: list[str]) -> None:
    own = [text for text in told(HELD, name, "en")[1:] if not re.match(r"Formula|→|People", text)]
    assert own == wanted


def test_a_formula_is_told_with_its_own_parameters() -> None:
    formulas = {id: told(HELD, f"c1/{id}", "en")[1] for id in ("patents", "trade", "heat")}
    assert formulas["patents"].endswith("over the sample; put between 1.0 and 100.0")
    assert formulas["heat"].endswith(" [0, 30]; a = 10, b = 18")


def test_the_figure_that_divides_is_told_with_its_place() -> None:
    ref = HELD.rubric.ref_of["patents"]
    (own,) = (s for s in trail(asked(HELD), "c1", ref, "en") if s.depth == 2)
    assert (own.text, own.place) == ("People 2023: 101.00万人 · s", "1.yaml:7")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reports_mark_the_value_and_list_what_was_touched(lang: str) -> None:
    pages = {
        name: content.decode()
        for name, content in api.reports(HELD, ("md",), (lang,), api.products())
        if isinstance(content, bytes)
    }
    page = pages[f"c0-evidence.{lang}.md"]
    mark = {"en": "imputed: mean of its group", "zh": "填补：同组均值"}[lang]
    assert re.search(rf"\[13\.43\]\(#m-patents\)件 / 100万人.{{1,2}}{mark}", page)
    method = pages[f"comparison-method.{lang}.md"]
    heads = {
        "en": ("Divided by another measure", "Not measured: imputed", "Outliers drawn in"),
        "zh": ("除以另一项指标", "没有实测、推算填补", "离群值缩尾"),
    }[lang]
    for head in heads:
        assert f"**{head}**" in method
    assert method.count("× 100 / ") == 7  # a row a value that was divided


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_only_capped_adds_no_table(lang: str) -> None:
    capped = scored("  {}")
    assert any(m.capped for m in capped.measured)
    pages = dict(api.reports(capped, ("md",), (lang,), api.products()))
    words = asked(capped).regions  # the answers are worked out once
    assert words
    for content in pages.values():
        text = content.decode() if isinstance(content, bytes) else ""
        assert {"en": "Values that were prepared", "zh": "经过预处理的数值"}[lang] not in text


THIN = """
case: thin
rubric: raw@1.0.0
region: {name: Thin}
facets: {tier: {is: low, because: list}}
measures:
  trade: {value: 4, unit: 亿元, year: 2023, source: s}
"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_case_that_left_the_sample_is_named_and_not_called_unrated(lang: str) -> None:
    held = scored("  screen: {least: 0.6}", THIN)
    assert {s.reason for s in held.scores if s.case == "thin"} == {"screened", "nothing-rated"}
    assert held.score_of["thin", "overall"].reason == "screened"
    pages = {
        name: content.decode()
        for name, content in api.reports(held, ("md",), (lang,), api.products())
        if isinstance(content, bytes)
    }
    said = {
        "en": "Thin has no total: too little is known, so it left the sample",
        "zh": "Thin数据太少，退出指标样本，没有总分。",
    }[lang]
    assert said in pages[f"comparison.{lang}.md"]
    rows = [
        line
        for name, text in pages.items()
        if name.startswith("thin")
        for line in text.splitlines()
        if {"en": "Trade", "zh": "贸易"}[lang] in line
    ]
    assert rows
    assert not [row for row in rows if {"en": "not rated", "zh": "未评"}[lang] in row]
