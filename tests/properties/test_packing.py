"""Any case as tables and back: the same case, whatever its keys hold."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from benchmarks.cases import case_with_every_key
from evalkit.editing import case_text
from evalkit.editing.importing import collapsed, plain_commitment
from evalkit.editing.table_text import new_table
from evalkit.model.case import Case
from evalkit.model.fields import Part
from evalkit.reading.case import read_case
from evalkit.reading.case_columns import COLUMNS, FACET
from evalkit.reading.case_drafts import case_of
from evalkit.reading.case_rows import rows_of
from evalkit.reading.case_tables import Reader
from evalkit.reading.grids import Grid, grids_of
from evalkit.reading.joining import begun
from evalkit.reading.table_kinds import Known, all_headings, identified
from evalkit.reading.yaml import parse
from evalkit.storage import open_rubric
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT

LETTERS = "abz 研发投入，。、；“”①７…=+-@'\"#:&*!|>%`{}[],;¶\n.·–é×0123456789?()"
ids = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4}){0,2}\Z", fullmatch=True).filter(
    lambda id: id not in ("all", "mean", "sum", "total")
)
words = st.text(LETTERS, min_size=1, max_size=24).map(str.strip).filter(bool)
line = words.map(lambda text: " ".join(text.split())).filter(bool)
text = st.one_of(
    words,
    st.fixed_dictionaries({}, optional={"zh": words, "en": words}).filter(bool),
)
number = st.floats(allow_nan=False, allow_infinity=False, width=64).filter(
    lambda x: x == 0 or 1e-300 < abs(x) < 1e300
)
year = st.integers(1950, 2100)
day = st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat)
names = line.filter(lambda name: ";" not in name)


def part(**optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=optional)


evidence = st.builds(
    lambda document, more: {"document": document, **more},
    ids,
    part(at=line, quote=words, note=text, kind=st.sampled_from(["supports", "contradicts"])),
)
rating = part(
    rater=names,
    state=st.sampled_from(["rated", "not-applicable", "missing"]),
    level=st.one_of(st.integers(-9, 9), number),
    checks=st.lists(words, max_size=3),
    because=text,
    confidence=st.sampled_from(["high", "medium", "low"]),
    evidence=st.lists(evidence, max_size=2),
    adjudicates=st.booleans(),
)
measurement = st.builds(
    lambda need, more: {**need, **more},
    st.fixed_dictionaries({"value": number, "unit": line, "year": year}),
    part(source=line, note=text),
)
baseline = st.builds(
    lambda value, more: {"value": value, **more},
    number,
    part(year=year, at=line, counts=st.sampled_from(["total", "in-year"])),
)
target = st.builds(
    lambda need, more: {**need, **more},
    st.fixed_dictionaries({"measure": ids, "value": number}),
    part(unit=line, year=year, baseline=baseline, at=line, note=text),
)
amount = st.one_of(number, st.tuples(number, number).map(sorted))
bodies = st.lists(text, min_size=1, max_size=3)
commitment = st.builds(
    lambda id, more: {"id": id, **more},
    st.from_regex(r"[a-z][0-9a-z]{0,3}\Z", fullmatch=True).filter(lambda i: i not in ("all",)),
    part(
        **{"is": st.sampled_from(["exactly", "at-least", "at-most", "about", "over"])},
        **{"with": bodies},
        at=st.tuples(ids, st.sampled_from(["¶3", "¶34 s2.1", "第5段", "p. 7", "31"])).map(" ".join),
        what=text,
        measure=ids,
        value=amount,
        growth=amount,
        unit=text,
        year=year,
        dated=st.sampled_from(["text", "part"]),
        baseline=baseline,
        body=bodies,
        money=st.builds(lambda v, m: {"value": v, **m}, number, part(unit=text)),
        partners=bodies,
        criteria=st.lists(ids, min_size=1, max_size=2),
        codes=st.dictionaries(ids, st.lists(ids, max_size=2), max_size=2),
        quote=words,
        rater=names,
        adjudicates=st.booleans(),
        follows=st.fixed_dictionaries({"case": ids, "id": ids}),
        status=st.sampled_from(["done", "partly", "dropped", "silent", "changed", "open"]),
        left_out=st.sampled_from(["name", "past", "present", "repeats", "scope", "intent"]),
        note=text,
    ),
)
case = st.builds(
    lambda need, more: {**need, **more},
    st.fixed_dictionaries(
        {
            "case": ids,
            "rubric": ids.map(lambda id: f"{id}@1.0.0"),
            "region": st.builds(lambda name, more: {"name": name, **more}, text, part(code=line)),
        }
    ),
    part(
        plan=st.builds(
            lambda title, more: {"title": title, **more},
            text,
            part(
                kind=line,
                issuer=text,
                adopted=day,
                period=st.tuples(year, year).map(sorted),
                documents=st.lists(ids, min_size=1, max_size=2),
                summary=text,
            ),
        ),
        facets=st.dictionaries(
            ids,
            st.builds(
                lambda value, more: {"is": value, **more},
                st.lists(ids, max_size=2),
                part(because=text, source=line),
            ),
            max_size=2,
        ),
        documents=st.lists(
            st.builds(
                lambda id, more: {"id": id, **more},
                ids,
                part(title=text, issuer=text, date=day, url=line, file=line, sha256=ids, note=text),
            ),
            max_size=2,
        ),
        raters=st.dictionaries(
            names,
            part(
                name=text,
                role=st.sampled_from(["rater", "chair"]),
                batch=st.integers(0, 99),
                wording=st.just("2.0.0"),
                date=day,
                note=text,
            ),
            max_size=2,
        ),
        ratings=st.dictionaries(ids, st.lists(rating, min_size=1, max_size=3), max_size=2),
        measures=st.dictionaries(ids, st.lists(measurement, min_size=1, max_size=2), max_size=2),
        targets=st.lists(target, max_size=2),
        commitments_scope=st.sampled_from(["all", "cited", "figures", "unsaid"]),
        commitments=st.lists(commitment, max_size=3),
        allow=st.lists(
            st.builds(
                lambda finding, more: {"finding": finding, **more},
                ids,
                part(at=line, because=text, owner=line, until=day),
            ),
            max_size=2,
        ),
        note=text,
    ),
)


def back(written: dict[str, bytes]) -> dict[str, Any]:
    """The cases that tables hold, as plain data."""
    known = Known()
    held = []
    for name, content in written.items():
        grids, findings = grids_of(content, f"{name}.csv", all_headings(known))
        assert findings == (), [f.message() for f in findings]
        one, findings = identified(only(grids), name, known)
        assert findings == (), [f.message() for f in findings]
        assert one is not None
        held.append(one)
    reader = Reader(known)
    reader.read(held)
    assert reader.findings == [], [f.message() for f in reader.findings]
    out = {}
    for draft in reader.drafts.values():
        data = dict(case_of(draft, known).data)
        rows = [r.commitment for r in reader.commitments if r.case == draft.id]
        if rows:
            data["commitments"] = [plain_commitment(one) for one in rows]
        out[draft.id] = data
    return out


def only(grids: tuple[Grid, ...]) -> Grid:
    (grid,) = grids
    return grid


def canonical(own: Case) -> Case:
    """One rating alone and a list of one are the same; one that nobody has begun is none."""
    held = {name: tuple(filter(begun, own.ratings_of(name))) for name in own.ratings}
    ratings = {name: kept for name, kept in held.items() if kept}
    measures = {name: own.measurements_of(name) for name in own.measures}
    return own.model_copy(update={"ratings": ratings, "measures": measures})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case)
def test_a_case_as_tables_is_the_same_case(data: dict[str, Any]) -> None:
    own = canonical(Case.model_validate(data))
    tables = rows_of([own])
    written = {n: new_table({c: c for c in columns}, rows) for n, (columns, rows) in tables.items()}
    (read,) = back(written).values()
    assert canonical(Case.model_validate(read)) == own
    document = parse(case_text(collapsed(read)), "c.yaml")
    again, findings = read_case(document)
    assert again is not None
    assert [f for f in findings if f.severity == "error"] == []  # years may be doubtful
    assert canonical(again.case) == own


def leaves(model: type[Part], path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The paths of all keys of a part that hold no part themselves."""
    from evalkit.reading.validation import _children

    inner = _children(model)
    out: set[tuple[str, ...]] = set()
    for key in model.keys_as_written():
        kind = inner.get(key)
        is_text = kind is not None and kind[0].__name__ == "Translations"
        out |= {(*path, key)} if kind is None or is_text else leaves(kind[0], (*path, key))
    return out


def test_every_key_of_the_case_format_has_a_column() -> None:
    """A new key without a column fails here; commitments have columns of their own, which the
    property above fills."""
    heads = {"cases": (), "waivers": ("allow",), "evidence": ("ratings", "evidence")}
    held = {
        (*heads.get(name, (name,)), *column.path)
        for name, columns in COLUMNS.items()
        for column in columns
    }
    held |= {("facets", *column.path) for column in FACET} | {("case",)}
    wanted = {path for path in leaves(Case) if path[0] != "commitments"}
    assert wanted - held == set()
    filled = strategy_keys()
    assert {path[1] for path in leaves(Case) if path[0] == "commitments"} <= filled


def filled(data: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The paths of all keys of plain data; ``*``: a name that the case chooses itself."""
    if isinstance(data, list):
        return set().union(*(filled(item, path) for item in data))
    if not isinstance(data, dict) or {*data} <= {"zh", "en"}:
        return {path}
    named = path in {("facets",), ("raters",), ("ratings",), ("measures",)}
    return {path}.union(
        *(filled(item, (*path, "*" if named else key)) for key, item in data.items())
    )


def test_the_cases_of_the_benchmark_fill_every_key() -> None:
    standard, _, _ = open_rubric((ROOT / "rubrics/regional-innovation.yaml").as_posix())
    assert standard is not None
    data = case_with_every_key(7, standard)
    known = {tuple(key for key in path if key != "*") for path in filled(data)}
    assert leaves(Case) - known == set()
    Case.model_validate(data)


def strategy_keys() -> set[str]:
    """The keys of a commitment that the property fills."""
    seen: set[str] = set()

    @settings(max_examples=200, database=None, deadline=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(commitment)
    def collect(one: dict[str, Any]) -> None:
        seen.update(one)

    collect()
    return seen


def test_numbers_keep_every_digit() -> None:
    for value in (0.1 + 0.2, 1 / 3, 1e-7, 123456789.123456789, -5.0):
        content = new_table({"v": "v"}, [{"v": value}])
        (grid,), _ = grids_of(content, "t", {"v"})
        assert math.isclose(float(grid.rows[1][0].lstrip("'")), value, rel_tol=0)
