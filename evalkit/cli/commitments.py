"""The command on what plans commit to: found in a plan, or read from cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import answers, options
from evalkit.cli.answers import Answer
from evalkit.cli.help import command
from evalkit.cli.options import Common
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase
from evalkit.model.language import name_of

if TYPE_CHECKING:
    from evalkit.evidence.commitments import Candidate
    from evalkit.model.rubric import RubricFile
    from evalkit.report.context import Context

MARKS = ("figure", "date", "duty", "task")


@command()
@options.cases()
@answers.answered(about="Table to write, .csv, .xlsx, .parquet; default: shown here.")
@options.ocr
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(MARKS),
    help="Of a plan: only clauses with this mark; may be given several times.",
)
@click.option("--case", "named", metavar="ID", help="Of a plan: the case that the table is for.")
@click.option(
    "--by",
    multiple=True,
    metavar="CODE",
    help="Of cases: codes that are crossed; two, else the rubric's first.",
)
def commitments(
    common: Common,
    only: tuple[str, ...],
    named: str | None,
    by: tuple[str, ...],
    answer: Answer,
) -> None:
    """What a plan commits to: found in its text clause by clause, as a table to code; or, of cases,
    what was coded.

    Given a plan (.txt, .md, .pdf, .docx, .rtf, .odt, .html): its clauses that may commit to
    something, with place and what marks them (figure, date, duty, task); -o writes a table to code.
    What is found is where to look, not a commitment. Given cases: how complete their commitments
    are, by which codes, their own numbers, how far coders agree, what became of earlier ones, whom
    plans name; -o writes all units as a table.

    \b
    Examples:
      evalkit commitments plans/guizhou.pdf --only figure
      evalkit commitments plans/guizhou.pdf --case guizhou-2026 -o guizhou-2026.commitments.xlsx
      evalkit commitments cases/ --by instrument --by stage --lang zh
    """
    plans = [path for path in common.paths if _is_plan(path) or _holds_plans(path)]
    if plans and len(plans) < len(common.paths):
        raise refused("plans-or-cases")
    if plans:
        _found(common, plans, only, named, answer)
    else:
        _coded(common, by, answer)


def _holds_plans(path: Path) -> bool:
    """Whether a folder holds plans and nothing that a case could be."""
    from evalkit.storage.plans import PLANS

    inside = [own for own in path.rglob("*") if own.is_file()] if path.is_dir() else []
    plans = [own for own in inside if own.suffix.lower() in PLANS]
    return bool(plans) and all(_is_plan(own) for own in inside if own.name[:1] != ".")


def _is_plan(path: Path) -> bool:
    from evalkit import storage

    cases = (".yaml", ".yml", ".json")
    return path.is_file() and path.suffix not in cases and not storage.is_table(path)


def _found(
    common: Common,
    plans: list[Path],
    only: tuple[str, ...],
    named: str | None,
    answer: Answer,
) -> None:
    from evalkit import api

    lang = common.lang
    texts = options.texts(tuple(plans), lang)
    wanted = only or MARKS
    held = [
        (text, [c for c in api.candidates(text) if set(c.marks) & set(wanted)]) for text in texts
    ]
    for text in texts:
        if not api.candidates_possible(text):
            tag = api.language(text)
            said = {"name": text.name, "language": name_of(tag, lang)}
            key = "other-in" if tag else "other"
            click.echo(phrase("cli", lang, f"commitments.{key}", **said), err=True)
    if answer.kind in answers.TABLES:
        standard = options.standard(common.rubric, lang)
        rows: list[dict[str, str | float]] = []
        for text, found in held:
            stem = Path(text.name).stem
            case = named or stem
            document = _document(case, Path(text.name), answer.target.path) or stem
            rows += api.commitment_rows(found, case, document, lang, len(rows) + 1)
        _write(rows, api.commitment_columns(standard), standard, common, answer)
        return
    if answer.as_json:
        answer.json([_data(text.name, c) for text, found in held for c in found])
        return
    for text, found in held:
        for c in found:
            name = f"{text.name} " if len(held) > 1 else ""
            between = phrase("cli", lang, "find.between")
            marks = between.join(phrase("reading", lang, f"sheet.mark-{m}") for m in c.marks)
            click.echo(click.style(f"{name}{c.at}", bold=True) + f"  [{marks}]  {c.text}")
    n = sum(len(found) for _, found in held)
    click.echo(phrase("cli", lang, "commitments.found", n=n), err=True)


def _document(case: str, plan: Path, written: Path | None) -> str | None:
    """What the case that a table is for calls a plan, where the case lies beside the table; its
    only document, or the one with that file."""
    from evalkit import storage

    folder = written.parent if written is not None and str(written) != "-" else Path()
    files = [f for f in storage.load([folder]).files if f.case.case == case]
    documents = [document for file in files for document in file.case.documents]
    named = [d.id for d in documents if d.file and Path(d.file).name == plan.name]
    return named[0] if named else documents[0].id if len(documents) == 1 else None


def _data(name: str, c: Candidate) -> dict[str, Any]:
    return {
        "document": name,
        "at": c.at,
        "heading": c.passage.heading,
        "marks": c.marks,
        "figures": c.figures,
        "year": c.year,
        "dated": c.dated,
        "text": c.text,
    }


def _coded(common: Common, by: tuple[str, ...], answer: Answer) -> None:
    from evalkit import api
    from evalkit.analysis.results import Results
    from evalkit.report.context import context_of
    from evalkit.report.products import commitments as page

    evaluation, problems = common.evaluated()
    ctx: Context = context_of(Results(evaluation), common.lang)
    if len(by) > 2:
        raise refused("by-two")
    unknown = [name for name in by if name not in ctx.rubric.codes]
    if unknown:
        told = {"name": unknown[0], "pin": ctx.rubric.pin, "known": list(ctx.rubric.codes)}
        raise refused("no-code" if ctx.rubric.codes else "no-codes", **told)
    if answer.titled and ctx.results.coded:
        answer.tables(lambda: (), lambda: page.asked(ctx, by), common.lang, common.as_of)
    elif answer.kind in answers.TABLES:
        rows, columns = api.coded_rows(evaluation)
        _write(rows, columns, evaluation.standard, common, answer)
    elif answer.as_json:
        answer.json(page.data(ctx, by))
    elif not ctx.results.coded:
        raise refused("none-coded")
    else:
        options.show(page.asked(ctx, by), common.lang)
    options.finish(evaluation.findings, common.fail_on, problems)


def _write(
    rows: list[dict[str, str | float]],
    columns: tuple[str, ...],
    standard: RubricFile,
    common: Common,
    answer: Answer,
) -> None:
    from evalkit import api

    made = api.commitment_table(rows, columns, standard, answer.kind, common.lang, common.as_of)
    answer.target.write(made)
