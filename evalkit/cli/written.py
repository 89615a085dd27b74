"""Where a text of a report was written: a file with its line and column, or a passage of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.text import Plans


class Written(NamedTuple):
    """What reports are written from: an evaluation's cases and rubric, the plans' texts where they
    are at hand, other files of words."""

    evaluation: Evaluation
    plans: Plans | None
    others: Sequence[Path] = ()

    def place_of(self, text: str) -> str:
        """The first place where a text stands, as file:line:column; empty where none is found."""
        cases = [Path(file.file) for file in self.evaluation.files]
        for path in dict.fromkeys([*cases, Path(self.evaluation.standard.file), *self.others]):
            if place := _in_file(path, text):
                return place
        for held in self.plans.texts.values() if self.plans is not None else ():
            for passage in held.passages:
                if text in passage.text:
                    return f"{held.name} ¶{passage.number}"
        return ""


def _in_file(path: Path, text: str) -> str:
    from evalkit import storage

    try:
        content = storage.read_bytes(path).decode("utf-8", "replace")
    except storage.FileProblem:
        return ""
    before, found, _ = content.partition(text)
    if not found:
        return ""
    line = before.count("\n") + 1
    return f"{path.as_posix()}:{line}:{len(before) - before.rfind(chr(10))}"
