"""An evaluation in; what one analysis says of it out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api import documents
from evalkit.api.data import frame
from evalkit.api.executors import mapped_by
from evalkit.api.given import Names, Paths, as_case, as_evaluation, as_name, as_names, as_paths
from evalkit.api.scoring import evaluation_of
from evalkit.model.finding import Finding, suggestion
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Reason, Refusal, listed, reason
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
    from evalkit.analysis.gaps import Gaps
    from evalkit.analysis.levels import Levels
    from evalkit.analysis.outcomes import Course, Field
    from evalkit.analysis.results import Data
    from evalkit.analysis.sensitivity import Assumptions, Outlook
    from evalkit.analysis.trends import Trends
    from evalkit.analysis.weighting import Methods, Opinion, Weighing
    from evalkit.evaluation import Evaluation
    from evalkit.report.explain import Step
    from evalkit.scoring.correlation import Method
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

    as_case(evaluation, case)
    texts = Plans() if plans is None else documents.plans(evaluation, plans)
    return Results(evaluation).advice(case, texts)


def sensitivity(
    evaluation: Evaluation,
    assumed: Assumptions | None = None,
    seed: int | None = None,
    *,
    executor: Executor | None = None,
) -> tuple[Outlook, ...]:
    """What scores and ranks could be under named assumptions.

    Args:
        seed: the evaluation's own unless another is given.
        executor: what does the draws, such as that of a cluster; it moves no bit of the result.
    """
    from evalkit.analysis.results import Results
    from evalkit.analysis.sensitivity import Assumptions

    mapped = mapped_by(executor)
    return Results(evaluation).outlooks_under(assumed or Assumptions(), seed, mapped=mapped)


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


def trends(evaluation: Evaluation, of: str = "overall", years: Sequence[int] = ()) -> Trends:
    """A node over the years, all of them on one scale: scores and places by year, growth, and what
    each indicator adds to the change; ValueError for a node or a year that there is not.

    Args:
        years: those to compare; empty: those in which enough is measured of nearly as many cases as
            in the year with the most.
    """
    from evalkit.analysis.trends import trends_of

    return trends_of(as_evaluation(evaluation), of, years)


def gaps(evaluation: Evaluation) -> tuple[Gaps, ...]:
    """How unequal regions are in every measure over the years, then plans in the total and the
    pillars, by every facet: Gini with its parts, Theil, coefficient of variation, β."""
    from evalkit.analysis.gaps import gaps_of, score_gaps_of

    return (*gaps_of(evaluation), *score_gaps_of(evaluation))


def coherence(evaluation: Evaluation) -> Coherence:
    """How the rubric's criteria behave over the cases: constant, doubled, against their pillar;
    Cronbach's α."""
    from evalkit.analysis.coherence import coherence_of

    return coherence_of(evaluation)


def read_data(evaluation: Evaluation, of: str = "", method: Method = "pearson") -> Data:
    """The data before anything is concluded from them: distributions, correlations, weight beside
    importance, components and reliability; ValueError where the rubric has no such node.

    Args:
        of: only this node and what is below it; empty for all.
        method: of correlations: pearson, spearman or kendall.
    """
    from evalkit.analysis.results import Results
    from evalkit.scoring.correlation import METHODS

    as_name(method, tuple(METHODS))
    nodes = [ref for ref, _, node in evaluation.rubric.walk() if isinstance(node, Pillar)]
    if of and of not in ("overall", *nodes):
        raise _unknown_node(evaluation, of)
    return Results(evaluation).data_of(of, method)


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
    evaluation: Evaluation,
    of: str = "overall",
    judged: Sequence[Panel] = (),
    *,
    also: Names = (),
    combine: Names = (),
    by: str = "product",
) -> tuple[Weighing, ...]:
    """Weights of a node's parts by every method; ValueError where the rubric has no such node.

    Args:
        also: variants shown beside: entropy-shifted, critic-spearman, critic-raw.
        combine: two methods or more whose weights are joined as the last weighing.
        by: how they are joined: product, mean or game.
    """
    from evalkit.analysis.results import Results

    _whose_parts(evaluation, of)
    methods = _methods(of, judged, also, combine, by)
    return Results(evaluation).weighings(of, judged, methods)


def rankings(
    evaluation: Evaluation,
    of: str = "overall",
    judged: Sequence[Panel] = (),
    *,
    also: Names = (),
    combine: Names = (),
    by: str = "product",
    ideals: str = "fixed",
) -> tuple[Opinion, ...]:
    """Rankings that follow from :func:`weights`, and by other rules: ranks of the cases that have a
    total, in their order, and the values they are by.

    Args:
        ideals: of TOPSIS: fixed, the ends of the rubric's scale; vector or minmax, the best and
            worst of the cases after that normalisation, which one case more would change.
    """
    from evalkit.analysis.results import Results
    from evalkit.analysis.weighting import IDEALS

    _whose_parts(evaluation, of)
    methods = _methods(of, judged, also, combine, by)
    methods = replace(methods, ideals=as_name(ideals, IDEALS))
    return Results(evaluation).opinions(of, judged, methods)


def _methods(of: str, judged: Sequence[Panel], also: Names, combine: Names, by: str) -> Methods:
    """What is asked for beside the usual methods; ValueError where it is no method, or one of
    judges that there are not."""
    from evalkit.analysis.weighting import ALONE, JUDGED, RULES, VARIANTS, Methods

    names = tuple(dict.fromkeys(as_names(combine, ALONE)))
    if len(names) == 1:
        raise Refusal(reason("weights.one", method=names[0]))
    given = {"ahp" if panel.compared else "points" for panel in judged if panel.of == of}
    for name in names:
        if name in JUDGED and name not in given:
            raise Refusal(reason("weights.judged", method=name))
    return Methods(as_names(also, VARIANTS), names, as_name(by, RULES))


def _whose_parts(evaluation: Evaluation, of: str) -> None:
    """ValueError where the rubric adds nothing up, or has no such node."""
    from evalkit.scoring.weights import parts_of

    if not evaluation.rubric.has_total:
        raise Refusal(reason("weights.not-added", pin=evaluation.rubric.pin))
    if not parts_of(evaluation.rubric, of):
        raise _unknown_node(evaluation, of)


def _unknown_node(evaluation: Evaluation, of: str) -> Refusal:
    """That a name is neither the whole nor a pillar."""
    nodes = [
        "overall",
        *(ref for ref, _, node in evaluation.rubric.walk() if isinstance(node, Pillar)),
    ]
    told = {"name": of, "pin": evaluation.rubric.pin}
    if near := suggestion(of, nodes).get("suggestion"):
        return Refusal(reason("pillar.unknown-near", near=near, **told))
    return Refusal(reason("pillar.unknown", known=listed(nodes), **told))


def weights_file(
    evaluation: Evaluation, found: Sequence[Weighing], method: str, of: str = "overall"
) -> str:
    """A file of weights by one method, as ``-r`` takes it; ValueError where that method gives
    none."""
    from evalkit.model.catalogue import messages
    from evalkit.scoring.weights import parts_of
    from evalkit.starter import weights as starter

    chosen = next((w for w in found if w.method == method), None)
    if chosen is None or not chosen.weights:
        raise Refusal(_why_none(evaluation, chosen, method, of))
    weights = dict(zip(parts_of(evaluation.rubric, of), chosen.weights, strict=True))
    rule = messages("analysis", "en")["weighting"][method]
    joined = f"; of {', '.join(chosen.combines)}" if chosen.combines else ""
    why = f"{rule['formula']} ({rule['source']}){joined}; {len(evaluation.files)} cases"
    return starter.weights_file(evaluation.rubric.pin, f"{method} ({of})", why, weights)


def _why_none(evaluation: Evaluation, weighing: Weighing | None, method: str, of: str) -> Reason:
    """Why a method gives no weights here."""
    from evalkit.analysis.weighting import JUDGED
    from evalkit.scoring.weights import parts_of

    if weighing is None and method in JUDGED:
        return reason("weights.judged", method=method)
    n = len(evaluation.scored().cases)
    if weighing is not None and weighing.doubt == "few-cases":
        return reason("weights.few", method=method, least=weighing.least, n=n)
    if weighing is not None:
        told = {"of": of, "parts": listed(weighing.named or weighing.combines)}
        return reason(f"weights.{weighing.doubt}", method=method, **told)
    single = n > 1 and len(parts_of(evaluation.rubric, of)) < 2
    return reason("weights.single" if single else "weights.none", method=method, of=of)


def explain(evaluation: Evaluation, name: str, lang: str = "en") -> tuple[Step, ...]:
    """The chain behind ``CASE/REF``; ValueError where there is none."""
    from evalkit.analysis.results import Results
    from evalkit.report import explain as chains

    lang = as_name(lang, LANGUAGES)
    case, ref = chains.resolve(as_evaluation(evaluation), name)
    return chains.trail(Results(evaluation), case, ref, lang)
