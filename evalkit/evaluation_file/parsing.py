"""Text of a saved evaluation in; its data out, or the refusal that says what is wrong with it: no
JSON, nested too deep, a key twice, a number that is none."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from evalkit.model.refusal import Refusal, listed, reason

SCHEMA = "evalkit/evaluation/2"
READ = ("evalkit/evaluation/1", SCHEMA)
NEEDED = (
    *("evalkit", "as_of", "seed", "rubric", "cases"),
    *("ratings", "consensus", "measures", "scores", "analyses", "findings"),
)


def parsed(text: str) -> dict[str, Any]:
    """The data, with the keys that every evaluation has.

    Raises:
        Refusal: they are not those of an evaluation that is read here.
    """
    try:
        data = json.loads(text, parse_constant=_refused, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Refusal(reason("evaluation.not-json", line=error.lineno)) from None
    except RecursionError:
        raise Refusal(reason("evaluation.deep")) from None
    except Refusal:
        raise
    except ValueError as error:  # a number of more digits than there is any use for
        raise Refusal(reason("evaluation.number", name=error)) from None
    if not isinstance(data, dict) or data.get("schema") not in READ:
        stated = data.get("schema") if isinstance(data, dict) else None
        raise Refusal(reason("evaluation.schema", schema=stated, known=listed(READ)))
    for key in NEEDED:
        if key not in data:
            raise Refusal(reason("evaluation.lacks", key=repr(key)))
    return data


def refuse_infinite(data: Any) -> None:
    """Refuse a number that is too large for any, by its place."""
    for place, value in _numbers(data, ""):
        if not math.isfinite(value):
            raise Refusal(reason("evaluation.infinite", place=place, given=value))


def _numbers(data: Any, place: str) -> Iterator[tuple[str, float]]:
    if isinstance(data, float):
        yield place, data
    items = data.items() if isinstance(data, dict) else ()
    for key, value in items:
        yield from _numbers(value, f"{place}.{key}" if place else str(key))
    for n, value in enumerate(data if isinstance(data, list) else ()):
        yield from _numbers(value, f"{place}[{n}]")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refusal(reason("evaluation.twice", key=twice))
    return held


def _refused(name: str) -> float:
    raise Refusal(reason("evaluation.number", name=name))
