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


@pytest.mark.parametrize("form", MADE["FORMS"], ids=lambda form: form.name)
def test_a_base_has_the_parts_that_the_script_makes(form: Any) -> None:
    with zipfile.ZipFile(MADE["BASES"] / f"{form.name}.docx") as held:
        found = {name: held.read(name).decode() for name in held.namelist()}
        times = {item.date_time for item in held.infolist()}
    heading = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    assert found == {name: heading + content for name, content in MADE["parts"](form).items()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("product", ["", "memo"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_base_has_every_style_that_is_asked_for_and_no_text(lang: str, product: str) -> None:
    own = package.base_document(lang, product)
    made = styles.complete(own, own)
    ids = made.ids
    assert {
        "normal",
        "body text",
        "lead-in",
        "hyperlink",
        "kicker",
        "finding",
        "byline",
        "point",
        "point below",
        "source",
        "foot line",
        "strong",
        "quoted words",
        "quiet",
        "table head",
        styles.TABLE,
        *styles.TABLE_TEXT,
    } <= set(ids)
    assert not [paragraph.text for paragraph in own.paragraphs]
    assert made.sizes == ((10, 9, 8) if (lang, product) == ("zh", "memo") else (9, 8.5, 8))


def test_the_script_and_the_renderer_name_the_same_colours_and_margin() -> None:
    assert (MADE["SOFT"], MADE["SHADE"]) == (styles.SOFT, styles.SHADE)
    table = package.base_document("en").styles[styles.TABLE].element
    assert table.xpath("w:tblPr/w:tblCellMar/w:left/@w:w") == [str(round(styles.MARGIN * 20))]


def test_headings_are_black_until_an_office_has_a_colour_and_nothing_else_takes_it() -> None:
    own = package.base_document("en")

    def colours() -> dict[str, str]:
        return {
            style.name: value
            for style in own.styles
            for value in style.element.xpath("w:rPr/w:color/@w:val")
        }

    before = colours()
    assert set(before.values()) == {styles.SOFT}
    styles.colour(own, "7A1F1F")
    changed = {name for name, value in colours().items() if value == "7A1F1F"}
    assert changed == {
        "Title",
        "Heading 1",
        "Heading 2",
        "Heading 3",
        "Lead-in",
        "TOC Heading",
        "Hyperlink",
    }
    assert before.items() <= colours().items()


@pytest.mark.parametrize(
    ("text", "head", "wanted"),
    [
        ("", "", ("Times New Roman", "仿宋_GB2312", "Times New Roman", "黑体")),
        ("思源宋体", "", ("Times New Roman", "思源宋体", "Times New Roman", "黑体")),
        ("Georgia", "", ("Georgia", "仿宋_GB2312", "Times New Roman", "黑体")),
        ("Georgia, 思源宋体", "Arial", ("Georgia", "思源宋体", "Arial", "黑体")),
        (
            "",
            "Microsoft YaHei",
            ("Times New Roman", "仿宋_GB2312", "Times New Roman", "Microsoft YaHei"),
        ),
    ],
)
def test_an_office_s_fonts_are_for_the_letters_that_they_are_made_for(
    text: str, head: str, wanted: tuple[str, ...]
) -> None:
    own = package.base_document("zh")
    styles.fonts(own, text, head)
    found = [
        own.styles[name].element.rPr.rFonts.get(docx.oxml.ns.qn(f"w:{key}"))
        for name in ("Normal", "Heading 1")
        for key in ("ascii", "eastAsia")
    ]
    assert tuple(found) == wanted
