"""The only room that touches the disk: reads with limits, finds rubrics, writes beside and renames.

Plans are read by :mod:`evalkit.files.plans`, which is imported where it is used: it needs more than a check does.
"""

from evalkit.files.disk import (
    STYLE,
    TABLE,
    FileProblem,
    expand,
    processes,
    read_bytes,
    read_evaluation,
    sha256,
    write,
    write_parquet,
)
from evalkit.files.loading import Loaded, is_rubric, load, load_each
from evalkit.files.manual import explanation
from evalkit.files.rubrics import open_panels, open_rubric, rubric_files
from evalkit.files.styles import open_style

__all__ = [
    "STYLE",
    "TABLE",
    "FileProblem",
    "Loaded",
    "expand",
    "explanation",
    "is_rubric",
    "load",
    "load_each",
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
