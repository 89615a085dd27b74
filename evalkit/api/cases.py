"""Into case files, and out of them: tables, files of several raters, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit import storage
from evalkit.api.given import Paths, as_name, as_paths, kind_of
from evalkit.api.scoring import score
from evalkit.model.refusal import Refusal, reason

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.editing.merging import Merged
    from evalkit.editing.settling import Decision
    from evalkit.evaluation import Evaluation
    from evalkit.model.case import JournalLine
    from evalkit.report.model import Table
    from evalkit.storage.importing import Imported


def import_tables(
    tables: Paths | Mapping[str, pd.DataFrame],
    folder: str | Path = "cases",
    rubric: str | Path | None = None,
    mapping: Mapping[str, object] | str | Path | None = None,
    *,
    who: str = "",
    write: bool = True,
) -> Imported:
    """Ratings, measures, commitments, cases from tables into the case files of a folder.

    Args:
        tables: files (CSV, Excel, ODS, Parquet), or data frames by the name of the table.
        mapping: what other headings and words mean: a mapping file, or what stands in one.
        who: for the journals; the system's user where nobody is named.
        write: False: only what would be written.

    Raises:
        FileProblem: a file cannot be opened or written.
        ValueError: the mapping cannot be read.
    """
    from evalkit.model.table_map import TableMap
    from evalkit.storage import importing, table_sources

    told, name = TableMap(), ""
    if isinstance(mapping, (str, Path)):
        read, wrong, _ = table_sources.open_map(Path(mapping))
        if read is None:
            raise ValueError("; ".join(f"{f.span}: {f.message()}" for f in wrong))
        told, name = read, str(mapping)
    elif mapping is not None:
        told = TableMap.model_validate(dict(mapping))
    if hasattr(tables, "itertuples"):
        raise Refusal(reason("path.frame", given=kind_of(tables)))
    if isinstance(tables, Mapping):
        if wrong_kind := [own for own in tables.values() if not hasattr(own, "itertuples")]:
            raise Refusal(reason("path.frame", given=kind_of(wrong_kind[0])))
        opened = table_sources.open_frames(tables)
    else:
        opened = table_sources.open_sources(as_paths(tables))
    named = None if rubric is None else str(rubric)
    asked = importing.Asked(Path(folder), named, told, name, who)
    planned = importing.plan_import(opened, asked)
    if write and not planned.refused:
        importing.write_import(planned)
    return planned


def pack(
    paths: Paths, kind: str = "csv", rubric: str | Path | None = None
) -> tuple[dict[str, bytes], storage.Loaded]:
    """Cases, and what lies beside them, as tables without loss: name of a file → its bytes, and
    what was loaded. ``kind``: ``csv``, a file a table; ``xlsx``, one workbook.

    Raises:
        FileProblem: a path does not exist.
        ValueError: a text is longer than a cell of a workbook holds.
    """
    from evalkit.editing.table_text import new_table
    from evalkit.reading.case_rows import rows_of

    kind = as_name(kind, ("csv", "xlsx"))
    loaded = storage.load(as_paths(paths), None if rubric is None else str(rubric))
    facets = loaded.standard.rubric.facets if loaded.standard is not None else {}
    tables = rows_of([file.case for file in loaded.files], loaded.table, facets)
    if kind == "csv":
        held = {f"{name}.csv": new_table({c: c for c in columns}, rows)
                for name, (columns, rows) in tables.items()}  # fmt: skip
        return held, loaded
    from evalkit.render import xlsx
    from evalkit.workbook.case_tables import book_of

    return {"tables.xlsx": xlsx.render(book_of(tables))}, loaded


@dataclass(frozen=True)
class Settled:
    """A decision that was written: where, its lines in the journal, and the evaluations before and
    after."""

    case: str
    ref: str
    file: str
    journal: tuple[JournalLine, ...]
    before: Evaluation
    after: Evaluation

    @property
    def journal_file(self) -> str:
        """The journal beside the case."""
        return storage.journal_path(Path(self.file)).as_posix()

    def moved(self, lang: str = "en") -> Table:
        """The level decided on and the scores that it moved, before and after."""
        from evalkit.analysis.results import Results
        from evalkit.report.context import context_of
        from evalkit.report.sections import settling

        before, after = (context_of(Results(own), lang) for own in (self.before, self.after))
        return settling.moved(before, after, self.case, self.ref)


def settle(
    paths: Paths,
    name: str,
    decision: Decision | Mapping[str, Any],
    *,
    as_of: str | date,
    rubric: str | Path | None = None,
) -> Settled:
    """Write what is decided on ``CASE/REF`` into the case file, with a line in its journal.

    Args:
        decision: or its parts: ``{"level": 3, "because": "…"}``.

    Raises:
        FileProblem: a file cannot be read or written.
        ValueError: no such criterion, nothing to decide on, or the decision is none; the message
            says why.
    """
    from evalkit.editing.changes import declared
    from evalkit.editing.settling import Decision, settling
    from evalkit.report.explain import resolve
    from evalkit.scoring.consensus import applies_to
    from evalkit.storage.changing import change_joined

    if [path.suffix for path in as_paths(paths)] == [".json"]:
        raise Refusal(reason("settle.saved"))
    before = score(paths, rubric, as_of=as_of)
    case, ref = resolve(before, name)
    criterion = before.rubric.rated.get(ref)
    if criterion is None:
        raise Refusal(reason("settle.not-criterion", name=name))
    file = before.file_of[case]
    applies, why = applies_to(criterion, before.rubric.index[ref].above, file.case.facet_values())
    if not applies:
        values = {"criterion": criterion.code or criterion.id, "case": case, "because": why}
        raise Refusal(reason("settle.not-applicable", **values))
    said = Decision(**decision) if isinstance(decision, Mapping) else decision
    change = settling(said, file, criterion, before.rubric)
    added = declared(file, change.rater, "chair")
    made = change_joined(file, (*added, change), who=change.rater, command="settle")
    if not made:
        return Settled(case, ref, file.file, (), before, before)
    lines = tuple(line for _, new in made for line in new.journal)
    after = score(paths, rubric, as_of=as_of)
    return Settled(case, ref, made[-1][0], lines, before, after)


def merge(
    paths: Paths, target: str | Path | None = None, *, who: str | None = None, force: bool = False
) -> Merged:
    """Join files of one case into one; written to ``target`` where nothing stands against it.

    Raises:
        FileProblem: a file cannot be read, or ``target`` not be written.
        ValueError: the files are not of one case, or the first cannot be added to.
    """
    from evalkit.storage.changing import merge_cases

    into = None if target is None else Path(target)
    return merge_cases(as_paths(paths), into, who=who, force=force)
