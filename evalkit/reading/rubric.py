"""A document in; a rubric, or weights for one, or the reasons why not, out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from evalkit.model.fields import Text, both
from evalkit.model.finding import Finding, Value, found, listed, suggestion
from evalkit.model.place import Place, Span
from evalkit.model.rubric import (
    PLACEHOLDERS,
    Applies,
    Criterion,
    Measure,
    OverridingGrade,
    Pillar,
    Rubric,
    RubricFile,
    Variable,
)
from evalkit.model.scale import Scale
from evalkit.reading.lost_text import lost_text
from evalkit.reading.pruned import Kept
from evalkit.reading.rubric_results import result_findings, with_paths
from evalkit.reading.yaml import Document, Path

if TYPE_CHECKING:
    from evalkit.model.weights import WeightsFile


def read_rubric(
    document: Document, sha256: str = ""
) -> tuple[RubricFile | None, tuple[Finding, ...]]:
    """A rubric, or None with the reasons why not."""
    try:
        rubric = Rubric.model_validate(document.data)
    except ValidationError as error:
        from evalkit.reading.validation import shape_findings

        return None, tuple(shape_findings(error, Rubric, document, Kept()))
    findings = (*rubric_findings(rubric, document), *lost_text(document))
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    return RubricFile(rubric, document.file, sha256, _rubric_places(document)), findings


def read_weights(
    document: Document, sha256: str = ""
) -> tuple[WeightsFile | None, tuple[Finding, ...]]:
    """Other weights for a rubric, or None with the reasons why not."""
    from evalkit.model.weights import Weights, WeightsFile

    try:
        weights = Weights.model_validate(document.data)
    except ValidationError as error:
        from evalkit.reading.validation import shape_findings

        return None, tuple(shape_findings(error, Weights, document, Kept()))
    return WeightsFile(weights, document.file, sha256), tuple(lost_text(document))


def _rubric_places(document: Document) -> dict[str, Place]:
    places: dict[str, Place] = {}

    def put(key: str, path: Path, on_key: bool = False) -> None:
        span = document.span(path, key=on_key)
        places[key] = (span.line, span.column)

    def walk(node: Any, path: Path, ref: str) -> None:
        put(ref, (*path, "id"))
        for level in node.get("levels") or {}:
            put(f"{ref}/{level}", (*path, "levels", level), True)
        for n, child in enumerate(node.get("criteria") or ()):
            walk(child, (*path, "criteria", n), f"{ref}.{child['id']}")
        for n, child in enumerate(node.get("pillars") or ()):
            walk(child, (*path, "pillars", n), f"{ref}.{child['id']}")

    for n, pillar in enumerate(document.data["pillars"]):
        walk(pillar, ("pillars", n), pillar["id"])
    for key in ("scale", "grades", "method"):
        put(key, (key,), True)
    for step in document.data.get("prepare") or ():
        put(f"prepare/{step}", ("prepare", step), True)
    return places


def rubric_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """What is wrong with a rubric that is well formed: ids, levels, facets, references,
    goalposts."""
    yield from _scale_findings(rubric, document)
    ids = [(node.id, path) for path, _, node in with_paths(rubric)]
    ids += [(own.id, ("measures", n)) for n, own in enumerate(rubric.measures)]
    yield from _repeated(ids, document)
    yield from _codes_repeated(rubric, document)
    for path, _, node in with_paths(rubric):
        yield from _applies_findings(node.applies, rubric, document, (*path, "applies"))
        if isinstance(node, Criterion):
            yield from _criterion_findings(node, rubric, document, path)
        else:
            yield from _pillar_findings(node, document, path)
    yield from result_findings(rubric, document)
    yield from _preparation_findings(rubric, document)
    yield from _coordination_findings(rubric, document)
    yield from _consistency_findings(rubric, document)
    yield from _chain_findings(rubric, document)
    yield from _member_findings(rubric, document)
    yield from _code_findings(rubric, document)
    yield from _gate_findings(rubric, document)
    yield from _placeholder_findings(rubric, document)


def _preparation_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """Measures that serve others and what is prepared of them: ids, facets."""
    known = [serving.id for serving in rubric.measures]
    measured = [criterion.id for criterion, _ in rubric.measured.values()]
    for name in rubric.prepare.per:
        at: Path = ("prepare", "per", name)
        rule = rubric.prepare.divided_by(name)
        if name not in measured:
            yield _no_measure(name, measured, document.span(at, key=True))
        if rule is not None and rule.by not in (*known, *measured):
            inner = at if isinstance(rubric.prepare.per[name], str) else (*at, "by")
            yield _no_measure(rule.by, (*known, *measured), document.span(inner))
    impute = rubric.prepare.impute
    if impute is not None and impute.method.startswith("group-"):
        if impute.facet is None:
            span = document.span(("prepare", "impute"))
            yield found("key-missing", span, key="facet", owner="@impute")
        elif impute.facet not in rubric.facets:
            span = document.span(("prepare", "impute", "facet"))
            near = suggestion(impute.facet, rubric.facets)
            known_facets = listed(rubric.facets) or None
            yield found("facet-unknown", span, facet=impute.facet, choices=known_facets, **near)


def _no_measure(name: str, known: Sequence[str], span: Span) -> Finding:
    near = suggestion(name, known)
    return found("prepare-unknown", span, name=name, choices=listed(known) or None, **near)


def _placeholder_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """What `evalkit new rubric` wrote and nobody changed."""
    source = rubric.source.title if rubric.source is not None else None
    for path, text in ((("title",), rubric.title), (("source", "title"), source)):
        left = next((said for said in both(text) if said in PLACEHOLDERS), None)
        if left is not None:
            yield found("placeholder-left", document.span(path), key=".".join(path), value=left)


def _gate_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    rated = [criterion.id for criterion in rubric.rated.values()]
    asked: list[tuple[Path, Mapping[str, float]]] = [(("must",), rubric.must)]
    for n, grade in enumerate(rubric.grades):
        if isinstance(grade, OverridingGrade):
            asked.append((("grades", n, "unless"), grade.unless))
    for path, levels in asked:
        for name, level in levels.items():
            if why := _out_of_reach(rubric, name, level):
                place = document.span((*path, name), key=True)
                yield found("gate-impossible", place, criterion=name, **why)
            elif name not in rated:
                yield unknown(name, rated, document.span((*path, name), key=True))
            elif (scale := rubric.scales[name]).levels and level not in scale.ratable:
                yield _no_level(name, level, document.span((*path, name)), scale)
    pillars = [ref for ref, _, node in rubric.walk() if not isinstance(node, Criterion)]
    for name in rubric.floors:
        if name not in pillars:
            yield unknown(name, pillars, document.span(("floors", name), key=True))


def _out_of_reach(rubric: Rubric, name: str, level: float) -> dict[str, Value]:
    """Why no case can be below a level of a criterion, and the pillar to ask something of instead;
    nothing where one can."""
    pillars = {n.node.id: n.ref for n in rubric.nodes if isinstance(n.node, Pillar)}
    if name not in rubric.ref_of:
        pillar = name if name in rubric.index else pillars.get(name)
        return {"because": "@gate-pillar", "pillar": pillar} if pillar else {}
    ref, above, node = rubric.index[rubric.ref_of[name]]
    if isinstance(node, Criterion) and not node.levels:
        return {"because": "@gate-measured", "pillar": ref.rpartition(".")[0]}
    scale = rubric.scales[name]
    if scale.steps > 0 and level == scale.low:
        return {"because": "@gate-lowest", "next": f"{name}: {scale.levels[1]:g}"}
    asked: dict[str, set[str]] = {}
    for part in (*above, node):
        for facet, values in part.applies.items():
            asked[facet] = asked.get(facet, {*values}) & {*values}
    single = {name for name, facet in rubric.facets.items() if not facet.many}
    never = any(not values for facet, values in asked.items() if facet in single)
    return {"because": "@gate-apart"} if never else {}


def _code_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """A kind of value must be a kind of a value of the same code, and of one that is no kind
    itself."""
    for name, code in rubric.codes.items():
        for id, value in code.values.items():
            if value.of is not None and value.of not in code.broadest:
                place = document.span(("codes", name, "values", id, "of"))
                yield unknown(value.of, code.broadest, place)


def unknown(name: str, known: Iterable[str], span: Span) -> Finding:
    """reference-unknown: a name that refers to nothing."""
    return found("reference-unknown", span, name=name, **suggestion(name, known))


def named(word: str, criteria: Iterable[Criterion]) -> dict[str, Value]:
    """``{"suggestion": id}`` of the criterion whose code or title a word is, or nothing."""
    own = word.casefold().strip()
    for criterion in criteria:
        if own in (criterion.code.casefold(), *(t.casefold() for t in both(criterion.title))):
            return {"suggestion": criterion.id}
    return {}


def titled(word: str, titles: Mapping[str, Text | None]) -> dict[str, Value]:
    """``{"suggestion": id}`` of what is called by a word in either language, or nothing."""
    own = unicodedata.normalize("NFKC", word).casefold().strip()
    for id, title in titles.items():
        if title and own in (name.casefold().strip() for name in both(title)):
            return {"suggestion": id}
    return {}


def check_unknown(criterion: Criterion, name: str, span: Span, ref: str | None = None) -> Finding:
    """check-unknown: a name that is no check of a criterion, with those there are."""
    known = [check.id for check in criterion.checks]
    said = {"criterion": criterion.id, "check": name, "choices": listed(known) or None}
    near = titled(name, {check.id: check.asks for check in criterion.checks})
    if name.isdecimal() and 0 < int(name) <= len(known):  # as forms and pages count them
        near = {"suggestion": known[int(name) - 1]}
    return found("check-unknown", span, ref=ref, **said, **(near or suggestion(name, known)))


def _off_scale(level: float, span: Span, levels: Iterable[float], **more: Value) -> Finding:
    shown = listed(f"{own:g}" for own in levels)
    return found("level-not-on-scale", span, level=f"{level:g}", levels=shown, **more)


def _no_level(name: str, level: float, span: Span, scale: Scale) -> Finding:
    """A level that a criterion does not have: of its own levels, or of the rubric's scale."""
    if not scale.own:
        return _off_scale(level, span, scale.levels)
    shown = listed(f"{own:g}" for own in scale.ratable)
    return found("level-not-own", span, criterion=name, level=f"{level:g}", levels=shown)


def _repeated(ids: Iterable[tuple[str, Path]], document: Document) -> Iterator[Finding]:
    """id-repeated: ids that stood before, each with its place."""
    first: dict[str, int] = {}
    for name, path in ids:
        span = document.span((*path, "id"))
        if name in first:
            yield found("id-repeated", span, id=name, first=first[name])
        first.setdefault(name, span.line)


def _scale_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    levels = rubric.levels
    shared = [c for _, c in rubric.criteria() if c.levels and c.scale is None]
    rated = bool(shared)
    if rated and not levels:  # and so there is no level that a finding below could be about
        described = {level for criterion in shared for level in criterion.levels or ()}
        levels_said = listed(f"{{level: {level}, label: …}}" for level in sorted(described))
        yield found("scale-missing", Span(document.file, 1, 1), line=f"scale: [{levels_said}]")
        return
    if (rated or levels) and (len(levels) < 2 or any(b <= a for a, b in pairwise(levels))):
        yield found("scale-steps", document.span(("scale",), key=True))
    for n, step in enumerate(rubric.method.ceilings.steps):
        if step.from_ not in rubric.steps:
            span = document.span(("method", "ceilings", "steps", n, "from"))
            yield _off_scale(step.from_, span, rubric.steps)
    most = rubric.method.ceilings.contradicted
    if most is not None and not levels and most not in rubric.steps:
        span = document.span(("method", "ceilings", "contradicted"))
        yield _off_scale(most, span, rubric.steps)
    yield from _ceiling_findings(rubric, document)
    starts = [band.from_ for band in rubric.bands]
    if starts and (min(starts) != 0 or len(set(starts)) < len(starts)):
        yield found("grades-order", document.span(("grades",), key=True))
    ids = [(grade.id, ("grades", n)) for n, grade in enumerate(rubric.grades)]
    yield from _repeated(ids, document)


def _ceiling_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """Ceilings that ask for more checks than any criterion has."""
    most = max((len(criterion.checks) for _, criterion in rubric.criteria()), default=0)
    for n, step in enumerate(rubric.method.ceilings.steps):
        if isinstance(step.checks, int) and step.checks > most > 0:
            path: Path = ("method", "ceilings", "steps", n, "checks")
            from evalkit.reading.corrections import Written

            line = Written(document, path).with_value("all")
            said = {"level": step.from_, "checks": step.checks, "most": most}
            yield found("ceiling-unreachable", document.span(path), **said, line=line)


def _codes_repeated(rubric: Rubric, document: Document) -> Iterator[Finding]:
    """Short labels that two pillars or two criteria share."""
    for kind in (Pillar, Criterion):
        first: dict[str, tuple[str, int]] = {}
        for path, _, node in with_paths(rubric):
            if isinstance(node, kind) and node.code:
                span = document.span((*path, "code"))
                other, line = first.setdefault(node.code, (node.id, span.line))
                if other != node.id:
                    said = {"label": node.code, "id": node.id, "other": other}
                    yield found("code-repeated", span, first=line, **said)


def _criterion_findings(
    criterion: Criterion, rubric: Rubric, document: Document, path: Path
) -> Iterator[Finding]:
    if criterion.scale == "own" and (criterion.levels is None or len(criterion.levels) < 2):
        yield _without_levels(criterion, document, path)
    elif (criterion.levels is None) == (criterion.measure is None):
        given = "@neither" if criterion.levels is None else "@both"
        yield found("criterion-kind", document.span(path), criterion=criterion.id, given=given)
    if criterion.levels is not None and criterion.scale is None:
        yield from _described(criterion, rubric, document, (*path, "levels"))
    if criterion.measure is not None:
        yield from _measure_findings(criterion.measure, document, (*path, "measure"))
    checks = [(check, (*path, "checks", n)) for n, check in enumerate(criterion.checks)]
    yield from _repeated(((check.id, at) for check, at in checks), document)
    for check, at in checks:
        yield from _applies_findings(check.applies, rubric, document, (*at, "applies"))
    known = [check.id for check in criterion.checks]
    for level, need in criterion.needs.items():
        scale = rubric.scales.get(criterion.id)
        if scale is not None and scale.levels and level not in scale.levels:
            span = document.span((*path, "needs", str(level)), key=True)
            yield _no_level(criterion.id, level, span, replace(scale, half_levels=False))
        for key, names in (("all", need.all), ("any", need.any)):
            for n, name in enumerate(names):
                if name not in known:
                    span = document.span((*path, "needs", str(level), key, n))
                    yield check_unknown(criterion, name, span)


def _without_levels(criterion: Criterion, document: Document, path: Path) -> Finding:
    """A scale of its own on a criterion that is measured, or has no two levels to be rated at."""
    span = document.span((*path, "scale"), key=True)
    if criterion.measure is not None:
        return found("own-scale-measured", span, criterion=criterion.id)
    given = listed(f"{level:g}" for level in criterion.levels or ())
    more = {"given": given, "other": "0" if given == "5" else "5"} if given else {}
    return found("own-scale-levels", span, criterion=criterion.id, **more)


def _described(
    criterion: Criterion, rubric: Rubric, document: Document, path: Path
) -> Iterator[Finding]:
    """Levels of the rubric's scale that a criterion does not describe, and levels that are none
    of it."""
    described = criterion.levels or {}
    strange = [level for level in described if level not in rubric.levels] if rubric.levels else []
    for wanted in rubric.levels:
        if wanted not in described:
            span = document.span(path, key=True)
            yield found("level-undescribed", span, criterion=criterion.id, level=wanted)
    for level in strange:
        span = document.span((*path, str(level)), key=True)
        yield _off_scale(level, span, rubric.levels, line="scale: own")


def _measure_findings(measure: Measure, document: Document, path: Path) -> Iterator[Finding]:
    name, posts = measure.normalisation, measure.goalposts
    needs, place, example = str(name), "normalisation", ""
    if name == "goalposts" and posts is not None and len(posts) == 2 and posts[0] > posts[1]:
        own: Path = (*path, "goalposts")
        from evalkit.reading.corrections import Written

        line = Written(document, own).with_value(f"[{posts[1]:g}, {posts[0]:g}]")
        yield found("goalposts-order", document.span(own), line=line)
        return
    if turned := _upside_down(measure):
        other = "lower" if measure.better == "higher" else "higher"
        moves = "@rises" if measure.rises else "@falls"
        said = {"better": measure.better, "other": other, "moves": moves, "written": turned}
        yield found("measure-upside-down", document.span((*path, "better")), **said)
        return
    if still := _unmoved(measure):
        key, written = still
        span = document.span((*path, key))
        yield found("measure-unmoved", span, written=f"{key}: {written}")
        return
    if name == "goalposts" and (posts is None or len(posts) != 2 or posts[0] >= posts[1]):
        example, place = "goalposts: [0, 4]", "goalposts"
        needs = "@two-ends" if posts is not None else needs
    elif name == "target" and measure.target in (None, measure.start or 0):
        example = "start: 0, target: 3"
    elif name == "step" and not measure.steps:
        needs, example = "steps", "steps: [{from: 0, score: 0}, {from: 2, score: 1}]"
    elif name == "distance" and measure.reference is None:
        needs, example = "reference", "normalisation: distance, reference: CASE"
    elif measure.cap is not None and name != "zscore":
        needs, place, example = "@no-cap", "cap", "normalisation: zscore"
    elif name == "interval" and not _ordered(measure.best, alike=True):
        needs, example = "@two-ends" if measure.best else "best", "best: [10, 20]"
        place = "best" if measure.best else place
    elif name == "interval" and posts is not None and not _around(posts, measure.best or ()):
        needs, place = "@posts-around", "goalposts"
        low, high = measure.best or (0, 1)
        example = f"goalposts: [{low - 1:g}, {high + 1:g}]"
    elif measure.range is not None and (name != "minmax" or not _ordered(measure.range)):
        needs, place = ("@two-ends", "range") if name == "minmax" else ("@no-range", "range")
        example = "range: [1, 100]" if name == "minmax" else "normalisation: minmax"
    elif name == "share-of-best" and measure.transform != "none":  # a share of logs hangs on units
        needs = example = "transform: none"
        place = "transform"
    if example:
        span = document.span((*path, place))
        yield found("measure-parameters", span, normalisation=name, needs=needs, example=example)
    elif out := _untransformed(measure):
        place, example = out
        needs = "@above-zero" if measure.transform == "log" else "@from-zero"
        said = {"normalisation": f"{name}, transform: {measure.transform}", "needs": needs}
        yield found("measure-parameters", document.span((*path, place)), **said, example=example)


def _ordered(ends: Sequence[float] | None, alike: bool = False) -> bool:
    """Whether there are two ends, the lower first; ``alike``: or the same one twice."""
    if ends is None or len(ends) != 2:
        return False
    return ends[0] < ends[1] or (alike and ends[0] == ends[1])


def _around(posts: Sequence[float], best: Sequence[float]) -> bool:
    """Whether goalposts lie around the best interval, at one end at least beyond it."""
    return len(posts) == 2 and posts[0] <= best[0] and best[1] <= posts[1] and tuple(posts) != best


def _upside_down(measure: Measure) -> str:
    """The ends of the target, or the steps, that say another direction than ``better`` does."""
    if measure.rises is None or measure.rises == (measure.better == "higher"):
        return ""
    if measure.normalisation == "target":
        return f"start: {measure.start or 0:g}, target: {measure.target:g}"
    steps = (f"{{from: {step.from_:g}, score: {step.score:g}}}" for step in measure.steps)
    return f"steps: [{', '.join(steps)}]"


def _untransformed(measure: Measure) -> tuple[str, str] | None:
    """(key, what to write instead) of an end of the scale that has no logarithm or square root, so
    that nothing would have a score."""

    def moved(value: float) -> bool:
        return value > 0 or (value == 0 and measure.transform == "sqrt")

    if measure.transform == "none":
        return None
    least = 0.0 if measure.transform == "sqrt" else 1.0
    if measure.normalisation == "goalposts" and measure.goalposts is not None:
        low, high = measure.goalposts
        if moved(low):
            return None
        high = high if high > 0 else 100.0
        least = least if high > least else high / 100
        return "goalposts", f"goalposts: [{least:g}, {high:g}]"
    if measure.normalisation == "interval" and measure.best is not None:
        low, high = measure.best
        if not moved(low):
            high = high if high > least else 100.0
            return "best", f"best: [{min(least, high / 10):g}, {high:g}]"
        if measure.goalposts is None or moved(measure.goalposts[0]):
            return None
        return "goalposts", f"goalposts: [{low / 10:g}, {measure.goalposts[1]:g}]"
    if measure.normalisation == "target" and measure.target is not None:
        start = measure.start or 0.0
        if moved(start) and moved(measure.target):
            return None
        ends = {"start": start, "target": measure.target}
        above = [value for value in ends.values() if value > 0]
        least = least if not above or above[0] > least else above[0] / 100
        other = above[0] if above else 100.0
        up = start < measure.target
        written = {"start": least if up else other, "target": other if up else least}
        place = next((key for key in ("start", "target") if not moved(ends[key])), "target")
        place = "target" if place == "start" and measure.start is None else place
        return place, ", ".join(f"{key}: {value:g}" for key, value in written.items())
    return None


def _unmoved(measure: Measure) -> tuple[str, str] | None:
    """(key, what it says) of a rule under which every value has the same score: both ends of the
    scale at one place, or steps that are all worth what lies below the first, nothing."""
    name, posts, start = measure.normalisation, measure.goalposts, measure.start or 0.0
    if name == "goalposts" and posts is not None and len(posts) == 2 and posts[0] == posts[1]:
        return "goalposts", f"[{posts[0]:g}, {posts[1]:g}]"
    if name == "target" and measure.target == start:
        said = f", start: {start:g}" if measure.start is not None else ""
        return "target", f"{start:g}{said}"
    if name == "step" and measure.steps and not any(step.score for step in measure.steps):
        steps = (f"{{from: {step.from_:g}, score: {step.score:g}}}" for step in measure.steps)
        return "steps", f"[{', '.join(steps)}]"
    return None


def _pillar_findings(pillar: Pillar, document: Document, path: Path) -> Iterator[Finding]:
    parts: tuple[Criterion | Pillar, ...] = (*pillar.criteria, *pillar.pillars)
    if not parts:
        yield found("pillar-empty", document.span(path), pillar=pillar.id)
    elif not any(part.weight for part in parts):
        yield found("weights-zero", document.span(path), pillar=pillar.id)


def _applies_findings(
    applies: Applies, rubric: Rubric, document: Document, path: Path
) -> Iterator[Finding]:
    for name, values in applies.items():
        given = [(value, document.span((*path, name, n))) for n, value in enumerate(values)]
        yield from facet_findings(name, given, document.span((*path, name), key=True), rubric)


def facet_findings(
    name: str, given: Iterable[tuple[str, Span]], span: Span, rubric: Rubric
) -> Iterator[Finding]:
    """facet-unknown, facet-value-unknown: a facet at ``span``, and its values, each with its
    place."""
    if name not in rubric.facets:
        titles = {id: facet.title for id, facet in rubric.facets.items()}
        near = titled(name, titles) or suggestion(name, rubric.facets)
        yield found("facet-unknown", span, facet=name, choices=listed(rubric.facets), **near)
        return
    known = rubric.facets[name].values
    for value, place in given:
        if value not in known:
            yield found(
                "facet-value-unknown",
                place,
                facet=name,
                value=value,
                choices=listed(known),
                **(titled(value, known) or suggestion(value, known)),
            )


def _unknown_in(
    rubric: Rubric, refs: Sequence[str], document: Document, path: Path
) -> Iterator[Finding]:
    """References, a list at ``path``, to what the rubric does not have: ids, refs, all below a
    pillar."""
    known = {node.id for _, _, node in rubric.walk()} | {*rubric.index}
    for n, ref in enumerate(refs):
        if ref.removesuffix(".*") not in known:
            yield unknown(ref, known, document.span((*path, n)))


def _coordination_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    for n, block in enumerate(rubric.coordination):
        for system, refs in block.systems.items():
            path: Path = ("coordination", n, "systems", system)
            yield from _unknown_in(rubric, refs, document, path)


def _consistency_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    for n, block in enumerate(rubric.consistency):
        variables: list[tuple[Variable, Path]] = [
            (variable, ("consistency", n, "variables", k))
            for k, variable in enumerate(block.variables)
        ]
        yield from _repeated(((variable.id, path) for variable, path in variables), document)
        for variable, path in variables:
            yield from _unknown_in(rubric, variable.of, document, (*path, "of"))
        ids = {variable.id for variable in block.variables}
        for k, row in enumerate(block.surface):
            for m, name in enumerate(row):
                if name not in ids:
                    yield unknown(name, ids, document.span(("consistency", n, "surface", k, m)))


def _chain_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    chains: list[tuple[str, Path]] = [(c.id, ("chains", n)) for n, c in enumerate(rubric.chains)]
    yield from _repeated(chains, document)
    for n, chain in enumerate(rubric.chains):
        for k, link in enumerate(chain.links):
            path: Path = ("chains", n, "links", k, "criteria")
            yield from _unknown_in(rubric, link.criteria, document, path)


def _member_findings(rubric: Rubric, document: Document) -> Iterator[Finding]:
    for name, facet in rubric.facets.items():
        path: Path = ("facets", name, "members")
        given = [(value, document.span((*path, value), key=True)) for value in facet.members]
        yield from facet_findings(name, given, document.span(path, key=True), rubric)
