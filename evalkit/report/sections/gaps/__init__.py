"""Gaps between regions in what is measured, and between plans in their scores: whether they narrow,
and how much of them lies between groups."""

from evalkit.report.sections.gaps.asked import asked, chosen, compared, data, facets
from evalkit.report.sections.gaps.ridges import of_groups, of_years
from evalkit.report.sections.gaps.told import by_measure, portfolio, spoken

__all__ = [
    "asked",
    "by_measure",
    "chosen",
    "compared",
    "data",
    "facets",
    "of_groups",
    "of_years",
    "portfolio",
    "spoken",
]
