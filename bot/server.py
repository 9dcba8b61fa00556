"""The web server process: starts quickly, and stops quickly when it is told to, open pages or not."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

import uvicorn

from bot.app import App

BACKLOG = 2048

GRACE_SECONDS = 5  # for requests that are being answered
KEEP_ALIVE_SECONDS = 30


class Server(uvicorn.Server):
    """Ends event streams as soon as it is asked to stop; they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._app.guard.close_streams_soon()


class CannotListen(Exception):
    """Nothing can listen at this address; the message says why and which setting names another one."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at all addresses of ``host`` (localhost has two), before anything is promised to anyone.

    An address whose family this machine does not have is left out where there is another one.  Raises
    :class:`CannotListen`.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise CannotListen(f"BAOXIU_HOST: {host} is no address of this machine ({error})") from None
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    with ExitStack() as opened:
        for family, _, protocol, _, address in dict.fromkeys(found):
            try:
                sockets.append(opened.enter_context(_socket(family, protocol, address)))
            except OSError as error:
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise CannotListen(_why(host, port, error)) from None
                missing = error
        opened.pop_all()
    if not sockets and missing is not None:
        raise CannotListen(_why(host, port, missing))
    return sockets


def _socket(family: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use already; choose another one with BAOXIU_PORT"
    if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        return f"BAOXIU_HOST: {host} is no address of this machine"
    return f"cannot listen at port {port} of {host}: {error.strerror}"


def serve(app: App, sockets: Sequence[socket.socket]) -> None:
    """Serve those who come to ``sockets`` until SIGINT or SIGTERM."""
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=BACKLOG,
        h11_max_incomplete_event_size=64 * 1024,
    )
    Server(config, app).run(list(sockets))
