"""Every command as one function: paths or typed objects in, typed objects or data frames out.

>>> from evalkit import api
>>> evaluation = api.score(["cases"], as_of="2026-11-23")    # doctest: +SKIP
>>> api.scores_frame(evaluation)                             # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import evalkit
from evalkit import files, template, validate
from evalkit import schema as schemas
from evalkit.evaluation import Evaluation, evaluate
from evalkit.filed import RubricFile
from evalkit.findings import Finding
from evalkit.render import RENDERERS
from evalkit.report import compose, trail
from evalkit.report.standard import standard

if TYPE_CHECKING:
    import pandas as pd

Paths = Sequence[str | Path]
LANGUAGES = ("zh", "en")


def check(paths: Paths, rubric: str | None = None) -> tuple[Finding, ...]:
    """Findings of rubrics, cases and tables, without scoring anything.

    Raises:
        FileProblem: a path does not exist.
    """
    return validate.check([Path(path) for path in paths], rubric)[0]


def evaluation_of(loaded: files.Loaded, as_of: str | date, seed: int = 0) -> Evaluation | None:
    """The evaluation of what was loaded; None where no rubric could be read."""
    if loaded.standard is None:
        return None
    day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    return evaluate(
        loaded.standard, loaded.files, table=loaded.table, as_of=day, seed=seed, version=evalkit.__version__,
        before=loaded.findings,
    )  # fmt: skip


def score(paths: Paths, rubric: str | None = None, *, as_of: str | date, seed: int = 0) -> Evaluation:
    """Score cases; or read a saved ``evaluation.json``.

    Raises:
        FileProblem: a path does not exist.
        ValueError: no rubric could be read; the message holds the findings.
    """
    if len(paths) == 1 and str(paths[0]).endswith(".json"):
        return Evaluation.from_json(files.read_evaluation(Path(paths[0])))
    loaded = files.load([Path(path) for path in paths], rubric)
    evaluation = evaluation_of(loaded, as_of, seed)
    if evaluation is None:
        raise ValueError("; ".join(f"{f.span}: {f.message()}" for f in loaded.findings) or "no cases were found")
    return evaluation


SCORE_COLUMNS = ("case", "ref", "value", "low", "high", "coverage", "weight", "share", "state", "reason")


def scores_frame(evaluation: Evaluation) -> pd.DataFrame:
    """All scores, one row a case and node, with the columns of the evaluation's ``scores``."""
    import pandas as pd

    return pd.DataFrame([asdict(s) for s in evaluation.scores], columns=list(SCORE_COLUMNS))


def ratings_frame(evaluation: Evaluation) -> pd.DataFrame:
    """All ratings, one row a case, criterion and rater."""
    import pandas as pd

    return pd.DataFrame([asdict(row) for row in evaluation.ratings.rows])


def compare(evaluation: Evaluation) -> pd.DataFrame:
    """The ranking: one row a case, best first."""
    import pandas as pd

    return pd.DataFrame([asdict(s) for s in evaluation.analyses.standings])


def explain(evaluation: Evaluation, name: str, lang: str = "en") -> tuple[trail.Step, ...]:
    """The chain behind ``CASE/REF``; ValueError where there is none."""
    case, ref = trail.resolve(evaluation, name)
    return trail.trail(evaluation, case, ref, lang)


def reports(
    evaluation: Evaluation, formats: Sequence[str] = ("html",), languages: Sequence[str] = LANGUAGES
) -> Iterator[tuple[str, bytes]]:
    """(file name, content) of a comparison and a briefing for each case, one after the other."""
    for lang in languages:
        jobs: list[Callable[[], Any]] = [lambda lang=lang: compose.comparison(evaluation, lang)]  # type: ignore[misc]
        jobs += [
            lambda name=f.case.case, lang=lang: compose.briefing(evaluation, name, lang)  # type: ignore[misc]
            for f in evaluation.files
        ]
        for job in jobs:
            made = job()
            for kind in formats:
                yield f"{made.name}.{lang}.{kind}", RENDERERS[kind](made)


def n_reports(evaluation: Evaluation, formats: Sequence[str], languages: Sequence[str]) -> int:
    """How many files :func:`reports` makes."""
    return (len(evaluation.files) + 1) * len(formats) * len(languages)


def report(
    evaluation: Evaluation, folder: str | Path, formats: Sequence[str] = ("html",), languages: Sequence[str] = LANGUAGES
) -> list[Path]:
    """Write the reports into a folder, each whole or not at all; their paths.

    Raises:
        FileProblem: the folder cannot be written.
    """
    made = []
    for name, content in reports(evaluation, formats, languages):
        path = Path(folder) / name
        files.write(path, content)
        made.append(path)
    return made


def rubric(named: str) -> RubricFile:
    """A rubric by file, id or id@version; ValueError with the findings where it cannot be read."""
    found, findings, _ = files.open_rubric(named)
    if found is None:
        raise ValueError("; ".join(f"{f.span}: {f.message()}" for f in findings))
    return found


def rubric_show(file: RubricFile, kind: str = "md", lang: str = "en") -> bytes:
    """The rubric as a readable page."""
    return RENDERERS[kind](standard(file, lang))


def schema(kind: str) -> str:
    """JSON Schema of ``rubric``, ``case`` or ``evaluation``, as text."""
    return json.dumps(schemas.schema(kind), ensure_ascii=False, indent=2) + "\n"


def new_case(
    file: RubricFile, id: str, lang: str = "zh", facets: Mapping[str, tuple[str, ...]] | None = None, name: str = ""
) -> str:
    """A commented case to fill in."""
    return template.new_case(file.rubric, id, lang, facets or {}, name or f"cases/{id}.yaml")


def new_rubric(id: str) -> str:
    """A commented rubric to start from."""
    return template.new_rubric(id)
