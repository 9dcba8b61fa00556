"""Files of devices that administrators have sent, and how their import goes on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model
from storage.types import Sealed


class DeviceImport(Model):
    """``state``: receiving, waiting, checking, writing; then done, refused (nothing was taken in), cancelled or failed.  Whoever works on it is its
    ``holder`` as long as it was ``seen_at`` a moment ago.  ``done`` rows of ``rows`` are written, in the order of the file
    and without those that were left out, ``made`` of them as new devices; customers after ``last_customer`` are the
    file's.  ``rejected`` tells as CSV what is wrong with ``wrong`` rows."""

    __tablename__ = "device_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    plan: Mapped[str | None] = mapped_column(String(32))
    leave_out: Mapped[bool]  # rows with mistakes, and take the others
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(12), index=True)
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    last_customer: Mapped[int | None]
    holder: Mapped[str | None] = mapped_column(String(32))
    seen_at: Mapped[datetime]
    rejected: Mapped[str | None] = mapped_column(Sealed())
    why: Mapped[str | None] = mapped_column(Sealed())
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ImportPiece(Model):
    """A piece of a file that waits to be imported: compressed, in base64.  Gone when the import has ended."""

    __tablename__ = "import_pieces"
    __table_args__ = (UniqueConstraint("import_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("device_imports.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Sealed())
