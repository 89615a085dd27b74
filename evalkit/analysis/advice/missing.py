"""A criterion of a case in; which of its checks are missing, and which the next levels need,
out."""

from __future__ import annotations

from typing import NamedTuple

from evalkit.analysis.advice.sources import Asked, cited, notes_of
from evalkit.evidence.passages import likeness
from evalkit.model.fields import in_language
from evalkit.model.rubric import Check

FIRST = 3  # checks that a proposal brings together, at most…
PAIR = 2  # …and where there are as many that the levels up to the high one ask for, at least


class Lacking(NamedTuple):
    """Unmet checks of a criterion; ``met``: ids of the met ones; ``known``: whether checks say all
    that its levels ask."""

    missing: tuple[Check, ...]
    first: tuple[Check, ...]
    not_expected: tuple[Check, ...]
    met: frozenset[str]
    known: bool


def lacking_of(asked: Asked) -> Lacking:
    """In the rubric's order."""
    kind = asked.sources.evaluation.kind_of(asked.case)
    beyond = kind.not_expected if kind is not None else ()
    met = asked.met()
    unmet = [check for check in asked.checks if check.id not in met]
    missing = tuple(check for check in unmet if check.about not in beyond)
    by_nature = tuple(check for check in unmet if check.about in beyond)
    known = bool(asked.checks) and bool(asked.criterion.needs or by_nature)
    return Lacking(missing, (), by_nature, met, known)


def ordered(asked: Asked, lacking: Lacking, high: float) -> Lacking:
    """The same with what the next levels need first. Of checks of which one is enough, the one
    nearest to what the plan already says."""
    facets = asked.sources.facets[asked.case]
    said = " ".join(notes_of(spot, "zh") for spot in cited(asked))
    open_ = {check.id: check for check in lacking.missing}

    def far(name: str) -> float:
        return -likeness(said, in_language(open_[name].asks, "zh"))

    wanted: dict[str, None] = {}
    others: dict[str, None] = {}
    for level, need in asked.criterion.needs_for(facets).items():
        if level > high:
            break
        wanted |= dict.fromkeys(name for name in need.all if name in open_)
        either = sorted((name for name in need.any if name in open_), key=far)
        if either and not any(name in lacking.met or name in wanted for name in need.any):
            wanted[either[0]] = None
        others |= dict.fromkeys(either)
    rest = sorted(
        (c for c in lacking.missing if c.id not in wanted),
        key=lambda c: (c.id not in others, c.about == "result"),
    )
    order = [*(open_[name] for name in wanted), *rest]
    few = sum(check.id in wanted or check.id in others for check in order)
    n = max(len(wanted), min(few, PAIR), 1)
    return lacking._replace(missing=tuple(order), first=tuple(order[: min(n, FIRST)]))
