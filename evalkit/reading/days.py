"""A day as people write it in; the days that may be meant, as files write them, out."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "jan january janvier januar enero janeiro gennaio",
            "feb february février fevrier februar febrero fevereiro febbraio",
            "mar march mars märz marz marzo março marco",
            "apr april avril abril aprile",
            "may mai mayo maio maggio",
            "jun june juin juni junio junho giugno",
            "jul july juillet juli julio julho luglio",
            "aug august août aout agosto",
            "sep sept september septembre septiembre setembro settembre",
            "oct october octobre oktober octubre outubro ottobre",
            "nov november novembre noviembre novembro",
            "dec december décembre decembre dezember diciembre dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_SEPARATOR = r"\s*[-‐‑‒–—−./年月、\s]\s*"
_WRITTEN = re.compile(r"(?:(\d{4})|(?<!\d)(\d{2}))\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")


def days_meant(text: str) -> tuple[str, ...]:
    """The days that a text may mean, as year-month-day, the likeliest first; none where it names no
    day, or one that does not exist."""
    own = unicodedata.normalize("NFKC", text)
    own = re.sub(
        r"\(.*?\)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?|星期.|周[一二三四五六日]",
        "",
        own,
        flags=re.I,
    )
    own = in_digits(own).strip(" \"'“”,;.。()[]{}")
    own = re.sub(r"[T ]\d{1,2}:\d{2}.*\Z", "", own).rstrip("日号.").strip()
    found: list[tuple[int, int, int]] = []
    written = _WRITTEN.findall(in_digits(unicodedata.normalize("NFKC", text)))
    if len(written) == 1:
        long, short, month, day = written[0]
        found = [(_year(long or short), int(month), int(day))]
    elif written:
        return ()
    elif whole := re.fullmatch(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})", own):
        year, a, b = map(int, whole.groups())
        found = [(year, a, b)] + ([(year, b, a)] if a > 12 else [])
    elif whole := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", own):
        found = [(int(whole[1]), int(whole[2]), int(whole[3]))]
    elif whole := re.fullmatch(
        rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{4}}|\d{{2}})", own
    ):
        a, b, year = int(whole[1]), int(whole[2]), _year(whole[3])
        found = [(year, b, a), (year, a, b)]
    elif words := _with_month(own):
        found = [words]
    days = [f"{y:04}-{m:02}-{d:02}" for y, m, d in found if exists(y, m, d)]
    return tuple(dict.fromkeys(days))


def exists(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def last_of_month(text: str) -> str | None:
    """The last day of the month that a text names with a day it does not have, as year-month-day;
    None where it names no such month."""
    own = in_digits(unicodedata.normalize("NFKC", text)).strip().rstrip("日号")
    whole = re.fullmatch(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})", own)
    if whole is None or not 1 <= int(whole[2]) <= 12:
        return None
    year, month = int(whole[1]), int(whole[2])
    if not year or int(whole[3]) < 29:
        return None
    return f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"


def only_year(text: str) -> str | None:
    """The year, or year and month, that stands alone where a day is asked for: `2026`, `2026-01`;
    None where something else stands there."""
    own = in_digits(unicodedata.normalize("NFKC", text)).strip().rstrip("年月")
    whole = re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2}))?", own)
    if whole is not None:
        return f"{whole[1]}-{int(whole[2]):02}" if whole[2] else whole[1]
    month = re.fullmatch(r"([^\W\d]+)\.?\s+(\d{4})", own)
    if month is not None and month[1].casefold() in _MONTHS:
        return f"{month[2]}-{_MONTHS[month[1].casefold()]:02}"
    return None


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _with_month(text: str) -> tuple[int, int, int] | None:
    """A day whose month is a word: 15 January 2026, Jan 15th, 2026, 15-Jan-26."""
    words = re.findall(r"\d+|[^\W\d]+", text)
    words = [
        w for w in words if w.casefold() not in ("st", "nd", "rd", "th", "of", "de", "den", "le")
    ]
    months = [_MONTHS.get(w.casefold()) for w in words]
    if len(words) != 3 or sum(m is not None for m in months) != 1:
        return None
    at = next(n for n, m in enumerate(months) if m is not None)
    others = [w for n, w in enumerate(words) if n != at]
    if not all(w.isdigit() for w in others):
        return None
    day, year = (others[1], others[0]) if len(others[0]) == 4 else (others[0], others[1])
    return _year(year), months[at] or 0, int(day)


def in_digits(text: str) -> str:
    """Chinese figures as digits: 二〇二六年一月十五日."""

    def figures(match: re.Match[str]) -> str:
        own = match[0]
        if "十" in own:
            tens, _, ones = own.partition("十")
            return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))
        return "".join(_DIGITS[c] for c in own)

    return re.sub("[〇零○一二三四五六七八九十]+", figures, text)
