"""An evaluation in; the words of a language, in which its documents and what they are of go by
their own nouns, out."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.evaluation import Evaluation
from evalkit.model.fields import in_language
from evalkit.report.words import Words, words_of


def words_for(evaluation: Evaluation, lang: str, labels: Mapping[str, str] | None = None) -> Words:
    """The words of a language for an evaluation; ``labels``: an office's own."""
    subject = in_language(evaluation.rubric.subject, lang)
    return words_of(lang, labels, noun_of(evaluation, lang), subject, evaluation.rubric.units)


def noun_of(evaluation: Evaluation, lang: str) -> str:
    """What the documents of a run are called: by the noun of their kind where all share one, as
    documents where they do not; empty where no case names its kind."""
    found = set[str]()
    for kind in map(evaluation.kind_of, evaluation.cases):
        found.add(in_language(kind.noun, lang) if kind is not None else "")
    if len(found) == 1:
        return found.pop()
    return {"zh": "文件", "en": "document"}[lang] if found else ""
