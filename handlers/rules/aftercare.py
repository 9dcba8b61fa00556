"""After the work: does the customer say that it is fixed, is it broken again, is everybody content?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from handlers.rules.calendar import Working
from handlers.rules.parts import Elapsed, Part, Text

Kinds = tuple[str, ...]
BAD = 2  # of five; this and less is for the supervisor


class Confirmation(Part):
    """The customer is asked whether the fault is gone, ``after`` these events."""

    after: tuple[Literal["visit.done", "ticket.resolved"], ...] = Field(min_length=1)
    kinds: Kinds = ("report_fault", "book_visit")
    clause: str = ""


class Reopening(Part):
    """How long after it was resolved the same report goes on when the fault is back."""

    within: Elapsed
    clause: str = ""


class FollowUp(Part):
    """A question to the customer some time after a report was resolved, within the ``calendar``."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    after: Elapsed
    ask: Text
    clause: str
    calendar: str = "visits"
    kinds: Kinds = ()


@dataclass(frozen=True, slots=True)
class Reopens:
    """``reopen`` the report, ``ask`` whether it is the same fault, or a new report: one that ``follows`` it, or ``new``."""

    verdict: Literal["reopen", "ask", "follows", "new"]
    until: datetime | None = None
    clause: str = ""


#: After these the question whether it is fixed is a new one.
ANEW = ("visit.done", "ticket.reopened")
Question = Literal["ask", "wait", "no"]


def question(rules: Confirmation | None, event: str, kind: str, log: Sequence[str]) -> Question:
    """Whether to ask now that ``event`` (the last of the ``log``'s events) has happened: ``wait`` when it was asked
    before and has no answer yet, ``no`` when it was answered or is not wanted."""
    if rules is None or event not in rules.after or kind not in rules.kinds:
        return "no"
    begin = max((i for i, name in enumerate(log) if name in ANEW), default=0)
    since = log[begin:]
    if "customer.confirmed" in since:
        return "no"
    return "wait" if "confirmation.asked" in since else "ask"


def reopens(rules: Reopening | None, resolved: datetime, now: datetime, again: bool) -> Reopens:
    """A fault is told after a report was resolved; ``again``: in words that say that it is back."""
    if rules is None:
        return Reopens("follows" if again else "new")
    until = resolved + timedelta(seconds=rules.within.seconds)
    if now <= until:
        return Reopens("reopen" if again else "ask", until, rules.clause)
    return Reopens("follows" if again else "new", until, rules.clause)


def ask_at(follow_up: FollowUp, resolved: datetime, time: Working) -> datetime:
    """When it is asked: in the first working time from then on, so not at night."""
    return time.next(resolved + timedelta(seconds=follow_up.after.seconds))
