"""Tables of any size in; their scores, in a file or as a table, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit import storage
from evalkit.api.executors import mapped_by
from evalkit.api.given import as_day, unread
from evalkit.model.refusal import Refusal, reason
from evalkit.model.rubric import RubricFile

if TYPE_CHECKING:
    from evalkit.tables.run import Asked, TableScores
    from evalkit.tables.summary import Summary

FORMS = (".parquet", ".csv")


def score_table(
    rubric: str | Path | RubricFile | None,
    source: Any,
    out: str | Path | None = None,
    *,
    as_of: str | date | None = None,
    batch: int | None = None,
    wide: bool = False,
    executor: Executor | None = None,
) -> TableScores:
    """Score the cases of tables of any size, batch by batch, by the rules that score case files.

    Args:
        rubric: None: the one to which a table of cases pins its cases.
        source: Parquet or CSV files, folders or patterns of them; a frame of any library that hands
            its rows over as Arrow does (pandas, polars, pyarrow, duckdb); or such by the names of
            their tables: ``{"ratings": …, "cases": …, "evidence": …, "measures": …}``.
        out: a new file to write, .parquet or .csv; None: the scores come back as an Arrow table.
        batch: cases at a time; it bounds the memory and moves no byte of the result.
        wide: a row a case, in place of a row a case and node.
        executor: what scores the batches, such as that of a cluster, which they travel to; reading
            and writing stay here. It moves no byte of the result.

    Raises:
        FileProblem: a file cannot be read or written, or ``out`` is there.
        ValueError: the rubric cannot be read or does not fit, or the source holds no such table.
    """
    need_table_libraries()
    from evalkit.tables.run import BATCH, Asked

    size = BATCH if batch is None else batch
    return score_table_as(
        rubric, source, out, Asked(as_day(as_of), size, wide, mapped_by(executor))
    )


def score_table_as(
    rubric: str | Path | RubricFile | None, source: Any, out: str | Path | None, asked: Asked
) -> TableScores:
    """:func:`score_table` with all that may be asked: to replace a file that is there, to watch the
    batches, to drop the scores. Arguments and errors as there."""
    need_table_libraries()
    from evalkit.tables.parts import gathered
    from evalkit.tables.run import score_tables

    file = None if out is None else Path(out)
    if file is not None and file.suffix.lower() not in FORMS:
        raise Refusal(reason("table.ending", ending=file.suffix or file.name))
    if asked.batch < 1:
        raise Refusal(reason("table.batch", given=asked.batch))
    given = gathered(source)
    standard = rubric if isinstance(rubric, RubricFile) else _standard(rubric, given)
    return score_tables(standard, given, file, asked)


def need_table_libraries() -> None:
    """Refuse where what reads tables of any size is not installed."""
    if not (find_spec("duckdb") and find_spec("pyarrow")):
        raise Refusal(reason("table.library"))


def _standard(rubric: str | Path | None, source: Mapping[str, Sequence[Any]]) -> RubricFile:
    """The rubric named, else the one to which cases are pinned."""
    pins = [str(rubric)] if rubric is not None else []
    if not pins:
        from evalkit.tables.pins import pins_of

        pins = pins_of(source)
    if len(pins) != 1:
        raise Refusal(reason("table.pins" if pins else "table.rubric", pins=", ".join(pins)))
    beside = [own for several in source.values() for own in several if isinstance(own, Path)]
    standard, findings, _ = storage.open_rubric(pins[0], beside)
    if standard is None:
        raise unread(findings)
    return standard


def table_summary(scores: TableScores) -> Summary:
    """What tables came to over all cases: means, grades, groups, leads, levels, agreement, and
    findings by kind with the places of the first."""
    from evalkit.tables.summary import summary_of

    return summary_of(scores)
