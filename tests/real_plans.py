"""The plans that are at hand beside the project, each read and made ready for quotes once a run."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from evalkit import api
from evalkit.evidence.quotes import Searchable, searchable
from evalkit.evidence.text import PlanText
from evalkit.model.finding import Finding

from tests.conftest import SHARED

PLANS = SHARED / "plans"


@cache
def _read(path: Path) -> tuple[PlanText, tuple[Finding, ...]]:
    read, told = api.document(path)
    assert read is not None, told
    return read, tuple(told)


def text(path: Path) -> PlanText:
    return _read(path)[0]


def findings(path: Path) -> tuple[Finding, ...]:
    return _read(path)[1]


@cache
def held(path: Path) -> Searchable:
    return searchable(text(path))


def rows(name: str) -> list[dict[str, str]]:
    """A table of quotes; nothing where it is not at hand."""
    file = PLANS / name
    if not file.is_file():
        return []
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))
