"""The only room that touches the disk: reads with limits, finds rubrics, writes beside and renames.

Plans are read by :mod:`evalkit.files.plans`, which is imported where it is used: it needs more than a check does.
"""

from evalkit.files.disk import (
    TABLE,
    FileProblem,
    Staged,
    expand,
    processes,
    read_bytes,
    read_evaluation,
    sha256,
    write,
    write_parquet,
)
from evalkit.files.loading import Loaded, load, load_each, looks_like
from evalkit.files.manual import explanation
from evalkit.files.rubrics import open_panels, open_rubric, rubric_files
from evalkit.files.styles import open_style

__all__ = [
    "TABLE",
    "FileProblem",
    "Loaded",
    "Staged",
    "expand",
    "explanation",
    "load",
    "load_each",
    "looks_like",
    "open_panels",
    "open_rubric",
    "open_style",
    "processes",
    "read_bytes",
    "read_evaluation",
    "rubric_files",
    "sha256",
    "write",
    "write_parquet",
]
