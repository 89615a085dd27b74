"""What several tests share: the place of the shared material, and a small rubric and cases made
from text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.case import CaseFile
from evalkit.model.measures import MeasureTable
from evalkit.model.rubric import RubricFile
from evalkit.reading.case import read_case
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse
from hypothesis import settings

settings.register_profile(
    "untimed", deadline=None
)  # machines are noisy: no example fails by the clock
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not beside the project")


def rubric_of(text: str, file: str = "rubric.yaml") -> RubricFile:
    """A rubric from YAML text; fails with the findings."""
    standard, findings = read_rubric(parse(text, file))
    assert standard is not None, [f.message() for f in findings]
    return standard


def case_of(text: str, file: str = "case.yaml") -> CaseFile:
    """A case from YAML text; fails with the findings."""
    case, findings = read_case(parse(text, file))
    assert case is not None, [f.message() for f in findings]
    return case


def evaluation_of(rubric: str, *cases: str, table: MeasureTable | None = None) -> Evaluation:
    """An evaluation from YAML texts."""
    files = [case_of(text, f"case-{n}.yaml") for n, text in enumerate(cases)]
    return evaluate(rubric_of(rubric), files, table=table, as_of=date(2026, 1, 1), version="test")


_ASKED: dict[int, tuple[Evaluation, Results]] = {}


def asked(evaluation: Evaluation) -> Results:
    """What was asked of an evaluation: of the same evaluation the same answers, so that no test
    draws them again."""
    return _ASKED.setdefault(id(evaluation), (evaluation, Results(evaluation)))[1]
