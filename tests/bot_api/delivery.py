"""How updates reach the bot: by getUpdates, which confirms by its offset, or by a webhook, which confirms by 2xx."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import aiohttp

from tests.bot_api.errors import bad, conflict
from tests.bot_api.methods import Methods
from tests.bot_api.params import Params
from tests.bot_api.state import State, Update

FIRST_RETRY, LAST_RETRY = 0.1, 2.0  # seconds; the real one waits longer
ANSWER_SECONDS = 30.0  # a webhook that takes longer has failed
TAKEN_OVER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ON = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Delivery:
    """``news`` is set whenever something changes that somebody may wait for."""

    def __init__(self, state: State, methods: Methods) -> None:
        self.state, self.methods = state, methods
        self._polls = 0
        self._news = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        self._news.set()

    async def _wait(self, seconds: float) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            pass

    # -- getUpdates ---------------------------------------------------------------------------------------

    async def get_updates(self, p: Params) -> list[Any]:
        if self.state.webhook["url"]:
            raise conflict(WEBHOOK_ON)
        self._polls += 1
        mine = self._polls
        self.wake()
        limit = min(max(p.int("limit", 100) or 100, 1), 100)
        until = time.monotonic() + min(max(p.int("timeout", 0) or 0, 0), 50)
        offset = p.int("offset", 0) or 0
        with self.state.lock:
            self._allow(p)
            if offset > 0:
                self.state.confirm(offset)
            elif offset < 0 and self.state.pending:
                self.state.confirm(self.state.pending[max(len(self.state.pending) + offset, 0)].id)
        while True:
            found = self._batch(limit)
            left = until - time.monotonic()
            if found or left <= 0:
                return found
            await self._wait(left)
            if self._polls != mine:
                raise conflict(TAKEN_OVER)
            if self.state.webhook["url"]:
                raise conflict("terminated by setWebhook request")

    def _allow(self, p: Params) -> None:
        asked = p.object("allowed_updates")
        if asked is not None:
            self.state.allowed = set(asked)

    def _batch(self, limit: int) -> list[Any]:
        trouble = self.state.trouble
        with self.state.lock:
            due = [u for u, _ in zip(self.state.pending, range(limit), strict=False)]
            if not due:
                return []
            found = []
            if self.state.confirmed and trouble.of_update("again"):
                found.append(self.state.confirmed[-1].body)
            for update in due:
                update.first = update.first or time.time()
                found += [update.body] * (2 if trouble.of_update("duplicate") else 1)
            return found

    # -- webhook ------------------------------------------------------------------------------------------

    def set_webhook(self, p: Params) -> bool:
        url = p.text("url", "") or ""
        secret = p.text("secret_token")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad("secret token contains unallowed characters")
        if url and not re.match(r"https?://[^/]", url):
            raise bad("bad webhook: invalid webhook URL specified")
        most = p.int("max_connections", 40) or 40
        if not 1 <= most <= 100:
            raise bad("invalid max_connections specified")
        with self.state.lock:
            if p.flag("drop_pending_updates"):
                self.state.pending.clear()
            self._allow(p)
            self.state.webhook = {"url": url, "max_connections": most}
            self.state.webhook_secret = secret
            self.state.webhook_error = None
        self.wake()
        return True

    def delete_webhook(self, p: Params) -> bool:
        return self.set_webhook(Params({"drop_pending_updates": p.text("drop_pending_updates", "")}))

    def webhook_info(self, _: Params) -> dict[str, Any]:
        with self.state.lock:
            told = {
                **self.state.webhook, "has_custom_certificate": False, "pending_update_count": len(self.state.pending)
            }  # fmt: skip
            if self.state.webhook_error:
                told["last_error_date"] = int(self.state.webhook_error[0])
                told["last_error_message"] = self.state.webhook_error[1]
            if self.state.allowed:
                told["allowed_updates"] = sorted(self.state.allowed)
        return told

    async def push(self) -> None:
        """Bring updates to the webhook for as long as the server runs: a chat's one after the other, those of
        different chats at the same time, at most ``max_connections``."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:
            while True:
                soonest = 60.0
                if self.state.webhook["url"]:
                    ready, soonest = self._ready(self.state.webhook["max_connections"] - len(self._flying))
                    for update in ready:
                        task = asyncio.create_task(self._bring(http, update))
                        self._flying.add(task)
                        task.add_done_callback(self._landed)
                await self._wait(soonest)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self.wake()

    def _ready(self, most: int) -> tuple[list[Update], float]:
        """Updates whose turn it is, and after how many seconds to look again."""
        found: list[Update] = []
        now, soonest = time.monotonic(), 60.0
        with self.state.lock:
            busy = {u.queue for u in self.state.pending if u.flying and not u.free}
            for update in self.state.pending:
                if len(found) >= most:
                    break
                if update.flying or (update.queue in busy and not update.free):
                    continue
                if not update.free:
                    busy.add(update.queue)
                if update.due > now:
                    soonest = min(soonest, update.due - now + 0.001)
                    continue
                update.flying = True
                found.append(update)
        return found, soonest

    async def _bring(self, http: aiohttp.ClientSession, update: Update) -> None:
        trouble = self.state.trouble
        update.first = update.first or time.time()
        tries = 2 if trouble.of_update("duplicate") else 1
        heard = await asyncio.gather(*(self._post(http, update) for _ in range(tries)))
        if trouble.of_update("deaf"):
            heard = ["Read timeout expired"]
        with self.state.lock:
            update.flying = False
            update.tries += 1
            failed = next((why for why in heard if why), None)
            if failed is None:
                if update in self.state.pending:
                    self.state.pending.remove(update)
                update.taken = time.time()
            else:
                self.state.webhook_error = (time.time(), failed)
                update.due = time.monotonic() + min(FIRST_RETRY * 2 ** min(update.tries, 8), LAST_RETRY)
        if failed is None and trouble.of_update("again"):
            await self._post(http, update)

    async def _post(self, http: aiohttp.ClientSession, update: Update) -> str | None:
        """None when it was taken in, else what went wrong."""
        secret = self.state.webhook_secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with http.post(self.state.webhook["url"], json=update.body, headers=headers) as answer:
                if not 200 <= answer.status < 300:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
                await self._reply(answer)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"
        return None

    async def _reply(self, answer: aiohttp.ClientResponse) -> None:
        """A bot may make one call by its answer; how that ends it does not learn."""
        given: dict[str, Any] = {}
        if answer.content_type == "application/json":
            told = await answer.json()
            given = told if isinstance(told, dict) else {}
        elif answer.content_type == "multipart/form-data":
            async for part in aiohttp.MultipartReader.from_response(answer):
                if isinstance(part, aiohttp.BodyPartReader) and part.name:
                    given[part.name] = (await part.read(decode=True)).decode()
        method = given.pop("method", None)
        if method:
            try:
                self.methods.call(str(method), Params(given))
            except Exception:
                pass

    async def close(self) -> None:
        for task in tuple(self._flying):
            task.cancel()
        await asyncio.gather(*self._flying, return_exceptions=True)
