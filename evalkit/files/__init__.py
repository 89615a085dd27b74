"""The only room that touches the disk: reads with limits, finds rubrics and plans, writes beside and renames."""

from evalkit.files.disk import TABLE, FileProblem, expand, read_bytes, read_evaluation, sha256, write, write_parquet
from evalkit.files.loading import Loaded, is_rubric, load
from evalkit.files.manual import explanation
from evalkit.files.plans import read_document, read_plans
from evalkit.files.rubrics import as_numbers, open_rubric, rubric_files

__all__ = [
    "TABLE",
    "FileProblem",
    "Loaded",
    "as_numbers",
    "expand",
    "explanation",
    "is_rubric",
    "load",
    "open_rubric",
    "read_bytes",
    "read_document",
    "read_evaluation",
    "read_plans",
    "rubric_files",
    "sha256",
    "write",
    "write_parquet",
]  # fmt: skip
