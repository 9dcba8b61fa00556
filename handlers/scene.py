"""One turn on stage: what was heard, who may speak, what is known, and what is going to be said.

A flow gets a :class:`Scene` and nothing else.  It reads and writes through it within the turn's
transaction; nothing leaves the house before the commit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import tickets
from handlers.events import Button, Inbound
from handlers.here import here
from handlers.house import House
from handlers.rules.policy import Plan
from handlers.texts.catalog import Value, say
from handlers.tracker import Tracker
from nlu.understanding import Entity, Understanding
from storage import conversations
from storage import tickets as stored_tickets
from storage.engine import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say.  ``author`` is bot, or notice for a fixed text that stands in any state."""

    text: str
    author: str
    buttons: tuple[Button, ...] = ()
    text_id: str = ""


@dataclass
class Scene:
    tx: Tx
    house: House
    event: Inbound
    heard: Understanding
    conversation: Row[Any]
    tracker: Tracker
    message_id: int
    now: datetime
    lang: str
    broken: bool = False  # understanding failed; only danger words were looked for
    lines: list[Line] = field(default_factory=list)
    plan: Plan | None = None
    _ticket: Row[Any] | None = None

    @property
    def actor(self) -> str:
        return "customer"

    @property
    def text(self) -> str:
        return self.event.text.strip()

    @property
    def intent(self) -> str:
        return self.heard.intent.name

    # -- what is known ------------------------------------------------------------------------

    @property
    def ticket(self) -> Row[Any] | None:
        """The ticket that the conversation is about, as it is now."""
        if self._ticket is None and self.tracker.ticket is not None:
            self._ticket = stored_tickets.get(self.tx, self.tracker.ticket)
        return self._ticket

    @ticket.setter
    def ticket(self, row: Row[Any] | None) -> None:
        self._ticket = row
        self.tracker.ticket = row.id if row is not None else None

    @property
    def customer(self) -> Row[Any] | None:
        return conversations.customer(self.tx, self.conversation.customer_id)

    def entity(self, name: str) -> Entity | None:
        return self.heard.last(name)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.plan.zone) if self.plan else here())

    # -- what happens --------------------------------------------------------------------------

    def record(self, event: str, data: dict[str, Any] | None = None, **changes: Any) -> None:
        """Something happened to the ticket of this conversation."""
        assert self.ticket is not None, f"{event}: there is no ticket to record it with"
        self._ticket = tickets.record(
            self.tx, self.house, self.ticket.id, event, self.actor, self.now, data, **changes
        )

    def change(self, **changes: Any) -> None:
        """Change what the ticket says (a correction stays in its log)."""
        assert self.ticket is not None, "there is no ticket to change"
        self._ticket = tickets.change(self.tx, self.house, self.ticket, self.actor, self.now, **changes)

    def say(self, text_id: str, *buttons: tuple[str, str], **args: Value) -> None:
        """Speak as the bot.  ``buttons`` are (text id of the title, or the title itself; payload)."""
        self._add("bot", text_id, buttons, args)

    def notice(self, text_id: str, *buttons: tuple[str, str], **args: Value) -> None:
        """A fixed text of the house, said whoever owns the conversation."""
        self._add("notice", text_id, buttons, args)

    def _add(
        self, author: str, text_id: str, buttons: tuple[tuple[str, str], ...], args: dict[str, Value]
    ) -> None:
        made = tuple(Button(self._title(title), payload) for title, payload in buttons)
        self.lines.append(Line(say(text_id, self.lang, **args), author, made, text_id))

    def quote(self, text: str, *buttons: tuple[str, str]) -> None:
        """Say a text that comes from the plan or is composed of catalog texts."""
        made = tuple(Button(self._title(title), payload) for title, payload in buttons)
        self.lines.append(Line(text, "bot", made))

    def advise(self, text: str) -> None:
        """A text of the plan that must be said in any state (safety advice)."""
        self.lines.append(Line(text, "notice", (), "safety"))

    def _title(self, title: str) -> str:
        return say(title, self.lang) if title.startswith("button-") else title

    def t(self, text_id: str, **args: Value) -> str:
        return say(text_id, self.lang, **args)

    def refresh(self) -> None:
        """Read the ticket again after something else has written to it."""
        self._ticket = None
