"""Whether systems advance in step."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Coordination:
    """Systems with their scores, who is behind and by how much, and what holds it back."""

    systems: tuple[tuple[str, float | None], ...]
    behind: tuple[str, ...] = ("means",)
    apart: float | None = 0.25
    step: str = "lags"
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True)
class InStep:
    """Who lags how often, and where it is furthest behind."""

    behind: str
    ahead: str
    n_behind: int
    n_little: int
    n: int
    widest: tuple[str, ...]
    most: float
    all_behind: bool


TWO = (("goals", 0.75), ("means", 0.5))
FACTS: dict[str, tuple[object, ...]] = {
    "coordination": (
        Coordination((*TWO, ("results", None)), apart=None),
        Coordination(TWO, behind=()),
        Coordination(TWO, step="in"),
        Coordination(TWO, step="out", obstacles=("Clear goals", "S&T funds")),
        Coordination(TWO, obstacles=("Clear goals",)),
        Coordination((*TWO, ("results", 0.5)), behind=("means", "results"), obstacles=("Funds",)),
    ),
    "in_step": (
        InStep("means", "goals", 5, 0, 5, ("Zhejiang",), 0.123, True),
        InStep("means", "goals", 3, 2, 5, ("Zhejiang", "Anhui"), 0.123, False),
    ),
}
