"""evalkit: score regional innovation plans against a rubric, and explain every number.

The Python API mirrors the commands: see :mod:`evalkit.api`. Its functions are offered here too, and
loaded when first asked for; ``audit`` and ``report`` are ``evalkit.api.audit`` and
``evalkit.api.report``, for rooms bear these names.

>>> import evalkit
>>> evaluation = evalkit.score("cases", as_of="2026-11-23")    # doctest: +SKIP
"""

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
    "find",
    "form",
    "form_texts",
    "group",
    "init",
    "import_tables",
    "levels",
    "merge",
    "new_case",
    "new_rubric",
    "outcomes",
    "pack",
    "panels",
    "plans",
    "products",
    "project",
    "quote",
    "ratings_frame",
    "report_languages",
    "report_names",
    "reports",
    "rubric",
    "rubric_diff",
    "rubric_show",
    "schema",
    "score",
    "scores_frame",
    "sensitivity",
    "settle",
    "style",
    "weights",
    "weights_file",
)


def __getattr__(name: str) -> object:
    if name not in _OFFERED:
        raise AttributeError(f"evalkit has no {name!r}")
    from evalkit import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_OFFERED, "api"})
