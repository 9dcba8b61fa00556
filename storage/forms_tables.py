"""Forms, the numbers that they were given, and the links by which customers sign them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.partial import partial
from storage.types import SealedJson


class StoredForm(Model):
    """``status``: draft, issued, signed, approved, void.  A draft has no number; an issued form is never changed, a new
    version with the same number ``replaces`` it.  ``subject`` says what it is about: ``ticket:12``, ``campaign:3``.
    One draft of a kind for a subject, one version that replaces another, one form for a number and version."""

    __tablename__ = "forms"
    __table_args__ = (
        UniqueConstraint("number", "version"),
        partial("uq_forms_draft", "plan", "kind", "subject", where="status = 'draft'", unique=True),
        partial("uq_forms_replaces", "replaces", where="status <> 'void'", unique=True),
        Index("ix_forms_subject", "subject", "id"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(40))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    subject: Mapped[str] = mapped_column(String(128))
    number: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(String(12), default="draft")
    values: Mapped[dict[str, Any]] = mapped_column(SealedJson(), default=dict)
    lang: Mapped[str] = mapped_column(String(8), default="zh")
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(32))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[str | None] = mapped_column(String(32))
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None] = mapped_column(String(32))
    signature: Mapped[dict[str, Any] | None] = mapped_column(SealedJson())  # how, name, strokes, message
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(String(32))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str | None] = mapped_column(String(32))
    void_reason: Mapped[str | None]
    replaces: Mapped[int | None] = mapped_column(ForeignKey("forms.id"))


class FormNumber(Model):
    """The last number that a kind of form was given in a year; numbers are never given again."""

    __tablename__ = "form_numbers"
    plan: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class FormLink(Model):
    """A link to sign one form, once, until it expires.  Only the hash of its secret is kept."""

    __tablename__ = "form_links"
    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
