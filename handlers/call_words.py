"""What a call leaves besides its ticket: the agent's own promises in the ledger, and every fact by line and speaker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import promises
from handlers.house import House
from handlers.promise_words import promised
from handlers.telling import zone
from nlu.transcripts import Call
from storage import calls, messages
from storage.engine import Tx

FARTHEST = timedelta(days=14)  # a call that is said to be older was not made then
MOST = 10  # promises of one call
CLERK = "clerk"
NAMED = (
    "serial_number",
    "contact_name",
    "phone",
    "address",
    "model",
    "error_code",
    "visit_time",
    "duration",
    "affected_count",
    "component",
)  # fields with a title in the console


def said_at(call: Call, now: datetime) -> datetime:
    """When the call was, as far as the file tells something that can be."""
    return call.at if call.at is not None and now - FARTHEST <= call.at <= now else now


def keep_promises(
    tx: Tx, house: House, call: Call, ticket: Row[Any] | None, conversation_id: int, zone_of: str, now: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """What the agent promised with a time.  What was said for sure is in the ledger once, by its line; the rest is
    told, for the clerk to decide."""
    found: list[dict[str, Any]] = []
    there = zone(house, zone_of)
    at = said_at(call, now).astimezone(there)
    for turn in call.turns:
        made = promised(turn.text, at) if turn.speaker == "agent" and len(found) < MOST else None
        if made is None:
            continue
        kept = None
        if made.sure and ticket is not None:
            kind = "call" if made.kind == "call" else "word"
            key = f"line:{conversation_id}:{turn.line}"
            kept = promises.make(tx, house, ticket, made.text, made.due, CLERK, now, key, kind=kind)
        found.append(
            {"text": made.text, "due": made.due.isoformat(), "kind": made.kind, "line": turn.line, "speaker": turn.speaker,
             "sure": made.sure, "promise": kept}
        )  # fmt: skip
    return found


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any] | None:
    """What the call said of every field, by whom and in which line, with the message that holds the line."""
    call = calls.of_conversation(tx, ticket.conversation_id)
    if call is None:
        return None
    lines = {
        (m.data or {}).get("line"): m.id for m in messages.history(tx, ticket.conversation_id, limit=4000)
    }
    report = call.report
    return {
        "names": NAMED,
        "source": call.source,
        "call_id": report.get("call_id"),
        "fields": [{**f, "message": lines.get(f["line"])} for f in _list(report, "fields")],
        "contradictions": [
            {"field": c["field"], "said": [{**s, "message": lines.get(s["line"])} for s in c["said"]]}
            for c in _list(report, "contradictions")
        ],
        "missing": _list(report, "missing"),
        "promises": [{**p, "message": lines.get(p["line"])} for p in _list(report, "promises")],
    }


def _list(report: dict[str, Any], name: str) -> Sequence[Any]:
    return report.get(name) or []
