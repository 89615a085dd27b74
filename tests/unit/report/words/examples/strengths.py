"""What a plan does best and worst."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.strengths import Reasoned, Short

SHORT = Short("A1 Clear goals", "e-goals", 4.0, "Verifiable")
REASONED = Reasoned("A1 Clear goals", "e-goals", 3.5, "Goals carry figures.", ("Plan, ¶3", "Act"))
FACTS: dict[str, tuple[object, ...]] = {
    "short_item": (
        SHORT,
        replace(SHORT, label="", beside="near", apart=0.01),
        replace(SHORT, beside="above", apart=0.25, of=11),
        replace(SHORT, level=1.0, beside="above", apart=0.25, weak=True),
        replace(SHORT, level=1.0, beside="below", apart=0.25, of=3),
    ),
    "rating_item": (REASONED, replace(REASONED, places=())),
    "more_items": (1, 3, 12),
    "low_measures": ((("R&D intensity", 0.2),), (("R&D intensity", 0.2), ("Patents", 0.0))),
}
