"""How a run ends where it cannot write, and names that no encoding holds: as the console script
does."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest
from evalkit.api.executors import _deaf_to_stops
from evalkit.cli import _status
from tests.conftest import ROOT

BAD = ROOT / "tests" / "bad"
posix = pytest.mark.skipif(sys.platform != "linux", reason="devices and names as Linux has them")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a rubric and a case."""
    shutil.copytree(BAD / "rubric-behind" / "cases", tmp_path / "cases")
    (tmp_path / "rubrics").mkdir()
    shutil.copy(BAD / "small.yaml", tmp_path / "rubrics" / "small.yaml")
    return tmp_path


def script(desk: Path, *command: str, to: str = "") -> subprocess.CompletedProcess[bytes]:
    """The program as a shell starts it; ``to``: where its output goes, as a shell says it."""
    words = [sys.executable, "-m", "evalkit", *command]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    if to:
        words = ["sh", "-c", f'exec "$@" {to}', "sh", *words]
    return subprocess.run(words, cwd=desk, env=env, capture_output=True, check=False)


COMMANDS = (
    ("score", "cases"),
    ("score", "cases", "--format", "json"),
    ("audit", "cases"),
    ("--version",),
    ("--help",),
)


@posix
@pytest.mark.parametrize(
    ("to", "said"),
    [
        (">/dev/full", "evalkit: standard output cannot be written: the disk is full"),
        (">&-", "evalkit: standard output cannot be written: it is closed"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_output_that_takes_nothing_is_told_and_is_status_three(
    command: tuple[str, ...], to: str, said: str, desk: Path
) -> None:
    done = script(desk, *command, to=to)
    assert done.returncode == 3
    assert done.stderr.decode().strip().splitlines()[-1] == said


@posix
def test_it_is_told_in_the_language_that_is_asked_for(desk: Path) -> None:
    done = script(desk, "score", "cases", "--lang", "zh", to=">/dev/full")
    assert done.stderr.decode().splitlines()[-1] == "evalkit：无法写到标准输出：磁盘已满"


@posix
def test_who_closes_standard_error_or_reads_only_the_beginning_is_served(desk: Path) -> None:
    assert script(desk, "score", "cases", to="2>&-").returncode == 0
    assert script(desk, "score", "cases", to="| head -1").returncode == 0


@posix
@pytest.mark.parametrize("kind", ["json", "sarif", "junit", "md", "html", "text"])
def test_a_file_name_that_is_no_utf_8_is_shown_as_escapes_in_every_format(
    kind: str, desk: Path
) -> None:
    case = (desk / "cases" / "gz.yaml").read_text("utf-8").replace("case: gz", "case: other")
    (desk / "cases" / "bad\udcff.yaml").write_text(case, "utf-8")
    done = script(desk, "audit", "cases", "--format", kind, "--fail-on", "error")
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode("utf-8")
    shown = {"sarif": "bad%FF.yaml", "json": r"bad\\xff.yaml", "md": "ff.yaml"}
    assert shown.get(kind, r"bad\xff.yaml") in text


@posix
def test_a_file_name_that_is_no_utf_8_goes_through_a_saved_evaluation(desk: Path) -> None:
    (desk / "cases" / "gz.yaml").rename(desk / "cases" / "bad\udcff.yaml")
    assert script(desk, "score", "cases", "--format", "json", "-o", "e.json").returncode == 0
    held = json.loads((desk / "e.json").read_text("utf-8"))
    assert held["cases"][0]["file"] == r"cases/bad\xff.yaml"
    assert script(desk, "score", "e.json").returncode == 0
    assert script(desk, "report", "e.json", "--format", "html,md").returncode == 0


@posix
@pytest.mark.parametrize(
    "given",
    [
        ("--from", "bad\udcff.txt"),
        ("--place", "bad\udcff"),
        ("--title", "bad\udcff"),
        ("--raters", "bad\udcff"),
        ("--issuer", "bad\udcff"),
    ],
    ids=lambda given: given[0],
)
def test_no_case_is_written_that_would_not_read_back_for_its_bytes(
    given: tuple[str, str], desk: Path
) -> None:
    (desk / "bad\udcff.txt").write_text("Clear goals.\n", "utf-8")
    for out in ("cases/x-2026.yaml", "-"):
        done = script(desk, "new", "case", "x-2026", *given, "-o", out)
        assert (done.returncode, done.stdout) == (2, b"")
        assert rb"\xff" in done.stderr
        assert b"no UTF-8" in done.stderr
    assert not (desk / "cases" / "x-2026.yaml").exists()


def test_an_edited_evaluation_is_refused_with_status_three(desk: Path) -> None:
    assert script(desk, "score", "cases", "--format", "json", "-o", "e.json").returncode == 0
    data = json.loads((desk / "e.json").read_text("utf-8"))
    data["analyses"]["standings"][0]["value"] = 0.99
    (desk / "e.json").write_text(json.dumps(data), "utf-8")
    done = script(desk, "report", "e.json")
    assert done.returncode == 3
    assert "it was edited since evalkit wrote it: analyses.standings[0].value is 0.99" in (
        done.stderr.decode()
    )
    assert not (desk / "reports").exists()


def test_files_that_have_changed_since_an_evaluation_was_saved_are_named(desk: Path) -> None:
    assert script(desk, "score", "cases", "--format", "json", "-o", "e.json").returncode == 0
    assert b"has changed" not in script(desk, "score", "e.json", "--lang", "en").stderr
    case = desk / "cases" / "gz.yaml"
    case.write_text(case.read_text("utf-8") + "# looked at again\n", "utf-8")
    told = script(desk, "score", "e.json", "--lang", "en")
    assert told.returncode == 0
    assert "cases/gz.yaml has changed since e.json was saved" in told.stderr.decode()


def test_what_cannot_be_audited_or_read_is_an_error_in_junit(desk: Path) -> None:
    (desk / "cases" / "plan.txt").unlink()
    (desk / "cases" / "broken.yaml").write_text("case: [\n", "utf-8")
    root = ElementTree.fromstring(script(desk, "audit", "cases", "--format", "junit").stdout)
    assert int(root.get("errors", "")) == len(root.findall(".//error")) == 2
    where = {case.get("name"): case for case in root.iter("testcase")}
    assert where["audit-incomplete"].find("error") is not None
    assert [s.get("errors") for s in root] == ["1", "1"]


def test_sarif_tells_files_from_where_it_runs_and_others_by_their_address(desk: Path) -> None:
    inside, outside = desk / "inside", desk / "outside"
    for folder in (inside, outside):
        shutil.copytree(desk / "cases", folder / "cases")
        shutil.copytree(desk / "rubrics", folder / "rubrics")

    def places(*command: str) -> set[tuple[str | None, str]]:
        run = json.loads(script(inside, "audit", *command, "--format", "sarif").stdout)["runs"][0]
        assert {*run["originalUriBaseIds"]} == {"%SRCROOT%"}
        at = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"]]
        return {(own.get("uriBaseId"), own["uri"]) for own in at}

    here = {("%SRCROOT%", "cases/gz.yaml")}
    assert places("cases") == places(str(inside / "cases")) == places("./cases") == here
    there = {(None, (outside / "cases" / "gz.yaml").as_uri())}
    assert places("../outside/cases") == places(str(outside / "cases")) == there


@posix
@pytest.mark.parametrize("kind", ["pipe", "broken link", "link to itself"])
def test_what_is_no_plain_file_is_named_as_such(kind: str, desk: Path) -> None:
    path = desk / "cases" / "x.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path if kind == "link to itself" else desk / "nowhere")
    done = script(desk, "check", "cases/x.yaml")
    assert done.returncode == 3
    assert done.stderr.decode().startswith("evalkit: cases/x.yaml: it is no plain file")


@posix
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe"])
@pytest.mark.parametrize(
    "command",
    [
        ("score", "cases", "--format", "json"),
        ("audit", "cases", "--format", "json"),
        ("new", "case", "x"),
        ("find", "goals", "cases"),
    ],
    ids=" ".join,
)
def test_what_is_no_plain_file_is_never_replaced(
    command: tuple[str, ...], kind: str, desk: Path
) -> None:
    (desk / "cases" / "plan.txt").write_text("Clear goals.\n", "utf-8")
    pipe = desk / "pipe.json"
    os.mkfifo(pipe)
    out = pipe if kind == "pipe" else desk / "link.json"
    if out != pipe:
        out.symlink_to(pipe)
    done = script(desk, *command, "-o", out.name, "--force")
    assert done.returncode == 3
    assert done.stderr.decode().splitlines()[-1].startswith(f"evalkit: {out.name}: it is no plain")
    assert pipe.is_fifo()
    assert out.is_symlink() is (out != pipe)


def test_a_cell_beyond_all_bounds_is_a_finding_at_its_row(desk: Path) -> None:
    last = "CN-GZ,k,1,u,2024," + "s" * 140_000
    rows = ("region,measure,value,unit,year,source", "CN-GZ,k,1,u,2024,s", last)
    (desk / "cases" / "measures.csv").write_text("\n".join(rows) + "\n", "utf-8")
    done = script(desk, "check", "cases")
    assert done.returncode == 10
    assert "cases/measures.csv:3:1: error[table-unread]" in done.stdout.decode()


@posix
@pytest.mark.parametrize("kind", ["pipe", "broken link", "link to itself", "device"])
def test_a_case_that_is_no_plain_file_is_named_and_no_audit_passes_over_it(
    kind: str, desk: Path
) -> None:
    odd(desk / "cases" / "x.yaml", kind)
    done = script(desk, "score", "cases")
    assert b"cases/x.yaml" in done.stderr
    assert b"gz-2026" in done.stdout
    made = script(desk, "audit", "cases", "--format", "junit")
    assert made.returncode == 3
    assert b"evalkit: cases/x.yaml: it is no plain file" in made.stderr
    junit = ElementTree.fromstring(made.stdout)
    assert any("x.yaml" in (e.get("message") or "") for e in junit.findall(".//error"))
    within = script(desk / "cases", "audit")  # where no folder is named, and none is called cases
    assert within.returncode == 3
    assert b"evalkit: x.yaml: it is no plain file" in within.stderr


@posix
@pytest.mark.parametrize("given", ["cases", "cases/gz.yaml"])
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("pipe", "measures.csv"),
        ("broken link", "gz-2026.ratings.TSV"),
        ("link to itself", "other.csv"),
        ("device", "book.xlsx"),
        ("broken link", "raters.yaml"),
    ],
)
def test_no_audit_passes_over_a_table_that_is_no_plain_file(
    given: str, kind: str, name: str, desk: Path
) -> None:
    odd(desk / "cases" / name, kind)
    made = script(desk, "audit", given, "--format", "junit")
    assert made.returncode == 3
    assert f"evalkit: cases/{name}: it is no plain file".encode() in made.stderr
    junit = ElementTree.fromstring(made.stdout)
    assert any(name in (e.get("message") or "") for e in junit.findall(".//error"))
    run = json.loads(script(desk, "audit", given, "--format", "sarif").stdout)["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert f"cases/{name}" in told["message"]["text"]


@posix
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_plan_that_is_no_plain_file_is_refused_and_nobody_waits_for_it(
    kind: str, desk: Path
) -> None:
    odd(desk / "p.txt", kind)
    said = b"evalkit: p.txt: it is no plain file"
    commands = (("quote", "words"), ("find", "words"), ("commitments",))
    for command in (*commands, ("new", "case", "y-2026", "-o", "-", "--from")):
        done = script(desk, *command, "p.txt")
        assert (done.returncode, said in done.stderr) == (3, True), command


def odd(path: Path, kind: str) -> None:
    """Something of that name that is no plain file."""
    if kind == "pipe":
        os.mkfifo(path)
    else:
        leads = {"broken link": path.parent / "nowhere", "link to itself": path}
        path.symlink_to(leads.get(kind, Path("/dev/zero")))


@posix
@pytest.mark.parametrize("to", [">/dev/full 2>/dev/full", "2>/dev/full", ">&- 2>&-", "2>&-"])
def test_an_error_that_takes_nothing_leaves_the_status_as_it_is(to: str, desk: Path) -> None:
    assert script(desk, "score", "--nothing", to=to).returncode == 2
    if "full" not in to:
        assert script(desk, "report", "cases", "--format", "md", to=to).returncode in (0, 10)


@posix
def test_a_stop_that_something_under_way_kept_to_itself_still_ends_the_run_as_stopped(
    desk: Path,
) -> None:
    program = """
import contextlib, os, signal, sys
from evalkit import cli
def main(**_):
    with contextlib.suppress(BaseException):
        os.kill(os.getpid(), signal.SIGTERM)
cli.main = main
cli.run()
"""
    words = [sys.executable, "-c", program]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=desk, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (143, b"evalkit: stopped\n")


@posix
@pytest.mark.parametrize("others", [0, 3], ids=["alone", "beside-other-threads"])
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_who_hangs_up_or_stops_while_workers_begin_is_heard_afterwards(
    number: int, others: int
) -> None:
    heard: list[int] = []
    enough = threading.Event()
    for _ in range(others):
        threading.Thread(target=enough.wait, daemon=True).start()
    before = signal.signal(number, lambda number, _: heard.append(number))
    try:
        with _deaf_to_stops():
            os.kill(os.getpid(), number)
            assert heard == []
        assert heard == [number]
    finally:
        enough.set()
        signal.signal(number, before)


@posix
@pytest.mark.parametrize("link", ["", "symbolic", "hard", "other spelling"])
@pytest.mark.parametrize(
    ("command", "read"),
    [
        ("score cases --format json", "cases/gz.yaml"),
        ("score cases/gz.yaml --format csv", "cases/measures.csv"),
        ("score --format json", "rubrics/small.yaml"),
        ("audit cases --format md", "cases/measures.csv"),
        ("coherence cases --json", "cases/gz.yaml"),
        ("quote goals plan.txt --json", "plan.txt"),
        ("find goals plan.txt -r rubrics/small.yaml --json", "plan.txt"),
        ("new case y-2026 --from plan.txt", "plan.txt"),
        ("score e.json --format json", "e.json"),
    ],
)
def test_what_a_run_reads_is_never_its_output(
    command: str, read: str, link: str, desk: Path
) -> None:
    """Also with --force, and through a link of either kind."""
    (desk / "plan.txt").write_text("Clear goals.\n", "utf-8")
    head = "region,measure,value,unit,year,source\n"
    (desk / "cases" / "measures.csv").write_text(head, "utf-8")
    if command.startswith("score e.json"):
        script(desk, "score", "cases", "--format", "json", "-o", "e.json")
    before, out = (desk / read).read_bytes(), desk / read
    if link == "symbolic":
        out = desk / f"link{out.suffix}"
        out.symlink_to(desk / read)
    elif link == "hard":
        out = desk / f"link{out.suffix}"
        os.link(desk / read, out)
    elif link:
        out = Path("cases") / ".." / read
    done = script(desk, *command.split(), "-o", str(out), "--force")
    assert done.returncode == 3, done.stderr
    assert b"this run reads that file" in done.stderr
    assert (desk / read).read_bytes() == before


def test_an_export_writes_over_no_table_that_it_reads(desk: Path) -> None:
    table = desk / "cases" / "measures.csv"
    table.write_text("region,measure,value,unit,year,source\n", "utf-8")
    held = sorted(path.name for path in (desk / "cases").iterdir())
    done = script(desk, "export", "cases", "-o", "cases", "--force")
    assert (done.returncode, b"this run reads that file" in done.stderr) == (3, True)
    assert sorted(path.name for path in (desk / "cases").iterdir()) == held


@posix
def test_an_output_that_is_a_link_is_replaced_and_what_it_leads_to_stays(desk: Path) -> None:
    (desk / "kept.json").write_text("mine", "utf-8")
    (desk / "link.json").symlink_to(desk / "kept.json")
    done = script(desk, "score", "cases", "--format", "json", "-o", "link.json", "--force")
    assert done.returncode == 0
    assert (desk / "kept.json").read_text("utf-8") == "mine"
    assert not (desk / "link.json").is_symlink()


@posix
def test_reports_come_without_charts_where_their_engine_cannot_begin(desk: Path) -> None:
    """It reserves more addresses than the limit lets it, and would end the process with a trap."""
    words = [sys.executable, "-m", "evalkit", "report", "cases", "-o", "out", "--lang", "en"]
    words += ["--format", "html,md,docx,pdf,xlsx", "--product", "briefing", "-q"]
    limited = ["sh", "-c", 'ulimit -v 8000000 && exec "$@"', "sh", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(limited, cwd=desk, env=env, capture_output=True, check=False)
    assert done.returncode == 3
    assert "the reports have no charts" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    made = {path.suffix for path in (desk / "out").glob("*.*")}
    assert made >= {".html", ".md", ".docx", ".pdf", ".xlsx", ".json"}


def test_where_memory_runs_out_a_sentence_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["evalkit", "score", "--lang", "en"])
    assert _status(MemoryError(), []) == 3
    assert capsys.readouterr().err == (
        "evalkit: there is not enough memory for this; nothing more is written\n"
    )
