"""Rubrics by file, by id, or by id and version: in ``rubrics/`` here, then among those that come
with evalkit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model.finding import Finding, found, from_problem, listed, suggestion
from evalkit.model.place import SourceProblem, Span
from evalkit.model.refusal import Reason, reason
from evalkit.model.rubric import RubricFile, version_key
from evalkit.reading.rubric import read_rubric, read_weights
from evalkit.reading.yaml import MAX_BYTES, Document, decode, parse
from evalkit.storage.disk import (
    YAML,
    FileProblem,
    packaged,
    read_bytes,
    read_standard_input,
    sha256,
)

if TYPE_CHECKING:
    from evalkit.model.learnt import LearntFile
    from evalkit.scoring.weights import Panel

# a rubric, or None; findings; texts of files, for their excerpts
Read = tuple[RubricFile | None, tuple[Finding, ...], dict[str, str]]


def open_document(path: Path) -> tuple[Document | None, str, str, tuple[Finding, ...]]:
    """(document, text, hash, findings) of a YAML file; ``-`` is standard input.

    Raises:
        FileProblem: the file cannot be opened.
    """
    piped = str(path) == "-"
    content = read_standard_input() if piped else read_bytes(path)
    if (told := _no_text(content, path)) is not None:
        raise FileProblem(told)
    name, text, digest = "<stdin>" if piped else path.as_posix(), "", sha256(content)
    try:
        text = decode(content)
        return parse(text, name), text, digest, ()
    except SourceProblem as problem:
        if text and _is_prose(path) and not _STARTS.search(text):
            told = reason("file.document", path, kind=reason("file.kind-text"), name=path)
            raise FileProblem(told) from None
        if not text and len(content) <= MAX_BYTES:
            text = content[:100_000].decode("utf-8", "replace")
        return None, text, digest, (from_problem(problem, name),)


def _is_prose(path: Path) -> bool:
    """Whether a file's ending is one of texts that people read."""
    from evalkit.evidence.formats import READ

    return path.suffix.lower() in (*READ["text"], *READ["html"], ".rst")


_STARTS = re.compile(r"^\W*(case|rubric|ratings|pillars)\b", re.M)
_BEGINNINGS = {
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "office",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"<!doctype html": "page",
    b"<html": "page",
    b"PK\x03\x04": "package",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"PAR1": "parquet",
}
_INSIDE = {b"word/": "word", b"xl/": "workbook", b"ppt/": "slides", b"opendocument.s": "workbook"}


def _no_text(content: bytes, path: Path) -> Reason | None:
    """What a file is that is no text, by its first bytes, and where to go with it; None for all
    else."""
    head = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:20].lower()
    kind = next((kind for mark, kind in _BEGINNINGS.items() if head.startswith(mark.lower())), "")
    if kind == "package":
        kind = next((k for mark, k in _INSIDE.items() if mark in content), "archive")
    if kind == "office":
        kind = "workbook" if path.suffix.lower() == ".xls" else "word"
    if kind in ("", "workbook", "archive", "parquet"):
        return reason(f"file.{kind}", path, name=path) if kind else None
    return reason("file.document", path, kind=reason(f"file.kind-{kind}"), name=path)


def shipped_rubrics() -> Path:
    """Folder of the rubrics that come with evalkit."""
    return packaged("rubrics")


def rubric_files(beside: Iterable[Path] = ()) -> dict[tuple[str, str], Path]:
    """(id, version) → file, of the rubrics among files at hand, in ``rubrics/`` here, then of the
    shipped ones."""
    known: dict[tuple[str, str], Path] = {}
    here, shipped = Path("rubrics"), shipped_rubrics()
    more = () if here.is_dir() and here.samefile(shipped) else yaml_in(shipped)
    for path in (*beside, *yaml_in(here), *more):
        if pin := peek(path):
            known.setdefault(pin, path)
    return known


def yaml_in(folder: Path) -> list[Path]:
    """YAML files of a folder, in order of name; none where there is no such folder."""
    held = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in held if path.suffix.lower() in YAML)


def peek(path: Path) -> tuple[str, str] | None:
    """(id, version) of a rubric; None of any other file: of most, cases, their first lines say
    so."""
    with suppress(FileProblem):
        if _OF_CASE.match(read_bytes(path, 1000)):
            return None
    own = heads(path)
    if "case" in own or "weights" in own or not {"rubric", "version"} <= own.keys():
        return None
    return own["rubric"], own["version"]


HEADS = ("case", "rubric", "version", "weights", "learnt")
_OF_CASE = re.compile(rb"(?:.*\n){,10}?case:[ \t]*[\"']?[\w.@-]")
_HEAD = re.compile(r"\n\w+:[ \t]*[\"']?([\w.@-]+)")


def heads(path: Path) -> dict[str, str]:
    """What a YAML file says under the keys that tell what it is; nothing where it cannot be read.
    Parsed only where the keys do not start their lines, as in braces or quotation marks."""
    try:
        text = "\n" + decode(read_bytes(path))
    except (FileProblem, SourceProblem):
        return {}
    own = {key: said for key in HEADS if (said := _said_at(text, key))}
    if own.keys() & {"weights", "learnt"} or (
        "rubric" in own and ("case" in own or "version" in own)
    ):
        return own
    if "rubric" not in text:
        return {}
    document = open_document(path)[0]
    data = document.data if document is not None else None
    known = data if isinstance(data, dict) else {}
    return {key: str(known[key]) for key in HEADS if known.get(key) is not None}


def _said_at(text: str, key: str) -> str:
    """What stands behind a key that begins a line and has its value there, the first of them."""
    mark = f"\n{key}:"
    at = text.find(mark)
    while at >= 0:
        if said := _HEAD.match(text, at):
            return said[1]
        at = text.find(mark, at + 1)
    return ""


def open_rubric(named: str, beside: Iterable[Path] = ()) -> Read:
    """A rubric by file, by id (its latest version), or by id@version; findings; texts for excerpts.

    Args:
        beside: files at hand, such as those the command was given: a rubric among them is found by
            its id.
    """
    path, beside = Path(named), tuple(beside)
    if path.suffix.lower() in YAML or path.is_file():
        return _read_rubric(path, beside)
    name, _, version = named.partition("@")
    known = rubric_files(beside)
    versions = [v for (n, v) in known if n == name]
    span = Span(named)
    if not versions:
        near = suggestion(name, {n for n, _ in known})
        here = listed(sorted({f"{n}@{v}" for n, v in known}))
        said = {"places": f"rubrics/, {here or '—'}", "known": here or None}
        return None, (found("rubric-unknown", span, rubric=named, **said, **near),), {}
    if odd := [own for own in versions if not re.fullmatch(r"\d+\.\d+\.\d+", own, re.ASCII)]:
        return _read_rubric(known[name, odd[0]], beside)  # which says so
    if version and version not in versions:
        said = {"rubric": name, "present": listed(versions), "wanted": version}
        return None, (found("rubric-version-unknown", span, **said),), {}
    return _read_rubric(known[name, version or max(versions, key=version_key)], beside)


def _read_rubric(path: Path, beside: tuple[Path, ...]) -> Read:
    document, text, digest, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        return None, wrong, texts
    if is_weights(document):
        beside = (*beside, *yaml_in(path.parent), *yaml_in(path.parent / "rubrics"))
        return _read_weighed(document, digest, texts, beside)
    return *read_rubric(document, digest), texts


def rubric_text(file: RubricFile) -> str:
    """The text of a rubric as it stands in its file."""
    return decode(read_bytes(Path(file.file)))


def is_weights(document: Document) -> bool:
    """Whether a document holds other weights for a rubric."""
    data = document.data
    return (
        isinstance(data, dict)
        and "weights" in data
        and not {"pillars", "case", "ratings"} & set(data)
    )


def open_panels(
    path: Path, standard: RubricFile
) -> tuple[tuple[Panel, ...] | None, tuple[Finding, ...], dict[str, str]]:
    """What the judges of a file of weights say; None where it cannot be read or does not fit;
    findings; texts.

    Raises:
        FileProblem: the file cannot be opened.
    """
    document, text, digest, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        return None, wrong, texts
    weights, wrong = read_weights(document, digest)
    if weights is None:
        return None, wrong, texts
    from evalkit.scoring.weights import overlaid, panel_of

    weighed, wrong = overlaid(standard, weights, document)
    if weighed is None:
        return None, wrong, texts
    panels = (panel_of(standard.rubric, judged) for judged in weights.weights.judged)
    return tuple(panels), wrong, texts


TERMS = ".terms.yaml"  # what a rubric's file of learnt terms ends in


def terms_of_rubric(
    standard: RubricFile,
) -> tuple[LearntFile | None, tuple[Finding, ...], dict[str, str]]:
    """The terms learnt for a rubric, in ``rubrics/`` here, else beside its file; None where there
    are none, or they cannot be read or are another's; findings; texts."""
    beside = Path(standard.file)
    for path in (terms_file_of(standard), beside.with_name(f"{beside.stem}{TERMS}")):
        if path.is_file():
            return open_terms(path, standard)
    return None, (), {}


def terms_file_of(standard: RubricFile) -> Path:
    """Where terms that are learnt for a rubric belong: beside it, for a shipped one in ``rubrics/``
    here."""
    path = Path(standard.file)
    shipped = path.resolve().parent == shipped_rubrics().resolve()
    folder = Path("rubrics") if shipped else path.parent
    return folder / f"{path.stem}{TERMS}"


def open_terms(
    path: Path, standard: RubricFile | None = None
) -> tuple[LearntFile | None, tuple[Finding, ...], dict[str, str]]:
    """Learnt terms, of a rubric, else of the one that they stand beside, else of the one that they
    name; None where they cannot be read or are another's; findings; texts.

    Raises:
        FileProblem: the file cannot be opened.
    """
    from evalkit.reading.learnt import against_rubric, read_learnt

    document, text, _, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        empty = [f.code for f in wrong] == ["file-empty"]
        anew = (found("file-empty", wrong[0].span, terms=path.as_posix()),) if empty else wrong
        return None, anew, texts
    file, wrong = read_learnt(document)
    if file is None:
        return None, wrong, texts
    if standard is None:
        beside = path.with_name(f"{path.name.removesuffix(TERMS)}.yaml")
        named = beside.as_posix() if peek(beside) else file.learnt.learnt
        standard, of_rubric, _ = open_rubric(named, yaml_in(path.parent))
        if standard is None:
            place = document.span(("learnt",))
            return None, tuple(replace(f, span=place) for f in of_rubric), texts
    held, of_terms = against_rubric(file, standard.rubric, document)
    return held, (*wrong, *of_terms), texts


def _read_weighed(
    document: Document, digest: str, texts: dict[str, str], beside: tuple[Path, ...]
) -> Read:
    """The rubric that a file of weights names, also one that lies beside it, under those
    weights."""
    weights, wrong = read_weights(document, digest)
    if weights is None:
        return None, wrong, texts
    standard, wrong, more = open_rubric(weights.weights.weights, beside)
    texts |= more
    if standard is None:
        place = document.span(("weights",))
        moved = (f if f.span.line else replace(f, span=place) for f in wrong)
        return None, tuple(moved), texts
    from evalkit.scoring.weights import overlaid

    return *overlaid(standard, weights, document), texts
