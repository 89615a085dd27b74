"""The sheets of a workbook in; those that are parts of a rating form out: whose form it is, and
where each column stands.

The head is known by the hidden mark of its first cell, else by its titles in either language; never
by its place or by the name of the tab.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from evalkit.forms.case_answers import is_case_sheet
from evalkit.forms.content import FILLED, Identity, identity_of, is_mark
from evalkit.forms.typed import folded
from evalkit.model.catalogue import messages
from evalkit.model.finding import Finding, found, listed
from evalkit.model.language import LANGUAGES
from evalkit.model.place import Span, letters
from evalkit.reading.sheets import Sheet
from evalkit.reading.tables import clean

SEARCHED = 60  # rows among which the head is looked for
NEEDED = ("code",)
ANSWERED = ("tick", "level", "state", "confidence", "document", "at", "quote", "against")
TEXTS = ("reason", "note")  # in one column, or in one for each language
ABOUT = 2  # rows above the head of commitments: title, and what to do
OURS = frozenset({"levels", "state", "hint", "against"})  # on no other sheet


@dataclass(frozen=True)
class FormSheet:
    """A sheet of ratings. ``head``: its row, from 1; ``columns``: column → its place, from 1;
    ``passed``: titles that are none of a form's."""

    file: str
    sheet: Sheet
    identity: Identity | None
    head: int
    columns: dict[str, int] = field(default_factory=dict)
    passed: tuple[str, ...] = ()

    @property
    def marked(self) -> bool:
        """Whether the hidden marks are there."""
        return "id" in self.columns

    @property
    def filled(self) -> int:
        """How many criteria have a level, or a state in its place."""
        rows = range(self.head + 1, len(self.sheet.rows) + 1)
        return sum(any(self.text(n, key).strip() for key in ("level", "state")) for n in rows)

    def span(self, row: int, column: str = "code") -> Span:
        return Span(self.file, row, self.columns.get(column, 1), self.sheet.name)

    def cell(self, row: int, column: str) -> str:
        return f"{letters(self.columns[column])}{row}"

    def text(self, row: int, column: str) -> str:
        """What a cell holds; empty where there is no such column."""
        cells, at = self.sheet.rows[row - 1], self.columns.get(column, 0)
        return cells[at - 1] if 0 < at <= len(cells) else ""


@dataclass(frozen=True)
class Parts:
    """The parts of a form: sheets of ratings, of commitments, of what the case says of itself;
    whose form it is."""

    file: str
    ratings: tuple[FormSheet, ...]
    commitments: tuple[Sheet, ...]
    details: tuple[Sheet, ...]
    identities: tuple[Identity, ...]


def parts_of(sheets: Sequence[Sheet], file: str) -> tuple[Parts, tuple[Finding, ...]]:
    """The parts of a form, and what is wrong with its sheets."""
    ratings: list[FormSheet] = []
    commitments: list[Sheet] = []
    details: list[Sheet] = []
    findings: list[Finding] = []
    known: dict[Identity, None] = {}
    for sheet in sheets:
        head, identity, columns, passed = _head(sheet)
        if identity is not None:
            known[identity] = None
        if is_case_sheet(sheet):
            details.append(sheet)
            continue
        lacks = lacking(columns)
        own = FormSheet(file, sheet, identity, head, columns, tuple(passed))
        if head and not lacks and OURS & columns.keys():
            ratings.append(own)
        elif identity is not None and OURS & columns.keys():
            titles = listed(_title(key, _lang(identity)) for key in lacks)
            said = {"columns": titles, "others": listed(passed) or None}
            findings.append(found("form-columns", own.span(head), **said))
        elif identity is not None:
            commitments.append(sheet)
        elif n := _headless(sheet):
            findings.append(found("form-head", Span(file, n, 1, sheet.name), sheet=sheet.name))
    findings += _signed_otherwise(sheets, file, tuple(known))
    if not known and (told := _of_guide(sheets)) is not None:
        known[told] = None
    if not ratings and not commitments and not details and not findings:
        findings.append(found("form-unknown", Span(file)))
    parts = Parts(file, tuple(ratings), tuple(commitments), tuple(details), tuple(known))
    return parts, tuple(findings)


def signed_by(sheet: Sheet) -> Identity | None:
    """Whose form a sheet is of, as a cell of it says."""
    cells = (clean(text) for row in sheet.rows[:SEARCHED] for text in row)
    told = (identity_of(text) for text in cells if text)
    return next((identity for identity in told if identity is not None), None)


def lacking(columns: Collection[str]) -> list[str]:
    """Columns of a form that are not there: an answer in them would be taken for cleared."""
    texts = [
        name
        for name in TEXTS
        if name not in columns and not {f"{name}_{lang}" for lang in LANGUAGES} <= {*columns}
    ]
    return [key for key in (*NEEDED, *ANSWERED) if key not in columns] + texts


def _headless(sheet: Sheet) -> int:
    """The first row with a hidden mark on a sheet without a head, or with a commitment below its
    title; 0 where there is none."""
    titles = {messages("forms", lang)["tab"]["commitments"] for lang in LANGUAGES}
    promised = bool(sheet.rows) and not titles.isdisjoint(map(clean, sheet.rows[0]))
    for n, row in enumerate(sheet.rows, start=1):
        if any(map(is_mark, row[:3])) or (promised and n > ABOUT and any(map(clean, row))):
            return n
    return 0


def _signed_otherwise(
    sheets: Sequence[Sheet], file: str, known: Sequence[Identity]
) -> Iterator[Finding]:
    """A first sheet that names another rater than the form was written for."""
    told = _of_guide(sheets)
    if told is None or len(known) != 1 or folded(told.rater) == folded(known[0].rater):
        return
    yield found("form-renamed", Span(file), told=told.rater, rater=known[0].rater)


def _of_guide(sheets: Sequence[Sheet]) -> Identity | None:
    """Whose form it is, as its first sheet says to the eye."""
    for lang in LANGUAGES:
        say = messages("forms", lang)["guide"]
        for sheet in sheets:
            told = dict(reversed([*_pairs(sheet)]))  # of two alike the upper one
            who = [told.get(folded(own["for"]), "") for own in (say, say["settling"])]
            whose = [told.get(folded(say[key]), "") for key in ("case", "rubric", "form")]
            if any(who) and whose[1]:
                case = "" if whose[0] == say["case-none"] else whose[0]
                digest = whose[2].rpartition(" ")[2]
                settles = not who[0]
                return Identity(case, whose[1], digest, who[0] or who[1], lang, settles=settles)
    return None


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The first two texts of each row near the top."""
    for row in sheet.rows[:SEARCHED]:
        texts = [clean(text) for text in row if clean(text)]
        if len(texts) > 1:
            yield folded(texts[0]), texts[1]


def _lang(identity: Identity | None) -> str:
    return identity.lang if identity is not None else "en"


def _title(key: str, lang: str) -> str:
    said: str = messages("forms", lang)["columns"][key]
    return said


def _head(sheet: Sheet) -> tuple[int, Identity | None, dict[str, int], list[str]]:
    """The head's row (0 where there is none), whose form it says it is, where its columns stand,
    and titles that are none of ours."""
    best: tuple[int, Identity | None, dict[str, int], list[str]] = (0, None, {}, [])
    for n, row in enumerate(sheet.rows[:SEARCHED], start=1):
        columns: dict[str, int] = {}
        passed: list[str] = []
        identity = None
        for at, text in enumerate(row, start=1):
            own = clean(text)
            if not own:
                continue
            if (told := identity_of(own)) is not None:
                identity, columns["id"] = told, at
            elif (key := _keys().get(folded(own))) and key not in columns:
                columns[key] = at
            else:
                passed.append(own)
        if identity is not None:
            return n, identity, columns, passed
        if len(FILLED & columns.keys()) >= 4 and len(columns) > len(best[2]):
            best = n, None, columns, passed
    return best


@cache
def _keys() -> dict[str, str]:
    """Title of a column, folded, in either language → column."""
    held = [messages("forms", lang)["columns"] for lang in ("zh", "en")]
    return {folded(title): key for titles in held for key, title in titles.items() if title}


def doubts_of(own: FormSheet) -> Iterator[tuple[int, str, str]]:
    """(row, column, kind) of yellow cells that hold an error, or a formula without a result."""
    held = {at: key for key, at in own.columns.items() if key in FILLED}
    for (row, at), kind in sorted(own.sheet.doubts.items()):
        if row > own.head and at in held:
            yield row, held[at], kind
