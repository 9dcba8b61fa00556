"""What the customer wishes for the repair: asked where a form that is issued at once may not leave it blank (P2.1)."""

from __future__ import annotations

from handlers import answers, forms
from handlers.flows import times_told
from handlers.flows.who_and_where import less
from handlers.scene import Scene
from handlers.wording import regex

MOST = 500  # characters kept
_NOTHING = regex(
    r"^(?:没有?|无)(?:什么|啥)?(?:特别|特殊)?的?(?:要求|想法)?[了的]?$|^(?:随便|都可以|都行)$"
    r"|^(?:nothing(?: special)?|none|no(?: special)? wish(?:es)?|not really)$"
)
_AROUND_A_TIME = regex(
    r"[\s,，.。!！吧吗呢的在就来约或者最好可以行请]|\b(?:on|at|in|or|and|please|come|best|any ?time|works?|suits?|is|fine|ok|good|would|be|for|me|us)\b"
)


def wanted(scene: Scene) -> bool:
    """Whether a form of the plan needs it and nobody has said it yet."""
    ticket, plan = scene.ticket, scene.plan
    if ticket is None or plan is None or ticket.facts.get("wishes"):
        return False
    return any(
        field.required and field.filled_from == "ticket.wishes"
        for form in plan.forms
        if form.at_once and forms.fits(form, ticket)
        for field in form.fields
    )


def ask_wishes(scene: Scene) -> bool:
    if scene.ticket is None or scene.ticket.status != "intake" or not wanted(scene):
        return False
    again = scene.tracker.ask("wishes")
    scene.say("ask-wishes-again" if again else "ask-wishes", ("button-no-wishes", "/nowishes"))
    return True


def hear_wishes(scene: Scene) -> bool:
    """Whatever is said to the question is a wish, but for a question and what means that there is none."""
    ticket, said = scene.ticket, scene.text
    if scene.tracker.asked != "wishes" or ticket is None:
        return False
    plain = answers.plain(said)
    if plain in answers.BINDING:
        return False  # about a price, and no wish
    if said in ("/nowishes", "/no") or _NOTHING.search(plain) or answers.yes_or_no(scene) is False:
        said = scene.t("wishes-none")
    elif answers.asks_back(said) or said.startswith("/") or answers.yes_or_no(scene) is not None or not plain:
        return False
    elif _only_when(scene):
        said = scene.t("wishes-none")  # an appointment is no wish for how it is done
    scene.change(facts={**ticket.facts, "wishes": said[:MOST]})
    scene.tracker.asked = None
    return True


def _only_when(scene: Scene) -> bool:
    """Whether a message is the time that suits and nothing else."""
    if times_told.wanted_time(scene) is None:
        return False
    rest = less(scene.text, [e for e in scene.heard.entities if e.entity == "visit_time"])
    return not _AROUND_A_TIME.sub("", answers.plain(rest))
