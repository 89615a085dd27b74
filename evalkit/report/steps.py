"""Results in, the facts on what to do out: whether systems advance in step, what to raise, whom to learn from."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.changes import region_key
from evalkit.analysis.coordination import Coordinated
from evalkit.analysis.results import Results
from evalkit.model.fields import in_language
from evalkit.model.rubric import Coordination
from evalkit.report.facts import (
    cited,
    region_of,
    title_of,
)
from evalkit.scoring.rank import TOLERANCE

OBSTACLES = 3  # criteria named as holding the weaker system back


@dataclass(frozen=True, slots=True)
class CoordinationFact:
    """Whether a case's systems advance in step. ``systems``: (name, value) in the rubric's order.

    ``step``: out, where they are at least the rubric's ``apart`` from each other; in, where less than half of it;
    else lags.
    """

    systems: tuple[tuple[str, float | None], ...]
    ahead: str
    behind: str
    apart: float | None
    step: str
    obstacles: tuple[str, ...]


def coordination(results: Results, found: Coordinated, lang: str) -> CoordinationFact:
    """One case's coordination in words."""
    block = block_of(results, found)
    titles = title_of(results, lang)
    names = {s.system: system_name(block, s.system, lang) for s in found.systems}
    held = [o.ref for o in found.obstacles if o.system == found.behind or not found.behind]
    return CoordinationFact(
        tuple((names[s.system], s.value) for s in found.systems), names.get(found.ahead, ""), names.get(found.behind, ""),
        found.apart, _step(found.apart or 0.0, block.apart), tuple(titles[ref] for ref in held[:OBSTACLES]),
    )  # fmt: skip


def _step(apart: float, limit: float) -> str:
    return "out" if apart >= limit - TOLERANCE else "in" if apart < limit / 2 else "lags"


def block_of(results: Results, found: Coordinated) -> Coordination:
    """The rubric's block that a result belongs to."""
    return next(block for block in results.evaluation.rubric.coordination if block.id == found.block)


def system_name(block: Coordination, system: str, lang: str) -> str:
    """What a system is called; its id where the rubric gives no name."""
    return in_language(block.named(system), lang)


@dataclass(frozen=True, slots=True)
class InStep:
    """One block over all cases: who lags how often, in how many of them by little, where it is furthest behind (all who
    tie), and by how much, in [0, 1]."""

    behind: str
    ahead: str
    n_behind: int
    n_little: int
    n: int
    widest: tuple[str, ...]
    most: float


def in_step(results: Results, block: Coordination, lang: str) -> InStep | None:
    """How the cases stand together; None with fewer than two that could be computed, or where no system lags more often
    than the other."""
    found = [c for c in results.coordination if c.block == block.id and c.degree is not None]
    laggards = [c.behind for c in found if c.behind]
    often = sorted((laggards.count(system) for system in block.systems), reverse=True)
    if len(found) < 2 or len(block.systems) != 2 or often[0] == often[1]:
        return None
    behind = max(block.systems, key=laggards.count)
    ahead = next(system for system in block.systems if system != behind)
    apart = {c.case: c.apart or 0.0 for c in found if c.behind == behind}
    most = max(apart.values())
    widest = tuple(region_of(results, case, lang) for case, gap in apart.items() if gap >= most - TOLERANCE)
    little = sum(_step(gap, block.apart) == "in" for gap in apart.values())
    first, second = (system_name(block, system, lang) for system in (behind, ahead))
    return InStep(first, second, len(apart), little, len(found), widest, most)


@dataclass(frozen=True, slots=True)
class Teacher:
    """The case that does a criterion best among those most like this one. ``shared``: facet values in common."""

    case: str
    level: float
    shared: int
    places: tuple[str, ...]
    note: str


def teacher(results: Results, case: str, ref: str, lang: str) -> Teacher | None:
    """Whom to learn a criterion from, another region: a higher level, then more facet values in common, then a higher total."""
    own = results.evaluation.file_of[case].case.facet_values()
    mine = results.evaluation.ratings.agreed[case, ref].level or 0.0
    mine_of = region_key(results.evaluation.file_of[case].case)
    found = []
    for file in results.evaluation.files:
        name = file.case.case
        agreed = results.evaluation.ratings.agreed.get((name, ref))
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
        total = results.evaluation.score_of[name, "overall"].value or 0.0
        found.append((-agreed.level, -shared, -total, name))
    if not found:
        return None
    level, shared, _, name = min(found)
    criterion = ref.rsplit(".", maxsplit=1)[-1]
    ratings = [r for r in results.evaluation.file_of[name].case.ratings_of(criterion) if r.level is not None and r.evidence]
    best = max(ratings, key=lambda r: (r.adjudicates, r.level or 0.0), default=None)
    supports = [e for e in best.evidence if e.kind == "supports"] if best else []
    places = cited(results.evaluation.file_of[name].case, supports, lang)
    note = next((in_language(e.note, lang).rstrip("。.") for e in supports if e.note), "")
    return Teacher(name, -level, -shared, places, note)


