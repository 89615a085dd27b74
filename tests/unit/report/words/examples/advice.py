"""What a plan should write."""

from __future__ import annotations

from evalkit.report.model import Quoted
from evalkit.report.sections.advice import (
    ByNatureFact,
    MissingFact,
    ModelFact,
    NoModelFact,
    ShortFact,
    WhereFact,
)

WORDS = Quoted("bring in able people")

FACTS: dict[str, tuple[object, ...]] = {
    "missing": (
        MissingFact(("(1) name a scheme", "(2) set a target")),
        MissingFact(("name a scheme",), ("report arrivals",)),
        MissingFact((), asks="At least one scheme is named."),
    ),
    "by_nature": (ByNatureFact(1, ("funds",)), ByNatureFact(12, ("a responsible body", "funds"))),
    "where": (
        WhereFact("here", "¶66", WORDS, "no scheme named", ("¶51",)),
        WhereFact("here", "¶66", WORDS, ended=False),
        WhereFact("here", "¶66"),
        WhereFact("beside", "¶51", WORDS),
        WhereFact("beside", "¶51", None, "talent in general"),
        WhereFact("beside", "¶51"),
        WhereFact("review", "¶28", None, "a count of last year"),
        WhereFact("review", "¶28"),
        WhereFact("nowhere"),
    ),
    "model": (
        ModelFact("Shanghai", "¶79", WORDS, "channels worldwide"),
        ModelFact("Shanghai", "¶79", WORDS, ""),
        ModelFact("Shanghai", "¶79", WORDS, "", "(1)"),
        ModelFact("Shanghai", "¶79", None, "channels worldwide."),
    ),
    "no_model": (
        NoModelFact(1, "none"),
        NoModelFact(11, "none"),
        NoModelFact(11, "lacks", "Beijing", "Concrete"),
        NoModelFact(11, "past", "Beijing", "Concrete"),
        NoModelFact(11, "unshown", "Beijing", "Concrete"),
        NoModelFact(11, "unseen", "Beijing", "Concrete"),
    ),
    "short": (ShortFact("¶66", ("name a scheme", "set a target")),),
}
