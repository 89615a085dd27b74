"""What is not rated or measured, and what does not apply."""

from __future__ import annotations

from evalkit.report.sections.missing import ByNature, Unscored

FACTS: dict[str, tuple[object, ...]] = {
    "unknown": (("Impact",), ("Impact", "Efficiency")),
    "unrated": (("Clear goals",), ("Clear goals", "S&T funds", "Talent")),
    "unscored": (Unscored("screened", ("Patents", "Trade")), Unscored("no-score", ("Trade",))),
    "ruled_out": (("Clear goals",), ("Clear goals", "S&T funds")),
    "by_nature": (ByNature("Government work report", ("funds", "a responsible body")),),
    "asked_of_none": (("Clear goals",), ("Clear goals", "S&T funds")),
}
