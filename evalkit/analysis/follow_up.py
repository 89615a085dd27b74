"""Commitments of successive plans in; what became of the earlier ones, as coders say, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.model.commitment import Commitment, Status
from evalkit.scoring.units import Coded, Unit


@dataclass(frozen=True, slots=True)
class Kept:
    """A commitment of an earlier document, and what the newer one says of it.

    ``promised``: as it was coded then, None where that is not at hand; ``said``: the row that says
    what became of it; ``status``: None where coders differ and nobody decided.
    """

    promised: Unit | None
    said: Commitment
    status: Status | None


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of an earlier case's commitments. ``unsaid``: units of that case of which no
    coder says anything; ``unknown``: rows that follow a commitment which that case does not have;
    ``at_hand``: whether it is among the cases."""

    newer: str
    older: str
    at_hand: bool
    kept: tuple[Kept, ...]
    unsaid: tuple[Unit, ...]
    unknown: tuple[Commitment, ...]

    def count(self, status: Status | None) -> int:
        """How many have that status."""
        return sum(item.status == status for item in self.kept)


def followed(newer: Coded, coded: Mapping[str, Coded]) -> tuple[Followed, ...]:
    """What a case's coders say became of the commitments of earlier cases, the earlier ones
    first."""
    rows = defaultdict[str, dict[str, list[Commitment]]](lambda: defaultdict(list))
    for row in newer.follow:
        if row.follows is not None:
            rows[row.follows.case][row.follows.id].append(row)
    out = []
    for older in sorted(rows):
        then = {u.said.id: u for u in coded[older].units} if older in coded else None
        kept, unknown = [], []
        for id, given in rows[older].items():
            if then is not None and id not in then:
                unknown += given
                continue
            decided = next((row for row in given if row.adjudicates), None)
            same = len({row.status for row in given}) == 1
            said = decided or given[0]
            kept.append(Kept((then or {}).get(id), said, said.status if decided or same else None))
        unsaid = tuple(u for id, u in (then or {}).items() if id not in rows[older])
        out.append(
            Followed(newer.case, older, then is not None, tuple(kept), unsaid, tuple(unknown))
        )
    return tuple(out)
