"""A verdict on a quote in; the findings that an audit and ``evalkit quote`` report out."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.evidence.places import place_of, say
from evalkit.evidence.quotes import Piece, Verdict
from evalkit.findings import Finding, Value, found
from evalkit.source import Span

SHOWN = 90  # characters of the nearest passage that a finding shows


def judged(verdict: Verdict, at: str | None, document: str, span: Span, **touches: Value) -> Iterator[Finding]:
    """quote-altered, quote-not-found, quote-close, quote-misplaced, quote-short.

    Args:
        at: the place that was stated, if any.
        touches: ``case`` and ``ref`` of the findings.
    """
    stand = verdict.stands[0] if verdict.stands else None
    where = say(stand.passages, stand.pages) if stand else ""
    if verdict.tier == "altered":
        ours = tuple(_listed([a for a, _ in verdict.differing], empty) for empty in ("“”（缺）", "nothing"))
        theirs = tuple(_listed([b for _, b in verdict.differing], empty) for empty in ("“”（无）", "nothing"))
        values: dict[str, Value] = {"ours": (ours[0], ours[1]), "theirs": (theirs[0], theirs[1]), "where": where}
        yield found("quote-altered", span, document=document, **values, **touches)
    elif verdict.tier == "not-found":
        near: dict[str, Value] = {"where": where, "nearest": shortened(stand.words)} if stand else {}
        yield found("quote-not-found", span, document=document, **near, **touches)
    elif verdict.tier == "close":
        difference = compared(verdict.pieces) if verdict.pieces else stand.words if stand else ""
        yield found("quote-close", span, document=document, where=where, difference=difference, **touches)
    else:
        place = place_of(at) if at else None
        if place is not None and not verdict.at(place):
            yield found("quote-misplaced", span, document=document, where=where, at=at, **touches)
        if verdict.short:
            yield found("quote-short", span, document=document, n=len(verdict.stands), **touches)


def _listed(tokens: list[str], empty: str) -> str:
    return ", ".join(f"“{token}”" if token else empty for token in tokens)


def shortened(words: str) -> str:
    """A passage cut to what a line can show."""
    return words if len(words) <= SHOWN else words[:SHOWN] + "…"


def compared(pieces: tuple[Piece, ...]) -> str:
    """A comparison as text: what is the same as it is, the rest as ``[quote → document]``."""
    return "".join(p.quote if p.same else f"[{p.quote} → {p.document}]" for p in pieces)
