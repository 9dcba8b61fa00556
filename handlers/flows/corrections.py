"""Before a report counts, what is wrong in it is put right or asked about, and never only passed on."""

from __future__ import annotations

from handlers import answers, areas
from handlers.flows import asked_times, times_told
from handlers.flows.who_and_where import FIELDS
from handlers.rules import corrections
from handlers.scene import Scene
from handlers.texts.shapes import join
from handlers.wording import regex

_ASKED = (
    "window",
    "summary",
    "correction",
)  # the questions at which something may be put right by a few words
_WRONG = regex(
    r"错了|写错|记错|搞错|弄错|不对|有误|才对|不是这[样个]?|\b(?:wrong|incorrect|mistake|typo|not right|not correct|not my)\b"
)
_QUESTIONS = {column: name for name, column in FIELDS.items()}
MOST = 2  # times that we ask what is wrong before a person helps


def hear(scene: Scene) -> bool:
    """Take what is put right, in words that say what it is about; ask for what is said to be wrong."""
    ticket, asked = scene.ticket, scene.tracker.asked
    if ticket is None or scene.event.kind != "text":
        return False
    if scene.entity("phone") is not None or scene.entity("serial_number") is not None:
        return False
    known = {column: getattr(ticket, column) for column in _QUESTIONS}
    every = corrections.read_all(scene.text, known)
    asked_for = asked in _ASKED
    found = [
        c for c in every if asked_for or (c.value is not None and c.named and _QUESTIONS[c.field] != asked)
    ]
    if not found or (len(every) == 1 and not _put_right(scene, every[0])):
        return False  # "not 3 but 5" may be of anything, before the whole is shown
    changes = {c.field: c.value for c in found if c.value is not None}
    if changes:
        _change(scene, changes)
    open_ones = [c for c in found if c.value is None]
    if open_ones:
        _ask(scene, _QUESTIONS[open_ones[0].field])
    elif asked == "correction":
        scene.tracker.asked = None
    return True


def _put_right(scene: Scene, found: corrections.Correction) -> bool:
    """Whether it is for us: what is wrong is not told whole beside it, which is heard as it is."""
    return found.value is not None or not _tells_it_whole(scene, found.field)


def _change(scene: Scene, changes: dict[str, str]) -> None:
    ticket = scene.ticket
    assert ticket is not None
    region = {"region": areas.region_of(changes["address"]) or ticket.region} if "address" in changes else {}
    scene.change(**changes, **region)
    say(scene, changes)
    if times_told.names_a_time(scene):  # "and the day after tomorrow", in the same breath
        asked_times.remember_wish(scene)
        scene.tracker.slots.pop("window", None)
        scene.tracker.asked = None


def _tells_it_whole(scene: Scene, field: str) -> bool:
    """Whether the right value stands beside it as a whole."""
    entity = {"address": "address", "contact_name": "contact_name", "phone": "phone"}[field]
    return scene.entity(entity) is not None


def _ask(scene: Scene, field: str) -> None:
    """The field that is wrong is asked for; what we have stays until then.  An address may come in pieces, and none of
    them belongs to the wrong one."""
    if field == "address" and not (scene.customer is not None and scene.customer.address):
        scene.change(address=None, region=None)
        scene.tracker.slots.pop("window", None)
        scene.tracker.asked = None
        return
    scene.tracker.ask(field)
    scene.say(f"ask-{field}")
    scene.tracker.slots["waiting"] = True


def unclear(scene: Scene) -> bool:
    """Something is wrong with the summary, and we have not understood what: it is asked, and after that a person helps."""
    if scene.tracker.asked != "summary" or scene.event.kind != "text":
        return False
    if not _WRONG.search(answers.plain(scene.text)):
        return False
    times = int(scene.tracker.slots.get("unclear", 0)) + 1
    scene.tracker.slots["unclear"] = times
    if times > MOST:
        return False
    scene.tracker.asked = "correction"
    scene.say("ask-correction")
    scene.tracker.slots["waiting"] = True
    return True


def say(scene: Scene, changed: dict[str, str]) -> None:
    """What it is now; the summary that was shown was not shown in vain."""
    scene.tracker.tries = {k: min(n, 1) if k == "summary" else n for k, n in scene.tracker.tries.items()}
    said = [f"{scene.t('field-' + k).rstrip(':：').lower()} {value}" for k, value in changed.items()]
    scene.say("corrected", what=join(said, scene.lang))
