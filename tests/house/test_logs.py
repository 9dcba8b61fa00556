"""Logs: one line per event, ours and the libraries', readable by programs where nobody watches."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_event_is_one_line_of_json() -> None:
    out = io.StringIO()
    logs.set_up("info", out)
    structlog.get_logger("baoxiu.test").info("报修", text="漏水\n第二行", seconds=1.5)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    told = json.loads(lines[0])
    assert (told["event"], told["text"], told["level"]) == ("报修", "漏水\n第二行", "info")
    assert told["timestamp"].endswith("Z")


def test_libraries_speak_in_the_same_form_with_their_name() -> None:
    out = io.StringIO()
    logs.set_up("info", out)
    try:
        raise RuntimeError("pool is empty")
    except RuntimeError:
        logging.getLogger("sqlalchemy.pool").exception("no connection for %s", "turn")
    told = json.loads(out.getvalue())
    assert told["event"] == "no connection for turn"
    assert told["logger"] == "sqlalchemy.pool"
    assert "pool is empty" in told["exception"]


def test_what_is_below_the_level_is_not_written() -> None:
    out = io.StringIO()
    logs.set_up("warning", out)
    structlog.get_logger().info("a turn")
    logging.getLogger("uvicorn.error").info("Started server process")
    assert out.getvalue() == ""


def test_on_a_terminal_it_is_for_people() -> None:
    out = Terminal()
    logs.set_up("info", out)
    structlog.get_logger().info("ready", plans=9)
    assert "ready" in out.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(out.getvalue())
