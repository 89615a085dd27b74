"""What a reader meets and leaves out, or doubts, in; one thing told a kind, with its number and
places, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.evidence.text import Told
from evalkit.model.finding import listed

MOST = 12  # places that are named


@dataclass
class LeftOut:
    """By code and kind: how often, and at which ¶."""

    met: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, code: str, kind: str, at: int) -> None:
        """One more of a kind, at a ¶."""
        self.met.setdefault((code, kind), []).append(at)

    def told(self, last: int) -> tuple[Told, ...]:
        """What is to be told; ``last``: the last ¶ of the document, which no place lies behind."""
        return tuple(
            Told(code, _values(kind, places, last)) for (code, kind), places in self.met.items()
        )


def _values(kind: str, places: list[int], last: int) -> Mapping[str, str | int]:
    named = sorted({min(max(at, 1), max(last, 1)) for at in places})
    at = listed(f"¶{n}" for n in named[:MOST]) + (" …" if len(named) > MOST else "")
    values: dict[str, str | int] = {"n": len(places), "at": at}
    return {**values, "kind": f"@{kind}"} if kind else values
