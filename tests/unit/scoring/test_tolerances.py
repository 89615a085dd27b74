"""What is equal and what shows is said once, in the tolerances."""

from __future__ import annotations

import ast

from evalkit.scoring import tolerances
from tests.conftest import ROOT

# No comparisons: the least weight that is drawn, and what shifted entropy adds.
ELSE = {("analysis/sensitivity/drawing.py", 1e-9), ("analysis/weighting/from_cases.py", 1e-4)}


def small_numbers(name: str) -> set[float]:
    """Numbers of a file that are so small that they can only be a tolerance."""
    tree = ast.parse((ROOT / "evalkit" / name).read_text("utf-8"))
    values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {value for value in values if isinstance(value, float) and 0 < value < 0.001}


def test_no_file_but_the_limits_states_a_tolerance() -> None:
    files = [p.relative_to(ROOT / "evalkit").as_posix() for p in (ROOT / "evalkit").rglob("*.py")]
    found = {(name, value) for name in files for value in small_numbers(name)}
    said = {
        ("scoring/tolerances.py", tolerances.TOLERANCE),
        ("scoring/tolerances.py", tolerances.SHOWN),
        ("scoring/tolerances.py", tolerances.SOUGHT),
        ("scoring/tolerances.py", tolerances.SETTLED),
        ("scoring/tolerances.py", tolerances.FLAT),
    }
    assert found - ELSE == said
