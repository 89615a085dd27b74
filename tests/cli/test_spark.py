"""The page on clusters: Spark runs the function of a batch, with the scores of one process."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from evalkit import api
from tests.conftest import ROOT

pytest.importorskip("pyspark", reason="Spark is not installed")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")


def printed(page: str) -> str:
    """The part on Spark as a page prints it."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    blocks: list[str] = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    (own,) = (block for block in blocks if "spark" in block)
    return own


def test_spark_gives_the_scores_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd

    monkeypatch.chdir(tmp_path)
    criteria = [
        criterion.id for _, criterion in api.rubric("regional-innovation").rubric.criteria()
    ]
    rows = [
        {"case": f"c{n:02}", "criterion": own, "rater": rater, "level": (n + k) % 4, "because": "y"}
        for n in range(20)
        for k, own in enumerate(criteria[:12])
        for rater in ("a", "b")
    ]
    pd.DataFrame(rows).to_parquet("ratings.parquet")
    block = printed("cluster.md")
    assert re.sub("  #.*", "", block) == re.sub("  #.*", "", printed("cluster.zh.md"))
    names: dict[str, object] = {}
    exec(compile(block, "cluster.md", "exec"), names)
    there = pd.read_parquet("scores").sort_values(["case", "ref"], ignore_index=True)
    asked = api.score_table("regional-innovation", "ratings.parquet", as_of="2026-11-24")
    assert asked.scores is not None
    here = asked.scores.to_pandas()[[*there.columns]]
    words = ["case", "ref", "state", "reason"]
    here[words] = here[words].astype(object)
    here = here.sort_values(["case", "ref"], ignore_index=True)
    pd.testing.assert_frame_equal(there, here, check_exact=True, check_dtype=False)
