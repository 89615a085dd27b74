"""What the first sheet of a workbook says."""

from __future__ import annotations

from dataclasses import replace

from evalkit.workbook.readme import Changeable, KindOfPlan, Making, Purpose, Standard

ONE = Purpose("Work report 2026", "The government", ("Here",), 1)
ARTICLE = Standard("standard of plans", "1.0.0", "An article", ("A. Author", "B. Author"), 2024)
REPORT = KindOfPlan("Work report", ("a responsible body", "funds"), ("Here", "There"), True)
MAKING = Making(True, True, "0", "4", True, True, 0.8)

FACTS: dict[str, tuple[object, ...]] = {
    "purpose": (
        ONE,
        replace(ONE, issuer=""),
        Purpose("", "", ("Here",), 1),
        Purpose("", "", ("Here", "There", "Elsewhere"), 3),
        replace(ONE, result="verdict", weighed=False),
        Purpose("", "", ("Here",), 1, "profile"),
        Purpose("", "", ("Here", "There", "Elsewhere"), 3, "profile", False),
    ),
    "standard": (
        ARTICLE,
        replace(ARTICLE, year=None),
        replace(ARTICLE, authors=()),
        replace(ARTICLE, authors=(), year=None),
        replace(ARTICLE, source=""),
    ),
    "kinds": (
        (REPORT,),
        (replace(REPORT, every=False), KindOfPlan("Outline", (), ("Elsewhere",), False)),
        (replace(REPORT, result="verdict"), replace(REPORT, result="profile")),
    ),
    "making": (
        MAKING,
        replace(MAKING, measured=False, nested=False, means=False, least=0.0),
        replace(MAKING, rated=False),
        replace(MAKING, low="", high=""),
        replace(MAKING, by_count=True),
        replace(MAKING, rule="profile"),
        replace(MAKING, rule="profile", least=0.0, rated=False),
        replace(MAKING, rule="profile", weighed=False),
        replace(MAKING, rule="all", weighed=False),
        replace(MAKING, rule="any", weighed=False),
        replace(MAKING, rule="at-least", n=5, weighed=False),
        replace(MAKING, rule="at-least", n=1, weighed=False),
    ),
    "changeable": (
        Changeable("Ratings", "", "", "verdict"),
        Changeable("Ratings", "Measures", "Scores", "profile"),
        Changeable("", "Measures", "", "verdict"),
    ),
}
