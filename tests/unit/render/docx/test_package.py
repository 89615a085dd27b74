"""The documents that Word reports are written into are those that the script in tools/ makes."""

from __future__ import annotations

import runpy
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from evalkit.render.docx import package, styles

TOOL = Path(__file__).parents[4] / "tools" / "make_docx_base.py"
MADE: dict[str, Any] = runpy.run_path(str(TOOL))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_base_has_the_parts_that_the_script_makes(lang: str) -> None:
    with zipfile.ZipFile(MADE["BASES"] / f"base.{lang}.docx") as held:
        found = {name: held.read(name).decode() for name in held.namelist()}
        times = {item.date_time for item in held.infolist()}
    heading = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    assert found == {name: heading + content for name, content in MADE["parts"](lang).items()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_base_has_every_style_that_is_asked_for_and_no_text(lang: str) -> None:
    own = package.base_document(lang)
    ids = styles.complete(own, own).ids
    assert {
        "normal",
        "body text",
        "lead-in",
        "hyperlink",
        styles.TABLE,
        *styles.TABLE_TEXT.values(),
    } <= set(ids)
    assert not [paragraph.text for paragraph in own.paragraphs]
    sizes = {name: own.styles[name.title()].font.size.pt for name in styles.TABLE_TEXT.values()}
    assert sizes == {name: size for size, name in styles.TABLE_TEXT.items()}


def test_the_script_and_the_renderer_name_the_same_colours_and_margin() -> None:
    assert (MADE["ACCENT"], MADE["SOFT"], MADE["SHADE"]) == (
        styles.ACCENT,
        styles.SOFT,
        styles.SHADE,
    )
    table = package.base_document("en").styles[styles.TABLE].element
    assert table.xpath("w:tblPr/w:tblCellMar/w:left/@w:w") == [str(round(styles.MARGIN * 20))]


def test_a_colour_is_that_of_headings_and_links_alone() -> None:
    own = package.base_document("en")
    before = [
        value.get(docx.oxml.ns.qn("w:val")) for value in own.styles.element.xpath("//w:color")
    ]
    styles.colour(own, "7A1F1F")
    after = [value.get(docx.oxml.ns.qn("w:val")) for value in own.styles.element.xpath("//w:color")]
    assert after == ["7A1F1F" if value == styles.ACCENT else value for value in before]
    assert str(own.styles["Title"].font.color.rgb) == "7A1F1F"
    assert own.styles["Hyperlink"].font.color.rgb == own.styles["Heading 2"].font.color.rgb
