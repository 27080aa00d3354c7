"""The runner: the same results from one process, a pool and a cluster, whoever dies meanwhile."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from helpers import clusters, tasks
from helpers.running import TESTS, Run

from pfocr_rdf.errors import MissingExtraError, OutputError, UsageError
from pfocr_rdf.parallel.runner import Executors, Failed, open_executors, run

quiet_dask = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
on_dask = pytest.param("dask", marks=[pytest.mark.cluster, quiet_dask])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Executors]:
    folder = tmp_path_factory.mktemp("cluster")
    with clusters.cluster(folder) as address, open_executors(2, address) as executors:
        yield executors


@pytest.fixture(
    params=[
        "serial",
        "pool",
        pytest.param("dask", marks=[pytest.mark.cluster, quiet_dask]),
    ]
)
def executors(request) -> Iterator[Executors]:
    """Each kind of executors."""
    if request.param == "dask":
        yield request.getfixturevalue("cluster")
        return
    with open_executors(1 if request.param == "serial" else 2) as found:
        yield found


@pytest.fixture(params=["pool", pytest.param("dask", marks=[pytest.mark.cluster, quiet_dask])])
def mortal(request) -> Iterator[Executors]:
    """Executors whose workers may die."""
    if request.param == "dask":
        yield request.getfixturevalue("cluster")
        return
    with open_executors(2) as found:
        yield found


# ---- results -------------------------------------------------------------------------------------


def test_each_task_comes_back_with_its_result(executors: Executors) -> None:
    found = dict(run(tasks.double, range(20), executors))
    assert found == {n: 2 * n for n in range(20)}


def test_no_tasks_give_no_results(executors: Executors) -> None:
    assert list(run(tasks.double, [], executors)) == []


def test_results_come_as_they_are_ready_or_in_order(executors: Executors) -> None:
    while len({pid for _, pid in run(tasks.process, range(8), executors)}) < executors.workers:
        pass  # until all workers have started
    found = [task for task, _ in run(tasks.slow_first, range(8), executors)]
    assert sorted(found) == list(range(8))
    assert (found[0] == 0) == (executors.workers == 1)
    found = [task for task, _ in run(tasks.slow_first, range(8), executors, ordered=True)]
    assert found == list(range(8))


def test_the_work_is_shared_out() -> None:
    with open_executors(2) as executors:
        assert len({pid for _, pid in run(tasks.process, range(20), executors)}) == 2
    with open_executors(1) as executors:
        assert {pid for _, pid in run(tasks.process, range(2), executors)} == {os.getpid()}


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("ahead", [1, 2, 5])
def test_only_a_few_tasks_are_taken_ahead(executors: Executors, ahead: int, ordered: bool) -> None:
    taken = given = most = 0

    def pulled() -> Iterator[int]:
        nonlocal taken
        for number in range(30):
            taken += 1
            yield number

    for _ in run(tasks.slow_first, pulled(), executors, ahead=ahead, ordered=ordered):
        most = max(most, taken - given)
        given += 1
    assert given == 30
    assert most <= ahead * executors.workers


def test_results_are_not_kept(executors: Executors) -> None:
    gc.freeze()  # there is no need to look at what is there already
    for _, result in run(tasks.texts, range(12), executors):
        del result
        gc.collect()
        kept = sum(isinstance(found, tasks.Text) for found in gc.get_objects())
        assert kept <= 2 * executors.workers
    gc.unfreeze()


# ---- exceptions ----------------------------------------------------------------------------------


def test_a_task_that_raises_is_named_and_the_rest_is_done(executors: Executors) -> None:
    found = dict(run(tasks.fails, range(8), executors))
    assert found.pop(3) == Failed(3, 3, "ValueError: three is bad")
    assert found == {n: n for n in range(8) if n != 3}


def test_a_failed_task_has_its_traceback(executors: Executors) -> None:
    ((_, failed),) = run(tasks.fails, [3], executors, attempts=1)
    assert isinstance(failed, Failed)
    assert failed.attempts == 1
    assert "in fails" in failed.trace


def test_a_task_that_raises_twice_is_done_the_third_time(
    executors: Executors, tmp_path: Path
) -> None:
    task = (str(tmp_path), 1)
    assert list(run(tasks.fails_twice, [task], executors)) == [(task, 1)]


@pytest.mark.parametrize(
    ("task", "error", "message"),
    [
        ("usage", UsageError, "needs the extra 'dask'"),
        ("output", OutputError, "a.nq: cannot be written"),
        ("full", OutputError, "No space left"),
    ],
)
def test_what_no_new_attempt_can_help_is_raised(
    executors: Executors, task: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        list(run(tasks.refuses, ["a", task, *"bcdefgh"], executors))
    assert dict(run(tasks.double, [1, 2], executors)) == {1: 2, 2: 4}


def test_a_truncated_input_is_tried_again_and_named(executors: Executors) -> None:
    found = dict(run(tasks.refuses, ["a", "input", "b"], executors))
    assert found == {"a": "a", "b": "b", "input": Failed("input", 3, "a.tar: truncated")}


def test_what_cannot_travel_is_a_failed_task() -> None:
    with open_executors(2) as executors:
        found = dict(run(tasks.unpicklable_result, range(3), executors))
    failed = found.pop(1)
    assert isinstance(failed, Failed)
    assert found == {0: 0, 2: 2}


def test_tasks_that_raise_end_the_run(executors: Executors) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(run(tasks.double, broken(), executors))


# ---- workers that die ----------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["kill", "exit"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_task_whose_worker_died_is_done_again(
    mortal: Executors, tmp_path: Path, how: str, times: int
) -> None:
    work = [(str(tmp_path), n, how if n == 4 else "", times) for n in range(10)]
    assert {result for _, result in run(tasks.dies, work, mortal)} == set(range(10))


@pytest.mark.kills
@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("kill", "its worker died (signal 9)"),
        pytest.param("exit", "its worker died (exit code 3)", marks=pytest.mark.kills),
        pytest.param("sys.exit", "its worker died (exit code 4)", marks=pytest.mark.kills),
    ],
)
def test_only_the_task_that_kills_its_workers_is_given_up(
    tmp_path: Path, how: str, message: str
) -> None:
    work = [(str(tmp_path), n, how if n in (2, 7) else "", 99) for n in range(12)]
    with open_executors(2) as executors:
        found = {task[1]: result for task, result in run(tasks.dies, work, executors)}
    for number in (2, 7):
        assert found.pop(number) == Failed(work[number], 3, message)
        assert len(list(tmp_path.glob(f"{number}-*"))) == 3
    assert found == {n: n for n in range(12) if n not in (2, 7)}


@pytest.mark.cluster
@quiet_dask
def test_a_task_that_kills_a_clusters_workers_is_given_up(
    cluster: Executors, tmp_path: Path
) -> None:
    work = [(str(tmp_path), n, "kill" if n == 2 else "", 99) for n in range(12)]
    found = {task[1]: result for task, result in run(tasks.dies, work, cluster)}
    assert found.pop(2) == Failed(work[2], 3, "its workers died")
    assert found == {n: n for n in range(12) if n != 2}


@pytest.mark.kills
def test_results_stay_in_order_when_workers_die(tmp_path: Path) -> None:
    work = [(str(tmp_path), n, "kill" if n in (0, 5) else "", 2) for n in range(10)]
    with open_executors(3) as executors:
        found = [result for _, result in run(tasks.dies, work, executors, ordered=True)]
    assert found == list(range(10))


def test_a_worker_that_dies_while_nothing_is_to_do_is_replaced() -> None:
    with open_executors(2) as executors:
        for pid in {pid for _, pid in run(tasks.process, range(10), executors)}:
            assert isinstance(pid, int)
            os.kill(pid, signal.SIGKILL)
        assert dict(run(tasks.double, range(10), executors)) == {n: 2 * n for n in range(10)}


@pytest.mark.kills
def test_workers_that_die_at_their_start_give_up_each_task() -> None:
    with open_executors(2, initializer=tasks.die_at_start) as executors:
        found = dict(run(tasks.double, range(3), executors))
    assert found == {n: Failed(n, 3, "its worker died (exit code 5)") for n in range(3)}


def test_a_worker_that_dies_while_it_sends_a_result_is_noticed() -> None:
    with open_executors(2) as executors:
        found = dict(run(tasks.dies_while_it_sends, range(4), executors, attempts=1))
    assert found.pop(1) == Failed(1, 1, "its worker died (signal 9)")
    assert found == {0: 0, 2: 2, 3: 3}


# ---- beginnings and ends -------------------------------------------------------------------------


def test_the_initializer_runs_once_in_each_worker_and_never_here() -> None:
    for jobs, starts in ((1, 0), (2, 1)):
        with open_executors(jobs, initializer=tasks.begin) as executors:
            assert {n for _, n in run(tasks.count_starts, range(9), executors)} == {starts}
    assert tasks.started == 0


def test_a_run_that_is_left_ends_its_tasks_at_once(mortal: Executors) -> None:
    start = time.monotonic()
    stream = run(tasks.slow_first, iter(range(10**6)), mortal)
    next(stream)
    stream.close()
    assert dict(run(tasks.double, [1], mortal)) == {1: 2}
    assert time.monotonic() - start < 5


def test_tasks_tidy_up_when_they_are_ended(tmp_path: Path) -> None:
    with open_executors(3) as executors:
        stream = run(tasks.leaves_nothing_or_tells, [*[str(tmp_path)] * 2, ""], executors, ahead=9)
        with pytest.raises(UsageError):
            list(stream)
    assert list(tmp_path.iterdir()) == []


_PROGRAM = """
import signal, sys
from helpers import tasks
from pfocr_rdf.parallel.runner import open_executors, run
signal.signal(signal.SIGTERM, signal.default_int_handler)
try:
    with open_executors(3) as executors:
        for _ in run(tasks.leaves_nothing, [sys.argv[1]] * 9, executors):
            pass
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.kills
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("group", [False, True], ids=["parent", "group"])
def test_workers_end_with_their_parent(tmp_path: Path, number: int, group: bool) -> None:
    """Whoever ends the parent, and whether or not the workers get the signal too (Ctrl-C)."""
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)],
        cwd=TESTS,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    workers = [int(path.name) for path in tmp_path.iterdir()]
    if group:
        os.killpg(program.pid, number)
    else:
        program.send_signal(number)
    _, err = program.communicate(timeout=10)
    assert program.returncode == (-9 if number == signal.SIGKILL else 130)
    assert number == signal.SIGKILL or err == b""  # else semaphores are mourned
    while any(map(_alive, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    if not (group and number == signal.SIGKILL):
        assert list(tmp_path.iterdir()) == []


_INTERRUPTED_WHILE_IT_STARTS = """
import os, subprocess, sys, time
start, number, started = subprocess.Popen._execute_child, int(sys.argv[2]), []
def interrupted(process, *arguments):
    start(process, *arguments)
    started.append(process.pid)
    print(process.pid, flush=True)
    if len(started) == 2:
        os.kill(os.getpid(), number)
        time.sleep(0.1)
subprocess.Popen._execute_child = interrupted
"""


@pytest.mark.kills
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_a_process_starts_neither_hangs_nor_prints(
    tmp_path: Path, number: int
) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED_WHILE_IT_STARTS + _PROGRAM, str(tmp_path), str(number)],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = program.communicate(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        program.communicate()
        raise
    assert (program.returncode, err) == (130, b"")
    assert len(out.split()) >= 2
    assert not any(map(_alive, map(int, out.split())))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_program_without_a_main_guard_may_have_jobs(tmp_path: Path) -> None:
    """Workers do not run the program's main module again."""
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom helpers import tasks\n"
        "from pfocr_rdf.parallel.runner import open_executors, run\n"
        "with open_executors(2) as executors:\n"
        "    print(sorted(r for _, r in run(tasks.double, range(3), executors)))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "once\n[0, 2, 4]\n"


# ---- schedulers ----------------------------------------------------------------------------------


def test_a_scheduler_needs_the_extra(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'pfocr-rdf\[dask\]'"):
        open_executors(2, "tcp://localhost:8786").__enter__()


@pytest.mark.cluster
@quiet_dask
@pytest.mark.parametrize("address", ["tcp://localhost:{port}", "nothing://x", "no address", ""])
def test_a_scheduler_that_does_not_answer_is_a_usage_error(address: str) -> None:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    start = time.monotonic()
    with pytest.raises(UsageError, match="no Dask scheduler answers") as caught:
        open_executors(2, address.format(port=port)).__enter__()
    assert "\n" not in str(caught.value)
    assert time.monotonic() - start < 15


@contextmanager
def listener(says: bytes) -> Iterator[str]:
    """The address of a server that says something at once, and nothing else."""
    held = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                held.append(server.accept()[0])
                held[-1].sendall(says)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in held:
        connection.close()


@pytest.mark.cluster
@quiet_dask
@pytest.mark.parametrize(
    ("says", "told"),
    [
        (b"", "nothing came in 1 seconds"),
        (b"HTTP/1.0 400 Bad request\r\n\r\n", "something that speaks another protocol does"),
        (b"\0" * 400, "something that speaks another protocol does"),
    ],
    ids=["silent", "text", "zeros"],
)
def test_what_is_no_scheduler_is_a_usage_error(monkeypatch, says: bytes, told: str) -> None:
    from pfocr_rdf.parallel import dask

    monkeypatch.setattr(dask, "CONNECT", 1.0)
    start = time.monotonic()
    with listener(says) as address:
        for _ in range(2):  # the first leaves nothing that the second waits for
            with pytest.raises(UsageError) as caught:
                open_executors(2, address).__enter__()
            assert str(caught.value) == f"{address}: no Dask scheduler answers: {told}"
    assert time.monotonic() - start < 10


@pytest.mark.cluster
def test_the_command_ends_where_what_listens_is_no_scheduler(cli: Run, own: Path) -> None:
    with listener(b"SSH-2.0-OpenSSH_9.2\r\n") as address:
        ran = cli("release", own, "-o", "out", "--scheduler", address, timeout=30)
    assert (ran.code, ran.err) == (
        2,
        f"pfocr-rdf: {address}: no Dask scheduler answers: "
        "something that speaks another protocol does\n",
    )


@pytest.mark.cluster
def test_schedulers_that_do_not_answer_leave_nothing_that_blocks() -> None:
    """A client that failed, collected while another starts, waits for a lock that this one has."""
    script = """
import gc
from pfocr_rdf.errors import UsageError
from pfocr_rdf.parallel.runner import open_executors
gc.set_threshold(5)
for _ in range(20):
    try:
        open_executors(2, "nothing://x").__enter__()
    except UsageError:
        print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "refused\n" * 20
