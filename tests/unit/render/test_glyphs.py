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
