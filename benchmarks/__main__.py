"""``python -m benchmarks [NAME…]``: ratios of one run, each beside its aim."""

from __future__ import annotations

import sys

from benchmarks import (
    assumptions,
    evidence,
    forms,
    growth,
    loading,
    memory,
    preparing,
    reporting,
    scoring,
    startup,
    tables,
)

ALL = {
    "scoring": scoring.run,
    "preparing": preparing.run,
    "assumptions": assumptions.run,
    "startup": startup.run,
    "reporting": reporting.run,
    "loading": loading.run,
    "forms": forms.run,
    "memory": memory.run,
    "growth": growth.run,
    "tables": tables.run,
    "quotes": evidence.quotes,
    "search": evidence.search,
    "recall": evidence.recall,
}

for name in sys.argv[1:] or ALL:
    for ratio in ALL[name]():
        print(ratio, flush=True)
