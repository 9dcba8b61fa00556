"""kill -9 in the middle of delivering: nothing is lost, and what comes twice has the same id."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from handlers import integration
from storage import tickets
from storage.engine import Store, Tx
from storage.models import LogEntry
from tests.bot.events_run import KEY
from tests.process import ROOT
from tests.receivers import receiving
from tests.world import World

KILLS = int(os.environ.get("BAOXIU_KILLS", "2"))
EVENTS = max(60, 6 * KILLS)


def _sender(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bot.events_run", url], cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )  # fmt: skip


def _kill(sender: subprocess.Popen[bytes]) -> None:
    sender.send_signal(signal.SIGKILL)
    sender.wait()


@pytest.mark.chaos
def test_kill_9_in_the_middle_of_delivering(store_url: str, store: Store) -> None:
    world = World(store, datetime.now(UTC)).settle()
    for n in range(4):
        world.say("我家太阳能不出热水了，DEMO-P3-0001", plan="p3", who=f"customer-{n}")
    choose = random.Random(7)

    def behave(event: object, before: int) -> int | str:
        time.sleep(0.02)
        return "cut" if choose.random() < 0.08 else 204

    with receiving(behave) as there:
        integration.subscribe(world.house, KEY, there.url, types=["visit.done"])
        store.write(_happen)
        kills = 0
        senders = [_sender(store_url), _sender(store_url)]
        until = time.monotonic() + 60 + 5 * KILLS
        try:
            while len(set(there.ids())) < EVENTS:
                assert time.monotonic() < until, f"{len(set(there.ids()))} of {EVENTS} after {kills} kills"
                if kills < KILLS and len(there.seen) > EVENTS * (kills + 1) // (KILLS + 2):
                    _kill(senders.pop(0))
                    kills += 1
                    senders.append(_sender(store_url))
                time.sleep(0.005)
            time.sleep(0.3)  # what was delivered is noted
        finally:
            for sender in senders:
                _kill(sender)
    wanted = store.read(lambda tx: _wanted(tx))
    assert set(there.ids()) == wanted, "nothing is lost"
    assert kills == KILLS
    for ticket in {e["ticket"] for e in there.events}:
        firsts = list(dict.fromkeys(e["id"] for e in there.events if e["ticket"] == ticket))
        assert firsts == sorted(firsts, key=lambda i: int(i.partition("-")[0])), "in the order of the ticket"
    print(f"{kills} kills, {EVENTS} events, {len(there.events) - EVENTS} came twice")


def _happen(tx: Tx) -> None:
    for n in range(EVENTS):
        tickets.write_log(tx, 1 + n % 4, datetime.now(UTC), "visit.done", "user:1", {"visit": n})


def _wanted(tx: Tx) -> set[str]:
    found = tx.sql.execute(select(LogEntry.id, LogEntry.hash).where(LogEntry.event == "visit.done"))
    return {f"{row.id}-{row.hash[:16]}" for row in found}
