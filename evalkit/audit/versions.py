"""The rubric version that a case is pinned to, against the newest one at hand."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found
from evalkit.model.rubric import version_key


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """rubric-behind."""
    name, _, version = file.case.rubric.partition("@")
    newest = inspected.newest.get(name, version)
    if version_key(newest) > version_key(version):
        yield found(
            "rubric-behind",
            file.span("rubric"),
            pinned=file.case.rubric,
            latest=f"{name}@{newest}",
            file=file.file,
        )
