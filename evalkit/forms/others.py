"""The form of somebody who decides in; what the raters gave out, side by side, on a sheet of its
own. No other form has it."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.forms.content import Block, Content
from evalkit.forms.pillars import cut
from evalkit.model.case import Evidence, Rating
from evalkit.model.catalogue import messages
from evalkit.model.fields import in_language
from evalkit.workbook.model import Place, Sheet

FIXED = (9.0, 28.0, 9.0)  # widths of code, criterion, levels apart
EACH = (11.0, 46.0, 34.0)  # of level, reason, evidence of a rater


def given_by(content: Content) -> dict[str, tuple[Rating, ...]]:
    """Criterion → what others gave it, for who decides; nothing for anybody else."""
    if not content.decides or content.case is None:
        return {}
    own = content.identity.rater
    out = {}
    for block in content.blocks:
        ratings = content.case.ratings_of(block.criterion.id)
        out[block.criterion.id] = tuple(
            r for r in ratings if not (r.blank or r.adjudicates or r.rater == own)
        )
    return {name: ratings for name, ratings in out.items() if ratings}


def given_sheet(content: Content, name: str) -> Sheet:
    """A row a criterion, three columns a rater; the widest apart are told by their own column."""
    given = given_by(content)
    raters = sorted({rating.rater for ratings in given.values() for rating in ratings})
    say = messages("forms", content.lang)["given"]
    heads = [say["code"], say["criterion"], say["apart"]]
    for rater in raters:
        heads += [say[key].format(rater=rater) for key in ("level", "reason", "evidence")]
    rows: list[tuple[Place, ...]] = [
        (Place(say["about"], "title", across=5),),
        tuple(Place(head, "head") for head in heads),
    ]
    rows += [
        (
            Place(block.code, "text"),
            Place(in_language(block.criterion.title, content.lang), "wrap"),
            *_row(block, given[block.criterion.id], raters, content),
        )
        for block in content.blocks
        if block.criterion.id in given
    ]
    widths = (*FIXED, *EACH * len(raters))
    filtered = (2, len(rows), len(heads))
    return Sheet(
        name, tuple(rows), widths, (2, 2), filtered=filtered, wide=True, locked=True, pages=1
    )


def _row(
    block: Block, ratings: tuple[Rating, ...], raters: list[str], content: Content
) -> Iterator[Place]:
    levels = [rating.level for rating in ratings if rating.level is not None]
    yield Place(max(levels) - min(levels) if len(levels) > 1 else None, "text")
    for rater in raters:
        of = [rating for rating in ratings if rating.rater == rater]
        yield Place("; ".join(_level(rating, content) for rating in of) or None, "wrap")
        reasons = "\n".join(in_language(rating.because, content.lang) for rating in of)
        yield Place(cut(_ticks(block, of, content) + reasons) or None, "wrap")
        pieces = [_evidence(e, content.lang) for rating in of for e in rating.evidence]
        yield Place(cut("\n".join(pieces)) or None, "wrap")


def _level(rating: Rating, content: Content) -> str:
    if rating.level is not None:
        return f"{rating.level:g}"
    said: str = messages("forms", content.lang)["words"][rating.state or "missing"]
    return said


def _ticks(block: Block, of: list[Rating], content: Content) -> str:
    """The numbers of the checks that are ticked, before the reason."""
    ticked = {check for rating in of for check in rating.checks}
    numbers = [str(n) for n, check in enumerate(block.checks, 1) if check.id in ticked]
    return f"✓ {', '.join(numbers)}\n" if numbers else ""


def _evidence(evidence: Evidence, lang: str) -> str:
    """Document and place; the words themselves, or the note."""
    words = f"“{evidence.quote}”" if evidence.quote else in_language(evidence.note, lang)
    place = " ".join(part for part in (evidence.document, evidence.at) if part)
    return f"{place}: {words}" if words else place
