"""What coders wrote down of plans in; units, what they carry, how their codes are spread, how far
coders agree, and whom plans name, out.

A unit is one thing that a plan commits to: rows of one id are one unit, and so are rows of two
coders that stand at the same place where each found units on their own. What only one of several
coders found is kept, and said to be.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.evidence.places import Stretch, stretch_of
from evalkit.model.case import CaseFile
from evalkit.model.commitment import Commitment, LeftOut, Scope, Status
from evalkit.model.fields import Text, both
from evalkit.model.rubric import Code, Rubric
from evalkit.scoring.coefficients import alpha, kappa
from evalkit.scoring.tolerances import TOLERANCE

Fact = Literal["body", "money", "date", "figure", "baseline"]
FACTS: tuple[Fact, ...] = ("body", "money", "date", "figure", "baseline")
OUTSIDE = ""  # the pillar of units that bear on no criterion


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
        """Whether it names a body that is bound, money, a date of its own, a figure, a start."""
        own = self.said
        return {
            "body": bool(own.body),
            "money": own.money is not None,
            "date": own.year is not None and own.dated == "text",
            "figure": own.value is not None or own.growth is not None or own.money is not None,
            "baseline": own.baseline is not None,
        }[fact]

    @property
    def due(self) -> bool:
        """Whether it has a date: of its own, or that of the part it stands in beside a figure."""
        return self.has("date") or (self.said.year is not None and self.has("figure"))


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
    deciders = {c.rater for _, c in rows if c.adjudicates}
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
    n, said = next(((n, c) for n, c in whole if c.adjudicates), whole[0])
    said, borrowed = _joined(said, [c for _, c in own])
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
    groups = list(by_id.values())
    for one, other in combinations(coders, 2):
        theirs = [g for g in groups if _only(g, one)], [g for g in groups if _only(g, other)]
        for left, right in _matched(*theirs):
            left.extend(right)
            right.clear()
        groups = [group for group in groups if group]
    return groups


def _only(group: Rows, coder: str) -> bool:
    return {row.rater for _, row in group if not row.adjudicates} == {coder}


def _matched(one: Sequence[Rows], other: Sequence[Rows]) -> list[tuple[Rows, Rows]]:
    """Pairs of groups at the same place, each group at most once."""
    where = defaultdict[tuple[str, int], list[tuple[int, Stretch]]](list)
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
    row = next((c for _, c in group if c.at), None)
    return stretch_of(*row.place) if row is not None else None


def _figures(group: Rows) -> tuple[float, ...]:
    row = group[0][1]
    money = (row.money.value,) if row.money is not None else ()
    return (*(row.value or ()), *(row.growth or ()), *money)


# --- what they carry -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Carried:
    """How many of ``n`` units carry each fact. ``part_date``: have only the date of their part;
    ``bound``: a figure, and a body, money or a date; ``full``: a body, a figure, and money or a
    date."""

    n: int
    body: int
    money: int
    date: int
    part_date: int
    figure: int
    baseline: int
    bound: int
    full: int


def carried(units: Iterable[Unit]) -> Carried:
    """How complete units are."""
    held = list(units)

    def count(test: Callable[[Unit], bool]) -> int:
        return sum(map(test, held))

    facts = {fact: count(lambda u, fact=fact: u.has(fact)) for fact in FACTS}  # type: ignore[misc]
    part = count(lambda u: u.said.year is not None and not u.has("date"))
    bound = count(lambda u: u.has("figure") and (u.has("body") or u.has("money") or u.has("date")))
    full = count(lambda u: u.has("body") and u.has("figure") and (u.has("money") or u.has("date")))
    return Carried(len(held), part_date=part, bound=bound, full=full, **facts)


def by_pillar(rubric: Rubric, units: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
    """Top pillar → units that bear on a criterion of it, a unit once a pillar; last, under
    ``OUTSIDE``, those that bear on none."""
    tops = {c.id: ref.split(".")[0] for ref, c in rubric.criteria()}
    out: dict[str, list[Unit]] = {name: [] for name in (*(p.id for p in rubric.pillars), OUTSIDE)}
    for unit in units:
        held = dict.fromkeys(tops[name] for name in unit.said.criteria if name in tops)
        for top in held or (OUTSIDE,):
            out[top].append(unit)
    return {top: tuple(own) for top, own in out.items() if own}


# --- codes -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cross:
    """Units by two dimensions, or by one where ``columns`` is empty: counts by (row, column) under
    the broadest values. ``n``: units that are coded; ``apart``: on whose code coders differ;
    ``evenness``: entropy of the rows over its most, in [0, 1]; None with one value."""

    one: str
    other: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    n: int
    apart: int
    uncoded: int
    evenness: float | None

    def row(self, value: str) -> int:
        """Units with a value of the first dimension."""
        return sum(n for (own, _), n in self.counts.items() if own == value)


def crossed(rubric: Rubric, units: Sequence[Unit], one: str, other: str = "") -> Cross:
    """Units by the values of two codes; a unit with several values counts under each.

    Evenness: Pielou's, H / ln k with H = −Σ p ln p over the k values of the first code.

    Raises:
        KeyError: the rubric has no such code.
    """
    first = rubric.codes[one]
    second = rubric.codes[other] if other else None
    counts: Counter[tuple[str, str]] = Counter()
    n = apart = uncoded = 0
    for unit in units:
        rows = broad(first, unit.codes.get(one, ()))
        columns = broad(second, unit.codes.get(other, ())) if second is not None else ("",)
        if rows is None or columns is None:
            apart += 1
        elif not rows or not columns:
            uncoded += 1
        else:
            n += 1
            counts.update((row, column) for row in rows for column in columns)
    total = sum(counts.values())
    shares = [sum(k for (own, _), k in counts.items() if own == v) for v in first.broadest]
    entropy = -sum(k / total * math.log(k / total) for k in shares if k) if total else 0.0
    even = entropy / math.log(len(shares)) if total and len(shares) > 1 else None
    names = (second.broadest if second is not None else ("",),)
    return Cross(one, other, first.broadest, *names, counts, n, apart, uncoded, even)


def broad(code: Code, values: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Values as the broadest that they are kinds of, each once; None stays None."""
    if values is None:
        return None
    return tuple(dict.fromkeys(code.broad(value) for value in values))


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far two coders agree on a dimension, over ``n`` units that both coded; of several values
    the first counts. ``fine``: share of the same, kinds told apart."""

    case: str
    code: str
    pair: tuple[str, str]
    n: int
    same: float
    kappa: float | None
    alpha: float | None
    fine: float


@dataclass(frozen=True, slots=True)
class UnitAgreement:
    """How far two coders find the same units: found by both, by the first only, by the second
    only."""

    case: str
    pair: tuple[str, str]
    both: int
    first: tuple[Unit, ...]
    second: tuple[Unit, ...]


def code_agreement(rubric: Rubric, coded: Coded) -> tuple[CodeAgreement, ...]:
    """Agreement of every pair of coders on every dimension that both coded."""
    out = []
    for pair in combinations(coded.coders, 2):
        for name, code in rubric.codes.items():
            given = [
                (unit.given[pair[0]][name][0], unit.given[pair[1]][name][0])
                for unit in coded.units
                if all(unit.given.get(coder, {}).get(name) for coder in pair)
            ]
            if not given:
                continue
            place = {value: n for n, value in enumerate(code.values)}
            table = np.array([[place[code.broad(v)] for v in own] for own in given], dtype=float).T
            same = float((table[0] == table[1]).mean())
            fine = sum(a == b for a, b in given) / len(given)
            both_ways = kappa(table[0], table[1]), alpha(table, "nominal")
            out.append(CodeAgreement(coded.case, name, pair, len(given), same, *both_ways, fine))
    return tuple(out)


def unit_agreement(coded: Coded, file: CaseFile) -> tuple[UnitAgreement, ...]:
    """Which units each pair of coders found, also those that were decided to be none."""
    undecided = [c for c in file.case.commitments if not c.adjudicates]
    raw = coded_of(replace(file, case=file.case.model_copy(update={"commitments": undecided})))
    units = raw.units if raw is not None else ()
    out = []
    for one, other in combinations(coded.coders, 2):
        found = [(one in u.coders, other in u.coders, u) for u in units]
        first = tuple(u for a, b, u in found if a and not b)
        second = tuple(u for a, b, u in found if b and not a)
        n = sum(a and b for a, b, _ in found)
        out.append(UnitAgreement(coded.case, (one, other), n, first, second))
    return tuple(out)


# --- beside the ratings ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """A criterion whose level and commitments do not go together.

    ``asks``: the facts of which a level asks for one, in the order of the rubric; ``units``: for
    ``lacks`` all commitments of the criterion, for ``beyond`` those that have what the next level
    asks for.
    """

    case: str
    criterion: str
    ref: str
    way: Literal["lacks", "beyond"]
    level: int
    step: int
    asks: tuple[str, ...]
    units: tuple[Unit, ...]


def beside(evaluation: Evaluation, coded: Coded) -> tuple[Beside, ...]:
    """Criteria at a level whose needs ask for an owner, funds, a date, a figure or a baseline, with
    no commitment that has it; and those whose commitments have what the next level asks for.

    Only needs that commitments can tell of are looked at: every check of the need is about such a
    fact. Where only sentences with a figure are coded, an owner may stand in another; such needs
    are passed over, and so are criteria under which nothing is coded; where the whole document is,
    nothing coded is nothing there, and ``units`` is empty.
    """
    rubric, case = evaluation.rubric, coded.case
    file = evaluation.file_of[case]
    facets = file.case.facet_values()
    of = defaultdict[str, list[Unit]](list)
    for unit in coded.units:
        for name in unit.said.criteria:
            of[name].append(unit)
    out = []
    for ref, criterion in rubric.rated.items():
        outcome = evaluation.ratings.agreed.get((case, ref))
        if outcome is None or outcome.level is None or not criterion.needs:
            continue
        held = tuple(of[criterion.id])
        about = {check.id: check.about for check in criterion.checks}
        for level, need in criterion.needs_for(facets).items():
            asked = [about[name] for name in (need.any or need.all)]
            told = all(a in ("owner", "funds", "date", "figure", "baseline") for a in asked)
            if not asked or not told or (coded.scope == "figures" and "owner" in asked):
                continue
            asks = tuple(dict.fromkeys(str(a) for a in asked))
            test = any if need.any else all
            carry = tuple(u for u in held if test(_meets(u, a) for a in asks))
            agreed = math.floor(outcome.level + TOLERANCE)
            found = (case, criterion.id, ref)
            if level <= agreed and not carry and (held or coded.scope == "all"):
                out.append(Beside(*found, "lacks", agreed, level, asks, held))
            if level == agreed + 1 and carry and agreed >= level - 1 > 0:
                out.append(Beside(*found, "beyond", agreed, level, asks, carry))
    return tuple(out)


def _meets(unit: Unit, about: str) -> bool:
    return {
        "owner": unit.has("body"),
        "funds": unit.has("money"),
        "date": unit.due,
        "figure": unit.has("figure"),
        "baseline": unit.has("baseline"),
    }[about]


# --- what became of them ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """A commitment of an earlier document, and what the newer one says of it.

    ``promised``: as it was coded then, None where that is not at hand; ``said``: the row that says
    what became of it; ``status``: None where coders differ and nobody decided.
    """

    promised: Unit | None
    said: Commitment
    status: Status | None


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of an earlier case's commitments. ``unsaid``: units of that case of which no
    coder says anything; ``unknown``: rows that follow a commitment which that case does not have;
    ``at_hand``: whether it is among the cases."""

    newer: str
    older: str
    at_hand: bool
    kept: tuple[Kept, ...]
    unsaid: tuple[Unit, ...]
    unknown: tuple[Commitment, ...]

    def count(self, status: Status | None) -> int:
        """How many have that status."""
        return sum(item.status == status for item in self.kept)


def followed(newer: Coded, coded: Mapping[str, Coded]) -> tuple[Followed, ...]:
    """What a case's coders say became of the commitments of earlier cases, the earlier ones
    first."""
    rows = defaultdict[str, dict[str, list[Commitment]]](lambda: defaultdict(list))
    for row in newer.follow:
        if row.follows is not None:
            rows[row.follows.case][row.follows.id].append(row)
    out = []
    for older in sorted(rows):
        then = {u.said.id: u for u in coded[older].units} if older in coded else None
        kept, unknown = [], []
        for id, given in rows[older].items():
            if then is not None and id not in then:
                unknown += given
                continue
            decided = next((row for row in given if row.adjudicates), None)
            same = len({row.status for row in given}) == 1
            said = decided or given[0]
            kept.append(Kept((then or {}).get(id), said, said.status if decided or same else None))
        unsaid = tuple(u for id, u in (then or {}).items() if id not in rows[older])
        out.append(
            Followed(newer.case, older, then is not None, tuple(kept), unsaid, tuple(unknown))
        )
    return tuple(out)


# --- whom plans name -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """A plan that names another region as its partner; ``back``: whether that one names it too,
    None where nobody can say: its plan is not among the cases, or not coded whole."""

    case: str
    partner: Text
    other: str | None
    units: tuple[Unit, ...]
    back: bool | None


def partners_of(evaluation: Evaluation, coded: Mapping[str, Coded]) -> tuple[Named, ...]:
    """Who names whom: partners as they are written, by the case whose region has that code or
    name."""
    keys = dict[str, str]()
    for file in evaluation.files:
        region = file.case.region
        for said in (*both(region.name), region.code or ""):
            keys.setdefault(region_key(said), file.case.case)
    named = dict[tuple[str, str], tuple[Text, str | None, list[Unit]]]()
    for case, own in coded.items():
        for unit in own.units:
            for partner in unit.said.partners:
                known = (keys[k] for k in map(region_key, both(partner)) if k in keys)
                other = next(known, None)
                key = (case, other or region_key(both(partner)[0]))
                named.setdefault(key, (partner, other, []))[2].append(unit)
    pairs = {(case, other) for (case, _), (_, other, _) in named.items()}
    out = []
    for (case, _), (partner, other, units) in sorted(named.items(), key=lambda item: item[0]):
        if other != case:
            back = (other, case) in pairs
            whole = other is not None and other in coded and coded[other].scope == "all"
            out.append(Named(case, partner, other, tuple(units), back if back or whole else None))
    return tuple(out)


_KINDS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")


def region_key(name: str) -> str:
    """A region's name without its kind: 内蒙古自治区 and 内蒙古 are one."""
    own = "".join(name.split()).casefold()
    kind = next((k for k in _KINDS if own.endswith(k) and len(own) > len(k) + 1), "")
    return own.removesuffix(kind)


def coded_in(evaluation: Evaluation) -> dict[str, Coded]:
    """Case → what is coded of it, of the cases of which anything is."""
    found = {file.case.case: coded_of(file) for file in evaluation.files}
    return {case: coded for case, coded in found.items() if coded is not None}
