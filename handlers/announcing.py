"""Messages that the house writes into conversations by itself, in the language of each."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.catalog import Value, say
from storage import conversations, feed, messages
from storage.engine import Tx


def announce(
    tx: Tx, conversation_id: int, text: str, now: datetime, *, author: str = "notice", beside: bool = False,
    key: str | None = None, ticket_id: int | None = None,
) -> int | None:  # fmt: skip
    """Write ``text``; where a person of ours has the conversation and ``beside`` is set, as a note for that person
    instead.  ``key`` makes it once only: None when it was written before."""
    row = conversations.get(tx, conversation_id, locked=True)
    if row is None:
        return None
    event_id = f"{key}:{conversation_id}"[:256] if key else None
    if event_id is not None and messages.by_event(tx, row.channel, event_id) is not None:
        return None
    held = beside and row.owner.startswith("user:") and row.owner != author
    message_id = messages.add(tx, [{
        "conversation_id": row.id, "ticket_id": ticket_id, "direction": "note" if held else "out", "author": author,
        "channel": row.channel, "text": text, "status": "kept" if held else "pending", "epoch": row.owner_epoch,
        "next_at": None if held else now, "created_at": now, "event_id": event_id,
    }])[0]  # fmt: skip
    feed.tell(tx, "conversation", row.id, now, row.id)
    return message_id


def notice(
    tx: Tx, conversation_id: int, text_id: str, now: datetime, *, key: str | None = None, **args: Value
) -> int | None:
    """A fixed text of the house, whoever has the conversation."""
    row = conversations.get(tx, conversation_id, locked=True)
    return (
        None if row is None else announce(tx, conversation_id, say(text_id, row.lang, **args), now, key=key)
    )
