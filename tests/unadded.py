"""Standards without a total, and three cases under them: a verdict, and a profile of which one pillar
has a score and another is a heading only."""

from __future__ import annotations

import re

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
SCALE = "scale: [{level: 0, label: n}, {level: 1, label: o}, {level: 2, label: p}, {level: 3, label: q}, {level: 4, label: r}]"
OWN = "scale: own, levels: {-1: a, 0: b, 2: c, 5: d}"
WANTED = {"a": 4.0, "b": 2.5, "c": 3.0, "d": 4.0, "e": 5.0}  # levels at which criteria are met
DEMANDED = ("b", "c")  # by the rubric's gates, whatever the rule
STEPS = {name: [n / 2 for n in range(9)] for name in "abcd"} | {
    "e": [-1.0, 0.0, 1.0, 2.0, 3.5, 5.0]
}
GOAL = 50.0
Levels = dict[str, list[float | str]]


def verdict_rubric(rule: str) -> str:
    return f"""
rubric: kinds
version: 1.0.0
title: Kinds
verdict: {rule}
method: {{half_levels: true}}
{SCALE}
must: {{b: 2.5, c: 3}}
grades: [{{id: halted, label: Halted, unless: {{a: 1}}}}]
facets: {{tier: {{title: T, values: {{yes-tier: Yes, no-tier: No}}}}}}
pillars:
  - id: one
    title: One
    criteria:
      - {{id: a, title: A, {LEVELS}}}
      - {{id: b, title: B, {LEVELS}}}
  - id: two
    title: Two
    criteria:
      - {{id: c, title: C, {LEVELS}}}
      - {{id: d, title: D, applies: {{tier: yes-tier}}, {LEVELS}}}
      - {{id: e, title: E, {OWN}}}
      - {{id: f, title: F, measure: {{unit: x, goalposts: [0, {GOAL:g}]}}}}
"""


def ratings(given: Levels) -> str:
    """Ratings as a case writes them; "x": does not apply."""
    out = []
    for name, levels in given.items():
        said = (
            f"{{rater: r{n}, {'state: not-applicable' if at == 'x' else f'level: {at}'}, because: y}}"
            for n, at in enumerate(levels)
        )
        out.append(f"{name}: [{', '.join(said)}]")
    return f"{{{', '.join(out)}}}"


def case(name: str, given: Levels, tier: str = "yes-tier", value: float | None = GOAL) -> str:
    measured = "" if value is None else f"f: {{value: {value}, unit: x, year: 2025}}"
    return f"""
case: {name}
rubric: kinds@1.0.0
region: {{name: {name}}}
facets: {{tier: {{is: {tier}}}}}
ratings: {ratings(given)}
measures: {{{measured}}}
"""


PROFILE = f"""
rubric: kinds
version: 1.0.0
title: Kinds
total: none
method: {{coverage: 0.6}}
{SCALE}
must: {{b: 3, e: 2}}
floors: {{one: 0.5}}
grades: [{{id: halted, label: Halted, unless: {{c: 2}}}}]
facets: {{tier: {{title: T, values: {{yes-tier: Yes, no-tier: No}}}}}}
pillars:
  - id: one
    title: One
    criteria:
      - {{id: a, title: A, weight: 3, {LEVELS}}}
      - {{id: b, title: B, {LEVELS}}}
    pillars:
      - {{id: inner, title: Inner, aggregation: geometric, criteria: [{{id: c, title: C, {LEVELS}}}, {{id: f, title: F, measure: {{unit: x, goalposts: [0, {GOAL:g}]}}}}]}}
  - id: two
    title: Two
    aggregation: none
    criteria:
      - {{id: d, title: D, applies: {{tier: yes-tier}}, {LEVELS}}}
      - {{id: e, title: E, {LEVELS}}}
"""
BEFORE: dict[str, tuple[Levels, str, float | None]] = {
    "k1": ({"a": [3], "b": [3], "c": [2, 4], "d": [1], "e": [3, 4, 4]}, "yes-tier", 25.0),
    "k2": ({"a": ["x"], "b": [2], "c": [1], "e": [1]}, "no-tier", None),
    "k3": ({"a": [4], "d": ["x"]}, "yes-tier", 50.0),
}


def rated_only(rubric: str) -> str:
    """The rubric without the criterion that is measured."""
    return re.sub(r"\n      - \{id: f.*\n", "\n", rubric)


HEADINGS = (
    rated_only(verdict_rubric("all"))
    .replace("verdict: all", "total: none")
    .replace("{half_levels: true}", "{half_levels: true, aggregation: none}")
)
