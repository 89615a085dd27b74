"""A journal and new lines of it in; its bytes out, as a spreadsheet opens them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import astuple

from evalkit.model.case import JournalLine
from evalkit.model.finding import Finding
from evalkit.reading.journal import COLUMNS, read_journal

_MARK = "\ufeff"
_FORMULA = re.compile(r"[=+\-@\t\r](?![0-9.]+\Z)")


def appended(
    content: bytes, file: str, lines: Sequence[JournalLine]
) -> tuple[bytes, tuple[Finding, ...]]:
    """A journal with lines more; as it was, with what is wrong, where it cannot be read.

    What is in UTF-8 under our headings keeps its bytes; what a spreadsheet saved otherwise is
    written anew from its lines.
    """
    if not content.strip():
        return (_MARK + _rows([COLUMNS, *map(astuple, lines)])).encode(), ()
    if _is_ours(content):
        between = b"" if content.endswith((b"\n", b"\r")) else b"\r\n"
        return content + between + _rows(map(astuple, lines)).encode(), ()
    kept, wrong = read_journal(content, file)
    if any(finding.severity == "error" for finding in wrong):
        return content, wrong
    return (_MARK + _rows([COLUMNS, *map(astuple, (*kept, *lines))])).encode(), ()


def _is_ours(content: bytes) -> bool:
    try:
        head = content.decode("utf-8-sig").splitlines()[0]
    except UnicodeDecodeError:
        return False
    return next(csv.reader([head]), []) == list(COLUMNS)


def _rows(rows: Sequence[Sequence[str]] | map[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{text}" if _FORMULA.match(text) else text for text in row])
    return out.getvalue()
