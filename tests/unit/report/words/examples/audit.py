"""What an audit found."""

from __future__ import annotations

from evalkit.report.sections.audit import Counts, GateFailed, GatesOpen, LookedUp, Verdicts

FACTS: dict[str, tuple[object, ...]] = {
    "gate_failed": (GateFailed("Anhui", "Clear goals", 2, 1.5),),
    "no_gate_failed": (GatesOpen(3, 0), GatesOpen(3, 2)),
    "verdicts": (Verdicts(2, 1, 9),),
    "looked_up": (
        LookedUp(0, 0, True, 0),
        LookedUp(3, 7, False, 0),
        LookedUp(7, 7, True, 0),
        LookedUp(7, 7, True, 5),
    ),
    "fails": ("error", "warning"),
    "counts_item": (Counts(1, 1, 1), Counts(0, 2, 9)),
}
