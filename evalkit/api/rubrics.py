"""A rubric by its name; what stands in it, and what a new version changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.analysis.rubric_changes import CaseRevision as CaseRevision  # noqa: PLC0414 - offered from here
from evalkit.api.given import Paths, as_day, as_name, as_paths, unread
from evalkit.model.fields import both
from evalkit.model.finding import Finding, suggestion
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Refusal, reason
from evalkit.model.rubric import Criterion, RubricFile

if TYPE_CHECKING:
    from evalkit.analysis.rubric_changes import Change
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.text import Plans
    from evalkit.model.learnt import LearntTerms


def rubric(named: str | Path) -> RubricFile:
    """A rubric by file, id or id@version; ValueError with the findings where it cannot be read."""
    found, findings, _ = storage.open_rubric(str(named))
    if found is None:
        raise unread(findings)
    return found


def criterion(file: RubricFile, named: str) -> Criterion:
    """A rated criterion by id, code, ref or title; ValueError, with what is near, for none."""
    for ref, node in file.rubric.criteria():
        known = (node.code, *both(node.title))
        if named in (ref, node.id) or named.lower() in (word.lower() for word in known if word):
            return node
    told = {"name": named, "pin": file.rubric.pin}
    ids = [node.id for _, node in file.rubric.criteria()]
    if near := suggestion(named, ids).get("suggestion"):
        raise Refusal(reason("criterion.unknown-near", near=near, **told))
    raise Refusal(reason("criterion.unknown", **told))


def learnt_terms(file: RubricFile) -> tuple[LearntTerms | None, tuple[Finding, ...]]:
    """The terms learnt for a rubric, from the file ``NAME.terms.yaml`` beside it or in ``rubrics/``
    here; None where there is none, or, with the findings, where it cannot be used.

    Raises:
        FileProblem: the file cannot be opened.
    """
    held, findings, _ = storage.terms_of_rubric(file)
    return None if held is None else held.learnt, findings


def learn_terms(evaluation: Evaluation, plans: Plans) -> LearntTerms:
    """The words that stand in the passages which raters cited for each criterion more than
    elsewhere, with weights: no sentence of a plan can be read from them.

    Args:
        plans: the plans' texts, as :func:`plans` gives them; cases without any are left out.

    Raises:
        ValueError: no word stands in cited passages of two cases.
    """
    from evalkit.evidence import learning
    from evalkit.model.learnt import LearntTerms

    texts = learning.cited_texts(evaluation.files, plans)
    terms = learning.learn(texts)
    if not terms:
        raise Refusal(reason("terms.none"))
    cases = sorted({own.case for own in texts if own.cited})
    return LearntTerms.model_validate(
        {"learnt": evaluation.rubric.pin, "from": cases, "terms": terms}
    )


def terms_file(learnt: LearntTerms, lang: str = "en") -> str:
    """Learnt terms as a file, which is used where it stands beside its rubric, or in ``rubrics/``
    here, under the rubric's name: ``NAME.terms.yaml``."""
    from evalkit.starter import terms

    return terms.terms_file(learnt, as_name(lang, LANGUAGES))


def rubric_show(file: RubricFile, kind: str = "md", lang: str = "en") -> bytes:
    """The rubric as a readable page, ``md`` or ``html``, or its codebook, ``csv``; ValueError for
    others."""
    if (kind := as_name(kind, ("md", "html", "csv"))) == "csv":
        from evalkit.api.coding import codebook

        return codebook(file, lang)
    from evalkit.render import RENDERERS
    from evalkit.report.products.rubric_page import rubric_page

    return RENDERERS[kind](rubric_page(file, lang))


def rubric_diff(
    old: RubricFile, new: RubricFile, paths: Paths = (), *, as_of: str | date | None = None
) -> tuple[tuple[Change, ...], tuple[CaseRevision, ...]]:
    """What changed between two rubric versions, and what that means for the cases pinned to the old
    one.

    Raises:
        FileProblem: a path does not exist.
    """
    from evalkit.analysis import rubric_changes
    from evalkit.evaluation import evaluate

    changes = rubric_changes.compare(old.rubric, new.rubric)
    if not paths:
        return changes, ()
    day = as_day(as_of)
    loaded = storage.load(as_paths(paths), old.file)
    was, now = (evaluate(file, loaded.files, table=loaded.table, as_of=day) for file in (old, new))
    return changes, tuple(
        CaseRevision(
            file.case.case,
            file.file,
            rubric_changes.rechecks(changes, old.rubric, new.rubric, file.case),
            was.total(file.case.case),
            now.total(file.case.case),
        )
        for file in was.files
    )
