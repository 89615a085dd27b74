"""Plans from the disk: found without leaving the workspace, read under limits of size, time and
memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from queue import LifoQueue
from typing import NamedTuple

from evalkit.evidence import documents
from evalkit.evidence.formats import READ
from evalkit.evidence.text import Plans
from evalkit.evidence.transfer import outcome
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found
from evalkit.model.refusal import listed, reason
from evalkit.model.tasks import Mapped
from evalkit.storage import scans
from evalkit.storage.child import Child
from evalkit.storage.disk import FileProblem, folder_above, memory, processes, read_bytes

READER = "evalkit.evidence.transfer:read_data"
SECONDS = 35  # of work, for one document
MEMORY = 2_000_000_000  # bytes, for a process that reads; all of them have half of the machine's
PLANS = tuple(ending for endings in READ.values() for ending in endings)  # of plans in a folder
_ALWAYS = ("rapidfuzz", "chardet", "tantivy", "webencodings")
_NEEDS = {
    ".pdf": ("pypdf", "pypdfium2"),
    **dict.fromkeys((*READ["docx"], *READ["odt"]), ("lxml",)),
    **dict.fromkeys((*READ["html"], *READ["mht"]), ("selectolax",)),
    **dict.fromkeys((".epub", ".xhtml", ".xht"), ("lxml", "selectolax")),
}
BUNDLE = 8  # documents that one task reads at most, and
BUNDLE_BYTES = 4_000_000  # their size, but for the last


class Bundle(NamedTuple):
    """Documents that one task reads: (name, bytes) of each, so that who reads them needs no disk in
    common with us."""

    documents: tuple[tuple[str, bytes], ...]


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
    return read_documents([path])[0]


def read_documents(paths: Sequence[Path], mapped: Mapped | None = None) -> list[documents.Outcome]:
    """Plans from files, in their order; each, or the finding that says why it cannot be read.

    What is no ordinary text is read in processes apart, with a limit of time and, where the system
    has it, of memory: no more of them than the machine has room for. ``mapped``: how the reading is
    done, where not here; text in pictures is recognised here all the same.

    Raises:
        FileProblem: a file cannot be opened, or the library that reads its format is not
            installed.
    """
    if mapped is None:
        read = _read_here(paths)
    else:
        read = [own for several in mapped(read_bundle, _bundles(paths)) for own in several]
    if not scans.is_asked():
        return read
    return [scans.recognised(path, own) for path, own in zip(paths, read, strict=True)]


def _read_here(paths: Sequence[Path]) -> list[documents.Outcome]:
    at_once = processes(min(_worth(paths), max(1, memory() // 2 // MEMORY)))
    children = [Child(READER, SECONDS, MEMORY) for _ in range(at_once)]
    idle: LifoQueue[Child] = LifoQueue()
    for child in children:
        idle.put(child)
    pool = ThreadPoolExecutor(at_once)
    try:
        return list(pool.map(lambda path: _read(*_held(path), idle), paths))
    finally:  # also where it was stopped: nobody waits for what is under way
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.close()


def _held(path: Path) -> tuple[str, bytes]:
    """A document's name and its bytes."""
    return path.as_posix(), read_bytes(path, documents.MAX_BYTES)


def _bundles(paths: Iterable[Path]) -> Iterator[Bundle]:
    """Files as tasks, read when their turn comes."""
    held: list[tuple[str, bytes]] = []
    for path in paths:
        held.append(_held(path))
        if len(held) == BUNDLE or sum(len(content) for _, content in held) >= BUNDLE_BYTES:
            yield Bundle(tuple(held))
            held = []
    if held:
        yield Bundle(tuple(held))


def read_bundle(bundle: Bundle) -> list[documents.Outcome]:
    """The documents of one task; limits as in :func:`read_documents`.

    Raises:
        FileProblem: the library that reads a format is not installed.
    """
    idle: LifoQueue[Child] = LifoQueue()
    idle.put(child := Child(READER, SECONDS, MEMORY))
    try:
        return [_read(name, content, idle) for name, content in bundle.documents]
    finally:
        child.close()


def _worth(paths: Sequence[Path]) -> int:
    """How many processes pay: one, and one more for each PDF after the first and each megabyte."""
    others = [path for path in paths if path.suffix.lower() != ".pdf"]
    size = sum(path.stat().st_size for path in others if path.is_file())
    return max(1, len(paths) - len(others) + size // 1_000_000)


def _read(name: str, content: bytes, idle: LifoQueue[Child]) -> documents.Outcome:
    for library in (*_NEEDS.get(Path(name).suffix.lower(), ()), *_ALWAYS):
        if find_spec(library) is None:
            raise FileProblem(reason("file.library", name, name=library))
    if documents.ordinary(content, name):
        return documents.read_plan(content, name)
    child = idle.get()
    try:
        return outcome(child.ask(content, name), name)
    except TimeoutError:
        return documents.refused(name, "document-too-large", limit="@slow")
    except MemoryError:
        return documents.refused(name, "document-too-large", limit="@memory")
    except ChildProcessError:
        return documents.broken(content, name)
    finally:
        idle.put(child)


def read_plans(
    cases: Sequence[CaseFile], folder: Path | None = None, mapped: Mapped | None = None
) -> Plans:
    """The documents of cases, each file read once; ``mapped`` as :func:`read_documents` takes
    it.

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
    read = dict(zip(paths, read_documents(paths, mapped), strict=True))
    texts = {key: text for key, path in where.items() if (text := read[path][0]) is not None}
    findings += [finding for _, wrong in read.values() for finding in wrong]
    return Plans(texts, tuple(findings), frozenset(unnamed))


def documents_of(cases: Iterable[CaseFile]) -> list[Path]:
    """The files of the documents that cases name, those that are here."""
    found = (_find(d.file, case, None) for case in cases for d in case.case.documents if d.file)
    return [path for path in found if isinstance(path, Path)]


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
