"""Open tickets whose clocks are to be reckoned anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String

from storage.declare import Mapped, mapped_column
from storage.models import Model


class Reckoning(Model):
    """``ordered_at`` and ``why``: by which change; ``after``: not before then, None once it is done.  ``moved``: whether
    something is due at another time now."""

    __tablename__ = "reckonings"
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    ordered_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(32))
    after: Mapped[datetime | None] = mapped_column(index=True)
    moved: Mapped[bool] = mapped_column(default=False)
