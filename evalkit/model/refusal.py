"""Refusals as values: why something cannot be done, said in the language of whoever asked.

In: a key of the catalogue in ``refusals/`` and its values. Out: a sentence in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from evalkit.model.catalogue import phrase


@dataclass(frozen=True, slots=True)
class Listed:
    """Names side by side, with the comma of the language between them."""

    names: tuple[str | Reason, ...]

    def text(self, lang: str = "en") -> str:
        comma = phrase("refusals", lang, "shown.comma")
        return comma.join(said(name, lang) for name in self.names)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot be done; ``about``: the file or folder that it is said of."""

    key: str
    values: tuple[tuple[str, object], ...] = ()
    about: str = ""

    def text(self, lang: str = "en") -> str:
        """The sentence in a language, led by what it is about."""
        filled = {
            name: value.text(lang) if isinstance(value, Reason | Listed) else value
            for name, value in self.values
        }
        words = phrase("refusals", lang, self.key, **filled)
        colon = phrase("refusals", lang, "shown.colon")
        return f"{self.about}{colon}{words}" if self.about else words

    def __str__(self) -> str:
        return self.text()


def reason(key: str, about: object = "", /, **values: object) -> Reason:
    """Why something cannot be done, by the key of its sentence."""
    return Reason(key, tuple(values.items()), str(about))


def listed(names: Iterable[str | Reason], most: int = 0) -> Listed:
    """Names side by side; only the first ``most`` of them where a number is given."""
    held = tuple(names)
    return Listed((*held[:most], "…") if most and len(held) > most else held)


def said(what: str | Reason, lang: str) -> str:
    """A reason in a language; a text as it stands."""
    return what.text(lang) if isinstance(what, Reason) else what


def why(error: Exception, about: object = "") -> Reason:
    """The reason that an exception carries, or its words; ``about``: what it is said of."""
    held = error.args[0] if error.args else None
    known = held if isinstance(held, Reason) else reason("shown.words", words=error)
    return replace(known, about=str(about)) if about else known


class Refusal(ValueError):
    """What a caller asked for cannot be had; as a text it speaks English, its reason any
    language."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why)
