"""What a folder run does not read is named where it looks as if it should have been."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from evalkit import storage

CASE = "case: x-2026\nrubric: small@1.0.0\nratings: {}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/x.yaml").write_text(CASE, "utf-8")
    return Path("cases")


def passed(folder: Path) -> dict[str, str]:
    return {str(item.path): item.why.key for item in storage.passed_over([folder])}


@pytest.mark.parametrize("name", ["GHENT.YAML", "lyon.YML", "2026/Lyon.Yaml", "深/圳.yml"])
def test_yaml_is_read_however_its_ending_is_written(name: str, folder: Path) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(CASE, "utf-8")
    assert path in set(storage.expand([folder]))
    assert passed(folder) == {}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("aarhus.yaml.txt", "passed.ending"),
        ("aarhus.YAML.TXT", "passed.ending"),
        ("aarhus.yml.bak", "passed.ending"),
        ("aarhus.yaml~", "passed.ending"),
        ("aarhus.yaml (1)", "passed.ending"),
        ("x.yaml.orig", "passed.copy"),
        ("aarhus.txt", "passed.ending"),
        ("aarhus", "passed.ending"),
        ("aarhus.yam", "passed.ending"),
        ("budget.xlsx", "passed.table"),
        ("costs.csv", "passed.table"),
        ("预算.ods", "passed.table"),
        ("2026/aarhus.yaml.txt", "passed.ending"),
    ],
)
def test_what_looks_like_ours_is_named_with_the_reason(name: str, why: str, folder: Path) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(CASE, "utf-8")
    assert passed(folder) == {f"cases/{name}": why}


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "notes.txt",
        "x.journal.csv",
        "plan.pdf",
        "plan.docx",
        "page.html",
        "~$measures.xlsx",
        ".~lock.measures.xlsx#",
        ".hidden.yaml.txt",
        "evaluation.json",
        "plans/budget.xlsx",
        "measures.csv",
        "Measures.CSV",
    ],
)
def test_notes_plans_journals_locks_and_what_is_read_are_not_named(name: str, folder: Path) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("The plan says what it says.\n", "utf-8")
    assert passed(folder) == {}


def test_what_evalkit_made_is_not_named(folder: Path) -> None:
    with storage.Staged(folder, ["comparison.en.xlsx"], force=False) as stage:
        stage.add("comparison.en.xlsx", b"book")
    assert passed(folder) == {}


def test_a_table_beside_the_folder_is_named_and_one_beside_no_cases_is_not(folder: Path) -> None:
    Path("measures.csv").write_text("region,measure\n", "utf-8")
    Path("scores.csv").write_text("a,b\n", "utf-8")
    Path("plans").mkdir()
    assert passed(folder) == {"measures.csv": "passed.beside"}
    assert passed(Path("plans")) == {}
    assert [*storage.passed_over([Path("cases/x.yaml")])] == []


def test_a_file_that_is_no_text_is_said_to_be_what_it_is(tmp_path: Path) -> None:
    import zipfile

    for name, inside in (
        ("a.docx", "word/document.xml"),
        ("a.pptx", "ppt/presentation.xml"),
        ("a.zip", "a.yaml"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr(inside, "x")
    for name, content in (
        ("a.pdf", b"%PDF-1.7"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.png", b"\x89PNG\r\n"),
        ("a.html", b"\xef\xbb\xbf<!DOCTYPE html>"),
        ("renamed.yaml", b"%PDF-1.7"),
    ):
        (tmp_path / name).write_bytes(content)
    told = {}
    for path in sorted(tmp_path.iterdir()):
        (problem,) = storage.load([path]).problems
        told[path.name] = problem.text("en").removeprefix(f"{path}: ").split(",")[0].split(";")[0]
    assert told == {
        "a.doc": "this is a Word document",
        "a.docx": "this is a Word document",
        "a.html": "this is a web page",
        "a.pdf": "this is a PDF",
        "a.png": "this is a picture",
        "a.pptx": "this is a PowerPoint file",
        "a.zip": "this is a packed archive",
        "renamed.yaml": "this is a PDF",
    }


def _put(path: Path, what: str) -> None:
    """Something that bears the name of a file and is none."""
    if what == "pipe":
        os.mkfifo(path)
    elif what == "socket":
        with socket.socket(socket.AF_UNIX) as held:
            held.bind(str(path))
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to({"device": "/dev/zero", "broken": "nowhere", "itself": path.name}[what])


WHAT = {
    "pipe": "passed.not-plain",
    "socket": "passed.not-plain",
    "device": "passed.link",
    "broken": "passed.link",
    "itself": "passed.link",
    "folder": "passed.folder",
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
@pytest.mark.parametrize("name", ["y.yaml", "y.YML", "measures.csv", "ratings.xlsx", "raters.yaml"])
@pytest.mark.parametrize("what", WHAT)
def test_what_is_no_plain_file_is_passed_over_and_named(what: str, name: str, folder: Path) -> None:
    small = "rubric: small\nversion: 1.0.0\ntitle: S\nscale: [{level: 0, label: a}, {level: 1, label: b}]\n"
    small += "pillars: [{id: p, title: P, criteria: [{id: c, title: C, levels: {0: a, 1: b}}]}]\n"
    Path("rubrics").mkdir()
    Path("rubrics/small.yaml").write_text(small, "utf-8")
    (folder / "x.yaml").write_text(CASE + "region: {name: X}\n", "utf-8")
    _put(folder / name, what)
    assert passed(folder) == {f"cases/{name}": WHAT[what]}
    loaded = storage.load([folder])
    assert [file.case.case for file in loaded.files] == ["x-2026"]
    assert storage.rubric_here().named == "rubrics/small.yaml"  # looks into all files, and ends


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
@pytest.mark.parametrize("what", [what for what in WHAT if what != "folder"])
def test_what_is_no_plain_file_is_never_opened(what: str, folder: Path) -> None:
    _put(folder / "y.yaml", what)
    with pytest.raises(storage.FileProblem) as told:
        storage.read_bytes(folder / "y.yaml")
    key = told.value.args[0].key
    assert key == ("file.missing" if what == "broken" else "file.not-plain")
