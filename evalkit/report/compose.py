"""An evaluation in; a comparison and one briefing a case out, as reports in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalkit import aggregate, normalise
from evalkit.case import Evidence, Rating
from evalkit.evaluation import Evaluation, Score
from evalkit.rank import grade_of
from evalkit.ratings import Row as RatingRow
from evalkit.report import facts
from evalkit.report.facts import RatedCriterion
from evalkit.report.figure import level, number, percent, round_half_up, score
from evalkit.report.locale import VOICES, Voice
from evalkit.report.model import (
    Bar,
    Block,
    Bullets,
    Cell,
    Column,
    Entry,
    Link,
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
from evalkit.rubric import Criterion, Pillar, in_language

MOST = 5  # strengths and gaps shown before the reader is sent to the table


def comparison(evaluation: Evaluation, lang: str) -> Report:
    """All cases side by side."""
    return _Comparison(evaluation, lang).report()


def briefing(evaluation: Evaluation, case: str, lang: str) -> Report:
    """One case, with everything behind its score."""
    return _Briefing(evaluation, case, lang).report()


class _Writer:
    """What both reports need: the evaluation, the language, titles and labels."""

    def __init__(self, evaluation: Evaluation, lang: str) -> None:
        self.evaluation, self.lang = evaluation, lang
        self.voice: Voice = VOICES[lang]
        self.labels = self.voice.LABELS
        self.titles = facts.title_of(evaluation, lang)
        self.nodes = {ref: node for ref, _, node in evaluation.rubric.walk()}

    def say(self, text: object) -> str:
        return in_language(text, self.lang)  # type: ignore[arg-type]

    def region(self, case: str) -> str:
        return facts.region_of(self.evaluation, case, self.lang)

    def title(self, ref: str) -> str:
        return self.labels["overall"] if ref == "overall" else self.titles[ref]

    def columns(self, *names: str) -> tuple[Column, ...]:
        """Columns by label; ``#`` before a name marks numbers, ``.`` a narrow column."""
        return tuple(
            Column(self.labels.get(n.lstrip("#."), n.lstrip("#.")), n.startswith("#"), "." in n[:2]) for n in names
        )

    def numbered(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        out, n = [], 0
        for section in sections:
            if section.annex:
                out.append(section)
            elif section.blocks:
                n += 1
                title = self.voice.section_title(n, section.title)
                out.append(Section(section.id, title, section.blocks))
        return tuple(out)

    def foot(self) -> str:
        rubric = self.evaluation.rubric
        return self.labels["made"].format(
            version=self.evaluation.evalkit, rubric=rubric.pin, date=self.evaluation.as_of.isoformat()
        )

    def tone(self, value: float | None) -> str:
        """Shade of a score: five steps."""
        return "missing" if value is None else f"l{min(4, int(value * 5))}"

    def method_blocks(self) -> tuple[Block, ...]:
        rubric, method = self.evaluation.rubric, self.evaluation.rubric.method
        notes = [self.voice.coverage_note(method.coverage)]
        if len(rubric.levels) > 1:
            low, high = rubric.levels[0], rubric.levels[-1]
            third = rubric.levels[-2]
            shown = round_half_up(100 * (third - low) / (high - low), 1)
            read = self.labels["read-level"].format(low=low, high=high, third=third, third_score=shown)
            notes = [read, self.voice.consensus_note(method.consensus, method.reconcile_at), *notes]
        ranges = method.ranges
        if len(facts.ranked(self.evaluation)) > 1:
            notes.append(self.voice.weights_note(ranges.draws, ranges.weights, ranges.within))
        blocks: list[Block] = [Bullets(tuple((note,) for note in notes))]
        if rubric.scale:
            rows = [
                Row((cell(str(a.level)), cell(self.say(a.label)), cell(self.say(a.means))))
                for a in reversed(rubric.scale)
            ]
            blocks.append(Table(self.labels["scale"], self.columns("#.level", "grade", "value"), tuple(rows)))
        if rubric.grades:
            grades = sorted(rubric.grades, key=lambda grade: -grade.from_)
            rows = [Row((cell("≥ ", score(g.from_)), cell(self.say(g.label)), cell(self.say(g.means)))) for g in grades]
            blocks.append(Table(self.labels["grade"], self.columns("#score", "grade", "value"), tuple(rows)))
        return tuple(blocks)

    def provenance(self, cases: Sequence[str]) -> Table:
        standard = self.evaluation.standard
        rows = [
            Row(
                (
                    cell(self.labels["rubric"]),
                    cell(standard.rubric.pin),
                    cell(standard.file),
                    cell(standard.sha256[:12]),
                )
            )
        ]
        for case in cases:
            file = self.evaluation.file_of[case]
            rows.append(Row((cell(self.region(case)), cell(case), cell(file.file), cell(file.sha256[:12]))))
        return Table(self.labels["files"], self.columns("region", "code", "files", "hash"), tuple(rows))

    def findings(self, case: str | None) -> tuple[Block, ...]:
        chosen = [f for f in self.evaluation.findings if case is None or f.case == case]
        if not chosen:
            return (Paragraph((self.labels["no-findings"],)),)
        rows = [
            Row((cell(self.labels[str(f.severity)]), cell(f.message(self.lang)), cell(str(f.span)), cell(f.code)))
            for f in chosen
        ]
        return (Table(self.labels["findings"], self.columns("severity", "finding", "where", "code"), tuple(rows)),)

    def bar(self, s: Score) -> Bar | None:
        if s.value is None or s.low is None or s.high is None:
            return None
        return Bar(s.value, s.low, s.high)


class _Comparison(_Writer):
    def report(self) -> Report:
        evaluation = self.evaluation
        sections = [
            Section("ranking", self.labels["ranking"], self.ranking()),
            Section("pillars", self.labels["pillars"], self.pillars()),
            Section("criteria", self.labels["criteria"], self.criteria()),
            Section("leaders", self.labels["leaders"], self.leaders()),
            Section("facets", self.labels["facets"], self.facets()),
            Section("annex-ratings", self.labels["annex-evidence"].replace("B", "A").replace("附件二", "附件一"), self.ratings(), True),
            Section("annex-method", self.labels["annex-method-comparison"], self.method(), True),
        ]  # fmt: skip
        subtitle = f"{self.say(evaluation.rubric.title)} · {evaluation.rubric.version}"
        return Report(
            "comparison", self.lang, self.labels["comparison"], subtitle, self.summary(), self.numbered(sections),
            self.foot(), self.labels,
        )  # fmt: skip

    def summary(self) -> tuple[Block, ...]:
        order = facts.ranked(self.evaluation)
        blocks: list[Block] = []
        if len(order) > 1:
            first, last = order[0], order[-1]
            leaders = [self.region(s.case) for s in order if s.rank == 1]
            best, worst = score(first.value, f"r-{first.case}"), score(last.value, f"r-{last.case}")
            blocks.append(Paragraph(self.voice.ranking(leaders, len(order), best, self.region(last.case), worst)))
            items: list[Runs] = []
            close = facts.close_runs(self.evaluation)
            if self.evaluation.analyses.ahead and len(leaders) == 1 and not any(first.case in run for run in close):
                items.append(self.voice.firm(leaders[0]))
            if close:
                items.append(self.voice.close([[self.region(case) for case in run] for run in close]))
            items += [w for w in (self.widest(),) if w]
            items += [n for n in (self.nobody(),) if n]
            blocks.append(Bullets(tuple(items)))
        elif order:
            v = facts.verdict(self.evaluation, order[0].case, self.lang)
            blocks.append(Paragraph(self.voice.verdict(v)))
        unranked = [self.region(s.case) for s in self.evaluation.analyses.standings if not s.rank]
        if unranked:
            blocks.append(Paragraph(self.voice.unranked(unranked, len(unranked))))
        return tuple(blocks)

    def widest(self) -> Runs:
        found = []
        for pillar in facts.counted_pillars(self.evaluation):
            values = {
                case: value
                for (case, ref), s in self.evaluation.score_of.items()
                if ref == pillar.id and (value := s.value) is not None
            }
            if len(values) > 1:
                low, high = min(values, key=lambda c: (values[c], c)), max(values, key=lambda c: (values[c], c))
                found.append((values[high] - values[low], pillar, low, values[low], high, values[high]))
        if not found:
            return ()
        _, pillar, low, low_value, high, high_value = max(found, key=lambda f: f[0])
        return self.voice.widest(
            self.say(pillar.title), self.region(low), score(low_value, f"p-{low}"), self.region(high),
            score(high_value, f"p-{high}"),
        )  # fmt: skip

    def nobody(self) -> Runs:
        rubric = self.evaluation.rubric
        if not rubric.levels:
            return ()
        middle = [level for level in rubric.levels if level <= (rubric.levels[0] + rubric.levels[-1]) / 2][-1]
        low = [c for c in facts.nobody_does(self.evaluation, middle) if self.widely(c)]
        label = next(self.say(anchor.label) for anchor in rubric.scale if anchor.level == middle)
        return self.voice.nobody(len(low), [self.titles[c.ref] for c in low[:MOST]], label) if low else ()

    def widely(self, c: RatedCriterion) -> bool:
        """Whether a criterion is rated in at least half of the cases, so that "nobody" says something."""
        rated = sum(
            outcome.level is not None for (_, ref), outcome in self.evaluation.ratings.agreed.items() if ref == c.ref
        )
        return rated * 2 >= len(self.evaluation.files) and rated > 1

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
                    cell(rank), cell(self.region(s.case)), cell(score(s.value, f"p-{s.case}"), bar=self.bar(overall)),
                    cell(self.say(grade.label) if grade else "—"), cell(percent(s.coverage)), *((cell(*bounds),) if gaps else ()), cell(spread),
                ), id=f"r-{s.case}")
            )  # fmt: skip
        names = ["#.rank", "region", "#score", "grade", "#coverage", *(["bounds"] if gaps else []), "rank-range"]
        columns = self.columns(*names)
        return (Table(self.labels["ranking"], columns, tuple(rows)),)

    def pillars(self) -> tuple[Block, ...]:
        shown: list[tuple[str, str]] = [("overall", self.labels["overall"])]
        for pillar in self.evaluation.rubric.pillars:
            if any(ref == pillar.id for _, ref in self.evaluation.score_of):
                shown.append((pillar.id, self.say(pillar.title)))
        rows = [
            Row(
                (
                    cell(self.region(s.case)),
                    *(self.score_cell(s.case, ref, f"a-{s.case}") for ref, _ in shown),
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
                Row((cell(self.region(s.case)), *(self.score_cell(s.case, ref, f"a-{s.case}") for ref in inner)))
                for s in self.evaluation.analyses.standings
            ]
            columns = (Column(self.labels["region"]), *(Column(self.titles[ref], True) for ref in inner))
            tables.append(Table(self.say(top.title), columns, tuple(rows)))
        return tuple(tables)

    def any_scored(self, ref: str) -> bool:
        return any(s.ref == ref and s.value is not None for s in self.evaluation.scores)

    def score_cell(self, case: str, ref: str, target: str) -> Cell:
        s = self.evaluation.score_of.get((case, ref))
        if s is None or s.state == "not-applicable":
            return cell(self.labels["not-applicable"], tone="na")
        if s.value is None:
            return cell("—", tone="missing")
        return cell(score(s.value, target), tone=self.tone(s.value))

    def criteria(self) -> tuple[Block, ...]:
        order = [s.case for s in self.evaluation.analyses.standings]
        columns = (Column(self.labels["criterion"]), *(Column(self.region(case), True, True) for case in order))
        rows: list[Row] = []
        for ref, _, node in self.evaluation.rubric.walk():
            if isinstance(node, Pillar):
                if any(True for r, c in self.evaluation.rubric.criteria() if r.startswith(f"{ref}.") and c.scored):
                    empty = tuple(Cell() for _ in order)
                    rows.append(Row((cell(Strong(self.say(node.title))), *empty), depth=ref.count("."), group=True))
            elif node.scored:
                code = f"{node.code} " if node.code else ""
                cells = tuple(self.criterion_cell(case, ref, node) for case in order)
                rows.append(Row((cell(f"{code}{self.say(node.title)}"), *cells), depth=ref.count(".")))
        levels = (
            "、".join(map(str, self.evaluation.rubric.levels))
            if self.lang == "zh"
            else ", ".join(map(str, self.evaluation.rubric.levels))
        )
        legend = Paragraph((self.labels["legend"].format(levels=levels),))
        return (legend, Table(self.labels["criteria"], columns, tuple(rows), dense=True))

    def criterion_cell(self, case: str, ref: str, criterion: Criterion) -> Cell:
        s = self.evaluation.score_of[case, ref]
        if s.state == "not-applicable":
            return cell(self.labels["not-applicable"], tone="na")
        if s.value is None:
            return cell(self.labels["missing-mark"], tone="missing")
        if criterion.measure is not None:
            return cell(score(s.value, f"c-{criterion.id}"), tone=self.tone(s.value))
        agreed = self.evaluation.ratings.agreed[case, ref]
        return cell(level(agreed.level, f"c-{criterion.id}"), tone=self.tone(s.value))

    def leaders(self) -> tuple[Block, ...]:
        rows = []
        for lead in self.evaluation.analyses.leads:
            node = self.nodes.get(lead.ref)
            if lead.ref != "overall" and not isinstance(node, Criterion):
                continue
            names = [self.region(case) for case in lead.cases]
            if len(names) == lead.n_cases and lead.n_cases > 1:
                who = self.labels["tied"]
            elif len(names) > 4:
                who = f"{self.voice.listed(names[:3])} … ({len(names)})"
            else:
                who = self.voice.listed(names)
            code = f"{node.code} " if isinstance(node, Criterion) and node.code else ""
            anchor = f"c-{node.id}" if node else f"r-{lead.cases[0]}"
            rows.append(
                Row((cell(f"{code}{self.title(lead.ref)}"), cell(who), cell(score(lead.value, anchor)),
                     cell(score(lead.mean)), cell(number(lead.n_cases))))
            )  # fmt: skip
        return (
            Table(self.labels["leaders"], self.columns("criterion", "leader", "#best", "#mean", "#cases"), tuple(rows)),
        )

    def facets(self) -> tuple[Block, ...]:
        groups = self.evaluation.analyses.groups
        shown = [(ref, self.title(ref)) for ref in (groups[0].means if groups else {})]
        rows = []
        counts: dict[str, int] = {}
        for group in groups:
            counts[group.facet] = counts.get(group.facet, 0) + 1
        for group in groups:
            if counts[group.facet] < 2:
                continue
            about = self.evaluation.rubric.facets[group.facet]
            names = self.voice.listed([self.region(case) for case in group.cases])
            cells = [cell(score(group.means[ref]), tone=self.tone(group.means[ref])) for ref, _ in shown]
            rows.append(
                Row((cell(f"{self.say(about.title)} · {self.say(about.values[group.value])}"), cell(names), *cells))
            )
        columns = (*self.columns("facet", "cases"), *(Column(title, True) for _, title in shown))
        return (Table(self.labels["facets"], columns, tuple(rows)),) if rows else ()

    def ratings(self) -> tuple[Block, ...]:
        by_cell: dict[tuple[str, str], list[RatingRow]] = {}
        for row in self.evaluation.ratings.rows:
            by_cell.setdefault((row.case, row.ref), []).append(row)
        measured = {(m.case, m.ref): m for m in self.evaluation.measured}
        rows: list[Row] = []
        for ref, criterion in self.evaluation.rubric.criteria():
            code = f"{criterion.code} " if criterion.code else ""
            heading = cell(Strong(f"{code}{self.say(criterion.title)}"))
            rows.append(Row((heading, Cell(), Cell(), Cell()), id=f"c-{criterion.id}", group=True))
            for s in self.evaluation.analyses.standings:
                if criterion.measure is not None:
                    known = measured[s.case, ref]
                    if known.used:
                        value = number(known.used.value, criterion.measure.decimals)
                        said = runs(value, f" {known.used.unit} ({known.used.year})")
                        where = f"{known.used.file}:{known.used.line}"
                        rows.append(
                            Row(
                                (
                                    cell(
                                        self.region(s.case),
                                    ),
                                    cell(*said),
                                    cell(score(known.score)),
                                    cell(where),
                                )
                            )
                        )
                    continue
                given = by_cell.get((s.case, ref), [])
                if not given:
                    continue
                said = _levels(given)
                agreed = self.evaluation.ratings.agreed[s.case, ref]
                where = f"{self.evaluation.file_of[s.case].file}:{given[0].line}"
                rows.append(Row((cell(self.region(s.case)), cell(*said), cell(level(agreed.level)), cell(where))))
        anchors = tuple(
            Row(
                (cell(self.region(s.case)), cell(s.case), Cell(), cell(self.evaluation.file_of[s.case].file)),
                id=f"a-{s.case}",
            )
            for s in self.evaluation.analyses.standings
        )
        columns = self.columns("criterion", "raters", "#consensus", "file-line")
        files = Table(self.labels["files"], self.columns("region", "code", "", "files"), anchors)
        return (Table(self.labels["annex-evidence"].split("　")[-1].split(" · ")[-1], columns, tuple(rows)), files)

    def method(self) -> tuple[Block, ...]:
        cases = [file.case.case for file in self.evaluation.files]
        return (*self.method_blocks(), self.provenance(cases), *self.findings(None))


class _Briefing(_Writer):
    def __init__(self, evaluation: Evaluation, case: str, lang: str) -> None:
        super().__init__(evaluation, lang)
        self.case = case
        self.file = evaluation.file_of[case]
        self.rated = facts.rated_criteria(evaluation, case)
        self.shares = facts.effective_weights(evaluation, case)

    def report(self) -> Report:
        case = self.file.case
        region = self.region(self.case)
        plan = self.say(case.plan.title) if case.plan else ""
        sections = [
            Section("strengths", self.labels["strengths"], self.strengths()),
            Section("gaps", self.labels["gaps"], self.gaps()),
            Section("pillars", self.labels["pillars"], self.pillars()),
            Section("path", self.labels["path"], self.path()),
            Section("lenses", self.labels["lenses"], self.lenses()),
            Section("outcomes", self.labels["outcomes"], self.outcomes()),
            Section("missing", self.labels["missing"], self.missing()),
            Section("all-criteria", self.labels["all-criteria"], self.all_criteria()),
            Section("annex-scores", self.labels["annex-scores"], self.annex_scores(), True),
            Section("annex-evidence", self.labels["annex-evidence"], self.annex_evidence(), True),
            Section("annex-method", self.labels["annex-method"], self.annex_method(), True),
        ]
        title = (
            f"{region}{self.labels['briefing']}"
            if self.lang == "zh"
            else f"{region}: {self.labels['briefing'].lower()}"
        )
        return Report(
            self.case, self.lang, title, plan, self.summary(), self.numbered(sections), self.foot(), self.labels
        )

    def summary(self) -> tuple[Block, ...]:
        v = facts.verdict(self.evaluation, self.case, self.lang)
        joined: list[Runs] = [
            self.voice.verdict(v),
            self.voice.pillars(v),
            self.voice.balance(v),
            self.voice.outcome(v),
        ]
        gap = "" if self.lang == "zh" else " "
        text: Runs = ()
        for sentence in joined:
            if sentence:
                text = runs(text, gap if text else "", sentence)
        return (Paragraph(text),)

    def strengths(self) -> tuple[Block, ...]:
        if not self.evaluation.rubric.levels:
            return ()
        threshold = facts.high_level(self.evaluation)
        found = facts.strengths(self.evaluation, self.case, threshold)
        label = facts.label_at(self.evaluation, threshold, self.lang)
        if not found and (relative := facts.relative_strengths(self.evaluation, self.case, 3)):
            said = self.labels["relative"].format(label=label)
            return (Paragraph((said,)), Bullets(tuple(self.item(c) for c in relative)))
        return self.items(found, self.labels["no-strengths"].format(label=label))

    def gaps(self) -> tuple[Block, ...]:
        if not self.evaluation.rubric.levels:
            return ()
        threshold = facts.low_level(self.evaluation)
        found = facts.gaps(self.evaluation, self.case, threshold)
        label = facts.label_at(self.evaluation, threshold, self.lang)
        return self.items(found, self.labels["no-gaps"].format(label=label))

    def items(self, found: Sequence[RatedCriterion], none: str) -> tuple[Block, ...]:
        if not found:
            return (Paragraph((none,)),)
        blocks: list[Block] = [Bullets(tuple(self.item(c) for c in found[:MOST]))]
        if len(found) > MOST:
            blocks.append(Paragraph((self.voice.more_items(len(found) - MOST),)))
        return tuple(blocks)

    def item(self, c: RatedCriterion) -> Runs:
        rating = chosen(c)
        places = list(dict.fromkeys(e.at for e in rating.evidence if e.at)) if rating else []
        reason = self.say(rating.because) if rating else ""
        return self.voice.rating_item(
            self.say(c.criterion.title), c.criterion.code, c.outcome.level or 0.0, reason, places, f"e-{c.criterion.id}"
        )

    def pillars(self) -> tuple[Block, ...]:
        rows = []
        for s in facts.score_rows(self.evaluation, self.case):
            node = self.nodes.get(s.ref)
            if isinstance(node, Criterion) or s.state == "not-applicable":
                continue
            if s.ref != "overall" and self.shares.get(s.ref, 0) == 0:
                continue
            rank, n = facts.rank_on(self.evaluation, s.ref, self.case)
            place = f"{rank} / {n}" if rank and n > 1 else "—"
            share = percent(self.shares[s.ref], 1) if s.ref != "overall" else percent(1.0, 0)
            depth = 0 if s.ref == "overall" else s.ref.count(".")
            rows.append(
                Row((
                    cell(Strong(self.title(s.ref)) if depth == 0 else self.title(s.ref)),
                    cell(score(s.value, f"s-{s.ref}"), bar=self.bar(s)), cell(share), cell(percent(s.coverage)),
                    cell(score(facts.mean_of(self.evaluation, s.ref))), cell(place),
                ), depth=depth)
            )  # fmt: skip
        return (
            Table(
                self.labels["pillars"],
                self.columns("pillar", "#score", "#share", "#coverage", "#mean", "place"),
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
            values = [self.say(about.values[value]) for value in declared.is_] or ["—"]
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
            rating = chosen(c)
            code = f"{c.criterion.code} " if c.criterion.code else ""
            s = self.evaluation.score_of.get((self.case, c.ref))
            tone = self.tone(s.value) if s else ""
            rows.append(
                Row((
                    cell(f"{code}{self.say(c.criterion.title)}"), cell(level(c.outcome.level, f"e-{c.criterion.id}"), tone=tone),
                    cell(self.say(rating.because) if rating else self.voice.state("nothing-rated")),
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
            between = f"{posts[0]:g}–{posts[1]:g}" if posts else criterion.measure.normalisation
            rank, n = facts.rank_on(self.evaluation, m.ref, self.case)
            value = number(m.used.value if m.used else None, criterion.measure.decimals, ref=f"m-{m.criterion}")
            note = (
                f" ({self.labels['beyond']})"
                if m.capped and self.lang == "en"
                else f"（{self.labels['beyond']}）"
                if m.capped
                else ""
            )
            rows.append(
                Row((
                    cell(self.say(criterion.title)), cell(value, f" {criterion.measure.unit}" if m.used else ""),
                    cell(str(m.used.year) if m.used else "—"), cell(between), cell(score(s.value, f"s-{m.ref}"), note, bar=self.bar(s)),
                    cell(f"{rank} / {n}" if rank and n > 1 else "—"),
                ))
            )  # fmt: skip
        columns = self.columns("measure", "#value", "#year", "goalposts", "#score", "place")
        table = Table(self.labels["outcomes"], columns, tuple(rows))
        goals = facts.targets(self.evaluation, self.case, self.lang)
        blocks: list[Block] = [Paragraph((self.labels["outcomes-intro"],)), table]
        if goals:
            blocks += [
                Paragraph((Strong(self.labels["targets"]),)),
                Bullets(tuple(self.voice.target(t) for t in goals)),
            ]
        return tuple(blocks)

    def missing(self) -> tuple[Block, ...]:
        scored = [c for c in self.rated if c.criterion.scored]
        blocks: list[Block] = []
        unrated = [c for c in scored if c.outcome.state == "missing"]
        unrated_titles = [self.coded(c) for c in unrated]
        unmeasured = [
            self.say(self.nodes[m.ref].title)
            for m in self.evaluation.measured
            if m.case == self.case
            and m.score is None
            and self.evaluation.score_of[self.case, m.ref].state != "not-applicable"
        ]
        if unrated_titles or unmeasured:
            said = self.voice.listed([*unrated_titles, *unmeasured])
            blocks.append(Paragraph((f"{self.labels['unrated-list']} {said}".strip(),)))
        apart = [c for c in scored if c.outcome.spread >= self.evaluation.rubric.method.reconcile_at]
        if apart:
            blocks.append(
                Paragraph((f"{self.labels['apart-list']} {self.voice.listed([self.coded(c) for c in apart])}",))
            )
        if not blocks:
            blocks.append(Paragraph((self.labels["nothing-missing"],)))
        outside = [c for c in scored if c.outcome.state == "not-applicable"]
        if outside:
            items = []
            for c in outside:
                rating = chosen(c)
                why = (
                    self.labels["facet-reason"]
                    if c.outcome.rule == "facets" or not rating
                    else self.say(rating.because)
                )
                mark = f"（{why}）" if self.lang == "zh" else f" ({why})"
                items.append(runs(self.coded(c), mark))
            blocks += [Paragraph((self.labels["not-applicable-list"],)), Bullets(tuple(items))]
        return tuple(blocks)

    def coded(self, c: RatedCriterion) -> str:
        title = self.say(c.criterion.title)
        return f"{c.criterion.code} {title}" if c.criterion.code else title

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
            c = by_ref.get(ref)
            if c is None or c.outcome.state == "not-applicable" or not node.scored:
                continue
            s = self.evaluation.score_of[self.case, ref]
            total = len(node.checks_for(self.file.case.facet_values()))
            met = [f"{len(set(r.checks))}/{total}" for r in c.ratings if r.level is not None]
            checks = ", ".join(met) or "—"
            mark = self.labels["missing-mark"] if c.outcome.level is None else level(c.outcome.level, f"e-{node.id}")
            rows.append(
                Row((
                    cell(self.coded(c)), cell(*_levels(c.rows)), cell(mark, tone=self.tone(s.value)),
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

    def annex_scores(self) -> tuple[Block, ...]:
        rows = []
        for s in facts.score_rows(self.evaluation, self.case):
            node = self.nodes.get(s.ref)
            depth = 0 if s.ref == "overall" else s.ref.count(".") + 1
            place = self.evaluation.standard.places.get(s.ref)
            where = f"{self.evaluation.standard.file}:{place[0]}" if place else self.evaluation.standard.file
            value: Runs = (score(s.value),)
            if s.state != "scored":
                value = (self.voice.state(s.reason),)
            rows.append(
                Row((
                    cell(self.title(s.ref)), cell(*value), cell(percent(s.share, 1)), cell(percent(self.shares.get(s.ref, 0.0), 1)),
                    cell(percent(s.coverage)), cell(*self.formula(node)), cell(where),
                ), id=f"s-{s.ref}", depth=depth)
            )  # fmt: skip
        columns = self.columns("criterion", "#score", "#weight", "#share", "#coverage", "formula", "file-line")
        return (Table(self.labels["annex-scores"].split("　")[-1].split(" · ")[-1], columns, tuple(rows)),)

    def formula(self, node: Pillar | Criterion | None) -> Runs:
        if isinstance(node, Criterion):
            if node.measure is not None:
                return runs(Link(normalise.FORMULAS[node.measure.normalisation], f"m-{node.id}"))
            return runs(Link(normalise.FORMULAS["level"], f"e-{node.id}"))
        rule = (node.aggregation if node else None) or self.evaluation.rubric.method.aggregation
        return (aggregate.FORMULAS[rule],)

    def annex_evidence(self) -> tuple[Block, ...]:
        entries: list[Block] = []
        for c in self.rated:
            if not c.ratings:
                continue
            items: list[Runs] = []
            for row, rating in zip(c.rows, c.ratings, strict=True):
                items.append(self.rating_runs(c, row, rating))
                items += [self.evidence_runs(c, row, k, e) for k, e in enumerate(rating.evidence)]
            blocks: list[Paragraph | Bullets] = []
            if c.criterion.asks:
                blocks.append(Paragraph((self.say(c.criterion.asks),)))
            anchor = None if c.outcome.level is None else self.descriptor(c)
            if anchor:
                blocks.append(Paragraph(anchor))
            blocks.append(Bullets(tuple(items)))
            entries.append(Entry(f"e-{c.criterion.id}", runs(self.coded(c)), tuple(blocks)))
        for m in self.evaluation.measured:
            if m.case != self.case:
                continue
            criterion = self.nodes[m.ref]
            assert isinstance(criterion, Criterion)
            assert criterion.measure is not None
            series: list[Runs] = [
                runs(
                    f"{e.year}: ",
                    number(e.value, criterion.measure.decimals),
                    f" {e.unit} · {e.source} · {e.file}:{e.line}",
                )
                for e in m.series
            ]
            parts: list[Paragraph | Bullets] = [Paragraph((self.say(criterion.asks),))] if criterion.asks else []
            if criterion.measure.why:
                parts.append(Paragraph((self.say(criterion.measure.why),)))
            entries.append(Entry(f"m-{m.criterion}", (self.say(criterion.title),), (*parts, Bullets(tuple(series)))))
        return tuple(entries)

    def descriptor(self, c: RatedCriterion) -> Runs:
        """The descriptor of the agreed level, where it is a level of the scale."""
        agreed = c.outcome.level
        if agreed is None or c.criterion.levels is None or agreed != int(agreed):
            return ()
        return runs(
            Strong(f"{self.labels['level']} {int(agreed)}"),
            "：" if self.lang == "zh" else ": ",
            self.say(c.criterion.levels.get(int(agreed))),
        )

    def rating_runs(self, c: RatedCriterion, row: RatingRow, rating: Rating) -> Runs:
        parts = runs(Strong(f"{self.labels['rater']} {row.rater}"), " · ")
        if row.level is not None:
            parts = runs(parts, f"{self.labels['level']} ", level(row.level))
            if row.counted != row.level:
                parts = runs(parts, f" ({self.labels['level-counted']} ", level(row.counted), ")")
        else:
            parts = runs(
                parts, self.labels["not-applicable"] if row.state == "not-applicable" else self.labels["missing-mark"]
            )
        if row.adjudicates:
            parts = runs(parts, f" · {self.labels['adjudicated']}")
        if rating.confidence:
            parts = runs(parts, f" · {self.labels['confidence']} {self.labels[rating.confidence + '-c']}")
        names = {check.id: self.say(check.asks) for check in c.criterion.checks}
        met = [names[check] for check in rating.checks if check in names]
        if met:
            joiner = "；" if self.lang == "zh" else "; "
            parts = runs(parts, f" · {self.labels['checks']}{'：' if self.lang == 'zh' else ': '}{joiner.join(met)}")
        if rating.because:
            parts = runs(parts, "。" if self.lang == "zh" else ". ", self.say(rating.because))
        return runs(parts, f" [{self.file.file}:{row.line}]")

    def evidence_runs(self, c: RatedCriterion, row: RatingRow, k: int, evidence: Evidence) -> Runs:
        document = next((d for d in self.file.case.documents if d.id == evidence.document), None)
        name = self.say(document.title) if document and document.title else evidence.document
        line = self.file.span(f"evidence/{c.criterion.id}/{row.n}/{k}").line
        kind = f" · {self.labels['contradicts']}" if evidence.kind == "contradicts" else ""
        quote = f" “{evidence.quote}”" if evidence.quote else ""
        note = f" · {self.say(evidence.note)}" if evidence.note else ""
        return runs(f"{name} {evidence.at or ''}{kind}{quote}{note} [{self.file.file}:{line}]")

    def annex_method(self) -> tuple[Block, ...]:
        documents = [
            Row(
                (
                    cell(d.id),
                    cell(self.say(d.title)),
                    cell(self.say(d.issuer)),
                    cell(d.date.isoformat() if d.date else "—"),
                )
            )
            for d in self.file.case.documents
        ]
        table = Table(self.labels["document"], self.columns("code", "document", "source", "year"), tuple(documents))
        own = (table,) if documents else ()
        return (*self.method_blocks(), *own, self.provenance([self.case]), *self.findings(self.case))


def chosen(c: RatedCriterion) -> Rating | None:
    """The rating whose reason stands for the criterion: the adjudicator's, else the first nearest the agreed level."""
    pairs = list(zip(c.rows, c.ratings, strict=True))
    for row, rating in reversed(pairs):
        if row.adjudicates:
            return rating
    agreed = c.outcome.level
    if agreed is None:
        return pairs[0][1] if pairs else None
    near = [(abs((row.counted if row.counted is not None else 1e9) - agreed), n) for n, (row, _) in enumerate(pairs)]
    return pairs[min(near)[1]][1] if near else None


def _levels(rows: Sequence[RatingRow]) -> Runs:
    parts: Runs = ()
    for row in rows:
        shown = runs(level(row.level)) if row.level is not None else ("n/a" if row.state == "not-applicable" else "—",)
        parts = runs(parts, ", " if parts else "", f"{row.rater} ", shown)
    return parts
