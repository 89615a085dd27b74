"""Every command as one function: paths or typed objects in, typed objects or data frames out.

>>> import evalkit as ek
>>> evaluation = ek.score("cases")       # doctest: +SKIP
>>> ek.scores_frame(evaluation)          # doctest: +SKIP

Each stands in a module by its topic, which is loaded when a name of it is first asked for; and what
a function needs is loaded when it is called, so that a table does not load what draws pages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import evalkit
from evalkit.model.language import LANGUAGES as LANGUAGES

if TYPE_CHECKING:  # for editors and type checkers; at run time they are loaded when asked for
    from evalkit.api.analyses import advise as advise
    from evalkit.api.analyses import against as against
    from evalkit.api.analyses import agreement as agreement
    from evalkit.api.analyses import changes as changes
    from evalkit.api.analyses import changes_of as changes_of
    from evalkit.api.analyses import coherence as coherence
    from evalkit.api.analyses import compare as compare
    from evalkit.api.analyses import consistency as consistency
    from evalkit.api.analyses import coordination as coordination
    from evalkit.api.analyses import explain as explain
    from evalkit.api.analyses import gaps as gaps
    from evalkit.api.analyses import levels as levels
    from evalkit.api.analyses import outcomes as outcomes
    from evalkit.api.analyses import panels as panels
    from evalkit.api.analyses import rankings as rankings
    from evalkit.api.analyses import read_data as read_data
    from evalkit.api.analyses import sensitivity as sensitivity
    from evalkit.api.analyses import trends as trends
    from evalkit.api.analyses import weights as weights
    from evalkit.api.analyses import weights_file as weights_file
    from evalkit.api.auditing import AUDIT_FORMATS as AUDIT_FORMATS
    from evalkit.api.auditing import audit as audit
    from evalkit.api.auditing import audit_report as audit_report
    from evalkit.api.cases import Settled as Settled
    from evalkit.api.cases import import_tables as import_tables
    from evalkit.api.cases import merge as merge
    from evalkit.api.cases import pack as pack
    from evalkit.api.cases import settle as settle
    from evalkit.api.coding import candidates as candidates
    from evalkit.api.coding import candidates_possible as candidates_possible
    from evalkit.api.coding import codebook as codebook
    from evalkit.api.coding import coded_rows as coded_rows
    from evalkit.api.coding import commitment_columns as commitment_columns
    from evalkit.api.coding import commitment_rows as commitment_rows
    from evalkit.api.coding import commitment_table as commitment_table
    from evalkit.api.coding import commitments as commitments
    from evalkit.api.data import TABLES as TABLES
    from evalkit.api.data import export as export
    from evalkit.api.data import export_files as export_files
    from evalkit.api.data import frame as frame
    from evalkit.api.data import frames as frames
    from evalkit.api.data import printed_file as printed_file
    from evalkit.api.data import ratings_frame as ratings_frame
    from evalkit.api.data import scores_frame as scores_frame
    from evalkit.api.data import tables as tables
    from evalkit.api.data import tables_file as tables_file
    from evalkit.api.documents import document as document
    from evalkit.api.documents import find as find
    from evalkit.api.documents import language as language
    from evalkit.api.documents import plans as plans
    from evalkit.api.documents import quote as quote
    from evalkit.api.documents import quotes as quotes
    from evalkit.api.documents import unspoken as unspoken
    from evalkit.api.executors import Cluster as Cluster
    from evalkit.api.executors import cluster as cluster
    from evalkit.api.executors import mapped_by as mapped_by
    from evalkit.api.executors import processes as processes
    from evalkit.api.forms import collect as collect
    from evalkit.api.forms import form as form
    from evalkit.api.forms import form_texts as form_texts
    from evalkit.api.given import Names as Names
    from evalkit.api.given import Paths as Paths
    from evalkit.api.notebooks import View as View
    from evalkit.api.notebooks import page as page
    from evalkit.api.notebooks import view as view
    from evalkit.api.rendering import render_job as render_job
    from evalkit.api.reporting import FORMATS as FORMATS
    from evalkit.api.reporting import LIBRARIES as LIBRARIES
    from evalkit.api.reporting import PICTURES as PICTURES
    from evalkit.api.reporting import Extras as Extras
    from evalkit.api.reporting import Told as Told
    from evalkit.api.reporting import chart as chart
    from evalkit.api.reporting import group as group
    from evalkit.api.reporting import lacking as lacking
    from evalkit.api.reporting import products as products
    from evalkit.api.reporting import report as report
    from evalkit.api.reporting import report_languages as report_languages
    from evalkit.api.reporting import report_names as report_names
    from evalkit.api.reporting import reports as reports
    from evalkit.api.reporting import style as style
    from evalkit.api.rubrics import CaseRevision as CaseRevision
    from evalkit.api.rubrics import criterion as criterion
    from evalkit.api.rubrics import learn_terms as learn_terms
    from evalkit.api.rubrics import learnt_terms as learnt_terms
    from evalkit.api.rubrics import rubric as rubric
    from evalkit.api.rubrics import rubric_diff as rubric_diff
    from evalkit.api.rubrics import rubric_show as rubric_show
    from evalkit.api.rubrics import terms_file as terms_file
    from evalkit.api.scored_tables import need_table_libraries as need_table_libraries
    from evalkit.api.scored_tables import score_table as score_table
    from evalkit.api.scored_tables import score_table_as as score_table_as
    from evalkit.api.scored_tables import table_summary as table_summary
    from evalkit.api.scoring import check as check
    from evalkit.api.scoring import checked as checked
    from evalkit.api.scoring import evaluation_of as evaluation_of
    from evalkit.api.scoring import score as score
    from evalkit.api.starting import init as init
    from evalkit.api.starting import new_case as new_case
    from evalkit.api.starting import new_rubric as new_rubric
    from evalkit.api.starting import project as project
    from evalkit.api.starting import schema as schema

_HOMES = {  # module → what it offers
    "analyses": (
        "advise",
        "against",
        "agreement",
        "changes",
        "changes_of",
        "coherence",
        "compare",
        "consistency",
        "coordination",
        "explain",
        "gaps",
        "levels",
        "outcomes",
        "panels",
        "rankings",
        "read_data",
        "sensitivity",
        "trends",
        "weights",
        "weights_file",
    ),
    "auditing": (
        "AUDIT_FORMATS",
        "audit",
        "audit_report",
    ),
    "cases": (
        "Settled",
        "import_tables",
        "merge",
        "pack",
        "settle",
    ),
    "coding": (
        "candidates",
        "candidates_possible",
        "codebook",
        "coded_rows",
        "commitment_columns",
        "commitment_rows",
        "commitment_table",
        "commitments",
    ),
    "data": (
        "TABLES",
        "export",
        "export_files",
        "frame",
        "frames",
        "printed_file",
        "ratings_frame",
        "scores_frame",
        "tables",
        "tables_file",
    ),
    "documents": (
        "document",
        "find",
        "language",
        "plans",
        "quote",
        "quotes",
        "unspoken",
    ),
    "executors": (
        "Cluster",
        "cluster",
        "mapped_by",
        "processes",
    ),
    "forms": (
        "collect",
        "form",
        "form_texts",
    ),
    "given": (
        "Names",
        "Paths",
    ),
    "notebooks": (
        "View",
        "page",
        "view",
    ),
    "rendering": ("render_job",),
    "reporting": (
        "FORMATS",
        "LIBRARIES",
        "PICTURES",
        "Extras",
        "Told",
        "chart",
        "group",
        "lacking",
        "products",
        "report",
        "report_languages",
        "report_names",
        "reports",
        "style",
    ),
    "rubrics": (
        "CaseRevision",
        "criterion",
        "learn_terms",
        "learnt_terms",
        "rubric",
        "rubric_diff",
        "rubric_show",
        "terms_file",
    ),
    "scored_tables": (
        "need_table_libraries",
        "score_table",
        "score_table_as",
        "table_summary",
    ),
    "scoring": (
        "check",
        "checked",
        "evaluation_of",
        "score",
    ),
    "starting": (
        "init",
        "new_case",
        "new_rubric",
        "project",
        "schema",
    ),
}

__all__ = [  # noqa: PLE0604 - names of functions, kept in one place
    *evalkit._OFFERED,
    "FORMATS",
    "LANGUAGES",
    "TABLES",
    "CaseRevision",
    "Extras",
    "View",
    *evalkit.ROOMS,
]


if not TYPE_CHECKING:  # a name that is in no module is a fault that a type checker should see

    def __getattr__(name: str) -> object:
        for module, offered in _HOMES.items():
            if name in offered:
                found = getattr(import_module(f"evalkit.api.{module}"), name)
                globals()[name] = found
                return found
        raise AttributeError(f"evalkit.api has no {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
