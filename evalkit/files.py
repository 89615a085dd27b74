"""The only module that opens files: reads with limits, finds rubrics, writes beside and renames."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.filed import CaseFile, RubricFile
from evalkit.findings import Finding, found, from_problem, suggestion
from evalkit.measures import MeasureTable, read_measures
from evalkit.read import read_case, read_rubric
from evalkit.source import MAX_BYTES, Document, SourceProblem, Span, decode, parse

if TYPE_CHECKING:
    import pandas as pd

YAML = (".yaml", ".yml")
TABLE = "measures.csv"
LARGEST_EVALUATION = 500_000_000


class FileProblem(Exception):
    """A file cannot be read or written; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the paths held: one rubric, the cases pinned to it, the table beside them, and what was wrong.

    ``texts``: file → text, for the excerpts of findings; ``problems``: files that could not be opened.
    """

    standard: RubricFile | None
    files: tuple[CaseFile, ...]
    table: MeasureTable | None
    findings: tuple[Finding, ...]
    texts: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


# --- reading ---------------------------------------------------------------------------------


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Content of a file, at most one byte more than ``limit``.

    Raises:
        FileProblem: missing, a folder, not allowed.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise FileProblem(f"{path}: {_why(error)}") from None


def read_standard_input() -> bytes:
    """Everything on standard input, at most one byte more than a YAML file may have."""
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _why(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "this is a folder, not a file",
        PermissionError: "no permission",
    }
    return reasons.get(type(error), error.strerror or str(error))


def sha256(content: bytes) -> str:
    """Hash of a file's bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


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


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as given; of a folder, its YAML files and tables of measures, in order of name.

    Raises:
        FileProblem: a path that does not exist.
    """
    for path in paths:
        if str(path) == "-" or path.is_file():
            yield path
        elif path.is_dir():
            held = [p for p in path.rglob("*") if p.is_file() and (p.suffix in YAML or p.name == TABLE)]
            yield from sorted(p for p in held if not _hidden(p.relative_to(path)))
        else:
            raise FileProblem(f"{path}: there is no such file or folder")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def kind_of(document: Document) -> str:
    """rubric | case | other, by the keys at the top."""
    if not isinstance(document.data, dict):
        return "other"
    if "case" in document.data or "ratings" in document.data:
        return "case"
    return "rubric" if "rubric" in document.data or "pillars" in document.data else "other"


def is_rubric(path: Path) -> bool:
    """Whether a file's first lines look like a rubric's."""
    try:
        head = read_bytes(path)[:20_000].decode("utf-8", "replace") if str(path) != "-" else ""
    except FileProblem:
        return False
    has_pillars = re.search(r"^(pillars|scale|grades):", head, re.M)
    return not re.search(r"^(case|ratings):", head, re.M) and bool(re.search(r"^rubric:", head, re.M) or has_pillars)


def load(
    paths: Sequence[Path],
    rubric: str | None = None,
    watch: Callable[[list[Path]], Iterable[Path]] = iter,
) -> Loaded:
    """Read cases, the rubric they pin (or ``rubric``), and the tables of measures beside them.

    Args:
        watch: passes the files on one by one, so that a caller can show progress.

    Raises:
        FileProblem: a path given by name does not exist, or the rubric named cannot be opened.
    """
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    problems: list[str] = []
    cases: list[CaseFile] = []
    tables: list[MeasureTable] = []
    given = [path for path in paths if path.name == TABLE]
    for path in watch([p for p in expand(paths) if p.name != TABLE]):
        try:
            document, text, digest, wrong = open_document(path)
        except FileProblem as problem:
            problems.append(str(problem))
            continue
        texts[path.as_posix() if str(path) != "-" else "<stdin>"] = text
        findings += wrong
        if document is None:
            continue
        kind = kind_of(document)
        if kind == "other":
            findings.append(found("file-kind-unknown", document.span()))
        elif kind == "case":
            case, wrong = read_case(document, digest)
            findings += wrong
            if case is not None:
                cases.append(case)
    for path in sorted({*given, *_tables_beside(paths)}):
        table, text, wrong = _open_table(path)
        texts[path.as_posix()] = text
        findings += wrong
        if table is not None:
            tables.append(table)
    cases, repeated = _unique(cases)
    standard, cases, unpinned, more = _standard_for(cases, rubric)
    findings += [*repeated, *unpinned]
    texts.update(more)
    return Loaded(standard, tuple(cases), _merged(tables), tuple(findings), texts, tuple(problems))


def _tables_beside(paths: Sequence[Path]) -> set[Path]:
    beside = set()
    for path in paths:
        if path.is_dir():
            beside |= {p for p in path.rglob(TABLE) if not _hidden(p.relative_to(path))}
        elif str(path) != "-" and (path.parent / TABLE).is_file():
            beside.add(path.parent / TABLE)
    return beside


def _open_table(path: Path) -> tuple[MeasureTable | None, str, tuple[Finding, ...]]:
    try:
        text = decode(read_bytes(path))
    except SourceProblem as problem:
        return None, "", (from_problem(problem, path.as_posix()),)
    table, wrong = read_measures(text, path.as_posix())
    return table, text, wrong


def _merged(tables: Sequence[MeasureTable]) -> MeasureTable | None:
    if not tables:
        return None
    entries = {key: items for table in tables for key, items in table.entries.items()}
    return MeasureTable(tables[0].file, entries)


def _unique(cases: Sequence[CaseFile]) -> tuple[list[CaseFile], list[Finding]]:
    first: dict[str, str] = {}
    kept, findings = [], []
    for case in cases:
        name = case.case.case
        if name in first:
            findings.append(found("case-repeated", case.span("case"), case=name, id=name, first=first[name]))
        else:
            first[name] = case.file
            kept.append(case)
    return kept, findings


# --- rubrics ---------------------------------------------------------------------------------


def shipped_rubrics() -> Path:
    """Folder of the rubrics that come with evalkit."""
    inside = Path(str(package_files("evalkit"))) / "_rubrics"
    return inside if inside.is_dir() else Path(str(package_files("evalkit"))).parent / "rubrics"


def rubric_files() -> dict[tuple[str, str], Path]:
    """(id, version) → file, of the rubrics in ``rubrics/`` here, then of the shipped ones."""
    known: dict[tuple[str, str], Path] = {}
    for folder in (Path("rubrics"), shipped_rubrics()):
        if folder.is_dir():
            for path in sorted(p for p in folder.iterdir() if p.suffix in YAML):
                if pin := _peek(path):
                    known.setdefault(pin, path)
    return known


def _peek(path: Path) -> tuple[str, str] | None:
    """(id, version) from a rubric's first lines, without parsing the file."""
    try:
        head = read_bytes(path)[:4000].decode("utf-8", "replace")
    except FileProblem:
        return None
    name = re.search(r"^rubric:\s*[\"']?([\w-]+)", head, re.M)
    version = re.search(r"^version:\s*[\"']?([\w.]+)", head, re.M)
    return (name[1], version[1]) if name and version else None


def open_rubric(named: str) -> tuple[RubricFile | None, tuple[Finding, ...], dict[str, str]]:
    """A rubric by file, by id (its latest version), or by id@version; findings; texts for excerpts."""
    path = Path(named)
    if path.suffix in YAML or path.is_file():
        return _read_rubric(path)
    name, _, version = named.partition("@")
    known = rubric_files()
    versions = [v for (n, v) in known if n == name]
    if not versions:
        near = suggestion(name, {n for n, _ in known})
        places = f"rubrics/, {', '.join(sorted({f'{n}@{v}' for n, v in known})) or '—'}"
        return None, (found("rubric-unknown", Span(named), rubric=named, places=places, **near),), {}
    if version and version not in versions:
        present = ", ".join(versions)
        return None, (found("rubric-version-unknown", Span(named), rubric=name, present=present, wanted=version),), {}
    return _read_rubric(known[name, version or max(versions, key=_as_numbers)])


def _as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _read_rubric(path: Path) -> tuple[RubricFile | None, tuple[Finding, ...], dict[str, str]]:
    document, text, digest, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        return None, wrong, texts
    standard, wrong = read_rubric(document, digest)
    return standard, wrong, texts


def _standard_for(
    cases: list[CaseFile], named: str | None
) -> tuple[RubricFile | None, list[CaseFile], list[Finding], dict[str, str]]:
    """The rubric of this run, the cases that are pinned to it, and findings on the others."""
    if named is None:
        if not cases:
            return None, [], [], {}
        pins = [case.case.rubric for case in cases]
        named = max(dict.fromkeys(pins), key=pins.count)
        standard, findings, texts = open_rubric(named)
        findings = tuple(_at_pin(finding, cases, named) for finding in findings)
    else:
        standard, findings, texts = open_rubric(named)
    if standard is None:
        return None, cases, list(findings), texts
    kept, wrong = [], list(findings)
    for case in cases:
        if case.case.rubric == standard.rubric.pin:
            kept.append(case)
        else:
            wrong.append(_differs(case, standard))
    return standard, kept, wrong, texts


def _at_pin(finding: Finding, cases: Sequence[CaseFile], pin: str) -> Finding:
    """A finding on a rubric that was looked up by a pin, moved to the first case that pins it."""
    if finding.span.line:
        return finding
    first = next(case for case in cases if case.case.rubric == pin)
    return Finding(finding.code, first.span("rubric"), finding.values, first.case.case)


def _differs(case: CaseFile, standard: RubricFile) -> Finding:
    name, _, version = case.case.rubric.partition("@")
    rubric = standard.rubric
    span = case.span("rubric")
    if name == rubric.rubric:
        return found(
            "rubric-version-unknown", span, case=case.case.case, rubric=name, present=rubric.version, wanted=version
        )
    wanted = case.case.rubric
    return found("rubric-differs", span, case=case.case.case, wanted=wanted, used=rubric.pin, file=case.file)


# --- evaluations and output ------------------------------------------------------------------


def read_evaluation(path: Path) -> str:
    """Text of a saved evaluation."""
    content = read_bytes(path, LARGEST_EVALUATION)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem(f"{path}: this is not UTF-8 text, so not an evaluation saved by evalkit") from None


def write_parquet(path: Path, frame: pd.DataFrame, *, force: bool) -> None:
    """A data frame as Parquet, written whole or not at all.

    Raises:
        FileProblem: duckdb is not installed; the file is there; the folder or the disk refuses.
    """
    try:
        import duckdb
    except ImportError:
        raise FileProblem(f"{path}: Parquet needs duckdb: pip install 'policy-evalkit[scale]'") from None
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "scores.parquet"
        connection = duckdb.connect(config={"threads": 1})
        connection.register("frame", frame)
        connection.execute("copy (select * from frame) to '" + held.as_posix() + "' (format parquet)")
        connection.close()
        write(path, held.read_bytes(), force=force)


def write(path: Path, content: str | bytes, *, force: bool = True) -> None:
    """Write a file whole or not at all: beside it first, then renamed over it.

    Raises:
        FileProblem: the file is there and ``force`` is false; the folder or the disk refuses.
    """
    if path.exists() and not force:
        raise FileProblem(f"{path}: there is a file of this name already; --force overwrites it")
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".evalkit-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise FileProblem(f"{path}: cannot be written: {_why(error)}") from None
