"""How scores come about."""

from __future__ import annotations

from evalkit.report.notes import SeveralRaters

FACTS: dict[str, tuple[object, ...]] = {
    "consensus_note": tuple(
        SeveralRaters(rule, 2) for rule in ("mean", "median", "lowest", "adjudicated")
    ),
}
