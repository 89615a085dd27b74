"""Rows of commitments in; a workbook to code them in out, with the codebook beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from evalkit.model.catalogue import messages, phrase
from evalkit.model.fields import in_language
from evalkit.model.rubric import Rubric
from evalkit.reading.commitments import CODED, names_of
from evalkit.reading.tables import folded
from evalkit.workbook.model import Choice, Place, Sheet, Workbook

Row = Mapping[str, str | float]
WIDE = {"what": 60, "what_zh": 44, "what_en": 44, "note": 36, "note_zh": 36, "note_en": 36}
NARROW = {"id", "value", "value_to", "growth", "growth_to", "year", "unit", "money", "baseline"}
LISTED = 250  # characters of a list of choices; Excel refuses more than 255
MORE = 50  # empty rows below, for what the reader of the plan finds besides


def heading(name: str, rubric: Rubric | None, lang: str) -> str:
    """The heading of a column: that of a code is the code's title, or its id where the title is
    another column's."""
    if name.startswith(CODED) and rubric is not None:
        id = name.removeprefix(CODED)
        title = in_language(rubric.codes[id].title, lang)
        return title if names_of(rubric).get(folded(title)) == name else name
    known: str = messages("reading", lang)["columns"].get(name, name)
    return known


def book_of(
    rows: Sequence[Row], names: Sequence[str], rubric: Rubric | None, lang: str, made: date
) -> Workbook:
    """A sheet of rows under headings, and the codebook."""
    sheets = [_rows(rows, names, rubric, lang)]
    if rubric is not None and rubric.codes:
        sheets.append(_codebook(rubric, lang))
    title = phrase("reading", lang, "sheet.commitments")
    return Workbook("commitments", lang, title, tuple(sheets), made)


def _rows(rows: Sequence[Row], names: Sequence[str], rubric: Rubric | None, lang: str) -> Sheet:
    head = tuple(Place(heading(name, rubric, lang), "head") for name in names)
    said = words_of(rubric, lang)
    body = [tuple(_cell(told(row.get(n, ""), said.get(n)), n) for n in names) for row in rows]
    last = len(body) + 1 + MORE
    choices = []
    for n, name in enumerate(names, start=1):
        values = values_of(name, rubric, lang)
        if values is not None and len(",".join(values)) <= LISTED:
            message = phrase("reading", lang, "sheet.choose-code")
            choices.append(Choice(n, 2, last, values, message))
    widths = tuple(float(WIDE.get(name, 9 if name in NARROW else 16)) for name in names)
    filtered = (1, len(body) + 1, len(names))
    title = phrase("reading", lang, "sheet.commitments")
    return Sheet(title, (head, *body), widths, (1, 2), filtered, tuple(choices), wide=True)


def words_of(rubric: Rubric | None, lang: str) -> dict[str, Mapping[str, str]]:
    """Column → what its values are called."""
    held: Mapping[str, str] = messages("reading", lang)["words"]
    out: dict[str, Mapping[str, str]] = dict.fromkeys(
        ("is", "dated", "baseline_counts", "status", "left_out"), held
    )
    for id, code in rubric.codes.items() if rubric is not None else ():
        out[CODED + id] = {k: in_language(v.title, lang) for k, v in code.values.items()}
    return out


def told(value: str | float, said: Mapping[str, str] | None) -> str | float:
    """A value in the words of the language; several with semicolons."""
    if said is None or not isinstance(value, str):
        return value
    return "; ".join(said.get(part, part) for part in value.split("; "))


def _cell(value: str | float, name: str) -> Place:
    if value == "":
        return Place(None, "wrap")
    if name in ("id", "at", "document"):
        return Place(value, "text")
    return Place(value, "exact" if isinstance(value, (int, float)) else "wrap")


def values_of(name: str, rubric: Rubric | None, lang: str) -> tuple[str, ...] | None:
    """What may stand in a column: a code's values by their titles, words of the format."""
    if name.startswith(CODED) and rubric is not None:
        code = rubric.codes[name.removeprefix(CODED)]
        titles = tuple(in_language(value.title, lang) for value in code.values.values())
        return None if code.many else titles
    words: Mapping[str, str] = messages("reading", lang)["words"]
    kinds = {
        "is": ("at-least", "at-most", "about", "over", "exactly"),
        "dated": ("text", "part"),
        "baseline_counts": ("total", "in-year"),
        "status": ("done", "partly", "changed", "open", "dropped", "silent"),
        "left_out": ("unread", "name", "past", "present", "repeats", "scope", "intent"),
    }
    return tuple(words[value] for value in kinds[name]) if name in kinds else None


def _codebook(rubric: Rubric, lang: str) -> Sheet:
    """Every value of every code: what it means, and an example."""
    names = ("code", "value", "kind-of", "title", "means", "example")
    head = tuple(Place(phrase("reading", lang, f"sheet.codebook-{name}"), "head") for name in names)
    body = [
        tuple(Place(row[name] or None, "wrap") for name in names)
        for row in codebook_rows(rubric, lang)
    ]
    title = phrase("reading", lang, "sheet.codebook")
    return Sheet(title, (head, *body), (18.0, 16.0, 14.0, 26.0, 56.0, 44.0), (1, 0), wide=True)


def codebook_rows(rubric: Rubric, lang: str) -> list[dict[str, str]]:
    """The codebook as rows: code, value, the broader value it is a kind of, title, meaning,
    example; ``many`` says whether a unit may have several values."""
    out = []
    for id, code in rubric.codes.items():
        title = in_language(code.title, lang)
        for value, told in code.values.items():
            out.append(
                {
                    "code": id,
                    "code-title": title,
                    "many": "yes" if code.many else "no",
                    "value": value,
                    "kind-of": told.of or "",
                    "title": in_language(told.title, lang),
                    "means": in_language(told.means, lang),
                    "example": in_language(told.example, lang),
                }
            )
    return out
