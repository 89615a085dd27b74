"""What coders wrote down of a plan in; its units out.

A unit is one thing that a plan commits to: rows of one id are one unit, and so are rows of two
coders that stand at the same place where each found units on their own. What only one of several
coders found is kept, and said to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from evalkit.model.case import CaseFile
from evalkit.model.catalogue import both
from evalkit.model.commitment import Commitment, LeftOut, Scope
from evalkit.model.finding import Finding, found
from evalkit.model.rubric import Code

if TYPE_CHECKING:
    from evalkit.evidence.places import Stretch

Fact = Literal["body", "money", "date", "figure", "baseline"]
# what one coder may write down and another leave out
FILLED = ("measure", "value", "growth", "unit", "year", "baseline", "body", "money", "criteria")
FACTS: tuple[Fact, ...] = ("body", "money", "date", "figure", "baseline")


@dataclass(frozen=True, slots=True)
class Unit:
    """One commitment of a case, from the rows of all its coders.

    ``said``: what it is, as the deciding coder or else the first wrote it; ``codes``: dimension →
    values, None where coders differ and nobody decided; a dimension that nobody coded is not there.
    ``coders``: who found it, deciders apart; ``alone``: where the case has several coders, whether
    only one found it. ``given``: coder → the values of each dimension. ``borrowed``: fact → the
    other document of the case that it stands in, a published division of tasks, say.
    """

    case: str
    key: str
    said: Commitment
    codes: Mapping[str, tuple[str, ...] | None]
    coders: tuple[str, ...]
    alone: bool
    given: Mapping[str, Mapping[str, tuple[str, ...]]]
    borrowed: Mapping[str, str] = field(default_factory=dict)

    def has(self, fact: Fact) -> bool:
        """Whether it names a body that is to do it, a sum, a date of its own, a figure apart from
        the sum, a start."""
        own = self.said
        return {
            "body": bool(own.body),
            "money": own.money is not None,
            "date": own.year is not None and own.dated == "text",
            "figure": own.value is not None or own.growth is not None,
            "baseline": own.baseline is not None,
        }[fact]

    @property
    def due(self) -> bool:
        """Whether it has a date: of its own, or that of the part it stands in beside a figure or a
        sum."""
        return self.has("date") or (self.said.year is not None and self.counted)

    @property
    def counted(self) -> bool:
        """Whether it has a figure or a sum of money."""
        return self.has("figure") or self.has("money")


@dataclass(frozen=True, slots=True)
class Coded:
    """What is coded of one case. ``scope``: all of the document, those behind the ratings, or
    sentences with a figure; ``left_out``: passages with a figure that are no commitments, by
    reason; ``coders``: deciders apart."""

    case: str
    scope: Scope
    units: tuple[Unit, ...]
    left_out: tuple[Commitment, ...]
    follow: tuple[Commitment, ...]
    coders: tuple[str, ...]


def coded_of(file: CaseFile) -> Coded | None:
    """The units of a case; None where nothing is coded."""
    rows = list(enumerate(file.case.commitments))
    if not rows:
        return None
    chairs = {name for name, rater in file.case.raters.items() if rater.role == "chair"}
    deciders = chairs | {c.rater for _, c in rows if c.adjudicates}
    coders = tuple(sorted({c.rater for _, c in rows if c.own and c.rater not in deciders}))
    groups = _groups([(n, c) for n, c in rows if c.status is None], coders)
    units, left = [], []
    for group in groups:
        decided = next((c for _, c in group if c.adjudicates), None)
        own = [(n, c) for n, c in group if c.own]
        whole = [(n, c) for n, c in own if c.what is not None or c.measure is not None]
        out = decided.left_out if decided is not None else None
        if out is not None or not whole:
            left.append(_left(group, out))
        else:
            units.append(_unit(file.case.case, whole, own, coders))
    follow = tuple(c for _, c in rows if c.status is not None)
    case = file.case.case
    return Coded(case, file.case.commitments_scope, tuple(units), tuple(left), follow, coders)


Rows = list[tuple[int, Commitment]]


def _left(group: Rows, decided: LeftOut | None) -> Commitment:
    """The first row of a group that is left out, with the reason that counts."""
    first = next((c for _, c in group if c.what is not None), group[0][1])
    reason = decided or next((c.left_out for _, c in group if c.left_out is not None), None)
    return first.model_copy(update={"left_out": reason})


def _unit(case: str, whole: Rows, own: Rows, coders: Sequence[str]) -> Unit:
    by_coder = sorted(whole, key=lambda item: (not item[1].adjudicates, item[1].rater, item[0]))
    n, said = by_coder[0]
    said, borrowed = _joined(_filled(said, [c for _, c in by_coder]), [c for _, c in own])
    given: dict[str, dict[str, tuple[str, ...]]] = {}
    for _, row in own:
        if not row.adjudicates:
            given.setdefault(row.rater, {}).update(row.codes)
    decided = {k: v for _, c in own if c.adjudicates for k, v in c.codes.items()}
    codes: dict[str, tuple[str, ...] | None] = {}
    for name in dict.fromkeys(k for each in (*given.values(), decided) for k in each):
        values = [own[name] for own in given.values() if name in own]
        same = len({frozenset(v) for v in values}) == 1
        codes[name] = decided.get(name) or (values[0] if same else None)
    found = tuple(coder for coder in coders if coder in given)
    alone = len(coders) > 1 and len(found) == 1
    return Unit(case, f"commitments/{n}", said, codes, found, alone, given, borrowed)


def _filled(said: Commitment, rows: Sequence[Commitment]) -> Commitment:
    """A unit as the first coder by name wrote it, with what only another wrote down of it."""
    more: dict[str, Any] = {}
    places = ("", said.place[0])
    others = [row for row in rows if row is not said and row.place[0] in places]
    for name in FILLED if others else ():
        held = (getattr(row, name) for row in others)
        if not getattr(said, name) and (value := next(filter(None, held), None)):
            more[name] = value
    return said.model_copy(update=more) if more else said


def _joined(said: Commitment, rows: Sequence[Commitment]) -> tuple[Commitment, dict[str, str]]:
    """A unit with what other documents of the case say of it where it says nothing itself, and the
    document that each such fact stands in."""
    home, more, borrowed = said.place[0], dict[str, Any](), dict[str, str]()
    for row in rows:
        document = row.place[0]
        if not document or document == home:
            continue
        dated = row.year is not None and row.dated == "text"
        late = said.year is None or said.dated == "part"
        taken = {
            "body": bool(row.body) and not said.body,
            "money": row.money is not None and said.money is None,
            "date": dated and late,
            "baseline": row.baseline is not None and said.baseline is None,
        }
        fields: dict[str, dict[str, Any]] = {
            "body": {"body": row.body, "with_": row.with_ or said.with_},
            "money": {"money": row.money},
            "date": {"year": row.year, "dated": "text"},
            "baseline": {"baseline": row.baseline},
        }
        for fact, told in taken.items():
            if told and fact not in borrowed:
                borrowed[fact] = document
                more |= fields[fact]
    return (said.model_copy(update=more) if more else said), borrowed


def _groups(rows: Rows, coders: Sequence[str]) -> list[Rows]:
    """Rows by id; then those of coders who found units on their own, by place: most in common
    first, those with the same figures before others."""
    by_id: dict[str, Rows] = {}
    for n, row in rows:
        by_id.setdefault(row.id, []).append((n, row))
    groups = [part for group in by_id.values() for part in _at_one_place(group)]
    for one, other in combinations(coders, 2):
        theirs = [g for g in groups if _only(g, one)], [g for g in groups if _only(g, other)]
        for left, right in _matched(*theirs):
            left.extend(right)
            right.clear()
        groups = [group for group in groups if group]
    return groups


def _at_one_place(group: Rows) -> list[Rows]:
    """Rows of one id, apart where two coders mean two things by it: they stand at places that have
    nothing in common."""
    if len(group) == 1:
        return [group]
    from evalkit.evidence.places import stretch_of

    held: list[tuple[Stretch, Rows]] = []
    rest: Rows = []
    for n, row in group:
        at = stretch_of(*row.place) if row.at and row.own and row.what is not None else None
        if at is None:
            rest.append((n, row))
            continue
        same = next((part for there, part in held if _near(at, there)), None)
        if same is None:
            held.append((at, [(n, row)]))
        else:
            same.append((n, row))
    parts = [part for _, part in held] or [[]]
    parts[0] += rest
    return [sorted(part, key=lambda item: item[0]) for part in parts]


def _near(at: Stretch, there: Stretch) -> bool:
    """Whether two places may be of one unit: in common, or in different documents."""
    return at.document != there.document or at.shared(there) > 0


def unit_findings(files: Iterable[CaseFile]) -> Iterator[Finding]:
    """unit-places: one id for two things; facts-apart: coders who give a unit different facts."""
    for file in files:
        by_id: dict[str, Rows] = {}
        for n, row in enumerate(file.case.commitments):
            if row.own and row.what is not None and row.at:
                by_id.setdefault(row.id, []).append((n, row))
        for id, group in by_id.items():
            parts = _at_one_place(group)
            case = file.case.case
            if len(parts) > 1:
                places = ", ".join(part[0][1].place[1] for part in parts)
                span = file.span(f"commitments/{parts[1][0][0]}")
                yield found("unit-places", span, case=case, id=id, places=places)
            for part in parts:
                yield from _apart(file, part)


def _apart(file: CaseFile, part: Rows) -> Iterator[Finding]:
    """Facts that two rows of a unit both give, and give differently."""
    (_, first), *others = part
    for n, row in others:
        pairs = {
            "figure": (_figures([(0, first)]), _figures([(n, row)])),
            "year": (first.year, row.year),
            "body": (first.body, row.body),
        }
        unlike = [name for name, (one, two) in pairs.items() if one and two and one != two]
        if unlike:
            said = both_languages(unlike)
            span = file.span(f"commitments/{n}")
            one, two = first.rater, row.rater
            same = "" if one != two else row.place[0]
            who = f"{one} / {two or same}"
            yield found("facts-apart", span, case=file.case.case, id=row.id, who=who, facts=said)


def both_languages(facts: Sequence[str]) -> tuple[str, str]:
    """Names of facts in both languages."""
    names = [both("model", f"terms.fact-{fact}") for fact in facts]
    return "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)


def _only(group: Rows, coder: str) -> bool:
    return {row.rater for _, row in group if not row.adjudicates} == {coder}


def _matched(one: Sequence[Rows], other: Sequence[Rows]) -> list[tuple[Rows, Rows]]:
    """Pairs of groups at the same place, each group at most once."""
    where: defaultdict[tuple[str, int], list[tuple[int, Stretch]]] = defaultdict(list)
    for n, group in enumerate(other):
        if (at := _stretch(group)) is not None:
            where[at.document, at.passages[0]].append((n, at))
    found = []
    for m, group in enumerate(one):
        at = _stretch(group)
        for n, there in where.get((at.document, at.passages[0]), []) if at is not None else ():
            if at is not None and (share := at.shared(there)) > 0:
                same = _figures(group) == _figures(other[n]) != ()
                near = -abs(m / len(one) - n / len(other))
                found.append(((same, share, near), m, n))
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, m, n in sorted(found, reverse=True):
        if m not in taken[0] and n not in taken[1]:
            taken[0].add(m)
            taken[1].add(n)
            pairs.append((m, n))
    return [(one[m], other[n]) for m, n in sorted(pairs)]


def _stretch(group: Rows) -> Stretch | None:
    from evalkit.evidence.places import stretch_of

    row = next((c for _, c in group if c.at), None)
    return stretch_of(*row.place) if row is not None else None


def _figures(group: Rows) -> tuple[float, ...]:
    row = group[0][1]
    money = (row.money.value,) if row.money is not None else ()
    return (*(row.value or ()), *(row.growth or ()), *money)


def coded_in(files: Iterable[CaseFile]) -> dict[str, Coded]:
    """Case → what is coded of it, of the cases of which anything is."""
    found = {file.case.case: coded_of(file) for file in files}
    return {case: coded for case, coded in found.items() if coded is not None}


def broad(code: Code, values: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Values as the broadest that they are kinds of, each once; None stays None."""
    if values is None:
        return None
    return tuple(dict.fromkeys(code.broad(value) for value in values))
