"""The reports of a run, and how they begin."""

from __future__ import annotations

import io

import pytest
from evalkit.evaluation import Evaluation
from evalkit.render import RENDERERS
from evalkit.report import reports
from evalkit.report.model import Aside, Entry, Paragraph, Points, Report, inside, plain
from tests.conftest import asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_page_is_a_page_to_stop_after(lang: str, shipped: Evaluation) -> None:
    """What a busy reader needs ends on the first page of the PDF; of an English briefing all but
    how sure that is, which opens the second."""
    run = reports.Run(asked(shipped), languages=(lang,))
    known = {item.name: item for item in reports.names(shipped)}
    for name in ("comparison", "zhejiang-2026", "guizhou-2026", "chongqing-2026"):
        report = reports.report(run, known[name], lang)
        said = [*inside(report.summary)]
        last = [plain(b.runs) for b in said if isinstance(b, Paragraph)][-1]
        if lang == "en" and name != "comparison":
            last = [plain(b.items[-1].runs) for b in said if isinstance(b, Points)][-1]
        assert "".join(last.split())[-20:] in pages_of(report)[0], name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_memo_has_two_pages_at_most(lang: str, shipped: Evaluation) -> None:
    run = reports.Run(asked(shipped), ("memo",), (lang,))
    for item in reports.names(shipped, ("memo",))[::4]:
        assert len(pages_of(reports.report(run, item, lang))) <= 2, item.name


def pages_of(report: Report) -> list[str]:
    """The text of each page of the PDF, without what breaks its lines."""
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(RENDERERS["pdf"](report))).pages
    return ["".join(page.extract_text().replace("\u200b", "").split()) for page in pages]


def test_the_files_of_a_plan_but_its_evidence_are_short(shipped: Evaluation) -> None:
    run = reports.Run(asked(shipped), ("memo", "briefing", "advice"), ("en",))
    for item in reports.names(shipped, ("memo",))[::3]:
        words = sum(
            len(RENDERERS["md"](reports.report(run, own, "en")).decode().split())
            for own in reports.names(shipped, run.products)
            if own.case == item.case
        )
        assert words <= 5000, (item.case, words)


def test_memo_and_briefing_say_the_same_of_a_plan(shipped: Evaluation) -> None:
    run = reports.Run(asked(shipped), ("memo", "briefing"), ("en",))
    memo, briefing = reports.names(shipped, run.products)[:2]
    short, long = (reports.report(run, item, "en") for item in (memo, briefing))
    assert short.title == long.title
    points = [b for s in short.sections for b in s.blocks if isinstance(b, Points)]
    shown = [b for b in inside(long.summary) if isinstance(b, Points)]
    assert points == shown
    heads = [b for b in inside(long.summary) if isinstance(b, Entry | Aside)]
    assert len(heads) == 3
