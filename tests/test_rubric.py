"""The shipped rubric: what its levels ask for, whose checks are, where those of 1.0.0 went."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from evalkit import api
from evalkit.analysis.rubric_changes import traced
from evalkit.evaluation import evaluate
from evalkit.model.fields import both
from evalkit.model.rubric import Criterion, Pillar, Rubric, holds

from tests.conftest import ROOT

COMMITTED = {"owner", "funds", "date", "figure"}
PROVEN = {"baseline", "result"}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return api.rubric("regional-innovation@2.0.0").rubric


@pytest.fixture(scope="module")
def before() -> Rubric:
    return api.rubric("regional-innovation@1.0.0").rubric


def test_what_a_level_needs_differs_in_kind(rubric: Rubric) -> None:
    """2 what is asked itself; 3 an owner, funds or a target for it; 4 a baseline or results."""
    for ref, criterion in rubric.rated.items():
        about = {check.id: check.about for check in criterion.checks}
        if not criterion.scored:
            continue
        assert set(criterion.needs) == {2, 3, 4}, ref
        named = {level: {*need.all, *need.any} for level, need in criterion.needs.items()}
        assert any(about[name] not in PROVEN for name in named[2]), ref
        assert any(about[name] in COMMITTED for name in named[3]), ref
        assert any(about[name] in PROVEN for name in named[4]), ref


def test_what_the_rubric_adds_decides_no_level_2_and_any_commitment_makes_level_3(
    rubric: Rubric,
) -> None:
    """But P1.1, where a goal alone would be both; P1.11, where the article asks for favours."""
    for ref, criterion in rubric.rated.items():
        if not criterion.scored:
            continue
        about = {check.id: check.about for check in criterion.checks}
        added = {check.id for check in criterion.checks if check.added}
        two, three = criterion.needs[2], criterion.needs[3]
        assert not added & {*two.all, *two.any}, ref
        if criterion.code not in {"P1.1", "P1.11"}:
            assert all(about[name] in COMMITTED for name in (*three.all, *three.any)), ref
            assert len(three.all) + bool(three.any) == 1, ref


def test_each_ask_is_of_somebody_who_can_do_it(rubric: Rubric) -> None:
    def asked(tier: str) -> set[str]:
        out = set()
        for ref, criterion in rubric.rated.items():
            path: tuple[Pillar | Criterion, ...] = (*rubric.index[ref].above, criterion)
            if all(holds(node.applies, {"tier": (tier,)}) for node in path):
                out.add(criterion.id)
        return out

    centre, province = asked("national"), asked("province")
    assert {"national-allocation", "national-coordination", "global-standing"} <= centre - province
    assert {"one-chessboard", "national-layout", "international-cooperation"} <= province - centre


def test_givers_and_receivers_are_asked_different_things(rubric: Rubric) -> None:
    own = {c.id: c.applies for c in rubric.rated.values()}
    assert own["technology-giving"] == {"transfer": ("giver", "both")}
    assert own["technology-receiving"] == {"transfer": ("receiver", "both")}


def test_every_check_of_the_version_before_is_accounted_for(rubric: Rubric, before: Rubric) -> None:
    traces = traced(before, rubric)
    assert len(traces) == 222
    assert [t for t in traces if not t.became and t.because is None] == []
    assert [t for t in traces if t.became and t.because is not None] == []
    known = {f"{c.id}.{k.id}" for c in rubric.rated.values() for k in c.checks}
    assert {name for t in traces for name in t.became} <= known
    old = {f"{t.criterion}.{t.check}" for t in traces}
    assert {item.was for item in rubric.retired} <= old


def test_what_the_source_does_not_ask_is_marked(rubric: Rubric) -> None:
    checks = [check for c in rubric.rated.values() for check in c.checks]
    shares = Counter((check.about in COMMITTED | PROVEN, check.added) for check in checks)
    assert shares[True, True] > shares[True, False]  # owners, dates, reviews: mostly ours
    assert shares[False, False] > 5 * shares[False, True]  # the thing itself: the article's


def test_a_check_is_one_statement_with_a_draft_to_fill_in(rubric: Rubric) -> None:
    for ref, criterion in rubric.rated.items():
        for check in criterion.checks:
            zh, en = both(check.asks)
            assert not re.search(r"[？?]$|^是否", zh + en), (ref, check.id)
            assert check.draft is not None
            assert all("____" in text for text in both(check.draft)), (ref, check.id)


def test_six_kinds_of_document(rubric: Rubric) -> None:
    assert list(rubric.kinds) == [
        "work-report",
        "five-year-outline",
        "special-plan",
        "opinion",
        "scheme",
        "strategy",
    ]
    assert rubric.kinds["work-report"].not_expected == ("owner", "funds")


def test_no_ceiling_counts_checks(rubric: Rubric) -> None:
    steps = rubric.method.ceilings.steps
    assert [(step.from_, step.checks, step.evidence) for step in steps] == [(2, 0, True)]
    assert rubric.method.ceilings.contradicted == 2


def test_a_new_case_offers_the_kinds_and_names_what_levels_need(rubric: Rubric) -> None:
    text = api.new_case(api.rubric("regional-innovation@2.0.0"), "gansu-2026", lang="zh")
    assert "work-report (政府工作报告)" in text
    assert all(both(rule)[0] in text for rule in rubric.rules)
    needs = rubric.rated["governance.positioning.core-position"].needs
    assert all(f"【需 {need}】" in text for need in needs.values())


def test_members_of_groups_are_codes_and_every_group_is_asked_something(rubric: Rubric) -> None:
    facet = rubric.facets["clusters"]
    assert set(facet.members) == set(facet.values)
    codes = [code for own in facet.members.values() for code in own]
    assert all(re.fullmatch(r"CN-[A-Z]{2}", code) for code in codes)
    assert len(set(codes)) == len(codes) == 15


def test_the_chain_is_the_whole_chain(rubric: Rubric) -> None:
    (chain,) = rubric.chains
    refs = [ref for link in chain.links for ref in rubric.named(link.criteria)]
    assert refs == [*rubric.named(("whole-chain.*",))]


def test_background_is_four_stages_and_cases_that_point_to_criteria(rubric: Rubric) -> None:
    codes = {criterion.code for criterion in rubric.rated.values()}
    stages, cases = rubric.context[:4], rubric.context[4:]
    assert [told.at for told in stages] == ["二(一)", "二(二)", "二(三)", "二(四)"]
    for told in cases:
        named = [re.findall(r"[PL][\d.]+\d[ab]?|L\d", text) for text in both(told.text)]
        assert named[0] == named[1]
        assert {*named[0]} <= codes
        assert named[0]


def test_chains_members_and_background_move_no_score(rubric: Rubric) -> None:
    whole = api.score([ROOT / "cases/zhejiang-2026.yaml"], as_of="2026-11-24")
    facets = {k: v.model_copy(update={"members": {}}) for k, v in rubric.facets.items()}
    bare = rubric.model_copy(update={"chains": (), "context": (), "facets": facets})
    standard = replace(whole.standard, rubric=bare)
    without = evaluate(standard, whole.files, as_of=whole.as_of, version=whole.evalkit)
    rated, bare_rated = (
        {s.ref: s.value for s in e.scores if not s.ref.startswith("outcomes")}  # no table here
        for e in (whole, without)
    )
    assert rated == bare_rated
    assert rated["overall"] is not None
