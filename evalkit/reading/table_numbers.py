"""Cells of a column in; numbers out, under the one decimal mark that the column has.

"6,73" and "6.73" tell the mark, "1.234" alone does not: it is an error that shows both ways to
write it. Footnote marks are taken off and said, marks of a missing value are no value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from evalkit.model.catalogue import catalogue
from evalkit.model.fields import western
from evalkit.model.finding import Finding, Value, found
from evalkit.reading.grids import folded
from evalkit.reading.tables import Table, plain

Mark = Literal[".", ",", "", "?", "!"]  # none seen; only doubtful ones; both
_SUPERSCRIPT = re.compile("(?<=[\\d%])\\s*[¹²³⁰⁴-⁹ᵃ-ᶻ]+[⁾)]?$")
_FOOTNOTE = re.compile(
    r"(?<=[\d%])(\s+\d\)|\s*\(\d\)|\s*\(?\[\d\]|\s*[*†‡§#]+|\s*[bcdfnprsuz]|\s+e)$", re.I
)
_BLANKS = re.compile("(?<=\\d)[ \u00a0\u2009\u202f'’](?=\\d{3}(?!\\d))")
_GROUPED = {
    ",": re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?$"),
    ".": re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?$"),
}
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$")
_FIGURE = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")  # as most cells hold it
_DOUBTFUL = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}$")
_BRACKETED = re.compile(r"[-+]?[(\[]\s*[-+]?[\d.,\s]*\d\s*%?\s*[)\]]\s*%?")
# what may stand before a number, as analysts write it → the word of FORMATS
_BOUND = re.compile(
    r"^(≥|>=|≤|<=|>|<|≈|~|约|超过?|不低于|不少于|至少|不超过|about|over|at least|at most)"
)
BOUNDS = {
    "≥": "at-least", ">=": "at-least", "不低于": "at-least", "不少于": "at-least",
    "至少": "at-least", "at least": "at-least", "≤": "at-most", "<=": "at-most",
    "不超过": "at-most", "at most": "at-most", ">": "over", "超": "over", "超过": "over",
    "over": "over", "≈": "about", "~": "about", "约": "about", "about": "about",
}  # fmt: skip


def is_missing(text: str) -> bool:
    """Whether a cell says that nothing is known: 缺, n/a, a dash, two points. A figure in brackets
    says something: (0.5) is a loss to one, an estimate to another."""
    return _FIGURE.fullmatch(text) is None and _says_nothing(text)


@lru_cache(50_000)  # such words come again and again, figures do not
def _says_nothing(text: str) -> bool:
    if _BRACKETED.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        return False
    return folded(text) in catalogue("reading", "headings")["rows"]["missing"] or (
        re.fullmatch(r"[-–—―.…:/·]*", text) is not None
    )


def bare(text: str) -> tuple[str, bool]:
    """(a figure without footnote marks and blanks between thousands, whether there was a footnote
    mark); full width as half width."""
    return (text, False) if _FIGURE.fullmatch(text) else _bared(text)


@lru_cache(50_000)  # columns are read for their mark, then for their figures
def _bared(text: str) -> tuple[str, bool]:
    own = _SUPERSCRIPT.sub("", text)
    own = western(own).strip()
    kept = _FOOTNOTE.sub("", own)
    noted = kept != own or len(own) < len(unicodedata.normalize("NFKC", text).strip())
    return _BLANKS.sub("", _BLANKS.sub("", kept)).replace("\u202f", " "), noted


def decimal_mark(texts: Iterable[str], separator: str = "") -> Mark:
    """The decimal mark of a column.

    Args:
        separator: of the columns: where it is a comma, a doubtful figure is written the English and
            Chinese way, since who writes decimals with a comma separates columns by something
            else.
    """
    seen = {_tells(bare(text)[0].rstrip("% ")) for text in texts} - {""}
    sure = seen & {".", ","}
    if len(sure) == 2 or "!" in seen:
        return "!"
    if sure:
        return "." if "." in sure else ","
    if not seen:
        return ""
    return "." if separator == "," else "?"


def _tells(text: str) -> str:
    """What one figure tells of the mark: "." or ",", "?." or "?," where it stands in doubt."""
    points, commas = text.count("."), text.count(",")
    if not re.fullmatch(r"[-+]?[\d.,]+", text) or not points + commas:
        return ""
    if points and commas:
        last = "." if text.rfind(".") > text.rfind(",") else ","
        return last
    own = "." if points else ","
    if points + commas > 1:
        return "," if own == "." else "."
    return f"?{own}" if _DOUBTFUL.match(text) else own


def in_doubt(text: str) -> bool:
    """Whether a figure holds a mark at all, so that one has to know which it is."""
    return _tells(bare(text)[0].rstrip("% ")) != ""


def number(text: str, mark: str) -> float | None:
    """A figure under a decimal mark; None where it is none."""
    own, _ = bare(text)
    own = own.replace(" ", "").rstrip("%")
    other = "." if mark == "," else ","
    if _GROUPED[other].match(own) and mark:
        own = own.replace(other, "")
    if mark == ",":
        own = own.replace(",", ".")
    return float(own) + 0.0 if _PLAIN.match(own) and len(own) < 300 else None


def bound_of(text: str) -> tuple[str, str]:
    """(word of FORMATS, the rest) of a figure with a sign before it; ("", text) where none is."""
    own = unicodedata.normalize("NFKC", text).strip()
    match = _BOUND.match(own)
    return (BOUNDS.get(match[1], ""), own[match.end() :].strip()) if match else ("", own)


def figure_in(text: str) -> str | None:
    """The one figure that a cell holds beside words or signs, written out: 12万 is 120000; None
    where it is not one, or where its unit may count it otherwise (1.2亿元, 3‰)."""
    if _BRACKETED.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        return None
    times = catalogue("reading", "headings")["times"]
    own = re.sub(r"(?<=\d)[,_](?=\d{3}(?!\d))", "", plain(text)).lower().replace("−", "-")
    words = "|".join(sorted(times, key=len, reverse=True))
    one = rf"([-+]?\d+(?:\.\d+)?)\s*((?:{words})(?![a-z])|‰)?([元人个件家项吨]?)"
    held = re.findall(one, re.sub(r"(?<=\d),(?=\d)", ".", own))
    if len(held) != 1 or held[0][1] == "‰" or all(held[0][1:]):
        return None
    figure, word, _ = held[0]
    return str(short(float(Decimal(figure).scaleb(times[word])))) if word else str(figure)


def short(value: float) -> int | float:
    """A number as a person writes it: 2, not 2.0."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def whole(text: str) -> int | None:
    """A year or a count: 2022.0, 2022年, ２０２２ and 2022(2) are 2022; None where it is none."""
    own, _ = bare(text)
    match = re.fullmatch(r"(\d{1,6})(?:[.,]0+)?\s*年?度?", own)
    return int(match[1]) if match else None


class Column(NamedTuple):
    """The figures of a column: row → value; ``lost``: rows whose cell is no figure; ``empty``:
    rows that say that nothing is known."""

    mark: Mark
    values: dict[int, float]
    lost: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()


def figures(table: Table, name: str, mark: Mark = "") -> tuple[Column, list[Finding]]:
    """The figures of a column of a table.

    Args:
        mark: the decimal mark, where the reader was told it.
    """
    cells = {row.number: row.cells[name] for row in table.rows if name in row.cells}
    sure = {row.number for row in table.rows if name in row.typed}
    empty = tuple(n for n, text in cells.items() if is_missing(text))
    missing = {*empty}
    left = {n: text for n, text in cells.items() if n not in missing}
    written = {n: text for n, text in left.items() if n not in sure}
    own: Mark = mark or decimal_mark(written.values(), table.separator)
    findings = list(doubt(table, name, own, written))
    values, lost, noted = {}, [], []
    for n, text in left.items():
        usual = "." if n in sure else own
        doubtful = usual in ("?", "!") and in_doubt(text)
        value = None if doubtful else number(text, usual if usual in (".", ",") else ".")
        if value is None:
            lost.append(n)
        else:
            values[n] = value
            noted += [n] if n not in sure and bare(text)[1] else []
    if noted:
        said: dict[str, Value] = {
            "n": len(noted),
            "value": left[noted[0]],
            "read": f"{values[noted[0]]:g}",
        }
        column = table.headings.get(name, name)
        findings.append(found("table-footnotes", table.span(noted[0], name), column=column, **said))
    return Column(own if own in (".", ",") else "", values, tuple(lost), empty), findings


def doubt(table: Table, name: str, mark: str, cells: dict[int, str]) -> Iterable[Finding]:
    """That a column's decimal mark cannot be told, or that it has two."""
    column = table.headings.get(name, name)
    if mark == "?":
        held = [n for n, text in cells.items() if _tells(bare(text)[0].rstrip("% "))]
        text = bare(cells[held[0]])[0]
        small, large = re.sub(r"[.,]", ".", text), re.sub(r"[.,]", "", text)
        said: dict[str, Value] = {"value": text, "small": small, "large": large, "n": len(held)}
        ways = {"write_small": f"{text}0", "write_large": large}
        yield found("table-decimal", table.span(held[0], name), column=column, **said, **ways)
    if mark == "!":
        told = {n: _tells(bare(text)[0].rstrip("% ")) for n, text in cells.items()}
        first = {m: next((n for n in told if told[n] == m), None) for m in (".", ",")}
        if first["."] is not None and first[","] is not None:
            n, other = max(first["."], first[","]), min(first["."], first[","])
            other_said: dict[str, Value] = {"value": cells[n], "other": cells[other], "line": other}
            yield found("table-decimals-differ", table.span(n, name), column=column, **other_said)
