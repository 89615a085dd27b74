"""A table of data: columns with types, titles and descriptions in both languages, and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evalkit.model.catalogue import catalogue, messages
from evalkit.model.fields import Text, both

Value = str | int | float | bool | date | None
Row = Mapping[str, Any]  # of values
SEVERAL = "; "  # between values of one cell


@dataclass(frozen=True, slots=True)
class Field:
    """A column. ``type``: string, number, integer, boolean or date; ``title`` and ``about``: (zh,
    en)."""

    name: str
    type: str
    title: tuple[str, str]
    about: tuple[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Dataset:
    """A table. ``key``: the columns that name a row, empty where none do; ``foreign``: (column,
    table whose key it is); ``title`` and ``about``: (zh, en)."""

    name: str
    title: tuple[str, str]
    about: tuple[str, str]
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    key: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<Dataset {self.name}: {len(self.rows)} rows, {', '.join(self.names)}>"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(field.name for field in self.fields)


def dataset(name: str, rows: Iterable[Row], more: Sequence[Field] = ()) -> Dataset:
    """A table of the catalogue with these rows; ``more``: columns that depend on the rubric.

    A column that a row lacks is empty there; KeyError where a row has one that the table has not.
    """
    known = catalogue("datasets", "tables")
    told = known["tables"][name]
    fields = (*(field(column) for column in told["columns"]), *more)
    names = [own.name for own in fields]
    made = []
    for row in rows:
        if strange := row.keys() - {*names}:
            raise KeyError(f"{name} has no column {min(strange)}")
        made.append(tuple(_value(row.get(own.name), own.type) for own in fields))
    title, about = (_both("tables", name, n) for n in (0, 1))
    key, foreign = tuple(told.get("key", ())), tuple(told.get("foreign", {}).items())
    return Dataset(name, title, about, fields, tuple(made), key, foreign)


def _number(given: Any) -> float:
    return float(given) + 0.0  # no figure is −0.0


TYPES: Mapping[str, Callable[[Any], Value]] = {"number": _number, "integer": int, "boolean": bool}


def _value(given: Any, kind: str) -> Value:
    """A value as its column holds it: numbers of arrays as plain ones."""
    own: Value = given if given is None or kind not in TYPES else TYPES[kind](given)
    return own


def field(name: str) -> Field:
    """A column of the catalogue."""
    kind = catalogue("datasets", "tables")["types"].get(name, "string")
    return Field(name, kind, _both("columns", name, 0), _both("columns", name, 1))


def several(values: Iterable[str]) -> str | None:
    """Several values as one cell; empty where there is none."""
    return SEVERAL.join(values) or None


def said(name: str, text: Text | None) -> dict[str, Value]:
    """A text as its two columns; both empty where there is none."""
    zh, en = both(text) if text is not None else (None, None)
    return {f"{name}_zh": zh, f"{name}_en": en}


def _both(part: str, name: str, n: int) -> tuple[str, str]:
    zh, en = (str(messages("datasets", lang)[part][name][n]) for lang in ("zh", "en"))
    return zh, en
