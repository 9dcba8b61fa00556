"""Whether a history is right.  Each rule gives a sentence for everything that is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from tests.chaos.history import Booked, History, Kept, Who

Rule = Callable[[History], Iterator[str]]
ONCE = ("clock.warned", "clock.breached", "escalation.sent")
HOLDS = ("queue.claimed", "queue.accepted")


def taken_in_once_and_in_order(history: History) -> Iterator[str]:
    """What was acknowledged is there, once, as it was said."""
    for what in history.unacknowledged:
        yield f"never acknowledged: {what}"
    came = defaultdict(list)
    for message in history.messages:
        if message.direction == "in":
            came[message.who].append(message.text)
    for who, said in history.said.items():
        if came[who] != said:
            missing, extra = Counter(said) - Counter(came[who]), Counter(came[who]) - Counter(said)
            kind = "lost" if missing else "twice" if extra else "out of order"
            yield f"{who}: {kind}: said {said}, taken in {came[who]}"


def answered_once(history: History) -> Iterator[str]:
    """Every message that has been sent came once and in order; more often only as far as it is marked as unknown."""
    kept = defaultdict(list)
    for message in history.messages:
        tried = message.status == "sent" or (message.status == "refused" and message.attempts)
        if message.direction == "out" and tried:
            kept[message.who].append(message)
    for who in history.said:
        yield from _heard(who, kept[who], history.heard.get(who, []))


def _heard(who: Who, kept: Sequence[Kept], heard: Sequence[str]) -> Iterator[str]:
    runs = [(text, list(them)) for text, them in groupby(kept, key=lambda m: m.text.strip())]
    came = [(text, len(list(them))) for text, them in groupby(text.strip() for text in heard)]
    at = 0
    for text, them in runs:
        sure = sum(m.status == "sent" for m in them)  # what was refused meanwhile may have arrived before
        most = sum((m.status == "sent") + m.unsure + m.attempts * (m.status == "refused") for m in them)
        copies = came[at][1] if at < len(came) and came[at][0] == text else 0
        at += copies > 0
        if copies < sure:
            yield f"{who}: lost or out of order: {text!r} came {copies} times, not {sure}, after {came[max(at - 3, 0) : at]}, before {came[at : at + 4]}"
            return
        if copies > most:
            yield f"{who}: twice: {text!r} came {copies} times, {most} are explained"
    if at < len(came):
        yield f"{who}: out of order or made up: {came[at:][:3]}"


def repeated_events_are_answered_as_before(history: History) -> Iterator[str]:
    yield from history.otherwise


def every_event_is_answered_or_with_people(history: History) -> Iterator[str]:
    """What is said to the bot gets an answer: whoever is told nothing is with a person of ours, or waits for one."""
    answered = {m.reply_to for m in history.messages if m.direction == "out" and m.reply_to}
    last_epoch: dict[Who, int] = {}
    for message in history.messages:
        if message.direction == "in" and message.author == "customer" and message.who in history.said:
            if message.id not in answered and not last_epoch.get(message.who):
                yield f"{message.who}: no answer to {message.text!r}"
        elif message.direction == "out":
            last_epoch[message.who] = max(last_epoch.get(message.who, 0), message.epoch)


def bot_is_silent_after_a_handover(history: History) -> Iterator[str]:
    """Nothing is written under an older epoch than before, and nothing of the bot's is fetched after something newer
    (what is pushed may be noted late; that it comes in the order of writing is looked at in :func:`answered_once`)."""
    for who, them in _talks(history).items():
        for earlier, later in pairwise(them):
            if later.epoch < earlier.epoch:
                yield f"{who}: message {later.id} was written under epoch {later.epoch} after {earlier.epoch}"
        fetched = them if who[0] == "rest" else []
        sent = sorted(
            (m for m in fetched if m.status == "sent" and m.sent_at), key=lambda m: (m.sent_at, m.id)
        )
        newest = 0
        for message in sent:
            if message.author == "bot" and message.epoch < newest:
                yield f"{who}: the bot's message {message.id} of epoch {message.epoch} was sent after epoch {newest}"
            newest = max(newest, message.epoch)


def _talks(history: History) -> dict[Who, list[Kept]]:
    found = defaultdict(list)
    for message in history.messages:
        if message.direction == "out":
            found[message.who].append(message)
    return found


def one_holder(history: History) -> Iterator[str]:
    """An item is claimed by somebody only while nobody else has it; what engineers were told is theirs is so."""
    holder: dict[int, str | None] = {}
    asked: dict[int, str] = {}
    claimed = Counter[tuple[str, int]]()
    for entry in history.log:
        item = entry.data.get("item")
        if item is None:
            continue
        now = holder.get(item)
        if entry.event in HOLDS:
            passed_on = entry.event == "queue.accepted" and asked.pop(item, None) == entry.actor
            if now not in (None, entry.actor) and not passed_on:
                yield f"item {item} was claimed by {entry.actor} while {now} had it"
            holder[item] = entry.actor
            claimed[entry.actor, item] += 1
        elif entry.event == "queue.transferred":
            if now != entry.actor:
                yield f"item {item} was passed on by {entry.actor}, but {now} had it"
            if str(entry.data["to"]).startswith("user:"):
                asked[item] = entry.data["to"]
            else:
                holder[item] = None
        elif entry.event == "queue.lease_lost" or (entry.event == "queue.returned" and now == entry.actor):
            holder[item] = None
    for item, who in history.holders.items():
        if holder.get(item) != who:
            yield f"item {item} is {who}'s, but by the log {holder.get(item)}'s"
    for (who, item), times in Counter(history.claims).items():
        if claimed[who, item] < times:
            yield f"{who} was told {times} times to have claimed item {item}; the log has {claimed[who, item]}"


def replies_of_people_once(history: History) -> Iterator[str]:
    """What an engineer was told is said has been written, once."""
    there = Counter(m.event_id for m in history.messages if m.direction == "out" and m.event_id)
    for key in history.replies:
        if there[key] != 1:
            yield f"an engineer's reply is there {there[key]} times: {key}"


def no_double_visit(history: History) -> Iterator[str]:
    """A technician is at one place at a time, a ticket has one visit to come, and every visit has its time."""
    taken: dict[tuple[int, int], Booked] = {}
    confirmed = Counter(v.ticket for v in history.visits if v.status == "confirmed")
    for ticket, times in confirmed.items():
        if times > 1:
            yield f"ticket {ticket} has {times} confirmed visits"
    for visit in history.visits:
        if visit.status not in ("held", "confirmed", "done"):
            yield f"visit {visit.id} is {visit.status} and still takes {len(visit.slots)} half hours"
        elif not visit.slots:
            yield f"visit {visit.id} is {visit.status} and takes no time"
        for slot in visit.slots:
            other = taken.setdefault((visit.technician, slot), visit)
            if other is not visit:
                yield f"technician {visit.technician} has visits {other.id} and {visit.id} at the same time"


def clocks_fire_once(history: History) -> Iterator[str]:
    """Each step of a clock fires once for each time that the clock is due."""
    fired = Counter(
        (e.ticket, e.event, e.data.get("clock"), e.data.get("step"), e.data.get("due"))
        for e in history.log
        if e.event in ONCE and "clock" in e.data
    )
    for what, times in fired.items():
        if times > 1:
            yield f"ticket {what[0]}: {what[1:]} fired {times} times"


def nothing_is_left(history: History) -> Iterator[str]:
    yield from history.left


RULES: tuple[Rule, ...] = (
    taken_in_once_and_in_order, answered_once, repeated_events_are_answered_as_before,
    every_event_is_answered_or_with_people, bot_is_silent_after_a_handover, one_holder,
    replies_of_people_once, no_double_visit, clocks_fire_once, nothing_is_left,
)  # fmt: skip


def check(history: History) -> dict[str, list[str]]:
    """What is wrong, by rule; empty when everything is right."""
    found = {rule.__name__: list(rule(history)) for rule in RULES}
    return {name: wrong for name, wrong in found.items() if wrong}
