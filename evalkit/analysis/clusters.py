"""What cases declare, in; for each group that the rubric asks something of its own, its criteria,
its members among the cases and those that are missing, out."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Criterion


@dataclass(frozen=True, slots=True)
class Cluster:
    """A value of a facet of which a region may have several, such as a city cluster, on which
    criteria depend.

    ``refs``: those criteria, in the rubric's order; ``others``: values of the facet that are asked
    some of the same; ``members``: cases that declare the value; ``missing``: codes of regions that
    the rubric names as members and that no case is of; ``known``: whether it names members.
    """

    facet: str
    value: str
    refs: tuple[str, ...]
    others: tuple[str, ...]
    members: tuple[str, ...]
    missing: tuple[str, ...]
    known: bool


def clusters_of(evaluation: Evaluation) -> tuple[Cluster, ...]:
    """Every such group that has a member among the cases, in the rubric's order."""
    out = []
    codes = {file.case.region.code for file in evaluation.files}
    for name, facet in evaluation.rubric.facets.items():
        for value in facet.values if facet.many else ():
            asked = _asked(evaluation, name, value)
            members = tuple(
                file.case.case
                for file in evaluation.files
                if value in file.case.facet_values().get(name, ())
            )
            if not asked or not members:
                continue
            shared = {other for values in asked.values() for other in values} - {value}
            others = tuple(other for other in facet.values if other in shared)
            missing = tuple(c for c in facet.members.get(value, ()) if c not in codes)
            known = value in facet.members
            out.append(Cluster(name, value, tuple(asked), others, members, missing, known))
    return tuple(out)


def _asked(evaluation: Evaluation, facet: str, value: str) -> dict[str, tuple[str, ...]]:
    """Ref of each criterion that is rated only where a facet holds ``value`` or one of a few →
    these values, of the criterion or the pillar next above it that names them."""
    out = {}
    for ref, above, node in evaluation.rubric.walk():
        if not isinstance(node, Criterion) or node.levels is None or not node.scored:
            continue
        applying = (node.applies, *(pillar.applies for pillar in reversed(above)))
        values = next((asks[facet] for asks in applying if facet in asks), ())
        if value in values:
            out[ref] = values
    return out
