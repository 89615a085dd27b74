"""Reports as the command writes them: how processor time, memory and size grow with the cases, and
what each format costs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.growth import DAY, cost, write_rated
from benchmarks.results import Point
from benchmarks.timing import Ratio

ROOT = Path(__file__).parent.parent
FORMATS = ("html", "md", "docx", "pdf", "xlsx")
SIZES = (12, 31)


def run(sizes: Sequence[int] = SIZES) -> Iterator[Ratio | Point]:
    """Each format of one case; all formats of more; a file of the most against one of the
    fewest."""
    one = ROOT / "cases/guizhou-2026.yaml"
    for kind in FORMATS:
        yield _reports(f"report, {kind} alone", 1, one, kind)[0]
    yield _reports("report, pdf alone", 12, ROOT / "cases", "pdf")[0]
    each = {}
    with tempfile.TemporaryDirectory() as folder:
        for n in sizes:
            cases = Path(folder) / f"{n}"
            write_rated(cases, n)
            point, files = _reports("report, all formats", n, cases, ",".join(FORMATS))
            each[n] = point.seconds / files
            yield point
    few, many = min(sizes), max(sizes)
    name = f"a report of {many} cases, against a report of {few}"
    yield Ratio(name, each[many], each[few], each[many] / each[few], 1.3)


def _reports(job: str, size: int, cases: Path, formats: str) -> tuple[Point, int]:
    """What reports in both languages cost, and how many files they are; of one format, its files
    alone."""
    with tempfile.TemporaryDirectory() as out:
        asked = ("report", str(cases), "--format", formats, "--lang", "zh,en", "-o", out)
        seconds, peak = cost([*asked, *DAY, "-q"])
        shown = "*" if "," in formats else f"*.{formats}"
        files = [path for path in Path(out).rglob(shown) if path.is_file()]
        size_written = sum(path.stat().st_size for path in files) / 1e6
        return Point(job, size, seconds, peak, size_written), len(files)
