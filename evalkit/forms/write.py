"""A form's content in; the Excel file out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from evalkit.evidence.places import say as at_place
from evalkit.evidence.search import Index
from evalkit.evidence.text import PlanText
from evalkit.forms.case_sheet import case_sheet
from evalkit.forms.commitments import commitment_tab
from evalkit.forms.content import Content
from evalkit.forms.guide import guide_sheet, spans_of
from evalkit.forms.pillars import cut, pillar_sheet
from evalkit.model.catalogue import messages
from evalkit.model.fields import in_language
from evalkit.model.learnt import LearntTerms
from evalkit.render import xlsx
from evalkit.workbook.model import Place, Sheet, Workbook, tab_names

DAY = date(2000, 1, 1)  # in the file's properties: the same form is the same bytes on any day
PROPERTY = "evalkit-form"
OFFERED = 4  # passages a criterion


def form_file(
    content: Content, texts: Sequence[PlanText] = (), learnt: LearntTerms | None = None
) -> bytes:
    """The form as an Excel file.

    Args:
        texts: the plan, by the names of its documents: passages that may bear on each criterion
            are offered on a sheet of their own.
        learnt: terms learnt for the rubric, by which they are searched too.
    """
    names = tab_names(_titles(content, bool(texts)))
    last = (".case", ".commitments", ".reading", ".passages")
    others: dict[str, str] = {key: names[key] for key in last if key in names}
    guide, lists = guide_sheet(content, names[".guide"], spans_of(content, names), others)
    sheets = [
        guide,
        *([case_sheet(content, names[".case"])] if ".case" in names else []),
        *(pillar_sheet(content, part, names[part.id], lists) for part in content.parts),
    ]
    if ".commitments" in names:
        sheets.append(commitment_tab(content, names[".commitments"]))
    if ".reading" in names:
        sheets.append(_reading(content, names[".reading"]))
    if texts:
        sheets.append(_passages(content, names[".passages"], _found(content, Index(texts), learnt)))
    title = str(guide.rows[0][0].value)
    book = Workbook("form", content.lang, title, tuple(sheets), DAY)
    whose = ((PROPERTY, str(content.identity)),) if len(str(content.identity)) <= 255 else ()
    return xlsx.render(replace(book, properties=whose))


def _titles(content: Content, with_passages: bool) -> dict[str, str]:
    """Sheet → its title, in the order of the tabs."""
    tabs = messages("forms", content.lang)["tab"]
    titles = {".guide": tabs["guide"]}
    if content.case is not None and not content.identity.settles:
        titles[".case"] = tabs["case"]
    titles |= {part.id: part.full for part in content.parts}
    if not content.identity.settles:
        titles[".commitments"] = tabs["commitments"]
    if any(block.criterion.guidance for block in content.blocks):
        titles[".reading"] = tabs["reading"]
    return titles | ({".passages": tabs["passages"]} if with_passages else {})


def _reading(content: Content, name: str) -> Sheet:
    """How each criterion is meant to be read."""
    lang = content.lang
    say = messages("forms", lang)["reading"]
    heads = messages("forms", lang)["columns"]
    rows = [
        (Place(say["about"], "title", across=3),),
        tuple(Place(text, "head") for text in (heads["code"], heads["criterion"], say["guidance"])),
    ]
    rows += [
        (
            Place(block.code, "first"),
            Place(in_language(block.criterion.title, lang), "first"),
            Place(cut(in_language(block.criterion.guidance, lang)), "wrap"),
        )
        for block in content.blocks
        if block.criterion.guidance
    ]
    widths = (9.0, 30.0, 110.0)
    return Sheet(name, tuple(rows), widths, (2, 0), wide=True, locked=True, pages=1)


def _passages(content: Content, name: str, found: Iterable[tuple[Place, ...]]) -> Sheet:
    """Passages that may bear on each criterion: where to look, never a rating."""
    say = messages("forms", content.lang)["passages"]
    keys = ("code", "criterion", "document", "at", "text", "terms")
    rows: list[tuple[Place, ...]] = [
        (Place(say["about"], "title", across=5),),
        tuple(Place(say[key], "head") for key in keys),
    ]
    rows += found
    widths = (9.0, 28.0, 13.0, 12.0, 90.0, 30.0)
    last = len(rows)
    return Sheet(
        name,
        tuple(rows),
        widths,
        (2, 2),
        filtered=(2, last, len(keys)),
        wide=True,
        locked=True,
        pages=1,
    )


def _found(
    content: Content, index: Index, learnt: LearntTerms | None
) -> Iterator[tuple[Place, ...]]:
    say = messages("forms", content.lang)["passages"]
    for block in content.blocks:
        for hit in index.find(block.criterion, OFFERED, learnt):
            passage = hit.passage
            pages = (passage.pages[0][1], passage.pages[-1][1]) if passage.pages else None
            yield (
                Place(block.code, "text"),
                Place(in_language(block.criterion.title, content.lang), "wrap"),
                Place(hit.document, "wrap"),
                Place(at_place((passage.number, passage.until), pages, content.lang), "wrap"),
                Place(cut(passage.text), "wrap"),
                Place(say["between"].join(hit.terms[:6]) or say["no-match"], "soft-wrap"),
            )
