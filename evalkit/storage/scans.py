"""Pages that are pictures, read by the text recognition of the user's machine (tesseract), where
that is asked for."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, Token
from functools import cache
from pathlib import Path

from evalkit.evidence.documents import MAX_BYTES, Outcome
from evalkit.evidence.text import PlanText
from evalkit.evidence.transfer import outcome
from evalkit.storage.child import Child
from evalkit.storage.disk import processes, read_bytes

PROGRAM = "tesseract"
SECONDS, MEMORY = 60, 2_000_000_000  # for a page that is drawn or a document that is read
PAGE_SECONDS = 180  # for a page that is recognised
_SCRIPTS = {  # languages of tesseract, by what shows which script a document is in
    r"[\u3040-\u30ff]": ("jpn",),
    r"[\uac00-\ud7af]": ("kor",),
    r"[\u4e00-\u9fff]": ("chi_sim", "chi_tra", "eng"),
    r"[\u0600-\u06ff]": ("ara", "eng"),
    r"[\u0400-\u04ff]": ("rus",),
    r"[A-Za-z]": ("eng", "fra", "deu", "spa"),
}
_FIRST = ("chi_sim", "eng")  # where nothing shows it
_asked: ContextVar[bool] = ContextVar("asked", default=False)


def ask() -> Token[bool]:
    """Have pictures of pages recognised from here on; what undoes it."""
    return _asked.set(True)


def undo(token: Token[bool]) -> None:
    """Have them recognised no more."""
    _asked.reset(token)


def is_asked() -> bool:
    """Whether pictures of pages are to be recognised."""
    return _asked.get()


def found() -> bool:
    """Whether the machine has text recognition."""
    return shutil.which(PROGRAM) is not None


def recognised(path: Path, read: Outcome) -> Outcome:
    """A document with its pages that are pictures read; as it was where there are none."""
    codes = {finding.code: dict(finding.values) for finding in read[1]}
    is_picture = codes.get("document-format", {}).get("given") == "@picture"
    if not (is_picture or {"document-image-only", "document-pages-blank"} & codes.keys()):
        return read
    content, name = read_bytes(path, MAX_BYTES), path.as_posix()
    if is_picture:
        from evalkit.evidence.recognised import read_picture

        table = _table(content, _languages(""))
        return read if table is None else read_picture(content, name, table)
    child = Child("evalkit.evidence.recognised:blank_data", SECONDS, MEMORY)
    try:
        tables = _tables(content, child.ask(content, name), read[0])
    except (TimeoutError, MemoryError, ChildProcessError):
        return read
    finally:
        child.close()
    return _read(content, name, tables) or read


def _read(content: bytes, name: str, tables: Mapping[int, str]) -> Outcome | None:
    from evalkit.evidence.recognised import with_tables

    if not tables:
        return None
    child = Child("evalkit.evidence.recognised:read_data", SECONDS, MEMORY)
    try:
        return outcome(child.ask(with_tables(content, tables), name), name)
    except (TimeoutError, MemoryError, ChildProcessError):
        return None
    finally:
        child.close()


def _tables(content: bytes, pages: list[int], text: PlanText | None) -> dict[int, str]:
    """What was recognised on pages, each drawn in a process apart."""
    sample = "" if text is None else "".join(p.text for p in text.passages[:200])
    languages = _languages(sample)
    child = Child("evalkit.evidence.recognised:picture_data", SECONDS, MEMORY)
    held: dict[int, Future[str | None]] = {}
    try:
        with ThreadPoolExecutor(processes(len(pages))) as pool:
            for page in pages:
                picture = _picture(child, content, page)
                if picture is not None:
                    held[page] = pool.submit(_table, picture, languages)
    finally:
        child.close()
    return {page: table for page, made in held.items() if (table := made.result())}


def _picture(child: Child, content: bytes, page: int) -> bytes | None:
    try:
        return base64.b64decode(child.ask(content, str(page)))
    except (TimeoutError, MemoryError, ChildProcessError):
        return None


def _table(picture: bytes, languages: str) -> str | None:
    """The words of a picture with their places; None where they could not be had."""
    command = [PROGRAM, "stdin", "stdout", *(("-l", languages) if languages else ()), "tsv"]
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            timeout=PAGE_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _languages(sample: str) -> str:
    """Languages for tesseract, as far as it has them: those of the script of most of a text."""
    known = _installed()
    counted = {names: len(re.findall(script, sample)) for script, names in _SCRIPTS.items()}
    if max(counted.values(), default=0) == 0:
        wanted: tuple[str, ...] = _FIRST
    else:
        kana = counted[("jpn",)] * 4  # among hanzi they show that it is Japanese
        wanted = max(counted, key=lambda names: kana if names == ("jpn",) else counted[names])
    return "+".join(name for name in wanted if name in known) or "+".join(known[:2])


@cache
def _installed() -> tuple[str, ...]:
    """Languages that tesseract has."""
    try:
        done = subprocess.run(
            [PROGRAM, "--list-langs"], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    lines = (done.stdout or done.stderr).decode("utf-8", "replace").split("\n")[1:]
    return tuple(name for line in lines if (name := line.strip()) and name != "osd")
