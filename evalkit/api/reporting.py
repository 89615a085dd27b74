"""An evaluation in; reports and pictures out, as bytes or in a folder."""

from __future__ import annotations

import re
from collections.abc import Generator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api.executors import processes
from evalkit.api.given import Names, as_names
from evalkit.api.rendering import make
from evalkit.model.fields import both
from evalkit.model.finding import Finding
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Reason, Refusal, listed, reason, why

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.text import Plans
    from evalkit.model.style import Style
    from evalkit.report.reports import Group, Run


PICTURES = ("svg", "png")
FORMATS = ("html", "md", "pdf", "docx", "xlsx", "pptx")


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told of reports: what could not be rendered, a line each; and by file the
    characters that no font of the PDF has and that it shows by their codes."""

    problems: list[Reason] = field(default_factory=list)
    coded: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extras:
    """What reports take besides the evaluation.

    ``style``: a report style that they wear; ``reference``: a Word document whose styles the Word
    reports take; ``plans``: the plans' texts (:func:`plans`), whose words they then print;
    ``groups``: of which cases group reports are (:func:`group`), all that facets make where none is
    given.
    """

    style: Style | None = None
    reference: bytes | None = None
    plans: Plans | None = None
    groups: tuple[Group, ...] = ()


def group(evaluation: Evaluation, written: str) -> Group:
    """Cases that a report looks at together, as written: ``FACET=VALUE``, or ``NAME=CASE,CASE``;
    ValueError where there is no such value or case."""
    from evalkit.report.reports import Group

    name, mark, rest = (part.strip() for part in written.partition("="))
    if not (name and mark and rest):
        raise Refusal(reason("group.form", written=written))
    facets = evaluation.rubric.facets
    name = next((id for id, own in facets.items() if name in both(own.title)), name)
    facet = facets.get(name)
    if facet is not None:
        rest = next((id for id, title in facet.values.items() if rest in both(title)), rest)
        (value,) = as_names(rest, tuple(facet.values))
        files = [f for f in evaluation.files if value in f.case.facet_values().get(name, ())]
        return Group(value, tuple(f.case.case for f in files), name, value)
    cases = [c.strip() for c in re.split("[,，、]", rest)]
    return Group(name, as_names(cases, evaluation.cases))


def report_languages(evaluation: Evaluation, reader: str = "") -> tuple[str, ...]:
    """The languages that the rubric and the cases are written in, the reader's first; reports in
    others would be half in another."""
    from evalkit.report.languages import languages_of

    return languages_of(evaluation, reader)


def products(evaluation: Evaluation | None = None) -> tuple[str, ...]:
    """The reports that can be had, by name; of an evaluation those that it has matter for."""
    from evalkit.report import reports as run

    known = run.PRODUCTS if evaluation is None else run.possible(evaluation)
    return tuple(product.id for product in known)


def reports(  # noqa: PLR0913 - the seven of a run, and where it runs
    evaluation: Evaluation,
    formats: Names = ("html",),
    languages: Names = LANGUAGES,
    products: Names = (),
    extras: Extras | None = None,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    told: Told | None = None,
) -> Generator[tuple[str, bytes], None, None]:
    """(file name, content) of reports, one after the other: of those named in ``products``, without
    them of a comparison and, for each case, memo and briefing.

    Whoever stops before the last closes the generator (:func:`contextlib.closing`), which ends its
    processes.

    Args:
        extras: style, reference document and plans' texts.
        workers: processes of this machine that make them. More than one pays from a few cases on.
        executor: what makes them in their place, such as that of a cluster; it stays open.
        told: takes what is to be told of them; without it the first that cannot be rendered raises.

    Raises:
        FileProblem: somebody ended one of the processes, or the cluster is gone.
        ValueError: a format, language or product is not known; two reports would have one name; the
            reference is not a Word document.
    """
    from evalkit.report.charts import has_room

    extras = extras or Extras()
    run = run_of(evaluation, as_names(languages, LANGUAGES), products, extras)
    kinds = as_names(formats, FORMATS)
    if told is not None and not has_room() and {*kinds} - {"md", "xlsx"}:
        told.problems.append(reason("report.no-charts"))
    with (
        processes(1 if executor else workers) as own,
        closing(make(run, kinds, extras.reference, executor or own)) as files,
    ):
        for made, wrong, lacking in files:
            if wrong and told is None:
                raise next(error for _, error in wrong)
            if told is not None:
                told.problems.extend(why(error, name) for name, error in wrong)
                told.coded.update(lacking)
            yield from made


def run_of(
    evaluation: Evaluation, languages: tuple[str, ...], products: Names, extras: Extras
) -> Run:
    """Which reports of an evaluation are made, and how; the style's or the usual ones where none is
    named."""
    from evalkit.analysis.results import Results
    from evalkit.report import reports as run

    style = extras.style
    chosen = products or (style.written.products if style else ()) or run.USUAL
    known = tuple(product.id for product in run.PRODUCTS)
    wanted = as_names(chosen, known)
    return run.Run(Results(evaluation), wanted, languages, style, extras.plans, extras.groups)


def report_names(
    evaluation: Evaluation,
    formats: Names,
    languages: Names,
    products: Names = (),
    extras: Extras | None = None,
) -> tuple[str, ...]:
    """Names of the files that :func:`reports` makes; ValueError as there."""
    from evalkit.report import reports

    run = run_of(evaluation, as_names(languages, LANGUAGES), products, extras or Extras())
    return tuple(
        f"{item.name}.{lang}.{kind}"
        for lang in run.languages
        for item in run.names
        for kind in reports.formats_of(run, item, as_names(formats, FORMATS))
    )


LIBRARIES = {
    "docx": ("docx", "vl_convert"),
    "pdf": ("typst", "vl_convert"),
    "xlsx": ("xlsxwriter",),
    "pptx": ("pptx", "vl_convert"),
}


def lacking(formats: Names) -> tuple[str, ...]:
    """Formats that cannot be written here, because a library of theirs is not installed; HTML goes
    without charts then."""
    return tuple(
        kind
        for kind in as_names(formats, FORMATS)
        if any(find_spec(name) is None for name in LIBRARIES.get(kind, ()))
    )


def report(  # noqa: PLR0913 - as of reports
    evaluation: Evaluation,
    folder: str | Path,
    formats: Names = ("html",),
    languages: Names = LANGUAGES,
    products: Names = (),
    extras: Extras | None = None,
    *,
    force: bool = False,
    executor: Executor | None = None,
) -> list[Path]:
    """Write reports into a folder, all of them or none; their paths.

    A file there that evalkit did not make, or that was changed since, is kept: the others are
    written, and the error names it. ``force`` overwrites it. ``executor`` as :func:`reports` takes
    it.

    Raises:
        FileProblem: the folder cannot be written; a file there was kept.
        ValueError: as :func:`reports` raises it.
    """
    names = report_names(evaluation, formats, languages, products, extras)
    made = reports(evaluation, formats, languages, products, extras, executor=executor)
    with storage.Staged(Path(folder), names, force=force) as stage, closing(made):
        for name, content in made:
            stage.add(name, content)
    if stage.kept:
        kept = listed(str(held.path) for held in stage.kept)
        raise storage.FileProblem(reason("file.kept", names=kept))
    return [Path(folder) / name for name in stage.made]


def chart(
    evaluation: Evaluation, name: str, kind: str = "svg", *, case: str = "", lang: str = "en"
) -> bytes:
    """One picture by its name, as SVG or PNG; ``case``: whom it is about, or who is set apart.

    Raises ValueError for a name or case that is not known, where a case is needed and none named,
    and where there is nothing to draw.
    """
    from evalkit.analysis.results import Results
    from evalkit.render import pictures
    from evalkit.report.context import context_of
    from evalkit.report.single_charts import single_chart

    if kind not in PICTURES:
        raise Refusal(reason("chart.kind", kind=kind, known=listed(PICTURES)))
    drawn = single_chart(context_of(Results(evaluation), lang), name, case)
    return pictures.png(drawn) if kind == "png" else pictures.svg(drawn).encode()


def style(path: str | Path) -> tuple[Style | None, tuple[Finding, ...], dict[str, str]]:
    """A report style by its file (report.yaml): the style or None, findings, texts for excerpts.

    Raises:
        FileProblem: the file cannot be opened.
    """
    from evalkit.report.words import labels_of
    from evalkit.storage.styles import open_style

    return open_style(Path(path), {lang: labels_of(lang) for lang in LANGUAGES})
