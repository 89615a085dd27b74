"""What raters gave, and how the level of a criterion came about."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.ratings import Given, HowScored

HOW = HowScored(2.5, "mean of the raters", 0.625, "s-a", 0.0125)
FULL = Given(
    "a", True, 3, 2, "no evidence", True, "low", ("It is dated", "It is paid"), "So.", "line 12"
)
BARE = Given("b", True, 2.0, None, "", False, "", (), "", "line 14")
FACTS: dict[str, tuple[object, ...]] = {
    "how_scored": (
        HOW,
        replace(HOW, score=None, total=False),
        replace(HOW, level=2.0, rule="", share=0.0),
    ),
    "given_item": (
        FULL,
        BARE,
        replace(BARE, applies=False, level=None),
        replace(BARE, level=None, because="Nothing is said"),
    ),
    "argued": ((("a", 2.0, "It is dated."), ("b", 3.5, "It is paid")), (("a", 1.0, "So"),)),
}
