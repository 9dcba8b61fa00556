"""Work that is done in steps, each confirmed before the next: installation, repair (P1.6, P1.7, P2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field, model_validator

from handlers.rules.facts import Happening
from handlers.rules.parts import Part, Text
from handlers.rules.wrong import Mistake

Answer = Literal["waiting", "confirmed", "refused"]


class Step(Part):
    """``by`` confirms it.  What the customer confirms is sent to the chat; ``in_writing`` means there only, else it
    may be confirmed by telephone too.  ``events`` of the ticket's log that do the step by themselves."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Text
    by: Literal["customer", "engineer"] = "engineer"
    in_writing: bool = False
    text: Text | None = None  # what the customer is sent, before what the engineer adds
    at_once: bool = False  # sent by itself when the ticket counts and this is the next step
    role: Literal["clerk", "engineer", "supervisor"] | None = None  # only people of this role may confirm it
    events: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _something_to_send(self) -> Step:
        if self.in_writing and self.by == "engineer":
            raise Mistake("in-writing", "'in_writing' is for what the customer confirms")
        if self.at_once and self.by == "engineer":
            raise Mistake("step-at-once", "'at_once' is for what the customer is sent")
        if self.by == "customer" and self.text is None:
            raise Mistake("confirm-text", "what the customer confirms needs a 'text'")
        return self


class Procedure(Part):
    """The steps of tickets of these ``kinds``, in their order."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Text
    clause: str
    kinds: tuple[str, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=12)


@dataclass(frozen=True, slots=True)
class StepState:
    """``state``: done, waiting (for the customer's answer), refused (the customer wants it otherwise), next, later."""

    step: Step
    state: Literal["done", "waiting", "refused", "next", "later"]
    at: datetime | None = None
    actor: str = ""
    note: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log with who wrote it."""

    happening: Happening
    actor: str = ""


def for_kind(procedures: Sequence[Procedure], kind: str) -> Procedure | None:
    """The first procedure for tickets of a kind."""
    return next((p for p in procedures if kind in p.kinds), None)


def progress(procedure: Procedure, log: Sequence[Entry]) -> tuple[StepState, ...]:
    """Where the work stands, by the ticket's log.  A step is done only when all before it are."""
    states: list[StepState] = []
    open_yet = True
    for step in procedure.steps:
        found = _state(procedure, step, log)
        if not open_yet:
            done = found is not None and found.state == "done" and found.event in step.events
            states.append(found if done and found is not None else StepState(step, "later"))
            continue
        states.append(found or StepState(step, "next"))
        open_yet = found is not None and found.state == "done"
    return tuple(states)


def _state(procedure: Procedure, step: Step, log: Sequence[Entry]) -> StepState | None:
    last: StepState | None = None
    kinds: dict[str, Literal["done", "waiting", "refused"]] = {
        "procedure.done": "done", "procedure.confirmed": "done", "procedure.asked": "waiting", "procedure.refused": "refused",
    }  # fmt: skip
    for entry in log:
        happening = entry.happening
        mine = happening.data.get("step") == step.id and happening.data.get("procedure") == procedure.id
        if happening.event in kinds and mine:
            note = str(happening.data.get("note") or "")
            last = StepState(step, kinds[happening.event], happening.at, entry.actor, note, happening.event)
        elif happening.event in step.events and (last is None or last.state != "done"):
            last = StepState(step, "done", happening.at, entry.actor, "", happening.event)
    return last


def current(states: Sequence[StepState]) -> StepState | None:
    """The step that is to be done or answered now; None when all are done."""
    return next((s for s in states if s.state in ("next", "waiting", "refused")), None)
