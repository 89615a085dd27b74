"""Loading, and what it leaves of the process that asked for it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from evalkit import storage
from tests.conftest import ROOT


@pytest.fixture
def collecting() -> Iterator[None]:
    """Garbage is looked for again after the test, and nothing stays frozen."""
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("collecting")
@pytest.mark.parametrize("looked_for", [True, False])
@pytest.mark.parametrize("frozen", [True, False])
def test_loading_leaves_garbage_collection_as_its_caller_had_it(
    looked_for: bool, frozen: bool
) -> None:
    if frozen:
        gc.freeze()
    (gc.enable if looked_for else gc.disable)()
    before = gc.get_freeze_count() > 0, gc.get_threshold()
    seen: list[bool] = []

    def watch(paths: list[Path]) -> Iterator[Path]:
        seen.append(gc.isenabled())
        return iter(paths)

    assert storage.load([ROOT / "cases" / "ningxia-2026.yaml"], watch=watch).files
    assert seen == [False]
    assert gc.isenabled() == looked_for
    assert (gc.get_freeze_count() > 0, gc.get_threshold()) == before


@pytest.mark.usefixtures("collecting")
def test_garbage_is_looked_for_again_after_a_path_that_is_not_there(tmp_path: Path) -> None:
    gc.enable()
    with pytest.raises(storage.FileProblem):
        storage.load([tmp_path / "nothing.yaml"])
    assert gc.isenabled()
