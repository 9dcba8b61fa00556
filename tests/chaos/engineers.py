"""The engineers: they log into the console over HTTP, take what waits, answer, pass on and resolve."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import aiohttp

PASSWORD = "correct horse 电池"
TIMEOUT = aiohttp.ClientTimeout(total=8.0)
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
CARD = re.compile(r'data-c="(\d+)"')
ITEM = re.compile(r'action="/console/do/(claim|accept|resolve|called|transfer|reply)".*?</form>', re.DOTALL)
NUMBER = re.compile(r'name="item" value="(\d+)"')


@dataclass
class Desk:
    """All engineers together.  ``claims`` and ``replies`` as in a History; ``ids`` are their numbers by login."""

    urls: Sequence[str]
    ids: dict[str, int]
    claims: list[tuple[str, int]] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    called: dict[str, list[str]] = field(
        default_factory=dict
    )  # whom a colleague has asked to look at these conversations
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def engineer(self, login: str, pause: float, dice: Random) -> None:
        """Works until it is over."""
        jar = aiohttp.CookieJar(unsafe=True)  # the addresses are numbers
        async with aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=jar) as http:
            person = Engineer(self, http, login, dice)
            while not self.over.is_set():
                try:
                    await person.round()
                except (aiohttp.ClientError, OSError, TimeoutError):
                    self.seen["cut off"] += 1
                await asyncio.sleep(pause * dice.uniform(0.5, 1.5))


class Engineer:
    def __init__(self, desk: Desk, http: aiohttp.ClientSession, login: str, dice: Random) -> None:
        self.desk, self.http, self.login, self.dice = desk, http, login, dice
        self.me = f"user:{desk.ids[login]}"
        self.csrf = ""
        self.number = 0

    async def _page(self, path: str) -> str:
        """A page; "" where it is not to be had now."""
        async with self.http.get(self.dice.choice(self.desk.urls) + path, allow_redirects=False) as answer:
            if answer.status in (303, 401):
                self.csrf = ""
            self.desk.seen[f"page {answer.status}"] += 1
            return await answer.text() if answer.status == 200 else ""

    async def _do(self, action: str, **fields: str) -> bool:
        url = f"{self.dice.choice(self.desk.urls)}/console/do/{action}"
        headers = {"x-fragment": "1"}
        async with self.http.post(url, data={"csrf": self.csrf, **fields}, headers=headers, allow_redirects=False) as answer:  # fmt: skip
            self.desk.seen[f"{action} {answer.status}"] += 1
            return answer.status == 204

    async def _log_in(self) -> bool:
        url = self.dice.choice(self.desk.urls) + "/console/login"
        form = {"login": self.login, "password": PASSWORD}
        async with self.http.post(url, data=form, allow_redirects=False) as answer:
            self.desk.seen[f"login {answer.status}"] += 1
            if answer.status != 303:
                return False
        found = CSRF.search(await self._page("/console/me"))
        self.csrf = found[1] if found else ""
        return bool(found)

    async def round(self) -> None:
        """Look at the queue and at one case, and do what can be done there."""
        if not self.csrf and not await self._log_in():
            return
        view = "mine" if self.me in self.desk.called else self.dice.choice(("queue", "mine", "mine"))
        cards = CARD.findall(await self._page(f"/console/fragments/list?view={view}"))
        if not cards:
            return
        asked = [c for c in self.desk.called.pop(self.me, []) if c in cards]
        conversation = asked[0] if asked else self.dice.choice(cards[:5])
        case = await self._page(f"/console/fragments/case/{conversation}?view={view}")
        there = {found[1]: found[0] for found in ITEM.finditer(case)}
        for action in ("claim", "accept"):
            if action in there and (item := NUMBER.search(there[action])):
                if await self._do(action, item=item[1]):
                    self.desk.claims.append((self.me, int(item[1])))
                return
        if "called" in there and (item := NUMBER.search(there["called"])):
            await self._do("called", item=item[1], done="called, all is well")
        elif "resolve" in there and (item := NUMBER.search(there["resolve"])):
            await self._work(conversation, item[1])

    async def _work(self, conversation: str, item: str) -> None:
        await self._reply(conversation)
        chance = self.dice.random()
        if chance < 0.2:
            await self._do("resolve", item=item, cause="a seal was worn")
        elif chance < 0.5:
            to = self.dice.choice([i for i in self.desk.ids.values() if f"user:{i}" != self.me])
            if await self._do("transfer", item=item, to=f"user:{to}", why="knows it better"):
                self.desk.called.setdefault(f"user:{to}", []).append(conversation)
        elif chance < 0.6:
            await self._do("transfer", item=item, to="queue:service-desk", why="lunch")
        elif chance < 0.8:
            await self._do("return", item=item, agreed="a visit is wanted")

    async def _reply(self, conversation: str) -> None:
        """Said again with the same key where it is not known whether it arrived."""
        self.number += 1
        key = f"{self.login}-{self.number}"
        words = f"I am {self.login}, this is my word number {self.number}"
        for _ in range(3):
            try:
                done = await self._do("reply", conversation=conversation, text=words, key=key)
            except (aiohttp.ClientError, OSError, TimeoutError):
                await asyncio.sleep(1)
                continue
            if done:
                self.desk.replies.append(f"console:{self.me.removeprefix('user:')}:{conversation}:{key}")
                return
            await asyncio.sleep(0.5)
