"""Ratings of up to a million cases × 60 criteria × 2 raters as Parquet, scored by evalkit and by
hand with duckdb and numpy: the same figures in the same file; CPU seconds and peak memory, each
job a process of its own.

``python -m benchmarks.millions [CASES]``: 10³, 10⁴ … up to CASES (100,000 unless said), long, and
the last wide too.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CASES, PILLARS, PER_PILLAR, RATERS = 100_000, 6, 10, 2
AIM = 3.0
BY_HAND = 10_000  # cases at a time, so that the job by hand stays in memory too

# one of twenty ratings says that nothing was found; the others are levels from 0 to 4
_LONG = """
COPY (SELECT 'case-' || lpad((i // {per_case})::VARCHAR, 7, '0') AS "case",
  'c-' || ((i % {per_case}) // {raters})::VARCHAR AS criterion,
  'r' || (i % {raters})::VARCHAR AS rater,
  CASE WHEN hash(i + 7) % 20 > 0 THEN (hash(i) % 5)::DOUBLE END AS level,
  CASE WHEN hash(i + 7) % 20 = 0 THEN 'missing' END AS state, 'y' AS because
  FROM range({cases} * {per_case}) AS t(i)) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""
_WIDE = """
COPY (SELECT 'case-' || lpad(i::VARCHAR, 7, '0') AS "case", {columns}
  FROM range({cases}) AS t(i)) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""


def write_rubric(path: Path) -> None:
    """Six pillars of ten rated criteria, plain means."""
    lines = ["rubric: bench", "version: 1.0.0", "title: bench", "method: {reconcile_at: 3}"]
    lines += ["scale:", *(f"  - {{level: {n}, label: l{n}}}" for n in range(5)), "pillars:"]
    levels = "{0: a, 1: b, 2: c, 3: d, 4: e}"
    for p in range(PILLARS):
        lines += [f"  - id: p-{p}", "    title: p", f"    weight: {1 + p % 3}", "    criteria:"]
        for n in range(p * PER_PILLAR, (p + 1) * PER_PILLAR):
            told = f"id: c-{n}, title: c, weight: {1 + n % 4}, levels: {levels}"
            lines.append(f"      - {{{told}}}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_long(path: Path, cases: int) -> None:
    """A row a rating, in order of the cases."""
    per_case = PILLARS * PER_PILLAR * RATERS
    duckdb.execute("SET enable_progress_bar = false")
    duckdb.execute(_LONG.format(cases=cases, per_case=per_case, raters=RATERS, file=path))


def write_wide(path: Path, cases: int) -> None:
    """A row a case, a column a criterion."""
    level = "CASE WHEN hash(i * 61 + {n} + 7) % 20 > 0 THEN (hash(i * 61 + {n}) % 5)::TINYINT END"
    names = range(PILLARS * PER_PILLAR)
    columns = ", ".join(f'{level.format(n=n)} AS "c-{n}"' for n in names)
    duckdb.execute("SET enable_progress_bar = false")
    duckdb.execute(_WIDE.format(cases=cases, columns=columns, file=path))


# --- by hand -----------------------------------------------------------------------------------


def by_hand(table: Path, out: Path) -> None:
    """The mean of raters in duckdb; weighted means, bounds, coverage and shares in numpy; the
    columns of `evalkit score` as Parquet."""
    db = duckdb.connect(config={"memory_limit": "800MB"})
    db.execute("SET enable_progress_bar = false")
    long = "criterion" in pq.read_schema(table).names
    ids = [f"c-{n}" for n in range(PILLARS * PER_PILLAR)]
    db.execute("CREATE TABLE ids AS SELECT unnest(?) AS id, unnest(?)::INT AS n",
               [ids, [*range(len(ids))]])  # fmt: skip
    found = db.execute(f"""SELECT DISTINCT "case" FROM '{table}' ORDER BY 1""").fetchnumpy()
    cases = [str(case) for case in found["case"]]
    writer: pq.ParquetWriter | None = None
    for at in range(0, len(cases), BY_HAND):
        own = cases[at : at + BY_HAND]
        within = f"""FROM '{table}' WHERE "case" BETWEEN '{own[0]}' AND '{own[-1]}'"""
        if long:
            asked = (f'SELECT "case", any_value(ids.n) AS n, avg(level) AS level {within}'
                     ' GROUP BY "case", criterion').replace(
                         "WHERE", "JOIN ids ON ids.id = criterion WHERE")  # fmt: skip
            got = db.sql(asked).to_arrow_table()
            row = np.asarray(pc.index_in(got["case"].combine_chunks(), pa.array(own)))
            level = np.full((len(own), len(ids)), np.nan)
            values = got["level"].combine_chunks().fill_null(np.nan)
            level[row, np.asarray(got["n"].combine_chunks())] = np.asarray(values)
        else:
            got = db.sql(f'SELECT * {within} ORDER BY "case"').to_arrow_table()
            columns = [got[id].combine_chunks().cast(pa.float64()).fill_null(np.nan) for id in ids]
            level = np.column_stack([np.asarray(column) for column in columns])
        rows = _scores_by_hand(own, level / 4)
        writer = writer or pq.ParquetWriter(out, rows.schema, compression="zstd")
        writer.write_table(rows)
    if writer is not None:
        writer.close()


def _mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    total = weights.sum(axis=-1)
    return np.asarray((values * weights).sum(axis=-1) / np.where(total > 0, total, 1))


def _scores_by_hand(cases: list[str], leaf: np.ndarray) -> pa.Table:
    n = len(cases)
    weight = np.array([1.0 + k % 4 for k in range(leaf.shape[1])]).reshape(PILLARS, -1)
    tops = np.array([1.0 + p % 3 for p in range(PILLARS)])
    cut = leaf.reshape(n, PILLARS, PER_PILLAR)
    rated = ~np.isnan(cut)
    filled = np.where(rated, cut, 0.0)
    value, some = _mean(filled, weight * rated), rated.any(axis=-1)
    cover = _mean(1.0 * rated, np.broadcast_to(weight, rated.shape))
    low = _mean(filled, np.broadcast_to(weight, rated.shape))
    high = low + 1 - cover
    total = _mean(value, tops * some)
    ends = [_mean(own, np.broadcast_to(tops, own.shape)) for own in (cover, low, high)]
    share = weight / weight.sum(axis=-1, keepdims=True)
    refs = ["overall"]
    figures: dict[str, list[Any]] = {
        "value": [total],
        "low": [ends[1]],
        "high": [ends[2]],
        "coverage": [ends[0]],
        "weight": [1.0],
        "share": [1.0],
    }
    for p in range(PILLARS):
        refs.append(f"p-{p}")
        for name, own in zip(figures, (value[:, p], low[:, p], high[:, p], cover[:, p], tops[p],
                                       tops[p] / tops.sum()), strict=True):  # fmt: skip
            figures[name].append(own)
        for k in range(PER_PILLAR):
            refs.append(f"p-{p}.c-{p * PER_PILLAR + k}")
            own = cut[:, p, k]
            ends_of = np.where(rated[:, p, k], own, 0.0), np.where(rated[:, p, k], own, 1.0)
            for name, column in zip(figures, (own, *ends_of, 1.0 * rated[:, p, k], weight[p, k],
                                              share[p, k]), strict=True):  # fmt: skip
                figures[name].append(column)
    held = {
        name: np.column_stack([np.broadcast_to(column, n) for column in columns])
        for name, columns in figures.items()
    }
    enough = held["coverage"] >= 0.8 - 1e-9
    reason = np.where(np.isnan(held["value"]), 1, np.where(enough | (np.array(refs) != refs), 0, 2))
    held["value"] = np.where(reason == 0, held["value"], np.nan)
    state = np.where(reason == 0, 0, 1).astype(np.int8)
    k = len(refs)
    return pa.table(
        {
            "case": pa.DictionaryArray.from_arrays(
                np.repeat(np.arange(n, dtype=np.int32), k), cases
            ),
            "ref": pa.DictionaryArray.from_arrays(np.tile(np.arange(k, dtype=np.int32), n), refs),
            **{name: pa.array(own.reshape(-1), from_pandas=True) for name, own in held.items()},
            "state": pa.DictionaryArray.from_arrays(state.reshape(-1), ["scored", "not-scored"]),
            "reason": pa.DictionaryArray.from_arrays(
                pa.array(reason.reshape(-1).astype(np.int8), mask=reason.reshape(-1) == 0),
                ["", "nothing-rated", "coverage-low"],
            ),
        }
    )


# --- side by side --------------------------------------------------------------------------------


def run(cases: int = CASES) -> Iterator[str]:
    """Growth, and the ratio to the job by hand of each size."""
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder)
        write_rubric(held / "rubric.yaml")
        sizes = [size for size in (10**n for n in range(3, 9)) if size < cases]
        for form, size in [*(("long", size) for size in (*sizes, cases)), ("wide", cases)]:
            yield _both(held, form, size)


def _both(folder: Path, form: str, cases: int) -> str:
    table = folder / f"{form}.parquet"
    (write_long if form == "long" else write_wide)(table, cases)
    ours, hand = folder / "ours.parquet", folder / "hand.parquet"
    scored = ["-m", "evalkit", "score", str(table), "-r", str(folder / "rubric.yaml"), "-q",
              "-o", str(ours), "--force", "--as-of", "2026-01-01"]  # fmt: skip
    seconds, peak = _measured(scored)
    bound, most = _measured(["-m", "benchmarks.millions", "by-hand",
                                               str(table), str(hand)])  # fmt: skip
    difference = apart(ours, hand)
    size = table.stat().st_size / 1e6
    for path in (ours, hand, table):
        path.unlink()
    ratio = seconds / bound
    verdict = "within" if ratio <= AIM else "above"
    return (
        f"{cases:,} cases, {form} ({size:.1f} MB): {seconds:.1f} s of CPU and {peak:.0f} MB at"
        f" most, by hand {bound:.1f} s and {most:.0f} MB: ratio {ratio:.2f} ({verdict}"
        f" the aim of {AIM}); figures apart by {difference:.0e} at most"
    )


def _measured(arguments: list[str]) -> tuple[float, float]:
    """CPU seconds, and megabytes at most, of a process."""
    told = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)"
    )
    done = subprocess.run(
        [sys.executable, "-c", told, *arguments], check=True, capture_output=True, text=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def apart(ours: Path, hand: Path) -> float:
    """The largest difference of two files of scores; all else must be the same."""
    same = " AND ".join(
        f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in ("case", "ref", "state", "reason")
    ).replace("a.case", 'a."case"').replace("b.case", 'b."case"')  # fmt: skip
    figures = ("value", "low", "high", "coverage", "weight", "share")
    most = ", ".join(f"max(abs(a.{name} - b.{name}))" for name in figures)
    gaps = " OR ".join(f"(a.{name} IS NULL) <> (b.{name} IS NULL)" for name in figures)
    sql = (
        f"SELECT count(*), count(*) FILTER (NOT ({same}) OR {gaps}), {most}"
        f" FROM '{ours}' AS a POSITIONAL JOIN '{hand}' AS b"
    )
    rows, different, *largest = duckdb.execute(sql).fetchall()[0]
    if not rows or different:
        raise ValueError(f"{different} of {rows} rows differ")
    return float(max(largest))


if __name__ == "__main__":
    if sys.argv[1:2] == ["by-hand"]:
        by_hand(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        for line in run(*map(int, sys.argv[1:])):
            print(line, flush=True)
