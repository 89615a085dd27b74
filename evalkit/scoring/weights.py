"""A rubric and other weights for it in; the rubric under those weights, and what was wrong with
them, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np

from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.rubric import Pillar, Rubric, RubricFile
from evalkit.model.weights import Judge, Judged, WeightsFile
from evalkit.reading.rubric import unknown
from evalkit.reading.yaml import Document, Path
from evalkit.scoring.aggregate import Array
from evalkit.scoring.judgements import CONSISTENT, Compared, ahp, joined, points


@dataclass(frozen=True, slots=True)
class Panel:
    """What judges say of the parts of a node: ``weights`` by part, summing to 1; each judge's
    comparison, where pairs were judged."""

    of: str
    parts: tuple[str, ...]
    weights: tuple[float, ...]
    compared: tuple[tuple[str, Compared], ...]


def parts_of(rubric: Rubric, of: str) -> tuple[str, ...]:
    """Refs of the parts of a node that carry weight: of the total, or of a pillar; empty where
    there is no such node."""
    if of == "overall":
        return tuple(pillar.id for pillar in rubric.pillars if pillar.counts)
    node = rubric.index[of].node if of in rubric.index else None
    if not isinstance(node, Pillar):
        return ()
    own = [f"{of}.{c.id}" for c in node.criteria if c.scored]
    return (*own, *(f"{of}.{p.id}" for p in node.pillars if p.counts))


def _groups(rubric: Rubric) -> list[str]:
    """Refs of the nodes that have parts: the total, and every pillar."""
    return ["overall", *(ref for ref, _, node in rubric.walk() if isinstance(node, Pillar))]


def overlaid(
    standard: RubricFile, file: WeightsFile, document: Document
) -> tuple[RubricFile | None, tuple[Finding, ...]]:
    """The rubric under other weights; None with the findings where they do not fit it."""
    rubric = standard.rubric
    findings = tuple(_findings(rubric, file, document))
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    given = weights_of(rubric, file)
    pillars = tuple(_weighed(pillar, "", given) for pillar in rubric.pillars)
    weighed = rubric.model_copy(update={"pillars": pillars})
    return replace(standard, rubric=weighed, weighed=file), findings


def weights_of(rubric: Rubric, file: WeightsFile) -> Mapping[str, float]:
    """Ref → weight, from the judges and from what is set outright, which wins."""
    given: dict[str, float] = {}
    for judged in file.weights.judged:
        panel = panel_of(rubric, judged)
        given |= dict(zip(panel.parts, panel.weights, strict=True))
    refs = _refs(rubric)
    return given | {refs[name]: weight for name, weight in file.weights.set.items()}


def panel_of(rubric: Rubric, judged: Judged) -> Panel:
    """Weights of a node's parts from its judges: pairs joined by geometric means, points by the
    mean of shares; where both kinds are given, the mean of the two, each by the number of its
    judges."""
    parts = parts_of(rubric, judged.of)
    own = {_short(ref): n for n, ref in enumerate(parts)}
    pairs = [judge for judge in judged.judges if judge.pairs]
    spread = [judge for judge in judged.judges if judge.points]
    matrices = [_matrix(judge, own) for judge in pairs]
    total = np.zeros(len(parts))
    if pairs:
        total += len(pairs) * np.array(ahp(joined(matrices)).weights)
    if spread:
        rows = [
            [judge.points.get(_short(ref), judge.points.get(ref, 0.0)) for ref in parts]
            for judge in spread
        ]
        total += len(spread) * points(rows)
    weights = total / max(1, len(pairs) + len(spread))
    names = (judge.judge for judge in pairs)
    compared = tuple(zip(names, map(ahp, matrices), strict=True))
    return Panel(judged.of, parts, tuple(map(float, weights)), compared)


def _short(ref: str) -> str:
    return ref.rsplit(".", maxsplit=1)[-1]


def _matrix(judge: Judge, own: Mapping[str, int]) -> Array:
    matrix = np.ones((len(own), len(own)))
    for a, others in judge.pairs.items():
        for b, ratio in others.items():
            i, j = own[_short(a)], own[_short(b)]
            matrix[i, j], matrix[j, i] = ratio, 1 / ratio
    return matrix


def _refs(rubric: Rubric) -> dict[str, str]:
    """Names by which a node may be set: its ref or its id."""
    refs = {ref: ref for ref, _, _ in rubric.walk()}
    return {_short(ref): ref for ref in refs} | refs


def _weighed(pillar: Pillar, above: str, given: Mapping[str, float]) -> Pillar:
    ref = f"{above}.{pillar.id}" if above else pillar.id
    criteria = tuple(
        c.model_copy(update={"weight": given.get(f"{ref}.{c.id}", c.weight)})
        for c in pillar.criteria
    )
    pillars = tuple(_weighed(p, ref, given) for p in pillar.pillars)
    weight = given.get(ref, pillar.weight)
    return pillar.model_copy(update={"criteria": criteria, "pillars": pillars, "weight": weight})


# --- what is wrong with weights --------------------------------------------------------------


def _findings(rubric: Rubric, file: WeightsFile, at: Document) -> Iterator[Finding]:
    weights = file.weights
    if weights.weights != rubric.pin:
        yield found(
            "weights-other-rubric", at.span(("weights",)), wanted=weights.weights, used=rubric.pin
        )
        return
    refs = _refs(rubric)
    for name in weights.set:
        if name not in refs:
            yield unknown(name, refs, at.span(("set", name), key=True))
    sound = True
    yield from _repeated(weights.judged, at)
    for n, judged in enumerate(weights.judged):
        faults = list(_judged_findings(rubric, judged, at, ("judged", n)))
        sound = sound and not any(fault.severity == "error" for fault in faults)
        yield from faults
    if sound and all(name in refs for name in weights.set):
        yield from _zero(rubric, file, at)


def _repeated(given: Sequence[Judged], at: Document) -> Iterator[Finding]:
    """Judges who judge the parts of one node more than once."""
    known: set[tuple[str, str]] = set()
    for n, judged in enumerate(given):
        for k, judge in enumerate(judged.judges):
            own = (judged.of, judge.judge)
            if own in known:
                span = at.span(("judged", n, "judges", k, "judge"))
                yield found("judge-repeated", span, judge=judge.judge, of=judged.of)
            known.add(own)


def _judged_findings(rubric: Rubric, judged: Judged, at: Document, path: Path) -> Iterator[Finding]:
    parts = [_short(ref) for ref in parts_of(rubric, judged.of)]
    if not parts:
        yield unknown(judged.of, _groups(rubric), at.span((*path, "of")))
        return
    for n, judge in enumerate(judged.judges):
        own = (*path, "judges", n)
        named: dict[str, tuple[str, ...]] = {
            **{name: ("points", name) for name in judge.points},
            **{name: ("pairs", name) for name in judge.pairs},
        }
        named |= {b: ("pairs", a, b) for a, others in judge.pairs.items() for b in others}
        wrong = [name for name in named if _short(name) not in parts]
        for name in wrong:
            yield found(
                "part-unknown",
                at.span((*own, *named[name]), key=True),
                name=name,
                of=judged.of,
                choices=listed(parts),
                **suggestion(name, parts),
            )
        if not judge.pairs and not judge.points:
            yield found("key-missing", at.span(own), key="pairs", owner="@judge")
        elif judge.points and not any(judge.points.values()):
            yield found("weights-zero", at.span((*own, "points"), key=True), pillar=judged.of)
        elif not wrong:
            # nothing given is not nought given: a judge who means nought writes 0
            points = [*map(_short, judge.points)] or parts
            lacking = [part for part in parts if part not in points]
            for part in lacking:
                span = at.span((*own, "points"), key=True)
                yield found("key-missing", span, key=part, owner="@judge")
            if judge.pairs and not lacking:
                yield from _pair_findings(judge, judged.of, parts, at, own)


def _pair_findings(
    judge: Judge, of: str, parts: Sequence[str], at: Document, own: Path
) -> Iterator[Finding]:
    given: dict[tuple[str, str], list[tuple[float, Path]]] = {}
    for a, others in judge.pairs.items():
        for b, ratio in others.items():
            place = (*own, "pairs", a, b)
            pair, value = (_short(a), _short(b)), ratio
            if parts.index(pair[0]) > parts.index(pair[1]):
                pair, value = pair[::-1], 1 / ratio
            given.setdefault(pair, []).append((value, place))
    say, pairs = partial(found, judge=judge.judge), at.span((*own, "pairs"), key=True)
    whole = True
    for a, b in combinations(parts, 2):
        said = given.get((a, b), [])
        if not said:
            whole = False
            yield say("judgement-missing", pairs, a=a, b=b)
        elif max(v for v, _ in said) / min(v for v, _ in said) > 1.01:
            whole = False
            first, second = (_ratio_text(v) for v, _ in said[:2])
            span = at.span(said[1][1])
            yield say("judgement-conflict", span, a=a, b=b, first=first, second=second)
    if not whole:
        return
    compared = ahp(_matrix(judge, {name: n for n, name in enumerate(parts)}))
    if compared.ratio is not None and compared.ratio > CONSISTENT and compared.triad:
        a, b, c = (parts[n] for n in compared.triad)
        ab, bc, ac = (_ratio_text(v) for v in compared.judged)
        cr = f"{compared.ratio:.2f}"
        yield say(
            "judgement-inconsistent", pairs, of=of, ratio=cr, a=a, b=b, c=c, ab=ab, bc=bc, ac=ac
        )


def _ratio_text(value: float) -> str:
    """A judgement as people write it: 3, 1/5."""
    return f"{value:.3g}" if value >= 1 else f"1/{1 / value:.3g}"


def _zero(rubric: Rubric, file: WeightsFile, at: Document) -> Iterator[Finding]:
    """Nodes all of whose parts would weigh nothing."""
    given = weights_of(rubric, file)
    for of in _groups(rubric):
        parts = parts_of(rubric, of)
        weights = [given.get(part, rubric.index[part].node.weight) for part in parts]
        if not given.keys().isdisjoint(parts) and not any(weights):
            yield found("weights-zero", at.span(("set",), key=True), pillar=of)
