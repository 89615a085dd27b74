"""What every report is written with: the evaluation, a language, titles, and the blocks that reports share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from evalkit.analysis.coordination import FORMULAS
from evalkit.analysis.priorities import Raise
from evalkit.analysis.sensitivity import DOUBT, Assumptions, Outlook
from evalkit.evaluation import Evaluation, Score
from evalkit.model.case import Rating
from evalkit.model.fields import in_language
from evalkit.model.rubric import Coordination, Criterion, Measure
from evalkit.report import doubts, facts, steps
from evalkit.report.facts import RatedCriterion
from evalkit.report.figure import Figure, in_unit, level, number, percent, round_half_up, score
from evalkit.report.locale import VOICES, Voice
from evalkit.report.model import (
    Bar,
    Block,
    Bullets,
    Cell,
    Column,
    Link,
    Paragraph,
    Row,
    Runs,
    Section,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.scoring.consensus import Row as RatingRow
from evalkit.scoring.limits import FEWEST_UNITS, TOLERANCE

FEW = 3  # strengths under which those furthest above the mean are added
MOST = 5  # strengths and gaps shown before the reader is sent to the table


class Writer:
    """What both reports need: the evaluation, the language, titles and labels."""

    def __init__(self, evaluation: Evaluation, lang: str) -> None:
        self.evaluation, self.lang = evaluation, lang
        self.voice: Voice = VOICES[lang]
        self.labels = self.voice.LABELS
        self.titles = facts.title_of(evaluation, lang)
        self.nodes = {ref: node for ref, _, node in evaluation.rubric.walk()}

    def say(self, text: object) -> str:
        return in_language(text, self.lang)  # type: ignore[arg-type]

    def aside(self, text: str) -> str:
        return facts.aside(text, self.lang)

    def unit(self, measure: Measure) -> str:
        """The unit of a measure, as it follows a figure."""
        return in_unit(self.say(measure.unit))

    def region(self, case: str) -> str:
        return facts.region_of(self.evaluation, case, self.lang)

    def link(self, case: str) -> Link:
        """A case's region, leading to its briefing."""
        return Link(self.region(case), f"{case}#")

    def into(self, case: str, anchor: str, here: str = "") -> str:
        """The ref of a place in a case's briefing; where that is not at hand, of a row here."""
        return f"{case}#{anchor} {here}".strip()

    def title(self, ref: str) -> str:
        return self.labels["overall"] if ref == "overall" else self.titles[ref]

    def columns(self, *names: str) -> tuple[Column, ...]:
        """Columns by label; ``#`` before a name marks numbers, ``.`` a narrow column."""
        return tuple(
            Column(self.labels.get(n.lstrip("#."), n.lstrip("#.")), n.startswith("#"), "." in n[:2]) for n in names
        )

    def numbered(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """Sections that have something to say, counted; annexes counted on their own."""
        out, n, annexes = [], 0, 0
        for section in sections:
            if not section.blocks:
                continue
            if section.annex:
                annexes += 1
                title = self.voice.annex_title(annexes, section.title)
            else:
                n += 1
                title = self.voice.section_title(n, section.title)
            out.append(replace(section, title=title))
        return tuple(out)

    def steps(self) -> list[steps.InStep]:
        """Whether systems advance in step over all cases, block by block."""
        known = [steps.in_step(self.evaluation, block, self.lang) for block in self.evaluation.rubric.coordination]
        return [s for s in known if s is not None]

    @property
    def weights_title(self) -> str:
        """What the weights put in place of the rubric's own are called; empty where there are none."""
        weighed = self.evaluation.standard.weighed
        return "" if weighed is None else self.say(weighed.weights.title) or weighed.file

    @property
    def subtitle(self) -> str:
        """The rubric and its version; and the weights, where they are not its own."""
        rubric = self.evaluation.rubric
        return " · ".join(t for t in (self.say(rubric.title), rubric.version, self.other_weights) if t)

    @property
    def other_weights(self) -> str:
        """That the weights are not the rubric's own, and whose; empty where they are."""
        return f"{self.labels['weights-file']}{self.labels['colon']}{self.weights_title}" if self.weights_title else ""

    def foot(self) -> str:
        rubric = self.evaluation.rubric
        return self.labels["made"].format(
            version=self.evaluation.evalkit, rubric=rubric.pin, date=self.evaluation.as_of.isoformat()
        )

    def about_score(self) -> Paragraph:
        """What a score speaks of, for who reads no further than the first page."""
        return Paragraph((self.labels["about-score"],))

    def tone(self, value: float | None) -> str:
        """Shade of a score: the quarter of the scale it has reached, so that 2.5 is shaded as 2."""
        return "missing" if value is None else f"l{int(value * 4 + TOLERANCE)}"

    def method_blocks(self, cases: Sequence[str]) -> tuple[Block, ...]:
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
        if self.weights_title:
            weighed = self.evaluation.standard.weighed
            notes.append(
                self.labels["weighed-note"].format(
                    title=self.weights_title, why=self.say(weighed.weights.why) if weighed else ""
                )
            )
        notes += [*self.coordination_notes(), self.labels["rounding-note"]]
        if facts.lacks_language(self.evaluation, cases, self.lang):
            notes.append(self.labels["fallback"])
        blocks: list[Block] = [Bullets(tuple((note,) for note in notes))]
        if rubric.scale:
            rows = [
                Row((cell(str(a.level)), cell(self.say(a.label)), cell(self.say(a.means))))
                for a in reversed(rubric.scale)
            ]
            blocks.append(Table(self.labels["scale"], self.columns("#.level", "name", "meaning"), tuple(rows)))
        if rubric.grades:
            grades = sorted(rubric.grades, key=lambda grade: -grade.from_)
            rows = [
                Row((cell("≥\u00a0", score(g.from_)), cell(self.say(g.label)), cell(self.say(g.means)))) for g in grades
            ]
            blocks.append(Table(self.labels["grade"], self.columns("#score", "name", "meaning"), tuple(rows)))
        return tuple(blocks)

    def coordination_table(self, block: Coordination, cases: Sequence[str]) -> Table:
        """Systems, C, T, D, band and who lags, a row a case."""
        found = {c.case: c for c in self.evaluation.analyses.coordination if c.block == block.id}
        rows = []
        for case in cases:
            c = found[case]
            band = next((self.say(b.label) for b in block.bands if b.id == c.band), "—")
            lag = steps.system_name(block, c.behind, self.lang) if c.behind else self.labels["level-with"]
            values = [cell(score(s.value), tone=self.tone(s.value)) for s in c.systems]
            figures = [cell(number(v, 2)) for v in (c.coupling, c.development)]
            figures.append(cell(number(c.degree, 2, ref=f"{case}#d-{block.id}-{case}")))
            rows.append(
                Row(
                    (
                        cell(self.link(case)),
                        *values,
                        *figures,
                        cell(band),
                        cell(lag if c.degree is not None else "—"),
                    ),
                    id=f"d-{block.id}-{case}",
                )
            )
        names = [steps.system_name(block, system, self.lang) for system in block.systems]
        heads = [Column(name[:1].upper() + name[1:], True) for name in names]
        columns = (
            Column(self.labels["region"]),
            *heads,
            *self.columns("#coupling", "#development", "#degree", "band", "lags"),
        )
        return Table(self.say(block.title) or self.labels["coordination"], columns, tuple(rows))

    def coordination_notes(self) -> tuple[str, ...]:
        """The formula and source of each block."""
        out = []
        for block in self.evaluation.rubric.coordination:
            formula, source = FORMULAS[block.formula]
            note = self.labels["coordination-note"].format(
                formula=formula, source=source[0 if self.lang == "zh" else 1]
            )
            out.append(f"{self.say(block.title) or block.id}{self.labels['colon']}{note}")
        return tuple(out)

    def priorities_table(self, case: str, found: Sequence[Raise]) -> Table:
        """Raises of one level: what they do, what the next level asks, and whom to learn from."""
        rows = []
        gains = [steps.coordination_gain(self.evaluation, case, r) for r in found]
        coordinated = any(gain and abs(gain) >= 0.0005 for gain in gains)
        weakest = any(abs(r.weakest_gain) >= 0.0005 for r in found)
        among = len(self.evaluation.files) > 1
        for r, degree in zip(found, gains, strict=True):
            node = self.nodes[r.ref]
            asks = self.say((node.levels or {}).get(int(r.raised))) if isinstance(node, Criterion) else ""
            best = steps.teacher(self.evaluation, case, r.ref, self.lang)
            colon = self.labels["colon"]
            who: Runs = (self.labels["nobody-better"],)
            if best is not None:
                between = "；" if self.lang == "zh" else "; "
                where = self.aside(between.join(best.places)) if best.places else ""
                who = runs(
                    Strong(f"{self.region(best.case)} {best.level:g}"),
                    f"{colon}{best.note}" if best.note else "",
                    where,
                )
            extra: tuple[Cell, ...] = (cell(Figure(r.weakest_gain, 1, 100, "", "", True)),) if weakest else ()
            extra += (cell(Figure(degree, 3, 1, "", "", True)),) if coordinated else ()
            rows.append(Row((
                cell(self.with_code(r.ref)), cell(f"{r.level:g}\u00a0→\u00a0{r.raised:g}"), cell(Figure(r.gain, 2, 100, "", "", True)),
                *extra, cell(asks), *((cell(*who),) if among else ()),
            )))  # fmt: skip
        names = (
            "criterion",
            ".now-then",
            "#gain",
            *(("#weakest-gain",) if weakest else ()),
            *(("#degree-gain",) if coordinated else ()),
            "next-asks",
            *(("learn-from",) if among else ()),
        )
        return Table(self.labels["priorities"], self.columns(*names), tuple(rows))

    def outlook_table(self, found: Sequence[Outlook]) -> Table:
        """Score and rank ranges, how often each case is first, and its likeliest grade."""
        rows = []
        for o in found:
            fact = doubts.outlook(self.evaluation, o, found, self.lang)
            place = str(o.rank_low) if o.rank_low == o.rank_high else f"{o.rank_low}–{o.rank_high}"
            stated = self.evaluation.score_of[o.case, "overall"].value
            likely = runs(f"{fact.grade} ", percent(fact.grade_share)) if fact.grade else runs("—")
            rows.append(Row((
                cell(self.link(o.case)), cell(score(stated, self.into(o.case, "s-overall"))), cell(score(o.low), "–", score(o.high)), cell(place),
                cell(percent(fact.first) if o.ranks else "—"), cell(*likely),
            )))  # fmt: skip
        names = ("region", "#score", "#score-range", "#rank-spread", "#first-share", "grade-share")
        return Table(self.labels["sensitivity"], self.columns(*names), tuple(rows))

    def told_apart(self, found: Sequence[Outlook]) -> Runs:
        """The sentence over all cases."""
        known = [doubts.outlook(self.evaluation, o, found, self.lang) for o in found]
        leader = max(known, key=lambda fact: fact.first)
        if sum(s.rank == 1 for s in facts.ranked(self.evaluation)) > 1:
            leader = replace(leader, region="")  # which of equals comes first more often is noise
        return self.voice.sensitivity(sum(fact.n_alike == 0 for fact in known), len(known), leader)

    def assumptions_note(self, assumed: Assumptions) -> str:
        """What was varied, in words."""
        say = self.labels
        what = []
        if assumed.weights == "spread":
            low, high = (round_half_up(1 + sign * assumed.spread, 2) for sign in (-1, 1))
            what.append(say["a-spread"].format(low=low, high=high))
        elif assumed.weights != "stated":
            what.append(say[f"a-{assumed.weights}"])
        doubts = {str(name): percent(share).text() for name, share in DOUBT.items() if name}
        named = {
            "raters": assumed.raters and not assumed.consensus,
            "missing": assumed.missing,
            "leave-out": assumed.leave_out,
        }
        what += [say["a-doubt"].format(**doubts)] if assumed.doubt else []
        what += [say[f"a-{name}"] for name, on in named.items() if on]
        if assumed.consensus:
            what.append(say["a-consensus"].format(rules=" / ".join(assumed.consensus)))
        if assumed.normalisation:
            what.append(say["a-normalisation"].format(rules=" / ".join(assumed.normalisation)))
        if assumed.aggregation:
            what.append(say["a-aggregation"].format(rules=" / ".join(assumed.aggregation)))
        joined = ("；" if self.lang == "zh" else "; ").join(what) or say["a-none"]
        return say["sensitivity-note"].format(draws=assumed.draws, what=joined, within=percent(assumed.within).text())

    def agreement_table(self, scopes: Sequence[str]) -> Table:
        """Shares and coefficients of agreement, a row a scope."""
        rows = []
        for a in self.evaluation.analyses.agreement:
            if a.scope not in scopes:
                continue
            named = {"overall": self.labels["all-units"], "pair": self.labels["pair"].format(name=a.name)}
            spread = runs(number(a.low, 2), "–", number(a.high, 2)) if a.low is not None else runs("—")
            figures = [number(a.alpha[m], 2) for m in ("nominal", "ordinal", "interval")]
            rows.append(Row((
                cell(named.get(a.scope) or self.with_code(a.name)), cell(str(a.n_units)), cell(percent(a.identical)), cell(percent(a.within_one)),
                cell(figures[0]), cell(figures[1]), cell(*spread), cell(figures[2]), cell(number(a.kappa, 2)), cell(number(a.icc_one, 2)),
                cell(number(a.icc_all, 2)),
            )))  # fmt: skip
        names = ("scope", "#units", "#identical", "#within-one", "#alpha-nominal", "#alpha-ordinal", "#alpha-range", "#alpha-interval",
                 "#kappa", "#icc-one", "#icc-all")  # fmt: skip
        return Table(self.labels["agreement"], self.columns(*names), tuple(rows))

    def with_code(self, ref: str) -> str:
        """A node's code and title; the total's name."""
        code = "" if ref == "overall" else self.nodes[ref].code
        return f"{code} {self.title(ref)}".strip()

    def heading_row(self, ref: str, columns: int) -> Row:
        """A pillar's name above the rows of its criteria."""
        name = cell(Strong(self.title(ref)))
        return Row((name, *(Cell() for _ in range(columns - 1))), depth=ref.count("."), group=True)

    def worklist(self, found: Sequence[doubts.Disagreement]) -> Table:
        """Disagreements with the reasons side by side."""
        one = len({d.case for d in found}) < 2
        rows = []
        for d in found:
            colon = self.labels["colon"]
            given = [runs(Strong(f"{rater} {step:g}"), f"{colon}{because}") for rater, step, because, _ in d.given]
            said = runs(*(part for n, g in enumerate(given) for part in (runs(" ‖ " if n else ""), g)))
            place = () if one else (cell(self.region(d.case)),)
            rows.append(Row((*place, cell(self.with_code(d.ref)), cell(*said), cell(Figure(d.effect, 1, 100)))))
        names = ("criterion", "given", "#effect")
        return Table(self.labels["worklist"], self.columns(*(() if one else (".region",)), *names), tuple(rows))

    def agreement_note(self) -> str:
        """What the coefficients are, and their sources."""
        return self.labels["agreement-note"].format(fewest=FEWEST_UNITS)

    def provenance(self, cases: Sequence[str]) -> Table:
        standard = self.evaluation.standard
        rows = [
            Row(
                (
                    cell(self.labels["rubric"]),
                    cell(standard.rubric.pin),
                    cell(facts.short_path(standard.file)),
                    cell(standard.sha256[:12]),
                )
            )
        ]
        if standard.weighed is not None:
            weighed = standard.weighed
            rows.append(
                Row(
                    (
                        cell(self.labels["weights-file"]),
                        cell(self.weights_title),
                        cell(facts.short_path(weighed.file)),
                        cell(weighed.sha256[:12]),
                    )
                )
            )
        for case in cases:
            file = self.evaluation.file_of[case]
            rows.append(
                Row((cell(self.region(case)), cell(case), cell(facts.short_path(file.file)), cell(file.sha256[:12])))
            )
        return Table(self.labels["files"], self.columns("name", "code", "file-line", "hash"), tuple(rows))

    def findings(self, case: str | None) -> tuple[Block, ...]:
        chosen = [f for f in self.evaluation.findings if case is None or f.case == case]
        if not chosen:
            return (Paragraph((self.labels["no-findings"],)),)
        rows = [
            Row(
                (
                    cell(self.labels[str(f.severity)]),
                    cell(f.message(self.lang)),
                    cell(facts.short_path(str(f.span))),
                    cell(f.code),
                )
            )
            for f in chosen
        ]
        return (Table(self.labels["findings"], self.columns("severity", "finding", "where", "code"), tuple(rows)),)

    def bar(self, s: Score) -> Bar | None:
        if s.value is None or s.low is None or s.high is None:
            return None
        return Bar(s.value, s.low, s.high)


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


def given_levels(rows: Sequence[RatingRow]) -> Runs:
    """Each rater's level in one cell: a 2, b 3."""
    parts: Runs = ()
    for row in rows:
        shown = runs(level(row.level)) if row.level is not None else ("n/a" if row.state == "not-applicable" else "—",)
        parts = runs(parts, ", " if parts else "", f"{row.rater} ", shown)
    return parts
