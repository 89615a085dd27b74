"""check: findings only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from evalkit.cli import options
from evalkit.model.catalogue import phrase
from evalkit.model.finding import SEVERITIES


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, type=options.FILE)
@options.options(options.rubric, options.lang, options.fail_on, options.quiet, options.as_json)
def check(
    paths: tuple[Path, ...],
    rubric: str | None,
    lang: str,
    fail_on: str,
    quiet: bool,
    as_json: bool,
) -> None:
    """Validate rubrics, cases and tables of measures; nothing is scored.

    \b
    Examples:
      evalkit check cases/
      evalkit check rubrics/mine.yaml --lang zh
    """
    from evalkit.api import checked

    findings, loaded = checked(list(paths) or [Path("cases")], rubric, date.today())
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
        options.show_findings(findings, loaded.texts, lang, err=False)
        if not quiet:
            counts = [(str(s), sum(f.severity is s for f in findings)) for s in SEVERITIES]
            click.echo(_checked(len(loaded.texts), counts, lang), err=True)
    for problem in loaded.problems:
        click.echo(f"evalkit: {problem}", err=True)
    options.finish(findings, fail_on, loaded.problems)


def _checked(files: int, counts: Sequence[tuple[str, int]], lang: str) -> str:
    """How many files were checked, and how many findings of each severity there are."""

    def counted(name: str, n: int, **more: str) -> str:
        return phrase("cli", lang, f"check.{'one-' if n == 1 else ''}{name}", n=n, **more)

    parts = phrase("cli", lang, "check.between").join(counted(name, n) for name, n in counts)
    return counted("file", files, counts=parts)
