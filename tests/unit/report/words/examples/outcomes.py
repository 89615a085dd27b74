"""Plans against measured outcomes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutcomeField:
    """Regions by quadrant, none of them near a mean, and those that are near one."""

    title: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    near: tuple[str, ...]
    correlation: float | None
    n: int


ALL = (
    ("both", ("Zhejiang", "Jiangsu")),
    ("plan", ("Anhui",)),
    ("outcome", ("Hubei",)),
    ("neither", ("Hunan",)),
)
FACTS: dict[str, tuple[object, ...]] = {
    "outcome_field": (
        OutcomeField("Results", ALL, ("Fujian",), 0.3, 6),
        OutcomeField("Results", ALL, (), None, 5),
        OutcomeField("Results", (), ("Fujian", "Hainan"), None, 2),
    ),
}
