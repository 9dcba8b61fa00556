"""A real Rasa in an environment of its own, where a Python 3.10 is found: made once, trained and run from here.

``BAOXIU_RASA_ENV`` names the environment (``.venv-rasa``, 2.7 GB, a few minutes to make), ``BAOXIU_RASA_PYTHON`` the
Python to make it with.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.process import ROOT, Serving, free_port

REQUIREMENTS = ROOT / "tests" / "bench" / "rasa-requirements.txt"
START_SECONDS = 180
INSTALL_SECONDS = 1200


class NoRasa(Exception):
    """Why there is no Rasa here."""


def environment() -> Path:
    """The environment that has Rasa; made if there is none.  Raises :class:`NoRasa`."""
    folder = Path(os.environ.get("BAOXIU_RASA_ENV") or ROOT / ".venv-rasa").absolute()
    done = folder / ".installed-rasa"
    if done.is_file() and done.read_bytes() == REQUIREMENTS.read_bytes():
        return folder
    python = python310()
    if python is None:
        raise NoRasa("no Python 3.10 was found (BAOXIU_RASA_PYTHON names one)")
    print(f"making an environment for Rasa in {folder} (some minutes, 2.7 GB)", flush=True)
    install = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    for command in ((python, "-m", "venv", folder), (*install, "-r", REQUIREMENTS)):
        try:
            ended = subprocess.run(
                [*map(str, command)], capture_output=True, text=True, timeout=INSTALL_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise NoRasa(f"installing Rasa took more than {INSTALL_SECONDS} s") from None
        if ended.returncode:
            raise NoRasa(f"Rasa could not be installed: {ended.stderr.strip()[-300:]}")
    shutil.copyfile(REQUIREMENTS, done)
    return folder


def python310() -> str | None:
    """A Python 3.10 that runs: the one that is named, on the path, or of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [os.environ.get("BAOXIU_RASA_PYTHON"), shutil.which("python3.10")]
    candidates += sorted(str(p) for p in pyenv.glob("3.10.*/bin/python3.10"))
    for candidate in filter(None, candidates):
        asked = [candidate, "-c", "import sys, ensurepip; sys.exit(sys.version_info[:2] != (3, 10))"]
        if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
            return candidate
    return None


def rasa(folder: Path, *arguments: str, polite: bool = True) -> list[str]:
    """The command line of Rasa; ``polite`` at a low priority: others may work on this machine."""
    command = [str(folder / "bin" / "python"), "-m", "rasa", *arguments]
    return ["nice", "-n", "10", *command] if polite and shutil.which("nice") else command


def surroundings() -> dict[str, str]:
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return {**os.environ, **quiet, "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"}


def train(folder: Path, project: Path, *what: str, seconds: float) -> float:
    """``rasa train`` in the project; the seconds that it took.  Raises :class:`NoRasa` when it fails or takes longer."""
    return _done(folder, project, "train", *what, seconds=seconds)


def starter(folder: Path, project: Path, seconds: float) -> float:
    """The bot that Rasa begins with, ``rasa init``, made and trained in an empty folder; the seconds that it took."""
    return _done(folder, project, "init", "--no-prompt", seconds=seconds)


def _done(folder: Path, project: Path, *what: str, seconds: float) -> float:
    began = time.perf_counter()
    log = project / "train.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            rasa(folder, *what), cwd=project, env=surroundings(), stdout=out, stderr=out,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise NoRasa(f"rasa {what[0]} was stopped after {seconds:.0f} s") from None
        finally:
            _end(process)
    if code:
        raise NoRasa(f"rasa {what[0]} ended with {code}: {log.read_text('utf-8', 'replace')[-400:]}")
    return time.perf_counter() - began


@contextmanager
def running(folder: Path, project: Path, polite: bool = True) -> Iterator[Serving]:
    """``rasa run --enable-api`` with the newest model of the project, ready to parse, until the block ends."""
    port = free_port()
    log = project / "run.log"
    address = ("--interface", "127.0.0.1", "--port", str(port))
    command = rasa(folder, "run", "--enable-api", *address, polite=polite)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=project, env=surroundings(), stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    server = Serving(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(server)
        yield server
    finally:
        _end(process)


def _wait(server: Serving) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(server.url + "/status", timeout=5) as answer:  # 409 until the model is there
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pass
        if server.process.poll() is not None or time.monotonic() > until:
            raise NoRasa(f"Rasa's server did not become ready: {server.said()[-2000:]}")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    """With everything that it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sign)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                continue
