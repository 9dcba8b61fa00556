"""What counts in the reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Model


class TicketResult(Model):
    """A result of a ticket as handlers/rules/report.py reads it off the log, written with what decides it.  ``quarter`` is
    ``at`` in quarters of an hour since 1970: the days of every time zone begin with one.  Plan, severity, region and queue
    are the ticket's, kept here so that sums are read off one index."""

    __tablename__ = "ticket_results"
    __table_args__ = (
        Index("ix_ticket_results_figure", "figure", "quarter", "plan", "severity", "region", "queue", "name", "outcome", "value"),
    )  # fmt: skip
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    figure: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(96), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    quarter: Mapped[int]
    plan: Mapped[str] = mapped_column(String(32))
    severity: Mapped[int | None]
    region: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    value: Mapped[int | None]
