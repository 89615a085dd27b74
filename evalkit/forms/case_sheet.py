"""What a case says of itself (whose plan, which, its facets with their reasons) in; a sheet to fill
it in out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.forms.content import Content
from evalkit.forms.typed import folded, tidy
from evalkit.model.case import Case, unfilled
from evalkit.model.catalogue import messages
from evalkit.model.fields import Text, Translations, in_language
from evalkit.model.language import LANGUAGES
from evalkit.model.rubric import Rubric
from evalkit.workbook.model import Choice, Flag, Place, Sheet, area, column

HEAD = 3  # rows down to the headings
CELLS = ("value", "because", "source")  # what is filled in of a facet; of all else the first
AT = {"what": 2, "choices": 3, "value": 4, "because": 5, "source": 6, "list": 7}
WIDTHS = (4.0, 34.0, 44.0, 40.0, 60.0, 30.0, 20.0)
NEEDED = frozenset({"region/name", "plan/title"})
Values = Mapping[str, Text]  # what may be chosen: id → title


@dataclass(frozen=True)
class Detail:
    """A row of the sheet. ``path``: in the case; ``label``: by language; ``kind``: text, word, day,
    years, one, many (of ``values``); ``held``: what the case has, by cell."""

    path: tuple[str, ...]
    label: Mapping[str, str]
    kind: str
    held: Mapping[str, Any]
    values: Values

    @property
    def key(self) -> str:
        return "/".join(self.path)

    @property
    def cells(self) -> tuple[str, ...]:
        return CELLS if self.path[0] == "facets" else CELLS[:1]

    def shown(self, cell: str, lang: str) -> str:
        """What a cell shows; what a new case holds until somebody fills it in is left out."""
        value = self.held.get(cell)
        if value is None or unfilled(value):
            return ""
        if self.kind == "years":
            return "–".join(map(str, value))
        if cell == "value" and self.kind == "many" and not value:
            none: str = messages("forms", lang)["details"]["none"]
            return none
        if cell == "value" and self.kind in ("one", "many"):
            return "; ".join(titled(self.values, lang).get(one, one) for one in value)
        return tidy(in_language(value, lang))


def details_of(case: Case, rubric: Rubric) -> tuple[Detail, ...]:
    """The rows of a case's sheet, in their order."""
    says = {lang: messages("forms", lang)["details"] for lang in LANGUAGES}
    plan = case.plan

    def row(path: tuple[str, ...], kind: str, value: Any, values: Values | None = None) -> Detail:
        label = {lang: say["-".join(path)] for lang, say in says.items()}
        return Detail(path, label, kind, {"value": value}, values or {})

    def of_plan(name: str, kind: str, values: Values | None = None) -> Detail:
        return row(("plan", name), kind, getattr(plan, name, None), values)

    kinds = {id: kind.title for id, kind in rubric.kinds.items()}
    kind = plan.kind if plan is not None else None
    out = [
        row(("region", "name"), "text", case.region.name),
        row(("region", "code"), "word", case.region.code),
        of_plan("title", "text"),
        *([row(("plan", "kind"), "one", (kind,) if kind else None, kinds)] if kinds else []),
        of_plan("issuer", "text"),
        row(("plan", "adopted"), "day", _day(plan.adopted if plan else None)),
        of_plan("period", "years"),
        *_facets(case, rubric, says),
    ]
    for document in case.documents:
        for name, kind, value in (
            ("title", "text", document.title),
            ("date", "day", _day(document.date)),
        ):
            label = {k: say[f"document-{name}"].format(id=document.id) for k, say in says.items()}
            path = ("documents", document.id, name)
            out.append(Detail(path, label, kind, {"value": value}, {}))
    return tuple(out)


def _facets(case: Case, rubric: Rubric, says: Mapping[str, Mapping[str, str]]) -> Iterator[Detail]:
    for name, facet in rubric.facets.items():
        told = case.facets.get(name)
        held: dict[str, Any] = {}
        if told is not None:
            held = {"value": told.is_, "because": told.because, "source": told.source}
        label = {
            lang: say["facet"].format(title=in_language(facet.title, lang))
            for lang, say in says.items()
        }
        yield Detail(("facets", name), label, "many" if facet.many else "one", held, facet.values)


def _day(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def texts_in(value: Any) -> tuple[str, ...]:
    """The texts that a text in one language or in two holds."""
    if isinstance(value, Translations):
        return tuple(text for text in (value.zh, value.en) if text)
    return (value,) if isinstance(value, str) else ()


def titled(values: Values, lang: str) -> dict[str, str]:
    """Values by what a reader calls them; by their ids where two are called the same."""
    titles = {id: in_language(title, lang) or id for id, title in values.items()}
    alike = [folded(title) for title in titles.values()]
    return {id: id if alike.count(folded(t)) > 1 else t for id, t in titles.items()}


# --- out -------------------------------------------------------------------------------------


def case_sheet(content: Content, name: str) -> Sheet:
    """The sheet, filled in with what the case says."""
    assert content.case is not None
    lang = content.lang
    say = messages("forms", lang)["details"]
    details = details_of(content.case, content.rubric)
    rows: list[list[Place]] = [
        [Place(None), Place(messages("forms", lang)["tab"]["case"], "title", across=4)],
        [Place(None), Place(say["about"], "about", across=4)],
        [
            Place(str(content.identity), "head"),
            *(Place(say[key], "head") for key in ("what", "choices", *CELLS)),
        ],
    ]
    rows += [_row(detail, lang, say) for detail in details]
    last = len(rows)
    choices: list[Choice] = []
    for n, detail in enumerate(details, start=HEAD + 1):
        if detail.values:
            choices.append(_choice(detail, n, rows, lang, say))
    return Sheet(
        name,
        tuple(map(tuple, rows)),
        WIDTHS,
        freeze=(HEAD, 2),
        choices=tuple(choices),
        flags=tuple(_flags(details, last)),
        hidden=(1, AT["list"]),
        wide=True,
        locked=True,
        unprinted=1,
        tall=frozenset(range(HEAD + 1, last + 1)),
        pages=1,
    )


def _row(detail: Detail, lang: str, say: Mapping[str, str]) -> list[Place]:
    shown = {cell: detail.shown(cell, lang) for cell in detail.cells}
    mark = {"detail": detail.key, "was": [digest(shown[cell]) for cell in detail.cells]}
    titles = titled(detail.values, lang).values()
    told = say["between"].join(titles) if detail.values else say[f"kind-{detail.kind}"]
    if detail.kind == "many":
        told += say["many"]
    return [
        Place(json.dumps(mark), "soft"),
        Place(detail.label[lang], "first"),
        Place(told or None, "wrap"),
        *(
            Place(shown[cell] or None, "fill") if cell in shown else Place(None, "shut")
            for cell in CELLS
        ),
    ]


def _choice(
    detail: Detail, row: int, rows: list[list[Place]], lang: str, say: Mapping[str, str]
) -> Choice:
    """What may be chosen in a row; the list stands in a hidden column, below those before it."""
    first = next((n for n, own in enumerate(rows) if len(own) < AT["list"] and n >= HEAD), None)
    first = len(rows) if first is None else first
    titles = list(titled(detail.values, lang).values())
    for n, title in enumerate(titles, start=first):
        if n == len(rows):
            rows.append([])
        rows[n] += [Place(None)] * (AT["list"] - 1 - len(rows[n])) + [Place(title, "soft")]
    cells = area("", first + 1, first + len(titles), AT["list"])
    many = detail.kind == "many"
    message = say["choose-many"] if many else say["choose"]
    return Choice(AT["value"], row, row, (), message, cells=cells, strict=not many)


def _flags(details: Sequence[Detail], last: int) -> Iterator[Flag]:
    """Red: a facet without its value or its reason, a plan or a place without a name."""
    for n, detail in enumerate(details, start=HEAD + 1):
        value = f"${column(AT['value'])}{n}"
        if detail.path[0] == "facets":
            because = f"${column(AT['because'])}{n}"
            yield Flag(AT["value"], n, n, f'{value}=""')
            yield Flag(AT["because"], n, n, f'AND({value}<>"",{because}="")')
        elif detail.key in NEEDED:
            yield Flag(AT["value"], n, n, f'{value}=""')


def digest(text: str) -> str:
    """What tells whether a cell still shows what it did; empty for an empty one."""
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""
