"""Conversations and who may speak in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage import rows
from storage.engine import Tx
from storage.models import Conversation, Customer

_BY_ADDRESS = select(Conversation.__table__).where(
    Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")
)
_CUSTOMER = select(Customer.__table__).where(Customer.id == bindparam("id"))
_BY_ID = select(Conversation.__table__).where(Conversation.id == bindparam("id"))


def lock(tx: Tx, channel: str, address: str, now: datetime, *, plan: str | None = None) -> Row[Any]:
    """The conversation, made if it is new, locked until the transaction ends (turns in order)."""
    key = {"channel": channel, "address": address}
    wanted = _BY_ADDRESS if tx.dialect == "sqlite" else _BY_ADDRESS.with_for_update()
    found = tx.sql.execute(wanted, key).first()
    if found is None:
        make = sqlite_insert if tx.dialect == "sqlite" else pg_insert
        values: dict[str, Any] = {**key, "plan": plan, "created_at": now, "last_at": now, "tracker": {}}
        tx.sql.execute(make(Conversation).values(**values).on_conflict_do_nothing())
        found = tx.sql.execute(wanted, key).one()
    return found


def find(tx: Tx, channel: str, address: str) -> Row[Any] | None:
    return tx.sql.execute(_BY_ADDRESS, {"channel": channel, "address": address}).first()


def get(tx: Tx, conversation_id: int, *, locked: bool = False) -> Row[Any] | None:
    wanted = _BY_ID.with_for_update() if locked and tx.dialect != "sqlite" else _BY_ID
    return tx.sql.execute(wanted, {"id": conversation_id}).first()


def save(tx: Tx, conversation_id: int, **values: Any) -> None:
    rows.change(tx, Conversation, conversation_id, **values)


def set_owner(tx: Tx, conversation_id: int, owner: str, now: datetime) -> int:
    """Give the right to speak to ``owner``; returns the new epoch.  Whatever the bot wrote under an
    older epoch can no longer be sent."""
    row = tx.sql.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(owner=owner, owner_epoch=Conversation.owner_epoch + 1, last_at=now)
        .returning(Conversation.owner_epoch)
    ).one()
    tx.wake("outbox")
    epoch: int = row.owner_epoch
    return epoch


def due_to_look(tx: Tx, now: datetime, limit: int = 50) -> list[int]:
    """Conversations that clockwork has to look at (silence in the middle of a report, expired holds)."""
    return list(
        tx.sql.execute(
            select(Conversation.id)
            .where(Conversation.look_at <= now)
            .order_by(Conversation.look_at)
            .limit(limit)
        ).scalars()
    )


def customer(tx: Tx, customer_id: int | None) -> Row[Any] | None:
    if customer_id is None:
        return None
    return tx.sql.execute(_CUSTOMER, {"id": customer_id}).first()


def new_customer(tx: Tx, now: datetime, **values: Any) -> int:
    row = tx.sql.execute(insert(Customer).values(created_at=now, **values).returning(Customer.id)).one()
    found: int = row.id
    return found


def save_customer(tx: Tx, customer_id: int, **values: Any) -> None:
    tx.sql.execute(update(Customer).where(Customer.id == customer_id).values(**values))
