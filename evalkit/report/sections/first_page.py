"""What a reader sees first: what kind of document this is, what it commits to in its own figures,
where it is specific and where thin, and how sure that is. The score comes last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.main_commitments import Line, main_commitments
from evalkit.model.case import Case
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, RatedCriterion, chosen
from evalkit.report.framework import ask_of
from evalkit.report.model import Cell, Point, Points, Runs, Table, cell, plain, runs
from evalkit.report.places import cited, passages
from evalkit.report.promises import aim, start, what
from evalkit.report.standing import failed_gates, place_of, rivals
from evalkit.report.table import Cols, table
from evalkit.report.written import carried, lacking, lacking_first, whole_parts
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.units import Unit

FEW = 3  # strengths, gaps
MOST, LEAST = 10, 6  # lines of commitments: at most, and below which others fill up
BRIEF = {"zh": 32, "en": 160}  # characters of a strength or a gap in a memo


# --- the document ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KindFact:
    """A document as it is named. ``kind``: empty where the case names none; ``without``: what such
    a document does not carry; ``parts``: titles of the documents that make it up, where these are
    several; ``others``: titles of further documents that ratings rest on."""

    title: str
    issuer: str
    date: str
    kind: str
    means: str
    without: tuple[str, ...]
    parts: tuple[str, ...]
    others: tuple[str, ...]


def kind_said(ctx: Context, about: CaseFacts, *, brief: bool = False) -> Runs:
    """What is judged, and what is not expected of it; ``brief``: without what such a document is
    like."""
    case, kind = about.file.case, ctx.evaluation.kind_of(about.case)
    plan = case.plan
    fact = KindFact(
        title=ctx.say(plan.title) if plan else "",
        issuer=ctx.say(plan.issuer) if plan else "",
        date=ctx.grammar.day(plan.adopted) if plan and plan.adopted else "",
        kind=ctx.grammar.with_article(ctx.say(kind.title)) if kind else "",
        means=ctx.say(kind.means) if kind and not brief else "",
        without=tuple(ctx.labels[f"about-{n}"] for n in kind.not_expected) if kind else (),
        parts=_parts(ctx, case),
        others=_others(ctx, case),
    )
    return ctx.words.first_page.kind(fact)


def _parts(ctx: Context, case: Case) -> tuple[str, ...]:
    """Titles of the documents that make up a plan, where these are several."""
    titles = ctx.documents(case)
    own = tuple(titles[id] for id in case.plan_documents if id in titles)
    return own if len(own) > 1 else ()


def _others(ctx: Context, case: Case) -> tuple[str, ...]:
    """Titles of the documents beside the plan that ratings cite."""
    named = {e.document for c in case.ratings for r in case.ratings_of(c) for e in r.evidence}
    others = named - {*case.plan_documents}
    return tuple(title for id, title in ctx.documents(case).items() if id in others)


# --- its numbers -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumbersFact:
    """So many lines of commitments; of them with a start, and due in the ``last`` year where years
    differ (``late`` of them; 0 where they do not); ``linked``: those coded under a criterion,
    ``apart``: whether some are not."""

    n: int
    started: int
    late: int
    last: int
    linked: int
    apart: bool


def numbers_table(
    ctx: Context, about: CaseFacts, most: int = MOST, *, brief: bool = False
) -> Table | None:
    """What the plan puts in figures: from, to, by when, where; ``brief``: without what they are
    chosen from; None where nothing is coded."""
    coded = ctx.results.coded.get(about.case)
    lines = main_commitments(ctx.evaluation, coded, most, LEAST) if coded else ()
    if coded is None or not lines:
        return None
    years = [u.said.year for line in lines for u in line.units if u.said.year]
    last = max(years, default=0)
    fact = NumbersFact(
        n=len(lines),
        started=sum(any(u.said.baseline is not None for u in line.units) for line in lines),
        late=sum(any(u.said.year == last for u in line.units) for line in lines)
        if len({*years}) > 1
        else 0,
        last=last,
        linked=sum(bool(line.ref) for line in lines),
        apart=not all(line.ref for line in lines),
    )
    case = about.file.case
    columns: Cols[Line] = (
        ctx.col("promised", lambda line: _subject(ctx, line)),
        ctx.col("start", lambda line: _start(ctx, line)),
        ctx.col("aim", lambda line: _each(ctx, [aim(ctx, u.said) for u in line.units])),
        ctx.col(".by-year", lambda line: _each(ctx, [(_year(u),) for u in line.units])),
        ctx.col("where", lambda line: cited(ctx, case, [u.said.at for u in line.units])),
    )
    caption = ctx.words.first_page.numbers_item(fact)
    made = table("".join(map(str, caption)), lines, columns)
    source = ctx.label(
        f"numbers-{coded.scope}", n=len(coded.units), m=sum(u.counted for u in coded.units)
    )
    starred = any(u.said.dated == "part" for line in lines for u in line.units)
    more = ctx.grammar.gap + ctx.labels["dated-by-part"] if starred else ""
    return replace(made, source="" if brief else source + more)


def no_numbers(ctx: Context, about: CaseFacts) -> Runs:
    """Why no figures are shown."""
    return (ctx.labels["uncoded" if about.case not in ctx.results.coded else "no-figures"],)


def _subject(ctx: Context, line: Line) -> str:
    """What the line is about; the title of its measure where several years are promised."""
    first = line.units[0].said
    if len(line.units) > 1 and first.measure and line.ref:
        titles = {c.id: ctx.say(c.title) for _, c in ctx.rubric.criteria()}
        return titles.get(first.measure, what(ctx, first))
    return what(ctx, first)


def _start(ctx: Context, line: Line) -> Cell:
    found = next((u.said for u in line.units if u.said.baseline is not None), None)
    return cell(*start(ctx, found)) if found else cell(ctx.labels["unsaid"], tone="unsaid")


def _year(unit: Unit) -> str:
    return str(unit.said.year) if unit.said.year else "—"


def _each(ctx: Context, parts: Sequence[Runs]) -> Runs:
    out: Runs = ()
    for part in dict.fromkeys(parts):
        out = runs(out, ctx.grammar.semicolon if out else "", part)
    return out


def figures_shown(ctx: Context, about: CaseFacts) -> tuple[Unit, ...]:
    """The units whose figures the first page tells."""
    coded = ctx.results.coded.get(about.case)
    lines = main_commitments(ctx.evaluation, coded, MOST, LEAST) if coded else ()
    return tuple(unit for line in lines for unit in line.units)


# --- strong and thin -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointFact:
    """A strength or a gap in a sentence: its subject, what is said of it, and where; ``home``:
    where it would belong, of a gap of which nothing is there."""

    title: str
    said: str
    places: tuple[str, ...]
    home: tuple[str, ...] = ()


def strongest(ctx: Context, about: CaseFacts) -> list[RatedCriterion]:
    """The counted criteria that are done best: share × lead over the mean, those at a high level
    first; no two from one part of the rubric."""
    scales = ctx.rubric.scales
    found = [
        c
        for c in about.rated
        if c.effective
        and c.outcome.level is not None
        and c.outcome.level > scales[c.criterion.id].poor
    ]

    def high(c: RatedCriterion) -> bool:
        return c.outcome.level is not None and c.outcome.level >= scales[c.criterion.id].good

    def order(c: RatedCriterion) -> tuple[bool, float]:
        lead = _score(ctx, about, c) - (c.mean or 0.0)
        return (not high(c), -c.effective * lead)

    ahead = [c for c in found if high(c) or _lead(ctx, about, c) > 0]
    return _apart(sorted(ahead, key=order))


def thinnest(ctx: Context, about: CaseFacts) -> list[RatedCriterion]:
    """The counted criteria at a low level that the plan could write more on, in the order of the
    advice; no two from one part of the rubric."""
    rated = {c.ref: c for c in about.rated}
    found = ctx.results.advice(about.case, ctx.plans)
    low = {ref: ctx.rubric.scales[c.criterion.id].poor for ref, c in rated.items()}
    return _apart(rated[a.ref] for a in found if a.share > 0 and a.level <= low[a.ref] + TOLERANCE)


def _home(ctx: Context, about: CaseFacts, ref: str) -> tuple[str, ...]:
    """Where in the plan what is missing belongs, by the advice."""
    own = next(a for a in ctx.results.advice(about.case, ctx.plans) if a.ref == ref)
    ahead = [p for p in own.places if p.basis != "review"][:1]
    return passages(ctx, about.file.case, [f"{p.document} {p.at}" for p in ahead])


def _apart(found: Iterable[RatedCriterion]) -> list[RatedCriterion]:
    """The first of each part of the rubric; others only where parts are fewer than ``FEW``."""
    held: dict[str, RatedCriterion] = {}
    rest = []
    for c in found:
        parent = c.ref.rpartition(".")[0]
        if parent in held:
            rest.append(c)
        held.setdefault(parent, c)
    return [*held.values(), *rest][:FEW]


def _score(ctx: Context, about: CaseFacts, c: RatedCriterion) -> float:
    return ctx.evaluation.score_of[about.case, c.ref].value or 0.0


def _lead(ctx: Context, about: CaseFacts, c: RatedCriterion) -> float:
    return _score(ctx, about, c) - (c.mean or 0.0)


def strong(ctx: Context, about: CaseFacts, *, brief: bool = False) -> Points | None:
    """Up to three strengths; ``brief``: cut to a line or two, and without the framework's place;
    None where there are none."""
    items = tuple(_point(ctx, about, c, thin=False, brief=brief) for c in strongest(ctx, about))
    return Points(items) if items else None


def thin(ctx: Context, about: CaseFacts, *, brief: bool = False) -> Points | None:
    """Up to three gaps, each with what the framework asks and of whom; ``brief``: cut to a line or
    two; None where there are none."""
    items = tuple(_point(ctx, about, c, thin=True, brief=brief) for c in thinnest(ctx, about))
    return Points(items) if items else None


def _point(ctx: Context, about: CaseFacts, c: RatedCriterion, *, thin: bool, brief: bool) -> Point:
    rating, case = chosen(c), about.file.case
    reason = ctx.say(rating.because) if rating else ""
    wanted = "contradicts" if thin else "supports"
    own = [e for e in rating.evidence if e.kind == "supports"] if rating else []
    own += [e for e in rating.evidence if e.kind == wanted == "contradicts"] if rating else []
    contrary = (c.outcome.level or 0.0) < 0  # what is there is what counts against the plan
    absent = thin and not contrary
    said = lacking(reason, ctx.lang) if absent else reason if thin else carried(reason, ctx.lang)
    places = passages(
        ctx, case, [f"{e.document} {e.at}" for e in own if e.at][: 2 if brief else None]
    )
    if brief:
        cut = lacking_first if absent else whole_parts
        said, places = cut(said, BRIEF[ctx.lang]), places[:1]
    ask = () if brief and not thin else ask_of(ctx, c.ref, titled=False)
    home = _home(ctx, about, c.ref) if thin and not places else ()
    return Point(
        ctx.words.first_page.point(PointFact(ctx.title(c.ref), said, places, home)),
        ask,
    )


def finding(ctx: Context, about: CaseFacts) -> str:
    """Where the plan is specific and where thin, in a line; empty where neither is known. Where
    nothing is added up, whether it meets the standard, or what is rated highest and lowest."""
    if not ctx.rubric.has_total:
        return plain(unadded(ctx, about))
    titles = [
        tuple(ctx.grammar.inside(ctx.title(c.ref)) for c in found)
        for found in (strongest(ctx, about), thinnest(ctx, about))
    ]
    if not any(titles):
        return ""
    return "".join(map(str, ctx.words.first_page.finding(FindingFact(*titles))))


def unadded(ctx: Context, about: CaseFacts) -> Runs:
    """What a plan comes to without a total, in a line; empty where too many are level at an end."""
    if (own := ctx.evaluation.verdicts.get(about.case)) is not None:
        refs = own.fails or own.missing
        return ctx.words.parts.headline(HeadlineFact(own.outcome, tuple(map(ctx.title, refs))))
    score_of = ctx.evaluation.score_of
    held = {c.ref: score_of[about.case, c.ref].value for c in about.rated if c.criterion.scored}
    known = {ref: value for ref, value in held.items() if value is not None}
    high, low = max(known.values(), default=0.0), min(known.values(), default=0.0)
    if high - low <= TOLERANCE:
        return ()

    def at(end: float) -> tuple[str, ...]:
        refs = [ref for ref, value in known.items() if abs(value - end) <= TOLERANCE]
        return tuple(ctx.grammar.inside(ctx.title(ref)) for ref in refs)

    fact = FindingFact(at(high), at(low))
    few = max(len(fact.strong), len(fact.thin)) <= FEW
    return ctx.words.parts.ends(fact) if few else ()


@dataclass(frozen=True, slots=True)
class HeadlineFact:
    """Whether a plan meets the standard, and titles of what is in the way."""

    outcome: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingFact:
    """Titles of what a plan is specific on, and of what it is thin on."""

    strong: tuple[str, ...]
    thin: tuple[str, ...]


# --- how sure --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SureFact:
    """How far raters agree and what the score is.

    ``n``: criteria rated by several, ``same`` of them alike, ``near`` one level apart, ``far``
    more; ``raters``: how many rate each, 0 where that differs, ``people``: what all of them are, as
    the case notes it, or empty; ``total``: whether the standard has one; ``score``: None where the
    case has none; ``low``, ``high``: where nine in ten draws lie; ``coverage``: of the applicable
    weight.
    ``of``: cases ranked; ``way``: first, likely (with ``rivals`` that could be first), between
    (``best`` and ``worst`` place; ``moves``: whether they differ), level (with
    ``level`` others), all-level, alone. ``gates``: titles of criteria below a level that the rubric
    demands; ``graded``: the grade that stands whatever the score, and why; ``open``: titles of
    criteria on which the grade waits; ``unknown``: criteria that raters found no way to judge;
    ``looks_back``: whether the document tells what was done; ``left``: whether the case left the
    sample of what is measured.
    """

    raters: int
    people: str
    n: int
    same: int
    near: int
    far: int
    total: bool
    score: float | None
    ref: str
    low: float | None
    high: float | None
    coverage: float
    of: int
    way: str
    rivals: tuple[str, ...]
    best: int
    worst: int
    moves: bool
    gates: tuple[str, ...]
    graded: tuple[str, tuple[str, ...]] | None = None
    open: tuple[str, ...] = ()
    level: int = 0
    unknown: int = 0
    looks_back: bool = False
    rated: bool = True
    left: bool = False

    @property
    def alike(self) -> bool:
        """Whether raters agree on everything that several of them rated."""
        return self.same == self.n


def sure(ctx: Context, about: CaseFacts) -> Runs:
    """How far raters agree, where the plan stands, and the score with its range."""
    return ctx.words.first_page.sure(sure_of(ctx, about))


def sure_of(ctx: Context, about: CaseFacts) -> SureFact:
    """What can be said of how sure a score is."""
    own = ctx.evaluation.score_of.get((about.case, "overall"))
    twice = [c for c in about.rated if c.criterion.scored and _raters(c) > 1]
    each = {_raters(c) for c in about.rated if c.criterion.scored and _raters(c)}
    spreads = [_spread(c) for c in twice]
    kind = ctx.evaluation.kind_of(about.case)
    looked = [any(row.is_unknown for row in c.rows) for c in about.rated if c.outcome.level is None]
    place, outlook = place_of(ctx, about.case), ctx.results.outlook(about.case)
    others = rivals(ctx, about.case)
    way = "alone" if place is None else "between"
    if place is not None and place.rank == 1 and not place.others:
        way = "likely" if others else "first"
    elif place is not None and place.others and place.steady:
        way = "all-level" if place.others + 1 == place.of else "level"
    return SureFact(
        raters=each.pop() if len(each) == 1 else 0,
        people=_people(ctx, about),
        n=len(twice),
        same=sum(s <= TOLERANCE for s in spreads),
        near=sum(TOLERANCE < s <= 1 + TOLERANCE for s in spreads),
        far=sum(s > 1 + TOLERANCE for s in spreads),
        total=ctx.rubric.has_total,
        score=own.value if own else None,
        ref=f"{about.case}-evidence#s-overall",
        low=outlook.low if outlook else own.low if own else None,
        high=outlook.high if outlook else own.high if own else None,
        coverage=(own.coverage or 0.0) if own else ctx.evaluation.rated(about.case),
        of=place.of if place else 0,
        way=way,
        rivals=others,
        best=place.best if place else 0,
        worst=place.worst if place else 0,
        moves=place is not None and not place.steady,
        gates=failed_gates(ctx, about.case),
        graded=_overridden(ctx, about.case),
        open=tuple(map(ctx.title, ctx.evaluation.graded[about.case].open)),
        level=place.others if place else 0,
        unknown=sum(looked),
        looks_back=kind is not None and kind.looks_back,
        rated=bool(ctx.rubric.rated),
        left=own is not None and own.reason == "screened",
    )


def _overridden(ctx: Context, case: str) -> tuple[str, tuple[str, ...]] | None:
    """The grade that a case has whatever its score, and the criteria that it has it for."""
    own = ctx.evaluation.graded[case]
    if not own.failed or own.grade is None:
        return None
    return ctx.say(own.grade.label), tuple(map(ctx.title, own.failed))


def _people(ctx: Context, about: CaseFacts) -> str:
    """What all raters of a case are, by their notes; empty where these differ or are silent."""
    told = about.file.case.raters
    names = {row.rater for c in about.rated for row in c.rows if row.level is not None}
    notes = {ctx.say(told[name].note) if name in told else "" for name in names}
    return notes.pop() if len(notes) == 1 else ""


def _raters(c: RatedCriterion) -> int:
    given = (row for row in c.rows if row.level is not None or row.is_unknown)
    return sum(not row.adjudicates for row in given)


def _spread(c: RatedCriterion) -> float:
    """Steps that raters are apart; two where only some of them found a way to judge."""
    unknown = {row.is_unknown for row in c.rows if not row.adjudicates}
    return 2.0 if len(unknown) > 1 else c.outcome.spread


# --- all cases together ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KindsFact:
    """Kinds of documents among all: (kind, how many, what such a document does not carry); ``of``
    all; ``all``: whether all are of one kind."""

    kinds: tuple[tuple[str, int, tuple[str, ...]], ...]
    of: int
    all: bool


def kinds_said(ctx: Context) -> Runs:
    """What kinds of documents are judged, and what is not expected of them; empty where no case
    names its kind."""
    held: dict[str, int] = {}
    for file in ctx.evaluation.files:
        if ctx.evaluation.kind_of(file.case.case) is not None and file.case.plan is not None:
            held[file.case.plan.kind or ""] = held.get(file.case.plan.kind or "", 0) + 1
    if not held:
        return ()
    kinds = tuple(
        (
            ctx.grammar.inside(ctx.say(ctx.rubric.kinds[name].title)),
            n,
            tuple(ctx.labels[f"about-{about}"] for about in ctx.rubric.kinds[name].not_expected),
        )
        for name, n in held.items()
    )
    of = len(ctx.evaluation.files)
    one = len(kinds) == 1 and kinds[0][1] == of
    return ctx.words.first_page.kinds(KindsFact(kinds, of, one))
