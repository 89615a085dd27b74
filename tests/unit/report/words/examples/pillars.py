"""The parts of the total: where plans differ, and where one is strong or weak."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.pillars import Apart, Beside

BESIDE = Beside("S&T funds", 66.7, 38.2, "People", 22.5, 25.8, 15.0)
FACTS: dict[str, tuple[object, ...]] = {
    "apart": (
        Apart("S&T funds", 25, 67, "People", 18),
        Apart("S&T funds", 0, 50, "S&T funds", 18),
        Apart("S&T funds", 0, 50, "", 18),
        Apart("", 0, 50, "S&T funds", 18),
    ),
    "beside": (BESIDE, replace(BESIDE, high=38.0, low=25.0, start=0.0)),
}
