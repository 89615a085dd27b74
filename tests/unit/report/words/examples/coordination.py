"""Whether systems advance in step."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.coordination import Asked, CoordinationFact, InStep

TWO = (("goals", 0.75), ("means", 0.5))
LAGS = CoordinationFact(TWO, ("means",), 0.25, "lags", ())
FACTS: dict[str, tuple[object, ...]] = {
    "coordination": (
        replace(LAGS, systems=(*TWO, ("results", None)), apart=None),
        replace(LAGS, behind=()),
        replace(LAGS, step="in"),
        replace(LAGS, step="out", obstacles=("Clear goals", "S&T funds")),
        replace(LAGS, obstacles=("Clear goals",)),
        replace(
            LAGS,
            systems=(*TWO, ("results", 0.5)),
            behind=("means", "results"),
            obstacles=("Funds",),
        ),
    ),
    "in_step": (
        InStep("means", "goals", 5, 0, 5, ("Zhejiang",), 0.123, True),
        InStep("means", "goals", 3, 2, 5, ("Zhejiang", "Anhui"), 0.123, False),
        InStep("means", "goals", 5, 0, 5, ("Anhui",), 0.2, True, Asked(("Funds",), "Named", True)),
        InStep("means", "goals", 5, 0, 5, ("Anhui",), 0.2, True, Asked(("A", "B"), "Named", False)),
    ),
}
