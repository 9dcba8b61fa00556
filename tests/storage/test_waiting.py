"""What waits to be sent is found by its index, however much has been said before."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import insert

from storage import conversations, deliveries, messages
from storage.engine import Store, Tx
from storage.models import Message
from tests.storage.query_plans import plans

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SAID = 3_000


def full(store: Store) -> int:
    """Much that is sent and a little that waits."""

    def work(tx: Tx) -> int:
        talks = [conversations.lock(tx, "push", str(n), NOW).id for n in range(20)]
        one = {
            "direction": "out", "author": "bot", "channel": "push", "text": "hello", "epoch": 0, "created_at": NOW,
            "next_at": NOW,
        }  # fmt: skip
        sent = [{**one, "conversation_id": talks[n % 20], "status": "sent"} for n in range(SAID)]
        waits = [{**one, "conversation_id": talk, "status": "pending"} for talk in talks[:5]]
        tx.sql.execute(insert(Message), sent + waits)
        return int(talks[0])

    found = store.write(work)
    with store.engine.connect() as sql:
        sql.exec_driver_sql("ANALYZE")
        sql.commit()
    return found


def test_what_each_turn_asks_names_what_its_index_is_of(store: Store) -> None:
    """SQLite would compile it anew each time, and PostgreSQL's general plan would not take that index."""
    talk = full(store)

    def work(tx: Tx) -> None:
        sql = deliveries._WAITS._for(tx, {"conversation": talk})._sql
        assert "status = 'pending'" in sql, sql
        assert deliveries.anything_waits(tx, talk)

    store.read(work)


def test_nobody_looks_through_what_is_sent(store: Store) -> None:
    talk = full(store)

    def work() -> None:
        store.read(lambda tx: messages.next_due(tx, ["push"]))
        taken = store.write(lambda tx: messages.take(tx, NOW, ["push"], 3))
        assert len(taken) == 3
        claims = [(row.id, row.attempts) for row in taken]
        store.write(lambda tx: messages.renew(tx, claims, NOW))
        store.write(lambda tx: deliveries.hand_out(tx, talk, NOW))

    seen = plans(store, "messages", work)
    assert len(seen) >= 5
    for plan in seen:
        assert not re.search(r"Seq Scan on messages|SCAN messages(?! USING)", plan), plan
    assert any("ix_messages_waiting" in plan for plan in seen), seen
    assert any("ix_messages_pending" in plan for plan in seen), seen
