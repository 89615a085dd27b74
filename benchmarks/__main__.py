"""``python -m benchmarks [NAME…] [--write] [--full]``: every figure of one run beside its aim.

Without names all are run. ``--write`` keeps the figures in ``benchmarks/results.json`` and draws
``docs/performance.md`` from them, in both languages; of names, theirs alone are measured anew.
``--full`` takes the largest sizes too, and hours.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from evalkit import __version__

from benchmarks import (
    assumptions,
    costs,
    curves,
    evidence,
    forms,
    growth,
    loading,
    page,
    pages,
    parquet,
    peers,
    preparing,
    quotes,
    reporting,
    scoring,
    startup,
    tables,
)
from benchmarks.results import (
    FILE,
    Kept,
    PageCost,
    Point,
    Run,
    Section,
    as_json,
    machine,
    read,
    yardstick,
)
from benchmarks.timing import Ratio

Jobs = Mapping[str, Callable[[], Iterable[Ratio | Point | PageCost | str]]]
QUICK: Jobs = {
    "scoring": scoring.run,
    "preparing": preparing.run,
    "assumptions": assumptions.run,
    "peers": peers.run,
    "startup": startup.run,
    "loading": loading.run,
    "forms": forms.run,
    "tables": tables.run,
    "quotes": quotes.run,
    "search": evidence.search,
    "costs": costs.run,
    "curves": curves.run,
    "parquet": parquet.run,
    "reporting": reporting.run,
    "pages": pages.run,
}
ALONE: Jobs = {  # by name only
    "growth": growth.run,  # seconds a case of 400 against those of 100: curves show more
    "recall": evidence.recall,  # needs plans that are not shipped
}
FULL: Jobs = {
    **QUICK,
    "curves": curves.full,
    "parquet": partial(parquet.run, parquet.FULL),
    "reporting": partial(reporting.run, (12, 31, 100)),
}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*QUICK, *ALONE, []], metavar="NAME")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--full", action="store_true")
    given = parser.parse_args(arguments)
    jobs = {**(FULL if given.full else QUICK), **ALONE}
    started = Run(date.today().isoformat(), __version__, given.full, machine(), ())
    held = read()
    kept = Kept(started, held.now if held else None)
    if given.names and held is not None:
        if given.write and held.now.machine != started.machine:
            parser.error("figures of two machines would stand on one page: run all, without names")
        kept = held
    for name in given.names or QUICK:
        section = measured(name, jobs[name])
        if given.write:  # one by one: a run that is stopped keeps what it has measured
            kept = replace(kept, now=kept.now.with_sections([section]))
            FILE.write_bytes(as_json(kept))
            page.write(kept)


def measured(name: str, job: Callable[[], Iterable[Ratio | Point | PageCost | str]]) -> Section:
    """One benchmark, told as it goes. What breaks it is told and kept in the place of its figures:
    fifteen minutes of others are not lost for it."""
    unit, start = yardstick(), time.perf_counter()
    found: list[Ratio | Point | PageCost | str] = []
    try:
        for figure in job():
            print(figure, flush=True)
            found.append(figure)
    except Exception as error:
        traceback.print_exc()
        found.append(f"stopped: {type(error).__name__}")
    return Section(
        name,
        unit,
        time.perf_counter() - start,
        tuple(f for f in found if isinstance(f, Ratio)),
        tuple(f for f in found if isinstance(f, Point)),
        tuple(f for f in found if isinstance(f, PageCost)),
        tuple(f for f in found if isinstance(f, str)),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
