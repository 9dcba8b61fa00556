"""What has been promised to a customer, and what time makes of it.

A promise is warned of, then announced to the customer as about to fail, then failed.  One that is due very soon after
it was made has shorter leads, so that nobody hears "it may be late" in the breath in which it was promised.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import model_validator

from handlers.rules.parts import Elapsed, Part, Span
from handlers.rules.wrong import Mistake

StepName = Literal["warn", "announce", "fail"]
ORDER: tuple[StepName, ...] = ("warn", "announce", "fail")


class Promises(Part):
    """How what people of ours promise is watched: who is alarmed, and when the customer is told."""

    clause: str = ""
    warn: Elapsed = Span(seconds=1800)
    announce: Elapsed = Span(seconds=900)
    to: str = "supervisor"

    @model_validator(mode="after")
    def _in_order(self) -> Promises:
        if not 0 < self.announce.seconds <= self.warn.seconds:
            raise Mistake("announce", "'announce' must be longer than nothing and no longer than 'warn'")
        return self


@dataclass(frozen=True, slots=True)
class Step:
    """What clockwork does next about a promise, and when; ``clause`` of the plan that wants it."""

    name: StepName
    at: datetime
    clause: str = ""


def steps(rules: Promises, made: datetime, due: datetime) -> tuple[Step, ...]:
    """All steps in their order; a warning comes at the latest half-way, the word to the customer with a quarter
    of the time left."""
    left = max(due - made, timedelta())
    warn = min(timedelta(seconds=rules.warn.seconds), left / 2)
    announce = min(timedelta(seconds=rules.announce.seconds), left / 4)
    at = {"warn": due - warn, "announce": due - announce, "fail": due}
    return tuple(Step(name, at[name], rules.clause) for name in ORDER)


def next_step(rules: Promises, made: datetime, due: datetime, done: Collection[str]) -> Step | None:
    """The first step that has not been taken; one before a step that was taken is not made up for."""
    last = max((ORDER.index(name) for name in ORDER if name in done), default=-1)
    return next(iter(steps(rules, made, due)[last + 1 :]), None)
