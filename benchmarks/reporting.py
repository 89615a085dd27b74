"""Reports in all formats and both languages: how time grows with the number of cases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from evalkit import __version__, storage
from evalkit.api import reports
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.case import CaseFile

from benchmarks.timing import Ratio

FORMATS = ("html", "md", "docx", "pdf", "xlsx")
LANGUAGES = ("zh", "en")
ROOT = Path(__file__).parent.parent


def run() -> Iterator[Ratio | str]:
    """Seconds, files and megabytes for 1, 12 and 31 cases; seconds a file with 31 cases against
    those with 12."""
    each = {}
    list(
        reports(_evaluation(1), ("html", "docx", "pdf", "xlsx"), ("en",))
    )  # libraries loaded, fonts read
    for n in (1, 12, 31):
        evaluation = _evaluation(n)
        start = time.perf_counter()
        sizes = [
            len(content)
            for _, content in reports(evaluation, FORMATS, LANGUAGES, workers=1 if n == 1 else 2)
        ]
        seconds = time.perf_counter() - start
        each[n] = seconds / len(sizes)
        made = f"{len(sizes)} files in {seconds:.1f} s, {sum(sizes) / 1e6:.0f} MB"
        yield f"reports of {n} cases × 2 languages × 5 formats: {made}"
    yield Ratio(
        "a file of 31 cases against a file of 12", each[31], each[12], each[31] / each[12], 1.3
    )


def _evaluation(n: int) -> Evaluation:
    """The shipped cases, repeated under other names until there are ``n``."""
    loaded = storage.load([ROOT / "cases"])
    assert loaded.standard is not None
    cases = [_again(loaded.files[k % len(loaded.files)], k // len(loaded.files)) for k in range(n)]
    table = loaded.table
    assert table is not None
    times = range(1, 1 + n // len(loaded.files))
    again = {
        (f"{region}-{k}", measure): found
        for k in times
        for (region, measure), found in table.entries.items()
    }
    table = replace(table, entries={**table.entries, **again})
    return evaluate(
        loaded.standard, cases, table=table, as_of=date(2026, 11, 24), version=__version__
    )


def _again(file: CaseFile, n: int) -> CaseFile:
    """The case as that of another region, with the same figures; the case itself the first time."""
    if not n:
        return file
    region = file.case.region.model_copy(
        update={"name": f"{file.case.case} {n}", "code": f"{file.case.region.code}-{n}"}
    )
    return replace(
        file, case=file.case.model_copy(update={"case": f"{file.case.case}-{n}", "region": region})
    )
