"""What moves ranks and totals."""

from __future__ import annotations

from evalkit.report.sections.effects import Firmness, Heavier, Movers

ONE = (("Clear goals", ("Hebei",)),)
TWO = (*ONE, ("S&T funds", ("Hebei", "Henan")))
FACTS: dict[str, tuple[object, ...]] = {
    "movers": (
        Movers("", needed=4000),
        Movers("Anhui"),
        Movers("Anhui", most=("weights",), share=0.6, alone=0.5, then="doubt", then_share=0.3),
        Movers("", most=("weights", "doubt")),
    ),
    "heavier": (Heavier("S&T funds", 0.25, 0.4),),
    "firmness": (
        Firmness(("Anhui",), (), 0),
        Firmness(("Anhui", "Beijing"), (), 0),
        Firmness(("Anhui",), ONE, 0),
        Firmness(("Anhui", "Beijing"), TWO, 1),
        Firmness(("Anhui",), TWO, 3),
    ),
}
