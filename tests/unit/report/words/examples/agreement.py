"""How far raters agree."""

from __future__ import annotations

from evalkit.analysis.agreement import Checks
from evalkit.report.facts import ToSettle
from evalkit.report.sections.agreement import AgreementFact, AgreementHere, Strictness

FACTS: dict[str, tuple[object, ...]] = {
    "agreement": (
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.71, 0.6, 0.8),
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.71, 0.6, 0.8, yes_no=True),
        AgreementFact(3, 30, 12, 0.5, 0.9, 0.71, None, None),
        AgreementFact(2, 30, 1, 0.5, 0.9, None, None, None),
        AgreementFact(2, 6, 1, 0.5, 0.9, 0.41, None, None, few=True),
        AgreementFact(2, 6, 1, 1.0, 1.0, None, None, None, one_level=True),
        AgreementFact(0, 30, 12, 0.5, 0.9, None, None, None),
        AgreementFact(0, 30, 1, 0.5, 0.9, None, None, None),
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.7, 0.6, 0.8, Checks(120, 0.8, 0.5, 20, 12, 2)),
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.7, 0.6, 0.8, Checks(120, 0.8, 0.5, 20, 12, 1)),
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.7, 0.6, 0.8, Checks(8, 0.8, None, 1, 1, 0)),
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.7, 0.6, 0.8, Checks(8, 0.8, 0.5, 1, 1, 0, few=True)),
        AgreementFact(2, 30, 12, 0.5, 1.0, 0.7, 0.6, 0.8, Checks(8, 0.8, None, 0, 0, 0)),
        AgreementFact(
            3,
            30,
            12,
            0.5,
            0.9,
            0.71,
            None,
            None,
            None,
            Strictness(34.9, 30.9, 1.2, ("A", 6.3), ("B", 2.7)),
        ),
    ),
    "agreement_here": (
        AgreementHere(1, 1, 0, True),
        AgreementHere(0, 1, 1, False),
        AgreementHere(0, 1, 2.5, False),
        AgreementHere(3, 3, 0, True),
        AgreementHere(2, 3, 1, False),
        AgreementHere(2, 5, 1.5, False),
    ),
    "to_settle": (
        ToSettle(("A1 Clear goals", "A2 S&T funds"), 0, 2),
        ToSettle(("A1 Clear goals", "A2 S&T funds"), 3, 5),
    ),
}
