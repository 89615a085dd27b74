"""Columns of iMeta that say how an index is computed, in; rules of a rubric out.

COINr's own columns (``Denominator``, ``minmax_lower`` …, ``goalpost_lower`` …) under its names;
beside them those that our export adds, which COINr passes over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from evalkit.model.finding import Finding, found, say
from evalkit.model.rubric import Mean, Normalisation
from evalkit.reading.table_numbers import figures, is_missing, short
from evalkit.reading.tables import Table

ENDS = {
    "goalposts": ("goalpost_lower", "goalpost_upper"),
    "range": ("minmax_lower", "minmax_upper"),
    "target": ("target_start", "Target"),
    "best": ("best_lower", "best_upper"),
}
# read without a word, for they do not move a score of ours
SHOWN = ("goalpost_scale", "goalpost_trunc2posts", "dist2targ_cap_max")
OURS = (
    *("Normalisation", "Transform", "Outliers", "Aggregation", "ScaleFactor", "Cap", "Reference"),
)
COLUMNS = ("Denominator", *(name for pair in ENDS.values() for name in pair), *SHOWN, *OURS)
HUNDRED = 100.0
WHOLE = (0.0, HUNDRED)
SHOWN_ROWS = 6  # of a column that is not taken, named


def _within(span: tuple[float, float]) -> bool:
    return WHOLE[0] <= span[0] < span[1] <= WHOLE[1]


def left_out(table: Table, what: Sequence[tuple[str, str]]) -> Finding:
    """The one finding of a table that names what is not taken of it. ``what``: (names, why)."""
    zh = "；".join(f"{names}：{say(f'@index-{why}', 'zh')}" for names, why in what)
    en = "; ".join(f"{names}: {say(f'@index-{why}', 'en')}" for names, why in what)
    return found("index-left-out", table.span(table.head), words=(zh, en))


class Rules:
    """What iMeta says of each row; ``per``: id of an indicator → what it is divided by."""

    def __init__(
        self, table: Table, indicators: Mapping[str, str], denominators: Mapping[str, str]
    ) -> None:
        numbers = {name for pair in ENDS.values() for name in pair} | {"ScaleFactor"}
        self.table = table
        self.cells = {row.cells["iCode"]: row.cells for row in table.rows if "iCode" in row.cells}
        at = {row.number: row.cells.get("iCode", "") for row in table.rows}
        self.figures: dict[str, dict[str, float]] = {}
        for name in numbers & table.columns.keys():
            held = figures(table, name)[0].values
            self.figures[name] = {at[number]: value for number, value in held.items()}
        # of values of an index ranges are of the values, and else of scores up to 1 or 100
        self.is_index = any(
            self._cell(code, "Cap") or self._cell(code, "Normalisation") == "distance"
            for code in indicators
        )
        tops = self.figures.get("minmax_upper", {}).values()
        self._times = HUNDRED if not self.is_index and max(tops, default=HUNDRED) <= 1 else 1.0
        self._whole = (0.0, 1.0) if self.is_index else WHOLE
        self._lacking: dict[tuple[str, str], list[str]] = {}
        self.per: dict[str, Any] = {}
        for code, id in indicators.items():
            self._divide(code, id, denominators)
            self._doubt(code)

    def _cell(self, code: str, name: str) -> str:
        text = self.cells[code].get(name, "")
        return "" if is_missing(text) else text

    def _is_none(self, code: str, name: str) -> bool:
        """Whether a cell says "none", which elsewhere says that nothing is known."""
        return self.cells[code].get(name, "").strip().casefold() == "none"

    def _ends(self, code: str, key: str) -> tuple[float, float] | None:
        low, high = (self.figures.get(name, {}).get(code) for name in ENDS[key])
        if low is None or high is None:
            return None
        times = self._times if key == "range" else 1.0
        return times * low, times * high

    def _say(self, code: str, column: str, why: str) -> None:
        self._lacking.setdefault((column, why), []).append(code)

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """What is not taken, and why: columns, each with the first of the rows that fill it."""
        out = []
        for (column, why), codes in self._lacking.items():
            more = ", …" if len(codes) > SHOWN_ROWS else ""
            out.append((f"{column} ({', '.join(codes[:SHOWN_ROWS])}{more})", why))
        return out

    def _divide(self, code: str, id: str, denominators: Mapping[str, str]) -> None:
        by = self._cell(code, "Denominator")
        if not by:
            return
        if by not in denominators:
            self._say(code, "Denominator", "denominator")
            return
        times = self.figures.get("ScaleFactor", {}).get(code, 1.0)
        own = denominators[by]
        self.per[id] = own if times == 1 else {"by": own, "times": short(times)}

    def _doubt(self, code: str) -> None:
        """What a column says that a scale of ours cannot be."""
        span = self._ends(code, "range")
        if span is not None and not _within(span):
            self._say(code, "minmax_lower", "range")
        named = self._cell(code, "Normalisation")
        if self.figures.get("Target", {}).get(code) is not None and named != "target":
            self._say(code, "Target", "target")
        if self._cell(code, "goalpost_trunc2posts").casefold() in ("false", "f", "0"):
            self._say(code, "goalpost_trunc2posts", "beyond")

    def measure(self, code: str) -> dict[str, Any]:
        """How an indicator becomes a score: min–max unless its row says otherwise."""
        out: dict[str, Any] = {}
        if self._cell(code, "Direction").startswith(("-", "−")):
            out["better"] = "lower"
        named = self._cell(code, "Normalisation")
        posts = self._ends(code, "goalposts")
        rule = named if named in get_args(Normalisation) else "goalposts" if posts else "minmax"
        out["normalisation"] = rule
        if rule in ("goalposts", "interval") and posts is not None:
            out["goalposts"] = [short(end) for end in posts]
        if rule == "target" and (ends := self._ends(code, "target")) is not None:
            out |= {"start": short(ends[0]), "target": short(ends[1])}
        if rule == "interval" and (best := self._ends(code, "best")) is not None:
            out["best"] = [short(end) for end in best]
        span = self._ends(code, "range") or self._whole
        if rule == "minmax" and span != self._whole and _within(span):
            out["range"] = [short(end) for end in span]
        if (transform := self._cell(code, "Transform")) in ("log", "sqrt"):
            out["transform"] = transform
        if rule == "zscore" and self._is_none(code, "Cap"):
            out["cap"] = "none"
        if rule == "distance":
            out["reference"] = self._cell(code, "Reference")
        if self._is_none(code, "Outliers"):
            out["outliers"] = "none"
        return out

    def mean(self, code: str) -> dict[str, Any]:
        """How an aggregate is joined from its parts, where its row says so."""
        named = self._cell(code, "Aggregation")
        if named in get_args(Mean):
            return {"aggregation": named}
        power = re.fullmatch(r"power (-?\d+(?:\.\d+)?)", named)
        return {"aggregation": {"power": short(float(power[1]))}} if power else {}
