"""Plans in; their texts, and what stands in them, out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.api import rubrics
from evalkit.api.executors import mapped_by
from evalkit.api.given import Paths, as_list
from evalkit.model.finding import Finding
from evalkit.model.rubric import Criterion, RubricFile

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.quotes import Verdict
    from evalkit.evidence.search import Hit
    from evalkit.evidence.text import Plans, PlanText
    from evalkit.model.learnt import LearntTerms


def document(path: str | Path) -> tuple[PlanText | None, tuple[Finding, ...]]:
    """A plan's text with its places; None with the findings where it cannot be read.

    Raises:
        FileProblem: the file cannot be opened, or the library that reads its format is not
            installed.
    """
    from evalkit.storage.plans import read_document

    return read_document(Path(path))


if TYPE_CHECKING:  # texts, or the files that they are in
    Documents = Paths | PlanText | Sequence[PlanText]


def _texts(given: Documents) -> list[PlanText]:
    """Documents as texts, read where their files are given; ValueError where one cannot be read."""
    from evalkit.evidence.text import PlanText
    from evalkit.storage.plans import plans_in, read_documents

    several: list[str | Path | PlanText] = []
    for own in as_list(given):
        folder = isinstance(own, (str, Path)) and Path(own).is_dir()
        several += plans_in([Path(own)]) if folder else [own]
    for own in several:
        if not isinstance(own, (str, Path, PlanText)):
            raise ValueError(
                f"{own!r} is not a document: give a path or what evalkit.document(path)[0] gives"
            )
    read = iter(read_documents([Path(own) for own in several if not isinstance(own, PlanText)]))
    out: list[PlanText] = []
    for own in several:
        found, wrong = (own, ()) if isinstance(own, PlanText) else next(read)
        if found is None:
            raise ValueError("; ".join(map(str, wrong)))
        out.append(found)
    return out


def quote(text: str, documents: Documents) -> tuple[tuple[PlanText, Verdict], ...]:
    """Whether a quote stands in each document, where, and how exactly; ``documents``: one or
    several, as paths (of a folder, all plans in it) or as :func:`document` reads them.

    Raises:
        FileProblem: a file cannot be opened.
        ValueError: a document cannot be read.
    """
    return quotes([text], documents)[0]


def quotes(
    texts: Sequence[str], documents: Documents
) -> tuple[tuple[tuple[PlanText, Verdict], ...], ...]:
    """What :func:`quote` says of each of several quotes, in their order; the documents are read
    once.

    Raises:
        FileProblem: a file cannot be opened.
        ValueError: a document cannot be read.
    """
    from evalkit.evidence.quotes import searchable, verify

    held = [(own, searchable(own)) for own in _texts(documents)]
    return tuple(tuple((own, verify(text, made)) for own, made in held) for text in texts)


def find(
    asked: Criterion | str,
    documents: Documents,
    most: int = 10,
    rubric: str | Path | RubricFile | None = None,
    learnt: LearntTerms | None = None,
) -> tuple[Hit, ...]:
    """The passages of documents that bear most on a criterion, best first; or that have the words
    of a text.

    Args:
        asked: a criterion, or with ``rubric`` its id or code; any other text is searched for as
            words.
        documents: one or several, as paths or as :func:`document` reads them.
        learnt: terms learnt for the criterion's rubric, which count beside its own; with
            ``rubric``, those in the file beside it.

    Raises:
        FileProblem: a file cannot be opened.
        ValueError: there is no such criterion; a document cannot be read.
    """
    from evalkit.evidence import search

    if isinstance(asked, str) and rubric is not None:
        file = rubric if isinstance(rubric, RubricFile) else rubrics.rubric(rubric)
        asked = rubrics.criterion(file, asked)
        learnt = learnt or rubrics.learnt_terms(file)[0]
    index = search.Index(_texts(documents))
    if isinstance(asked, str):
        return index.find_words(asked, most)
    return index.find(asked, most, learnt)


def language(document: PlanText) -> str:
    """The tag of a plan's language; empty where too little tells it."""
    from evalkit.evidence.languages import language_of_plan

    return language_of_plan(document)


def unspoken(asked: Criterion | RubricFile, documents: Sequence[PlanText]) -> dict[str, str]:
    """Document → the tag of its language, of those in whose language a criterion, or a whole
    rubric, has no words to search for."""
    from evalkit.evidence import search

    criteria = [c for _, c in asked.rubric.criteria()] if isinstance(asked, RubricFile) else [asked]
    return search.unspoken(criteria, documents)


def plans(
    evaluation: Evaluation,
    folder: str | Path | None = None,
    *,
    executor: Executor | None = None,
) -> Plans:
    """The plans' texts, where they are at hand, and the terms learnt for their rubric.

    Args:
        folder: holds the documents that cases name, besides the places they name.
        executor: what reads them, such as that of a cluster; they travel there as bytes.

    Raises:
        FileProblem: a document cannot be opened, or the library that reads its format is not
            installed; the cluster is gone.
    """
    from evalkit.storage.plans import read_plans

    mapped = None if executor is None else mapped_by(executor)
    found = read_plans(evaluation.files, None if folder is None else Path(folder), mapped)
    learnt = rubrics.learnt_terms(evaluation.standard)[0] if found.texts else None
    return replace(found, learnt=learnt)
