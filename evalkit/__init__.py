"""evalkit: score regional innovation plans against a rubric, and explain every number.

The Python API mirrors the commands: see :mod:`evalkit.api`. Its functions are offered here too, and
loaded when first asked for. Two of them, ``audit`` and ``report``, bear the names of rooms: these
are called as the functions are (docs/adr/0023).

>>> import evalkit as ek
>>> evaluation = ek.score("cases")       # doctest: +SKIP
>>> ek.report(evaluation, "reports")     # doctest: +SKIP
"""

import sys
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_OFFERED = (
    "advise",
    "agreement",
    "audit_report",
    "candidates",
    "candidates_possible",
    "changes",
    "chart",
    "check",
    "codebook",
    "coded_rows",
    "coherence",
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
    "frame",
    "frames",
    "group",
    "levels",
    "new_case",
    "new_rubric",
    "outcomes",
    "page",
    "panels",
    "plans",
    "printed_file",
    "products",
    "quote",
    "ratings_frame",
    "report_names",
    "reports",
    "rubric",
    "rubric_diff",
    "rubric_show",
    "schema",
    "score",
    "scores_frame",
    "sensitivity",
    "style",
    "tables",
    "tables_file",
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
