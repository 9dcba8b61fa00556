"""What every handler is given: the database, the plans, understanding, and the time.

A plain value, made once at the edge (``bot``) and passed in; tests make one with a clock of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime

from handlers.retries import Retries
from handlers.rules.policy import Plan
from nlu import danger
from nlu.backends.protocol import BuiltIn, Tally
from nlu.understanding import Evidence, Understanding
from storage.engine import Store
from storage.shelf import Shelf

Parse = Callable[[str, str | None], Understanding]
FindDanger = Callable[[str], tuple[Evidence, ...]]
Step = Callable[[str], AbstractContextManager[object]]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """``parse(text, lang)`` may raise: a turn then goes on with danger words alone and hands over.
    ``parse_here`` never leaves the process: it is for what cannot wait, and may be called in a transaction.
    ``quick``: so does ``parse``, and takes about a millisecond: several messages may be understood one after the other.
    ``tally`` counts what became of asking elsewhere, ``retries`` holds what clockwork could not do.  ``now`` gives aware UTC times,
    ``address`` begins links that customers are sent; on the ``shelf`` are their files (without one none are kept).
    ``capacity``: how many cases somebody is given at a time, where nothing else is said of them; 0: no limit.
    ``step`` is told what is being done, for who follows it from outside."""

    store: Store
    plans: Mapping[str, Plan]
    parse: Parse
    default_plan: str | None = None
    now: Callable[[], datetime] = utc_now
    find_danger: FindDanger = field(default=danger.find)
    parse_here: Parse = field(default=BuiltIn().parse)
    tally: Tally = field(default_factory=Tally)
    retries: Retries = field(default_factory=Retries)
    address: str = "http://127.0.0.1:8000"
    shelf: Shelf | None = None
    capacity: int = 5
    step: Step = nullcontext
    quick: bool = True

    def plan(self, plan_id: str | None) -> Plan | None:
        return self.plans.get(plan_id) if plan_id else None
