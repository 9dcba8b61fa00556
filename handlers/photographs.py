"""Photographs on forms: pictures from the ticket's conversation, or brought by people of ours.

A picture that somebody of ours adds comes with a note in the conversation, so it is kept, shown, exported and
erased like every other file of the ticket.  A form names each picture by its content (SHA-256).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from handlers import forms
from handlers.events import Kept
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.queue import Gone, locked_ticket
from handlers.rules.forms import MOST_PHOTOGRAPHS
from handlers.telling import write
from handlers.texts.catalog import say
from storage import conversations, media
from storage import forms as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

KIND = "photographs"


@dataclass(frozen=True, slots=True)
class Photograph:
    """``file``: the file of a message, for the console's page; ``content``: reads it, None when it was removed."""

    file: int
    note: str
    content: Callable[[], bytes | None]


def of_ticket(tx: Tx, ticket: Row[Any] | None) -> list[Row[Any]]:
    """The pictures of a ticket's conversation, oldest first."""
    return [] if ticket is None else media.pictures(tx, ticket.conversation_id, ticket.id)


def known(tx: Tx, ticket: Row[Any] | None, value: Any) -> list[dict[str, Any]]:
    """What was ticked on a form's page, with the content of each; what is no picture of the ticket is dropped."""
    there = {row.id: row.sha256 for row in of_ticket(tx, ticket)}
    rows = value if isinstance(value, list | tuple) else ()
    return [
        {"file": row["file"], "note": " ".join(str(row["note"]).split()), "sha256": there[row["file"]]}
        for row in rows
        if row.get("file") in there
    ]


def shown(house: House, value: Any) -> tuple[Photograph, ...]:
    """The photographs of a form as they are printed."""
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
    return tuple(
        Photograph(int(row.get("file", 0)), str(row.get("note", "")), _reader(house, str(row.get("sha256", ""))))
        for row in rows
    )  # fmt: skip


def _reader(house: House, digest: str) -> Callable[[], bytes | None]:
    return lambda: house.shelf.read(digest) if house.shelf is not None and digest else None


def may_add(house: House, user: Actor, form_id: int) -> None:
    """Whether pictures can be brought to this form, before any is taken in.  Raises :class:`Refused` or :class:`Gone`."""
    user.need("forms")
    house.store.read(lambda tx: _draft(tx, house, form_id))


def add(house: House, user: Actor, form_id: int, kept: Sequence[Kept]) -> None:
    """Pictures that were kept belong to the ticket, by a note in its conversation, and stand on the form.  Raises
    :class:`Refused` when none of them is a picture, or there would be too many."""
    user.need("forms")
    files = [(k.id, k.name) for k in kept if k.id is not None and k.kind == "image"]
    if not files:
        raise Refused("form-no-picture")

    def work(tx: Tx) -> None:
        row, field, ticket_id = _draft(tx, house, form_id)
        ticket = locked_ticket(tx, ticket_id)
        talk = conversations.get(tx, ticket.conversation_id)
        assert talk is not None, "a ticket has a conversation"
        before = {picture.id for picture in of_ticket(tx, ticket)}
        name = forms.of_row(house, row)[1].name.of(talk.lang)
        now = house.now()
        text = say("form-photographs-brought", talk.lang, form=name)
        message = write(tx, talk, text, now, ticket_id=ticket.id, author=user.owner, note=True)
        media.tie(tx, message, files)
        new = [
            {"file": p.id, "note": "", "sha256": p.sha256}
            for p in of_ticket(tx, ticket)
            if p.id not in before
        ]
        there = list(stored.get(tx, form_id, locked=True).values.get(field, []))  # type: ignore[union-attr]
        if len(there) + len(new) > MOST_PHOTOGRAPHS:
            raise Refused("form-too-many-pictures", most=str(MOST_PHOTOGRAPHS))
        forms.write(tx, house, form_id, {field: [*there, *new]}, user.owner, now)

    house.store.write(work)


def _draft(tx: Tx, house: House, form_id: int) -> tuple[Row[Any], str, int]:
    """The draft, its field for photographs and its ticket."""
    row = stored.get(tx, form_id)
    if row is None or (row.ticket_id is not None and stored_tickets.get(tx, row.ticket_id) is None):
        raise Gone(f"there is no form {form_id}")
    field = next((f.id for f in forms.of_row(house, row)[1].fields if f.kind == KIND), None)
    if row.status != "draft" or row.ticket_id is None or field is None:
        raise Refused("form-issued-already" if row.status != "draft" else "form-no-photographs")
    return row, field, row.ticket_id
