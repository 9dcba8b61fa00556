"""The web server process: starts quickly, and stops quickly when it is told to, open pages or not."""

from __future__ import annotations

import errno
import socket
from asyncio import TimerHandle, Transport
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.app import App

BACKLOG = 2048

GRACE_SECONDS = 5  # for requests that are being answered
KEEP_ALIVE_SECONDS = 30
HEAD_SECONDS = 20.0  # the head of a request has to be there by then, and what nobody reads any more
HEAD_BYTES = 64 * 1024


class Connection(HttpToolsProtocol):
    """A connection on which nobody can hold the door: the head of a request is bounded in size and time (its body
    is bounded by :mod:`bot.guard`)."""

    _unread = 0  # bytes in which there was neither the end of a head nor a body
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._unread > HEAD_BYTES:
            self.transport.abort()
        elif self._unread and self._timer is None:
            self._expect()

    def on_headers_complete(self) -> None:
        self._relax()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        if self.cycle.response_complete and self._timer is None:
            self._expect()  # the answer is given; the rest is not waited for any longer than a head
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._relax()
        super().on_message_complete()

    def _expect(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _relax(self) -> None:
        self._unread = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


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
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=BACKLOG,
    )
    Server(config, app).run(list(sockets))
