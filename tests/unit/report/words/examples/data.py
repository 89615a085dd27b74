"""What stands out in the data."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.data.told import (
    CasesFact,
    ImputedFact,
    PairsFact,
    SkewFact,
    TestsFact,
    WeightsFact,
)

PULLED = (
    ("Patents per 10,000 people", 4.12, ("Beijing", "Shanghai")),
    ("High-tech revenue", -2.31, ()),
)
SKEW = SkewFact(True, 9, 2, PULLED, False, (), False)
SAME = PairsFact(False, 1, (("Firms", "Revenue", 0.98),), False, 5, False)
NONE = PairsFact(False, 0, (), False, 5, False)
FILLED = ImputedFact(7, 2, (("Patents", 4), ("Trade", 3)), False)
OFF = WeightsFact(
    9, 2, (("Input", "Basic research", 0.25, 0.004), ("Input", "Budget", 0.25, 0.39)), False
)
FACTS: dict[str, tuple[object, ...]] = {
    "few": (CasesFact(4, 10), CasesFact(1, 10)),
    "skewed": (
        SKEW,
        replace(SKEW, n=1, n_skewed=1, skewed=PULLED[:1]),
        replace(SKEW, n_skewed=5, more=True, alike=("R&D intensity", "Contracts"), more_alike=True),
        replace(SKEW, n_skewed=0, skewed=()),
        replace(SKEW, measured=False),
        replace(SKEW, measured=False, n_skewed=5, more=True),
        replace(SKEW, measured=False, n_skewed=0, skewed=(), alike=("Clear goals",)),
    ),
    "tests": (
        TestsFact(60, False, 48, 3),
        TestsFact(60, False, 0, 3),
        TestsFact(7, False, 1, 0),
        TestsFact(1, True, 1, 0),
        TestsFact(1, True, 0, 0),
        TestsFact(20, False, 4, 1),
    ),
    "imputed": (
        FILLED,
        ImputedFact(1, 1, FILLED.criteria[:1], False),
        replace(FILLED, n=40, n_criteria=6, more=True),
    ),
    "no_pairs": (CasesFact(2, 10),),
    "pairs": (
        SAME,
        replace(SAME, n=4, more=True),
        replace(SAME, against=True, pairs=(("Firms", "Budget", -0.52),)),
        replace(SAME, against=True, n=2, pairs=(("A", "B", -0.5), ("C", "D", -0.45))),
        NONE,
        replace(NONE, against=True),
        replace(NONE, n_tested=1, few=True),
        replace(NONE, n_tested=2, few=True, against=True),
        replace(NONE, n_tested=0, few=True),
        replace(NONE, n_tested=0, few=True, against=True),
    ),
    "weights": (
        OFF,
        replace(OFF, n=1, parts=OFF.parts[:1]),
        replace(OFF, n=5, more=True),
        replace(OFF, n=0, parts=()),
    ),
}
