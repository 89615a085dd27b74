"""Scores of tables beside those of the same cases as files: kinds of rubrics, and ways in which
tables are laid out."""

from __future__ import annotations

import itertools
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from evalkit import api, storage
from evalkit.evaluation import evaluate
from evalkit.model.refusal import Refusal
from evalkit.tables.batch import Task, score_batch
from evalkit.tables.run import Asked, TableScores, score_tables
from evalkit.tables.summary import summary_of
from tests.conftest import ROOT, evaluation_of, rubric_of
from tests.table_scores import alike, found_alike, tables_of

DAY = date(2026, 1, 1)
LEVELS = "levels: {0: a, 1: b, 2: c}"
SCALE = "scale: [{level: 0, label: l}, {level: 1, label: m}, {level: 2, label: h}]"


def scored(held: Any, source: Any, **asked: Any) -> TableScores:
    own = score_tables(held.standard, source, None, Asked(DAY, **{"batch": 2, **asked}))
    assert own.scores is not None
    return own


def case(name: str, rubric: str, **parts: str) -> str:
    head = f"case: {name}\nrubric: {rubric}\nregion: {{name: {name}}}\n"
    return head + "".join(f"{key}: {value}\n" for key, value in parts.items())


@pytest.mark.parametrize("rule", ["all", "any", "{at_least: 2}"])
def test_a_verdict_is_that_of_files(rule: str) -> None:
    rubric = f"""
rubric: v
version: 1.0.0
title: V
verdict: {rule}
{SCALE}
must: {{a: 1}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: a, title: A, {LEVELS}}}
      - {{id: b, title: B, {LEVELS}}}
      - {{id: m, title: M, measure: {{unit: u, goalposts: [0, 10]}}}}
"""
    ways = [*itertools.product((None, 0, 1, 2), (None, 0, 2), (None, 5, 10))]
    cases = []
    for n, (a, b, m) in enumerate(ways):
        given = [f"{id}: {{level: {v}, because: y}}" for id, v in (("a", a), ("b", b))
                 if v is not None]  # fmt: skip
        own = {"ratings": "{" + ", ".join(given) + "}"}
        own |= {"measures": f"{{m: {{value: {m}, unit: u, year: 2020}}}}"} if m is not None else {}
        cases.append(case(f"c{n:02}", "v@1.0.0", **own))
    held = evaluation_of(rubric, *cases)
    done = scored(held, tables_of(held.files), wide=True)
    assert done.scores is not None
    told = dict(zip(done.scores["case"].to_pylist(), done.scores["overall.verdict"].to_pylist(),
                    strict=True))  # fmt: skip
    assert told == {name: own.outcome for name, own in held.verdicts.items()}
    assert {*told.values()} == {"met", "not-met", "undecided"}
    long = scored(held, tables_of(held.files)).scores
    assert long is not None
    alike(held, long)


def test_a_profile_has_no_total() -> None:
    rubric = f"""
rubric: f
version: 1.0.0
title: F
total: none
{SCALE}
pillars:
  - {{id: p, title: P, criteria: [{{id: a, title: A, {LEVELS}}}, {{id: b, title: B, {LEVELS}}}]}}
"""
    ratings = "{a: {level: 2, because: y}, b: {state: not-applicable, because: y}}"
    held = evaluation_of(rubric, case("one", "f@1.0.0", ratings=ratings))
    done = scored(held, tables_of(held.files))
    assert done.scores is not None
    alike(held, done.scores)
    assert [own.ref for own in summary_of(done).nodes] == ["p", "p.a", "p.b"]


SAMPLED = [
    *("minmax", "zscore", "rank", "borda", "percentile", "share-of-best"),
    *("interval, best: [3, 4]", "minmax, better: lower", "zscore, transform: log"),
]


@pytest.mark.parametrize("rule", SAMPLED)
def test_what_hangs_on_all_cases_is_worked_out_over_all_of_them(rule: str) -> None:
    rubric = f"""
rubric: s
version: 1.0.0
title: S
method: {{least_sample: 3}}
facets: {{kind: {{title: K, values: {{old: Old, new: New}}}}}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: m, title: M, measure: {{unit: u, normalisation: {rule}}}}}
      - {{id: n, title: N, applies: {{kind: [new]}}, measure: {{unit: u, normalisation: minmax}}}}
"""
    cases = []
    for n, value in enumerate([1, 2.5, 2.5, 9, 30, -4, 7]):
        kind = "new" if n % 3 else "old"
        own = {"facets": f"{{kind: {{is: {kind}, because: y}}}}"}
        own |= {"measures": f"{{m: {{value: {value}, unit: u, year: 2020}}, "
                            f"n: {{value: {value * 2}, unit: u, year: 2019}}}}"}  # fmt: skip
        own |= {"ratings": "{m: {state: not-applicable, because: y}}"} if n == 4 else {}
        cases.append(case(f"c{n}", "s@1.0.0", **own))
    held = evaluation_of(rubric, *cases)
    done = scored(held, tables_of(held.files, None, ["kind"]))
    assert done.scores is not None
    alike(held, done.scores, nearer=0)
    found_alike(held, done)


def test_an_index_has_values_as_they_are() -> None:
    rubric = """
rubric: index
version: 1.0.0
title: Index
method: {values: index, least_sample: 2, coverage: 0}
pillars:
  - id: p
    title: P
    criteria:
      - {id: one, title: One, measure: {unit: u, normalisation: zscore, cap: none}}
      - {id: two, title: Two, measure: {unit: u, normalisation: distance, reference: c2}}
"""
    cases = [
        case(f"c{n}", "index@1.0.0", measures=f"{{one: {{value: {n * n}, unit: u, year: 2020}}, "
             f"two: {{value: {3 * n}, unit: u, year: 2020}}}}") for n in range(5)
    ]  # fmt: skip
    held = evaluation_of(rubric, *cases)
    done = scored(held, tables_of(held.files))
    assert done.scores is not None
    alike(held, done.scores)


def test_measures_that_are_prepared_together_are_refused() -> None:
    rubric = """
rubric: r
version: 1.0.0
title: R
prepare: {impute: {method: mean}}
pillars: [{id: p, title: P, criteria: [{id: m, title: M, measure: {unit: u, goalposts: [0, 9]}}]}]
"""
    table = pa.table({"case": ["a"], "measure": ["m"], "value": [1.0], "year": [2020]})
    with pytest.raises(Refusal, match=r"prepares its measures together \(impute\)"):
        score_tables(rubric_of(rubric), {"measures": table}, None, Asked(DAY))


SMALL = f"""
rubric: small
version: 1.0.0
title: Small
method: {{ceilings: {{steps: [{{from: 1, evidence: true}}]}}}}
{SCALE}
facets: {{kind: {{title: Kind, values: {{old: Old, new: New}}}}}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: a, title: Alpha, code: P.1, {LEVELS}}}
      - {{id: b, title: Beta, code: P.2, applies: {{kind: [new]}}, {LEVELS}}}
      - {{id: m, title: Money, measure: {{unit: "%", goalposts: [0, 10]}}}}
"""


def values(done: TableScores) -> dict[tuple[str, str], float | None]:
    assert done.scores is not None
    rows = done.scores.to_pylist()
    return {(row["case"], row["ref"]): row["value"] for row in rows}


def run(source: Any, **asked: Any) -> TableScores:
    return score_tables(rubric_of(SMALL), source, None, Asked(DAY, **asked))


def test_evidence_stands_in_a_count_in_the_rows_or_in_a_table() -> None:
    rated: dict[str, list[Any]] = {"case": ["x", "x"], "criterion": ["a", "P.2"],
        "rater": ["r", "r"], "level": [2, 2], "because": ["y", "y"]}  # fmt: skip
    counts = run({"ratings": pa.table({**rated, "n_evidence": [3, 0]})})
    rows = {**rated, "document": ["d", None]}
    in_rows = run({"ratings": pa.table(rows)})
    further = {
        name: [*own, {"case": "x", "criterion": "a", "rater": "r", "document": "e"}.get(name)]
        for name, own in {**rated, "document": [None, None]}.items()
    }
    in_further = run({"ratings": pa.table(further)})
    cited = {"case": ["x", "x"], "criterion": ["Alpha", "b"], "rater": ["r", "nobody"],
             "document": ["d", "d"]}  # fmt: skip
    in_table = run({"ratings": pa.table(rated), "evidence": pa.table(cited)})
    for done in (counts, in_rows, in_further, in_table):
        assert values(done)["x", "p.a"] == 1.0
        assert values(done)["x", "p.b"] == 0.0
    found = {one.code: one.n for one in in_table.findings}
    assert found["evidence-without-rating"] == 1
    assert found["level-above-ceiling"] == 1


def test_a_wide_table_says_levels_states_and_facets() -> None:
    wide = {"案例": ["x", "y"], "P.1": ["0", "n/a: no coast"], "Beta": ["较好", "1"],
            "facets.kind": ["New", "old"]}  # fmt: skip
    done = run({"ratings": pa.table(wide)})
    assert done.scores is not None
    states = {(r["case"], r["ref"]): r["state"] for r in done.scores.to_pylist()}
    assert values(done)["x", "p.a"] == 0.0
    assert states["y", "p.a"] == "not-applicable"
    assert states["y", "p.b"] == "not-applicable"
    assert {one.code for one in done.findings} >= {"table-value", "rated-though-not-applicable"}


def test_a_wide_table_with_a_row_a_rater_holds_several_raters() -> None:
    wide = {"case": ["x", "x"], "rater": ["r", "s"], "a": [0, 0], "b": [0, None]}
    long = {"case": ["x"] * 3, "criterion": ["a", "a", "b"], "rater": ["r", "s", "r"],
            "level": [0, 0, 0]}  # fmt: skip
    assert values(run({"ratings": pa.table(wide)})) == values(run({"ratings": pa.table(long)}))


def test_measured_values_come_by_case_by_region_and_in_columns() -> None:
    cases = pa.table(
        {"case": ["x", "y"], "code": ["CN-GZ", "CN-SC"], "region": ["贵州省", "四川省"]}
    )
    measures = {"case": [None, "x", None, None, "x"], "region": ["CN-GZ", None, "四川", "CN-GZ", None],
                "measure": ["m", "m", "Money", "m", "m"], "value": [2.0, 3.0, 4.0, 5.0, 1.0],
                "unit": ["%"] * 4 + ["km"], "year": [2020, 2020, 2019, 2031, 2021]}  # fmt: skip
    done = run({"cases": cases, "measures": pa.table(measures)})
    assert (values(done)["x", "p.m"], values(done)["y", "p.m"]) == (0.3, 0.4)
    assert {one.code: one.n for one in done.findings}["measure-unit"] == 1
    wide = run({"measures": pa.table({"case": ["x", "y"], "m": [3.0, 4.0]})})
    assert (values(wide)["x", "p.m"], values(wide)["y", "p.m"]) == (0.3, 0.4)


def test_of_two_values_of_one_year_none_counts() -> None:
    measures = {"case": ["x", "x", "y", "y"], "measure": ["m"] * 4, "value": [1.0, 2.0, 3.0, 3.0],
                "year": [2020] * 4}  # fmt: skip
    done = run({"measures": pa.table(measures)})
    assert (values(done)["x", "p.m"], values(done)["y", "p.m"]) == (None, 0.3)
    (again,) = [one for one in done.findings if one.code == "table-repeated"]
    assert (again.n, again.first[0].span.line) == (1, 3)


def test_rows_without_a_case_are_left_out_and_counted() -> None:
    rated = {"case": ["x", None, ""], "criterion": ["a"] * 3, "level": [0] * 3}
    done = run({"ratings": pa.table(rated)})
    assert {case for case, _ in values(done)} == {"x"}
    assert {one.code: one.n for one in done.findings}["table-empty"] == 2


def test_frames_of_any_library_are_taken() -> None:
    rated = {"case": ["x"], "criterion": ["a"], "level": [0.0], "because": ["y"]}
    table = pa.table(rated)
    wanted = values(run({"ratings": table}))
    assert values(run(table)) == wanted
    assert values(run({"ratings": pd.DataFrame(rated)})) == wanted
    assert values(run({"ratings": table.to_reader()})) == wanted
    with pytest.raises(Refusal, match="not int"):
        run({"ratings": 5})


def test_an_executor_gives_the_same_bytes(tmp_path: Path) -> None:
    rated = [(f"c{n:03}", id, n % 3) for n in range(60) for id in ("a", "b")]
    names = ("case", "criterion", "level")
    table = {"ratings": pa.table({name: [r[n] for r in rated] for n, name in enumerate(names)})}
    alone, many = tmp_path / "a.parquet", tmp_path / "b.parquet"
    one = score_tables(rubric_of(SMALL), table, alone, Asked(DAY))
    with ThreadPoolExecutor(2) as pool:
        other = score_tables(rubric_of(SMALL), table, many, Asked(DAY, batch=3, mapped=pool.map))
    assert alone.read_bytes() == many.read_bytes()
    assert (one.sums, one.findings) == (other.sums, other.findings)
    assert pickle.loads(pickle.dumps(Task(one.standard))) == Task(one.standard)


def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    table = {"ratings": pa.table({"case": ["x", "y"], "criterion": ["a", "a"], "level": [0, 0]})}

    def stopping(batches: Any, n: int) -> Any:
        assert n == 2
        yield next(iter(batches))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_tables(rubric_of(SMALL), table, tmp_path / "s.parquet",
                     Asked(DAY, batch=1, watched=stopping))  # fmt: skip
    assert not [*tmp_path.iterdir()]


def test_a_frame_is_scored_wherever_it_is_cut() -> None:
    rating = {"criterion": "a", "level": 0.0, "because": True}
    frame = pa.table({"case": ["x", "y"], "ratings": [[rating, {**rating, "rater": "b"}], []],
                      "facet kind": ["new", None], "measure m": [5.0, None]})  # fmt: skip
    task = Task(rubric_of(SMALL))
    whole = score_batch(frame, task).to_pylist()
    parts = [score_batch(frame.slice(n, 1), task).to_pylist() for n in range(2)]
    assert whole == [row for part in parts for row in part]


@pytest.mark.parametrize("folder", ["cases", "tests/shipped-1.0.0", "rubrics/examples"])
def test_shipped_cases_packed_are_scored_as_their_files_are(folder: str, tmp_path: Path) -> None:
    held = [ROOT / folder] if folder != "rubrics/examples" else [*(ROOT / folder).iterdir()]
    for number, path in enumerate(held):
        loaded = storage.load([path], None)
        assert loaded.standard is not None
        evaluation = evaluate(loaded.standard, loaded.files, table=loaded.table, as_of=DAY,
                              before=loaded.findings)  # fmt: skip
        written, _ = api.pack([path])
        tables = tmp_path / str(number)
        tables.mkdir()
        for name, content in written.items():
            (tables / name).write_bytes(content)
        out = tables / "scores.parquet"
        done = score_tables(loaded.standard, tables, out, Asked(DAY, batch=3))
        assert alike(evaluation, pq.read_table(out)) > 0
        found_alike(evaluation, done)
