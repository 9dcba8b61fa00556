"""The server: HTTP on the loopback interface in a thread of its own, and the test's side of it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from tests.bot_api import params
from tests.bot_api.delivery import Delivery
from tests.bot_api.errors import ApiError, too_many
from tests.bot_api.faults import Faults
from tests.bot_api.limits import Limits
from tests.bot_api.methods import Methods
from tests.bot_api.people import Group, Person
from tests.bot_api.state import Sent, State, Update

TOKEN = "7201:AAEbotapitests-0123456789abcdefghijk"
START_SECONDS = 10.0
BROKEN = (
    (500, "application/json", b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
    (502, "text/html", b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"),
    (504, "text/html", b"<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n</html>\r\n"),
)


class BotApi:
    """A server that runs.  ``url`` and ``token`` are for the bot."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.token = state.token
        self.url = ""
        self.methods = Methods(state)
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="bot-api", daemon=True)

    # -- the test's side ----------------------------------------------------------------------------------

    def person(self, name: str = "Anna", language: str = "en") -> Person:
        return Person(self.state, name, language)

    def group(self, title: str, *members: Person, forum: bool = False, small: bool = False) -> Group:
        """A supergroup, or (``small``) a basic group, with the bot in it."""
        return Group(self.state, title, members, forum=forum, small=small)

    def sent(self, chat: Person | Group | int | None = None, *methods: str) -> list[Sent]:
        """What the bot's calls have sent or changed, oldest first: of a chat or all, of these methods or, without,
        all but typing."""
        wanted = chat if chat is None or isinstance(chat, int) else chat.id
        with self.state.lock:
            return [
                s
                for s in self.state.sent
                if wanted in (None, s.chat)
                and (s.method in methods if methods else s.method != "sendChatAction")
            ]

    def texts(self, chat: Person | Group | int | None = None) -> list[str]:
        return [s.text for s in self.sent(chat) if s.method == "sendMessage"]

    @property
    def updates(self) -> list[Update]:
        with self.state.lock:
            return list(self.state.updates)

    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        with self.state.lock:
            return len(self.state.pending)

    def fault(self, method: str, fault: str, times: int = 1) -> None:
        """The next requests of a method go wrong: too_many, broken, cut_before, cut_after, slow."""
        self.state.trouble.next(method, fault, times)

    def misbehave(self, faults: Faults) -> None:
        """From now on other faults by chance."""
        self.state.trouble.faults = faults

    @staticmethod
    def wait(until: Callable[[], Any], seconds: float = 10.0) -> Any:
        """What ``until`` gives as soon as it is true; AssertionError when it does not become so."""
        end = time.monotonic() + seconds
        while not (found := until()):
            assert time.monotonic() < end, f"waited {seconds} s in vain"
            time.sleep(0.01)
        return found

    # -- the bot's side -----------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self.delivery = Delivery(self.state, self.methods)
        self.state.wake = self._wake
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        pushing = asyncio.create_task(self.delivery.push())
        self._up.set()
        await self._stop.wait()
        pushing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pushing
        await self.delivery.close()
        await runner.cleanup()

    def _wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self.delivery.wake)

    def start(self) -> None:
        self._thread.start()
        assert self._up.wait(START_SECONDS), "the Bot API server did not start"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_SECONDS)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        fault = self.state.trouble.of_request(method)
        if fault == "cut_before":
            return self._cut(request, method)
        if fault == "slow":
            await asyncio.sleep(self.state.trouble.between(0, self.state.trouble.faults.slow_seconds))
        if fault == "broken":
            status, kind, page = BROKEN[int(self.state.trouble.between(0, len(BROKEN)))]
            self.state.calls.append((time.time(), method, status))
            return web.Response(status=status, body=page, content_type=kind)
        sent: list[Sent] = []
        try:
            if request.match_info["token"] != self.token:
                raise ApiError(401, "Unauthorized")
            given = await params.read(request)
            if fault == "too_many":
                raise too_many(self.state.trouble.faults.retry_after)
            result, sent = await self._answer(method, given)
            status, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            status, body = error.code, error.body()
        if fault == "cut_after":
            for one in sent:
                one.cut = True
            return self._cut(request, method)
        self.state.calls.append((time.time(), method, status))
        return web.json_response(body, status=status)

    async def _answer(self, method: str, given: params.Params) -> tuple[Any, list[Sent]]:
        if method == "getupdates":
            return await self.delivery.get_updates(given), []
        if method == "setwebhook":
            return self.delivery.set_webhook(given), []
        if method == "deletewebhook":
            return self.delivery.delete_webhook(given), []
        if method == "getwebhookinfo":
            return self.delivery.webhook_info(given), []
        return self.methods.call(method, given)

    def _cut(self, request: web.Request, method: str) -> web.StreamResponse:
        self.state.calls.append((time.time(), method, 0))
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _file(self, request: web.Request) -> web.StreamResponse:
        fault = self.state.trouble.of_request("file")
        if fault in ("cut_before", "cut_after"):
            return self._cut(request, "file")
        if fault == "broken":
            return web.Response(status=502, body=BROKEN[1][2], content_type="text/html")
        if request.match_info["token"] != self.token:
            return web.json_response(ApiError(401, "Unauthorized").body(), status=401)
        with self.state.lock:
            for told, content in self.state.files.values():
                if told["file_path"] == request.match_info["path"]:
                    return web.Response(body=content, content_type="application/octet-stream")
        return web.json_response(ApiError(404, "Not Found").body(), status=404)


@contextmanager
def bot_api(
    *,
    faults: Faults | None = None,
    limits: Limits | None = None,
    token: str = TOKEN,
    username: str = "baoxiu_bot",
) -> Iterator[BotApi]:
    """A Bot API server until the block ends; without ``limits`` a bot may send as fast as it likes."""
    api = BotApi(State(token, username, faults or Faults(), limits or Limits.off()))
    api.start()
    try:
        yield api
    finally:
        api.stop()
