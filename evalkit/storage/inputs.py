"""What a run reads, in; an output that would take the place of one of these files, refused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from evalkit.model.refusal import reason
from evalkit.storage.disk import RATERS, FileProblem, expand, folder_above
from evalkit.storage.rubrics import yaml_in
from evalkit.storage.tables import tables_beside


def inputs_of(paths: Sequence[Path], rubric: str | None = None) -> list[Path]:
    """The files that a run over cases may read: those given, what lies beside them, and rubrics.

    Raises:
        FileProblem: a path that does not exist.
    """
    held = [*paths, *expand(paths), *tables_beside(paths)]
    folders = {path if path.is_dir() else path.parent for path in paths if str(path) != "-"}
    for folder in folders:
        held += [*yaml_in(folder), *yaml_in(folder_above(folder) / "rubrics"), folder / RATERS]
    return [*held, *yaml_in(Path("rubrics")), *([Path(rubric)] if rubric else [])]


def refuse_input(path: Path, inputs: Iterable[Path]) -> None:
    """Refuse to write what the same run reads, also by another name of it or a link to it.

    Raises:
        FileProblem: it is one of the inputs.
    """
    if not path.is_file():
        return
    own = path.stat()
    for read in inputs:
        if read.is_file() and os.path.samestat(own, read.stat()):
            raise FileProblem(reason("file.input", path, read=read.as_posix()))
