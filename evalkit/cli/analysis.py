"""The analyses one by one, as tables or JSON: what each command prints of an evaluation."""

from __future__ import annotations

import functools
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evalkit.analysis.effects import Effects
    from evalkit.analysis.sensitivity import Weights
    from evalkit.model.finding import Finding
    from evalkit.report.analyses import Analyst
    from evalkit.report.model import Table
    from evalkit.scoring.weights import Panel


def _asked(function: Callable[..., None]) -> Callable[..., None]:
    """A command over an evaluation: loads it with its findings, calls the function, ends as findings and files demand.

    The function takes the writer that holds the evaluation, whether JSON is wanted, the seed, and its own options.
    """

    @functools.wraps(function)
    def run(
        paths: tuple[Path, ...], rubric: str | None, lang: str | None, as_of: date, seed: int, fail_on: str, quiet: bool,
        verbose: bool, as_json: bool, **own: Any,
    ) -> None:  # fmt: skip
        from evalkit.analysis.results import Results
        from evalkit.report.analyses import Analyst

        said = lang or options.system_language()
        evaluation, problems = options.evaluated(paths, rubric, as_of, seed, said, quiet, verbose)
        function(Analyst(Results(evaluation), said), as_json, seed, **own)
        options.finish(evaluation.findings, fail_on, problems)

    return options.scoring(options.as_json(run))


def _json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


@click.command()
@click.option("--weights", type=click.Choice(["spread", "dirichlet", "any", "stated"]), default="spread", show_default=True,
              help="How weights vary: by factors, drawn around the stated ones, all equally likely, or not.")  # fmt: skip
@click.option("--spread", type=click.FloatRange(0.01, 1), default=0.5, show_default=True, help="How far weights vary.")
@click.option("--raters/--no-raters", default=True, help="Any one of a criterion's raters may be right.")
@click.option("--doubt/--no-doubt", default=True, help="A rating may be one step off, by the rater's confidence.")
@click.option("--missing/--no-missing", default=True, help="What is missing may be anything on its scale.")
@click.option("--leave-out/--no-leave-out", default=True, help="One criterion left out at a time, or none.")
@click.option(
    "--aggregation", "rules", metavar="RULES", help="Rules of the total to choose from: arithmetic,geometric."
)
@click.option("--consensus", "agreed", metavar="RULES",
              help="Rules of consensus to choose from, in place of --raters: mean,median,lowest.")  # fmt: skip
@click.option("--normalisation", "normalised", metavar="RULES",
              help="Ways to put measured values on a scale to choose from: stated,minmax,zscore,rank,percentile,share-of-best.")  # fmt: skip
@click.option("--draws", type=click.IntRange(100, 100_000), default=1000, show_default=True, help="How many draws.")
@_asked
def sensitivity(
    writer: Analyst,
    as_json: bool,
    seed: int,
    weights: Weights,
    spread: float,
    raters: bool,
    doubt: bool,
    missing: bool,
    leave_out: bool,
    rules: str | None,
    agreed: str | None,
    normalised: str | None,
    draws: int,
) -> None:
    """How sure scores and ranks are: ranges, probabilities and verdicts under assumptions that you can switch.

    These are sensitivity ranges, not confidence intervals. The same seed gives the same result.

    \b
    Examples:
      evalkit sensitivity cases/ --lang zh
      evalkit sensitivity cases/ --weights any --no-doubt --no-raters --draws 5000 --json
    """
    from evalkit.analysis.sensitivity import Assumptions
    from evalkit.model.rubric import SAMPLE_DEPENDENT
    from evalkit.report import doubts
    from evalkit.report.model import plain
    from evalkit.scoring.aggregate import AGGREGATIONS

    assumed = Assumptions(
        weights, spread, raters, doubt, missing, _rules(rules, AGGREGATIONS, "an aggregation"), leave_out, draws,
        consensus=_rules(agreed, ("mean", "median", "lowest"), "a rule of consensus that can be drawn"),
        normalisation=_rules(normalised, ("stated", *sorted(SAMPLE_DEPENDENT)), "a normalisation that can be drawn"),
    )  # fmt: skip
    results = writer.results
    found, moved = results.outlooks_under(assumed, seed), results.effects_under(assumed, seed)
    if as_json:
        data = {
            "assumptions": asdict(assumed), "seed": seed, "cases": [asdict(o) for o in found],
            "effects": [asdict(e) for e in moved],
            "left_out": [asdict(item) for item in results.left_out],
            "influence": [asdict(item) for item in results.influence],
        }  # fmt: skip
        _json(data)
        return
    if not found:
        raise click.UsageError("No case has a total score.")
    click.echo(plain(writer.told_apart(found)) + "\n")
    _table(writer.outlook_table(found))
    for o in found:
        click.echo(plain(writer.voice.outlook(doubts.outlook(results, o, found, writer.lang))))
    click.echo(f"\n{writer.assumptions_note(assumed)}\n")
    _what_moves(writer, moved)


def _rules(given: str | None, known: Iterable[str], what: str) -> tuple[str, ...]:
    """Names parted by commas; a usage error where one is not among ``known``."""
    chosen = tuple(rule.strip() for rule in (given or "").split(",") if rule.strip())
    if unknown := [rule for rule in chosen if rule not in known]:
        raise click.UsageError(f'"{unknown[0]}" is not {what}; one of: {", ".join(known)}')
    return chosen


def _what_moves(writer: Analyst, effects: Sequence[Effects]) -> None:
    """Which assumption moves ranking and totals, what leaving out does, weight beside influence."""
    from evalkit.report import answers, facts
    from evalkit.report.model import plain

    for found in effects[:1]:
        click.echo(plain(writer.movers(found)) + "\n")
        if found.given:
            _table(writer.effects_table(found))
            click.echo(writer.effects_note(found) + "\n")
    if (table := writer.movers_table(effects)) is not None:
        _table(table)
    without = writer.results.left_out
    if without:
        fact = answers.firmness(writer.results, without, writer.lang)
        click.echo(plain(writer.voice.firmness(fact)) + "\n")
    if (table := writer.left_out_table(without)) is not None:
        _table(table)
    influences = writer.results.influence
    if influences:
        _table(writer.influence_table(influences))
        click.echo(writer.labels["influence-note"].format(n=len(facts.ranked(writer.results))))


@click.command()
@click.option("-n", "--most", type=click.IntRange(1, 1000), default=5, show_default=True, help="Raises to show a case.")
@_asked
def priorities(writer: Analyst, as_json: bool, seed: int, most: int) -> None:
    """What raising each criterion by one level does, and whom to learn from.

    Whom to learn from is found among the cases given: compare one case with many, and read the first you need.

    \b
    Example:
      evalkit priorities cases/ -n 3 --lang zh
    """
    from evalkit import api

    evaluation = writer.evaluation
    rows = []
    for file in evaluation.files:
        name = file.case.case
        found = api.priorities(evaluation, name)
        if as_json:
            rows.append({"case": name, "raises": [asdict(r) for r in found]})
            continue
        click.echo(click.style(writer.region(name), bold=True))
        if found:
            _table(writer.priorities_table(name, found[:most]))
    if as_json:
        _json(rows)
    else:
        click.echo(writer.labels["priorities-note"])


@click.command()
@click.option(
    "-n", "--most", type=click.IntRange(0, 1000), default=10, show_default=True, help="Disagreements to show."
)
@_asked
def agreement(writer: Analyst, as_json: bool, seed: int, most: int) -> None:
    """How far raters agree: over everything, by pillar, pair of raters and criterion; and what to settle first.

    The disagreements shown are those that move a total most, each with both reasons.

    \b
    Example:
      evalkit agreement cases/ -n 5
    """
    from evalkit import api
    from evalkit.report import doubts
    from evalkit.report.model import plain

    evaluation, said = writer.evaluation, writer.lang
    found = doubts.disagreements(writer.results, said)
    if as_json:
        rows = {
            "agreement": [asdict(a) for a in api.agreement(evaluation)],
            "disagreements": [asdict(d) for d in found],
        }
        _json(rows)
        return
    fact = doubts.agreement(writer.results)
    if fact is None:
        raise click.UsageError("No criterion was rated by two people.")
    click.echo(plain(writer.voice.agreement(fact)) + "\n")
    _table(writer.agreement_table(("overall", "pillar", "pair")))
    _table(writer.agreement_table(("criterion",)))
    for d in found[:most]:
        head = f"{writer.region(d.case)} · {writer.with_code(d.ref)} · {writer.labels['effect']} {100 * d.effect:.1f}"
        click.echo(click.style(head, bold=True))
        for rater, level, because, where in d.given:
            click.echo(f"  {rater} {level:g}  {because}  " + click.style(where, dim=True))
    click.echo(f"\n{writer.agreement_note()}")


@click.command()
@_asked
def consistency(writer: Analyst, as_json: bool, seed: int) -> None:
    """The yes/no checks as a policy-modelling-consistency (PMC) index: variables, concavity, band.

    Variables, bands and maximum stand in the rubric. Levels play no part in it.

    \b
    Example:
      evalkit consistency cases/ --lang zh
    """
    from evalkit import api
    from evalkit.report import answers
    from evalkit.report.model import plain

    evaluation, said = writer.evaluation, writer.lang
    found = api.consistency(evaluation)
    if as_json:
        _json([asdict(c) for c in found])
        return
    if not evaluation.rubric.consistency:
        raise click.UsageError(f"{evaluation.rubric.pin} names no consistency index")
    for block in evaluation.rubric.consistency:
        own = [c for c in found if c.block == block.id]
        if over_all := writer.consistency_over_all(block, own):
            click.echo(plain(over_all) + "\n")
        _table(writer.consistency_table(block, own))
        for c in own:
            said_of = plain(writer.voice.consistency(answers.consistency(block, c, said)))
            click.echo(f"{writer.region(c.case)}{'：' if said == 'zh' else ': '}{said_of}")
        click.echo(f"\n{writer.consistency_note(block)}")


@click.command()
@_asked
def coordination(writer: Analyst, as_json: bool, seed: int) -> None:
    """Whether systems advance in step (innovation and talent, say), who lags, and what holds it back.

    The systems, the formula of the coupling coordination degree and its bands stand in the rubric.

    \b
    Example:
      evalkit coordination cases/ --lang zh
    """
    from evalkit import api
    from evalkit.report.model import plain
    from evalkit.report.steps import coordination as fact_of

    evaluation, said = writer.evaluation, writer.lang
    found = api.coordination(evaluation)
    if as_json:
        _json([asdict(item) for item in found])
        return
    if not evaluation.rubric.coordination:
        raise click.UsageError(f"{evaluation.rubric.pin} names no systems to coordinate")
    order = [s.case for s in writer.results.standings]
    for block in evaluation.rubric.coordination:
        _table(writer.coordination_table(block, order))
    for item in found:
        click.echo(
            f"{writer.region(item.case)}{'：' if said == 'zh' else ': '}{plain(writer.voice.coordination(fact_of(writer.results, item, said)))}"
        )
    for note in writer.coordination_notes():
        click.echo(f"\n{note}")


@click.command()
@click.option("--of", default="overall", show_default=True, metavar="REF", help="The node whose parts are weighed.")
@click.option("-w", "--judged", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="A file of weights with judges' pairs or points.")  # fmt: skip
@click.option("--method", type=click.Choice(["equal", "ahp", "points", "entropy", "critic", "pca"]), default=None,
              help="With -o: the method whose weights are written.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write weights; - for stdout.")
@click.option("--force", is_flag=True, help="Overwrite a file that evalkit did not make.")
@_asked
def weights(
    writer: Analyst,
    as_json: bool,
    seed: int,
    of: str,
    judged: tuple[Path, ...],
    method: str | None,
    output: Path | None,
    force: bool,
) -> None:
    """Other weights and other rules: what each gives, by which formula, and what ranking follows.

    Equal weights; judges' pairwise judgements (AHP, with consistency ratio and the triad that fits least) or points; entropy,
    CRITIC and PCA of the cases; a geometric total, TOPSIS and Copeland as second opinions. What -o writes, -r takes.

    \b
    Examples:
      evalkit weights cases/
      evalkit weights cases/ --of layout --judged panel.yaml
      evalkit weights cases/ --method equal -o equal.yaml && evalkit score cases/ -r equal.yaml
    """
    from evalkit import api, storage
    from evalkit.report.model import plain
    from evalkit.scoring.weights import parts_of

    if (output is None) != (method is None):
        raise click.UsageError("--method and -o go together: they say which weights to write, and where")
    evaluation, said = writer.evaluation, writer.lang
    panels: list[Panel] = []
    for path in judged:
        found, findings, texts = storage.open_panels(path, evaluation.standard)
        if findings:
            options.show_findings(findings, storage.Loaded(None, (), None, findings, texts), said, err=True)
        if found is None:
            sys.exit(10)
        panels += found
    try:
        weighings = api.weights(evaluation, of, panels)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    cases, opinions = writer.results.scored.cases, writer.results.opinions(of, panels)
    if output is not None and method is not None:
        try:
            text = api.weights_file(evaluation, weighings, method, of)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        options.output(text, output, force)
    elif as_json:
        data = {
            "of": of, "parts": list(parts_of(evaluation.rubric, of)), "weights": [asdict(w) for w in weighings],
            "judges": [asdict(p) for p in panels], "cases": cases, "ranks": [asdict(o) for o in opinions],
        }  # fmt: skip
        _json(data)
    else:
        _table(writer.weights_table(of, weighings))
        for line in (*writer.weights_doubts(of, weighings), *(line for p in panels for line in writer.panel_lines(p))):
            click.echo(line)
        if opinions:
            click.echo("\n" + plain(writer.second_opinions(cases, opinions)) + "\n")
            _table(writer.opinions_table(cases, opinions))
        for line in writer.opinions_notes([*(w.method for w in weighings), *(o.method for o in opinions)]):
            click.echo(line)


@click.command()
@_asked
def outcomes(writer: Analyst, as_json: bool, seed: int) -> None:
    """Measured outcomes beside plans: who plans well and delivers, targets on their path, measures over the years.

    \b
    Example:
      evalkit outcomes cases/ --lang zh
    """
    from evalkit.report import answers
    from evalkit.report.model import plain

    evaluation, said = writer.evaluation, writer.lang
    fields, courses = writer.results.outcome_fields, writer.results.courses
    if as_json:
        data = {
            "fields": [asdict(f) for f in fields], "targets": [asdict(c) for c in courses],
            "measures": [asdict(m) for m in evaluation.measured],
        }  # fmt: skip
        _json(data)
        return
    if not evaluation.measured:
        raise click.UsageError(f"{evaluation.rubric.pin} measures nothing")
    for found in fields:
        click.echo(plain(writer.voice.outcome_field(answers.outcomes(writer.results, found, said))) + "\n")
        _table(writer.outcomes_table(found))
        click.echo(writer.outcomes_note(found) + "\n")
    if (table := writer.courses_table(courses)) is not None:
        _table(table)
        click.echo(writer.labels["courses-note"] + "\n")
    if (table := writer.series_table()) is not None:
        _table(table)


@click.command()
@_asked
def coherence(writer: Analyst, as_json: bool, seed: int) -> None:
    """How a rubric behaves over many cases: criteria that do not vary, say the same, run against their pillar; Cronbach's α.

    \b
    Example:
      evalkit coherence cases/
    """
    from evalkit import api
    from evalkit.report import answers
    from evalkit.report.model import plain

    evaluation, said = writer.evaluation, writer.lang
    found = api.coherence(evaluation)
    if as_json:
        _json({**asdict(found), "few": found.few})
    else:
        click.echo(plain(writer.voice.coherence(answers.coherence(writer.results, found, said))) + "\n")
        for table in writer.coherence_tables(found):
            _table(table)
        click.echo(writer.labels["coherence-note"])


@click.command()
@options.options(
    options.paths, options.lang, options.as_of, options.seed, options.fail_on, options.quiet, options.verbose
)
@options.as_json
def changes(
    paths: tuple[Path, ...],
    lang: str | None,
    as_of: date,
    seed: int,
    fail_on: str,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """What changed between successive plans of a region: what rose, what fell, and what changed because the rubric did.

    Two cases are of one region when their region has the same code (or name); each is scored under the version it names.

    \b
    Example:
      evalkit changes cases/ --lang zh
    """
    from evalkit import api, storage
    from evalkit.analysis.results import Results
    from evalkit.model.fields import in_language
    from evalkit.report.analyses import Analyst
    from evalkit.report.model import plain

    said = lang or options.system_language()
    loaded = storage.load_each(list(paths) or [Path("cases")])
    found, evaluations = api.changes_of(loaded, as_of, seed)
    findings: list[Finding] = []
    for held, e in zip(loaded, evaluations, strict=True):
        findings += e.findings if e else held.findings
        if not quiet:
            options.show_findings(e.findings if e else held.findings, held, said, err=True, notes=verbose)
    problems = tuple(problem for held in loaded for problem in held.problems)
    if as_json:
        _json([asdict(s) for s in found])
        options.finish(findings, fail_on, problems)
        return
    if not found:
        if quiet:  # why there is nothing to show is never left unsaid
            for held in loaded:
                options.show_findings(held.findings, held, said, err=True, notes=False)
        if not any(held.files for held in loaded):
            raise click.UsageError("No cases were found. Write one with: evalkit new case ID")
        raise click.UsageError(
            "No region has two plans here: two cases with the same region code, and plans of different years."
        )
    for s in found:
        evaluation = next(e for e in evaluations if e is not None and s.newer in e.file_of)
        writer = Analyst(Results(evaluation), said)
        name = in_language(evaluation.file_of[s.newer].case.region.name, said)
        click.echo(click.style(f"{name}: {s.older} → {s.newer}", bold=True))
        click.echo(plain(writer.succession(s)) + "\n")
        _table(writer.moved_pillars(s))
        if (table := writer.moves_table(s)) is not None:
            _table(table)
    options.finish(findings, fail_on, problems)


def _table(table: Table) -> None:
    from evalkit.report.model import plain

    rows = [[plain(cell.runs) for cell in row.cells] for row in table.rows]
    numeric = [n for n, column in enumerate(table.columns) if column.numeric]
    options.table(table.caption, [column.title for column in table.columns], rows, numeric)
    click.echo("")
