"""One small, strange evaluation, byte for byte, in every format and language. EVALKIT_ACCEPT=1
writes what is there."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from docx.table import Table
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file import to_json
from evalkit.render import RENDERERS
from evalkit.report.context import context_of
from evalkit.report.products import briefing, comparison
from evalkit.report.reports import USUAL, names

from tests.conftest import asked, evaluation_of

OWN = {
    "<script>",
    '<script type="application/json" id="t-data">',
    '<script type="application/json" id="words">',
}
GOLDEN = Path(__file__).parent / "golden"
RATED = ("one", "two")  # of "three" nothing is rated yet
ASKED = ("method", "advice", "evidence", "region")  # what a run writes only where it is asked to


@pytest.fixture(scope="module")
def strange() -> Evaluation:
    given = yaml.safe_load((GOLDEN / "strange.yaml").read_text("utf-8"))
    return evaluation_of(given["rubric"], *given["cases"])


def same(name: str, content: bytes) -> None:
    path = GOLDEN / name
    shown = bare(content.decode()) if name.endswith(".html") else content.decode()
    if os.environ.get("EVALKIT_ACCEPT"):
        path.write_text(shown, "utf-8", newline="")
    assert shown == path.read_bytes().decode()


def bare(page: str) -> str:
    """A page without what is the same on every page (style, script) and what another library draws
    (pictures)."""
    page = re.sub(r"<style>.*?</style>", "<style/>", page, flags=re.DOTALL)
    page = re.sub(r"<script>.*?</script>", "<script/>", page, flags=re.DOTALL)
    page = re.sub(r"sha256-[^']*", "sha256-…", page)
    return re.sub(r"<svg .*?</svg>", "<svg/>", page, flags=re.DOTALL)


def test_the_evaluation(strange: Evaluation) -> None:
    same("strange.json", to_json(asked(strange)).encode())


def test_the_reports(strange: Evaluation) -> None:
    made = dict(api.reports(strange, ("html", "md")))
    assert (
        len(made) == 20
    )  # the comparison; of two rated cases memo and briefing; 2 formats, 2 languages
    for name, content in made.items():
        same(name, content)


def test_the_reports_that_are_asked_for(strange: Evaluation) -> None:
    made = dict(api.reports(strange, ("md",), products=ASKED))
    assert {name for name in made if name.endswith(".en.md")} == {
        "comparison-method.en.md",
        *(f"{case}-{of}.en.md" for case in RATED for of in ("advice", "evidence")),
        *(f"{region}-region.en.md" for region in ("1-1省", "另一省")),
    }
    for name, content in made.items():
        same(name, content)


def test_no_file_is_left_of_a_report_that_is_gone(strange: Evaluation) -> None:
    named = (*USUAL, *ASKED)
    made = {item.name for item in names(strange, named)} | {"strange"}
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == made


def test_markup_in_names_stays_text(strange: Evaluation) -> None:
    for name, content in api.reports(strange, ("html",)):
        page = content.decode()
        assert set(re.findall(r"<script[^>]*>", page)) <= OWN, name
        assert "<img" not in page, name
    for name, content in api.reports(strange, ("md",)):
        page = content.decode()
        assert "<script" not in page.replace("\\<script", ""), name
        assert "[links](x)" not in page, name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_of_the_pdf(strange: Evaluation, lang: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    for made in (
        comparison.comparison(context_of(asked(strange), lang)),
        briefing.briefing(context_of(asked(strange), lang), "one"),
    ):
        pages = pypdf.PdfReader(io.BytesIO(RENDERERS["pdf"](made))).pages
        text = [
            f"--- {n}: {page.mediabox.width:.0f} x {page.mediabox.height:.0f} pt\n{_lines(page)}"
            for n, page in enumerate(pages, 1)
        ]
        same(f"{made.name}.{lang}.pdf.txt", "".join(text).encode())


def _lines(page: Any) -> str:
    """Text of a page without the places to break and the white space that depends on who reads it
    out."""
    lines = (
        " ".join(line.replace("\u200b", "").split()) for line in page.extract_text().splitlines()
    )
    return "".join(f"{line}\n" for line in lines if line)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_word_documents_as_text(strange: Evaluation, lang: str) -> None:
    made = dict(api.reports(strange, ("docx",), (lang,)))
    for name in ("comparison", "one", "one-memo"):
        document = docx.Document(io.BytesIO(made[f"{name}.{lang}.docx"]))
        lines = []
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                lines += [" | ".join(cell.text for cell in row.cells) for row in part.rows]
            else:
                assert part.style is not None
                lines.append(f"{part.style.name}: {part.text}")
        same(f"{name}.{lang}.docx.txt", ("\n".join(lines) + "\n").encode())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_as_formulas(strange: Evaluation, lang: str) -> None:
    made = dict(api.reports(strange, ("xlsx",), (lang,)))[f"comparison.{lang}.xlsx"]
    lines = []
    for sheet in openpyxl.load_workbook(io.BytesIO(made)):
        lines.append(f"[{sheet.title}]")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    value = cell.value.text if hasattr(cell.value, "text") else cell.value
                    lines.append(f"{cell.coordinate} {value}")
    same(f"comparison.{lang}.xlsx.txt", ("\n".join(lines) + "\n").encode())
