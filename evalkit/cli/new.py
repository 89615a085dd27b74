"""new, rubric, schema: files to fill in, pages to read, schemas for editors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalkit.cli import options
from evalkit.cli.help import command, group
from evalkit.cli.language import spoken
from evalkit.cli.options import Target
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import messages, phrase
from evalkit.model.fields import in_language

if TYPE_CHECKING:
    from evalkit.analysis.rubric_changes import Change, Traced
    from evalkit.starter.case import Source

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def _id(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not _ID.match(value):
        raise refused("id", value=value)
    return value


@group()
def new() -> None:
    """A commented case or rubric to fill in.

    \b
    Examples:
      evalkit new case gansu-2026
      evalkit new rubric my-standard
    """


@new.command("case")
@click.argument("id", callback=_id)
@options.one_rubric
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="NAME=VALUE",
    help="Already known, e.g. development=underdeveloped; criteria it rules out are left out. "
    "May be repeated.",
)
@options.lang
@click.option(
    "--from",
    "plan",
    metavar="PLAN",
    type=options.FILE,
    help="A plan (PDF, DOCX, HTML, text): passages that bear on each criterion are offered as "
    "comments.",
)
@options.target("File to write; default: cases/ID.yaml; - for stdout.")
def new_case(
    id: str,
    rubric: str,
    facets: tuple[str, ...],
    lang: str,
    target: Target,
    plan: Path | None,
) -> None:
    """Write a case with every applicable criterion's question, levels and checks as comments.

    With --from, passages of the plan stand under the criteria they may bear on: where to look,
    never a rating.

    \b
    Examples:
      evalkit new case gansu-2026 --facet development=underdeveloped --facet resources=rich
      evalkit new case gansu-2026 --from plans/gansu.pdf --lang en
    """
    from evalkit import api

    standard = options.standard(rubric, lang)
    known: dict[str, tuple[str, ...]] = {}
    for facet in facets:
        name, equals, value = facet.partition("=")
        about = standard.rubric.facets.get(name)
        values = tuple(part for part in value.split(",") if part)
        if about is None:
            raise refused("facet", name=name, known=list(standard.rubric.facets))
        if not equals or not (values or about.many):
            raise refused("facet-form", written=facet, name=name, known=list(about.values))
        wrong = [part for part in values if part not in about.values]
        if wrong:
            raise refused("facet-value", value=wrong[0], name=name, known=list(about.values))
        known[name] = values
    target = replace(target, path=target.path or Path("cases") / f"{id}.yaml")
    target.write(api.new_case(standard, id, lang, known, str(target.path), _source(plan, lang)))
    if not target.is_stdout:
        click.echo(phrase("cli", lang, "told.fill-in", path=target.path), err=True)


def _source(plan: Path | None, lang: str) -> Source | None:
    """The plan that passages are taken from, named as the case can find it again."""
    if plan is None:
        return None
    from evalkit.starter.case import Source

    text = options.texts((plan,), lang)[0]
    here = Path.cwd().resolve()
    inside = plan.resolve().is_relative_to(here)
    return Source(plan.resolve().relative_to(here).as_posix() if inside else plan.name, text)


@new.command("rubric")
@click.argument("id", callback=_id)
@options.target("File to write; default: rubrics/ID.yaml; - for stdout.")
def new_rubric(id: str, target: Target) -> None:
    """Write a small rubric that shows every part a rubric may have.

    \b
    Example:
      evalkit new rubric my-standard
    """
    from evalkit import api

    target = replace(target, path=target.path or Path("rubrics") / f"{id}.yaml")
    target.write(api.new_rubric(id))
    if not target.is_stdout:
        click.echo(phrase("cli", spoken(), "told.change", path=target.path), err=True)


@group()
def rubric() -> None:
    """A rubric as a readable page, and what a new version of it changes.

    \b
    Examples:
      evalkit rubric show regional-innovation --lang zh
      evalkit rubric diff regional-innovation@1.0.0 rubrics/draft.yaml cases/
    """


@rubric.command("show")
@click.argument(
    "named", metavar="[RUBRIC]", default="regional-innovation", shell_complete=options.rubric_names
)
@options.lang
@options.form("md", "html", "csv", of="page; csv gives the codebook of commitments")
@options.target()
def show(named: str, lang: str, kind: str, target: Target) -> None:
    """Every pillar and criterion: what it asks, how it is scored, level by level.

    \b
    Examples:
      evalkit rubric show --lang zh
      evalkit rubric show rubrics/mine.yaml --format html -o mine.html
    """
    from evalkit import api

    target.write(api.rubric_show(options.standard(named, lang), kind, lang))


@rubric.command("diff")
@click.argument("old", shell_complete=options.rubric_names)
@click.argument("new_", metavar="NEW", shell_complete=options.rubric_names)
@click.argument("paths", metavar="[CASES]...", nargs=-1, type=options.FILE)
@options.options(options.lang, options.as_of, options.as_json)
def diff(
    old: str, new_: str, paths: tuple[Path, ...], lang: str, as_of: date, as_json: bool
) -> None:
    """What a new version of a rubric changes, and which ratings of which cases need another look.

    OLD and NEW are files, ids or id@version. With CASES, each case pinned to OLD is scored under
    both versions, its ratings as they are.

    \b
    Examples:
      evalkit rubric diff regional-innovation@1.0.0 rubrics/draft.yaml
      evalkit rubric diff regional-innovation@1.0.0 regional-innovation@1.1.0 cases/
    """
    from evalkit import api
    from evalkit.analysis.rubric_changes import traced

    say = messages("cli", lang)["diff"]
    before, after = (options.standard(named, lang) for named in (old, new_))
    if before.rubric.pin == after.rubric.pin and before.sha256 != after.sha256:
        pin = before.rubric.pin
        click.echo(say["version"].format(pin=pin), err=True)
    changes, cases = api.rubric_diff(before, after, paths, as_of=as_of)
    if as_json:
        pins = {"old": before.rubric.pin, "new": after.rubric.pin}
        checks = traced(before.rubric, after.rubric)
        options.echo_json({**pins, "changes": changes, "checks": checks, "cases": cases})
        return
    click.echo(click.style(f"{before.rubric.pin} → {after.rubric.pin}", bold=True))
    if not changes:
        click.echo(say["same"])
    codes = {ref: node.code for r in (before, after) for ref, _, node in r.rubric.walk()}
    for effect in ("rating", "score", "words"):
        chosen = [change for change in changes if change.effect == effect]
        if chosen:
            click.echo("\n" + click.style(f"{say[effect]} ({len(chosen)})", bold=True))
        for change in chosen:
            _show_change(change, codes, say, lang)
    _show_traces(traced(before.rubric, after.rubric), say, lang)
    for case in cases:
        known = case.before is not None or case.after is not None
        totals = (
            "; " + say["total"].format(a=_score(case.before), b=_score(case.after)) if known else ""
        )
        click.echo(
            "\n"
            + click.style(f"{case.file}: ", bold=True)
            + f"{say['again'].format(n=len(case.rechecks))}{totals}"
        )
        for item in case.rechecks:
            listed = say["between"].join(_what(change, say) for change in item.changes)
            level = (
                say["unrated"]
                if not item.rater
                else f"{item.rater}: {'—' if item.level is None else f'{item.level:g}'}"
            )
            click.echo(f"  {item.criterion}  {level}  ({listed})")
    if paths and not cases:
        click.echo("\n" + say["none"].format(pin=before.rubric.pin))


def _show_traces(traces: Sequence[Traced], say: Mapping[str, str], lang: str) -> None:
    """What became of the checks of the old version, where the new one has them no longer as they
    were."""
    moved = [t for t in traces if t.became != (t.ref,)]
    if not moved:
        return
    head = say["traces"].format(kept=len(traces) - len(moved), n=len(traces))
    click.echo("\n" + click.style(head, bold=True))
    for trace in moved:
        became = say["between"].join(trace.became) or in_language(trace.because, lang)
        click.echo(f"  {trace.ref} → {became or say['untold']}")


def _what(change: Change, say: Mapping[str, str]) -> str:
    return " ".join(part for part in (say[change.part], change.key, say[change.kind]) if part)


def _show_change(change: Change, codes: dict[str, str], say: Mapping[str, str], lang: str) -> None:
    name = f"{codes.get(change.ref, '')} {change.ref}".strip()
    like = f" ({say['like'].format(like=change.like)})" if change.like else ""
    click.echo("  " + " · ".join(part for part in (name, _what(change, say)) if part) + like)
    for sign, text in (("-", change.old), ("+", change.new)):
        shown = text[0 if lang == "zh" else 1]
        if shown:
            click.echo(f"    {sign} {shown if len(shown) <= 300 else shown[:300] + '…'}")


def _score(value: float | None) -> str:
    from evalkit.report.numbers import score

    return score(value).text()


@command()
@click.argument(
    "kind", type=click.Choice(["rubric", "case", "weights", "report", "map", "evaluation", "audit"])
)
@options.target()
def schema(kind: str, target: Target) -> None:
    """JSON Schema of a file format: editors check and complete with it.

    \b
    Example:
      evalkit schema case -o case.schema.json
    """
    from evalkit import api

    target.write(api.schema(kind))
