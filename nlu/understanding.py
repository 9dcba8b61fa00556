"""What one message means to us: the value that the NLU hands to the rest of the house.

Offsets count characters of the original text (not of its normalised form), so that every
quotation is literally what the customer wrote.  Labels: intents, severities and entities are
those of the project's label page; SIGNALS is the closed vocabulary of severity evidence that
service plans refer to.
"""

from __future__ import annotations

from dataclasses import dataclass

INTENTS = (
    "report_fault",
    "warranty_query",
    "fee_query",
    "book_visit",
    "reschedule_visit",
    "cancel_visit",
    "ticket_status",
    "request_human",
    "complaint",
    "usage_question",
    "install_request",
    "maintenance_request",
    "parts_request",
    "return_exchange",
    "feedback",
    "greet",
    "thanks",
    "affirm",
    "deny",
    "goodbye",
    "out_of_scope",
)

#: What is told to whoever comes and asks for nothing ("the key is under the mat"): a part of ``out_of_scope``.
REMARK = "remark"

DANGERS = (
    "danger.fire",
    "danger.smoke",
    "danger.shock",
    "danger.gas",
    "danger.flood",
    "danger.injury",
    "danger.falling",
    "danger.burn",
    "danger.battery",
    "danger.pressure",
    "danger.unsafe",
)

SIGNALS = (
    *DANGERS,
    "data_loss",  # key business data is lost
    "service_interrupted",  # a system or service is down for its users
    "whole_down",  # the whole device does not do its basic job
    "long_interruption",  # interrupted for as long as `minutes` says
    "part_down",  # one of several units, channels or functions is out
    "partial",  # performance or capability partly lost
    "spreading",  # grows, or may fail soon
    "redundancy_lost",  # a redundant part is already gone
    "redundancy_exceeded",  # more of them are gone than it can bear
    "recurring",  # reboots, drops out or trips again and again
    "overheating",
    "degraded",  # suffers, but the main use goes on
    "cosmetic",
    "inconvenience",
    "workaround",  # a way around exists
    "past_resolved",  # was broken, works now
    "learned",  # no rule names it: the words that weighed most for the level
)

ENTITIES = (
    "serial_number",
    "model",
    "error_code",
    "phone",
    "contact_name",
    "address",
    "visit_time",
    "duration",
    "affected_count",
    "component",
)

EXCLUSIONS = (
    "self_disassembly",
    "misuse",
    "force_majeure",
    "unauthorised_modification",
    "not_our_product",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the customer that speak for a severity; ``reason`` is one of SIGNALS."""

    text: str
    start: int
    end: int
    reason: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Severity:
    """``level`` is 1 (critical), 2 (major) or 3 (minor)."""

    level: int
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """``value`` is canonical (serial folded to ASCII upper case, phone in digits, duration in
    minutes, ...); ``text`` is the quotation ``original[start:end]``.  In a transcript ``line``
    is the index of the turn and the offsets are within that turn."""

    entity: str
    value: str
    text: str
    start: int
    end: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A warranty exclusion that the sender admits to; ``name`` is one of EXCLUSIONS."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understanding:
    """``lang`` is ``zh`` or ``en``.  ``danger`` holds the danger evidence alone, found without
    the learned model.  ``severity`` is set exactly when the intent is ``report_fault``.
    ``ranking`` lists the next intents, most likely first.  ``remark``: how likely it is something told to whoever comes,
    a part of what ``out_of_scope`` has."""

    text: str
    lang: str
    intent: Intent
    severity: Severity | None = None
    entities: tuple[Entity, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    danger: tuple[Evidence, ...] = ()
    ranking: tuple[Intent, ...] = ()
    remark: float = 0.0
    calm: Severity | None = None  # the level of a fault in danger without that danger
    named: tuple[Entity, ...] | None = None  # what rules alone find, where they have been asked

    def first(self, entity: str) -> Entity | None:
        """The first entity of that name, if any."""
        return next((e for e in self.entities if e.entity == entity), None)

    def last(self, entity: str) -> Entity | None:
        """The last entity of that name: corrections come last."""
        return next((e for e in reversed(self.entities) if e.entity == entity), None)
