"""Files in; their findings, or an evaluation, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import evalkit
from evalkit import storage
from evalkit.api.given import Paths, as_day, as_paths, unread
from evalkit.model.finding import Finding, in_order
from evalkit.model.rubric import Prepare, Rubric

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.model.case import CaseFile
    from evalkit.model.measures import MeasureTable


def check(paths: Paths, rubric: str | Path | None = None) -> tuple[Finding, ...]:
    """Findings of rubrics, cases and tables, without scoring anything.

    Raises:
        FileProblem: a path does not exist.
    """
    return checked(as_paths(paths), None if rubric is None else str(rubric))[0]


def checked(
    paths: list[Path], rubric: str | None = None, as_of: date = date.max
) -> tuple[tuple[Finding, ...], storage.Loaded]:
    """Findings of rubrics, cases, tables and report styles, in order; and what was loaded, with the
    texts for excerpts. Measurements of years after ``as_of`` do not count. Cases of several rubrics
    are each held against their own, unless one is named.

    Raises:
        FileProblem: a path does not exist.
    """
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    for path in [p for p in storage.expand(paths) if not storage.is_table(p)]:
        kind = storage.looks_like(path)
        if not kind:
            continue
        if kind == "rubric":
            _, wrong, text = storage.open_rubric(str(path))
        elif kind == "terms":
            _, wrong, text = storage.open_terms(path)
        else:
            from evalkit.api.reporting import style

            _, wrong, text = style(path)
        findings += wrong
        texts.update(text)
    loaded = storage.load(paths, rubric)
    several = rubric is None and any(f.code == "rubric-differs" for f in loaded.findings)
    for held in storage.load_each(paths) if several else (loaded,):
        findings += [*held.findings, *_of_cases(held, as_of)]
        texts.update(held.texts)
    return in_order(dict.fromkeys(findings)), replace(loaded, texts={**texts, **loaded.texts})


def _of_cases(loaded: storage.Loaded, as_of: date) -> list[Finding]:
    """Findings of cases against the rubric that they were loaded with."""
    from evalkit.reading.case_against_rubric import check_case
    from evalkit.scoring.consensus import tabulate
    from evalkit.scoring.measurements import later, other_units
    from evalkit.scoring.ticks import tick_findings
    from evalkit.scoring.units import unit_findings

    if loaded.standard is None:
        return []
    rubric = loaded.standard.rubric
    checked = [check_case(case, loaded.standard) for case in loaded.files]
    cases = [case for case, _ in checked]
    table, of_ratings = tabulate(rubric, cases)
    return [
        *(f for _, wrong in checked for f in wrong),
        *of_ratings,
        *tick_findings(rubric, cases, table),
        *unit_findings(cases),
        *other_units(cases, rubric, loaded.table),
        *_of_measures(rubric, cases, loaded.table, as_of),
        *later(cases, rubric, loaded.table, as_of, every=True),
    ]


def _of_measures(
    rubric: Rubric, cases: Sequence[CaseFile], table: MeasureTable | None, as_of: date
) -> list[Finding]:
    """Findings on measured values; what needs arrays is loaded only for a rubric that needs it."""
    from evalkit.scoring.measurements import differences

    rules = [rule for _, rule in rubric.measured.values()]
    ready = rubric.prepare != Prepare.model_construct()
    if ready or any(r.by_sample or r.transform != "none" for r in rules):
        from evalkit.scoring.leaves import measure

        return measure(rubric, cases, table, as_of.year)[2]
    return [finding for case in cases for finding in differences(case, rubric, table)]


def evaluation_of(
    loaded: storage.Loaded, as_of: str | date | None, seed: int = 0
) -> Evaluation | None:
    """The evaluation of what was loaded; None where no rubric could be read."""
    from evalkit.api.notebooks import show_in_notebooks
    from evalkit.evaluation import evaluate

    if loaded.standard is None:
        return None
    show_in_notebooks()
    return evaluate(
        loaded.standard,
        loaded.files,
        table=loaded.table,
        as_of=as_day(as_of),
        seed=seed,
        version=evalkit.__version__,
        before=loaded.findings,
    )


def score(
    paths: Paths,
    rubric: str | Path | None = None,
    *,
    as_of: str | date | None = None,
    seed: int = 0,
) -> Evaluation:
    """Score cases; or read a saved ``evaluation.json``.

    Args:
        as_of: measurements after this day do not count; today, unless said. It is recorded.

    Raises:
        FileProblem: a path does not exist.
        ValueError: no rubric could be read; the message holds the findings.
    """
    given = as_paths(paths)
    if len(given) == 1 and given[0].suffix == ".json":
        from evalkit.api.notebooks import show_in_notebooks
        from evalkit.evaluation_file.reading import from_json

        show_in_notebooks()
        with storage.uncollected():
            return from_json(storage.read_evaluation(given[0]), evalkit.__version__)
    loaded = storage.load(given, None if rubric is None else str(rubric))
    evaluation = evaluation_of(loaded, as_of, seed)
    if evaluation is None:
        raise unread(loaded.findings)
    return evaluation
