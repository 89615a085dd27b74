"""The reports of a run: for each case what its readers want, and what is said of all cases
together; each in one language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.evidence.text import Plans
from evalkit.model.style import Style
from evalkit.report.context import Context, context_of
from evalkit.report.model import Report, Sibling
from evalkit.report.products import (
    briefing,
    comparison,
    comparison_method,
    evidence,
    memo,
    portfolio,
)
from evalkit.report.style import styled

Wanted = Sequence[str] | None
PAGES = ("html", "md", "pdf", "docx")
HELD = {"annex-scores": "s", "annex-evidence": "em"}  # kinds of anchors in sections of evidence


@dataclass(frozen=True, slots=True)
class Product:
    """A report made for one reader.

    ``of``: case, or all; ``ending``: what its file's name has after the case, or its name;
    ``formats``: in which it can be had; ``possible``: whether an evaluation has what it tells of.
    """

    id: str
    of: str
    ending: str
    compose: Callable[[Context, str, Wanted], Report]
    formats: tuple[str, ...] = PAGES
    possible: Callable[[Evaluation], bool] = lambda _: True


def _several(evaluation: Evaluation) -> bool:
    return len(evaluation.cases) > 1


PRODUCTS: tuple[Product, ...] = (
    Product("comparison", "all", "comparison", comparison.comparison, (*PAGES, "xlsx"), _several),
    Product("method", "all", "comparison-method", comparison_method.method, PAGES, _several),
    Product("portfolio", "all", "portfolio", portfolio.portfolio, PAGES, portfolio.is_possible),
    Product("memo", "case", "-memo", lambda ctx, case, _: memo.memo(ctx, case)),
    Product("briefing", "case", "", briefing.briefing, (*PAGES, "xlsx")),
    Product("evidence", "case", "-evidence", evidence.evidence),
)
BY_ID = {product.id: product for product in PRODUCTS}
USUAL = ("comparison", "memo", "briefing")  # what a reader would send


@dataclass(frozen=True, slots=True)
class Name:
    """One report of a run: its file's name without ending, its product, and the case it is on,
    empty where it is on all."""

    name: str
    product: str
    case: str = ""


def possible(evaluation: Evaluation) -> tuple[Product, ...]:
    """The products that an evaluation has the matter for."""
    return tuple(product for product in PRODUCTS if product.possible(evaluation))


def names(evaluation: Evaluation, products: Sequence[str] = USUAL) -> tuple[Name, ...]:
    """The reports of a run: those on all cases, then case by case, in the order of the products.

    Raises:
        ValueError: two reports would have one name.
    """
    wanted = [p for p in possible(evaluation) if p.id in products]
    out = [Name(p.ending, p.id) for p in wanted if p.of == "all"]
    for case in evaluation.cases:
        out += [Name(f"{case}{p.ending}", p.id, case) for p in wanted if p.of == "case"]
    seen: dict[str, Name] = {}
    for item in out:
        if (other := seen.setdefault(item.name, item)) is not item:
            raise ValueError(
                f'two reports would be called "{item.name}": the {other.product} of '
                f'"{other.case or "all"}" and the {item.product} of "{item.case or "all"}"; '
                "rename the case"
            )
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Run:
    """What the reports of a run have in common: results, products and languages, the office's
    style, and the plans' texts."""

    results: Results
    products: tuple[str, ...] = USUAL
    languages: tuple[str, ...] = ("zh", "en")
    style: Style | None = None
    plans: Plans | None = None


def report(run: Run, item: Name, lang: str) -> Report:
    """One report, with the others of the run beside it."""
    ctx = context_of(run.results, lang, run.style, run.plans)
    sections = run.style.written.sections if run.style else None
    wanted = getattr(sections, item.product, None)
    made = styled(BY_ID[item.product].compose(ctx, item.case, wanted), run.style)
    made = replace(made, product=item.product)
    others = names(run.results.evaluation, run.products)
    here = [Sibling(_title(ctx, n), n.name, lang) for n in others if n.name != item.name]
    also = [Sibling(made.title, made.name, other) for other in run.languages if other != lang]
    kept = sections.evidence if sections else None
    gone = [kinds for id, kinds in HELD.items() if kept is not None and id not in kept]
    behind = f"{item.case}-evidence" if item.case and item.product != "evidence" else ""
    return replace(made, siblings=(*here, *also), gone=frozenset("".join(gone)), behind=behind)


def _title(ctx: Context, item: Name) -> str:
    """What a report is called where another leads to it."""
    product = ctx.labels[f"product-{item.product}"]
    return f"{ctx.region(item.case)} · {product}" if item.case else product
