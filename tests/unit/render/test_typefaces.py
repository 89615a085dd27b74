"""An office's fonts, as each format takes them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from evalkit.cli import main
from evalkit.render.typefaces import chinese, latin, named

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("fonts", "western", "han"),
    [
        ("", "", ""),
        ("Georgia", "Georgia", ""),
        ("方正仿宋_GBK", "", "方正仿宋_GBK"),
        (" SimSun , Georgia,", "Georgia", "SimSun"),
        ("Noto Sans CJK SC, Source Sans 3, Arial", "Source Sans 3", "Noto Sans CJK SC"),
    ],
)
def test_letters_have_the_font_that_is_made_for_them(fonts: str, western: str, han: str) -> None:
    assert (latin(fonts), chinese(fonts)) == (western, han)
    assert {western, han} - {""} <= set(named(fonts))


def test_pages_workbooks_and_slides_take_the_offices_fonts(tmp_path: Path) -> None:
    fonts = {"text": "Georgia, 仿宋", "head": '黑体"};body{display:none}</style>'}
    style = tmp_path / "report.yaml"
    style.write_text(yaml.safe_dump({"report": "office", "fonts": fonts}, allow_unicode=True))
    cases = [str(ROOT / "cases" / f"{name}-2026.yaml") for name in ("beijing", "hubei")]
    asked = ["report", *cases, "--style", str(style), "--format", "html,xlsx,pptx", "--lang", "zh"]
    asked += ["--product", "comparison", "--product", "slide", "-o", str(tmp_path / "out"), "-q"]
    assert CliRunner().invoke(main, asked).exit_code == 0
    page = (tmp_path / "out" / "comparison.zh.html").read_text(encoding="utf-8")
    assert '--office-text:"Georgia","仿宋",' in page
    assert re.search(r'--office-head:"黑体[\w .-]*",', page)
    assert page.count("</style>") == 1
    book = zipfile.ZipFile(io.BytesIO((tmp_path / "out" / "comparison.zh.xlsx").read_bytes()))
    assert '<name val="仿宋"/>' in book.read("xl/styles.xml").decode()
    assert "Georgia" not in book.read("xl/styles.xml").decode()
    slide = zipfile.ZipFile(tmp_path / "out" / "beijing-2026-slide.zh.pptx")
    theme = slide.read("ppt/theme/theme1.xml").decode()
    assert '<a:latin typeface="Georgia"/>' in theme
    assert '<a:ea typeface="仿宋"/>' in theme
