"""A case and its document in; years and periods that cannot be meant, with the line to write,
out."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model.case import Case, day_of
from evalkit.model.commitment import Baseline
from evalkit.model.finding import Finding, Value, found
from evalkit.reading.pruned import Kept
from evalkit.reading.yaml import Path, Source

EARLIEST, LATEST = 1900, 2200
AHEAD = 10  # years from its adoption in which a plan begins at the latest


def year_findings(case: Case, document: Source, kept: Kept) -> Iterator[Finding]:
    """Years, periods and baselines that cannot be, and targets before their plan."""
    yield from _period(case, document)
    for path, key, year in _years(case):
        if not EARLIEST <= year <= LATEST:
            place = kept.original(path)
            yield _doubtful(document, place, key, year)
    yield from _baselines(case, document, kept)
    day = day_of(case)
    for n, target in enumerate(case.targets):
        path = kept.original(("targets", n, "year"))
        if target.year is not None and day is not None and EARLIEST <= target.year < day.year:
            said = {"id": target.measure, "year": str(target.year), "day": day.isoformat()}
            yield found("commitment-date", document.span(path), **said)


def _period(case: Case, document: Source) -> Iterator[Finding]:
    period = case.plan.period if case.plan is not None else None
    if period is None:
        return
    path: Path = ("plan", "period")
    long = tuple(_whole(year) for year in period)
    meant = f"[{min(long)}, {max(long)}]"
    if long != period:
        said = _said(document, path, meant)
        year = next(year for year in period if year < 100)
        yield found("year-doubtful", document.span(path), key="period", year=str(year), **said)
    elif period[0] > period[1]:
        first, last = map(str, period)
        said = _said(document, path, meant)
        yield found("period-order", document.span(path), first=first, last=last, **said)
    else:
        far = [n for n, year in enumerate(period) if not EARLIEST <= year <= LATEST]
        for n in far:
            yield _doubtful(document, (*path, n), "period", period[n])
        if not far:
            yield from _apart(case, document, period)


def _apart(case: Case, document: Source, period: tuple[int, int]) -> Iterator[Finding]:
    """A period that is over before the plan is adopted, or begins long after."""
    adopted = case.plan.adopted if case.plan is not None else None
    if adopted is None or (adopted.year <= period[1] and period[0] <= adopted.year + AHEAD):
        return
    first, last = map(str, period)
    which = "before" if period[1] < adopted.year else "after"
    said: dict[str, Value] = {"first": first, "last": last, "day": adopted.isoformat()}
    span = document.span(("plan", "period"))
    yield found("period-adoption", span, which=f"@period-{which}", **said)


def _years(case: Case) -> Iterator[tuple[Path, str, int]]:
    """Where each year stands, but for the period: (path, key, year)."""
    for name, values in case.measures.items():
        several = isinstance(values, tuple)
        for n, own in enumerate(case.measurements_of(name)):
            path: Path = ("measures", name, n, "year") if several else ("measures", name, "year")
            yield path, "year", own.year
    for key in ("targets", "commitments"):
        for n, promise in enumerate(getattr(case, key)):
            if promise.year is not None:
                yield (key, n, "year"), "year", promise.year
            if promise.baseline is not None and promise.baseline.year is not None:
                yield (key, n, "baseline", "year"), "year", promise.baseline.year


def _doubtful(document: Source, path: Path, key: str, year: int) -> Finding:
    whole = _whole(year)
    said = _said(document, path, str(whole)) if whole != year else {}
    return found("year-doubtful", document.span(path), key=key, year=str(year), **said)


def _said(document: Source, path: Path, meant: str) -> dict[str, Value]:
    """The line with what is meant in it."""
    from evalkit.reading.corrections import Written

    return Written(document, path).said(meant)


def _whole(year: int) -> int:
    """A year of two figures in this century."""
    return 2000 + year if 0 <= year < 100 else year


def _baselines(case: Case, document: Source, kept: Kept) -> Iterator[Finding]:
    """Baselines that are not before what they lead to."""
    day = day_of(case)
    for key in ("targets", "commitments"):
        for n, promise in enumerate(getattr(case, key)):
            start: Baseline | None = promise.baseline
            if start is None or start.year is None or not EARLIEST <= start.year <= LATEST:
                continue
            path = kept.original((key, n, "baseline", "year"))
            said = {"year": str(start.year), "named": promise.measure or getattr(promise, "id", "")}
            if promise.year is not None and EARLIEST <= promise.year <= start.year:
                end: Value = f"@baseline-target {promise.year}"
            elif day is not None and start.year > day.year:
                end = f"@baseline-plan {day.isoformat()}"
            else:
                continue
            yield found("baseline-date", document.span(path), end=end, **said)
