"""Bytes of a plan in; its text with stable places out, or the finding that says why it cannot be
read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module

from evalkit.evidence.formats import format_of
from evalkit.evidence.text import MAX_PASSAGES, Contents, PlanText, Unreadable, as_shown
from evalkit.model.finding import Finding, Value, found
from evalkit.model.place import Span

MAX_BYTES = 100_000_000
MAX_TEXT_BYTES = 10_000_000
MAX_CHARACTERS = 10_000_000
Outcome = tuple[PlanText | None, tuple[Finding, ...]]

ORDINARY = 1_000_000  # bytes of a text that is read without a process of its own
LONG = 10_000  # characters of a line; no plan has it
_BLANKS = (" ", "\t", "\u3000", "\xa0", "\u200b")
_RUNS = tuple((a + b) * 32 for a in _BLANKS for b in _BLANKS)  # patterns may stumble over them


def read_plan(content: bytes, name: str) -> Outcome:
    """A document's text, by what its bytes are, not by what its name says.

    A hostile document can hang or crash what reads it, or exhaust the memory: all but plain text
    that is :func:`ordinary` is read in a process of its own (:mod:`evalkit.storage.plans`).

    Args:
        content: at most one byte more than ``MAX_BYTES``.

    Raises:
        MemoryError: there is not enough memory.
    """
    kind = format_of(content, name)
    limit = MAX_TEXT_BYTES if kind in ("text", "html", "mht") else MAX_BYTES
    try:
        if len(content) > limit:
            raise Unreadable("document-too-large", limit=f"{limit // 1_000_000} MB")
        if not content.strip():
            raise Unreadable("document-empty")
        if kind == "locked":
            raise Unreadable("document-encrypted")
        if kind not in _READERS:
            raise Unreadable("document-format", given=f"@{kind}", way=f"@way-{kind}")
        read = _READERS[kind](content, name)
        _check_size(read)
    except Unreadable as problem:
        if _out_of_memory(problem):
            raise MemoryError from None
        return refused(name, problem.code, **problem.values)
    digest = hashlib.sha256(content).hexdigest()
    told = tuple(found(one.code, Span(name), **one.values) for one in read.told)
    passages = read.passages if kind == "pdf" else as_shown(read.passages)  # drawn as it is seen
    return PlanText(name, kind, digest, passages, read.n_pages, read.about), told


def refused(name: str, code: str, **values: Value) -> Outcome:
    """No text, and the finding that says why."""
    return None, (found(code, Span(name), **values),)


def broken(content: bytes, name: str) -> Outcome:
    """The finding on a document that broke what reads it."""
    return refused(name, "document-broken", kind=_KINDS.get(format_of(content, name), "TXT"))


def ordinary(content: bytes, name: str) -> bool:
    """Whether a document is plain text such as people write: its reading takes no longer than its
    size says."""
    if len(content) > ORDINARY or format_of(content, name) != "text":
        return False
    try:
        text = content.decode()
    except UnicodeDecodeError:  # what it is written in is for a reader to find out
        return False
    return max(map(len, text.split("\n"))) <= LONG and not any(run in text for run in _RUNS)


def _out_of_memory(problem: BaseException | None) -> bool:
    """Whether a reader gave up because there was no more memory, whatever it took that for."""
    while problem is not None:
        if isinstance(problem, MemoryError):
            return True
        problem = problem.__context__
    return False


def _check_size(read: Contents) -> None:
    """Refuse what is empty, or larger than any search or check of a quote has to bear."""
    if not read.passages:
        raise Unreadable("document-empty")
    if len(read.passages) > MAX_PASSAGES:
        raise Unreadable("document-too-large", limit="@passages")
    if sum(len(passage.text) for passage in read.passages) > MAX_CHARACTERS:
        raise Unreadable("document-too-large", limit="@characters")


_KINDS = {
    "pdf": "PDF",
    "docx": "Word",
    "html": "HTML",
    "epub": "EPUB",
    "mht": "MHT",
    "odt": "ODT",
    "rtf": "RTF",
}


def _reader(module: str) -> Callable[[bytes, str], Contents]:
    """What reads a format, loaded when a document of it is met: a quote in a text needs none of
    what reads PDF or Word."""
    return lambda content, name: import_module(f"evalkit.evidence.{module}").read(content, name)


_READERS = {**{kind: _reader(kind) for kind in _KINDS}, "text": _reader("plain")}
