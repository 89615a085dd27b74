"""Word documents as LibreOffice lays them out: a page of an official document, pages of memos, the
pages that contents name."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from evalkit.render import docx as word
from evalkit.render.docx import package

from tests.office.recalculate import convert, needs_office
from tests.unit.render.docx.memos import memo
from tests.unit.render.docx.test_writer import entries, long

pypdf = pytest.importorskip("pypdf")


def pages(content: bytes, folder: Path) -> list[str]:
    """The text of every page."""
    reader = pypdf.PdfReader(convert(content, "docx", "pdf", folder))
    return [page.extract_text() for page in reader.pages]


@needs_office
@pytest.mark.parametrize(("characters", "wanted"), [(28 * 22, 1), (28 * 22 + 1, 2)])
def test_an_official_page_is_filled_by_22_lines_of_28_characters(
    characters: int, wanted: int, tmp_path: Path
) -> None:
    document = package.base_document("zh", "memo")
    document.add_paragraph("文" * characters)
    made = io.BytesIO()
    document.save(made)
    found = pages(made.getvalue(), tmp_path)
    assert len(found) == wanted
    lines = [line for line in found[0].splitlines() if "文" in line]
    assert [line.count("文") for line in lines] == [28] * 22


@needs_office
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_memo_has_two_pages_at_most(lang: str, tmp_path: Path) -> None:
    found = pages(word.render(memo(lang)), tmp_path)
    assert 1 <= len(found) <= 2
    if lang == "zh":
        numbers = [re.search("— *([0-9]+) *—", text) for text in found]
        assert [match and match[1] for match in numbers] == ["1", "2"]


@needs_office
def test_the_pages_that_contents_name_are_those_where_sections_begin(tmp_path: Path) -> None:
    content = word.render(long())
    found = pages(content, tmp_path)
    begin = {}
    for number, text in enumerate(found, start=1):
        for line in text.splitlines():
            if match := re.fullmatch(r"([1-5]\. Part) *", line):
                begin[match[1]] = number
    shown = dict(re.findall(r"([1-5]\. Part)[ .]*([0-9]+)", found[0]))
    assert {name: int(page) for name, page in shown.items()} == begin
    assert {name: int(page) for name, page in entries(content)}.keys() == begin.keys()
