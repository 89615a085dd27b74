"""`evalkit score` of tables of any size: scores into a file, and what they come to on stdout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import clusters, options
from evalkit.cli.answers import Answer
from evalkit.cli.options import Common
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase
from evalkit.model.finding import Severity, many_to_text

if TYPE_CHECKING:
    from evalkit.tables.found import Counted
    from evalkit.tables.summary import Summary

FORMS = (".parquet", ".csv")


def score_tables(
    common: Common,
    answer: Answer,
    paths: Sequence[Path],
    batch: int | None,
    wide: bool,
    cluster: str | None,
) -> None:
    """Score tables; exits as findings demand."""
    from evalkit import api

    api.need_table_libraries()
    from evalkit.tables.run import BATCH, Asked

    out = answer.target.path
    if out is not None and (answer.target.is_stdout or out.suffix.lower() not in FORMS):
        raise refused("table-ending", file=out)
    if out is None and not (answer.printed or answer.as_json):
        raise refused("table-file")
    lang = common.lang
    label = phrase("cli", lang, "told.scoring")

    def watched(batches: Iterable[Any], n: int) -> Iterable[Any]:
        return options.progress(batches, label, common.quiet, n)

    with clusters.opened(cluster, lang, quiet=True) as executor:
        asked = Asked(
            common.as_of,
            batch or BATCH,
            wide,
            mapped=api.mapped_by(executor),
            watched=watched,
            force=answer.target.force,
            keep=False,
        )
        scores = api.score_table_as(common.rubric, paths, out, asked)
    summary = api.table_summary(scores)
    if not common.quiet:
        _tell(scores.findings, scores.evidenced, lang)
    if answer.as_json:
        options.echo_json(summary)
    else:
        _show(summary, scores.standard.rubric, lang)
    first = [finding for one in scores.findings for finding in one.first]
    options.finish(first, common.fail_on, ())


def _tell(findings: Sequence[Counted], evidenced: bool, lang: str) -> None:
    """A kind of findings a paragraph: how many, what the first says, where the first stand, and the
    way out."""
    order = [*Severity]
    for one in sorted(findings, key=lambda own: (order.index(own.severity), own.code)):
        way_out = one.first[0].way_out(lang)
        if one.code == "level-above-ceiling" and not evidenced:
            way_out = phrase("cli", lang, "tables.no-evidence", n=f"{one.n:,}")
        click.echo(many_to_text(one.first, one.n, way_out, lang), err=True)


def _show(summary: Summary, rubric: Any, lang: str) -> None:
    """How many cases, what the total and the top pillars come to, grades, agreement."""
    from evalkit.model.fields import in_language
    from evalkit.report.model import plain
    from evalkit.report.numbers import score
    from evalkit.report.words import labels_of

    say = partial(phrase, "cli", lang)
    key = "tables.scored-into" if summary.file else "tables.scored"
    told = {"n": f"{summary.cases:,}", "rubric": summary.rubric, "file": summary.file or ""}
    options.told(say(key, **told))
    labels = labels_of(lang)
    names = {"overall": labels["overall"]}
    names |= {p.id: in_language(p.title, lang) for p in rubric.pillars}
    rows = [
        [names[own.ref], f"{own.scored:,}", f"{own.not_scored:,}", f"{own.not_applicable:,}",
         plain((score(rubric.units, own.mean),))]
        for own in summary.nodes if own.ref in names
    ]  # fmt: skip
    if rows:
        heads = ["node", "n-scored", "n-not-scored", "n-not-applicable", "mean"]
        click.echo("")
        options.table([say(f"tables.{head}") for head in heads], rows, range(1, 5), lang=lang)
        click.echo("")
    grades = {grade.id: in_language(grade.label, lang) for grade in rubric.grades}
    grades[""] = say("tables.no-grade")
    for title, held in (
        ("tables.grades", {grades[word]: n for word, n in summary.grades.items()}),
        ("tables.verdicts", {labels[f"outcome-{word}"]: n for word, n in summary.verdicts.items()}),
    ):
        if held:
            shown = say("tables.between").join(f"{name} {n:,}" for name, n in held.items())
            options.told(say(title, list=shown))
    for own in summary.agreement[:1]:
        alpha = own.alpha["ordinal"]
        if alpha is not None:
            options.told(say("tables.agreement", alpha=f"{alpha:.3f}", n=f"{own.units:,}"))
