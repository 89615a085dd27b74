"""What commands share: options, loading with findings shown, tables, and the way out."""

from __future__ import annotations

import functools
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evalkit.cli import completion
from evalkit.cli.language import spoken
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase
from evalkit.model.finding import Finding, Severity, at_or_above, in_order
from evalkit.model.refusal import Reason, listed, reason, said, why
from evalkit.reading.days import days_meant

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.text import PlanText
    from evalkit.model.learnt import LearntTerms
    from evalkit.model.rubric import RubricFile
    from evalkit.report.model import Block, Table
    from evalkit.storage import PassedOver

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date:
    if value is None:
        return date.today()
    return date.fromisoformat(day_typed(value))


def day_typed(value: str) -> str:
    """A day as people write it, as year-month-day.

    Raises:
        Refused: it is none, or may be two.
    """
    meant = days_meant(value)
    if not meant:
        raise refused("date", value=value)
    if len(meant) > 1:
        raise refused("date-either", value=value, one=meant[0], other=meant[1])
    return meant[0]


def names_in(given: str) -> tuple[str, ...]:
    """Names side by side, each once: between them commas, in full width too."""
    return tuple(
        dict.fromkeys(part.strip() for part in re.split("[,，、;；]", given) if part.strip())
    )


def _language(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    return value or spoken(ctx)


FILE = click.Path(path_type=Path)
paths = click.argument("paths", metavar="[CASES]...", nargs=-1, type=FILE)
anything = click.argument("paths", metavar="PATH...", nargs=-1, type=FILE)


def _recognise(ctx: click.Context, _: click.Parameter, asked: bool) -> bool:
    """Have pictures of pages recognised while a command runs."""
    if asked:
        from evalkit.storage import scans

        if not scans.found():
            raise refused("ocr", program=scans.PROGRAM)
        ctx.call_on_close(functools.partial(scans.undo, scans.ask()))
    return asked


ocr = click.option(
    "--ocr",
    is_flag=True,
    expose_value=False,
    callback=_recognise,
    help="Read scanned pages and pictures by tesseract, where it is installed; quotes from them "
    "are never exact.",
)


def documents(function: F) -> F:
    """Documents of plans, and how they are read."""
    given = click.argument("documents", metavar="DOCUMENT...", nargs=-1, required=True, type=FILE)
    return given(ocr(function))


rubric = click.option(
    "-r",
    "--rubric",
    metavar="RUBRIC",
    shell_complete=completion.rubrics,
    help="Rubric: a file, an id or id@version; default: what the cases pin.",
)
one_rubric = click.option(
    "-r",
    "--rubric",
    metavar="RUBRIC",
    shell_complete=completion.rubrics,
    help="Rubric: a file, an id or id@version; default: the only one here, else the shipped one.",
)
lang = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=_language,
    is_eager=True,
    help="Language of words; default: the system's.",
)
as_of = click.option(
    "--as-of",
    metavar="DATE",
    callback=_day,
    help="Measurements after this date do not count; default: today.",
)
seed = click.option(
    "--seed", type=int, default=0, show_default=True, help="Seed of what is drawn at random."
)
fail_on = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help="Exit 10 at findings of this severity or above.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="No findings, no progress.")
verbose = click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Every finding, notes too; and details where evalkit itself breaks.",
)


def plans(function: F) -> F:
    """The folder of the plans that cases name, and how they are read."""
    folder = click.option(
        "--plans",
        metavar="FOLDER",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder that holds the documents the cases name.",
    )
    return folder(ocr(function))


as_json = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
_rubric, _lang, _seed = rubric, lang, seed


@dataclass(frozen=True, slots=True)
class Target:
    """Where a command writes: a file or a folder, None or "-" for stdout; and whether it may
    overwrite what is there."""

    path: Path | None
    force: bool

    @property
    def is_stdout(self) -> bool:
        return self.path is None or str(self.path) == "-"

    def ready(self, folder: bool | None) -> None:
        """Refuse what cannot be written before anything is read or made for it: a file that is
        there already, a file where a ``folder`` is wanted, a folder where a file is; None: either
        may be meant."""
        from evalkit import storage

        if self.path is None or self.is_stdout:
            return
        if folder:
            storage.refuse_file(self.path)
            refuse_ending(self.path)
        elif not (self.force or (folder is None and self.path.is_dir())):
            storage.refuse(self.path)

    def refuse_inputs(self, given: Iterable[object]) -> None:
        """Refuse to write what is read: files and cases among what was given to a command."""
        from evalkit import storage

        if self.path is not None and self.path.is_file():  # else there is nothing to lose
            several = [value if isinstance(value, tuple) else (value,) for value in given]
            held = [value for group in several for value in group]
            named = [path for path in held if isinstance(path, Path)]
            inside = [p for folder in named if folder.is_dir() for p in folder.rglob("*")]
            storage.refuse_input(self.path, [*named, *inside])
            for common in held:
                if isinstance(common, Common):
                    common.refuse_input(self.path)

    def write(self, content: str | bytes | Iterable[str]) -> None:
        """Write to the file, or to stdout; a text also piece by piece."""
        from evalkit import storage

        if self.path is not None and not self.is_stdout:
            storage.write(self.path, content, force=self.force)
            return
        sys.stdout.flush()
        for piece in storage.encoded(content):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


_FILE = re.compile(
    r"\.(csv|docx|html|json|md|ods|parquet|pdf|pptx|tsv|txt|xlsx?|ya?ml|zip)\Z", re.IGNORECASE
)


def refuse_ending(folder: Path) -> None:
    """Refuse a folder that is called like a file: a file is what was meant."""
    if _FILE.match(folder.suffix) and not folder.is_dir():
        raise refused("folder", name=folder.as_posix(), stem=folder.with_suffix("").as_posix())


def target(
    about: str = "File to write; default: stdout.",
    default: Path | None = None,
    force: str = "Overwrite the file if it is there.",
    folder: bool | None = False,
    adds: bool = False,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Where a command writes, handed over as one value; ``about`` and ``force`` are the helps,
    ``folder``: whether it is one, ``adds``: whether it may be a file that is added to, so that only
    the command knows what cannot be written."""
    path = click.option(
        "-o", "--output", "path", type=FILE, default=default, show_default=True, help=about
    )

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(*common: Common, path: Path | None, force: bool, **given: Any) -> None:
            target = Target(path, force)
            if not adds:
                target.ready(folder)
                target.refuse_inputs([*common, *given.values()])
            function(*common, target=target, **given)

        return options(path, click.option("--force", is_flag=True, help=force))(run)

    return decorate


def form(*kinds: str, of: str = "answer") -> Callable[[F], F]:
    """The form of what a command gives; the first is the one that it has unless told otherwise."""
    return click.option(
        "--format",
        "kind",
        type=click.Choice(kinds),
        default=kinds[0],
        show_default=True,
        help=f"Form of the {of}.",
    )


def most(what: str, default: int | None, least: int = 1, limit: int = 1000) -> Callable[[F], F]:
    """How many of something a command shows; all where no number is given."""
    return click.option(
        "-n",
        "--most",
        type=click.IntRange(least, limit),
        default=default,
        show_default=default is not None,
        help=f"{what} to show." if default is not None else f"{what} to show; default: all.",
    )


def options(*chosen: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator, in the order given."""

    def decorate(function: F) -> F:
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate


@dataclass(frozen=True, slots=True)
class Common:
    """What every command over cases is asked: which cases and rubric, as of when, and how much is
    said."""

    paths: tuple[Path, ...]
    as_of: date
    fail_on: str
    quiet: bool
    verbose: bool
    seed: int = 0
    rubric: str | None = None
    lang: str = field(default_factory=spoken)

    def evaluated(self, silent: bool = False) -> tuple[Evaluation, tuple[Reason, ...]]:
        """The evaluation of the paths, findings shown on stderr; files that could not be opened.

        Exits with 10 where no rubric could be read, with 2 where there is nothing to score.
        """
        from evalkit import api, storage

        chosen = given_or_here(self.paths, self.lang)
        if len(chosen) == 1 and chosen[0].suffix == ".json":
            saved = _saved(chosen[0])
            _tell_changed(saved, chosen[0])
            return saved, ()

        def watched(many: Sequence[Path]) -> Iterator[Path]:
            label = phrase("cli", self.lang, "told.reading")
            return progress(many, label, self.quiet or silent or len(many) < 50)

        loaded = storage.load(chosen, self.rubric, watched)
        evaluation = api.evaluation_of(loaded, self.as_of, self.seed)
        findings = loaded.findings if evaluation is None else evaluation.findings
        scored = evaluation is not None and evaluation.files
        if not (silent and scored):
            held = evaluation.files if evaluation else ()
            files = [name for file in held for name, _ in file.files]
            self.told(findings, loaded.texts, files)
        if not (self.quiet or silent):
            tell_passed_over(storage.passed_over(chosen), self.lang, each=self.verbose)
        tell(loaded.problems, self.lang)
        if evaluation is not None and scored:
            return evaluation, loaded.problems
        if findings:
            sys.exit(10)
        if loaded.problems:
            sys.exit(3)
        raise refused("no-cases", names=chosen)

    def inputs(self) -> list[Path]:
        """The files that a command over the cases may read: them, what lies beside them, rubrics,
        and the documents that they name."""
        from evalkit import storage
        from evalkit.storage.plans import documents_of

        chosen = given_or_here(self.paths, self.lang)
        held = storage.inputs_of(chosen, self.rubric)
        saved = len(chosen) == 1 and chosen[0].suffix == ".json"
        files = _saved(chosen[0]).files if saved else storage.load(chosen, self.rubric).files
        return [*held, *documents_of(files)]

    def refuse_input(self, *outputs: Path) -> None:
        """Refuse to write over what is read."""
        from evalkit import storage

        there = [path for path in outputs if path.is_file()]
        read = self.inputs() if there else []
        for path in there:
            storage.refuse_input(path, read)

    def told(
        self, findings: Sequence[Finding], texts: Mapping[str, str], scored: Sequence[str]
    ) -> None:
        """What stands before an answer: every finding with -v, nothing with -q, else how many there
        are and what is not scored for them; where no file is ``scored``, why."""
        from evalkit.cli.findings import summary

        if self.verbose or not scored:  # why nothing is shown is never left unsaid
            show_findings(findings, texts, self.lang, notes=self.verbose, each=self.verbose)
        elif not self.quiet:
            errors = dict.fromkeys(f.span.file for f in findings if f.severity is Severity.ERROR)
            unscored = [file for file in errors if file not in scored and file in texts]
            for line in summary(findings, self.lang, self._check(), unscored):
                click.echo(line, err=True)

    def _check(self) -> str:
        """The command that shows the findings."""
        rubric = ["-r", self.rubric] if self.rubric else []
        return shlex.join(["evalkit", "check", *map(str, self.paths or ["cases"]), *rubric])


PASSED_SHOWN = 3  # names of files that are passed over, in the one line that says so


def tell_passed_over(held: Sequence[PassedOver], lang: str, each: bool) -> None:
    """Which files look as if they were to be read, and are not; ``each``: why, a line a file."""
    if each:
        for item in held:
            why = item.why.text(lang)
            click.echo(phrase("cli", lang, "passed.line", path=item.path, why=why), err=True)
    elif held:
        names = listed(str(item.path) for item in held[:PASSED_SHOWN]).text(lang)
        if (more := len(held) - PASSED_SHOWN) > 0:
            names += phrase("cli", lang, "passed.more", n=more)
        key, hint = (
            "passed.one" if len(held) == 1 else "passed.some",
            phrase("cli", lang, "passed.hint"),
        )
        click.echo(phrase("cli", lang, key, n=len(held), names=names, hint=hint), err=True)


def _saved(path: Path) -> Evaluation:
    """An evaluation that was saved."""
    from evalkit import __version__, storage
    from evalkit.evaluation_file.reading import from_json

    try:
        with storage.uncollected():
            evaluation = from_json(storage.read_evaluation(path), __version__)
    except (ValueError, KeyError, TypeError) as error:
        told = reason("file.no-evaluation", path, why=why(error))
        raise storage.FileProblem(told) from None
    return evaluation


def _tell_changed(evaluation: Evaluation, path: Path) -> None:
    """Which of its files are no longer what a saved evaluation was made from."""
    from evalkit import storage

    standard = evaluation.standard
    named = [(standard.file, standard.sha256)]
    named += [(file.file, file.sha256) for file in evaluation.files]
    for name in storage.changed_since(named, path.parent):
        click.echo(phrase("cli", spoken(), "told.changed", file=name, saved=path), err=True)


def cases(
    *,
    rubric: bool = True,
    lang: bool = True,
    seed: bool = True,
    given: Callable[[Any], Any] = paths,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of commands over cases, handed over as one value; ``rubric``, ``lang``, ``seed``:
    whether it asks for them. Stands above where the command writes, which is not what it reads."""
    asked = ((_rubric, rubric), (_lang, lang), (as_of, True), (_seed, seed))
    chosen = [given, *(option for option, wanted in asked if wanted)]

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(**given: Any) -> None:
            own = {f.name: given.pop(f.name) for f in fields(Common) if f.name in given}
            function(Common(**own), **given)

        return options(*chosen, fail_on, quiet, verbose)(run)

    return decorate


def echo_json(data: object) -> None:
    """Frozen answers as JSON on stdout."""
    from evalkit.evaluation_file import plain

    click.echo(json.dumps(plain(data), ensure_ascii=False, indent=1))


def show(blocks: Sequence[Block], lang: str) -> None:
    """Blocks of a report on a terminal: text as text, tables as tables; charts are not shown."""
    from evalkit.report.model import (
        Aside,
        Bullets,
        Entry,
        Paragraph,
        Points,
        Strong,
        Table,
        inside,
        plain,
    )

    apart = False  # whether text stands above, that a table leaves a line free below
    for block in inside(blocks):
        if isinstance(block, Entry | Aside):
            title = block.title if isinstance(block, Aside) else plain(block.title)
            told(title, bold=True)
            apart = False
        elif isinstance(block, Points):
            for n, point in enumerate(block.items, 1):
                told(f"{n}. {plain(point.runs)}", "   ")
                if point.below:
                    told(f"   {plain(point.below)}", "   ", dim=True)
            apart = True
        elif isinstance(block, Paragraph):
            head = len(block.runs) == 1 and isinstance(block.runs[0], Strong)
            told(plain(block.runs), bold=head)
            apart = not head
        elif isinstance(block, Bullets):
            for item in block.items:
                told(f"- {plain(item)}", "  ")
            apart = True
        elif isinstance(block, Table):
            if apart:
                click.echo("")
            show_table(block, lang, block.caption)
            click.echo("")
            apart = False


def show_table(
    block: Table, lang: str, title: str = "", leaves: Sequence[int] | None = None
) -> None:
    """A table of a report on a terminal; ``leaves`` as :func:`table` takes it."""
    from evalkit.report.model import plain

    rows = [[plain(cell.runs) for cell in row.cells] for row in block.rows]
    numeric = [n for n, column in enumerate(block.columns) if column.numeric]
    titles = [column.title for column in block.columns]
    table(titles, rows, numeric, lang=lang, title=title, leaves=leaves)


def show_markdown(text: str) -> None:
    """A section of the manual on a terminal: its heading and text without their marks."""
    for line in text.splitlines():
        if line.startswith("#"):
            click.echo(click.style(line.lstrip("# "), bold=True))
        elif not line.startswith("```"):
            told(line.replace("*", "").replace("`", ""))


def progress(
    items: Iterable[T], label: str, hidden: bool, length: int | None = None
) -> Iterator[T]:
    """Items one by one, with a bar on stderr where a person is watching."""
    bar = click.progressbar(
        items, length=length, label=label, file=sys.stderr, hidden=hidden or not sys.stderr.isatty()
    )
    with bar as watched:
        yield from watched


def show_findings(
    findings: Sequence[Finding],
    texts: Mapping[str, str],
    lang: str,
    *,
    err: bool = True,
    notes: bool = True,
    each: bool = False,
) -> None:
    """Findings with their excerpts from the texts of files, then how many there are. Those of a
    kind are one with a count, unless ``each`` is to be shown."""
    from evalkit.cli.findings import show

    shown = [f for f in in_order(findings) if notes or f.severity is not Severity.NOTE]
    show(shown, texts, lang, err=err, each=each)
    if hidden := len(findings) - len(shown):
        click.echo(more_notes(hidden, lang), err=err)


def more_notes(n: int, lang: str) -> str:
    """How many notes are not shown, and what shows them."""
    return phrase("cli", lang, "findings.one-more" if n == 1 else "findings.more", n=n)


def tell(problems: Sequence[str | Reason], lang: str) -> None:
    """What could not be opened or written, a line each on stderr."""
    for problem in problems:
        click.echo(phrase("cli", lang, "told.problem", text=said(problem, lang)), err=True)


def finish(findings: Sequence[Finding], fail_on: str, problems: Sequence[str | Reason]) -> None:
    """Exit with 3 where a file could not be opened, with 10 at findings at or above ``fail_on``."""
    if problems:
        sys.exit(3)
    if at_or_above(findings, fail_on):
        sys.exit(10)


def opened(read: tuple[T | None, Sequence[Finding], Mapping[str, str]], lang: str) -> T:
    """What was read, and how many findings there are on it; where it cannot be read, all of them
    and exit 10."""
    from evalkit.cli.findings import summary

    found, findings, texts = read
    if found is None:
        show_findings(findings, texts, lang)
        sys.exit(10)
    files = dict.fromkeys(f.span.file for f in findings)
    for line in summary(findings, lang, shlex.join(["evalkit", "check", *files])):
        click.echo(line, err=True)
    return found


def standard(named: str | None, lang: str) -> RubricFile:
    """The rubric named, else the only one at hand, which is said; where it cannot be read, its
    findings and exit 10."""
    from evalkit import storage

    if named is not None:
        return opened(storage.open_rubric(named), lang)
    here = storage.rubric_here()
    if here.named is None:
        given = [
            name for param in click.get_current_context().command.params for name in param.opts
        ]
        key = "rubrics" if "-r" in given else "rubrics-named"
        raise refused(key, pins=here.pins, first=here.pins[0])
    file = opened(storage.open_rubric(here.named), lang)
    pin = file.rubric.pin
    click.echo(phrase("cli", lang, "rubric.taken", pin=pin, file=file.file), err=True)
    return file


def given_or_here(paths: Sequence[Path], lang: str) -> list[Path]:
    """The paths given, else the cases here; where there are none, how to start, and exit 3."""
    from evalkit import storage

    if paths:
        return list(paths)
    here = storage.cases_here()
    if here is None:
        click.echo(phrase("cli", lang, "start.empty"), err=True)
        sys.exit(3)
    return [here]


def texts(given: tuple[Path, ...], lang: str) -> list[PlanText]:
    """The documents that can be read, of folders all in them; findings on the others on stderr.
    Exits with 10 where none can."""
    from evalkit.storage.plans import plans_in, read_documents

    read = read_documents(plans_in(given))
    for _, findings in read:
        show_findings(findings, {}, lang)
    return [text for text, _ in read if text is not None] or sys.exit(10)


def learnt(standard: RubricFile, lang: str) -> LearntTerms | None:
    """The terms learnt for a rubric, which is said; None where there are none, or, with the
    findings on stderr, where they cannot be used."""
    from evalkit import storage

    held, findings, texts = storage.terms_of_rubric(standard)
    show_findings(findings, texts, lang)
    if held is None or not held.learnt.weight:
        return None
    n = len(held.learnt.cases)
    click.echo(phrase("cli", lang, "learnt.taken", file=held.file, n=n), err=True)
    return held.learnt


def tell_unspoken(strange: Mapping[str, str], asked: str, standard: RubricFile, lang: str) -> None:
    """That documents (name → language) are in one of which a criterion, or a rubric, has no words,
    and what to write there."""
    from evalkit.model.language import name_of

    for name, tag in strange.items():
        said = {"name": name, "language": name_of(tag, lang), "tag": tag, "file": standard.file}
        click.echo(phrase("cli", lang, "find.unspoken", asked=asked, **said), err=True)


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[int] = (),
    *,
    lang: str,
    title: str = "",
    leaves: Sequence[int] | None = None,
) -> None:
    """A table on stdout: as wide as the terminal, or, in a pipe, as it is; ``leaves``: the columns
    that go first where there is no room, as :func:`evalkit.cli.terminal.laid_out` takes them."""
    from evalkit.cli.terminal import laid_out

    laid = laid_out(head, rows, numeric, width(), leaves)
    if title:
        click.echo(click.style(title, bold=True))
    click.echo("\n".join(click.style(line, bold=True) for line in laid.head))
    if sys.stdout.isatty():
        click.echo(click.style("─" * max(laid.width, 1), dim=True))
    for line in laid.body:
        click.echo(line)
    if laid.left_out:
        names = phrase("cli", lang, "table.between").join(laid.left_out)
        told(phrase("cli", lang, "table.left-out", names=names))


def width() -> int | None:
    """Cells of a line of the terminal; None in a pipe, where no line is broken."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def told(text: str, indent: str = "", **style: bool) -> None:
    """Running text on stdout, broken between words where a terminal shows it."""
    from evalkit.cli.terminal import wrapped

    cells = width()
    lines = [text] if cells is None else wrapped(text, cells, indent)
    click.echo("\n".join(click.style(line, **style) if style else line for line in lines))
