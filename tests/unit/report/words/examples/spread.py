"""The plans as a whole."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.spread import Overview, PillarMeans

GRADES = (("Actionable", 2), ("Outline", 9))
WHOLE = Overview(12, 0.467, 0.387, ("Yunnan",), 0.535, ("Anhui", "Hebei"), False, GRADES)
MEANS = PillarMeans(
    False, False, 0.3, 0.6, (("Clear goals", 0.6), ("S&T funds", 0.59)), ("Talent",)
)
FACTS: dict[str, tuple[object, ...]] = {
    "overview": (
        WHOLE,
        replace(WHOLE, grades=GRADES[:1]),
        replace(WHOLE, alike=True, grades=()),
    ),
    "pillar_means": (
        MEANS,
        replace(MEANS, best=MEANS.best[:1], worst=("Talent", "Law")),
        replace(MEANS, alike=True),
        replace(MEANS, alike=True, same=True),
    ),
}
