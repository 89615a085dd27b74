"""Two versions of a rubric in; what changed in words and numbers, and which ratings need another
look, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evalkit.model.case import Case
from evalkit.model.fields import Part, Text, Translations, in_language
from evalkit.model.rubric import Criterion, Facet, Pillar, Rubric
from evalkit.scoring.consensus import applies_to

Effect = Literal["rating", "score", "words"]
Kind = Literal["added", "removed", "changed", "moved"]

# What a change of each key touches: ratings to be read again, numbers that move by themselves, or
# words only.
_PILLAR: dict[str, Effect] = {
    "weight": "score",
    "aggregation": "score",
    "counts": "score",
    "applies": "rating",
}
_CRITERION: dict[str, Effect] = {
    "weight": "score",
    "scored": "score",
    "measure": "score",
    "applies": "rating",
    "asks": "rating",
    "guidance": "rating",
    "scale": "rating",
    "needs": "rating",
}
_RUBRIC: dict[str, Effect] = {
    "method": "score",
    "scale": "rating",
    "grades": "score",
    "facets": "rating",
    "coordination": "score",
    "consistency": "score",
    "must": "score",
    "floors": "score",
}
_INSIDE = frozenset(
    {"id", "pillars", "criteria", "checks", "levels", "version", "rubric", "changes"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``kind``: added | removed | changed | moved; ``part``: rubric | pillar |
    criterion | check | level.

    ``ref``: of the pillar or criterion, "" for the rubric; ``key``: the key that changed, the
    check's id or the level;
    ``old`` and ``new`` as (zh, en), of a removed check why it is gone; ``like``: what a removed
    criterion or check became, by the new rubric's ``was``, else an added criterion like it.
    """

    kind: Kind
    part: Literal["rubric", "pillar", "criterion", "check", "level"]
    ref: str
    key: str
    effect: Effect
    old: tuple[str, str] = ("", "")
    new: tuple[str, str] = ("", "")
    like: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """What became of a check of the old version: ``became``, ``criterion.check`` of the new one;
    ``because``: why it is gone. Neither: nobody says."""

    criterion: str
    check: str
    became: tuple[str, ...]
    because: Text | None

    @property
    def ref(self) -> str:
        """``criterion.check`` of the old version."""
        return f"{self.criterion}.{self.check}"


@dataclass(frozen=True, slots=True)
class Recheck:
    """A rating of a case that changes ask to be read again; ``rater`` is "" where none has rated
    yet."""

    case: str
    criterion: str
    rater: str
    level: float | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CaseRevision:
    """What a new rubric version means for a case: ratings to read again, and its total under either
    version with the ratings as they are (None where not scored)."""

    case: str
    file: str
    rechecks: tuple[Recheck, ...]
    before: float | None
    after: float | None


def compare(old: Rubric, new: Rubric) -> tuple[Change, ...]:
    """Every difference between two versions, in the order of the new one; what touches ratings
    first within a part."""
    before = {node.id: (ref, node) for ref, _, node in old.walk()}
    after = {node.id: (ref, node) for ref, _, node in new.walk()}
    traces = {(t.criterion, t.check): t for t in traced(old, new)}
    changes = list(_keys("rubric", "", old, new, _RUBRIC))
    added = [name for name in after if name not in before]
    for name, (ref, node) in after.items():
        part = _part(node)
        if name not in before:
            changes.append(Change("added", part, ref, "", "rating", new=_text(node.title)))
            continue
        was, older = before[name]
        if was != ref:
            changes.append(Change("moved", part, ref, "", "score", (was, was), (ref, ref)))
        changes += _keys(part, ref, older, node, _CRITERION if part == "criterion" else _PILLAR)
        if isinstance(node, Criterion) and isinstance(older, Criterion):
            changes += _checks(ref, older, node, traces)
            changes += _levels(ref, older, node)
    for name, (ref, node) in before.items():
        if name not in after:
            told = [n for n, (_, now) in after.items() if name in getattr(now, "was", ())]
            like = [", ".join(told)] if told else [n for n in added if _alike(node, after[n][1])]
            title = _text(node.title)
            changes.append(
                Change("removed", _part(node), ref, "", "rating", title, like=next(iter(like), ""))
            )
    return tuple(changes)


def _part(node: Criterion | Pillar) -> Literal["criterion", "pillar"]:
    return "criterion" if isinstance(node, Criterion) else "pillar"


def _alike(one: Criterion | Pillar, two: Criterion | Pillar) -> bool:
    return type(one) is type(two) and (
        (bool(one.code) and one.code == two.code) or _text(one.title) == _text(two.title)
    )


def _keys(part: Any, ref: str, old: Any, new: Any, effects: dict[str, Effect]) -> Iterator[Change]:
    """Keys of one node that differ; those below it are compared node by node."""
    for key in type(new).model_fields:
        one, two = getattr(old, key, None), getattr(new, key, None)
        if key not in _INSIDE and one != two:
            told = key == "facets" and one and two and _undecided(one) == _undecided(two)
            effect: Effect = "words" if told else effects.get(key, "words")
            yield Change("changed", part, ref, key, effect, *_texts(one, two))


def _undecided(facets: Mapping[str, Facet]) -> dict[str, Facet]:
    """Facets without their members, which no rating rests on."""
    return {name: facet.model_copy(update={"members": {}}) for name, facet in facets.items()}


def _checks(
    ref: str, old: Criterion, new: Criterion, traces: Mapping[tuple[str, str], Traced]
) -> Iterator[Change]:
    before, after = ({check.id: check for check in c.checks} for c in (old, new))
    for name in {**after, **before}:
        one, two = before.get(name), after.get(name)
        if one == two:
            continue
        trace, like = traces.get((old.id, name)), ""
        was, now = (_text(check.asks if check else None) for check in (one, two))
        if two is None and trace is not None:
            like, now = ", ".join(trace.became), _text(trace.because)
        same = one and two and (one.asks, one.applies) == (two.asks, two.applies)
        effect: Effect = "words" if same else "rating"
        yield Change(_kind(one, two), "check", ref, name, effect, was, now, like)


def traced(old: Rubric, new: Rubric) -> tuple[Traced, ...]:
    """Every check of the old version, in its order, and what became of it: what the new one says in
    ``was``, the check of the same name, or why it is gone."""
    became: dict[str, list[str]] = {}
    same = {f"{c.id}.{check.id}": check.was for _, c in old.criteria() for check in c.checks}
    for _, criterion in new.criteria():
        for check in criterion.checks:
            key = f"{criterion.id}.{check.id}"
            own = check.was or ((check.id,) if not criterion.was else ())
            if key in same and check.was in {(), same[key]}:  # any ``was`` tells of an older one
                own = (key,)
            for name in own:
                for was in [name] if "." in name else [f"{c}.{name}" for c in _before(criterion)]:
                    became.setdefault(was, []).append(key)
    gone = {item.was: item.because for item in new.retired}
    return tuple(
        Traced(c.id, check.id, tuple(became.get(key, ())), gone.get(key))
        for _, c in old.criteria()
        for check in c.checks
        for key in [f"{c.id}.{check.id}"]
    )


def _before(criterion: Criterion) -> tuple[str, ...]:
    """Ids of the old criteria that a criterion continues; its own, unless it names others."""
    return criterion.was or (criterion.id,)


def _levels(ref: str, old: Criterion, new: Criterion) -> Iterator[Change]:
    before, after = old.levels or {}, new.levels or {}
    for level in sorted({*before, *after}):
        one, two = before.get(level), after.get(level)
        if one != two:
            yield Change(
                _kind(one, two), "level", ref, str(level), "rating", _text(one), _text(two)
            )


def _kind(old: object, new: object) -> Kind:
    """What became of a part; None where there is none."""
    return "added" if old is None else "removed" if new is None else "changed"


def _text(value: Any) -> tuple[str, str]:
    """A value of a rubric as text in both languages."""
    return _said(value, "zh"), _said(value, "en")


def _texts(old: Any, new: Any) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two values of a key as text in both languages; of values with parts, the parts that
    differ."""
    if not (_has_parts(old) and _has_parts(new)):
        return _text(old), _text(new)
    both_of = [(_parts(old, lang), _parts(new, lang)) for lang in ("zh", "en")]
    (was_zh, now_zh), (was_en, now_en) = (
        ("; ".join(p for p in was if p not in now), "; ".join(p for p in now if p not in was))
        for was, now in both_of
    )
    return (was_zh, was_en), (now_zh, now_en)


def _has_parts(value: Any) -> bool:
    return isinstance(value, (dict, tuple, Part)) and not isinstance(value, Translations)


def _said(value: Any, lang: str) -> str:
    """A value as a reader would write it in a line: no brackets, no quotes."""
    if value is None or isinstance(value, (str, Translations)):
        return in_language(value, lang)
    if isinstance(value, bool):
        return str(value).lower()
    if _has_parts(value):
        return ", ".join(_parts(value, lang))
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _inside(value: Any, lang: str) -> str:
    """A value within another; its parts in brackets."""
    said = _said(value, lang)
    return f"({said})" if _has_parts(value) and ", " in said else said


def _parts(value: Any, lang: str) -> list[str]:
    """The parts of a value, each in a line; as far as it is written."""
    if isinstance(value, Part):
        own = zip(value.keys_as_written(), type(value).model_fields, strict=True)
        value = {key: getattr(value, name) for key, name in own if name in value.model_fields_set}
    if isinstance(value, dict):
        return [f"{key} {_inside(part, lang)}" for key, part in value.items()]
    return [_said(part, lang) for part in value]


# --- which ratings ---------------------------------------------------------------------------


def rechecks(
    changes: tuple[Change, ...], old: Rubric, new: Rubric, case: Case
) -> tuple[Recheck, ...]:
    """The ratings of a case that need another look, in the order of the changes; each rating once.

    A changed descriptor concerns ratings at that level and next to it; a check removed, those that
    ticked it; a changed question or an added check, every rating of the criterion.
    """
    levels: dict[tuple[str, str], float | None] = {}
    found = defaultdict[tuple[str, str], list[Change]](list)
    own = case.facet_values()

    def note(change: Change, name: str, rater: str, level: float | None) -> None:
        levels[name, rater] = level
        found[name, rater].append(change)

    for change in changes:
        if change.effect != "rating":
            continue
        if change.part in ("rubric", "pillar"):
            for name in _below(change, new) if change.kind == "changed" else ():
                for rating in case.ratings_of(name):
                    note(change, name, rating.rater, rating.level)
            continue
        _, above, node = new.index.get(change.ref) or old.index[change.ref]
        if not isinstance(node, Criterion) or (
            change.kind != "removed" and not applies_to(node, above, own)[0]
        ):
            continue
        ratings = case.ratings_of(node.id)
        if not ratings and change.part == "criterion" and change.kind == "added":
            note(change, node.id, "", None)
        for rating in ratings:
            if _concerns(change, rating.level, rating.checks, new):
                note(change, node.id, rating.rater, rating.level)
    return tuple(
        Recheck(case.case, *rated, levels[rated], tuple(why)) for rated, why in found.items()
    )


def _below(change: Change, rubric: Rubric) -> Iterator[str]:
    """The criteria that a change of the scale, of the facets or of a pillar concerns."""
    for ref, _, node in rubric.walk():
        if not isinstance(node, Criterion) or node.levels is None:
            continue
        if change.part == "pillar" and not ref.startswith(change.ref + "."):
            continue
        if change.key != "facets" or node.applies:
            yield node.id


def _concerns(change: Change, level: float | None, checks: tuple[str, ...], new: Rubric) -> bool:
    if change.part == "check" and change.kind == "removed":
        return change.key in checks
    if change.part == "level" and level is not None:
        node = new.index[change.ref].node if change.ref in new.index else None
        scale = new.scales.get(node.id) if node is not None else None
        steps = sorted({*(scale.levels if scale else new.levels), float(change.key)})
        at = steps.index(float(change.key))
        low, high = steps[max(0, at - 1)], steps[min(len(steps) - 1, at + 1)]
        return bool(low <= level <= high)
    return True
