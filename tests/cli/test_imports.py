"""What a command must not load: whole libraries and rooms that it has no use for, in a process of
its own. Nothing here is timed; what it comes to is in ``benchmarks/startup.py``."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.conftest import ROOT

CASE = "cases/ningxia-2026.yaml"
# says at the end which modules it holds, whatever the command's exit status is
SHOW = """
import sys
from evalkit.cli import main
try:
    main(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
"""
FRAMES = ("pandas", "polars", "pyarrow", "duckdb", "narwhals")
CHARTS = ("altair", "vl_convert", "jsonschema")
FILES = ("docx", "openpyxl", "xlsxwriter", "pptx", "typst", "pypdf", "pdfminer", "pikepdf")
PAGES = ("evalkit.render.html", "evalkit.render.docx", "evalkit.render.pdf", "evalkit.workbook")
READING = (*FRAMES, *CHARTS, *FILES, *PAGES, "jinja2", "evalkit.forms", "evalkit.tables")
TABLE = (*READING, "subprocess", "evalkit.evidence", "evalkit.audit", "evalkit.report.sections")
OFFICE = ("evalkit.model.style", "evalkit.model.tiles")
# what an audit asks nothing of: most analyses, and without the plans' texts what compares quotes
ASKED_OF_REPORTS = ("advice", "agreement", "coherence", "effects", "sensitivity", "weighting")
UNASKED = (
    "sqlite3",
    *(f"evalkit.analysis.{name}" for name in ASKED_OF_REPORTS),
    *(f"evalkit.evidence.{name}" for name in ("passages", "quotes", "encodings", "search")),
)
# what a report of one case asks nothing of: other products, styles, and how a saved file is read
UNWORN = (
    *(f"evalkit.report.products.{name}" for name in ("comparison", "group", "portfolio", "region")),
    *("evalkit.model.style", "evalkit.evaluation_file.reading"),
    *(f"evalkit.analysis.{name}" for name in ("coherence", "effects", "trends", "weighting")),
)

FORBIDDEN = {
    f"check {CASE}": (
        *(*TABLE, *OFFICE, "numpy", "evalkit.evaluation", "evalkit.analysis", "evalkit.report"),
        "evalkit.model.weights",
    ),
    f"score {CASE}": (*TABLE, *OFFICE, "evalkit.render", "evalkit.analysis.results"),
    f"score {CASE} --format csv": (*FRAMES, *CHARTS, *FILES, *PAGES, "evalkit.report.charts"),
    f"audit {CASE}": (*FRAMES, *CHARTS, *FILES, *PAGES, *UNASKED, *OFFICE, "evalkit.report.charts"),
    f"compare {CASE} cases/hubei-2026.yaml": (*FRAMES, *CHARTS, *FILES, *PAGES),
    f"report {CASE} --lang en --format md": (*FRAMES, *CHARTS, *FILES, *PAGES, *UNWORN),
    f"report {CASE} --lang en --format html": (
        *FRAMES,
        *("altair", "jsonschema"),
        *FILES,
        *UNWORN,
        *("evalkit.render.docx", "evalkit.render.pdf", "evalkit.workbook"),
    ),
}


def loaded(command: str, output: Path) -> set[str]:
    """The modules that a process holds once it has run the command."""
    more = ["-o", output.as_posix()] if command.startswith("report") else []
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *command.split(), *more],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("command", FORBIDDEN)
def test_a_command_loads_nothing_that_it_does_not_need(command: str, tmp_path: Path) -> None:
    held = loaded(command, tmp_path / "out")
    assert "evalkit.cli" in held
    assert held & set(FORBIDDEN[command]) == set()


def test_charts_are_loaded_where_they_are_shown(tmp_path: Path) -> None:
    """The lists above say something: what they forbid is what the library is called."""
    held = loaded(f"report {CASE} --lang en --format html", tmp_path / "out")
    assert {"vl_convert", "evalkit.render.html"} <= held


def test_what_is_forbidden_is_there_to_be_loaded() -> None:
    ours = {name for names in FORBIDDEN.values() for name in names if name.startswith("evalkit.")}
    assert {name for name in ours if find_spec(name) is None} == set()
