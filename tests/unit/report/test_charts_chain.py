"""A chain as a picture: valid, drawn, dashed where it breaks."""

from __future__ import annotations

import json

import altair
import pytest
from evalkit.render import pictures
from evalkit.report.charts.chain import MOST, Drawn, chain, chain_drawable

LINKS = (
    Drawn("Research and the making of long names", "0.5", 0.125, "", True),
    Drawn("应用转化和其他更长的名字", "—", None, "others 2.0", False),
    Drawn("Market", "1", 0.25, "others 2.0", True),
    Drawn("Use", "4", 1.0, "others 2.0", False),
)
DRAWN = chain("c", "Chain", "Research: 0.5", LINKS)


def test_a_chain_is_valid_vega_lite_and_can_be_drawn() -> None:
    altair.Chart.from_dict(json.loads(DRAWN.spec), validate=True)
    picture = pictures.svg(DRAWN)
    assert picture.startswith("<svg ")
    assert pictures.png(DRAWN).startswith(b"\x89PNG")
    for link in LINKS:
        assert f'aria-label="{link.name}: {link.text}"' in picture


def test_lines_are_dashed_before_a_link_that_breaks_and_whole_before_others() -> None:
    """Before the first link a line is drawn only where the chain breaks there."""
    whole, broken, circles, *_ = json.loads(DRAWN.spec)["layer"]
    ends = [round(row["x"]) for row in circles["data"]["values"]]
    to = {True: [], False: []}  # type: dict[bool, list[int]]
    for dashed, layer in ((False, whole), (True, broken)):
        assert ("strokeDash" in layer["mark"]) is dashed
        to[dashed] = [round(line["x2"]) + 22 for line in layer["data"]["values"]]
    assert to == {True: [ends[0], ends[2]], False: [ends[1], ends[3]]}


def test_no_name_runs_into_the_next() -> None:
    rows = json.loads(DRAWN.spec)["layer"][2]["data"]["values"]
    for row in rows:
        assert max(len(line) * (12 if "应" in row["said"] else 6) for line in row["name"]) <= 140


@pytest.mark.parametrize(("n", "can"), [(1, False), (2, True), (MOST, True), (MOST + 1, False)])
def test_a_chain_has_at_least_two_links_and_no_more_than_fit(n: int, can: bool) -> None:
    assert chain_drawable(n) is can
