"""A table of results that others have computed, a row a case and a column a node, in; its values
by case and node out.

COINr's ``get_results``, or a published ranking: units by code or by name, nodes by code, id or
title, the total as Index, Score or Total, with or without a column Rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model.case import Case
from evalkit.model.fields import Text, both
from evalkit.model.finding import Finding, found, listed
from evalkit.model.place import Span
from evalkit.model.rubric import Rubric
from evalkit.reading.grids import Grid, folded, grids_of
from evalkit.reading.measures import region_word
from evalkit.reading.table_numbers import figures, is_missing
from evalkit.reading.tables import Table, table_of

# whose a row is, in this order, and where a case stands
UNITS = (
    "uCode",
    "case",
    "code",
    "region",
    "uName",
    "country",
    "unit",
    "案例",
    "代码",
    "地区",
    "国家",
)
RANK = ("Rank", "排名", "名次")
TOTAL = ("Index", "Total", "Score", "overall", "总分", "指数", "得分")
OF_NODE, OF_UNIT, BETWEEN, PLACE = "node ", "unit ", "between ", "rank"
DEEPEST = 12  # levels of a tree that are looked for
HUNDRED, ABOVE_ONE = 100.0, 1.5  # what lies above is of a scale of 0 to 100
MOST = 8  # headings that are named
FINEST = 6  # decimals that are compared: what follows is how machines round


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Results of others. ``scale``: 1 or 100, the top of their scale, 1 of values of an index;
    ``values``: (case, ref) → in [0, 1] as a rule; ``ranks``: case → place; ``decimals``: to which
    they are compared, those that they are written with; ``lacking``: cases that have no row;
    ``strangers``: rows that are of none."""

    scale: float
    values: Mapping[tuple[str, str], float]
    ranks: Mapping[str, int]
    decimals: int
    lacking: tuple[str, ...]
    strangers: tuple[str, ...]


def read_elsewhere(
    content: bytes, file: str, rubric: Rubric, cases: Sequence[Case]
) -> tuple[Elsewhere | None, tuple[Finding, ...]]:
    """The results in a file; None where it holds none."""
    names = _names(rubric)
    grids, wrong = grids_of(content, file, names)
    for grid in grids:
        own, more = _read(grid, names, cases, rubric.is_index)
        if own is not None or not grid.sheet:
            return own, (*wrong, *more)
    if wrong:
        return None, wrong
    return None, (found("table-headings", Span(file, 1, 1), columns=None),)


def _names(rubric: Rubric) -> dict[str, str]:
    """Heading, folded → what its column holds."""
    names: dict[str, str] = {}
    for word in UNITS:
        names[folded(word)] = OF_UNIT + word
    names |= {folded(word): PLACE for word in RANK}
    for word in (*TOTAL, *_said(rubric.title), rubric.rubric):
        names.setdefault(folded(word), f"{OF_NODE}overall")
    for kind in range(3):  # whatever has a code of its own comes before whatever is called so
        for ref, _, node in rubric.walk():
            words = ((node.code,), (ref, node.id, node.id.replace("-", "_")), _said(node.title))
            for word in words[kind]:
                names.setdefault(folded(word), OF_NODE + ref) if word else None
    # nodes that an export for COINr puts between say what those below them say
    for ref, _, node in rubric.walk():
        for level in range(2, DEEPEST):
            for word in (node.code, node.id.replace("-", "_")):
                names.setdefault(folded(f"{word}_{level}"), f"{BETWEEN}{ref} {level}")
    return names


def _said(text: Text) -> tuple[str, ...]:
    return tuple(dict.fromkeys(own for own in both(text) if own))


def _read(
    grid: Grid, names: Mapping[str, str], cases: Sequence[Case], is_index: bool
) -> tuple[Elsewhere | None, tuple[Finding, ...]]:
    table, wrong = table_of(grid, names)
    if table is None:
        return None, wrong
    unit = next((own for w in UNITS if (own := OF_UNIT + w) in table.columns), None)
    nodes = [name for name in table.columns if name.startswith(OF_NODE)]
    findings = list(wrong)
    head = table.span(table.head)
    if unit is None or not nodes:
        lacking = "uCode" if unit is None else "Index"
        return None, (*wrong, found("table-columns", head, column=lacking, columns="uCode, Index"))
    if table.passed:
        more_columns = (*table.passed[:MOST], "…") if len(table.passed) > MOST else table.passed
        findings.append(found("table-column-unknown", head, columns=listed(more_columns)))
    of_row, strangers = _cases(table, unit, cases)
    values: dict[tuple[str, str], float] = {}
    decimals, most = 0, 0.0
    for name in nodes:
        column, more = figures(table, name)
        findings += more
        decimals = max(decimals, *(_decimals(row.cells.get(name, "")) for row in table.rows))
        for number, value in column.values.items():
            most = max(most, abs(value))
            if number in of_row:
                values[of_row[number], name.removeprefix(OF_NODE)] = value
    scale = HUNDRED if most > ABOVE_ONE and not is_index else 1.0
    ranks: dict[str, int] = {}
    if PLACE in table.columns:
        held = figures(table, PLACE)[0].values
        ranks = {of_row[n]: int(value) for n, value in held.items() if n in of_row}
    there = {*of_row.values()}
    missing = tuple(case.case for case in cases if case.case not in there)
    scaled = {key: value / scale for key, value in values.items()}
    results = Elsewhere(scale, scaled, ranks, min(decimals, FINEST), missing, strangers)
    return results, tuple(findings)


def _cases(
    table: Table, unit: str, cases: Sequence[Case]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """Row → the case it is of; and what rows are called that are of none."""
    words = dict(_words(cases))
    of_row: dict[int, str] = {}
    taken: set[str] = set()
    strangers = []
    for row in table.rows:
        text = row.cells.get(unit, "")
        case = words.get(folded(text)) or words.get(region_word(text))
        if case is not None and case not in taken:
            of_row[row.number] = case
            taken.add(case)
        elif text:
            strangers.append(text)
    return of_row, tuple(strangers)


def _words(cases: Sequence[Case]) -> Iterator[tuple[str, str]]:
    """Words that stand for one case, and it: its id, its region's code and names."""
    held: dict[str, set[str]] = {}
    for case in cases:
        for word in _called(case):
            held.setdefault(word, set()).add(case.case)
    own = {case.case for case in cases}
    for word, of in held.items():
        if word in own:
            yield word, word
        elif len(of) == 1:
            yield word, next(iter(of))


def _called(case: Case) -> Iterable[str]:
    yield folded(case.case)
    if case.region.code is not None:
        yield folded(case.region.code)
    for name in _said(case.region.name):
        yield from (folded(name), region_word(name))


def _decimals(text: str) -> int:
    """Decimals of a figure as it is written."""
    if is_missing(text):
        return 0
    if "e" in text.lower():
        return FINEST
    return len(match[1]) if (match := re.search(r"[.,](\d+)\s*%?$", text)) else 0
