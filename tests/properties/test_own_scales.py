"""Trees that mix the rubric's scale, scales of criteria's own, half levels, ceilings, states,
measures, thresholds and means, against a twin in plain Python that walks them by hand; and laws of
scales."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from evalkit.model.scale import Scale
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import evaluation_of

FIGURES = 100_000
RUBRICS, CASES = 48, 24
MEANS: list[Any] = ["arithmetic", "geometric", "harmonic", "minimum", {"power": 0.5}]
MEANS += [{"power": -2}, {"power": 3}]
RULES = ["mean", "median", "lowest", "adjudicated"]
CHECKS = ("k", "l", "m")


# --- the problem, as a rubric and cases that a file could hold ------------------------------------


def levels_of_its_own(random: Random) -> list[float]:
    n = random.randint(2, 7)
    digits = random.choice([0, 0, 1, 2])
    made = {round(random.uniform(-9, 9), digits) + 0.0 for _ in range(n)}
    return sorted(made) if len(made) > 1 else [-1, 2.5]


def shown(level: float) -> str:
    return f"{level:g}"


def criterion(random: Random, name: str, scale: list[int]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": name,
        "title": name,
        "weight": random.choice([0, 1, 2, 0.5, 3.25]),
    }
    if random.random() < 0.08:
        made["scored"] = False
    if random.random() < 0.15:
        ends = sorted(random.sample(range(-20, 60), 2))
        better = random.choice(["higher", "lower"])
        return made | {"measure": {"unit": "u", "goalposts": ends, "better": better}}
    own = not scale or random.random() < 0.6
    levels = levels_of_its_own(random) if own else scale
    made["levels"] = {shown(level): "means" for level in levels}
    made |= {"scale": "own"} if own else {}
    asked = CHECKS[: random.randint(0, 3)]
    return made | {"checks": [{"id": check, "asks": check} for check in asked]}


def pillar(random: Random, name: str, depth: int, scale: list[int]) -> dict[str, Any]:
    below = random.randint(0, 2) if depth else 0
    made: dict[str, Any] = {"id": name, "title": name, "weight": random.choice([1, 2, 0.75])}
    if random.random() < 0.6:
        made["aggregation"] = random.choice(MEANS)
    if len(name) == 2 and name != "p0" and random.random() < 0.15:
        made["counts"] = False
    n = random.randint(1, 4)
    made["criteria"] = [criterion(random, f"{name}-c{k}", scale) for k in range(n)]
    made["criteria"][0] |= {"weight": 2, "scored": True}
    made["pillars"] = [pillar(random, f"{name}-p{k}", depth - 1, scale) for k in range(below)]
    return made


def standard(random: Random) -> dict[str, Any]:
    scale = random.choice([[], [0, 1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [0, 1, 3, 9], [-2, 0, 1]])
    tops = [pillar(random, f"p{n}", 2, scale) for n in range(random.randint(2, 3))]
    steps = scale or [0, 1]  # without a scale a ceiling counts from 0; every scale has two levels
    asked: list[dict[str, Any]] = [
        {"from": at, "checks": random.choice([0, 1, "half", "all-but-one", "all"])}
        | ({"evidence": True} if random.random() < 0.4 else {})
        for at in sorted(random.sample(steps[1:], random.randint(0, min(2, len(steps) - 1))))
    ]
    ceilings: dict[str, Any] = {"steps": asked}
    if random.random() < 0.6:
        ceilings["contradicted"] = random.choice(steps[:2])
    coverage = {
        "least": random.choice([0, 0.4, 0.8]),
        "by": random.choice(["weight", "count"]),
        "withholds": random.random() < 0.5,
        "depth": {"0": 0.3, "2": 0.6} if random.random() < 0.5 else {},
    }
    method = {
        "aggregation": random.choice(MEANS),
        "consensus": random.choice(RULES),
        "coverage": coverage,
        "half_levels": random.random() < 0.5,
        "ceilings": ceilings,
    }
    anchors = [{"level": level, "label": f"l{level}"} for level in scale]
    return {"rubric": "r", "version": "1.0.0", "title": "R", "method": method, "pillars": tops} | (
        {"scale": anchors} if anchors else {}
    )


def ratable(levels: list[float], halves: bool) -> list[float]:
    between = [round((a + b) / 2, 9) for a, b in pairwise(levels)] if halves else []
    return sorted([*levels, *between])


def leaves(pillars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own: list[dict[str, Any]] = []
    for part in pillars:
        own += [*part["criteria"], *leaves(part["pillars"])]
    return own


def plan(random: Random, name: str, rubric: dict[str, Any]) -> dict[str, Any]:
    """A case; how full it is differs from case to case."""
    gaps, away = random.choice([0, 0.1, 0.4]), random.choice([0, 0.05, 0.2])
    ratings: dict[str, Any] = {}
    measures: dict[str, Any] = {}
    for leaf in leaves(rubric["pillars"]):
        if "measure" in leaf:
            if random.random() < away:
                ratings[leaf["id"]] = [{"rater": "a", "state": "not-applicable", "because": "y"}]
            if random.random() >= gaps:
                value = round(random.uniform(-25, 65), 3)
                measures[leaf["id"]] = [{"value": value, "unit": "u", "year": 2024}]
            continue
        may = ratable(sorted(map(float, leaf["levels"])), rubric["method"]["half_levels"])
        given = []
        for rater in ("a", "b", "c")[: random.randint(1, 3)]:
            if random.random() >= gaps:
                given.append(rating(random, rater, may, leaf, away))
        if given and random.random() < 0.1:
            given.append(rating(random, "chair", may, leaf, away) | {"adjudicates": True})
        if given:
            ratings[leaf["id"]] = given
    head = {"case": name, "rubric": "r@1.0.0", "region": {"name": name}, "documents": [{"id": "d"}]}
    return head | {"ratings": ratings, "measures": measures}


def rating(
    random: Random, rater: str, may: list[float], leaf: dict[str, Any], away: float
) -> dict[str, Any]:
    state = random.random()
    if state < away:
        return {"rater": rater, "state": "not-applicable", "because": "y"}
    if state < 1.5 * away:
        return {"rater": rater, "state": "missing", "because": "y"}
    checks = [check["id"] for check in leaf["checks"] if random.random() < 0.7]
    kinds = [kind for kind, p in (("supports", 0.8), ("contradicts", 0.1)) if random.random() < p]
    cited = [{"document": "d", "at": "¶1", "kind": kind} for kind in kinds]
    level = random.choice(may)
    said = {"rater": rater, "level": level, "checks": checks, "because": "y"}
    return said | ({"evidence": cited} if cited else {})


# --- the twin -------------------------------------------------------------------------------------


@dataclass
class Own:
    """A node by hand. ``rated``: share that is rated as the rubric counts it; ``gap``: share of the
    weight that is not."""

    ref: str
    weight: float
    applies: bool = True
    value: float | None = None
    low: float = 0.0
    high: float = 1.0
    gap: float = 1.0
    rated: float = 0.0
    least: float = 0.0
    counts: bool = True
    leaf: bool = False
    below: list[Own] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        return self.leaf or self.rated >= self.least - 1e-9


class Twin:
    def __init__(self, rubric: dict[str, Any], case: dict[str, Any]) -> None:
        self.method, self.case = rubric["method"], case
        self.scale = [float(anchor["level"]) for anchor in rubric.get("scale", [])]
        self.cover = self.method["coverage"]
        self.nodes: dict[str, Own] = {}
        top = Own("overall", 1, least=self.cover["depth"].get("0", self.cover["least"]))
        top.below = [self.pillar(part, part["id"]) for part in rubric["pillars"]]
        self.join(top, self.method["aggregation"])

    def pillar(self, part: dict[str, Any], ref: str) -> Own:
        depth = str(ref.count(".") + 1)
        own = Own(ref, part["weight"], counts=part.get("counts", True))
        own.least = self.cover["depth"].get(depth, self.cover["least"])
        for leaf in part["criteria"]:
            if leaf.get("scored", True):
                own.below.append(self.criterion(leaf, f"{ref}.{leaf['id']}"))
        own.below += [self.pillar(child, f"{ref}.{child['id']}") for child in part["pillars"]]
        self.join(own, part.get("aggregation", self.method["aggregation"]))
        return own

    def criterion(self, leaf: dict[str, Any], ref: str) -> Own:
        own = Own(ref, leaf["weight"], leaf=True)
        own.applies, own.value = self.measured(leaf) if "measure" in leaf else self.agreed(leaf)
        if own.value is not None:
            own.low, own.high, own.gap, own.rated = own.value, own.value, 0.0, 1.0
        self.nodes[ref] = own
        return own

    def measured(self, leaf: dict[str, Any]) -> tuple[bool, float | None]:
        if leaf["id"] in self.case["ratings"]:
            return False, None
        found = self.case["measures"].get(leaf["id"])
        if not found:
            return True, None
        low, high = leaf["measure"]["goalposts"]
        way = min(1.0, max(0.0, (found[0]["value"] - low) / (high - low)))
        return True, 1 - way if leaf["measure"]["better"] == "lower" else way

    def agreed(self, leaf: dict[str, Any]) -> tuple[bool, float | None]:
        rows = self.case["ratings"].get(leaf["id"], [])
        levels = sorted(map(float, leaf["levels"]))
        last = [row for row in rows if row.get("adjudicates")]
        if last:
            if "level" in last[0]:
                return True, self.score(last[0]["level"], levels)
            return last[0]["state"] != "not-applicable", None
        given = sorted(self.capped(row, leaf, levels) for row in rows if "level" in row)
        if not given:
            return not any(row.get("state") == "not-applicable" for row in rows), None
        rule, n = self.method["consensus"], len(given)
        if rule == "adjudicated" and given[0] != given[-1]:
            return True, None
        middle = given[n // 2] if n % 2 else (given[n // 2 - 1] + given[n // 2]) / 2
        come = {"lowest": given[0], "median": middle}.get(rule, sum(given) / n)
        return True, self.score(come, levels)

    def score(self, level: float, levels: list[float]) -> float:
        return (level - levels[0]) / (levels[-1] - levels[0])

    def capped(self, row: dict[str, Any], leaf: dict[str, Any], levels: list[float]) -> float:
        may = ratable(levels, self.method["half_levels"])
        kinds = [cited["kind"] for cited in row.get("evidence", [])]
        total, met, level = len(leaf["checks"]), len(row["checks"]), row["level"]

        def here(step: float) -> float:
            """The level at the place that a step of the rubric's scale has; beyond all: none."""
            place = self.scale.index(step) if self.scale else int(step)
            return levels[place] if place < len(levels) else math.inf

        for step in self.method["ceilings"]["steps"]:
            words = {"half": (total + 1) // 2, "all-but-one": max(0, total - 1), "all": total}
            wanted = min(words.get(step["checks"], step["checks"]), total)
            if (step.get("evidence") and "supports" not in kinds) or met < wanted:
                lower = [own for own in may if own < here(step["from"])]
                level = min(level, max(lower, default=levels[0]))
        most = self.method["ceilings"].get("contradicted")
        if most is not None and "contradicts" in kinds:
            level = min(level, here(most))
        return float(level)

    def join(self, own: Own, rule: Any) -> None:
        withholds = self.cover["withholds"]
        parts = [part for part in own.below if part.applies]
        own.applies = bool(parts)
        weighing = [(p.weight, p) for p in parts if p.weight > 0 and p.counts]
        out = [p for _, p in weighing if withholds and not p.enough]
        heard = [(w, p.value) for w, p in weighing if p.value is not None and p not in out]
        own.value = mean(rule, heard) if heard else None
        if weighing:
            own.low = mean(rule, [(w, 0.0 if p in out else p.low) for w, p in weighing])
            own.high = mean(rule, [(w, 1.0 if p in out else p.high) for w, p in weighing])
            own.gap = mean("arithmetic", [(w, 1.0 if p in out else p.gap) for w, p in weighing])
            one = [1.0 if (p.value is not None and p not in out) else 0.0 for _, p in weighing]
            own.rated = sum(one) / len(one) if self.cover["by"] == "count" else 1 - own.gap
        self.nodes[own.ref] = own


def mean(rule: Any, parts: list[tuple[float, float]]) -> float:
    total = sum(weight for weight, _ in parts)
    if rule == "arithmetic":
        return sum(weight * value for weight, value in parts) / total
    if rule == "minimum":
        return min(value for _, value in parts)
    power = {"geometric": 0, "harmonic": -1}[rule] if isinstance(rule, str) else rule["power"]
    if power <= 0 and min(value for _, value in parts) <= 0:
        return 0.0
    if power == 0:
        return float(math.prod(value ** (weight / total) for weight, value in parts))
    return float(sum(weight / total * value**power for weight, value in parts) ** (1 / power))


# --- what is compared -----------------------------------------------------------------------------


def test_every_figure_of_mixed_scales_is_that_of_a_twin_by_hand() -> None:
    compared = 0
    states: dict[str, int] = {}
    for seed in range(RUBRICS):
        random = Random(seed)
        rubric = standard(random)
        cases = [plan(random, f"c{n}", rubric) for n in range(CASES)]
        held = evaluation_of(json.dumps(rubric), *map(json.dumps, cases))
        assert not [f for f in held.findings if f.severity == "error" and "apart" not in f.code]
        for case in cases:
            for ref, own in Twin(rubric, case).nodes.items():
                got = held.score_of[case["case"], ref]
                states[got.reason] = states.get(got.reason, 0) + 1
                where = (seed, case["case"], ref)
                if not own.applies:
                    assert got.state == "not-applicable", where
                    compared += 1
                    continue
                wanted = (own.value if own.enough else None, own.low, own.high, 1 - own.gap)
                found = (got.value, got.low, got.high, got.coverage)
                assert found == pytest.approx(wanted, abs=1e-9), where
                compared += len(wanted)
    assert compared >= FIGURES
    assert set(states) == {"", "nothing-rated", "coverage-low", "not-applicable"}


ascending = st.lists(
    st.integers(-900, 900).map(lambda n: n / 100), min_size=2, max_size=8, unique=True
).map(lambda levels: tuple(sorted(levels)))


@given(ascending, st.floats(0.5, 20), st.floats(-50, 50))
def test_places_do_not_depend_on_the_numbers_of_a_scale(
    levels: tuple[float, ...], by: float, to: float
) -> None:
    moved = Scale(tuple(by * level + to for level in levels))
    for n, level in enumerate(levels):
        assert Scale(levels).place(level) == n
        assert moved.place(by * level + to) == pytest.approx(n)


@given(ascending)
def test_half_levels_stand_half_a_step_from_both_neighbours(levels: tuple[float, ...]) -> None:
    places = [Scale(levels).place(level) for level in Scale(levels, True, True).ratable]
    assert places == pytest.approx([n / 2 for n in range(2 * len(levels) - 1)], abs=1e-6)


@given(ascending, st.lists(st.floats(0, 1), min_size=2, max_size=4))
def test_a_spread_is_never_more_than_the_steps_of_a_scale(
    levels: tuple[float, ...], at: list[float]
) -> None:
    scale = Scale(levels)
    given_levels = [scale.low + share * (scale.high - scale.low) for share in at]
    assert -1e-9 <= scale.spread(given_levels) <= scale.steps + 1e-9
    assert scale.spread(levels) == scale.steps
