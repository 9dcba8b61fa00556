"""Conversations and who may speak in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from storage import rows
from storage.engine import Tx
from storage.models import Conversation, Customer
from storage.prepared import NOW, Due, Prepared, each, given, locking, some, unless_there
from storage.sealing import same_phone

_TABLE = Conversation.__table__
_ADDRESSED = select(_TABLE).where(
    Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")
)
_NUMBERED = select(_TABLE).where(Conversation.id == bindparam("id"))
_BY_ADDRESS, _BY_ID = Prepared(_ADDRESSED), Prepared(_NUMBERED)
_LOCK_ADDRESS, _LOCK_ID = Prepared(locking(_ADDRESSED)), Prepared(locking(_NUMBERED))
_LOCK_SOME = Prepared(some(select(_TABLE), Conversation.id, skip=True))
_NEW = Prepared(unless_there(Conversation))
_CUSTOMER = Prepared(select(Customer.__table__).where(Customer.id == bindparam("id")))
_SET_OWNER = Prepared(
    update(Conversation)
    .where(Conversation.id == bindparam("row_id"))
    .values(owner_epoch=Conversation.owner_epoch + 1)
    .returning(Conversation.owner_epoch)
)


def lock(tx: Tx, channel: str, address: str, now: datetime, *, plan: str | None = None) -> Row[Any]:
    """The conversation, made if it is new, locked until the transaction ends (turns in order)."""
    found = _LOCK_ADDRESS.first(tx, channel=channel, address=address)
    if found is None:
        _NEW.run(tx, channel=channel, address=address, plan=plan, created_at=now, last_at=now, tracker={})
        found = _LOCK_ADDRESS.one(tx, channel=channel, address=address)
    return found


def there(tx: Tx, channel: str, address: str, now: datetime) -> Row[Any]:
    """The conversation, made if it is new and not locked: for one in which only we begin to speak."""
    found = find(tx, channel, address)
    if found is None:
        _NEW.run(tx, channel=channel, address=address, plan=None, created_at=now, last_at=now, tracker={})
        found = _BY_ADDRESS.one(tx, channel=channel, address=address)
    return found


def find(tx: Tx, channel: str, address: str) -> Row[Any] | None:
    return _BY_ADDRESS.first(tx, channel=channel, address=address)


def get(tx: Tx, conversation_id: int, *, locked: bool = False) -> Row[Any] | None:
    locked = locked and ("locked", conversation_id) not in tx.kept
    return (_LOCK_ID if locked else _BY_ID).first(tx, id=conversation_id)


def lock_all(tx: Tx, conversation_ids: Iterable[int]) -> list[Row[Any]]:
    """Lock these for a round (:mod:`storage.rounds`), but for those in which something is going on just now."""
    found = _LOCK_SOME.all(tx, given=given(tx, conversation_ids))
    for row in found:
        tx.kept["locked", row.id] = True
    return found


def know(tx: Tx, locked: Iterable[Row[Any]]) -> None:
    """These have been read."""
    for row in locked:
        _BY_ID.know(tx, row, id=row.id)


def ahead(tx: Tx, conversation_ids: Iterable[int]) -> None:
    """Read these together."""
    _BY_ID.ahead(tx, each("id", conversation_ids))


def save(tx: Tx, conversation_id: int, **values: Any) -> None:
    rows.change(tx, Conversation, conversation_id, **values)


def set_owner(tx: Tx, conversation_id: int, owner: str, now: datetime) -> int:
    """Give the right to speak to ``owner``; returns the new epoch.  Whatever the bot wrote under an
    older epoch can no longer be sent."""
    row = _SET_OWNER.one(tx, row_id=conversation_id, owner=owner, last_at=now)
    tx.kept["owner", conversation_id] = owner, int(row.owner_epoch)
    tx.wake("outbox")
    return int(row.owner_epoch)


def owner(tx: Tx, row: Row[Any]) -> tuple[str, int]:
    """Who may speak in a conversation that this transaction has locked, and under which epoch."""
    found: tuple[str, int] = tx.kept.get(("owner", row.id)) or (row.owner, row.owner_epoch)
    return found


#: conversations that clockwork has to look at (silence in the middle of a report, expired holds)
due_to_look = Due(
    select(Conversation.id).where(Conversation.look_at <= NOW).order_by(Conversation.look_at, Conversation.id)
)


def customer(tx: Tx, customer_id: int | None) -> Row[Any] | None:
    if customer_id is None:
        return None
    return _CUSTOMER.first(tx, id=customer_id)


def new_customer(tx: Tx, now: datetime, **values: Any) -> int:
    return rows.put(tx, Customer, created_at=now, **values)


def new_customers(tx: Tx, now: datetime, many: Sequence[dict[str, Any]]) -> list[int]:
    """Their ids, in that order, which they are given."""
    return rows.put_new(tx, Customer, now, many)


def newest_customer(tx: Tx) -> int:
    return int(tx.sql.execute(select(func.max(Customer.id))).scalar() or 0)


def customers_after(
    tx: Tx, last: int, who: Collection[tuple[str, str | None]]
) -> dict[tuple[str, str | None], int]:
    """Those of these names and telephones that have been made after the customer ``last``."""
    if not who:
        return {}
    mine: Any = select(Customer.id, Customer.name, Customer.phone).where(Customer.id > last)
    phones, names = {phone for _, phone in who if phone}, {name for name, phone in who if not phone}
    found: list[Row[Any]] = []
    if phones:
        found += tx.sql.execute(mine.where(same_phone(Customer.phone_key, tx.ring, phones))).all()
    if names:
        found += tx.sql.execute(mine.where(Customer.phone.is_(None), Customer.name.in_(names))).all()
    return {(name, phone): customer for customer, name, phone in reversed(found) if (name, phone) in who}


def save_customer(tx: Tx, customer_id: int, **values: Any) -> None:
    rows.change(tx, Customer, customer_id, **values)
