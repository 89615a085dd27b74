"""Advice as it is read: of no two plans the same, on any rubric, without codes or points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

import pytest
from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.report import facts
from evalkit.report.context import Context, context_of
from evalkit.report.facts import case_facts
from evalkit.report.framework import ask_of
from evalkit.report.model import Bullets, Entry, Paragraph, Table, plain
from evalkit.report.sections import advice
from evalkit.report.words.grammar import GRAMMARS
from tests.conftest import asked


def lines(ctx: Context, case: str) -> dict[str, list[str]]:
    """Entry → its lines, but that of the framework, which is the same for all."""
    refs = {f"a-{c.id}": ref for ref, c in ctx.rubric.rated.items()}
    out = {}
    for block in advice.of_case(ctx, case_facts(ctx.results, case), full=True):
        if isinstance(block, Entry):
            *said, source = [line for part in block.blocks for line in texts(part)]
            assert source == plain(ask_of(ctx, refs[block.id], titled=False))
            out[block.id] = said
    return out


def texts(block: object) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield plain(block.runs)
    elif isinstance(block, Bullets):
        yield from map(plain, block.items)


def shared(own: dict[str, list[str]], other: dict[str, list[str]]) -> float:
    """Share of the text of one plan's advice, line by line, that another's has too."""
    held = {line for said in other.values() for line in said}
    all_lines = [line for said in own.values() for line in said]
    return sum(len(x) for x in all_lines if x in held) / sum(map(len, all_lines))


def without_drafts(rubric: Rubric) -> Rubric:
    """The same rubric as an author who wrote no drafts has it."""

    def bare(criterion: Criterion) -> Criterion:
        checks = tuple(c.model_copy(update={"draft": None}) for c in criterion.checks)
        return criterion.model_copy(update={"checks": checks})

    def below(pillar: Pillar) -> Pillar:
        return pillar.model_copy(
            update={
                "criteria": tuple(map(bare, pillar.criteria)),
                "pillars": tuple(map(below, pillar.pillars)),
            }
        )

    return rubric.model_copy(update={"pillars": tuple(map(below, rubric.pillars))})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("drafted", [True, False])
def test_of_no_two_plans_is_more_than_half_of_the_advice_the_same(
    shipped: Evaluation, lang: str, drafted: bool
) -> None:
    results = asked(shipped)
    if not drafted:
        standard = shipped.standard
        rubric = without_drafts(standard.rubric)
        bare = type(standard)(rubric, standard.file, standard.sha256, standard.places)
        made = evaluate(bare, list(shipped.files), as_of=shipped.as_of, version="test")
        results = Results(made)
    ctx = context_of(results, lang)
    told = {case: lines(ctx, case) for case in shipped.cases}
    label = ctx.labels["advice-draft"]
    for one, other in permutations(told, 2):
        same = sum(said == told[other].get(id) for id, said in told[one].items())
        assert 2 * same <= len(told[one]), (one, other)
        assert shared(told[one], told[other]) <= 0.5, (one, other)
    drafts = [x for own in told.values() for said in own.values() for x in said if label in x[:8]]
    assert bool(drafts) is drafted


def test_every_entry_says_what_is_missing_and_where_and_nothing_of_points(
    shipped: Evaluation,
) -> None:
    for lang in ("zh", "en"):
        ctx = context_of(asked(shipped), lang)
        for id, said in lines(ctx, "zhejiang-2026").items():
            assert id.startswith("a-")
            assert said[0].startswith(ctx.labels["advice-missing"])
            assert said[1].startswith(ctx.labels["advice-where"])
            assert not [x for x in said if "{" in x or "总分" in x or "the total" in x]


def test_no_region_is_a_model_for_itself_and_no_criterion_at_the_level_is_listed(
    shipped: Evaluation,
) -> None:
    results = asked(shipped)
    high = facts.high_level(results)
    for case in shipped.cases:
        found = results.advice(case, context_of(results, "zh").plans)
        assert found
        assert all(own.level < high for own in found)
        assert all(model.case != case for own in found for model in own.models)
        kind = shipped.rubric.kinds["work-report"]
        assert not [c for own in found for c in own.missing if c.about in kind.not_expected]


def test_in_short_says_a_place_and_what_to_write_without_codes_or_levels(
    shipped: Evaluation,
) -> None:
    for lang in ("zh", "en"):
        ctx = context_of(asked(shipped), lang)
        for case in shipped.cases:
            refs = [own.ref for own in ctx.results.advice(case, ctx.plans)][:3]
            points = advice.in_short(ctx, case_facts(ctx.results, case), refs)
            said = [plain(point.runs) for point in points]
            assert len(said) == len({*said}) == 3
            for sentence in said:
                assert sentence.endswith(ctx.grammar.stop)
                assert not re.search(r"\b[A-Z]\d|\bP\d\.\d|\d级|[Ll]evel \d", sentence)


def test_the_number_asked_for_is_shown_and_the_rest_counted(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    about = case_facts(ctx.results, "zhejiang-2026")
    whole = len(ctx.results.advice("zhejiang-2026", ctx.plans))
    blocks = advice.of_case(ctx, about, 5)
    assert sum(isinstance(b, Entry) for b in blocks) == 5
    assert plain(blocks[-1].runs) == f"{whole - 5} more in the drafting advice."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("lang", "asks", "to_do"),
    [
        ("en", "The plan names a lead body.", "name a lead body"),
        ("en", "The plan specifies steps and sets dates", "specify steps and set dates"),
        ("en", "For one of these, the plan states how", "for one of these, state how"),
        ("en", "Does the plan name a lead body?", "name a lead body"),
        ("en", "Is there a target?", "include a target"),
        ("en", "The main goals include one", "see that the main goals include one"),
        ("en", "Lead body", "lead body"),
        ("zh", "是否写明牵头单位？", "写明牵头单位"),
        ("zh", "有带数值和年份的目标", "要有带数值和年份的目标"),
        ("zh", "点名牵头单位", "点名牵头单位"),
    ],
)
def test_what_a_check_asks_is_said_as_what_to_do(lang: str, asks: str, to_do: str) -> None:
    assert GRAMMARS[lang].to_do(asks) == to_do


def test_what_is_left_says_where_and_first_what_to_write(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "zh")
    (block,) = advice.further(ctx, case_facts(ctx.results, "zhejiang-2026"), 11)
    assert isinstance(block, Table)
    first = [plain(row.cells[1].runs) for row in block.rows]
    assert all(first)
    assert len(first) == len(ctx.results.advice("zhejiang-2026", ctx.plans)) - 11


def test_of_two_drafts_that_say_the_same_one_is_enough(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    for case in shipped.cases:
        for own in ctx.results.advice(case, ctx.plans):
            about = case_facts(ctx.results, case)
            drafts = [advice.proposal(ctx, about, own, lang) for lang in ("zh", "en")]
            assert all(bool(draft) == bool(drafts[0]) for draft in drafts)
            sentences = [s for s in re.split(r"。", drafts[0]) if s]
            assert len(sentences) == len({*sentences})
