"""A file of weights holds every digit of every weight."""

from __future__ import annotations

import pytest
from evalkit.reading.rubric import read_weights
from evalkit.reading.yaml import parse
from evalkit.starter.weights import weights_file


@pytest.mark.parametrize("weight", [0.00020659679, 1 / 3, 1e-17, 0.0, 1.0, 2.5e-7, 123456.789])
def test_a_weight_is_read_as_it_was(weight: float) -> None:
    text = weights_file("a@1.0.0", "T", "W", {"p": weight})
    found, _ = read_weights(parse(text, "w.yaml"))
    assert found is not None
    assert found.weights.set == {"p": weight}
