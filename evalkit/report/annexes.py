"""Results and a case in, the annexes of its briefing out: how each score is made up, ratings and evidence, method."""

from __future__ import annotations

from evalkit.analysis.results import Results
from evalkit.model.case import Evidence, Rating
from evalkit.model.finding import say
from evalkit.model.place import shown_path
from evalkit.model.rubric import Criterion, Pillar
from evalkit.report import facts
from evalkit.report.drawings import Draughtsman
from evalkit.report.facts import RatedCriterion
from evalkit.report.figure import level, number, percent, score
from evalkit.report.model import Block, Bullets, Entry, Link, Paragraph, Row, Runs, Strong, Table, cell, runs
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.prepare import Measured


class Annexes(Draughtsman):
    """What every page on one case needs, and the annexes."""

    def __init__(self, results: Results, case: str, lang: str) -> None:
        super().__init__(results, lang)
        self.case = case
        self.file = results.evaluation.file_of[case]
        self.rated = facts.rated_criteria(results, case)
        self.shares = results.evaluation.effective_weights(case)

    def annex_scores(self) -> tuple[Block, ...]:
        """Every node that applies: its score, weight, share, rule and the line of the rubric that states it."""
        standard = self.evaluation.standard
        rows = []
        used: dict[str, str] = {}
        for s in facts.score_rows(self.results, self.case):
            if s.state == "not-applicable":
                continue
            node = self.nodes.get(s.ref)
            depth = 0 if s.ref == "overall" else s.ref.count(".") + 1
            place = standard.places.get(s.ref)
            value: Runs = (score(s.value),) if s.state == "scored" else (self.voice.state(s.reason),)
            rows.append(
                Row((
                    cell(self.named(node, s.ref)), cell(*value), cell(percent(s.share, 1)), cell(percent(self.shares.get(s.ref, 0.0), 1)),
                    cell(percent(s.coverage)), cell(self.rule_name(node, used)), cell(str(place[0]) if place else "—"),
                ), id=f"s-{s.ref}", depth=depth)
            )  # fmt: skip
        columns = self.columns("criterion", "#score", "#weight", "#share", "#coverage", "by-rule", "#line-no")
        table = Table(self.labels["annex-scores"], columns, tuple(rows))
        rules = Bullets(tuple(runs(Strong(name), self.labels["colon"], rule) for name, rule in used.items()))
        return (Paragraph((self.labels["lines-of"].format(file=shown_path(standard.file)),)), table, rules)

    def named(self, node: Pillar | Criterion | None, ref: str) -> str | Link:
        """A node's title; a criterion's leads to what stands behind its score."""
        if not isinstance(node, Criterion):
            return self.title(ref)
        return Link(self.with_code(ref), f"{'m' if node.measure is not None else 'e'}-{node.id}")

    def rule_name(self, node: Pillar | Criterion | None, used: dict[str, str]) -> str:
        """The name of the rule by which a node has its score; the rule itself is put down in ``used``."""
        if isinstance(node, Criterion):
            scaled = node.measure.normalisation if node.measure is not None else "level"
            name = self.labels[f"n-{scaled}"]
            used[name] = self.labels[f"nf-{scaled}"]
            return name
        rule = (node.aggregation if node else None) or self.evaluation.rubric.method.aggregation
        name = self.labels[f"g-{rule}"]
        used[name] = self.labels[f"gf-{rule}"]
        return name

    def annex_evidence(self) -> tuple[Block, ...]:
        """Criterion by criterion: what is asked, how the level came about, each rating with its evidence; then measures."""
        lines = Paragraph((self.labels["lines-of"].format(file=shown_path(self.file.file)),))
        entries = [self.rated_entry(c) for c in self.rated if c.rows]
        measured = [self.measured_entry(m) for m in self.evaluation.measured if m.case == self.case]
        return (lines, *entries, *measured) if entries or measured else ()

    def rated_entry(self, c: RatedCriterion) -> Entry:
        """What stands behind the level of a criterion."""
        blocks: list[Paragraph | Bullets] = []
        if c.criterion.asks:
            blocks.append(Paragraph((self.say(c.criterion.asks),)))
        s = self.evaluation.score_of.get((self.case, c.ref))
        if s is not None and s.value is not None and c.outcome.level is not None:
            given = [row.level for row in c.rows if row.level is not None and not row.adjudicates]
            rule = self.labels[f"r-{c.outcome.rule}"] if f"r-{c.outcome.rule}" in self.labels and len(given) > 1 else ""
            share = self.shares.get(c.ref, 0.0)
            blocks.append(Paragraph(self.voice.how_scored(c.outcome.level, rule, score(s.value, f"s-{c.ref}"), share)))
            blocks += [Paragraph(told)] if (told := self.descriptor(c)) else []
        for row in c.rows:
            blocks.append(Paragraph(self.rating_runs(c, row, row.rating)))
            cited = tuple(self.evidence_runs(c, row, k, e) for k, e in enumerate(row.rating.evidence))
            blocks += [Bullets(cited)] if cited else []
        return Entry(f"e-{c.criterion.id}", runs(self.with_code(c.ref)), tuple(blocks))

    def measured_entry(self, m: Measured) -> Entry:
        """The figures behind a measured criterion, year by year, with their sources."""
        criterion = self.nodes[m.ref]
        assert isinstance(criterion, Criterion)
        assert criterion.measure is not None
        colon = self.labels["colon"]
        series: list[Runs] = [
            runs(
                f"{e.year}{colon}", number(e.value, criterion.measure.decimals),
                f"{self.unit(criterion.measure)} · {e.said(self.lang)}", self.aside(f"{shown_path(e.file)}:{e.line}"),
            )
            for e in m.series
        ]  # fmt: skip
        told = [Paragraph((said,)) for text in (criterion.asks, criterion.measure.why) if (said := self.say(text))]
        return Entry(f"m-{m.criterion}", (self.say(criterion.title),), (*told, Bullets(tuple(series))))

    def descriptor(self, c: RatedCriterion) -> Runs:
        """The descriptor of the level used, where it is one that a rater gave."""
        agreed = c.outcome.level
        if agreed is None or c.criterion.levels is None or agreed not in {row.counted for row in c.rows}:
            return ()
        return runs(
            Strong(f"{self.labels['level']} {int(agreed)}"),
            self.labels["colon"],
            self.say(c.criterion.levels.get(int(agreed))),
        )

    def rating_runs(self, c: RatedCriterion, row: RatingRow, rating: Rating) -> Runs:
        parts = runs(Strong(f"{self.labels['rater']} {row.rater}"), " · ")
        if row.level is not None:
            parts = runs(parts, self.voice.at_level(level(row.level)))
            if row.counted != row.level:
                counts = runs(
                    f"{self.labels['level-counted']} ",
                    level(row.counted),
                    f"{self.labels['colon']}{say(row.capped, self.lang)}",
                )
                parts = runs(parts, *(("（", counts, "）") if self.lang == "zh" else (" (", counts, ")")))
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
            parts = runs(parts, f" · {self.labels['checks']}{self.labels['colon']}{joiner.join(met)}")
        if rating.because:
            parts = runs(parts, "。" if self.lang == "zh" else ". ", self.say(rating.because))
        return runs(parts, self.aside(self.labels["line"].format(n=row.line)))

    def evidence_runs(self, c: RatedCriterion, row: RatingRow, k: int, evidence: Evidence) -> Runs:
        document = next((d for d in self.file.case.documents if d.id == evidence.document), None)
        name = self.say(document.title) if document and document.title else evidence.document
        line = self.file.span(f"evidence/{c.criterion.id}/{row.n}/{k}").line
        kind = f" · {self.labels['contradicts']}" if evidence.kind == "contradicts" else ""
        quote = f" “{evidence.quote}”" if evidence.quote else ""
        note = f" · {self.say(evidence.note)}" if evidence.note else ""
        return runs(f"{name} {evidence.at or ''}{kind}{quote}{note}", self.aside(self.labels["line"].format(n=line)))

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
        table = Table(
            self.labels["sources-cited"], self.columns("code", "document", "issuer", "date"), tuple(documents)
        )
        own = (table,) if documents else ()
        return (*self.method_blocks([self.case]), *own, self.provenance([self.case]), *self.findings(self.case))
