"""What the shipped reports commit to, where their texts are at hand: found, placed, complete; and
the page that says so."""

from __future__ import annotations

import re
from functools import cache

import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.evidence.clauses import Clause, clauses_of
from evalkit.evidence.commitments import year_of
from evalkit.evidence.numbers import numbers_in, stands
from evalkit.evidence.places import stretch_of
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.case import CaseFile
from evalkit.model.commitment import Commitment
from evalkit.scoring.units import coded_in
from tools import commitments as tool

from tests.conftest import ROOT, needs_shared

PLANS = tool.PLANS


@pytest.fixture(scope="module")
def twelve() -> Evaluation:
    return api.score(ROOT / "cases", as_of=tool.AS_OF)


@pytest.fixture(scope="module")
def fifteen() -> Evaluation:
    return api.score([ROOT / "cases", ROOT / "earlier"], as_of=tool.AS_OF)


@cache
def text(name: str) -> PlanText:
    return tool.read(PLANS / name)


@cache
def finder(_: int) -> tuple[tool.Measured, ...]:
    evaluation = api.score(ROOT / "cases", as_of=tool.AS_OF)
    return tuple(tool.finder(evaluation))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_holds_what_was_measured(
    lang: str, twelve: Evaluation, fifteen: Evaluation
) -> None:
    name = "commitments.md" if lang == "en" else "commitments.zh.md"
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert tool.coded_table(twelve, lang) in page
    assert tool.agreement_table(twelve, lang) in page
    assert tool.followed_table(fifteen, lang) in page
    both, first, second = tool.found_by(twelve)["zhejiang-2026"]
    assert re.search(rf"{both}\D+{both + first + second}(?!\d)", page)
    lacks, beyond = tool.contradicted(twelve)
    assert lacks == 0
    assert f"{beyond}" in page


@needs_shared
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_holds_how_well_commitments_are_found(lang: str) -> None:
    name = "commitments.md" if lang == "en" else "commitments.zh.md"
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert tool.finder_table(finder(0), lang) in page


@needs_shared
@pytest.mark.parametrize("document", ["zhejiang-2026", "guizhou-2026", "shaanxi-2025"])
def test_commitments_of_a_work_report_are_found_above_a_floor(document: str) -> None:
    rows = {row.kind: row for row in finder(0) if row.document == document}
    assert rows["all"].recall >= 0.95
    assert rows["all"].precision >= 0.70
    assert rows["figure"].recall >= 0.95
    assert rows["figure"].precision >= 0.95
    assert rows["date"].recall >= 0.8
    assert rows["duty"].recall >= 0.9


@needs_shared
def test_commitments_in_english_are_found_above_a_floor() -> None:
    rows = {row.document: row for row in finder(0) if row.kind == "all"}
    assert rows["luxembourg-2014"].recall >= 0.8
    assert rows["luxembourg-2014"].precision >= 0.6
    assert rows["uk-climate-2020"].recall >= 0.75
    assert rows["uk-climate-2020"].precision >= 0.45


# --- complete --------------------------------------------------------------------------------

# first ¶ of the parts that speak of this year's work or the coming years
COMING = {
    "beijing-2026": 39,
    "chongqing-2026": 38,
    "guangdong-2026": 42,
    "guizhou-2026": 28,
    "hubei-2026": 44,
    "ningxia-2026": 64,
    "qinghai-2026": 40,
    "shaanxi-2026": 35,
    "shanghai-2026": 53,
    "sichuan-2026": 37,
    "yunnan-2026": 53,
    "zhejiang-2026": 40,
}
# what stands after the report: signatures, notes of the page it was taken from
END = {"zhejiang-2026": 116, "shanghai-2026": 122, "guangdong-2026": 181, "sichuan-2026": 100}


def plan_of(file: CaseFile) -> PlanText:
    (document,) = file.case.documents
    assert document.file is not None
    return text(document.file.removeprefix("plans/"))


@needs_shared
@pytest.mark.parametrize("case", sorted(COMING))
def test_every_clause_with_a_figure_is_a_commitment_or_left_out_with_a_reason(
    case: str, twelve: Evaluation
) -> None:
    file = twelve.file_of[case]
    plan = plan_of(file)
    assert year_of(plan) == 2026
    rows = [c for c in file.case.commitments if c.status is None and c.at]
    last = END.get(case, plan.last)
    open_ = [
        (passage.number, clause.at, passage.text[clause.start : clause.end])
        for passage in plan.passages
        if COMING[case] <= passage.number <= last
        for clause in clauses_of(passage.text)
        if re.search(r"\d", passage.text[clause.start : clause.end])
        and not any(_covers(row, passage, clause) for row in rows)
    ]
    assert open_ == []


def _covers(row: Commitment, passage: Passage, clause: Clause) -> bool:
    at = stretch_of(*row.place)
    return at is not None and at.passages[0] == passage.number and at.holds(clause)


@needs_shared
@pytest.mark.parametrize("case", ["zhejiang-2024", "zhejiang-2025", "guizhou-2025", *COMING])
def test_places_and_figures_of_the_shipped_commitments_stand_in_the_plans(
    case: str, fifteen: Evaluation
) -> None:
    file = fifteen.file_of[case]
    plan = plan_of(file)
    wrong = []
    for own in file.case.commitments:
        at = stretch_of(*own.place)
        if at is None:
            assert own.status in ("silent", "dropped") or own.adjudicates, own.id
            continue
        passage = plan.by_number[at.passages[0]]
        assert any(at.holds(clause) for clause in clauses_of(passage.text)), (own.id, own.at)
        numbers = numbers_in(passage.text)
        money = (own.money.value,) if own.money is not None else ()
        values = (*(own.value or ()), *(own.growth or ()), *money)
        wrong += [(own.id, own.at, value) for value in values if not stands(value, numbers)]
    assert wrong == []


@needs_shared
@pytest.mark.parametrize("case", sorted(COMING))
def test_labels_are_our_own_words(case: str, fifteen: Evaluation) -> None:
    """No label holds twelve characters running of the plan."""
    file = fifteen.file_of[case]
    whole = "".join(passage.text for passage in plan_of(file).passages)
    for own in file.case.commitments:
        for said in (own.what, own.note):
            words = said if isinstance(said, str) or said is None else said.zh
            parts = [(words or "")[n : n + 12] for n in range(max(0, len(words or "") - 11))]
            assert not [part for part in parts if part in whole], (own.id, words)


def test_every_unit_says_what_it_is_in_both_languages_and_has_every_code(
    fifteen: Evaluation,
) -> None:
    for case, coded in coded_in(fifteen.files).items():
        for unit in coded.units:
            said = unit.said.what
            assert said is not None, unit.said.id
            assert not isinstance(said, str), (case, unit.said.id)
            assert said.zh, (case, unit.said.id)
            assert said.en, (case, unit.said.id)
            assert set(unit.codes) == set(fifteen.rubric.codes), (case, unit.said.id)


def test_followed_commitments_are_there_and_each_is_followed(fifteen: Evaluation) -> None:
    from evalkit.analysis.follow_up import followed

    coded = coded_in(fifteen.files)
    groups = [group for own in coded.values() for group in followed(own, coded)]
    assert {(g.older, g.newer) for g in groups} == {
        ("zhejiang-2024", "zhejiang-2025"),
        ("zhejiang-2025", "zhejiang-2026"),
        ("guizhou-2025", "guizhou-2026"),
    }
    for group in groups:
        assert group.at_hand
        assert (group.unsaid, group.unknown) == ((), ())


@needs_shared
def test_the_audit_of_the_shipped_commitments_finds_nothing_that_does_not_stand(
    fifteen: Evaluation,
) -> None:
    audit = api.audit(fifteen, PLANS)
    codes = {f.code for case in audit.cases for f in case.findings}
    assert not codes & {"commitment-figure", "place-unknown", "follows-unknown", "unit-repeated"}
