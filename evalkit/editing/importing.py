"""What tables say of a case, and the file it has, in; the file's changes, or a new file, out.

What the tables do not say stays as it is: an import adds and corrects, it takes nothing out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from evalkit.editing.changes import (
    Change,
    CommitmentChange,
    RatingChange,
    ValueChange,
    spelling,
)
from evalkit.model.case import Measurement, Rating
from evalkit.model.commitment import Commitment
from evalkit.model.fields import Part
from evalkit.model.language import LANGUAGES
from evalkit.reading.table_numbers import short

# what makes two items of a list the same
_IDENTITIES: Mapping[str, Callable[[Mapping[str, Any]], Hashable]] = {
    "documents": lambda item: item.get("id"),
    "measures": lambda item: item.get("year"),
    "targets": lambda item: (item.get("measure"), item.get("year")),
    "allow": lambda item: (item.get("finding"), item.get("at")),
    "evidence": lambda item: (item.get("document"), item.get("at"), item.get("quote")),
}

_UNORDERED = frozenset({"is", "checks", "criteria"})  # lists whose order says nothing


def changes_of(data: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Change]:
    """The changes that bring what tables say into a case file.

    Args:
        data: the file as plain data; wanted: the same, as tables have it.
    """
    out: list[Change] = []
    for key, value in wanted.items():
        if key == "ratings":
            out += _ratings(data.get("ratings") or {}, value)
        elif key == "commitments":
            out += _commitments(data.get("commitments") or [], value)
        elif key not in ("case", "rubric"):
            new = _joined(data.get(key), value, key)
            out += [ValueChange((key,), new)] if new != data.get(key) else []
    return out


def _ratings(data: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Change]:
    out: list[Change] = []
    for criterion, ratings in wanted.items():
        held = data.get(criterion) or []
        old = held if isinstance(held, list) else [held]
        for rating in ratings if isinstance(ratings, list) else [ratings]:
            rater = _rater(rating)
            same = (
                item
                for item in old
                if _rater(item) == rater
                and bool(item.get("adjudicates")) is bool(rating.get("adjudicates"))
            )
            before: Mapping[str, Any] = next(same, {})
            became = _joined(before, rating, "rating")
            for one, other in (("level", "state"), ("state", "level")):
                if one in rating and other not in rating:
                    became.pop(other, None)
            own = {key: value for key, value in became.items() if key != "rater"}
            out.append(RatingChange(criterion, rater, own))
    return out


def _commitments(data: Sequence[Any], wanted: Sequence[Mapping[str, Any]]) -> list[Change]:
    out: list[Change] = []
    for item in wanted:
        id, rater = item["id"], _rater(item)
        same = (o for o in data if str(o.get("id")) == id and _rater(o) == rater)
        became = _joined(next(same, {}), item, "commitment")
        own = {key: value for key, value in became.items() if key not in ("id", "rater")}
        out.append(CommitmentChange(id, rater, own))
    return out


def _joined(old: Any, new: Any, key: str) -> Any:
    """A value with what is said anew: mappings key by key, lists item by item."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        named = {k: _joined(old[k], v, _part(key, k)) if k in old else v for k, v in new.items()}
        return {**old, **named}
    if key == "is" and isinstance(new, list) and len(new) == 1 and not isinstance(old, list):
        return new[0]
    identity = _IDENTITIES.get(key)
    if identity is None or not isinstance(new, list):
        return old if _reads_alike(old, new, key) else new
    items = list(old) if isinstance(old, list) else [old] if isinstance(old, Mapping) else []
    for item in new:
        at = next((n for n, o in enumerate(items) if identity(o) == identity(item)), None)
        if at is None:
            items.append(item)
        else:
            items[at] = _joined(items[at], item, "item")
    alone = isinstance(old, Mapping) and len(items) == 1
    return items[0] if alone else items


def _rater(item: Mapping[str, Any]) -> str:
    """Whose a rating or a unit is: the same name however a file spells it."""
    return spelling(str(item.get("rater") or "a"))


def _reads_alike(old: Any, new: Any, key: str) -> bool:
    """Whether a file says the same already, written another way: a text without its language, one
    thing without its brackets, a number in quotes or as full-width digits, a choice of several in
    another order."""
    if isinstance(new, Mapping):
        return isinstance(old, str) and {*new} <= {*LANGUAGES} and [*new.values()] == [old]
    if old is None or isinstance(old, Mapping):
        return False
    held, said = ([_digits(one) for one in _several(value)] for value in (old, new))
    return sorted(held) == sorted(said) if key in _UNORDERED else held == said


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _digits(value: Any) -> str:
    """A value as it is compared: 3, 3.0, "3" and ３ are one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    plain = unicodedata.normalize("NFKC", text)
    return plain if plain.isascii() and plain.isdigit() else text


def _part(key: str, step: str) -> str:
    """What a part is of: values of a measure stand under its id."""
    return "measures" if key == "measures" else step


def plain_commitment(commitment: Commitment) -> dict[str, Any]:
    """A commitment as a file holds it."""
    data = commitment.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
    )
    for name in ("value", "growth"):
        if name in data:
            low, high = data[name]
            data[name] = short(low) if low == high else [short(low), short(high)]
    for name in ("money", "baseline"):
        if name in data:
            data[name]["value"] = short(data[name]["value"])
    return {
        **data,
        **({"rater": commitment.rater} if "rater" in commitment.model_fields_set else {}),
    }


def collapsed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A new case as a person would write it: keys in the order of the format, and what there is one
    of without a list."""
    out = dict(data)
    for key, order in (("ratings", Rating), ("measures", Measurement)):
        if key in data:
            out[key] = {name: _alone(items, order) for name, items in data[key].items()}
    for declared in out.get("facets", {}).values():
        if isinstance(own := declared.get("is"), list) and len(own) == 1:
            declared["is"] = own[0]
    return out


def _alone(items: Any, part: type[Part]) -> Any:
    keys = list(part.keys_as_written())
    held = items if isinstance(items, list) else [items]
    ordered = [{key: item[key] for key in keys if key in item} for item in held]
    return ordered[0] if len(ordered) == 1 else ordered
