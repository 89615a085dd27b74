"""The shipped cases as forms: out and back nothing moves, and into bare cases everything comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from evalkit.forms.collect import Handed, collect, signed
from evalkit.forms.content import content_of
from evalkit.forms.write import form_file
from evalkit.model.case import CaseFile, Rating
from evalkit.reading.sheets import sheets_of
from evalkit.storage import Loaded, load
from tests.conftest import ROOT


@cache
def loaded() -> Loaded:
    """The shipped cases."""
    return load([ROOT / "cases"])


def raters_of(file: CaseFile) -> list[str]:
    return sorted({r.rater for name in file.case.ratings for r in file.case.ratings_of(name)})


def plain(rating: Rating) -> dict[str, Any]:
    """A rating without its rater and the order of its ticks."""
    data = rating.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True, mode="json")
    return {**data, "checks": sorted(rating.checks), "rater": None}


@pytest.mark.parametrize("n", range(12))
def test_out_and_back_nothing_moves_and_into_a_bare_case_every_rating_comes(n: int) -> None:
    file, standard = loaded().files[n], loaded().standard
    assert standard is not None
    raters = raters_of(file)
    rater = "chair" if "chair" in raters else raters[n % len(raters)]
    content = content_of(standard, file, rater, ("zh", "en")[n % 2])
    parts, wrong = signed(Handed("form.xlsx", sheets_of(form_file(content))), None, None)
    assert wrong == ()
    case = file.case.case
    back = collect(parts, {case: (file, standard)}, [case])
    assert (dict(back.changes), back.findings) == ({(case, rater): ()}, ())
    bare = replace(file, case=file.case.model_copy(update={"ratings": {}}))
    came = collect(parts, {case: (bare, standard)}, [case])
    assert came.findings == ()
    assert {c.criterion: _read(c.became) for c in came.changes[case, rater]} == _own(file, rater)  # type: ignore[union-attr,arg-type]


def test_twelve_cases_are_shipped() -> None:
    assert len(loaded().files) == 12


def _read(became: Mapping[str, Any]) -> dict[str, Any]:
    return plain(Rating.model_validate(dict(became)))


def _own(file: CaseFile, rater: str) -> dict[str, dict[str, Any]]:
    return {
        name: plain(rating)
        for name in file.case.ratings
        for rating in file.case.ratings_of(name)
        if rating.rater == rater
    }
