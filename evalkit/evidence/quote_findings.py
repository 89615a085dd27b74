"""A verdict on a quote in; the findings that an audit and ``evalkit quote`` report out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evalkit.evidence.places import place_of, said
from evalkit.model.catalogue import both
from evalkit.model.finding import Bilingual, Finding, Value, found, listed
from evalkit.model.place import Span

if TYPE_CHECKING:
    from evalkit.evidence.quotes import Piece, Verdict

LIKE = 0.5  # likeness below which the nearest passage has nothing to do with the quote
SHOWN = 90  # characters of the nearest passage that a finding shows


def judged(
    quote: str,
    verdict: Verdict,
    at: str | None,
    document: str,
    span: Span,
    criterion: str = "",
    **touches: Value,
) -> Iterator[Finding]:
    """quote-altered, quote-cut, quote-not-found, quote-close, quote-misplaced, quote-joined,
    quote-short.

    Args:
        at: the place that was stated, if any.
        criterion: the criterion that is rated with the quote, if any.
        touches: ``case`` and ``ref`` of the findings.
    """
    stand = verdict.stands[0] if verdict.stands else None
    subject = both("evidence", "quote.of" if criterion else "quote.plain", criterion=criterion)
    common: dict[str, Value] = {"document": document, "quote": quote, "subject": subject, **touches}
    rated: dict[str, Value] = {"rated": criterion} if criterion else {}
    where: dict[str, Value] = {"where": said(stand.passages, stand.pages)} if stand else {}
    near: dict[str, Value] = {**where, "nearest": shortened(stand.words)} if stand else {}
    if verdict.tier == "altered":
        ours, theirs = (_listed(side) for side in zip(*verdict.differing, strict=True))
        yield found("quote-altered", span, ours=ours, theirs=theirs, **near, **rated, **common)
    elif verdict.tier == "cut" and verdict.cut is not None:
        ours, theirs = (_listed(side) for side in zip(*verdict.differing, strict=True))
        breaks = both("evidence", f"cut.{verdict.cut}")
        yield found(
            "quote-cut", span, breaks=breaks, ours=ours, theirs=theirs, **near, **rated, **common
        )
    elif verdict.tier == "not-found":
        shown = near if verdict.likeness >= LIKE else {}
        yield found("quote-not-found", span, quoted=shortened(quote), **shown, **common)
    elif verdict.tier == "close":
        difference = compared(verdict.pieces) if verdict.pieces else stand.words if stand else ""
        yield found("quote-close", span, difference=difference, **where, **common)
    else:
        place = place_of(at) if at else None
        if place is not None and not verdict.at(place):
            yield found("quote-misplaced", span, at=at, **where, **common)
        if verdict.joined:
            yield found("quote-joined", span, **near, **common)
        if verdict.short:
            yield found("quote-short", span, n=len(verdict.stands), **common)


def _listed(tokens: tuple[str, ...]) -> Bilingual:
    """Tokens in quotation marks; what is not there is said in words."""
    zh, en = (
        listed(f"“{token}”" if token else nothing for token in tokens)
        for nothing in both("model", "terms.nothing-there")
    )
    return zh, en


def shortened(words: str) -> str:
    """A passage cut to what a line can show."""
    return words if len(words) <= SHOWN else words[:SHOWN] + "…"


def compared(pieces: tuple[Piece, ...]) -> str:
    """A comparison as text: what is the same as it is, the rest as ``[quote → document]``; a blank
    between them where one ends or begins with a letter."""
    out, before = "", ""
    for piece in pieces:
        ends = (before or " ")[-1] + (piece.quote or piece.document or " ")[0]
        blank = " " if out and any(c.isascii() and c.isalpha() for c in ends) else ""
        out += blank + (piece.quote if piece.same else f"[{piece.quote} → {piece.document}]")
        before = piece.quote or piece.document
    return out
