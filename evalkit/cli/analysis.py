"""The analyses one by one: each command calls its section and prints it, or answers JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import answers, clusters, completion, options
from evalkit.cli.answers import Answer, Asked
from evalkit.cli.help import command
from evalkit.cli.options import Common, Target
from evalkit.cli.refusals import near, refused
from evalkit.model.catalogue import phrase
from evalkit.model.finding import Severity

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.report.model import Block
    from evalkit.scoring.correlation import Method


def _rules(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names parted by commas; a usage error where one is not among those that can be drawn."""
    from evalkit.scoring.aggregate import AGGREGATIONS
    from evalkit.scoring.alternatives import CHOICES

    rules: dict[str, tuple[str, ...]] = {
        "aggregation": tuple(AGGREGATIONS),
        "consensus": ("mean", "median", "lowest"),
        **CHOICES,
    }
    what = param.name or ""
    known = rules[what]
    chosen = options.names_in(value or "")
    if unknown := [rule for rule in chosen if rule not in known]:
        raise refused(what, name=unknown[0], known=known)
    return chosen


def _methods(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Methods parted by commas; a usage error where one is not among those that can be named."""
    from evalkit.analysis.weighting import ALONE, VARIANTS

    known = VARIANTS if param.name == "also" else ALONE
    chosen = options.names_in(value or "")
    if unknown := [name for name in chosen if name not in known]:
        raise refused("weights-method", name=unknown[0], known=known)
    return chosen


@command()
@click.option(
    "--weights",
    type=click.Choice(["spread", "dirichlet", "any", "stated"]),
    default="spread",
    show_default=True,
    help="How weights vary: by factors, drawn around the stated ones, all equally likely, or not.",
)
@click.option(
    "--spread",
    type=click.FloatRange(0.01, 1),
    default=0.5,
    show_default=True,
    help="How far weights vary.",
)
@click.option(
    "--raters/--no-raters", default=True, help="Any one of a criterion's raters may be right."
)
@click.option(
    "--doubt/--no-doubt",
    default=True,
    help="A rating may be one step off, by the rater's confidence.",
)
@click.option(
    "--missing/--no-missing", default=True, help="What is missing may be anything on its scale."
)
@click.option(
    "--leave-out/--no-leave-out", default=True, help="One criterion left out at a time, or none."
)
@click.option(
    "--aggregation",
    metavar="RULES",
    callback=_rules,
    help="Rules of the total to choose from: arithmetic,geometric.",
)
@click.option(
    "--consensus",
    metavar="RULES",
    callback=_rules,
    help="Rules of consensus to choose from, in place of --raters: mean,median,lowest.",
)
@click.option(
    "--normalisation",
    metavar="RULES",
    callback=_rules,
    help="Ways to put measured values on a scale to choose from: "
    "stated,minmax,zscore,rank,borda,percentile,share-of-best.",
)
@click.option(
    "--screen",
    metavar="RULES",
    callback=_rules,
    help="Whether cases with little data leave the sample, to choose from: stated,none.",
)
@click.option(
    "--per",
    metavar="RULES",
    callback=_rules,
    help="Whether measures are divided by others, to choose from: stated,none.",
)
@click.option(
    "--impute",
    metavar="RULES",
    callback=_rules,
    help="How missing values are filled in, to choose from: stated,none,mean,median,em.",
)
@click.option(
    "--outliers",
    metavar="RULES",
    callback=_rules,
    help="How outliers are treated, to choose from: stated,none,winsorise,log,box-cox.",
)
@click.option(
    "--draws",
    type=click.IntRange(100, 100_000),
    default=1000,
    show_default=True,
    help="How many draws.",
)
@clusters.option
@answers.asked
def sensitivity(
    asked: Asked,
    cluster: str | None,
    **varied: Any,  # each option is a field of Assumptions
) -> None:
    """How sure scores and ranks are: ranges, probabilities and verdicts under assumptions that you
    can switch.

    These are sensitivity ranges, not confidence intervals. The same seed gives the same result.

    \b
    Examples:
      evalkit sensitivity cases/ --lang zh
      evalkit sensitivity cases/ --weights any --no-doubt --no-raters --draws 5000 --json
    """
    from evalkit import api
    from evalkit.analysis.sensitivity import Assumptions
    from evalkit.datasets import answers as data
    from evalkit.report.sections import effects, sensitivity

    assumed = Assumptions(**varied)
    if asked.ctx.rubric.is_index and assumed.normalisation:
        raise refused("index-normalisation", pin=asked.ctx.rubric.pin)
    ctx, seed = asked.ctx, asked.common.seed
    given = ctx.results.given_under(assumed)
    with clusters.opened(cluster, asked.common.lang, asked.common.quiet) as executor:
        mapped = api.mapped_by(executor)
        found = ctx.results.outlooks_under(assumed, seed, given, mapped)
        moved = ctx.results.effects_under(assumed, seed, given, mapped)
    near = ctx.results.resolution_under(assumed)
    asked.needs(ctx.rubric.has_total, "not-added")
    asked.needs(found, "no-total")
    asked.answer(
        lambda: (*sensitivity.asked(ctx, assumed, found), *effects.asked(ctx, moved)),
        lambda: {
            "assumptions": assumed,
            "seed": seed,
            **({"resolution": near} if near else {}),
            "cases": found,
            "effects": moved,
            "left_out": ctx.results.left_out,
            "influence": ctx.results.influence,
        },
        lambda: (*data.sensitivity(found, moved), *data.influence(ctx.results)),
    )


@command()
@click.argument("name", metavar="CASE", shell_complete=completion.case_or_file)
@options.most("Entries", None)
@options.plans
@options.cases()
@answers.answered()
def advise(common: Common, name: str, most: int | None, plans: Path | None, answer: Answer) -> None:
    """What a plan should write: what is missing, where in it that belongs, which plans do it, and a
    sentence to fill in.

    CASE is a case's id or its file. Models are found among the cases given; by default, all those
    in cases/, or beside the file. With --plans, places and models are given in the plans' own
    words, and none from a review of the past or a glossary.

    \b
    Examples:
      evalkit advise zhejiang-2026 --plans plans/ --lang zh
      evalkit advise cases/guizhou-2026.yaml -n 3
    """
    from evalkit import api
    from evalkit.analysis.results import Results
    from evalkit.datasets import answers as data
    from evalkit.report.context import context_of
    from evalkit.report.sections import advice

    own = Path(name)
    if own.is_file() and not common.paths:
        common = replace(common, paths=(own.parent,))
    evaluation, problems = common.evaluated()
    case = _case_named(evaluation, name)
    texts = api.plans(evaluation, plans) if plans is not None else None
    ctx = context_of(Results(evaluation), common.lang, plans=texts)
    asked = Asked(ctx, common, answer)
    asked.needs(evaluation.rubric.rated, "no-scale")
    kind = evaluation.kind_of(case)
    asked.needs(kind is None or not kind.looks_back, "looks-back")
    if texts is not None:
        standard = evaluation.standard
        strange = api.unspoken(standard, [t for (own, _), t in texts.texts.items() if own == case])
        options.tell_unspoken(strange, standard.rubric.rubric, standard, common.lang)
        options.learnt(standard, common.lang)
    asked.answer(
        lambda: advice.asked(ctx, [case], most),
        lambda: advice.data(ctx, case, most),
        lambda: data.advice(ctx.results, [case], ctx.plans, most),
    )
    options.finish(evaluation.findings, common.fail_on, problems)


def _case_named(evaluation: Evaluation, name: str) -> str:
    """The case of that id, place or file; a usage error where there is none."""
    if name in evaluation.cases:
        return name
    from evalkit.report.explain import case_named

    held = [f.case.case for f in evaluation.files if Path(f.file).resolve() == Path(name).resolve()]
    held = held or [case for case in [case_named(evaluation, name)] if case in evaluation.cases]
    if not held:
        raise refused("no-case", name=name, near=near(name, evaluation.cases, listing=True))
    return held[0]


@command(hidden=True)
@options.most("Entries", None)
@answers.asked
def priorities(asked: Asked, most: int | None) -> None:
    """The earlier name of advise, for every case given."""
    from evalkit.datasets import answers as data
    from evalkit.report.sections import advice

    click.echo(phrase("cli", asked.common.lang, "told.renamed"), err=True)
    ctx, cases = asked.ctx, asked.ctx.evaluation.cases
    asked.answer(
        lambda: advice.asked(ctx, cases, most),
        lambda: [advice.data(ctx, case, most) for case in cases],
        lambda: data.advice(ctx.results, cases, ctx.plans, most),
    )


@command()
@options.most("Disagreements", 10, least=0)
@answers.asked
def agreement(asked: Asked, most: int) -> None:
    """How far raters agree: over everything, by pillar, pair of raters and criterion; and what to
    settle first.

    The disagreements shown are those that move a total most, each with both reasons.

    \b
    Example:
      evalkit agreement cases/ -n 5
    """
    from evalkit.report.sections import agreement

    asked.needs(asked.ctx.results.agreement, "rated-once")
    asked.answer(
        lambda: agreement.asked(asked.ctx, most),
        lambda: agreement.data(asked.ctx),
        lambda: asked.of_topic("agreement"),
    )


@command()
@answers.asked
def consistency(asked: Asked) -> None:
    """The yes/no checks as a policy-modelling-consistency (PMC) index: variables, concavity, band.

    Variables, bands and maximum stand in the rubric. Levels play no part in it.

    \b
    Example:
      evalkit consistency cases/ --lang zh
    """
    from evalkit.report.sections import consistency

    ctx = asked.ctx
    asked.needs(ctx.rubric.consistency, "no-index")
    asked.answer(
        lambda: consistency.asked(ctx),
        lambda: ctx.results.consistency,
        lambda: asked.of_topic("consistency"),
    )


@command()
@answers.asked
def coordination(asked: Asked) -> None:
    """Whether systems advance in step (innovation and talent, say), who lags, and what holds it
    back.

    The systems, the formula of the coupling coordination degree and its bands stand in the rubric.

    \b
    Example:
      evalkit coordination cases/ --lang zh
    """
    from evalkit.report.sections import coordination

    ctx = asked.ctx
    asked.needs(ctx.rubric.coordination, "no-systems")
    asked.answer(
        lambda: coordination.asked(ctx),
        lambda: ctx.results.coordination,
        lambda: asked.of_topic("coordination"),
    )


@command()
@click.option(
    "--of",
    default="overall",
    show_default=True,
    metavar="REF",
    help="The node whose parts are weighed.",
)
@click.option(
    "-w",
    "--judged",
    multiple=True,
    type=options.FILE,
    metavar="FILE",
    help="A file of weights with judges' pairs or points.",
)
@click.option(
    "--also",
    metavar="METHODS",
    callback=_methods,
    help="Variants beside: entropy-shifted,critic-spearman,critic-raw.",
)
@click.option(
    "--combine",
    metavar="METHODS",
    callback=_methods,
    help="Methods whose weights are joined, two or more: ahp,entropy, say; "
    "also stated,equal,points,critic,pca and the variants.",
)
@click.option(
    "--by",
    type=click.Choice(["product", "mean", "game"]),
    default=None,
    help="How they are joined: product (the default), mean, or the game-theoretic combination.",
)
@click.option(
    "--ideals",
    type=click.Choice(["fixed", "vector", "minmax"]),
    default="fixed",
    show_default=True,
    help="Ideals of TOPSIS: the ends of the scale, or the best and worst of the cases after "
    "vector or min-max normalisation.",
)
@click.option(
    "--method",
    type=click.Choice(
        [
            "equal",
            "ahp",
            "points",
            "entropy",
            "entropy-shifted",
            "critic",
            "critic-spearman",
            "critic-raw",
            "pca",
            "combined",
        ]
    ),
    metavar="METHOD",
    default=None,
    help="With -o: the method whose weights are written: equal, ahp, points, entropy, critic, "
    "pca, a variant, or combined.",
)
@answers.asking("weights")
def weights(
    asked: Asked, of: str, judged: tuple[Path, ...], method: str | None, **more: Any
) -> None:
    """Other weights and other rules: what each gives, by which formula, and what ranking follows.

    Equal weights; judges' pairwise judgements (AHP, with consistency ratio and the triad that fits
    least) or points; entropy and CRITIC of the cases, in variants, and PCA; several of these
    joined; a geometric total, TOPSIS and Copeland as second opinions. What -o writes, -r takes.

    \b
    Examples:
      evalkit weights cases/
      evalkit weights cases/ --of layout --judged panel.yaml
      evalkit weights cases/ --combine entropy,critic --by game --ideals vector
      evalkit weights cases/ --method equal -o equal.yaml
      evalkit score cases/ -r equal.yaml
    """
    from evalkit import api, storage
    from evalkit.analysis.weighting import VARIANTS
    from evalkit.datasets import answers as data
    from evalkit.report.sections import weights

    form, combine, by = asked.form, more["combine"], more.pop("by")
    if by and not combine:
        raise refused("weights-by")
    if method is None and form.kind == "weights" and combine:
        method = "combined"
    if (method is not None and form.target.path is None) or (
        method is None and form.kind == "weights"
    ):
        raise refused("weights-together")
    if method == "combined" and not combine:
        raise refused("weights-combine")
    if method is not None and form.kind != "weights" and not form.target.is_stdout:
        raise refused("weights-ending", path=form.target.path)
    ctx = asked.ctx
    asked.needs(ctx.rubric.has_total, "not-added")
    standard = ctx.evaluation.standard
    read = (options.opened(storage.open_panels(path, standard), ctx.lang) for path in judged)
    panels = [panel for held in read for panel in held]
    ideals, more["by"] = more.pop("ideals"), by or "product"
    if method in VARIANTS:
        more["also"] = (*more["also"], method)
    weighings = api.weights(ctx.evaluation, of, panels, **more)
    if method is not None:
        name = f"combined-{more['by']}" if method == "combined" else method
        form.target.write(api.weights_file(ctx.evaluation, weighings, name, of))
        return
    found = api.rankings(ctx.evaluation, of, panels, ideals=ideals, **more)
    asked.answer(
        lambda: weights.asked(ctx, of, panels, weighings, found),
        lambda: weights.data(ctx, of, panels, weighings, found),
        lambda: data.weights(ctx.results, of, weighings, found),
    )


@command()
@answers.asked
def outcomes(asked: Asked) -> None:
    """Measured outcomes beside plans: who plans well and delivers, targets on their path, measures
    over the years.

    \b
    Example:
      evalkit outcomes cases/ --lang zh
    """
    from evalkit.report.sections import outcomes

    ctx = asked.ctx
    asked.needs(ctx.evaluation.measured, "measures-nothing")
    asked.answer(
        lambda: outcomes.asked(ctx), lambda: outcomes.data(ctx), lambda: asked.of_topic("outcomes")
    )


_YEARS = re.compile(r"(\d{4})(?:\s*[-–—~～至到]\s*(\d{4}))?年?")


def _years(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[tuple[int, int], ...]:
    """Years, and runs of years, as their first and last one; a usage error for what is neither."""
    out = []
    for name in options.names_in(value or ""):
        found = _YEARS.fullmatch(name)
        if found is None or (found[2] and found[2] < found[1]):
            raise refused("years", value=name)
        out.append((int(found[1]), int(found[2] or found[1])))
    return tuple(out)


def _named(spans: Sequence[tuple[int, int]], known: Iterable[int]) -> tuple[int, ...]:
    """The years that are named: of a run those that are known, and where none is, its first."""
    held: list[int] = []
    for first, last in spans:
        inside = [year for year in known if first <= year <= last]
        held += inside if first < last and inside else [first]
    return tuple(sorted({*held}))


@command()
@click.option(
    "--years",
    metavar="YEARS",
    callback=_years,
    help="Years to compare: 2019,2021-2023; default: those that nearly all cases have values of.",
)
@click.option(
    "--of",
    default="overall",
    show_default=True,
    metavar="REF",
    help="What is followed: the total, or a pillar by its ref.",
)
@answers.asked
def trends(asked: Asked, years: tuple[tuple[int, int], ...], of: str) -> None:
    """How regions moved over the years: index and places by year, all years on one scale, growth,
    and which indicators made the difference.

    Measures need values of several years, in measures.csv beside the cases or in the cases. What
    people rate has no year and counts the same in all of them.

    \b
    Examples:
      evalkit trends cases/
      evalkit trends cases/ --years 2019,2021-2023 --of outcomes --json
    """
    from evalkit import api
    from evalkit.datasets import trends as data
    from evalkit.report.sections import trends

    ctx = asked.ctx
    found = api.trends(ctx.evaluation, of)
    if years:
        found = api.trends(ctx.evaluation, of, _named(years, found.known))
    if found.lack and not asked.form.is_data:
        others = trends.measured_pillars(ctx)
        key = "trends-others" if found.lack == "unmeasured" and others else f"trends-{found.lack}"
        raise refused(key, of=of, known=others)
    asked.answer(
        lambda: trends.asked(ctx, found, pictured=False),
        lambda: found,
        lambda: data.trends(found),
    )


@command()
@click.option(
    "--facet", metavar="FACET", help="Facet that groups them; default: the one that takes in most."
)
@click.option(
    "--measure",
    metavar="NAME",
    help="One measure by its id, or one score by its ref; default: all.",
)
@answers.asked
def gaps(asked: Asked, facet: str | None, measure: str | None) -> None:
    """How unequal regions are in what is measured, and plans in their scores, and how much of it
    lies between groups, year by year.

    Gini in Dagum's three parts, Theil with its part between groups, the coefficient of variation,
    and whether who started low grew faster (β with its standard error). JSON and files hold every
    facet; a table shows one.

    \b
    Examples:
      evalkit gaps cases/
      evalkit gaps cases/ --facet macro-region --measure rd-intensity --json
    """
    from evalkit.report.sections import gaps

    ctx = asked.ctx
    known = gaps.facets(ctx)
    if facet is not None and known and facet not in known:
        raise refused("gaps-facet", name=facet, known=known)
    if measure is not None and not gaps.chosen(ctx, name=measure):
        raise refused("names", name=measure, known=gaps.compared(ctx))
    chosen = facet or "", measure or ""
    asked.answer(
        lambda: gaps.asked(ctx, *chosen, pictured=False),
        lambda: gaps.data(ctx, *chosen),
        lambda: asked.of_topic("gaps"),
    )


@command()
@answers.asked
def coherence(asked: Asked) -> None:
    """How a rubric behaves over many cases: criteria that do not vary, say the same, run against
    their pillar; Cronbach's α.

    \b
    Example:
      evalkit coherence cases/
    """
    from dataclasses import asdict

    from evalkit.report.sections import coherence

    asked.needs(asked.ctx.evaluation.leaves.tree.groups, "not-added")
    found = asked.ctx.results.coherence
    asked.answer(
        lambda: coherence.asked(asked.ctx),
        lambda: {**asdict(found), "few": found.few},
        lambda: asked.of_topic("coherence"),
    )


@command()
@click.option(
    "--of",
    default="",
    metavar="REF",
    help="Only this node and what is below it, with its loadings and each of its criteria.",
)
@click.option(
    "--method",
    type=click.Choice(["pearson", "spearman", "kendall"]),
    default="pearson",
    show_default=True,
    help="How things go together: in a line, by ranks, by pairs.",
)
@answers.asked
def data(asked: Asked, of: str, method: Method) -> None:
    """The data before anything is concluded from them: distributions and outliers, correlations
    with what chance would give, weight beside importance, components, reliability.

    Correlations are of scores, which all point the same way. What rests on few cases says so.

    \b
    Examples:
      evalkit data cases/
      evalkit data cases/ --of outcomes --method spearman
    """
    from evalkit import api
    from evalkit.datasets import answers as tables
    from evalkit.report.sections import data

    found = api.read_data(asked.ctx.evaluation, of, method)
    asked.answer(
        lambda: data.asked(asked.ctx, found),
        lambda: data.data(found),
        lambda: tables.data(found),
    )


@command()
@answers.asked
def levels(asked: Asked) -> None:
    """Levels given to every criterion: in how many plans it is present, how far those take it, what
    tells nobody apart.

    \b
    Example:
      evalkit levels cases/ --lang zh
    """
    from evalkit import api
    from evalkit.report.sections import levels

    several = len(asked.ctx.evaluation.files) > 1
    asked.needs(several, "one-plan")
    asked.answer(
        lambda: levels.compared(asked.ctx, pictured=False),
        lambda: api.levels(asked.ctx.evaluation),
        lambda: asked.of_topic("levels"),
    )


@command()
@click.argument("name", shell_complete=completion.charts)
@options.cases()
@options.target("A file ending in .svg or .png; default: SVG on stdout.")
@click.option(
    "--case",
    metavar="CASE",
    default="",
    shell_complete=completion.cases,
    help="Whom it is about, or who is set apart.",
)
def chart(common: Common, name: str, case: str, target: Target) -> None:
    """One picture of a report, as SVG or PNG.

    NAME: ranking, map, levels, groups, balance, gap, gaps-years, gaps-groups, quadrants, places,
    likelihood, correlations, distributions, trends-lines, trends-places; of one case: profile,
    years.

    \b
    Examples:
      evalkit chart ranking cases/ -o ranking.png --lang zh
      evalkit chart years cases/ --case guizhou-2026 -o years.svg
    """
    from evalkit import api

    kind = "svg" if target.is_stdout or target.path is None else target.path.suffix[1:].lower()
    if kind not in api.PICTURES:
        raise refused("picture", path=target.path)
    evaluation, problems = common.evaluated()
    target.write(api.chart(evaluation, name, kind, case=case, lang=common.lang))
    options.finish(evaluation.findings, common.fail_on, problems)


@command()
@options.cases(rubric=False)
@answers.answered()
def changes(common: Common, answer: Answer) -> None:
    """What changed between successive plans of a region: what rose, what fell, what changed because
    the rubric did, and what became of the older plan's commitments.

    Two cases are of one region when their region has the same code (or name); each is scored under
    the version it names.

    \b
    Example:
      evalkit changes cases/ --lang zh
    """
    from evalkit import api, storage
    from evalkit.analysis.results import Results
    from evalkit.datasets import answers as data
    from evalkit.report.context import context_of
    from evalkit.report.sections import changes, follow_up
    from evalkit.scoring.units import coded_in

    paths = options.given_or_here(common.paths, common.lang)
    loaded = storage.load_each(paths)
    found, evaluations = api.changes_of(loaded, common.as_of, common.seed)
    pairs = zip(loaded, evaluations, strict=True)
    findings = [f for held, e in pairs for f in (e.findings if e else held.findings)]
    texts = {name: text for held in loaded for name, text in held.texts.items()}
    held = [file for e in evaluations if e is not None for file in e.files]
    files = [name for file in held for name, _ in file.files]
    if found:
        common.told(findings, texts, files)
    else:  # why nothing is shown is never left unsaid
        wrong = [f for f in findings if f.severity is Severity.ERROR]
        options.show_findings(wrong, texts, common.lang, each=common.verbose)
    if not found and not answer.is_data:
        raise refused("no-pair") if files else refused("no-cases", names=paths)

    def blocks() -> list[Block]:
        made = [e for e in evaluations if e is not None]
        coded = {case: own for e in made for case, own in coded_in(e.files).items()}
        out: list[Block] = []
        for s in found:
            evaluation = next(e for e in made if s.newer in e.file_of)
            ctx = context_of(Results(evaluation), common.lang)
            out += [*changes.asked(ctx, s), *follow_up.told(ctx, s.newer, coded)]
        return out

    answer.give(blocks, lambda: found, lambda: data.changes(found), common)
    problems = [problem for held in loaded for problem in held.problems]
    options.finish(findings, common.fail_on, problems)
