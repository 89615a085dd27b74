"""An evaluation in, the facts on what to do out: whether systems advance in step, what to raise, whom to learn from."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.changes import region_key
from evalkit.analysis.coordination import Coordinated, coordinate
from evalkit.analysis.priorities import Path, Raise
from evalkit.evaluation import Evaluation
from evalkit.model.fields import in_language
from evalkit.model.rubric import Coordination
from evalkit.report.facts import (
    cited,
    region_of,
    title_of,
)
from evalkit.scoring.limits import TOLERANCE

OBSTACLES = 3  # criteria named as holding the weaker system back


@dataclass(frozen=True, slots=True)
class CoordinationFact:
    """Whether a case's systems advance in step. ``systems``: (name, value) in the rubric's order.

    ``step``: out, where they are at least the rubric's ``apart`` from each other; in, where less than half of it;
    else lags.
    """

    systems: tuple[tuple[str, float | None], ...]
    degree: float | None
    band: str
    ahead: str
    behind: str
    apart: float
    step: str
    obstacles: tuple[str, ...]
    ref: str


def coordination(evaluation: Evaluation, found: Coordinated, lang: str) -> CoordinationFact:
    """One case's coordination in words."""
    block = block_of(evaluation, found)
    titles = title_of(evaluation, lang)
    names = {s.system: system_name(block, s.system, lang) for s in found.systems}
    held = [o.ref for o in found.obstacles if o.system == found.behind or not found.behind]
    return CoordinationFact(
        tuple((names[s.system], s.value) for s in found.systems), found.degree,
        next((in_language(band.label, lang) for band in block.bands if band.id == found.band), ""),
        names.get(found.ahead, ""), names.get(found.behind, ""), found.apart or 0.0, _step(found.apart or 0.0, block.apart),
        tuple(titles[ref] for ref in held[:OBSTACLES]), f"d-{found.block}-{found.case}",
    )  # fmt: skip


def _step(apart: float, limit: float) -> str:
    return "out" if apart >= limit - TOLERANCE else "in" if apart < limit / 2 else "lags"


def block_of(evaluation: Evaluation, found: Coordinated) -> Coordination:
    """The rubric's block that a result belongs to."""
    return next(block for block in evaluation.rubric.coordination if block.id == found.block)


def system_name(block: Coordination, system: str, lang: str) -> str:
    """What a system is called; its id where the rubric gives no name."""
    return in_language(block.named(system), lang)


@dataclass(frozen=True, slots=True)
class InStep:
    """One block over all cases: who lags how often, in how many of them by little, and the highest and lowest degree."""

    behind: str
    ahead: str
    n_behind: int
    n_little: int
    n: int
    highest: tuple[str, float]
    lowest: tuple[str, float]


def in_step(evaluation: Evaluation, block: Coordination, lang: str) -> InStep | None:
    """How the cases stand together; None with fewer than two that could be computed, or without one laggard."""
    found = [c for c in evaluation.analyses.coordination if c.block == block.id and c.degree is not None]
    laggards = [c.behind for c in found if c.behind]
    if len(found) < 2 or not laggards or len(block.systems) != 2:
        return None
    behind = max(sorted(set(laggards)), key=laggards.count)
    ahead = next(system for system in block.systems if system != behind)
    order = sorted(found, key=lambda c: (-(c.degree or 0.0), c.case))
    high, low = order[0], order[-1]
    return InStep(
        system_name(block, behind, lang), system_name(block, ahead, lang), laggards.count(behind),
        sum(c.behind == behind and _step(c.apart or 0.0, block.apart) == "in" for c in found), len(found),
        (region_of(evaluation, high.case, lang), high.degree or 0.0), (region_of(evaluation, low.case, lang), low.degree or 0.0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Teacher:
    """The case that does a criterion best among those most like this one. ``shared``: facet values in common."""

    case: str
    level: float
    shared: int
    places: tuple[str, ...]
    note: str


def teacher(evaluation: Evaluation, case: str, ref: str, lang: str) -> Teacher | None:
    """Whom to learn a criterion from, another region: a higher level, then more facet values in common, then a higher total."""
    own = evaluation.file_of[case].case.facet_values()
    mine = evaluation.ratings.agreed[case, ref].level or 0.0
    mine_of = region_key(evaluation.file_of[case].case)
    found = []
    for file in evaluation.files:
        name = file.case.case
        agreed = evaluation.ratings.agreed.get((name, ref))
        if (
            name == case
            or region_key(file.case) == mine_of
            or agreed is None
            or agreed.level is None
            or agreed.level <= mine + TOLERANCE
        ):
            continue
        facets = file.case.facet_values()
        shared = sum(len(set(values) & set(facets.get(facet, ()))) for facet, values in own.items())
        total = evaluation.score_of[name, "overall"].value or 0.0
        found.append((-agreed.level, -shared, -total, name))
    if not found:
        return None
    level, shared, _, name = min(found)
    criterion = ref.rsplit(".", maxsplit=1)[-1]
    ratings = [r for r in evaluation.file_of[name].case.ratings_of(criterion) if r.level is not None and r.evidence]
    best = max(ratings, key=lambda r: (r.adjudicates, r.level or 0.0), default=None)
    supports = [e for e in best.evidence if e.kind == "supports"] if best else []
    places = cited(evaluation.file_of[name].case, supports, lang)
    note = next((in_language(e.note, lang).rstrip("。.") for e in supports if e.note), "")
    return Teacher(name, -level, -shared, places, note)


@dataclass(frozen=True, slots=True)
class PathFact:
    """The way to the next grade: its name, what it asks, the total reached, and the criteria raised, each with its levels."""

    grade: str
    needed: float
    total: float
    raised: tuple[tuple[str, float, float], ...]
    n_steps: int
    exact: bool


def path_fact(evaluation: Evaluation, found: Path, lang: str) -> PathFact:
    """A path in words; several raises of one criterion are one entry."""
    titles = title_of(evaluation, lang)
    label = next(in_language(g.label, lang) for g in evaluation.rubric.grades if g.id == found.grade)
    merged: dict[str, tuple[float, float]] = {}
    for ref, now, then in found.steps:
        merged[ref] = (merged[ref][0] if ref in merged else now, then)
    raised = tuple((titles[ref], now, then) for ref, (now, then) in merged.items())
    return PathFact(label, found.needed, found.total, raised, len(found.steps), found.exact)


def coordination_gain(evaluation: Evaluation, case: str, raised: Raise) -> float | None:
    """What a raise does to the degree of the first coordination block; None where there is none."""
    if not evaluation.rubric.coordination:
        return None
    block = evaluation.rubric.coordination[0]
    own = {ref: s for (name, ref), s in evaluation.score_of.items() if name == case}
    scores = {ref: s.value for ref, s in own.items()}
    applies = {ref: s.state != "not-applicable" for ref, s in own.items()}
    low, high = evaluation.rubric.levels[0], evaluation.rubric.levels[-1]
    before = coordinate(case, evaluation.rubric, block, scores, applies).degree
    after = coordinate(
        case, evaluation.rubric, block, {**scores, raised.ref: (raised.raised - low) / (high - low)}, applies
    ).degree
    return None if before is None or after is None else after - before
