"""The customers: whole conversations over the REST channel and Telegram, said again until they are acknowledged."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from tests.bot_api import BotApi
from tests.chaos.history import Who

TIMEOUT = aiohttp.ClientTimeout(total=6.0)  # as a front end that has better things to do
PAUSE = (0.2, 1.0)  # seconds before somebody who was not heard tries again
GIVE_UP_AFTER = 120.0  # seconds after the end of all trouble
REPEATS, ANGRY = 0.08, 0.2  # of messages, of customers
REPORTS = ("我家热水器水箱一直滴水", "太阳能不出热水了", "水箱漏水了，地上全是水", "The water heater is leaking",
           "no hot water since this morning")  # fmt: skip
ANGER = ("你们太差了，我要投诉！", "找人工", "I want to talk to a human")
TALK = ("师傅几点到", "你好", "谢谢", "hello", "thank you")


def serial_of(number: int) -> str:
    """Of a customer's device."""
    return f"STORM-P3-{number:04d}"


def script(number: int, dice: Random) -> list[str]:
    """What a customer says: a report up to the confirmed visit, and more."""
    lines = [
        dice.choice(REPORTS), serial_of(number), f"王建国 138001{number:05d}",
        f"杭州市西湖区文三路{number + 1}号", str(dice.randint(1, 2)), "确认", dice.choice(TALK),
    ]  # fmt: skip
    if dice.random() < 0.3:
        lines += ["取消上门", "是"]
    if dice.random() < ANGRY:
        lines[dice.randrange(1, len(lines)) :] = [
            dice.choice(ANGER),
            "怎么还没有人",
            dice.choice(TALK),
            "谢谢",
        ]
    return lines


@dataclass
class Crowd:
    """``said`` and ``heard`` as in a History.  ``calm``: nothing goes wrong on purpose any more."""

    urls: Sequence[str]
    api: BotApi
    said: dict[Who, list[str]] = field(default_factory=dict)
    heard: dict[Who, list[str]] = field(default_factory=dict)
    unacknowledged: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    calm: asyncio.Event = field(default_factory=asyncio.Event)

    async def customer(
        self, number: int, lines: Sequence[str], begin: float, think: float, dice: Random
    ) -> None:
        """Comes after ``begin`` seconds and says everything, with pauses of about ``think`` seconds."""
        await asyncio.sleep(begin)
        if number % 3 == 0:
            await self._telegram(number, lines, think, dice)
        else:
            await self._rest(number, lines, think, dice)

    async def _telegram(self, number: int, lines: Sequence[str], think: float, dice: Random) -> None:
        person = self.api.person(f"Guest {number}", "zh")
        who = ("telegram", str(person.id))
        for line in lines:
            self.said.setdefault(who, []).append(line)
            person.says(line)
            await asyncio.sleep(think * dice.uniform(0.3, 1.7))

    async def _rest(self, number: int, lines: Sequence[str], think: float, dice: Random) -> None:
        who = ("rest", f"guest-{number}")
        self.heard[who] = []
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
            for place, line in enumerate(lines):
                body = {"sender": who[1], "message": line, "metadata": {"message_id": f"m{place}"}}
                told = await self._until_acknowledged(http, body, dice)
                if told is None:
                    self.unacknowledged.append(f"{who[1]}: {line}")
                    return
                self.said.setdefault(who, []).append(line)
                self.heard[who] += told
                if dice.random() < REPEATS:  # as a front end that has lost the answer
                    await self._again(http, body, told, dice)
                await asyncio.sleep(think * dice.uniform(0.3, 1.7))

    async def _again(
        self, http: aiohttp.ClientSession, body: dict[str, Any], told: list[str], dice: Random
    ) -> None:
        """Gets the same answers, and after them what has come since."""
        self.seen["repeated"] += 1
        again = await self._until_acknowledged(http, body, dice)
        if again is None or again[: len(told)] != told:
            self.otherwise.append(f"{body['sender']}: {body['message']!r} was answered {told}, then {again}")
        else:
            self.heard["rest", body["sender"]] += again[len(told) :]

    async def _until_acknowledged(
        self, http: aiohttp.ClientSession, body: dict[str, Any], dice: Random
    ) -> list[str] | None:
        since_calm = 0.0
        while since_calm < GIVE_UP_AFTER:
            pause = dice.uniform(*PAUSE)
            try:
                url = dice.choice(self.urls) + "/webhooks/rest/webhook"
                async with http.post(url, json=body) as answer:
                    if answer.status == 200:
                        return [reply["text"] for reply in await answer.json()]
                    self.seen[f"answered {answer.status}"] += 1
                    pause = max(pause, float(answer.headers.get("retry-after", 0)))
                    if 400 <= answer.status < 500 and answer.status != 429:
                        return None
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.seen["timed out" if isinstance(error, TimeoutError) else "cut off"] += 1
            self.seen["said again"] += 1
            if self.calm.is_set():
                since_calm += pause
            await asyncio.sleep(pause)
        return None

    async def fetch(self) -> None:
        """What waits for the customers of the REST channel, once nothing goes wrong any more."""
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
            for who in [w for w in self.said if w[0] == "rest"]:
                url = self.urls[0] + "/webhooks/rest/messages"
                async with http.get(url, params={"sender": who[1]}) as answer:
                    assert answer.status == 200, await answer.text()
                    self.heard[who] += [reply["text"] for reply in await answer.json()]

    def listen(self) -> None:
        """What has been sent by Telegram."""
        for who in [w for w in self.said if w[0] == "telegram"]:
            self.heard[who] = self.api.texts(int(who[1]))
