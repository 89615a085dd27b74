"""Where figures and links lead: within the report, to another report of the run in the same
language, or nowhere."""

from __future__ import annotations

import io
import re

import pytest
from evalkit.model.units import HUNDRED
from evalkit.render import RENDERERS
from evalkit.report.model import Entry, Link, Paragraph, Report, Section, Sibling, runs
from evalkit.report.numbers import score
from evalkit.report.words import labels_of

REFS = {
    "own": "e-own",
    "gone": "e-gone",
    "other": "two#e-clear-goals",
    "whole": "two#",
    "stranger": "three#e-clear-goals",
    "self": "one#e-own",
    "hash": "#",
    "hostile": 'two#"><script>x</script>',
}


def report(lang: str = "zh") -> Report:
    said = runs(
        *(Link(name, ref) for name, ref in REFS.items()), score(HUNDRED, 0.5, "two#e-clear-goals")
    )
    body = Section("body", "Body", (Paragraph(said), Entry("e-own", ("Own",), ())))
    siblings = (
        Sibling("Two", "two", lang),
        Sibling("One", "one", "en"),
        Sibling("Three", "three", "en"),
    )
    return Report("one", lang, "One", "", (), (body,), words=labels_of(lang), siblings=siblings)


def test_a_page_leads_to_the_other_pages_of_the_run_in_its_language() -> None:
    page = RENDERERS["html"](report()).decode()
    assert {
        text: href
        for href, text in re.findall(r'<a href="([^"]*)">(\w+)</a>', page)
        if text in REFS
    } == {
        "own": "#e-own",
        "other": "two.zh.html#e-clear-goals",
        "whole": "two.zh.html",
    }
    assert '<a class="f" href="two.zh.html#e-clear-goals">50.0</a>' in page


def test_markdown_leads_to_the_other_files_of_the_run_in_its_language() -> None:
    text = RENDERERS["md"](report()).decode()
    assert (
        "[own](#e-own)gone[other](two.zh.md#e-clear-goals)[whole](two.zh.md)strangerselfhashhostile[50.0](two.zh.md#e-clear-goals)"
        in text
    )


def test_one_file_alone_says_the_same_without_the_link() -> None:
    docx, pypdf = pytest.importorskip("docx"), pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    said = "owngoneotherwholestrangerselfhashhostile50.0"
    document = docx.Document(io.BytesIO(RENDERERS["docx"](report())))
    assert said in [p.text for p in document.paragraphs]
    assert not [rel for rel in document.part.rels.values() if "hyperlink" in rel.reltype]
    pages = pypdf.PdfReader(io.BytesIO(RENDERERS["pdf"](report()))).pages
    assert said in "".join(page.extract_text() for page in pages).replace("\u200b", "")
