"""Reports of standards without a total: whatever product and language, nothing speaks of ranks,
totals, points or means of other plans."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from evalkit.evaluation import Evaluation
from evalkit.render.markdown import render
from evalkit.report.context import context_of
from evalkit.report.model import Chart
from evalkit.report.products import slides
from evalkit.report.reports import PRODUCTS, Run, report
from tests.conftest import asked, evaluation_of
from tests.unadded import BEFORE, HEADINGS, PROFILE, case, rated_only, verdict_rubric

STANDARDS = {
    "verdict": rated_only(verdict_rubric("all")),
    "measured": verdict_rubric("{at_least: 3}"),
    "headings": HEADINGS,
    "profile": PROFILE,
}
NEVER = r"\brank|\btotal|\bpoints?\b.*mean|mean of (all|the) plans|\bpoints from|highest mean"
NO_SCORES = r"\bscor|\bweigh|0–100"
NEVER_ZH = r"名次|总分|均值|位次|排名"
NO_SCORES_ZH = r"得分|权重|计分"
# what a standard of the kind does not print is said once; κ is weighted whatever is rated
ALLOWED = (
    r"no total|no points|total, and none is ranked|no plan is ranked|(quadratic|linear) weights"
)
ALLOWED_ZH = r"没有总分|不打分|不排名次|不排名|不相加|全体均值|评分人均值|对均值的离差"
ALLOWED_ZH += r"|-region: .*(其他地区中位数|最早和最新年份)"  # places of regions on a statistic


LINKS = re.compile(r"\([^)]*#[^)]*\)|<a id=.*?></a>")


def evaluation(kind: str) -> Evaluation:
    """Four plans, two of them of one region."""
    measured = kind in ("measured", "profile")
    texts = [
        case(name, levels, tier, value if measured else None)
        for name, (levels, tier, value) in BEFORE.items()
    ]
    first = BEFORE["k1"][0] | {"b": [4.0], "e": [1.0]}
    texts.append(
        case("k0", first, "yes-tier", None).replace("region: {name: k0}", "region: {name: k1}")
    )
    dated = [
        text + f"\nplan: {{title: Plan, adopted: {2025 - n}-01-01}}\n"
        for n, text in enumerate(texts)
    ]
    return evaluation_of(STANDARDS[kind], *dated)


def lines(held: Evaluation, lang: str) -> Iterator[str]:
    run = Run(asked(held), tuple(p.id for p in PRODUCTS), (lang,))
    for item in run.names:
        for line in render(report(run, item, lang)).decode("utf-8").splitlines():
            yield f"{item.name}: {LINKS.sub('', line)}"


@pytest.mark.parametrize("kind", STANDARDS)
def test_no_product_speaks_of_what_the_standard_has_not(kind: str) -> None:
    held, scored = evaluation(kind), kind == "profile"
    for lang, never, more, allowed in (
        ("en", NEVER, NO_SCORES, ALLOWED),
        ("zh", NEVER_ZH, NO_SCORES_ZH, ALLOWED_ZH),
    ):
        words = never if scored else f"{never}|{more}"
        told = [*lines(held, lang)]
        assert len(told) > 300
        assert [
            line
            for line in told
            if re.search(words, line, re.I) and not re.search(allowed, line, re.I)
        ] == []


def test_a_slide_of_a_profile_tells_ends_and_sets_no_plan_beside_the_mean_of_others() -> None:
    ctx = context_of(asked(evaluation("profile")), "en")
    made = slides.of_case(ctx, "k1")
    assert made.finding.startswith("Rated highest on ")
    assert not [block for block in made.summary if isinstance(block, Chart)]


def test_a_slide_of_a_verdict_says_what_fails() -> None:
    ctx = context_of(asked(evaluation("verdict")), "en")
    assert slides.of_case(ctx, "k2").finding.startswith("The standard is not met: ")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_successive_plans_are_compared_by_what_they_come_to(lang: str) -> None:
    told = [line for line in lines(evaluation("verdict"), lang) if line.startswith("k1: ")]
    said = {"en": "The standard: not met in 2022", "zh": "2022年未达标，2025年"}[lang]
    assert any(said in line for line in told)
