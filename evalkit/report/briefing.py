"""An evaluation and a case in, the briefing on that case out."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis import changes, results
from evalkit.analysis.sensitivity import Assumptions
from evalkit.model.rubric import Criterion, Pillar
from evalkit.report import answers, doubts, facts, glance, steps, verdicts
from evalkit.report.annexes import Annexes
from evalkit.report.facts import RatedCriterion
from evalkit.report.figure import level, number, percent, score
from evalkit.report.model import (
    Block,
    Bullets,
    Cell,
    Paragraph,
    Report,
    Row,
    Runs,
    Section,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.report.writer import FEW, MOST, chosen, given_levels
from evalkit.scoring.limits import MOST_CASES
from evalkit.scoring.rank import grade_of

LOW = 0.25  # a measured criterion of the total with this score or less is named beside the gaps


class Briefing(Annexes):
    def report(self) -> Report:
        case = self.file.case
        region = self.region(self.case)
        plan = self.say(case.plan.title) if case.plan else ""
        sections = [
            Section("strengths", self.labels["strengths"], self.strengths()),
            Section("gaps", self.labels["gaps"], self.gaps()),
            Section("pillars", self.labels["pillars"], self.pillars()),
            Section("priorities", self.labels["priorities"], self.priorities()),
            Section("coordination", self.labels["coordination"], self.coordination()),
            Section("since-last", self.labels["since-last"], self.since_last()),
            Section("path", self.labels["path"], self.path()),
            Section("lenses", self.labels["lenses"], self.lenses()),
            Section("outcomes", self.labels["outcomes"], self.outcomes()),
            Section("missing", self.labels["missing"], self.missing()),
            Section("sensitivity", self.labels["how-sure"], self.sensitivity()),
            Section("all-criteria", self.labels["all-criteria"], self.all_criteria()),
            Section("consistency", self.labels["consistency"], self.consistency(), True),
            Section("agreement", self.labels["agreement"], self.agreement(), True),
            Section("annex-scores", self.labels["annex-scores"], self.annex_scores(), True),
            Section("annex-evidence", self.labels["annex-evidence"], self.annex_evidence(), True),
            Section("annex-method", self.labels["annex-method"], self.annex_method(), True),
        ]
        below = (plan, self.say(self.evaluation.rubric.title), self.other_weights)
        return Report(
            self.case, self.lang, self.voice.briefing_title(region), " · ".join(text for text in below if text),
            self.summary(), self.numbered(sections), self.foot(), self.labels,
        )  # fmt: skip

    def summary(self) -> tuple[Block, ...]:
        v = verdicts.verdict(self.evaluation, self.case, self.lang)
        joined: list[Runs] = [
            self.voice.verdict(v),
            self.voice.pillars(v),
            self.voice.balance(v),
            self.voice.outcome(v),
            self.voice.apart([self.with_code(c.ref) for c in self.apart()]),
            self.voice.superseded(self.newer()),
        ]
        gap = self.labels["gap"]
        text: Runs = ()
        for sentence in joined:
            if sentence:
                text = runs(text, gap if text else "", sentence)
        return (Paragraph(text), *self.at_a_glance(), *self.glance_lists(), *self.glance_step(), self.about_score())

    def apart(self) -> list[RatedCriterion]:
        """Criteria whose raters are so far apart that they should settle it first."""
        least = self.evaluation.rubric.method.reconcile_at
        return [
            c
            for c in self.rated
            if c.criterion.scored and c.outcome.spread >= least and not any(r.adjudicates for r in c.rows)
        ]

    def newer(self) -> str:
        """A later plan of the same region, by its year or its case; empty where there is none."""
        own = next((cases for cases in facts.repeated(self.evaluation) if self.case in cases), (self.case,))
        return self.region(own[-1]) if own[-1] != self.case else ""

    def at_a_glance(self) -> tuple[Block, ...]:
        """Score, range, grade, rank and coverage in one row."""
        own = next(s for s in self.evaluation.analyses.standings if s.case == self.case)
        if own.value is None:
            return ()
        outlook = doubts.outlook_of(self.evaluation, self.case)
        grade = grade_of(own.value, self.evaluation.rubric.grades)
        n = len(facts.ranked(self.evaluation))
        (best, worst), by_all = verdicts.reach(self.evaluation, own)
        reach: Runs = runs(score(outlook.low), "–", score(outlook.high)) if outlook else ("—",)
        cells = [cell(score(own.value, "s-overall")), cell(*reach), cell(self.say(grade.label) if grade else "—")]
        names = ["#score", "#g-range", "grade"]
        if n > 1:
            shared = self.shared_by(sum(s.rank == own.rank for s in facts.ranked(self.evaluation)))
            cells += [cell(f"{own.rank} / {n}{shared}"), cell(f"{best}–{worst}" if best != worst else str(best))]
            names += ["#rank", "#g-places" if by_all else "#rank-range"]
        row = Row((*cells, cell(percent(own.coverage))))
        return (Table(self.labels["g-figures"], self.columns(*names, "#coverage"), (row,)),)

    def glance_lists(self) -> tuple[Block, ...]:
        """Three strengths, three gaps, what to do first: a line each."""
        if not self.evaluation.rubric.levels:
            return ()
        high, low = facts.high_level(self.evaluation), facts.low_level(self.evaluation)
        strong = facts.strengths(self.evaluation, self.case, high)
        weak = facts.gaps(self.evaluation, self.case, low)
        beside = self.labels["g-beside"].format(label=facts.label_at(self.evaluation, high, self.lang))
        lists: list[tuple[str, list[Runs]]] = [
            (name, [self.voice.glance_item(glance.item(self.evaluation, c, self.case, self.lang)) for c in found[:FEW]])
            for name, found in ((self.labels["g-strengths"], strong), (beside, self.beside(strong)), (self.labels["g-gaps"], weak))
        ]  # fmt: skip
        first = [
            glance.first(self.evaluation, r, self.lang) for r in glance.begin_with(self.evaluation, self.case)[:FEW]
        ]
        held = {f"e-{c.criterion.id}" for c in weak}
        lists.append(
            (
                self.labels["g-first" if first and first[0].ref in held else "g-next"],
                [self.voice.glance_first(f) for f in first],
            )
        )
        out: list[Block] = []
        for name, items in lists:
            if items:
                out += [Paragraph((Strong(name),)), Bullets(tuple(items))]
        return tuple(out)

    def glance_step(self) -> tuple[Block, ...]:
        """Whether the systems of the rubric's coordination advance in step."""
        said = [
            self.voice.coordination(steps.coordination(self.evaluation, found, self.lang))
            for found in self.evaluation.analyses.coordination
            if found.case == self.case and found.degree is not None
        ]
        return (Paragraph((Strong(self.labels["g-step"]),)), *map(Paragraph, said)) if said else ()

    def priorities(self) -> tuple[Block, ...]:
        """What to raise first: the way to the next grade, and the raises that gain most."""
        found, path = results.priorities(self.evaluation, self.case)
        if not found:
            return ()
        lead = (Paragraph(self.voice.path(steps.path_fact(self.evaluation, path, self.lang))),) if path else ()
        return (*lead, self.priorities_table(self.case, found[:MOST]), Paragraph((self.labels["priorities-note"],)))

    def agreement(self) -> tuple[Block, ...]:
        """How far the raters of this case agree, and where they differ."""
        twice = [c for c in self.rated if sum(row.level is not None and not row.adjudicates for row in c.rows) > 1]
        if not twice:
            return ()
        levels = [[row.level for row in c.rows if row.level is not None and not row.adjudicates] for c in twice]
        apart = [max(given) - min(given) for given in levels]
        sentence = self.voice.agreement_here(apart.count(0.0), len(twice), max(apart))
        found = doubts.disagreements(self.evaluation, self.lang, self.case)
        return (Paragraph(sentence), *((self.worklist(found[:MOST]),) if found else ()))

    def consistency(self) -> tuple[Block, ...]:
        """The consistency index with its surface."""
        out: list[Block] = []
        for found in results.consistency(self.evaluation):
            if found.case == self.case:
                block = answers.block_of(self.evaluation, found)
                out.append(Paragraph(self.voice.consistency(answers.consistency(block, found, self.lang))))
                shown: tuple[Block, ...] = self.drawn_surface(block, found)
                shown = shown or (self.surface_table(block, found) or self.consistency_table(block, [found]),)
                out += shown if found.index is not None else []
                out.append(Paragraph((self.consistency_note(block),)))
        return tuple(out)

    def sensitivity(self) -> tuple[Block, ...]:
        """How sure this case's score and rank are, and which assumption moves its total; needs cases to rank among."""
        assumed = Assumptions()
        found = results.outlooks(self.evaluation, assumed)
        own = next((o for o in found if o.case == self.case), None)
        if own is None or not 2 <= len(found) <= MOST_CASES:
            return ()
        said = self.voice.outlook(doubts.outlook(self.evaluation, own, found, self.lang))
        effects = next(e for e in answers.enough_moves(self.evaluation, assumed) if e.result == self.case)
        note = Paragraph((self.assumptions_note(assumed),))
        return (Paragraph(said), Paragraph(self.movers(effects)), note)

    def since_last(self) -> tuple[Block, ...]:
        """What changed since the region's last plan, where the evaluation holds it."""
        out: list[Block] = []
        for found in results.once(self.evaluation, "successions", lambda: changes.successions([self.evaluation])):
            if found.newer == self.case:
                table = self.moves_table(found)
                out += [
                    Paragraph(self.succession(found)),
                    *self.drawn_slopes(found),
                    self.moved_pillars(found),
                    *([table] if table else []),
                ]
        return tuple(out)

    def coordination(self) -> tuple[Block, ...]:
        """Whether systems advance in step, and what holds the weaker one back."""
        blocks: list[Block] = []
        for found in self.evaluation.analyses.coordination:
            if found.case != self.case:
                continue
            block = steps.block_of(self.evaluation, found)
            blocks.append(Paragraph(self.voice.coordination(steps.coordination(self.evaluation, found, self.lang))))
            if found.degree is None:
                continue
            blocks.append(self.coordination_table(block, [self.case]))
            rows = [
                Row(
                    (
                        cell(self.title(o.ref)),
                        cell(steps.system_name(block, o.system, self.lang)),
                        cell(percent(o.share, 1)),
                    )
                )
                for o in found.obstacles[:MOST]
            ]
            if rows:
                blocks.append(
                    Table(
                        self.labels["obstacles"], self.columns("criterion", "systems", "#obstacle-share"), tuple(rows)
                    )
                )
        return tuple(blocks)

    def strengths(self) -> tuple[Block, ...]:
        if not self.evaluation.rubric.levels:
            return ()
        threshold = facts.high_level(self.evaluation)
        found = facts.strengths(self.evaluation, self.case, threshold)
        label = facts.label_at(self.evaluation, threshold, self.lang)
        if relative := self.beside(found):
            said = self.labels["relative-more" if found else "relative"].format(label=label)
            lead = self.items(found, "") if found else ()
            return (*lead, Paragraph((said,)), Bullets(tuple(self.item(c) for c in relative)))
        return self.items(found, self.labels["no-strengths"].format(label=label))

    def beside(self, strengths: Sequence[RatedCriterion]) -> list[RatedCriterion]:
        """What stands furthest above the mean, where strengths are few: as many as bring them to ``FEW``."""
        also = facts.relative_strengths(self.evaluation, self.case, FEW + len(strengths))
        named = {c.ref for c in strengths}
        return [c for c in also if c.ref not in named][: max(0, FEW - len(strengths))]

    def gaps(self) -> tuple[Block, ...]:
        if not self.evaluation.rubric.levels:
            return ()
        threshold = facts.low_level(self.evaluation)
        found = facts.gaps(self.evaluation, self.case, threshold)
        label = facts.label_at(self.evaluation, threshold, self.lang)
        low = [
            (self.with_code(m.ref), m.score)
            for m in self.evaluation.measured
            if m.case == self.case and self.shares.get(m.ref) and m.score is not None and m.score <= LOW
        ]
        return (
            *self.items(
                found,
                self.labels["no-gaps-lowest" if threshold == self.evaluation.rubric.levels[0] else "no-gaps"].format(
                    label=label
                ),
            ),
            *((Paragraph(self.voice.low_measures(low)),) if low else ()),
        )

    def items(self, found: Sequence[RatedCriterion], none: str) -> tuple[Block, ...]:
        if not found:
            rated = any(c.effective and c.outcome.level is not None for c in self.rated)
            return (Paragraph((none if rated else self.labels["none-rated"],)),)
        blocks: list[Block] = [Bullets(tuple(self.item(c) for c in found[:MOST]))]
        if len(found) > MOST:
            blocks.append(Paragraph((self.voice.more_items(len(found) - MOST),)))
        return tuple(blocks)

    def item(self, c: RatedCriterion) -> Runs:
        rating = chosen(c)
        places = facts.cited(self.file.case, rating.evidence, self.lang) if rating else []
        return self.voice.rating_item(
            self.say(c.criterion.title),
            c.criterion.code,
            c.outcome.level or 0.0,
            self.reason(c),
            places,
            f"e-{c.criterion.id}",
        )

    def reason(self, c: RatedCriterion) -> str:
        """Why this level; where it lies between what two raters gave, both reasons, each with its level."""
        rating = chosen(c)
        if rating is None:
            return ""
        pairs = list(zip(c.rows, c.ratings, strict=True))
        row = next(row for row, own in pairs if own is rating)
        if None in (row.counted, c.outcome.level) or row.counted == c.outcome.level:
            return self.say(rating.because)
        given = [
            (row.rater, own.level, self.say(own.because)) for row, own in pairs if own.level is not None and own.because
        ]
        return self.voice.argued(sorted(given))

    @property
    def among(self) -> bool:
        """Whether there are other cases to stand beside."""
        return len(self.evaluation.files) > 1

    def placed(self, ref: str) -> Cell:
        """The place on a part of the rubric among the cases that have it."""
        place = facts.place_on(self.evaluation, ref, self.case)
        if not place.rank or place.n < 2:
            return cell("—")
        return cell(f"{place.rank} / {place.n}{self.shared_by(place.tied)}".replace(" ", "\u00a0"))

    def shared_by(self, tied: int) -> str:
        """How many share a place, in brackets; empty where it is held alone."""
        return self.aside(self.labels["n-tied"].format(n=tied)) if tied > 1 else ""

    def pillars(self) -> tuple[Block, ...]:
        rows = []
        for s in facts.score_rows(self.evaluation, self.case):
            node = self.nodes.get(s.ref)
            if isinstance(node, Criterion) or s.state == "not-applicable":
                continue
            if s.ref != "overall" and self.shares.get(s.ref, 0) == 0:
                continue
            share = percent(self.shares[s.ref], 1) if s.ref != "overall" else percent(1.0, 0)
            depth = 0 if s.ref == "overall" else s.ref.count(".")
            rows.append(
                Row((
                    cell(Strong(self.title(s.ref)) if depth == 0 else self.title(s.ref)),
                    cell(score(s.value, f"s-{s.ref}"), bar=self.bar(s)), cell(share), cell(percent(s.coverage)),
                    *((cell(score(facts.mean_of(self.evaluation, s.ref))), self.placed(s.ref)) if self.among else ()),
                ), depth=depth)
            )  # fmt: skip
        return (
            *self.drawn_profile(self.case),
            *self.drawn_waterfall(self.case),
            Table(
                self.labels["pillars"],
                self.columns("pillar", "#score", "#share", "#coverage", *(("#mean", "place") if self.among else ())),
                tuple(rows),
            ),
        )

    def path(self) -> tuple[Block, ...]:
        rubric = self.evaluation.rubric
        items: list[Runs] = []
        for name, about in rubric.facets.items():
            declared = self.file.case.facets.get(name)
            if declared is None:
                continue
            values = [self.say(about.values[value]) for value in declared.is_] or [self.labels["none"]]
            items.append(self.voice.facet(self.say(about.title), self.voice.listed(values), self.say(declared.because)))
        if not items:
            return ()
        depends = [
            c for c in self.rated if c.criterion.scored and self.depends(c.ref) and c.outcome.state != "not-applicable"
        ]
        blocks: list[Block] = [Paragraph((self.labels["path-intro"],)), Bullets(tuple(items))]
        if depends:
            blocks.append(self.rating_table(self.labels["path"], depends))
        return tuple(blocks)

    def depends(self, ref: str) -> bool:
        """Whether a criterion, or a pillar above it, applies to some facets only."""
        above = [node for r, node in self.nodes.items() if ref == r or ref.startswith(f"{r}.")]
        return any(node.applies for node in above)

    def rating_table(self, caption: str, rated: Sequence[RatedCriterion]) -> Table:
        rows = []
        for c in rated:
            s = self.evaluation.score_of.get((self.case, c.ref))
            tone = self.tone(s.value) if s else ""
            rows.append(
                Row((
                    cell(self.with_code(c.ref)), cell(level(c.outcome.level, f"e-{c.criterion.id}"), tone=tone),
                    cell(self.reason(c) or self.voice.state("nothing-rated")),
                ))
            )  # fmt: skip
        return Table(caption, self.columns("criterion", "#.level", "reason"), tuple(rows))

    def lenses(self) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for pillar in facts.lens_pillars(self.evaluation):
            inside = [c for c in self.rated if c.ref.startswith(f"{pillar.id}.") and c.criterion.scored]
            inside = [c for c in inside if c.outcome.state != "not-applicable"]
            if inside:
                blocks.append(self.rating_table(self.say(pillar.title), inside))
        return (Paragraph((self.labels["lenses-intro"],)), *blocks) if blocks else ()

    def outcomes(self) -> tuple[Block, ...]:
        own = [m for m in self.evaluation.measured if m.case == self.case]
        if not own:
            return ()
        rows = []
        for m in own:
            criterion = self.nodes[m.ref]
            assert isinstance(criterion, Criterion)
            assert criterion.measure is not None
            s = self.evaluation.score_of[self.case, m.ref]
            posts = criterion.measure.goalposts
            between = f"{posts[0]:g}–{posts[1]:g}" if posts else self.labels[f"n-{criterion.measure.normalisation}"]
            value = number(m.used.value if m.used else None, criterion.measure.decimals, ref=f"m-{m.criterion}")
            note = self.aside(self.labels["beyond"]) if m.capped else ""
            rows.append(
                Row((
                    cell(self.say(criterion.title)), cell(value, self.unit(criterion.measure) if m.used else ""),
                    cell(str(m.used.year) if m.used else "—"), cell(between), cell(score(s.value, f"s-{m.ref}"), note, bar=self.bar(s)),
                    *((self.placed(m.ref),) if self.among else ()),
                ))
            )  # fmt: skip
        columns = self.columns("measure", "#value", "#year", "goalposts", "#score", *(("place",) if self.among else ()))
        table = Table(self.labels["outcomes"], columns, tuple(rows))
        goals = verdicts.targets(self.evaluation, self.case, self.lang)
        counted = any(self.shares.get(m.ref) for m in own)
        intro = self.labels["outcomes-intro-counted" if counted else "outcomes-intro"]
        blocks: list[Block] = [Paragraph((intro,)), table]
        if goals:
            blocks += [
                Paragraph((Strong(self.labels["targets"]),)),
                Bullets(tuple(self.voice.target(t) for t in goals)),
                *self.drawn_paths(self.case),
            ]
        return tuple(blocks)

    def missing(self) -> tuple[Block, ...]:
        scored = [c for c in self.rated if c.criterion.scored]
        blocks: list[Block] = []
        unrated = [c for c in scored if c.outcome.state == "missing"]
        unrated_titles = [self.with_code(c.ref) for c in unrated]
        unmeasured = [
            self.say(self.nodes[m.ref].title)
            for m in self.evaluation.measured
            if m.case == self.case
            and m.score is None
            and self.evaluation.score_of[self.case, m.ref].state != "not-applicable"
        ]
        if unrated_titles or unmeasured:
            said = self.voice.listed([*unrated_titles, *unmeasured])
            stop = "。" if self.lang == "zh" else "."
            blocks.append(Paragraph((f"{self.labels['unrated-list']}{self.labels['gap']}{said}{stop}",)))
        if apart := self.apart():
            blocks.append(Paragraph(self.voice.apart([self.with_code(c.ref) for c in apart])))
        if not blocks:
            blocks.append(Paragraph((self.labels["nothing-missing"],)))
        outside = [c for c in scored if c.outcome.state == "not-applicable"]
        if outside:
            given = {c.ref: rating for c in outside if c.outcome.rule != "facets" and (rating := chosen(c))}
            ruled = [self.with_code(c.ref) for c in outside if c.ref not in given]
            if ruled:
                blocks.append(Paragraph(self.voice.ruled_out(ruled)))
            if given:
                items = [
                    runs(self.with_code(c.ref), self.aside(self.say(given[c.ref].because)))
                    for c in outside
                    if c.ref in given
                ]
                blocks += [Paragraph((self.labels["not-applicable-list"],)), Bullets(tuple(items))]
        return tuple(blocks)

    def measured_row(self, ref: str, node: Criterion) -> Row:
        """A measured criterion that counts, among the rated ones: what was measured in place of levels."""
        used = next((m.used for m in self.evaluation.measured if (m.case, m.ref) == (self.case, ref)), None)
        assert node.measure is not None
        value = runs(number(used.value, node.measure.decimals), self.unit(node.measure)) if used else ("—",)
        s = self.evaluation.score_of[self.case, ref]
        shown = (cell(self.with_code(ref)), cell(*value), cell("—"), cell(score(s.value, f"s-{ref}")), cell("—"))
        return Row(shown, depth=ref.count("."))

    def all_criteria(self) -> tuple[Block, ...]:
        rows: list[Row] = []
        by_ref = {c.ref: c for c in self.rated}
        for ref, _, node in self.evaluation.rubric.walk():
            if isinstance(node, Pillar):
                s = self.evaluation.score_of.get((self.case, ref))
                if s is not None and s.state != "not-applicable":
                    rows.append(Row((cell(Strong(self.say(node.title))), Cell(), Cell(), cell(score(s.value, f"s-{ref}")), Cell()),
                                    depth=ref.count("."), group=True))  # fmt: skip
                continue
            if node.measure is not None and self.shares.get(ref):
                rows.append(self.measured_row(ref, node))
            c = by_ref.get(ref)
            if c is None or c.outcome.state == "not-applicable" or not node.scored:
                continue
            s = self.evaluation.score_of[self.case, ref]
            total = len(node.checks_for(self.file.case.facet_values()))
            met = [f"{len(set(r.checks))}/{total}" for r in c.ratings if r.level is not None]
            checks = (", ".join(met) if total else "") or "—"
            mark = self.labels["missing-mark"] if c.outcome.level is None else level(c.outcome.level, f"e-{node.id}")
            rows.append(
                Row((
                    cell(self.with_code(c.ref)), cell(*given_levels(c.rows)), cell(mark, tone=self.tone(s.value)),
                    cell(score(s.value, f"s-{ref}")), cell(checks),
                ), depth=ref.count("."))
            )  # fmt: skip
        return (
            (
                Table(
                    self.labels["all-criteria"],
                    self.columns("criterion", "raters", "#.consensus", "#score", "checks"),
                    tuple(rows),
                ),
            )
            if rows
            else ()
        )
