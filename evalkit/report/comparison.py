"""An evaluation in, the comparison of its cases out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evalkit.analysis import results
from evalkit.analysis.ranking import Lead
from evalkit.analysis.sensitivity import Assumptions
from evalkit.evaluation import Measured
from evalkit.model.rubric import Criterion, Measure, Pillar
from evalkit.report import answers, doubts, facts, glance, groups, verdicts
from evalkit.report.drawings import Draughtsman
from evalkit.report.figure import level, number, percent, score
from evalkit.report.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Paragraph,
    Report,
    Row,
    Runs,
    Section,
    Table,
    cell,
    runs,
)
from evalkit.report.weights_panel import tuning
from evalkit.report.writer import MOST
from evalkit.scoring.consensus import Row as RatingRow
from evalkit.scoring.limits import MOST_CASES, TOLERANCE
from evalkit.scoring.rank import grade_of

WORKLIST = 10  # disagreements shown
MANY = 12  # cases up to which each is told in a line of its own


class Comparison(Draughtsman):
    def report(self) -> Report:
        sections = [
            Section("ranking", self.labels["ranking"], self.ranking()),
            Section("pillars", self.labels["pillars"], self.pillars()),
            Section("criteria", self.labels["criteria"], self.criteria()),
            Section("leaders", self.labels["leaders"], self.leaders()),
            Section("coordination", self.labels["coordination"], self.coordination()),
            Section("outcomes", self.labels["outcome-field"], self.outcomes()),
            Section("consistency", self.labels["consistency"], self.consistency()),
            Section("sensitivity", self.labels["sensitivity"], self.sensitivity()),
            Section("what-moves", self.labels["what-moves"], self.what_moves(), True),
            Section("second-opinions", self.labels["second-opinions"], self.opinions(), True),
            Section("agreement", self.labels["agreement"], self.agreement(), True),
            Section("coherence", self.labels["coherence"], self.coherence(), True),
            Section("annex-ratings", self.labels["annex-ratings"], self.ratings(), True),
            Section("annex-method", self.labels["annex-method"], self.method(), True),
        ]  # fmt: skip
        return Report(
            "comparison", self.lang, self.labels["comparison"], self.subtitle, self.summary(), self.numbered(sections),
            self.foot(), self.labels, tuning(self.evaluation, self.lang),
        )  # fmt: skip

    def summary(self) -> tuple[Block, ...]:
        order = facts.ranked(self.evaluation)
        blocks: list[Block] = []
        if len(order) > 1:
            first, last = order[0], order[-1]
            tail = [self.region(s.case) for s in order if s.rank == last.rank]
            leaders = [self.region(s.case) for s in order if s.rank == 1]
            best, worst = (score(s.value, self.into(s.case, "s-overall", f"r-{s.case}")) for s in (first, last))
            blocks.append(Paragraph(self.voice.ranking(leaders, len(order), best, tail, worst)))
            items: list[Runs] = []
            apart, learn = glance.ahead(self.evaluation, self.lang), glance.teachers(self.evaluation, self.lang)
            items += [self.voice.leaders_apart(apart)] if apart else []
            close = facts.close_runs(self.evaluation)
            items += self.incomplete()
            if self.evaluation.analyses.ahead and len(leaders) == 1 and not any(first.case in run for run in close):
                items.append(self.voice.firm(leaders[0], self.often_first(first.case)))
            if close and len(order) > MANY:
                items.append(self.voice.close_pairs(*facts.close_pairs(self.evaluation)))
            elif close:
                items.append(self.voice.close([[self.region(case) for case in run] for run in close]))
            items += [
                self.voice.repeated([self.region(case) for case in own]) for own in facts.repeated(self.evaluation)
            ]
            items += [w for w in (self.widest(),) if w]
            (low, label), of = self.undone(), len(facts.widely_rated(self.evaluation))
            items += [self.voice.nobody(len(low), of, [self.titles[ref] for ref in low[:MOST]], label)] if low else []
            items += [self.voice.learn_from(learn, bool(low), of - len(low) - learn.n)] if learn else []
            items += [self.voice.in_step(s) for s in self.steps()]
            told = groups.clearest(groups.divided(self.evaluation, self.lang))
            items += [self.voice.divided(*told)] if told and told[0].told else []
            blocks.append(Bullets(tuple(items)))
        elif order:
            v = verdicts.verdict(self.evaluation, order[0].case, self.lang)
            blocks.append(Paragraph(self.voice.verdict(v)))
        unranked = [self.region(s.case) for s in self.evaluation.analyses.standings if not s.rank]
        if unranked:
            blocks.append(Paragraph(self.voice.unranked(unranked, len(unranked))))
        return (*blocks, self.about_score())

    def incomplete(self) -> list[Runs]:
        """Ranked plans that are not rated throughout, with the range their score would have if they were."""
        thin = [s for s in facts.ranked(self.evaluation) if s.coverage < 1 - TOLERANCE]
        shown = [(self.region(s.case), s.coverage, s.low, s.high) for s in thin[:MOST]]
        return [self.voice.incomplete(shown, len(thin))] if thin else []

    def often_first(self, case: str) -> float | None:
        """In what share of the usual draws a case is first; None where they are not made."""
        if len(facts.ranked(self.evaluation)) > MOST_CASES:
            return None
        found = doubts.outlook_of(self.evaluation, case)
        return found.ranks[0] if found is not None and found.ranks else None

    def coordination(self) -> tuple[Block, ...]:
        order = [s.case for s in self.evaluation.analyses.standings]
        blocks = self.evaluation.rubric.coordination
        out: list[Block] = []
        for block in blocks if order else ():
            out += [*self.drawn_contours(block), self.coordination_table(block, order)]
        return tuple(out)

    def consistency(self) -> tuple[Block, ...]:
        """The consistency index of every case, under every block of the rubric."""
        out: list[Block] = []
        for block in self.evaluation.rubric.consistency:
            found = [c for c in results.consistency(self.evaluation) if c.block == block.id]
            said = self.consistency_over_all(block, found)
            out += [Paragraph(said)] if said else []
            out += [self.consistency_table(block, found), Paragraph((self.consistency_note(block),))] if found else []
        return tuple(out)

    def outcomes(self) -> tuple[Block, ...]:
        """Plans against outcomes, and targets on their path."""
        out: list[Block] = []
        for found in results.outcome_fields(self.evaluation):
            fact = answers.outcomes(self.evaluation, found, self.lang)
            out += [
                Paragraph(self.voice.outcome_field(fact)),
                *self.drawn_quadrants(found),
                self.outcomes_table(found),
                Paragraph((self.outcomes_note(found),)),
            ]
        table = self.courses_table(results.courses(self.evaluation))
        return (*out, *((table, Paragraph((self.labels["courses-note"],))) if table else ()))

    def sensitivity(self) -> tuple[Block, ...]:
        """How sure the ranks are, under the usual assumptions."""
        assumed = Assumptions()
        place = {s.case: n for n, s in enumerate(facts.ranked(self.evaluation))}
        found = sorted(results.outlooks(self.evaluation, assumed), key=lambda o: place[o.case])
        if len(found) < 2 or len(found) > MOST_CASES:
            return ()
        items = [self.voice.outlook(doubts.outlook(self.evaluation, o, found, self.lang)) for o in found]
        note = Paragraph((self.assumptions_note(assumed),))
        alike = (Bullets(tuple(items)),) if len(items) <= MANY else ()
        return (
            Paragraph(self.told_apart(found)), *self.drawn_likelihood(), self.outlook_table(found), *alike, note
        )  # fmt: skip

    def what_moves(self) -> tuple[Block, ...]:
        """Which assumption moves the ranking, what leaving out does, and what the differences come from."""
        assumed = Assumptions()
        if not 2 <= len(facts.ranked(self.evaluation)) <= MOST_CASES:
            return ()
        return (*self.moving(assumed), *self.what_weighs())

    def moving(self, assumed: Assumptions) -> tuple[Block, ...]:
        effects = next((e for e in answers.enough_moves(self.evaluation, assumed) if e.result == results.SHIFT), None)
        if effects is None:
            return ()
        blocks: list[Block] = [Paragraph(self.movers(effects))]
        if effects.given:
            blocks += [
                self.effects_table(effects),
                Paragraph((self.effects_note(effects),)),
            ]
        without = results.left_out(self.evaluation)
        blocks.append(Paragraph(self.voice.firmness(answers.firmness(self.evaluation, without, self.lang))))
        table = self.left_out_table(without)
        return (*blocks, *([table] if table else []))

    def what_weighs(self) -> tuple[Block, ...]:
        """Stated weight beside influence on the differences between totals."""
        found = results.influence(self.evaluation)
        if not found:
            return ()
        fact = answers.heavier(self.evaluation, found, self.lang)
        said = [Paragraph(self.voice.heavier(fact))] if fact else []
        n = len(facts.ranked(self.evaluation))
        return (*said, self.influence_table(found), Paragraph((self.labels["influence-note"].format(n=n),)))

    def opinions(self) -> tuple[Block, ...]:
        """The ranking by other weights and other rules."""
        weighings = results.weighings(self.evaluation)
        cases, found = results.opinions(self.evaluation)
        if len(cases) < 2 or len(cases) > MOST_CASES:
            return ()
        methods = [o.method for o in found]
        doubts = [(said,) for said in self.weights_doubts("overall", weighings)]
        return (
            Paragraph(self.second_opinions(cases, found)), self.opinions_table(cases, found),
            self.weights_table("overall", weighings), *([Bullets(tuple(doubts))] if doubts else []),
            Bullets(tuple((said,) for said in self.opinions_notes(methods))),
        )  # fmt: skip

    def agreement(self) -> tuple[Block, ...]:
        """How far raters agree, and the disagreements that move a total most."""
        fact = doubts.agreement(self.evaluation)
        if fact is None:
            return ()
        found = doubts.disagreements(self.evaluation, self.lang)
        tables = [self.agreement_table(("overall", "pillar", "pair"))]
        if found:
            tables.append(self.worklist(found[:WORKLIST]))
        return (Paragraph(self.voice.agreement(fact)), *tables, Paragraph((self.agreement_note(),)))

    def coherence(self) -> tuple[Block, ...]:
        """How the rubric's criteria behave over these cases; nothing where there are too few."""
        found = results.coherence_of(self.evaluation)
        if found.few:
            return ()
        said = Paragraph(self.voice.coherence(answers.coherence(self.evaluation, found, self.lang)))
        return (said, *self.coherence_tables(found), Paragraph((self.labels["coherence-note"],)))

    def widest(self) -> Runs:
        found = []
        for pillar in facts.counted_pillars(self.evaluation):
            values = facts.known_values(self.evaluation, pillar.id)
            if len(values) > 1:
                low, high = min(values, key=lambda c: (values[c], c)), max(values, key=lambda c: (values[c], c))
                found.append((values[high] - values[low], pillar, low, values[low], high, values[high]))
        if not found or max(f[0] for f in found) < 0.0005:  # nothing that would show
            return ()
        gap, pillar, low, low_value, high, high_value = max(found, key=lambda f: f[0])
        if sum(gap - f[0] < TOLERANCE for f in found) > 1:  # no pillar stands out
            return ()
        return self.voice.widest(
            self.say(pillar.title), self.region(low), score(low_value, self.into(low, f"s-{pillar.id}", f"p-{low}")), self.region(high),
            score(high_value, self.into(high, f"s-{pillar.id}", f"p-{high}")),
        )  # fmt: skip

    def undone(self) -> tuple[tuple[str, ...], str]:
        """Widely rated criteria on which no plan gets above the middle of the scale, and the label of that level."""
        rubric = self.evaluation.rubric
        if not rubric.levels:
            return (), ""
        middle = [level for level in rubric.levels if level <= (rubric.levels[0] + rubric.levels[-1]) / 2][-1]
        return facts.nobody_does(self.evaluation, middle), facts.label_at(self.evaluation, middle, self.lang)

    def ranking(self) -> tuple[Block, ...]:
        rows = []
        gaps = any(s.coverage < 1 for s in self.evaluation.analyses.standings)
        for s in self.evaluation.analyses.standings:
            grade = grade_of(s.value, self.evaluation.rubric.grades)
            rank = str(s.rank) if s.rank else "—"
            spread = f"{s.rank_low}–{s.rank_high}" if s.rank_low != s.rank_high else str(s.rank_low or "—")
            bounds: Runs = ("—",)
            if s.coverage < 1:
                bounds = runs(score(s.low), "–", score(s.high))
            overall = self.evaluation.score_of[s.case, "overall"]
            rows.append(
                Row((
                    cell(rank), cell(self.link(s.case)), cell(score(s.value, self.into(s.case, "s-overall", f"p-{s.case}")), bar=self.bar(overall)),
                    cell(self.say(grade.label) if grade else "—"), cell(percent(s.coverage)), *((cell(*bounds),) if gaps else ()), cell(spread),
                ), id=f"r-{s.case}")
            )  # fmt: skip
        names = ["#.rank", "region", "#score", "grade", "#coverage", *(["bounds"] if gaps else []), "rank-range"]
        columns = self.columns(*names)
        return (*self.drawn_ranking(), Table(self.labels["ranking"], columns, tuple(rows)))

    def pillars(self) -> tuple[Block, ...]:
        shown: list[tuple[str, str]] = [("overall", self.labels["overall"])]
        for pillar in self.evaluation.rubric.pillars:
            if any(ref == pillar.id for _, ref in self.evaluation.score_of):
                shown.append((pillar.id, self.say(pillar.title)))
        rows = [
            Row(
                (
                    cell(self.link(s.case)),
                    *(self.score_cell(s.case, ref) for ref, _ in shown),
                ),
                id=f"p-{s.case}",
            )
            for s in self.evaluation.analyses.standings
        ]
        columns = (Column(self.labels["region"]), *(Column(title, True) for _, title in shown))
        parts = self.parts()
        return (Table(self.labels["pillars"], columns, tuple(rows)), *parts)

    def parts(self) -> tuple[Block, ...]:
        """Nested pillars, one table for each top pillar that has any."""
        tables = []
        for top in self.evaluation.rubric.pillars:
            inner = [ref for ref, _, node in self.evaluation.rubric.walk()
                     if isinstance(node, Pillar) and ref.startswith(f"{top.id}.") and self.any_scored(ref)]  # fmt: skip
            if not inner:
                continue
            rows = [
                Row((cell(self.link(s.case)), *(self.score_cell(s.case, ref) for ref in inner)))
                for s in self.evaluation.analyses.standings
            ]
            columns = (Column(self.labels["region"]), *(Column(self.titles[ref], True) for ref in inner))
            tables.append(Table(self.say(top.title), columns, tuple(rows)))
        return tuple(tables)

    def any_scored(self, ref: str) -> bool:
        return any(s.ref == ref and s.value is not None for s in self.evaluation.scores)

    def score_cell(self, case: str, ref: str) -> Cell:
        s = self.evaluation.score_of.get((case, ref))
        if s is None or s.state == "not-applicable":
            return cell(self.labels["not-applicable"], tone="na")
        if s.value is None:
            return cell("—", tone="missing")
        return cell(score(s.value, self.into(case, f"s-{ref}", f"a-{case}")), tone=self.tone(s.value))

    def criteria(self) -> tuple[Block, ...]:
        order = [s.case for s in self.evaluation.analyses.standings]
        columns = (
            Column(self.labels["criterion"]),
            *(Column(name, True, True) for name in facts.short_names(self.evaluation, order, self.lang)),
        )
        rated = self.grid(order, columns, lambda c: c.measure is None and c.scored)
        measured = self.grid(order, columns, lambda c: c.measure is not None and c.scored)
        out: list[Block] = []
        if rated:
            out += [self.legend(), Table(self.labels["criteria"], columns, rated, dense=True)]
        if measured:
            out.append(Table(self.labels["criteria-measured"], columns, measured, dense=True))
        return tuple(out)

    def grid(
        self, order: Sequence[str], columns: Sequence[Column], wanted: Callable[[Criterion], bool]
    ) -> tuple[Row, ...]:
        """Criteria of one kind by cases, under their pillars."""
        held = [ref for ref, c in self.evaluation.rubric.criteria() if wanted(c)]
        rows: list[Row] = []
        for ref, _, node in self.evaluation.rubric.walk():
            if isinstance(node, Pillar) and any(r.startswith(f"{ref}.") for r in held):
                rows.append(self.heading_row(ref, len(order) + 1))
            elif isinstance(node, Criterion) and ref in held:
                cells = tuple(self.criterion_cell(case, ref, node) for case in order)
                rows.append(Row((cell(self.with_code(ref)), *cells), depth=ref.count(".")))
        return tuple(rows)

    def legend(self) -> Table:
        """Every shade with what it stands for."""
        low, high = (float(self.evaluation.rubric.levels[n]) for n in (0, -1))
        shown = [
            cell(f"{a.level} {self.say(a.label)}", tone=self.tone((a.level - low) / (high - low or 1)))
            for a in sorted(self.evaluation.rubric.scale, key=lambda a: a.level)
        ]
        others = (cell(self.labels["not-applicable"], tone="na"), cell(self.labels["missing-mark"], tone="missing"))
        cells = (*shown, *others)
        return Table(self.labels["legend"], tuple(Column("") for _ in cells), (Row(cells),))

    def criterion_cell(self, case: str, ref: str, criterion: Criterion) -> Cell:
        s = self.evaluation.score_of[case, ref]
        if s.state == "not-applicable":
            return cell(self.labels["not-applicable"], tone="na")
        if s.value is None:
            return cell(self.labels["missing-mark"], tone="missing")
        if criterion.measure is not None:
            return cell(
                score(s.value, self.into(case, f"m-{criterion.id}", f"c-{criterion.id}")), tone=self.tone(s.value)
            )
        agreed = self.evaluation.ratings.agreed[case, ref]
        return cell(
            level(agreed.level, self.into(case, f"e-{criterion.id}", f"c-{criterion.id}")), tone=self.tone(s.value)
        )

    def leaders(self) -> tuple[Block, ...]:
        rows = []
        for lead in self.evaluation.analyses.leads:
            node = self.nodes.get(lead.ref)
            if lead.ref != "overall" and not isinstance(node, Criterion):
                continue
            who = self.holders(lead) if lead.value > TOLERANCE else "—"
            anchor = f"c-{node.id}" if node else f"r-{lead.cases[0]}"
            rows.append(
                Row((cell(self.with_code(lead.ref)), cell(who), cell(score(lead.value, anchor)),
                     cell(score(lead.mean)), cell(number(lead.n_cases))))
            )  # fmt: skip
        return (
            Table(self.labels["leaders"], self.columns("criterion", "leader", "#best", "#mean", "#cases"), tuple(rows)),
        )

    def holders(self, lead: Lead) -> str:
        """Who leads; that all are equal, or that one stands alone, where so it is."""
        values = facts.known_values(self.evaluation, lead.ref)
        best = max(values.values())
        names = [self.region(case) for case, value in values.items() if value >= best - TOLERANCE]
        if len(values) == 1:
            return self.labels["alone"].format(who=names[0])
        return self.labels["tied"] if len(names) == len(values) else self.voice.first_of(names)

    def ratings(self) -> tuple[Block, ...]:
        """What each rater gave and what was measured, criteria by cases; then the files, a row a case."""
        order = [s.case for s in self.evaluation.analyses.standings]
        names = facts.short_names(self.evaluation, order, self.lang)
        columns = (Column(self.labels["criterion"]), *(Column(name, True, True) for name in names))
        given = facts.given(self.evaluation)
        measured = {(m.case, m.ref): m for m in self.evaluation.measured}
        rated: list[Row] = []
        figures: list[Row] = []
        for ref, criterion in self.evaluation.rubric.criteria():
            head, id = cell(self.with_code(ref)), f"c-{criterion.id}"
            if criterion.measure is not None:
                known = [measured.get((case, ref)) for case in order]
                years = {m.used.year for m in known if m and m.used}
                about = [self.say(criterion.measure.unit), *(str(year) for year in years if len(years) == 1)]
                head = cell(f"{self.with_code(ref)}{self.aside(self.labels['comma'].join(about))}")
                cells = (self.measured_cell(m, criterion.measure, len(years) > 1) for m in known)
                figures.append(Row((head, *cells), id=id))
            else:
                cells = (self.given_cell(case, ref, given.get((case, ref), [])) for case in order)
                rated.append(Row((head, *cells), id=id))
        files = tuple(
            Row(
                (cell(self.region(case)), cell(case), cell(facts.short_path(self.evaluation.file_of[case].file))),
                id=f"a-{case}",
            )
            for case in order
        )
        out: list[Block] = [Paragraph((self.labels["ratings-note"],))] if rated else []
        for name, rows in (("ratings-grid", rated), ("measured-grid", figures)):
            out += [Table(self.labels[name], columns, tuple(rows), dense=True)] if rows else []
        return (*out, Table(self.labels["files"], self.columns("region", "code", "files"), files))

    def given_cell(self, case: str, ref: str, rows: Sequence[RatingRow]) -> Cell:
        """The levels that the raters of a case gave, in the order of the raters."""
        outcome = self.evaluation.ratings.agreed.get((case, ref))
        if outcome is not None and outcome.state == "not-applicable":
            return cell(self.labels["na-short"], tone="na")
        parts: Runs = ()
        for row in sorted((row for row in rows if not row.adjudicates), key=lambda row: row.rater):
            shown = level(row.level) if row.level is not None else self.labels["missing-mark"]
            parts = runs(parts, "/" if parts else "", shown)
        settled = [row for row in rows if row.adjudicates and row.level is not None]
        parts = runs(parts, " → ", level(settled[-1].level)) if settled else parts
        return cell(*parts) if parts else cell(self.labels["missing-mark"], tone="missing")

    def measured_cell(self, known: Measured | None, measure: Measure, dated: bool) -> Cell:
        """What was measured, in the measure's unit; with the year where years differ."""
        if known is None or known.used is None:
            return cell("—")
        return cell(number(known.used.value, measure.decimals), self.aside(str(known.used.year)) if dated else "")

    def method(self) -> tuple[Block, ...]:
        cases = [file.case.case for file in self.evaluation.files]
        return (*self.method_blocks(cases), self.provenance(cases), *self.findings(None))
