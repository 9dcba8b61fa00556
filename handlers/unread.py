"""What a customer sent and nothing of ours could take in: people read it, and the customer is told so."""

from __future__ import annotations

from hashlib import sha256

from handlers import handoff, telling
from handlers.house import House
from handlers.texts.catalog import say
from handlers.words import clean
from nlu import language
from storage import conversations, messages
from storage.engine import Tx

REASON = "unread"
NOBODY = "unknown"  # the address where it cannot be read who it was
MOST = 2_000  # characters of it that are kept


def readable(raw: str | bytes) -> str:
    """As much of it as people can read."""
    text = raw[: 4 * MOST].decode("utf-8", "replace") if isinstance(raw, bytes) else raw[:MOST]
    return clean(text.encode("utf-8", "replace").decode())[:MOST].strip() or "…"


def name_of(raw: bytes) -> str:
    """An event id for what has none that can be read: the same again is the same."""
    return f"unread/{sha256(raw).hexdigest()[:32]}"


def keep(house: House, channel: str, address: str | None, event_id: str, raw: str | bytes, plan: str | None = None) -> bool:  # fmt: skip
    """False when it had been kept before.  A word of danger in it makes it urgent, and brings the advice of the plan."""
    now = house.now()
    text = readable(raw)
    danger = house.find_danger(text)

    def work(tx: Tx) -> bool:
        row = conversations.lock(tx, channel, (address or NOBODY)[:256], now, plan=plan)
        kept = messages.accept(tx, row.id, channel, event_id[:256], text, now, {"kind": REASON})
        if kept is None:
            return False
        lang = language.detect(text, row.lang)
        if address is not None:
            if danger:
                advice = (house.plan(row.plan) or next(iter(house.plans.values()))).safety.advice(
                    danger[0].reason, text[:1000]
                )
                telling.write(tx, row, advice.of(lang), now)
            telling.write(tx, row, say("unread-received", lang), now)
        handoff.add_task(
            tx, house, row.id, house.plan(row.plan), None, REASON, now, due_at=now + handoff.ANSWER_WITHIN,
            note=text[:500], at_least=1 if danger else 3,
        )  # fmt: skip
        return True

    return house.store.write(work)
