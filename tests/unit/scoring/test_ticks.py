"""Levels, ticks and reasons that do not fit one another, and those that do."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Need
from evalkit.scoring.ticks import carried
from tests.conftest import ROOT, evaluation_of

RUBRIC = (ROOT / "tests/bad/level-needs/rubrics/needs.yaml").read_text("utf-8")
CASE = """case: x
rubric: needs@1.0.0
region: {name: X}
facets: {development: {is: underdeveloped, because: r}}
documents: [{id: d}]
ratings:
  clear-goals:
"""
EVIDENCE = "evidence: [{document: d, at: ¶1}]"


def codes(*ratings: str, rubric: str = RUBRIC) -> list[str]:
    evaluation = evaluation_of(rubric, CASE + "".join(f"    - {{{r}}}\n" for r in ratings))
    return sorted(f.code for f in evaluation.findings if f.ref and f.code != "checks-apart")


def rating(level: float, ticks: str, because: str = "有", evidence: str = EVIDENCE) -> str:
    return f"rater: a, level: {level}, checks: [{ticks}], because: {because}, {evidence}"


@pytest.mark.parametrize(
    ("level", "ticks", "wanted"),
    [
        (0, "", []),
        (1, "", []),
        (2, "named", []),
        (3, "named, owner", []),
        (3, "named, dated, owner", []),
        (2, "", ["level-needs"]),
        (3, "named", ["level-needs"]),
        (3, "dated", ["level-needs"]),  # what level 2 asks for, level 3 asks for too
        (1, "named", ["level-below-ticks"]),
        (0, "named, dated", ["level-below-ticks"]),
        (1, "dated, owner", []),  # without what the lower level asks, they carry nothing
    ],
)
def test_a_level_is_what_its_ticks_carry(level: int, ticks: str, wanted: list[str]) -> None:
    assert codes(rating(level, ticks)) == wanted


def test_a_ceiling_is_a_reason_to_stay_below_the_ticks() -> None:
    capped = RUBRIC.replace("scale:", "method: {ceilings: {contradicted: 1}}\nscale:", 1)
    against = "evidence: [{document: d, at: ¶1}, {document: d, at: ¶2, kind: contradicts}]"
    assert codes(rating(1, "named, dated", evidence=against), rubric=capped) == []
    assert codes(rating(1, "named, dated"), rubric=capped) == ["level-below-ticks"]


def test_a_check_that_does_not_apply_is_not_asked_for() -> None:
    text = "a responsible body is named}"
    only = RUBRIC.replace(text, text + ", applies: {development: [developed]}").replace(
        "{any: [dated, owner]}", "{all: [owner], any: [dated, owner]}"
    )
    assert codes(rating(3, "named, dated"), rubric=only) == []
    assert codes(rating(3, "named"), rubric=only) == ["level-needs"]


def test_where_nothing_that_is_asked_for_applies_no_tick_carries_a_level() -> None:
    text = "S&T goals are named}"
    only = RUBRIC.replace(text, text + ", applies: {development: [developed]}")
    assert codes(rating(0, ""), rubric=only) == []
    assert codes(rating(1, ""), rubric=only) == []
    assert codes(rating(2, "dated"), rubric=only) == ["level-below-ticks"]
    assert codes(rating(3, "dated"), rubric=only) == []


def test_a_decision_without_ticks_is_not_asked_for_them() -> None:
    assert codes("rater: c, adjudicates: true, level: 3, because: 议定") == []


def test_needs_add_up_and_stop_where_one_is_not_met() -> None:
    needs: dict[float, Need] = {1: Need(all=("a",)), 2: Need(any=("b", "c")), 3: Need(all=("d",))}
    assert carried(needs, ()) is None
    assert carried(needs, ("a",)) == 1
    assert carried(needs, ("a", "c")) == 2
    assert carried(needs, ("a", "d")) == 1
    assert carried(needs, ("a", "b", "d")) == 3


@pytest.mark.parametrize(
    ("ticks", "because", "wanted"),
    [
        ("named, owner", "目标已列出，但没有写明责任单位", True),
        ("named, owner", "目标已列出，未写明责任单位。", True),
        ("named, owner", "目标齐备，缺少责任单位", True),
        ("named", "目标已列出，但没有写明责任单位", False),
        ("named, owner", "责任单位写明，未来五年目标齐备", False),  # 未来 denies nothing
        ("named, owner", "无人机产业有责任单位", False),
        ("named, owner", "责任单位没有与目标挂钩", False),
        ("named, owner", "目标已列出，责任单位没有写明。", True),
        ("named, owner", "目标已列出，责任单位尚未明确", True),
        ("named, owner", "目标已列出，没有牵头部门", True),
        ("named, owner", "No responsible body is named.", True),
        ("named, dated", "没有带数值和年份的目标", True),
        ("named, dated", "没有总的目标", False),
        ("named, owner", "不是没有写明责任单位", False),
        ("named, owner", "去年没有写明责任单位，今年写了", False),
        ("named, owner", "S&T goals are named, a responsible body is not named.", True),
        ("named, owner", "There is no doubt that a responsible body is named", False),
        ("named, owner", "Goals and not without a responsible body named", False),
        ("named, owner", "S&T goals are named but no responsible body is named", True),
        ("named, owner", "The body is named, and so are the goals; no money", False),
        ("named, dated", "Goals are there, without dated values", True),
    ],
)
def test_plain_denials_of_a_tick_are_told(ticks: str, because: str, wanted: bool) -> None:
    found = codes(rating(3 if "," in ticks else 2, ticks, f'"{because}"'))
    assert ("reason-against-check" in found) is wanted


def apart(*ratings: str) -> list[str]:
    evaluation = evaluation_of(RUBRIC, CASE + "".join(f"    - {{{r}}}\n" for r in ratings))
    return [f.message("en") for f in evaluation.findings if f.code == "checks-apart"]


def test_one_level_on_ticks_that_share_nothing_is_told_until_somebody_decides() -> None:
    one, two = rating(1, "dated"), rating(1, "owner").replace("rater: a", "rater: b")
    assert len(apart(one, two)) == 1
    assert apart(one, two.replace("[owner]", "[owner, dated]")) == []
    assert apart(one, two.replace("[owner]", "[]")) == []
    assert apart(one, two.replace("level: 1", "level: 0")) == []
    assert apart(one, two, "rater: c, adjudicates: true, level: 1, because: 议定") == []


def agreed() -> Evaluation:
    pairs = [("named", "named"), ("named, owner", "named"), ("dated", "owner")]
    texts = []
    for n, (one, two) in enumerate(pairs):
        both = [rating(1, one), rating(1, two).replace("rater: a", "rater: b")]
        text = CASE.replace("case: x", f"case: x{n}") + "".join(f"    - {{{r}}}\n" for r in both)
        texts.append(text)
    return evaluation_of(RUBRIC, *texts)


def test_agreement_of_ticks_by_hand() -> None:
    """Nine decisions: 3 of 3, 2 of 3, 1 of 3 alike."""
    from evalkit.analysis.agreement import agreement_of

    overall = next(a for a in agreement_of(agreed()) if a.scope == "overall")
    assert overall.checks is not None
    assert overall.checks.n == 9
    assert overall.checks.identical == pytest.approx(6 / 9)
    assert (overall.checks.same_level, overall.checks.same_ticks, overall.checks.nothing) == (
        3,
        1,
        1,
    )
    # 6 of 18 pairs of ticks apart, over 7 ones and 11 noughts: 1 − 17 · 6 / (2 · 7 · 11)
    assert overall.checks.alpha == pytest.approx(1 - 17 * 6 / (2 * 7 * 11))
    assert overall.checks.few


def test_needs_name_checks_and_levels_that_are_there() -> None:
    from evalkit.reading.rubric import read_rubric
    from evalkit.reading.yaml import parse

    wrong = RUBRIC.replace("{any: [dated, owner]}", "{any: [dated, ownr]}").replace(
        "needs: {2:", "needs: {7:"
    )
    standard, findings = read_rubric(parse(wrong, "r.yaml"))
    assert standard is None
    assert {f.code for f in findings} == {"check-unknown", "level-not-on-scale"}
