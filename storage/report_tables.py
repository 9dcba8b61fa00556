"""What counts in the reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text

from storage.declare import Mapped, mapped_column
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


class ReportDay(Model):
    """A day that is over and whose sums are kept, in quarters of an hour; whatever its zone was."""

    __tablename__ = "report_days"
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until: Mapped[int]


class ReportSum(Model):
    """How many results of a figure a kept day had when it was counted or put right last, told apart by ``grain`` (first
    letters of plan, severity, region and queue); ``times``: the values of each group, ascending."""

    __tablename__ = "report_sums"
    grain: Mapped[str] = mapped_column(String(8), primary_key=True)
    figure: Mapped[str] = mapped_column(String(16), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counts: Mapped[str] = mapped_column(Text)
    times: Mapped[bytes]


class ReportChange(Model):
    """One result more (``n`` 1) or less (-1) in a kept day since.  Triggers write it with whatever changes a result."""

    __tablename__ = "report_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(index=True)
    figure: Mapped[str] = mapped_column(String(16))
    plan: Mapped[str] = mapped_column(String(32))
    severity: Mapped[int | None]
    region: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(96))
    outcome: Mapped[str] = mapped_column(String(16))
    value: Mapped[int | None]
    n: Mapped[int]
