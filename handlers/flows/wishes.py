"""What the customer wishes for the repair: asked where a form that is issued at once may not leave it blank (P2.1)."""

from __future__ import annotations

from handlers import answers, forms
from handlers.scene import Scene

MOST = 500  # characters kept
NOTHING = ("没什么", "没什么要求", "没有要求", "没要求", "无要求", "没有特别要求", "随便", "都可以", "都行", "nothing special", "nothing", "none", "no wishes", "not really")  # fmt: skip


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
    ticket = scene.ticket
    if scene.tracker.asked != "wishes" or ticket is None or answers.asks_back(scene.text):
        return False
    said = scene.text
    if answers.plain(said) in answers.BINDING:
        return False  # about a price, and no wish
    if said in ("/nowishes", "/no") or answers.plain(said) in NOTHING or answers.yes_or_no(scene) is False:
        said = scene.t("wishes-none")
    elif said.startswith("/") or answers.yes_or_no(scene) is not None or not answers.plain(said):
        return False
    scene.change(facts={**ticket.facts, "wishes": said[:MOST]})
    scene.tracker.asked = None
    return True
