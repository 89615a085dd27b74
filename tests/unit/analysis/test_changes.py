"""Successive plans of a region: what rose and fell, what the rubric did, what cannot be compared;
hand-worked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit import api
from evalkit.analysis.changes import Succession
from evalkit.analysis.results import successions_of
from evalkit.cli import main
from evalkit.evaluation import Evaluation, evaluate
from evalkit.report.context import context_of
from evalkit.report.model import Table, plain
from evalkit.report.products import briefing
from evalkit.report.sections import changes
from tests.conftest import asked, case_of, rubric_of

SCALE = "scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]"
LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""\
rubric: twice
version: 1.0.0
title: Twice
{SCALE}
method: {{coverage: 0.5}}
pillars:
  - {{id: p, title: P, criteria: [{{id: one, title: One, {LEVELS}}}, {{id: two, title: Two, {LEVELS}}}]}}
  - {{id: q, title: Q, criteria: [{{id: three, title: Three, {LEVELS}}}]}}
"""


def case(
    name: str,
    year: int,
    pin: str = "1.0.0",
    region: str = "{name: Guizhou, code: CN-GZ}",
    **levels: int,
) -> str:
    rows = "".join(f"  {i}: {{level: {n}, because: r}}\n" for i, n in levels.items())
    return f"case: {name}\nrubric: twice@{pin}\nregion: {region}\nplan: {{title: t, adopted: {year}-03-01}}\nratings:\n{rows}"


def evaluated(rubric: str, *cases: str) -> Evaluation:
    return evaluate(rubric_of(rubric), [case_of(c) for c in cases], as_of=date(2026, 1, 1))


def one(*evaluations: Evaluation) -> Succession:
    (found,) = successions_of([asked(e) for e in evaluations])
    return found


def said_of(found: Succession, lang: str) -> str:
    """The sentence of two plans."""
    any_case = evaluated(RUBRIC, case("any", 2020, one=1, two=1, three=1))
    return plain(changes.sentence(context_of(asked(any_case), lang), found))


def test_rises_and_falls_under_one_rubric() -> None:
    """2020: p (1+3)/2 = 2 of 4, q 1; total ½(½ + ¼) = .375. 2025: p (3+2)/2, q 1: ½(.625 + .25) =
    .4375."""
    evaluation = evaluated(
        RUBRIC, case("new", 2025, one=3, two=2, three=1), case("old", 2020, one=1, two=3, three=1)
    )
    found = one(evaluation)
    assert (found.older, found.newer) == ("old", "new")
    assert (found.before, found.restated, found.after) == (0.375, 0.375, 0.4375)
    assert [(m.ref, m.before, m.after, m.way, m.weight) for m in found.moves] == [
        ("p.one", 1, 3, "rose", 0.25),
        ("p.two", 3, 2, "fell", 0.25),
        ("q.three", 1, 1, "stayed", 0.5),
    ]
    assert found.ahead is not None
    assert 0.5 < found.ahead <= 1
    said = said_of(found, "en")
    assert said.startswith(
        "From 2020 to 2025 the total rose by 6.3 points, from 37.5 to 43.8; the newer plan is ahead in "
    )
    assert said.endswith(" of the draws. Of three criteria one rose, one fell and one stayed.")
    zh = said_of(found, "zh")
    assert zh.startswith("从2020年到2025年，总分由37.5分到43.8分，提高6.3分；")


def same(pair: str) -> tuple[Succession, str, str]:
    """A plan and its copy of five years later, where a criterion holds ``pair``: the succession, in
    words."""
    cases = [
        f"case: {name}\nrubric: twice@1.0.0\nregion: {{name: G}}\n"
        f"plan: {{title: t, adopted: {year}-03-01}}\n{pair}"
        for name, year in (("a", 2020), ("b", 2025))
    ]
    found = one(evaluated(RUBRIC, *cases))
    en, zh = (said_of(found, lang) for lang in ("en", "zh"))
    return found, en, zh


@pytest.mark.parametrize(
    "ratings",
    [
        "one: {level: 2, because: r, confidence: low}, two: {level: 3, because: r}",
        "one: [{rater: x, level: 0, because: r}, {rater: y, level: 4, because: r}]",
    ],
)
def test_a_plan_and_its_copy_are_level_in_every_draw(ratings: str) -> None:
    """With doubt, two raters, gaps, weights and criteria left out varied."""
    found, en, zh = same(f"ratings: {{{ratings}, three: {{level: 1, because: r}}}}")
    assert (found.ahead, found.level) == (0, 1)
    assert "; the two are level in every draw." in en
    assert "；在所有情形下两者都持平。" in zh


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "one: [{rater: x, level: 0, because: r}, {rater: y, level: 4, because: r}]",
            "one: [{rater: b, level: 4, because: r}, {rater: a, level: 0, because: r}]",
        ),
        (
            "one: {level: 2, because: r}",
            "one: [{rater: x, level: 2, because: r}, {rater: y, level: 2, because: r}]",
        ),
    ],
)
def test_plans_that_differ_in_who_rated_only_are_level(one: str, other: str) -> None:
    """Whoever rated, and however many: the same levels with the same doubt count the same."""
    rest = "two: {level: 3, because: r}, three: {level: 1, because: r}"
    cases = [
        f"case: {name}\nrubric: twice@1.0.0\nregion: {{name: G}}\n"
        f"plan: {{title: t, adopted: {year}-03-01}}\nratings: {{{ratings}, {rest}}}"
        for name, year, ratings in (("a", 2020, one), ("b", 2025, other))
    ]
    evaluation = evaluated(RUBRIC, *cases)
    (found,) = successions_of([asked(evaluation)])
    assert (found.ahead, found.level) == (0, 1)
    a, b = asked(evaluation).outlooks
    assert (a.low, a.high, a.ranks) == (b.low, b.high, b.ranks)


def test_one_level_more_is_never_behind_and_ties_are_told() -> None:
    """The same numbers for both: what is one step off for the one is so for the other, but at the
    top of the scale."""
    old, new = case("old", 2020, one=3, two=2, three=1), case("new", 2025, one=4, two=2, three=1)
    found = one(evaluated(RUBRIC, old, new))
    assert found.ahead is not None
    assert found.level is not None
    assert found.ahead + found.level == pytest.approx(1)
    assert 0.2 < found.level < 0.45  # "one" left out, or a step up where there is none
    en, zh = (said_of(found, lang) for lang in ("en", "zh"))
    ahead, level = f"{100 * found.ahead:.0f}%", f"{100 * found.level:.0f}%"
    assert f"is ahead in {ahead} of the draws and level in {level}." in en
    assert f"在{ahead}的情形下新规划领先，在{level}的情形下持平。" in zh


def test_what_the_rubric_did_is_told_apart_from_what_the_plan_did() -> None:
    """In 2.0.0 q weighs three times as much and "two" asks something else. The old plan under it:
    ¼·½ + ¾·¼ = .3125 (−.0625 by the rubric); the new one ¼·.625 + ¾·½ = .53125 (+.21875 by the
    plan)."""
    newer = RUBRIC.replace("version: 1.0.0", "version: 2.0.0").replace(
        "id: q, title: Q", "id: q, title: Q, weight: 3"
    )
    newer = newer.replace("title: Two, levels: {0: a", "title: Two, levels: {0: nothing at all")
    old = evaluated(RUBRIC, case("old", 2020, one=1, two=3, three=1))
    new = evaluated(newer, case("new", 2025, "2.0.0", one=3, two=2, three=2))
    found = one(old, new)
    assert (found.before, found.restated) == (0.375, 0.3125)
    assert found.after == pytest.approx(0.53125)
    assert {m.ref: m.way for m in found.moves} == {
        "p.one": "rose",
        "p.two": "reworded",
        "q.three": "rose",
    }
    assert found.ahead is None
    said = said_of(found, "en")
    assert said == (
        "From 2020 to 2025 the total rose by 15.6 points, from 37.5 to 53.1, under versions 1.0.0 and 2.0.0 of the rubric: "
        "+21.9 from the plan, −6.3 from the rubric. Of two criteria two rose, none fell and none stayed; one criterion is not "
        "comparable."
    )
    assert [m.ref for m in changes.moved(found)] == ["q.three", "p.one", "p.two"]


def test_criteria_that_come_and_go_are_begun_and_ended() -> None:
    newer = RUBRIC.replace("version: 1.0.0", "version: 2.0.0").replace(
        "id: two, title: Two", "id: four, title: Four"
    )
    old = evaluated(RUBRIC, case("old", 2020, one=1, two=3, three=1))
    new = evaluated(newer, case("new", 2025, "2.0.0", one=1, four=2, three=1))
    found = one(old, new)
    assert {m.ref: m.way for m in found.moves} == {
        "p.one": "stayed",
        "p.four": "begun",
        "q.three": "stayed",
    }
    strict = (
        RUBRIC.replace("coverage: 0.5", "coverage: 1")
        .replace("version: 1.0.0", "version: 2.0.0")
        .replace("id: two,", "id: four,")
    )
    apart = one(old, evaluated(strict, case("new", 2025, "2.0.0", one=1, four=2, three=1)))
    assert apart.restated is None
    assert "too little of the older plan" in said_of(apart, "en")


def test_three_plans_make_two_successions_and_other_regions_none() -> None:
    evaluation = evaluated(
        RUBRIC,
        case("c", 2025, one=1, two=1, three=1),
        case("a", 2015, one=1, two=1, three=1),
        case("b", 2020, one=1, two=1, three=1),
        case("x", 2020, region="{name: X}", one=1, two=1, three=1),
    )
    assert [(s.older, s.newer) for s in asked(evaluation).successions] == [("a", "b"), ("b", "c")]
    first = asked(evaluation).successions[0]
    assert said_of(first, "en").startswith("From 2015 to 2020 the total stayed at 25.0")


def test_a_plan_without_a_day_stands_in_the_year_of_its_id() -> None:
    newer = case("gz-2027", 2027, one=2, two=2, three=2).replace(", adopted: 2027-03-01", "")
    found = one(evaluated(RUBRIC, newer, case("gz-2026", 2026, one=1, two=1, three=1)))
    assert (found.older, found.newer) == ("gz-2026", "gz-2027")


def test_two_cases_of_one_region_are_told_apart_by_their_year_and_the_newer_has_a_section() -> None:
    evaluation = evaluated(
        RUBRIC, case("old", 2020, one=1, two=3, three=1), case("new", 2025, one=3, two=2, three=1)
    )
    assert evaluation.regions("en")["old"] == "Guizhou (2020)"
    assert evaluation.regions("zh")["new"] == "Guizhou（2025）"
    same_year = evaluated(
        RUBRIC, case("old", 2025, one=1, two=3, three=1), case("new", 2025, one=3, two=2, three=1)
    )
    assert same_year.regions("en")["new"] == "Guizhou (new)"
    sections = {
        s.id: s for s in briefing.briefing(context_of(asked(evaluation), "en"), "new").sections
    }
    captions = [b.caption for b in sections["since-last"].blocks if isinstance(b, Table)]
    assert captions == ["Total and pillars", "Criteria that moved"]
    assert "since-last" not in {
        s.id for s in briefing.briefing(context_of(asked(evaluation), "en"), "old").sections
    }
    found = one(evaluation)
    table = changes.pillars_table(context_of(asked(evaluation), "en"), found)
    assert table is not None
    assert [plain(c.runs) for c in table.rows[0].cells] == ["Total", "37.5", "43.8", "+6.3"]


def test_the_command_scores_each_plan_under_its_own_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    newer = RUBRIC.replace("version: 1.0.0", "version: 2.0.0").replace(
        "id: q, title: Q", "id: q, title: Q, weight: 3"
    )
    (tmp_path / "rubrics" / "one.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "rubrics" / "two.yaml").write_text(newer, "utf-8")
    (tmp_path / "cases" / "old.yaml").write_text(case("old", 2020, one=1, two=3, three=1), "utf-8")
    (tmp_path / "cases" / "new.yaml").write_text(
        case("new", 2025, "2.0.0", one=3, two=2, three=2), "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    made = runner.invoke(main, ["changes", "cases", "-q", "--json", "--as-of", "2026-01-01"])
    (found,) = json.loads(made.stdout)
    assert (found["older_pin"], found["newer_pin"]) == ("twice@1.0.0", "twice@2.0.0")
    assert found["restated"] == 0.3125
    shown = runner.invoke(main, ["changes", "cases", "--lang", "zh"])
    assert "：old → new\n" in shown.stdout
    assert "标准修订带来−6.3分" in shown.stdout
    assert api.changes(["cases"], as_of="2026-01-01")[0].after == pytest.approx(0.53125)
    (tmp_path / "rubrics" / "one.yaml").unlink()
    lost = runner.invoke(main, ["changes", "cases", "-q"])
    assert lost.exit_code == 2
    assert "rubric-version-unknown" in lost.stderr
