"""Lenses, criterion by criterion, with the reasons of every rater."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Table, plain
from evalkit.report.products import briefing
from tests.conftest import asked


def test_both_reasons_stand_where_the_level_used_is_nobodys(shipped: Evaluation) -> None:
    """Guizhou's L7 has 3 from one rater and 2 from the other: 2.5 is nobody's reason."""
    for lang, one, other in (
        ("zh", "评分人a评3级：", "；评分人b评2级："),
        ("en", "Rater a gave 3: ", " Rater b gave 2: "),
    ):
        report = briefing.briefing(context_of(asked(shipped), lang), "guizhou-2026")
        (table,) = [
            b for s in report.sections if s.id == "lenses" for b in s.blocks if isinstance(b, Table)
        ]
        said = {plain(row.cells[0].runs)[:2]: plain(row.cells[2].runs) for row in table.rows}
        assert said["L7"].startswith(one)
        assert other in said["L7"]
        assert not said["L1"].startswith(one[:4])
