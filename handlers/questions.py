"""Questions that people of ours put to a customer in the chat: sent with buttons, answered once, whoever leads the talk.

The open question of a ticket is in ``ticket.facts["question"]``; its number makes a late or repeated answer harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from handlers import answers, handoff, tickets, unanswered
from handlers.flows import price_answers, thinking
from handlers.house import House
from handlers.scene import Scene
from handlers.telling import write
from handlers.texts.catalog import Value, say
from handlers.tracker import Tracker
from handlers.wording import regex
from storage import conversations
from storage import tickets as stored_tickets
from storage.engine import Tx

PAYLOAD = "/answer"
BINDING_QUESTIONS = ("summary", "consent", "cancel_visit", "close", "guide_close")
MOST_TEXT = 4000
MOST_OPEN = 20  # tickets of a conversation with a question


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: ``about`` names who hears the answer, ``ref`` what of it; the text comes first or from ``text_id``."""

    about: str
    ref: str
    text: str
    yes: str  # text ids of the buttons
    no: str


def _ask(
    tx: Tx, house: House, ticket: Row[Any], question: Question, language: str, actor: str, now: datetime
) -> tuple[Row[Any], list[list[str]]]:
    """Note the question with the ticket; its buttons."""
    number = int(ticket.facts.get("question", {}).get("number", 0)) + 1
    buttons = [
        [say(title, language), f"{PAYLOAD}:{ticket.id}:{number}:{answer}"]
        for title, answer in ((question.yes, "yes"), (question.no, "no"))
    ]
    asked = {
        "about": question.about,
        "ref": question.ref,
        "number": number,
        "open": True,
        "at": now.isoformat(),
        "times": 1,
        "buttons": buttons,
        "text": question.text[:MOST_TEXT],
    }
    ticket = tickets.change(tx, house, ticket, actor, now, facts={**ticket.facts, "question": asked})
    return ticket, [*buttons, [say("button-human", language), "/human"]]


def send(
    tx: Tx, house: House, ticket: Row[Any], question: Question, actor: str, now: datetime
) -> Row[Any]:  # fmt: skip
    """Put it to the customer.  A question that was open is replaced: its buttons answer nothing any more."""
    row = conversations.get(tx, ticket.conversation_id, locked=True)
    assert row is not None, "a ticket belongs to a conversation"
    ticket, buttons = _ask(tx, house, ticket, question, row.lang, actor, now)
    write(tx, row, question.text, now, ticket_id=ticket.id, buttons=buttons)
    tracker = Tracker.load(row.tracker)
    _remember(tracker, ticket.id)
    look = min(
        (at for at in (row.look_at, unanswered.next_look(tx, house, tracker)) if at is not None), default=None
    )
    conversations.save(tx, row.id, tracker=tracker.dump(), look_at=look)
    return ticket


def put(scene: Scene, question: Question) -> None:
    """Put it to the customer who is talking to us now."""
    assert scene.ticket is not None
    ticket, buttons = _ask(scene.tx, scene.house, scene.ticket, question, scene.lang, scene.actor, scene.now)
    scene.ticket = ticket
    _remember(scene.tracker, ticket.id)
    scene.quote(question.text, *((title, payload) for title, payload in buttons))


def again(scene: Scene, ticket: Row[Any]) -> None:
    """Whoever asks how far it is hears that we wait for an answer."""
    asked = ticket.facts.get("question") or {}
    if asked.get("open") and ticket.conversation_id == scene.conversation.id:
        scene.quote(f"{scene.t('question-again')}\n{asked['text']}", *((t, p) for t, p in asked["buttons"]))


def _remember(tracker: Tracker, ticket_id: int) -> None:
    tracker.questions = sorted({*tracker.questions, ticket_id})[-MOST_OPEN:]


def tell(tx: Tx, ticket: Row[Any], now: datetime, text_id: str, **args: Value) -> None:
    """Something of the house to the customer of a ticket, in the customer's language."""
    from handlers.queue import notify

    notify(tx, ticket.conversation_id, now, text_id, **args)


def lang(tx: Tx, ticket: Row[Any]) -> str:
    row = conversations.get(tx, ticket.conversation_id)
    return str(row.lang) if row is not None else "zh"


def close(tx: Tx, house: House, ticket: Row[Any], actor: str, now: datetime, about: str) -> Row[Any]:
    """The open question about something is not asked any more."""
    asked = ticket.facts.get("question", {})
    if not asked.get("open") or asked.get("about") != about:
        return ticket
    return tickets.change(tx, house, ticket, actor, now, facts={**ticket.facts, "question": {**asked, "open": False}})  # fmt: skip


_CONTESTS = regex(
    r"凭什么|凭啥|不是我|我们?没(?:有)?(?!问题)|不认|冤枉|不合理|不服|\bwhy should (?:i|we)\b|\bnot (?:my|our) fault\b|\b(?:i|we) (?:did ?n'?t|did not|never)\b|\bunfair\b"
)
LONGEST = 40  # characters of an answer in words

Hears = Callable[[Scene, str, bool], None]


def hear(scene: Scene, hears: Mapping[str, Hears]) -> bool:
    """Take the answer to an open question.  False: the message is none."""
    found = _answer(scene)
    if found is None:
        return _neither(scene)
    ticket_id, number, yes = found
    ticket = stored_tickets.get(scene.tx, ticket_id, locked=True)
    if ticket is None or ticket.conversation_id != scene.conversation.id:
        return False
    asked = ticket.facts.get("question", {})
    if not asked.get("open") or asked.get("number") != number or ticket.status in tickets.ENDED:
        scene.notice("question-over")
        return True
    scene.ticket = ticket
    scene.plan = scene.house.plan(ticket.plan) or scene.plan
    scene.change(facts={**ticket.facts, "question": {**asked, "open": False}})
    handoff.drop_tasks(scene.tx, ticket_id, scene.now, only=(unanswered.TASK,))
    scene.tracker.misses = 0
    scene.tracker.questions = [t for t in scene.tracker.questions if t != ticket_id]
    hears[asked["about"]](scene, str(asked["ref"]), yes)
    return True


def _answer(scene: Scene) -> tuple[int, int, bool] | None:
    """Ticket, number of the question, yes or no: by a button, or by words that can mean nothing else."""
    parts = scene.text.split(":")
    if parts[0] == PAYLOAD:
        good = len(parts) == 4 and all(p.isascii() and p.isdecimal() and len(p) <= 9 for p in parts[1:3])
        return (int(parts[1]), int(parts[2]), parts[3] == "yes") if good else None
    ticket = _asked_in_words(scene)
    if ticket is None:
        return None
    asked = ticket.facts["question"]
    said = answers.plain(scene.text)
    if _belongs_to_the_task(scene, said):
        return None
    for title, payload in asked["buttons"]:
        if answers.plain(title) == said:
            return ticket.id, asked["number"], payload.endswith(":yes")
    free = _free(scene)
    if asked["about"] == "consent" and said not in answers.BINDING:
        answer = price_answers.read(scene.text) if free else None
    else:
        answer = answers.yes_or_no(scene) if free or said in answers.BINDING else None
    return None if answer is None else (ticket.id, asked["number"], answer)


def _asked_in_words(scene: Scene) -> Row[Any] | None:
    """The one ticket whose open question a short message may answer."""
    if scene.event.kind != "text" or not scene.text or len(scene.text) > LONGEST:
        return None
    open_ones = [t for t in _open(scene) if t.facts["question"].get("open")]
    return open_ones[0] if len(open_ones) == 1 else None


def _free(scene: Scene) -> bool:
    """Whether nothing else is asked or under way."""
    return scene.conversation.owner == "bot" and scene.tracker.flow is None and scene.tracker.asked is None


def _neither(scene: Scene) -> bool:
    """A price is neither agreed to nor refused: there is time to think, and whoever contests it gets a person."""
    ticket = _asked_in_words(scene) if _free(scene) else None
    if ticket is None or ticket.facts["question"]["about"] != "consent" or scene.intent == "complaint":
        return False  # a complaint goes to a person at once
    said = answers.plain(scene.text)
    asked = ticket.facts["question"]
    buttons = [(title, payload) for title, payload in asked["buttons"]]
    if _CONTESTS.search(said):
        scene.ticket = ticket
        scene.record("ticket.note", {"contested": scene.text[:500]})
        scene.say("question-contested", ("button-human", "/human"), *buttons)
        return True
    if thinking.wants_time(scene.text) and not answers.is_question(scene.text):
        scene.say("question-no-hurry", *buttons, number=ticket.number)
        return True
    return False


def _belongs_to_the_task(scene: Scene, said: str) -> bool:
    """Whether words that answer are for what the bot itself has asked, such as a summary or a price."""
    if scene.conversation.owner != "bot" or scene.tracker.asked is None:
        return False
    titles = {answers.plain(title) for title, _ in scene.tracker.buttons}
    return said in titles or scene.tracker.asked in BINDING_QUESTIONS


def _open(scene: Scene) -> Sequence[Row[Any]]:
    found = (stored_tickets.get(scene.tx, number) for number in scene.tracker.questions)
    return [t for t in found if t is not None and t.status in tickets.OPEN and t.facts.get("question")]
