"""How sure scores and ranks are."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.sensitivity import OutlookFact, ToldApart

CLOSE = OutlookFact("Anhui", 0.4, 0.5, 1, 3, 12, ("Hebei", "Henan", "Hunan"), 5, 2)
SOME = ToldApart(12, 3, 11, False, "Anhui", 0.6)
FACTS: dict[str, tuple[object, ...]] = {
    "outlook": (
        CLOSE,
        replace(CLOSE, worst=0, alike=("Hebei", "Henan"), n_alike=2, more=0),
        replace(CLOSE, alike=(), n_alike=0, more=0),
        replace(CLOSE, worst=0, n=1, alike=(), n_alike=0, more=0),
    ),
    "told_apart": (
        SOME,
        replace(SOME, n_apart=1, leader=""),
        replace(SOME, n_apart=0),
        replace(SOME, n=2, n_others=1, n_apart=0),
        replace(SOME, n_apart=12, all_apart=True),
        replace(SOME, n=1, n_others=0),
    ),
}
