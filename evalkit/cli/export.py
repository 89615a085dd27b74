"""export: all tables of data at once."""

from __future__ import annotations

from pathlib import Path

import click

from evalkit.cli import kept, options
from evalkit.cli.answers import TABLES
from evalkit.cli.help import command
from evalkit.cli.options import Common, Target
from evalkit.model.catalogue import phrase


@command()
@options.cases()
@options.target(
    "Folder to write into.",
    default=Path("export"),
    force="Overwrite files that evalkit did not make, or that were changed since.",
    folder=True,
)
@options.form(*TABLES, of="tables")
@options.plans
def export(common: Common, kind: str, plans: Path | None, target: Target) -> None:
    """All tables at once, as data for other programs: scores, ratings, evidence, measures,
    rankings, every analysis, findings, commitments, documents.

    Ids, unrounded numbers, scores in [0, 1], one heading row; beside them datapackage.json (a
    Frictionless data package) and a page that says what every column holds. With --plans, the
    plans' paragraphs too.

    \b
    Examples:
      evalkit export cases/ -o export/
      evalkit export cases/ -o export/ --format parquet --plans plans/
      evalkit export cases/ -o export/ --format xlsx --lang zh
    """
    from evalkit import api, storage

    evaluation, problems = common.evaluated()
    texts = api.plans(evaluation, plans) if plans is not None else None
    folder = target.path or Path("export")
    made = dict(api.export_files(evaluation, kind, texts, common.lang))
    common.refuse_input(*(folder / name for name in made))
    stage = storage.Staged(folder, made, force=target.force)
    kept.told_before(stage, common.lang)
    with stage:
        for name, content in made.items():
            stage.add(name, content)
    if not common.quiet:
        first = folder / next(name for name in made if name.startswith("dictionary"))
        told = phrase(
            "cli", common.lang, "answer.exported", n=len(made), folder=folder, first=first
        )
        click.echo(told, err=True)
    left = kept.told_after(stage, common.lang)
    options.finish(evaluation.findings, common.fail_on, [*problems, *left])
