"""The short exchanges around the work: greetings, thanks, help, praise, complaints, and being lost."""

from __future__ import annotations

from handlers import answers, guessing
from handlers.flows import (
    aftercare,
    campaign,
    device,
    fault,
    intake,
    people,
    plain_questions,
    price_words,
    status,
    summary,
    visit,
    visit_words,
)
from handlers.scene import Scene
from handlers.wording import regex
from nlu import danger
from nlu.entities import ticket_numbers
from nlu.normalise import normalise
from storage import tickets as stored_tickets

SPOKEN = {"plain-speak-zh": "zh", "plain-speak-en": "en"}
#: Sayings and things that only sound like a danger.
_IDIOMS = regex(
    r"(?:已经)?把?人都?(?:撤|清)(?:了|走|离|空|出)|\bcleared the (?:room|area|building|hall)\b|火烧眉毛|(?:有|放着?|备着?)灭火器|(?:指示|报警|状态|电源)?灯(?:还|一直|都)?(?:是|亮)着?红(?:色|的)*(?:的|灯)?|狗(?:会|要)?咬人|小心狗|\b(?:my |the )?(?:boss|wife|husband|manager|customers?) (?:is|are) on fire\b|\bi'?m dying here\b|\bi smoke\b|\b(?:the |our |my )?dogs? (?:bites?|may bite|barks?)\b|\bthe (?:light|led) is red\b"
)
#: Who somebody is, told beside a number: "her name is Jo".
_WHO = regex(
    r"\b(?:my|his|her|their) name(?:'s| is)\b|^(?:孩子|老人|家人|老婆|老公)(?:一个人)?在家[,，]?(?:会|能|可以)?开门$"
)
#: Signs that may stand for fire, an explosion, somebody hurt or a call for help, where nothing else is written.
_ALARMING = regex("[🔥🚒💥💣🆘🚨🚑🤕😵🩸☠💀⚡]")
ADVICE = "advice"  # slot: a person was offered for a question about use
MENU = (
    ("button-report", "/report"),
    ("button-status", "/status"),
    ("button-warranty", "/warranty"),
    ("button-human", "/human"),
)


def greet(scene: Scene) -> None:
    plan = scene.plan
    if campaign.greet(scene):
        return
    again = scene.event.kind == "text" and scene.tracker.told.get("greeted")
    scene.tracker.told["greeted"] = "yes"
    if again:
        scene.say("hello-again", *MENU)
        return
    if plan is not None:
        scene.say("greet-plan", *MENU, plan=plan.name.of(scene.lang))
    else:
        scene.say("greet", *MENU)


def hello_again(scene: Scene) -> None:
    scene.say("hello-again")


def welcome(scene: Scene) -> None:
    """Thanks never opens or reopens anything."""
    scene.say("welcome")


def goodbye(scene: Scene) -> None:
    scene.say("goodbye")


def help_(scene: Scene) -> None:
    scene.say("help", *MENU)


def out_of_scope(scene: Scene) -> None:
    """Nobody is refused whom we may only not have understood."""
    wordless = scene.event.kind == "text" and not any(c.isalnum() for c in scene.text)  # only pictures
    if wordless and _ALARMING.search(scene.text):
        scene.say("signs-of-danger", ("button-human", "/human"))
        return
    if ticket_numbers(scene.text):
        status.tell(scene)
        return
    begun = sum(map(str.isalnum, scene.text)) <= 1  # 灯 may be the first of a few
    clear = fault.nothing_for_us(scene) and not begun
    scene.say("out-of-scope" if clear else "tell-me-more", *MENU)


def answer_plainly(scene: Scene) -> bool:
    """What anybody may ask of any bot (:mod:`handlers.flows.plain_questions`); a person is offered with it."""
    text = plain_questions.asked(scene)
    counts = text is not None and bool(status.counting(scene))
    reported = counts or (scene.tracker.flow is None and people.current_ticket(scene) is not None)
    if scene.tracker.asked == "phone" and scene.entity("phone") is not None:
        return False  # "13900012355, not in working hours"
    if scene.tracker.asked == "name" and scene.entity("contact_name") is not None:
        return False  # "I'm his son, name of Zhou"
    if scene.tracker.asked == "phone" and scene.entity("phone") is not None:
        return False  # "139..., not in working hours"
    if scene.tracker.asked == "summary" and summary.confirms_and_asks(scene):
        return False  # "yes, can I pay by card?"
    if text is None or (text in (*plain_questions.OF_A_VISIT, "plain-who-comes") and reported):
        return False  # "what shall I get ready?" is about the visit then
    if text in plain_questions.FOR_PEOPLE and scene.tracker.flow == intake.NAME and scene.ticket is not None:
        if text in plain_questions.INVOICES and not answers.asks(scene.text):
            scene.record("ticket.note", {"invoice": scene.text[:500]})
        else:
            people.leave_question(scene)
    if text in SPOKEN:
        scene.lang = SPOKEN[text]
    plan = people.some_plan(scene)
    hours = plain_questions.visiting(plan) if text == "plain-hours" else ""
    if text == "plain-hours" and not hours:
        text = "plain-hours-always"
    scene.say(text, ("button-human", "/human"), hotline=plan.hotline, hours=hours)
    return True


def tells_no_danger(scene: Scene) -> str | None:
    """What a message means that is a plain question, asks for the price only, or says that a number that we asked for
    cannot be found, where no word in it names a danger, however it may look; None where it may tell of one."""
    said, asked = answers.plain(scene.text), scene.tracker.asked
    if len(scene.text) > plain_questions.LONGEST:
        return None
    rest = _IDIOMS.sub(" ", said)
    under_way = scene.tracker.flow is not None or bool(status.counting(scene))
    if rest != said and under_way:  # read without it: "my boss is on fire, hurry"
        left = rest.strip()
        return (
            None
            if danger.find(rest) or (left and scene.house.parse_here(left, scene.lang).danger)
            else "out_of_scope"
        )
    if danger.has_words(normalise(scene.text)):
        return None
    if _WHO.search(said):
        return "out_of_scope"
    if price_words.only_of_money(scene.text):
        return "fee_query"
    plain = plain_questions.asked(scene) or visit_words.WHO_COMES.search(said)
    unknown = asked in ("serial", "warranty_serial") and answers.unknown(scene.text)
    return "ticket_status" if plain or unknown else None


def stale_button(scene: Scene) -> None:
    scene.say("stale-button", *MENU)


def start_over(scene: Scene) -> None:
    scene.say("start-over", *MENU)


def nothing_to_cancel(scene: Scene) -> None:
    scene.say("nothing-to-cancel", *MENU)


def usage(scene: Scene) -> None:
    """Advice is free and comes from a person; the question is kept."""
    scene.say("usage", ("button-human", "/human"), ("button-report", "/report"))
    if scene.tracker.asked is None:
        scene.tracker.asked = "handoff"
        scene.tracker.slots[ADVICE] = True


def hear_serial(scene: Scene) -> bool:
    """Whoever is asked whether a person may answer, and names the device instead, wants the answer: the number goes
    with the question, and to those whose device it is."""
    if scene.tracker.asked != "handoff" or not scene.tracker.slots.get(ADVICE):
        return False
    said = device.candidate(scene)
    if said is None:
        return False
    found = guessing.find_device(scene, said)
    if found is not None:
        scene.plan = scene.house.plan(found.plan) or scene.plan
    people.hand_over(scene, "asked", note=said[:128])
    scene.notice("device-noted", serial=said)
    return True


def hear_handoff(scene: Scene) -> None:
    if answers.yes_or_no(scene):
        people.hand_over(scene, "asked")
        return
    scene.tracker.asked = None
    scene.tracker.misses = 0
    scene.say("go-on", *MENU)


def hear_yes_no(scene: Scene) -> None:
    """A yes or no to nothing in particular; "nope, same as before" is about what was taken for fixed."""
    if answers.gives_up(scene.text):
        goodbye(scene)
        return
    if not status.counting(scene) and aftercare.back_again(scene):
        return
    thanks = scene.intent == "affirm" and answers.clear(scene.text)
    scene.say("welcome" if thanks else "go-on", *MENU)


def complaint(scene: Scene, kind: str = "complaint") -> None:
    """A complaint goes to a person at once, with a ticket of its own when it is about no known report.
    One that tells a fault is a fault report: it is rated, and its clocks run."""
    ticket = people.current_ticket(scene)
    if ticket is None:
        people.open_ticket(scene, kind, scene.text, status="open")
        if kind == "report_fault":
            fault.add_problem(scene, "")
            fault.rate(scene)
    else:
        scene.ticket = ticket
        scene.record("ticket.note", {"complaint": scene.text[:1000]})
        if ticket.kind == "report_fault" and fault.named_by_rules(scene):
            scene.plan = scene.house.plan(ticket.plan) or scene.plan
            fault.add_problem(scene)
            fault.rate(scene)
    people.collect(scene)
    campaign.keep_complaint(scene)
    people.hand_over(scene, "complaint", text_id="complaint-handed-over")


def media(scene: Scene) -> None:
    """Photos and the like are kept for the engineer.  Whoever speaks instead of typing is told that nobody has heard it yet."""
    ticket, voice = people.current_ticket(scene), only_voice(scene)
    if ticket is None:
        scene.say("voice-no-report" if voice else "media-no-report", *MENU)
        return
    scene.ticket = ticket
    scene.record("ticket.note", {"media": scene.event.data.get("media", "file")})
    if voice:
        scene.say("voice-kept", ("button-human", "/human"), number=ticket.number)
    else:
        scene.say("media-kept", number=ticket.number)


def only_voice(scene: Scene) -> bool:
    """Whether what came is recordings and nothing else."""
    kinds = {file.kind for file in scene.event.media if file.id is not None}
    return kinds == {"audio"}


ALBUM = "album"  # of what was told: which album it was said about


def once_an_album(scene: Scene) -> None:
    """Pictures that are sent together come one by one; what is said about the first is not said about each."""
    album = scene.event.data.get(ALBUM)
    if not isinstance(album, str):
        return
    before, _, said = scene.tracker.told.get(ALBUM, "").partition("\n")
    known = said.split() if before == album else []
    if scene.event.kind == "media":
        scene.lines[:] = [line for line in scene.lines if line.text_id not in known]
    told = dict.fromkeys([*known, *(line.text_id for line in scene.lines if line.text_id)])
    scene.tracker.told[ALBUM] = "\n".join([album, " ".join(told)])


def feedback(scene: Scene) -> None:
    """Praise is thanked for; "it works again" asks whether the report may be closed; anger goes to people."""
    ticket = status.named(scene) or people.current_ticket(scene)
    said = answers.plain(scene.text)
    if any(
        word in said for word in ("不满意", "太差", "差评", "not satisfied", "unsatisfied", "dissatisfied")
    ):
        complaint(scene)
        return
    if ticket is not None and ticket.status in people.OPEN:
        if answers.over(scene.text):
            visit.begin_close(scene, ticket)
        else:
            scene.ticket = ticket
            intake.add_to(scene, scene.text)
        return
    if campaign.keep_feedback(scene):
        return
    scene.say("feedback-thanks")
    handoff_note(scene)


def handoff_note(scene: Scene) -> None:
    """What people say about us is kept with their last report."""
    rows = stored_tickets.of_conversation(scene.tx, scene.conversation.id)
    if rows:
        scene.ticket = rows[0]
        scene.record("ticket.note", {"feedback": scene.text[:500]})
