"""Commitments of several plans in; whom each names as a partner, and who names back, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.fields import Text, both
from evalkit.scoring.units import Coded, Unit


@dataclass(frozen=True, slots=True)
class Named:
    """A plan that names another region as its partner; ``back``: whether that one names it too,
    None where nobody can say: its plan is not among the cases, or not coded whole."""

    case: str
    partner: Text
    other: str | None
    units: tuple[Unit, ...]
    back: bool | None


def partners_of(evaluation: Evaluation, coded: Mapping[str, Coded]) -> tuple[Named, ...]:
    """Who names whom: partners as they are written, by the case whose region has that code or
    name."""
    keys = dict[str, str]()
    for file in evaluation.files:
        region = file.case.region
        for said in (*both(region.name), region.code or ""):
            keys.setdefault(region_key(said), file.case.case)
    named = dict[tuple[str, str], tuple[Text, str | None, list[Unit]]]()
    for case, own in coded.items():
        for unit in own.units:
            for partner in unit.said.partners:
                known = (keys[k] for k in map(region_key, both(partner)) if k in keys)
                other = next(known, None)
                key = (case, other or region_key(both(partner)[0]))
                named.setdefault(key, (partner, other, []))[2].append(unit)
    pairs = {(case, other) for (case, _), (_, other, _) in named.items()}
    out = []
    for (case, _), (partner, other, units) in sorted(named.items(), key=lambda item: item[0]):
        if other != case:
            back = (other, case) in pairs
            whole = other is not None and other in coded and coded[other].scope == "all"
            out.append(Named(case, partner, other, tuple(units), back if back or whole else None))
    return tuple(out)


_KINDS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")


def region_key(name: str) -> str:
    """A region's name without its kind: 内蒙古自治区 and 内蒙古 are one."""
    own = "".join(name.split()).casefold()
    kind = next((k for k in _KINDS if own.endswith(k) and len(own) > len(k) + 1), "")
    return own.removesuffix(kind)
