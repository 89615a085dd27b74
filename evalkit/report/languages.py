"""The languages that a rubric and its cases are written in: an evaluation in, zh and en out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evalkit.evaluation import Evaluation
from evalkit.model.case import Case
from evalkit.model.fields import Text, Translations
from evalkit.model.language import LANGUAGES
from evalkit.model.rubric import Criterion, Rubric

_WRITTEN = {"zh": re.compile("[\u3400-\u9fff]"), "en": re.compile("[A-Za-z]{2}")}


def languages_of(evaluation: Evaluation, reader: str = "") -> tuple[str, ...]:
    """Languages in which both the rubric and the cases say most of their texts, and the reader's
    where the rubric has it, that one first; where there is none, the rubric's."""
    of_rubric = _most(_of_rubric(evaluation.rubric))
    of_cases = _most(text for file in evaluation.files for text in _of_case(file.case))
    held = [lang for lang in of_rubric if lang in (*of_cases, reader)] or of_rubric
    return tuple(sorted(held, key=lambda lang: lang != reader))


def _most(texts: Iterable[Text | None]) -> tuple[str, ...]:
    """The languages in which at least half of the texts are said; both where none is."""
    said = [found for text in texts if text is not None and (found := _said_in(text))]
    held = tuple(lang for lang in LANGUAGES if 2 * sum(lang in s for s in said) >= len(said) > 0)
    return held or LANGUAGES


def _said_in(text: Text) -> frozenset[str]:
    """The languages of a text; of one that names none, the one whose letters it is written in."""
    if isinstance(text, Translations):
        return frozenset(lang for lang in LANGUAGES if getattr(text, lang))
    return frozenset(next(([lang] for lang in LANGUAGES if _WRITTEN[lang].search(text)), []))


def _of_rubric(rubric: Rubric) -> Iterator[Text | None]:
    yield rubric.title
    for _, _, node in rubric.walk():
        yield node.title
        if isinstance(node, Criterion):
            yield node.asks
            yield from (node.levels or {}).values()


def _of_case(case: Case) -> Iterator[Text | None]:
    yield case.region.name
    yield case.plan.title if case.plan else None
    for criterion in case.ratings:
        yield from (rating.because for rating in case.ratings_of(criterion))
