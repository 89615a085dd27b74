"""YAML text in; plain data and the place of every value out.

The loader builds from PyYAML's C events, so positions cost nothing, and it refuses what can
mislead a reader or attack the program: repeated keys, anchors, tags, deep nesting, guessed types.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import yaml
from yaml import events as ev

from evalkit.model.place import Place, SourceProblem, Span, line_of

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
MAX_VALUES = 200_000
# up to here a text is a key, an id or a word that cases repeat: it is held once for all of them
SHORT = 40

Path = tuple[str | int, ...]
# A mark mirrors the value: (place, None, None) for a scalar, (place, children, key places) for a
# container; key places is None for a list.
Mark = tuple[Place, Any, Any]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_CONSTANTS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER_START = frozenset("0123456789+-.")
# how a text begins that may be more than text; the slice of an empty one is empty
_GUESSED = _NUMBER_START | {text[:1] for text in _CONSTANTS}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})


class Source(Protocol):
    """What a rubric or a case is read from: plain data, and where each value stands."""

    @property
    def file(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def data(self) -> Any: ...
    def span(self, path: Path = (), key: bool = False) -> Span:
        """Place of the deepest known value on a path."""


class Document(NamedTuple):
    """A text, the data in it, and where each value stands."""

    file: str
    text: str
    data: Any
    marks: Mark

    def span(self, path: Path = (), key: bool = False) -> Span:
        """Place of the deepest known value on ``path``; of its key where ``key`` is true."""
        mark, place = self.marks, self.marks[0]
        for step in path:
            children, keys = mark[1], mark[2]
            if children is None:
                break
            try:
                mark = children[step]
            except (KeyError, IndexError, TypeError):
                # a missing key, or a name that only the validator knows: stay on the parent
                continue
            place = keys[step] if key and keys is not None else mark[0]
        return Span(self.file, place[0] + 1, place[1] + 1)

    def line(self, number: int) -> str:
        """Text of one line, 1-based; empty where there is none."""
        return line_of(self.text, number)


def decode(content: bytes) -> str:
    """Bytes of a user's file as text.

    Raises:
        SourceProblem: too large, empty, not UTF-8, or holding characters that no text file holds.
    """
    if len(content) > MAX_BYTES:
        raise SourceProblem("file-too-large", limit=MAX_BYTES // 1_000_000)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceProblem("encoding-not-utf8", 1, 1, guess="UTF-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceProblem("encoding-not-utf8", line, 1, guess=_guess(content)) from None
    if not text.strip():
        raise SourceProblem("file-empty")
    if _may_hold_control(content) and (found := _CONTROL.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise SourceProblem("control-character", line, column, character=f"U+{ord(found[0]):04X}")
    return text


def _may_hold_control(content: bytes) -> bool:
    """Whether UTF-8 holds a control character, or one of U+FFC0 to U+FFFF, among which are those
    that are none: a quarter of the time that looking through the text takes."""
    plain = content.translate(None, _CONTROL_BYTES)
    return len(plain) != len(content) or b"\xef\xbf" in content


def _guess(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "unknown"
    return "GB18030"


def parse(text: str, file: str) -> Document:
    """YAML text as a Document.

    Only what YAML 1.2's core schema calls null, true, false, an integer or a number becomes one;
    everything else stays text (``NO``, ``011``, ``12:30``, ``2026-01-27``).

    Raises:
        SourceProblem: with the code of the finding and its place.
    """
    try:
        data, marks = _read(yaml.CSafeLoader, text)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" not in (error.problem or ""):
            raise _translate(error, text) from None
        data, marks = _read_slowly(text)
    except yaml.reader.ReaderError:
        raise _unprintable(text) from None
    except SourceProblem as problem:
        raise _with_line(problem, text) from None
    return Document(file, text, data, marks)


def _unprintable(text: str) -> SourceProblem:
    """The first character that YAML does not allow."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = found.start() if found else 0
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return SourceProblem("control-character", line, column, character=f"U+{ord(text[at]):04X}")


def _read(kind: type[yaml.CSafeLoader] | type[yaml.SafeLoader], text: str) -> tuple[Any, Mark]:
    loader = kind(text)
    try:
        return _build(loader)
    finally:
        loader.dispose()


def _read_slowly(text: str) -> tuple[Any, Mark]:
    """What the C parser gives up on before it says where (from PyYAML 6.0.4, a thousand levels):
    the Python one says."""
    try:
        return _read(yaml.SafeLoader, text)
    except yaml.MarkedYAMLError as error:
        raise _translate(error, text) from None


def _build(loader: Any) -> tuple[Any, Mark]:
    """Data and marks from a stream of parser events, without recursion.

    Scalars are most of a file, so what is asked of each stands here and is no call of its own; so
    does the container that is being read: its data, the marks in it, the places of its keys (None
    in a list), and the key whose value comes next. The document stands in a list of its own.
    """
    around: list[tuple[Place, Any, Any, dict[str, Place] | None, str | None]] = []
    begun: Place = (0, 0)
    data: Any = []
    marks: Any = []
    keys: dict[str, Place] | None = None
    key: str | None = None
    value: Any
    mark: Mark
    count = documents = 0
    next_event, intern = loader.get_event, sys.intern
    while True:
        event = next_event()
        kind = type(event)
        start = event.start_mark
        place = (start.line, start.column)
        if kind is ev.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                _refuse_marks(event, place)
            text: str = event.value
            # a control character may be written as an escape, such as \u0007
            if event.style == '"' and (hidden := _CONTROL.search(text)):
                raise _problem("control-character", place, character=f"U+{ord(hidden[0]):04X}")
            value = text = text if len(text) > SHORT else intern(text)
            if text[:1] in _GUESSED and event.implicit[0]:
                value = _scalar(text, place)
            if key is None and keys is not None:
                if text == "<<" or text in keys:
                    raise _refused_key(text, keys, place)
                keys[text] = place
                key = text
                continue
            mark = (place, None, None)
        elif kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
            _refuse_marks(event, place)
            if len(around) >= MAX_DEPTH:
                raise _problem("yaml-too-deep", place, limit=MAX_DEPTH)
            if key is None and keys is not None:
                raise _problem("key-not-text", place)
            count += 1
            around.append((begun, data, marks, keys, key))
            begun, key = place, None
            data, marks, keys = ({}, {}, {}) if kind is ev.MappingStartEvent else ([], [], None)
            continue
        elif kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
            value, mark = data, (begun, marks, keys)
            begun, data, marks, keys, key = around.pop()
        elif kind is ev.StreamEndEvent:
            return (data[0], marks[0]) if data else (None, (begun, None, None))
        elif kind is ev.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise _problem("yaml-documents", (place[0], 0))
            continue
        elif kind is ev.AliasEvent:
            raise _problem("yaml-anchor", place)
        else:
            continue
        count += 1
        if count > MAX_VALUES:
            raise _problem("yaml-too-many-values", mark[0], limit=MAX_VALUES)
        if keys is None:
            data.append(value)
            marks.append(mark)
        else:
            data[key], marks[key] = value, mark
            key = None


def _problem(code: str, place: Place, **values: str | int) -> SourceProblem:
    """A problem at a place as PyYAML counts: lines and columns from 0."""
    return SourceProblem(code, place[0] + 1, place[1] + 1, **values)


def _refuse_marks(event: Any, place: Place) -> None:
    if event.anchor is not None:
        raise _problem("yaml-anchor", place)
    if event.tag is not None:
        raise _problem("yaml-tag", place, tag=event.tag)


def _refused_key(key: str, keys: Mapping[str, Place], place: Place) -> SourceProblem:
    if key == "<<":
        return _problem("yaml-anchor", place)
    return _problem("key-repeated", place, key=key, first=keys[key][0] + 1)


def _scalar(text: str, place: Place) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_START:
        if _INTEGER.match(text):
            if len(text) > 18:
                raise _problem("number-out-of-range", place, value=text[:20] + "…")
            return int(text)
        if _NUMBER.match(text):
            number = float(text)
            if math.isinf(number):
                raise _problem("number-out-of-range", place, value=text[:20])
            return number
    return text


# what the parser says, in its problem or its context → code, and whether the fault stands where
# what it was reading began; the first that fits
_SAID = (
    (("mapping values are not allowed",), "yaml-colon", False),
    (
        ("did not find expected key", "did not find expected '-' indicator", "block mapping"),
        "yaml-indent",
        False,
    ),
    (("could not find expected ':'",), "yaml-colon-missing", True),
    (("escape character",), "yaml-escape", False),
    (("expected ',' or",), "yaml-bracket-open", True),
    (("quoted scalar", "unexpected end of stream"), "yaml-quote-open", True),
)


# the lines around a file's text that a chat or a page in Markdown puts there
_FENCE = re.compile(r"^(```+[\w-]*|~~~+[\w-]*)[ \t]*\r?$", re.M)


def _translate(error: yaml.MarkedYAMLError, text: str) -> SourceProblem:
    """What is wrong where the parser gave up: what mends it, where something does, else what its
    words say."""
    if fence := _FENCE.search(text):
        line = text.count("\n", 0, fence.start(1)) + 1
        return SourceProblem("yaml-character", line, 1, character=fence[1][0], mark=fence[1])
    from evalkit.reading.repairs import repair

    mark: Any = error.problem_mark or error.context_mark
    begun: Any = None if "block" in (error.context or "") else error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if mark and (found := repair(text, mark.line, begun.line if begun else None)):
        return found.problem()
    written = line_of(text, line)
    if re.match(r"\s*\t", written) or "\\t" in (error.problem or ""):
        return SourceProblem("yaml-tab", line, max(written.find("\t"), 0) + 1)
    said = f"{error.problem}\n{error.context}"
    for words, code, where_begun in _SAID:
        if any(word in said for word in words):
            at = begun or mark
            return _problem(code, (at.line, at.column) if where_begun else (line - 1, column - 1))
    if "cannot start any token" in said or "did not find expected node content" in said:
        character = written[column - 1 : column] or "?"
        return SourceProblem("yaml-character", line, column, character=character)
    return SourceProblem("yaml-syntax", line, column)


def _with_line(problem: SourceProblem, text: str) -> SourceProblem:
    """A problem of a value that YAML read, with the line to write where its text was meant."""
    from evalkit.reading.mistyped import meant

    if problem.code in ("yaml-anchor", "yaml-tag", "key-not-text"):
        written = line_of(text, problem.line)
        right = meant(written) if "!!" not in written else None
        if right is not None:
            problem.values["line"] = right.line
    return problem


def get(data: Any, path: Sequence[str | int]) -> Any:
    """Value at ``path`` in plain data; None where the path leaves the data."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return None
    return data
