"""How far raters agree."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.report.sections.agreement import AgreementFact


@dataclass(frozen=True)
class Here:
    """In one case: how many criteria rated twice got one level, and how far others are apart."""

    n_same: int
    n: int
    widest: float
    all_same: bool


FACTS: dict[str, tuple[object, ...]] = {
    "agreement": (
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.71, 0.6, 0.8),
        AgreementFact(3, 30, 12, 0.5, 0.9, 0.71, None, None),
        AgreementFact(2, 30, 1, 0.5, 0.9, None, None, None),
        AgreementFact(0, 30, 12, 0.5, 0.9, None, None, None),
        AgreementFact(0, 30, 1, 0.5, 0.9, None, None, None),
    ),
    "agreement_here": (
        Here(1, 1, 0, True),
        Here(0, 1, 1, False),
        Here(0, 1, 2.5, False),
        Here(3, 3, 0, True),
        Here(2, 3, 1, False),
        Here(2, 5, 1.5, False),
    ),
}
