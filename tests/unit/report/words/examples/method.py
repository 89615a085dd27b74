"""How scores come about."""

from __future__ import annotations

from evalkit.report.notes import CoverageRule, SeveralRaters
from evalkit.report.sections.method import RatersTold, WhoRated

FACTS: dict[str, tuple[object, ...]] = {
    "consensus_note": tuple(
        SeveralRaters(rule, 2) for rule in ("mean", "median", "lowest", "adjudicated")
    ),
    "coverage_note": (
        CoverageRule(0.8, False, False, ()),
        CoverageRule(0.6, True, True, ((0, 0.5), (1, 0.75), (2, 1.0))),
    ),
    "who_rated": (
        WhoRated((), ("a", "b")),
        WhoRated((), ("a",)),
        WhoRated(
            (
                RatersTold(("Chen Li",), False, 410, 1, "2.0.0", "2026-11-20", "2026-11-24"),
                RatersTold(("B",), False, 1, 2, "2.0.0"),
                RatersTold(("C",), False, 40, 3, "", "2026-11-21"),
                RatersTold(("D",), False, 40, 4),
                RatersTold(("E", "H", "I"), False, 40),
                RatersTold(("F",), False, 40, None, "2.0.0", "2026-11-21"),
                RatersTold(("G",), False, 40, None, "2.0.0"),
                RatersTold(("Wang",), True, 12),
            ),
            ("b",),
        ),
        WhoRated((RatersTold(("Wang", "Li"), True, 12),), ()),
    ),
}
