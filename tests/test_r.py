"""The manual's lines in R, run by R where it is installed: what they make of an export."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from evalkit import api

from tests.conftest import ROOT
from tests.small_data import project

R = shutil.which("Rscript")
TOLD = """
cat(class(resp[[1]]), nrow(resp), anyDuplicated(d[c("case", "rater")]), "\\n")
cat(names(scores)[3], range(unlist(scores[-(1:2)]), na.rm = TRUE), "\\n")
cat(one$id, one$first, anyNA(one$first), "\\n")
cat(names(iData), "\\n")
cat(nrow(partners), anyNA(partners$region), tail(partners$to, 1), "\\n")
if (requireNamespace("igraph", quietly = TRUE) && nrow(partners) > 0) {
  edges <- igraph::graph_from_data_frame(partners[c("region", "to")])
  stopifnot(igraph::ecount(edges) == nrow(partners), !anyNA(igraph::V(edges)$name))
}
"""


def blocks(page: str) -> list[str]:
    return re.findall(r"```r\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.S)


@pytest.mark.skipif(R is None, reason="R is not installed")
@pytest.mark.parametrize("page", ["export.md", "export.zh.md"])
def test_the_lines_in_r_prepare_what_other_tools_are_given(page: str, tmp_path: Path) -> None:
    (code,) = blocks(page)
    project(tmp_path)
    evaluation = api.score(tmp_path / "cases", as_of="2026-11-23")
    (tmp_path / "export").mkdir()
    for name, content in api.export_files(evaluation, "csv"):
        (tmp_path / "export" / name).write_bytes(content)
    with (tmp_path / "export/partners.csv").open("a", encoding="utf-8") as file:
        file.write("gz-2026,NA,某地,A place,,,1,\r\n")  # no region of these, and one called NA
    done = subprocess.run(
        [str(R), "-e", code + TOLD], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [line.rstrip() for line in done.stdout.splitlines()] == [
        "numeric 5 0",
        "p.clear.goals 0 1",
        "1 2 2021 2026 FALSE",
        "region year rd",
        "2 FALSE A place",
    ]
