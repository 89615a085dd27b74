"""Cases by the hundred under a small rubric, each with levels of its own."""

from __future__ import annotations

from functools import cache

from evalkit.evaluation import Evaluation

from tests.conftest import evaluation_of

MANY = 210

RUBRIC = """
rubric: many
version: 1.0.0
title: Many
scale: [{level: 0, label: none}, {level: 1, label: little}, {level: 2, label: half}, {level: 3, label: most}, {level: 4, label: all}]
grades: [{from: 0.5, id: up, label: Upper}, {from: 0, id: low, label: Lower}]
pillars:
  - {id: p, title: First part, weight: 3, criteria: [{id: a, title: A, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}, {id: c, title: C, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
  - {id: q, title: Second part, weight: 1, aggregation: geometric, criteria: [{id: b, title: B, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}, {id: d, title: D, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
"""


VERDICT = """
rubric: many
version: 1.0.0
title: Many
scale: [{level: 0, label: none}, {level: 1, label: little}, {level: 2, label: half}, {level: 3, label: most}, {level: 4, label: all}]
verdict: any
pillars:
  - {id: p, title: First part, criteria: [{id: a, title: A, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}, {id: c, title: C, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
  - {id: q, title: Second part, criteria: [{id: b, title: B, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}, {id: d, title: D, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
"""


def _case(n: int) -> str:
    """Levels are the digits of ``n`` to the base 5; every ninth case says nothing on one
    criterion, to every seventh another does not apply."""
    a, b, c, d = n % 5, n // 5 % 5, n // 25 % 5, (n * 7 + 3) % 5
    given = {"a": f"{{level: {a}, because: x}}", "c": f"{{level: {c}, because: x}}"}
    given["b"] = (
        "{state: not-applicable, because: x}" if n % 7 == 0 else f"{{level: {b}, because: x}}"
    )
    given["d"] = "{state: missing, because: x}" if n % 9 == 0 else f"{{level: {d}, because: x}}"
    held = ", ".join(f"{name}: {own}" for name, own in given.items())
    return (
        f"case: place-{n:03}\nrubric: many@1.0.0\nregion: {{name: Place {n:03}}}\n"
        f"ratings: {{{held}}}\n"
    )


@cache
def many() -> Evaluation:
    """More cases than stand in one table."""
    return evaluation_of(RUBRIC, *map(_case, range(MANY)))


@cache
def many_judged() -> Evaluation:
    """As many cases under a standard that is met or not."""
    return evaluation_of(VERDICT, *map(_case, range(MANY)))
