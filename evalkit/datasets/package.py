"""Tables of data described: a Frictionless data package, and a dictionary for readers.

The descriptor follows Data Package 1.0 (https://specs.frictionlessdata.io); titles and descriptions
are English, with the Chinese ones beside them under ``title_zh`` and ``description_zh``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.datasets.model import Dataset, Field
from evalkit.evaluation import Evaluation
from evalkit.model.catalogue import phrase
from evalkit.model.fields import in_language
from evalkit.model.language import LANGUAGES
from evalkit.report.model import Column, Paragraph, Report, Row, Section, Table, cell
from evalkit.report.words import labels_of

DESCRIPTOR = "datapackage.json"


def descriptor(evaluation: Evaluation, tables: Sequence[Dataset], files: Mapping[str, str]) -> str:
    """The data package as JSON. ``files``: table → the file that holds it."""
    names = {table.name for table in tables}
    title, about = (_said(evaluation, name) for name in ("title", "about"))
    data = {
        "profile": "tabular-data-package",
        "name": evaluation.rubric.rubric,
        **_both("title", title),
        **_both("description", about),
        "evalkit": evaluation.evalkit,
        "as_of": evaluation.as_of.isoformat(),
        "rubric": evaluation.rubric.pin,
        "resources": [_resource(table, files[table.name], names) for table in tables],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Dataset, file: str, names: set[str]) -> dict[str, Any]:
    kind = file.rpartition(".")[2]
    written: dict[str, Any] = {"path": file, "format": kind}
    if kind == "csv":
        written |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"}}
    if kind == "xlsx":
        written["dialect"] = {"excel": {"sheet": table.name}}
    schema: dict[str, Any] = {
        "fields": [_field(own, kind) for own in table.fields],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if leads := [(own, to) for own, to in table.foreign if to in names]:
        keys = {"cases": "case", "nodes": "ref"}
        schema["foreignKeys"] = [
            {"fields": own, "reference": {"resource": to, "fields": keys[to]}} for own, to in leads
        ]
    about = {**_both("title", table.title), **_both("description", table.about)}
    resource = {"name": table.name, "profile": "tabular-data-resource", **written, **about}
    return {**resource, "schema": schema}


def _field(own: Field, kind: str) -> dict[str, Any]:
    """A column; yes and no are the numbers 1 and 0 in a workbook, and the letters in CSV."""
    told = {**_both("title", own.title), **_both("description", own.about)}
    if own.type == "boolean" and kind == "xlsx":
        return {"name": own.name, "type": "integer", **told, "constraints": {"enum": [0, 1]}}
    said = {"trueValues": ["1"], "falseValues": ["0"]} if own.type == "boolean" else {}
    return {"name": own.name, "type": own.type, **told, **said}


def _both(key: str, said: tuple[str, str]) -> dict[str, str]:
    return {key: said[1], f"{key}_zh": said[0]}


def _said(evaluation: Evaluation, name: str) -> tuple[str, str]:
    """A sentence of the package in both languages."""
    zh, en = (
        phrase(
            "datasets",
            lang,
            f"package.{name}",
            rubric=in_language(evaluation.rubric.title, lang),
            pin=evaluation.rubric.version,
            version=evaluation.evalkit,
            n=len(evaluation.files),
            date=evaluation.as_of.isoformat(),
        )
        for lang in LANGUAGES
    )
    return zh, en


def dictionary(
    evaluation: Evaluation, tables: Sequence[Dataset], files: Mapping[str, str], lang: str
) -> Report:
    """What each table and column holds, as a page."""
    n = LANGUAGES.index(lang)
    title, about = (_said(evaluation, name)[n] for name in ("title", "about"))
    note = phrase("datasets", lang, "package.note")
    sections = tuple(_section(table, files[table.name], lang) for table in tables)
    summary = Paragraph((about,)), Paragraph((note,))
    kicker = phrase("datasets", lang, "package.dictionary")
    words = labels_of(lang)
    return Report("dictionary", lang, title, "", summary, sections, words=words, kicker=kicker)


def _section(table: Dataset, file: str, lang: str) -> Section:
    n = LANGUAGES.index(lang)

    def say(key: str, **values: object) -> str:
        return phrase("datasets", lang, f"package.{key}", **values)

    foreign = dict(table.foreign)
    rows = []
    for own in table.fields:
        notes = [say("own")] if own.name in table.key else []
        notes += [say("leads", table=foreign[own.name])] if own.name in foreign else []
        cells = (own.name, own.title[n], say(own.type), own.about[n], "; ".join(notes))
        rows.append(Row(tuple(map(cell, cells))))
    heads = tuple(Column(say(name)) for name in ("column", "called", "type", "holds", "key"))
    where = " · ".join((say("file", name=file), say("rows", n=len(table.rows))))
    blocks = (Paragraph((table.about[n],)), Paragraph((where,)), Table("", heads, tuple(rows)))
    return Section(table.name, f"{table.title[n]} ({table.name})", blocks)
