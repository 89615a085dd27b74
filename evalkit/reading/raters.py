"""Who rated a case, against who is declared and how each is written: findings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evalkit.model.case import CaseFile, Rater, Rating
from evalkit.model.commitment import Commitment
from evalkit.model.fields import both
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
    rated = _signed(file)
    if unnamed and rated and UNNAMED not in {*rated, *file.case.raters}:
        span, n = file.span(unnamed[0]), len(unnamed)
        yield found("rater-unnamed", span, raters=listed(rated), example=rated[0], n=n)
        first.pop(UNNAMED, None)
    yield from _declared(file, {r: key for r, key in first.items() if r not in others})


def spellings_across(files: Sequence[CaseFile]) -> Iterator[Finding]:
    """Names of different cases that may be one person's, each once; those of one case are found
    with it."""
    used, where = Counter[str](), dict[str, list[tuple[CaseFile, str]]]()
    for file in files:
        for name, keys in _raters(file)[0].items():
            used[name] += len(keys)
            where.setdefault(name, []).append((file, keys[0]))
    for name, right in _misspelt(where, used).items():
        beside = {file.case.case for file, _ in where[right]}
        apart = [(file, key) for file, key in where[name] if file.case.case not in beside]
        if len(apart) == len(where[name]):
            file, key = apart[0]
            there = _written(where[right][0][0], right, {right: where[right][0][1]}).in_line
            here = _written(file, name, {name: key})
            said = {"rater": name, "other": right, "first": there}
            yield found("rater-spelling", here, case=file.case.case, **said)


def _misspelt(names: Iterable[str], used: Mapping[str, int]) -> dict[str, str]:
    """Name → the name that it is probably a misspelling of: that with the most ratings."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(folded(name), []).append(name)
    out: dict[str, str] = {}
    for several in alike.values():
        right = max(several, key=lambda name: used.get(name, 0))
        out |= {name: right for name in several if name != right}
    return out


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


def _signed(file: CaseFile) -> list[str]:
    """Who signed a rating: where only decisions and commitments are signed, the ratings are one
    rater's."""
    case = file.case
    ratings = (rating for name in case.ratings for rating in case.ratings_of(name))
    return list(
        dict.fromkeys(
            rating.rater
            for rating in ratings
            if "rater" in rating.model_fields_set and not rating.adjudicates
        )
    )


def _spellings(file: CaseFile, named: Mapping[str, list[str]]) -> dict[str, str]:
    """Name → the name that it is probably a misspelling of: one that is declared, else the one
    that stands at more ratings."""
    declared = dict.fromkeys(file.case.raters, 10**6)
    used = {**{name: len(keys) for name, keys in named.items()}, **declared}
    return _misspelt(used, used)


def _written(file: CaseFile, name: str, first: Mapping[str, str]) -> Span:
    """Where a name is first written."""
    keys = (f"rater/{name}", first.get(name), f"raters/{name}")
    return file.span(next((key for key in keys if key and file.has(key)), "case"))


def folded(name: str) -> str:
    """A name without what people write now so, now so: case, width, accents, blanks, dots."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _AROUND.sub("", bare) or name


def rater_named(word: str, raters: Mapping[str, Rater]) -> str | None:
    """The id of the rater whose id, written otherwise, or declared name a word is; None where it is
    an id itself, or nobody's."""
    own = folded(word)
    for id, rater in raters.items() if word not in raters else ():
        names = both(rater.name) if rater.name else ()
        if own in map(folded, (id, *names)):
            return id
    return None


def _declared(file: CaseFile, first: Mapping[str, str]) -> Iterator[Finding]:
    case = file.case
    for rater, key in first.items() if case.raters else ():
        if rater not in case.raters:
            person = rater_named(rater, case.raters)
            near = {"suggestion": person} if person else suggestion(rater, case.raters)
            known = listed(case.raters)
            yield found("rater-unknown", file.span(key), rater=rater, choices=known, **near)
            continue
        wording = case.raters[rater].wording
        if wording is not None and wording != case.rubric.partition("@")[2]:
            span = file.span("rubric")
            yield found("wording-differs", span, rater=rater, wording=wording, pinned=case.rubric)
