"""Marks that turn the direction of writing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.cli import main
from evalkit.render import RENDERERS
from evalkit.render.glyphs import coded_beyond, letters_of
from evalkit.render.pictures import fonts
from evalkit.report.model import Paragraph, Section
from tests.sample_reports import briefing

ROOT = Path(__file__).parents[3]
NAME = "Utopia\u202egnijieB\u2066"


@pytest.mark.parametrize("kind", ["html", "md", "docx"])
def test_a_name_cannot_turn_what_stands_beside_it(kind: str) -> None:
    section = Section("x", NAME, (Paragraph((NAME,)),))
    content = RENDERERS[kind](replace(briefing("en"), title=NAME, sections=(section,)))
    if kind == "docx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    text = content.decode()
    assert "\u202e" not in text
    assert "Utopia" in text
    assert "[U+202E]" in text.replace("\\", "").replace("\u200b", "")


def test_nor_on_a_slide(tmp_path: Path) -> None:
    text = (ROOT / "cases" / "yunnan-2026.yaml").read_text("utf-8")
    (tmp_path / "case.yaml").write_text(text.replace("云南省", NAME), "utf-8")
    asked = ["report", str(tmp_path), "--product", "slide", "--format", "pptx", "-q"]
    done = CliRunner().invoke(main, [*asked, "--lang", "zh", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    (made,) = (tmp_path / "out").glob("*.pptx")
    package = zipfile.ZipFile(made)
    held = "".join(package.read(n).decode() for n in package.namelist() if n.endswith(".xml"))
    assert "\u202e" not in held
    assert "[U+202E]" in held


def test_the_characters_of_a_font_are_those_of_its_table() -> None:
    tools = pytest.importorskip("fontTools.ttLib")
    font = next(path for path in fonts().iterdir() if path.suffix == ".ttf")
    assert letters_of(font.read_bytes()) == frozenset(tools.TTFont(font).getBestCmap())


def test_what_no_font_of_a_picture_has_is_shown_by_its_code() -> None:
    letters = letters_of((fonts() / "NotoSansSC-Regular.ttf").read_bytes())
    assert {*map(ord, "字aé–я。")} <= letters
    told = coded_beyond("浙江😀 ก\u2009a\u200b𠀀\ue000 <svg>&#13;", letters)
    assert told == "浙江[U+1F600] [U+0E01]\u2009a\u200b[U+20000][U+E000] <svg>&#13;"
