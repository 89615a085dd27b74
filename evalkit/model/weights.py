"""Weights that stand in place of a rubric's own, as a file of weights states them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from pydantic import (
    Field,
)

from evalkit.model.fields import Number, Part, Person, Pin, Ratio, Several, Text


class Judge(Part):
    """One judge's view of the parts of a node: ``pairs``, a → b → how many times as important a is;
    or ``points``."""

    judge: Person
    pairs: dict[str, dict[str, Ratio]] = {}
    points: dict[str, Annotated[Number, Field(ge=0)]] = {}


class Judged(Part):
    """The parts of a node (``of``: "overall" or a pillar's ref) as judges see them."""

    of: str = "overall"
    judges: Several[Judge]


class Weights(Part):
    """Other weights for a rubric: set outright (ref → weight), or by judges. Everything else stays
    as the rubric has it."""

    weights: Pin
    title: Text | None = None
    why: Text | None = None
    set: dict[str, Annotated[Number, Field(ge=0)]] = {}
    judged: Several[Judged] = ()


class WeightsFile(NamedTuple):
    """Other weights and the file they stand in."""

    weights: Weights
    file: str
    sha256: str
