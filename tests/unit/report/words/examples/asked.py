"""What is asked, and who answers."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.asked import AskedFact

NAMED = (("recruiting from overseas", "section 4(3)"), ("supply chains (and 1 more ask)", "Art. 2"))
FACT = AskedFact(40, 3, "Committed", 12, NAMED, 2, NAMED, "recruiting from overseas", 5, 9)
FACTS: dict[str, tuple[object, ...]] = {
    "named_item": (NAMED, NAMED[:1]),
    "asked": (
        FACT,
        replace(FACT, most=0, first_most=()),
        replace(FACT, n=1, nobody=1, most=0, first_most=(), nearest="", k=0, of=0),
        replace(FACT, nobody=0, first_nobody=(), most=1, first_most=NAMED[:1]),
    ),
}
