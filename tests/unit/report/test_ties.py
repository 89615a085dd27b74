"""Plans that are level: nobody leads, nothing tells them apart, and no sentence says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from evalkit import api
from evalkit.analysis.results import Results
from evalkit.report import facts
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.products import slides
from evalkit.report.sections import pillars, ranking, sensitivity

RUBRIC = """\
rubric: level
version: 1.0.0
title: {zh: 并列, en: Level}
method: {aggregation: geometric, consensus: mean, coverage: 0.5}
scale:
  - {level: 0, label: {zh: 无, en: None}}
  - {level: 1, label: {zh: 部分, en: Part}}
  - {level: 2, label: {zh: 齐备, en: Full}}
pillars:
  - {id: p, title: {zh: 甲, en: One}, criteria: [{id: a, title: {zh: 子, en: A}, levels: {0: x, 1: y, 2: z}}]}
  - {id: q, title: {zh: 乙, en: Two}, criteria: [{id: b, title: {zh: 丑, en: B}, levels: {0: x, 1: y, 2: z}}]}
"""


FACET = """\
facets:
  place: {title: {zh: 区位, en: Place}, values: {east: {zh: 东, en: East}, west: {zh: 西, en: West}}}
"""


def results(folder: Path, levels: dict[str, tuple[str, str]]) -> Results:
    """An evaluation of cases of two groups; each criterion's levels, a digit a rater, none where it
    is not rated."""
    (folder / "rubric.yaml").write_text(RUBRIC + FACET, "utf-8")
    (folder / "cases").mkdir()
    for case, own in levels.items():
        rated = "".join(
            f"  {criterion}:\n"
            + "".join(
                f"    - {{rater: {rater}, level: {level}, because: r}}\n"
                for rater, level in zip("xyz", given, strict=False)
            )
            for criterion, given in zip("ab", own, strict=True)
            if given
        )
        text = f"case: {case}\nrubric: level@1.0.0\nregion: {{name: Region {case}}}\n"
        place = "west" if case == max(levels) else "east"
        text += f"facets: {{place: {{is: {place}, because: r}}}}\nratings:\n"
        (folder / f"cases/{case}.yaml").write_text(text + rated, "utf-8")
    found = api.score([folder / "cases"], folder / "rubric.yaml", as_of="2026-11-24")
    return Results(found)


LEVEL = {
    "two": {"k": ("1", "1"), "l": ("1", "1")},
    "other raters first": {"k": ("121", "111"), "l": ("211", "111")},
    "all of five": dict.fromkeys("klmno", ("1", "1")),
    "mirrored": {"k": ("2", "1"), "l": ("1", "2")},
}


@pytest.mark.parametrize("levels", LEVEL.values(), ids=LEVEL)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_plans_that_are_level_are_not_told_apart(
    levels: dict[str, tuple[str, str]], lang: str, tmp_path: Path
) -> None:
    held = results(tmp_path, levels)
    ctx = context_of(held, lang)
    said = plain(sensitivity.told_apart(ctx, held.outlooks))
    assert not any(w in said for w in ("can be told apart from every", "都能分出先后。", "居首"))
    assert "comes first" not in said
    assert ranking.lead(ctx) is None
    assert len(facts.rank_groups(held)) == 1
    for outlook in held.outlooks:
        fact = sensitivity.fact_of(ctx, outlook, held.outlooks)
        assert fact.n_alike == len(levels) - 1
    assert pillars.apart(ctx) is None or levels is LEVEL["other raters first"]


@pytest.mark.parametrize("levels", LEVEL.values(), ids=LEVEL)
def test_level_draws_count_for_neither_side(
    levels: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    outlooks = results(tmp_path, levels).outlooks
    ahead = {o.case: dict(o.ahead) for o in outlooks}
    for case, own in ahead.items():
        for other, share in own.items():
            assert share + ahead[other][case] <= 1
            if levels is not LEVEL["mirrored"]:
                assert share == 0


def test_a_tie_at_the_top_has_no_leader_and_a_tie_below_it_has_no_order(tmp_path: Path) -> None:
    top = results(
        tmp_path,
        {"k": ("2", "2"), "l": ("2", "2"), "m": ("0", "0"), "n": ("0", "0"), "o": ("0", "0")},
    )
    ctx = context_of(top, "en")
    assert ranking.lead(ctx) is None
    assert "comes first" not in plain(sensitivity.told_apart(ctx, top.outlooks))
    assert [len(run) for run in facts.rank_groups(top)] == [2, 3]
    for lang, mine, theirs in (
        ("en", "it shares place 1 with one other", "it shares place 3 with two others"),
        ("zh", "与另外1份并列第1位", "与另外2份并列第3位"),
    ):
        made = dict(api.reports(top.evaluation, ("md",), (lang,), ("memo",)))
        assert mine in made[f"k-memo.{lang}.md"].decode()
        assert theirs in made[f"n-memo.{lang}.md"].decode()


def test_a_part_on_which_no_two_plans_differ_is_not_where_they_differ_most(tmp_path: Path) -> None:
    held = results(tmp_path, {"k": ("1", "2"), "l": ("1", "2")})
    fact = pillars.apart(context_of(held, "en"))
    assert fact is not None
    assert (fact.widest, fact.lowest) == ("", "One")
    made = dict(api.reports(held.evaluation, ("md",), ("en", "zh"), ("comparison",)))
    assert "The lowest on average is one" in made["comparison.en.md"].decode()
    assert "平均最低的是“甲”" in made["comparison.zh.md"].decode()


ORDERED = (
    "comes first",
    "has the highest score",
    "strongest in",
    "居首",
    "最高的是",
    "居第1位",
    "领先的是",
)
SAID = {
    ("comparison", "en"): ("have the same score", "Do not read an order into places 1–3."),
    ("comparison", "zh"): ("得分相同", "第1至3位之内不分先后"),
    ("portfolio", "en"): (
        "all with the same score",
        "Every pillar averages 50.0.",
        "(all the same)",
    ),
    ("portfolio", "zh"): ("得分相同", "各支柱的平均得分都是50.0", "（各地同分）"),
    ("memo", "en"): ("All plans have the same score: there is no order to read.",),
    ("memo", "zh"): ("3份规划得分相同，不分先后。",),
    ("briefing", "en"): ("All plans have the same score: there is no order to read.",),
    ("briefing", "zh"): ("3份规划得分相同，不分先后。",),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_report_of_three_plans_alike_puts_them_in_order(lang: str, tmp_path: Path) -> None:
    held = results(tmp_path, dict.fromkeys("klm", ("1", "1")))
    for product in ("comparison", "portfolio", "memo", "briefing"):
        made = dict(api.reports(held.evaluation, ("md",), (lang,), (product,)))
        assert made
        for content in made.values():
            text = content.decode()
            assert all(words in text for words in SAID[product, lang]), text
            assert not any(words in text for words in ORDERED), text
    ctx = context_of(held, lang)
    for case in "klm":
        said = plain(sensitivity.told_apart(ctx, held.outlooks))
        assert said.startswith(("No region is clearly", "没有一个地区能与其余2个都分出先后"))
        assert not any(words in slides.of_case(ctx, case).finding for words in ORDERED)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_plans_alike_but_for_what_is_not_rated_are_not_put_in_order_either(
    lang: str, tmp_path: Path
) -> None:
    held = results(tmp_path, {"k": ("1", "1"), "l": ("1", "1"), "m": ("1", "")})
    unlike = {
        "comparison": ("Do not read an order into places 1–3.", "第1至3位之内不分先后"),
        "memo": ("do not read more into the order", "名次不宜细分"),
        "briefing": ("do not read more into the order", "名次不宜细分"),
    }
    for product, said in unlike.items():
        made = dict(api.reports(held.evaluation, ("md",), (lang,), (product,)))
        for content in made.values():
            assert said[lang == "zh"] in content.decode()
            assert not any(words in content.decode() for words in ORDERED)
    assert len(facts.rank_groups(held)) == 1
    (unrated,) = [n for n, o in enumerate(held.outlooks) if o.case == "m"]
    assert (
        sensitivity.fact_of(context_of(held, lang), held.outlooks[unrated], held.outlooks).n_alike
        == 2
    )
