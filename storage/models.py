"""What is kept.  One schema for SQLite and PostgreSQL; SQL is the only source of truth.

Times are UTC instants, local days are dates, money is in minor units.  Races are decided here by
unique constraints (``messages`` by channel and event, ``visit_slots`` by technician and slot,
``queue_items`` by conversation) and by conditional updates, never by "check, then write".
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)

from storage.declare import Declared, Mapped, mapped_column
from storage.partial import partial, told_in_time
from storage.types import Instant, Json, PhoneKey, Sealed, SealedJson, key_of_phone


class Model(Declared):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        dict[str, Any]: Json,
        list[Any]: Json,
        str: Text,
        int: Integer,
        bool: Boolean,
        date: Date,
        bytes: LargeBinary,
    }


told_in_time(Model.metadata)


class Customer(Model):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(Sealed())
    phone_key: Mapped[str | None] = mapped_column(PhoneKey(), default=key_of_phone, index=True)
    address: Mapped[str | None] = mapped_column(Sealed())
    region: Mapped[str | None] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(8), default="zh")
    created_at: Mapped[datetime]


class Device(Model):
    """``serial_key`` is the folded serial number by which it is found; ``dates`` maps a start rule
    (acceptance, warranty_card, completion, delivery) to an ISO day."""

    __tablename__ = "devices"
    id: Mapped[int] = mapped_column(primary_key=True)
    serial_number: Mapped[str] = mapped_column(String(64))
    serial_key: Mapped[str] = mapped_column(String(64), unique=True)
    model: Mapped[str] = mapped_column(String(128), index=True)
    plan: Mapped[str] = mapped_column(String(32), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    region: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(Sealed())
    service_level: Mapped[str | None] = mapped_column(String(16))
    dates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    extension_months: Mapped[int] = mapped_column(default=0)
    registered_on: Mapped[date | None]
    sold_on: Mapped[date | None]
    recognised: Mapped[bool] = mapped_column(default=True)
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)  # who sold it
    shipped_on: Mapped[date | None]  # to the dealer
    created_at: Mapped[datetime]


class Conversation(Model):
    """Who talks to us, through which channel and address.  ``owner`` is ``bot``, ``queue`` or
    ``user:<id>``; every change of owner raises ``owner_epoch``."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(String(256))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    plan: Mapped[str | None] = mapped_column(String(32))
    lang: Mapped[str] = mapped_column(String(8), default="zh")
    owner: Mapped[str] = mapped_column(String(32), default="bot", index=True)
    owner_epoch: Mapped[int] = mapped_column(default=0)
    tracker: Mapped[dict[str, Any]] = mapped_column(SealedJson(), default=dict)
    look_at: Mapped[datetime | None] = mapped_column(index=True)  # clockwork looks at it then
    keyboard: Mapped[str | None] = mapped_column(
        String(64)
    )  # the channel's name for what has buttons to be withdrawn
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]


class Message(Model):
    """Everything said.  Inbound messages carry ``event_id`` (unique per channel: the acceptance of
    an event); outgoing ones ``reply_to`` and the ``epoch`` they were written under.
    ``author``: customer, bot, notice (a fixed text of the house) or ``user:<id>``;
    ``direction``: in, out or note (seen by staff only); ``status`` of an outgoing message: pending, sent, refused, dead."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("channel", "event_id"),
        partial("ix_messages_pending", "next_at", where="status = 'pending'"),
        partial("ix_messages_waiting", "conversation_id", "id", where="status = 'pending'"),
        Index("ix_messages_conversation", "conversation_id", "id"),
        partial("ix_messages_dead", "id", where="status = 'dead'"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    ticket_id: Mapped[int | None] = mapped_column(index=True)
    direction: Mapped[str] = mapped_column(String(8))
    author: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    event_id: Mapped[str | None] = mapped_column(String(256))
    reply_to: Mapped[int | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Sealed())
    buttons: Mapped[list[Any] | None] = mapped_column(SealedJson())
    data: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJson("overruled")
    )  # understanding of an inbound message, text id of an outgoing one
    status: Mapped[str] = mapped_column(String(12), default="accepted")
    epoch: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Ticket(Model):
    """``status``: intake (being told), open, resolved, withdrawn, merged.  Verdicts are JSON with their
    reasons.  ``watch_at`` is when clockwork has to look at its clocks next."""

    __tablename__ = "tickets"
    __table_args__ = (
        partial("ix_tickets_closed", "plan", "closed_at", where="erased_at IS NULL"),
        Index("ix_tickets_phone", "phone_key", "status"),  # which of somebody's are open is asked at every report
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(32), unique=True)
    plan: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    serial_given: Mapped[str | None] = mapped_column(String(128), index=True)  # as written, known or not
    service_level: Mapped[str | None] = mapped_column(String(16))
    problem: Mapped[str] = mapped_column(Sealed())
    component: Mapped[str | None] = mapped_column(String(64))
    severity_level: Mapped[int | None] = mapped_column(index=True)
    severity: Mapped[dict[str, Any] | None] = mapped_column(SealedJson())
    warranty: Mapped[dict[str, Any] | None] = mapped_column(SealedJson())
    fee: Mapped[dict[str, Any] | None] = mapped_column(SealedJson())
    contact_name: Mapped[str | None] = mapped_column(Sealed())
    phone: Mapped[str | None] = mapped_column(Sealed())
    phone_key: Mapped[str | None] = mapped_column(PhoneKey(), default=key_of_phone)
    address: Mapped[str | None] = mapped_column(Sealed())
    region: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(
        SealedJson(), default=dict
    )  # exclusions, error codes, counts, wishes
    incident_id: Mapped[int | None] = mapped_column(index=True)
    watch_at: Mapped[datetime | None] = mapped_column(index=True)
    due_at: Mapped[datetime | None]  # the next promise, for ordering
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # when its personal data were erased
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]


class LogEntry(Model):
    """The append-only log of a ticket; clocks are computed from it.  ``actor`` as Message.author.  ``prev`` and
    ``hash`` make it a chain (:mod:`storage.chain`): two entries cannot follow the same one."""

    __tablename__ = "ticket_log"
    __table_args__ = (UniqueConstraint("ticket_id", "prev"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(48))
    actor: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any] | None] = mapped_column(SealedJson())
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str]


class Consent(Model):
    """A customer's yes or no to a price, with what it was given to."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    given: Mapped[bool]
    low: Mapped[int]
    high: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    price_list: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Technician(Model):
    """``shifts``: weekday (mon..sun) -> list of "HH:MM-HH:MM" in ``zone``; ``calendar_country`` closes
    public holidays and opens make-up days unless ``works_holidays``."""

    __tablename__ = "technicians"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(String(32))
    regions: Mapped[list[Any]]
    skills: Mapped[list[Any]]
    shifts: Mapped[dict[str, Any]]
    zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    works_holidays: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class Absence(Model):
    __tablename__ = "absences"
    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), index=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
    reason: Mapped[str | None]


class Visit(Model):
    """``status``: held (until ``held_until``), confirmed, done, cancelled, released."""

    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), index=True)
    start: Mapped[datetime] = mapped_column(index=True)
    end: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(12), index=True)
    held_until: Mapped[datetime | None] = mapped_column(index=True)
    keeps_promise: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class VisitSlot(Model):
    """One row per half hour (``slot`` = epoch // 1800) that a visit and its travel occupy.  The primary key
    is what makes a double booking impossible."""

    __tablename__ = "visit_slots"
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)


_TURN = ("severity_level", text("(due_at IS NULL)"), "due_at", "id")  # in which items are to be taken
_NOT_CLOSED = "status <> 'closed'"


class QueueItem(Model):
    """A piece of work for people.  ``kind``: handoff (the conversation waits for a person) or task
    (call back, review: the bot goes on).  ``status``: waiting, claimed, closed.  ``token`` is the
    fencing token, raised by every claim.  At most one open handoff per conversation."""

    __tablename__ = "queue_items"
    __table_args__ = (
        partial("uq_queue_items_open_handoff", "conversation_id", where="kind = 'handoff' AND status <> 'closed'", unique=True),
        Index("ix_queue_items_turn", "status", *_TURN),
        partial("ix_queue_items_open", *_TURN, where=_NOT_CLOSED),
        partial("ix_queue_items_depth", "queue", *_TURN, "status", "kind", "created_at", where=_NOT_CLOSED),
        Index("ix_queue_items_offer_after", "status", "offer_after", *_TURN),
        partial("ix_queue_items_offered_to", "offered_to", "offer_until", where="offered_to IS NOT NULL"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(48))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    severity_level: Mapped[int] = mapped_column(default=3)
    due_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    offered_to: Mapped[int | None] = mapped_column(
        ForeignKey("users.id")
    )  # who may say yes until offer_until
    offer_until: Mapped[datetime | None]
    offer_after: Mapped[datetime | None]  # nobody could be asked: looked at again then
    lease_until: Mapped[datetime | None] = mapped_column(index=True)
    token: Mapped[int] = mapped_column(default=0)
    skills: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str | None] = mapped_column(Sealed())
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Alarm(Model):
    """Somebody has to know: a clock's warning, breach or escalation, a danger, a promise that no window can keep.
    ``conversation_id`` only where there is no ticket.  ``role`` is who is told; unique so that it is raised once."""

    __tablename__ = "alarms"
    __table_args__ = (UniqueConstraint("ticket_id", "cause"), UniqueConstraint("conversation_id", "cause"))
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    cause: Mapped[str] = mapped_column(String(96))  # e.g. "on_site/breach#2026-11-23T10:00"
    role: Mapped[str] = mapped_column(String(32))
    text_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(SealedJson(), default=dict)
    at: Mapped[datetime]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    seen_at: Mapped[datetime | None]


class User(Model):
    """A person of ours; ``role`` is one of handlers.people.ROLES.  ``technician_id`` and ``dealer_id`` say whose work a
    technician's or a dealer's login shows.  ``totp_step`` is the last time step whose code was taken; ``subject`` names
    the person at the operator's identity provider: issuer and subject."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str]
    lang: Mapped[str] = mapped_column(String(8), default="zh")
    queues: Mapped[list[Any]] = mapped_column(default=list)  # empty: all
    skills: Mapped[list[Any]] = mapped_column(default=list)
    regions: Mapped[list[Any]] = mapped_column(default=list)
    languages: Mapped[list[Any]] = mapped_column(default=list)
    capacity: Mapped[int | None]  # cases at a time; 0: no limit, None: as the house has it
    presence: Mapped[str] = mapped_column(String(12), default="ready")  # as declared
    declared_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # a page was open
    acted_at: Mapped[datetime | None]  # something was done by hand
    given_at: Mapped[datetime | None]  # was last offered a case, or took one
    on_shift: Mapped[bool | None]  # by the roster; None: it does not name them
    shift_since: Mapped[datetime | None]
    shift_until: Mapped[datetime | None]  # None: no end, or no beginning, is known
    roster_at: Mapped[datetime | None]  # when the roster is to be looked at again
    staying: Mapped[bool] = mapped_column(default=False)  # after the shift, until the cases are done
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technicians.id"), unique=True)
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    totp_secret: Mapped[str | None] = mapped_column(Sealed())
    totp_step: Mapped[int] = mapped_column(default=0)
    subject: Mapped[str | None] = mapped_column(String(512), unique=True)
    created_at: Mapped[datetime]


class Session(Model):
    """A console login.  Only the hash of the cookie's secret is kept.  ``half``: the password was right, the code of the
    second factor is still to come."""

    __tablename__ = "sessions"
    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    half: Mapped[bool] = mapped_column(default=False)
    agent: Mapped[str] = mapped_column(default="")  # what the browser calls itself
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Model):
    """What somebody of ours did that is not in the log of a ticket: logins, users, settings.  Written, never changed.
    ``actor`` as LogEntry.actor; ``about`` names the thing: ``user:3``, ``token:shop``."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(48))
    about: Mapped[str] = mapped_column(String(128), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ApiToken(Model):
    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Call(Model):
    """A hotline transcript that was taken in; ``call_key`` (call id, or a hash of its content) makes it idempotent."""

    __tablename__ = "calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_key: Mapped[str] = mapped_column(String(128), unique=True)
    source: Mapped[str | None] = mapped_column(Sealed())
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    turns: Mapped[list[Any]] = mapped_column(SealedJson())
    report: Mapped[dict[str, Any]] = mapped_column(SealedJson())  # what was printed for the clerk
    created_at: Mapped[datetime]


class FeedEvent(Model):
    """What consoles and customer pages watch: "this conversation / this queue changed", replayable by id."""

    __tablename__ = "feed"
    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))  # conversation, queue, ticket, alarm, visit
    ref: Mapped[int]
    conversation_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[datetime]


class Mark(Model):
    """Small facts about the installation itself, e.g. that the demo data was loaded."""

    __tablename__ = "marks"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str]
    at: Mapped[datetime]
