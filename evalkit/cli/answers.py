"""What form an answer takes, and where it goes: printed, as JSON, or as tables of data."""

from __future__ import annotations

import codecs
import functools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from evalkit.cli import options
from evalkit.cli.language import spoken
from evalkit.cli.options import Common, Target
from evalkit.cli.refusals import refused
from evalkit.model.catalogue import phrase

if TYPE_CHECKING:
    from evalkit.datasets.model import Dataset
    from evalkit.report.context import Context
    from evalkit.report.model import Block, Table

LONGEST = 60  # characters of a table's name in the name of a file
TABLES = ("csv", "xlsx", "parquet")
JSON = ("json", *TABLES)
ENDINGS = {"htm": "html", "xml": "junit", "markdown": "md"}  # other endings of some forms


class Answer(NamedTuple):
    """The form of an answer, the first of a command's being what it prints; where it goes; whether
    tables are as printed, under titles, or as data, under ids."""

    kind: str
    target: Target
    titled: bool
    printed: bool

    @property
    def as_json(self) -> bool:
        return self.kind == "json"

    @property
    def is_data(self) -> bool:
        """Whether a program reads it: what has no rows is then an answer too."""
        return self.as_json or (self.kind in TABLES and not self.titled)

    def give(
        self,
        blocks: Callable[[], Sequence[Block]],
        data: Callable[[], object],
        tables: Callable[[], Sequence[Dataset]],
        common: Common,
    ) -> None:
        """The blocks on a terminal, the data as JSON, or the tables."""
        if self.printed:
            options.show(blocks(), common.lang)
        elif self.as_json:
            self.json(data())
        else:
            self.tables(tables, blocks, common.lang, common.as_of)

    def json(self, data: object) -> None:
        """Frozen answers as JSON."""
        from evalkit.evaluation_file import plain

        text = json.dumps(plain(data), ensure_ascii=False, indent=1)
        self.target.write(text + "\n")

    def tables(
        self,
        data: Callable[[], Sequence[Dataset]],
        blocks: Callable[[], Sequence[Block]] | None,
        lang: str,
        made: date | None = None,
    ) -> None:
        """Tables of data; or, where titles are asked for, the tables among the blocks that are
        printed, and where none are, those of data under their titles."""
        from evalkit import api

        if self.titled:
            from evalkit.workbook.tables import under_titles

            held = tables_in(blocks()) if blocks is not None else []
            held = held or [under_titles(table, lang) for table in data()]
            names = [table.caption or str(n) for n, table in enumerate(held, 1)]
            self._write(lambda part: api.printed_file(part, self.kind, lang, made), held, names)
        else:
            given = data()
            names = [table.name for table in given]
            self._write(lambda part: api.tables_file(part, self.kind, lang, made), given, names)
            if not any(table.rows for table in given) and not {*names} & FINDINGS:
                _said("empty")

    def _write(self, make: Callable[[Any], bytes], tables: Sequence[Any], names: list[str]) -> None:
        """One file with all of them; of a kind that holds one table, one each: the first under the
        name given, the others under theirs beside it."""
        path = self.target.path
        if self.kind == "xlsx":
            self.target.write(make(tables))
            return
        if path is None or self.target.is_stdout:
            content = make(tables[:1])
            self.target.write(for_programs(content) if self.kind == "csv" else content)
            self._others(names[1:])
            return
        files = [path, *(path.with_stem(f"{path.stem}-{name}") for name in file_names(names)[1:])]
        from evalkit import storage

        contents = [make([table]) for table in tables]
        for file in files if not self.target.force else ():
            storage.refuse(file)
        for file, content in zip(files, contents, strict=True):
            storage.write(file, content, force=True)
        for file in files[1:]:
            _said("also", file=file)

    def _others(self, names: list[str]) -> None:
        if names:
            _said("others", names=", ".join(names))


FINDINGS = {"findings", "audit-findings"}  # of these, none is good news


def file_names(names: Sequence[str]) -> list[str]:
    """Names of tables as parts of names of files, each another: letters and digits of any
    language, what stands between them as a hyphen."""
    out: dict[str, str] = {}
    for place, name in enumerate(names, 1):
        base = re.sub(r"[^\w.%-]+", "-", name)[:LONGEST].strip("-.") or str(place)
        others = (f"{base}-{n}" for n in count(2))
        own = next(o for o in chain([base], others) if o.casefold() not in out)
        out[own.casefold()] = own
    return [*out.values()]


def for_programs(content: bytes) -> bytes:
    """CSV as programs in a pipe expect it: without the mark and the line ends that Excel wants."""
    return content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")


def tables_in(blocks: Sequence[Block]) -> list[Table]:
    """The tables among blocks, in reading order."""
    from evalkit.report.model import Table, inside

    return [block for block in inside(blocks) if isinstance(block, Table)]


def _said(key: str, **values: object) -> None:
    lang = spoken()
    click.echo(phrase("cli", lang, f"answer.{key}", **values), err=True)


def answered(
    *forms: str,
    otherwise: str = "",
    about: str = "File to write; its ending decides the form; default: stdout.",
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The form of an answer and where it goes, handed over as one value; ``forms``: those that a
    command has, what it prints first; ``otherwise``: what a file of another ending is, where a
    command writes such files."""
    forms = forms or ("table", *JSON)

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(
            *common: Common, form: str | None, as_json: bool, output: Path | None, **given: Any
        ) -> None:
            titled, target = given.pop("titled", False), Target(output, given.pop("force"))
            kind = _kind(forms, otherwise, "json" if as_json else form, output, titled)
            target.ready(False)
            target.refuse_inputs([*common, *given.values()])
            function(*common, answer=Answer(kind, target, titled, kind == forms[0]), **given)

        titled = click.option(
            "--titled",
            is_flag=True,
            help="csv, xlsx: as printed, with names and titles in place of ids.",
        )
        chosen = (
            click.option("--format", "form", type=click.Choice(forms), help=_listed(forms)),
            options.as_json,
            click.option("-o", "--output", "output", type=options.FILE, help=about),
            click.option("--force", is_flag=True, help="Overwrite the file if it is there."),
            titled,
        )
        return options.options(*chosen)(run)

    return decorate


def _listed(forms: Sequence[str]) -> str:
    return f"Form of the answer; default: by the ending of FILE, else {forms[0]}."


def _kind(
    forms: Sequence[str], otherwise: str, asked: str | None, path: Path | None, titled: bool
) -> str:
    """The form asked for: by name, by the ending of the file, or what is printed."""
    to_file = path is not None and str(path) != "-"
    ending = path.suffix.lower().removeprefix(".") if path else ""
    kind, ending = asked or forms[0], ENDINGS.get(ending, ending)
    if asked is None and to_file:
        kind = ending if ending in forms[1:] else otherwise
        if not kind:
            raise refused("ending", file=path, known=" ".join(f".{form}" for form in forms[1:]))
    if kind == forms[0] and to_file:
        raise refused("printed", known=", ".join(forms[1:]))
    if kind in ("xlsx", "parquet") and path is None:
        raise refused("no-file", kind=kind)
    if titled and kind not in ("csv", "xlsx"):
        raise refused("titled", kind=kind)
    return kind


@dataclass(frozen=True)
class Asked:
    """What a command that asks about an evaluation is given; ``form``: how it answers."""

    ctx: Context
    common: Common
    form: Answer

    def needs(self, there: object, refusal: str) -> None:
        """A refusal, by its key, where there is nothing that a table could show; a program is shown
        that."""
        if not (there or self.form.is_data):
            raise refused(refusal, pin=self.ctx.rubric.pin)

    def answer(
        self,
        blocks: Callable[[], Sequence[Block]],
        data: Callable[[], object],
        tables: Callable[[], Sequence[Dataset]],
    ) -> None:
        """The blocks on a terminal, the data as JSON, or the tables."""
        self.form.give(blocks, data, tables, self.common)

    def of_topic(self, name: str) -> Sequence[Dataset]:
        """The tables of data of a topic, by the command's name."""
        from evalkit.datasets.everything import tables_of

        return tables_of(self.ctx.results, name, self.ctx.plans)


def asking(otherwise: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command over an evaluation: loads it with its findings, calls the function, ends as
    findings and files demand; ``otherwise`` as :func:`answered` takes it."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(common: Common, answer: Answer, **own: Any) -> None:
            from evalkit.analysis.results import Results
            from evalkit.report.context import context_of

            evaluation, problems = common.evaluated()
            function(Asked(context_of(Results(evaluation), common.lang), common, answer), **own)
            options.finish(evaluation.findings, common.fail_on, problems)

        return options.cases()(answered(otherwise=otherwise)(run))

    return decorate


asked = asking()
