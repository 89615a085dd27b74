"""Tables in; which of ours each is, and what its headings and words stand for, out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from evalkit.model.case import CaseFile
from evalkit.model.catalogue import catalogue
from evalkit.model.fields import Text
from evalkit.model.finding import Finding
from evalkit.model.place import Span
from evalkit.model.rubric import Criterion, Rubric
from evalkit.reading import commitments, measures, regions
from evalkit.reading.case_columns import COLUMNS, NEEDED, WHOSE, names_of
from evalkit.reading.grids import HEAD, Grid
from evalkit.reading.tables import Table, clean, folded, plain, table_of

# before an id, among the names of columns; behind the last the column of a rating
CRITERION, FACET_OF, OF_RATING = "criterion ", "facet ", "of "
_FORM = re.compile(r'\{"case": .*"form": \d')
_FACET = re.compile(r"facets\.(.+?)(?:_(because|because_zh|because_en|source))?\Z")


@dataclass(frozen=True)
class Known:
    """What tables may name, folded → id. ``levels``: by word; ``facets``:
    by facet and word; ``cases``: words for a case; ``rubric``: of a case that names none;
    ``measured``: criteria that a measurement scores."""

    criteria: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    facet_words: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    measures: measures.Known = field(default_factory=measures.Known)
    commitments: commitments.Known = field(default_factory=lambda: commitments.known_of(None))
    rubric: Rubric | None = None
    measured: frozenset[str] = frozenset()

    @cached_property
    def checks(self) -> Mapping[str, Mapping[str, str]]:
        """Checks by criterion and word, for tables that tick some."""
        criteria = () if self.rubric is None else (node for _, node in self.rubric.criteria())
        return {
            criterion.id: {
                folded(word): check.id
                for check in criterion.checks
                for word in (check.id, *said_of(check.asks))
            }
            for criterion in criteria
        }

    def case(self, word: str) -> str:
        """The case that is meant: by its id, its region or the title of its plan."""
        own = self.cases.get(folded(word)) or self.cases.get(measures.region_word(word))
        return own or plain(word)

    def labels_of(self, criterion: str) -> Mapping[str, float]:
        """What the levels of a criterion are called: nothing where they are its own."""
        scale = self.rubric.scales.get(criterion) if self.rubric is not None else None
        return {} if scale is not None and scale.own else self.levels

    def criterion(self, word: str) -> str:
        """The criterion that is meant: by id, code, ref or title."""
        return self.criteria.get(folded(word)) or plain(word)


def known_of(
    rubric: Rubric | None, files: Iterable[CaseFile] = (), of: measures.Known | None = None
) -> Known:
    """What tables may name under a rubric, beside cases."""
    cases: dict[str, str] = {}
    for case in (file.case for file in files):
        title = case.plan.title if case.plan is not None else None
        own_words = (case.case, case.region.code or "", *said_of(case.region.name), *said_of(title))
        for word in filter(None, own_words):
            for own in (folded(word), measures.region_word(word)):
                cases[own] = case.case if cases.get(own, case.case) == case.case else ""
    named = measures.Known() if of is None else of
    coded = commitments.known_of(rubric)
    if rubric is None:
        return Known(cases=cases, measures=named, commitments=coded)
    criteria: dict[str, str] = {}
    for ref, criterion in rubric.criteria():
        for word in (criterion.id, ref, criterion.code, *titled(criterion)):
            criteria |= {folded(word): criterion.id} if word else {}
    measured = frozenset(rubric.quantities)
    levels = {
        folded(word): anchor.level for anchor in rubric.scale for word in said_of(anchor.label)
    }
    facets = {
        id: {
            folded(w): value
            for value, label in facet.values.items()
            for w in (value, *said_of(label))
        }
        for id, facet in rubric.facets.items()
    }
    titles = {
        folded(w): id for id, facet in rubric.facets.items() for w in (id, *said_of(facet.title))
    }
    return Known(criteria, levels, facets, titles, cases, named, coded, rubric, measured)


def titled(criterion: Criterion) -> tuple[str, ...]:
    """A criterion's title in each language, alone and behind its code: as forms and reports
    head it."""
    titles = said_of(criterion.title)
    return (*titles, *(f"{criterion.code} {title}" for title in titles if criterion.code))


def said_of(text: Text | None) -> tuple[str, ...]:
    """What a text says, in each language that it has."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(t for t in (text.zh, text.en) if t)


# --- which table it is -------------------------------------------------------------------------


class Held(NamedTuple):
    """A table and which of ours it is; ``case``: whose its rows are where no column says so."""

    kind: str
    table: Table
    case: str = ""


def columns_asked(kind: str) -> tuple[str, ...]:
    """The columns of a kind of table, as one that lacks them is told."""
    if kind in COLUMNS:
        whose = [name for name in WHOSE[kind] if name != "rating"]
        return tuple(
            dict.fromkeys([*whose, *(name for c in COLUMNS[kind] for name in names_of(c))])
        )
    return regions.COLUMNS if kind == "regions" else ("case", "id", "document", "at", "what")


@cache
def named_kinds() -> Mapping[str, str]:
    """Name of a file or a sheet, folded → the table that bears it."""
    held = catalogue("reading", "tables")["names"]
    return {folded(word): kind for kind, words in held.items() for word in (kind, *words)}


def kind_named(name: str) -> str:
    """The table that a file or sheet is by its name; empty where the name says nothing:
    ``ratings``, ``gz-2026.ratings``, ``评分 2026``."""
    kinds = named_kinds()
    own = re.sub(r"[.\-_ ]*\d[\d\-]*\Z", "", name)
    parts = (own, re.split(r"[.\-_ ]", own)[-1])
    return next((kinds[folded(part)] for part in parts if folded(part) in kinds), "")


def headings(kind: str, known: Known) -> dict[str, str]:
    """Heading, folded → column, of a kind of table."""
    if kind == "measures":
        return measures.names_of(known.measures)
    if kind == "commitments":
        return dict(known.commitments.columns)
    if kind == "regions":
        return regions.names_of(known.rubric.facets if known.rubric is not None else None)
    own = catalogue("reading", "tables")["columns"][kind]
    names = {folded(name): name for name in own}
    for column in COLUMNS[kind]:
        names |= {folded(name): name for name in names_of(column)}
    for name, words in own.items():
        for word in words:
            names.setdefault(folded(word), name)
    if kind == "ratings":
        for word, id in known.criteria.items():
            if id not in known.measured:
                names.setdefault(word, CRITERION + id)
    if kind == "cases":
        for id in known.facets:
            names.setdefault(folded(f"facets.{id}"), FACET_OF + id)
            for part in ("because", "because_zh", "because_en", "source"):
                names[folded(f"{id}_{part}")] = f"{FACET_OF}{id} {part}"
        for word, id in known.facet_words.items():
            names.setdefault(word, FACET_OF + id)
    return names


_REASON = re.compile(
    r"(.+?)[\s_:：·–—-]*(because|reason|why|理由|原因)[\s_(（-]*"
    r"(?:(zh|(?:in )?chinese|中文)|(en|(?:in )?english|英文))?[)）]?\Z",
    re.I,
)


def reason_column(heading: str, known: Known) -> str:
    """The column of the reasons of one criterion in a wide table, by its heading: "A1 because",
    "A1 理由"; empty where it is none."""
    match = _REASON.match(clean(heading))
    id = known.criteria.get(folded(match[1])) if match else None
    if match is None or id is None or id in known.measured or folded(heading) in known.criteria:
        return ""
    lang = "_zh" if match[3] else "_en" if match[4] else ""
    return f"{OF_RATING}{id} because{lang}"


def _reasons(grid: Grid, known: Known) -> dict[str, str]:
    """Headings of the reasons of single criteria."""
    cells = {clean(cell) for row in grid.rows[:HEAD] for cell in row}
    return {folded(cell): own for cell in cells if (own := reason_column(cell, known))}


def all_headings(known: Known) -> set[str]:
    """Every heading of every kind: they tell the separator of a text."""
    return {name for kind in (*COLUMNS, "commitments") for name in headings(kind, known)}


def identified(
    grid: Grid, name: str, known: Known, kind: str = ""
) -> tuple[Held | None, tuple[Finding, ...]]:
    """Which table a grid is: by its sheet's or file's name, else by its headings; None where it is
    none of ours."""
    kind = kind or kind_named(grid.sheet) or ("" if grid.sheet else kind_named(name))
    if kind:
        names = headings(kind, known) | _spelt_out(grid, kind)
        names |= _reasons(grid, known) if kind == "ratings" else {}
        table, findings = table_of(grid, names, WHOSE_KEYS)
        return (None if table is None else Held(kind, table)), findings
    best: tuple[int, Held, tuple[Finding, ...]] | None = None
    for guess in ("ratings", "evidence", "measures", "commitments", "cases"):
        names = headings(guess, known) | (_reasons(grid, known) if guess == "ratings" else {})
        table, findings = table_of(grid, names, WHOSE_KEYS)
        if table is not None and fits(guess, table):
            n = len(table.columns) - len(table.passed)
            if best is None or n > best[0]:
                best = n, Held(guess, table), findings
    return (best[1], best[2]) if best is not None else (None, ())


def nearly(grid: Grid, known: Known) -> tuple[str, Table, str] | None:
    """What a grid seems to be that has some headings of ours and is no table of ours: the kind,
    the table, and the first column that it lacks; None where it has hardly any."""
    best: tuple[str, Table, str] | None = None
    for kind in ("measures", "ratings", "evidence", "cases"):
        table, _ = table_of(grid, headings(kind, known), WHOSE_KEYS)
        if table is None or len(table.columns) < 2 or not {"case", "region"} & table.columns.keys():
            continue
        needed = (("measure",), ("value",)) if kind == "measures" else NEEDED[kind]
        lacks = [several[0] for several in needed if not table.columns.keys() & {*several}]
        if lacks and (best is None or len(table.columns) > len(best[1].columns)):
            best = kind, table, lacks[0]
    return best


ORDER = (  # of reading: those first that others stand upon
    *("regions", "cases", "documents", "raters", "ratings"),
    *("evidence", "measures", "targets", "waivers", "commitments"),
)
WHOSE_KEYS = ("case", "region", "name_zh", "name_en")


def _spelt_out(grid: Grid, kind: str) -> dict[str, str]:
    """Headings that say themselves what they are: ``facets.clusters_because``,
    ``codes.instrument``; the rubric need not know them."""
    names: dict[str, str] = {}
    for cell in (clean(cell) for row in grid.rows[:HEAD] for cell in row if "." in cell):
        if kind == "commitments" and cell.startswith(commitments.CODED):
            names[folded(cell)] = cell
        elif kind == "cases" and (match := _FACET.match(cell)):
            names[folded(cell)] = FACET_OF + match[1] + (f" {match[2]}" if match[2] else "")
    return names


def is_form(grid: Grid) -> bool:
    """Whether a sheet is one of a rating form: it says whose it is in a cell of its headings."""
    return any(_FORM.match(cell) for row in grid.rows[:6] for cell in row if cell[:1] == "{")


def is_report(sheets: Collection[str]) -> bool:
    """Whether a workbook is a report that evalkit wrote, by the names of its sheets."""
    return any({*own} <= {*sheets} for own in catalogue("reading", "tables")["report"]["sheets"])


def fits(kind: str, table: Table) -> bool:
    """Whether a table has the columns that its kind cannot do without."""
    names = table.columns
    if kind == "measures":
        wide = any(n.startswith((measures.OF_MEASURE, measures.OF_YEAR)) for n in names)
        return ("value" in names and "measure" in names) or (
            wide and bool({"case", "region"} & names.keys())
        )
    if kind == "commitments":
        return "id" in names and {"at", "document"} & names.keys() != set() and len(names) > 3
    if kind == "cases":
        return {"case", "rubric"} <= names.keys()
    if kind == "ratings" and wide_columns(table):
        return bool({"case", "region"} & names.keys())
    return all(names.keys() & set(several) for several in NEEDED[kind])


def wide_columns(table: Table) -> tuple[str, ...]:
    """The columns of a table that are criteria."""
    return tuple(name for name in table.columns if name.startswith(CRITERION))


def pins_of(held: Collection[Held]) -> dict[str, tuple[str, Span]]:
    """Case → the rubric that a table of cases pins it to, and where."""
    return {
        plain(row.cells["case"]): (row.cells["rubric"], one.table.span(row.number, "rubric"))
        for one in held
        if one.kind == "cases"
        for row in one.table.rows
        if {"case", "rubric"} <= row.cells.keys()
    }
