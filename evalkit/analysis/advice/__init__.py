"""An evaluation in, with the plans' texts where they are at hand; what a plan should write, where
in it that belongs, and which other plans do it, out.

One list by one rule. Every criterion rated below the high level of its scale has an entry, ordered
by its share of the total times its distance to that level, among equals the furthest behind the
mean of the cases, then as the rubric has them. What it lacks are the checks that apply and fewer
than half of its raters ticked, less those about what a document of its kind does not carry; first
those that the next levels need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from evalkit.analysis.advice.missing import lacking_of, ordered
from evalkit.analysis.advice.models import (
    Model,
    Nearest,
    Offers,
    Shown,
    models_of,
    offers_of,
    shown_of,
)
from evalkit.analysis.advice.places import own_places
from evalkit.analysis.advice.sources import Asked, Place, Sources
from evalkit.model.fields import Text
from evalkit.model.rubric import Check, Criterion, Rubric
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.verdicts import wanted_of

__all__ = ["Advice", "Adviser", "Model", "Nearest", "Place", "Sources"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a plan should write on one criterion.

    ``share``: of the total, in [0, 1]; ``distance``: levels below the high one. ``missing``: unmet
    checks, first what the next levels need; ``first``: those of them that one proposal takes up;
    ``not_expected``: unmet checks about what a document of this kind does not carry.
    ``next_level``: the level whose text says what is wanted where no check does. ``others``: how
    many plans of other regions are rated on it; ``partner``: a region that the plan names for it.
    """

    ref: str
    level: float
    share: float
    distance: float
    missing: tuple[Check, ...]
    first: tuple[Check, ...]
    not_expected: tuple[Check, ...]
    next_level: float | None
    places: tuple[Place, ...]
    models: tuple[Model, ...]
    nearest: Nearest | None
    others: int
    partner: Text | None = None


@dataclass(frozen=True)
class Adviser:
    """Advice for the cases of an evaluation, each made when it is first asked for, and once."""

    sources: Sources
    given: dict[str, tuple[Advice, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def shown(self) -> Shown:
        """(case, ref) → the checks met there that a place cited shows; of all that is rated."""
        agreed = self.sources.evaluation.ratings.agreed
        return {
            key: shown_of(Asked(self.sources, *key))
            for key, own in agreed.items()
            if own.level is not None
        }

    @cached_property
    def offers(self) -> Mapping[str, Offers]:
        """Ref → what the cases that are rated on it have to show."""
        return offers_of(self.sources, self.shown)

    @cached_property
    def means(self) -> Mapping[str, float]:
        """Ref → mean of the cases that are scored on it."""
        every = {ref: self.sources.evaluation.values(ref) for ref in self.offers}
        return {ref: sum(own.values()) / len(own) for ref, own in every.items() if own}

    def advice(self, case: str) -> tuple[Advice, ...]:
        """What a plan should write, the most pressing first; nothing where the document looks
        back."""
        if case not in self.given:
            self.given[case] = self._advice(case)
        return self.given[case]

    def _advice(self, case: str) -> tuple[Advice, ...]:
        evaluation = self.sources.evaluation
        kind = evaluation.kind_of(case)
        if kind is not None and kind.looks_back:
            return ()
        shares, found = evaluation.effective_weights(case), []
        for ref, criterion in evaluation.rubric.rated.items():
            agreed = evaluation.ratings.agreed.get((case, ref))
            wanted = _wanted(evaluation.rubric, criterion)
            if agreed is None or agreed.level is None or wanted - agreed.level <= TOLERANCE:
                continue
            asked, share = Asked(self.sources, case, ref), shares.get(ref, 0.0)
            own = _advice(asked, agreed.level, share, self.shown, self.offers[ref])
            found += [own] if own is not None else []

        def order(own: Advice) -> tuple[bool, float, float]:
            value = evaluation.by_ref.get(own.ref, {}).get(case)
            lead = value - self.means[own.ref] if value is not None else 0.0
            return own.share <= 0, -round(own.share * own.distance, 9), round(lead, 9)

        return tuple(sorted(found, key=order))


def _wanted(rubric: Rubric, criterion: Criterion) -> float:
    """The level that advice leads to: the one at which a criterion is met, under a verdict; else
    the first of its upper levels."""
    met = wanted_of(rubric, criterion) if rubric.verdict is not None else None
    return rubric.scales[criterion.id].good if met is None else met


def _advice(
    asked: Asked, level: float, share: float, shown: Shown, offers: Offers
) -> Advice | None:
    """What to write on one criterion; None where nothing is missing that could be expected."""
    rubric = asked.sources.evaluation.rubric
    scale, wanted = rubric.scales[asked.criterion.id], _wanted(rubric, asked.criterion)
    lacking = lacking_of(asked)
    following = wanted if rubric.verdict is not None else scale.above(level, TOLERANCE)
    if not lacking.missing and (lacking.known or following is None):
        return None
    lacking = ordered(asked, lacking, wanted)
    models, nearest, others = models_of(asked, lacking, following, shown, offers)
    partners = (
        partner
        for unit in asked.sources.units(asked.case)
        if asked.criterion.id in unit.said.criteria
        for partner in unit.said.partners
    )
    return Advice(
        ref=asked.ref,
        level=level,
        share=share,
        distance=scale.place(wanted) - scale.place(level),
        missing=lacking.missing,
        first=lacking.first,
        not_expected=lacking.not_expected,
        next_level=None if lacking.missing else following,
        places=own_places(asked, lacking.first or lacking.missing),
        models=models,
        nearest=nearest,
        others=others,
        partner=next(partners, None),
    )
