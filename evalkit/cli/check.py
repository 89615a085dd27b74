"""check: findings only."""

from __future__ import annotations

import click

from evalkit.cli import answers, options
from evalkit.cli.answers import Answer
from evalkit.cli.findings import counted
from evalkit.cli.help import command
from evalkit.cli.options import Common
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase


@command()
@options.cases(seed=False, given=options.anything)
@answers.answered("text", *answers.JSON)
def check(common: Common, answer: Answer) -> None:
    """Validate rubrics, cases and tables of measures; nothing is scored.

    \b
    Examples:
      evalkit check cases/
      evalkit check rubrics/mine.yaml --lang zh
    """
    from evalkit import storage
    from evalkit.api import checked
    from evalkit.storage.here import rubrics_alone

    lang = common.lang
    paths = [*common.paths] or rubrics_alone() or options.given_or_here((), lang)
    findings, loaded = checked(paths, common.rubric, common.as_of)
    if not (loaded.texts or loaded.problems or findings):
        options.tell_passed_over(storage.passed_over(paths), lang, each=True)
        raise refused("nothing", names=paths)
    if answer.as_json:
        rows = [
            {
                "code": f.code,
                "severity": str(f.severity),
                "message": f.message(lang),
                "help": f.way_out(lang),
                "file": f.span.file,
                "line": f.span.line,
                "column": f.span.column,
                "case": f.case,
            }
            for f in findings
        ]
        answer.json(rows)
    elif not answer.printed:
        from evalkit.datasets import findings as data

        answer.tables(lambda: (data.findings(findings),), None, lang)
    else:
        options.show_findings(findings, loaded.texts, lang, err=False, each=common.verbose)
        if not common.quiet:
            options.tell_passed_over(storage.passed_over(paths), lang, each=True)
            n, key = len(loaded.texts), "check.one-file" if len(loaded.texts) == 1 else "check.file"
            click.echo(phrase("cli", lang, key, n=n, counts=counted(findings, lang)), err=True)
    options.tell(loaded.problems, lang)
    options.finish(findings, common.fail_on, loaded.problems)
