"""Facts for each sentence, so chosen that every branch of both languages is taken and left.

A new topic adds its file here and its line in ``EXAMPLES``.
"""

from __future__ import annotations

from tests.unit.report.words.examples import (
    agreement,
    coordination,
    levels,
    outcomes,
    ranking,
    strengths,
    verdict,
)

EXAMPLES: dict[str, dict[str, tuple[object, ...]]] = {
    "agreement": agreement.FACTS,
    "coordination": coordination.FACTS,
    "levels": levels.FACTS,
    "outcomes": outcomes.FACTS,
    "ranking": ranking.FACTS,
    "strengths": strengths.FACTS,
    "verdict": verdict.FACTS,
}
