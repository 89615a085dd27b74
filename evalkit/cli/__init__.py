"""The command line: parse arguments, call, print, exit. Commands are loaded when they are
called."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

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
    "outcomes": ("analysis:outcomes", "Measured outcomes beside plans; targets on their path."),
    "commitments": (
        "commitments:commitments",
        "What a plan commits to: found clause by clause, or coded and read five ways.",
    ),
    "coherence": (
        "analysis:coherence",
        "How a rubric behaves over many cases: what does not vary, doubles, contradicts.",
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
    "rubric": ("new:rubric", "A rubric as a readable page; what a new version changes."),
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
    gc.set_threshold(50_000, 20, 20)  # a command is short and keeps what it reads: a sixth of check
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except SystemExit as stop:
        sys.exit(
            0 if stop.code == 1 else stop.code
        )  # click's way out where the reader of a pipe went away; no command exits with 1
    except click.Abort:
        click.echo(phrase("cli", asked(sys.argv[1:]), "told.stopped"), err=True)
        sys.exit(130)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        _broke(error)


def _broke(error: Exception) -> None:
    from evalkit.model.refusal import why
    from evalkit.storage import FileProblem

    lang = asked(sys.argv[1:])
    if isinstance(error, FileProblem):
        click.echo(phrase("cli", lang, "told.problem", text=why(error).text(lang)), err=True)
        sys.exit(3)
    if {"-v", "--verbose"} & {*sys.argv}:
        raise error
    said = {"name": type(error).__name__, "text": error}
    click.echo(phrase("cli", lang, "told.broke", **said), err=True)
    sys.exit(1)
