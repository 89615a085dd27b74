"""Marks that turn the direction of writing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from evalkit.render import RENDERERS
from evalkit.report.model import Paragraph, Section
from tests.sample_reports import briefing

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
