"""Where a conversation stands: small, plain, stored as JSON with the conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tracker:
    """``flow`` is the task under way, ``asked`` the question that waits for an answer, ``ticket`` the
    ticket that the conversation is about, ``tries`` how often a question was asked in vain,
    ``misses`` how many messages in a row were not understood, ``told`` what was said once and is not
    repeated, ``slots`` what is known before there is a ticket to write it into, ``questions`` the tickets
    of which people of ours have asked something."""

    flow: str | None = None
    asked: str | None = None
    ticket: int | None = None
    misses: int = 0
    tries: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    slots: dict[str, Any] = field(default_factory=dict)
    buttons: list[list[str]] = field(default_factory=list)  # [title, payload] as last offered
    questions: list[int] = field(default_factory=list)
    campaign: list[int | None] | None = None  # campaign and place that the customer came from
    looked: dict[str, int] = field(
        default_factory=dict
    )  # serial numbers, and when (seconds) they were looked up
    agreed: str | None = None  # a person's note of what was agreed, when the bot got the conversation back

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Tracker:
        known = {k: v for k, v in stored.items() if k in cls.__dataclass_fields__}
        return cls(**known)

    def dump(self) -> dict[str, Any]:
        return {k: v for k in self.__dataclass_fields__ if (v := getattr(self, k)) not in (None, {}, 0, [])}

    def begin(self, flow: str) -> None:
        self.flow, self.asked, self.tries, self.misses = flow, None, {}, 0

    def end(self) -> None:
        self.flow, self.asked, self.tries, self.slots = None, None, {}, {}
        self.misses = 0

    def ask(self, question: str) -> int:
        """Note the question; returns how often it had been asked in a row before."""
        before = self.tries.get(question, 0)
        self.tries[question] = before + 1
        self.asked = question
        return before
