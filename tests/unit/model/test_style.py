"""A report style: validated like every file, worn by every format, and never in the way of the
numbers."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import get_args

import docx
import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.model.style import (
    BriefingSection,
    ComparisonSection,
    EvidenceSection,
    MethodSection,
    PortfolioSection,
    ReportStyle,
    Style,
    contrast,
)
from evalkit.report import reports
from evalkit.report.context import context_of
from evalkit.report.model import Report
from evalkit.report.products import (
    briefing,
    comparison,
    comparison_method,
    evidence,
    portfolio,
)
from tests.conftest import ROOT, asked


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0" + b"\x7a\x1f\x1f" * 2))
    + _chunk(b"IEND", b"")
)
TEXT = """
report: our-office
organisation: {zh: 区域创新研究室, en: Office for Regional Innovation}
author: {zh: 王工, en: Wang}
logo: logo.png
colour: "#7a1f1f"
languages: [en]
formats: [html]
decimals: 2
sections: {briefing: [beside, commitments], evidence: [annex-method]}
"""


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return api.score(
        [ROOT / "cases" / "guizhou-2026.yaml", ROOT / "cases" / "hubei-2026.yaml"],
        as_of="2026-11-24",
    )


@pytest.fixture
def style(tmp_path: Path) -> Style:
    (tmp_path / "report.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "logo.png").write_bytes(PNG)
    found, findings, _ = api.style(tmp_path / "report.yaml")
    assert findings == ()
    assert found is not None
    return found


def test_contrast_is_that_of_the_guidelines() -> None:
    # WCAG 2.2: black on white 21; #767676 is the lightest grey that passes 4.5
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777") < 4.5


def test_a_style_names_the_sections_that_there_are(evaluation: Evaluation) -> None:
    both = api.score([ROOT / "cases"], as_of="2026-11-24")
    compared = {s.id for s in comparison.comparison(context_of(asked(both), "en")).sections}
    ctx = context_of(asked(both), "en")
    brief = {s.id for s in briefing.briefing(ctx, "guizhou-2026").sections}
    assert compared <= set(get_args(ComparisonSection))
    assert brief <= set(get_args(BriefingSection))
    assert set(get_args(ComparisonSection)) - compared == {"conditions"}  # of a verdict
    later = {"since-last", "last-commitments", "missing", "quotations"}
    assert set(get_args(BriefingSection)) - brief <= later
    for module, known in (
        (portfolio.portfolio, PortfolioSection),
        (comparison_method.method, MethodSection),
    ):
        # of measures that count: by name, or where a total has some
        asked_for = {"data", "trends"} if known is MethodSection else set()
        assert {s.id for s in module(ctx).sections} | asked_for == set(get_args(known))
    held = {s.id for s in evidence.evidence(ctx, "guizhou-2026").sections}
    assert held <= set(get_args(EvidenceSection))
    assert set(get_args(EvidenceSection)) - held <= {"followed"}


def composed(
    evaluation: Evaluation, name: str, lang: str, style: Style | None, product: str = "briefing"
) -> Report:
    run = reports.Run(asked(evaluation), (product,), (lang,), style)
    (item,) = (n for n in reports.names(evaluation, (product,)) if n.name == name)
    return reports.report(run, item, lang)


def test_sections_come_in_the_order_of_the_style_and_are_counted_anew(
    evaluation: Evaluation, style: Style
) -> None:
    made = composed(evaluation, "guizhou-2026", "en", style)
    assert [s.title for s in made.sections] == [
        "1. Compared with the other reports",
        "2. What the report commits to",
    ]
    chinese = composed(evaluation, "guizhou-2026", "zh", style)
    assert chinese.sections[0].title == "一、与其他报告相比"
    whole = composed(evaluation, "guizhou-2026-evidence", "en", style, "evidence")
    assert [s.id for s in whole.sections] == ["annex-method"]
    assert len(composed(evaluation, "comparison", "en", style, "comparison").sections) > 3


def test_an_office_s_own_labels_stand_where_ours_stood(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    labels = "{beside-others: {zh: 横向看, en: In company}, n-tied: '{n} share it'}"
    (tmp_path / "report.yaml").write_text(f"report: our-office\nlabels: {labels}\n", "utf-8")
    style, findings, _ = api.style(tmp_path / "report.yaml")
    assert findings == ()
    titles = {
        lang: composed(evaluation, "guizhou-2026", lang, style).sections[0].title
        for lang in ("en", "zh")
    }
    assert titles == {"en": "1. In company", "zh": "一、横向看"}


@pytest.mark.parametrize(
    "label",
    ["{n.__class__} tied", "{n!r} tied", "{n:>999999999} tied", "{n} {m}", "{} tied", "tied", "{n"],
)
def test_a_label_has_the_fields_of_ours_and_no_others(label: str, tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(f"report: a\nlabels: {{n-tied: '{label}'}}\n", "utf-8")
    style, findings, _ = api.style(tmp_path / "report.yaml")
    assert style is None
    assert [(f.code, f.span.line) for f in findings] == [("label-field", 2)]


def test_every_format_says_whose_it_is_and_shows_its_decimals(
    evaluation: Evaluation, style: Style
) -> None:
    pypdf = pytest.importorskip("pypdf")
    made = dict(
        api.reports(
            evaluation,
            ("html", "md", "docx", "pdf", "xlsx"),
            ("en",),
            extras=api.Extras(style=style),
        )
    )
    value = evaluation.score_of["guizhou-2026", "overall"].value
    shown = f"{100 * (value or 0):.2f}"
    page = made["guizhou-2026.en.html"].decode()
    assert "Office for Regional Innovation" in page
    assert "data:image/png;base64," in page
    assert "--accent:#7a1f1f" in page
    assert shown in made["guizhou-2026.en.md"].decode()
    document = docx.Document(io.BytesIO(made["guizhou-2026.en.docx"]))
    whose = (
        f"Office for Regional Innovation · Wang · {evaluation.as_of.day} {evaluation.as_of:%B %Y}"
    )
    assert any(p.text == whose for p in document.paragraphs)
    assert str(document.styles["Heading 1"].font.color.rgb) == "7A1F1F"
    printed = pypdf.PdfReader(io.BytesIO(made["guizhou-2026.en.pdf"]))
    assert "Office for Regional Innovation" in printed.pages[0].extract_text()
    assert any(shown in page.extract_text() for page in printed.pages)
    assert len(printed.pages[0].images) == 1


def test_without_a_style_nothing_changes(evaluation: Evaluation) -> None:
    plain = Style(ReportStyle(report="plain"), b"", "report.yaml")
    bare = dict(api.reports(evaluation, ("md", "xlsx"), ("en",)))
    worn = api.reports(evaluation, ("md", "xlsx"), ("en",), extras=api.Extras(style=plain))
    assert dict(worn) == bare


@pytest.mark.parametrize(
    ("logo", "code"),
    [
        ("../outside.png", "image-unread"),
        ("missing.png", "image-unread"),
        ("report.yaml", "image-unread"),
    ],
)
def test_a_logo_is_an_image_beside_its_file(logo: str, code: str, tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(PNG)
    (folder / "report.yaml").write_text(TEXT.replace("logo.png", logo), "utf-8")
    found, findings, _ = api.style(folder / "report.yaml")
    assert found is None
    assert [f.code for f in findings] == [code]


def test_an_image_that_breaks_off_is_refused_with_the_style(tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "logo.png").write_bytes(PNG[:40])
    found, findings, _ = api.style(tmp_path / "report.yaml")
    assert found is None
    assert [f.message("en") for f in findings] == [
        '"logo.png" cannot be used: its picture breaks off or cannot be decoded'
    ]


def test_an_image_that_a_pdf_cannot_take_breaks_the_pdf_and_the_rest_is_written(
    evaluation: Evaluation,
) -> None:
    found = Style(ReportStyle(report="x", organisation="Office"), PNG[:40], "report.yaml")
    told = api.Told()
    extras = api.Extras(style=found)
    made = dict(api.reports(evaluation, ("md", "pdf"), ("en",), extras=extras, told=told))
    cases = ("guizhou-2026", "hubei-2026")
    assert set(made) == {
        "comparison.en.md",
        *(f"{case}{end}.en.md" for case in cases for end in ("", "-memo")),
    }
    assert str(told.problems[0]).split(": ")[:2] == [
        "comparison.en.pdf",
        "the PDF cannot be made",
    ]
