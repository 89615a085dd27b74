"""The journal beside a case: read, kept in the evaluation file, printed in the evidence, and of no
effect on a score."""

from __future__ import annotations

from pathlib import Path

from evalkit import api
from evalkit.analysis.results import Results
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: all}]
pillars: [{id: p, title: P, criteria: [{id: a, title: A, levels: {0: x, 1: y}}]}]
"""
CASE = """
case: one
rubric: small@1.0.0
region: {name: One}
ratings: {a: {level: 1, because: r}}
"""
HEAD = "time,who,command,ref,rater,from,to,because"
LINE = "2026-03-01T10:00,ann,settle,one/a,chair,0,1,=HYPERLINK(1)"


def evaluated(folder: Path, journal: str | None) -> str:
    (folder / "small.yaml").write_text(RUBRIC, "utf-8")
    (folder / "one.yaml").write_text(CASE, "utf-8")
    if journal is not None:
        (folder / "one.journal.csv").write_text(journal, "utf-8-sig")
    evaluation = api.score(folder, as_of="2026-04-01")
    assert evaluation.score_of["one", "overall"].value == 1
    text = to_json(Results(evaluation))
    assert to_json(Results(from_json(text))) == text
    made = dict(api.reports(evaluation, "md", "en", "evidence"))
    return made["one-evidence.en.md"].decode()


def test_a_journal_is_printed_line_by_line(tmp_path: Path) -> None:
    page = evaluated(tmp_path, f"{HEAD}\n{LINE}\n")
    assert "| 2026-03-01T10:00 | ann | settle | one/a | chair | 0 → 1 | =HYPERLINK(1) |" in page
    assert "No journal" not in page


def test_without_a_journal_that_is_said(tmp_path: Path) -> None:
    assert "No journal of ratings was kept" in evaluated(tmp_path, None)


def test_a_journal_that_lacks_a_column_is_found_and_not_half_printed(tmp_path: Path) -> None:
    page = evaluated(tmp_path, "time,who\n1,ann\n")
    assert "No journal of ratings was kept" in page
    codes = [f.code for f in api.check(tmp_path)]
    assert set(codes) == {"table-columns"}
