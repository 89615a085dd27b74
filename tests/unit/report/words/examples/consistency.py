"""How many checks a plan meets, and its consistency index."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.consistency import ConsistencyFact, ConsistencyOverAll

UNLIKE = ConsistencyFact(
    1.5, 4, "Good", 12, False, 20, ("Clear goals",), 0.9, ("S&T funds", "Talent"), 0.2
)
ALIKE = replace(UNLIKE, band="", met=12.5, halves=True, best=(), worst=())
OVER = ConsistencyOverAll(
    4, ("Anhui",), 2.5, ("Hebei", "Henan"), 1.25, ("Goals",), 0.9, ("Funds", "Talent"), 0.1
)
FACTS: dict[str, tuple[object, ...]] = {
    "checks_met": (UNLIKE, ALIKE),
    "consistency": (UNLIKE, ALIKE, replace(UNLIKE, index=None)),
    "consistency_over_all": (OVER, replace(OVER, fullest=(), emptiest=())),
}
