"""What our mounting costs: an update through it, beside the same framework's bare handler that calls our turn.

    python -m tests.bench.telegram [--updates 400] [--rounds 7] [--most 1.3]

Both sides get the same messages from as many people, in turns within one run, each round on a database of its own; a
round begins with either side.  An update counts until it is committed, in processor time of all threads: what else runs on the
machine does not count.  With ``--most`` a ratio above it is an error.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot import logs
from bot.channels.telegram.serving import Served
from bot.channels.telegram.translate import CHANNEL
from bot.figures import Figures
from bot.settings import Settings
from bot.turns import Turns
from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.parse import parse
from storage import schema
from storage.engine import Store
from tests.bot_api.serving import TOKEN

TALK = (
    "你好",
    "我家热水器水箱一直滴水",
    "找不到序列号",
    "王建国 13800138000",
    "谢谢",
    "hello",
    "thank you",
    "你好",
)
NOWHERE = "http://127.0.0.1:9"  # nothing is sent here: answers wait in the outbox
Deliver = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass
class Side:
    name: str
    deliver: Deliver
    taken: list[float]

    async def round(self, updates: Sequence[dict[str, Any]], together: int) -> None:
        """Processor seconds of one update when ``together`` are given at once, as a fetch brings them."""
        gc.collect()
        began = time.process_time()
        for at in range(0, len(updates), together):
            await asyncio.gather(*(self.deliver(u) for u in updates[at : at + together]))
        self.taken.append((time.process_time() - began) / len(updates))


def updates(first: int, count: int, side: int) -> list[dict[str, Any]]:
    made = []
    people = max(count // len(TALK), 1)
    for n in range(count):
        person = 700_000_000 + first * 10 + side + (n % people) * 1_000
        user = {"id": person, "is_bot": False, "first_name": "Anna", "language_code": "zh"}
        chat = {"id": person, "type": "private", "first_name": "Anna"}
        message = {
            "message_id": first + n, "date": 1_790_000_000 + n, "chat": chat, "from": user,
            "text": TALK[n // people % len(TALK)],
        }  # fmt: skip
        made.append({"update_id": first + n, "message": message})
    return made


def aiogram_bare(turns: Turns) -> Deliver:
    from aiogram import Bot, Dispatcher
    from aiogram.types import Message

    bot, dispatcher = Bot(TOKEN), Dispatcher()

    async def said(message: Message) -> None:
        chat = str(message.chat.id)
        event = Inbound(CHANNEL, chat, f"bare:{chat}:{message.message_id}", message.text or "")
        await turns.turn(event, lambda turn: None)

    dispatcher.message.register(said)

    async def deliver(update: dict[str, Any]) -> None:
        await dispatcher.feed_raw_update(bot, update)

    return deliver


def ptb_bare(turns: Turns) -> Deliver:
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    application = Application.builder().token(TOKEN).updater(None).build()
    application._initialized = True  # it would ask the API who it is

    async def said(update: Update, _: Any) -> None:
        message = update.effective_message
        assert message is not None
        chat = str(message.chat_id)
        event = Inbound(CHANNEL, chat, f"bare:{chat}:{message.message_id}", message.text or "")
        await turns.turn(event, lambda turn: None)

    application.add_handler(MessageHandler(filters.TEXT, said))

    async def deliver(update: dict[str, Any]) -> None:
        await application.process_update(Update.de_json(update, application.bot))

    return deliver


def mounted(framework: str, house: House, turns: Turns) -> Deliver:
    """As ``baoxiu serve`` runs it."""
    given: dict[str, Any] = {
        "telegram_token": TOKEN,
        "telegram_api": NOWHERE,
        "telegram_framework": framework,
    }
    served = Served(Settings(_env_file=None, secret_key="k" * 40, **given))
    served.mount(turns)
    hosted: Any = served._hosted
    if framework == "ptb":
        hosted._application._initialized = True
    return served.deliver


async def compare(framework: str, house: House, count: int, rounds: int, together: int) -> float:
    """Prints the comparison; gives how many times as much an update costs through our mounting."""
    turns = Turns(house, Figures(house.tally), threads=8)
    bare = {"aiogram": aiogram_bare, "ptb": ptb_bare}[framework](turns)
    sides = [Side("bare", bare, []), Side("ours", mounted(framework, house, turns), [])]
    for n in range(rounds + 1):
        for side in sides if n % 2 else sides[::-1]:
            first = 1 + n * 100_000
            await side.round(updates(first, count if n else 80, sides.index(side) + 1), together)
    turns.close()
    alone, ours = (side.taken[1:] for side in sides)  # the first round warms up
    ratio = median(b / a for a, b in zip(alone, ours, strict=True))
    print(
        f"{framework:8} {together:3} at a time: bare handler and turn {median(alone) * 1e3:6.2f} ms,"
        f" through the mounting {median(ours) * 1e3:6.2f} ms, ratio {ratio:.2f}"
    )
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--updates", type=int, default=400, help="updates of a side in a round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--most", type=float, help="fail above this ratio")
    asked = parser.parse_args()
    logs.set_up("warning")
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # the bots are thrown away with their sessions
    worst = 0.0
    for framework in ("aiogram", "ptb"):
        for together in (1, 50):
            with tempfile.TemporaryDirectory() as folder:
                store = Store(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
                schema.upgrade(store)
                house = House(store, load_plans(), parse, "p3")
                ratio = asyncio.run(compare(framework, house, asked.updates, asked.rounds, together))
                worst = max(worst, ratio)
                store.close()
    if asked.most and worst > asked.most:
        raise SystemExit(f"an update costs {worst:.2f} times as much, more than {asked.most}")


if __name__ == "__main__":
    main()
