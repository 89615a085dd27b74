"""The shipped cases, scored once for all tests of this folder."""

from __future__ import annotations

import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def shipped() -> Evaluation:
    return api.score([ROOT / "cases"], as_of="2026-11-24")
