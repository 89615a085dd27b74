"""The page of a region: its measures over the years beside its peers, its targets on their path,
its successive plans, and what the current one commits to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.changes import region_key
from evalkit.evaluation import Evaluation
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, case_facts
from evalkit.report.model import Block, Bullets, Chart, Paragraph, Report, Table
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import changes, commitments, follow_up, measured_peers
from evalkit.report.sections.outcomes import measures, on_path
from evalkit.scoring.units import Fact, Unit

PRODUCT = "region"
MOST = 12  # commitments shown
_TELLS: tuple[Fact, ...] = ("baseline", "date", "body", "money")


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its plans, oldest first, with what is needed of each; ``numbers``: in place of
    the commitments chosen here."""

    plans: tuple[CaseFacts, ...]
    picture: Chart | None
    numbers: Table | None

    @property
    def current(self) -> CaseFacts:
        """The latest plan."""
        return self.plans[-1]


def named(evaluation: Evaluation, case: str) -> str:
    """The report's name: the region's code, else its name, in letters, digits and hyphens."""
    key = region_key(evaluation.file_of[case].case)
    slug = re.sub(r"[^\w]+", "-", key.lower()).strip("-_")
    return f"{slug or case}-{PRODUCT}"


def region(
    ctx: Context,
    case: str,
    picture: Chart | None = None,
    numbers: Table | None = None,
    wanted: Sequence[str] | None = None,
) -> Report:
    """The page of the region that a case is of.

    Args:
        picture: of the measures over the years.
        numbers: what the current plan commits to, where another rule chooses it.
        wanted: sections, in this order.
    """
    plans = next((own for own in facts.repeated(ctx.results) if case in own), (case,))
    about = Region(tuple(case_facts(ctx.results, own) for own in plans), picture, numbers)
    name = ctx.say(about.current.file.case.region.name)
    title = ctx.label("region-title", region=name)
    made = sections(ctx, SECTIONS, about, wanted)
    page = report(ctx, named(ctx.evaluation, case), title, _summary(ctx, about), made)
    return replace(page, product=PRODUCT)


def _summary(ctx: Context, about: Region) -> Blocks:
    case = about.current.case
    paces = Bullets(
        tuple(ctx.words.outcomes.target_item(t) for t in on_path.targets(ctx, about.current))
    )
    pairs = [s for s in ctx.results.successions if s.newer == case]
    said = [Paragraph(changes.sentence(ctx, found)) for found in pairs]
    return (*measured_peers.told(ctx, case), *([paces] if paces.items else []), *said)


def _measures(ctx: Context, about: Region) -> Blocks:
    drawn = about.picture or next(iter(measures.drawn_years(ctx, about.current)), None)
    return measured_peers.of_case(ctx, about.current, drawn)


def _targets(ctx: Context, about: Region) -> Blocks:
    """The current plan's targets beside the figures known."""
    own = ctx.results.courses_in.get(about.current.case, ())
    made = on_path.courses_table(ctx, own)
    if made is None:
        return (ctx.note("region-no-targets"),)
    return (made, ctx.note("courses-note"))


def _plans(ctx: Context, about: Region) -> Blocks:
    """Each plan beside the one before it, and what became of what that promised."""
    first = about.plans[0]
    earlier = follow_up.earlier_of(ctx, first.case)
    if len(about.plans) < 2 and not earlier:
        return (ctx.note("region-one-plan"),)
    out: list[Block] = [] if len(about.plans) > 1 else [ctx.note("region-one-scored")]
    if earlier:
        out += [Paragraph(ctx.words.commitments.earlier(fact)) for fact in earlier]
        out += follow_up.of_case(ctx, first)
    for plan in about.plans[1:]:
        followed = follow_up.of_case(ctx, plan)
        out += [*changes.of_case(ctx, plan), *(followed or (ctx.note("region-no-followed"),))]
    return tuple(out)


def _commits(ctx: Context, about: Region) -> Blocks:
    """What the current plan commits to, and its figures that are told most fully."""
    coded = ctx.results.coded.get(about.current.case)
    if coded is None or not coded.units:
        return (ctx.note("region-no-commitments"),)
    said = Paragraph(ctx.words.commitments.in_short(commitments.fact_of(ctx, coded)))
    chosen = about.numbers or commitments.numbers_table(ctx, coded, _fullest(ctx, coded.units))
    if chosen is None:
        return (said, ctx.note("region-no-figures"))
    return (said, chosen, *([] if about.numbers else [ctx.note("region-chosen")]))


def _fullest(ctx: Context, units: Sequence[Unit]) -> list[Unit]:
    """Targets for measures, then what is told most fully, in the order of the rubric."""
    held = commitments.bears(ctx, units)
    measured = {criterion.id for criterion, _ in ctx.rubric.measured.values()}

    def least(unit: Unit) -> tuple[bool, int]:
        return unit.said.measure not in measured, -sum(unit.has(fact) for fact in _TELLS)

    return sorted(held, key=least)[:MOST]


SECTIONS: tuple[Part[Region], ...] = (
    Part("measures", "region-measures", _measures),
    Part("targets", "region-targets", _targets),
    Part("plans", "region-plans", _plans),
    Part("commitments", "region-commits", _commits),
)
