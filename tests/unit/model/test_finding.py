"""A finding as the terminal shows it."""

from __future__ import annotations

from evalkit.model.finding import found, to_text
from evalkit.model.place import Span, width


def test_the_line_and_its_caret_stand_in_one_row_of_a_terminal() -> None:
    """Chinese characters take two cells: the caret stands under what it points at."""
    line = "  - {what: " + "共享实验室" * 30 + ", money: 3.8亿元, year: 2030, body: 市科技局}"
    column = line.index("3.8") + 1
    finding = found(
        "value-kind", Span("c.yaml", 131, column), key="money", wanted="@item", given="x"
    )
    excerpt, pointed = to_text(finding, line, "zh").splitlines()[2:4]
    assert max(width(excerpt), width(pointed)) <= 80
    assert width(excerpt[: excerpt.index("3.8")]) == pointed.index("^")
