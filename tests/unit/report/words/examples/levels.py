"""Levels given to every criterion."""

from __future__ import annotations

from evalkit.report.sections.levels import LevelsFact, SharesFact

FACTS: dict[str, tuple[object, ...]] = {
    "levels": (
        LevelsFact(60, 40, 2, 6, ("Clear goals", "S&T funds", "Talent"), all_named=False),
        LevelsFact(1, 1, 0, 1, ("Clear goals",), all_named=True),
        LevelsFact(12, 0, 0, 0, (), all_named=True),
        LevelsFact(12, 0, 0, 0, (), all_named=True, graded=False),
    ),
    "shares": (
        SharesFact("Committed", False, ("Anhui",), 0.23, ("Hebei", "Henan"), 0.0, 12),
        SharesFact("All", True, ("Anhui", "Hebei"), 0.5, ("Henan",), 0.1, 3),
    ),
}
