"""Texts of the program by room and language: TOML files of the package, read when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def catalogue(room: str, name: str) -> Mapping[str, Any]:
    """What ``evalkit/<room>/messages/<name>.toml`` holds."""
    import tomllib
    from importlib.resources import files

    return tomllib.loads((files("evalkit") / room / "messages" / f"{name}.toml").read_text("utf-8"))


def messages(room: str, lang: str) -> Mapping[str, Any]:
    """The catalogue of a room in a language: Chinese, or English for any other."""
    return catalogue(room, "zh" if lang == "zh" else "en")


def phrase(room: str, lang: str, key: str, /, **values: object) -> str:
    """One text, its fields filled in. ``key``: names of tables and entry, with dots between."""
    found: Any = messages(room, lang)
    for name in key.split("."):
        found = found[name]
    return str(found).format_map(values)


def both(room: str, key: str, /, **values: object) -> tuple[str, str]:
    """One text in both languages: (zh, en)."""
    return phrase(room, "zh", key, **values), phrase(room, "en", key, **values)
