"""check: findings only."""

from __future__ import annotations

import click

from evalkit.cli import options
from evalkit.cli.findings import counted
from evalkit.cli.help import command
from evalkit.cli.options import Common
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase


@command()
@options.cases(seed=False, given=options.anything)
@options.as_json
def check(common: Common, as_json: bool) -> None:
    """Validate rubrics, cases and tables of measures; nothing is scored.

    \b
    Examples:
      evalkit check cases/
      evalkit check rubrics/mine.yaml --lang zh
    """
    from evalkit.api import checked

    lang = common.lang
    paths = options.given_or_here(common.paths, lang)
    findings, loaded = checked(paths, common.rubric, common.as_of)
    if not (loaded.texts or loaded.problems or findings):
        options.tell_passed_over(paths, lang, each=True)
        raise refused("nothing", names=paths)
    if as_json:
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
        options.echo_json(rows)
    else:
        options.show_findings(findings, loaded.texts, lang, err=False, each=common.verbose)
        if not common.quiet:
            options.tell_passed_over(paths, lang, each=True)
            n, key = len(loaded.texts), "check.one-file" if len(loaded.texts) == 1 else "check.file"
            click.echo(phrase("cli", lang, key, n=n, counts=counted(findings, lang)), err=True)
    options.tell(loaded.problems, lang)
    options.finish(findings, common.fail_on, loaded.problems)
