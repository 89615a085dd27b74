"""Answers in; the tables and paragraphs that reports and the command line share out."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis import results
from evalkit.analysis.changes import Succession
from evalkit.analysis.coherence import Coherence
from evalkit.analysis.consistency import FORMULA, Consistent
from evalkit.analysis.effects import Effect, Effects, Influence, LeftOut
from evalkit.analysis.outcomes import Course, Field
from evalkit.model.catalogue import messages, phrase
from evalkit.model.rubric import Consistency, Measure
from evalkit.report import answers
from evalkit.report.figure import Figure, level, number, percent, score
from evalkit.report.model import Cell, Column, Row, Runs, Strong, Table, cell, runs
from evalkit.report.writer import Writer
from evalkit.scoring.weights import Panel, parts_of

MOVED = 8  # criteria and pillars shown whose leaving out moves ranks most


class Analyst(Writer):
    """What both reports and the commands say of the analyses."""

    def effects_table(self, found: Effects) -> Table:
        """First and total effects with their bars, the largest total first."""
        rows = []
        for e in sorted(found.effects, key=lambda e: -(e.total or 0.0)):
            rows.append(Row((
                cell(self.labels[f"f-{e.factor}"]), cell(percent(e.first)), cell(*self._bar(e.first_low, e.first_high)),
                cell(percent(e.total)), cell(*self._bar(e.total_low, e.total_high)),
            )))  # fmt: skip
        columns = self.columns("assumption", "#first-effect", "#error-bar", "#total-effect", "#error-bar")
        caption = self.labels["effects" if found.result == results.SHIFT else "effects-total"]
        return Table(caption, columns, tuple(rows))

    def effects_note(self, found: Effects) -> str:
        """What the effects are, and of which result."""
        note = self.labels["effects-note"].format(draws=found.draws)
        gap = self.labels["gap"]
        return f"{note}{gap}{self.labels['effects-ranking']}" if found.result == results.SHIFT else note

    def _bar(self, low: float | None, high: float | None) -> Runs:
        return runs(percent(low), "–", percent(high)) if low is not None else runs("—")

    def influence_table(self, found: Sequence[Influence]) -> Table:
        """Weight and influence of pillars, one and two levels down."""
        rows = []
        for ref, _, _ in self.evaluation.rubric.walk():
            i = next((i for i in found if i.ref == ref), None)
            if i is None or ref in self.leaf_refs or ref.count(".") > 1:
                continue
            influence = percent(i.influence) if i.influence is not None else "—"
            rows.append(
                Row(
                    (
                        cell(self.with_code(ref)),
                        cell(percent(i.weight)),
                        cell(influence),
                        cell(number(i.correlation, 2)),
                    ),
                    depth=ref.count("."),
                )
            )
        columns = self.columns("pillar", "#share", "#influence", "#correlation")
        return Table(self.labels["influence-table"], columns, tuple(rows))

    @property
    def leaf_refs(self) -> frozenset[str]:
        return frozenset(ref for ref, _ in self.evaluation.rubric.criteria())

    def left_out_table(self, found: Sequence[LeftOut], most: int = MOVED) -> Table | None:
        """The criteria and pillars whose leaving out moves a case most; None where none moves any."""
        moved = [item for item in found if item.places]
        moved.sort(key=lambda item: (-item.places, -item.moved, -item.shift, item.ref))
        rows = [
            Row((
                cell(self.with_code(item.ref)), cell(str(item.moved)), cell(self.region(item.case)),
                cell(f"{item.stands}\u00a0→\u00a0{item.comes_to}"), cell(Figure(item.shift, 2, 100)),
            ))
            for item in moved[:most]
        ]  # fmt: skip
        names = ("left-out", "#moved-cases", "most-moved", "#places", "#mean-shift")
        return Table(self.labels["left-out-table"], self.columns(*names), tuple(rows)) if rows else None

    def movers_table(self, found: Sequence[Effects]) -> Table | None:
        """For each case the assumption that moves its total most, and the next; None where nothing can be said."""
        rows = []
        for e in found:
            if e.result != results.SHIFT and e.given and e.variance:
                most, *rest = sorted(e.effects, key=lambda effect: -(effect.total or 0.0))
                then = self._effect(rest[0]) if rest and (rest[0].total or 0.0) >= answers.SLIGHT else runs("—")
                rows.append(Row((cell(self.region(e.result)), cell(*self._effect(most)), cell(*then))))
        return Table(self.labels["moves-most"], self.columns("region", "most", "then"), tuple(rows)) if rows else None

    def _effect(self, effect: Effect) -> Runs:
        return runs(f"{self.labels[f'f-{effect.factor}']} ", percent(effect.total))

    def movers(self, found: Effects) -> Runs:
        return self.voice.movers(answers.movers(self.evaluation, found, self.lang))

    # --- consistency -------------------------------------------------------------------------

    def consistency_table(self, block: Consistency, found: Sequence[Consistent]) -> Table:
        """Index, concavity, band and variables, a row a case, the highest index first."""
        rows = []
        for c in sorted(found, key=lambda c: (-(c.index if c.index is not None else -1.0), c.case)):
            band = answers.consistency(block, c, self.lang).band or "—"
            values = [self._share_cell(v.value, v.applicable) for v in c.variables]
            figures = (cell(number(c.index, 2)), cell(number(c.concavity, 2)), cell(band))
            rows.append(Row((cell(self.link(c.case)), *figures, *values)))
        titles = [Column(self.say(variable.title), True) for variable in block.variables]
        columns = (Column(self.labels["region"]), *self.columns("#pmc", "#concavity", "band"), *titles)
        return Table(self._consistency_title(block), columns, tuple(rows), dense=True)

    def surface_table(self, block: Consistency, found: Consistent) -> Table | None:
        """The surface: variables as shades, in the rows the rubric names; None where it names none."""
        titles = {variable.id: self.say(variable.title) for variable in block.variables}
        if not found.surface:
            return None
        rows = []
        for names, values in zip(block.surface, found.surface, strict=True):
            cells: list[Cell] = []
            for name, value in zip(names, values, strict=True):
                cells.append(cell(f"{titles[name]} ", number(value, 2), tone=self.tone(value)))
            rows.append(Row(tuple(cells)))
        wide = max(len(row) for row in block.surface)
        return Table(self.labels["surface"], tuple(Column("") for _ in range(wide)), tuple(rows))

    def consistency_over_all(self, block: Consistency, found: Sequence[Consistent]) -> Runs:
        """The sentence over all cases; empty with fewer than two that have an index."""
        fact = answers.consistency_over_all(self.evaluation, block, found, self.lang)
        return self.voice.consistency_over_all(fact) if fact else ()

    def _share_cell(self, value: float | None, applicable: int) -> Cell:
        if not applicable:
            return cell(self.labels["not-applicable"], tone="na")
        return cell(number(value, 2), tone=self.tone(value))

    def _consistency_title(self, block: Consistency) -> str:
        return self.say(block.title) or self.labels["consistency"]

    def consistency_note(self, block: Consistency) -> str:
        """Formula, maximum and source."""
        source = phrase("analysis", self.lang, "consistency.source")
        note = self.labels["consistency-note"].format(formula=FORMULA, most=f"{block.most:g}", source=source)
        why = self.say(block.why)
        return f"{note}{'' if self.lang == 'zh' else ' '}{why}" if why else note

    # --- other weights, other rules ----------------------------------------------------------

    def weights_table(self, of: str, found: Sequence[results.Weighing]) -> Table:
        """Weights of a node's parts, a column a method."""
        shown = [w for w in found if w.weights]
        rows = [
            Row((cell(self.with_code(part)), *(cell(percent(w.weights[n], 1)) for w in shown)))
            for n, part in enumerate(parts_of(self.evaluation.rubric, of))
        ]
        columns = (*self.columns("weights-part"), *(Column(self.labels[f"w-{w.method}"], True) for w in shown))
        return Table(self.labels["weights-table"].format(of=self.title(of)), columns, tuple(rows))

    def weights_doubts(self, of: str, found: Sequence[results.Weighing]) -> list[str]:
        """What is to be known of weights that come from the cases."""
        parts = parts_of(self.evaluation.rubric, of)
        out = []
        for w in found:
            if w.doubt:
                against = self.voice.listed([self.title(parts[n]) for n in w.against])
                code = "too-few" if w.doubt == "few-cases" and not w.weights else w.doubt
                said = self.labels[f"doubt-{code}"].format(least=w.least, parts=against)
                out.append(f"{self.labels[f'w-{w.method}']}{'：' if self.lang == 'zh' else ': '}{said}")
        return out

    def panel_lines(self, panel: Panel) -> list[str]:
        """Each judge's consistency ratio, and the three judgements that fit least."""
        out = []
        for judge, c in panel.compared:
            ratio = "—" if c.ratio is None else number(c.ratio, 2).text()
            line = self.labels["panel-line"].format(judge=judge, of=self.title(panel.of), ratio=ratio)
            if c.triad and c.excess > 0.01:
                a, b, k = (self.title(panel.parts[n]) for n in c.triad)
                ab, bc, ac = (f"{value:.3g}" for value in c.judged)
                line += self.labels["panel-triad"].format(a=a, b=b, c=k, ab=ab, bc=bc, ac=ac)
            out.append(line)
        return out

    def opinions_table(self, cases: Sequence[str], found: Sequence[results.Opinion]) -> Table:
        """Ranks, a row a case in the stated order, a column a method."""
        order = sorted(range(len(cases)), key=lambda n: (found[0].ranks[n], cases[n]))
        rows = [Row((cell(self.region(cases[n])), *(cell(str(o.ranks[n] or "—")) for o in found))) for n in order]
        columns = (*self.columns("region"), *(Column(self.labels[f"w-{o.method}"], True) for o in found))
        return Table(self.labels["opinions-table"], columns, tuple(rows))

    def opinions_notes(self, methods: Sequence[str]) -> list[str]:
        """Formula and source of each method named, and how to read them."""
        line = "{}：{}。出处：{}。" if self.lang == "zh" else "{}: {}. Source: {}."
        said = []
        for method in dict.fromkeys(methods):
            rule = messages("analysis", self.lang)["weighting"][method]
            said.append(line.format(self.labels[f"w-{method}"], rule["formula"], rule["source"]))
        return [*said, self.labels["opinions-note"]]

    def second_opinions(self, cases: Sequence[str], found: Sequence[results.Opinion]) -> Runs:
        return self.voice.second_opinions(answers.second_opinions(self.evaluation, cases, found, self.lang))

    # --- outcomes ----------------------------------------------------------------------------

    def outcomes_table(self, found: Field) -> Table:
        """Plan and outcome of every case, and its quadrant."""
        order = ("both", "plan", "outcome", "neither")
        rows = []
        for p in sorted(found.cases, key=lambda p: (order.index(p.quadrant), -p.plan, p.case)):
            said = self.labels[f"q-{p.quadrant}"]
            near = self.labels["q-near"] if p.near else ""
            rows.append(Row((
                cell(self.link(p.case)), cell(score(p.plan, f"{p.case}#s-overall"), tone=self.tone(p.plan)),
                cell(score(p.outcome, f"{p.case}#s-{found.outcome}"), tone=self.tone(p.outcome)),
                cell(f"{said}{near}"),
            )))  # fmt: skip
        mean = (
            cell(Strong(self.labels["mean"])),
            cell(score(found.plan_mean)),
            cell(score(found.outcome_mean)),
            Cell(),
        )
        columns = (*self.columns("region", "#plan"), Column(self.title(found.outcome), True), *self.columns("quadrant"))
        return Table(self.labels["outcome-field"], columns, (*rows, Row(mean)))

    def outcomes_note(self, found: Field) -> str:
        """Where the lines are drawn, and what years the figures are of."""
        years, plans = answers.outcome_years(self.evaluation, found.outcome), answers.plan_years(self.evaluation)
        note = self.labels["outcome-note"]
        if years and plans and years[1] < plans[0]:
            note += self.labels["outcome-before"].format(years=self._span(years), plans=self._span(plans))
        return note

    def _year(self, year: int | None, since: str = "") -> str:
        """A year in brackets, after a figure."""
        if self.lang == "zh":
            return f"（{since}{year}年{'起' if since else ''}）"
        return f" ({since}{' ' if since else ''}{year})"

    def _span(self, years: tuple[int, int]) -> str:
        return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"

    def courses_table(self, found: Sequence[Course]) -> Table | None:
        """Targets on their path; None where there are none."""
        rows = []
        begun = any(c.expected is not None for c in found)
        for c in found:
            rule = self.rules[c.measure]
            places, finer = rule.decimals, rule.decimals + 1
            name = next(self.say(k.title) for _, k in self.evaluation.rubric.criteria() if k.id == c.measure)
            aim = runs(number(c.value, places), self.unit(rule), self._year(c.year) if c.year else "")
            latest = runs(number(c.latest, places), self._year(c.latest_year)) if c.latest is not None else runs("—")
            had = (
                runs(Figure(c.achieved, finer, 1, "", "", True), self._year(c.since, self.labels["since"]))
                if c.achieved is not None
                else runs("—")
            )
            straight = (cell(number(c.expected, places)),) if begun else ()
            rows.append(Row((
                cell(self.link(c.case)), cell(name), cell(*aim), cell(*latest), *straight,
                cell(Figure(c.needed, finer, 1, "", "", True)), cell(*had), cell(self.labels[f"pace-{c.pace}"]),
            )))  # fmt: skip
        names = (
            "region",
            "measure",
            "#target",
            "#latest",
            *(("#on-path",) if begun else ()),
            "#needed",
            "#achieved",
            "pace",
        )
        return Table(self.labels["courses"], self.columns(*names), tuple(rows)) if rows else None

    @property
    def rules(self) -> dict[str, Measure]:
        return {c.id: c.measure for _, c in self.evaluation.rubric.criteria() if c.measure is not None}

    def series_table(self) -> Table | None:
        """Measures over the years: the first and the latest figure of each case; None with one year or none."""
        rows = []
        for ref, criterion in self.evaluation.rubric.criteria():
            rule = criterion.measure
            known = [m for m in self.evaluation.measured if m.ref == ref and m.used and len(m.series) > 1]
            if rule is None or not known:
                continue
            rows.append(
                Row(
                    (cell(Strong(self.with_code(ref) + self.aside(self.say(rule.unit)))), *(Cell() for _ in range(4))),
                    group=True,
                )
            )
            for m in known:
                series = [e for e in m.series if m.used and e.year <= m.used.year]
                first, last = series[0], series[-1]
                if first.year < last.year:
                    change = (last.value - first.value) / (last.year - first.year)
                    rows.append(Row((
                        cell(self.region(m.case)), cell(number(first.value, rule.decimals), self._year(first.year)),
                        cell(number(last.value, rule.decimals), self._year(last.year)),
                        cell(Figure(last.value - first.value, rule.decimals, 1, "", "", True)),
                        cell(Figure(change, rule.decimals + 1, 1, "", "", True)),
                    )))  # fmt: skip
        names = ("region", "#first-figure", "#latest", "#change", "#achieved")
        return Table(self.labels["series"], self.columns(*names), tuple(rows)) if rows else None

    # --- coherence ---------------------------------------------------------------------------

    def scales_table(self, found: Coherence) -> Table | None:
        """Cronbach's α of pillars; None where none has one."""
        rows = [
            Row(
                (cell(self.with_code(s.ref)), cell(str(s.items)), cell(str(s.n)), cell(number(s.alpha, 2))),
                depth=s.ref.count("."),
            )
            for s in found.scales
            if s.items > 1 and s.alpha is not None
        ]
        names = ("pillar", "#items", "#complete-cases", "#cronbach")
        return Table(self.labels["scales"], self.columns(*names), tuple(rows)) if rows else None

    def items_table(self, found: Coherence) -> Table | None:
        """Criteria to look at: constant ones, and those that run against their pillar; None where there are none."""
        rows = []
        for i in found.items:
            if i.constant or i.against:
                why = self.labels["does-not-vary" if i.constant else "runs-against"]
                rows.append(Row((
                    cell(self.with_code(i.ref)), cell(str(i.n)), cell(Figure(i.rest, 2, 1, "", "", True)), cell(why),
                )))  # fmt: skip
        names = ("criterion", "#cases", "#item-rest", "seen")
        return Table(self.labels["items-table"], self.columns(*names), tuple(rows)) if rows else None

    def pairs_table(self, found: Coherence) -> Table | None:
        """Pairs of criteria that say the same of these cases, or the opposite; None where there are none."""
        rows = [
            Row(
                (
                    cell(self.with_code(p.a)),
                    cell(self.with_code(p.b)),
                    cell(Figure(p.correlation, 2, 1, "", "", True)),
                    cell(str(p.n)),
                )
            )
            for p in found.pairs
        ]
        names = ("criterion", "other-criterion", "#rank-correlation", "#cases")
        return Table(self.labels["pairs-table"], self.columns(*names), tuple(rows)) if rows else None

    def coherence_tables(self, found: Coherence) -> list[Table]:
        """What there is to look at."""
        return [
            t for t in (self.scales_table(found), self.items_table(found), self.pairs_table(found)) if t is not None
        ]

    # --- successive plans --------------------------------------------------------------------

    def succession(self, found: Succession) -> Runs:
        return self.voice.succession(answers.succession(found))

    def moves_table(self, found: Succession) -> Table | None:
        """Criteria that moved, and those that cannot be compared; None where all stayed."""
        rows = []
        for m in answers.moved(found):
            levels = runs(level(m.before), " → ", level(m.after))
            rows.append(
                Row(
                    (
                        cell(self.with_code(m.ref)),
                        cell(*levels),
                        cell(self.labels[f"way-{m.way}"]),
                        cell(percent(m.weight, 1)),
                    )
                )
            )
        names = ("criterion", ".now-then", "way", "#share")
        return Table(self.labels["moves-table"], self.columns(*names), tuple(rows)) if rows else None

    def moved_pillars(self, found: Succession) -> Table:
        """Totals and pillars of both plans, the older one under the newer version of the rubric."""
        rows = [
            Row(
                (
                    cell(self.title(ref)),
                    cell(score(before)),
                    cell(score(after)),
                    cell(Figure(change, 1, 100, "", "", True)),
                )
            )
            for ref, before, after in (("overall", found.restated, found.after), *found.pillars)
            for change in (None if before is None or after is None else after - before,)
        ]
        fact = answers.succession(found)
        columns = (
            *self.columns("pillar"),
            Column(fact.older, True),
            Column(fact.newer, True),
            *self.columns("#change"),
        )
        return Table(self.labels["moved-pillars"], columns, tuple(rows))
