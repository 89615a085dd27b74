"""The only room that touches the disk: reads with limits, finds rubrics, writes beside and renames.

Plans are read by :mod:`evalkit.storage.plans`, which is imported where it is used: it needs more
than a check does.
"""

from evalkit.storage.changing import change_case, merge_cases, now, user
from evalkit.storage.disk import (
    FileProblem,
    Staged,
    expand,
    parquet,
    processes,
    read_bytes,
    read_evaluation,
    refuse_existing,
    sha256,
    write,
)
from evalkit.storage.loading import Loaded, load, load_each, looks_like
from evalkit.storage.rubrics import open_panels, open_rubric, rubric_files
from evalkit.storage.styles import open_style
from evalkit.storage.surroundings import current_day, language
from evalkit.storage.tables import Opened, is_table, journal_path

__all__ = [
    "FileProblem",
    "Loaded",
    "Opened",
    "Staged",
    "change_case",
    "current_day",
    "expand",
    "is_table",
    "journal_path",
    "language",
    "load",
    "load_each",
    "looks_like",
    "merge_cases",
    "now",
    "open_panels",
    "open_rubric",
    "open_style",
    "parquet",
    "processes",
    "read_bytes",
    "read_evaluation",
    "refuse_existing",
    "rubric_files",
    "sha256",
    "user",
    "write",
]
