"""A turn is a transaction.

An event is understood first (no transaction is open then), and in one transaction taken in, answered,
and written down with everything that follows from it.  A repeated event changes nothing and gets the
answers of the first time.  If deciding fails, the conversation goes to people instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import InterfaceError, OperationalError

from handlers import answers, dialogue, flow_tables, media, staff_notices, verdicts, wording
from handlers.events import ANSWERED_IN_PLACE, MAX_TEXT, Button, Inbound, Outgoing, Turn
from handlers.flows import product
from handlers.house import House
from handlers.scene import Scene
from handlers.tracker import Tracker
from nlu import language
from nlu.understanding import Entity, Intent, Understanding
from storage import conversations, deliveries, feed, messages
from storage.engine import Tx

log = structlog.get_logger(__name__)


#: The database cannot just now: the same event may be tried again.
NOT_NOW = (OperationalError, InterfaceError)


T = TypeVar("T")
Part = Callable[[Inbound], AbstractContextManager[object]]
Done = Callable[[], object]


def _alone(event: Inbound) -> AbstractContextManager[object]:
    return nullcontext()


class BadEvent(ValueError):
    """An event that no channel should have let through; the message says why."""


def _nothing() -> None:
    pass


def receive(house: House, event: Inbound, decided: Done = _nothing) -> Turn:
    """Process one event.  Blocking: call it from a worker thread.  Raises :class:`BadEvent`.  ``decided`` is called before
    the commit (or not at all, where deciding fails)."""
    heard, broken = _heard(house, event)
    return _decided(house, event, heard, broken, (dialogue.respond, dialogue.rescue), decided)


def receive_together(
    house: House, events: Sequence[Inbound], part: Part = _alone, decided: Done = _nothing
) -> list[Turn | Exception]:
    """Process events of different conversations; what :func:`receive` would have returned or raised for each.  All are
    understood first, then each has a transaction of its own, and where one writer serves all they wait for the disk
    together.  ``part(event)`` is entered around what is done for one of them."""
    understood: list[tuple[Understanding, bool] | Exception] = []
    for event in events:
        with part(event):
            understood.append(tried(partial(_heard, house, event)))
    works: list[Callable[[Tx], Turn]] = [
        partial(_part_of_many, part, house, event, *of) for event, of in zip(events, understood, strict=True)
        if not isinstance(of, Exception)
    ]  # fmt: skip
    if works:
        works[-1] = partial(_then, decided, works[-1])
    results = iter(house.store.write_together(works))
    found: list[Turn | Exception] = []
    for event, of in zip(events, understood, strict=True):
        if isinstance(of, Exception):
            found.append(of)
            continue
        result = next(results)
        if isinstance(result, Exception) and not isinstance(result, (BadEvent, *NOT_NOW)):
            with part(event):
                _log_failure(event, result)
                result = tried(partial(_decided, house, event, *of, (dialogue.rescue,)))
        found.append(result)
    return found


def _then(done: Done, work: Callable[[Tx], T], tx: Tx) -> T:
    result = work(tx)
    done()
    return result


def _part_of_many(
    part: Part, house: House, event: Inbound, heard: Understanding, broken: bool, tx: Tx
) -> Turn:
    with part(event):
        return _turn(house, event, heard, broken, dialogue.respond, tx)


def tried(work: Callable[[], T]) -> T | Exception:
    """What it gave, or why it failed."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - handed to the caller
        return error


def _heard(house: House, event: Inbound) -> tuple[Understanding, bool]:
    """What an event says, and whether understanding failed.  Raises :class:`BadEvent`."""
    _check(house, event)
    with house.step("understand"):
        heard, broken = understand(house, event)
    if event.told:
        heard = replace(heard, entities=(*_told(house, event), *heard.entities))
    return heard, broken


def _decided(
    house: House, event: Inbound, heard: Understanding, broken: bool, ways: Sequence[Callable[[Scene], None]],
    decided: Done = _nothing,
) -> Turn:  # fmt: skip
    for decide in ways:
        try:
            with house.step("decide and commit"):
                work: Callable[[Tx], Turn] = partial(_turn, house, event, heard, broken, decide)
                return house.store.write(partial(_then, decided, work))
        except (BadEvent, *NOT_NOW):
            raise  # the peer is wrong, or the database cannot just now: not the dialogue
        except Exception as error:  # noqa: BLE001 - whatever it is, people take over
            _log_failure(event, error)
    return house.store.write(partial(_turn, house, event, heard, broken, partial(dialogue.rescue, bare=True)))


def _log_failure(event: Inbound, error: Exception) -> None:
    log.exception("turn failed; handing over", channel=event.channel, event_id=event.event_id, exc_info=error)


def _check(house: House, event: Inbound) -> None:
    if not event.address or len(event.address) > 256:
        raise BadEvent("the sender's address must have 1 to 256 characters")
    if not event.event_id or len(event.event_id) > 256:
        raise BadEvent("the event id must have 1 to 256 characters")
    if len(event.text) > MAX_TEXT:
        raise BadEvent(f"a message may have at most {MAX_TEXT} characters, this one has {len(event.text)}")
    try:
        f"{event.text}{event.address}{event.event_id}".encode()
    except UnicodeEncodeError:
        raise BadEvent("there is half a character in it (a surrogate without its other half)") from None
    if event.plan is not None and event.plan not in house.plans:
        raise BadEvent(f"unknown plan {event.plan!r}; known are {', '.join(sorted(house.plans))}")
    if event.meant is not None and event.meant not in flow_tables.STARTS:
        raise BadEvent(
            f"no task begins with {event.meant!r}; known are {', '.join(sorted(flow_tables.STARTS))}"
        )


def understand(house: House, event: Inbound) -> tuple[Understanding, bool]:
    """What the message means, and whether understanding failed (then only danger words were looked for)."""
    if event.kind == "button" or event.text.startswith("/"):
        lang = event.lang or "zh"
        return Understanding(event.text, lang, Intent("out_of_scope", 0.0)), False
    try:
        return house.parse(event.text, event.lang), False
    except Exception:
        log.exception("understanding failed", event_id=event.event_id)
        lang = language.detect(event.text)
        danger = house.find_danger(event.text)
        return Understanding(event.text, lang, Intent("out_of_scope", 0.0), danger=danger), True


def _told(house: House, event: Inbound) -> Iterator[Entity]:
    """What the peer knows, as entities that stand nowhere in the text (from 0 to 0).  A phone number has to be one."""
    for name, value in event.told.items():
        try:
            found = house.parse(value, event.lang).last(name)
        except Exception:  # noqa: BLE001 - understanding may fail in any way; the message's own words show that it did
            found = None
        if found is not None or name != "phone":
            yield Entity(name, found.value if found is not None else value, value, 0, 0)


def _turn(
    house: House, event: Inbound, heard: Understanding, broken: bool, decide: Callable[[Scene], None], tx: Tx
) -> Turn:
    now = house.now()
    row = conversations.lock(tx, event.channel, event.address, now, plan=event.plan)
    kept = None if event.kind in ("button", "start") else verdicts.stored_understanding(heard)
    data = {"kind": event.kind, **({"nlu": kept} if kept else {}), **media.not_kept(event), **event.data}
    ticket_id = row.tracker.get("ticket")
    message_id = messages.accept(tx, row.id, event.channel, event.event_id, event.text, now, data, ticket_id)
    if message_id is None:
        return _repeated(tx, row, event)
    media.tie(tx, message_id, event)
    scene = _scene(tx, house, event, heard, row, message_id, now, broken)
    wording.known(scene.text, answers.plain(scene.text))
    decide(scene)
    if row.owner != "bot":
        staff_notices.after_turn(tx, house, row, event, now)
    return _finish(scene)


def _scene(
    tx: Tx, house: House, event: Inbound, heard: Understanding, row: Row[Any], message_id: int,
    now: datetime, broken: bool,
) -> Scene:  # fmt: skip
    tracker = Tracker.load(row.tracker)
    scene = Scene(tx, house, event, heard, row, tracker, message_id, now, _lang(event, row, now), broken)
    scene.plan = house.plan(_reported_under(scene) or event.plan or row.plan)
    return scene


def _lang(event: Inbound, row: Row[Any], now: datetime) -> str:
    """In which language to answer.  A command has letters of one and means none: the conversation's counts."""
    words = event.kind in ("text", "media") and bool(event.text.strip())
    command = event.kind == "text" and event.text.startswith("/")
    if command and row.created_at != now:
        return str(row.lang)
    if words and not (command and event.lang):
        first = row.created_at == now and event.lang not in ("zh", "en")
        return language.detect(event.text, None if first else row.lang)
    return event.lang if event.lang in ("zh", "en") else str(row.lang)


def _reported_under(scene: Scene) -> str | None:
    """The plan of the report under way, once it is more than a guess: its device decides, not the page it came from."""
    ticket = scene.ticket
    guessed = ticket is None or ticket.status != "intake" or scene.tracker.slots.get(product.ASSUMED)
    return None if guessed or ticket is None else ticket.plan


def _repeated(tx: Tx, row: Row[Any], event: Inbound) -> Turn:
    first = messages.by_event(tx, event.channel, event.event_id)
    assert first is not None, "an event that conflicts with itself"
    if first.conversation_id != row.id:
        raise BadEvent(f"event {event.event_id!r} of channel {event.channel!r} belongs to another sender")
    more = _goes_on(row.owner, Tracker.load(row.tracker))
    return Turn(row.id, first.id, True, _outgoing(messages.replies(tx, first.id)), more)


def _goes_on(owner: str, tracker: Tracker) -> bool:
    """Whether what the customer says next belongs to something that is under way here."""
    return owner != "bot" or tracker.flow is not None or tracker.asked is not None


def _finish(scene: Scene) -> Turn:
    """Write the replies under the epoch that holds now, and where the conversation stands."""
    tx, row, now = scene.tx, scene.conversation, scene.now
    owner, epoch = conversations.owner(tx, row)
    in_place = scene.event.channel in ANSWERED_IN_PLACE
    sayable = [
        line for line in scene.lines if line.author == "notice" or owner == "bot"
    ]  # what the bot wanted to say before it handed over is not said any more
    written = [
        {
            "conversation_id": row.id, "ticket_id": scene.tracker.ticket, "direction": "out", "author": line.author,
            "channel": row.channel, "reply_to": scene.message_id, "text": line.text,
            "buttons": [[b.title, b.payload] for b in line.buttons] or None,
            "data": {"text": line.text_id} if line.text_id else None,
            "status": "sent" if in_place else "pending", "epoch": epoch,
            "next_at": None if in_place else now, "sent_at": now if in_place else None, "created_at": now,
        }
        for line in sayable
    ]  # fmt: skip
    ids = messages.add(tx, written)
    offered = [[b.title, b.payload] for line in sayable for b in line.buttons]
    if sayable:
        scene.tracker.buttons = offered
    changes: dict[str, Any] = {"tracker": scene.tracker.dump(), "last_at": now}
    if scene.lang != row.lang:
        changes["lang"] = scene.lang
    if scene.plan is not None and scene.plan.id != row.plan:
        changes["plan"] = scene.plan.id
    look_at = dialogue.look_at(scene)
    if look_at != row.look_at:
        changes["look_at"] = look_at
    conversations.save(tx, row.id, **changes)
    if scene.tracker.ticket not in (None, row.tracker.get("ticket")):
        pictures = media.waiting(tx, row.id, now)
        messages.set_ticket(tx, [scene.message_id, *pictures], scene.tracker.ticket)
    feed.tell(tx, "conversation", row.id, now, row.id)
    replies = tuple(
        Outgoing(i, line.text, line.author, line.buttons) for i, line in zip(ids, sayable, strict=True)
    )
    waited = _waited(scene) if in_place else ()
    return Turn(row.id, scene.message_id, False, (*waited, *replies), _goes_on(owner, scene.tracker))


def _waited(scene: Scene) -> tuple[Outgoing, ...]:
    """What was written while the customer was away and goes out with this answer (and its repetitions)."""
    if not deliveries.anything_waits(scene.tx, scene.conversation.id):
        return ()
    return _outgoing(deliveries.hand_out(scene.tx, scene.conversation.id, scene.now, scene.message_id))


def _outgoing(rows: Any) -> tuple[Outgoing, ...]:
    return tuple(
        Outgoing(r.id, r.text, r.author, tuple(Button(t, p) for t, p in r.buttons or ()))
        for r in rows
        if r.status != "refused"
    )
