"""A rubric whose results are told in the units of its scale, 1 to 6, and cases under it."""

from __future__ import annotations

from tests.conftest import evaluation_of

LEVELS = "{1: a, 2: b, 3: c, 4: d, 5: e, 6: f}"
LABELS = ("Very weak", "Weak", "Fair", "Sound", "Strong", "Very strong")
SCALE = ", ".join(f"{{level: {n}, label: {label}}}" for n, label in enumerate(LABELS, 1))
SHOWN = "show: scale, "
RUBRIC = f"""
rubric: cpia
version: 1.0.0
title: {{zh: 政策评价, en: Policy assessment}}
method: {{{SHOWN}half_levels: true, reconcile_at: 2, coverage: 0.5}}
scale: [{SCALE}]
grades:
  - {{id: held, label: {{zh: 停, en: Halted}}, unless: {{c: 1.5}}}}
  - {{from: 0.5, id: up, label: {{zh: 较强, en: Upper}}}}
  - {{from: 0, id: low, label: {{zh: 较弱, en: Lower}}}}
facets:
  tier: {{title: {{zh: 类, en: Tier}}, values: {{rich: {{zh: 富, en: Rich}}, poor: {{zh: 贫, en: Poor}}}}}}
pillars:
  - id: p
    title: {{zh: 管理, en: Management}}
    weight: 3
    criteria:
      - {{id: a, title: {{zh: 财政, en: Budget}}, weight: 2, levels: {LEVELS}}}
      - {{id: b, title: {{zh: 债务, en: Debt}}, levels: {LEVELS}}}
  - id: q
    title: {{zh: 机构, en: Institutions}}
    criteria:
      - {{id: c, title: {{zh: 法治, en: Law}}, levels: {LEVELS}}}
      - {{id: d, title: {{zh: 透明, en: Openness}}, levels: {LEVELS}}}
  - id: o
    title: {{zh: 结果, en: Outcomes}}
    counts: false
    criteria:
      - {{id: m, title: {{zh: 增长, en: Growth}}, measure: {{unit: "%", goalposts: [0, 10]}}}}
      - {{id: e, title: {{zh: 自设, en: Own}}, scale: own, levels: {{-1: a, 0: b, 3: c}}}}
coordination:
  - {{id: pair, title: {{zh: 两项, en: Pair}}, systems: {{one: p, two: q}}, names: {{one: {{zh: 管理, en: management}}, two: {{zh: 机构, en: institutions}}}}}}
floors: {{q: 0.5}}
"""


def case(
    name: str, ratings: dict[str, list[float]], growth: float, tier: str = "rich", year: int = 2024
) -> str:
    given = "\n".join(
        f"  {id}: [{', '.join(f'{{rater: r{n}, level: {at}, because: x}}' for n, at in enumerate(own))}]"
        for id, own in ratings.items()
    )
    region = name.partition("-")[0].title()
    return (
        f"case: {name}\nrubric: cpia@1.0.0\nregion: {{name: {region}}}\n"
        f"plan: {{title: {region}, adopted: {year}-01-01}}\nfacets: {{tier: {{is: {tier}}}}}\n"
        f"ratings:\n{given}\n"
        f"measures: {{m: {{value: {growth}, unit: '%', year: {year - 1}}}}}\n"
    )


RATINGS: dict[str, dict[str, list[float]]] = {
    "ada-2020": {"a": [2, 3], "b": [2], "c": [3], "d": [2], "e": [0]},
    "ada-2024": {"a": [5, 5], "b": [4, 5], "c": [4.5], "d": [3], "e": [3]},
    "bor-2024": {"a": [6, 3], "b": [5], "c": [2, 2], "d": [1.5], "e": [-1]},
    "cyr-2024": {"a": [4], "b": [2, 3], "c": [1], "d": [2], "e": [0, 3]},
    "dun-2024": {"a": [3.5, 3], "b": [3], "c": [4], "d": [5, 6], "e": [3]},
    "eld-2024": {"a": [1], "b": [1, 2], "c": [2]},
}
GROWTH = {"ada-2020": 2.0, "ada-2024": 5.5, "bor-2024": 9.9, "cyr-2024": 0.5, "dun-2024": 4.0}


def cases() -> list[str]:
    """The cases as text."""
    return [
        case(
            name,
            own,
            GROWTH.get(name, 1.0),
            "poor" if name[0] in "ce" else "rich",
            int(name[-4:]),
        )
        for name, own in RATINGS.items()
    ]


held = evaluation_of(RUBRIC, *cases())
in_points = evaluation_of(RUBRIC.replace(SHOWN, ""), *cases())
PROFILE = "total: none\n" + "\n".join(  # the same without a total
    line
    for line in RUBRIC.strip().splitlines()
    if not line.startswith(("    weight:", "    counts:", "  - {from:"))
)
profile = evaluation_of(PROFILE, *cases())
WEIGHTS = {"p": (3, {"a": 2, "b": 1}), "q": (1, {"c": 1, "d": 1})}


def total_of(name: str) -> float:
    """The total as CPIA works it out: means of levels, and nothing else."""
    whole, parts = 0.0, 0.0
    for weight, criteria in WEIGHTS.values():
        levels = {id: RATINGS[name][id] for id in criteria if id in RATINGS[name]}
        share = sum(criteria[id] for id in levels)
        mean = sum(criteria[id] * sum(own) / len(own) for id, own in levels.items()) / share
        whole, parts = whole + weight * mean, parts + weight
    return whole / parts
