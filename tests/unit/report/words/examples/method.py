"""How scores come about."""

from __future__ import annotations

from evalkit.report.notes import SeveralRaters
from evalkit.report.sections.method import RaterTold, WhoRated

FACTS: dict[str, tuple[object, ...]] = {
    "consensus_note": tuple(
        SeveralRaters(rule, 2) for rule in ("mean", "median", "lowest", "adjudicated")
    ),
    "who_rated": (
        WhoRated((), ("a", "b")),
        WhoRated((), ("a",)),
        WhoRated(
            (
                RaterTold("Chen Li", False, 410, 1, "2.0.0", "2026-11-20", "2026-11-24"),
                RaterTold("B", False, 1, 2, "2.0.0"),
                RaterTold("C", False, 40, 3, "", "2026-11-21"),
                RaterTold("D", False, 40, 4),
                RaterTold("E", False, 40),
                RaterTold("F", False, 40, None, "2.0.0", "2026-11-21"),
                RaterTold("G", False, 40, None, "2.0.0"),
                RaterTold("Wang", True, 12),
            ),
            ("b",),
        ),
        WhoRated((RaterTold("Wang", True, 12),), ()),
    ),
}
