"""Worked examples that policy people can read: ratings in, expected scores with the hand
calculation beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.conftest import evaluation_of

EXAMPLES = sorted((Path(__file__).parent / "worked").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_hand_calculation_comes_out(path: Path) -> None:
    example = yaml.safe_load(path.read_text("utf-8"))
    evaluation = evaluation_of(example["rubric"], example["case"])
    for ref, wanted in example["expect"].items():
        score = evaluation.score_of["x", ref]
        for name, value in wanted.items():
            got = getattr(score, name)
            assert got == (
                pytest.approx(value, abs=1e-12) if isinstance(value, float | int) else value
            ), (ref, name)
