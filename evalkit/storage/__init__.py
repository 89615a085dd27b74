"""The only room that touches the disk: reads with limits, finds rubrics, writes beside and renames.

Plans are read by :mod:`evalkit.storage.plans`, which is imported where it is used: it needs more
than a check does.
"""

from evalkit.storage.changing import change_case, change_joined, merge_cases, now, user
from evalkit.storage.disk import (
    FileProblem,
    expand,
    processes,
    read_bytes,
    read_evaluation,
    refuse,
    refuse_file,
    sha256,
    write,
    write_parquet,
)
from evalkit.storage.here import AtHand, cases_here, rubric_here
from evalkit.storage.loading import Loaded, load, load_each, looks_like
from evalkit.storage.passed_over import PassedOver, passed_over
from evalkit.storage.projects import shipped_project, write_project
from evalkit.storage.rubrics import open_panels, open_rubric, rubric_files, rubric_text
from evalkit.storage.staged import Kept, Staged
from evalkit.storage.styles import open_style
from evalkit.storage.tables import Opened, is_table, journal_path

__all__ = [
    "AtHand",
    "FileProblem",
    "Kept",
    "Loaded",
    "Opened",
    "PassedOver",
    "Staged",
    "cases_here",
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
    "passed_over",
    "processes",
    "read_bytes",
    "read_evaluation",
    "refuse",
    "refuse_file",
    "rubric_files",
    "rubric_here",
    "rubric_text",
    "sha256",
    "shipped_project",
    "user",
    "write",
    "write_parquet",
    "write_project",
]
