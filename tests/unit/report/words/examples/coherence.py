"""How the rubric behaves over the plans."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.coherence import CoherenceFact

ENOUGH = CoherenceFact(12, False, 10, 60, 60, 6, 2, 1, (("Clear goals", 0.71), ("S&T funds", -0.2)))
FACTS: dict[str, tuple[object, ...]] = {
    "coherence": (
        ENOUGH,
        replace(ENOUGH, n_cases=6, few=True, n_constant=1, n_against=1, n_pairs=3, alphas=()),
        replace(ENOUGH, n_cases=2, few=True, n_judged=0, alphas=()),
        replace(ENOUGH, n_constant=0, n_against=0, n_pairs=0),
    ),
}
