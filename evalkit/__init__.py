"""evalkit: score regional innovation plans against a rubric, and explain every number.

The Python API mirrors the commands: see :mod:`evalkit.api`. Its functions are offered here too, and
loaded when first asked for. Two of them, ``audit`` and ``report``, bear the names of rooms: these
are called as the functions are (docs/adr/0022).

>>> import evalkit as ek
>>> evaluation = ek.score("cases")       # doctest: +SKIP
>>> ek.report(evaluation, "reports")     # doctest: +SKIP
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:  # for editors and type checkers; at run time they are loaded when asked for
    from evalkit.api import advise as advise
    from evalkit.api import against as against
    from evalkit.api import agreement as agreement
    from evalkit.api import audit as audit
    from evalkit.api import audit_report as audit_report
    from evalkit.api import candidates as candidates
    from evalkit.api import candidates_possible as candidates_possible
    from evalkit.api import changes as changes
    from evalkit.api import chart as chart
    from evalkit.api import check as check
    from evalkit.api import cluster as cluster
    from evalkit.api import codebook as codebook
    from evalkit.api import coded_rows as coded_rows
    from evalkit.api import coherence as coherence
    from evalkit.api import collect as collect
    from evalkit.api import commitment_columns as commitment_columns
    from evalkit.api import commitment_rows as commitment_rows
    from evalkit.api import commitment_table as commitment_table
    from evalkit.api import commitments as commitments
    from evalkit.api import compare as compare
    from evalkit.api import consistency as consistency
    from evalkit.api import coordination as coordination
    from evalkit.api import criterion as criterion
    from evalkit.api import document as document
    from evalkit.api import explain as explain
    from evalkit.api import export as export
    from evalkit.api import export_files as export_files
    from evalkit.api import find as find
    from evalkit.api import form as form
    from evalkit.api import form_texts as form_texts
    from evalkit.api import frame as frame
    from evalkit.api import frames as frames
    from evalkit.api import gaps as gaps
    from evalkit.api import group as group
    from evalkit.api import import_tables as import_tables
    from evalkit.api import init as init
    from evalkit.api import learn_terms as learn_terms
    from evalkit.api import learnt_terms as learnt_terms
    from evalkit.api import levels as levels
    from evalkit.api import merge as merge
    from evalkit.api import new_case as new_case
    from evalkit.api import new_rubric as new_rubric
    from evalkit.api import outcomes as outcomes
    from evalkit.api import pack as pack
    from evalkit.api import page as page
    from evalkit.api import panels as panels
    from evalkit.api import plans as plans
    from evalkit.api import printed_file as printed_file
    from evalkit.api import processes as processes
    from evalkit.api import products as products
    from evalkit.api import project as project
    from evalkit.api import quote as quote
    from evalkit.api import quotes as quotes
    from evalkit.api import rankings as rankings
    from evalkit.api import ratings_frame as ratings_frame
    from evalkit.api import read_data as read_data
    from evalkit.api import report as report
    from evalkit.api import report_languages as report_languages
    from evalkit.api import report_names as report_names
    from evalkit.api import reports as reports
    from evalkit.api import rubric as rubric
    from evalkit.api import rubric_diff as rubric_diff
    from evalkit.api import rubric_show as rubric_show
    from evalkit.api import schema as schema
    from evalkit.api import score as score
    from evalkit.api import score_table as score_table
    from evalkit.api import scores_frame as scores_frame
    from evalkit.api import sensitivity as sensitivity
    from evalkit.api import settle as settle
    from evalkit.api import style as style
    from evalkit.api import table_summary as table_summary
    from evalkit.api import tables_file as tables_file
    from evalkit.api import terms_file as terms_file
    from evalkit.api import trends as trends
    from evalkit.api import view as view
    from evalkit.api import weights as weights
    from evalkit.api import weights_file as weights_file

_OFFERED = (
    "advise",
    "against",
    "agreement",
    "audit_report",
    "candidates",
    "candidates_possible",
    "changes",
    "chart",
    "check",
    "cluster",
    "codebook",
    "coded_rows",
    "coherence",
    "collect",
    "commitment_columns",
    "commitment_rows",
    "commitment_table",
    "commitments",
    "compare",
    "consistency",
    "coordination",
    "criterion",
    "document",
    "explain",
    "export",
    "export_files",
    "find",
    "form",
    "form_texts",
    "frame",
    "frames",
    "gaps",
    "group",
    "import_tables",
    "init",
    "learn_terms",
    "learnt_terms",
    "levels",
    "merge",
    "new_case",
    "new_rubric",
    "outcomes",
    "pack",
    "page",
    "panels",
    "plans",
    "printed_file",
    "processes",
    "products",
    "project",
    "quote",
    "quotes",
    "rankings",
    "ratings_frame",
    "read_data",
    "report_languages",
    "report_names",
    "reports",
    "rubric",
    "rubric_diff",
    "rubric_show",
    "schema",
    "score",
    "score_table",
    "scores_frame",
    "sensitivity",
    "settle",
    "style",
    "table_summary",
    "tables_file",
    "terms_file",
    "trends",
    "view",
    "weights",
    "weights_file",
)


ROOMS = ("audit", "report")  # functions of the API whose names are those of rooms


class _Room(ModuleType):
    """A room that bears the name of a function of the API, and is called as that is."""

    def __call__(self, *given: object, **named: object) -> object:
        from evalkit import api

        return getattr(api, self.__name__.rpartition(".")[2])(*given, **named)


class _Package(ModuleType):
    """This package; import puts rooms here when it has loaded them."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in ROOMS and type(value) is ModuleType:
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name in ROOMS:
        return import_module(f"evalkit.{name}")
    if name not in _OFFERED:
        raise AttributeError(f"evalkit has no {name!r}")
    from evalkit import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({"__version__", "api", *_OFFERED, *ROOMS})
