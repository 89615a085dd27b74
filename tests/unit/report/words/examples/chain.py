"""Where the links of a chain break."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.chain import ChainFact, ChainsFact

FACT = ChainFact(
    "Innovation chain", "section 4(2)", (("Demand", 1.0), ("Resilience", 0.5)), (), "Mentioned"
)
ALL = ChainsFact(
    "Innovation chain", 12, 9, False, ("Resilience",), 7, ("Anhui", "Hubei"), "Mentioned"
)
FACTS: dict[str, tuple[object, ...]] = {
    "breaks": (
        FACT,
        replace(FACT, breaks=(("Demand", 1.0),)),
        replace(FACT, place="", breaks=()),
        replace(FACT, breaks=(), unrated=("Demand", "Research")),
        replace(FACT, unrated=("Research",)),
    ),
    "all_plans": (
        ALL,
        replace(ALL, broken=12, all=True, whole=(), often=("Demand", "Resilience"), k=1),
        replace(ALL, broken=0, often=(), k=0),
        replace(ALL, n=1, broken=0, often=(), k=0, whole=("Anhui",)),
    ),
}
