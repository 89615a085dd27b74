"""A rubric and its document in; what it says that its result (a total, a profile, a verdict) has no
use for, out."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model.finding import Finding, Value, found
from evalkit.model.rubric import (
    UNBOUNDED_MEANS,
    AtLeast,
    Criterion,
    Grade,
    Pillar,
    Rubric,
)
from evalkit.reading.yaml import Document, Path, get

Placed = tuple[Path, str, Pillar | Criterion]


def result_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """without-total, heading-in-mean, verdict-unreachable, depth-unknown, rubric-empty,
    show-without-scale."""
    if not any(_counts(rubric, ref) for ref, criterion in rubric.criteria() if criterion.scored):
        because = "@empty-total" if rubric.has_total else "@empty-parts"
        yield found("rubric-empty", document.span(("pillars",), key=True), because=because)
    yield from _index_findings(rubric, document)
    yield from _headings(rubric, document)
    yield from _depths(rubric, document)
    if rubric.method.show and rubric.verdict is None and len(rubric.levels) < 2:
        yield found("show-without-scale", document.span(("method", "show"), key=True))
    if rubric.has_total:
        return
    because = f"@without-{rubric.result}"
    for path, of_heading in _unused(rubric, document):
        key = str(path[-1] if path[0] != "grades" else "from")
        at = path if path[0] != "grades" else (*path, "from")
        said: dict[str, Value] = {"key": key, "because": because, **_instead(rubric, path)}
        if of_heading and rubric.verdict is None:
            said |= {"because": "@without-heading", "drop": key}
        yield found("without-total", document.span(at, key=True), **said)
    n, rule = sum(criterion.scored for _, criterion in rubric.criteria()), rubric.verdict
    if isinstance(rule, AtLeast) and rule.at_least > n > 0:
        span = document.span(("verdict", "at_least"))
        yield found("verdict-unreachable", span, wanted=rule.at_least, n=n)


def _index_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """What leaves [0, 1] where nobody says that these are values of an index; and what such values
    have no use for."""
    for path, _, node in with_paths(rubric):
        rule = node.measure if isinstance(node, Criterion) else None
        capped = rule is not None and rule.cap is not None and rule.normalisation != "zscore"
        if rule is not None and rule.unbounded and not rubric.is_index and not capped:
            key = "cap" if rule.cap is not None else "normalisation"
            written = f"{key}: {rule.cap or rule.normalisation}"
            span = document.span((*path, "measure", key))
            yield found("index-undeclared", span, written=written)
    if not rubric.is_index:
        return
    loose = any(rule.unbounded for _, rule in rubric.measured.values())
    for place, what in _beside_index(rubric, document, loose):
        yield found("index-without", document.span(place, key=True), what=f"@index-{what}")


def _beside_index(rubric: Rubric, document: Document, loose: bool) -> Iterator[tuple[Path, str]]:
    for key, what in (("grades", "grades"), ("coordination", "block"), ("floors", "floors")):
        if get(document.data, (key,)):
            yield (key,), what
    if rubric.verdict is not None:
        yield ("verdict",), "verdict"
    for path, _, node in with_paths(rubric):
        if isinstance(node, Criterion) and node.levels:
            yield (*path, "levels"), "levels"
        own = node.aggregation if isinstance(node, Pillar) else None
        if loose and own is not None and own not in UNBOUNDED_MEANS:
            yield (*path, "aggregation"), "mean"
    if loose and rubric.method.aggregation not in UNBOUNDED_MEANS:
        yield ("method", "aggregation"), "mean"


def _instead(rubric: Rubric, path: Path) -> dict[str, Value]:
    """What a grade may hang on where there is no total, with the first criterion and its second
    level; nothing for other keys."""
    asked = next(iter(rubric.rated.values()), None)
    if path[0] != "grades" or asked is None or not asked.levels or len(asked.levels) < 2:
        return {}
    return {"instead": f"unless: {{{asked.id}: {sorted(asked.levels)[1]:g}}}"}


def _counts(rubric: Rubric, ref: str) -> bool:
    """Whether a criterion is part of what a case comes to."""
    top = rubric.index[ref.split(".", maxsplit=1)[0]].node
    return not rubric.has_total or (isinstance(top, Pillar) and top.counts and top.weight > 0)


def _headings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """Pillars without a score of their own that a mean would have to take in."""
    if rubric.has_total and rubric.method.aggregation == "none":
        span = document.span(("method", "aggregation"))
        yield found("heading-in-mean", span, of="@whole", pillar="@its-parts")
        return
    for path, ref, pillar in _pillars(rubric):
        parent = rubric.index[ref].above[-1] if rubric.index[ref].above else None
        if rubric.verdict is None and rubric.is_heading(pillar) and rubric.weighs(ref):
            of = f'"{parent.id}"' if parent is not None else "@whole"
            at = path if pillar.aggregation is None else (*path, "aggregation")
            named = f'"{pillar.id}"'
            yield found("heading-in-mean", document.span(at), pillar=named, of=of)


def _depths(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """Shares asked of pillars that are deeper than any there is."""
    deepest = max((ref.count(".") + 1 for _, ref, _ in _pillars(rubric)), default=0)
    for depth in rubric.coverage.depth:
        if not 0 <= depth <= deepest:
            span = document.span(("method", "coverage", "depth", str(depth)), key=True)
            yield found("depth-unknown", span, depth=f"{depth:g}", deepest=deepest)


def _unused(rubric: Rubric, document: Document) -> Iterator[tuple[Path, bool]]:
    """Where something stands that only a total needs, or, and then True, the score of a pillar that
    is a heading only."""
    alone: tuple[Path, ...] = (("method", "ranges"),)
    if rubric.verdict is not None:
        means = (("method", name) for name in ("aggregation", "coverage", "show"))
        alone = (("total",), *means, *alone, ("floors",), ("coordination",))
    yield from ((path, False) for path in alone if get(document.data, path) is not None)
    for n, grade in enumerate(rubric.grades):
        if isinstance(grade, Grade):
            yield ("grades", n), False
    for path, ref, node in with_paths(rubric):
        inside, pillar = bool(rubric.index[ref].above), isinstance(node, Pillar)
        keys = ["aggregation"] if pillar and rubric.verdict is not None else []
        keys += [] if rubric.weighs(ref) else ["weight", "counts"] if pillar else ["weight"]
        for key in keys:
            if get(document.data, (*path, key)) is not None:
                yield (*path, key), inside
        heading = isinstance(node, Pillar) and rubric.is_heading(node)
        if heading and ref in rubric.floors and rubric.verdict is None:
            yield ("floors", ref), True


def with_paths(rubric: Rubric) -> Iterator[Placed]:
    """Every pillar and criterion with where it stands and its ref; the criteria of a pillar before
    the pillars below it."""

    def walk(pillar: Pillar, path: Path, ref: str) -> Iterator[Placed]:
        yield path, ref, pillar
        for n, criterion in enumerate(pillar.criteria):
            yield (*path, "criteria", n), f"{ref}.{criterion.id}", criterion
        for n, child in enumerate(pillar.pillars):
            yield from walk(child, (*path, "pillars", n), f"{ref}.{child.id}")

    for n, pillar in enumerate(rubric.pillars):
        yield from walk(pillar, ("pillars", n), pillar.id)


def _pillars(rubric: Rubric) -> list[tuple[Path, str, Pillar]]:
    return [(path, ref, own) for path, ref, own in with_paths(rubric) if isinstance(own, Pillar)]
