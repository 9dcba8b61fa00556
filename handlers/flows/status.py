"""How far is it?  Answered honestly from clocks and visits, and only to whoever the report belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import answers, areas, handoff, identity, questions, tickets, visits
from handlers.flows import unheard
from handlers.rules import serials
from handlers.scene import Scene
from handlers.texts.shapes import moment, shortened, window
from handlers.wording import regex
from nlu.entities import ticket_numbers
from storage import dealers, devices, promises
from storage import incidents as stored_incidents
from storage import queue as stored_queue
from storage import tickets as stored_tickets
from storage import visits as stored_visits

OPEN = ("intake", "open")
FEW = 5  # reports that are told one by one
STEPS = {"visit.on_the_way": "on_the_way", "visit.arrived": "arrived"}  # of a visit under way
HERE = "arrived"  # of a note: the customer has said that somebody is there
_DIGITS = regex(r"(?<![\d:：.])\d{3,}(?![\d:：])")  # the end of a number
_CHINESE = regex(r"[\u4e00-\u9fff]+")
_ENGLISH = regex(r"[a-z]{4,}")
#: Words that any message may have, and so name no report.
_PLAIN_WORDS = regex(
    r"第.[台个张单]|[那这一][台个张]|还有|什么|怎么样?|时候|几点|师傅|上门|报修|故障|设备|机器|改到|取消|上午|下午|早上|明天|后天|今天|周[一二三四五六日天]|修好|不用|来修|进度"
    r"|\b(?:that|this|what|when|with|have|from|they|come|coming|visit|cancel|move|about|does|doesn|still|another|report|please|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|broken|fixed|working|works?|number)\b"
)
MOST_OFFERED = 5  # reports to choose from


def own(scene: Scene) -> Sequence[Row[Any]]:
    """The open reports of this conversation, newest first."""
    return stored_tickets.of_conversation(scene.tx, scene.conversation.id, statuses=OPEN)


def named(scene: Scene) -> Row[Any] | None:
    """The report whose number the message names, if it is this customer's."""
    if scene.text.startswith("/ticket:"):
        numbers: tuple[str, ...] = (scene.text.removeprefix("/ticket:"),)
    else:
        numbers = ticket_numbers(scene.text)
    for number in numbers:
        row = stored_tickets.by_number(scene.tx, number)
        if row is not None and is_theirs(scene, row):
            return row
    return None


def described(scene: Scene, rows: Sequence[Row[Any]]) -> Row[Any] | None:
    """The one of several reports of which the message names the device, the part, the city or the fault in the words
    of that report ("the slow one"); None when that fits none or more than one."""
    if len(rows) < 2 or scene.event.kind != "text":
        return None
    text = answers.plain(scene.text)
    key, region = serials.fold(scene.text), areas.region_of(scene.text)
    ends = [serials.fold(d) for d in _DIGITS.findall(scene.text)]

    def fits(row: Row[Any]) -> bool:
        device = devices.get(scene.tx, row.device_id)
        named = (
            [device.serial_key, serials.fold(row.number)]
            if device is not None
            else [serials.fold(row.number)]
        )
        plan = scene.house.plan(row.plan)
        part = next((c for c in plan.components if c.id == row.component), None) if plan is not None else None
        signs = [
            s["text"].casefold().rstrip("了") for s in row.facts.get("signs", ()) if s["signal"] != "learned"
        ]
        words = [*signs, *(w.casefold() for w in (part.words if part is not None else ()))]
        return (
            any(n in key or any(n.endswith(e) for e in ends) for n in named)
            or (region is not None and row.region == region)
            or any(len(w) > 1 and w in text for w in words)
        )

    for test in (fits, lambda row: _shares_words(text, answers.plain(row.problem))):
        found = [row for row in rows if test(row)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _shares_words(text: str, problem: str) -> bool:
    """Whether a message has a word of a report that says which it is: two characters in a row, or a word of English."""
    said = _PLAIN_WORDS.sub(" ", text)
    pairs = {part[i : i + 2] for part in _CHINESE.findall(said) for i in range(len(part) - 1)}
    english = {word for word in _ENGLISH.findall(said) if word in problem.split()}
    return bool(english) or any(pair in problem for pair in pairs)


def is_theirs(scene: Scene, ticket: Row[Any]) -> bool:
    """Whether this conversation may read of that report (:mod:`handlers.rules.identity`)."""
    return identity.may_read(scene.conversation, ticket)


def counting(scene: Scene) -> list[Row[Any]]:
    """The reports of this conversation that count already, newest first."""
    return [row for row in own(scene) if row.status == "open"]


def which(scene: Scene, then: str | None = None) -> Row[Any] | None:
    """The report that is meant.  Asks when several are open (then ``tracker.asked`` is "ticket", and ``then``, or the
    intent of this message, goes on with the answer)."""
    rows = counting(scene)
    found = named(scene) or described(scene, rows)
    if found is not None:
        return found
    if len(rows) <= 1:
        return rows[0] if rows else None
    _await_choice(scene, then or scene.intent)
    scene.say("ask-which-ticket", *_choices(rows[:MOST_OFFERED]))
    return None


def _await_choice(scene: Scene, then: str) -> None:
    scene.tracker.ask("ticket")
    scene.tracker.slots |= {"then": then, "said": "" if scene.text.startswith("/") else scene.text[:500]}


def _choices(rows: Sequence[Row[Any]]) -> list[tuple[str, str]]:
    return [(f"{r.number} {_short(r.problem)}", f"/ticket:{r.number}") for r in rows]


def _short(text: str) -> str:
    return shortened(text.replace("\n", " "), 14)


def tell(scene: Scene) -> None:
    """Say how far a report is; of a few, how far each of them is."""
    rows = counting(scene)
    if named(scene) is not None or described(scene, rows) is not None:
        rows = []
    if 1 < len(rows) <= FEW:
        _tell_each(scene, rows)
        return
    numbers = ticket_numbers(scene.text)
    ticket = which(scene, "ticket_status")
    if ticket is None:
        if scene.tracker.asked == "ticket":
            return
        unfinished = next(iter(own(scene)), None)
        if unfinished is not None and scene.tracker.flow == "intake":
            _tell_unfinished(scene, unfinished)
        elif not (_tell_attached(scene, numbers) or (not numbers and _tell_closed(scene))):
            scene.tracker.told["no-report"] = "yes"
            if numbers:
                unheard.keep_behind_number(scene)
            scene.say(
                "status-not-yours" if numbers else "status-none",
                ("button-report", "/report"),
                ("button-prove", "/prove"),
                ("button-human", "/human"),
            )
        return
    visit = visits.booked(scene.tx, ticket.id)
    missed = visit is not None and visit.end <= scene.now and visits.missed(scene.tx, visit)
    another = (("button-move-visit", "/reschedule_visit"),) if missed else ()
    scene.quote(text_of(scene, ticket), *another, ("button-human", "/human"))
    questions.again(scene, ticket)


def _tell_unfinished(scene: Scene, ticket: Row[Any]) -> None:
    """A report that is still being told: the promise first, then that it only wants the rest."""
    plan = scene.house.plan(ticket.plan)
    states = tickets.clock_states(scene.tx, scene.house, ticket, scene.now) if plan is not None else []
    due = next((c.due for c in states if plan and c.name == plan.visits.promise and c.due is not None), None)
    if due is None or due <= scene.now or ticket.kind != "report_fault":
        scene.say("status-intake", number=ticket.number)
        return
    scene.say("status-intake-by", number=ticket.number, until=moment(scene.local(due), scene.lang, scene.now))


def _tell_closed(scene: Scene) -> bool:
    """The newest report of this conversation, where it was resolved and nothing is open."""
    ticket = next(iter(stored_tickets.of_conversation(scene.tx, scene.conversation.id)), None)
    if ticket is None or ticket.status != "resolved" or ticket.closed_at is None:
        return False
    at = moment(scene.local(ticket.closed_at), scene.lang, scene.now)
    scene.say(
        "status-closed", ("button-report", "/report"), ("button-human", "/human"), number=ticket.number, at=at
    )
    return True


def _tell_attached(scene: Scene, numbers: Sequence[str]) -> bool:
    """A report that somebody else made and this customer made again: number and state, nothing of the other one."""
    rows = stored_incidents.attached(scene.tx, scene.conversation.id)
    found = next((r for r in rows if not numbers or r.number in numbers), None)
    if found is not None:
        scene.quote(_head(scene, found, "status-attached"), ("button-human", "/human"))
    return found is not None


def _tell_each(scene: Scene, rows: Sequence[Row[Any]]) -> None:
    """Number, what it is about, state and next time of each; who wants to know more about one may choose it."""
    lines = [
        " ".join([_head(scene, row, "status-brief", what=_short(row.problem)), *_next(scene, row)])
        for row in rows
    ]
    if scene.tracker.flow is None:
        _await_choice(scene, "ticket_status")
        scene.quote("\n".join(lines), *_choices(rows))
    else:
        scene.quote("\n".join(lines))


def text_of(scene: Scene, ticket: Row[Any]) -> str:
    """Status, visit, place in the queue and the next promised time of one report."""
    lines = [_head(scene, ticket, "status-head")]
    if scene.tracker.agreed and ticket.conversation_id == scene.conversation.id:
        lines.append(scene.t("status-agreed", what=scene.tracker.agreed))
    lines += [
        *_visit(scene, ticket),
        *_party(scene, ticket),
        *_work(scene, ticket),
        *_people(scene, ticket),
        *_words(scene, ticket),
        *_promise(scene, ticket),
    ]
    return "\n".join(lines)


def _head(scene: Scene, ticket: Row[Any], text_id: str, **more: str) -> str:
    return scene.t(text_id, number=ticket.number, status=scene.t(f"status-{ticket.status}"), **more)


def _next(scene: Scene, ticket: Row[Any]) -> list[str]:
    """The one thing that comes next."""
    return (
        _visit(scene, ticket) or _party(scene, ticket) or _people(scene, ticket) or _promise(scene, ticket)
    )[:1]


def _visit(scene: Scene, ticket: Row[Any]) -> list[str]:
    visit = visits.booked(scene.tx, ticket.id)
    if visit is None:
        return _done(scene, ticket)
    when = window(scene.local(visit.start), scene.local(visit.end), scene.lang, scene.now)
    log = stored_tickets.log(scene.tx, ticket.id)
    if visit.end <= scene.now and visits.missed(scene.tx, visit):
        came = any(e.event == "ticket.note" and (e.data or {}).get(HERE) and e.at >= visit.start for e in log)
        known = "status-visit-here" if came else "status-visit-missed"
        return [scene.t(known, when=when, technician=visit.technician)]
    steps = [e for e in log if e.event in STEPS]
    if steps and (steps[-1].data or {}).get("visit") == visit.id:
        known, at = STEPS[steps[-1].event], moment(scene.local(steps[-1].at), scene.lang, scene.now)
        return [scene.t(f"status-visit-{known}", technician=visit.technician, at=at)]
    now = visit.start <= scene.now < visit.end
    return [scene.t("status-visit-now" if now else "status-visit", when=when, technician=visit.technician)]


def _done(scene: Scene, ticket: Row[Any]) -> list[str]:
    """That somebody has been there, and whose word is awaited now."""
    log = stored_tickets.log(scene.tx, ticket.id)
    begin = max((i for i, e in enumerate(log) if e.event == "ticket.reopened"), default=-1)
    since = log[begin + 1 :]
    done = next((e for e in reversed(since) if e.event == "visit.done"), None)
    been = stored_visits.of_ticket(scene.tx, ticket.id, ("done",)) if done is not None else ()
    visit = next((v for v in been if done is not None and v.id == (done.data or {}).get("visit")), None)
    if done is None or visit is None or ticket.status != "open" or ticket.facts.get("planned"):
        return []
    confirmed = any(e.event == "customer.confirmed" for e in since)
    at = moment(scene.local(done.at), scene.lang, scene.now)
    key = "status-visit-confirmed" if confirmed else "status-visit-done"
    return [scene.t(key, technician=visit.technician, at=at)]


def in_hands(scene: Scene, ticket: Row[Any]) -> Row[Any] | None:
    """The party that carries a report out, where it is not our own technician who comes."""
    if ticket.status != "open" or visits.booked(scene.tx, ticket.id) is not None:
        return None
    return next((hop for hop in dealers.hops(scene.tx, ticket.id) if hop.ended_at is None), None)


def party_name(scene: Scene, hop: Row[Any]) -> str:
    """A dealer with its telephone, or what the party is called."""
    if hop.party != "dealer":
        return scene.t(f"party-{hop.party}")
    return (
        scene.t("party-dealer-phone", name=hop.dealer, phone=hop.dealer_phone)
        if hop.dealer_phone
        else str(hop.dealer)
    )


def _party(scene: Scene, ticket: Row[Any]) -> list[str]:
    """Who has it, and what they have arranged."""
    hop = in_hands(scene, ticket)
    if hop is None:
        return []
    party = party_name(scene, hop)
    if not hop.arranged:
        return [scene.t("status-party", party=party)]
    when = moment(scene.local(datetime.fromisoformat(hop.arranged["at"])), scene.lang, scene.now)
    return [scene.t("status-arranged", who=hop.arranged["who"], when=when, party=party)]


def _work(scene: Scene, ticket: Row[Any]) -> list[str]:
    """Where the returned device is, or that software is being adjusted."""
    work = ticket.facts.get("nature_work")
    if not work or ticket.status != "open":
        return []
    state = f"{work['kind']}-{work['state']}"
    return [scene.t(f"status-{state}", number=work.get("number") or "")]


def _people(scene: Scene, ticket: Row[Any]) -> list[str]:
    """The place in the queue, or that somebody calls."""
    item = handoff.waiting_item(scene.tx, ticket.conversation_id)
    if item is not None:
        found = handoff.expected(scene.tx, item, scene.now)
        until = moment(scene.local(found.until), scene.lang, scene.now) if found.until else ""
        return [scene.t(found.text_id, place=str(found.place), until=until)]
    if stored_queue.open_task(scene.tx, ticket.conversation_id, "call_back", ticket.id) is not None:
        return [scene.t("status-call-back")]
    return []


def _words(scene: Scene, ticket: Row[Any]) -> list[str]:
    """What somebody of ours has promised and not kept yet."""
    if ticket.status != "open":
        return []
    return [
        scene.t("status-promised", what=p.text, until=moment(scene.local(p.due_at), scene.lang, scene.now))
        for p in promises.owed(scene.tx, ticket.id)
        if p.kind != "visit" and p.made_by != "bot" and p.due_at > scene.now
    ]


def _promise(scene: Scene, ticket: Row[Any]) -> list[str]:
    """The next time that we have promised, or that we are late."""
    plan = scene.house.plan(ticket.plan)
    if ticket.status != "open" or plan is None:
        return []
    due = [c for c in tickets.clock_states(scene.tx, scene.house, ticket, scene.now) if c.due is not None]
    running = [c for c in due if c.state in ("running", "breached")]
    found = min(running, key=lambda c: c.due or scene.now, default=None)
    clock = plan.clock(found.name) if found is not None else None
    if found is None or found.due is None or clock is None:
        return []
    visit = visits.booked(scene.tx, ticket.id)
    late = visit is not None and clock.name == plan.visits.promise and visit.start > found.due
    key = "status-late" if found.breached else "status-visit-late" if late else "status-promise"
    until = moment(scene.local(found.due), scene.lang, scene.now)
    return [scene.t(key, what=clock.label.of(scene.lang), until=until)]
