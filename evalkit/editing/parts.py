"""Plain data of a case: when two values are the same, when two items of a list are, and in what
order the keys of a part are written."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from typing import Any

from evalkit.editing.writing import Path
from evalkit.model.case import Case, Evidence, Plan, PlanDocument, Rater, Rating, Region
from evalkit.model.commitment import Commitment
from evalkit.model.fields import Part

# the part at a path, whose keys have an order; str and int are any key, any place
_PARTS: tuple[tuple[tuple[str | type, ...], type[Part]], ...] = (
    ((), Case),
    (("ratings", str), Rating),
    (("ratings", str, int), Rating),
    (("ratings", str, "evidence", int), Evidence),
    (("ratings", str, int, "evidence", int), Evidence),
    (("commitments", int), Commitment),
    (("documents", int), PlanDocument),
    (("raters", str), Rater),
    (("plan",), Plan),
    (("region",), Region),
)


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same data; 3 and 3.0 are, 1 and true are not."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    return bool(a == b)


def identity(item: Any) -> str:
    """What makes an item of a list the same one after a change."""
    if isinstance(item, dict):
        if "id" in item:
            return json.dumps([item["id"], item.get("rater")], default=str)
        if "rater" in item or "level" in item or "state" in item:
            return json.dumps([item.get("rater", "a"), bool(item.get("adjudicates"))], default=str)
    return json.dumps(item, sort_keys=True, default=str)


def order_of(path: Path) -> Sequence[str]:
    """The keys of the part at a path, in their order; none where any will do."""
    for known, part in _PARTS:
        if len(known) == len(path) and all(
            k == step or k is type(step) for k, step in zip(known, path, strict=True)
        ):
            return keys_of(part)
    return ()


def keys_of(part: type[Part]) -> tuple[str, ...]:
    """The keys of a part in the order that they are written in: whose a rating is comes first."""
    keys = [*part.keys_as_written()]
    first = [key for key in ("rater", "adjudicates") if part is Rating]
    return tuple(dict.fromkeys([*first, *keys]))


def paired(was: Sequence[Any], wanted: Sequence[Any]) -> dict[int, int]:
    """Items of a list → what they become: the same by their identity, else those between in
    order."""
    a, b = [identity(item) for item in was], [identity(item) for item in wanted]
    pairs: dict[int, int] = {}
    for kind, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind in ("equal", "replace"):
            pairs |= dict(zip(range(i, j), range(k, m), strict=False))
    return pairs
