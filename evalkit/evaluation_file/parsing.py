"""Text of a saved evaluation in; its data out, or the refusal that says what is wrong with it: no
JSON, nested too deep, a key twice, a number that is none.

Of a file that is laid out as one is written, rows are made some at a time; any other is read whole,
and so is one with which something is wrong.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from evalkit.evaluation_file.digests import ROWS
from evalkit.model.refusal import Refusal, listed, reason

SCHEMA = "evalkit/evaluation/2"
READ = ("evalkit/evaluation/1", SCHEMA)
NEEDED = (
    *("evalkit", "as_of", "seed", "rubric", "cases"),
    *("ratings", "consensus", "measures", "scores", "analyses", "findings"),
)
_HEAD = re.compile(rb'"([a-z_]+)": ')


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that stand a line each, from ``start`` to ``end`` of a file: made whenever they are
    read, since as data they take several times the room of their text."""

    content: bytes
    start: int
    end: int

    def __iter__(self) -> Iterator[Any]:
        return self._made(json.loads)

    def strictly(self) -> Iterator[Any]:
        """The same, with the checks of :func:`parsed`.

        Raises:
            ValueError, RecursionError: something is wrong with them.
        """
        return self._made(_loaded)

    def _made(self, load: Callable[[str], Any]) -> Iterator[Any]:
        start = self.start
        while start <= self.end:
            end = start - 1
            for _ in range(ROWS):
                end = self.content.find(b"\n", end + 1, self.end)
                if end < 0:
                    end = self.end
                    break
            text = decoded(self.content[start:end])
            if end < self.end and not text.endswith(","):
                raise ValueError("a row that does not end with its line")
            rows = load(f"[{text[:-1] if end < self.end else text}]")
            if not rows:
                raise ValueError("a comma without a row")
            yield from rows
            start = end + 1


def by_rows(content: bytes) -> dict[str, Any] | None:
    """The data of a file that is laid out as one is written, whose rows nobody looked at yet; None
    of any other.

    Raises:
        ValueError, RecursionError: something is wrong with it.
    """
    data: dict[str, Any] = {}
    at, more = 2, content.startswith(b"{\n")
    while more:
        head, end = _HEAD.match(content, at), content.find(b"\n", at)
        if head is None or end < 0 or (key := head[1].decode()) in data:
            return None
        value: Any = content[head.end() : end]
        if value == b"[":
            at = content.find(b"\n]", end) + 1
            value, end = Rows(content, end + 1, at - 1), content.find(b"\n", at)
            if not at or content[at:end] not in (b"]", b"],"):
                return None
        else:
            value = _loaded(decoded(value.removesuffix(b",")))
        data[key] = value
        at, more = end + 1, content[end - 1 : end] == b","
    whole = content[at:] == b"}\n" and data.get("schema") == SCHEMA
    return data if whole and all(key in data for key in NEEDED) else None


def decoded(content: bytes) -> str:
    """Text as it was written, half of a pair too, which JSON can hold."""
    return content.decode("utf-8", "surrogatepass")


def _loaded(text: str) -> Any:
    return json.loads(text, parse_constant=_refused, object_pairs_hook=_once)


def parsed(text: str) -> dict[str, Any]:
    """The data, with the keys that every evaluation has.

    Raises:
        Refusal: they are not those of an evaluation that is read here.
    """
    try:
        data = _loaded(text)
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
