"""report, score, compare, explain: everything that scores cases."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import answers, clusters, completion, kept, options
from evalkit.cli.answers import Answer, Asked
from evalkit.cli.help import command
from evalkit.cli.language import spoken
from evalkit.cli.options import Common, Target
from evalkit.cli.refusals import refused
from evalkit.cli.written import Written
from evalkit.model.catalogue import phrase
from evalkit.model.refusal import Refusal, listed, reason, why

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.text import Plans
    from evalkit.model.rubric import Pillar
    from evalkit.model.style import Style
    from evalkit.report.model import Table
    from evalkit.storage import Staged

PAYS = 8  # files a process: below, starting it costs more than it saves
LARGEST_REFERENCE = 50_000_000
FORMATS = ("html", "docx", "pdf", "md", "xlsx", "pptx")


def _list(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Names with commas between them, of all times that an option is given."""
    if not values:
        return ()
    from evalkit import api

    allowed = {"formats": FORMATS, "languages": ("zh", "en")}.get(
        param.name or ""
    ) or api.products()
    given = ",".join(values)
    from evalkit.reading.case_cells import word_of

    parts = options.names_in(given)
    called = (part if part in allowed else word_of(part) or part for part in parts)
    chosen = tuple(dict.fromkeys(called))
    wrong = [part for part in chosen if part not in allowed]
    if wrong or not chosen:
        raise refused("names", name=wrong or [given], known=allowed)
    return chosen


@command()
@options.cases(lang=False)
@options.target(
    "Folder to write into.",
    default=Path("reports"),
    force="Overwrite files that evalkit did not make, or that were changed since.",
    folder=True,
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    callback=_list,
    shell_complete=completion.formats,
    help="html, md, docx, pdf, xlsx, pptx, or several with commas.  [default: html]",
)
@click.option(
    "--lang",
    "languages",
    multiple=True,
    callback=_list,
    shell_complete=completion.languages,
    help="zh, en, or both with a comma.  [default: those that the rubric and the cases have]",
)
@click.option(
    "--product",
    "products",
    multiple=True,
    callback=_list,
    shell_complete=completion.products,
    help="Reports to write, with commas: comparison, method, portfolio, group, region; of each "
    "case memo, briefing, advice, evidence, slide.  [default: comparison,memo,briefing]",
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="FACET=VALUE",
    help="Group that a report is on, also NAME=CASE,CASE; may be repeated.",
)
@click.option(
    "--plans",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the plans' texts, whose words the reports then print.",
)
@options.ocr
@click.option(
    "--style",
    type=options.FILE,
    help="Style of the office (report.yaml): organisation, logo, colour, sections.",
)
@click.option(
    "--reference",
    type=options.FILE,
    help="Word document whose styles, header and footer Word reports take.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes that make reports.  [default: as many as pay]",
)
@clusters.option
def report(
    common: Common,
    target: Target,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    products: tuple[str, ...],
    **given: Any,
) -> None:
    """Score cases; write a comparison and, for each case, a memo and a briefing; and
    evaluation.json.

    \b
    Examples:
      evalkit report cases/ -o reports/ --format html,docx,pdf,xlsx
      evalkit report cases/ --product memo,advice --format docx --plans plans/
      evalkit report cases/ --style report.yaml --format docx --reference office.docx
      evalkit report reports/evaluation.json --format md --lang en
      evalkit report cases/ --cluster tcp://10.0.0.5:8786
    """
    from evalkit import api, storage
    from evalkit.analysis.results import Results
    from evalkit.evaluation_file import pieces
    from evalkit.report.reports import USUAL

    if given["jobs"] and given["cluster"]:
        raise refused("jobs-cluster")
    folder, chosen = target.path or Path("reports"), _style(given["style"])
    written = chosen.written if chosen else None
    formats = formats or (written.formats if written else ()) or ("html",)
    languages = languages or (written.languages if written else ())
    template = _reference(given["reference"])
    if lacking := api.lacking(formats):
        raise refused("library", formats=",".join(lacking))
    with clusters.opened(given["cluster"], common.lang, quiet=True) as executor:
        evaluation, problems = common.evaluated()
        languages = languages or api.report_languages(evaluation, common.lang)
        if "pptx" in formats and not products:
            products = (*((written.products if written else ()) or USUAL), "slide")
        if given["groups"]:
            products = tuple(dict.fromkeys((*products, "group")))
        texts = _plans(evaluation, given["plans"], common, executor)
        groups = tuple(api.group(evaluation, text) for text in given["groups"])
        extras = api.Extras(chosen, template, texts, groups)
        names = api.report_names(evaluation, formats, languages, products, extras)
        told = api.Told()
        workers = given["jobs"] or storage.processes(
            len(names) * any(kind in ("html", "docx", "pdf") for kind in formats) // PAYS
        )
        where: dict[str, Any] = {"workers": workers, "executor": executor}
        reports = api.reports(evaluation, formats, languages, products, extras, told=told, **where)
        stage = storage.Staged(folder, (*names, "evaluation.json"), force=target.force)
        kept.told_before(stage, common.lang)
        if not common.quiet:
            _left_out(evaluation, products or (written.products if written else ()), common.lang)
            n, files = len(evaluation.files), len(stage.names) - len(stage.kept)
            begun = phrase("cli", common.lang, "told.begun", n=n, files=files, folder=folder)
            click.echo(begun, err=True)
        with stage, closing(reports):
            label = phrase("cli", common.lang, "told.writing")
            for name, content in options.progress(reports, label, common.quiet, len(names)):
                stage.add(name, content)
            stage.add("evaluation.json", pieces(Results(evaluation)))
    options.tell(told.problems, common.lang)
    if told.coded and not common.quiet:
        others = [given["style"]] if given["style"] else []
        _told_coded(told.coded, Written(evaluation, texts, others), common.lang)
    if not common.quiet:
        _told(folder, stage, common.lang)
    left = kept.told_after(stage, common.lang)
    options.finish(evaluation.findings, common.fail_on, [*problems, *told.problems, *left])


CODED_SHOWN = 5  # characters told with their places


def _told_coded(coded: Mapping[str, Sequence[str]], written: Written, lang: str) -> None:
    """Which characters no font of a PDF has, where each stands, and how it is shown."""
    found = dict.fromkeys(c for lacking in coded.values() for c in lacking)
    for character in [*found][:CODED_SHOWN]:
        codes = " ".join(f"U+{ord(c):04X}" for c in character)
        named = reason("report.pdf-character", character=character, codes=codes)
        shown = named.text(lang) if character.isprintable() else codes
        place = written.place_of(character)
        key = "told.coded-at" if place else "told.coded"
        click.echo(phrase("cli", lang, key, place=place, character=shown), err=True)
    if (more := len(found) - CODED_SHOWN) > 0:
        click.echo(phrase("cli", lang, "told.coded-more", n=more), err=True)


def _left_out(evaluation: Evaluation, products: Sequence[str], lang: str) -> None:
    """Of which cases there is nothing to tell yet, and what is therefore not written of them."""
    from evalkit.report.reports import BY_ID, USUAL, untold
    from evalkit.report.words import labels_of

    own = [product for product in products or USUAL if BY_ID[product].of == "case"]
    if own and (cases := untold(evaluation)):
        names = listed(labels_of(lang)[f"product-{product}"].lower() for product in own).text(lang)
        said = {"cases": listed(cases).text(lang), "products": names}
        click.echo(phrase("cli", lang, "told.blank", **said), err=True)


def _plans(
    evaluation: Evaluation, folder: Path | None, common: Common, executor: Executor | None
) -> Plans | None:
    """The plans' texts where they are at hand; what is wrong with them is told where a folder was
    named for them."""
    from evalkit import api, storage

    try:
        found = api.plans(evaluation, folder, executor=executor)
    except storage.FileProblem:
        if folder is not None:
            raise
        return None
    if folder is not None and not common.quiet:
        options.show_findings(found.findings, {}, common.lang)
    if found.texts and not common.quiet:
        options.learnt(evaluation.standard, common.lang)
    return found


def _style(path: Path | None) -> Style | None:
    """The report style; where it cannot be read, its findings and exit 10, before anything is
    written."""
    if path is None:
        return None
    from evalkit import api

    return options.opened(api.style(path), spoken())


def _reference(path: Path | None) -> bytes | None:
    """The Word document whose styles Word reports take, looked at before anything is scored.

    Raises:
        FileProblem: it cannot be read, or is no Word document.
    """
    import io
    import zipfile

    from evalkit import storage

    if path is None:
        return None
    content = storage.read_bytes(path, LARGEST_REFERENCE)
    package = io.BytesIO(content)
    names = zipfile.ZipFile(package).namelist() if zipfile.is_zipfile(package) else []
    if "word/document.xml" not in names:
        raise storage.FileProblem(reason("file.no-word-document", path))
    return content


def _told(folder: Path, stage: Staged, lang: str) -> None:
    """What an earlier run left there, how many files were written, and, last, which to open
    first."""
    if left := stage.stale():
        key, names = "told.stale-more" if len(left) > 3 else "told.stale", listed(left[:3])
        told = phrase("cli", lang, key, names=names.text(lang), n=len(left) - 3)
        click.echo(told, err=True)
    n, key = len(stage.made), "told.one-file" if len(stage.made) == 1 else "told.files"
    click.echo(phrase("cli", lang, key, n=n, folder=folder), err=True)
    for name in _first(stage.made, lang):
        click.echo(f"  {folder / name}", err=True)


FIRST = 3  # files that are named to begin with


def _first(made: Sequence[str], lang: str) -> list[str]:
    """The files to open first, in the reader's language where there are any: the first reports,
    each in the form that is opened most easily."""
    parts = [name.rsplit(".", 2) for name in made if name.count(".") >= 2]
    parts = [part for part in parts if part[2] in FORMATS]  # not the table beside a comparison
    own = [part for part in parts if part[1] == lang] or parts
    best: dict[str, str] = {}
    for stem, language, kind in sorted(own, key=lambda part: FORMATS.index(part[2])):
        best.setdefault(stem, f"{stem}.{language}.{kind}")
    order = dict.fromkeys(stem for stem, *_ in own)
    return [best[stem] for stem in order][:FIRST] or [*made[:1]]


@command()
@options.cases()
@click.option(
    "--against",
    metavar="FILE",
    type=options.FILE,
    help="Results that others computed, a row a case and a column a node: what differs, and where.",
)
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    metavar="N",
    help="Score tables N cases at a time, whatever their size.  [default for Parquet: 10000]",
)
@click.option(
    "--wide", is_flag=True, help="Of tables: a row a case, in place of a row a case and node."
)
@clusters.option
@answers.answered()
def score(
    common: Common,
    answer: Answer,
    against: Path | None,
    batch: int | None,
    wide: bool,
    cluster: str | None,
) -> None:
    """Score cases: a table, or every score as CSV, Excel, Parquet or JSON.

    Tables in Parquet, and with --batch those in CSV, may hold millions of cases: they are scored
    batch by batch into FILE (.parquet or .csv), and what they come to is printed, or given as JSON.

    --against FILE holds results from elsewhere beside the scores, such as those of COINr's
    get_results, or a published ranking: per node the largest difference and the case that has it,
    and the ranks that differ; printed, or as JSON.

    \b
    Examples:
      evalkit score cases/
      evalkit score cases/ -o scores.xlsx
      evalkit score cases/ --against results.csv
      evalkit score cases/guizhou-2026.yaml -o evaluation.json
      evalkit score ratings.parquet -r regional-innovation -o scores.parquet
    """
    from evalkit import storage

    named = options.given_or_here(common.paths, common.lang)
    if batch is not None or wide or storage.are_parquet(named):
        from evalkit.cli.scored_tables import score_tables

        if against is not None:
            raise refused("table-against")
        score_tables(common, answer, named, batch, wide, cluster)
        return
    if cluster is not None:
        raise refused("cluster-cases")
    evaluation, problems = common.evaluated()
    lang = common.lang
    if against is not None:
        _against(evaluation, against, answer, lang)
        options.finish(evaluation.findings, common.fail_on, problems)
        return
    if answer.printed:
        _score_table(evaluation, lang)
    elif answer.as_json:
        from evalkit.analysis.results import Results
        from evalkit.evaluation_file import pieces

        answer.target.write(pieces(Results(evaluation)))
    else:
        from evalkit.datasets import scored
        from evalkit.report.words import labels_of

        printed = replace(_printed_scores(evaluation, lang), caption=labels_of(lang)["ranking"])
        answer.tables(lambda: (scored.scores(evaluation),), lambda: (printed,), lang, common.as_of)
    options.finish(evaluation.findings, common.fail_on, problems)


def _against(evaluation: Evaluation, path: Path, answer: Answer, lang: str) -> None:
    """Results from elsewhere beside the scores."""
    from evalkit import api
    from evalkit.analysis.results import Results
    from evalkit.report.context import context_of
    from evalkit.report.sections import elsewhere

    if not (answer.printed or answer.as_json):
        raise refused("against-form", form=answer.kind)
    beside, findings = api.against(evaluation, path)
    options.show_findings(findings, {}, lang)
    if beside is None:
        sys.exit(10)
    if answer.as_json:
        answer.json(beside)
    else:
        options.show(elsewhere.asked(context_of(Results(evaluation), lang), beside), lang)


def _printed_scores(evaluation: Evaluation, lang: str) -> Table:
    """A row a case: rank, total, grade, pillars, coverage; or what it comes to where nothing is
    added up."""
    if not evaluation.rubric.has_total:
        from evalkit.analysis.results import Results
        from evalkit.report.context import context_of
        from evalkit.report.sections import parts

        return replace(parts.standing_table(context_of(Results(evaluation), lang)), caption="")
    from evalkit.analysis.ranking import places_of
    from evalkit.model.fields import in_language
    from evalkit.report.model import Column, Row, Run, Table, cell
    from evalkit.report.nouns import words_for
    from evalkit.report.numbers import percent, score

    figure = partial(score, evaluation.rubric.units)
    labels, shown = words_for(evaluation, lang).labels, _shown_pillars(evaluation)
    names = ("rank", "code", "region", "score", "grade")
    codes = [p.code or in_language(p.title, lang) for p in shown]
    heads = [*(labels[name] for name in names), *codes, labels["coverage"]]
    numeric = {0, 3, *range(5, len(heads))}
    rows, regions = [], evaluation.regions(lang)
    for case, place in places_of(evaluation).items():
        s = evaluation.score_of[case, "overall"]
        own = evaluation.graded[case]
        waits = labels["grade-waits"] if own.open else "—"
        cells: list[Run] = [str(place or "—"), case, regions[case], figure(s.value)]
        cells.append(in_language(own.grade.label, lang) if own.grade else waits)
        cells += [figure(evaluation.score_of[case, p.id].value) for p in shown]
        rows.append(Row(tuple(cell(own) for own in (*cells, percent(s.coverage or 0.0)))))
    columns = tuple(Column(title, n in numeric) for n, title in enumerate(heads))
    return Table("", columns, tuple(rows))


def _shown_pillars(evaluation: Evaluation) -> list[Pillar]:
    """The pillars that are scored in any case."""
    refs = {ref for _, ref in evaluation.score_of}
    return [p for p in evaluation.rubric.pillars if p.id in refs]


def _score_table(evaluation: Evaluation, lang: str) -> None:
    from evalkit.model.fields import in_language
    from evalkit.report.nouns import words_for

    printed, shown = _printed_scores(evaluation, lang), _shown_pillars(evaluation)
    pillars = reversed(range(5, 5 + len(shown)))
    leaves = [*pillars, 4, 2, len(printed.columns) - 1] if evaluation.rubric.has_total else [0]
    options.show_table(printed, lang, leaves=leaves)
    labels = words_for(evaluation, lang).labels
    if gates := _not_passed(evaluation, lang):
        click.echo("\n" + labels["not-passed"])
        for line in gates:
            options.told(line, "  ")
    if coded := [f"{p.code} {in_language(p.title, lang)}" for p in shown if p.code]:
        click.echo("")
        options.told(" · ".join(coded))


def _not_passed(evaluation: Evaluation, lang: str) -> list[str]:
    """A line a case that the rubric's requirements are not met in: which."""
    if not (evaluation.rubric.must or evaluation.rubric.floors):
        return []
    from evalkit.audit import unmet
    from evalkit.model.fields import in_language

    regions, lines = evaluation.regions(lang), []
    for file in evaluation.files:
        refs = unmet(evaluation, file)
        named = ", ".join(in_language(evaluation.rubric.index[r].node.title, lang) for r in refs)
        lines += [f"{regions[file.case.case]}: {named}"] if refs else []
    return lines


@command()
@answers.asked
def compare(asked: Asked) -> None:
    """Cases side by side: ranks and their ranges, who leads on what, and groups by facet.

    \b
    Example:
      evalkit compare cases/ --lang zh
    """
    from evalkit.evaluation_file import analyses
    from evalkit.report.products.answers import compared

    ctx = asked.ctx
    asked.needs(len(ctx.evaluation.files) > 1, "one-case")
    asked.answer(
        lambda: compared(ctx), lambda: analyses(ctx.results), lambda: asked.of_topic("compare")
    )


@command()
@click.argument("name", metavar="CASE/REF|CODE", required=False, shell_complete=completion.refs)
@click.option("--codes", is_flag=True, help="List the codes of findings, with an example of each.")
@options.cases()
@answers.answered("text", *answers.JSON)
def explain(common: Common, name: str | None, codes: bool, answer: Answer) -> None:
    """One number back to its rule, ratings, evidence and file lines; or what the code of a finding
    means.

    REF is a pillar or a criterion, by id, code or full ref; left out, it is the total. CODE is a
    finding's: its meaning, why it matters, an example and the way out; no file is read.

    \b
    Examples:
      evalkit explain guizhou-2026
      evalkit explain guizhou-2026/P2.5 --lang zh
      evalkit explain quote-altered
      evalkit explain --codes
    """
    from evalkit.model.finding import SEVERITY, suggestion

    if codes or name is None or name in SEVERITY:
        _explain_codes(name if not codes else None, common.lang, answer)
        return
    from evalkit import api

    evaluation, problems = common.evaluated(silent=True)
    try:
        steps = api.explain(evaluation, name, common.lang)
    except Refusal as error:
        if near := suggestion(name, SEVERITY).get("suggestion"):
            raise refused("code-near", message=why(error), near=near) from None
        raise
    if answer.as_json:
        answer.json(steps)
    elif not answer.printed:
        from evalkit.datasets import explanation

        answer.tables(lambda: (explanation.chain(steps),), None, common.lang, common.as_of)
    for step in steps if answer.printed else ():
        place = click.style(f"  {step.place}", dim=True) if step.place else ""
        click.echo(f"{'  ' * step.depth}{step.text}{place}")
    options.finish((), common.fail_on, problems)


def _explain_codes(code: str | None, lang: str, answer: Answer) -> None:
    """What a finding's code means; without one, all codes with what each says."""
    from evalkit.model import manual
    from evalkit.model.finding import SEVERITY

    if not (answer.printed or answer.as_json):
        from evalkit.datasets import explanation

        answer.tables(lambda: (explanation.codes(code),), None, lang)
        return
    if code is not None:
        text = manual.section(code, lang)
        if answer.as_json:
            answer.json({"code": code, "severity": SEVERITY[code], "text": text})
        elif sys.stdout.isatty():
            options.show_markdown(text)
        else:
            click.echo(text, nl=False)
        return
    kinds = [*manual.listed(lang)]
    if answer.as_json:
        every = {code: said for _, lines in kinds for code, said in lines}
        answer.json([{"code": c, "severity": SEVERITY[c], "says": every[c]} for c in SEVERITY])
        return
    for severity, lines in kinds:
        click.echo(click.style(f"{severity} ({len(lines)})", bold=True))
        for name, said in lines:
            options.told(f"  {name}  {said}", " " * 4)
        click.echo("")
    click.echo(phrase("cli", lang, "explain.codes"))
