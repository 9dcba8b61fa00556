"""Processes of ``baoxiu`` that start fast: forked from one that has imported everything already.

Each is a process of its own with its own surroundings, standard streams and exit code; what it does not do again is to
import.  One nursery serves a test process and ends with it.

    python -m tests.nursery FD     (a socket: requests come in, see :func:`start`)
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 1 << 20  # bytes of a request
#: The settings of Python itself that a nursery runs with: they count when a process starts, not later.
PYTHON = {**{k: v for k, v in os.environ.items() if k.startswith("PYTHON")}, "PYTHONUTF8": "1"}


def fits(env: Mapping[str, str]) -> bool:
    """Whether a process with these surroundings can come from the nursery."""
    return {k: v for k, v in env.items() if k.startswith("PYTHON")} == PYTHON


@cache
def _nursery() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()], cwd=ROOT, env={**os.environ, **PYTHON}, start_new_session=True,
        )  # fmt: skip
    return ours


def start(arguments: Sequence[str], env: Mapping[str, str], cwd: Path, streams: Sequence[int]) -> Child:
    """Start ``baoxiu ARGUMENTS`` with these three standard streams (file descriptors)."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        request = json.dumps({"arguments": list(arguments), "env": dict(env), "cwd": str(cwd)}).encode()
        socket.send_fds(_nursery(), [request], [*streams, theirs.fileno()])
    return Child(int(ours.recv(32)), ours)


class Child:
    """A process from the nursery, to be used like a ``subprocess.Popen``."""

    def __init__(self, pid: int, told: socket.socket) -> None:
        self.pid, self._told = pid, told
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                said = self._told.recv(32)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("baoxiu", timeout or 0) from None
            self.returncode = int(said or b"-9")
            self._told.close()
        return self.returncode

    def poll(self) -> int | None:
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _tend(requests: socket.socket) -> None:
    """Until the test process ends: a keeper for each request, which forks the command and waits for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    while True:
        request, fds, _, _ = socket.recv_fds(requests, MOST, 4)
        if not request:
            return
        if os.fork() == 0:
            requests.close()
            _keep(json.loads(request), fds)
        for fd in fds:
            os.close(fd)


def _keep(request: dict[str, object], fds: Sequence[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    tell = socket.socket(fileno=fds[3])
    pid = os.fork()
    if pid == 0:
        tell.close()
        _become(request, fds)
    for fd in fds[:3]:
        os.close(fd)
    tell.send(str(pid).encode())
    _, status = os.waitpid(pid, 0)
    tell.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(request: dict[str, object], fds: Sequence[int]) -> None:
    """Be the command, as ``python -m bot`` is."""
    from bot.cli import main

    code = 1
    try:
        os.setsid()
        for to, fd in enumerate(fds[:3]):
            os.dup2(fd, to)
            os.close(fd)
        os.environ.clear()
        os.environ.update(request["env"])  # type: ignore[call-overload]
        os.chdir(str(request["cwd"]))
        sys.argv = [str(ROOT / "bot" / "__main__.py"), *request["arguments"]]  # type: ignore[misc]
        sys.modules["__main__"].__package__ = "bot"
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _import() -> None:
    import importlib

    from nlu import heads

    for name in (
        "bot.cli",
        "bot.server",
        "bot.app",
        "bot.settings",
        "handlers.house",
        "handlers.turn",
        "nlu.parse",
    ):
        importlib.import_module(name)
    heads.whole()


if __name__ == "__main__":
    _import()
    _tend(socket.socket(fileno=int(sys.argv[1])))
