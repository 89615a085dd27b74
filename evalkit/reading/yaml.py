"""YAML text in; plain data and the place of every value out.

The loader builds from PyYAML's C events, so positions cost nothing, and it refuses what can
mislead a reader or attack the program: repeated keys, anchors, tags, deep nesting, guessed types.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A text, the data in it, and where each value stands."""

    file: str
    text: str
    data: Any
    marks: Mark

    def span(self, path: Sequence[str | int] = (), key: bool = False) -> Span:
        """Place of the deepest known value on ``path``; of its key where ``key`` is true."""
        mark, place = self.marks, self.marks[0]
        for step in path:
            children, keys = mark[1], mark[2]
            if children is None:
                break
            try:
                child = children[step]
            except (KeyError, IndexError, TypeError):
                # a missing key, or a name that only the validator knows: stay on the parent
                continue
            mark = child
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
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise SourceProblem("control-character", line, column, character=f"U+{ord(found[0]):04X}")
    return text


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
        raise SourceProblem(
            "yaml-syntax", 1, 1, problem="a character that YAML does not allow"
        ) from None
    return Document(file, text, data, marks)


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
    """Data and marks from a stream of parser events, without recursion."""
    root: Any = None
    root_mark: Mark = ((0, 0), None, None)
    stack: list[list[Any]] = []  # [is mapping, data, marks, key places, place, pending key]
    count = documents = 0
    next_event = loader.get_event
    while True:
        event = next_event()
        kind = type(event)
        if kind is ev.ScalarEvent:
            start = event.start_mark
            place = (start.line, start.column)
            if event.anchor is not None:
                raise SourceProblem("yaml-anchor", place[0] + 1, place[1] + 1)
            if event.tag is not None and event.tag != "!":
                raise SourceProblem("yaml-tag", place[0] + 1, place[1] + 1, tag=event.tag)
            text = event.value if len(event.value) > SHORT else sys.intern(event.value)
            value = _scalar(text, place) if event.implicit[0] else text
            if event.style == '"' and (
                hidden := _CONTROL.search(text)
            ):  # written as an escape, such as \u0007
                raise SourceProblem(
                    "control-character",
                    place[0] + 1,
                    place[1] + 1,
                    character=f"U+{ord(hidden[0]):04X}",
                )
            mark: Mark = (place, None, None)
            if stack and stack[-1][0] and stack[-1][5] is None:
                _open_key(stack[-1], text, place)
                continue
        elif kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
            start = event.start_mark
            place = (start.line, start.column)
            _refuse_container(event, place, stack)
            mapping = kind is ev.MappingStartEvent
            count += 1
            stack.append(
                [
                    mapping,
                    {} if mapping else [],
                    {} if mapping else [],
                    {} if mapping else None,
                    place,
                    None,
                ]
            )
            continue
        elif kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
            frame = stack.pop()
            value, mark = frame[1], (frame[4], frame[2], frame[3])
        elif kind is ev.StreamEndEvent:
            return root, root_mark
        elif kind is ev.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise SourceProblem("yaml-documents", event.start_mark.line + 1, 1)
            continue
        elif kind is ev.AliasEvent:
            raise SourceProblem(
                "yaml-anchor", event.start_mark.line + 1, event.start_mark.column + 1
            )
        else:
            continue
        count += 1
        if count > MAX_VALUES:
            raise SourceProblem(
                "yaml-too-many-values", mark[0][0] + 1, mark[0][1] + 1, limit=MAX_VALUES
            )
        if not stack:
            root, root_mark = value, mark
            continue
        frame = stack[-1]
        if frame[0]:
            key = frame[5]
            frame[1][key], frame[2][key], frame[5] = value, mark, None
        else:
            frame[1].append(value)
            frame[2].append(mark)


def _refuse_container(event: Any, place: Place, stack: list[list[Any]]) -> None:
    line, column = place[0] + 1, place[1] + 1
    if event.anchor is not None:
        raise SourceProblem("yaml-anchor", line, column)
    if event.tag is not None:
        raise SourceProblem("yaml-tag", line, column, tag=event.tag)
    if len(stack) >= MAX_DEPTH:
        raise SourceProblem("yaml-too-deep", line, column, limit=MAX_DEPTH)
    if stack and stack[-1][0] and stack[-1][5] is None:
        raise SourceProblem("key-not-text", line, column)


def _open_key(frame: list[Any], key: str, place: Place) -> None:
    if key == "<<":
        raise SourceProblem("yaml-anchor", place[0] + 1, place[1] + 1)
    if key in frame[1]:
        first = frame[3][key][0] + 1
        raise SourceProblem("key-repeated", place[0] + 1, place[1] + 1, key=key, first=first)
    frame[3][key] = place
    frame[5] = key


def _scalar(text: str, place: Place) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_START:
        if _INTEGER.match(text):
            if len(text) > 18:
                raise SourceProblem(
                    "number-out-of-range", place[0] + 1, place[1] + 1, value=text[:20] + "…"
                )
            return int(text)
        if _NUMBER.match(text):
            number = float(text)
            if math.isinf(number):
                raise SourceProblem(
                    "number-out-of-range", place[0] + 1, place[1] + 1, value=text[:20]
                )
            return number
    return text


def _translate(error: yaml.MarkedYAMLError, text: str) -> SourceProblem:
    """The parser's words as ours, with the cause an analyst is likeliest to have met."""
    mark: Any = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or ""
    written = line_of(text, line)
    if re.match(r"\s*\t", written) or "\\t" in problem:
        tab = written.find("\t")
        return SourceProblem("yaml-tab", line, max(tab, 0) + 1)
    if re.match(r"[^\S\t]*[^\s:：\"'#]+：", written):
        return SourceProblem("yaml-full-width-colon", line, written.index("：") + 1)
    previous = line_of(text, line - 1)
    if re.match(r"[^\S\t]*[^\s:：\"'#]+：", previous):
        return SourceProblem("yaml-full-width-colon", line - 1, previous.index("：") + 1)
    if "mapping values are not allowed" in problem:
        return SourceProblem("yaml-colon", line, column)
    if (
        "did not find expected key" in problem
        or "did not find expected '-' indicator" in problem
        or ("block mapping" in (error.context or ""))
    ):
        return SourceProblem("yaml-indent", line, column)
    if "could not find expected ':'" in problem:
        start: Any = error.context_mark or mark
        return SourceProblem("yaml-colon-missing", start.line + 1, start.column + 1)
    if "escape character" in problem:
        return SourceProblem("yaml-escape", line, column)
    if "expected ',' or" in problem:
        bracket: Any = error.context_mark or mark
        return SourceProblem("yaml-bracket-open", bracket.line + 1, bracket.column + 1)
    if "quoted scalar" in (error.context or "") or "unexpected end of stream" in problem:
        context: Any = error.context_mark or mark
        return SourceProblem("yaml-quote-open", context.line + 1, context.column + 1)
    if "cannot start any token" in problem or "did not find expected node content" in problem:
        character = written[column - 1 : column] or "?"
        return SourceProblem("yaml-character", line, column, character=character)
    return SourceProblem("yaml-syntax", line, column, problem=problem or "YAML cannot be read here")


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
