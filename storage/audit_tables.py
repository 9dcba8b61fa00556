"""Seals of the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String

from storage.declare import Mapped, mapped_column
from storage.models import Model


class AuditSeal(Model):
    """An entry of the audit log as a link of a chain: ``hash`` is of the entry and of ``prev``, the link before it.  Links are
    numbered as they were made; an entry that was committed late comes after younger ones.  Written, never changed; only
    ``salt`` is, when a text of the entry is erased."""

    __tablename__ = "audit_seals"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str]
