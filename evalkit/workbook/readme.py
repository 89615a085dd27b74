"""The sheet that a workbook opens on: what the file is, by which standard, what each sheet holds, how
a score comes about, what the colours mean, and what may be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model.rubric import AtLeast, Result
from evalkit.report.model import Runs, plain
from evalkit.report.sections.pillars import mean_steps
from evalkit.workbook.layout import Cells, Layout
from evalkit.workbook.model import Place, Sheet

WIDTHS = (24.0, 88.0)
COLOURS = {  # that stand on the sheets, by what a plan comes to
    "total": ("yellow", "wrong", "above", "below"),
    "profile": ("yellow", "wrong"),
    "verdict": ("yellow", "done", "wrong", "idle"),
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """Whose plans a workbook is about. ``title``, ``issuer``: of the one plan, empty where there
    are ``n``; ``result``: what a plan comes to; ``weighed``: whether weights may be changed."""

    title: str
    issuer: str
    regions: tuple[str, ...]
    n: int
    result: Result = "total"
    weighed: bool = True


@dataclass(frozen=True, slots=True)
class Standard:
    """The rubric and what it is taken from: ``source`` is empty where it does not say."""

    title: str
    version: str
    source: str
    authors: tuple[str, ...]
    year: int | None


@dataclass(frozen=True, slots=True)
class KindOfPlan:
    """A kind of document, what it does not carry by nature, and the regions whose plans are of it;
    ``every``: all are; ``result``: what a plan comes to."""

    title: str
    without: tuple[str, ...]
    regions: tuple[str, ...]
    every: bool
    result: Result = "total"


@dataclass(frozen=True, slots=True)
class Making:
    """How a score comes about. ``low``, ``high``: ends of the scale, empty where criteria have
    scales of their own; ``means``: whether every score
    above the criteria is a mean by weight; ``nested``: whether pillars have parts; ``least``: the
    share that must be rated, in [0, 1]. Without a total: ``rule``, how many must be met (``n`` where
    that is a number), or "profile"; ``weighed``: whether pillars have scores of their own."""

    rated: bool
    measured: bool
    low: str
    high: str
    means: bool
    nested: bool
    least: float
    by_count: bool = False
    rule: str = ""
    n: int = 0
    weighed: bool = True


@dataclass(frozen=True, slots=True)
class Changeable:
    """What may be changed where there is no total: the sheets of ratings, of measured values and of
    weights by their names, each empty where there is none, and what a plan comes to."""

    ratings: str
    measures: str
    weights: str
    result: Result


def readme_sheet(layout: Layout, tabs: Sequence[str]) -> Sheet:
    """``tabs``: the sheets that follow, by their keys."""
    labels = layout.labels
    rows: list[Cells] = [(Place(layout.named(), "title", across=2),), ()]
    rows += _about(layout)
    rows += _headed(labels["readme-sheets"])
    rows += [
        (
            Place(layout.sheet[key], "link", link=layout.sheet[key]),
            _said(labels[layout.own(f"holds-{key}")]),
        )
        for key in tabs
    ]
    rows += _headed(labels[layout.own("readme-making")])
    rows += [(Place(None), _said(plain(layout.context.words.workbook.making(_making(layout)))))]
    rows += _headed(labels["readme-colours"])
    steps = dict(zip(("low", "middle", "high"), mean_steps(layout.units), strict=True))
    for look in COLOURS[layout.result]:
        means = labels[layout.own(f"means-{look}")].format(**steps)
        rows.append((Place(labels[f"colour-{look}"], look), _said(means)))
    rows += _headed(labels["readme-change"])
    rows += [(Place(None), _said(text)) for text in _changes(layout)]
    rows += [(), (Place(layout.context.foot, "about", across=2),)]
    return Sheet(layout.sheet["readme"], tuple(rows), WIDTHS, (0, 0))


def _changes(layout: Layout) -> tuple[str, ...]:
    """What may be changed, and what follows."""
    labels, sheets = layout.labels, layout.sheet
    sorting = labels[layout.own("readme-sorting")]
    if layout.result == "total":
        about = labels["about-summary" if layout.measured else "about-summary-rated"]
        return about.format(**sheets), sorting, labels["readme-names"]
    fact = Changeable(
        sheets["ratings"] if layout.evaluation.rubric.rated else "",
        sheets["measures"] if layout.measured else "",
        sheets["scores"] if layout.weighed else "",
        layout.result,
    )
    return plain(layout.context.words.workbook.changeable(fact)), sorting


def _about(layout: Layout) -> list[Cells]:
    """What the file is, the standard, the kind of document."""
    labels, words = layout.labels, layout.context.words.workbook
    rows = [(labels["readme-file"], words.purpose(_purpose(layout)))]
    rows.append((labels["readme-standard"], words.standard(_standard(layout))))
    if kinds := _kinds(layout):
        rows.append((labels["readme-kind"], words.kinds(kinds)))
    if layout.context.other_weights:
        rows.append((labels["weight"], (layout.context.other_weights,)))
    return [_line(name, said) for name, said in rows]


def _line(name: str, said: Runs) -> Cells:
    return (Place(name, "strong"), _said(plain(said)))


def _said(text: str) -> Place:
    return Place(text, "wrap")


def _headed(text: str) -> list[Cells]:
    return [(), (Place(text, "head", across=2),)]


def _purpose(layout: Layout) -> Purpose:
    regions = tuple(layout.region(case) for case in layout.cases)
    plan = layout.evaluation.file_of[layout.cases[0]].case.plan
    if not layout.alone or plan is None:
        return Purpose("", "", regions, len(regions), layout.result, layout.weighed)
    title, issuer = layout.say(plan.title), layout.say(plan.issuer)
    return Purpose(title, issuer, regions, 1, layout.result, layout.weighed)


def _standard(layout: Layout) -> Standard:
    rubric, say = layout.evaluation.rubric, layout.say
    source = rubric.source
    if source is None:
        return Standard(say(rubric.title), rubric.version, "", (), None)
    title = say(source.title)
    return Standard(
        say(rubric.title), rubric.version, title, tuple(map(say, source.authors)), source.year
    )


def _kinds(layout: Layout) -> tuple[KindOfPlan, ...]:
    """The kinds of document, in the order of the rubric; plans whose kind is not said are not
    there."""
    held: dict[str, list[str]] = {name: [] for name in layout.evaluation.rubric.kinds}
    for case in layout.cases:
        plan = layout.evaluation.file_of[case].case.plan
        if plan is not None and plan.kind in held:
            held[plan.kind].append(layout.region(case))
    out = []
    for name, regions in held.items():
        kind = layout.evaluation.rubric.kinds[name]
        without = tuple(layout.labels[f"about-{what}"] for what in kind.not_expected)
        every = len(regions) == len(layout.cases)
        if regions:
            out.append(
                KindOfPlan(layout.say(kind.title), without, tuple(regions), every, layout.result)
            )
    return tuple(out)


def _making(layout: Layout) -> Making:
    rubric = layout.evaluation.rubric
    scales = {*rubric.scales.values()}
    levels = scales.pop().levels if len(scales) == 1 else ()
    return Making(
        rated=bool(rubric.rated),
        measured=bool(rubric.measured),
        low=f"{levels[0]:g}" if levels else "",
        high=f"{levels[-1]:g}" if levels else "",
        means=all(group.aggregation == "arithmetic" for group in layout.tree.groups),
        nested=any("." in group.ref for group in layout.tree.groups),
        least=rubric.coverage.at(0),
        by_count=layout.tree.by_count,
        rule=_rule(layout),
        n=rubric.verdict.at_least if isinstance(rubric.verdict, AtLeast) else 0,
        weighed=layout.weighed,
    )


def _rule(layout: Layout) -> str:
    rule = layout.evaluation.rubric.verdict
    if rule is not None:
        return "at-least" if isinstance(rule, AtLeast) else rule
    return "" if layout.result == "total" else "profile"
