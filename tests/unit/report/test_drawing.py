"""When a chart is drawn: where a format shows it, once, and before it leaves its process."""

from __future__ import annotations

import pickle
from dataclasses import replace

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


def test_channels_are_what_altair_makes_of_text_and_places() -> None:
    import altair as alt

    rows = [{"x": 1}]
    base = d.of(rows, x="x:Q", y=d.at(3), y2=d.at(9), description="x:N")
    own = d.encoded(d.marked(base, "rect", color="#fff"), x2="x:Q", color=d.channel("x:N"))
    data = alt.Data(values=rows)  # type: ignore[no-untyped-call]
    theirs = alt.Chart(data).mark_rect(color="#fff").encode(x="x:Q", x2="x:Q", color="x:N")
    theirs = theirs.encode(y=alt.value(3), y2=alt.value(9), description="x:N")
    assert own == theirs.to_dict(context={"top_level": False})
