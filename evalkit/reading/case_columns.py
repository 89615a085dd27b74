"""The columns of the tables that hold a case: each says where in a case its cells go. One list
serves reading and writing, so that what is written is read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["word", "text", "number", "whole", "day", "words", "tick", "years", "choice"]
Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the steps to its value within the item of a row, and what its cells
    hold. A text has three: plain, in Chinese, in English."""

    name: str
    path: Steps
    kind: Kind = "word"


def _same(kind: Kind, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, (name,), kind) for name in names)


# table → the columns of an item, beside those that say whose it is
COLUMNS: dict[str, tuple[Column, ...]] = {
    "cases": (
        Column("rubric", ("rubric",)),
        Column("region", ("region", "name"), "text"),
        Column("code", ("region", "code")),
        Column("title", ("plan", "title"), "text"),
        Column("kind", ("plan", "kind")),
        Column("issuer", ("plan", "issuer"), "text"),
        Column("adopted", ("plan", "adopted"), "day"),
        Column("period", ("plan", "period"), "years"),
        Column("plan_documents", ("plan", "documents"), "words"),
        Column("summary", ("plan", "summary"), "text"),
        Column("commitments_scope", ("commitments_scope",)),
        Column("note", ("note",), "text"),
    ),
    "documents": (
        Column("id", ("id",)),
        *_same("text", "title", "issuer"),
        Column("date", ("date",), "day"),
        *_same("word", "url", "file", "sha256"),
        Column("note", ("note",), "text"),
    ),
    "raters": (
        Column("name", ("name",), "text"),
        Column("role", ("role",), "choice"),
        Column("batch", ("batch",), "whole"),
        Column("wording", ("wording",)),
        Column("date", ("date",), "day"),
        Column("note", ("note",), "text"),
    ),
    "ratings": (
        Column("rater", ("rater",)),
        Column("level", ("level",), "number"),
        Column("state", ("state",), "choice"),
        Column("checks", ("checks",), "words"),
        Column("because", ("because",), "text"),
        Column("confidence", ("confidence",), "choice"),
        Column("adjudicates", ("adjudicates",), "tick"),
    ),
    "evidence": (
        *_same("word", "document", "at", "quote"),
        Column("note", ("note",), "text"),
        Column("kind", ("kind",), "choice"),
    ),
    "measures": (
        Column("value", ("value",), "number"),
        Column("unit", ("unit",)),
        Column("year", ("year",), "whole"),
        Column("source", ("source",)),
        Column("note", ("note",), "text"),
    ),
    "targets": (
        Column("measure", ("measure",)),
        Column("value", ("value",), "number"),
        Column("unit", ("unit",)),
        Column("year", ("year",), "whole"),
        Column("baseline", ("baseline", "value"), "number"),
        Column("baseline_year", ("baseline", "year"), "whole"),
        Column("baseline_at", ("baseline", "at")),
        Column("baseline_counts", ("baseline", "counts")),
        Column("at", ("at",)),
        Column("note", ("note",), "text"),
    ),
    "waivers": (
        *_same("word", "finding", "at"),
        Column("n", ("n",), "whole"),
        Column("for", ("for",), "words"),
        Column("because", ("because",), "text"),
        Column("owner", ("owner",)),
        Column("until", ("until",), "day"),
    ),
}
# the columns that a table cannot do without; one of several where they stand together
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "cases": (("case",),),
    "documents": (("case",), ("id",)),
    "raters": (("case",), ("rater",)),
    "ratings": (("case", "region"), ("criterion",), ("level", "state")),
    "evidence": (("case", "region"), ("criterion",), ("document",)),
    "targets": (("case",), ("measure",)),
    "waivers": (("case",), ("finding",)),
}
# columns that say whose an item is
WHOSE: dict[str, tuple[str, ...]] = {
    "cases": ("case",),
    "documents": ("case",),
    "raters": ("case", "rater"),
    "ratings": ("case", "criterion"),
    "evidence": ("case", "criterion", "rater", "rating"),
    "measures": ("case", "measure"),
    "targets": ("case",),
    "waivers": ("case",),
}
FACET = (
    Column("", ("is",), "words"),
    Column("because", ("because",), "text"),
    Column("source", ("source",)),
)
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:[;；]|$)')
_PARTED = re.compile(r"[;；\n,，、]")
_AWKWARD = re.compile(r'[;；\n,，、"]|^\s|\s$|^$')


def names_of(column: Column) -> tuple[str, ...]:
    """The headings of a column."""
    more = ("", "_zh", "_en") if column.kind == "text" else ("",)
    return tuple(column.name + end for end in more)


def joined(words: Iterable[str]) -> str:
    """Words in one cell, so that :func:`split` gives them back."""
    parts = [
        '"' + word.replace('"', '""') + '"' if _AWKWARD.search(word) else word for word in words
    ]
    return "; ".join(parts) or ";"


def split(text: str, parted: re.Pattern[str] = _PARTED) -> list[str]:
    """The words of a cell: separated by semicolons, commas or lines; those that hold one of these
    stand in quotation marks."""
    if not text:  # most cells
        return []
    out, rest = [], text
    while rest.strip():
        if quoted := _QUOTED.match(rest):
            out.append(quoted[1].replace('""', '"'))
            rest = rest[quoted.end() :]
            continue
        mark = parted.search(rest)
        word, rest = (rest[: mark.start()], rest[mark.end() :]) if mark else (rest, "")
        out += [word.strip()] if word.strip() else []
    return out


def cells(item: Mapping[str, Any], columns: Sequence[Column]) -> Iterator[tuple[str, str | float]]:
    """The cells of an item of a case, as plain data, under their headings."""
    for column in columns:
        value: Any = item
        for step in column.path:
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None:
            continue
        if column.kind == "text" and isinstance(value, Mapping):
            yield from (
                (f"{column.name}_{lang}", value[lang])
                for lang in ("zh", "en")
                if value.get(lang) is not None
            )
        elif column.kind == "words":
            yield column.name, joined(value)
        elif column.kind == "years":
            yield column.name, "–".join(map(str, value))
        elif column.kind == "tick":
            yield from [(column.name, "1")] if value else []
        else:
            yield column.name, value
