"""Measures of a region over the years, beside the others."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.measured_peers import MovedFact

MOVED = MovedFact(
    n=5,
    all_better=False,
    better=3,
    worse=1,
    same=1,
    since=2019,
    until=2023,
    placed=5,
    up=2,
    down=0,
    kept=3,
    held=False,
    of=12,
    of_varies=False,
)
FACTS: dict[str, tuple[object, ...]] = {
    "moved": (
        MOVED,
        replace(MOVED, better=0, worse=5, same=0, of_varies=True, up=0, down=5, kept=0),
        replace(MOVED, all_better=True, better=5, worse=0, same=0, placed=0),
        replace(MOVED, better=0, worse=0, same=5, up=0, kept=5, held=True),
        replace(MOVED, n=1, better=1, worse=0, same=0, up=0, kept=1, held=True),
        replace(MOVED, n=1, better=0, worse=1, same=0),
        replace(MOVED, n=1, better=0, worse=0, same=1),
    )
}
