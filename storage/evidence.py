"""What is kept about one ticket, for a bundle of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select

from storage.engine import Tx
from storage.models import Alarm, Consent, Message, Technician, Visit


def messages(tx: Tx, conversation_id: int, ticket_id: int, most: int) -> Sequence[Row[Any]]:
    """What was said about the ticket and about none, oldest first."""
    about = or_(Message.ticket_id == ticket_id, Message.ticket_id.is_(None))
    wanted = select(Message.__table__).where(Message.conversation_id == conversation_id, about)
    return tx.sql.execute(wanted.order_by(Message.id).limit(most)).all()


def consents(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    wanted = select(Consent.__table__).where(Consent.ticket_id == ticket_id)
    return tx.sql.execute(wanted.order_by(Consent.id)).all()


def visits(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    wanted = select(Visit.__table__, Technician.name.label("technician")).join(Technician)
    return tx.sql.execute(wanted.where(Visit.ticket_id == ticket_id).order_by(Visit.id)).all()


def alarms(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    wanted = select(Alarm.__table__).where(Alarm.ticket_id == ticket_id)
    return tx.sql.execute(wanted.order_by(Alarm.id)).all()
