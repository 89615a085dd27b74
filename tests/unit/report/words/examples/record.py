"""The record for who checks."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.record import ScopeFact

SCOPE = ScopeFact("r@1.0.0", 48, 96, 120, True, ())
FACTS: dict[str, tuple[object, ...]] = {
    "scope": (
        SCOPE,
        replace(SCOPE, looked_up=False, criteria=1, wordings=("0.9.0", "0.9.1")),
        replace(SCOPE, criteria=1, ratings=1, places=1),
        replace(SCOPE, ratings=3, places=0),
        replace(SCOPE, criteria=0, ratings=0, places=0),
        replace(SCOPE, criteria=0, ratings=0, places=0, rated=False),
    ),
}
