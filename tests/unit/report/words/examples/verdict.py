"""Where a plan stands."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.facts import RankOn
from evalkit.report.sections.verdict import Balance, Outcome, Pillars, Place, Verdict

AMONG = RankOn(2, 0, 4, False)
PLACE = Place(3, 12, False, 0, 2, 5, False, True, "Eastern", AMONG)
VERDICT = Verdict("Anhui", 0.571, "Largely specified", "Most of it", True, 1.0, 0.5, 0.7, PLACE)
PILLARS = Pillars(3, ("Clear goals",), 0.75, "s-goals", ("S&T funds",), 0.5, "s-funds", 0.25, False)
BALANCE = Balance(30, 30, True, 2, 28, 12, 3, "Actionable", "Mentioned", False, False)
FACTS: dict[str, tuple[object, ...]] = {
    "verdict": (
        VERDICT,
        replace(VERDICT, coverage=0.8, grade="", means="", place=None),
        replace(VERDICT, means="", place=replace(PLACE, others=1, by_all=False, peers="")),
        replace(
            VERDICT,
            place=replace(PLACE, rank=12, is_last=True, among=RankOn(4, 0, 4, True)),
        ),
        replace(
            VERDICT,
            place=replace(PLACE, best=3, worst=3, steady=True, among=RankOn(2, 1, 4, False)),
        ),
        replace(VERDICT, score=None, coverage=0.3, grade="", means="", place=None),
        replace(VERDICT, score=None, coverage=0.0, grade="", means="", place=None, applies=False),
    ),
    "pillars": (
        PILLARS,
        replace(PILLARS, strongest=("Goals", "Means"), weakest=("Funds", "People", "Results")),
        replace(PILLARS, low=0.745, apart=0.005, close=True),
        replace(PILLARS, low=0.75, apart=0.0, close=True, alike=True),
    ),
    "outside": (("Clear goals",), ("Clear goals", "S&T funds")),
    "balance": (
        BALANCE,
        replace(BALANCE, n_rated=0, all_rated=False, n_raters=0, n_counted=0, n_high=0, n_low=0),
        replace(BALANCE, n_rated=1, all_rated=False, n_raters=1, n_counted=1, n_high=1, n_low=0),
        replace(BALANCE, n_rated=29, all_rated=False, n_high=0, n_low=1, high_is_top=True),
        replace(BALANCE, n_low=0, high_is_top=True, low_is_bottom=True),
        replace(BALANCE, n_low=2, low_is_bottom=True),
        replace(BALANCE, n_raters=1, n_high=0, n_low=0),
        replace(BALANCE, n=1, n_rated=1, n_raters=1, n_counted=1, n_high=0, n_low=0),
        replace(BALANCE, n=1, n_rated=1, n_counted=1, n_high=0, n_low=0),
        replace(BALANCE, n_counted=1, n_high=0, n_low=0),
        replace(BALANCE, n_counted=0, n_high=0, n_low=0),
    ),
    "outcome": (
        Outcome(0.571, "s-results", 3, 0, 12, "above"),
        Outcome(0.571, "s-results", 3, 0, 12, "below"),
        Outcome(0.571, "s-results", 3, 2, 12, "level"),
    ),
    "superseded": ("Anhui 2026",),
}
