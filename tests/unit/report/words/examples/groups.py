"""Plans by facet."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.groups import Contrast, Divided

TOLD = Divided(True, "Kind of region", (), "Less developed", 4, 0.43, 8, 0.05, True, True)
ABOVE = Contrast(
    label="Developed",
    n=3,
    mean=0.5,
    alike=False,
    high=0.6,
    highest=("Anhui", "Beijing"),
    low=0.4,
    lowest=("Hebei",),
    n_rest=9,
    rest=0.4,
    beside="above",
    apart=0.1,
    ahead=(("Clear goals", 0.6, 0.3), ("S&T funds", 0.5, 0.2)),
    behind=(("Talent", 0.2, 0.5),),
    only_low=("Clear goals",),
    n_only_low=1,
    all_named=True,
    low_label="Little",
    low_is_bottom=False,
)
LIKE = replace(ABOVE, beside="like", n_rest=1, ahead=(), behind=(), only_low=(), n_only_low=0)
LOW = ("Clear goals", "S&T funds", "Talent", "Law", "Schools")
FACTS: dict[str, tuple[object, ...]] = {
    "divided": (
        TOLD,
        replace(TOLD, alike=("Belt", "City cluster"), below=False, only=False, n=1, n_rest=11),
        replace(TOLD, told=False),
    ),
    "contrast": (
        ABOVE,
        replace(ABOVE, beside="below", only_low=LOW, n_only_low=9, all_named=False),
        replace(ABOVE, only_low=LOW[:2], n_only_low=2, low_is_bottom=True),
        LIKE,
        replace(LIKE, beside="", n_rest=0, alike=True),
        replace(LIKE, n=1, highest=("Anhui",), lowest=("Anhui",)),
    ),
}
