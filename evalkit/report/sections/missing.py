"""What was not rated or measured, what raters should settle, and what does not apply."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, chosen, to_settle
from evalkit.report.model import Block, Bullets, Paragraph, runs


@dataclass(frozen=True, slots=True)
class ByNature:
    """A kind of document, and what such a document does not carry."""

    kind: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unscored:
    """Measures whose values have no score. ``reason``: screened | no-score."""

    reason: str
    titles: tuple[str, ...]


def in_short(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What was not rated or measured, and what raters should settle; nothing where there is
    nothing."""
    return tuple(_open(ctx, about))


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """All that a reader would look for and not find in the scores."""
    blocks = _open(ctx, about)
    if not blocks:
        blocks.append(ctx.note("nothing-missing"))
    return (*blocks, *_by_nature(ctx, about), *_outside(ctx, about))


def _open(ctx: Context, about: CaseFacts) -> list[Block]:
    """What was not rated or measured, and what raters should settle."""
    scored = [c for c in about.rated if c.criterion.scored]
    lacking = [c for c in scored if c.outcome.state == "missing"]
    looked = {c.ref for c in lacking if any(row.is_unknown for row in c.rows)}
    unrated = [ctx.with_code(c.ref) for c in lacking if c.ref not in looked]
    unknown = tuple(ctx.with_code(c.ref) for c in lacking if c.ref in looked)
    unscored = [
        m
        for m in ctx.results.measured_in.get(about.case, ())
        if m.score is None
        and (s := ctx.evaluation.score_of.get((about.case, m.ref))) is not None
        and s.state != "not-applicable"
    ]
    unmeasured = [ctx.title(m.ref) for m in unscored if not m.unscored]
    blocks: list[Block] = []
    if unrated or unmeasured:
        blocks.append(Paragraph(ctx.words.missing.unrated((*unrated, *unmeasured))))
    for reason in ("screened", "no-score"):
        if titles := tuple(ctx.title(m.ref) for m in unscored if m.unscored == reason):
            blocks.append(Paragraph(ctx.words.missing.unscored(Unscored(reason, titles))))
    if unknown:
        blocks.append(Paragraph(ctx.words.missing.unknown(unknown)))
    if settle := to_settle(about, ctx.with_code):
        blocks.append(Paragraph(ctx.words.agreement.to_settle(settle)))
    return blocks


def _by_nature(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What a document of this kind does not carry, so that nobody takes it for a gap."""
    kind = ctx.evaluation.kind_of(about.case)
    if kind is None or not kind.not_expected:
        return ()
    without = tuple(ctx.labels[f"about-{name}"] for name in kind.not_expected)
    said = ctx.words.missing.by_nature(ByNature(ctx.say(kind.title), without))
    return (Paragraph(said),)


def _outside(ctx: Context, about: CaseFacts) -> list[Block]:
    """What does not apply: by the kind of region, and because raters said so, with their
    reasons."""
    outside = [c for c in about.rated if c.criterion.scored and c.outcome.state == "not-applicable"]
    given = [(c, rating) for c in outside if c.outcome.rule != "facets" and (rating := chosen(c))]
    own = {c.ref for c, _ in given}
    ruled = tuple(ctx.with_code(c.ref) for c in outside if c.ref not in own)
    blocks: list[Block] = [Paragraph(ctx.words.missing.ruled_out(ruled))] if ruled else []
    told = {c.ref: rating for c, rating in given}
    for ref, (criterion, _) in ctx.rubric.measured.items():
        declared = about.file.case.declared_out(criterion.id)
        if criterion.scored and declared is not None:
            told[ref] = declared[1]
    if told:
        items = [
            runs(ctx.with_code(ref), ctx.aside(ctx.say(rating.because)))
            for ref, rating in told.items()
        ]
        blocks += [ctx.note(ctx.own("not-applicable-list")), Bullets(tuple(items))]
    return blocks
