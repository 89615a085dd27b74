"""A plan as text: passages with stable places. What readers of every format produce, and quotes and
search take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from evalkit.model.finding import Finding, Value

if TYPE_CHECKING:
    from evalkit.model.learnt import LearntTerms

MAX_PASSAGES = 200_000  # of a document
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile(f"{_OVERRIDE}([^\u202c\n{_OVERRIDE}]*)\u202c?")
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
MARK_OPENS, MARK_CLOSES = "⁽⁾"  # what a reader puts round the mark of a note: 2015⁽5⁾

NO_HEADING = -1  # level of a passage that is none, whatever its numbering


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a document, or a row of a table.

    ``number``: its ¶, from 1; ``until``: the last ¶ it covers (lines of hard-wrapped text);
    ``pages``: (offset in
    ``text``, page) where each page it stands on begins, empty where the format has no pages;
    ``heading``: the headings above it, outermost first; ``level``: 1 and up for a heading, 0 for
    other text;
    ``ocr``: whether text recognition read it from a picture, here and now.
    """

    number: int
    text: str
    until: int
    pages: tuple[tuple[int, int], ...] = ()
    heading: tuple[str, ...] = ()
    level: int = 0
    ocr: bool = False

    @property
    def page(self) -> int | None:
        """Page on which it begins."""
        return self.pages[0][1] if self.pages else None

    def page_at(self, offset: int) -> int | None:
        """Page of the character at ``offset``."""
        begun = [page for start, page in self.pages if start <= offset]
        return begun[-1] if begun else None


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader left out or doubts: the finding to report, and its values."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader made of a document: its passages, and what it left out or doubts.

    ``n_pages``: 0 where the format has none; ``about``: what the document says of itself beside
    its text (title, date, source), as it is written there.
    """

    passages: tuple[Passage, ...]
    told: tuple[Told, ...] = ()
    n_pages: int = 0
    about: Mapping[str, str] = field(default_factory=dict)


class Unreadable(Exception):
    """A document of which nothing can be read: the code of the finding that says why, and its
    values."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, Value] = values


@contextmanager
def reading(kind: str) -> Iterator[None]:
    """What goes wrong in reading a document of a kind, as why it cannot be read.

    Raises:
        Unreadable: as it was raised within; else it is nested too deeply, or broken.
        MemoryError: there is not enough memory, which says nothing of the document.
    """
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except RecursionError:
        raise Unreadable("document-too-large", limit="@nested") from None
    except Exception:  # what is broken makes its readers raise anything
        raise Unreadable("document-broken", kind=kind) from None


def turned(text: str) -> str:
    """Characters that are made to run from right to left, in the order in which they are seen;
    those of scripts that do so by themselves stay in the order of reading."""
    return text if _LEFTWARD.search(text) else text[::-1]


def as_shown(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Passages without the characters that turn others round, and those in the order in which they
    are seen."""
    if not any(_OVERRIDE in passage.text for passage in passages):
        return passages
    return tuple(
        replace(passage, text=_OVERRIDDEN.sub(lambda run: turned(run[1]), passage.text))
        for passage in passages
    )


def noted(mark: str) -> str:
    """The mark of a note as it stands in a passage, apart from the words and figures round it."""
    return f"{MARK_OPENS}{mark.strip()}{MARK_CLOSES}"


@dataclass(frozen=True)
class PlanText:
    """A document's text. ``kind``: pdf | docx | odt | rtf | epub | mht | html | text; ``n_pages``:
    0 where the format has none; ``about``: as in :class:`Contents`."""

    name: str
    kind: str
    sha256: str
    passages: tuple[Passage, ...]
    n_pages: int = 0
    about: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def last(self) -> int:
        """The highest ¶."""
        return self.passages[-1].until if self.passages else 0

    @cached_property
    def by_number(self) -> dict[int, Passage]:
        """¶ → the passage that covers it."""
        return {n: p for p in self.passages for n in range(p.number, p.until + 1)}


@dataclass(frozen=True)
class Plans:
    """The documents of cases, by (case, document): their texts, and what was wrong with the others.

    ``unnamed``: documents for which the case names no file; ``learnt``: terms learnt for the
    rubric, by which places in them are looked for.
    """

    texts: Mapping[tuple[str, str], PlanText] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    unnamed: frozenset[tuple[str, str]] = frozenset()
    learnt: LearntTerms | None = None


# --- headings --------------------------------------------------------------------------------

_NUMERAL = "[一二三四五六七八九十百]+"
_HEADINGS = (
    (
        1,
        re.compile(
            rf"第{_NUMERAL}[编篇部]|第{_NUMERAL}部分|(?:PART|Part|CHAPTER|Chapter) [IVX\d]+\b"
        ),
    ),
    (2, re.compile(rf"第(?:{_NUMERAL}|\d+)章|专栏\s?\d*")),
    (3, re.compile(rf"第(?:{_NUMERAL}|\d+)节|{_NUMERAL}、")),
    (4, re.compile(rf"[（(]{_NUMERAL}[）)]|\d+\.\d+\s")),
    (5, re.compile(r"\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|\d+\.\d+\.\d+\s")),
)
_LISTED = 5  # numbering that lists carry too: a heading only where it is all, and no sentence
_ADDRESS = re.compile(
    "各位代表|各位委员|同志们|女士们"
)  # a speech turns to its listeners: the section is over
# a heading that runs into its paragraph ends with the first full stop, if that comes this early
_RUN_IN = 45


def heading_of(text: str) -> tuple[int, str]:
    """(level, heading) of a paragraph by its numbering; (0, "") where it has none or is an ordinary
    sentence.

    A numbered paragraph whose first sentence is short carries that sentence as a heading.
    """
    for level, pattern in _HEADINGS:
        if not pattern.match(text):
            continue
        first = re.split(r"[。：:\n]", text, maxsplit=1)[0].strip()
        whole = first == text.strip() and "，" not in first
        if len(first) <= _RUN_IN and (level < _LISTED or whole):
            return level, first
    return 0, ""


def with_headings(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Passages with the path of headings above each; ``level`` given by a reader is kept, else
    found by numbering (``NO_HEADING``: by a reader that knows that it is none)."""
    path: list[tuple[int, str]] = []
    out = []
    for passage in passages:
        level, title = (passage.level, passage.text) if passage.level else heading_of(passage.text)
        level = max(level, 0)
        if level:
            path = [step for step in path if step[0] < level]
        elif _ADDRESS.match(passage.text):
            path = [step for step in path if step[0] <= 3]
        whole = bool(level) and title == passage.text.strip("。：: ")
        now = (tuple(t for _, t in path), level if whole else 0)
        same = now == (passage.heading, passage.level)
        out.append(passage if same else replace(passage, heading=now[0], level=now[1]))
        if level:
            path.append((level, title[:80]))
    return tuple(out)
