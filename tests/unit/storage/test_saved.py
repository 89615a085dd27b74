"""A saved evaluation on the disk: written piece by piece, whole or not at all; read where there is
room for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from evalkit import storage
from evalkit.model.refusal import why
from evalkit.storage import disk


def test_a_text_in_pieces_is_the_text_and_nothing_is_left_where_its_making_breaks(
    tmp_path: Path,
) -> None:
    def broken() -> Iterator[str]:
        yield "begun"
        raise ValueError("broken")

    path = tmp_path / "evaluation.json"
    disk.write(path, iter(["{", '"名": ', "1}"]))
    assert path.read_text(encoding="utf-8") == '{"名": 1}'
    with pytest.raises(ValueError, match="broken"):
        disk.write(path, broken())
    assert path.read_text(encoding="utf-8") == '{"名": 1}'
    assert [*tmp_path.iterdir()] == [path]


def test_what_is_put_in_a_folder_in_pieces_is_known_by_its_hash(tmp_path: Path) -> None:
    with storage.Staged(tmp_path, ["evaluation.json"], force=False) as stage:
        stage.add("evaluation.json", iter(["{", "}\n"]))
    again = storage.Staged(tmp_path, ["evaluation.json"], force=False)
    assert again.kept == ()
    (tmp_path / "evaluation.json").write_text("{ }\n")
    edited = storage.Staged(tmp_path, ["evaluation.json"], force=False)
    assert [kept.why for kept in edited.kept] == ["edited"]


def test_what_the_memory_has_no_room_for_is_refused_for_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "evaluation.json"
    path.write_text(" " * 3_000_001)
    monkeypatch.setattr(disk, "LARGEST_EVALUATION", 1_000_000)
    monkeypatch.setattr(disk, "memory", lambda: 3_000_000 * disk.OF_MEMORY)
    with pytest.raises(storage.FileProblem) as refused:
        disk.read_evaluation(path)
    told = why(refused.value).text("en")
    assert "3 MB" in told
    path.write_text(" " * 3_000_000)
    assert len(disk.read_evaluation(path)) == 3_000_000
