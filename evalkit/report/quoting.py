"""Places of a case in, the plan's own words that stand there out, where its text is at hand.

Words are a stretch of the paragraph named, as it stands in the text; of a text that is not the one
the case was rated on (by its hash) none are given.
"""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.evidence.passages import Reading, wanted_of
from evalkit.evidence.places import place_of
from evalkit.model.case import Case
from evalkit.report.context import Context
from evalkit.report.model import Quoted


def reading_of(ctx: Context, case: Case, document: str) -> Reading | None:
    """A document of a case made ready to be quoted; None where it is not at hand, or is another
    text than the case names."""
    return ctx.results.readings(ctx.plans).get((case.case, document))


def words_at(
    ctx: Context, case: Case, document: str, at: str, about: Sequence[str]
) -> Quoted | None:
    """The words at a place that bear most on what is said ``about`` it; None where the text is not
    at hand, or the place names no paragraph of it."""
    reading = reading_of(ctx, case, document)
    place = place_of(at)
    if reading is None or place is None or not place.passages:
        return None
    wanted = wanted_of([(1.0, text) for text in about if text])
    numbers = [n for first, last in place.passages for n in range(first, min(last, first + 5) + 1)]
    found = [own for n in numbers if (own := reading.bearing(n, wanted)) is not None]
    best = max(found, key=lambda own: own.score, default=None)
    if best is None or best.words not in reading.text.by_number[best.number].text:
        return None
    return Quoted(best.words)
