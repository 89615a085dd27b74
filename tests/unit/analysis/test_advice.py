"""What a plan should write: what is missing, where it belongs, whom to follow."""

from __future__ import annotations

import pytest
from evalkit.analysis.advice import Advice
from evalkit.evaluation import Evaluation
from evalkit.evidence.text import Passage, Plans, PlanText, with_headings
from tests.conftest import asked, evaluation_of

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
CHECKS = """\
checks:
          - {id: scheme, asks: 点名海外引才计划, draft: "实施{place}海外引才计划____。"}
          - {id: fields, asks: 写明引才领域}
          - {id: target, asks: 有引才目标值和年份, about: date}
          - {id: owner, asks: 点名引才负责单位, about: owner}
          - {id: money, asks: 写明引才资金, about: funds}
          - {id: arrived, asks: 报告引进人数, about: result}
        needs: {2: {any: [scheme, fields]}, 3: {any: [target, owner, money]}, 4: {all: [arrived]}}"""
RUBRIC = f"""\
rubric: advise
version: 1.0.0
title: Advise
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}, {{level: 3, label: d}}, {{level: 4, label: e}}]
kinds:
  report: {{title: Report, not_expected: [owner, funds]}}
  scheme: {{title: Scheme}}
facets: {{coast: {{title: Coast, values: {{sea: Sea, land: Land}}}}}}
pillars:
  - id: p
    title: P
    criteria:
      - id: abroad
        title: 海外引才
        terms: {{zh: [海外, 引才]}}
        {LEVELS}
        {CHECKS}
      - {{id: plain, title: Plain, weight: 3, {LEVELS}}}
  - {{id: q, title: Q, counts: false, criteria: [{{id: side, title: Side, {LEVELS}}}]}}
"""


USUAL = {
    "abroad": "level: 1, checks: []",
    "plain": 3,
    "side": 3,
    "kind": "report",
    "code": "",
    "coast": "sea",
    "at": "¶5",
    "note": "今年的计划",
}


def case(name: str, **said: object) -> str:
    own = {**USUAL, **said}
    code = f", code: {own['code']}" if own["code"] else ""
    return f"""\
case: {name}
rubric: advise@1.0.0
region: {{name: {name.upper()}{code}}}
plan: {{title: T, kind: {own["kind"]}, adopted: 2026-01-14}}
facets: {{coast: {{is: {own["coast"]}, because: r}}}}
documents: [{{id: d, title: D}}]
ratings:
  abroad: {{{own["abroad"]}, because: r, evidence: [{{document: d, at: {own["at"]}, note: {own["note"]}}}]}}
  plain: {{level: {own["plain"]}, because: r}}
  side: {{level: {own["side"]}, because: r}}
"""


def advice(evaluation: Evaluation, name: str, plans: Plans | None = None) -> dict[str, Advice]:
    found = asked(evaluation).advice(name, plans or Plans())
    return {own.ref.rpartition(".")[2]: own for own in found}


def ids(own: Advice) -> list[str]:
    return [check.id for check in own.missing]


def test_what_the_kind_does_not_carry_is_counted_and_no_gap() -> None:
    own = advice(evaluation_of(RUBRIC, case("x"), case("y", kind="scheme")), "x")["abroad"]
    assert {"owner", "money"}.isdisjoint(ids(own))
    assert [check.id for check in own.not_expected] == ["owner", "money"]
    other = advice(evaluation_of(RUBRIC, case("x", kind="scheme")), "x")["abroad"]
    assert {"owner", "money"} <= {*ids(other)}
    assert other.not_expected == ()


def test_what_the_next_levels_need_comes_first_and_results_last() -> None:
    own = advice(evaluation_of(RUBRIC, case("x")), "x")["abroad"]
    assert ids(own) == ["scheme", "target", "fields", "arrived"]
    assert [check.id for check in own.first] == ["scheme", "target"]
    met = case("x", abroad="level: 2, checks: [scheme]")
    own = advice(evaluation_of(RUBRIC, met), "x")["abroad"]
    assert ids(own)[0] == "target"


def test_of_checks_of_which_one_is_enough_the_nearest_to_what_is_noted_comes_first() -> None:
    own = advice(evaluation_of(RUBRIC, case("x", note="只写引才领域")), "x")["abroad"]
    assert ids(own)[0] == "fields"


def test_a_check_is_met_where_half_of_the_raters_ticked_it_and_an_adjudicator_decides() -> None:
    two = case("x").replace(
        "abroad: {level: 1, checks: [],", "abroad: {level: 1, checks: [scheme], rater: a,"
    )
    one = "  abroad:\n    - {rater: a, level: 1, checks: [scheme], because: r}\n"
    one += "    - {rater: b, level: 1, checks: [], because: r}\n"
    lines = two.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith("  abroad:"))
    half = "".join([*lines[:at], one, *lines[at + 1 :]])
    assert "scheme" not in ids(advice(evaluation_of(RUBRIC, half), "x")["abroad"])
    third = "    - {rater: c, level: 1, checks: [fields], because: r, adjudicates: true}\n"
    decided = half.replace("  plain:", f"{third}  plain:", 1)
    assert "scheme" in ids(advice(evaluation_of(RUBRIC, decided), "x")["abroad"])
    assert "fields" not in ids(advice(evaluation_of(RUBRIC, decided), "x")["abroad"])


def test_the_list_goes_by_share_times_distance_and_what_is_outside_the_total_last() -> None:
    evaluation = evaluation_of(RUBRIC, case("x", plain=2, side=0))
    # plain: 0.75 of the total, one level short; abroad: 0.25, two levels short
    assert [*advice(evaluation, "x")] == ["plain", "abroad", "side"]
    assert [*advice(evaluation_of(RUBRIC, case("x", plain=4)), "x")] == ["abroad"]


def test_where_no_check_says_it_the_next_level_does() -> None:
    own = advice(evaluation_of(RUBRIC, case("x", plain=1)), "x")["plain"]
    assert (own.missing, own.next_level) == ((), 2)
    assert own.nearest is None


MET = "level: 3, checks: [scheme, target]"


def test_models_meet_what_is_missing_and_are_never_of_the_same_region() -> None:
    cases = (
        case("x", code="R1"),
        case("old", code="R1", abroad=MET),
        case("few", code="R2", abroad="level: 2, checks: [fields]"),
        case("far", code="R3", abroad=MET, coast="land"),
        case("near", code="R4", abroad=MET),
        case("none", code="R5", abroad="level: 4, checks: []"),
    )
    own = advice(evaluation_of(RUBRIC, *cases), "x")["abroad"]
    assert [(m.case, m.met, m.shared) for m in own.models] == [
        ("near", ("scheme", "target"), 1),
        ("far", ("scheme", "target"), 0),
    ]
    assert own.nearest is None
    assert own.others == 4


@pytest.mark.parametrize(
    ("note", "why"), [("回顾2025年引才计划", "past"), ("2025年引才计划", "past")]
)
def test_a_review_is_no_model_and_that_is_said(note: str, why: str) -> None:
    cases = (case("x"), case("y", abroad=MET, note=note))
    own = advice(evaluation_of(RUBRIC, *cases), "x")["abroad"]
    assert own.models == ()
    assert own.nearest is not None
    assert (own.nearest.case, own.nearest.why) == ("y", why)


@pytest.mark.parametrize("at", ["¶5", "p. 3", "表2"])
@pytest.mark.parametrize("note", ["海外", "点名引才负责单位"])
def test_what_was_not_read_is_neither_past_nor_without_wording(at: str, note: str) -> None:
    cases = (case("x"), case("y", abroad=MET, at=at, note=note))
    own = advice(evaluation_of(RUBRIC, *cases), "x")["abroad"]
    assert own.models == ()
    assert own.nearest is not None
    assert (own.nearest.case, own.nearest.why) == ("y", "unseen")


@pytest.mark.parametrize(
    ("at", "why"),
    [("¶3", "past"), ("¶8", "unshown"), ("¶6", "unshown"), ("¶99", "unseen"), ("p. 3", "unseen")],
)
def test_only_a_review_that_was_read_is_past_and_only_what_was_read_shows_nothing(
    at: str, why: str
) -> None:
    cases = (case("x"), case("y", abroad=MET, at=at, note="海外"))
    plans = Plans({("y", "d"): text(TEXT)})
    own = advice(evaluation_of(RUBRIC, *cases), "x", plans)["abroad"]
    assert own.models == ()
    assert own.nearest is not None
    assert own.nearest.why == why


def test_where_nobody_does_it_the_nearest_lacks_the_same() -> None:
    cases = (case("x"), case("y", abroad="level: 2, checks: []"))
    own = advice(evaluation_of(RUBRIC, *cases), "x")["abroad"]
    assert own.nearest is not None
    assert (own.nearest.case, own.nearest.why, own.nearest.level) == ("y", "lacks", 2)


TEXT = (
    "Y省2026年政府工作报告",
    "一、2025年工作回顾",
    "实施海外引才计划，引进人才200名。",
    "二、2026年重点工作",
    "实施海外引才计划，今年引才300名。",
    "完善住房保障，改善交通条件。",
    "名词解释",
    "海外引才计划：指今年引才300名的计划。",
)


def text(lines: tuple[str, ...]) -> PlanText:
    passages = [Passage(n, line, n) for n, line in enumerate(lines, start=1)]
    return PlanText("d", "text", "0", with_headings(passages))


@pytest.mark.parametrize(("at", "model"), [("¶3", False), ("¶5", True), ("¶8", False)])
def test_with_the_text_only_what_lies_ahead_is_a_model_in_its_own_words(
    at: str, model: bool
) -> None:
    cases = (case("x"), case("y", abroad=MET, at=at, note="引才计划"))
    plans = Plans({("y", "d"): text(TEXT)})
    own = advice(evaluation_of(RUBRIC, *cases), "x", plans)["abroad"]
    assert [m.place.at for m in own.models] == (["¶5"] if model else [])
    if model:
        assert own.models[0].place.words in TEXT[4]
        assert "引才" in own.models[0].place.words


def test_a_target_without_a_figure_shows_no_target() -> None:
    lines = (*TEXT[:4], "实施海外引才目标管理，推进引才。", *TEXT[5:])
    rated = "level: 3, checks: [target]"
    cases = (case("x"), case("y", abroad=rated, note="引才目标"))
    own = advice(evaluation_of(RUBRIC, *cases), "x", Plans({("y", "d"): text(lines)}))["abroad"]
    assert own.models == ()


def test_it_belongs_where_raters_cite_what_lies_ahead_else_where_the_words_stand() -> None:
    plans = Plans({("x", "d"): text(TEXT)})
    cited = advice(evaluation_of(RUBRIC, case("x")), "x", plans)["abroad"].places
    assert [(p.at, p.basis) for p in cited] == [("¶5", "cited")]
    review = advice(evaluation_of(RUBRIC, case("x", at="¶3")), "x", plans)["abroad"].places
    assert [(p.at, p.basis) for p in review] == [("¶5", "found")]
    bare = advice(evaluation_of(RUBRIC, case("x", at="¶3", note="回顾2025年")), "x")["abroad"]
    assert [(p.at, p.basis) for p in bare.places] == [("¶3", "review")]


@pytest.mark.parametrize(("told", "words"), [("", True), ("same", True), ("0" * 64, False)])
def test_a_text_that_is_not_the_one_that_was_rated_is_not_drawn_upon(
    told: str, words: bool
) -> None:
    found = text(TEXT)
    named = f", sha256: {found.sha256 if told == 'same' else told}" if told else ""
    rated = case("x").replace("title: D}", f"title: D{named}}}")
    own = advice(evaluation_of(RUBRIC, rated), "x", Plans({("x", "d"): found}))["abroad"]
    assert bool(own.places[0].words) is words


@pytest.mark.parametrize(
    ("at", "note", "basis"),
    [
        ("p. 3", "海外引才", "cited"),
        ("表2", "海外引才", "cited"),
        ("p. 3", "今年的计划", "cited"),
        ("p. 3", "回顾2025年", "review"),
    ],
)
def test_a_page_is_of_the_past_only_where_a_note_says_so(at: str, note: str, basis: str) -> None:
    own = advice(evaluation_of(RUBRIC, case("x", at=at, note=note)), "x")["abroad"]
    assert [(p.at, p.basis) for p in own.places] == [(at, basis)]


def test_two_pages_are_two_places() -> None:
    second = "evidence: [{document: d, at: p. 9, note: 今年的计划}, "
    one = case("x", at="p. 3").replace("evidence: [", second, 1)
    own = advice(evaluation_of(RUBRIC, one), "x")["abroad"]
    assert {p.at for p in own.places} == {"p. 3", "p. 9"}


SECTIONS = (
    "X省2026年政府工作报告",
    "二、2026年重点工作",
    "（一）统筹人才工作，实施海外引才计划。",
    "建设人才队伍。实施引才计划，点名引才领域。",
    "（二）稳外贸。",
    "扩大外贸规模，引进外贸企业。",
)


def looked_for(where: str) -> str:
    return RUBRIC.replace(
        "terms: {zh: [海外, 引才]}", f"terms: {{zh: [海外]}}\n        look_for: {where}"
    )


def test_a_line_that_leads_to_others_takes_nothing_up_though_raters_cite_it() -> None:
    plans = Plans({("x", "d"): text(SECTIONS)})
    (found,) = advice(evaluation_of(RUBRIC, case("x", at="¶3")), "x", plans)["abroad"].places
    assert (found.at, found.basis) == ("¶4", "found")


@pytest.mark.parametrize(("where", "at"), [("人才队伍段落", "¶4"), ("外贸企业段落", "¶6")])
def test_where_nobody_cites_anything_the_rubric_says_where_to_look(where: str, at: str) -> None:
    lines = (*SECTIONS[:3], "建设人才队伍。引进名师。", SECTIONS[4], "发展外贸企业。引进商家。")
    plans = Plans({("x", "d"): text(lines)})
    rubric = looked_for(where)
    own = advice(evaluation_of(rubric, case("x", at="¶99")), "x", plans)
    assert own["abroad"].places[0].at == at


def test_a_model_shows_one_of_the_points_that_a_proposal_takes_up() -> None:
    cases = (case("x"), case("y", abroad="level: 2, checks: [fields]"))
    own = advice(evaluation_of(RUBRIC, *cases), "x")["abroad"]
    assert [check.id for check in own.first] == ["scheme", "target"]
    assert own.models == ()
    assert own.nearest is not None
    shown = advice(evaluation_of(RUBRIC, case("x"), case("y", abroad=MET)), "x")["abroad"]
    assert [(m.met, m.shows) for m in shown.models] == [(("scheme", "target"), ("scheme",))]


def test_a_model_of_the_first_point_comes_before_nearer_ones_of_a_later() -> None:
    later = "level: 3, checks: [target]"
    first = case("far", abroad="level: 2, checks: [scheme]", coast="land")
    dated = {"abroad": later, "note": "有引才目标值和年份：2030年200人"}
    cases = (case("x"), case("a", **dated), first, case("b", **dated))
    own = advice(evaluation_of(RUBRIC, *cases), "x")["abroad"]
    assert [(m.case, m.shows, m.shared) for m in own.models] == [
        ("far", ("scheme",), 0),
        ("a", ("target",), 1),
    ]


def test_a_review_that_fits_as_well_does_not_hide_what_is_planned() -> None:
    two = case("y", abroad="level: 3, checks: [scheme]", note="引才计划")
    evidence = "evidence: [{document: d, at: ¶3, note: 点名海外引才计划}, "
    two = two.replace("evidence: [", evidence, 1)
    plans = Plans({("y", "d"): text(TEXT)})
    own = advice(evaluation_of(RUBRIC, case("x"), two), "x", plans)["abroad"]
    assert [(m.case, m.place.at) for m in own.models] == [("y", "¶5")]


def test_the_note_that_is_shown_is_the_one_on_what_is_missing() -> None:
    notes = "evidence: [{document: d, at: ¶5, note: 交通改善}, "
    one = case("x", note="没有点名海外引才计划").replace("evidence: [", notes, 1)
    own = advice(evaluation_of(RUBRIC, one), "x", Plans({("x", "d"): text(TEXT)}))["abroad"]
    assert str(own.places[0].note) == "没有点名海外引才计划"
