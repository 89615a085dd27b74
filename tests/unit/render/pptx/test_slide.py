"""The slide is read back: what stands on it, within which box, and what is in the notes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from evalkit.render import pptx as slides
from evalkit.render.pptx.fit import LINE, Piece, lines
from evalkit.report import charts
from evalkit.report.charts import Axis, Span
from evalkit.report.model import (
    Bullets,
    Chart,
    Column,
    Look,
    Point,
    Points,
    Report,
    Row,
    Strong,
    Table,
    cell,
)
from evalkit.report.products.slide import SlideParts, slide
from pptx import Presentation
from pptx.util import Pt
from tests.unit.model.test_style import PNG
from tests.unit.report.products.test_slide import ctx

LANGUAGES = ["zh", "en"]
OURS = Look()
LONG = {
    "zh": "到2030年建成十个中心，资金由市级财政统筹，责任单位另行公布。" * 4,
    "en": "Ten centres are to be built by 2030, paid from the city's budget; who leads is told later. "
    * 4,
}


def picture() -> Chart:
    spans = [Span(name, 50.0 + n, 40.0, 60.0) for n, name in enumerate("ABCDEF")]
    return charts.ranges("c", "Ranks", "Six plans, from 50 to 55", [spans], Axis("Score", 0, 100))


def made(lang: str, times: int = 1, look: Look = OURS) -> Report:
    text = LONG[lang] * times
    points = Points(tuple(Point((Strong(f"{n}. "), text, str(n)), (f"ask {n}",)) for n in range(3)))
    rows = tuple(Row((cell(f"{n} {text[: 20 * times]}"), cell("3.5%"))) for n in range(8))
    numbers = Table("Numbers", (Column("What"), Column("Aim", numeric=True)), rows, source="S")
    parts = SlideParts(
        f"Title {text[: 10 * times]}", text, numbers, points, points, picture(), text
    )
    return replace(slide(ctx(lang), "one", parts), look=look)


def opened(report: Report) -> Any:
    return Presentation(io.BytesIO(slides.render(report)))


def texts(page: Any) -> str:
    out = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
    for shape in page.shapes:
        if shape.has_table:
            out += [c.text_frame.text for row in shape.table.rows for c in row.cells]
    return "\n".join(out)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_one_wide_slide_of_native_text_table_and_a_picture(lang: str) -> None:
    deck = opened(made(lang))
    assert (deck.slide_width, deck.slide_height) == (Pt(960), Pt(540))
    assert len(deck.slides) == 1
    (page,) = deck.slides
    assert page.shapes.title.text_frame.text.startswith("Title")
    (table,) = (shape.table for shape in page.shapes if shape.has_table)
    assert [c.text_frame.text for c in table.rows[0].cells] == ["What", "Aim"]
    assert len(table.rows) <= 7
    (image,) = (s for s in page.shapes if s.name == "Picture")
    assert image._element.xpath(".//p:cNvPr")[0].get("descr") == "Six plans, from 50 to 55"
    lists = page.shapes._spTree.xpath(".//a:buAutoNum")
    assert len(lists) == 6


def heights(shape: Any) -> float:
    """Points of height that a text takes, by the estimate."""
    frame, out = shape.text_frame, 0.0
    for n, paragraph in enumerate(frame.paragraphs):
        if not paragraph.runs:
            continue
        size = paragraph.runs[0].font.size / Pt(1)
        assert paragraph.line_spacing == Pt(size * LINE)
        indent = int(paragraph._p.get_or_add_pPr().get("marL", 0)) / Pt(1)
        held = tuple(Piece(run.text, bool(run.font.bold)) for run in paragraph.runs)
        count = lines(held, (shape.width / Pt(1) - indent) / size)
        out += count * size * LINE + (paragraph.space_before / Pt(1) if n else 0)
    return out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("times", [1, 3, 12])
def test_nothing_overflows_its_box_or_the_page_and_boxes_stand_apart(lang: str, times: int) -> None:
    (page,) = opened(made(lang, times, Look("Office", "", "#7a1f1f", PNG, "png"))).slides
    boxes = []
    for shape in page.shapes:
        left, top = shape.left / Pt(1), shape.top / Pt(1)
        wide, high = shape.width / Pt(1), shape.height / Pt(1)
        assert left >= 0
        assert top >= 0
        assert left + wide <= 960.1
        assert top + high <= 540.1
        boxes.append((shape.name, left, top, left + wide, top + high))
        if shape.has_text_frame and shape.text_frame.text:
            assert heights(shape) <= high + 0.5, shape.name
    for n, (name, *one) in enumerate(boxes):
        for other, *two in boxes[n + 1 :]:
            across = min(one[2], two[2]) - max(one[0], two[0])
            down = min(one[3], two[3]) - max(one[1], two[1])
            assert across <= 0.5 or down <= 0.5, (name, other)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_cut_says_so_and_is_whole_in_the_notes(lang: str) -> None:
    report = made(lang, 3)
    (page,) = opened(report).slides
    notes = bare(page.notes_slide.notes_text_frame.text)
    assert "…" in texts(page)
    assert bare(LONG[lang] * 3) in notes
    assert all(f"ask{n}" in notes for n in range(3))
    assert all(bare(f"{n} {(LONG[lang] * 3)[:60]}") in notes for n in range(8))
    assert "Sixplans,from50to55" in notes


def test_a_short_slide_is_not_cut() -> None:
    parts = SlideParts("All plans", said=(("One leads.",), ("Two follow.",)), picture=picture())
    (page,) = opened(slide(ctx(), "comparison", parts)).slides
    assert "…" not in texts(page)
    assert "One leads.\nTwo follow." in texts(page)


def test_a_slide_without_picture_or_numbers_has_its_lists() -> None:
    report = replace(slide(ctx(), "one", SlideParts("T")), summary=(Bullets((("a",), ("b",))),))
    (page,) = opened(report).slides
    assert "a\nb" in texts(page)


def test_colour_logo_and_owner_are_the_offices() -> None:
    content = slides.render(made("zh", look=Look("省研究院", "王", "#7a1f1f", PNG, "png")))
    package = zipfile.ZipFile(io.BytesIO(content))
    themes = [name for name in package.namelist() if name.startswith("ppt/theme/theme1")]
    assert '<a:accent1><a:srgbClr val="7A1F1F"/>' in package.read(themes[0]).decode()
    deck = Presentation(io.BytesIO(content))
    assert (deck.core_properties.author, deck.core_properties.language) == ("王", "zh-CN")
    assert "省研究院" in package.read("docProps/app.xml").decode()
    assert any(shape.name == "Logo" for shape in deck.slides[0].shapes)


def test_nothing_of_the_librarys_template_is_left() -> None:
    package = zipfile.ZipFile(io.BytesIO(slides.render(made("en"))))
    names = package.namelist()
    assert not [name for name in names if "thumbnail" in name or "printerSettings" in name]
    assert [name for name in names if "slideLayouts/slideLayout" in name] != []
    assert len([name for name in names if re.fullmatch(r"ppt/slideLayouts/\w+\.xml", name)]) == 1
    held = "".join(package.read(n).decode() for n in names if n.endswith((".xml", ".rels")))
    for word in ("Steve Canny", "python-pptx", "PowerPoint", "2013-01-27", "Calibri", "1/27/13"):
        assert word not in held, word


def test_the_same_report_gives_the_same_bytes() -> None:
    assert slides.render(made("zh")) == slides.render(made("zh"))


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    parts = SlideParts("a\x00b\x0b", "c\x1f", said=(("d\ud800",),))
    (page,) = opened(slide(ctx(), "one", parts)).slides
    assert page.shapes.title.text_frame.text == "ab"
    assert json.dumps(texts(page)).isascii()
