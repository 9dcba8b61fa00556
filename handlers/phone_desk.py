"""A call that somebody of ours takes on the telephone: what is typed or pasted becomes a ticket while the caller waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from handlers import audit, contact_desk, intake
from handlers.call_about import ASKS, CHANGES
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.texts.catalog import say
from nlu.calls import NEEDED, CallUnderstanding, Contradiction, Fact
from nlu.transcripts import MAX_TURNS, Call, TranscriptError, Turn, from_turns, read
from nlu.understanding import Intent
from storage import calls, tickets
from storage.engine import Tx

MOST = 50_000  # characters of what is typed or pasted
KINDS = ("report_fault", *sorted(intake.KINDS - {"report_fault"}))
SURE = 0.7  # how likely it has to be that a call is no fault
_MARKED = ("{", "[", "WEBVTT")  # how formats begin that are no notes when they cannot be read


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it, for whoever has the caller on the line."""

    report: intake.IntakeReport
    conversation: int
    ticket: Row[Any] | None


def take(
    house: House, user: Actor, said: str, key: str, *, plan: str = "", kind: str = "", given: Mapping[str, str], file: str = ""
) -> Taken:  # fmt: skip
    """Taken in like any transcript, once for each form (``key``); a dialogue once for its words.  What was written into
    the fields of the form counts more than the words.  A call that is about nothing known is a fault, so that none is lost."""
    user.need("take_calls")
    if kind and kind not in KINDS:
        raise Refused("field", name="kind")
    if plan and plan not in house.plans:
        raise Refused("field", name="plan")
    fields = contact_desk.checked(given)
    if not said.strip():
        raise Refused("call-empty")
    words = _call(said, key, file)
    call = _with(words, fields, user.lang)
    found = _judged(intake.understood(house, words), fields, call, kind)

    def work(tx: Tx) -> Taken:
        report = intake.take_in(tx, house, call, found, file or say("taking-title", user.lang), plan or None)
        kept = calls.by_key(tx, call.key)
        assert kept is not None
        if not report.repeated:
            about = f"conversation:{kept.conversation_id}"
            audit.note(tx, house.now(), user.owner, "call.taken", about, tickets=report.data["ticket"] or "–")
        ticket = tickets.get(tx, kept.ticket_id) if kept.ticket_id is not None else None
        return Taken(report, kept.conversation_id, ticket)

    return house.store.write(work)


def _call(said: str, key: str, file: str) -> Call:
    """A transcript with speakers, or notes: each line is what the caller said."""
    try:
        call = intake.readable(read(said, file or "text"), file or "text")
        if file or any(t.speaker == "agent" for t in call.turns):
            return call
        if any(t.speaker == "caller" for t in call.turns):
            return replace(call, call_id=f"desk-{key}")
    except TranscriptError as error:
        if file or said.lstrip().startswith(_MARKED):
            raise Refused("call-unread", what=str(error)) from None
    lines = [line for line in said.splitlines() if line.strip()]
    if len(lines) > MAX_TURNS:
        raise Refused("too-long", most=str(MAX_TURNS), has=str(len(lines)))
    notes = from_turns([{"speaker": "caller", "text": line.strip()} for line in lines])
    made = read(f"Caller: {' '.join(lines)}", "text")  # for the language
    return intake.readable(replace(made, turns=notes, call_id=f"desk-{key}"), "text")


def _with(call: Call, fields: Mapping[str, str], lang: str) -> Call:
    """With a line for each field, as what our side read back."""
    if not fields:
        return call
    last = call.turns[-1].line
    more = tuple(
        Turn("agent", say("taking-line", lang, what=say(f"call-field-{name}", lang), value=value), last + n)
        for n, (name, value) in enumerate(fields.items(), 1)
    )
    return replace(call, turns=(*call.turns, *more))


def _judged(found: CallUnderstanding, fields: Mapping[str, str], call: Call, kind: str) -> CallUnderstanding:
    u = found.understanding
    if kind:
        u = replace(u, intent=Intent(kind, 1.0), severity=u.severity if kind == "report_fault" else None)
    elif u.intent.name not in intake.KINDS and not _about_a_report(u.intent):
        u = replace(u, intent=Intent("report_fault", u.intent.confidence))
    lines = call.turns[len(call.turns) - len(fields) :]
    written = [
        Fact(name, value, turn.text, "agent", turn.line)
        for (name, value), turn in zip(fields.items(), lines, strict=True)
    ]
    said = {f.field: f for f in found.facts}
    against = [
        Contradiction(f.field, (said[f.field], f))
        for f in written
        if f.field in said and said[f.field].value != f.value
    ]
    facts = (*(f for f in found.facts if f.field not in fields), *written)
    have = {f.field for f in facts}
    contradictions = (*(c for c in found.contradictions if c.field not in fields), *against)
    return replace(
        found, understanding=u, facts=facts, contradictions=contradictions, turns=call.turns,
        missing=tuple(f for f in NEEDED if f not in have),
    )  # fmt: skip


def _about_a_report(intent: Intent) -> bool:
    return intent.name in (*CHANGES, *ASKS) and intent.confidence >= SURE


def plans(house: House, lang: str) -> Sequence[tuple[str, str]]:
    return [(plan.id, plan.name.of(lang)) for plan in house.plans.values()]
