"""Changes of a case, and a case's plain data with them: what is wanted, and what the journal says
of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from evalkit.editing.parts import keys_of, same
from evalkit.editing.writing import within_brackets
from evalkit.model.case import CaseFile, JournalLine, Rating
from evalkit.model.commitment import Commitment
from evalkit.model.fields import Part
from evalkit.reading.yaml import get

LONGEST = 200  # a value in a line of the journal is cut after this many characters


@dataclass(frozen=True, slots=True)
class RatingChange:
    """What a rater's rating of a criterion is to be.

    ``criterion``: the key under ``ratings:``. ``became``: the whole rating without its rater; None
    takes it out. A decision (``adjudicates``) is another rating than what the same person rated.
    """

    criterion: str
    rater: str
    became: Mapping[str, Any] | None
    because: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentChange:
    """What a commitment, as one rater coded it, is to be; None takes it out."""

    id: str
    rater: str
    became: Mapping[str, Any] | None
    because: str = ""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """What stands at a path of the file is to be; None takes it out."""

    path: tuple[str | int, ...]
    became: Any
    because: str = ""


Change = RatingChange | CommitmentChange | ValueChange


def declared(file: CaseFile, rater: str, role: str = "rater") -> tuple[ValueChange, ...]:
    """What adds a rater to those that a case declares; nothing where it declares none, or this
    one."""
    if not file.case.raters or rater in file.case.raters:
        return ()
    return (ValueChange(("raters", rater), {"role": role}),)


def path_of(change: Change) -> tuple[str | int, ...]:
    """Where in the file a change is made, as far as it says."""
    if isinstance(change, ValueChange):
        return change.path
    return ("ratings", change.criterion) if isinstance(change, RatingChange) else ("commitments",)


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes a case, by which command, when: for the journal."""

    who: str
    command: str
    time: str


class Unfit(ValueError):
    """A change does not fit a file: a finding's code, its values, and the path that it is about."""

    def __init__(self, code: str, path: tuple[str | int, ...], **values: str) -> None:
        super().__init__(code)
        self.code, self.path, self.values = code, path, values


def wanted(
    data: Mapping[str, Any], changes: Sequence[Change], author: Author
) -> tuple[dict[str, Any], tuple[JournalLine, ...]]:
    """Data with the changes, and a line of the journal for each that changes anything.

    Raises:
        Unfit: a change does not fit the data.
    """
    new, lines = deepcopy(dict(data)), []
    for change in changes:
        match change:
            case RatingChange():
                said = _rated(new, change)
            case CommitmentChange():
                said = _committed(new, change)
            case ValueChange():
                said = _valued(new, change)
        if said is not None:
            ref, rater, was, became = said
            made = (author.time, author.who, author.command)
            lines.append(JournalLine(*made, ref, rater, was, became, change.because))
    return new, tuple(lines)


def plain(value: Any) -> Any:
    """A value as YAML holds it: dicts, lists, texts, numbers, truths; days as texts.

    Raises:
        ValueError: something else stands in it.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise ValueError(f"{value!r} cannot be written into a case")


Said = tuple[str, str, str, str]  # of a line: ref, rater, from, to


def _rated(data: dict[str, Any], change: RatingChange) -> Said | None:
    name, rater = change.criterion, spelling(change.rater)
    became = None if change.became is None else plain(change.became)
    decides = bool(became and became.get("adjudicates"))
    ratings = _held(data, "ratings", dict)
    held = ratings.get(name)
    items = list(held) if isinstance(held, list) else [] if held is None else [held]
    if any(not isinstance(item, dict) for item in items):
        raise Unfit("edit-shape", ("ratings", name), key=f"ratings.{name}")
    found = [n for n, item in enumerate(items) if _is(item, rater, decides)]
    if not found and became is None:
        found = [n for n, item in enumerate(items) if _is(item, rater, True)]
    if len(found) > 1:
        place = ("ratings", name, found[1])
        raise Unfit("rater-repeated", place, rater=rater, ref=name, criterion=name)
    old = items[found[0]] if found else None
    named = (old or {}).get("rater") or rater  # as the file spells it
    new = None if became is None else _completed(old or {}, {"rater": named, **became}, Rating)
    if old is not None and new is not None and "rater" not in old:
        del new["rater"]  # "a", unsaid
    if _unchanged(old, new):
        return None
    if new is None:
        items = [item for n, item in enumerate(items) if n not in found]
    elif found:
        items[found[0]] = new
    elif len(items) == 1 and _is_blank(items[0]) and "rater" not in items[0]:
        items = [_completed(items[0], new, Rating)]  # a form that nobody has filled in yet
    else:
        items.append(new)
    listed = isinstance(held, list) or len(items) > 1 or _are_lists(ratings)
    data["ratings"] = (
        ratings | {name: items if listed else items[0]}
        if items
        else {key: item for key, item in ratings.items() if key != name}
    )
    return name, rater, _level(old), _level(new, old)


def _unchanged(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> bool:
    return same(old, new) if old is not None and new is not None else old is new


def _are_lists(ratings: Mapping[str, Any]) -> bool:
    """Whether this file lists ratings also where there is one."""
    return bool(ratings) and all(isinstance(own, list) for own in ratings.values())


def _is(item: Mapping[str, Any], rater: str, decides: bool) -> bool:
    if _is_blank(item) and "rater" not in item:
        return False
    named = spelling(str(item.get("rater") or "a"))
    return named == rater and bool(item.get("adjudicates")) is decides


def _is_blank(item: Mapping[str, Any]) -> bool:
    """Whether a rating is one that nobody has begun."""
    return all(value in (None, [], {}) for key, value in item.items() if key != "rater")


def spelling(name: str) -> str:
    """A rater's name as it is compared."""
    return Rating(rater=name).rater


def _completed(old: Mapping[str, Any], new: Mapping[str, Any], part: type[Part]) -> dict[str, Any]:
    """What a part is to be, in the order of its keys; what was left blank stays so."""
    said = {key: value for key, value in new.items() if value is not None}
    blank = {k: v for k, v in old.items() if v in (None, [], {}) and k not in said}
    both = {**said, **blank}
    order = [*keys_of(part), *both]
    return {key: both[key] for key in dict.fromkeys(order) if key in both}


def _level(rating: Mapping[str, Any] | None, was: Mapping[str, Any] | None = None) -> str:
    """A rating's level or state, and after a semicolon what else differs from what it was."""
    if rating is None or _is_blank(rating):
        return ""
    level, state = rating.get("level"), rating.get("state")
    shown = f"{level:g}" if isinstance(level, (int, float)) else str(state or "missing")
    if was is None or _is_blank(was):
        return shown
    keys = [k for k in Rating.keys_as_written() if not same(rating.get(k), was.get(k))]
    others = [key for key in keys if key not in ("level", "state", "rater")]
    return "; ".join([shown, ", ".join(others)]) if others else shown


def _committed(data: dict[str, Any], change: CommitmentChange) -> Said | None:
    rater = spelling(change.rater)
    items = list(_held(data, "commitments", list))
    ref = f"commitments/{change.id}"
    found = [
        n
        for n, item in enumerate(items)
        if isinstance(item, dict)
        and str(item.get("id")) == change.id
        and spelling(str(item.get("rater") or "a")) == rater
    ]
    if len(found) > 1:
        raise Unfit("unit-repeated", ("commitments", found[1]), id=change.id, rater=rater)
    old = items[found[0]] if found else None
    became = None if change.became is None else plain(change.became)
    if became is not None and (rater != "a" or (old is not None and "rater" in old)):
        became["rater"] = rater
    new = None if became is None else _completed(old or {}, {"id": change.id, **became}, Commitment)
    if _unchanged(old, new):
        return None
    if new is None:
        items = [item for n, item in enumerate(items) if n not in found]
    elif found:
        items[found[0]] = new
    else:
        items.append(new)
    data["commitments"] = items
    keys = [k for k in {**(old or {}), **(new or {})} if not _alike(old, new, k)]
    return ref, rater, _shown(old, keys), _shown(new, keys)


def _alike(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, key: str) -> bool:
    return same((old or {}).get(key), (new or {}).get(key))


def _shown(item: Mapping[str, Any] | None, keys: Sequence[str]) -> str:
    own = {key: item[key] for key in keys if item and key in item and key not in ("id", "rater")}
    return _cut(within_brackets(own)[1:-1]) if own else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _valued(data: dict[str, Any], change: ValueChange) -> Said | None:
    path, value = change.path, None if change.became is None else plain(change.became)
    ref = "/".join(str(step) for step in path)
    old = deepcopy(get(data, path))
    if same(old, value):
        return None
    node: Any = data
    for step, following in pairwise(path):
        if get(node, (step,)) is None and value is not None:
            _put(node, step, [] if isinstance(following, int) else {}, ref)
        node = get(node, (step,))
    _put(node, path[-1], value, ref)
    said = [_cut(within_brackets(v)) if v is not None else "" for v in (old, value)]
    return ref, "", said[0], said[1]


def _put(node: Any, step: str | int, value: Any, ref: str) -> None:
    """Set or, where the value is None, take out what stands at a step."""
    if isinstance(node, dict) and isinstance(step, str):
        node.pop(step, None) if value is None else node.update({step: value})
    elif isinstance(node, list) and isinstance(step, int) and 0 <= step <= len(node):
        node[step : step + 1] = [] if value is None else [value]
    else:
        raise Unfit("edit-shape", (), key=ref)


def _held(data: Mapping[str, Any], key: str, kind: type) -> Any:
    """The mapping or list under a key at the top; an empty one where there is none."""
    held = data.get(key)
    if held is None:
        return kind()
    if not isinstance(held, kind):
        raise Unfit("edit-shape", (key,), key=key)
    return held
