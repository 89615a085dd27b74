"""An evaluation in; what one analysis says of it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api.data import frame
from evalkit.api.given import Paths, as_case, as_evaluation, as_name, as_paths
from evalkit.api.scoring import evaluation_of
from evalkit.model.finding import Finding, suggestion
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.model.rubric import Pillar, RubricFile

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.analysis.advice import Advice
    from evalkit.analysis.agreement import Agreement
    from evalkit.analysis.changes import Succession
    from evalkit.analysis.coherence import Coherence
    from evalkit.analysis.consistency import Consistent
    from evalkit.analysis.coordination import Coordinated
    from evalkit.analysis.elsewhere import Beside
    from evalkit.analysis.levels import Levels
    from evalkit.analysis.outcomes import Course, Field
    from evalkit.analysis.sensitivity import Assumptions, Outlook
    from evalkit.analysis.weighting import Weighing
    from evalkit.evaluation import Evaluation
    from evalkit.report.explain import Step
    from evalkit.scoring.weights import Panel


def compare(evaluation: Evaluation) -> pd.DataFrame:
    """The ranking: one row a case, best first."""
    return frame(evaluation, "standings")


def advise(
    evaluation: Evaluation, case: str, plans: str | Path | None = None
) -> tuple[Advice, ...]:
    """What a plan should write, the most pressing first: what is missing, where in it that belongs,
    and which of the other plans do it.

    Args:
        plans: folder that holds the documents the cases name; with it, places and models are given
            in the plans' own words.

    Raises:
        FileProblem: a document cannot be opened, or the library that reads its format is not
            installed.
    """
    from evalkit.analysis.results import Results
    from evalkit.evidence.text import Plans
    from evalkit.storage.plans import read_plans

    as_case(evaluation, case)
    texts = Plans() if plans is None else read_plans(evaluation.files, Path(plans))
    return Results(evaluation).advice(case, texts)


def sensitivity(
    evaluation: Evaluation, assumed: Assumptions | None = None, seed: int | None = None
) -> tuple[Outlook, ...]:
    """What scores and ranks could be under named assumptions; the evaluation's own seed unless
    another is given."""
    from evalkit.analysis.results import Results
    from evalkit.analysis.sensitivity import Assumptions

    return Results(evaluation).outlooks_under(assumed or Assumptions(), seed)


def agreement(evaluation: Evaluation) -> tuple[Agreement, ...]:
    """Agreement of raters: over everything, by pillar, by pair of raters, by criterion."""
    from evalkit.analysis.agreement import agreement_of

    return agreement_of(evaluation)


def coordination(evaluation: Evaluation) -> tuple[Coordinated, ...]:
    """The coordination of every case under every coordination block of the rubric."""
    from evalkit.analysis.coordination import coordination_of

    return coordination_of(evaluation)


def consistency(evaluation: Evaluation) -> tuple[Consistent, ...]:
    """The consistency (PMC) index of every case under every block of the rubric that names one."""
    from evalkit.analysis.consistency import consistency_of

    return consistency_of(evaluation)


def outcomes(evaluation: Evaluation) -> tuple[tuple[Field, ...], tuple[Course, ...]]:
    """Plans against measured outcomes, and every target on its path."""
    from evalkit.analysis.outcomes import courses_of, fields_of

    return fields_of(evaluation), courses_of(evaluation)


def coherence(evaluation: Evaluation) -> Coherence:
    """How the rubric's criteria behave over the cases: constant, doubled, against their pillar;
    Cronbach's α."""
    from evalkit.analysis.coherence import coherence_of

    return coherence_of(evaluation)


def levels(evaluation: Evaluation) -> tuple[Levels, ...]:
    """Levels given to every criterion over the cases: counts, breadth, depth, and how many share
    one level."""
    from evalkit.analysis.levels import levels_of

    return levels_of(evaluation)


def against(evaluation: Evaluation, path: str | Path) -> tuple[Beside | None, tuple[Finding, ...]]:
    """Results that others have computed, a row a case and a column a node, held beside the scores;
    None with the findings where the file holds none.

    Raises:
        FileProblem: the file cannot be opened.
    """
    from evalkit.analysis.elsewhere import beside
    from evalkit.storage.table_sources import open_elsewhere

    cases = [file.case for file in evaluation.files]
    found, findings = open_elsewhere(Path(path), evaluation.rubric, cases)
    return (None if found is None else beside(evaluation, found)), findings


def changes(
    paths: Paths, *, as_of: str | date | None = None, seed: int = 0
) -> tuple[Succession, ...]:
    """What changed between successive plans of the same region, under one rubric or under versions
    of it.

    Raises:
        FileProblem: a path does not exist.
    """
    return changes_of(storage.load_each(as_paths(paths)), as_of, seed)[0]


def changes_of(
    loaded: Sequence[storage.Loaded], as_of: str | date | None, seed: int = 0
) -> tuple[tuple[Succession, ...], tuple[Evaluation | None, ...]]:
    """Successive plans among what was loaded, and each version's evaluation, None where its rubric
    cannot be read."""
    from evalkit.analysis.results import Results, successions_of

    made = tuple(evaluation_of(held, as_of, seed) for held in loaded)
    table = next((held.table for held in loaded if held.table is not None), None)
    return successions_of([Results(e) for e in made if e is not None], table), made


def panels(
    path: str | Path, file: RubricFile
) -> tuple[tuple[Panel, ...] | None, tuple[Finding, ...]]:
    """What the judges of a file of weights say of a rubric's nodes; None with the findings where it
    cannot be read.

    Raises:
        FileProblem: the file cannot be opened.
    """
    found, findings, _ = storage.open_panels(Path(path), file)
    return found, findings


def weights(
    evaluation: Evaluation, of: str = "overall", judged: Sequence[Panel] = ()
) -> tuple[Weighing, ...]:
    """Weights of a node's parts by every method; ValueError where the rubric has no such node."""
    from evalkit.analysis.results import Results
    from evalkit.scoring.weights import parts_of

    if not evaluation.rubric.has_total:
        raise Refusal(reason("weights.not-added", pin=evaluation.rubric.pin))
    if not parts_of(evaluation.rubric, of):
        nodes = [
            "overall",
            *(ref for ref, _, node in evaluation.rubric.walk() if isinstance(node, Pillar)),
        ]
        told = {"name": of, "pin": evaluation.rubric.pin}
        if near := suggestion(of, nodes).get("suggestion"):
            raise Refusal(reason("pillar.unknown-near", near=near, **told))
        raise Refusal(reason("pillar.unknown", known=listed(nodes), **told))
    return Results(evaluation).weighings(of, judged)


def weights_file(
    evaluation: Evaluation, found: Sequence[Weighing], method: str, of: str = "overall"
) -> str:
    """A file of weights by one method, as ``-r`` takes it; ValueError where that method gives
    none."""
    from evalkit.model.catalogue import messages
    from evalkit.scoring.weights import parts_of
    from evalkit.starter import weights as starter

    chosen = next((w for w in found if w.method == method and w.weights), None)
    if chosen is None:
        key = "weights.judged" if method in ("ahp", "points") else "weights.none"
        raise Refusal(reason(key, method=method))
    weights = dict(zip(parts_of(evaluation.rubric, of), chosen.weights, strict=True))
    rule = messages("analysis", "en")["weighting"][method]
    why = f"{rule['formula']} ({rule['source']}); {len(evaluation.files)} cases"
    return starter.weights_file(evaluation.rubric.pin, f"{method} ({of})", why, weights)


def explain(evaluation: Evaluation, name: str, lang: str = "en") -> tuple[Step, ...]:
    """The chain behind ``CASE/REF``; ValueError where there is none."""
    from evalkit.analysis.results import Results
    from evalkit.report import explain as chains

    lang = as_name(lang, LANGUAGES)
    case, ref = chains.resolve(as_evaluation(evaluation), name)
    return chains.trail(Results(evaluation), case, ref, lang)
