"""The portfolio states means, shares and groups; each is worked out here again from the scores, by
another way."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from evalkit.analysis.ranking import divide
from evalkit.evaluation import Evaluation
from evalkit.model.fields import in_language
from evalkit.report import facts, reports
from evalkit.report.context import context_of
from evalkit.report.model import Bullets, Paragraph, Table, plain
from evalkit.report.products import comparison, comparison_method, portfolio
from evalkit.report.sections import groups, shared, spread
from evalkit.scoring.tolerances import NEAR, TOLERANCE
from tests.conftest import asked, evaluation_of

RUBRIC = """
rubric: tiers
version: 1.0.0
title: Tiers
scale: [{level: 0, label: none}, {level: 1, label: little}, {level: 2, label: half}, {level: 3, label: most}, {level: 4, label: all}]
grades: [{from: 0.5, id: up, label: Upper}, {from: 0, id: low, label: Lower}]
facets:
  tier: {title: Tier, values: {rich: Rich, poor: Poor}}
  belts: {title: Belts, many: true, values: {north: North, south: South}}
pillars:
  - {id: p, title: First part, weight: 3, criteria: [{id: a, title: A, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
  - {id: q, title: Second part, weight: 1, criteria: [{id: b, title: B, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
"""


def case(name: str, a: int, b: int, tier: str = "rich", belts: str = "[north]") -> str:
    return (
        f"case: {name}\nrubric: tiers@1.0.0\nregion: {{name: {name.title()}}}\n"
        f"facets: {{tier: {{is: {tier}}}, belts: {{is: {belts}}}}}\n"
        f"ratings: {{a: {{level: {a}, because: x}}, b: {{level: {b}, because: x}}}}\n"
    )


FIVE = (
    case("one", 4, 4),
    case("two", 3, 4),
    case("three", 4, 3, belts="[north, south]"),
    case("four", 1, 1, "poor", "[south]"),
    case("five", 0, 1, "poor"),
    case("six", 1, 0, "poor"),
)


def test_the_share_between_groups_is_that_of_the_sums_of_squares() -> None:
    values, member = [1.0, 0.8, 0.3, 0.1], [0, 0, 1, 1]
    # mean .55; between: 2 (.35² + .35²) = .49; whole: .45² + .25² + .25² + .45² = .53
    found = divide("f", values, member, np.random.default_rng(0), 4000)
    assert found is not None
    assert found.share == pytest.approx(0.49 / 0.53)
    assert found.expected == pytest.approx(1 / 3)
    # of the 6 ways to part four into two and two, 2 have this share or more: the grouping itself,
    # and with names swapped
    assert found.chance == pytest.approx(1 / 3, abs=0.03)


def test_chance_is_what_all_random_groupings_give(shipped: Evaluation) -> None:
    found = next(d for d in asked(shipped).divides if d.facet == "resources")
    totals = {s.case: s.value or 0.0 for s in facts.ranked(asked(shipped))}
    rich = {c for c in totals if shipped.file_of[c].case.facet_values()["resources"] == ("rich",)}

    def share(chosen: set[str]) -> float:
        mean = np.mean(list(totals.values()))
        whole = sum((v - mean) ** 2 for v in totals.values())
        own = [
            np.mean([v for c, v in totals.items() if (c in chosen) is inside])
            for inside in (True, False)
        ]
        sizes = (len(chosen), len(totals) - len(chosen))
        return float(sum(n * (m - mean) ** 2 for n, m in zip(sizes, own, strict=True)) / whole)

    assert found.share == pytest.approx(share(rich))
    every = [share(set(chosen)) for chosen in itertools.combinations(totals, len(rich))]
    assert np.mean(every) == pytest.approx(found.expected)
    assert found.chance == pytest.approx(np.mean(np.array(every) >= found.share - 1e-9), abs=0.03)


def test_a_group_to_each_case_or_one_for_all_divides_nothing() -> None:
    rng = np.random.default_rng(0)
    assert divide("f", [1.0, 0.5], [0, 1], rng) is None
    assert divide("f", [1.0, 0.5, 0.2], [0, 0, 0], rng) is None
    assert divide("f", [0.5, 0.5, 0.5], [0, 1, 1], rng) is None


def test_the_overview_is_that_of_the_totals(shipped: Evaluation) -> None:
    o = spread.overview(context_of(asked(shipped), "en"))
    assert o is not None
    totals = [s.value or 0.0 for s in asked(shipped).standings if s.rank]
    assert o.n == len(totals)
    assert o.mean == pytest.approx(sum(totals) / len(totals))
    assert (o.low, o.high) == (min(totals), max(totals))
    grades = shipped.rubric.bands
    tops = [1.1, *(grade.from_ for grade in grades)]
    reached = {
        in_language(grade.label, "en"): sum(grade.from_ <= v + TOLERANCE < top for v in totals)
        for grade, top in zip(grades, tops, strict=False)
    }
    assert dict(o.grades) == {label: count for label, count in reached.items() if count}
    p = spread.pillar_means(context_of(asked(shipped), "en"))
    assert p is not None
    means = {
        in_language(pillar.title, "en"): facts.mean_of(asked(shipped), pillar.id) or 0.0
        for pillar in facts.counted_pillars(asked(shipped))
    }
    assert (p.low, p.high) == (min(means.values()), max(means.values()))
    assert [means[title] for title in p.worst] == [p.low]
    assert dict(p.best) == {t: m for t, m in means.items() if p.high - m < NEAR <= m - p.low}


def test_what_most_do_and_most_lack_is_counted_over_the_plans(shipped: Evaluation) -> None:
    both = shared.ends(context_of(asked(shipped), "zh"))
    well, hardly = both.well, both.hardly
    for found, at_end in ((well, lambda level: level >= 3), (hardly, lambda level: level <= 1)):
        for s in found:
            levels = [
                o.level
                for (_, ref), o in shipped.ratings.agreed.items()
                if ref == s.ref and o.level is not None
            ]
            assert (s.k, s.n) == (sum(map(at_end, levels)), len(levels))
            assert s.k * 2 > s.n >= 6
    named = {s.ref for s in (*well, *hardly)}
    for ref, rated in facts.widely_rated(asked(shipped)).items():
        ends = max(sum(v >= 3 for v in rated.values()), sum(v <= 1 for v in rated.values()))
        assert (ref in named) == (ends * 2 > len(rated))


def test_a_plan_may_stand_in_several_groups_of_one_facet() -> None:
    evaluation = evaluation_of(RUBRIC, *FIVE)
    north, south = groups.groups(context_of(asked(evaluation), "en"))["belts"]
    assert [len(north.cases), len(south.cases)] == [5, 2]
    assert [d.facet for d in asked(evaluation).divides] == ["tier"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_hold_every_plan_and_every_group(lang: str, shipped: Evaluation) -> None:
    report = portfolio.portfolio(context_of(asked(shipped), lang))
    behind = comparison_method.method(context_of(asked(shipped), lang))
    (state,) = [
        b for s in behind.sections if s.id == "state" for b in s.blocks if isinstance(b, Table)
    ]
    assert len(state.rows) == 12
    assert "state" not in {s.id for s in report.sections}  # it stands in the file on method only
    section = next(s for s in report.sections if s.id == "groups")
    (table,) = [b for b in section.blocks if isinstance(b, Table)]
    of = groups.groups(context_of(asked(shipped), lang))
    wanted = {
        frozenset(case for case, _ in group.cases)
        for found in of.values()
        for group in found
        if len(group.cases) > 1
    }
    assert len(table.rows) == len(wanted)
    labels = " ".join(plain(row.cells[0].runs) for row in table.rows)
    for found in of.values():
        for group in found:
            assert group.label in labels or len(group.cases) < 2


def test_no_portfolio_where_no_facet_groups_the_plans() -> None:
    two = evaluation_of(RUBRIC, *FIVE[:2])
    known = ("comparison", "portfolio", "briefing")
    assert [n.name for n in reports.names(two, known)] == ["comparison", "one", "two"]
    assert "portfolio" in [n.name for n in reports.names(evaluation_of(RUBRIC, *FIVE), known)]
    assert [n.name for n in reports.names(evaluation_of(RUBRIC, FIVE[0]), known)] == ["one"]
    alone = reports.names(evaluation_of(RUBRIC, FIVE[0]))
    assert [(n.name, n.product) for n in alone] == [("one-memo", "memo"), ("one", "briefing")]


def test_two_reports_of_one_name_are_refused() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 4, 4), case("one-memo", 3, 4))
    with pytest.raises(ValueError, match='two reports would be called "one-memo"'):
        reports.names(evaluation)


def test_groupings_that_chance_explains_are_said_to_tell_nothing() -> None:
    mixed = (
        case("one", 4, 4),
        case("two", 0, 1, belts="[south]"),
        case("three", 3, 3, "poor"),
        case("four", 1, 1, "poor"),
        case("five", 2, 2),
        case("six", 2, 1, "poor"),
    )
    evaluation = evaluation_of(RUBRIC, *mixed)
    found = groups.clearest(groups.groupings(context_of(asked(evaluation), "en")))
    assert found is not None
    assert not found.told
    said = [
        plain(i)
        for b in portfolio.portfolio(context_of(asked(evaluation), "en")).summary
        if isinstance(b, Bullets)
        for i in b.items
    ]
    unclear = "However the regions are grouped, scores differ no more than chance would explain."
    assert said.count(unclear) == 1
    compared = comparison.comparison(context_of(asked(evaluation), "en")).summary
    texts = [plain(i) for b in compared if isinstance(b, Bullets) for i in b.items]
    assert texts
    assert not any(text.startswith("However the regions are grouped") for text in texts)


def test_equal_plans_have_no_lead_and_no_ends() -> None:
    evaluation = evaluation_of(RUBRIC, *(case(name, 2, 2) for name in ("one", "two", "three")))
    first = portfolio.portfolio(context_of(asked(evaluation), "en")).summary[0]
    assert isinstance(first, Paragraph)
    assert (
        plain(first.runs)
        == "The 3 plans average 50.0, all with the same score. All are graded “upper”."
    )
