"""Rows of figures in, charts out: Vega-Lite, one function a chart, no knowledge of
evaluations. What a chart shows also stands in a table or a sentence beside it."""

from evalkit.report.charts.chain import Drawn, chain, chain_drawable
from evalkit.report.charts.correlated import Cell, triangle
from evalkit.report.charts.courses import Course, courses
from evalkit.report.charts.drawing import NAMED, Axis, available, axis_of, drawable, has_room
from evalkit.report.charts.fields import Dot, Quadrants, balance, quadrants
from evalkit.report.charts.heat import likelihoods
from evalkit.report.charts.measured import Boxed, boxes
from evalkit.report.charts.pairs import Pair, dumbbells, places, slopes
from evalkit.report.charts.ridges import Ridge, Tick, ridges
from evalkit.report.charts.scores import Span, Strip, profile, ranges, strips
from evalkit.report.charts.series import Goal, Panel, years
from evalkit.report.charts.shares import Shares, stacked
from evalkit.report.charts.tiles import Filled, tile_map

__all__ = [
    "NAMED",
    "Axis",
    "Boxed",
    "Cell",
    "Course",
    "Dot",
    "Drawn",
    "Filled",
    "Goal",
    "Pair",
    "Panel",
    "Quadrants",
    "Ridge",
    "Shares",
    "Span",
    "Strip",
    "Tick",
    "available",
    "axis_of",
    "balance",
    "boxes",
    "chain",
    "chain_drawable",
    "courses",
    "drawable",
    "dumbbells",
    "has_room",
    "likelihoods",
    "places",
    "profile",
    "quadrants",
    "ranges",
    "ridges",
    "slopes",
    "stacked",
    "strips",
    "tile_map",
    "triangle",
    "years",
]
