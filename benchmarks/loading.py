"""Cases of real size loaded from a folder and kept, against the same files by PyYAML's C loader
into the same typed cases; and against libyaml's events alone, which nobody can do without.

The bound knows no places, checks nothing against the rubric and tells nothing: what is above 1 is
the price of findings with line and caret.
"""

from __future__ import annotations

import csv
import gc
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from evalkit.model.case import Case
from evalkit.storage import load

from benchmarks.growth import write_rated
from benchmarks.timing import Ratio, compare

CASES = 100
RUBRIC = Path(__file__).parent.parent / "rubrics/regional-innovation.yaml"


class Plain(yaml.CSafeLoader):
    """PyYAML's C loader, but dates stay text, as they do here."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if not tag.endswith(":timestamp")]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def run(cases: int = CASES) -> list[Ratio]:
    """Both bounds, cases of some 70 kB."""
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "cases"
        write_rated(folder, cases)
        files = sorted(folder.glob("case-*.yaml"))
        ours = {file.case.case: file.case.ratings for file in load([folder]).files}
        assert ours == {case.case: case.ratings for case in by_libraries(files)}, "the same cases"
        name = f"{cases} cases loaded, checked and kept"
        return [
            compare(
                f"{name}, against PyYAML's C loader and pydantic",
                lambda: load([folder]),
                lambda: by_libraries(files),
                1.5,
                3,
            ),
            compare(
                f"{name}, against libyaml's events alone",
                lambda: load([folder]),
                lambda: events(files),
                5.0,
                3,
            ),
        ]


def by_libraries(files: Sequence[Path]) -> list[Case]:
    """The same cases, without places and findings; the rubric is read, and nothing is held against
    it. No garbage is collected meanwhile."""
    gc.disable()
    try:
        yaml.load(RUBRIC.read_bytes(), Plain)
        with (files[0].parent / "measures.csv").open(encoding="utf-8", newline="") as table:
            list(csv.reader(table))
        return [Case.model_validate(yaml.load(path.read_bytes(), Plain)) for path in files]
    finally:
        gc.enable()


def events(files: Sequence[Path]) -> None:
    """All that the files hold, passed by and dropped."""
    for path in (RUBRIC, *files):
        for _ in yaml.parse(path.read_bytes(), Loader=yaml.CSafeLoader):
            pass
