"""Outcomes beside plans: quadrants, rank correlation, targets on their path; what is said is what
the figures say."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from evalkit import api
from evalkit.analysis.outcomes import course, field, stand
from evalkit.cli import main
from evalkit.model.commitment import Baseline, Commitment, Is, Target
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.products import comparison
from evalkit.report.sections import spread
from evalkit.report.sections.outcomes import on_path, quadrants
from evalkit.report.words import words_of
from evalkit.scoring.rank import mean_ranks, spearman
from tests.conftest import ROOT, asked, evaluation_of

SCALE = "scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]"
RUBRIC = f"""\
rubric: aimed
version: 1.0.0
title: Aimed
{SCALE}
pillars:
  - {{id: p, title: P, criteria: [{{id: one, title: One, levels: {{0: a, 1: b, 2: c, 3: d, 4: e}}}}]}}
  - id: out
    title: Outcomes
    counts: false
    criteria:
      - {{id: spend, title: Spending, measure: {{unit: "%", goalposts: [0, 4]}}}}
      - {{id: waste, title: Waste, measure: {{unit: t, goalposts: [0, 10], better: lower}}}}
"""


def case(name: str, level: int, spend: float, more: str = "") -> str:
    return (
        f"case: {name}\nrubric: aimed@1.0.0\nregion: {{name: {name.upper()}}}\nplan: {{title: t, adopted: 2025-03-01}}\n"
        f"ratings: {{one: {{level: {level}, because: r}}}}\n"
        f"measures:\n  spend: [{{value: {spend}, unit: '%', year: 2023}}, {{value: {spend - 0.4}, unit: '%', year: 2019}}]\n"
        f"  waste: {{value: 5, unit: t, year: 2023}}\n{more}"
    )


def test_quadrants_are_cut_at_the_means_and_near_ones_are_marked() -> None:
    found = field(
        "o",
        {"a": 0.8, "b": 0.6, "c": 0.2, "d": 0.39, "e": 0.9},
        {"a": 0.9, "b": 0.1, "c": 0.8, "d": 0.2},
    )
    assert found is not None
    assert found.plan_mean == pytest.approx(0.4975)
    assert [(p.case, p.quadrant, p.near) for p in found.cases] == [
        ("a", "both", False),
        ("b", "plan", False),
        ("c", "outcome", False),
        ("d", "neither", False),
    ]
    close = field("o", {"a": 0.5, "b": 0.51}, {"a": 0.1, "b": 0.9})
    assert close is not None
    assert all(p.near for p in close.cases)
    assert field("o", {"a": 0.8}, {"a": 0.9}) is None


def test_rank_correlation_shares_ties() -> None:
    """Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: r = 4.5 / √(4.5 · 5)."""
    assert mean_ranks(np.array([3.0, 5, 5, 9])).tolist() == [1, 2.5, 2.5, 4]
    assert spearman(np.array([3.0, 5, 5, 9]), np.array([1.0, 2, 3, 4])) == pytest.approx(
        4.5 / np.sqrt(4.5 * 5)
    )
    assert spearman(np.array([1.0, 1, 1]), np.array([1.0, 2, 3])) is None
    assert spearman(np.array([1.0, 2]), np.array([1.0, 2])) is None


def test_spearman_is_that_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    generator = np.random.default_rng(1)
    x, y = generator.integers(0, 5, 30).astype(float), generator.random(30)
    assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic)


@pytest.mark.parametrize(
    ("value", "year", "series", "higher", "pace", "needed"),
    [
        (3.2, 2030, [(2019, 2.0), (2023, 2.5)], True, "on-course", 0.1),
        (3.5, 2029, [(2019, 2.0), (2023, 2.5)], True, "slower", 1 / 6),
        (4.5, 2029, [(2019, 2.0), (2023, 2.5)], True, "far", 1 / 3),
        (3.0, 2030, [(2019, 2.6), (2023, 2.5)], True, "far", 0.5 / 7),
        (2.5, 2030, [(2019, 2.0), (2023, 2.5)], True, "reached", None),
        (3.0, 2030, [(2023, 2.5)], True, "unknown", 0.5 / 7),
        (3.0, None, [(2019, 2.0), (2023, 2.5)], True, "unknown", None),
        (3.0, 2022, [(2019, 2.0), (2023, 2.5)], True, "unknown", None),
        (3.0, 2030, [], True, "unknown", None),
        (4.0, 2030, [(2019, 6.0), (2023, 5.0)], False, "on-course", -1 / 7),
        (6.0, 2030, [(2019, 6.0), (2023, 5.0)], False, "reached", None),
    ],
)
def test_the_pace_of_a_target(
    value: float,
    year: int | None,
    series: list[tuple[int, float]],
    higher: bool,
    pace: str,
    needed: float | None,
) -> None:
    target = Target(measure="m", value=value, year=year).as_commitment(0)
    found = course("a", target, series, higher)
    assert found.pace == pace
    assert found.needed == (None if needed is None else pytest.approx(needed))


def test_a_straight_path_is_held_against_the_latest_figure() -> None:
    """From 2 in 2020 to 3 in 2030: 2.3 in 2023."""

    def expected(year: int, value: float) -> float | None:
        baseline = Baseline(year=year, value=value)
        target = Target(measure="m", value=3, year=2030, baseline=baseline).as_commitment(0)
        return course("a", target, [(2019, 1.9), (2023, 2.4)], True).expected

    assert expected(2020, 2.0) == pytest.approx(2.3)
    assert expected(2023, 2.4) is None


def test_targets_in_another_unit_are_left_out_and_figures_after_the_day_do_not_count() -> None:
    more = (
        "targets:\n  - {measure: spend, value: 3, unit: '%', year: 2030, baseline: {value: 2, year: 2019}}\n"
        "  - {measure: spend, value: 3, unit: pounds, year: 2030}\n"
    )
    later = case("a", 2, 2.4, more).replace(
        "year: 2019}]", "year: 2019}, {value: 9, unit: '%', year: 2028}]"
    )
    (found,) = asked(evaluation_of(RUBRIC, later)).courses
    assert (found.latest, found.latest_year, found.since) == (2.4, 2023, 2019)
    assert found.achieved == pytest.approx(0.1)
    assert found.expected == pytest.approx(2 + 4 / 11)


def test_what_is_said_of_the_field_is_what_it_holds() -> None:
    evaluation = evaluation_of(
        RUBRIC, case("a", 4, 3.6), case("b", 3, 0.8), case("c", 0, 3.2), case("d", 1, 0.4)
    )
    (found,) = asked(evaluation).outcome_fields
    said = plain(
        words_of("en").outcomes.outcome_field(
            quadrants.fact_of(context_of(asked(evaluation), "en"), found)
        )
    )
    assert said == (
        "Above both means: A; above the mean in the plan only: B; above the mean in the indicators only: C; below both: D. "
        "The orders of the 4 regions by plan and by outcomes correlate at +0.40 (1: the same order; 0: unrelated)."
    )
    assert plain(
        words_of("zh").outcomes.outcome_field(
            quadrants.fact_of(context_of(asked(evaluation), "zh"), found)
        )
    ).startswith(
        "规划与实测都高于均值的有A；规划高于均值、实测低于均值的有B；实测高于均值、规划低于均值的有C；两者都低于均值的有D。"
    )
    close = evaluation_of(RUBRIC, case("a", 4, 3.6), case("b", 2, 1.91), case("c", 0, 0.3))
    (found_close,) = asked(close).outcome_fields
    assert {p.case for p in found_close.cases if p.near} == {"b"}  # 50 is the mean of 100, 50 and 0
    said = plain(
        words_of("en").outcomes.outcome_field(
            quadrants.fact_of(context_of(asked(close), "en"), found_close)
        )
    )
    assert said.startswith(
        "Above both means: A; below both: C; within two points of a mean, and left open: B."
    )
    assert "The figures are of 2023, the plans of 2025" in quadrants.field_note(
        context_of(asked(evaluation), "en"), found
    )
    titles = [
        section.title
        for section in comparison.comparison(context_of(asked(evaluation), "en")).sections
    ]
    assert any(title.endswith("Plans and measured indicators") for title in titles)


def test_the_command_gives_the_twelve_their_quadrants_and_paths() -> None:
    made = CliRunner().invoke(
        main, ["outcomes", str(ROOT / "cases"), "-q", "--json", "--as-of", "2026-11-24"]
    )
    data = json.loads(made.stdout)
    quadrants = {p["case"]: p["quadrant"] for p in data["fields"][0]["cases"]}
    evaluation = api.score([ROOT / "cases"], as_of="2026-11-24")
    values = {c: evaluation.score_of[c, "overall"].value or 0 for c in quadrants}
    measured = {c: evaluation.score_of[c, "outcomes"].value or 0 for c in quadrants}
    for name, quadrant in quadrants.items():
        high = values[name] >= sum(values.values()) / 12
        delivers = measured[name] >= sum(measured.values()) / 12
        assert quadrant == {
            (True, True): "both",
            (True, False): "plan",
            (False, True): "outcome",
        }.get((high, delivers), "neither")
    assert {t["case"]: t["pace"] for t in data["targets"]}["guizhou-2026"] == "far"
    shown = CliRunner().invoke(main, ["outcomes", str(ROOT / "cases"), "-q", "--lang", "zh"]).stdout
    assert "目标进展" in shown
    assert "各指标历年变化" in shown


@pytest.mark.parametrize(
    ("bound", "latest", "reached"),
    [
        ("exactly", 2.96, False),
        ("about", 2.96, True),  # 3.0 is written 3: half a unit of its last digit is 0.5
        ("about", 2.49, False),
        ("at-least", 3.0, True),
        ("over", 3.0, False),
        ("over", 3.1, True),
    ],
)
def test_what_is_about_has_a_tolerance_and_what_is_over_is_more(
    bound: Is, latest: float, reached: bool
) -> None:
    target = Commitment.model_validate(
        {"id": "c1", "at": "p ¶1", "measure": "m", "value": 3, "is": bound, "year": 2030}
    )
    found = course("a", target, [(2023, latest)], True)
    assert (found.pace == "reached") is reached


def test_the_pace_of_what_is_about_is_judged_to_where_it_counts_as_reached() -> None:
    series = [(2020, 4.0), (2024, 4.392)]  # 0.098 a year

    def pace(bound: Is, value: float) -> str:
        told = {"id": "c1", "at": "p ¶1", "measure": "m", "value": value, "is": bound, "year": 2029}
        return course("a", Commitment.model_validate(told), series, True).pace

    assert [pace("exactly", 4.9), pace("about", 4.9)] == ["slower", "on-course"]  # 0.102, 0.092
    assert [pace("about", 4.95), pace("about", 5.0)] == ["slower", "on-course"]  # 5 may be 4.5


@pytest.mark.parametrize(
    ("is_", "value", "better", "expected"),
    [
        ("at-least", 2.0, "higher", "above-floor"),
        ("about", 2.0, "higher", "reached"),
        ("at-least", 9.0, "higher", "far"),
        ("at-most", 3.0, "lower", "below-ceiling"),
        ("at-least", 3.0, "lower", "reached"),
    ],
)
def test_a_floor_that_is_kept_is_told_as_one(
    is_: Is, value: float, better: str, expected: str
) -> None:
    told = {"id": "c1", "at": "p ¶1", "measure": "m", "value": value, "is": is_, "year": 2030}
    target = Commitment.model_validate(told)
    own = course("x", target, [(2019, 2.0), (2023, 2.4)], better == "higher")
    assert stand(own, target, better) == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_and_counts_tell_a_floor_that_is_kept(lang: str) -> None:
    goals = (
        "documents: [{id: p, title: P}]\ncommitments:\n"
        "  - {id: c1, at: p ¶1, measure: spend, value: 2, is: at-least, unit: '%', year: 2027}\n"
    )
    ctx = context_of(asked(evaluation_of(RUBRIC, case("a", 2, 2.4, goals))), lang)
    (own,) = ctx.results.courses
    made = on_path.courses_table(ctx, [own])
    assert made is not None
    assert plain(made.rows[0].cells[-1].runs) == ctx.labels["pace-above-floor"]
    found = spread.paces(ctx)
    assert found is not None
    assert found.held == (("above-floor", 1),)


@pytest.mark.parametrize(("lang", "words"), [("zh", "左右"), ("en", "about")])
def test_the_note_tells_how_near_counts_for_what_is_about(lang: str, words: str) -> None:
    note = words_of(lang).labels["courses-note"]
    assert words in words_of(lang).labels["is-about"]
    assert f"“{words}”" in note
    assert {"zh": "末位的半个单位", "en": "half a unit of the last digit"}[lang] in note
