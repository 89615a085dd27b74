"""The parts of the total: where plans differ, and where one is strong or weak."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.pillars import Apart, Beside

BESIDE = Beside("S&T funds", 0.667, 0.382, "People", 0.225, 0.258, 15.0)
FACTS: dict[str, tuple[object, ...]] = {
    "apart": (
        Apart("S&T funds", 0.25, 0.67, "People", 0.18),
        Apart("S&T funds", 0, 0.5, "S&T funds", 0.18),
        Apart("S&T funds", 0, 0.5, "", 0.18),
        Apart("", 0, 0.5, "S&T funds", 0.18),
    ),
    "beside": (BESIDE, replace(BESIDE, high=0.38, low=0.25, start=0.0)),
}
