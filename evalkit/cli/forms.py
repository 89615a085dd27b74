"""form and collect: rating forms in Excel, written and read back."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import completion, options
from evalkit.cli.help import command
from evalkit.cli.options import Target
from evalkit.cli.refusals import Refused, refused
from evalkit.cli.replaced import form_replaced
from evalkit.model.catalogue import phrase
from evalkit.model.refusal import Listed
from evalkit.reading.raters import folded

if TYPE_CHECKING:
    from evalkit.evidence.text import PlanText
    from evalkit.forms.collect import Collected, Tally
    from evalkit.model.case import CaseFile
    from evalkit.model.rubric import RubricFile


@dataclass(frozen=True, slots=True)
class FromPlan:
    """Where the plan's text is: files given, or a folder of what the case names."""

    files: tuple[Path, ...]
    folder: Path | None


_PLAN = (
    click.option(
        "--plan",
        "plan_files",
        multiple=True,
        metavar="FILE",
        type=options.FILE,
        help="A document of the plan: passages of it are offered. May be repeated.",
    ),
    options.plans,
)


def _from_plan(function: Callable[..., None]) -> Callable[..., None]:
    """Where the plan's text is, handed over as one value."""

    @functools.wraps(function)
    def run(plan_files: tuple[Path, ...], plans: Path | None, **given: Any) -> None:
        function(plan=FromPlan(plan_files, plans), **given)

    return options.options(*_PLAN)(run)


@command()
@click.argument("case", metavar="[CASE]", required=False, shell_complete=completion.case_or_file)
@click.option("--rater", metavar="NAME", help="Whom the form is for.")
@click.option(
    "--settle",
    is_flag=True,
    help="A form to decide where raters differ: it shows what each of them gave.",
)
@options.rubric
@options.lang
@_from_plan
@options.target(
    "File to write; default: CASE-RATER.xlsx, with --settle CASE-settle-RATER.xlsx; - for stdout."
)
def form(
    case: str | None,
    rater: str | None,
    settle: bool,
    rubric: str | None,
    lang: str,
    plan: FromPlan,
    target: Target,
) -> None:
    """Write a rating form in Excel: for one rater, of a case (an id or a file) or of a rubric
    alone.

    A sheet a pillar: questions, levels and checks beside yellow cells to fill in. It shows no other
    person's rating; to a rater who has rated before it shows their own. Where the plan's text is at
    hand, passages that may bear on each criterion are offered on a sheet of their own. Filled in,
    `evalkit collect` reads it back.

    With --settle the form is for whoever decides where raters differ, and is not blind: it holds
    the criteria that `evalkit settle CASE --list` lists, with every rater's level, ticks, reason
    and evidence side by side. What is filled in comes back as decisions.

    \b
    Examples:
      evalkit form guizhou-2026 --rater Ana
      evalkit form zhejiang-2026 --settle --rater chair
      evalkit form guizhou-2026 --rater 张三 --lang zh --plans plans/ -o 贵州-张三.xlsx
      evalkit form -r regional-innovation --rater Ana --plan plans/guizhou.pdf
    """
    from evalkit import api
    from evalkit.forms.content import content_of
    from evalkit.model.refusal import Refusal, why

    if not rater or not rater.strip():
        raise Refused(phrase("cli", lang, "form.nobody"))
    if api.lacking("xlsx"):
        raise refused("library", formats="xlsx")
    file, standard = _of(case, rubric, lang, settle)
    rater = _whom(rater.strip(), file, lang)
    texts = _texts(file, plan, lang)
    try:
        told = options.learnt(standard, lang) if texts else None
        made = api.form(rater, file, standard, lang=lang, texts=texts, settle=settle, learnt=told)
    except Refusal as refusal:
        raise refused("told", message=why(refusal)) from None
    about = file.case.case if file is not None else standard.rubric.rubric
    name = re.sub(r"[^\w.-]+", "-", f"{about}{'-settle' if settle else ''}-{rater}.xlsx")
    target = replace(target, path=target.path or Path(name))
    known = {} if file is None else {file.case.case: (file, standard)}
    gone = form_replaced(target, known, lang)
    target.write(made)
    if target.is_stdout:
        return
    if gone:
        click.echo(gone, err=True)
    if file is not None and (other := _spelt(rater, file)):
        click.echo(phrase("cli", lang, "form.spelt", rater=rater.strip(), other=other), err=True)
    if settle:
        click.echo(phrase("cli", lang, "form.settling", file=target.path), err=True)
    else:
        blocks = content_of(standard, file, rater, lang).blocks
        done = sum(block.rating is not None for block in blocks)
        said = {"file": target.path, "todo": len(blocks) - done, "done": done}
        click.echo(phrase("cli", lang, "form.written", **said), err=True)
    if texts:
        names = ", ".join(text.name for text in texts)
        click.echo(phrase("cli", lang, "form.passages", names=names), err=True)
    click.echo(phrase("cli", lang, "form.handed", file=target.path), err=True)


def _whom(rater: str, file: CaseFile | None, lang: str) -> str:
    """The id of a rater who is given by name; said, and also who is none of the case's raters."""
    from evalkit.reading.raters import rater_named

    known = file.case.raters if file is not None else {}
    person = rater_named(rater, known)
    if person:
        said = phrase("cli", lang, "form.same", name=rater, rater=person)
    elif known and rater not in known:
        names = Listed(tuple(known)).text(lang)
        said = phrase("cli", lang, "form.stranger", name=rater, known=names)
    else:
        return rater
    click.echo(said, err=True)
    return person or rater


def _of(
    case: str | None, rubric: str | None, lang: str, settle: bool = False
) -> tuple[CaseFile | None, RubricFile]:
    """The case that a form is of, and its rubric; a rubric alone where no case is named."""
    from evalkit import storage
    from evalkit.storage.workbooks import cases_in

    if case is None:
        return None, options.standard(rubric, lang)
    paths, folder = [Path(case)], None
    if not paths[0].exists():
        (folder,) = options.given_or_here((), lang)
        held = cases_in([folder])
        case = case if case in held else _called(case, folder)
        paths = held.get(case, [folder])  # the folder: where tables hold the case
    loaded = storage.load(paths, rubric)
    files = loaded.files
    if folder is not None and loaded.files:
        files = tuple(file for file in loaded.files if file.case.case == case)
        if not files:
            known = ", ".join(file.case.case for file in loaded.files)
            said = {"case": case, "folder": folder, "known": known}
            raise Refused(phrase("cli", lang, "form.no-case", **said))
    if loaded.standard is None or not files:
        options.show_findings(loaded.findings, loaded.texts, lang)
        options.tell(loaded.problems, lang)
        sys.exit(10 if loaded.findings else 3)
    if len(files) > 1:
        ids = [own.case.case for own in files]
        example = f"evalkit form {ids[0]}{' --settle' if settle else ''} --rater NAME"
        said = {"ids": Listed(tuple(ids)).text(lang), "example": example}
        raise Refused(phrase("cli", lang, "form.several", **said))
    return files[0], loaded.standard


def _called(name: str, folder: Path) -> str:
    """The id of the case of a place, where it is the only one there; else the name itself."""
    from evalkit import storage
    from evalkit.model.case import case_called

    cases = [file.case for held in storage.load_each([folder]) for file in held.files]
    found = case_called(name, cases)
    return name if found is None else found.case


def _spelt(rater: str, file: CaseFile) -> str:
    """The rater of the case whose name differs from this one in its spelling only."""
    own = " ".join(rater.split())
    given = [r.rater for name in file.case.ratings for r in file.case.ratings_of(name)]
    names = dict.fromkeys((*file.case.raters, *given))
    alike = [name for name in names if folded(name) == folded(own)]
    return alike[0] if alike and own not in alike else ""


def _texts(file: CaseFile | None, plan: FromPlan, lang: str) -> list[PlanText]:
    """The plan's text: documents given, by the names that the case has for them; else those that
    the case names, where they are there."""
    from evalkit import api

    if not plan.files:
        return list(api.form_texts(file, plan.folder)) if file is not None else []
    documents = file.case.documents if file is not None else ()
    out = []
    for path, text in zip(plan.files, options.texts(plan.files, lang), strict=False):
        named = [d.id for d in documents if d.file and Path(d.file).name == path.name]
        only = [documents[0].id] if len(documents) == 1 else []
        out.append(replace(text, name=(*named, *only, path.stem)[0]))
    return out


@command()
@click.argument("paths", metavar="FILE... [CASES]...", nargs=-1, type=options.FILE)
@click.option("--check", "only_check", is_flag=True, help="Read and report only; write nothing.")
@click.option("--case", metavar="ID", help="The case of a form that does not say so.")
@click.option("--rater", metavar="NAME", help="The rater of a form that does not say so.")
@options.lang
@options.quiet
def collect(
    paths: tuple[Path, ...],
    only_check: bool,
    case: str | None,
    rater: str | None,
    lang: str,
    quiet: bool,
) -> None:
    """Read rating forms (.xlsx, .ods, .xls) back into the cases that they are of.

    FILES are forms, or a folder of them; CASES is where the cases are, default cases/. All
    forms are taken or none: where a cell cannot be read, everything that is wrong is listed with
    sheet and cell, and nothing is written. A form may be handed in again; what stands in it then
    holds. Only what differs is changed in a case's file, and a line of its journal says so.

    \b
    Examples:
      evalkit collect guizhou-2026-Ana.xlsx
      evalkit collect forms/ --check
      evalkit collect sheet.xlsx --case guizhou-2026 --rater Ana
    """
    from evalkit import api
    from evalkit.editing import EditRefused
    from evalkit.storage.workbooks import handed_in

    forms, cases, passed = handed_in(paths)
    for path in passed:
        click.echo(phrase("cli", lang, "collect.passed", file=path), err=True)
    if not forms:
        raise _no_forms(paths, lang)
    places = options.given_or_here(cases, lang)
    try:
        collected = api.collect(forms, places, case=case, rater=rater, write=not only_check)
        if strange := _strangers(collected, forms, paths):
            for path in strange:
                click.echo(phrase("cli", lang, "collect.stranger", file=path), err=True)
            kept = [path for path in forms if path not in strange]
            if not kept:
                raise _no_forms(paths, lang)
            collected = api.collect(kept, places, case=case, rater=rater, write=not only_check)
    except EditRefused as refusal:
        options.show_findings([refusal.finding], {}, lang)
        sys.exit(10)
    if not quiet or not collected.sound:
        options.show_findings(collected.findings, {}, lang)
    for tally in collected.tallies if collected.sound else ():
        click.echo(_line(tally, lang))
    _end(collected, only_check, cases, lang)


def _no_forms(paths: tuple[Path, ...], lang: str) -> Refused:
    """What is said where nothing that was named is a form."""
    places = Listed(tuple(path.as_posix() for path in paths)).text(lang)
    key = "collect.no-forms" if paths else "collect.none"
    return Refused(phrase("cli", lang, key, places=places))


def _strangers(collected: Collected, forms: list[Path], named: tuple[Path, ...]) -> list[Path]:
    """Workbooks of a folder that are no forms; one that was named is a mistake."""
    other = {f.span.file for f in collected.findings if f.code == "form-unknown"}
    return [path for path in forms if path not in named and path.as_posix() in other]


_OF_DECISIONS = {"new": "decided", "open": "unsettled"}


def _line(tally: Tally, lang: str) -> str:
    """What a rater's forms change in a case."""
    counts = []
    for fate in ("new", "changed", "removed", "same", "open", "begun", "gone"):
        if n := tally.count(fate):
            key = "one-new" if fate == "new" and n == 1 else fate
            key = _OF_DECISIONS.get(fate, key) if tally.settles else key
            counts.append(phrase("cli", lang, f"collect.{key}", n=n))
    if tally.commitments:
        counts.append(phrase("cli", lang, "collect.commitments", n=tally.commitments))
    if tally.details:
        key = "collect.one-detail" if tally.details == 1 else "collect.details"
        counts.append(phrase("cli", lang, key, n=tally.details))
    between = phrase("cli", lang, "collect.between")
    said = between.join(counts) or phrase("cli", lang, "collect.nothing")
    files = between.join(tally.files)
    return phrase(
        "cli", lang, "collect.line", files=files, case=tally.case, rater=tally.rater, counts=said
    )


def _end(collected: Collected, only_check: bool, cases: list[Path], lang: str) -> None:
    """What was done, and the way out: 10 where something has to be mended first."""
    if not collected.sound:
        n = sum(finding.severity == "error" for finding in collected.findings)
        errors = phrase("cli", lang, "collect.one-error" if n == 1 else "collect.error", n=n)
        click.echo(phrase("cli", lang, "collect.refused", errors=errors), err=True)
        sys.exit(10)
    if only_check:
        click.echo(phrase("cli", lang, "collect.checked"), err=True)
    elif any(collected.changes.values()):
        places = " ".join(map(str, cases)) or "cases"
        click.echo(phrase("cli", lang, "collect.wrote", files=places), err=True)
