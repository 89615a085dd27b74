"""Rating forms: made for a rater, and read back into the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api import rubrics
from evalkit.api.given import Paths, as_day, as_name, as_paths
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Refusal, reason
from evalkit.model.rubric import RubricFile

if TYPE_CHECKING:
    from evalkit.analysis.settling import Unsettled
    from evalkit.evidence.text import PlanText
    from evalkit.forms.collect import Collected
    from evalkit.model.case import CaseFile
    from evalkit.model.learnt import LearntTerms


def form(
    rater: str,
    case: str | Path | CaseFile | None = None,
    rubric: str | Path | RubricFile | None = None,
    *,
    lang: str = "en",
    texts: Sequence[PlanText] = (),
    settle: bool = False,
    learnt: LearntTerms | None = None,
) -> bytes:
    """A rating form in Excel for one rater, of a case or of a rubric alone.

    Args:
        texts: the plan, named as the case names its documents: passages of it are offered.
        learnt: terms learnt for the rubric, which passages are searched by too; else those in the
            file beside it.
        settle: for whoever decides: the criteria on which raters differ and nobody has decided,
            with what each of them gave.

    Raises:
        FileProblem: a file cannot be opened.
        ValueError: the case or the rubric cannot be read; nobody is named; there is nothing to
            settle.
    """
    from evalkit.forms.content import content_of, settling_content
    from evalkit.forms.write import form_file

    lang = as_name(lang, LANGUAGES)
    if not rater.strip():
        raise ValueError("a form is for somebody: name the rater")
    if isinstance(case, (str, Path)):
        loaded = storage.load([Path(case)], None if rubric is None else str(rubric))
        if loaded.standard is None or not loaded.files:
            said = "; ".join(f"{f.span}: {f.message()}" for f in loaded.findings)
            raise ValueError(said or f"{case}: there is no case in this file")
        case, rubric = loaded.files[0], loaded.standard
    if rubric is None:
        raise ValueError("name a case, or the rubric that the form is of")
    standard = rubric if isinstance(rubric, RubricFile) else rubrics.rubric(rubric)
    if texts and learnt is None:
        learnt, _ = rubrics.learnt_terms(standard)
    if not settle:
        return form_file(content_of(standard, case, rater, lang), texts, learnt)
    if case is None:
        raise Refusal(reason("form.settle-case"))
    content = settling_content(standard, case, rater, lang, _unsettled(standard, case))
    if not content.blocks:
        raise Refusal(reason("form.settled", case=case.case.case))
    return form_file(content, texts, learnt)


def _unsettled(standard: RubricFile, file: CaseFile) -> tuple[Unsettled, ...]:
    """On what the raters of a case differ and nobody has decided."""
    from evalkit.analysis.settling import unsettled
    from evalkit.evaluation import evaluate

    own = evaluate(standard, [file], as_of=as_day(None))
    return unsettled(own, file.case.case)


def form_texts(case: CaseFile, plans: str | Path | None = None) -> tuple[PlanText, ...]:
    """The documents of a case that can be read, by the names that the case gives them.

    Args:
        plans: folder that holds them; else they are looked for as the case names them.
    """
    from evalkit.storage.plans import read_plans

    held = read_plans([case], None if plans is None else Path(plans))
    return tuple(replace(text, name=id) for (_, id), text in held.texts.items())


def collect(
    files: Paths,
    cases: Paths = "cases",
    *,
    case: str | None = None,
    rater: str | None = None,
    write: bool = True,
) -> Collected:
    """Read rating forms back into the cases that they are of: all of them, or none where a finding
    is an error.

    Args:
        case, rater: whose a form is that does not say so itself.
        write: False reads only, and changes no file.

    Raises:
        FileProblem: a file cannot be opened or written.
        EditRefused: a case file cannot be changed without touching what stands beside.
        Refusal: what is to change stands in a table.
    """
    from evalkit.editing.homes import by_file
    from evalkit.forms.collect import Handed, as_told, collect, signed
    from evalkit.model.place import SourceProblem
    from evalkit.storage import workbooks
    from evalkit.storage.changing import change_joined

    handed = []
    for path in as_paths(files):
        try:
            handed.append(Handed(path.as_posix(), workbooks.open_workbook(path)))
        except SourceProblem as problem:
            handed.append(Handed(path.as_posix(), problem=problem))
    read = [signed(one, case, rater) for one in handed]
    parts = [part for own, _ in read for part in own]
    given = [path for path in as_paths(cases) if path.exists()]
    places = workbooks.cases_in(given)
    known = {}
    for id in {part.identity.case for part in parts}:
        loaded = storage.load(places.get(id, given))  # a case without a file may stand in tables
        held = [file for file in loaded.files if file.case.case == id]
        if held and loaded.standard is not None:
            known[id] = held[0], loaded.standard
    collected = collect(parts, known, sorted({*places, *known}))
    wrong = as_told([*collected.findings, *(f for _, own in read for f in own)])
    collected = replace(collected, findings=wrong)
    if collected.sound:
        for (id, _), changes in collected.changes.items():
            by_file(known[id][0], changes)  # refuses before anything is written
    if write and collected.sound:
        for (id, who), changes in collected.changes.items():
            change_joined(known[id][0], changes, who=who, command="collect")
    return collected
