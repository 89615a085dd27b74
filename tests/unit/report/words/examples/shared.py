"""What most plans do well, and what most hardly do."""

from __future__ import annotations

from evalkit.report.sections.shared import EndsFact, Shared

FACTS: dict[str, tuple[object, ...]] = {
    "finding": (
        EndsFact(("money", "firms"), ("talent",)),
        EndsFact(("money",), ()),
        EndsFact((), ("talent",)),
    ),
    "shared_item": (
        Shared("a.b", "Clear goals", 7, 12, False),
        Shared("a.c", "S&T funds", 12, 12, True),
    ),
}
