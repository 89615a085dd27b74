"""One small, strange evaluation, byte for byte, in every format and language. EVALKIT_ACCEPT=1 writes what is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from evalkit import api
from evalkit.evaluation import Evaluation

from tests.conftest import evaluation_of

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def strange() -> Evaluation:
    given = yaml.safe_load((GOLDEN / "strange.yaml").read_text("utf-8"))
    return evaluation_of(given["rubric"], *given["cases"])


def same(name: str, content: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("EVALKIT_ACCEPT"):
        path.write_bytes(content)
    assert content.decode() == path.read_bytes().decode()


def test_the_evaluation(strange: Evaluation) -> None:
    same("strange.json", strange.to_json().encode())


def test_the_reports(strange: Evaluation) -> None:
    made = dict(api.reports(strange, ("html", "md")))
    assert len(made) == 16
    for name, content in made.items():
        same(name, content)


def test_markup_in_names_stays_text(strange: Evaluation) -> None:
    for name, content in api.reports(strange, ("html",)):
        page = content.decode()
        assert "<script" not in page, name
        assert "<img" not in page, name
    for name, content in api.reports(strange, ("md",)):
        page = content.decode()
        assert "<script" not in page.replace("\\<script", ""), name
        assert "[links](x)" not in page, name
