"""Criteria, plan by plan."""

from __future__ import annotations

from evalkit.report.sections.criteria import Alike

FACTS: dict[str, tuple[object, ...]] = {
    "alike": (
        Alike(((2.0, ("P1.3 Clear goals", "P1.4 S&T funds")), (0.0, ("P2.1 People",))), 3),
        Alike(((1.5, ("P1.3 Clear goals",)),), 1),
    ),
}
