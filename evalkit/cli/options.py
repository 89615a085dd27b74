"""What commands share: options, loading with findings shown, tables, and the way out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.text import PlanText
    from evalkit.model.finding import Finding
    from evalkit.model.rubric import RubricFile
    from evalkit.storage import Loaded

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def system_language() -> str:
    """zh where the environment speaks Chinese, else en; EVALKIT_LANG decides first."""
    for name in ("EVALKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date:
    if value is None:
        return date.today()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f'"{value}" is not a date; write 2026-11-23', ctx, param) from None


paths = click.argument("paths", metavar="[CASES]...", nargs=-1, type=click.Path(path_type=Path))
rubric = click.option(
    "-r", "--rubric", metavar="RUBRIC", help="Rubric: a file, an id or id@version; default: what the cases pin."
)
lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of words; default: the system's."
)
as_of = click.option(
    "--as-of", metavar="DATE", callback=_day, help="Measurements after this date do not count; default: today."
)
seed = click.option("--seed", type=int, default=0, show_default=True, help="Seed of what is drawn at random.")
fail_on = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help="Exit 10 at findings of this severity or above.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="No findings, no progress.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Notes too; and details where evalkit itself breaks.")
as_json = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")


def options(*chosen: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator, in the order given."""

    def decorate(function: F) -> F:
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate


scoring = options(paths, rubric, lang, as_of, seed, fail_on, quiet, verbose)


def evaluated(
    given: Sequence[Path], rubric: str | None, day: date, seed: int, lang: str, quiet: bool, verbose: bool
) -> tuple[Evaluation, tuple[str, ...]]:
    """The evaluation of the paths, findings shown on stderr; files that could not be opened.

    Exits with 10 where no rubric could be read, with 2 where there is nothing to score.
    """
    from evalkit import api, storage
    from evalkit.evaluation import Evaluation

    chosen = list(given) or [Path("cases")]
    if len(chosen) == 1 and chosen[0].suffix == ".json":
        text = storage.read_evaluation(chosen[0])
        try:
            return Evaluation.from_json(text), ()
        except (ValueError, KeyError, TypeError) as error:
            raise storage.FileProblem(f"{chosen[0]}: this is not an evaluation saved by evalkit ({error})") from None
    loaded = storage.load(chosen, rubric, lambda many: progress(many, "reading", quiet or len(many) < 50))
    evaluation = api.evaluation_of(loaded, day, seed)
    findings = loaded.findings if evaluation is None else evaluation.findings
    if not quiet:
        show_findings(findings, loaded, lang, err=True, notes=verbose)
    for problem in loaded.problems:
        click.echo(f"evalkit: {problem}", err=True)
    if evaluation is None or not evaluation.files:
        if findings:
            if quiet:  # why there is nothing to show is never left unsaid
                show_findings(findings, loaded, lang, err=True, notes=verbose)
            sys.exit(10)
        if loaded.problems:
            sys.exit(3)
        names = ", ".join(str(path) for path in chosen)
        raise click.UsageError(f"No cases were found in {names}. Write one with: evalkit new case ID")
    return evaluation, loaded.problems


def progress(items: Iterable[T], label: str, hidden: bool, length: int | None = None) -> Iterator[T]:
    """Items one by one, with a bar on stderr where a person is watching."""
    bar = click.progressbar(
        items, length=length, label=label, file=sys.stderr, hidden=hidden or not sys.stderr.isatty()
    )
    with bar as watched:
        yield from watched


def show_findings(findings: Sequence[Finding], loaded: Loaded, lang: str, *, err: bool, notes: bool = True) -> None:
    """Findings with their excerpts, then how many there are."""
    from evalkit.model.finding import Severity, to_text
    from evalkit.model.place import line_of

    hidden = 0
    for finding in findings:
        if finding.severity is Severity.NOTE and not notes:
            hidden += 1
            continue
        line = line_of(loaded.texts.get(finding.span.file, ""), finding.span.line)
        click.echo(to_text(finding, line, lang), err=err)
    if hidden:
        click.echo(more_notes(hidden, lang), err=err)


def more_notes(n: int, lang: str) -> str:
    """How many notes are not shown, and what shows them."""
    from evalkit.model.catalogue import phrase

    return phrase("cli", lang, "findings.one-more" if n == 1 else "findings.more", n=n)


def finish(findings: Sequence[Finding], fail_on: str, problems: Sequence[str]) -> None:
    """Exit with 3 where a file could not be opened, with 10 at findings at or above ``fail_on``."""
    from evalkit.model.finding import at_or_above

    if problems:
        sys.exit(3)
    if at_or_above(findings, fail_on):
        sys.exit(10)


def standard(named: str) -> RubricFile:
    """The rubric; where it cannot be read, its findings and exit 10."""
    from evalkit import storage

    found, findings, texts = storage.open_rubric(named)
    if found is None:
        show_findings(findings, storage.Loaded(None, (), None, findings, texts), system_language(), err=True)
        sys.exit(10)
    return found


def texts(given: tuple[Path, ...], lang: str) -> list[PlanText]:
    """The documents that can be read; findings on the others on stderr. Exits with 10 where none can."""
    from evalkit import api
    from evalkit.model.finding import to_text

    read = []
    for path in given:
        text, findings = api.document(path)
        for finding in findings:
            click.echo(to_text(finding, "", lang), err=True)
        if text is not None:
            read.append(text)
    if not read:
        sys.exit(10)
    return read


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int] = ()) -> None:
    """A table on stdout: drawn for a terminal, plain and unclipped for a pipe."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else 10_000, highlight=False, soft_wrap=False)
    drawn = Table(title=title or None, box=box.SIMPLE_HEAD if terminal else None, title_justify="left", pad_edge=False)
    for n, name in enumerate(head):
        drawn.add_column(Text(name), justify="right" if n in numeric else "left")
    for row in rows:
        drawn.add_row(*(Text(value) for value in row))
    with console.capture() as capture:
        console.print(drawn)
    click.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))


def output(content: str | bytes, target: Path | None, force: bool) -> None:
    """Write to a file, or to stdout for none and for ``-``."""
    from evalkit import storage

    if target is None or str(target) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content if isinstance(content, bytes) else content.encode())
        sys.stdout.buffer.flush()
        return
    storage.write(target, content, force=force)
