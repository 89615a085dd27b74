"""Files to start from: a project, a case, a rubric, and the schemas that editors read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api import rubrics
from evalkit.api.given import Names, as_name
from evalkit.model.language import LANGUAGES
from evalkit.model.rubric import RubricFile

if TYPE_CHECKING:
    from evalkit.starter.case import Given


def init(
    folder: str | Path = ".", lang: str = "en", *, shipped: bool = False, force: bool = False
) -> list[Path]:
    """Write a project that reports at once, in one language; their paths.

    Args:
        shipped: the rubric and the twelve cases that come with evalkit, in place of the small
            example.

    Raises:
        FileProblem: the folder holds cases or a rubric already, or files of these names, and
            ``force`` is false.
    """
    return storage.write_project(Path(folder), project(lang, shipped), force=force)


def project(lang: str = "en", shipped: bool = False) -> dict[str, bytes]:
    """The files that :func:`init` writes: path in the project → content."""
    from evalkit.reading.rubric import read_rubric
    from evalkit.reading.yaml import decode, parse
    from evalkit.starter import project as starter

    lang = as_name(lang, LANGUAGES)
    held = storage.shipped_project() if shipped else {}
    files = {**starter.guide(lang), **held} if shipped else starter.project(lang)
    (name, *_) = (name for name in files if name.startswith("rubrics/"))
    read, _ = read_rubric(parse(decode(files[name]), name))
    assert read is not None
    beside = name.removesuffix(".yaml") + starter.SCHEMA
    return {**files, beside: schema("case", read, lang).encode()}


def new_case(
    file: RubricFile,
    id: str,
    lang: str = "zh",
    facets: Mapping[str, Names] | None = None,
    given: Given | None = None,
) -> str:
    """A commented case to fill in.

    Args:
        facets: facet → values already known; criteria that they rule out are left out.
        given: what else is known before: raters, a plan whose passages are offered as comments,
            last year's case (:class:`evalkit.starter.case.Given`).
    """
    from evalkit.starter import case

    known = {
        facet: (values,) if isinstance(values, str) else tuple(values)
        for facet, values in (facets or {}).items()
    }
    return case.new_case(file.rubric, id, lang, known, given or case.Given())


def new_rubric(id: str, lang: str = "en", like: str | Path | None = None) -> str:
    """A commented rubric to start from, in one language.

    Args:
        like: another rubric (file, id or id@version) to start from, as it stands: under a new id,
            from version 0.1.0 on.

    Raises:
        ValueError: there is no such rubric, or it cannot be read.
    """
    from evalkit.starter import rubric as starter

    lang = as_name(lang, LANGUAGES)
    if like is None:
        return starter.new_rubric(id, lang)
    return starter.like(storage.rubric_text(rubrics.rubric(like)), id, lang)


def schema(kind: str, rubric: RubricFile | None = None, lang: str = "en") -> str:
    """JSON Schema of ``rubric``, ``case``, ``weights``, ``terms``, ``report``, ``evaluation`` or
    ``audit``, as text.

    Args:
        rubric: whose own cases the schema of ``case`` is for: it then names its criteria, checks,
            levels, facets, kinds and codes.
        lang: of what editors show beside the keys of a case.
    """
    import json

    from evalkit.render import case_schema, json_schema

    made = json_schema.schema(kind)
    if kind == "case" and rubric is None:
        made = case_schema.described(made, lang)
    elif kind == "case" and rubric is not None:
        made = case_schema.of_rubric(made, rubric.rubric, lang)
    elif rubric is not None:
        raise ValueError(f"only the schema of a case is made for a rubric, not that of {kind}")
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
