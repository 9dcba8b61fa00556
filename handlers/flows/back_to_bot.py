"""The way back from the queue to the bot, of somebody who had asked for a person and would rather go on here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers, staff_notices
from handlers.flows import intake, people, status
from handlers.scene import Scene
from handlers.wording import regex
from storage import assignments, conversations, feed, queue
from storage import tickets as stored_tickets

SHORT = 40
BY_WISH = ("asked", "not_understood")  # reasons of a handover that the customer may call off
_BACK = regex(
    r"(?:还是|那|算了|就)+(?:你|机器人|您|这里|在这)(?:来|继续|接着|办|说|吧)|(?:跟|和|让|由|用|找)(?:你|机器人|这个)(?:继续|接着|来|办|说|弄)|(?:不用|不要|不|别)(?:再)?(?:转|找|等)(?:人工|人)(?:了|啦|吧)|(?:机器人|你)(?:继续|接着)(?:来|办|问|说|吧)?|^(?:取消|撤销)(?:转)?人工"
    r"|\b(?:go on|continue|carry on|keep going|back) (?:with|to) (?:the )?(?:bot|machine|robot|you|chatbot)\b|\b(?:the )?(?:bot|robot) (?:is fine|will do|can do it|again)\b|\b(?:don't|do not|no longer) (?:need|want) (?:a |the )?(?:person|human|agent|colleague)\b|\b(?:no|forget|cancel|skip) (?:the |a )?(?:person|human|agent)\b|\byou (?:can |may )?do it\b|\blet's (?:just )?(?:go on|continue)(?: here)?\b"
)


def hear(scene: Scene) -> bool:
    """Whether somebody who waits for a person by their own wish goes on with the bot."""
    if scene.conversation.owner != "queue" or scene.heard.danger or scene.event.kind != "text":
        return False
    item = queue.open_handoff(scene.tx, scene.conversation.id)
    if item is None or item.status != "waiting" or item.reason not in BY_WISH or len(scene.text) > SHORT:
        return False
    ticket = people.current_ticket(scene)
    if not _BACK.search(answers.plain(scene.text)) or (ticket and (ticket.severity or {}).get("danger")):
        return False
    scene.ticket = ticket
    give_back(scene, item, "wished")
    scene.say("bot-again")
    go_on(scene)
    return True


def give_back(scene: Scene, item: Row[Any], why: str) -> None:
    """Nobody has to take it any more: the bot has the right to speak again."""
    queue.change(scene.tx, item.id, status="closed", closed_at=scene.now, offered_to=None, offer_until=None)
    assignments.settle(scene.tx, item.id, "gone", scene.now)
    if scene.ticket is not None:
        scene.record("queue.returned", {"item": item.id, "why": why, "to": "bot"})
    conversations.set_owner(scene.tx, scene.conversation.id, "bot", scene.now)
    feed.tell(scene.tx, "queue", item.id, scene.now, scene.conversation.id)
    staff_notices.item_changed(scene.tx, scene.house, item.id, scene.now)
    scene.tracker.end()


def go_on(scene: Scene) -> None:
    """A report that counts says how it stands; one that is half told is asked on."""
    ticket = scene.ticket
    if ticket is None:
        return
    if any(entry.event == "ticket.confirmed" for entry in stored_tickets.log(scene.tx, ticket.id)):
        status.tell(scene)
        return
    scene.change(status="intake")
    scene.tracker.begin(intake.NAME)
    intake.go_on(scene)
