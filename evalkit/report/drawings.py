"""An evaluation's answers in, charts out: what each shows, its caption, and in words what is to be seen."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis.changes import Succession
from evalkit.analysis.outcomes import Field
from evalkit.model.case import Target
from evalkit.model.rubric import Coordination
from evalkit.report import charts, facts, glance, steps, verdicts
from evalkit.report.analyses import Analyst
from evalkit.report.charts import Dot, Span, Tile, Way
from evalkit.report.figure import percent, points
from evalkit.report.groups import Group
from evalkit.report.model import Chart

NAMED = 40  # cases beyond which points and cells can no longer be told apart
LIKELY = 0.05  # probabilities below this are left blank
Drawn = tuple[Chart, ...]


class Draughtsman(Analyst):
    """What reports draw. Every method gives no chart where there is nothing to draw, or nothing to draw with."""

    def drawable(self, n: int, least: int = 2) -> bool:
        return charts.available() and least <= n <= NAMED

    def said(self, name: str, items: Sequence[str]) -> str:
        """Alternative text: what the chart shows, then its figures."""
        return self.described(self.labels[name], items)

    def described(self, shown: str, items: Sequence[str]) -> str:
        """What a chart shows, then its figures."""
        return f"{shown}：{'；'.join(items)}" if self.lang == "zh" else f"{shown}: {'; '.join(items)}"

    def drawn_ranking(self) -> Drawn:
        """Totals with the range that the usual assumptions give each."""
        order = facts.ranked(self.results)
        found = {o.case: o for o in self.results.outlooks}
        if not self.drawable(len(order)) or any(s.case not in found for s in order):
            return ()
        spans = [
            Span(self.region(s.case), 100 * (s.value or 0), 100 * found[s.case].low, 100 * found[s.case].high) for s in order
        ]  # fmt: skip
        items = [f"{s.name} {points(s.value)}{self.aside(f'{points(s.low)}–{points(s.high)}')}" for s in spans]
        return (
            charts.ranges(
                "c-ranking", self.labels["c-ranking"], self.said("c-ranking", items), spans, self.labels["score"]
            ),
        )

    def drawn_likelihood(self) -> Drawn:
        """The probability of every rank."""
        found = self.results.outlooks
        order = [s.case for s in facts.ranked(self.results)]
        if not self.drawable(len(found)):
            return ()
        ordered = sorted(found, key=lambda o: order.index(o.case))
        tiles = [
            Tile(self.region(o.case), str(n), share if share >= LIKELY else None, percent(share).text() if share >= LIKELY else "")
            for o in ordered for n, share in enumerate(o.ranks, start=1)
        ]  # fmt: skip
        items = [
            f"{self.region(o.case)} {1 + o.ranks.index(max(o.ranks))}{self.aside(percent(max(o.ranks)).text())}"
            for o in ordered
        ]
        caption = self.labels["c-likelihood"]
        return (
            charts.heat(
                "c-likelihood", caption, self.said("c-likeliest", items), tiles, cell=40, row=20, likelihood=True
            ),
        )

    def drawn_systems(self, block: Coordination) -> Drawn:
        """Two systems against each other, with the line on which both are alike."""
        found = [c for c in self.results.coordination if c.block == block.id and c.degree is not None]
        if len(block.systems) != 2 or not self.drawable(len(found), 1):
            return ()
        names = [steps.system_name(block, system, self.lang) for system in block.systems]
        caption = self.labels["c-coordination"].format(a=names[0][:1].upper() + names[0][1:], b=names[1])
        names = [name[:1].upper() + name[1:] for name in names]
        dots = [Dot(self.region(c.case), *(100 * (s.value or 0) for s in c.systems)) for c in found]
        items = [f"{d.name} {points(d.x)} / {points(d.y)}" for d in dots]
        lines = [(self.labels["in-step-line"], [(float(n), float(n)) for n in range(0, 101)])]
        id = f"c-coordination-{block.id}"
        return (charts.field(id, caption, self.described(caption, items), dots, (names[0], names[1]), contours=lines),)

    def drawn_quadrants(self, found: Field) -> Drawn:
        """Plans against outcomes, divided at the means."""
        if not self.drawable(len(found.cases)):
            return ()
        dots = [Dot(self.region(p.case), 100 * p.plan, 100 * p.outcome) for p in found.cases]
        items = [f"{d.name} {points(d.x)} / {points(d.y)}" for d in dots]
        axes = (self.labels["c-plan-axis"], self.title(found.outcome))
        lines = (100 * found.plan_mean, 100 * found.outcome_mean)
        alt = self.said("c-quadrants", items)
        return (charts.field(f"c-quadrants-{found.outcome}", self.labels["c-quadrants"], alt, dots, axes, lines=lines),)

    def drawn_groups(self, facet: str, found: Sequence[Group]) -> Drawn:
        """Totals of the plans of each group, with the group's mean."""
        if not self.drawable(len({case for g in found for case, _ in g.cases})):
            return ()
        rows = [(g.label, [(self.region(case), 100 * value) for case, value in g.cases]) for g in found]
        items = [f"{name} {points(sum(v for _, v in members) / len(members))}" for name, members in rows]
        caption = self.labels["c-groups"]
        return (charts.strips(f"c-{facet}", caption, self.said("c-groups", items), rows, self.labels["overall"]),)

    def drawn_profile(self, case: str) -> Drawn:
        """One case beside its peers, on the pillars one or two levels down."""
        spans, means = [], []
        for ref in glance.parts_shown(self.results, case):
            values = [v for (_, r), s in self.evaluation.score_of.items() if r == ref and (v := s.value) is not None]
            own = self.evaluation.score_of[case, ref].value
            if own is not None:
                spans.append(Span(self.title(ref), 100 * own, 100 * min(values), 100 * max(values)))
                means.append(100 * (facts.mean_of(self.results, ref) or 0.0))
        if not self.drawable(len(self.evaluation.files)) or not spans:
            return ()
        items = [f"{s.name} {points(s.value)}{self.aside(points(m))}" for s, m in zip(spans, means, strict=True)]
        words = (self.labels["score"], self.region(case), self.labels["mean"], self.labels["c-reach"])
        return (
            charts.profile("c-profile", self.labels["c-profile"], self.said("c-beside", items), spans, means, words),
        )

    def drawn_paths(self, case: str) -> Drawn:
        """Targets on their path: what was measured, and the straight way to the target."""
        measured = {m.criterion: m for m in self.evaluation.measured if m.case == case}
        criteria = {c.id: c for _, c in self.evaluation.rubric.criteria()}
        ways, items = [], []
        wanted: dict[str, list[Target]] = {}
        for target in self.evaluation.file_of[case].case.targets:
            if target.year is not None:
                wanted.setdefault(target.measure, []).append(target)
        for name, targets in wanted.items():
            own, criterion = measured.get(name), criteria.get(name)
            if own is None or criterion is None or criterion.measure is None or not own.series or own.used is None:
                continue
            base = targets[0].baseline
            start = (base.year, float(base.value)) if base is not None and base.year is not None else None
            ends = tuple(sorted((target.year or 0, float(target.value)) for target in targets))
            met = all(verdicts.target_met(own.used.value, value, criterion.measure) for _, value in ends)
            title = self.say(criterion.title) + self.aside(self.say(criterion.measure.unit))
            series = tuple(sorted((e.year, float(e.value)) for e in own.series))
            ways.append(Way(title, series, (series[-1] if met else start), ends, met))
            aims = ", ".join(f"{year}: {value:g}" for year, value in ends)
            items.append(f"{title} {series[-1][0]}: {series[-1][1]:g} → {aims}")
        if not charts.available() or not ways:
            return ()
        words = (self.labels["c-measured"], self.labels["c-way"])
        return (charts.paths("c-paths", self.labels["courses"], self.said("courses", items), ways, words),)

    def drawn_slopes(self, found: Succession) -> Drawn:
        """Total and pillars of two plans of a region."""
        lines = [(self.title(ref), 100 * a, 100 * b) for ref, a, b in found.pillars if a is not None and b is not None]
        if not charts.available() or not lines:
            return ()
        ends = [
            str(day.year) if day else name
            for day, name in ((found.older_day, found.older), (found.newer_day, found.newer))
        ]
        ends = [found.older, found.newer] if ends[0] == ends[1] else ends
        items = [f"{name} {points(a)} → {points(b)}" for name, a, b in lines]
        caption = self.labels["moved-pillars"]
        return (charts.slopes("c-slopes", caption, self.said("moved-pillars", items), lines, (ends[0], ends[1])),)
