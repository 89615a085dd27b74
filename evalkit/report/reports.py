"""The reports of a run: for each case, group and region what its readers want, and what is said of
all cases together; each in one language. A product is loaded when a run asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from evalkit.analysis.changes import region_key
from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.evidence.text import Plans
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.report.context import Context, context_of
from evalkit.report.model import Report, Sibling, names_led_to
from evalkit.report.products.product import shortened
from evalkit.report.style import styled
from evalkit.scoring.tolerances import MOST_CASES

if TYPE_CHECKING:
    from evalkit.model.style import Style

Wanted = Sequence[str] | None
PAGES = ("html", "md", "pdf", "docx")
HELD = {"annex-scores": "s", "annex-evidence": "em"}  # kinds of anchors in sections of evidence


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that a report looks at together: those that share a value of a ``facet``, or a list
    that was given a ``name``."""

    name: str
    cases: tuple[str, ...]
    facet: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One report of a run: its file's name without ending, its product, and the case it is on,
    empty where it is on several; ``group``: of whom."""

    name: str
    product: str
    case: str = ""
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A report made for one reader.

    ``of``: case, all, group or region; ``ending``: what its file's name has after the case, or its
    name; ``formats``: in which it can be had; ``possible``: whether an evaluation has what it tells
    of.
    """

    id: str
    of: str
    ending: str
    compose: Callable[[Context, Name, Wanted], Report]
    formats: tuple[str, ...] = PAGES
    possible: Callable[[Evaluation], bool] = lambda _: True


def _several(evaluation: Evaluation) -> bool:
    return len(evaluation.cases) > 1


def _sorted_by_facet(evaluation: Evaluation) -> bool:
    from evalkit.report.products import portfolio

    return portfolio.is_possible(evaluation)


def _comparison(ctx: Context, _: Name, wanted: Wanted) -> Report:
    from evalkit.report.products import comparison

    return comparison.comparison(ctx, wanted)


def _method(ctx: Context, _: Name, wanted: Wanted) -> Report:
    from evalkit.report.products import comparison_method

    return comparison_method.method(ctx, wanted)


def _portfolio(ctx: Context, _: Name, wanted: Wanted) -> Report:
    from evalkit.report.products import portfolio

    return portfolio.portfolio(ctx, wanted)


def _group(ctx: Context, item: Name, wanted: Wanted) -> Report:
    from evalkit.report.products import group

    held = item.group
    if held is None:
        raise ValueError(f"{item.name} is on no group")
    return group.group(ctx, held.value or held.name, held.cases, _called(ctx, held), wanted)


def _region(ctx: Context, item: Name, _: Wanted) -> Report:
    from evalkit.report.products import region

    return region.region(ctx, item.case)


def _memo(ctx: Context, item: Name, _: Wanted) -> Report:
    from evalkit.report.products import memo

    return memo.memo(ctx, item.case)


def _briefing(ctx: Context, item: Name, wanted: Wanted) -> Report:
    from evalkit.report.products import briefing

    return briefing.briefing(ctx, item.case, wanted)


def _advice(ctx: Context, item: Name, _: Wanted) -> Report:
    from evalkit.report.products import drafting

    return drafting.drafting(ctx, item.case)


def _evidence(ctx: Context, item: Name, wanted: Wanted) -> Report:
    from evalkit.report.products import evidence

    return evidence.evidence(ctx, item.case, wanted)


def _slide(ctx: Context, item: Name, _: Wanted) -> Report:
    from evalkit.report.products import slides

    return slides.of_case(ctx, item.case)


PRODUCTS: tuple[Product, ...] = (
    Product("comparison", "all", "comparison", _comparison, (*PAGES, "xlsx"), _several),
    Product("method", "all", "comparison-method", _method, PAGES, _several),
    Product("portfolio", "all", "portfolio", _portfolio, PAGES, _sorted_by_facet),
    Product("group", "group", "-group", _group, PAGES, _several),
    Product("region", "region", "-region", _region),
    Product("memo", "case", "-memo", _memo),
    Product("briefing", "case", "", _briefing, (*PAGES, "xlsx")),
    Product("advice", "case", "-advice", _advice),
    Product("evidence", "case", "-evidence", _evidence),
    Product("slide", "case", "-slide", _slide, ("pptx",)),
)
BY_ID = {product.id: product for product in PRODUCTS}
USUAL = ("comparison", "memo", "briefing")  # what a reader would send


def possible(evaluation: Evaluation) -> tuple[Product, ...]:
    """The products that an evaluation has the matter for."""
    return tuple(product for product in PRODUCTS if product.possible(evaluation))


def formats_of(run: Run, item: Name, wanted: Sequence[str]) -> tuple[str, ...]:
    """Which of the formats that are wanted a report can be had in; a comparison of more than
    ``MOST_CASES`` cases is written as a table of all of them too."""
    own = tuple(kind for kind in wanted if kind in BY_ID[item.product].formats)
    many = len(run.results.evaluation.files) > MOST_CASES
    return (*own, "csv") if own and many and item.product == "comparison" else own


def groups_of(evaluation: Evaluation) -> tuple[Group, ...]:
    """Groups by facet, of two cases and more and not of all: each set of cases once, under the
    first value that they share."""
    seen: dict[frozenset[str], Group] = {}
    for facet, about in evaluation.rubric.facets.items():
        for value in about.values if not about.document else ():
            cases = tuple(
                file.case.case
                for file in evaluation.files
                if value in file.case.facet_values().get(facet, ())
            )
            if 1 < len(cases) < len(evaluation.files):
                seen.setdefault(frozenset(cases), Group(value, cases, facet, value))
    return tuple(seen.values())


def untold(evaluation: Evaluation) -> tuple[str, ...]:
    """Cases of which there is nothing to tell yet: neither rated, nor are their commitments
    coded."""
    own = (evaluation.file_of[case].case for case in evaluation.unrated)
    return tuple(case.case for case in own if not (case.commitments or case.targets))


def names(
    evaluation: Evaluation, products: Sequence[str] = USUAL, groups: Sequence[Group] = ()
) -> tuple[Name, ...]:
    """The reports of a run: those on all cases, on groups (all that facets make, where none are
    given) and regions, then case by case, in the order of the products, without cases of which
    there is nothing to tell, and without advice on documents that look back.

    Raises:
        ValueError: two reports would have one name; there is nothing to tell of any case.
    """
    blank = untold(evaluation)
    settled = {
        case
        for case in evaluation.cases
        if (kind := evaluation.kind_of(case)) is not None and kind.looks_back
    }
    if blank and len(blank) == len(evaluation.cases):
        told = {"cases": listed(blank), "case": blank[0], "n": len(blank)}
        raise Refusal(reason("report.nothing-rated", **told))
    wanted = [p for p in PRODUCTS if p.id in products and p.possible(evaluation)]
    out: list[Name] = []
    for product in wanted:
        out += _of_several(evaluation, product, groups)
    for case in (own for own in evaluation.cases if own not in blank):
        own = [p for p in wanted if p.of == "case" and (p.id != "advice" or case not in settled)]
        out += [Name(f"{case}{p.ending}", p.id, case) for p in own]
    seen: dict[str, Name] = {}
    for item in out:
        if (other := seen.setdefault(item.name, item)) is not item:
            both = {"name": item.name, "one": other.product, "other": item.product}
            raise Refusal(reason("report.same-name", **both))
    return tuple(out)


def _of_several(
    evaluation: Evaluation, product: Product, groups: Sequence[Group]
) -> Iterator[Name]:
    if product.of == "all":
        yield Name(product.ending, product.id)
    elif product.of == "group":
        from evalkit.report.products import group

        for held in groups or groups_of(evaluation):
            yield Name(group.named(held.name), product.id, group=held)
    elif product.of == "region":
        from evalkit.report.products import region

        blank = untold(evaluation)
        told = [file.case for file in evaluation.files if file.case.case not in blank]
        latest = {region_key(case): case.case for case in told}
        for case in latest.values():
            yield Name(region.named(evaluation, case), product.id, case)


@dataclass(frozen=True)
class Run:
    """What the reports of a run have in common: results, products, groups and languages, the
    office's style, and the plans' texts; each made when it is first asked for, and once."""

    results: Results
    products: tuple[str, ...] = USUAL
    languages: tuple[str, ...] = ("zh", "en")
    style: Style | None = None
    plans: Plans | None = None
    groups: tuple[Group, ...] = ()

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The reports of the run."""
        return names(self.results.evaluation, self.products, self.groups)

    @cached_property
    def contexts(self) -> Mapping[str, Context]:
        """Language → what every section is given."""
        return {
            lang: context_of(self.results, lang, self.style, self.plans) for lang in self.languages
        }

    @cached_property
    def pages(self) -> Mapping[str, Mapping[str, Sibling]]:
        """Language → name → the report as others lead to it, without slides."""
        paged = [n for n in self.names if BY_ID[n.product].formats != ("pptx",)]
        return {
            lang: {n.name: Sibling(_title(ctx, n), n.name, lang) for n in paged}
            for lang, ctx in self.contexts.items()
        }

    @cached_property
    def of_case(self) -> Mapping[str, tuple[str, ...]]:
        """Case → names of the reports on it alone; under no case's name, of those on several."""
        held: dict[str, list[str]] = {}
        for item in self.names:
            held.setdefault(item.case, []).append(item.name)
        return {case: tuple(own) for case, own in held.items()}


def report(run: Run, item: Name, lang: str) -> Report:
    """One report, with the others of the run beside it."""
    ctx = run.contexts[lang]
    sections = run.style.written.sections if run.style else None
    wanted = getattr(sections, item.product, None)
    composed = BY_ID[item.product].compose(ctx, item, wanted)
    made = styled(composed if item.case else shortened(ctx, composed), run.style, ctx.units)
    made = replace(made, product=item.product, name=item.name)
    here = _others(run, item, made, lang)
    also = [Sibling(made.title, made.name, other) for other in run.languages if other != lang]
    kept = sections.evidence if sections else None
    gone = [kinds for id, kinds in HELD.items() if kept is not None and id not in kept]
    behind = f"{item.case}-evidence" if item.case and item.product != "evidence" else ""
    return replace(made, siblings=(*here, *also), gone=frozenset("".join(gone)), behind=behind)


def _others(run: Run, item: Name, made: Report, lang: str) -> list[Sibling]:
    """The other reports of the run that a report lists and leads to: all of them. Of more than
    ``MOST_CASES`` cases it lists those on several and on its own case, and leads to those that its
    text names; one on several leads to all."""
    pages = run.pages[lang]
    if len(run.results.evaluation.files) <= MOST_CASES:
        return [page for name, page in pages.items() if name != item.name]
    own = (*run.of_case.get("", ()), *(run.of_case[item.case] if item.case else ()))
    listed = [pages[name] for name in own if name in pages and name != item.name]
    seen = {item.name, *own}
    named = names_led_to(made) if item.case else pages
    led = [name for name in named if name in pages and name not in seen]
    return [*listed, *(replace(pages[name], listed=False) for name in led)]


def _title(ctx: Context, item: Name) -> str:
    """What a report is called where another leads to it."""
    product = ctx.labels[ctx.own(f"product-{item.product}")]
    if item.group is not None:
        return f"{_called(ctx, item.group)} · {product}"
    return f"{ctx.region(item.case)} · {product}" if item.case else product


def _called(ctx: Context, held: Group) -> str:
    """What a group is called."""
    from evalkit.report.products import group

    return group.title_of(ctx, held.facet, held.value) if held.facet else held.name
