"""A day in, its words in a language out."""

from __future__ import annotations

from datetime import date

from evalkit.model.catalogue import messages, phrase


def dated(day: date | None, lang: str) -> str:
    """A day in words; empty where there is none."""
    if day is None:
        return ""
    month = messages("render", lang)["months"][day.month - 1]
    return phrase("render", lang, "date", day=day.day, month=month, year=day.year)
