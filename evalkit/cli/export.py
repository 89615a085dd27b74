"""export: all tables of data at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalkit.cli import kept, options
from evalkit.cli.answers import TABLES
from evalkit.cli.help import command
from evalkit.cli.options import Common, Target
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation


@command()
@options.cases()
@options.target(
    "Folder to write into.",
    default=Path("export"),
    force="Overwrite files that evalkit did not make, or that were changed since.",
    folder=True,
)
@options.form(*TABLES, "coinr", of="tables")
@options.plans
def export(common: Common, kind: str, plans: Path | None, target: Target) -> None:
    """All tables at once, as data for other programs: scores, ratings, evidence, measures,
    rankings, every analysis, findings, commitments, documents.

    Ids, unrounded numbers, scores in [0, 1], one heading row; beside them datapackage.json (a
    Frictionless data package) and a page that says what every column holds. With --plans, the
    plans' paragraphs too.

    --format coinr writes the index for the R package COINr instead: its data and what each column
    is (iData, iMeta), and the script that builds it (coinr.R); what COINr has no place for is said.

    \b
    Examples:
      evalkit export cases/ -o export/
      evalkit export cases/ -o export/ --format parquet --plans plans/
      evalkit export cases/ -o export/ --format xlsx --lang zh
      evalkit export cases/ -o coin/ --format coinr
    """
    from evalkit import api, storage

    evaluation, problems = common.evaluated()
    folder = target.path or Path("export")
    if kind == "coinr" and not evaluation.rubric.has_total:
        raise refused("coinr-total", pin=evaluation.rubric.pin)
    texts = api.plans(evaluation, plans) if plans is not None else None
    made = dict(api.export_files(evaluation, kind, texts, common.lang))
    common.refuse_input(*(folder / name for name in made))
    stage = storage.Staged(folder, made, force=target.force)
    kept.told_before(stage, common.lang)
    with stage:
        for name, content in made.items():
            stage.add(name, content)
    if not common.quiet:
        first = folder / next(n for n in made if n.startswith("dictionary") or n == "coinr.R")
        told = phrase(
            "cli", common.lang, "answer.exported", n=len(made), folder=folder, first=first
        )
        click.echo(told, err=True)
        if kind == "coinr":
            _told_lacking(evaluation, common.lang)
    left = kept.told_after(stage, common.lang)
    options.finish(evaluation.findings, common.fail_on, [*problems, *left])


def _told_lacking(evaluation: Evaluation, lang: str) -> None:
    """What COINr has no place for."""
    from evalkit.datasets.coinr import coin_of
    from evalkit.datasets.coinr_script import left_words

    if lines := left_words(coin_of(evaluation, lang), lang):
        click.echo(phrase("cli", lang, "answer.coinr"), err=True)
    for line in lines:
        click.echo(f"- {line}", err=True)
