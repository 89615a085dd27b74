"""check: findings only."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evalkit.cli import options


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, type=click.Path(path_type=Path))
@options.options(options.rubric, options.lang, options.fail_on, options.quiet, options.as_json)
def check(
    paths: tuple[Path, ...], rubric: str | None, lang: str | None, fail_on: str, quiet: bool, as_json: bool
) -> None:
    """Validate rubrics, cases and tables of measures; nothing is scored.

    \b
    Examples:
      evalkit check cases/
      evalkit check rubrics/mine.yaml --lang zh
    """
    from evalkit.api import checked
    from evalkit.model.finding import SEVERITIES

    said = lang or options.system_language()
    findings, loaded = checked(list(paths) or [Path("cases")], rubric)
    if as_json:
        rows = [
            {"code": f.code, "severity": str(f.severity), "message": f.message(said), "help": f.way_out(said),
             "file": f.span.file, "line": f.span.line, "column": f.span.column, "case": f.case}
            for f in findings
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        options.show_findings(findings, loaded, said, err=False)
        if not quiet:
            counts = [(str(s), sum(f.severity is s for f in findings)) for s in SEVERITIES]
            files = len(loaded.texts)
            if said == "zh":
                names = {"error": "错误", "warning": "警告", "note": "提示"}
                text = "，".join(f"{names[name]} {n}" for name, n in counts)
                click.echo(f"已核对 {files} 个文件：{text}", err=True)
            else:
                text = ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts)
                click.echo(f"{files} file{'' if files == 1 else 's'} checked: {text}", err=True)
    for problem in loaded.problems:
        click.echo(f"evalkit: {problem}", err=True)
    options.finish(findings, fail_on, loaded.problems)
