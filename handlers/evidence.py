"""Evidence: everything about a ticket in one file, which shows what was changed afterwards.

The bundle is a ZIP with a manifest (SHA-256 of every file, the head of the log's chain).  That it was made, and the
SHA-256 of its manifest, is written in the ticket's log: whoever has the log knows a bundle that we made.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from handlers import form_evidence, media_evidence, ticket_view, tickets
from handlers.form_evidence import Printer
from handlers.house import House
from handlers.people import Actor
from handlers.queue import Gone
from handlers.texts.catalog import LANGUAGES, names, say
from storage import chain, evidence
from storage import tickets as stored_tickets
from storage.engine import Tx

Json = dict[str, Any]
MANIFEST = "manifest.json"
FORMAT = "baoxiu-evidence/1"
BY_COMMAND = "clerk"  # whoever works at the command line
MOST_MESSAGES = 20_000

Attachment = Callable[[Tx, House, Row[Any], datetime, Printer | None], Iterator[tuple[str, bytes]]]
#: What else belongs into a bundle: names (below ``forms/`` and the like) and contents.
ATTACHMENTS: tuple[Attachment, ...] = (form_evidence.attached, media_evidence.attached)


@dataclass(frozen=True, slots=True)
class Bundle:
    name: str
    content: bytes
    manifest: str  # its SHA-256


def export(house: House, number: str, user: Actor | None = None, printer: Printer | None = None) -> Bundle:
    """The bundle of a ticket; that it was made is written in its log.  Raises :class:`Gone`; ``user`` is who asks
    for it in the console, ``printer`` puts its forms on paper."""
    if user is not None:
        user.need("evidence")
    now = house.now()

    def work(tx: Tx) -> Bundle:
        found = stored_tickets.by_number(tx, number)
        if found is None:
            raise Gone(f"there is no ticket {number}")
        ticket = stored_tickets.get(tx, found.id, locked=True)
        assert ticket is not None, "a ticket is never deleted"
        files = dict(_files(tx, house, ticket, now, printer))
        links = stored_tickets.links(tx, ticket.id)
        manifest = _json({
            "format": FORMAT,
            "ticket": ticket.number,
            "made_at": _at(now),
            "log": {"entries": len(links), "head": links[-1][1].hash if links else chain.FIRST},
            "files": [
                {"name": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
                for name, content in sorted(files.items())
            ],
        })  # fmt: skip
        digest = sha256(manifest).hexdigest()
        actor = user.owner if user is not None else BY_COMMAND
        tickets.record(tx, house, ticket.id, "evidence.exported", actor, now, {"manifest": digest})
        return Bundle(f"{ticket.number}.zip", _zipped({MANIFEST: manifest, **files}, now), digest)

    return house.store.write(work)


def _files(
    tx: Tx, house: House, ticket: Row[Any], now: datetime, printer: Printer | None
) -> Iterator[tuple[str, bytes]]:
    view = ticket_view.view(tx, house, ticket)
    said = [_message(m) for m in evidence.messages(tx, ticket.conversation_id, ticket.id, MOST_MESSAGES)]
    work, _, _ = view.pop("work"), view.pop("messages"), view.pop("clocks")
    yield "ticket.json", _json(view)
    yield "conversation.json", _json(said)
    yield "conversation.txt", _readable(house, ticket, said).encode()
    yield "consents.json", _json([_row(c) for c in evidence.consents(tx, ticket.id)])
    yield "visits.json", _json([_row(v) for v in evidence.visits(tx, ticket.id)])
    yield "clocks.json", _json([_clock(c) for c in tickets.clock_states(tx, house, ticket, now)])
    yield "alarms.json", _json([_row(a) for a in evidence.alarms(tx, ticket.id)])
    yield "work.json", _json(work)
    yield "log.json", _json([_link(i, link) for i, link in stored_tickets.links(tx, ticket.id)])
    yield "README.txt", "\n\n".join(say("evidence-readme", lang) for lang in LANGUAGES).encode()
    for attachment in ATTACHMENTS:
        yield from attachment(tx, house, ticket, now, printer)


def _message(m: Row[Any]) -> Json:
    return {
        "id": m.id,
        "at": _at(m.created_at),
        "direction": m.direction,
        "author": m.author,
        "text": m.text,
        "status": m.status,
        "event_id": m.event_id,
        "understood": (m.data or {}).get("nlu"),
    }


def _readable(house: House, ticket: Row[Any], said: list[Json]) -> str:
    """The conversation as people read it, with times where the plan is."""
    plan = house.plan(ticket.plan)
    zone = ZoneInfo(plan.zone) if plan is not None else UTC
    lines = [f"{ticket.number} ({zone})"]
    for m in said:
        author = f"author-{m['author']}"
        who = say(author, "zh") + " · " + say(author, "en") if author in names("zh") else m["author"]
        at = datetime.fromisoformat(m["at"]).astimezone(zone)
        lines.append(f"[{at:%Y-%m-%d %H:%M:%S}] {who}: {m['text']}")
    return "\n".join(lines) + "\n"


def _clock(state: Any) -> Json:
    return {
        key: _plain(value) for key, value in state._asdict().items() if key not in ("next_at", "next_step")
    }


def _link(entry_id: int, link: chain.Link) -> Json:
    return {"id": entry_id, **{key: _plain(value) for key, value in asdict(link).items()}}


def _row(row: Row[Any]) -> Json:
    return {key: _plain(value) for key, value in row._mapping.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _at(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")


def _zipped(files: dict[str, bytes], now: datetime) -> bytes:
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = ZipInfo(name, now.astimezone(UTC).timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return whole.getvalue()
