"""The keys of every file that evalkit reads, from the models: what tells a key from text where a
line is mistyped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from evalkit.model.case import Case, Raters
from evalkit.model.fields import Part, Translations
from evalkit.model.rubric import Rubric

# texts that the models hold as plain strings
_SENTENCES = frozenset({"quote", "source", "owner", "zh", "en"})
_WORDS = (str, bool, dict)


@cache
def parts() -> tuple[type[Part], ...]:
    """Every part that a file may hold."""
    from evalkit.model.style import ReportStyle
    from evalkit.model.weights import Weights

    found: dict[type[Part], None] = {}
    waiting: list[type[Part]] = [Case, Rubric, Weights, ReportStyle, Raters]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found[model] = None
            for info in model.keys_as_written().values():
                waiting += [k for k in kinds(info.annotation) if is_part(k)]
    return tuple(found)


@cache
def keys() -> frozenset[str]:
    """Every key that some part has."""
    return frozenset(key for model in parts() for key in model.keys_as_written())


@cache
def sentences() -> frozenset[str]:
    """Keys that hold text in a person's own words."""
    said = {
        key
        for model in parts()
        for key, info in model.keys_as_written().items()
        if Translations in (held := set(kinds(info.annotation))) and dict not in held
    }
    return frozenset(said | _SENTENCES)


@cache
def numbers() -> frozenset[str]:
    """Keys that hold a number and never text."""
    numeric: set[str] = set()
    other: set[str] = set()
    for model in parts():
        for key, info in model.keys_as_written().items():
            held = list(kinds(info.annotation))
            plain = any(kind in (int, float) for kind in held) and not any(
                kind in _WORDS or is_part(kind) for kind in held
            )
            (numeric if plain else other).add(key)
    return frozenset(numeric - other)


@cache
def lists() -> frozenset[str]:
    """Keys that hold several words, wherever they stand."""
    several, other = _word_lists()
    return several - other


@cache
def words_or_parts() -> frozenset[str]:
    """Keys that hold several words in one part, and something else in another: checks."""
    several, _ = _word_lists()
    return several - sentences()


@cache
def _word_lists() -> tuple[frozenset[str], frozenset[str]]:
    several: set[str] = set()
    other: set[str] = set()
    for model in parts():
        for key, info in model.keys_as_written().items():
            held = list(kinds(info.annotation))
            words = tuple in held and str in held and Translations not in held
            (several if words and dict not in held else other).add(key)
    return frozenset(several), frozenset(other)


def fits(key: str, beside: frozenset[str]) -> bool:
    """Whether some part has a key together with one of those beside it."""
    return any(key in own and beside & own.keys() for own in (m.keys_as_written() for m in parts()))


@cache
def inside(key: str) -> frozenset[str]:
    """The keys of what a key may hold."""
    fields = (m.keys_as_written()[key] for m in parts() if key in m.keys_as_written())
    held = {kind for info in fields for kind in kinds(info.annotation) if is_part(kind)}
    return frozenset(name for model in held for name in model.keys_as_written())


@cache
def stray(together: frozenset[str]) -> int:
    """How many keys of a part do not belong beside the others: what is known is one part's, or
    all are names."""
    known = together & keys()
    if not known or (known == together and len(known) == 1):
        return 0
    most = max(len(together & model.keys_as_written().keys()) for model in parts())
    return len(together) - most if most > 1 or len(known) == len(together) else len(known)


def kinds(annotation: Any) -> Iterator[Any]:
    """What an annotation is made of, without what only describes it."""
    if (origin := get_origin(annotation)) is not None:
        yield origin
        for argument in get_args(annotation):
            yield from kinds(argument)
    else:
        yield annotation


def is_part(kind: Any) -> bool:
    """Whether something is a part of a file."""
    return isinstance(kind, type) and issubclass(kind, Part)
