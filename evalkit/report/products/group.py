"""The report on a group of plans: any value of a facet, or a list of cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from evalkit.model.refusal import Refusal, reason
from evalkit.report.context import Context
from evalkit.report.model import Bullets, Paragraph, Report, Runs
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import method, parts, prepared
from evalkit.report.sections.peers import group as peers
from evalkit.report.sections.peers import lessons, promises
from evalkit.report.sections.peers.group import Peers

PRODUCT = "group"
LEAST = 2  # plans


def title_of(ctx: Context, facet: str, value: str) -> str:
    """What a value of a facet is called; ValueError where the rubric has no such value."""
    about = ctx.rubric.facets.get(facet)
    if about is None or value not in about.values:
        said = {"facet": facet, "value": value, "pin": ctx.rubric.pin}
        raise Refusal(reason("group.value-unknown", **said))
    return ctx.say(about.values[value])


def named(name: str) -> str:
    """The report's name, from the id of a facet's value or a name given: letters, digits and
    hyphens."""
    slug = re.sub(r"[^\w]+", "-", name.lower()).strip("-_")
    return f"{slug or 'cases'}-{PRODUCT}"


def group(
    ctx: Context,
    name: str,
    cases: Sequence[str],
    title: str,
    wanted: Sequence[str] | None = None,
) -> Report:
    """A group of cases beside the others; a sentence why there is none, where they are fewer than
    two.

    Args:
        name: id of the facet's value, or a name given.
        title: what the group is called, as it stands in a heading.
        wanted: sections, in this order.
    """
    about = peers.peers_of(ctx, title, cases)
    heading = ctx.label("peers-title", title=title)
    if len(about.cases) < LEAST:
        said = ctx.label("peers-too-few", title=title, n=len(about.cases))
        made = report(ctx, named(name), heading, (Paragraph((said,)),), ())
        return replace(made, product=PRODUCT)
    made = report(
        ctx, named(name), heading, _summary(ctx, about), sections(ctx, SECTIONS, about, wanted)
    )
    return replace(made, product=PRODUCT)


def _summary(ctx: Context, about: Peers) -> Blocks:
    items = tuple(peers.told(ctx, about))
    return (
        Paragraph(peers.who(ctx, about)),
        *([Paragraph(said)] if (said := _stand(ctx, about)) else []),
        *([Bullets(items)] if items else []),
        ctx.note(ctx.own("peers-about")),
    )


def _stand(ctx: Context, about: Peers) -> Runs:
    """How the group stands; nothing of a profile, of which no plan stands above another."""
    if ctx.rubric.has_total:
        return peers.stand(ctx, about)
    return parts.verdicts_said(ctx, about.cases) if ctx.rubric.verdict else ()


def _method(ctx: Context, about: Peers) -> Blocks:
    cases = about.cases
    means = [ctx.labels["means-note"]] if ctx.rubric.has_total else []
    notes = [*means, *method.notes(ctx, cases, (), prepared.notes(ctx))]
    return (method.listed(notes), method.provenance(ctx, cases))


SECTIONS: tuple[Part[Peers], ...] = (
    Part("members", "peers-members", peers.members),
    Part("common", "peers-common", peers.common),
    Part("promised", "peers-promised", promises.promised),
    Part("learn", "peers-whom", lessons.learn, ranked=True),
    Part("differ", "peers-where-differ", lessons.differ, ranked=True),
    Part("annex-method", "annex-method", _method, annex=True),
)
