"""Who has proven to be which customer, the codes by which it is proven, and the keys of programs that send us calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model


class IdentityCode(Model):
    """A one-time code that whoever writes in ``conversation_id`` has to type to be ``customer_id``.  ``way``: channel (sent
    to the conversation ``sent_to`` as ``message_id``), desk (read to the customer by telephone; ``shown`` is the code
    while it may be read), nobody (there is no such customer, and whoever asks does not learn that).  ``status``: open,
    used, over.  Codes of one request have the same ``created_at``."""

    __tablename__ = "identity_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    way: Mapped[str] = mapped_column(String(12))
    sent_to: Mapped[int | None]
    message_id: Mapped[int | None]
    salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64))
    shown: Mapped[str | None] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(8), default="open", index=True)
    by: Mapped[str] = mapped_column(String(32))  # customer, or user:<id>
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class IdentityLink(Model):
    """An address that was bound to a customer.  ``former_id`` is the customer it had before; ``tickets`` are pairs of
    ticket and the customer it had, to undo it by."""

    __tablename__ = "identity_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    former_id: Mapped[int | None]
    tickets: Mapped[list[Any]]
    way: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(32))  # customer, or user:<id> who made the code
    told: Mapped[int | None]  # the conversation that was told besides
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(32))


class ApiRequest(Model):
    """A request that a program sent with an ``Idempotency-Key``; ``digest`` is of what it sent."""

    __tablename__ = "api_requests"
    __table_args__ = (UniqueConstraint("sender", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
