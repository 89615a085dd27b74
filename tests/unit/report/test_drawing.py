"""When a chart is drawn: where a format shows it, once, and before it leaves its process."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.model import Chart, Drawing


def counted() -> tuple[Chart, list[int]]:
    """A chart, and how often it was drawn."""
    times: list[int] = []

    def make() -> str:
        times.append(1)
        return "{}"

    return Chart("c-one", "One", "in words", Drawing(make)), times


def test_a_chart_is_drawn_when_it_is_shown_and_once() -> None:
    chart, times = counted()
    sourced = replace(chart, source="from there")
    assert times == []
    assert (chart.spec, sourced.spec, chart.spec) == ("{}", "{}", "{}")
    assert times == [1]


def test_another_process_is_handed_what_is_drawn() -> None:
    chart, times = counted()
    received = pickle.loads(pickle.dumps(chart))
    assert received == chart
    assert (received.spec, times) == ("{}", [1])


def test_panels_are_joined_as_altair_joins_them() -> None:
    import altair as alt

    def panel(text: str) -> Any:
        base = d.of([{"x": 1, "text": text}], x=d.values("X", "x", d.Axis("t", 0, 1)), y=d.at(3))
        return d.layers([d.dots(base), d.words(base, "text", "left")], 100, 50)

    pair = d.Joined("hconcat", (panel("a"), panel("b")), spacing=20)
    joined = d.drawn(lambda: d.Joined("vconcat", (pair, panel("c")), spacing=18))
    own = json.loads(joined("id", "caption", "in words").spec)
    theirs = alt.vconcat(alt.hconcat(panel("a"), panel("b"), spacing=20), panel("c"), spacing=18)
    expected = theirs.to_dict(validate=False)
    assert {**own, "config": None} == {**expected, "config": None}


def test_channels_are_what_altair_makes_of_text_and_places() -> None:
    import altair as alt

    rows = [{"x": 1}]
    own = d.of(rows, x="x:Q", y=d.at(3), y2=d.at(9), description="x:N").mark_rect()
    data = alt.Data(values=rows)  # type: ignore[no-untyped-call]
    theirs = alt.Chart(data).mark_rect()
    theirs = theirs.encode(x="x:Q", y=alt.value(3), y2=alt.value(9), description="x:N")
    assert own.to_dict() == theirs.to_dict()
