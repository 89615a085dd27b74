"""A project onto the disk, where nothing that a person has is in its way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evalkit.model.refusal import listed, reason
from evalkit.storage.disk import YAML, FileProblem, packaged, read_bytes, write
from evalkit.storage.rubrics import TERMS

FOLDERS = ("cases", "rubrics")


def shipped_project() -> dict[str, bytes]:
    """The rubric with its learnt terms and the cases that come with evalkit, with their tables:
    path → content."""
    cases = sorted(path for path in packaged("cases").iterdir() if path.is_file())
    rubric = packaged("rubrics") / "regional-innovation.yaml"
    terms = rubric.with_name(f"{rubric.stem}{TERMS}")
    held = (*cases, rubric, terms)
    return {f"{path.parent.name.lstrip('_')}/{path.name}": _whole(path) for path in held}


def _whole(path: Path) -> bytes:
    return read_bytes(path, 50_000_000)


def in_the_way(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """What lies in a folder that a project would overwrite, or mix its cases and rubric with."""
    held = [name for name, content in files.items() if _differs(folder / name, content)]
    for name in FOLDERS:
        inside = sorted((folder / name).glob("*")) if (folder / name).is_dir() else []
        others = (f"{name}/{path.name}" for path in inside if path.suffix in (*YAML, ".csv"))
        held += [other for other in others if other not in files]
    return tuple(dict.fromkeys(held))


def _differs(path: Path, content: bytes) -> bool:
    if not path.exists():
        return False
    return not path.is_file() or _whole(path) != content


def write_project(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> list[Path]:
    """The files of a project, written where there is nothing in their way; paths of the new ones.

    Raises:
        FileProblem: something is in the way and ``force`` is false; the folder or the disk refuses.
    """
    if not force and (held := in_the_way(folder, files)):
        raise FileProblem(reason("file.in-the-way", folder, names=listed(held, 5)))
    made = []
    for name, content in files.items():
        path = folder / name
        if _differs(path, content) or not path.exists():
            write(path, content)
            made.append(path)
    return made
