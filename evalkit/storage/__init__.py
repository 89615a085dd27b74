"""The only room that touches the disk: reads with limits, finds rubrics, writes beside and renames.

Plans are read by :mod:`evalkit.storage.plans`, which is imported where it is used: it needs more
than a check does.
"""

from evalkit.storage.changing import change_case, change_joined, merge_cases, now, user
from evalkit.storage.disk import (
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
from evalkit.storage.loading import Loaded, load, load_each, looks_like
from evalkit.storage.rubrics import open_panels, open_rubric, rubric_files
from evalkit.storage.styles import open_style
from evalkit.storage.tables import Opened, is_table, journal_path

__all__ = [
    "FileProblem",
    "Loaded",
    "Opened",
    "Staged",
    "change_case",
    "change_joined",
    "expand",
    "is_table",
    "journal_path",
    "load",
    "load_each",
    "looks_like",
    "merge_cases",
    "now",
    "open_panels",
    "open_rubric",
    "open_style",
    "processes",
    "read_bytes",
    "read_evaluation",
    "rubric_files",
    "sha256",
    "user",
    "write",
    "write_parquet",
]
