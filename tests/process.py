"""The command ``baoxiu`` as a process of its own, with a home folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.error import URLError
from urllib.request import urlopen

from tests import nursery

START_SECONDS = 60
STOP_SECONDS = 15
COMMAND = (sys.executable, "-m", "bot")
ROOT = Path(__file__).resolve().parent.parent


def surroundings(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a command: ours without settings of our own, with ``BAOXIU_HOME`` and ``settings``
    (``port="8123"`` for ``BAOXIU_PORT``)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAOXIU_")}
    given = {f"BAOXIU_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "PYTHONUTF8": "1", "BAOXIU_HOME": str(home), **given}


def baoxiu(
    *arguments: str, env: Mapping[str, str], stdin: str | bytes = "", seconds: float = 60, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run ``baoxiu ARGUMENTS``; the result has ``returncode``, ``stdout`` and ``stderr`` as text."""
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(raw)
        given.seek(0)
        process = _start(arguments, env, cwd, [given.fileno(), out.fileno(), err.fileno()])
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        out.seek(0)
        err.seek(0)
        said, told = out.read().decode("utf-8"), err.read().decode("utf-8")
    return subprocess.CompletedProcess([*COMMAND, *arguments], code, said, told)


Process = nursery.Child | subprocess.Popen[bytes]


def _start(arguments: Sequence[str], env: Mapping[str, str], cwd: Path, streams: Sequence[int]) -> Process:
    if nursery.fits(env):
        return nursery.start(arguments, env, cwd, streams)
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        [*COMMAND, *arguments], env=env, stdin=stdin, stdout=stdout, stderr=stderr, cwd=cwd
    )


@dataclass(frozen=True)
class Serving:
    """A server that runs: where it is, its process, and the file with what it says."""

    url: str
    process: Process
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def launch(home: Path, *, command: Sequence[str] = (), **settings: str) -> Serving:
    """Start ``baoxiu serve`` on the ``port`` or a free one, without waiting until it answers.  ``command`` is what to start
    instead of ``baoxiu``."""
    port = int(settings.pop("port", "0")) or free_port()
    log = home / f"serve-{port}.log"
    with log.open("ab") as out, open(os.devnull, "rb") as nothing:
        env = surroundings(home, port=str(port), **settings)
        streams = [nothing.fileno(), out.fileno(), out.fileno()]
        process: Process
        if command:
            process = subprocess.Popen(
                [*command, "serve"], env=env, stdin=streams[0], stdout=out, stderr=out, cwd=ROOT
            )
        else:
            process = _start(["serve"], env, ROOT, streams)
    return Serving(f"http://127.0.0.1:{port}", process, log)


def stop(process: Process) -> None:
    """Ask it to end, and end it if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[Serving]:
    """``baoxiu serve`` on the ``port`` or a free one until the block ends.  The database must have its schema."""
    server = launch(home, **settings)
    try:
        _wait(server)
        yield server
    finally:
        stop(server.process)


def _wait(server: Serving) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(server.url + "/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pass
        if server.process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server did not become ready:\n{server.said()[-4000:]}")
        time.sleep(0.05)
