"""init: a project to start from."""

from __future__ import annotations

from pathlib import Path

import click

from evalkit.cli import options
from evalkit.cli.help import command
from evalkit.model.catalogue import phrase


@command()
@click.argument("folder", metavar="[FOLDER]", type=options.FILE, default=Path())
@options.lang
@click.option(
    "--shipped",
    is_flag=True,
    help="The rubric and the twelve cases that come with evalkit, in place of the small example.",
)
@click.option("--force", is_flag=True, help="Overwrite files of the same names.")
def init(folder: Path, lang: str, shipped: bool, force: bool) -> None:
    """An example project: rubric, two cases with their plans, measures, report style, README.

    It reports at once; cities, plans and figures are invented. With --shipped, the rubric and the
    cases that come with evalkit, with the measures of all 31 provinces, are laid out as a project.
    Nothing that lies in the folder is overwritten or mixed with the example.

    \b
    Examples:
      evalkit init my-project
      evalkit init provinces --shipped --lang zh
    """
    from evalkit import api

    made = api.init(folder, lang, shipped=shipped, force=force)
    if not made:
        click.echo(phrase("cli", lang, "init.there", folder=folder), err=True)
        return
    there = "" if folder == Path() else f"cd {folder.as_posix()}\n  "
    said = phrase("cli", lang, "init.made", n=len(made), there=there, readme=folder / "README.md")
    click.echo(said, err=True)
