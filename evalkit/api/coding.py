"""What plans commit to: candidates in a text, rows to code, what is coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api.data import TABLES
from evalkit.api.given import as_name
from evalkit.model.rubric import RubricFile

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.commitments import Candidate
    from evalkit.evidence.text import PlanText
    from evalkit.scoring.units import Coded


def commitments(evaluation: Evaluation) -> dict[str, Coded]:
    """Case → what is coded of what its plan commits to, of the cases of which anything is."""
    from evalkit.scoring.units import coded_in

    return coded_in(evaluation.files)


def candidates(document: PlanText) -> tuple[Candidate, ...]:
    """Clauses of a plan that may commit to something, with place and what marks them."""
    from evalkit.evidence import commitments as found

    return found.candidates(document)


def candidates_possible(document: PlanText) -> bool:
    """Whether commitments can be found in a plan: its language is one that the rules are for."""
    from evalkit.evidence import commitments as found

    return found.has_rules(document)


def commitment_columns(file: RubricFile) -> tuple[str, ...]:
    """The columns of a table to code commitments in, under a rubric's codes."""
    from evalkit.starter.commitments import columns

    return columns(file.rubric)


def commitment_rows(
    found: Sequence[Candidate], case: str, document: str, lang: str = "en", first: int = 1
) -> list[dict[str, str | float]]:
    """Candidates as rows of a table to code."""
    from evalkit.starter.commitments import rows

    return rows(found, case, document, lang, first)


def coded_rows(
    evaluation: Evaluation,
) -> tuple[list[dict[str, str | float]], tuple[str, ...]]:
    """All commitments of an evaluation as rows, and their columns."""
    from evalkit.reading.commitments import to_rows

    rows = to_rows([file.case for file in evaluation.files])
    return rows, tuple(rows[0]) if rows else commitment_columns(evaluation.standard)


def commitment_table(
    rows: Sequence[Mapping[str, str | float]],
    columns: Sequence[str],
    file: RubricFile,
    kind: str = "csv",
    lang: str = "en",
    made: date = date.min,
) -> bytes:
    """Rows of commitments as a table, ``csv``, ``parquet`` or ``xlsx`` (with the codebook on a
    sheet of its own)."""
    from evalkit.workbook.commitments import book_of, heading

    kind = as_name(kind, TABLES)
    if kind == "parquet":
        import pandas as pd

        return storage.parquet(pd.DataFrame(list(rows), columns=list(columns)))
    if kind == "csv":
        from evalkit.render import csv

        return csv.render(rows, {name: heading(name, file.rubric, lang) for name in columns})
    from evalkit.render import xlsx

    return xlsx.render(book_of(rows, columns, file.rubric, lang, made))


def codebook(file: RubricFile, lang: str = "en") -> bytes:
    """The rubric's codes as a table: a row a value, with its meaning and an example."""
    from evalkit.model.catalogue import phrase
    from evalkit.render import csv
    from evalkit.workbook.commitments import codebook_rows

    rows = codebook_rows(file.rubric, lang)
    names = list(rows[0]) if rows else ["code", "value"]
    heads = {name: phrase("reading", lang, f"sheet.codebook-{name}") for name in names}
    return csv.render(rows, heads)
