"""A campaign in the chat: what people say is registered on its form, and home visits begin here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, campaigns, handoff
from handlers.campaigns import Entry
from handlers.flows import fault, people
from handlers.rules.gatherings import EntryName, kind_of
from handlers.scene import Scene
from handlers.wording import regex
from storage import campaigns as stored
from storage import tickets as stored_tickets

NAME = "campaign"
SURE = 0.6
#: Intents that have an answer of their own, whatever words of opinions are in the message.
ANSWERED = frozenset(
    {"report_fault", "book_visit", "reschedule_visit", "cancel_visit", "ticket_status", "warranty_query", "fee_query",
     "request_human", "install_request", "maintenance_request", "parts_request", "return_exchange"}
)  # fmt: skip
#: Somebody who has something to say and has not said it yet.
_ANNOUNCES = regex(
    r"^(?:我们?)?(?:这里)?(?:想|要|有|来|可以)?(?:跟你们|给你们|向你们)?(?:提|说|反映)?(?:一?个|一?点|一些|一下|几[个点条])?(?:意见|建议|想法)(?:想提|要提|要说)?[吗]?$"
    r"|^(?:i )?(?:have|want to (?:make|give)|would like to (?:make|give)|'d like to (?:make|give))?(?: an?| some)? ?(?:suggestion|opinion|comment|feedback)s?$"
)
#: Somebody says that it is an opinion, or wants to be put on a list.
_STATES = regex(
    r"(?:提|有|说|反映)(?:一?个|一?点|几[点条个])?(?:小)?(?:意见|建议)|\bi(?:'d like to| want to| would like to)? (?:have|give|make|leave) (?:an? |some )?(?:opinion|suggestion|comment)s?\b|\b(?:register|sign (?:me )?up|enrol) for\b|^(?:我)?(?:想|要)?报(?:个)?名"
)
KINDS: dict[str, EntryName] = {"/opinion": "opinion", "/suggestion": "suggestion"}


def current(scene: Scene) -> Row[Any] | None:
    """The campaign that runs today under this conversation's plan."""
    return campaigns.running(scene.tx, scene.plan, scene.now)


def came_from(scene: Scene) -> None:
    """The page that a QR code led to names campaign and place; they are remembered for what is said later."""
    where = scene.event.data.get("campaign")
    if not isinstance(where, str):
        return
    code, _, place = where.partition("/")
    found = campaigns.known(scene.tx, scene.house, code)
    if found is None or found.state != "running":
        return
    point = found.point(place)
    scene.plan = found.plan
    scene.tracker.campaign = [found.row.id, point.id if point is not None else None]


def greet(scene: Scene) -> bool:
    """Whoever comes while a campaign runs is asked what they have on their mind."""
    row = current(scene)
    if row is None or scene.plan is None or scene.plan.campaigns is None:
        return False
    kinds = {k.name: k for k in scene.plan.campaigns.kinds}
    buttons = [(f"button-{name}", f"/{name}") for name in ("opinion", "suggestion") if name in kinds]
    buttons += [("button-home-visit", "/book")] if "request" in kinds else []
    buttons += [("button-report", "/report")] if "fault" in kinds else []
    scene.say("campaign-greet", *buttons, ("button-human", "/human"), name=str(row.name[scene.lang]))
    return True


def begin(scene: Scene) -> None:
    """The button: what would you like to say?"""
    _ask(scene, KINDS.get(scene.text, "opinion"))


def _ask(scene: Scene, kind: EntryName) -> None:
    if current(scene) is None:
        scene.say("campaign-none", ("button-report", "/report"), ("button-human", "/human"))
        return
    _begin(scene, kind)


def _begin(scene: Scene, kind: EntryName) -> None:
    scene.tracker.begin(NAME)
    scene.tracker.ask("words")
    scene.tracker.slots["kind"] = kind
    scene.say(f"campaign-ask-{kind}")


def hear(scene: Scene) -> bool:
    """The words that we asked for.  Whoever wants a visit instead gets one; what may be a fault is registered as it was
    asked for, and can be reported as well."""
    if scene.event.kind == "button" or scene.text.startswith("/"):
        return False
    if scene.intent == "book_visit" and scene.heard.intent.confidence >= SURE:
        return False
    kind = KINDS.get("/" + str(scene.tracker.slots.get("kind")), "opinion")
    scene.tracker.end()
    _thank(scene, kind)
    return True


def tells(scene: Scene) -> bool:
    """Something that is an opinion or suggestion by the plan's words, and no task: registered while a campaign runs.  Who
    says that it is one, or wants to be put on a list, is heard whatever runs."""
    rules = scene.plan.campaigns if scene.plan is not None else None
    if scene.event.kind != "text":
        return False
    said = answers.plain(scene.text)
    stated = bool(_STATES.search(said)) and not fault.named_by_rules(scene)
    if not stated and (scene.intent in ANSWERED and scene.heard.intent.confidence >= SURE):
        return False
    found = kind_of(scene.text, rules.kinds) if rules is not None else None
    if not stated and (found is None or current(scene) is None):
        return False
    kind: EntryName = found.name if found is not None else "opinion"
    if _ANNOUNCES.search(said):
        _begin(scene, kind)
    else:
        _thank(scene, kind)
    return True


def keep_feedback(scene: Scene) -> bool:
    """Praise and remarks: registered and thanked for; False when no campaign runs."""
    if current(scene) is None:
        return False
    rules = scene.plan.campaigns if scene.plan is not None else None
    found = kind_of(scene.text, rules.kinds) if rules is not None else None
    _thank(scene, found.name if found is not None else "opinion")
    return True


def keep_complaint(scene: Scene) -> None:
    """A complaint goes to a person, and is on the campaign's form as well."""
    row = current(scene)
    if row is not None:
        _write(scene, row, "opinion", scene.text, f"message:{scene.message_id}")


def _thank(scene: Scene, kind: EntryName) -> None:
    row = current(scene)
    if row is None:  # nothing to register it on: people read it
        handoff.add_task(scene.tx, scene.house, scene.conversation.id, people.some_plan(scene), None, "question",
                         scene.now, note=scene.text[:500])  # fmt: skip
        scene.say("opinion-kept", ("button-report", "/report"), ("button-human", "/human"))
        return
    number = _write(scene, row, kind, scene.text, f"message:{scene.message_id}")
    scene.tracker.misses = 0
    fault_too = [("button-report", "/report")] if scene.intent == "report_fault" else []
    scene.say("campaign-thanks", ("button-home-visit", "/book"), *fault_too, number=number)


def _write(scene: Scene, row: Row[Any], kind: EntryName, text: str, key: str, **more: Any) -> str:
    """A line of the register; name and telephone are those that the customer has told before."""
    ticket = scene.ticket
    customer = scene.customer
    source: Any = more.pop("source", "chat")
    told = {
        "name": (ticket.contact_name if ticket is not None else None) or (customer.name if customer is not None else None),
        "phone": (ticket.phone if ticket is not None else None) or (customer.phone if customer is not None else None),
        "address": ticket.address if ticket is not None else None,
        "ticket": ticket.id if ticket is not None and ticket.status in people.OPEN else None,
    }  # fmt: skip
    entry = Entry(kind, text, scene.lang, source, point=_point(scene, row), conversation=scene.conversation.id,
                  **{**told, **{k: v for k, v in more.items() if v}})  # fmt: skip
    return campaigns.register(scene.tx, row, entry, key, scene.now)


def _point(scene: Scene, row: Row[Any]) -> int | None:
    where = scene.tracker.campaign
    return where[1] if where and where[0] == row.id else None


def keep_task(scene: Scene) -> None:
    """After a turn: the form that a phone sent, or a report that counts since now, is on the campaign's register."""
    form = scene.event.data.get("form")
    if isinstance(form, dict) and scene.event.kind == "text":
        _from_phone(scene, form)
        return
    ticket = scene.ticket
    if ticket is None or ticket.status != "open" or scene.plan is None or scene.plan.campaigns is None:
        return
    if ticket.kind not in ("report_fault", "book_visit", "maintenance_request", "install_request"):
        return
    row = current(scene)
    if row is None or scene.tracker.told.get("registered") == str(ticket.id):
        return
    scene.tracker.told["registered"] = str(ticket.id)
    if stored.has_ticket(scene.tx, row.id, ticket.id):
        return
    kind: EntryName = "fault" if ticket.kind == "report_fault" else "request"
    _write(scene, row, kind, ticket.problem, f"ticket:{ticket.id}")


def _from_phone(scene: Scene, form: dict[str, Any]) -> None:
    row = stored.get(scene.tx, int(form["campaign"]))
    if row is None:
        return
    scene.tracker.campaign = [row.id, form.get("point")]
    known = stored_tickets.of_conversation(scene.tx, scene.conversation.id, statuses=people.OPEN)
    more = {k: form.get(k) for k in ("name", "phone", "address")}
    _write(scene, row, form["kind"], scene.text, str(form["key"]), source="phone",
           ticket=known[0].id if known else None, **more)  # fmt: skip
