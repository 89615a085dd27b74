"""import, pack: tables into case files, and cases as tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalkit.cli import kept, options
from evalkit.cli.help import command
from evalkit.cli.options import Target
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase
from evalkit.model.refusal import Reason

if TYPE_CHECKING:
    from evalkit.storage.import_beside import Outcome
    from evalkit.storage.importing import Guess, Imported


# findings that how a table was read says already
SAID = frozenset({"table-guessed", "table-rows-left"})
# endings of files that cannot hold several tables, or that pack does not write
ONE_FILE = (
    ".csv",
    ".tsv",
    ".txt",
    ".parquet",
    ".json",
    ".yaml",
    ".yml",
    ".xls",
    ".xlsm",
    ".ods",
    ".zip",
)


@command("import")
@click.argument("tables", metavar="FILE...", nargs=-1, required=True, type=options.FILE)
@click.option(
    "--map",
    "mapping",
    metavar="FILE",
    type=options.FILE,
    help="What their headings and words mean, where they are not ours.",
)
@options.rubric
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="FOLDER",
    type=options.FILE,
    default=Path("cases"),
    show_default=True,
    help="Folder of the case files.",
)
@click.option(
    "--check", "only_check", is_flag=True, help="Say what would be written; write nothing."
)
@click.option("--by", "who", metavar="NAME", default="", help="Who imports, for the journals.")
@options.lang
def import_(
    tables: tuple[Path, ...],
    mapping: Path | None,
    rubric: str | None,
    folder: Path,
    only_check: bool,
    who: str,
    lang: str,
) -> None:
    """Tables into case files: ratings (long or wide), evidence, measures, commitments, cases.

    From CSV in any encoding, Excel, OpenDocument, Parquet. How each table is read is printed before
    anything is written; an error writes nothing. A case that has a file keeps every byte of it that
    the tables do not speak of.

    \b
    Examples:
      evalkit import ratings.xlsx --check
      evalkit import ratings.csv measures.csv -r my-standard -o cases
      evalkit import scores.xlsx --map headings.yaml
      evalkit import packed/ -o cases
    """
    from evalkit.model.table_map import TableMap
    from evalkit.storage import importing, table_sources

    options.refuse_ending(folder)
    told, texts = TableMap(), dict[str, str]()
    if mapping is not None:
        read, wrong, texts = table_sources.open_map(mapping)
        told = options.opened((read, wrong, texts), lang)
    opened = table_sources.open_sources(tables)
    asked = importing.Asked(folder, rubric, told, str(mapping or ""), who)
    planned = importing.plan_import(opened, asked)
    for guess in planned.guesses:
        for line in _read_as(guess, lang):
            click.echo(line, err=True)
    for sheet in planned.passed:
        click.echo(phrase("cli", lang, "import.sheet", sheet=sheet), err=True)
    shown = [f for f in planned.findings if f.code not in SAID]
    options.show_findings(shown, {**planned.texts, **texts}, lang)
    if planned.refused:
        click.echo(phrase("cli", lang, "import.refused"), err=True)
        sys.exit(10)
    _write(planned, only_check, lang)


def _write(planned: Imported, only_check: bool, lang: str) -> None:
    from evalkit.storage import importing

    if not only_check:
        importing.write_import(planned)
    for outcome in planned.files:
        click.echo(_told(outcome, lang))
    if not planned.files:
        click.echo(phrase("cli", lang, "import.nothing"), err=True)
    elif only_check:
        click.echo(phrase("cli", lang, "import.checked"), err=True)


def _told(outcome: Outcome, lang: str) -> str:
    key = "one-change" if outcome.how == "changed" and outcome.n == 1 else outcome.how
    return phrase("cli", lang, f"import.{key}", path=outcome.path.as_posix(), n=outcome.n)


def _read_as(guess: Guess, lang: str) -> Iterator[str]:
    """How a table was read, a line each."""

    def line(key: str, **values: object) -> str:
        return phrase("cli", lang, f"import.{key}", **values)

    between = line("between")
    place = f"{guess.file}:{guess.sheet}" if guess.sheet else guess.file
    kind = line(f"table.{guess.kind}")
    yield click.style(line("read", place=place, kind=kind, rows=guess.rows), bold=True)
    how = [line("encoding", encoding=guess.encoding)] if guess.encoding else []
    if guess.separator:
        said = line("tab") if guess.separator == "\t" else guess.separator
        how.append(line("separator", separator=said))
    how += [line("decimal", mark=guess.decimal)] if guess.decimal else []
    head = line("head", row=guess.head)
    if guess.above:
        head = line("two-heads", above=guess.above, row=guess.head)
    yield "  " + between.join([*how, head])
    pairs = [f"{theirs} → {ours}" for theirs, ours in guess.columns if theirs != ours]
    same = [ours for theirs, ours in guess.columns if theirs == ours]
    yield "  " + line("columns", columns=between.join([*pairs, *same]))
    if guess.left_out:
        rows = between.join(f"{text} ({row})" for row, text in guess.left_out[:8])
        yield "  " + line("left-out", n=len(guess.left_out), rows=rows)
    if guess.passed:
        yield "  " + line("passed", columns=between.join(guess.passed))


@command()
@options.paths
@options.target("Folder for a file a table, or FILE.xlsx for one workbook.", folder=None)
@options.options(options.rubric, options.lang, options.quiet)
def pack(
    paths: tuple[Path, ...], target: Target, rubric: str | None, lang: str, quiet: bool
) -> None:
    """Cases as tables without loss: everything a case file holds, a table a kind.

    `evalkit import` makes the same cases of them again; any command also takes the folder or the
    workbook in place of case files.

    \b
    Examples:
      evalkit pack cases -o packed
      evalkit pack cases/guizhou-2026.yaml -o guizhou.xlsx
    """
    from evalkit import api, storage

    if target.path is None:
        raise refused("pack-where")
    ending = target.path.suffix.lower()
    book = ending == ".xlsx"
    if ending in ONE_FILE and not target.path.is_dir():
        raise refused("pack-one", path=target.path, folder=target.path.with_suffix(""))
    chosen = options.given_or_here(paths, lang)
    try:
        tables, loaded = api.pack(chosen, "xlsx" if book else "csv", rubric)
    except ValueError:
        raise refused("pack-long") from None
    wrong = [f for f in loaded.findings if f.severity == "error"]
    if wrong or not loaded.files:
        options.show_findings(wrong, loaded.texts, lang)
        if not wrong:
            raise refused("no-cases", names=[str(path) for path in chosen])
        click.echo(phrase("cli", lang, "pack.refused"), err=True)
        sys.exit(10)
    left: list[Reason] = []
    if book:
        target.write(tables["tables.xlsx"])
    else:
        staged = storage.Staged(target.path, tables, force=target.force)
        kept.told_before(staged, lang)
        with staged:
            for name, content in tables.items():
                staged.add(name, content)
        left = kept.told_after(staged, lang)
    if not quiet:
        said = {"n": len(loaded.files), "tables": len(tables), "path": target.path.as_posix()}
        click.echo(phrase("cli", lang, "pack.book" if book else "pack.done", **said), err=True)
    options.finish((), "error", left)
