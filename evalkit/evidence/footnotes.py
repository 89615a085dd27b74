"""Lines of a page in; those of its text, and the notes at its foot, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.evidence.page.lines import Line
from evalkit.evidence.text import MARK_CLOSES, MARK_OPENS

SMALLER = 0.94  # of the size of the text, up to which a line at the foot may be a note
FEW = 4  # lines of a note that is as large as the text
MARKS = re.compile(f"{MARK_OPENS}([^{MARK_CLOSES}]{{1,12}}){MARK_CLOSES}")
_OPENING = re.compile(rf"\s*{MARK_OPENS}([^{MARK_CLOSES}]{{1,12}}){MARK_CLOSES}\s*")
_PLAIN = re.compile(r"\s*[\[(（]?(\d{1,3}|[*†‡§]{1,3}|[①-⑳]|[a-z])[\])）.]?\s+(?=\S)|\s*([①-⑳*†‡])")
_NAMED = re.compile(
    r"\s*(?:注\s*\d?\s*[：:]|注释|备注[：:]|(?:资料|数据)?来源[：:]|Notes?[:.]\s|Sources?:\s)"
)
ENDS = tuple("。！？!?；;：:.…”’」』）)")


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its mark, "" where it has none, and its lines."""

    mark: str
    lines: tuple[str, ...]
    ocr: bool = False


def marks_in(text: str) -> list[str]:
    """Marks of notes in a text, each by itself."""
    return [m for found in MARKS.findall(text) for m in re.split(r"[,，;；\s]+", found) if m]


def without_notes(lines: list[Line], body: float) -> tuple[list[Line], list[Note]]:
    """Lines of the text, and the notes below them. ``body``: size of the document's text."""
    marks = {
        mark for line in lines if not _OPENING.match(line.text) for mark in marks_in(line.text)
    }
    held: dict[int, list[Line]] = {}
    for line in lines:
        held.setdefault(line.block, []).append(line)
    notes: list[Note] = []
    gone: set[int] = set()
    for own in held.values():
        at = _first(own, marks, body)
        if at is not None:
            notes += _parted(own[at:], marks)
            gone |= {id(line) for line in own[at:]}
    return [line for line in lines if id(line) not in gone], notes


def _first(own: Sequence[Line], marks: set[str], body: float) -> int | None:
    """Where the notes begin in a column of lines, at its foot."""
    found = None
    for n in range(len(own) - 1, -1, -1):
        line = own[n]
        small = bool(body) and 0 < line.size <= SMALLER * body
        mark = _mark(line.text, marks)
        if line.kind == "row" or (n and _above(line) > _above(own[n - 1])):
            break
        if (mark is not None and n and (small or mark in marks)) or (
            _NAMED.match(line.text) and n and (small or _splits(own, n))
        ):
            found = n
        elif not small and (len(own) - n > FEW or line.text.rstrip().endswith(ENDS)):
            break
    return found


def _above(line: Line) -> float:
    """How high a line stands; 0 where that is not known."""
    return line.base or 0.0


def _splits(own: Sequence[Line], n: int) -> bool:
    """Whether the sentence above a line as large as itself is not over."""
    return len(own) - n <= FEW and not own[n - 1].text.rstrip().endswith(ENDS)


def _mark(text: str, marks: set[str]) -> str | None:
    """The mark with which a note begins."""
    if found := _OPENING.match(text):
        return found[1]
    found = _PLAIN.match(text)
    mark = (found[1] or found[2]) if found else None
    return mark if mark in marks else None


def _parted(lines: Sequence[Line], marks: set[str]) -> list[Note]:
    notes: list[Note] = []
    for line in lines:
        mark = _mark(line.text, marks)
        if mark is not None:
            found = _OPENING.match(line.text) or _PLAIN.match(line.text)
            rest = line.text[found.end() :] if found else line.text
            notes.append(Note(mark, (rest,), line.ocr))
        elif not notes or _NAMED.match(line.text):
            notes.append(Note("", (line.text,), line.ocr))
        else:
            last = notes.pop()
            notes.append(Note(last.mark, (*last.lines, line.text), last.ocr))
    return notes
