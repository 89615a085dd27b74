"""Where something stands in a file: line, column, and the text of the line."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath
from typing import NamedTuple

Place = tuple[int, int]
TABLES = (".csv", ".tsv", ".parquet")  # beside workbooks, whose places name a sheet


class Span(NamedTuple):
    """A place in a file: 1-based line and column; 0 where only the file is known. ``sheet``: of a
    workbook, whose rows and columns these are then."""

    file: str
    line: int = 0
    column: int = 0
    sheet: str = ""

    def __str__(self) -> str:
        file = printable(self.file)
        if self.sheet:
            cell = f"{letters(self.column)}{self.line}" if self.line else ""
            return f"{file}:{self.sheet}" + (f"!{cell}" if cell else "")
        return f"{file}:{self.line}:{self.column}" if self.line else file

    @property
    def in_table(self) -> bool:
        """Whether it is a place in a table: a cell, or a row of a text with columns."""
        return bool(self.sheet) or PurePath(self.file).suffix.lower() in TABLES

    @property
    def in_line(self) -> str:
        """File and line; of a workbook the cell."""
        return str(self) if self.sheet or not self.line else f"{self.file}:{self.line}"


def printable(name: str) -> str:
    """A file's name; bytes of it that are no UTF-8 as escapes: ``bad\\xff.yaml``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def letters(column: int) -> str:
    """A column of a sheet, from 1, as its letters: 28 is AB."""
    out = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def column_of(letters: str) -> int:
    """The column, from 1, that letters name: AB is 28."""
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column


class SourceProblem(ValueError):
    """A text cannot become data: a finding's code, its values, and where."""

    def __init__(self, code: str, line: int = 0, column: int = 0, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.values = code, line, column, values


def line_of(text: str, number: int) -> str:
    """Text of one line, 1-based; empty where there is none."""
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def width(text: str) -> int:
    """Terminal cells that ``text`` takes: East-Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shown_path(file: str) -> str:
    """A file's path as others see it: as it was given, but of a path from the root only the folder
    and the name."""
    path = PurePath(file)
    return printable("/".join(path.parts[-2:]) if path.is_absolute() else file)
