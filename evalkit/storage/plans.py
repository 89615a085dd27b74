"""Plans from the disk: found without leaving the workspace, read under limits of size, time and
memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from evalkit.evidence import documents, pdf
from evalkit.evidence.text import Plans
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found
from evalkit.model.refusal import listed, reason
from evalkit.storage.child import answer, limited
from evalkit.storage.disk import FileProblem, folder_above, read_bytes

PLANS = (".txt", ".md", ".pdf", ".docx", ".html", ".htm")  # endings of plans in a folder
PDF_SECONDS = 180
PDF_MEMORY = 4_000_000_000
_NEEDS = {".pdf": ("pypdf", "pypdfium2"), ".docx": ("docx",), ".html": ("lxml",), ".htm": ("lxml",)}
# A reader of its own process: a hostile PDF can hang a reader, or crash it.
_READER = """\
import json, sys
from dataclasses import asdict
from evalkit.evidence.pdf import pages_of
json.dump(asdict(pages_of(sys.stdin.buffer.read())), sys.stdout)
"""


def plans_in(given: Iterable[Path]) -> list[Path]:
    """The files given, and those of the folders given that a plan may stand in, by name.

    Raises:
        FileProblem: a folder holds none.
    """
    out: list[Path] = []
    for path in given:
        if not path.is_dir():
            out.append(path)
            continue
        inside = sorted(own for own in path.rglob("*") if own.suffix.lower() in PLANS)
        held = [own for own in inside if own.is_file() and not own.name.startswith((".", "~$"))]
        if not held:
            raise FileProblem(reason("file.no-plans", path, known=listed(PLANS)))
        out += held
    return list(dict.fromkeys(out))


def read_document(path: Path) -> documents.Outcome:
    """A plan from a file, or the finding that says why it cannot be read.

    Raises:
        FileProblem: the file cannot be opened, or the library that reads its format is not
            installed.
    """
    for name in (*_NEEDS.get(path.suffix.lower(), ()), "rapidfuzz"):
        if find_spec(name) is None:
            raise FileProblem(reason("file.library", path, name=name))
    content = read_bytes(path, documents.MAX_BYTES)
    return documents.read_plan(content, path.as_posix(), read_pdf)


def read_pdf(content: bytes) -> pdf.PageTexts:
    """Pages of a PDF, read in a process of its own with a limit of time and, where the system has
    it, of memory."""
    try:
        read = answer(limited(_READER, PDF_MEMORY), content, PDF_SECONDS)
    except TimeoutError:
        return pdf.PageTexts(problem="slow")
    except ChildProcessError:
        return pdf.PageTexts(problem="broken")
    lists = {name: tuple(read[name]) for name in ("pages", "doubtful", "blank")}
    return pdf.PageTexts(problem=read["problem"], **lists)


def read_plans(cases: Sequence[CaseFile], folder: Path | None = None) -> Plans:
    """The documents of cases, each file read once.

    A file is looked for in ``folder`` by its name, then as written: beside the case, in the current
    folder, in the folder above that of the case.
    """
    findings: list[Finding] = []
    unnamed: set[tuple[str, str]] = set()
    where: dict[tuple[str, str], Path] = {}
    for case in cases:
        for n, document in enumerate(case.case.documents):
            key = (case.case.case, document.id)
            if document.file is None:
                unnamed.add(key)
                continue
            path = _find(document.file, case, folder)
            if isinstance(path, Path):
                where[key] = path
            else:
                said = {"case": key[0], "document": document.id, "file": document.file}
                findings.append(found(path, case.span(f"documents/{n}"), **said))
    paths = sorted(set(where.values()))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        read = dict(zip(paths, pool.map(read_document, paths), strict=True))
    texts = {key: text for key, path in where.items() if (text := read[path][0]) is not None}
    findings += [finding for _, wrong in read.values() for finding in wrong]
    return Plans(texts, tuple(findings), frozenset(unnamed))


def _find(file: str, case: CaseFile, folder: Path | None) -> Path | str:
    """A document's path, or the code of the finding that says why there is none."""
    named = Path(file.replace("\\", "/"))
    if named.is_absolute():
        return "document-outside"
    roots = [*dict.fromkeys(Path(name).parent for name, _ in case.files), Path()]

    def inside(path: Path) -> bool:
        return any(path.resolve().is_relative_to(root.resolve()) for root in roots)

    beside = [root / named for root in roots]
    for path in [*([folder / named.name] if folder is not None else []), *beside]:
        if path.is_file():
            mine = folder is not None and path.parent == folder
            return path if mine or inside(path) else "document-outside"
    above = folder_above(Path(case.file).parent)
    if ".." not in named.parts and (path := above / named).is_file():
        return path if path.resolve().is_relative_to(above.resolve()) else "document-outside"
    return "document-missing" if any(map(inside, beside)) else "document-outside"
