"""new, rubric, schema: files to fill in, pages to read, schemas for editors."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from evalkit.cli import answers, completion, options
from evalkit.cli.answers import Answer
from evalkit.cli.help import command, group
from evalkit.cli.language import spoken
from evalkit.cli.options import Common, Target
from evalkit.cli.refusals import near, refused
from evalkit.cli.replaced import case_replaced
from evalkit.model.catalogue import messages, phrase
from evalkit.model.fields import ID, Text, both, in_language
from evalkit.reading.grids import folded
from evalkit.reading.marks import NONE

if TYPE_CHECKING:
    from evalkit.analysis.rubric_changes import Change, Traced
    from evalkit.model.case import Case
    from evalkit.model.rubric import Rubric, RubricFile
    from evalkit.starter.case import Source

SCHEMA = ".case.schema.json"  # ends the file beside a rubric that editors check its cases by
_HEAD = ("place", "code", "title", "issuer", "adopted", "period", "kind")


def _id(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not ID.match(value):
        raise refused("id", value=value)
    return value


def _adopted(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """A day as it is written, where it is one."""
    return "" if value is None else options.day_typed(value)


def _period(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """First and last year, as a case writes them."""
    if value is None:
        return ""
    years = [int(year) for year in re.findall(r"\d+", unicodedata.normalize("NFKC", value))]
    if len(years) != 2 or not 1900 <= years[0] <= years[1] < 2200:
        raise refused("period", value=value)
    return f"[{years[0]}, {years[1]}]"


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
@click.option("--place", metavar="NAME", default="", help="Whose plan it is.")
@click.option("--code", metavar="CODE", default="", help="Its code in the tables of measures.")
@click.option("--title", metavar="TITLE", default="", help="Title of the plan.")
@click.option("--issuer", metavar="NAME", default="", help="Who issued it.")
@click.option(
    "--adopted", metavar="DATE", callback=_adopted, help="Day of adoption: year-month-day."
)
@click.option(
    "--period", metavar="YEAR-YEAR", callback=_period, help="First and last year of the plan."
)
@click.option("--kind", metavar="KIND", default="", help="Kind of document, as the rubric has it.")
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="NAME=VALUE:WHY",
    help="Already known, e.g. development=underdeveloped, with the reason after a colon; criteria "
    "it rules out are left out. May be repeated.",
)
@click.option(
    "--raters",
    metavar="NAME,NAME",
    help="Who will rate: a blank rating for each under every criterion.",
)
@click.option(
    "--from",
    "plan",
    metavar="PLAN",
    type=options.FILE,
    help="A plan (PDF, DOCX, HTML, text): passages that bear on each criterion are offered as "
    "comments.",
)
@options.ocr
@click.option(
    "--after",
    metavar="CASE",
    shell_complete=completion.cases,
    help="Last year's case: region, facets, raters and documents are taken from it, years moved "
    "on; its levels and commitments stand in comments.",
)
@options.options(
    options.lang, options.target("File to write; default: cases/ID.yaml; - for stdout.")
)
def new_case(id: str, rubric: str | None, lang: str, target: Target, **known: Any) -> None:
    """Write a case with every applicable criterion's question, levels and checks as comments.

    With --from, passages of the plan stand under the criteria they may bear on: where to look,
    never a rating. Without --lang, a rubric that is in one language decides it.

    \b
    Examples:
      evalkit new case gansu-2026 --facet development=underdeveloped --facet resources=rich
      evalkit new case gansu-2026 --from plans/gansu.pdf --raters ana,ben --lang en
      evalkit new case lyon-2026 --place Lyon --title "Lyon 2030" --facet "coast=no: it lies inland"
      evalkit new case guizhou-2027 --after guizhou-2026
    """
    from evalkit import api, storage
    from evalkit.starter.case import Given, Head
    from evalkit.starter.last_year import after
    from evalkit.starter.text import language_of

    case = _named_case(known["after"], lang) if known["after"] else None
    if case is not None and rubric is None:
        rubric = case.rubric.partition("@")[0]
    standard = options.standard(rubric, lang)
    asked = click.get_current_context().get_parameter_source("lang")
    spoken = language_of(standard.rubric) if asked is ParameterSource.DEFAULT else None
    facets, reasons = _facets(standard.rubric, known["facets"])
    usual = (storage.cases_here() or Path("cases")) / f"{id}.yaml"
    path = usual if target.path is None or target.is_stdout else target.path
    last = after(case, id) if case is not None else None
    raters = _raters(known["raters"]) or (last.raters() if last else ())
    head = Head(**{key: known[key] or "" for key in _HEAD}, reasons=reasons)
    if head.kind and head.kind not in standard.rubric.kinds:
        raise refused("kind", name=head.kind, known=list(standard.rubric.kinds))
    schema, source = _schema(standard, path), _source(known["plan"], standard, lang)
    given = Given(path.as_posix(), schema, source, raters, last, head)
    gone, content = "", api.new_case(standard, id, spoken or lang, facets, given)
    if str(target.path) == "-":
        target.write(content)
    else:
        target = replace(target, path=path)
        gone = case_replaced(target, lang)
        target.write(content)
    if source is not None:
        strange = api.unspoken(standard, [source.text])
        options.tell_unspoken(strange, standard.rubric.rubric, standard, lang)
    if gone:
        click.echo(gone, err=True)
    if not target.is_stdout:
        click.echo(phrase("cli", lang, "told.fill-in", path=path.as_posix(), id=id), err=True)


def _named_case(named: str, lang: str) -> Case:
    """A case by its file, or by its id among the cases here."""
    from evalkit import storage
    from evalkit.model.case import case_called

    path = Path(named)
    paths = [path] if path.is_file() else options.given_or_here((), lang)
    cases = [file.case for held in storage.load_each(paths) for file in held.files]
    found = cases[0] if path.is_file() and cases else case_called(named, cases)
    if found is not None:
        return found
    raise refused(
        "no-case", name=named, near=near(named, [case.case for case in cases], listing=True)
    )


def _facets(
    rubric: Rubric, given: tuple[str, ...]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Facets that are known, as ``name=value`` or ``name=value,value`` says; and why, as it stands
    after a colon."""
    known: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    titles = {name: facet.title for name, facet in rubric.facets.items()}
    for written in given:
        called, mark, said_of = re.sub("＝", "=", written, count=1).partition("=")
        value, _, why = re.sub("：", ":", said_of, count=1).partition(":")
        name = _called(called, titles)
        about = rubric.facets.get(name)
        if about is None:
            raise refused("facet", name=called, known=_choices(titles))
        values = tuple(_called(part, about.values) for part in options.names_in(value))
        if about.many and len(values) == 1 and values[0].casefold() in NONE - about.values.keys():
            values = ()
        said = {"name": name, "known": _choices(about.values)}
        if not mark or not (values or about.many):
            raise refused("facet-form", written=written, **said)
        if len(values) > 1 and not about.many:
            raise refused("facet-one", **said)
        if wrong := [part for part in values if part not in about.values]:
            raise refused("facet-value", value=wrong[0], **said)
        known[name] = values
        if why.strip():
            reasons[name] = why.strip()
    return known, reasons


def _called(written: str, titles: Mapping[str, Text]) -> str:
    """The id that a name is of, by itself or by its title in either language; else the name."""
    by_name = {folded(title): id for id, text in titles.items() for title in both(text)}
    by_name |= {folded(id): id for id in titles}
    return by_name.get(folded(written), written.strip())


def _choices(titles: Mapping[str, Text]) -> list[str]:
    """Ids that may be written, each with its title where that is another word."""
    lang = spoken()
    named = {id: in_language(title, lang) for id, title in titles.items()}
    return [
        id
        if folded(title) in ("", folded(id))
        else phrase("cli", lang, "refused.choice", id=id, title=title)
        for id, title in named.items()
    ]


def _raters(given: str | None) -> tuple[str, ...]:
    """Names of raters, each once however it is spelt."""
    names = [" ".join(part.split()) for part in re.split(r"[,，、;；]", given or "")]
    names = [name for name in names if name]
    spelt: dict[str, str] = {}
    for name in names:
        first = spelt.setdefault(name.casefold(), name)
        if names.count(name) > 1 or first != name:
            raise refused("rater-twice", first=first, name=name)
    return tuple(names)


def _schema(standard: RubricFile, path: Path) -> str:
    """The schema of the rubric's own cases, seen from a case; empty where none lies beside the
    rubric."""
    rubric = Path(standard.file)
    schema = rubric.with_name(rubric.name.removesuffix(rubric.suffix) + SCHEMA)
    if not schema.is_file():
        return ""
    return Path(os.path.relpath(schema.resolve(), (Path.cwd() / path).parent)).as_posix()


def _source(plan: Path | None, standard: RubricFile, lang: str) -> Source | None:
    """The plan that passages are taken from, named as the case can find it again."""
    if plan is None:
        return None
    from evalkit.starter.case import Source

    text = options.texts((plan,), lang)[0]
    here = Path.cwd().resolve()
    inside = plan.resolve().is_relative_to(here)
    name = plan.resolve().relative_to(here).as_posix() if inside else plan.name
    return Source(name, text, learnt=options.learnt(standard, lang))


@new.command("rubric")
@click.argument("id", callback=_id)
@click.option(
    "--like",
    metavar="RUBRIC",
    shell_complete=completion.rubrics,
    help="Start from another rubric, its comments kept: a file, an id or id@version.",
)
@options.options(
    options.lang, options.target("File to write; default: rubrics/ID.yaml; - for stdout.")
)
def new_rubric(id: str, like: str | None, lang: str, target: Target) -> None:
    """Write a small rubric that shows the parts a rubric may have, in one language.

    With --like, another rubric is written under the new name, from version 0.1.0 on.

    \b
    Examples:
      evalkit new rubric my-standard --lang en
      evalkit new rubric my-province --like regional-innovation
      evalkit new rubric my-city --like municipal-climate
    """
    from evalkit import api

    if like is not None:
        options.standard(like, lang)  # its findings are shown where it cannot be read
    path = target.path or Path("rubrics") / f"{id}.yaml"
    replace(target, path=path).write(api.new_rubric(id, lang, like))
    if not target.is_stdout or target.path is None:
        click.echo(phrase("cli", lang, "told.change", path=path.as_posix()), err=True)


@group()
def rubric() -> None:
    """A rubric as a readable page, what a new version of it changes, terms learnt for it.

    \b
    Examples:
      evalkit rubric show regional-innovation --lang zh
      evalkit rubric diff regional-innovation@1.0.0 rubrics/draft.yaml cases/
      evalkit rubric learn cases/ --plans plans/
    """


@rubric.command("show")
@click.argument("named", metavar="[RUBRIC]", required=False, shell_complete=completion.rubrics)
@options.lang
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "md", "html", "csv"]),
    help="Form of the page; csv gives the codebook of commitments.  [default: text on a terminal, "
    "else md]",
)
@options.target()
def show(named: str | None, lang: str, kind: str | None, target: Target) -> None:
    """Every pillar and criterion: what it asks, how it is scored, level by level.

    \b
    Examples:
      evalkit rubric show --lang zh
      evalkit rubric show rubrics/mine.yaml --format html -o mine.html
    """
    from evalkit import api

    standard = options.standard(named, lang)
    kind = kind or ("text" if target.path is None and sys.stdout.isatty() else "md")
    if kind == "text":
        _show_page(standard, lang)
    else:
        target.write(api.rubric_show(standard, kind, lang))


@rubric.command("learn")
@options.cases(seed=False)
@options.plans
@options.target("File to write; default: NAME.terms.yaml beside the rubric; - for stdout.")
def learn(common: Common, plans: Path | None, target: Target) -> None:
    """Learn, from the passages that raters cited, words that tell where a criterion is spoken of.

    They are written beside the rubric, with weights, to be read and edited: single words and pairs
    of characters that stand in cited passages of two plans or more; no sentence can be read from
    them. find, form and new case use the file where it stands there, and say so. With terms learnt
    from eight plans, eight of ten cited passages of others are among the first ten found; without,
    seven.

    \b
    Examples:
      evalkit rubric learn cases/ --plans plans/
      evalkit rubric learn cases/ -r rubrics/mine.yaml --force
    """
    from evalkit import api, storage
    from evalkit.model.refusal import Refusal, why

    lang = common.lang
    evaluation, _ = common.evaluated(silent=True)
    standard = evaluation.standard
    target = replace(target, path=target.path or storage.terms_file_of(standard))
    target.ready(folder=False)
    held = api.plans(evaluation, plans)
    try:
        learnt = api.learn_terms(evaluation, held)
    except Refusal as refusal:
        raise refused("told", message=why(refusal)) from None
    target.write(api.terms_file(learnt, lang))
    if not target.is_stdout:
        n = sum(len(terms) for own in learnt.terms.values() for terms in own.values())
        said = {"n": n, "criteria": len(learnt.terms), "cases": len(learnt.cases)}
        click.echo(phrase("cli", lang, "learnt.written", file=target.path, **said), err=True)


def _show_page(standard: RubricFile, lang: str) -> None:
    """The rubric's page as text."""
    from evalkit.report.products.rubric_page import rubric_page

    page = rubric_page(standard, lang)
    click.echo(click.style(f"{page.title} ({page.subtitle})", bold=True))
    options.show(page.summary, lang)
    for section in page.sections:
        click.echo("\n" + click.style(section.title.upper(), bold=True))
        options.show(section.blocks, lang)


@rubric.command("diff")
@click.argument("old", shell_complete=completion.rubrics)
@click.argument("new_", metavar="NEW", shell_complete=completion.rubrics)
@click.argument("paths", metavar="[CASES]...", nargs=-1, type=options.FILE)
@options.options(options.lang, options.as_of, answers.answered("text", *answers.JSON))
def diff(
    old: str, new_: str, paths: tuple[Path, ...], lang: str, as_of: date, answer: Answer
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
    from evalkit.datasets.rubric_changes import rubric_changes

    say = messages("cli", lang)["diff"]
    before, after = (options.standard(named, lang) for named in (old, new_))
    if before.rubric.pin == after.rubric.pin and before.sha256 != after.sha256:
        pin = before.rubric.pin
        click.echo(say["version"].format(pin=pin), err=True)
    changes, cases = api.rubric_diff(before, after, paths, as_of=as_of)
    if not answer.printed:
        pins = {"old": before.rubric.pin, "new": after.rubric.pin}
        checks = traced(before.rubric, after.rubric)
        if answer.as_json:
            answer.json({**pins, "changes": changes, "checks": checks, "cases": cases})
        else:
            made = rubric_changes(changes, checks, cases)
            answer.tables(lambda: made, None, lang, as_of)
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
            "; " + say["total"].format(a=_score(before, case.before), b=_score(after, case.after))
            if known
            else ""
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


def _score(standard: RubricFile, value: float | None) -> str:
    from evalkit.report.numbers import score

    return score(standard.rubric.units, value).text()


@command()
@click.argument(
    "kind",
    type=click.Choice(
        ["rubric", "case", "weights", "terms", "report", "map", "evaluation", "audit"]
    ),
)
@click.option(
    "-r",
    "--rubric",
    "named",
    metavar="RUBRIC",
    shell_complete=completion.rubrics,
    help="With case: the schema of this rubric's own cases, with its criteria, checks and levels.",
)
@options.options(options.lang, options.target())
def schema(kind: str, named: str | None, lang: str, target: Target) -> None:
    """JSON Schema of a file format: editors check and complete with it.

    With -r, an editor shows each criterion's question, levels and checks while a case is typed.

    \b
    Examples:
      evalkit schema case -o case.schema.json
      evalkit schema case -r rubrics/mine.yaml -o rubrics/mine.case.schema.json
    """
    from evalkit import api

    if named is not None and kind != "case":
        raise refused("schema-case")
    standard = None if named is None else options.standard(named, lang)
    target.write(api.schema(kind, standard, lang))
