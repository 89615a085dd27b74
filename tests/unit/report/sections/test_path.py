"""Lenses, criterion by criterion, with the reasons of every rater."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Table, plain
from evalkit.report.products import evidence
from tests.conftest import asked


def test_both_reasons_stand_where_the_level_used_is_nobodys(shipped: Evaluation) -> None:
    """Guizhou's L4 has 4 from one rater and 3 from the other: 3.5 is nobody's reason."""
    for lang, one, other in (
        ("zh", "评分人c评4级：", "；评分人d评3级："),
        ("en", "Rater c gave 4: ", " Rater d gave 3: "),
    ):
        report = evidence.evidence(context_of(asked(shipped), lang), "guizhou-2026")
        (table,) = [
            b for s in report.sections if s.id == "lenses" for b in s.blocks if isinstance(b, Table)
        ]
        said = {plain(row.cells[0].runs)[:2]: plain(row.cells[2].runs) for row in table.rows}
        assert said["L4"].startswith(one)
        assert other in said["L4"]
        assert not said["L2"].startswith(one[:4])
