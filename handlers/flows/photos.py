"""Photographs and other files: kept with the report, the number on a name plate read, the task under way not disturbed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from handlers import registry
from handlers.events import Kept
from handlers.flows import intake, people, small_talk
from handlers.flows.device import LOOKS, READ
from handlers.rules import platecodes, serials
from handlers.scene import Scene
from nlu.understanding import Entity, Intent, Understanding
from storage import messages

PRESSED = "/serial"
OFFERED_AT_MOST = 5
LOOK_BACK = 20  # messages in which the open question is looked for
UNCLEAR = "plate_unclear"  # slot: a clearer photograph has been asked for
OURS = (
    "plate-unclear",
    "media-received",
    "media-with-report",
    "voice-received",
)  # what is said here is not the open question
ASKED = ("serial", "warranty_serial")


def hear(scene: Scene) -> bool:
    """Files came.  True: answered; False: what was written with them, or the number read, goes on as a text."""
    kept = [file for file in scene.event.media if file.id is not None]
    tell_refused(scene)
    if scene.event.media and not kept:
        return _go_on(scene)
    numbers, known = _numbers(scene, kept)
    if len(numbers) == 1 and _wanted(scene):
        if known:
            scene.say("plate-read", serial=numbers[0])
        alone = not scene.text
        take_as_said(scene, numbers[0])
        return _begun(scene) if scene.tracker.flow is None and alone else False
    _note(scene, kept)
    if scene.text:
        scene.say("media-received")
        scene.event = replace(scene.event, kind="text")
        return False
    if len(numbers) > 1 and (scene.tracker.asked in ASKED or _nothing_under_way(scene)):
        _offer(scene, numbers)
    elif scene.tracker.asked in ASKED and _ask_for_a_clearer_one(scene, kept):
        pass
    elif scene.tracker.flow is not None:
        kept_too = "media-with-report" if scene.ticket is not None else "media-received"
        scene.say("voice-received" if small_talk.only_voice(scene) else kept_too)
        _ask_again(scene)
    else:
        small_talk.media(scene)
    return True


def chosen(scene: Scene) -> None:
    """One of several numbers was chosen: it is heard as if it had been typed."""
    if scene.text.startswith(f"{PRESSED}:"):
        number = scene.text.removeprefix(f"{PRESSED}:")[:40]
        scene.event = replace(scene.event, text="")
        take_as_said(scene, number)


def take_as_said(scene: Scene, number: str) -> None:
    """The number is one of the entities of what was written; without words it is what was written."""
    entity = Entity("serial_number", number, number, 0, 0)
    scene.tracker.slots[READ] = number
    if not scene.text:
        scene.event = replace(scene.event, text=number)
        scene.heard = Understanding(number, scene.heard.lang, Intent("out_of_scope", 0.0), entities=(entity,))
    else:
        scene.heard = replace(scene.heard, entities=(*scene.heard.entities, entity))
    scene.event = replace(scene.event, kind="text")


def begin(scene: Scene) -> None:
    """A number and nothing else: a report of that device begins."""
    scene.event = replace(scene.event, kind="media", text="")
    intake.begin(scene, "report_fault")


def tell_refused(scene: Scene) -> None:
    """Each reason once; whoever leads the conversation, the customer learns that a file did not come through."""
    for why, count in Counter(file.refused for file in scene.event.media if file.refused).items():
        most = scene.house.shelf.most // 1_000_000 if scene.house.shelf is not None else 0
        tell = scene.say if scene.conversation.owner == "bot" else scene.notice
        tell(f"media-refused-{why}", count=count, most=most)


def _go_on(scene: Scene) -> bool:
    if scene.text:
        scene.event = replace(scene.event, kind="text")
        return False
    _ask_again(scene)
    return True


def _begun(scene: Scene) -> bool:
    begin(scene)
    return True


def _nothing_under_way(scene: Scene) -> bool:
    return scene.tracker.flow is None and people.current_ticket(scene) is None


def _wanted(scene: Scene) -> bool:
    """Whether a number tells us something now: it was asked for, or nobody knows the device yet."""
    if scene.tracker.asked in ASKED or _nothing_under_way(scene):
        return True
    ticket = scene.ticket
    return scene.tracker.flow == intake.NAME and ticket is not None and ticket.device_id is None


def _numbers(scene: Scene, kept: list[Kept]) -> tuple[list[str], bool]:
    """The serial numbers on the pictures: those of devices that we know, else those that are called so, else those
    that look like one; and whether they are known."""
    named: dict[str, str] = {}
    guessed: dict[str, str] = {}
    for form, text in (code for file in kept for code in file.codes):
        first, second = platecodes.said(text, form)
        named.update({serials.fold(number): number for number in first})
        guessed.update({serials.fold(number): number for number in second})
    devices: list[Row[Any]] = []
    for number in list({**named, **guessed}.values())[:20]:
        device = registry.named_device(scene.tx, number)
        if device is not None and device.id not in [d.id for d in devices]:
            devices.append(device)
    if devices:
        return [str(d.serial_number) for d in devices], True
    return list(named.values()) or [n for key, n in guessed.items() if LOOKS.match(key)], False


def _note(scene: Scene, kept: list[Kept]) -> None:
    """The report's log says that something came; outside of a task ``small_talk.media`` notes it."""
    if scene.tracker.flow is not None and scene.ticket is not None and scene.ticket.status in people.OPEN:
        scene.record("ticket.note", {"media": len(kept) or "file"})


def _offer(scene: Scene, numbers: list[str]) -> None:
    buttons = [(number, f"{PRESSED}:{number}") for number in numbers[:OFFERED_AT_MOST]]
    none = [] if scene.tracker.flow is None else [("button-noserial", "/noserial")]
    scene.say("plate-several", *buttons, *none)


def _ask_for_a_clearer_one(scene: Scene, kept: list[Kept]) -> bool:
    """Once; after that the question itself is asked again."""
    if scene.tracker.slots.get(UNCLEAR) or not any(file.kind == "image" for file in kept):
        return False
    scene.tracker.slots[UNCLEAR] = True
    scene.say(
        "plate-unclear", *([("button-noserial", "/noserial")] if scene.tracker.asked == "serial" else [])
    )
    return True


def _ask_again(scene: Scene) -> None:
    """The open question as it stands, with the same buttons: asking it anew could hold other windows."""
    if scene.tracker.flow is None:
        return
    said = messages.history(scene.tx, scene.conversation.id, limit=LOOK_BACK, notes=False)
    asked = [m for m in said if _is_question(m)]
    if asked:
        scene.quote(asked[-1].text, *((title, payload) for title, payload in asked[-1].buttons or ()))


def _is_question(message: Row[Any]) -> bool:
    """A one-time code is never said again."""
    data = message.data or {}
    ours = data.get("text", "") in OURS or data.get("identity")
    return message.author == "bot" and message.status != "refused" and not ours
