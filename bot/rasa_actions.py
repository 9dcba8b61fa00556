"""Actions for people who run a Rasa bot already: warranty by serial number, a visit, a person.

    pip install 'baoxiu[rasa]';  python -m rasa_sdk --actions bot.rasa_actions      (with their BAOXIU_... settings)

Each action is a turn of our own dialogue, channel ``rasa``: the same flows ask, offer windows, ask for consent and
hand over as in every other channel, so there are no rules here that could differ from theirs.  While a task goes on
or a person has the conversation, the action is Rasa's active loop and gets what the customer says; then it lets go.

In process and not through the REST channel, because a turn is committed before its answer leaves and is recognised
when it comes again, which is all that safety needs: a second server on the way would add a token, a time-out, and a
moment in which nobody knows whether it was done.  The database must be of the same release (``baoxiu db upgrade``).

An event's id is made of Rasa's sender and message id and the action: the same call again changes nothing and is
answered as before.  Rasa is trusted to say who talks; let nobody else reach the action server.
"""

from __future__ import annotations

import asyncio
import hashlib
from functools import lru_cache
from threading import Lock
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop
from rasa_sdk.executor import CollectingDispatcher

from handlers.events import Inbound, Turn
from handlers.house import House
from handlers.texts.catalog import say
from handlers.turn import BadEvent, receive
from handlers.words import clean
from nlu import language

CHANNEL = "rasa"
#: Slots or entities of the Rasa bot that we know by these names; ``problem`` is what is wrong in the customer's words.
KNOWN = ("serial_number", "phone", "address", "contact_name")
PROBLEM, PLAN = "problem", "baoxiu_plan"
LONGEST = 300  # characters of a slot; one that is longer is none of these
_opening = Lock()
log = structlog.get_logger(__name__)


class NotReady(Exception):
    """There is no database to write into."""


def house() -> House:
    """Ours, opened by the first action."""
    with _opening:
        return _house()


@lru_cache(maxsize=1)
def _house() -> House:
    from bot.opening import has_schema, open_house
    from bot.settings import Settings

    opened = open_house(Settings())
    if not has_schema(opened):
        opened.store.close()
        raise NotReady("the database is not up to date; run `baoxiu db upgrade` first")
    return opened


class _Task:
    """What the actions have in common.  ``meant`` is the intent that begins the task, ``payload`` says the same where there are no words."""

    title = meant = payload = ""

    def name(self) -> str:
        return self.title

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Never raises: what could not be written down is said to be so, and the loop stays as it was."""
        lang = _language(tracker)
        try:
            turn = await asyncio.to_thread(self._turn, tracker, lang)
        except BadEvent as error:
            log.warning("not taken in", action=self.title, error=str(error))
            dispatcher.utter_message(text=say("web-too-long", lang or "zh"))
            return []
        except Exception:
            log.exception("not taken in", action=self.title)
            dispatcher.utter_message(text=say("rasa-not-noted", lang or "zh"))
            return []
        for reply in turn.replies:
            buttons = [{"title": b.title, "payload": b.payload} for b in reply.buttons]
            dispatcher.utter_message(text=reply.text, **({"buttons": buttons} if buttons else {}))
        return [ActiveLoop(self.title if turn.more else None)]

    def _turn(self, tracker: Tracker, lang: str | None) -> Turn:
        at = house()
        said = clean(tracker.latest_message.get("text") or "").strip()
        goes_on = (tracker.active_loop or {}).get("name") == self.title
        if not goes_on and said.startswith("/"):
            said = ""  # a button of the Rasa bot itself; what it tells is in slots and entities
        problem = _known(tracker, PROBLEM) if self.meant == "book_visit" and not goes_on else None
        meant = "report_fault" if problem else self.meant
        if problem and problem not in said:
            said = f"{problem}\n{said}" if at.find_danger(said) else problem
        plan = _known(tracker, PLAN)
        text = said or ("" if goes_on else self.payload)
        event = Inbound(
            channel=CHANNEL,
            address=tracker.sender_id,
            event_id=_event_id(tracker, self.title),
            text=text,
            kind="button" if text.startswith("/") else "text",
            plan=plan if plan in at.plans else None,
            lang=lang if text.startswith("/") else None,
            meant=None if goes_on else meant,
            told={} if goes_on else {n: v for n in KNOWN if (v := _known(tracker, n))},
        )
        return receive(at, event)


class CheckWarranty(_Task, Action):
    """Whether a device is covered, by its serial number; a stranger learns that and until when, nothing else."""

    title, meant, payload = "action_baoxiu_check_warranty", "warranty_query", "/warranty"


class BookVisit(_Task, Action):
    """Report, severity, price and consent, window: the visit is booked when the customer has confirmed all of it."""

    title, meant, payload = "action_baoxiu_book_visit", "book_visit", "/book"


class HandOff(_Task, Action):
    """A person of ours takes over; until they are done they get what the customer says."""

    title, meant, payload = "action_baoxiu_hand_off", "request_human", "/human"


def _known(tracker: Tracker, name: str) -> str | None:
    """An entity of the latest message, else the slot."""
    value = next(tracker.get_latest_entity_values(name), None) or tracker.slots.get(name)
    if isinstance(value, list):
        value = value[-1] if value else None
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    return clean(value).strip() or None


def _user_events(tracker: Tracker) -> list[dict[str, Any]]:
    return [e for e in tracker.events if e.get("event") == "user"]


def _event_id(tracker: Tracker, action: str) -> str:
    """The same for the same call: Rasa tells a message's id in the tracker's events; without one, by its time."""
    last: dict[str, Any] = next(reversed(_user_events(tracker)), {})
    message = last.get("message_id") or tracker.latest_message.get("message_id")
    which = message or f"{last.get('timestamp')}\t{tracker.latest_message.get('text')}"
    return hashlib.sha256("\0".join((tracker.sender_id, str(which), action)).encode()).hexdigest()


def _language(tracker: Tracker) -> str | None:
    """Of the last words that were no button."""
    said = (e.get("text") or "" for e in reversed(_user_events(tracker)))
    words = next((text for text in said if text.strip() and not text.startswith("/")), None)
    return language.detect(words) if words else None
