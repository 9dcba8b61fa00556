"""What `make run` does, command by command: schema, demo data once, server, and a clean stop."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from bot.server import listen
from tests.process import COMMAND, ROOT, Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with schema and demo data, as the first `make run` makes it."""
    made = tmp_path_factory.mktemp("home")
    for command in (("db", "upgrade"), ("demo", "load")):
        done = baoxiu(*command, env=surroundings(made))
        assert done.returncode == 0, done.stderr
    return made


def test_loading_the_demo_data_a_second_time_changes_nothing(home: Path) -> None:
    before = (home / "baoxiu.sqlite").read_bytes()
    done = baoxiu("demo", "load", env=surroundings(home))
    assert done.returncode == 0, done.stderr
    assert (home / "baoxiu.sqlite").read_bytes() == before


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Serving]:
    """A server that has been given a misspelt setting."""
    with serving(home, prot="8123") as running:
        yield running


def test_the_server_tells_its_addresses_and_the_demo_logins(home: Path, server: Serving) -> None:
    said = server.said()
    assert f"{server.url}/chat" in said
    assert f"{server.url}/console" in said
    assert "demo" in said
    for path in ("/healthz", "/readyz", "/chat", "/console", "/docs", "/metrics"):
        with urlopen(server.url + path, timeout=10) as answer:
            assert answer.status == 200, path
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_asked_to_and_says_nothing_frightening(home: Path, how: signal.Signals) -> None:
    with serving(home) as server:
        server.process.send_signal(how)
        server.process.wait(10)
        assert "Traceback" not in server.said()
        assert server.process.returncode in (0, 128 + how, -how)


def test_a_port_that_is_taken_is_said_in_one_line(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = baoxiu("serve", env=surroundings(home, port=str(port)))
    assert done.returncode not in (0, 130)
    assert str(port) in done.stderr
    assert "in use" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout, "addresses were promised where somebody else listens"


def test_without_a_schema_the_server_says_which_command_is_missing(tmp_path: Path) -> None:
    done = baoxiu("serve", env=surroundings(tmp_path))
    assert done.returncode == 1
    assert "baoxiu db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"port": "http"}, "BAOXIU_PORT"),
        ({"database_url": "mysql://somewhere/x"}, "BAOXIU_DATABASE_URL"),
        ({"database_url": "sqlite://"}, "BAOXIU_DATABASE_URL"),
        ({"default_plan": "p77"}, "p77"),
        ({"plans": "/nowhere"}, "BAOXIU_PLANS"),
        ({"nlu": "gpt"}, "BAOXIU_NLU"),
        ({"nlu": "rasa"}, "BAOXIU_NLU=rasa needs BAOXIU_NLU_URL, such as http://127.0.0.1:5005"),
        ({"nlu": "llm", "nlu_url": "http://h/v1"}, "BAOXIU_NLU=llm needs BAOXIU_NLU_MODEL"),
        ({"nlu_url": "http://h"}, "BAOXIU_NLU_URL is of no use with BAOXIU_NLU=builtin"),
        ({"nlu": "rasa", "nlu_url": "localhost:5005"}, "BAOXIU_NLU_URL: must begin with http://"),
        ({"nlu": "rasa", "nlu_url": "http://h", "nlu_timeout": "60"}, "BAOXIU_NLU_TIMEOUT"),
        ({"widget_origins": "a;b"}, "BAOXIU_WIDGET_ORIGINS: not understood. Pages that"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    done = baoxiu("serve", env=surroundings(tmp_path, **settings))
    assert done.returncode not in (0, 130)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1, "one line, and no traceback"


def test_a_misspelt_setting_is_mentioned(server: Serving) -> None:
    assert "did you mean BAOXIU_PORT?" in server.said()


def make(*arguments: str, cwd: Path) -> str:
    """What make prints, as if it were called by hand (and not by `make test`)."""
    env = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    return subprocess.run(
        ["make", *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_settings_given_to_make_reach_the_program(tmp_path: Path) -> None:
    told = make("-n", "run", "BAOXIU_PORT=8123", cwd=ROOT)
    assert told.index("db upgrade") < told.index("demo load") < told.index("baoxiu serve")
    (tmp_path / "Makefile").write_text("run:\n\t@echo port=$$BAOXIU_PORT\n", encoding="utf-8")
    assert make("run", "BAOXIU_PORT=8123", cwd=tmp_path) == "port=8123\n"


def test_ctrl_c_on_a_command_ends_it_with_130(home: Path) -> None:
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [*COMMAND, "chat"],
        env=surroundings(home),
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )
    os.close(reader)
    assert process.stdout is not None
    assert process.stdout.readline(), "the bot greets"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    os.close(writer)
    assert b"Traceback" not in errors
    assert process.returncode in (0, 130)


def test_the_chat_page_opens_in_a_browser(server: Serving, new_page: Callable[..., Page]) -> None:
    page = new_page(lang="zh-CN")
    page.goto(server.url + "/chat")
    assert page.title()
    assert page.locator("body").inner_text().strip()


@pytest.mark.parametrize("host", ["8.8.8.8", "nowhere.invalid"])
def test_a_host_that_is_not_ours_is_said_in_one_line(home: Path, host: str) -> None:
    done = baoxiu("serve", env=surroundings(home, host=host))
    assert done.returncode == 1
    assert done.stderr.startswith(f"baoxiu: BAOXIU_HOST: {host} is no address of this machine")
    assert done.stderr.count("\n") == 1


def test_localhost_listens_at_all_its_addresses() -> None:
    sockets = listen("localhost", 0)
    try:
        assert {made.getsockname()[0] for made in sockets} <= {"127.0.0.1", "::1"}
        assert sockets
    finally:
        for made in sockets:
            made.close()


def test_a_home_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for command in (("serve",), ("db", "upgrade"), ("chat",)):
        done = baoxiu(*command, env=surroundings(tmp_path / "file"))
        assert done.returncode == 1
        assert (
            done.stderr
            == f"baoxiu: BAOXIU_HOME: the folder {tmp_path / 'file'} cannot be made: File exists\n"
        )


def test_a_folder_of_the_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite'}"
    done = baoxiu("db", "upgrade", env=surroundings(tmp_path, database_url=url))
    assert done.returncode == 1
    assert done.stderr == f"baoxiu: BAOXIU_DATABASE_URL: there is no folder {tmp_path / 'nowhere'}\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="drops what root may do")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv")
def test_a_home_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    powerless = ("setpriv", "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all")
    for command in ("serve", "chat"):
        done = subprocess.run(
            [*powerless, *COMMAND, command], env=surroundings(tmp_path), cwd=ROOT, capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr == f"baoxiu: BAOXIU_HOME: no permission to write in {tmp_path}\n"


def test_a_setting_of_the_env_file_that_is_misspelt_is_mentioned_too(home: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BAOXIU_PROT=1\n", encoding="utf-8")
    env = {**surroundings(home, host="nowhere.invalid"), "PYTHONPATH": str(ROOT)}
    assert "did you mean BAOXIU_PORT?" in baoxiu("serve", env=env, cwd=tmp_path).stderr


def test_an_env_file_in_another_encoding_is_said_in_one_line(home: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("BAOXIU_PORT=8123\n# 报修\n".encode("gb18030"))
    done = baoxiu("serve", env={**surroundings(home), "PYTHONPATH": str(ROOT)}, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "baoxiu: .env, line 2: this is not UTF-8; save the file as UTF-8\n"


def test_a_small_command_needs_no_web_framework(tmp_path: Path) -> None:
    """`make run` starts three commands one after the other."""
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "db", "upgrade"], cwd=ROOT, env=surroundings(tmp_path),
        capture_output=True, text=True, check=True, timeout=60,
    ).stderr  # fmt: skip
    assert "sqlalchemy" in said
    assert "fastapi" not in said and "starlette" not in said
