"""What changed between two plans of a region."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.changes import SuccessionFact

ROSE = SuccessionFact(
    older="2020",
    newer="2025",
    compared=True,
    before=0.375,
    after=0.5,
    way="rose",
    change=0.125,
    by_plan=None,
    by_rubric=None,
    versions=(),
    ahead=0.9,
    level=0.05,
    always_level=False,
    n=3,
    n_rose=1,
    n_fell=2,
    n_stayed=0,
    n_apart=0,
)
VERSIONS = ("1.0.0", "2.0.0")
FACTS: dict[str, tuple[object, ...]] = {
    "succession": (
        ROSE,
        replace(ROSE, way="fell", level=0.0, n_rose=0, n_fell=1, n_stayed=12, n=13, n_apart=1),
        replace(ROSE, way="stayed", change=0.0, always_level=True, n_apart=4),
        replace(ROSE, ahead=None),
        replace(ROSE, versions=VERSIONS, by_plan=0.2, by_rubric=-0.075),
        replace(ROSE, versions=VERSIONS),
        replace(ROSE, compared=False, before=None),
        replace(ROSE, compared=False, before=None, n=0, n_rose=0, n_fell=0, n_apart=9),
        replace(ROSE, total=False),
        replace(ROSE, total=False, n=0, n_apart=9),
        replace(ROSE, total=False, was="not met", now="met"),
        replace(ROSE, total=False, was="met", now="undecided", n=0),
    ),
}
