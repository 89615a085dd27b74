"""Texts of the program by room and language: TOML files of the package, read when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Any


@cache
def catalogue(room: str, name: str) -> Mapping[str, Any]:
    """What ``evalkit/<room>/messages/<name>.toml`` holds; for the model, ``findings/``; for
    refusals, ``model/refusals/``."""
    import tomllib
    from importlib.resources import files

    own = {"model": "model/findings", "refusals": "model/refusals"}
    folder = files("evalkit") / own.get(room, f"{room}/messages")
    return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))


def messages(room: str, lang: str) -> Mapping[str, Any]:
    """The catalogue of a room in a language: Chinese, or English for any other."""
    return catalogue(room, "zh" if lang == "zh" else "en")


def phrase(room: str, lang: str, key: str, /, **values: object) -> str:
    """One text, its fields filled in. ``key``: names of tables and entry, with dots between."""
    found: Any = messages(room, lang)
    for name in key.split("."):
        found = found[name]
    return filled(str(found), values)


class Counted(int):
    """A number that chooses between two words: ``{n:page has|pages have}``."""

    def __format__(self, form: str) -> str:
        one, bar, many = form.partition("|")
        return (one if self == 1 else many) if bar else int.__format__(self, form)


def filled(text: str, values: Mapping[str, object]) -> str:
    """A text with its fields filled in; of a count, words as well."""
    return text.format_map(
        {name: Counted(value) if type(value) is int else value for name, value in values.items()}
    )


def fields_of(text: str) -> list[str]:
    """The fields of a text as written, with the form they ask for ("draws:,"); ValueError where a
    brace opens or closes nothing."""
    out = []
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            asked = (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            out.append(name + asked)
    return out


def wrong_field(ours: str, own: str) -> str | None:
    """A field that a text put in place of ours has and ours has not, or the other way round, or has
    more than once; None where they agree. A brace that opens or closes nothing is a field of no
    name: "".

    ``{n.__class__}`` and ``{n:>999999999}`` are fields of their own, and ours has none such.
    """
    try:
        asked = fields_of(own)
    except ValueError:
        return ""
    known = fields_of(ours)
    names = [name.partition(":")[0] for name in known]
    strange = {*asked} - {*known, *names}
    asked_names = [name.partition(":")[0] for name in asked]
    again = {name for name in asked_names if asked_names.count(name) > max(1, names.count(name))}
    return min(strange | ({*names} - {*asked_names}) | again, default=None)


def both(room: str, key: str, /, **values: object) -> tuple[str, str]:
    """One text in both languages: (zh, en)."""
    return phrase(room, "zh", key, **values), phrase(room, "en", key, **values)
