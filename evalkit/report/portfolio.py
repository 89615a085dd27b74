"""Results in, the portfolio out: its plans as a whole and by facet, for those who oversee many of them."""

from __future__ import annotations

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.model.place import shown_path
from evalkit.model.rubric import Criterion, Pillar
from evalkit.report import doubts, facts, groups
from evalkit.report.drawings import Draughtsman
from evalkit.report.figure import level, number, percent, score
from evalkit.report.groups import Group, Shared
from evalkit.report.model import (
    Block,
    Bullets,
    Column,
    Entry,
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
from evalkit.report.writer import FEW, MOST
from evalkit.scoring.rank import grade_of

LEAST = 3  # plans with a total, below which a portfolio says no more than the comparison


def wanted(evaluation: Evaluation) -> bool:
    """Whether there is a portfolio to write: enough plans, and a facet that groups them."""
    totals = evaluation.values("overall")
    if len(totals) < LEAST:
        return False
    for facet, about in evaluation.rubric.facets.items():
        own = [evaluation.file_of[case].case.facet_values().get(facet, ()) for case in totals]
        sizes = [n for value in about.values if (n := sum(value in values for values in own))]
        if len(sizes) > 1 and max(sizes) > 1:
            return True
    return False


class Portfolio(Draughtsman):
    """All plans as a whole, then facet by facet."""

    def __init__(self, results: Results, lang: str) -> None:
        super().__init__(results, lang)
        self.high, self.low = groups.shared(results, lang)

    def report(self) -> Report:
        sections = [
            Section("spread", self.labels["spread"], self.spread()),
            Section("facets", self.labels["facets"], self.facets()),
            Section("shared", self.labels["shared"], self.shared()),
            Section("reached", self.labels["reached"], self.reached()),
            Section("state", self.labels["state"], self.state()),
            Section("annex-method", self.labels["annex-method"], self.method(), True),
        ]
        return Report(
            "portfolio", self.lang, self.labels["portfolio"], self.subtitle, self.summary(), self.numbered(sections),
            self.foot(), self.labels,
        )  # fmt: skip

    def summary(self) -> tuple[Block, ...]:
        o = groups.overview(self.results, self.lang)
        if o is None:
            return ()
        unranked = [self.region(s.case) for s in self.results.standings if not s.rank]
        apart: Runs = self.voice.unranked(unranked, len(unranked)) if unranked else ()
        items: list[Runs] = [self.voice.pillar_means(o.pillars)] if len(o.pillars) > 1 else []
        told = groups.clearest(groups.divided(self.results, self.lang))
        items += [self.voice.divided(*told)] if told else []
        items += [self.voice.in_step(s) for s in self.steps()]
        paces = groups.paces(self.results)
        items += [self.voice.paces(paces)] if paces else []
        agreed = doubts.agreement(self.results)
        items += [self.voice.agreement(agreed)] if agreed else []
        gap = self.labels["gap"] if apart else ""
        out: list[Block] = [Paragraph(runs(self.voice.overview(o), gap, apart)), Bullets(tuple(items))]
        for name, ends in (("most-do", self.high), ("most-lack", self.low)):
            if ends:
                lead = runs(Strong(self.named(name)))
                out += [Paragraph(lead), Bullets(tuple(self.voice.shared(s) for s in ends[:FEW]))]
        return (*out, self.about_score())

    def spread(self) -> tuple[Block, ...]:
        """Grades with who has them, and every pillar with its mean and its ends."""
        out: list[Block] = []
        grades = sorted(self.evaluation.rubric.grades, key=lambda g: -g.from_)
        order = facts.ranked(self.results)
        rows = []
        for grade in grades:
            held = [self.region(s.case) for s in order if grade_of(s.value, self.evaluation.rubric.grades) == grade]
            said = self.voice.listed(held) if held else "—"
            rows.append(
                Row(
                    (
                        cell(self.say(grade.label)),
                        cell("≥\u00a0", score(grade.from_)),
                        cell(number(len(held))),
                        cell(said),
                    )
                )
            )
        if rows:
            columns = self.columns("grade", "#from-score", "#plans", "region")
            out.append(Table(self.labels["grades-table"], columns, tuple(rows)))
        rows = []
        shown = [
            "overall",
            *(ref for ref, _, n in self.evaluation.rubric.walk() if isinstance(n, Pillar) and ref.count(".") < 2),
        ]
        for ref in shown:
            known = facts.known_values(self.results, ref)
            if not known:
                continue
            low, high = min(known.values()), max(known.values())
            ends = [[self.region(c) for c, v in known.items() if abs(v - end) < 1e-9] for end in (low, high)]
            title = self.with_code(ref)
            rows.append(Row((
                cell(Strong(title) if not ref.count(".") else title), cell(number(len(known))), cell(score(sum(known.values()) / len(known))),
                cell(score(low), self.aside(self.voice.first_of(ends[0]))), cell(score(high), self.aside(self.voice.first_of(ends[1]))),
                cell(score(high - low)),
            ), depth=ref.count(".")))  # fmt: skip
        columns = self.columns("pillar", "#plans", "#mean", "lowest", "highest", "#apart")
        return (*out, Table(self.labels["spread-table"], columns, tuple(rows)))

    def facets(self) -> tuple[Block, ...]:
        """How far each grouping tells the plans apart; then each with its groups."""
        of = groups.groups(self.results, self.lang)
        if not of:
            return ()
        out: list[Block] = []
        known = groups.divided(self.results, self.lang)
        if known:
            rows = [
                Row((cell(d.title), cell(number(d.found.n_groups)), cell(percent(d.found.share)), cell(percent(d.found.expected)),
                     cell(percent(d.found.chance))))
                for d in known
            ]  # fmt: skip
            columns = self.columns("facet", "#groups", "#between", "#by-chance", "#chance")
            out += [Table(self.labels["divides"], columns, tuple(rows)), Paragraph((self.labels["divides-note"],))]
        for n, (facet, found) in enumerate(of.items(), start=1):
            title = self.say(self.evaluation.rubric.facets[facet].title)
            out.append(Entry(f"f-{facet}", (self.voice.part_title(n, self.voice.by_facet(title)),), ()))
            out += self.drawn_groups(facet, found)
            said = [self.voice.contrast(groups.contrast(self.results, g, self.lang)) for g in found]
            out += [self.groups_table(title, found), Bullets(tuple(said))]
        return tuple(out)

    def groups_table(self, title: str, found: tuple[Group, ...]) -> Table:
        """Every group with its plans, its ends and its means on the top pillars."""
        rubric = self.evaluation.rubric
        top = [p.id for p in rubric.pillars if any(ref == p.id for _, ref in self.evaluation.score_of)]
        means = {(g.facet, g.value): g.means for g in self.results.groups}
        rows = []
        for g in found:
            names = self.voice.listed([self.region(case) for case, _ in g.cases])
            held = means[g.facet, g.value]
            spread = runs(score(g.cases[-1][1]), "–", score(g.cases[0][1])) if len(g.cases) > 1 else runs("—")
            cells = [cell(score(held.get(ref)), tone=self.tone(held.get(ref))) for ref in top]
            rows.append(
                Row(
                    (cell(g.label), cell(number(len(g.cases))), cell(names), cell(score(g.mean)), cell(*spread), *cells)
                )
            )
        columns = (
            *self.columns("group", "#n-plans", "cases", "#overall", ".low-high"),
            *(Column(self.nodes[ref].code or self.title(ref), True) for ref in top),
        )
        return Table(self.voice.by_facet(title), columns, tuple(rows))

    def shared(self) -> tuple[Block, ...]:
        """What most plans do well, and what most hardly do."""
        out: list[Block] = []
        for name, ends in (("most-do", self.high), ("most-lack", self.low)):
            if ends:
                rows = [Row((cell(self.with_code(s.ref)), cell(f"{s.k} / {s.n}"), cell(*self.others(s)))) for s in ends]
                columns = self.columns("criterion", "#plans", "others-do" if name == "most-lack" else "others-lack")
                out.append(Table(self.named(name), columns, tuple(rows)))
        return tuple(out)

    def named(self, end: str) -> str:
        """What an end of the scale is called: most-do or most-lack, with its level."""
        at = facts.high_level(self.results) if end == "most-do" else facts.low_level(self.results)
        return self.labels[end].format(label=facts.label_at(self.results, at, self.lang))

    def others(self, s: Shared) -> Runs:
        """The plans at the other end from most."""
        levels = self.results.counted_levels[s.ref]
        high, low = facts.high_level(self.results), facts.low_level(self.results)
        most_low = s in self.low
        named = {c: v for c, v in levels.items() if (v > low if most_low else v < high)}
        order = sorted(named, key=lambda c: (-named[c] if most_low else named[c], self.region(c)))
        parts: Runs = ()
        for n, case in enumerate(order[:MOST]):
            parts = runs(
                parts, ("、" if self.lang == "zh" else ", ") if n else "", f"{self.region(case)} ", level(named[case])
            )
        return runs(parts, self.voice.and_more(len(order) - MOST) if len(order) > MOST else "") if order else ("—",)

    def reached(self) -> tuple[Block, ...]:
        """How many plans reach each level on each criterion."""
        steps = self.evaluation.rubric.levels[1:]
        if not steps:
            return ()
        columns = (
            *self.columns("criterion", "#rated"),
            *(Column(self.labels["reach-level"].format(level=step), True) for step in steps),
            *self.columns("#mean-level", "highest"),
        )
        rows: list[Row] = []
        for ref, _, node in self.evaluation.rubric.walk():
            if isinstance(node, Pillar):
                if any(r.startswith(f"{ref}.") and c.levels and c.scored for r, c in self.evaluation.rubric.criteria()):
                    rows.append(self.heading_row(ref, len(columns)))
            elif isinstance(node, Criterion) and node.levels is not None and node.scored:
                rows.append(self._reached(ref, steps))
        return (Paragraph((self.labels["reached-note"],)), Table(self.labels["reached"], columns, tuple(rows)))

    def _reached(self, ref: str, steps: tuple[int, ...]) -> Row:
        agreed = self.evaluation.ratings.agreed
        levels = {c: o.level for (c, r), o in agreed.items() if r == ref and o.level is not None}
        n = len(levels)
        counts = [sum(level >= step for level in levels.values()) for step in steps]
        shades = [cell(number(k), tone=self.tone(k / n)) if n else cell("—") for k in counts]
        best = max(levels.values(), default=None)
        who = [self.region(c) for c, v in levels.items() if v == best]
        mean = number(sum(levels.values()) / n if n else None, 1)
        named = "—" if best is None else self.labels["tied"] if len(who) == n > 1 else self.voice.first_of(who)
        return Row((cell(self.with_code(ref)), cell(number(n)), *shades, cell(mean), cell(named)), depth=ref.count("."))

    def state(self) -> tuple[Block, ...]:
        """Plan by plan: how much is rated, by how many, on how much evidence, and what was found in the files."""
        rows = []
        for s in self.results.standings:
            file = self.evaluation.file_of[s.case]
            own = [row for row in self.evaluation.ratings.rows if row.case == s.case]
            rated = [row for row in own if row.level is not None]
            places = sum(len(row.rating.evidence) for row in rated)
            found = [str(f.severity) for f in self.evaluation.findings if f.case == s.case]
            rows.append(Row((
                cell(self.link(s.case)), cell(percent(s.coverage)), cell(number(len({row.rater for row in rated}))), cell(number(len(rated))),
                cell(number(places)), *(cell(number(found.count(kind))) for kind in ("error", "warning", "note")), cell(shown_path(file.file)),
            ), id=f"a-{s.case}"))  # fmt: skip
        columns = self.columns(
            "region",
            "#coverage",
            "#n-raters",
            "#n-ratings",
            "#n-places",
            "#n-errors",
            "#n-warnings",
            "#n-notes",
            "files",
        )
        return (Table(self.labels["state"], columns, tuple(rows)),)

    def method(self) -> tuple[Block, ...]:
        cases = [file.case.case for file in self.evaluation.files]
        first, *rest = self.method_blocks(cases)
        notes = first.items if isinstance(first, Bullets) else ()
        return (Bullets(((self.labels["means-note"],), *notes)), *rest, self.provenance(cases))
