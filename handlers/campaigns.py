"""Campaigns: dates and places as the operator gives them, the register, and the report that is due at the end."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, model_validator
from sqlalchemy import Row

from handlers import areas, office
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules.gatherings import Campaigns, EntryName, Stop, ends_at, state
from handlers.rules.parts import Part, Text
from handlers.rules.policy import Plan
from handlers.rules.timing import ShiftText
from storage import campaigns as stored
from storage import feed, tickets
from storage.engine import Tx

MOST_BYTES = 256 * 1024
CODE = r"^[A-Z0-9][A-Z0-9-]{1,19}$"
MOST_TEXT, MOST_NAME, MOST_ADDRESS, MOST_PHONE = 2000, 60, 200, 32  # characters of a line of the register


class BadCampaign(ValueError):
    """A campaign that cannot be taken in; the message says what is wrong, one line for each mistake."""


class PointFile(Part):
    """A service point, open on all days of the campaign unless it says its own."""

    code: str = Field(pattern=CODE)
    name: Text
    address: str = Field(min_length=1, max_length=MOST_ADDRESS)
    hours: ShiftText
    region: str | None = None
    first_day: date | None = None
    last_day: date | None = None


class StopFile(Part):
    """A place of a tour, on one day."""

    code: str = Field(pattern=CODE)
    name: Text
    address: str = Field(min_length=1, max_length=MOST_ADDRESS)
    day: date
    hours: ShiftText
    region: str | None = None


class TourFile(Part):
    name: Text
    stops: tuple[StopFile, ...] = Field(min_length=1, max_length=200)


class CampaignFile(Part):
    """A campaign as its TOML file has it."""

    code: str = Field(pattern=CODE)
    plan: str
    name: Text
    first_day: date
    last_day: date
    points: tuple[PointFile, ...] = Field(default=(), max_length=200)
    tours: tuple[TourFile, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _dated(self) -> CampaignFile:
        if self.last_day < self.first_day:
            raise ValueError("'last_day' is before 'first_day'")
        seen: set[str] = set()
        for place in self.places():
            first, last = place["first_day"], place["last_day"]
            if not self.first_day <= first <= last <= self.last_day:
                raise ValueError(f"{place['code']}: its days must lie within those of the campaign")
            if place["closes"] <= place["opens"]:
                raise ValueError(f"{place['code']}: it closes before it opens")
            if place["code"] in seen:
                raise ValueError(f"{place['code']} is there twice")
            seen.add(place["code"])
        if not seen:
            raise ValueError("a campaign needs a service point or a tour")
        return self

    def places(self) -> Iterator[dict[str, Any]]:
        """Points and stops of tours, as they are kept."""
        for p in self.points:
            yield _place(p, p.first_day or self.first_day, p.last_day or self.last_day, None)
        for tour in self.tours:
            for s in tour.stops:
                yield _place(s, s.day, s.day, tour.name)


def _place(at: PointFile | StopFile, first: date, last: date, tour: Text | None) -> dict[str, Any]:
    return {
        "code": at.code, "name": at.name.model_dump(), "address": at.address, "first_day": first, "last_day": last,
        "region": at.region or areas.region_of(at.address), "tour": tour.model_dump() if tour is not None else None,
        "opens": f"{at.hours.start:%H:%M}", "closes": f"{at.hours.end:%H:%M}",
    }  # fmt: skip


def read(raw: bytes, file: str) -> CampaignFile:
    """Raises :class:`BadCampaign`."""
    if len(raw) > MOST_BYTES:
        raise BadCampaign(f"{file}: is too big for a campaign: more than {MOST_BYTES // 1024} KB")
    try:
        return CampaignFile.model_validate(tomllib.loads(raw.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadCampaign(f"{file}: is not valid TOML: {error}") from None
    except ValidationError as error:
        wrong = [
            f"{file}: {'.'.join(map(str, e['loc'])) or 'campaign'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors(include_url=False)
        ]
        raise BadCampaign("\n".join(wrong[:20])) from None


def add(house: House, given: CampaignFile) -> str:
    """Returns its code.  Raises :class:`BadCampaign` when the plan has no campaigns or the code is taken."""
    plan = house.plan(given.plan)
    if plan is None or plan.campaigns is None:
        raise BadCampaign(f"plan: {given.plan!r} is no plan that has campaigns")
    look_at = ends_at(given.last_day, plan.zone)

    def work(tx: Tx) -> None:
        campaign = stored.add(
            tx, code=given.code, plan=given.plan, name=given.name.model_dump(), first_day=given.first_day,
            last_day=given.last_day, look_at=look_at, created_at=house.now(),
        )  # fmt: skip
        if campaign is None:
            raise BadCampaign(f"code: there is a campaign {given.code} already")
        for place in given.places():
            stored.add_point(tx, campaign_id=campaign, **place)

    house.store.write(work)
    return given.code


# -- what is known ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """A campaign with its plan, places and state."""

    row: Row[Any]
    plan: Plan
    rules: Campaigns
    points: tuple[Row[Any], ...]
    state: Literal["ahead", "running", "over"]
    registered: int

    def name(self, lang: str) -> str:
        return str(self.row.name[lang])

    def point(self, code: str | None) -> Row[Any] | None:
        return next((p for p in self.points if p.code == (code or "").upper()), None)

    def stops(self) -> tuple[Stop, ...]:
        return tuple(
            Stop(p.code, p.first_day, p.last_day, time.fromisoformat(p.opens), time.fromisoformat(p.closes))
            for p in self.points
        )


def known(tx: Tx, house: House, code: str) -> Known | None:
    """None when there is none, or its plan is gone."""
    row = stored.by_code(tx, code.strip().upper()[:20])
    return _known(tx, house, row) if row is not None else None


def _known(tx: Tx, house: House, row: Row[Any]) -> Known | None:
    plan = house.plan(row.plan)
    if plan is None or plan.campaigns is None:
        return None
    now = state(row.first_day, row.last_day, row.closed_at is not None, local(plan, house.now()).date())
    return Known(row, plan, plan.campaigns, tuple(stored.points(tx, row.id)), now, stored.count(tx, row.id))


def find(house: House, code: str) -> Known | None:
    return house.store.read(lambda tx: known(tx, house, code))


def listing(house: House) -> list[Known]:
    """Newest first."""
    return house.store.read(lambda tx: [k for row in stored.listing(tx) if (k := _known(tx, house, row))])


def local(plan: Plan, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(plan.zone))


def running(tx: Tx, plan: Plan | None, now: datetime) -> Row[Any] | None:
    """The campaign of this plan that runs today."""
    if plan is None or plan.campaigns is None:
        return None
    return stored.running(tx, plan.id, local(plan, now).date())


# -- the register -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody said, as it goes on the campaign's form."""

    kind: EntryName
    text: str
    lang: str
    source: Literal["phone", "chat", "console"]
    point: int | None = None
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    conversation: int | None = None
    ticket: int | None = None


def register(tx: Tx, campaign: Row[Any], entry: Entry, key: str, now: datetime) -> str:
    """The number of the line; the same ``key`` again is the same line."""
    line = stored.register(
        tx, campaign_id=campaign.id, client_key=key[:200], kind=entry.kind, text=entry.text[:MOST_TEXT], lang=entry.lang,
        source=entry.source, point_id=entry.point, name=_short(entry.name, MOST_NAME), phone=_short(entry.phone, MOST_PHONE),
        address=_short(entry.address, MOST_ADDRESS), conversation_id=entry.conversation, ticket_id=entry.ticket,
        created_at=now,
    )  # fmt: skip
    if line is None:
        known_line = stored.registered(tx, campaign.id, key[:200])
        assert known_line is not None, "a line that conflicts with itself"
        line = known_line.id
    return number(campaign.code, line)


def line_of(tx: Tx, campaign: Row[Any], key: str) -> dict[str, str | None]:
    """Numbers of a line of the register and of its ticket."""
    row = stored.registered(tx, campaign.id, key[:200])
    ticket = tickets.get(tx, row.ticket_id) if row is not None and row.ticket_id is not None else None
    return {"number": number(campaign.code, row.id) if row is not None else None,
            "ticket": ticket.number if ticket is not None else None}  # fmt: skip


def _short(value: str | None, most: int) -> str | None:
    return value.strip()[:most] or None if value else None


def number(code: str, line: int) -> str:
    return f"{code}-{line:04d}"


def register_by_hand(house: House, user: Actor, code: str, entry: Entry, key: str, place: str) -> str:
    """Somebody of ours writes down what was said at a point, also on paper and after the end, until the report is made.
    Returns the number."""
    user.need("reply")

    def work(tx: Tx) -> str:
        found = known(tx, house, code)
        if found is None:
            raise Refused("no-campaign")
        if found.row.reported_at is not None or found.state == "ahead":
            raise Refused("campaign-not-open")
        if not entry.text.strip():
            raise Refused("empty")
        if found.rules.kind(entry.kind) is None:
            raise Refused("field", name="kind")
        point = found.point(place)
        at = replace(entry, point=point.id if point is not None else None)
        return register(tx, found.row, at, f"{user.owner}:{key}", house.now())

    return house.store.write(work)


# -- the end -----------------------------------------------------------------------------------------------


def close(house: House, code: str) -> None:
    """End it before its last day: nothing is registered any more, and the report is due from now on."""

    def work(tx: Tx) -> None:
        row = stored.by_code(tx, code, locked=True)
        if row is None:
            raise BadCampaign(f"there is no campaign {code}")
        now = house.now()
        if row.closed_at is None and row.ticket_id is None:
            stored.change(tx, row.id, closed_at=now, look_at=now)

    house.store.write(work)


def ask_for_report(tx: Tx, house: House, campaign_id: int, now: datetime) -> int:
    """A campaign has ended: the report to the general office is work with the plan's clock, from the end on."""
    row = stored.get(tx, campaign_id, locked=True)
    if row is None or row.look_at is None or row.look_at > now:
        return 0
    plan = house.plan(row.plan)
    if plan is None or plan.campaigns is None or row.ticket_id is not None:
        stored.change(tx, row.id, look_at=None)
        return 0
    problem = f"{plan.campaigns.form.zh} · {row.name['zh']} ({row.code})"
    ticket = office.open_work(tx, house, plan, "campaign", row.code, problem, row.look_at, now)
    stored.change(tx, row.id, ticket_id=ticket.id, look_at=None)
    return 1


def report_made(house: House, user: Actor | None, code: str) -> None:
    """The summary has gone to the general office.  Raises :class:`Refused` while the campaign still runs."""
    if user is not None:
        user.need("report")
    actor = user.owner if user is not None else "clerk"

    def work(tx: Tx) -> None:
        now = house.now()
        row = stored.by_code(tx, code, locked=True)
        if row is None:
            raise Refused("no-campaign")
        if row.look_at is not None:  # clockwork has yet to see that it is over
            if row.look_at > now:
                raise Refused("campaign-runs", day=row.last_day.isoformat())
            ask_for_report(tx, house, row.id, now)
            row = stored.by_code(tx, code)
            assert row is not None
        if stored.report_made(tx, row.id, now) and row.ticket_id is not None:
            office.finish_work(tx, house, row.ticket_id, "report.sent", actor, now)
        feed.tell(tx, "ticket", row.ticket_id or row.id, now)

    house.store.write(work)


def panel(tx: Tx, house: House, ticket: Row[Any]) -> dict[str, Any] | None:
    """For the case of a report that is due: which campaign, and how much was registered."""
    row = stored.of_ticket(tx, ticket.id) if ticket.kind == "campaign" else None
    if row is None:
        return None
    return {"code": row.code, "name": row.name, "registered": stored.count(tx, row.id),
            "reported_at": row.reported_at.isoformat() if row.reported_at else None}  # fmt: skip


def schedule(points: Sequence[Row[Any]], today: date) -> list[Row[Any]]:
    """The places that are still ahead or open today, in order."""
    return [p for p in points if p.last_day >= today]
