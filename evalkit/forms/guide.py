"""A form in; its first sheet out: for whom it is, how it is filled in, how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.forms.content import Content, answers_shown, columns_of
from evalkit.forms.pillars import HEAD, Lists, last_row
from evalkit.model.catalogue import messages
from evalkit.model.fields import in_language
from evalkit.workbook.model import Formula, Place, Sheet, area, column, quoted

WIDTHS = (34.0, 24.0, 36.0, 8.0, 8.0, 44.0, 13.0, 12.0, 10.0, 30.0, 22.0)
ACROSS = 6  # columns that a line of text runs over
Rows = list[tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class Spans:
    """Where a pillar's blocks stand: its sheet, how many criteria, the last row."""

    title: str
    sheet: str
    n: int
    done: int
    last: int


def guide_sheet(
    content: Content, name: str, spans: Sequence[Spans], others: Mapping[str, str]
) -> tuple[Sheet, Lists]:
    """The guide, and the areas of it that hold what may be chosen."""
    say = messages("forms", content.lang)["guide"]
    settles = content.identity.settles
    if settles:
        say = {**say, **say["settling"]}
    rows: Rows = [(Place(say["title"].format(what=_what(content)), "title", across=ACROSS),), ()]
    rows += _whose(content, say)
    if settles:
        rows += [(), (Place(say["open"].format(raters=_names(content)), "note", across=ACROSS),)]
    rows += [(), (Place(say["progress"], "strong"),), *_progress(content, say, spans, len(rows))]
    rows += [(), (Place(say["how"], "strong"),)]
    steps = say["steps"]
    if settles and not content.rubric.has_total:  # nothing there moves a total
        steps = [steps[0], say["unadded"], *steps[2:]]
    if content.case is not None and not settles:
        steps = [*steps, say["case-step"].format(sheet=others[".case"])]
    rows += _numbered(steps)
    if content.decides:
        rows.append((Place(say["decides"], "note", across=ACROSS),))
    rows += [(Place(title, "link", link=title),) for title in others.values()]
    scale, documents = "", ""
    if content.rubric.scale:
        rows += [(), (Place(say["scale"], "strong"),), _head(say, "level", "label", "means")]
        scale = _area(name, len(rows) + 1, len(content.rubric.scale))
        rows += _scale(content)
    if content.case is not None and content.case.documents:
        rows += [
            (),
            (Place(say["documents"], "strong"),),
            _head(say, "document", "title-of", "dated"),
        ]
        documents = _area(name, len(rows) + 1, len(content.case.documents))
        rows += _documents(content)
    if content.rubric.rules:
        told = [in_language(rule, content.lang) for rule in content.rubric.rules]
        rows += [(), (Place(say["rules"], "strong"),)]
        rows += _numbered(told)
    if not settles:
        rows += _example(content, say)
    sheet = Sheet(name, tuple(rows), WIDTHS, freeze=(0, 0), wide=True, locked=True, pages=1)
    return sheet, Lists(scale, documents)


def _names(content: Content) -> str:
    between: str = messages("forms", content.lang)["sheet"]["between"]
    return between.join(content.others)


def _numbered(texts: Sequence[str]) -> Rows:
    return [(Place(f"{n}. {text}", "wrap", across=ACROSS),) for n, text in enumerate(texts, 1)]


def _what(content: Content) -> str:
    """What the form is of: the region's plan, or the rubric."""
    case = content.case
    if case is None:
        return in_language(content.rubric.title, content.lang)
    plan = in_language(case.plan.title, content.lang) if case.plan is not None else ""
    return plan or in_language(case.region.name, content.lang)


def _whose(content: Content, say: Mapping[str, str]) -> Rows:
    identity, case = content.identity, content.case
    region = in_language(case.region.name, content.lang) if case is not None else ""
    titled = in_language(content.rubric.title, content.lang)
    form = say["form-is"].format(form=identity.form, sha256=identity.sha256)
    told = (
        ("for", identity.rater, ""),
        ("case", identity.case or say["case-none"], region),
        ("rubric", identity.rubric, titled),
        ("form", form, ""),
    )
    return [
        (Place(say[key], "strong"), Place(value, "wrap"), Place(more or None, "wrap"))
        for key, value, more in told
    ]


def _progress(content: Content, say: Mapping[str, str], spans: Sequence[Spans], above: int) -> Rows:
    """How many criteria of each pillar are done, counted live."""
    columns = columns_of(content)
    level, state = columns.index("level") + 1, columns.index("state") + 1
    rows: Rows = [_head(say, "pillar", "rated", "of", "share")]
    first = above + 4
    for n, span in enumerate(spans, start=first):
        levels = area(span.sheet, HEAD + 1, span.last, level)
        states = area(span.sheet, HEAD + 1, span.last, state)
        counted = Formula(f'COUNTA({levels})+COUNTIFS({levels},"",{states},"?*")', span.done)
        rows.append(
            (
                Place(span.title, "link", link=span.sheet),
                Place(counted, "plain"),
                Place(span.n, "plain"),
                Place(_part(n, span.done, span.n), "percent"),
            )
        )
    done, total = sum(s.done for s in spans), sum(s.n for s in spans)
    last = first + len(spans) - 1
    sums = (Formula(f"SUM({c}{first}:{c}{last})", v) for c, v in (("B", done), ("C", total)))
    rows.append(
        (
            Place(say["total"], "strong"),
            *(Place(s, "plain") for s in sums),
            Place(_part(last + 1, done, total), "percent"),
        )
    )
    return rows


def _part(row: int, done: int, of: int) -> Formula:
    return Formula(f"IF(C{row}=0,0,B{row}/C{row})", done / of if of else 0.0)


def _head(say: Mapping[str, str], *keys: str) -> tuple[Place, ...]:
    return tuple(Place(say[key], "head") for key in keys)


def _area(sheet: str, first: int, n: int) -> str:
    return f"{quoted(sheet)}!${column(1)}${first}:${column(1)}${first + n - 1}"


def _scale(content: Content) -> Rows:
    return [
        (
            Place(anchor.level, "level"),
            Place(in_language(anchor.label, content.lang), "wrap"),
            Place(in_language(anchor.means, content.lang) or None, "wrap", across=4),
        )
        for anchor in content.rubric.scale
    ]


def _documents(content: Content) -> Rows:
    assert content.case is not None
    return [
        (
            Place(document.id, "text"),
            Place(in_language(document.title, content.lang) or None, "wrap"),
            Place(document.date.isoformat() if document.date else None, "text"),
        )
        for document in content.case.documents
    ]


def _example(content: Content, say: Mapping[str, Any]) -> Rows:
    """Two rows as they may look when they are filled in."""
    heads = messages("forms", content.lang)["columns"]
    names = ("code", "criterion", "check", "tick", "level", "reason", "confidence")
    more = ("document", "at", "quote", "note")
    rows: Rows = [
        (),
        (Place(say["example"], "strong"),),
        (Place(say["example-about"], "about", across=ACROSS),),
        tuple(Place(heads[name], "head") for name in (*names, *more)),
    ]
    at = names.index("level")
    rows += [
        tuple(
            Place(
                (_level(content) if n == at and text else text) or None,
                "sample" if n > 2 else "wrap",
            )
            for n, text in enumerate(row)
        )
        for row in say["example-rows"]
    ]
    return rows


def _level(content: Content) -> str:
    """The level of the example: 2 where there is one above it, since it says why not one higher."""
    steps = content.rubric.steps
    return "2" if 2 in steps[:-1] else str(steps[(len(steps) - 1) // 2] if steps else 0)


def spans_of(content: Content, tabs: Mapping[str, str]) -> list[Spans]:
    """What the guide says of each sheet to fill in. ``tabs``: their names by the part's id."""
    words = messages("forms", content.lang)["words"]
    out = []
    for part in content.parts:
        firsts = [answers_shown(block, content, words)[0] for block in part.blocks]
        done = sum("level" in first or "state" in first for first in firsts)
        out.append(Spans(part.full, tabs[part.id], len(firsts), done, last_row(part)))
    return out
