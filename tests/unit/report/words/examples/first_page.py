"""The first page."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.first_page import (
    FindingFact,
    KindFact,
    KindsFact,
    NumbersFact,
    PointFact,
    SureFact,
)

KIND = KindFact(
    "Work report",
    "The province",
    "1 March 2026",
    "a work report",
    "Reviews a year.",
    ("owners", "funds"),
    (),
    ("Budget",),
)
SURE = SureFact(
    raters=2,
    people="",
    n=46,
    same=40,
    near=5,
    far=1,
    total=True,
    score=0.535,
    ref="a-evidence#s-overall",
    low=0.49,
    high=0.57,
    coverage=1.0,
    of=12,
    way="likely",
    rivals=("Hebei", "Anhui"),
    best=1,
    worst=4,
    moves=True,
    gates=(),
)

FACTS: dict[str, tuple[object, ...]] = {
    "kind": (
        KIND,
        replace(KIND, kind="", date="", others=()),
        replace(KIND, means=""),
        replace(KIND, parts=("Outline", "Annex")),
        replace(KIND, kind="", title="", issuer="", without=(), means=""),
        replace(KIND, issuer="", date="", without=("funds",)),
    ),
    "kinds": (
        KindsFact((("work report", 12, ("owners", "funds")),), 12, True),
        KindsFact((("work report", 3, ("funds",)), ("outline", 1, ())), 5, False),
    ),
    "numbers_item": (
        NumbersFact(10, 5, 3, 2030, 10, False),
        NumbersFact(1, 1, 0, 2026, 0, True),
        NumbersFact(6, 0, 0, 0, 1, True),
        NumbersFact(6, 0, 0, 0, 2, True),
    ),
    "point": (
        PointFact("Money", "Spending is to reach 3.5%", ("¶66", "¶43")),
        PointFact("Talent", "Nothing is said", (), ("¶66",)),
        PointFact("Talent", "Nothing is said", ()),
    ),
    "finding": (
        FindingFact(("money", "firms"), ("talent",)),
        FindingFact(("money",), ()),
        FindingFact((), ("talent", "markets")),
    ),
    "sure": (
        SURE,
        replace(SURE, graded=("Not demonstrated", ("Baseline", "Targets"))),
        replace(SURE, open=("Baseline",)),
        replace(SURE, open=("Baseline", "Targets")),
        replace(SURE, same=46, near=0, far=0),
        replace(SURE, same=0, near=0),
        replace(SURE, same=0, near=0, far=0),
        replace(SURE, n=1, same=1, near=0, far=0),
        replace(SURE, n=1, same=0, near=1, far=0),
        replace(SURE, n=1, same=0, near=0, far=1),
        replace(SURE, way="first", rivals=(), far=0, people="experts"),
        replace(SURE, way="first", rivals=(), rated=False),
        replace(SURE, rated=False),
        replace(SURE, rated=False, coverage=0.8),
        replace(SURE, way="between", raters=0, near=0),
        replace(SURE, way="between", raters=3),
        replace(SURE, way="between", moves=False, worst=1, coverage=0.9),
        replace(SURE, way="level", moves=False, worst=1, level=1, rivals=()),
        replace(SURE, way="level", moves=False, worst=1, level=3, rivals=()),
        replace(SURE, way="all-level", moves=False, worst=1, level=11, rivals=()),
        replace(SURE, way="all-level", moves=False, worst=1, level=1, of=2, rivals=()),
        replace(SURE, way="alone", n=0, low=None, high=None, gates=("Clear goals", "Funds")),
        replace(SURE, score=None, way="alone", coverage=0.5),
        replace(SURE, way="alone", n=0, raters=1, people="experts"),
        replace(SURE, way="alone", n=0, raters=1),
        replace(SURE, score=None, way="alone", coverage=0.0, n=0),
        replace(SURE, score=None, way="alone", coverage=0.0, n=0, left=True),
        replace(SURE, total=False, score=None, way="alone", coverage=0.9),
        replace(SURE, total=False, score=None, way="alone", unknown=1, looks_back=True),
        replace(SURE, total=False, score=None, way="alone", graded=("Weak", ("Targets",))),
    ),
}
