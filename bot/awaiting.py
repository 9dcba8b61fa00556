"""A server that is started before its database waits for it: it says so at its address and in the log, and gives up after
a while.  Without that a restart of everything at once ends in whatever order things happen to come up."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence

import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

log = structlog.get_logger(__name__)

PAUSES = (0.5, 1.0, 2.0)  # seconds between questions: the first, the second, all others
CONNECT_SECONDS = 5
TELL_EVERY = 30.0  # seconds
WAITS = "waiting for the database"
#: PostgreSQL is there and says "not yet"; every other word of its own is about us and gets no better by waiting.
NOT_YET = (
    "starting up",
    "shutting down",
    "recovery mode",
    "too many clients",
    "remaining connection slots",
    "not yet accepting",
)


class NotThere(Exception):
    """The database did not come up in time; the message says what it said last."""


def until_it_answers(url: str, sockets: Sequence[socket.socket], seconds: float) -> None:
    """Return when the database answers, at once where it does or is a file.  Raises :class:`NotThere` after ``seconds``."""
    if make_url(url).get_backend_name() == "sqlite" or (why := _silent(url)) is None:
        return
    from bot.waiting_room import saying_so  # as a rule nobody needs it

    began = told = time.monotonic()
    log.warning(WAITS, why=why, at_most=seconds)
    with saying_so(sockets, WAITS):
        number = 0
        while why is not None:
            if time.monotonic() - began >= seconds:
                raise NotThere(f"the database has not answered for {seconds:.0f} seconds: {why}")
            time.sleep(PAUSES[min(number, len(PAUSES) - 1)])
            number += 1
            why = _silent(url)
            if why is not None and time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                log.warning(WAITS, why=why, waited=round(told - began))
    log.info("the database answers", waited=round(time.monotonic() - began, 1))


def _silent(url: str) -> str | None:
    """Why the database does not answer; None when it does, or says what waiting does not change."""
    engine = create_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS}, pool_size=1)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError as error:
        said = str(error.orig).strip()
        final = "FATAL" in said and not any(words in said for words in NOT_YET)
        return None if final else said.splitlines()[0][:300]
    finally:
        engine.dispose()
    return None
