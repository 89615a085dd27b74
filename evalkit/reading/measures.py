"""A table of measures in; its entries, and what cannot be read, out.

A row a value, or a column a measure, or a column a year; measures and regions by id or by name.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evalkit.model.catalogue import catalogue
from evalkit.model.fields import Text, Translations, both
from evalkit.model.finding import Finding, found, listed, side_by_side, suggestion
from evalkit.model.finding import Value as Words
from evalkit.model.measures import Entry
from evalkit.model.rubric import Rubric
from evalkit.reading.table_numbers import Mark, figure_in, figures, is_missing, whole
from evalkit.reading.tables import Table, TableRow, folded, plain

# and source_zh, where a source has a Chinese name
COLUMNS = ("region", "measure", "value", "unit", "year", "source")
ALIKE = ("region", "measure", "year")  # what may hold for every row of a table
OF_MEASURE, OF_YEAR = "measure ", "year "  # before an id or a year, among the names of columns
KEYS = ("case", "region")
_IN_BRACKETS = re.compile(r"[（(]([^()（）]*)[)）]\s*$")
_REGION = re.compile(
    "(壮族|回族|维吾尔|藏族|蒙古族)?自治[区州县]$|特别行政区$|[省市]$|(province|municipality)$"
)


@dataclass(frozen=True)
class Known:
    """What rows may name: folded word → id. ``regions``: of cases and tables of regions; ``cases``:
    case → its region; ``units``: of measures; ``strict``: whether a measure that is not known is
    worth a word; ``whole``: and a region."""

    measures: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    whole: bool = False

    def measure(self, word: str) -> str:
        """The id of a measure, as it is written or by its title or code."""
        return self.measures.get(folded(word), plain(word))

    def region(self, word: str) -> str:
        """The region that is meant: 北 京 is 北京, 内蒙古自治区 is 内蒙古."""
        return self.regions.get(region_word(word)) or self.regions.get(folded(word)) or plain(word)


def unit_in(heading: str) -> str:
    """The unit that stands in brackets at the end of a heading; empty where there is none."""
    match = _IN_BRACKETS.search(heading)
    return match[1] if match else ""


def region_word(word: str) -> str:
    """A region's name as it is compared: without blanks and without what kind of region it is."""
    own = folded(word)
    return _REGION.sub("", own) or own


def measures_known(rubric: Rubric | None) -> dict[str, str]:
    """Words for a rubric's measures, folded → id: ids, codes, titles in both languages."""
    words: dict[str, str] = {}
    for criterion, _ in rubric.measured.values() if rubric is not None else ():
        titles = _said(criterion.title)
        coded = (f"{criterion.code} {title}" for title in titles if criterion.code)
        for word in (criterion.id, criterion.code, *titles, *coded):
            words |= {folded(word): criterion.id} if word else {}
    for serving in rubric.measures if rubric is not None else ():
        words[folded(serving.id)] = serving.id
        for title in _said(serving.title):  # of two of one name the one that is scored is meant
            words.setdefault(folded(title), serving.id)
    return words


def _said(text: Text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(t for t in (text.zh, text.en) if t)


def regions_known(named: Iterable[tuple[str, Text | None]]) -> dict[str, str]:
    """Words for regions, → the key of each; ``named``: (key, name). What two regions are called
    stands for neither."""
    words: dict[str, str] = {}
    doubtful = set()
    for key, name in named:
        for word in {key, *(_said(name) if name is not None else ())}:
            for own in {folded(word), region_word(word)}:
                doubtful |= {own} if words.get(own, key) != key else set()
                words[own] = key
    return {word: key for word, key in words.items() if word not in doubtful}


def names_of(known: Known) -> dict[str, str]:
    """Heading, folded → column."""
    names: dict[str, str] = {}
    for name, words in catalogue("reading", "headings")["measures"].items():
        for word in (name, *words):
            names.setdefault(folded(word), name)
    for word, id in known.measures.items():
        names.setdefault(word, OF_MEASURE + id)
    for year in range(1950, 2101):
        names |= {f"{year}": f"{OF_YEAR}{year}", f"{year}年": f"{OF_YEAR}{year}"}
    return names


class Value(NamedTuple):
    """A value as a table gives it: of a case or of a region."""

    case: str
    region: str
    entry: Entry
    row: int
    note: Text | None = None


def values_of(
    table: Table, known: Known, fixed: Mapping[str, str] | None = None
) -> tuple[list[Value], list[Finding]]:
    """The values of a table, however it lays them out.

    Args:
        fixed: what holds for every row that has no cell of the kind: measure, unit, year, source.
    """
    fixed = fixed or {}
    columns = {*table.columns, *fixed} - {"decimal"}
    wide = [name for name in table.columns if name.startswith(OF_MEASURE)]
    years = [name for name in table.columns if name.startswith(OF_YEAR)]
    lacking = [] if {*KEYS} & columns else ["region"]
    lacking += [] if wide or "measure" in columns else ["measure"]
    lacking += [] if wide or years or "value" in columns else ["value"]
    lacking += [] if years or "year" in columns else ["year"]
    if lacking:
        head, asked = table.span(table.head), ", ".join(COLUMNS)
        said = {"columns": asked}
        return [], [
            found("table-columns", head, column=n, constant=n if n in ALIKE else None, **said)
            for n in lacking
        ]
    findings = _passed_over(table)
    out: list[Value] = []
    held = ["value"] if "value" in table.columns else wide or years
    for name in held:
        own, wrong = figures(table, name, _mark(fixed.get("decimal", "")))
        findings += wrong
        unclear = any(f.code.startswith("table-decimal") for f in wrong)
        for row in table.rows:
            said = {**fixed, **{k: v for k, v in row.cells.items() if " " not in k}}
            if name != "value":
                unit = unit_in(table.headings[name]) if name in wide else ""
                said |= {"unit": said.get("unit") or unit} if unit else {}
                kind, id = ("measure", OF_MEASURE) if name in wide else ("year", OF_YEAR)
                said[kind] = name.removeprefix(id)
            cell = row.cells.get(name, "")
            if not cell and name != "value":
                continue
            value = own.values.get(row.number)
            if value is None and row.number in own.lost and unclear:
                continue
            read = _value(table, row, name, (said, value, cell), known)
            if isinstance(read, Finding):
                findings.append(read)
            elif read is not None:
                out.append(read)
    findings += _empty(table, held)
    return out, findings + (_unmatched(table, out, known) if known.strict else [])


def _mark(told: str) -> Mark:
    return "." if told == "." else "," if told == "," else ""


def _passed_over(table: Table) -> list[Finding]:
    if not table.passed:
        return []
    span = table.span(table.head)
    known = listed((*COLUMNS, "note"))
    return [found("table-column-unknown", span, columns=listed(table.passed), known=known)]


def _value(
    table: Table,
    row: TableRow,
    name: str,
    held: tuple[Mapping[str, str], float | None, str],
    known: Known,
) -> Value | Finding | None:
    """One value of a row; or what is wrong with it; None where the cell says that nothing is
    known."""
    said, value, cell = held

    def wrong(column: str, wanted: str) -> Finding:
        text, span = row.cells.get(column, ""), table.span(row.number, column)
        head = table.headings.get(column, column)
        if not text:
            return found("table-empty", span, column=head, wanted=wanted)
        year = re.search(r"(?<!\d)(1[89]|20)\d\d(?!\d)", plain(text))
        fix = {"@number": figure_in(text), "@year": year[0] if year else None}.get(wanted)
        return found("table-value", span, column=head, value=text, wanted=wanted, fix=fix)

    case, region = plain(said.get("case", "")), said.get("region", "")
    if not case and not region:
        return wrong("region" if "region" in table.columns else "case", "@text")
    if not said.get("measure"):
        return wrong("measure", "@text")
    if cell and is_missing(cell):
        return None
    if value is None or not math.isfinite(value):
        return wrong(name, "@number")
    year = whole(said.get("year", ""))
    if year is None or not 1000 <= year <= 9999:
        return wrong("year", "@year")
    measure = known.measure(said["measure"])
    unit = said.get("unit") or known.units.get(measure, "")
    if not unit and known.strict:
        return wrong("unit", "@text")
    file = f"{table.file}:{table.sheet}" if table.sheet else table.file
    source = (said.get("source", ""), file, row.number, said.get("source_zh", ""))
    entry = Entry(measure, value, unit, year, *source)
    return Value(case, known.region(region) if region else "", entry, row.number, _note(said))


def _note(said: Mapping[str, str]) -> Text | None:
    zh, en = said.get("note_zh"), said.get("note_en")
    return Translations(zh=zh, en=en) if zh or en else said.get("note")


def _empty(table: Table, held: Sequence[str]) -> list[Finding]:
    """How many cells say that nothing is known."""
    cells = [
        (row.number, name, row.cells[name])
        for row in table.rows
        for name in held
        if name in row.cells and is_missing(row.cells[name])
    ]
    if not cells:
        return []
    words = side_by_side(dict.fromkeys(text for *_, text in cells))
    return [found("table-missing", table.span(*cells[0][:2]), n=len(cells), words=words)]


def _unmatched(table: Table, values: Sequence[Value], known: Known) -> list[Finding]:
    """Measures that the rubric does not know, and regions that nothing else speaks of, each kind in
    one line with a count."""
    findings = []
    ids = {*known.measures.values()}
    for code, named, choices in (
        ("table-measure-unknown", [(v.row, v.entry.measure) for v in values], ids),
        (
            "table-region-unknown",
            [(v.row, v.region) for v in values if v.region],
            {*known.regions.values()},
        ),
    ):
        strange = [(row, word) for row, word in named if word not in choices]
        if strange and choices and (known.whole or code == "table-measure-unknown"):
            words = Counter(word for _, word in strange)
            near = suggestion(strange[0][1].lower(), choices)
            said: dict[str, Words] = {"n": len(strange), "words": side_by_side(words, 8)}
            span = table.span(strange[0][0], "measure" if "measure" in code else "region")
            said = {**said, **near, "choices": listed(sorted(choices)[:12])}
            findings.append(found(code, span, **said))
    return findings


def entries_of(
    values: Sequence[Value], known: Known
) -> tuple[dict[tuple[str, str], tuple[Entry, ...]], list[Finding]]:
    """Values by region and measure, each year once."""
    findings = []
    first: dict[tuple[str, str, int], Entry] = {}
    entries: dict[tuple[str, str], list[Entry]] = {}
    for value in values:
        entry = value.entry
        region = value.region or known.cases.get(folded(value.case), value.case)
        key = (region, entry.measure, entry.year)
        before = first.setdefault(key, entry)
        if before is not entry:
            said = {"region": key[0], "measure": key[1]}
            again = found("table-repeated", entry.span, year=key[2], first=before.line, **said)
            findings.append(again)
            continue
        entries.setdefault(key[:2], []).append(entry)
    return {key: tuple(items) for key, items in entries.items()}, findings


def known_of(
    rubric: Rubric | None,
    named: Iterable[tuple[str, Text | None]],
    cases: Iterable[tuple[str, str]],
    whole: bool = True,
) -> Known:
    """What rows may name under a rubric, where cases and tables of regions name regions.

    Args:
        named: (key of a region, its name); cases: (case, key of its region); whole: whether these
            are all there are.
    """
    units = {id: both(own.unit)[0] for id, own in rubric.quantities.items()} if rubric else {}
    own = {folded(case): key for case, key in cases}
    measures = measures_known(rubric)
    return Known(measures, regions_known(named), own, units, rubric is not None, whole)
