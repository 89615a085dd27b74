"""Cases as files and the same cases as tables: every figure, state, reason and finding is the same;
and how rows lie and how many cases go into a batch moves nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from evalkit.analysis.levels import levels_of
from evalkit.analysis.results import Results
from evalkit.tables.run import Asked, score_tables
from evalkit.tables.summary import summary_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.conftest import case_of, evaluation_of
from tests.properties.test_own_scales import plan, standard
from tests.table_scores import alike, found_alike, tables_of

DAY = date(2026, 1, 1)
RUBRICS, CASES = 24, 12


@pytest.mark.parametrize("seed", range(RUBRICS))
def test_mixed_scales_come_to_the_same_as_tables(seed: int) -> None:
    random = Random(seed)
    rubric = standard(random)
    cases = [plan(random, f"c{n:02}", rubric) for n in range(CASES)]
    held = evaluation_of(json.dumps(rubric), *map(json.dumps, cases))
    scores = score_tables(held.standard, tables_of(held.files), None, Asked(DAY, batch=5))
    assert scores.scores is not None
    assert alike(held, scores.scores) > 0
    found_alike(held, scores)
    summary = summary_of(scores)
    own = {a.name: a.alpha for a in Results(held).agreement if a.scope == "criterion"}
    for found in summary.agreement[1:]:
        for metric, value in own[found.ref].items():
            assert found.alpha[metric] == pytest.approx(value, abs=1e-9), (found.ref, metric)
    agreed = {own.ref: own for own in levels_of(held)}
    for ref, expected in agreed.items():
        counted = [one.n for one in summary.levels if one.ref == ref and one.state == "rated"]
        assert sum(counted) == expected.n
    means = {one.ref: one.mean for one in summary.nodes}
    for ref, values in held.by_ref.items():
        known = [value for value in values.values() if value is not None]
        mean = sum(known) / len(known) if known else None
        assert means[ref] == (None if mean is None else pytest.approx(mean, abs=1e-12))


RUBRIC = """
rubric: r
version: 1.0.0
title: R
method:
  reconcile_at: 1
  ceilings:
    contradicted: 1
    steps: [{from: 2, checks: 1, evidence: true}, {from: 3, checks: all}]
scale: [{level: 0, label: low}, {level: 1, label: some}, {level: 2, label: more}, {level: 3, label: high}]
grades:
  - {id: barred, label: Barred, unless: {x: 1}}
  - {from: 0.5, id: good, label: Good}
  - {from: 0, id: poor, label: Poor}
facets:
  kind: {title: Kind, values: {old: Old, new: New}}
  places: {title: Places, many: true, values: {sea: Sea, hill: Hill}}
pillars:
  - id: p
    title: P
    criteria:
      - id: x
        title: X
        levels: {0: a, 1: b, 2: c, 3: d}
        checks: [{id: k, asks: k}, {id: l, asks: l, applies: {kind: [new]}}]
      - {id: y, title: Y, applies: {kind: [old]}, levels: {0: a, 1: b, 2: c, 3: d}}
      - {id: z, title: Z, applies: {places: [sea]}, levels: {0: a, 1: b, 2: c, 3: d}, scored: false}
  - id: q
    title: Q
    applies: {places: [hill]}
    criteria:
      - {id: m, title: M, measure: {unit: u, goalposts: [0, 10]}}
      - {id: n, title: N, measure: {unit: u, goalposts: [1, 100], transform: log}}
"""

# one that says nothing of these nobody has begun, and tables do not hold it
BEGUN = ("level", "state", "checks", "because", "evidence")
rating = st.fixed_dictionaries(
    {},
    optional={
        "rater": st.sampled_from(["a", "b", "c"]),
        "level": st.sampled_from([0, 1, 2, 3, 4, 1.5]),
        "state": st.sampled_from(["rated", "not-applicable", "missing"]),
        "checks": st.lists(st.sampled_from(["k", "l", "other"]), max_size=2, unique=True),
        "because": st.just("y"),
        "adjudicates": st.booleans(),
        "evidence": st.lists(
            st.sampled_from(["supports", "contradicts"]).map(
                lambda kind: {"document": "d", "at": "¶1", "kind": kind}
            ),
            max_size=2,
        ),
    },
).filter(lambda own: any(own.get(key) not in (None, []) for key in BEGUN))
case = st.fixed_dictionaries(
    {
        "facets": st.fixed_dictionaries(
            {},
            optional={
                "kind": st.sampled_from(["old", "new", "other"]).map(
                    lambda value: {"is": value, "because": "y"}
                ),
                "places": st.lists(st.sampled_from(["sea", "hill"]), max_size=2, unique=True).map(
                    lambda values: {"is": values, "because": "y"}
                ),
            },
        ),
        "ratings": st.dictionaries(
            st.sampled_from(["x", "y", "z", "m", "nobody-knows"]),
            st.lists(rating, min_size=1, max_size=3),
            max_size=5,
        ),
        "measures": st.dictionaries(
            st.sampled_from(["m", "n"]),
            st.builds(
                lambda value, unit: {"value": value, "unit": unit, "year": 2020},
                st.sampled_from([-3, 0, 0.5, 7, 250]),
                st.sampled_from(["u", "u", "v"]),
            ),
        ),
    }
)


def texts(cases: list[dict[str, Any]]) -> list[str]:
    head = {"rubric": "r@1.0.0", "region": {"name": "X"}, "documents": [{"id": "d"}]}
    return [json.dumps({"case": f"c{n}", **head, **own}) for n, own in enumerate(cases)]


@settings(max_examples=40)  # each asks a database
@given(st.lists(case, min_size=1, max_size=4))
@example([{"facets": {}, "ratings": {"x": [{"level": 0}, {"level": 2}]}, "measures": {}}])
def test_whatever_stands_in_a_case_counts_in_tables_as_in_files(
    cases: list[dict[str, Any]],
) -> None:
    held = evaluation_of(RUBRIC, *texts(cases))
    files = [case_of(text) for text in texts(cases)]
    tables = tables_of(files, None, ["kind", "places"])
    scores = score_tables(held.standard, tables, None, Asked(DAY))
    assert scores.scores is not None
    alike(held, scores.scores)
    found_alike(held, scores)
    grades = summary_of(scores).grades
    own = [held.graded[name].grade for name in held.cases]
    assert grades == {id: n for id in {g.id if g else "" for g in own}
                      if (n := sum((g.id if g else "") == id for g in own))}  # fmt: skip


def shuffled(table: pa.Table, random: Random) -> pa.Table:
    places = [*range(table.num_rows)]
    random.shuffle(places)
    return table.take(pa.array(places, pa.int64()))


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
@pytest.mark.parametrize("wide", [False, True])
def test_batches_and_the_order_of_rows_move_no_byte(
    tmp_path: Path, ending: str, wide: bool
) -> None:
    random = Random(7)
    rubric = standard(random)
    cases = [plan(random, f"c{n:03}", rubric) for n in range(40)]
    held = evaluation_of(json.dumps(rubric), *map(json.dumps, cases))
    tables = tables_of(held.files)
    written, sums = set(), []
    for n, (batch, source) in enumerate(
        [
            (1, tables),
            (7, {name: shuffled(own, random) for name, own in tables.items()}),
            (1000, {name: shuffled(own, random) for name, own in tables.items()}),
        ]
    ):
        out = tmp_path / f"{n}{ending}"
        scores = score_tables(held.standard, source, out, Asked(DAY, batch, wide))
        written.add(out.read_bytes())
        sums.append(scores.sums)
    assert len(written) == 1
    assert sums[0] == sums[1] == sums[2]


def test_a_case_is_never_cut(tmp_path: Path) -> None:
    """Ratings of a case that come far apart, and among those of others, are one case's."""
    rubric = standard(Random(3))
    cases = [plan(Random(n), f"c{n}", rubric) for n in range(3)]
    held = evaluation_of(json.dumps(rubric), *map(json.dumps, cases))
    tables = tables_of(held.files)
    order = pc.sort_indices(tables["ratings"], sort_keys=[("criterion", "descending")])
    tables["ratings"] = tables["ratings"].take(order)
    scores = score_tables(held.standard, tables, None, Asked(DAY, batch=1))
    assert scores.scores is not None
    alike(held, scores.scores)
