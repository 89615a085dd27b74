"""settle, merge: what several raters of a case need."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import answers, completion, options
from evalkit.cli.answers import Answer
from evalkit.cli.help import command
from evalkit.cli.options import Common, Target
from evalkit.cli.refusals import refused
from evalkit.editing.settling import STATES, Decision
from evalkit.model.catalogue import phrase
from evalkit.model.finding import Finding
from evalkit.model.refusal import Listed

if TYPE_CHECKING:
    from evalkit.editing.merging import Merged

_decided = (
    click.option("--level", metavar="VALUE", help="Level decided on: its number or its label."),
    click.option("--state", type=click.Choice(STATES), help="A state instead of a level."),
    click.option("--because", metavar="TEXT", help="The reason, in one language."),
    click.option("--because-zh", metavar="TEXT", help="The reason in Chinese."),
    click.option("--because-en", metavar="TEXT", help="The reason in English."),
    click.option("--checks", metavar="A,B", help="Checks that are met, by id."),
    click.option("--by", metavar="NAME", default="chair", show_default=True, help="Who decides."),
)


def _decision(function: Callable[..., None]) -> Callable[..., None]:
    """What is decided, handed over as one value."""

    @functools.wraps(function)
    def run(common: Common, level: str | None, state: str | None, **given: Any) -> None:
        because = {key: given.pop(f"because{end}") for key, end in _REASONS.items()}
        checks = re.split("[,，、;；]", given.pop("checks") or "")
        met = tuple(check.strip() for check in checks if check.strip())
        said = _reason(because, common.lang)
        function(common, decision=Decision(level, state, said, met, given.pop("by")), **given)

    return options.options(*_decided)(run)


_REASONS = {"": "", "zh": "_zh", "en": "_en"}


def _reason(given: dict[str, str | None], lang: str) -> str | dict[str, str]:
    """A text where one language is given without naming it, else a text for each."""
    plain = given[""]
    told = {key: text for key in ("zh", "en") if (text := given[key])}
    if not told:
        return plain or ""
    return told if plain is None else {lang: plain, **told}


@command()
@click.argument("name", metavar="CASE[/REF]", shell_complete=completion.refs)
@options.cases()
@answers.answered("text", *answers.JSON)
@_decision
@click.option("--list", "listed", is_flag=True, help="Show what is left to settle in the case.")
def settle(common: Common, name: str, decision: Decision, listed: bool, answer: Answer) -> None:
    """Decide where raters differ: writes the decision into the case file and its journal.

    REF is a criterion by id, code or full ref. The decision counts in place of the ratings, which
    all stay; its line in the journal says who decided, from what to what, and why.

    \b
    Examples:
      evalkit settle zhejiang-2026 --list
      evalkit settle zhejiang-2026/P1.1 --level 2 --because "Named in ¶43 only"
      evalkit settle zhejiang-2026/P2.5 --state not-applicable --because-zh 没有此类园区
    """
    from evalkit import api
    from evalkit.editing import EditRefused

    if listed or "/" not in name:
        _list(common, name.partition("/")[0], answer)
        return
    if answer.kind in answers.TABLES:
        raise refused("settle-tables", kind=answer.kind)
    paths = options.given_or_here(common.paths, common.lang)
    try:
        made = api.settle(paths, name, decision, as_of=common.as_of, rubric=common.rubric)
    except EditRefused as problem:
        _show([problem.finding], common.lang)
        raise SystemExit(10) from None
    if answer.as_json:
        answer.json({"file": made.file, "journal": made.journal})
        return
    options.show([made.moved(common.lang)], common.lang)
    if not made.journal:
        click.echo(phrase("cli", common.lang, "settle.nothing"), err=True)
        return
    said = phrase("cli", common.lang, "settle.written", file=made.file, journal=made.journal_file)
    click.echo(said, err=True)


def _list(common: Common, case: str, answer: Answer) -> None:
    from evalkit.analysis.results import Results
    from evalkit.analysis.settling import unsettled
    from evalkit.datasets import answers as data
    from evalkit.model.refusal import why
    from evalkit.report.context import context_of
    from evalkit.report.explain import known_case
    from evalkit.report.sections import settling

    evaluation, problems = common.evaluated(silent=True)
    try:
        known_case(evaluation, case)
    except ValueError as error:
        raise refused("told", message=why(error)) from None
    ctx = context_of(Results(evaluation), common.lang)
    answer.give(
        lambda: settling.listed(ctx, case),
        lambda: settling.data(unsettled(evaluation, case), ctx),
        lambda: (data.unsettled(ctx.results, case),),
        common,
    )
    options.finish((), common.fail_on, problems)


def _show(findings: Sequence[Finding], lang: str) -> None:
    """Findings with the lines that they point at."""
    from evalkit import storage

    texts = {}
    for file in {finding.span.file for finding in findings} - {"<stdin>"}:
        texts[file] = storage.read_bytes(Path(file)).decode("utf-8", "replace").lstrip("\ufeff")
    options.show_findings(findings, texts, lang)


@command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=options.FILE)
@options.target(
    about="File to write; may be the first of the files, which is then added to; default: stdout.",
    force="Overwrite another file that is there.",
    adds=True,
)
@options.options(options.lang, options.quiet)
def merge(files: tuple[Path, ...], target: Target, lang: str, quiet: bool) -> None:
    """Join files of one case, each with its raters, into one.

    The first file's text stays as it is; the other files' ratings, commitments and documents are
    written into it. Where two files rate differently under one name, nothing is written, and all
    such places are shown.

    \b
    Examples:
      evalkit merge cases/gz-ana.yaml cases/gz-ben.yaml -o cases/gz.yaml
      evalkit merge cases/gz.yaml from-ben.yaml -o cases/gz.yaml
    """
    from evalkit import api
    from evalkit.editing import EditRefused

    if len(files) < 2:
        raise refused("merge-one")
    try:
        to = None if target.is_stdout else target.path
        made = api.merge(files, to, force=target.force)
    except EditRefused as problem:
        _show([problem.finding], lang)
        raise SystemExit(10) from None
    if made.conflicts or not quiet:
        _show([*made.findings, *made.conflicts], lang)
    if made.conflicts:
        n = len(made.conflicts)
        key = "merge.one-conflict" if n == 1 else "merge.conflicts"
        places = Listed(tuple(dict.fromkeys(f.span.in_line for f in made.conflicts))).text(lang)
        click.echo(phrase("cli", lang, key, n=n, places=places), err=True)
        raise SystemExit(10)
    if target.is_stdout:
        target.write(made.content)
    if not quiet:
        _joined(made, files, target, lang)


def _joined(made: Merged, files: Sequence[Path], target: Target, lang: str) -> None:
    """What came in, and which files beside the new one now say the same."""
    comma = phrase("cli", lang, "merge.between")
    came = comma.join(phrase("cli", lang, "merge.rater", rater=r, n=n) for r, n in made.ratings)
    key = "merge.joined" if came else "merge.nothing"
    click.echo(phrase("cli", lang, key, file=target.path or "-", came=came), err=True)
    if target.is_stdout or target.path is None:
        return
    place = target.path.resolve()
    named = [file for file in files if str(file) != "-" and file.resolve() != place]
    beside = [file for file in named if file.resolve().parent == place.parent]
    if beside:
        key = "merge.put-away" if len(beside) == 1 else "merge.put-away-several"
        names = comma.join(file.as_posix() for file in beside)
        click.echo(phrase("cli", lang, key, files=names), err=True)
