"""Rubrics by file, by id, or by id and version: in ``rubrics/`` here, then among those that come
with evalkit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model.finding import Finding, found, from_problem, suggestion
from evalkit.model.place import SourceProblem, Span
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
    from evalkit.scoring.weights import Panel


def open_document(path: Path) -> tuple[Document | None, str, str, tuple[Finding, ...]]:
    """(document, text, hash, findings) of a YAML file; ``-`` is standard input.

    Raises:
        FileProblem: the file cannot be opened.
    """
    content = read_standard_input() if str(path) == "-" else read_bytes(path)
    name = "<stdin>" if str(path) == "-" else path.as_posix()
    text = ""
    try:
        text = decode(content)
        return parse(text, name), text, sha256(content), ()
    except SourceProblem as problem:
        return None, text or _lenient(content), sha256(content), (from_problem(problem, name),)


def _lenient(content: bytes) -> str:
    return content[:100_000].decode("utf-8", "replace") if len(content) <= MAX_BYTES else ""


def shipped_rubrics() -> Path:
    """Folder of the rubrics that come with evalkit."""
    return packaged("rubrics")


def rubric_files(beside: Iterable[Path] = ()) -> dict[tuple[str, str], Path]:
    """(id, version) → file, of the rubrics among files at hand, in ``rubrics/`` here, then of the
    shipped ones."""
    known: dict[tuple[str, str], Path] = {}
    for path in (*beside, *yaml_in(Path("rubrics")), *yaml_in(shipped_rubrics())):
        if pin := _peek(path):
            known.setdefault(pin, path)
    return known


def yaml_in(folder: Path) -> list[Path]:
    """YAML files of a folder, in order of name; none where there is no such folder."""
    return sorted(p for p in folder.iterdir() if p.suffix in YAML) if folder.is_dir() else []


def _peek(path: Path) -> tuple[str, str] | None:
    """(id, version) from a rubric's first lines, without parsing the file."""
    try:
        head = read_bytes(path)[:4000].decode("utf-8", "replace")
    except FileProblem:
        return None
    name = re.search(r"^rubric:\s*[\"']?([\w-]+)", head, re.M)
    version = re.search(r"^version:\s*[\"']?([\w.]+)", head, re.M)
    return (name[1], version[1]) if name and version else None


def open_rubric(
    named: str, beside: Iterable[Path] = ()
) -> tuple[RubricFile | None, tuple[Finding, ...], dict[str, str]]:
    """A rubric by file, by id (its latest version), or by id@version; findings; texts for excerpts.

    Args:
        beside: files at hand, such as those the command was given: a rubric among them is found by
            its id.
    """
    path, beside = Path(named), tuple(beside)
    if path.suffix in YAML or path.is_file():
        return _read_rubric(path, beside)
    name, _, version = named.partition("@")
    known = rubric_files(beside)
    versions = [v for (n, v) in known if n == name]
    if not versions:
        near = suggestion(name, {n for n, _ in known})
        places = f"rubrics/, {', '.join(sorted({f'{n}@{v}' for n, v in known})) or '—'}"
        return (
            None,
            (found("rubric-unknown", Span(named), rubric=named, places=places, **near),),
            {},
        )
    if version and version not in versions:
        present = ", ".join(versions)
        return (
            None,
            (
                found(
                    "rubric-version-unknown",
                    Span(named),
                    rubric=name,
                    present=present,
                    wanted=version,
                ),
            ),
            {},
        )
    return _read_rubric(known[name, version or max(versions, key=version_key)], beside)


def _read_rubric(
    path: Path, beside: tuple[Path, ...]
) -> tuple[RubricFile | None, tuple[Finding, ...], dict[str, str]]:
    document, text, digest, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        return None, wrong, texts
    if is_weights(document):
        return _read_weighed(
            document,
            digest,
            texts,
            (*beside, *yaml_in(path.parent), *yaml_in(path.parent / "rubrics")),
        )
    standard, wrong = read_rubric(document, digest)
    return standard, wrong, texts


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
    return (
        tuple(panel_of(standard.rubric, judged) for judged in weights.weights.judged),
        wrong,
        texts,
    )


def _read_weighed(
    document: Document, digest: str, texts: dict[str, str], beside: tuple[Path, ...]
) -> tuple[RubricFile | None, tuple[Finding, ...], dict[str, str]]:
    """The rubric that a file of weights names, also one that lies beside it, under those
    weights."""
    weights, wrong = read_weights(document, digest)
    if weights is None:
        return None, wrong, texts
    standard, wrong, more = open_rubric(weights.weights.weights, beside)
    texts |= more
    if standard is None:
        place = document.span(("weights",))
        return (
            None,
            tuple(f if f.span.line else Finding(f.code, place, f.values) for f in wrong),
            texts,
        )
    from evalkit.scoring.weights import overlaid

    weighed, wrong = overlaid(standard, weights, document)
    return weighed, wrong, texts
