"""The page of a region."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Chart, Drawing, Table, plain
from evalkit.report.products import region
from evalkit.report.sections import measured_peers
from tests.conftest import asked, evaluation_of
from tests.unit.report.products.test_group import said
from tests.unit.report.products.test_portfolio import RUBRIC

LANGUAGES = ["zh", "en"]
DOCUMENTS = "documents: [{id: gwr, title: Report}]\n"
FOLLOWS = "follows: {case: then, id: c1}, status: done"
PICTURE = Chart("c-years", "Years", "Years in words", Drawing(lambda: "{}"))


def plan(name: str, year: int, level: int) -> str:
    return (
        f"case: {name}\nrubric: tiers@1.0.0\nregion: {{name: North, code: XX-NO}}\n"
        f"plan: {{title: Plan of {year}, adopted: {year}-03-01}}\nfacets: {{tier: {{is: rich}}}}\n"
        f"ratings: {{a: {{level: {level}, because: x}}, b: {{level: 1, because: x}}}}\n"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_places_and_medians_are_those_of_the_figures(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    for m in measured_peers.found_of(ctx, "zhejiang-2026"):
        last = {
            known.case: {e.year: e.value for e in known.series}[m.last.year]
            for known in shipped.measured
            if known.ref == m.ref and m.last.year in {e.year for e in known.series}
        }
        own = last.pop("zhejiang-2026")
        assert own == m.last.value
        assert m.place_now == 1 + sum(value > own for value in last.values())
        below = sorted(last.values())
        assert m.median == pytest.approx(
            (below[(len(below) - 1) // 2] + below[len(below) // 2]) / 2
        )
        assert m.of == len(last) + 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_plan_alone_says_that_there_is_no_earlier_one(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    made = region.region(ctx, "beijing-2026", PICTURE)
    assert (made.name, made.product) == ("cn-bj-region", "region")
    assert ctx.labels["region-one-plan"] in said(made)
    assert PICTURE in made.sections[0].blocks
    assert [s.id for s in made.sections] == ["measures", "targets", "plans", "commitments"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["zhejiang", "guizhou"])
def test_one_plan_that_follows_an_earlier_document_says_so(
    name: str, lang: str, shipped: Evaluation
) -> None:
    ctx = context_of(asked(shipped), lang)
    text = said(region.region(ctx, f"{name}-2026", PICTURE))
    assert ctx.labels["region-one-plan"] not in text
    assert ctx.labels["region-one-scored"] in text
    assert f"{name}-2025" in text
    coded = ctx.results.coded[f"{name}-2026"]
    n = len({row.follows.id for row in coded.follow if row.follows is not None})
    assert (f"承诺{n}项" if lang == "zh" else f"the {n} commitments") in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_earlier_document_at_hand_is_named_with_its_year(lang: str) -> None:
    old = plan("then", 2021, 1).replace("XX-NO", "XX-SO").replace("Plan of 2021", "The plan")
    old += f"{DOCUMENTS}commitments: [{{id: c1, at: gwr ¶1, what: roads}}]\n"
    new = plan("since", 2026, 3)
    new += f"{DOCUMENTS}commitments: [{{id: f1, at: gwr ¶9, what: roads, {FOLLOWS}}}]\n"
    ctx = context_of(asked(evaluation_of(RUBRIC, old, new)), lang)
    text = said(region.region(ctx, "since"))
    assert {"zh": "The plan（2021年）", "en": "The plan (2021)"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_more_commitments_are_shown_than_twelve(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    coded = {file.case.case: len(file.case.commitments) for file in shipped.files}
    for case in sorted(coded, key=lambda case: coded[case])[-2:]:  # those with most of them
        assert coded[case] > region.MOST
        (last,) = (s for s in region.region(ctx, case).sections if s.id == "commitments")
        held = [block for block in last.blocks if isinstance(block, Table)]
        assert all(len(table.rows) <= region.MOST for table in held)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_successive_plans_are_told_from_any_of_them(lang: str) -> None:
    cases = plan("then", 2021, 1), plan("since", 2026, 3)
    ctx = context_of(asked(evaluation_of(RUBRIC, *cases)), lang)
    first, second = (region.region(ctx, case) for case in ("then", "since"))
    assert first == second
    text = said(first)
    assert ctx.labels["moved-none"] in text
    assert ctx.labels["region-no-targets"] in text
    assert ctx.labels["region-no-followed"] in text
    assert ctx.labels["region-no-commitments"] in text
    # 3/4 of the total rises by half the scale
    assert "37.5" in plain(first.summary[0].runs)  # type: ignore[union-attr]


def test_a_region_without_a_code_is_named_by_its_name() -> None:
    text = plan("then", 2021, 1).replace(", code: XX-NO", "").replace("North", "北方 省")
    ctx = context_of(asked(evaluation_of(RUBRIC, text)), "zh")
    assert region.region(ctx, "then").name == "北方-省-region"
