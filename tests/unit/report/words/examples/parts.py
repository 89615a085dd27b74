"""What a plan comes to where nothing is added up."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.notes import ResultFact
from evalkit.report.sections.first_page import FindingFact, HeadlineFact
from evalkit.report.sections.parts import VerdictCounts, VerdictFact, VerdictsFact

MET = VerdictFact("met", True, 6, 6, 6, (), ())
FAILS = replace(MET, outcome="not-met", met=5, fails=("Monitoring",))
OPEN = replace(MET, outcome="undecided", of=7, needed=7, met=6, missing=("Transition",))
ALL = VerdictsFact(
    3, False, ("Anhui",), (("Hubei", ("Monitoring",)),), (("Hunan", ("Transition",)),)
)
FACTS: dict[str, tuple[object, ...]] = {
    "verdict": (
        MET,
        FAILS,
        OPEN,
        replace(MET, ruled_out=("Funds", "Bodies")),
        replace(FAILS, every=False, needed=7, demanded=("Monitoring",)),
        replace(MET, of=1, needed=1, met=1),
        replace(FAILS, of=1, needed=1, met=0),
        replace(FAILS, met=1),
        replace(MET, every=False, needed=5),
        replace(FAILS, every=False, needed=1, met=0),
        replace(FAILS, every=False, needed=5, met=1, missing=("Transition",)),
        replace(MET, outcome="undecided", of=0, needed=0, met=0),
    ),
    "result": (
        ResultFact("profile", 0, ()),
        ResultFact("all", 0, ()),
        ResultFact("any", 0, (("Monitoring", 2.0), ("Funds", 0.5))),
        ResultFact("at-least", 1, (("Monitoring", 2.0),)),
        ResultFact("at-least", 5, ()),
        ResultFact("at-least", 5, (), ("Monitoring", "Funds")),
    ),
    "headline": (
        HeadlineFact("met", ()),
        HeadlineFact("not-met", ("Monitoring", "Funds")),
        HeadlineFact("not-met", ()),
        HeadlineFact("undecided", ("Transition",)),
        HeadlineFact("undecided", ()),
    ),
    "ends": (
        FindingFact(("relevance",), ("impact", "efficiency")),
        FindingFact(("relevance", "coherence"), ("impact",)),
    ),
    "verdicts_counted": (
        VerdictCounts(250, 29, 195, 26, (("Monitoring", 120), ("Funds", 1))),
        VerdictCounts(250, 1, 248, 1, (("Monitoring", 120),)),
        VerdictCounts(250, 249, 1, 0, (("Monitoring", 1),)),
        VerdictCounts(250, 250, 0, 0, ()),
    ),
    "verdicts": (
        ALL,
        replace(ALL, met=("Anhui", "Henan"), n=4),
        replace(ALL, all=True, met=("Anhui", "Henan"), n=2, not_met=(), undecided=()),
        replace(ALL, all=True, n=1, not_met=(), undecided=()),
        replace(ALL, met=(), undecided=(("Hunan", ()), ("Henan", ("Funds",)))),
        replace(ALL, met=(), n=1, undecided=()),
        replace(ALL, met=(), n=4, undecided=()),
        replace(ALL, met=(), n=1, not_met=(("Hubei", ("Funds",)), ("Henan", ("Funds",)))),
    ),
}
