"""What plans commit to, by hand: ten units, two coders, matching by place, facts beside ratings."""

from __future__ import annotations

import math
from typing import Any

import pytest
from evalkit.analysis.coders import code_agreement, unit_agreement
from evalkit.analysis.codes import crossed
from evalkit.analysis.completeness import OUTSIDE, by_pillar, carried
from evalkit.analysis.facts import beside
from evalkit.analysis.follow_up import followed
from evalkit.analysis.partners import partners_of, region_key
from evalkit.evaluation import Evaluation
from evalkit.scoring.coefficients import kappa
from evalkit.scoring.units import Coded, coded_in, coded_of
from tests.conftest import evaluation_of

np = pytest.importorskip("numpy")

RUBRIC = """\
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}]
codes:
  instrument:
    title: Instrument
    values: {supply: {title: S}, talent: {of: supply, title: T}, demand: {title: D}, environment: {title: E}}
  goal:
    title: Goal
    values: {input: {title: I}, results: {title: R}, chain: {title: C}, people: {title: P}, management: {title: M}}
  worth:
    title: Worth
    many: true
    values: {economic: {title: E}, social: {title: S}}
pillars:
  - id: p
    title: P
    criteria:
      - id: one
        title: One
        levels: {0: a, 1: b, 2: c, 3: d}
        checks:
          - {id: named, asks: named}
          - {id: dated, asks: dated, about: date}
          - {id: funded, asks: funded, about: funds}
          - {id: owned, asks: owned, about: owner}
          - {id: begun, asks: begun, about: baseline}
        needs: {1: {all: [named]}, 2: {any: [dated, funded]}, 3: {all: [owned, begun]}}
  - {id: q, title: Q, criteria: [{id: two, title: Two, levels: {0: a, 1: b, 2: c, 3: d}}]}
"""
# id ¶ instrument goal who money date number baseline
TEN = """\
u1 31 environment input 0 0 1 1 1
u2 31 environment results 0 0 1 1 0
u3 47 supply chain 0 0 0 0 0
u4 47 supply chain 1 1 1 1 0
u5 50 supply people 0 0 0 1 0
u6 50 demand chain 1 0 0 0 0
u7 52 environment management 1 0 1 0 0
u8 53 supply people 0 1 0 1 0
u9 61 supply input 0 1 1 1 1
u10 80 supply people 0 0 1 1 0
"""


def unit(line: str) -> str:
    id, at, instrument, goal, who, money, dated, number, base = line.split()
    parts = [f"id: {id}", f"at: gwr ¶{at}", f"what: {id}"]
    parts += ["body: office"] if who == "1" else []
    parts += ["money: {value: 3, unit: bn}"] if money == "1" else []
    parts += ["year: 2030"] if dated == "1" else []
    parts += ["value: 5"] if number == "1" else []
    parts += ["baseline: {value: 4}"] if base == "1" else []
    return f"  - {{{', '.join(parts)}, codes: {{instrument: {instrument}, goal: {goal}}}}}\n"


def case(commitments: str, more: str = "", id: str = "gz", region: str = "Guizhou") -> str:
    head = f"case: {id}\nrubric: small@1.0.0\nregion: {{name: {region}}}\n"
    return f"{head}documents: [{{id: gwr, title: Report}}]\n{more}commitments:\n{commitments}"


def coded(*lines: str, more: str = "") -> tuple[Evaluation, Coded]:
    evaluation = evaluation_of(RUBRIC, case("".join(lines), more))
    found = coded_of(evaluation.files[0])
    assert found is not None
    return evaluation, found


@pytest.fixture(scope="module")
def ten() -> tuple[Evaluation, Coded]:
    """Worked example W1."""
    other = "".join(
        f"  - {{id: {line.split()[0]}, rater: b, codes: {{instrument: {swapped(line)}}}}}\n"
        for line in TEN.splitlines()
    )
    return coded(*map(unit, TEN.splitlines()), other)


def swapped(line: str) -> str:
    id, _, instrument, *_ = line.split()
    return {"u3": "environment", "u6": "supply"}.get(id, instrument)


def test_ten_units_by_instrument_and_goal(ten: tuple[Evaluation, Coded]) -> None:
    evaluation = evaluation_of(RUBRIC, case("".join(map(unit, TEN.splitlines()))))
    found = coded_of(evaluation.files[0])
    assert found is not None
    cross = crossed(evaluation.rubric, found.units, "instrument", "goal")
    assert [cross.row(value) for value in cross.rows] == [6, 1, 3]
    assert {goal: cross.counts.get(("supply", goal), 0) for goal in cross.columns} == {
        "input": 1,
        "results": 0,
        "chain": 2,
        "people": 3,
        "management": 0,
    }
    assert (cross.n, cross.apart, cross.uncoded) == (10, 0, 0)
    shares = [0.6, 0.1, 0.3]
    by_hand = -sum(p * math.log(p) for p in shares) / math.log(3)
    assert cross.evenness == pytest.approx(by_hand)
    assert by_hand == pytest.approx(0.8173, abs=5e-5)


def test_ten_units_by_what_they_carry(ten: tuple[Evaluation, Coded]) -> None:
    found = carried(ten[1].units)
    assert (found.body, found.money, found.date, found.figure, found.baseline) == (3, 3, 6, 7, 2)
    assert (found.n, found.bound, found.full) == (10, 6, 1)


def test_a_second_coder_who_differs_on_two(ten: tuple[Evaluation, Coded]) -> None:
    evaluation, own = ten
    (found,) = code_agreement(evaluation.rubric, own)
    assert (found.pair, found.n) == (("a", "b"), 10)
    assert found.same == pytest.approx(0.8)
    assert found.kappa == pytest.approx(0.6154, abs=5e-5)
    assert found.alpha == pytest.approx(0.6311, abs=5e-5)
    apart = [u.said.id for u in own.units if u.codes["instrument"] is None]
    assert apart == ["u3", "u6"]
    assert crossed(evaluation.rubric, own.units, "instrument").apart == 2


def test_the_deciding_coder_counts() -> None:
    _, own = coded(
        "  - {id: c1, at: gwr ¶1, what: x, codes: {instrument: supply}}\n",
        "  - {id: c1, rater: b, codes: {instrument: demand}}\n",
        "  - {id: c1, rater: chair, adjudicates: true, codes: {instrument: talent}}\n",
    )
    assert own.units[0].codes["instrument"] == ("talent",)
    assert own.coders == ("a", "b")


def test_a_kind_counts_under_its_broader_value_and_several_under_each() -> None:
    evaluation, own = coded(
        "  - {id: c1, at: gwr ¶1, what: x, codes: {instrument: talent, worth: [social, economic]}}\n"
    )
    cross = crossed(evaluation.rubric, own.units, "instrument", "worth")
    assert cross.counts == {("supply", "social"): 1, ("supply", "economic"): 1}
    assert cross.n == 1


A = [
    "  - {id: c1, at: gwr ¶3 s1.1, what: x, value: 3}\n",
    "  - {id: c2, at: gwr ¶3 s1.2, what: y}\n",
    "  - {id: c3, at: gwr ¶3 s2.1, what: z}\n",
]
B = [
    "  - {id: k1, rater: b, at: gwr ¶3 s1.1–2, what: xx, value: 3}\n",
    "  - {id: k2, rater: b, at: gwr ¶3 s2.1, what: zz}\n",
    "  - {id: k3, rater: b, at: gwr ¶4 s1.1, what: w}\n",
]


def test_units_that_each_coder_found_are_matched_by_place() -> None:
    """k1 overlaps c1 and c2: the same figure decides."""
    evaluation, own = coded(*A, *B)
    assert [(u.said.id, u.coders, u.alone) for u in own.units] == [
        ("c1", ("a", "b"), False),
        ("c2", ("a",), True),
        ("c3", ("a", "b"), False),
        ("k3", ("b",), True),
    ]
    (pair,) = unit_agreement(own, evaluation.files[0])
    assert (pair.both, [u.said.id for u in pair.first], [u.said.id for u in pair.second]) == (
        2,
        ["c2"],
        ["k3"],
    )


def test_a_unit_that_is_decided_to_be_none_is_left_out_and_still_told_in_the_agreement() -> None:
    out = "  - {id: c2, rater: chair, adjudicates: true, left_out: intent}\n"
    evaluation, own = coded(*A, *B, out)
    assert [u.said.id for u in own.units] == ["c1", "c3", "k3"]
    assert [(c.id, c.left_out) for c in own.left_out] == [("c2", "intent")]
    (pair,) = unit_agreement(own, evaluation.files[0])
    assert [u.said.id for u in pair.first] == ["c2"]


def test_units_by_pillar_once_each_and_those_outside() -> None:
    evaluation, own = coded(
        "  - {id: c1, at: gwr ¶1, what: x, criteria: [one, two]}\n",
        "  - {id: c2, at: gwr ¶1, what: y}\n",
    )
    found = {
        top: [u.said.id for u in us] for top, us in by_pillar(evaluation.rubric, own.units).items()
    }
    assert found == {"p": ["c1"], "q": ["c1"], OUTSIDE: ["c2"]}


def rated(level: int, checks: str = "named") -> str:
    return f"ratings: {{one: {{level: {level}, checks: [{checks}], because: r, evidence: [{{document: gwr, at: ¶1}}]}}}}\n"


@pytest.mark.parametrize(
    ("level", "unit", "scope", "ways"),
    [
        (2, "what: x", "all", [("lacks", 2)]),
        (2, "what: x, year: 2030", "all", []),
        (2, "what: x, year: 2030, dated: part", "all", [("lacks", 2)]),
        (2, "what: x, value: 3, year: 2030, dated: part", "all", []),
        (1, "what: x, money: {value: 3, unit: bn}", "all", [("beyond", 2)]),
        (1, "what: x", "all", []),
        (3, "what: x, money: {value: 3, unit: bn}", "all", [("lacks", 3)]),
        (3, "what: x, value: 2, year: 2030, body: o, baseline: {value: 1}", "all", []),
        (3, "what: x, value: 2, year: 2030", "figures", []),  # an owner may stand elsewhere
    ],
)
def test_facts_beside_a_rating(
    level: int, unit: str, scope: str, ways: list[tuple[str, int]]
) -> None:
    more = f"commitments_scope: {scope}\n{rated(level)}"
    line = f"  - {{id: c1, at: gwr ¶1, {unit}, criteria: [one]}}\n"
    evaluation, own = coded(line, more=more)
    assert [(item.way, item.step) for item in beside(evaluation, own)] == ways


def test_where_the_whole_is_coded_nothing_coded_is_nothing_there() -> None:
    line = "  - {id: c1, at: gwr ¶1, what: x}\n"
    evaluation, own = coded(line, more="commitments_scope: all\n" + rated(2))
    assert [(i.way, i.units) for i in beside(evaluation, own)] == [("lacks", ())]
    for scope in ("commitments_scope: cited\n", ""):
        evaluation, own = coded(line, more=scope + rated(2))
        assert beside(evaluation, own) == ()


def test_what_became_of_earlier_commitments() -> None:
    old = case("  - {id: c1, at: gwr ¶1, what: x}\n  - {id: c2, at: gwr ¶2, what: y}\n", id="gz-1")
    rows = [
        "  - {id: f1, at: gwr ¶9, what: x, follows: {case: gz-1, id: c1}, status: done}\n",
        "  - {id: f2, at: gwr ¶9, what: x, rater: b, follows: {case: gz-1, id: c1}, status: partly}\n",
        "  - {id: f3, what: q, follows: {case: gz-1, id: c7}, status: silent}\n",
    ]
    evaluation = evaluation_of(RUBRIC, case("".join(rows), id="gz-2"), old)
    known = coded_in(evaluation.files)
    (found,) = followed(known["gz-2"], known)
    assert known["gz-2"].units == ()
    assert [(k.said.id, k.status) for k in found.kept] == [("f1", None)]
    assert [u.said.id for u in found.unsaid] == ["c2"]
    assert [c.id for c in found.unknown] == ["f3"]
    (alone,) = followed(known["gz-2"], {"gz-2": known["gz-2"]})
    assert (alone.at_hand, len(alone.kept), alone.kept[0].promised) == (False, 2, None)


def named(id: str, region: str, partner: str, scope: str = "all") -> str:
    line = f"  - {{id: c1, at: gwr ¶1, what: x, partners: {partner}}}\n"
    return case(line, f"commitments_scope: {scope}\n", id=id, region=region)


@pytest.mark.parametrize(
    ("partner", "scope", "back"),
    [("[重庆市]", "all", True), ("[云南]", "all", False), ("[云南]", "figures", None)],
)
def test_who_names_whom_and_who_names_back(partner: str, scope: str, back: Any) -> None:
    evaluation = evaluation_of(
        RUBRIC, named("cq", "重庆", "[四川省, 长三角]"), named("sc", "四川省", partner, scope)
    )
    found = {
        (n.case, str(n.partner)): (n.other, n.back)
        for n in partners_of(evaluation, coded_in(evaluation.files))
    }
    assert found["cq", "四川省"] == ("sc", back)
    assert found["cq", "长三角"] == (None, None)


def test_a_region_is_one_under_its_long_and_short_name() -> None:
    assert region_key("内蒙古自治区") == region_key("内 蒙古")
    assert region_key("广西壮族自治区") == region_key("广西")
    assert region_key("北京市") == region_key("北京")


def test_kappa_is_not_defined_where_chance_leaves_nothing() -> None:
    assert kappa(np.array([1.0, 1]), np.array([1.0, 1])) is None
    assert kappa(np.array([1.0, 2]), np.array([1.0, 2])) == pytest.approx(1)
    assert kappa(np.array([math.nan]), np.array([1.0])) is None


def test_a_division_of_tasks_joins_the_units_that_it_divides() -> None:
    """Bodies and dates are then known, and said to stand there."""
    head = "case: gz\nrubric: small@1.0.0\nregion: {name: Guizhou}\n"
    head += "documents: [{id: gwr, title: Report}, {id: division, title: Division of tasks}]\n"
    rows = (
        "commitments:\n"
        "  - {id: c1, at: gwr ¶1 s1.1, what: x, value: 3, year: 2026, dated: part, codes: {instrument: supply}}\n"
        "  - {id: c1, at: division ¶7, body: Science, year: 2026, money: {value: 5, unit: bn}}\n"
        "  - {id: c2, at: gwr ¶1 s1.2, what: y, body: Own}\n"
        "  - {id: c2, at: division ¶8, body: Other}\n"
    )
    evaluation = evaluation_of(RUBRIC, head + rows)
    assert [f.code for f in evaluation.findings if f.severity == "error"] == []
    own = coded_of(evaluation.files[0])
    assert own is not None
    one, two = own.units
    assert (one.said.body, one.said.dated, one.said.place[0]) == (("Science",), "text", "gwr")
    assert dict(one.borrowed) == {"body": "division", "date": "division", "money": "division"}
    assert one.codes == {"instrument": ("supply",)}
    assert (two.said.body, dict(two.borrowed)) == (("Own",), {})
    found = carried(own.units)
    assert (found.body, found.date, found.money, found.full) == (2, 1, 1, 1)
