"""What most plans do well, and what most hardly do."""

from __future__ import annotations

from evalkit.report.sections.shared import Shared

FACTS: dict[str, tuple[object, ...]] = {
    "shared_item": (
        Shared("a.b", "Clear goals", 7, 12, False),
        Shared("a.c", "S&T funds", 12, 12, True),
    ),
}
