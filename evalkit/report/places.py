"""Places as cases write them in, as a reader would say them out: 第66、43段; ¶66 and ¶43."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalkit.evidence.places import place_of
from evalkit.model.case import Case, CaseFile
from evalkit.model.place import shown_path
from evalkit.report.context import Context
from evalkit.report.model import Runs
from evalkit.report.numbers import DASH

MOST = 4  # places named at once


def cited(ctx: Context, case: Case, at: Iterable[str | None]) -> Runs:
    """Places of commitments and evidence, "document place" each, in one text; a dash where none is
    told."""
    return (ctx.grammar.joined(passages(ctx, case, at)) or DASH,)


def passages(ctx: Context, case: Case, at: Iterable[str | None]) -> tuple[str, ...]:
    """The first few places, paragraphs of one document together; a document is named where it is
    not the plan, or one of several that make it up."""
    held: dict[str, list[str]] = {}
    titles = ctx.documents(case)
    for written in dict.fromkeys(filter(None, at)):
        document, _, place = written.partition(" ")
        if document not in titles:
            document, place = "", written
        held.setdefault(document, []).append(place)
    out = []
    for document, places in held.items():
        said = in_words(ctx, places)
        plan = not document or case.plan_documents == (document,)
        out += [text if plan else f"{titles[document]}{ctx.grammar.locator}{text}" for text in said]
    return tuple(out)


def in_words(ctx: Context, places: Sequence[str]) -> list[str]:
    """Places of one document: all paragraphs in one phrase, all pages in one; a place of neither
    kind as it is written."""
    paragraphs: dict[tuple[int, int], None] = {}
    pages: dict[tuple[int, int], None] = {}
    others: list[str] = []
    for place in places:
        found = place_of(place)
        if found is None:
            others += [place] if place else []
            continue
        paragraphs |= dict.fromkeys(found.passages)
        pages |= dict.fromkeys(() if found.passages else found.pages)
    out = []
    for name, stretches in (("paragraphs", paragraphs), ("pages", pages)):
        if stretches:
            shown = [str(a) if a == b else f"{a}–{b}" for a, b in [*stretches][:MOST]]
            out.append(ctx.label(f"in-{name}", places=_joined(ctx, name, shown)))
    return [*out, *others[:MOST]]


def files_of(ctx: Context, file: CaseFile) -> str:
    """The files that a case stands in."""
    return ctx.grammar.joined([shown_path(name) for name, _ in file.files])


def line_of(ctx: Context, file: CaseFile, key: str) -> str:
    """The line of a part of a case; with its file where it does not stand in the case's first."""
    span = file.span(key)
    if span.sheet:
        return shown_path(str(span))
    if span.file == file.file:
        return ctx.label("line", n=span.line)
    return ctx.label("line-elsewhere", n=span.line, file=shown_path(span.file))


def _joined(ctx: Context, name: str, shown: Sequence[str]) -> str:
    sign = ctx.labels[f"sign-{name}"]
    return ctx.grammar.joined([f"{sign}{number}" for number in shown])
