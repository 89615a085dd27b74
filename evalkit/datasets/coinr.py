"""An evaluation in; the tables that COINr builds an index from out: iMeta, a row a node, and iData,
a row a case; and what COINr has no place for.

Columns of COINr under its names (``minmax_lower``, ``goalpost_lower`` …); beside them columns that
:mod:`evalkit.reading.coinr_rules` reads back and COINr passes over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from evalkit.datasets.model import Value
from evalkit.evaluation import Evaluation
from evalkit.model.case import Case
from evalkit.model.fields import in_language
from evalkit.model.rubric import Criterion, Measure, Per, Pillar
from evalkit.reading.coinr import ids_of
from evalkit.scoring.leaves import Measured
from evalkit.scoring.tree import Group

Cells = Mapping[str, Value]
Left = tuple[str, tuple[str, ...]]  # what COINr has no place for: its key, what it is about

FIXED = ("Level", "iCode", "iName", "Direction", "Weight", "Parent", "Type", "Unit")
MORE = (
    *("Denominator", "ScaleFactor", "goalpost_lower", "goalpost_upper"),
    *("goalpost_scale", "goalpost_trunc2posts", "minmax_lower", "minmax_upper"),
    *("target_start", "Target", "best_lower", "best_upper"),
    *("Normalisation", "Transform", "Outliers", "Cap", "Reference", "Aggregation"),
)
# names that columns of a data frame, or of COINr's, have already
TAKEN = frozenset(
    {
        *("ucode", "uname", "time", "rank", "if", "else", "repeat", "while", "function", "for"),
        *("next", "break", "in", "true", "false", "null", "na", "nan", "inf"),
    }
)
HUNDRED = 100.0


@dataclass(frozen=True)
class Leaf:
    """An indicator. ``rule``: None of a criterion that people rate; ``per``: what it is divided by,
    the code and the rule; ``values``: a case each, as measured."""

    ref: str
    code: str
    node: Criterion
    rule: Measure | None
    per: tuple[str, Per] | None
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Coin:
    """What COINr is given. ``levels``: of the tree, the index the last; ``means``: of each level
    from the second on; ``least``: and the share of parts that must be there, empty where nothing
    need; ``units``: code of each case; ``screened``: codes that leave; ``imputed``: (unit, code,
    value) that COINr would not impute so; ``group``: code of the group that is imputed by; ``top``:
    of its scores, 1 of values of an index; ``reference``: code of an indicator → the unit from
    which its distances are counted."""

    meta: tuple[Cells, ...]
    data: tuple[Cells, ...]
    leaves: tuple[Leaf, ...]
    levels: int
    means: tuple[str | float, ...]
    least: tuple[float, ...]
    units: tuple[str, ...]
    screened: tuple[str, ...]
    imputed: tuple[tuple[str, str, float], ...]
    group: str
    top: float
    reference: Mapping[str, str]
    left: tuple[Left, ...] = field(default_factory=tuple)

    @property
    def meta_columns(self) -> tuple[str, ...]:
        """Columns of iMeta: those that COINr asks for, and those that a row fills."""
        return (*FIXED, *(name for name in MORE if any(name in row for row in self.meta)))

    @property
    def data_columns(self) -> tuple[str, ...]:
        """Columns of iData, in its order."""
        return tuple(dict.fromkeys(name for row in self.data for name in row))


def coin_of(evaluation: Evaluation, lang: str) -> Coin:
    """An evaluation as COINr's tables.

    Raises:
        ValueError: the rubric has no total, and so is no index.
    """
    if not evaluation.rubric.has_total:
        raise ValueError(f"{evaluation.rubric.pin} has no total: it is no index")
    return _Work(evaluation, lang).coin()


class _Work:
    """The tables while they are made: nothing of it leaves but as :class:`Coin`."""

    def __init__(self, evaluation: Evaluation, lang: str) -> None:
        self.evaluation, self.rubric, self.lang = evaluation, evaluation.rubric, lang
        self.left: list[Left] = []
        self.top = 1.0 if self.rubric.is_index else HUNDRED
        self.groups = {group.ref: group for group in evaluation.leaves.tree.groups}
        self.refs = evaluation.leaves.tree.refs
        self.counts = dict(zip(self.refs, evaluation.leaves.tree.counts.tolist(), strict=True))
        self.kept = [ref for ref in self._below("overall") if ref != "overall"]
        self.code = self._codes()
        self.leaves = tuple(self._leaf(ref) for ref in self.kept if ref not in self.groups)
        self.units = self._units()
        self.alike = not self._inapplicable()  # whether every indicator applies to every case

    def _below(self, ref: str) -> Iterator[str]:
        """A node and all below it that count, top down."""
        yield ref
        if (group := self.groups.get(ref)) is not None:
            for column in group.children:
                if self.counts[self.refs[column]]:
                    yield from self._below(self.refs[column])

    def _facets(self) -> list[str]:
        return [id for id, facet in self.rubric.facets.items() if not facet.many]

    def _twice(self) -> list[Criterion]:
        """Measured criteria that others are divided by."""
        per = self.rubric.prepare
        by = {rule.by for id in per.per if (rule := per.divided_by(id)) is not None}
        return [own for own, _ in self.rubric.measured.values() if own.id in by]

    def _codes(self) -> dict[str, str]:
        """Ref, facet or measure that serves → its code, as R and COINr take it: the one that the
        rubric gives, where the id follows from it, else the id."""
        held: dict[str, tuple[str, str]] = {"overall": ("", "index")}
        for ref in self.kept:
            node = self.rubric.index[ref].node
            held[ref] = (node.code, node.id)
        held |= {f"facet {id}": ("", id) for id in self._facets()}
        held |= {f"measure {own.id}": ("", own.id) for own in self.rubric.measures}
        # COINr divides by what is no indicator: an indicator stands there a second time
        held |= {f"measure {own.id}": ("", f"{own.id}-by") for own in self._twice()}
        taken, out = set(TAKEN), dict[str, str]()
        for key, (code, id) in held.items():
            same = bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", code)) and (
                dict(ids_of([code]))[code] == id
            )
            own = code if same else "Index" if key == "overall" else id.replace("-", "_")
            while own.lower() in taken:
                own += "_x"
            taken.add(own.lower())
            out[key] = own
        return out

    def _units(self) -> tuple[str, ...]:
        """A code a case: its region's, where the case is called after it, else the case's id."""
        codes = [self._unit(file.case) for file in self.evaluation.files]
        once = len({code.lower() for code in codes}) == len(codes)
        columns = {*self.code.values()}  # no unit may be called like a column
        own = codes if once else self.evaluation.cases
        return tuple(f"{code}_unit" if code in columns else code for code in own)

    def _unit(self, case: Case) -> str:
        code = case.region.code
        if code is not None and dict(ids_of([code]))[code] == case.case:
            return code
        return case.case

    def _leaf(self, ref: str) -> Leaf:
        node = self.rubric.index[ref].node
        assert isinstance(node, Criterion)
        rule, per = node.measure, self.rubric.prepare.divided_by(node.id)
        cases = self.evaluation.cases
        if rule is None:
            own = (self.evaluation.score_of[case, ref].value for case in cases)
            values = tuple(None if value is None else value * HUNDRED for value in own)
        else:
            of = self.evaluation.measured_of
            values = tuple(_as_measured(of[case, node.id]) for case in cases)
        by = None if per is None else (self.code[f"measure {per.by}"], per)
        return Leaf(ref, self.code[ref], node, rule, by, values)

    def coin(self) -> Coin:
        """The tables, and what they cannot hold."""
        depth = 1 + max((ref.count(".") + 1 for ref in self.kept), default=0)
        meta = [*self._tree(depth), *self._beside()]
        data = self._data()
        means = self._means(depth)
        imputed = tuple(self._given())
        self._told()
        return Coin(
            tuple(meta),
            tuple(data),
            self.leaves,
            depth,
            means,
            self._least(depth),
            self.units,
            tuple(self._screened()),
            imputed,
            self.code.get(f"facet {impute.facet}", "")
            if (impute := self.rubric.prepare.impute) is not None
            else "",
            self.top,
            self._references(),
            tuple(self.left),
        )

    # --- iMeta -------------------------------------------------------------------------------

    def _tree(self, depth: int) -> Iterator[Cells]:
        """A row a node. An indicator that stands higher than the others has nodes of its own
        between, as COINr wants every level filled."""
        title = in_language(self.rubric.title, self.lang)
        yield self._group("overall", depth, "", 1.0, title)
        of = {leaf.ref: leaf for leaf in self.leaves}
        for ref in self.kept:
            node = self.rubric.index[ref].node
            parent = self.code[ref.rpartition(".")[0] or "overall"]
            level, title = depth - ref.count(".") - 1, in_language(node.title, self.lang)
            if isinstance(node, Pillar):
                yield self._group(ref, level, parent, float(node.weight), title)
                continue
            weight = float(node.weight)
            for between in range(level, 1, -1):
                code = f"{self.code[ref]}_{between}"
                yield _row(between, code, title, weight, parent, "Aggregate")
                parent, weight = code, 1.0
            row = _row(1, self.code[ref], title, weight, parent, "Indicator")
            yield {**row, **self._rule(of[ref])}

    def _group(self, ref: str, level: int, parent: str, weight: float, title: str) -> Cells:
        own = self.groups[ref].aggregation
        named = own if isinstance(own, str) else f"power {own:g}"
        row = _row(level, self.code[ref], title, weight, parent, "Aggregate")
        return {**row, "Aggregation": named} if named != "arithmetic" else row

    def _rule(self, leaf: Leaf) -> Cells:
        """What iMeta says of how an indicator becomes a score."""
        if leaf.rule is None:
            return {"Unit": "score", "Normalisation": "goalposts", **_posts(0.0, HUNDRED, HUNDRED)}
        rule = leaf.rule
        name, out = rule.normalisation, dict[str, Value]()
        out["Unit"] = in_language(rule.unit, self.lang)
        out["Direction"] = -1 if rule.better == "lower" else 1
        if leaf.per is not None:
            out["Denominator"] = leaf.per[0]
            out |= {"ScaleFactor": float(leaf.per[1].times)} if leaf.per[1].times != 1 else {}
        if name in ("goalposts", "interval") and rule.goalposts is not None:
            out |= _posts(rule.goalposts[0], rule.goalposts[1], self.top)
        if name == "minmax":
            low, high = rule.range or (0.0, self.top)
            out |= {"minmax_lower": float(low), "minmax_upper": float(high)}
        if name == "target":
            out |= {"target_start": float(rule.start or 0), "Target": float(rule.target or 0)}
        if name == "interval" and rule.best is not None:
            out |= {"best_lower": float(rule.best[0]), "best_upper": float(rule.best[1])}
        out |= {"Normalisation": name} if name != "step" else {}
        out |= {"Transform": rule.transform} if rule.transform != "none" else {}
        out |= {"Cap": "none"} if rule.cap is not None else {}
        out |= {"Reference": rule.reference} if rule.reference is not None else {}
        return {**out, **({"Outliers": "none"} if rule.outliers == "none" else {})}

    def _beside(self) -> Iterator[Cells]:
        """Rows of what stands beside the tree: groups, and what indicators are divided by."""
        for id in self._facets():
            title = in_language(self.rubric.facets[id].title, self.lang)
            yield {"iCode": self.code[f"facet {id}"], "iName": title, "Type": "Group"}
        for own in self.rubric.measures:
            title, unit = (in_language(text, self.lang) for text in (own.title, own.unit))
            code = self.code[f"measure {own.id}"]
            yield {"iCode": code, "iName": title, "Type": "Denominator", "Unit": unit}
        for node in self._twice():
            assert node.measure is not None
            title, unit = (in_language(t, self.lang) for t in (node.title, node.measure.unit))
            code = self.code[f"measure {node.id}"]
            yield {"iCode": code, "iName": title, "Type": "Denominator", "Unit": unit}

    def _means(self, depth: int) -> tuple[str | float, ...]:
        """The mean of each level; where its nodes have several, that of most, which is told."""
        out: list[str | float] = []
        for level in range(2, depth + 1):
            at = [g for g in self._counting() if self._level(g.ref, depth) == level]
            rules = [g.aggregation for g in at if self._parts(g) > 1] or ["arithmetic"]
            most = max(dict.fromkeys(rules), key=rules.count)
            others = [self.code[g.ref] for g in at if g.aggregation != most and self._parts(g) > 1]
            if others:
                self.left.append(("means", tuple(others)))
            out.append(most)
        return tuple(out)

    def _counting(self) -> list[Group]:
        return [self.groups[ref] for ref in ("overall", *self.kept) if ref in self.groups]

    def _parts(self, group: Group) -> int:
        return sum(self.counts[self.refs[column]] for column in group.children)

    def _level(self, ref: str, depth: int) -> int:
        return depth if ref == "overall" else depth - ref.count(".") - 1

    def _least(self, depth: int) -> tuple[float, ...]:
        """The share of a node's parts that must be there, of each level from the second on."""
        if not self.alike:  # what does not apply would count as missing
            return ()
        least = tuple(self.rubric.coverage.at(depth - level) for level in range(2, depth + 1))
        return least if any(least) else ()

    # --- iData -------------------------------------------------------------------------------

    def _data(self) -> Iterator[Cells]:
        """A row a case."""
        year = max((m.used.year for m in self.evaluation.measured if m.used is not None), default=0)
        divisors = self._divisors()
        for row, file in enumerate(self.evaluation.files):
            case = file.case
            out: dict[str, Value] = {"uCode": self.units[row]}
            out["uName"] = in_language(case.region.name, self.lang)
            out |= {"Time": year} if year else {}
            held = case.facet_values()
            for id in self._facets():
                values = held.get(id, ())
                out[self.code[f"facet {id}"]] = values[0] if len(values) == 1 else None
            serving = [own.id for own in self.rubric.measures]
            for id in [*serving, *(own.id for own in self._twice())]:
                by = divisors.get((case.case, id), 0.0)
                out[self.code[f"measure {id}"]] = by if by > 0 else None
            yield {**out, **{leaf.code: leaf.values[row] for leaf in self.leaves}}

    def _divisors(self) -> dict[tuple[str, str], float]:
        """(case, measure that serves) → what indicators are divided by: of the year that most of
        them take; nothing where that is missing."""
        took: dict[tuple[str, str], list[float]] = {}
        for m in self.evaluation.measured:
            for touch in m.touched:
                why = dict(touch.why)
                if touch.step == "per" and (value := why.get("value")) is not None:
                    took.setdefault((m.case, str(why["by"])), []).append(float(value))
        if several := [f"{c}/{id}" for (c, id), own in took.items() if len({*own}) > 1]:
            self.left.append(("divisors", tuple(several)))
        out = {(m.case, m.criterion): m.used.value for m in self.evaluation.measured if m.used}
        out |= {(s.case, s.criterion): s.used.value for s in self.evaluation.served if s.used}
        return out | {key: max(own, key=own.count) for key, own in took.items()}

    # --- preparing ---------------------------------------------------------------------------

    def _screened(self) -> Iterator[str]:
        gone = {m.case for m in self.evaluation.measured for t in m.touched if t.step == "screen"}
        gone |= {f.case for f in self.evaluation.findings if f.code == "case-screened" and f.case}
        for case, unit in zip(self.evaluation.cases, self.units, strict=True):
            if case in gone:
                yield unit

    def _given(self) -> Iterator[tuple[str, str, float]]:
        """Values that were imputed in a way that COINr does not impute in."""
        impute = self.rubric.prepare.impute
        if impute is None or impute.method != "em":
            return
        unit = dict(zip(self.evaluation.cases, self.units, strict=True))
        of = self.evaluation.measured_of
        for leaf in self.leaves:
            for case in self.evaluation.cases if leaf.rule is not None else ():
                for touch in of[case, leaf.node.id].touched:
                    if touch.step == "impute" and touch.after is not None:
                        yield unit[case], leaf.code, touch.after

    def _references(self) -> dict[str, str]:
        unit = dict(zip(self.evaluation.cases, self.units, strict=True))
        return {
            leaf.code: unit[leaf.rule.reference]
            for leaf in self.leaves
            if leaf.rule is not None and leaf.rule.reference in unit
        }

    # --- what is left ------------------------------------------------------------------------

    def _told(self) -> None:
        """What the tables do not say."""
        rubric, say = self.rubric, self.left.append
        outside = [
            ref
            for ref in self.refs
            if ref != "overall" and ref not in self.kept and ref.rpartition(".")[0] in self._tops()
        ]
        outside += [
            ref
            for ref, own in rubric.criteria()
            if not own.scored and ref.rpartition(".")[0] in self._tops()
        ]
        if outside:
            say(("outside", tuple(outside)))
        if rated := [leaf.code for leaf in self.leaves if leaf.rule is None]:
            say(("rated", tuple(rated)))
        if many := [id for id, facet in rubric.facets.items() if facet.many]:
            say(("many", tuple(many)))
        if steps := [x.code for x in self.leaves if x.rule and x.rule.normalisation == "step"]:
            say(("step", tuple(steps)))
        years = {m.used.year for m in self.evaluation.measured if m.used is not None}
        if len(years) > 1:
            say(("years", (f"{min(years)}–{max(years)}",)))
        if not self.alike:
            say(("applies", tuple(self._inapplicable())))
        prepare = rubric.prepare
        if steps_taken := [
            name for name in ("screen", "impute", "outliers") if getattr(prepare, name) is not None
        ]:
            say(("prepare", tuple(steps_taken)))
        if prepare.impute is not None and prepare.impute.method == "em":
            say(("em", ()))
        coverage = rubric.coverage
        exact = coverage.by == "count" and coverage.withholds
        leaves = self.evaluation.leaves
        gaps = bool((np.isnan(leaves.scores) & leaves.applicable).any())
        asks = any(
            coverage.at(ref.count(".") + 1 if ref != "overall" else 0) for ref in self.groups
        )
        if gaps and asks and not (exact and self.alike):
            say(("coverage", ()))

    def _tops(self) -> set[str]:
        """Where a node stands that the index does not count: below what it counts."""
        return {"", *(ref for ref in self.kept if ref in self.groups)}

    def _inapplicable(self) -> list[str]:
        """Indicators that do not apply to every case."""
        leaves = self.evaluation.leaves
        everywhere: list[bool] = np.all(leaves.applicable, axis=0).tolist()
        off = {ref for ref, own in zip(leaves.tree.leaves, everywhere, strict=True) if not own}
        return [leaf.code for leaf in self.leaves if leaf.ref in off]


def _row(
    level: int, code: str, title: str, weight: float, parent: str, kind: str
) -> dict[str, Value]:
    own: dict[str, Value] = {
        "Level": level,
        "iCode": code,
        "iName": title,
        "Direction": 1,
        "Weight": weight,
    }
    return {**own, "Parent": parent or None, "Type": kind}


def _posts(low: float, high: float, top: float) -> dict[str, Value]:
    ends: dict[str, Value] = {"goalpost_lower": float(low), "goalpost_upper": float(high)}
    return ends | {"goalpost_scale": top, "goalpost_trunc2posts": "TRUE"}


def _as_measured(measured: Measured) -> float | None:
    """The value as it is in iData; None where it is missing, or too old to stand in for a later
    one."""
    if measured.used is None:
        return None
    dropped = any(t.step == "impute" and t.after is None for t in measured.touched)
    return None if dropped else measured.used.value


def in_order(rows: Sequence[Cells], columns: Sequence[str]) -> list[list[Value]]:
    """Rows as lists, in the order of their columns."""
    return [[row.get(name) for name in columns] for row in rows]
