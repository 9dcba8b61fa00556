"""The customer signs: by a link to a page, which works once, or by a button in the chat that is bound to one version."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import form_view, forms, tickets
from handlers.form_view import Sheet
from handlers.house import House
from handlers.people import Refused, secret_hash
from handlers.rules import signature
from handlers.telling import write
from handlers.texts.catalog import say
from handlers.tracker import Tracker
from storage import conversations
from storage import forms as stored
from storage import tickets as stored_tickets
from storage.engine import Tx

VALID = timedelta(days=7)
HERE = timedelta(minutes=30)  # for who stands before us
MOST_NAME = 80
CONFIRM = "/confirm_form"  # payload: /confirm_form:NUMBER:VERSION


def payload(row: Row[Any]) -> str:
    return f"{CONFIRM}:{row.number}:{row.version}"


def ask_in(tx: Tx, house: House, form_id: int, actor: str, now: datetime, secret: str) -> None:
    """Send the customer a link to sign a form, with a button that confirms it in the chat.  ``secret`` is what the link
    carries; only a hash of it is kept."""
    row = forms.get(tx, form_id)
    conversation_id = form_view.conversation_of(tx, row)
    chat = conversations.get(tx, conversation_id, locked=True) if conversation_id is not None else None
    row = forms.get(tx, form_id, locked=True)
    form = forms.of_row(house, row)[1]
    _signable(house, row)
    if chat is None or row.ticket_id is None:
        raise Refused("form-no-chat")
    stored.add_link(tx, secret_hash(secret), form_id, now, now + VALID)
    data = {"form": form_id, "kind": row.kind, "number": row.number, "version": row.version}
    tickets.record(tx, house, row.ticket_id, "form.asked", actor, now, data)
    title = say("button-confirm-form", chat.lang, number=row.number)
    text = say("ask-form-signature", chat.lang, form=form.name.of(chat.lang), number=row.number,
               link=f"{house.address}/sign/{secret}", days=str(VALID.days))  # fmt: skip
    write(tx, chat, text, now, ticket_id=row.ticket_id, buttons=[[title, payload(row)]])
    tracker = Tracker.load(chat.tracker)
    tracker.buttons = [*tracker.buttons, [title, payload(row)]]  # it may be typed where there are no buttons
    conversations.save(tx, chat.id, tracker=tracker.dump())


def link_in(tx: Tx, house: House, form_id: int, actor: str, now: datetime, secret: str) -> None:
    """A link for a customer who stands here and signs on our telephone."""
    row = forms.get(tx, form_id, locked=True)
    _signable(house, row)
    stored.add_link(tx, secret_hash(secret), form_id, now, now + HERE)
    data = {"form": form_id, "kind": row.kind, "number": row.number, "version": row.version, "here": True}
    if row.ticket_id is not None:
        tickets.record(tx, house, row.ticket_id, "form.asked", actor, now, data)


def _signable(house: House, row: Row[Any]) -> None:
    """Raises :class:`Refused` for a form that waits for no customer's signature."""
    if forms.of_row(house, row)[1].signed_by != "customer":
        raise Refused("form-not-by-customer")
    if row.status not in forms.OPEN or row.signed_at is not None:
        raise Refused("form-signed-already" if row.signed_at is not None else "form-not-to-sign")


def page(house: House, secret: str, lang: str | None) -> Sheet | None:
    """What the link shows: the form, signed or not; None when the link leads nowhere (any more)."""

    def read(tx: Tx) -> Sheet | None:
        row = _linked(tx, secret)
        link = stored.link(tx, secret_hash(secret))
        if row is None or link is None or link.expires_at <= house.now() or row.status == "void":
            return None
        return form_view.sheet(tx, house, row, lang or row.lang, house.now())

    return house.store.read(read)


def _linked(tx: Tx, secret: str) -> Row[Any] | None:
    link = stored.link(tx, secret_hash(secret)) if len(secret) <= 64 else None
    return stored.get(tx, link.form_id) if link is not None else None


def given(name: str, agreed: bool, drawn: str) -> dict[str, Any]:
    """A signature from a page: drawn, or a name with the box ticked.  Raises :class:`Refused` when it is neither."""
    name = " ".join(name.split())[:MOST_NAME]
    strokes = signature.strokes(drawn)
    if strokes is not None:
        return {"how": "drawn", "name": name, "strokes": strokes}
    if agreed and name:
        return {"how": "ticked", "name": name}
    raise Refused("form-signature")


def sign(house: House, secret: str, made: dict[str, Any]) -> None:
    """Sign by link, once.  Raises :class:`Refused` when it leads nowhere, is used up, or the form is signed."""
    now = house.now()

    def work(tx: Tx) -> None:
        row = _linked(tx, secret)
        if row is None:
            raise Refused("form-link")
        if row.ticket_id is not None:  # as a turn does it: conversation, ticket, form
            ticket = stored_tickets.get(tx, row.ticket_id)
            assert ticket is not None, "tickets are never deleted"
            conversations.get(tx, ticket.conversation_id, locked=True)
        if row.signed_at is not None:
            raise Refused("form-signed-already")
        if not stored.use_link(tx, secret_hash(secret), now):
            raise Refused("form-link")
        forms.sign(tx, house, row.id, "customer", now, made)

    house.store.write(work)
