"""Where every plan stands, and what may be said of the whole of it."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.facts import Selection, Shortened
from evalkit.report.sections.ranking import (
    Ends,
    Grouped,
    Incomplete,
    Lead,
    Nobody,
    Teachers,
    Together,
)

ENDS = Ends(("Anhui",), 0.75, "anhui#s", ("Hebei",), 0.25, "hebei#s", 12, False)
THIN = (("Anhui", 0.8, 0.5, 0.7), ("Hebei", 0.9, None, 0.6))
TEACHERS = Teachers((("Anhui", 9), ("Hebei", 7)), 12, 28, "Actionable", False, True)
FACTS: dict[str, tuple[object, ...]] = {
    "ends": (
        ENDS,
        replace(ENDS, leaders=("Anhui", "Beijing"), last=("Hebei", "Henan")),
        replace(ENDS, leaders=tuple("ABCDE"), last=tuple("FGHIJ")),
        replace(ENDS, leaders=("Anhui", "Hebei"), n=2, worst=0.75, all_tied=True),
        replace(ENDS, leaders=(), n=18, worst=0.75, all_tied=True),
    ),
    "lead": (
        Lead("Anhui", ()),
        Lead("Anhui", ("Hebei", "Henan")),
        Lead("Anhui", (), rated=False),
        Lead("Anhui", ("Hebei",), rated=False),
    ),
    "selection": (
        Selection(("a", "b", "c"), 1000, 10, "comparison.en.csv"),
        Selection(("a", "b"), 1000, 0, "comparison.en.csv"),
    ),
    "shortened": (Shortened(1000, 10),),
    "together": (Together(((1, 2), (3, 8))), Together(((1, 3),))),
    "incomplete": (
        Incomplete(THIN[:1], 0),
        Incomplete(THIN, 7),
        Incomplete((("Anhui", 0.8, None, None),), 0, rated=False),
    ),
    "grouped": (
        Grouped((2, 6, 4), 12, 25.0),
        Grouped((3,), 3, 0.0),
        Grouped((1, 1), 2, 0.0),
    ),
    "repeated": (("Anhui 2021", "Anhui 2026"),),
    "repeated_much": (6, 40),
    "repeated_often": (12,),
    "unranked": (("Anhui",), ("Anhui", "Hebei"), tuple("ABCDEFGHIJKLMNOPQRST")),
    "unrated": (("Anhui",), ("Anhui", "Hebei")),
    "screened": (("Anhui",), ("Anhui", "Hebei")),
    "learn_from": (
        TEACHERS,
        replace(TEACHERS, top=True),
        replace(TEACHERS, again=False),
        replace(TEACHERS, cases=()),
        replace(TEACHERS, n=1, cases=()),
        replace(TEACHERS, n=1, of=1, again=False),
    ),
    "nobody": (
        Nobody(2, 28, ("Clear goals", "S&T funds"), True, "Outline"),
        Nobody(1, 28, ("Clear goals",), True, "Outline"),
        Nobody(2, 2, ("Clear goals", "S&T funds"), True, "Outline"),
        Nobody(1, 1, ("Clear goals",), True, "Outline"),
        Nobody(7, 28, ("Clear goals", "S&T funds"), False, "Outline"),
    ),
}
