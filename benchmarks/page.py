"""What a run measured in; ``docs/performance.md`` and its picture, in both languages, out.

The sentences stand in ``page.en.md.jinja`` and ``page.zh.md.jinja``, what jobs are called in
``words.toml``, what ten of them once cost in ``before.toml``. A job that has no words there is
called by the name that its benchmark prints.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.picture import Line, Panel, growth
from benchmarks.results import PAIRED, SINGLE, Kept, PageCost, Point, Run, changes, read, slope
from benchmarks.timing import Ratio, shown

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
LANGUAGES = {"en": "performance", "zh": "performance.zh"}  # language → name of its page
PICTURES = {"en": "growth.svg", "zh": "growth.zh.svg"}
MOST_LINES = 4  # in a picture
SHOWN = (
    "scoring", "preparing", "assumptions", "peers", "startup", "loading", "forms", "tables",
    "quotes", "search", "costs", "curves", "parquet", "reporting", "pages",
)  # fmt: skip

Row = tuple[str, ...]
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Catalogue:
    """What things are called, in one language."""

    lang: str
    words: Words

    def of(self, kind: str, name: str) -> str:
        """A job or a page by the name that a benchmark gives it."""
        said = self.words[kind].get(name, {})
        return str(said.get(self.lang, name))

    def remark(self, said: str) -> str:
        """Why something was not measured."""
        code, _, what = said.partition(": ")
        known = self.words["remark"].get(code)
        return str(known[self.lang]).format(what) if known else said

    def against(self, ratio: Ratio) -> str:
        said = self.words["ratio"].get(ratio.name, {}).get("against", {})
        return str(said.get(self.lang, "–"))


def write(kept: Kept) -> None:
    """The pages and their pictures."""
    for lang, name in LANGUAGES.items():
        (DOCS / f"{name}.md").write_text(page(kept, lang), "utf-8")
        drawn = picture(kept.now, lang)
        if drawn:
            (DOCS / "img" / PICTURES[lang]).write_text(drawn, "utf-8")


def catalogue(lang: str) -> Catalogue:
    return Catalogue(lang, tomllib.loads((HERE / "words.toml").read_text("utf-8")))


def page(kept: Kept, lang: str) -> str:
    """The page as Markdown."""
    loader = FileSystemLoader(HERE)
    made = Environment(
        loader=loader, undefined=StrictUndefined, keep_trailing_newline=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    now, names = kept.now, catalogue(lang)
    grown = [*jobs_of(now, "curves"), *jobs_of(now, "parquet")]
    remarks = [(own.name, names.remark(said)) for own in now.sections for said in own.remarks]
    measured = {own.name for own in now.sections}
    remarks += [(name, names.remark("not run")) for name in SHOWN if name not in measured]
    return made.get_template(f"page.{lang}.md.jinja").render(
        run=now,
        last=kept.last,
        alike=kept.last is not None and kept.last.machine == now.machine,
        paired=f"{100 * (PAIRED - 1):.0f}",
        single=f"{100 * (SINGLE - 1):.0f}",
        libraries=", ".join(f"{name} {own}" for name, own in now.machine.libraries.items()),
        ratios=lambda *benchmarks: table(_ratio(r, names) for r in now.of(*benchmarks)),
        curves=table(_curve(job, now, names) for job in grown),
        slopes=table(_slope(job, now, names) for job in grown),
        reports=table(_point(p, names) for p in points_of(now, "reporting")),
        briefings=table(_briefing(p, names) for p in points_of(now, "costs")),
        pages=table(_page(p, names) for own in now.sections for p in own.pages),
        costs=table(costs(now, lang)),
        moved=table(moved(kept, names)),
        remarks=remarks,
        picture=PICTURES[lang] if grown else "",
    )


def table(rows: Iterable[Row]) -> str:
    """Rows of a table in Markdown; the template writes its head."""
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def jobs_of(run: Run, benchmark: str) -> list[str]:
    """The jobs that a benchmark measured at several sizes or one, each once."""
    return list(dict.fromkeys(point.job for point in points_of(run, benchmark)))


def points_of(run: Run, benchmark: str) -> list[Point]:
    return [point for own in run.sections if own.name == benchmark for point in own.points]


# --- rows ------------------------------------------------------------------------------------


def _ratio(ratio: Ratio, names: Catalogue) -> Row:
    return (
        names.of("ratio", ratio.name),
        names.against(ratio),
        shown(ratio.ours),
        shown(ratio.bound),
        f"**{factor(ratio.ratio)}**",
        f"{ratio.aim:g}",
    )


def factor(value: float) -> str:
    """A ratio with two decimals, or two digits that count: 1.07, 0.026."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def _curve(job: str, run: Run, names: Catalogue) -> Row:
    """Processor time and memory at each size."""
    points = run.grown(job)
    return (
        names.of("job", job),
        "; ".join(f"{point.size:,}: {_cost(point)}" for point in points),
    )


def _cost(point: Point) -> str:
    peak = f", {point.peak:,.0f} MB" if point.peak is not None else ""
    return f"{shown(point.seconds)}{peak}"


def _slope(job: str, run: Run, names: Catalogue) -> Row:
    """From the second largest size to the largest: how steeply time grows, what a case costs."""
    points = run.grown(job)
    steep = slope(points)
    small, large = points[-2:] if len(points) > 1 else (points[-1], points[-1])
    more = (large.seconds - small.seconds) / max(1, large.size - small.size)
    return (
        names.of("job", job),
        f"{small.size:,} → {large.size:,}",
        "–" if steep is None else f"{steep:.2f}",
        shown(more) if more > 0 else "–",
    )


def _point(point: Point, names: Catalogue) -> Row:
    return (
        names.of("job", point.job),
        f"{point.size:,}",
        shown(point.seconds),
        "–" if point.peak is None else f"{point.peak:,.0f} MB",
        "–" if point.written is None else f"{point.written:,.1f} MB",
    )


def _briefing(point: Point, names: Catalogue) -> Row:
    return names.of("job", point.job), f"{point.size:,}", shown(point.seconds)


def _page(cost: PageCost, names: Catalogue) -> Row:
    return (
        names.of("page", cost.page),
        f"{cost.cases:,}",
        f"{cost.size:.2f} MB",
        f"{cost.elements:,}",
        shown(cost.painted),
        shown(cost.ready),
        "–" if cost.moved is None else shown(cost.moved),
        "–" if cost.sorted is None else shown(cost.sorted),
    )


def costs(run: Run, lang: str) -> list[Row]:
    """Ten costs as they were and as they are now: what, before, now, the share that is left."""
    rows: list[Row] = []
    for cost in costs_before():
        now = _now(cost, run)
        left = "–" if now is None else factor(now / cost["before"])
        rows.append((
            cost[lang],
            _in_unit(cost["before"], cost["unit"]),
            "–" if now is None else _in_unit(now, cost["unit"]),
            left,
        ))  # fmt: skip
    return rows


def costs_before() -> list[dict[str, Any]]:
    """What ten jobs once cost, and which figure of today stands beside each."""
    held: list[dict[str, Any]] = tomllib.loads((HERE / "before.toml").read_text("utf-8"))["cost"]
    return held


def _now(cost: Mapping[str, Any], run: Run) -> float | None:
    """The figure of today that stands beside one of before; None where it was not measured."""
    held: Iterable[Ratio | Point] = (
        (ratio for own in run.sections for ratio in own.ratios if ratio.name == cost["ratio"])
        if "ratio" in cost
        else (point for point in run.grown(cost["job"]) if point.size == cost["size"])
    )
    found: Sequence[float] = [getattr(figure, cost["field"]) for figure in held]
    return found[0] if found else None


def _in_unit(value: float, unit: str) -> str:
    if unit == "s":
        return shown(value)
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"


def moved(kept: Kept, names: Catalogue) -> list[Row]:
    """What is slower or faster than in the run before, beyond what chance does."""
    if kept.last is None:
        return []
    return [
        (
            names.of("ratio" if not change.size else "job", change.name),
            f"{change.size:,}" if change.size else "–",
            factor(change.then) if not change.size else "–",
            factor(change.now) if not change.size else "–",
            f"{change.factor:.2f}",
        )
        for change in changes(kept.now, kept.last)
    ]


# --- the picture -----------------------------------------------------------------------------


def picture(run: Run, lang: str) -> str:
    """How time and memory grow, as SVG; empty where nothing was measured at several sizes."""
    names = catalogue(lang)
    said = {name: words[lang] for name, words in names.words["picture"].items()}
    asked = (
        ("curves", "seconds", said["seconds"], said["cases"]),
        ("curves", "peak", said["peak"], said["cases"]),
        ("parquet", "seconds", said["ratings"], said["rows"]),
        ("parquet", "peak", said["ratings_peak"], said["rows"]),
    )
    panels = [
        Panel(title, across, said["twice"], lines)
        for benchmark, field, title, across in asked
        if (lines := _lines(run, benchmark, field, names))
    ]
    return growth(panels, said["seconds"]) if panels else ""


def _lines(run: Run, benchmark: str, field: str, names: Catalogue) -> tuple[Line, ...]:
    """The jobs of a benchmark that were measured at several sizes, a line each."""
    grown = {job: run.grown(job) for job in jobs_of(run, benchmark)}
    return tuple(
        (
            names.of("job", job).strip("`"),
            tuple((point.size, float(getattr(point, field) or 0)) for point in points),
        )
        for job, points in grown.items()
        if len(points) > 1
    )[:MOST_LINES]


if __name__ == "__main__":
    held = read()
    if held is None:
        raise SystemExit("make bench comes first: there are no figures yet")
    write(held)
