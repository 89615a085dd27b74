"""One slide: what stands on it, and what is left to the notes."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report.context import Context, context_of
from evalkit.report.facts import case_facts
from evalkit.report.model import (
    Bullets,
    Chart,
    Column,
    Drawing,
    Point,
    Points,
    Row,
    Sides,
    Table,
    cell,
)
from evalkit.report.products import slides
from evalkit.report.products.slide import SlideParts, slide
from evalkit.report.sections import first_page
from tests.conftest import asked, evaluation_of
from tests.unit.report.products.test_portfolio import FIVE, RUBRIC

NUMBERS = Table(
    "Numbers",
    (Column("What"), Column("Aim", numeric=True)),
    tuple(Row((cell(f"thing {n}"), cell(str(n)))) for n in range(8)),
)
POINTS = Points(tuple(Point((f"point {n}",), (f"ask {n}",)) for n in range(4)))
PICTURE = Chart("c", "Picture", "in words", Drawing(lambda: "{}"))


def ctx(lang: str = "en") -> Context:
    return context_of(asked(evaluation_of(RUBRIC, *FIVE)), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_six_numbers_and_three_points_stand_on_it_and_the_rest_in_the_notes(lang: str) -> None:
    made = slide(
        ctx(lang), "one", SlideParts("One", "Found", NUMBERS, POINTS, POINTS, PICTURE, "Source")
    )
    assert (made.name, made.product, made.finding, made.foot) == (
        "one-slide",
        "slide",
        "Found",
        "Source",
    )
    table, chart, sides = made.summary
    assert isinstance(table, Table)
    assert table.rows == NUMBERS.rows[:6]
    assert chart is PICTURE
    assert isinstance(sides, Sides)
    assert [part.blocks for part in sides.parts] == [(Points(POINTS.items[:3]),)] * 2
    rest, strong, thin = made.sections[0].blocks
    assert isinstance(rest, Table)
    assert rest.rows == NUMBERS.rows[6:]
    assert [e.blocks for e in (strong, thin)] == [(Points(POINTS.items[3:]),)] * 2  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_heading_counts_the_numbers_that_stand_below_it(lang: str, shipped: Evaluation) -> None:
    of = context_of(asked(shipped), lang)
    for case in shipped.cases:
        about = case_facts(of.results, case)
        made = slides.of_case(of, case)
        shown = made.summary[0]
        assert isinstance(shown, Table)
        assert shown == first_page.numbers_table(of, about, len(shown.rows))
        assert of.grammar.numeral(len(shown.rows)) in shown.caption
        every = first_page.numbers_table(of, about)
        assert every is not None
        assert (every in made.sections[0].blocks) == (len(every.rows) > len(shown.rows))


def test_what_is_not_given_is_not_there() -> None:
    made = slide(ctx(), "comparison", SlideParts("All", said=(("a",), ("b",), ("c",), ("d",))))
    assert made.summary == (Bullets((("a",), ("b",), ("c",))),)
    assert made.sections[0].blocks == (Bullets((("d",),)),)
    assert made.foot.startswith("Tiers")
    assert slide(ctx(), "one", SlideParts("One", strong=Points(()))).summary == ()
