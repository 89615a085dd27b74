"""new, rubric, schema: files to fill in, pages to read, schemas for editors."""

from __future__ import annotations

import re
from pathlib import Path

import click

from evalkit.cli import common

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def _id(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not _ID.match(value):
        raise click.BadParameter(f'"{value}": small letters, digits and hyphens, a letter first', ctx, param)
    return value


def _rubric_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from evalkit.files import rubric_files

    return sorted({name for name, _ in rubric_files() if name.startswith(incomplete)})


@click.group()
def new() -> None:
    """A commented case or rubric to fill in.

    \b
    Examples:
      evalkit new case gansu-2026
      evalkit new rubric my-standard
    """


@new.command("case")
@click.argument("id", callback=_id)
@click.option(
    "-r",
    "--rubric",
    default="regional-innovation",
    show_default=True,
    shell_complete=_rubric_names,
    help="Rubric: a file, an id or id@version.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="NAME=VALUE",
    help="Already known, e.g. development=underdeveloped; criteria it rules out are left out. May be repeated.",
)
@common.lang
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="File to write; default: cases/ID.yaml; - for stdout.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
def new_case(id: str, rubric: str, facets: tuple[str, ...], lang: str | None, target: Path | None, force: bool) -> None:
    """Write a case with every applicable criterion's question, levels and checks as comments.

    \b
    Examples:
      evalkit new case gansu-2026 --facet development=underdeveloped --facet resources=rich
      evalkit new case gansu-2026 --lang en -o -
    """
    from evalkit import api

    standard = _standard(rubric)
    known: dict[str, tuple[str, ...]] = {}
    for facet in facets:
        name, _, value = facet.partition("=")
        about = standard.rubric.facets.get(name)
        values = tuple(part for part in value.split(",") if part)
        if about is None:
            raise click.UsageError(f'"{name}" is not a facet; facets: {", ".join(standard.rubric.facets)}')
        wrong = [part for part in values if part not in about.values]
        if wrong:
            raise click.UsageError(f'"{wrong[0]}" is not a value of {name}; one of: {", ".join(about.values)}')
        known[name] = values
    target = target or Path("cases") / f"{id}.yaml"
    text = api.new_case(standard, id, lang or common.system_language(), known, str(target))
    common.output(text, target, force)
    if str(target) != "-":
        click.echo(f"{target}: fill it in, then: evalkit check {target}", err=True)


@new.command("rubric")
@click.argument("id", callback=_id)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="File to write; default: rubrics/ID.yaml; - for stdout.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
def new_rubric(id: str, target: Path | None, force: bool) -> None:
    """Write a small rubric that shows every part a rubric may have.

    \b
    Example:
      evalkit new rubric my-standard
    """
    from evalkit import api

    target = target or Path("rubrics") / f"{id}.yaml"
    common.output(api.new_rubric(id), target, force)
    if str(target) != "-":
        click.echo(f"{target}: change it, then: evalkit check {target}", err=True)


def _standard(named: str):  # type: ignore[no-untyped-def]
    """The rubric, or its findings and exit 10."""
    import sys

    from evalkit import files

    found, findings, texts = files.open_rubric(named)
    if found is None:
        loaded = files.Loaded(None, (), None, findings, texts)
        common.show_findings(findings, loaded, common.system_language(), err=True)
        sys.exit(10)
    return found


@click.group()
def rubric() -> None:
    """A rubric as a readable page.

    \b
    Example:
      evalkit rubric show regional-innovation --lang zh
    """


@rubric.command("show")
@click.argument("named", metavar="[RUBRIC]", default="regional-innovation", shell_complete=_rubric_names)
@common.lang
@click.option(
    "--format", "kind", type=click.Choice(["md", "html"]), default="md", show_default=True, help="Form of the page."
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="File to write; default: stdout.")
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
def show(named: str, lang: str | None, kind: str, target: Path | None, force: bool) -> None:
    """Every pillar and criterion: what it asks, how it is scored, level by level.

    \b
    Examples:
      evalkit rubric show --lang zh
      evalkit rubric show rubrics/mine.yaml --format html -o mine.html
    """
    from evalkit import api

    common.output(api.rubric_show(_standard(named), kind, lang or common.system_language()), target, force)


@click.command()
@click.argument("kind", type=click.Choice(["rubric", "case", "evaluation"]))
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="File to write; default: stdout.")
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
def schema(kind: str, target: Path | None, force: bool) -> None:
    """JSON Schema of a file format: editors check and complete with it.

    \b
    Example:
      evalkit schema case -o case.schema.json
    """
    from evalkit import api

    common.output(api.schema(kind), target, force)
