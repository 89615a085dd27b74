"""The only room that touches the disk: reads with limits, finds rubrics, writes beside and renames.

Plans are read by :mod:`evalkit.storage.plans`, cases changed by :mod:`evalkit.storage.changing`;
they are imported where they are used, for they need more than a check does.
"""

from evalkit.storage.disk import (
    FileProblem,
    are_parquet,
    changed_since,
    encoded,
    expand,
    parquet,
    processes,
    read_bytes,
    read_evaluation,
    refuse,
    refuse_file,
    scheduler_address,
    sha256,
    working_folder,
    write,
)
from evalkit.storage.here import AtHand, cases_here, rubric_here
from evalkit.storage.inputs import inputs_of, refuse_input
from evalkit.storage.loading import Loaded, load, load_each, looks_like, uncollected
from evalkit.storage.passed_over import PassedOver, passed_over, unreadable
from evalkit.storage.projects import shipped_project, write_project
from evalkit.storage.rubrics import (
    open_panels,
    open_rubric,
    open_terms,
    rubric_files,
    rubric_text,
    terms_file_of,
    terms_of_rubric,
)
from evalkit.storage.staged import Kept, Staged
from evalkit.storage.surroundings import current_day, language
from evalkit.storage.tables import Opened, is_table, journal_path

__all__ = [
    "AtHand",
    "FileProblem",
    "Kept",
    "Loaded",
    "Opened",
    "PassedOver",
    "Staged",
    "are_parquet",
    "cases_here",
    "changed_since",
    "current_day",
    "encoded",
    "expand",
    "inputs_of",
    "is_table",
    "journal_path",
    "language",
    "load",
    "load_each",
    "looks_like",
    "open_panels",
    "open_rubric",
    "open_terms",
    "parquet",
    "passed_over",
    "processes",
    "read_bytes",
    "read_evaluation",
    "refuse",
    "refuse_file",
    "refuse_input",
    "rubric_files",
    "rubric_here",
    "rubric_text",
    "scheduler_address",
    "sha256",
    "shipped_project",
    "terms_file_of",
    "terms_of_rubric",
    "uncollected",
    "unreadable",
    "working_folder",
    "write",
    "write_project",
]
