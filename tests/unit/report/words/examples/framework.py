"""What the framework asks, where, and of whom."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.framework import Asked, Standard

ASKED = Asked("section 4(3), para 2", "Recruiting from overseas", "Talent departments", own=False)
STANDARD = Standard("Experience of 75 years", ("Huang Huan", "Chen Yongxiang"), "2024")
FACTS: dict[str, tuple[object, ...]] = {
    "ask_item": (
        ASKED,
        replace(ASKED, place="", own=True),
        replace(ASKED, actor=""),
        replace(ASKED, title=""),
        replace(ASKED, title="", place=""),
    ),
    "standard_item": (
        STANDARD,
        replace(STANDARD, year=""),
        replace(STANDARD, authors=()),
        replace(STANDARD, authors=(), year=""),
    ),
}
