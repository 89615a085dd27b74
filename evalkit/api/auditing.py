"""An evaluation in; its audit out, and the audit as a file."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api.executors import mapped_by
from evalkit.api.given import as_evaluation, as_name
from evalkit.api.notebooks import show_audits_in_notebooks
from evalkit.model.refusal import Reason, reason
from evalkit.model.rubric import version_key

if TYPE_CHECKING:
    from evalkit.audit import Audit
    from evalkit.evaluation import Evaluation

AUDIT_FORMATS = ("md", "html", "json", "sarif", "junit")


def audit(
    evaluation: Evaluation,
    plans: str | Path | None = None,
    *,
    fail_on: str = "error",
    problems: Sequence[str | Reason] = (),
    executor: Executor | None = None,
) -> Audit:
    """Audit an evaluation against its rubric and the plans' texts.

    Args:
        plans: folder that holds the documents the cases name, besides the places they name.
        fail_on: severity from which a finding fails a case.
        problems: files of the run that could not be opened.
        executor: what reads the documents and runs the checks, such as that of a cluster; documents
            travel there as bytes.

    Raises:
        FileProblem: a document cannot be opened, or the library that reads its format is not
            installed; the cluster is gone.
    """
    from evalkit.audit import Inspected
    from evalkit.audit import audit as audited
    from evalkit.storage.plans import read_plans

    problems = (problems,) if isinstance(problems, str | Reason) else tuple(problems)
    folder = None if plans is None else Path(plans)
    if folder is not None and not folder.is_dir():
        raise storage.FileProblem(reason("file.missing-path", folder))
    newest: dict[str, str] = {}
    for name, version in storage.rubric_files():
        newest[name] = max(newest.get(name, version), version, key=version_key)
    mapped = None if executor is None else mapped_by(executor)
    texts = read_plans(as_evaluation(evaluation).files, folder, mapped)
    show_audits_in_notebooks()
    inspected = Inspected(evaluation, texts, newest)
    return audited(inspected, fail_on=fail_on, problems=problems, mapped=mapped)


def audit_report(made: Audit, kind: str, lang: str = "en") -> bytes:
    """An audit as ``md``, ``html``, ``json``, ``sarif`` or ``junit``; ValueError for others."""
    kind = as_name(kind, AUDIT_FORMATS)
    from evalkit.render import RENDERERS, json, junit, sarif
    from evalkit.report.products.audit_page import audit_page

    if kind == "json":
        return json.render(made)
    if kind in ("sarif", "junit"):
        here = storage.working_folder()
        return sarif.render(made, lang, here) if kind == "sarif" else junit.render(made, lang)
    return RENDERERS[kind](audit_page(made, lang))
