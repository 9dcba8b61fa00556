"""A real server that many people write to over a Bot API that misbehaves, killed now and then; and what became of it.

What is looked at afterwards comes from two sides: what the people said and were sent (the Bot API server), and what is
in the database.  A reply may come twice only where the bot cannot know: the answer to its call was cut, or it was
killed before it could note that the call was done.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select, update

from storage.engine import Store, Tx
from storage.models import Conversation, Message, Ticket
from tests.bot_api.faults import Faults
from tests.bot_api.people import Person
from tests.bot_api.serving import BotApi, bot_api
from tests.bot_api.verdict import Figures, judge
from tests.handlers.crash_run import SCRIPT
from tests.process import Serving, free_port, serving
from tests.world import World

CHANNEL = "telegram"
SMALL_TALK = ("你好", "谢谢", "hello", "thank you")  # always answered, and by the bot
AHEAD = 60  # updates that may wait for the bot at a time
LEASE = timedelta(seconds=16)


@dataclass(frozen=True)
class Course:
    """``lines`` messages of each of ``people``; ``kills`` are spread over them.  ``stories``: each person reports a
    fault among them and gets one ticket.  ``hurry``: after a kill a quarter of a minute passes at once, so that what the killed
    process was about to send is sent again without waiting."""

    framework: str
    way: str = "polling"
    people: int = 15
    lines: int = 10
    kills: int = 0
    faults: Faults = field(default_factory=Faults)
    stories: bool = True
    hurry: bool = False
    seconds: float = 100.0

    @property
    def updates(self) -> int:
        return self.people * self.lines


def script(person: int, course: Course) -> list[str]:
    """What somebody says: small talk that never repeats itself at once, and a report somewhere in it; in few lines the
    report comes last and goes as far as they last."""
    chance = Random(person * 7919 + course.faults.seed)
    said: list[str] = []
    while len(said) < course.lines:
        said.append(chance.choice([t for t in SMALL_TALK if t not in said[-1:]]))
    room = course.lines - len(SCRIPT)
    if course.stories and room >= 0:
        at = person * len(SCRIPT) % (room + 1)
        said[at : at + len(SCRIPT)] = SCRIPT
    elif course.stories:
        said[2:] = SCRIPT[: course.lines - 2]
    return said


class Trial:
    def __init__(self, course: Course, home: Path, url: str, api: BotApi) -> None:
        self.course, self.home, self.url, self.api = course, home, url, api
        self.store = Store(url)
        self.said: dict[int, list[str]] = {}
        self.kills: list[float] = []
        self.port = free_port()
        self._left = self._lines()
        self._chance = Random(course.faults.seed)
        share = course.updates / (course.kills + 1)
        self._kill_at = [share * (n + self._chance.uniform(0.6, 1.4)) for n in range(course.kills)]

    def settings(self) -> dict[str, str]:
        made = {
            "database_url": self.url, "default_plan": "p3", "log_level": "warning", "telegram_token": self.api.token,
            "telegram_framework": self.course.framework, "telegram_api": self.api.url, "telegram_rate": "1000",
            "port": str(self.port),
        }  # fmt: skip
        if self.course.way == "webhook":
            made["telegram_webhook"] = f"http://127.0.0.1:{self.port}"
        return made

    def _lines(self) -> Iterator[tuple[Person, str]]:
        """Everybody's lines, some people at a time."""
        for first in range(0, self.course.people, 25):
            some = range(first, min(first + 25, self.course.people))
            them = [self.api.person(f"Guest {n}", "zh") for n in some]
            scripts = [script(n, self.course) for n in some]
            for line in range(self.course.lines):
                for person, said in zip(them, scripts, strict=True):
                    yield person, said[line]

    def run(self) -> Figures:
        World(self.store).settle()
        began = time.monotonic()
        until = began + self.course.seconds
        over = False
        while not over:
            with serving(self.home, **self.settings()) as server:
                over = self._life(server, until)
            if not over and self.course.hurry:
                self._seconds_later()
        found = self.judge()
        found.seconds = round(time.monotonic() - began, 1)
        self.store.close()
        return found

    def _life(self, server: Serving, until: float) -> bool:
        """Until everything is done (True) or the server was killed."""
        fed, look = True, 0.0
        while time.monotonic() < until:
            while fed and self.api.pending() < AHEAD:
                fed = self._feed()
            if self._kill_at and self._done_with() > self._kill_at[0]:
                self._kill_at.pop(0)
                time.sleep(self._chance.uniform(0, 0.3))
                os.kill(server.process.pid, signal.SIGKILL)
                server.process.wait(10)
                self.kills.append(time.time())
                return False
            if server.process.poll() is not None:
                raise AssertionError(f"the server ended by itself:\n{server.said()[-4000:]}")
            if not fed and not self.api.pending() and time.monotonic() > look:
                if self.store.read(_at_rest):
                    return True
                look = time.monotonic() + 0.2
            time.sleep(0.02)
        return True  # what is missing is judged

    def _feed(self) -> bool:
        following = next(self._left, None)
        if following is None:
            return False
        person, text = following
        self.said.setdefault(person.id, []).append(text)
        person.says(text)
        return True

    def _done_with(self) -> int:
        return sum(map(len, self.said.values())) - self.api.pending()

    def _seconds_later(self) -> None:
        """For what was claimed by the one that was killed."""

        def work(tx: Tx) -> None:
            rows = tx.sql.execute(
                select(Message.id, Message.next_at).where(Message.status == "pending")
            ).all()
            for row in rows:
                tx.sql.execute(
                    update(Message).where(Message.id == row.id).values(next_at=row.next_at - LEASE)
                )

        self.store.write(work)

    def judge(self) -> Figures:
        found = Figures(self.course.framework, self.course.way, sum(map(len, self.said.values())))
        found.faults = dict(self.api.state.trouble.happened)
        rows, per_talk = self.store.read(_everything), self.store.read(_tickets)
        judge(found, self.said, rows, self.api.sent(), self.kills)
        found.tickets = sum(per_talk.values())
        found.tickets_doubled = sum(n - 1 for n in per_talk.values() if n > 1)
        return found


def _at_rest(tx: Tx) -> bool:
    waiting = (
        select(func.count())
        .select_from(Message)
        .where(Message.channel == CHANNEL, Message.status == "pending")
    )
    return not tx.sql.execute(waiting).scalar()


def _everything(tx: Tx) -> Sequence[Any]:
    return tx.sql.execute(
        select(
            Message.id,
            Message.direction,
            Message.text,
            Message.status,
            Message.reply_to,
            Conversation.address,
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.channel == CHANNEL, Message.direction.in_(("in", "out")))
        .order_by(Message.id)
    ).all()


def _tickets(tx: Tx) -> dict[int, int]:
    rows = tx.sql.execute(select(Ticket.conversation_id, func.count()).group_by(Ticket.conversation_id)).all()
    return {int(conversation): int(n) for conversation, n in rows}


def trial(course: Course, home: Path, url: str) -> Figures:
    with bot_api(faults=course.faults) as api:
        return Trial(course, home, url, api).run()
