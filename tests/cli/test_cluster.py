"""`--cluster`: the same bytes as from one process, whatever dies meanwhile; plain words where there
is no cluster."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread, Timer
from typing import Any, TypeVar

import evalkit
import pytest
from click.testing import CliRunner, Result
from evalkit import api, storage
from evalkit.cli import main
from evalkit.model.refusal import why
from tests.clusters import Processes, begun
from tests.conftest import ROOT
from tests.small_data import project

pytest.importorskip("distributed", reason="the extra cluster is not installed")

T = TypeVar("T")
MEMOS = (("md", "html"), ("en",), ("memo",))
REPORT = ("report", "cases", "--format", "md,html", "--lang", "en", "--product", "memo")
DAY = ("--as-of", "2026-11-24", "-q")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    with begun(tmp_path_factory.mktemp("cluster"), 2) as held:
        yield held


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine cases, each with a plan as a page, which is read in a process of its own."""
    monkeypatch.chdir(project(tmp_path))
    case = Path("cases/gz-2026.yaml").read_text("utf-8").replace("gz.txt", "gz.html")
    for n in range(6):
        own = case.replace("gz-2026", f"c{n}-2026").replace("CN-GZ", f"CN-{n}")
        Path(f"cases/c{n}.yaml").write_text(own, "utf-8")
    Path("plans/gz.html").write_text("<h1>Plan</h1><p>R&amp;D spending of 1.7% by 2030.</p>")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("where", ["file", "local:2"])
def test_reports_audits_and_draws_of_a_cluster_are_those_of_one_process_to_the_byte(
    where: str, cluster: Processes, inside: Path
) -> None:
    to = ("--cluster", str(cluster.file) if where == "file" else where)
    plans = ("--plans", "plans")
    assert run(*REPORT, *plans, "-o", "here", *DAY).exit_code == 0
    there = run(*REPORT, *plans, "-o", "there", *DAY, *to)
    assert (there.exit_code, there.stderr) == (0, "")
    assert (
        len(files(inside / "here")) == 2 * 9 + 2
    )  # with evaluation.json and what says who made it
    assert files(inside / "there") == files(inside / "here")
    if where != "file":
        return
    for name, status in (("audit", 10), ("sensitivity", 0)):
        asked = (name, "cases", *(plans if name == "audit" else ()), "--format", "json", *DAY)
        here, there = run(*asked), run(*asked, *to)
        assert (here.exit_code, there.exit_code, there.stderr) == (status, status, "")
        assert there.stdout == here.stdout
        assert ("quote-altered" in here.stdout) == (name == "audit")


def test_a_worker_that_is_killed_in_the_middle_changes_no_byte(
    cluster: Processes, inside: Path
) -> None:
    evaluation = api.score("cases", as_of="2026-11-24")
    here = dict(api.reports(evaluation, *MEMOS))
    doomed = cluster.begin_worker()
    there: dict[str, bytes] = {}
    with api.cluster(str(cluster.file)) as executor:
        while executor.num_workers < 3:
            time.sleep(0.05)
        for name, content in api.reports(evaluation, *MEMOS, executor=executor):
            if len(there) == 4:  # tasks are under way on all of them
                doomed.kill()
                doomed.wait()
            there[name] = content
        assert executor.num_workers == 2
    assert there == here


class Ends(Executor):
    """An executor that ends a worker of its own when so many tasks are given."""

    def __init__(self, cluster: api.Cluster, worker: subprocess.Popen[bytes], after: int) -> None:
        self._cluster, self._worker, self._left = cluster, worker, after
        self.num_workers = cluster.num_workers

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        self._left -= 1
        if self._left == 0:
            self._worker.kill()
            self._worker.wait()
        return self._cluster.submit(fn, *args, **kwargs)


def test_a_table_is_scored_in_tasks_and_a_worker_that_dies_changes_no_byte(
    cluster: Processes, inside: Path
) -> None:
    rows = [
        f"c{n:03},{criterion},{rater},{(n * 7 + k) % 3},because"
        for n in range(120)
        for k, criterion in enumerate(("clear-goals", "money"))
        for rater in ("a", "b")
    ]
    Path("ratings.csv").write_text("case,criterion,rater,level,because\n" + "\n".join(rows))
    score = ("score", "ratings.csv", "-r", "small", "--batch", "5", "--format", "parquet", *DAY)
    here = run(*score, "-o", "here.parquet")
    there = run(*score, "-o", "there.parquet", "--cluster", str(cluster.file))
    assert (there.exit_code, there.output) == (here.exit_code, here.output.replace("here", "there"))
    assert Path("there.parquet").read_bytes() == Path("here.parquet").read_bytes()
    doomed = cluster.begin_worker()
    with api.cluster(str(cluster.file)) as executor:
        while executor.num_workers < 3:
            time.sleep(0.05)
        ends = Ends(executor, doomed, after=12)
        day = "2026-11-24"
        api.score_table("small", "ratings.csv", "a.parquet", as_of=day, batch=5, executor=ends)
    assert Path("a.parquet").read_bytes() == Path("here.parquet").read_bytes()


def test_what_is_read_whole_is_scored_here(inside: Path) -> None:
    assert run("pack", "cases", "-o", "packed").exit_code == 0
    for given in ("cases", "packed"):
        said = run("score", given, "--cluster", "local:2", "--lang", "en")
        assert said.exit_code == 2
        assert said.stderr.startswith(
            "Error: --cluster scores tables batch by batch: those in Parquet, and those in CSV with --batch N"
        )


def test_a_run_that_is_killed_leaves_nothing_half_written_and_runs_again(
    cluster: Processes, inside: Path
) -> None:
    report = [*REPORT, *DAY]
    assert run(*report, "-o", "here").exit_code == 0
    command = [sys.executable, "-m", "evalkit", *report, "-o", "there", "--cluster"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.Popen([*command, str(cluster.file)], env=env, stderr=subprocess.DEVNULL)
    there = inside / "there"
    while killed.poll() is None and not any(there.glob(".evalkit-writing-*/*.md")):
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert [path.name for path in there.iterdir() if path.name[0] != "."] == []
    again = run(*report, "-o", "there", "--cluster", str(cluster.file))
    assert (again.exit_code, again.stderr) == (0, "")
    assert files(there) == files(inside / "here")


@pytest.mark.parametrize(
    ("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_processes_of_this_machine_end_with_the_run(
    sent: signal.Signals, status: int, inside: Path
) -> None:
    command = [sys.executable, "-m", "evalkit", "report", str(ROOT / "cases"), "-o", "out"]
    command += ["--format", "md", "--product", "memo", "--cluster", "local:2", *DAY]
    # what counts Python's semaphores says that it takes away those of a run that was killed
    quiet = {"PYTHONWARNINGS": "ignore::UserWarning"}
    env = {**os.environ, "PYTHONPATH": str(ROOT), "EVALKIT_LANG": "en", **quiet}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    stopped = subprocess.Popen(
        command, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    signal.signal(signal.SIGINT, before)
    while stopped.poll() is None and not any(Path("out").glob(".evalkit-writing-*/*.md")):
        time.sleep(0.02)
    (os.killpg if sent == signal.SIGINT else os.kill)(stopped.pid, sent)  # Ctrl-C is for all
    _, told = stopped.communicate(timeout=120)
    assert stopped.returncode == status
    assert told.strip() == ("" if sent == signal.SIGKILL else "evalkit: stopped")
    for _ in range(1200):  # far more than it takes
        if not left_of(stopped.pid):
            break
        time.sleep(0.05)
    assert not left_of(stopped.pid)


def left_of(session: int) -> list[str]:
    """The processes of a session that are still there."""
    listed = subprocess.run(
        ["ps", "-eo", "sid=,stat=,pid="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [pid for sid, state, pid in rows if sid == str(session) and state[0] != "Z"]


def nobody() -> str:
    """An address of this machine that nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{held.getsockname()[1]}"


NO_ADDRESS = (
    "this is not the address of a cluster; write tcp://HOST:PORT, the file that a scheduler wrote about itself, or local:N for N processes of this machine",
    "这不是集群地址；可写 tcp://主机:端口、调度器写出的地址文件，或 local:N（本机 N 个进程）",
)


@pytest.mark.parametrize(
    ("given", "en", "zh"),
    [
        ("http://127.0.0.1:80", *NO_ADDRESS),
        ("tcp://127.0.0.1", *NO_ADDRESS),
        ("tcp://a b:8786", *NO_ADDRESS),
        ("local:0", *NO_ADDRESS),
        ("local:two", *NO_ADDRESS),
        ("no.json", "there is no such file", "没有这个文件"),
        (
            "cases/gz-2026.yaml",
            "this is not a file that a scheduler wrote about itself",
            "这不是调度器写出的地址文件",
        ),
    ],
)
def test_what_is_no_cluster_is_told_in_both_languages(
    given: str, en: str, zh: str, inside: Path
) -> None:
    with pytest.raises(storage.FileProblem) as told, api.cluster(given):
        pass
    assert why(told.value).text("en") == f"{given}: {en}"
    assert why(told.value).text("zh") == f"{given}：{zh}"


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            "evalkit: {given}: no scheduler of dask.distributed answered there within 10 seconds; start one with: dask scheduler",
        ),
        (
            "zh",
            "evalkit：{given}：10 秒内没有 dask.distributed 调度器应答；可用 dask scheduler 启动",
        ),
    ],
)
def test_where_nobody_answers_is_told_without_a_word_of_the_library_and_is_status_three(
    lang: str, told: str, inside: Path
) -> None:
    given = nobody()
    said = command("report", "cases", *DAY, "-o", "out", "--cluster", given, lang=lang)
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr.strip() == told.format(given=given)
    assert not Path("out").exists()


@contextmanager
def listening(says: bytes, scheme: str = "tcp") -> Iterator[str]:
    """The address of a service that says the same to whoever comes, and then nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def serve() -> None:
            with suppress(OSError):  # it is closed
                while True:
                    held.append(server.accept()[0])
                    held[-1].sendall(says)

        Thread(target=serve, daemon=True).start()
        yield f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for one in held:
            one.close()


@pytest.mark.parametrize(
    "says",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        bytes(64),
        struct.pack("<QQQ", 26, 1, 10) + b"\x93\x01\x02nothing",
        b"",
    ],
    ids=["a message far too long", "one without parts", "no message", "silence"],
)
def test_another_service_at_the_address_is_no_scheduler(
    says: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evalkit.api.executors.CONNECTING", 0.5)
    with listening(says) as given:
        with pytest.raises(storage.FileProblem) as told, api.cluster(given):
            pass
        assert str(told.value).startswith(f"{given}: no scheduler of dask.distributed answered")


def test_a_worker_is_no_scheduler(cluster: Processes) -> None:
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        client.wait_for_workers(1)
        worker = next(iter(client.nthreads()))
    with pytest.raises(storage.FileProblem, match="no scheduler"), api.cluster(worker):
        pass


def test_without_certificates_an_encrypted_address_is_told() -> None:
    with pytest.raises(storage.FileProblem, match="need certificates"):
        api.cluster("tls://127.0.0.1:8786").__enter__()


def test_a_file_with_an_address_of_something_else_is_told(tmp_path: Path) -> None:
    said = tmp_path / "scheduler.json"
    said.write_text('{"address": "http://127.0.0.1:80"}')
    with pytest.raises(storage.FileProblem, match="not a file that a scheduler wrote"):
        api.cluster(str(said)).__enter__()


def command(*arguments: str, lang: str) -> subprocess.CompletedProcess[str]:
    """A whole process, as somebody at a terminal has it."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "EVALKIT_LANG": lang}
    whole = [sys.executable, "-m", "evalkit", *arguments]
    return subprocess.run(whole, env=env, capture_output=True, text=True, check=False)


def test_a_scheduler_without_workers_is_told(tmp_path: Path) -> None:
    with (
        begun(tmp_path, 0) as alone,
        pytest.raises(storage.FileProblem) as told,
        api.cluster(str(alone.file), joining=0.5),
    ):
        pass
    assert "the scheduler has no workers, and none joined within 0.5 seconds" in str(told.value)
    assert "dask worker tcp://127.0.0.1:" in str(told.value)


def test_a_worker_with_another_evalkit_is_told(tmp_path: Path) -> None:
    older = tmp_path / "older"
    (older / "evalkit").mkdir(parents=True)
    (older / "evalkit/__init__.py").write_text('__version__ = "0.1"\n')
    with begun(tmp_path, 1) as mixed:
        mixed.begin_worker(older)
        from distributed import Client

        with Client(mixed.address, set_as_default=False) as client:
            client.wait_for_workers(2)
        with pytest.raises(storage.FileProblem) as told, api.cluster(str(mixed.file)):
            pass
    assert str(told.value).endswith(
        "or results might differ; among them: no evalkit that knows of clusters"
    )


def test_a_worker_with_another_evalkit_that_comes_late_makes_nothing(tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(ROOT / "evalkit", older / "evalkit")
    start = older / "evalkit/__init__.py"
    start.write_text(start.read_text("utf-8").replace(evalkit.__version__, "0.0.1"), "utf-8")

    def begin_meanwhile() -> None:
        with api.cluster(str(mixed.file)) as executor:
            mixed.begin_worker(older)
            while executor.num_workers < 2:
                time.sleep(0.05)
            mixed.workers[0].kill()
            list(executor.map(abs, range(4)))

    with begun(tmp_path, 1) as mixed, pytest.raises(storage.FileProblem) as told:
        begin_meanwhile()
    assert "among them: evalkit 0.0.1, Python" in str(told.value)


def test_a_worker_that_ends_while_it_is_asked_for_its_version_is_accused_of_nothing(
    tmp_path: Path,
) -> None:
    from distributed import Client

    with begun(tmp_path, 2) as held:
        with Client(held.address, set_as_default=False) as client:
            client.wait_for_workers(2)
        silent = held.workers[0]
        silent.send_signal(signal.SIGSTOP)  # it is there, and does not answer
        Timer(2, silent.kill).start()
        with api.cluster(str(held.file)) as executor:
            assert list(executor.map(abs, (-1, -2))) == [1, 2]


def test_a_scheduler_that_ends_in_the_middle_is_told(tmp_path: Path, inside: Path) -> None:
    evaluation = api.score("cases", as_of="2026-11-24")

    def end_meanwhile() -> None:
        with api.cluster(str(held.file)) as executor:
            for n, _ in enumerate(api.reports(evaluation, *MEMOS, executor=executor)):
                if n == 2:
                    held.end()

    with begun(tmp_path, 1) as held, pytest.raises(storage.FileProblem) as told:
        end_meanwhile()
    assert "the cluster is gone: its scheduler ended" in str(told.value)


@pytest.mark.parametrize("asked", ["at once", "later"])
def test_who_asks_a_scheduler_that_ended_how_many_workers_it_has_is_told(
    asked: str, tmp_path: Path
) -> None:

    def end_and_ask() -> int:
        with api.cluster(str(held.file)) as executor:
            held.end()
            if asked == "later":
                time.sleep(1)
            return executor.num_workers

    with begun(tmp_path, 1) as held, pytest.raises(storage.FileProblem) as told:
        end_and_ask()
    assert "the cluster is gone: its scheduler ended" in str(told.value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_the_library_what_to_install_is_told(lang: str, inside: Path) -> None:
    without = "import sys; sys.modules['distributed'] = None; from evalkit.cli import run; run()"
    whole = [sys.executable, "-c", without, "audit", "cases", "--lang", lang, *DAY]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(
        [*whole, "--cluster", "local:2"], env=env, capture_output=True, text=True, check=False
    )
    told = {
        "en": 'evalkit: local:2: a cluster needs dask.distributed: pip install "policy-evalkit[cluster]"',
        "zh": 'evalkit：local:2：使用集群需要 dask.distributed，请安装：pip install "policy-evalkit[cluster]"',
    }
    assert (said.returncode, said.stderr.strip()) == (3, told[lang])


def test_processes_here_and_a_cluster_are_not_both_taken(inside: Path) -> None:
    said = run("report", "cases", "--jobs", "2", "--cluster", "local:2", "--lang", "en")
    assert (said.exit_code, said.stderr.strip()) == (
        2,
        "Error: --jobs is of this machine, --cluster of another: give one of them",
    )
