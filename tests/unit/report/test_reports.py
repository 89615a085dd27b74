"""The reports of a run, and how they begin."""

from __future__ import annotations

import io

import pytest
from evalkit.evaluation import Evaluation
from evalkit.render import RENDERERS
from evalkit.report import reports
from evalkit.report.model import Paragraph, plain
from tests.conftest import asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_page_is_a_page_to_stop_after(lang: str, shipped: Evaluation) -> None:
    """What a busy reader needs ends on the first page of the PDF, and the contents begin after
    it."""
    pypdf = pytest.importorskip("pypdf")
    for name in ("comparison", "portfolio", "zhejiang-2026", "guizhou-2026", "chongqing-2026"):
        made = RENDERERS["pdf"](reports.report(asked(shipped), name, lang, (lang,)))
        first = "".join(pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
        wanted = reports.report(asked(shipped), name, lang, (lang,)).summary[-1]
        assert isinstance(wanted, Paragraph)
        assert "".join(plain(wanted.runs).split())[-20:] in first, name
