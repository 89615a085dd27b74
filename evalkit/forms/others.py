"""A criterion on which raters differ, in; what each of them gave, row by row beside the yellow
cells of whoever settles it, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.forms.content import TICK, Block, Content, labels_of
from evalkit.model.case import Evidence, Rating
from evalkit.model.catalogue import messages
from evalkit.model.fields import in_language

OF_RATERS = ("met", "given")  # columns that each rater has


def shown_of_others(block: Block, n: int, content: Content) -> dict[str, str | None]:
    """What each rater gave, in the n-th row of a block: a tick; level and reason, below them a
    piece of evidence a row."""
    out: dict[str, str | None] = {}
    given = content.given(block)
    for i, raters in enumerate(content.beside):
        rating = given[i].rating if i < len(given) else None
        met = rating is not None and n < len(block.checks) and block.checks[n].id in rating.checks
        named = rating.rater if rating is not None and len(raters) > 1 else ""
        out[f"met-{i}"] = f"{TICK} {named}".strip() if met else None
        text = _given(block, rating, n, content, named) if rating is not None else ""
        out[f"given-{i}"] = text or None
    return out


def _given(block: Block, rating: Rating, n: int, content: Content, named: str) -> str:
    if n > 0:
        cited = rating.evidence
        return _cited(cited[n - 1], content.lang) if n <= len(cited) else ""
    say = messages("forms", content.lang)
    answer = _answer(block, rating, content, say["words"])
    if rating.confidence is not None:
        answer += say["sheet"]["sure"].format(confidence=say["words"][rating.confidence])
    if named:
        answer = say["sheet"]["named"].format(rater=named, answer=answer)
    return _lines([answer, in_language(rating.because, content.lang)])


def _answer(block: Block, rating: Rating, content: Content, words: Mapping[str, Any]) -> str:
    """The level with its name, or the state."""
    if rating.level is None:
        return str(words.get(rating.state or "", ""))
    label = {float(at): name for at, name in labels_of(content, block).items()}
    return f"{rating.level:g} {label.get(rating.level, '')}".strip()


def _cited(evidence: Evidence, lang: str) -> str:
    """Where it stands, the quote, the note; what speaks against the level says so."""
    say = messages("forms", lang)
    place = " ".join(filter(None, (evidence.document, evidence.at)))
    if evidence.kind == "contradicts":
        place = say["sheet"]["counter"].format(place=place)
    quote = f"“{evidence.quote}”" if evidence.quote else ""
    return _lines([" ".join(filter(None, (place, quote))), in_language(evidence.note, lang)])


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(filter(None, texts))
