"""The command line: parse arguments, call, print, exit. Commands are loaded when they are
called."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from evalkit.cli import ending
from evalkit.cli.help import Group
from evalkit.cli.language import asked, not_spoken
from evalkit.model.catalogue import phrase

# name → (module:attribute, one line of help); a static table, so that --help loads nothing heavy.
COMMANDS: dict[str, tuple[str, str]] = {
    "report": (
        "scoring:report",
        "Score cases; write a comparison and, for each, a memo and a briefing: the main job.",
    ),
    "score": ("scoring:score", "Score cases: a table, or CSV, Excel, Parquet, JSON."),
    "compare": (
        "scoring:compare",
        "Cases side by side: ranks, ranges, who leads on what, by facet.",
    ),
    "explain": (
        "scoring:explain",
        "One number back to its rule, ratings, evidence, file lines; what a code means.",
    ),
    "sensitivity": (
        "analysis:sensitivity",
        "How sure scores and ranks are, under named assumptions.",
    ),
    "advise": (
        "analysis:advise",
        "What a plan should write: what is missing, where, who does it, a sentence.",
    ),
    "agreement": (
        "analysis:agreement",
        "How far raters agree, and the disagreements that matter most.",
    ),
    "settle": ("raters:settle", "Decide where raters differ, into the case file and its journal."),
    "merge": ("raters:merge", "Join files of one case, each with its raters, into one."),
    "coordination": (
        "analysis:coordination",
        "Whether systems advance in step, who lags, what holds it back.",
    ),
    "consistency": (
        "analysis:consistency",
        "The yes/no checks as a policy-modelling-consistency (PMC) index.",
    ),
    "weights": (
        "analysis:weights",
        "Other weights and rules: what each gives, and what ranking follows.",
    ),
    "trends": (
        "analysis:trends",
        "The index over the years on one scale: places, growth, what made the difference.",
    ),
    "outcomes": ("analysis:outcomes", "Measured outcomes beside plans; targets on their path."),
    "gaps": (
        "analysis:gaps",
        "How unequal regions are in measures, and plans in scores, by facet and year.",
    ),
    "commitments": (
        "commitments:commitments",
        "What a plan commits to: found clause by clause, or coded and read five ways.",
    ),
    "coherence": (
        "analysis:coherence",
        "How a rubric behaves over many cases: what does not vary, doubles, contradicts.",
    ),
    "data": (
        "analysis:data",
        "The data before any conclusion: distributions, correlations, weights, components.",
    ),
    "levels": (
        "analysis:levels",
        "Levels given to every criterion: breadth, depth, what tells nobody apart.",
    ),
    "export": (
        "export:export",
        "All tables at once, as data for other programs, with a data dictionary.",
    ),
    "chart": ("analysis:chart", "One picture of a report, as SVG or PNG."),
    "changes": ("analysis:changes", "What changed between successive plans of a region."),
    "audit": (
        "audit:audit",
        "Plans against the framework, and their evidence against the plans' texts.",
    ),
    "quote": ("audit:quote", "Is this quote in this document, where, and how exactly?"),
    "find": ("audit:find", "Passages of a plan that bear on a criterion."),
    "check": ("check:check", "Validate rubrics, cases and tables; findings only."),
    "init": ("init:init", "An example project to start from, or the shipped cases as one."),
    "import": (
        "tables:import_",
        "Tables into case files: ratings, evidence, measures, commitments, cases.",
    ),
    "pack": ("tables:pack", "Cases as tables, without loss: a folder, or one workbook."),
    "form": ("forms:form", "A rating form in Excel for one rater, to fill in and hand back."),
    "collect": ("forms:collect", "Read rating forms back into the cases that they are of."),
    "new": ("new:new", "A commented case or rubric to fill in."),
    "rubric": (
        "new:rubric",
        "A rubric as a readable page; what a new version changes; terms learnt for it.",
    ),
    "schema": (
        "new:schema",
        "JSON Schema of each kind of file: rubric, case, weights, report style …",
    ),
    "completion": ("completion:completion", "What makes a shell complete with Tab."),
}


# commands of an earlier name: they work, say what to type, and are not listed
HIDDEN: dict[str, str] = {"priorities": "analysis:priorities"}


class LazyGroup(Group):
    """A group that imports a command's module only when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = HIDDEN.get(cmd_name) or COMMANDS.get(cmd_name, ("", ""))[0]
        if not where:
            return None
        module, _, attribute = where.partition(":")
        command: click.Command = getattr(
            importlib.import_module(f"evalkit.cli.{module}"), attribute
        )
        return command

    def lines(self, ctx: click.Context) -> list[tuple[str, str]]:
        return [(name, about) for name, (_, about) in COMMANDS.items()]


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from evalkit import __version__

        click.echo(f"evalkit {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done · 1 evalkit itself broke · 2 usage · 3 a file could not be read or "
    "written · 10 findings at or above --fail-on.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Score regional innovation plans against a rubric, and explain every number.

    \b
    Example:
      evalkit report cases/ -o reports/ --lang zh,en
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if name := not_spoken():
        click.echo(phrase("cli", "en", "usage.language", name=name), err=True)


def run() -> None:
    """The console script: exceptions that are nobody's fault but ours end with status 1."""
    # no part of evalkit is a plug-in of pydantic; looking for some opens every installed package
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # a command is short and keeps what it makes: nothing that it imports is garbage
    gc.set_threshold(200_000, 20, 20)
    ending.ready_streams()
    heard = ending.hear_stops()
    try:
        main(standalone_mode=False)
        sys.stdout.flush()
        if heard:  # something under way kept it to itself
            raise ending.Stopped(heard[0])
    except BaseException as error:
        sys.exit(_status(error, heard))
    finally:
        gc.freeze()  # or Python looks through all that is left, several times, before it ends


def _status(error: BaseException, heard: Sequence[int]) -> int | str | None:
    """The exit status after an exception; what is to be said of it is said."""
    if heard:  # whatever broke when the run was stopped
        return ending.stopped(heard[0])
    if isinstance(error, click.exceptions.Exit):
        return _flushed(error.exit_code)
    if isinstance(error, SystemExit):  # 1 is click's where the reader of a pipe went away
        return 0 if error.code == 1 else _flushed(error.code)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return ending.stopped(signal.SIGINT)
    if isinstance(error, click.ClickException):
        with suppress(OSError):  # standard error may take nothing
            error.show()
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()
        return 0
    if isinstance(error, OSError) and ending.is_unwritable(error):
        return ending.unwritable(error)
    if isinstance(error, MemoryError):
        ending.tell("told.memory")
        return 3
    return _broke(error)


def _flushed(status: int | str | None) -> int | str | None:
    """A status, once all that was to be written to standard output is; else that of an output that
    takes nothing."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return status
    except OSError as error:
        return ending.unwritable(error)
    return status


def _broke(error: BaseException) -> int:
    from evalkit.model.refusal import why
    from evalkit.storage import FileProblem

    if isinstance(error, FileProblem):
        ending.tell("told.problem", text=why(error).text(asked(sys.argv[1:])))
        return 3
    if {"-v", "--verbose"} & {*sys.argv}:
        raise error
    ending.tell("told.broke", name=type(error).__name__, text=error)
    return 1
