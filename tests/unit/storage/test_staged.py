"""What a person has changed in a folder of reports is kept; what evalkit made there is renewed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from evalkit.storage import FileProblem, Staged, sha256, write
from evalkit.storage.staged import MADE

NAMES = ("a.md", "b.md")


def run(folder: Path, text: str, *names: str, force: bool = False) -> Staged:
    with Staged(folder, names or NAMES, force=force) as stage:
        for name in names or NAMES:
            stage.add(name, f"{name} {text}")
    return stage


def held(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in folder.iterdir() if p.name != MADE and p.is_file()}


def kept(stage: Staged) -> list[tuple[str, str]]:
    return [(k.path.name, k.why) for k in stage.kept]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    run(tmp_path, "1")
    return tmp_path


def test_what_nobody_changed_is_renewed(made: Path) -> None:
    assert kept(run(made, "2")) == []
    assert held(made) == {"a.md": "a.md 2", "b.md": "b.md 2"}


def test_what_was_edited_is_kept_and_the_others_are_written(made: Path) -> None:
    (made / "a.md").write_text("mine")
    assert kept(run(made, "2")) == [("a.md", "edited")]
    assert held(made) == {"a.md": "mine", "b.md": "b.md 2"}
    assert kept(run(made, "3")) == [("a.md", "edited")]  # and every time, not only the first


def test_force_overwrites_and_the_next_run_knows_the_file_again(made: Path) -> None:
    (made / "a.md").write_text("mine")
    assert kept(run(made, "2", force=True)) == []
    assert kept(run(made, "3")) == []
    assert held(made) == {"a.md": "a.md 3", "b.md": "b.md 3"}


def test_an_edit_that_was_taken_back_is_none(made: Path) -> None:
    (made / "a.md").write_text("mine")
    (made / "a.md").write_text("a.md 1")
    assert kept(run(made, "2")) == []


def test_what_was_deleted_is_made_again(made: Path) -> None:
    (made / "a.md").unlink()
    assert kept(run(made, "2")) == []
    assert held(made) == {"a.md": "a.md 2", "b.md": "b.md 2"}


def test_what_was_renamed_stays_and_is_made_beside(made: Path) -> None:
    (made / "a.md").rename(made / "mine.md")
    assert kept(run(made, "2")) == []
    assert held(made) == {"a.md": "a.md 2", "b.md": "b.md 2", "mine.md": "a.md 1"}


def test_a_file_of_that_name_that_evalkit_did_not_make_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("mine")
    assert kept(run(tmp_path, "1")) == [("a.md", "foreign")]
    assert held(tmp_path) == {"a.md": "mine", "b.md": "b.md 1"}


def test_a_folder_of_that_name_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    assert kept(run(tmp_path, "1")) == [("a.md", "foreign")]
    assert kept(run(tmp_path, "1", force=True)) == [("a.md", "refused")]
    assert held(tmp_path) == {"b.md": "b.md 1"}


def test_a_file_that_is_read_only_is_kept(made: Path) -> None:
    (made / "a.md").chmod(0o444)
    assert kept(run(made, "2")) == [("a.md", "read-only")]
    assert held(made)["a.md"] == "a.md 1"


def test_a_link_is_kept_and_never_written_through(tmp_path: Path) -> None:
    other, folder = tmp_path / "other.md", tmp_path / "out"
    other.write_text("elsewhere")
    folder.mkdir()
    (folder / "a.md").symlink_to(other)
    (folder / "b.md").symlink_to(tmp_path / "nowhere.md")
    assert kept(run(folder, "1")) == [("a.md", "foreign"), ("b.md", "foreign")]
    run(folder, "2", force=True)
    assert held(folder) == {"a.md": "a.md 2", "b.md": "b.md 2"}
    assert other.read_text() == "elsewhere"
    assert not (tmp_path / "nowhere.md").exists()


def test_the_list_is_not_written_through_a_link(tmp_path: Path) -> None:
    other, folder = tmp_path / "other", tmp_path / "out"
    other.write_text("elsewhere\n")
    folder.mkdir()
    (folder / MADE).symlink_to(other)
    with pytest.raises(FileProblem):
        run(folder, "1")
    assert other.read_text() == "elsewhere\n"
    assert held(folder) == {MADE: "elsewhere\n"} or held(folder) == {}


def test_a_link_with_the_bytes_that_evalkit_made_is_still_a_link(made: Path) -> None:
    (made / "a.md").rename(made.parent / "moved.md")
    (made / "a.md").symlink_to(made.parent / "moved.md")
    assert kept(run(made, "2")) == [("a.md", "foreign")]
    assert (made.parent / "moved.md").read_text() == "a.md 1"


def test_what_the_system_holds_fast_is_named_and_the_others_are_written(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def held_fast(source: Path, target: Path) -> None:  # as Windows does with what Word has open
        if Path(target) == made / "a.md":
            raise PermissionError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", held_fast)
    stage = run(made, "2")
    assert (kept(stage), stage.made) == ([("a.md", "refused")], ["b.md"])
    assert held(made) == {"a.md": "a.md 1", "b.md": "b.md 2"}
    monkeypatch.setattr(os, "replace", real)
    assert kept(run(made, "3")) == []  # it is still what evalkit made


def test_two_runs_at_once_both_come_through(tmp_path: Path) -> None:
    one = Staged(tmp_path, NAMES, force=False)
    two = Staged(tmp_path, ("b.md", "c.md"), force=False)
    with one:
        one.add("a.md", "one")
        with two:
            two.add("b.md", "two")
            one.add("b.md", "one")
            two.add("c.md", "two")
    assert held(tmp_path) == {"a.md": "one", "b.md": "one", "c.md": "two"}
    assert kept(run(tmp_path, "2", "a.md", "b.md", "c.md")) == []


def test_a_run_that_is_cut_off_while_files_are_moved_leaves_none_that_seems_edited(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def cut_off(source: Path, target: Path) -> None:
        if Path(target) == made / "b.md":
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run(made, "2")
    monkeypatch.setattr(os, "replace", real)
    assert held(made) == {"a.md": "a.md 2", "b.md": "b.md 1"}
    assert kept(run(made, "3")) == []


def test_a_list_of_names_alone_tells_what_was_touched_after_it_was_written(tmp_path: Path) -> None:
    """So wrote evalkit before there were hashes: the list last but for moving, which keeps times."""
    for name, time in (("a.md", 1000), ("b.md", 3000), (MADE, 2000)):
        path = tmp_path / name
        path.write_text("a.md\nb.md\n" if name == MADE else "old")
        os.utime(path, (time, time))
    assert kept(run(tmp_path, "2")) == [("b.md", "edited")]
    assert held(tmp_path) == {"a.md": "a.md 2", "b.md": "old"}
    assert kept(run(tmp_path, "3")) == [("b.md", "edited")]


def test_the_list_is_one_that_sha256sum_reads_and_grows_by_what_is_new_only(made: Path) -> None:
    lines = "".join(f"{sha256(f'{name} 1'.encode())}  {name}\n" for name in NAMES)
    assert (made / MADE).read_text() == lines
    run(made, "1")
    assert (made / MADE).read_text() == lines


def test_a_folder_that_may_not_be_written_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refused)
    with (
        pytest.raises(FileProblem, match="no permission"),
        Staged(tmp_path, NAMES, force=False),
    ):
        raise AssertionError("something was made")


def test_what_a_killed_run_left_is_taken_away_after_a_day_and_a_running_one_is_left_alone(
    tmp_path: Path,
) -> None:
    for name, time in ((".evalkit-writing-old", 0), (".evalkit-writing-new", 4e9)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("x")
        os.utime(tmp_path / name, (time, time))
    run(tmp_path, "1")
    left = [p.name for p in tmp_path.iterdir() if p.is_dir()]
    assert left == [".evalkit-writing-new"]


def test_one_file_is_never_written_over_nor_through_a_link_without_force(tmp_path: Path) -> None:
    path, other = tmp_path / "x.csv", tmp_path / "other.csv"
    other.write_text("elsewhere")
    path.symlink_to(other)
    with pytest.raises(FileProblem, match="there is a file of this name already"):
        write(path, "mine", force=False)
    write(path, "mine", force=True)
    assert (path.read_text(), other.read_text()) == ("mine", "elsewhere")
    assert not path.is_symlink()
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere.csv")
    with pytest.raises(FileProblem):
        write(tmp_path / "dangling.csv", "mine", force=False)


def test_a_file_that_is_renewed_is_read_by_whom_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write(path, "1")
    path.chmod(0o600)
    write(path, "2")
    assert path.stat().st_mode & 0o777 == 0o600
