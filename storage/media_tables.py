"""Files that customers have sent: each content once, and the messages that it came with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint

from storage.declare import Mapped, mapped_column
from storage.models import Model


class Media(Model):
    """A content, once, in the shelf under its SHA-256.  ``type`` was found from the content; ``width`` and ``height`` in
    pixels where the picture could be decoded; ``codes`` is what barcodes on it say, None before they were looked for.
    ``look_at`` is when clockwork looks whether a message still needs it."""

    __tablename__ = "media"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    type: Mapped[str] = mapped_column(String(48))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    codes: Mapped[list[Any] | None]
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime]


class MessageMedia(Model):
    """A file that came with a message; ``name`` as its sender called it."""

    __tablename__ = "message_media"
    __table_args__ = (UniqueConstraint("message_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"), index=True)
    position: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(120))
