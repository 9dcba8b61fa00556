"""A part alone: nobody visits, so no visit is charged and no consent to one is asked; a colleague names price and day."""

from __future__ import annotations

from handlers import answers
from handlers.flows import cost, people
from handlers.scene import Scene
from handlers.wording import regex

LONGEST = 60  # characters
_POST = regex(
    r"(?:邮|快递?)?寄(?:给|过来|来|到|一下|一个|个)|(?:快递|邮寄)(?:过来|给我|就行|就好|吧)|自己(?:装|换)就(?:行|好|可以)"
    r"|\b(?:post|mail|ship|courier)\b.{0,12}\b(?:it|me|one|them|that|the part)\b|\bjust send (?:me )?(?:it|one|the part)\b"
)
_NO_VISIT = regex(
    r"不(?:用|要|需要|必)(?:上门|来人|派人|师傅|你们来)|\b(?:no|don't need a|do not need a|without a) (?:visit|technician)\b"
)
_DAYS = regex(
    r"(?:几天|多久|什么时候|啥时候|几时)(?:能|可以|会)?(?:寄到|送到|到货|发货|寄出|寄|收到|到)|\b(?:how long|how many days|when)\b.{0,20}\b(?:arriv\w*|deliver\w*|ship\w*|get (?:here|it))\b"
)


def hear(scene: Scene) -> bool:
    """ "No visit, just post it" and "how many days?" in the middle of a report."""
    ticket, said = scene.ticket, answers.plain(scene.text)
    if ticket is None or scene.event.kind != "text" or len(scene.text) > LONGEST:
        return False
    if ticket.kind == "parts_request" and _DAYS.search(said):
        people.leave_question(scene)
        scene.say("parts-when")
        return True
    wants = bool(_POST.search(said)) and (ticket.kind == "parts_request" or bool(_NO_VISIT.search(said)))
    if not wants and not (ticket.kind == "parts_request" and _NO_VISIT.search(said)):
        return False
    if ticket.kind == "parts_request":
        scene.record("ticket.note", {"remark": scene.text[:500]})
        scene.tracker.told[cost.BY_POST] = "yes"
        scene.say("parts-by-post")
        return True
    people.leave_question(scene)
    scene.say("parts-posted")
    return True
