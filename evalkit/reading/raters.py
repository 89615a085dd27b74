"""Who rated a case, against who is declared and how each is written: findings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from evalkit.model.case import CaseFile, Rating
from evalkit.model.commitment import Commitment
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.place import Span

UNNAMED = "a"  # whom a rating that names nobody counts for
_AROUND = re.compile(r"[\s.·・。_-]+")


def rater_findings(file: CaseFile) -> Iterator[Finding]:
    """Raters whom nobody declared, where others are; names that may be one person's; ratings that
    name nobody, where others do; and another wording than the case names."""
    named, unnamed = _raters(file)
    first = {UNNAMED: unnamed[0]} if unnamed else {}
    first |= {rater: keys[0] for rater, keys in named.items()}
    others = _spellings(file, named)
    for rater, other in others.items():
        here, there = (_written(file, name, first) for name in (rater, other))
        yield found("rater-spelling", here, rater=rater, other=other, first=there.in_line)
    if unnamed and named and UNNAMED not in {*named, *file.case.raters}:
        known = listed(named)
        span, n = file.span(unnamed[0]), len(unnamed)
        yield found("rater-unnamed", span, raters=known, example=next(iter(named)), n=n)
        first.pop(UNNAMED, None)
    yield from _declared(file, {r: key for r, key in first.items() if r not in others})


def _raters(file: CaseFile) -> tuple[dict[str, list[str]], list[str]]:
    """Rater → the places of what they rated and coded; and the places of what names nobody."""
    case = file.case
    given = [
        (rating, f"ratings/{name}/{n}")
        for name in case.ratings
        for n, rating in enumerate(case.ratings_of(name))
        if rating.level is not None or rating.state or rating.because is not None
    ]
    coded = [(unit, f"commitments/{n}") for n, unit in enumerate(case.commitments)]
    signed: list[tuple[Rating | Commitment, str]] = [*given, *coded]
    named: dict[str, list[str]] = {}
    for item, key in signed:
        if "rater" in item.model_fields_set:
            named.setdefault(item.rater, []).append(key)
    return named, [key for item, key in given if "rater" not in item.model_fields_set]


def _spellings(file: CaseFile, named: Mapping[str, list[str]]) -> dict[str, str]:
    """Name → the name that it is probably a misspelling of: one that is declared, else the one
    that stands at more ratings."""
    used = Counter({name: len(keys) for name, keys in named.items()})
    names = dict.fromkeys([*file.case.raters, *named])
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(folded(name), []).append(name)
    out: dict[str, str] = {}
    for several in alike.values():
        right = max(several, key=lambda name: (name in file.case.raters, used[name]))
        out |= {name: right for name in several if name != right}
    return out


def _written(file: CaseFile, name: str, first: Mapping[str, str]) -> Span:
    """Where a name is first written."""
    keys = (f"rater/{name}", first.get(name), f"raters/{name}")
    return file.span(next((key for key in keys if key and file.has(key)), "case"))


def folded(name: str) -> str:
    """A name without what people write now so, now so: case, width, accents, blanks, dots."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _AROUND.sub("", bare) or name


def _declared(file: CaseFile, first: Mapping[str, str]) -> Iterator[Finding]:
    case = file.case
    for rater, key in first.items() if case.raters else ():
        if rater not in case.raters:
            near = suggestion(rater, case.raters)
            known = listed(case.raters)
            yield found("rater-unknown", file.span(key), rater=rater, choices=known, **near)
            continue
        wording = case.raters[rater].wording
        if wording is not None and wording != case.rubric.partition("@")[2]:
            span = file.span("rubric")
            yield found("wording-differs", span, rater=rater, wording=wording, pinned=case.rubric)
