"""Paths in, findings out, without scoring: light enough to run on every save."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evalkit import storage
from evalkit.model.finding import Finding, in_order
from evalkit.reading.case_against_rubric import check_case
from evalkit.scoring.consensus import tabulate
from evalkit.scoring.prepare import differences


def check(paths: list[Path], rubric: str | None = None) -> tuple[tuple[Finding, ...], storage.Loaded]:
    """Findings of rubrics, cases, tables and house styles, in order; and what was loaded, with the texts for excerpts.

    Raises:
        FileProblem: a path does not exist.
    """
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    for path in [p for p in storage.expand(paths) if p.name != storage.TABLE]:
        kind = storage.looks_like(path)
        if not kind:
            continue
        _, wrong, text = storage.open_rubric(str(path)) if kind == "rubric" else storage.open_style(path)
        findings += wrong
        texts.update(text)
    loaded = storage.load(paths, rubric)
    findings += loaded.findings
    if loaded.standard is not None:
        standard = loaded.standard
        checked = [check_case(case, standard) for case in loaded.files]
        findings += [f for _, wrong in checked for f in wrong]
        findings += tabulate(standard.rubric, [case for case, _ in checked])[1]
        for case, _ in checked:
            findings += differences(case, standard.rubric, loaded.table)
    return in_order(findings), replace(loaded, texts={**texts, **loaded.texts})
