"""Which device it is: by serial number, or because we know the customer's devices."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row

from handlers import answers, guessing, identity
from handlers.flows import plate, vague
from handlers.registry import successor
from handlers.rules import serials
from handlers.scene import Scene
from handlers.texts.shapes import day, join
from handlers.wording import regex
from nlu import lexicon
from storage import devices, tickets

_PUTS_RIGHT = regex(
    r"不是|不对|[搞写说弄]错|应该是|才对|\bno[,.]|^no\b|\bnot (?:the\b|[a-z-]*\d)|\b(?:sorry|wrong|correction|actually|i mean|rather|instead)\b",
    re.IGNORECASE,
)
_ANOTHER = regex(
    r"还有|另(?:外|一)|也|第二|两台|都是|清单|列表|分别|以下|\b(?:also|another|second|other|too|as well|both|list|same (?:on|with|for|at|fault|problem)|they are|these)\b",
    re.IGNORECASE,
)
_MANY = regex(
    r"(?:[二两三四五六七八九十几]|[2-9]|\d\d+)(?:多|几|来)?(?:台|个(?!月|小时|人)|间)|\b(?:two|three|four|five|six|seven|eight|nine|ten|several|all the|[2-9]|\d\d+) (?!hours?|days?|weeks?|months?|years?|minutes?|times)\w+s\b",
    re.IGNORECASE,
)
_EITHER = regex(r"或者?|还是|要么|\b(?:or|maybe|either)\b", re.IGNORECASE)
ASKS_WHERE = regex(
    r"(?:在|去|到)哪(?:里|儿|边)?(?:看|找|能看|可以看|能找)?|哪(?:里|儿)(?:看|找|有)|\bwhere (?:do|can|should|would|could|is|are|on)\b|\bhow (?:do|can) i find\b"
)
_THAT_ONE = regex(
    r"^(?:那|可|没错|不会错)?(?:它)?(?:就|确实|真)?是(?:这个|那个|这|那)(?:号|号码|序列号)?(?:了|啊|呀|的)?$|^(?:but )?(?:that|it)(?:'s| is) (?:really )?(?:it|the (?:serial )?number|the one|what it says|correct|right)(?: though)?$"
)
LOOKS = regex(r"^(?=.*\d)[A-Z0-9]{5,40}$")
LOOKED_UP = "looked_up"  # slot: the number whose warranty was asked about before
READ = "read"  # slot: a number that was read off a plate and needs no second look at it
_DIGITS = regex(r"\d{2}")
#: What is said before a number that was asked for: "ok it says", "上面写的是".
_INTRODUCED = regex(
    r"^(?:(?:ok(?:ay)?|well|so|here|found|got|it|is|it'?s|says?|reads?|shows?|the|my|serial|sn|s/n|number|no|nr|plate|on|there|i|think|must|be|should"
    r"|好的?|嗯|哦|找到了?|看到了?|上面|牌子上?|铭牌上?|机身上?|写着?的?|印着?的?|是|就是|应该是|序列号|编号|机号|号码?)(?:[\s:：,，.。]+|(?=[A-Za-z0-9])(?<=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])))+",
    re.IGNORECASE,
)
_WORD = regex(
    r"[a-z]{5,}|\b(?:it|is|its|i|the|my|a|an|no|not|on|in|at|of|to|and|says?|shows?|here|has|was)\b",
    re.IGNORECASE,
)


def candidate(scene: Scene) -> str | None:
    """The serial number in a message, as written."""
    found = scene.entity("serial_number")
    if (
        scene.tracker.asked == "phone"
        and scene.text.strip().isdecimal()
        and guessing.find_device(scene, scene.text.strip()) is None
    ):
        return None  # the telephone number that was asked for, or a piece of it
    if found is not None:
        return _known_piece(scene, found.value, found.text)
    if scene.event.kind == "button" or scene.text.startswith("/") or len(scene.text) > 128:
        return None
    if (put_right := _other_end(scene)) is not None:
        return put_right
    raw = scene.text
    key = serials.fold(raw)
    if LOOKS.match(key) and scene.entity("phone") is None and guessing.find_device(scene, raw) is not None:
        return raw  # "DEMO P3 0001", whenever it is said
    if scene.tracker.asked not in ("serial", "warranty_serial"):
        return None
    if _like_a_serial(scene, key):
        return raw[:128]
    bare = _INTRODUCED.sub("", raw).strip(" .。,，")
    like = LOOKS.match(serials.fold(bare)) and _DIGITS.search(bare) and not _WORD.search(bare)
    return _known_piece(scene, bare[:128]) if bare != raw and like else None


#: Only the last digits of the number that was given before, put right.
_END = regex(
    r"(?:尾号|末尾|结尾|最后(?:[几两三四五六1-9]位(?:数)?)?|后(?:[几两三四五六1-9]位(?:数)?))(?:应该|其实)?(?:是|为)?\s*(?P<zh>\d{1,6})(?:才对|没错|的)?$"
    r"|\b(?:ends? (?:in|with|on)|last (?:\w+ )?(?:digits?|ones?|numbers?) (?:is|are|should be))\s*(?P<en>\d{1,6})$"
    r"|^(?:no |sorry |wait |oh )*(?P<was>\d{3,6}) (?:was|is) (?:right|correct)(?: after all)?$"
)
_OF_THE_DEVICE = regex(r"序列号|编号|铭牌|机器|设备|\bserial\b|\bs/?n\b|\bplate\b")


def _other_end(scene: Scene) -> str | None:
    """ "I misread it, it ends in 0003": the number of this report with that end, where we know one so."""
    ticket = scene.ticket
    found = _END.search(answers.plain(scene.text)) if scene.event.kind == "text" else None
    if found is None or ticket is None or not ticket.serial_given or scene.tracker.asked == "phone":
        return None
    if ticket.phone and not _OF_THE_DEVICE.search(answers.plain(scene.text)):
        return None  # the end of the telephone number
    end = found["zh"] or found["en"] or found["was"]
    whole = f"{ticket.serial_given[: -len(end)]}{end}"
    return whole if guessing.find_device(scene, whole) is not None else None


def names_what_is_wrong(scene: Scene) -> bool:
    """Whether words about a part stand beside the number ("DEMO-P6-0014 switch port loose")."""
    said = candidate(scene)
    if said is None or scene.entity("phone") is not None or scene.entity("address") is not None:
        return False
    rest = answers.plain(scene.text.replace(said, " "))
    found = lexicon.find(rest)
    return bool(found) and answers.length(rest) > (1 if rest.isascii() else 3) and (found[0].start, found[-1].end) != (0, len(rest))  # fmt: skip


def _known_piece(scene: Scene, said: str, written: str = "") -> str:
    """What was read as a number, or the piece of it that is one ("DEMO-P3-0001 but also 2023-04-12")."""
    if _WORD.search(written) and " " in written:
        said = written  # "DEMO-P6-0014 switch port": words, and none of the number
    pieces = [p for p in said.split() if LOOKS.match(serials.fold(p)) and _DIGITS.search(p)]
    if " " not in said or devices.by_key(scene.tx, serials.fold(said)) is not None:
        return said
    known = [p for p in pieces if guessing.find_device(scene, p) is not None][:1]
    return known[0] if known else pieces[0] if pieces and said == written else said


def _like_a_serial(scene: Scene, key: str) -> bool:
    """Digits as written (folding makes some of letters), and no sentence around them."""
    text = scene.text
    said_otherwise = any(
        scene.entity(name) is not None for name in ("phone", "error_code", "duration", "visit_time")
    )
    return bool(LOOKS.match(key) and re.search(r"\d", text) and not _WORD.search(text) and not said_otherwise)


def hear_device(scene: Scene) -> bool:
    """Take a serial number whenever one is said, or the answer to our question."""
    ticket = scene.ticket
    assert ticket is not None
    if scene.text.startswith("/device:"):
        return _chosen(scene, scene.text.removeprefix("/device:"))
    said = candidate(scene)
    piece = plate.hear_piece(scene) if said is None or scene.tracker.slots.get(plate.PIECES) else None
    if piece == "":
        scene.say("serial-piece", pieces=" ".join(scene.tracker.slots[plate.PIECES]).upper())
        scene.tracker.slots["waiting"] = True
        return True
    said = piece or said
    if said is not None:
        first, *more = _several(scene) or [said]
        if more and _EITHER.search(scene.text):
            return _ask_which(scene, [first, *more])
        if (
            more
            and ticket.device_id is not None
            and serials.fold(ticket.serial_given or "") != serials.fold(first)
        ):
            more, taken = [first, *more], True  # several at once put no other right
        else:
            taken = _take(scene, first)
        if more:
            _one_more(scene, *more)
        return taken
    offered = [p for _, p in scene.tracker.buttons if p.startswith("/device:")]
    if scene.tracker.asked == "serial" and len(offered) == 1 and answers.yes_or_no(scene) is True:
        return _chosen(scene, offered[0].removeprefix("/device:"))  # "do you mean ...?" "yes"
    if scene.tracker.asked == "serial" and ASKS_WHERE.search(answers.plain(scene.text)):
        return False
    if (
        scene.tracker.asked == "serial"
        and ticket.serial_given
        and _THAT_ONE.search(answers.plain(scene.text))
    ):
        return _take(scene, ticket.serial_given)
    if text_id := plate.out_of_reach(scene):
        scene.change(facts={**ticket.facts, "no_serial": True})
        scene.tracker.asked = None
        scene.say(text_id)
        return True
    if scene.tracker.asked == "severity" and vague.no_serial(scene):
        scene.change(facts={**ticket.facts, "no_serial": True})
        return True
    if scene.tracker.asked == "serial" and (answers.unknown(scene.text) or answers.yes_or_no(scene) is False):
        scene.change(facts={**ticket.facts, "no_serial": True})
        scene.tracker.asked = None
        scene.say("serial-skipped")
        return True
    return False


def _several(scene: Scene) -> list[str]:
    """The numbers of several devices that one message names side by side; nothing where one puts another right."""
    found = {serials.fold(e.value): e.value for e in scene.heard.entities if e.entity == "serial_number"}
    if len(found) < 2 or _PUTS_RIGHT.search(scene.text):
        return []
    known = [v for key, v in found.items() if devices.by_key(scene.tx, key) is not None]
    more = scene.ticket is not None and scene.ticket.device_id is not None
    return [*known, *(v for v in found.values() if v not in known)] if known or more else []


def _ask_which(scene: Scene, serials_told: list[str]) -> bool:
    """ "This or maybe that": which of them is on the plate is asked, and none is taken."""
    scene.tracker.ask("serial")
    scene.tracker.slots["waiting"] = True
    scene.say("serial-which", ("button-noserial", "/noserial"), serials=" / ".join(serials_told[:3]))
    return True


def _chosen(scene: Scene, device_id: str) -> bool:
    customer = scene.conversation.customer_id
    own = [*(devices.of_customer(scene.tx, customer) if customer is not None else []), *_reported(scene)]
    device = next((d for d in own if str(d.id) == device_id), None)
    if device is None:
        return False
    attach(scene, device, device.serial_number)
    return True


def _take(scene: Scene, said: str) -> bool:
    ticket = scene.ticket
    assert ticket is not None
    if ticket.device_id is None and guessing.answered_alike(scene, said):
        scene.change(serial_given=said, facts={**ticket.facts, "no_serial": True})
        scene.tracker.asked = None
        return True
    device = devices.by_key(scene.tx, serials.fold(said)) if guessing.may_look(scene, said) else None
    if device is not None:
        if ticket.device_id == device.id:
            return _same(scene, said)
        newer = successor(scene.tx, device)
        if newer is not None:
            since = day(scene.local(newer.since).date(), scene.lang)
            device = newer.device
            if identity.knows_device(scene.conversation, device):
                scene.say("device-replaced", old=said, since=since, new=device.serial_number[-4:])
                said = device.serial_number
            else:  # which one it is now is the owner's to know
                scene.say("device-replaced-plain", old=said, since=since)
            if ticket.device_id == device.id:
                return True
        if ticket.device_id is not None and _beside_the_first(scene, said):
            return _one_more(scene, said)
        attach(scene, device, said)
        return True
    if ticket.device_id is not None and scene.tracker.asked != "serial":
        if scene.entity("serial_number") is not None and _beside_the_first(scene, said):
            return _one_more(scene, said)
        return False  # some other number; the device is known
    repeated = ticket.serial_given is not None and serials.fold(ticket.serial_given) == serials.fold(said)
    scene.change(serial_given=said)
    if (
        repeated
        or ticket.facts.get("no_serial")  # found after all, and we had gone on without it
        or scene.tracker.slots.get(READ) == said
        or (ticket.serial_given is not None and scene.tracker.tries.get("serial", 0) >= 2)
    ):
        scene.change(facts={**ticket.facts, "no_serial": True})
        scene.say("serial-unverified", serial=said)
        if scene.tracker.asked == "serial":
            scene.tracker.asked = None
        return True
    near = _near(scene, said)
    scene.tracker.ask("serial")
    if near is not None:
        scene.say("serial-near", (near.serial_number, f"/device:{near.id}"), ("button-noserial", "/noserial"),
                  serial=said, near=near.serial_number)  # fmt: skip
    else:
        scene.say("serial-unknown", ("button-noserial", "/noserial"), serial=said)
    scene.tracker.slots["waiting"] = True
    return True


_WHAT_ABOUT = regex(r"呢$|\b(?:what|how) about\b")


def _beside_the_first(scene: Scene, said: str) -> bool:
    """Whether a further device is named and none put right: "the tractor is ..." of a report that tells of two."""
    ticket = scene.ticket
    if _PUTS_RIGHT.search(scene.text):
        return False
    if ticket is not None and ticket.device_id is not None and _WHAT_ABOUT.search(answers.plain(scene.text)):
        return True
    told_of_two = ticket is not None and (_ANOTHER.search(ticket.problem) or _MANY.search(ticket.problem))
    bare = serials.fold(scene.text) == serials.fold(said)
    return bool(_ANOTHER.search(scene.text) or (told_of_two and not bare))


def _same(scene: Scene, said: str) -> bool:
    """The device that we have noted is named again: its number and nothing else is a yes."""
    if scene.tracker.asked == "serial":
        return True
    if serials.fold(scene.text) != serials.fold(said):
        return False
    scene.say("device-same")
    return True


def _one_more(scene: Scene, *said: str) -> bool:
    """Further devices in the same report: they are noted, and do not take the place of the first."""
    assert scene.ticket is not None
    more = scene.ticket.facts.get("more_devices", [])
    new = [serial for serial in said if serial not in more]
    if new:
        scene.change(facts={**scene.ticket.facts, "more_devices": [*more, *new][:20]})
    scene.say("device-more", serial=join(list(said), scene.lang))
    return True


def _near(scene: Scene, said: str) -> Row[Any] | None:
    """A device of this very customer whose number is nearly that (others' numbers are never suggested)."""
    customer = scene.conversation.customer_id
    own = devices.of_customer(scene.tx, customer) if customer is not None else []
    keys = {d.serial_key: d for d in own}
    hits = serials.near(serials.fold(said), tuple(keys))
    return keys[hits[0]] if hits else None


def attach(scene: Scene, device: Row[Any], said: str) -> None:
    """This is the device.  Its plan, region and service level go with it."""
    if scene.tracker.asked == "serial":
        scene.tracker.asked = None
    ticket = scene.ticket
    assert ticket is not None
    changes: dict[str, Any] = {
        "device_id": device.id, "serial_given": said, "service_level": device.service_level or ticket.service_level,
    }  # fmt: skip
    plan = scene.house.plan(device.plan)
    if plan is not None and plan.id != ticket.plan:
        changes["plan"] = plan.id
        scene.plan = plan
    if ticket.region is None and device.region and identity.owns(scene.conversation, device):
        changes["region"] = device.region
    scene.change(**changes)


def ask_device(scene: Scene) -> bool:
    ticket, plan = scene.ticket, scene.plan
    assert ticket is not None and plan is not None
    if scene.tracker.slots.pop("waiting", None):
        return True  # the question was just asked in answer to an unknown number
    if ticket.device_id is not None or ticket.facts.get("no_serial"):
        return False
    if "device" not in plan.needs:
        _look_up(scene)
        return False
    if _looked_up(scene):
        return False
    if _know(scene):
        return scene.tracker.asked == "serial"
    again = scene.tracker.ask("serial")
    if again >= 2:
        scene.change(facts={**ticket.facts, "no_serial": True})
        scene.say("serial-skipped")
        scene.tracker.asked = None
        return False
    scene.say("ask-serial-again" if again else "ask-serial", ("button-noserial", "/noserial"))
    return True


def _looked_up(scene: Scene) -> bool:
    """The device whose warranty was just asked about is meant, unless something else is said."""
    said = scene.tracker.slots.pop(LOOKED_UP, None)
    found = devices.by_key(scene.tx, serials.fold(said)) if said else None
    if found is None:
        return False
    attach(scene, found, said)
    scene.say("device-looked-up", serial=said)
    return True


def _reported(scene: Scene) -> list[Row[Any]]:
    """Devices that were reported in this conversation before."""
    rows = tickets.of_conversation(scene.tx, scene.conversation.id)
    ids = {t.device_id: None for t in rows if t.device_id is not None}
    return [d for d in (devices.get(scene.tx, i) for i in ids) if d is not None]


def label(scene: Scene, device: Row[Any]) -> str:
    """Model and number; of a device that is somebody else's the number that was said here."""
    if identity.knows_device(scene.conversation, device):
        return f"{device.model} {device.serial_number}"
    rows = tickets.of_conversation(scene.tx, scene.conversation.id)
    said = next((t.serial_given for t in rows if t.device_id == device.id and t.serial_given), None)
    return str(said or scene.t("the-device"))


def _look_up(scene: Scene) -> None:
    """Nobody has to name it, but what is on file for this customer is looked up (P2.1)."""
    customer, plan = scene.conversation.customer_id, scene.plan.id if scene.plan else None
    own = list(devices.of_customer(scene.tx, customer, plan)) if customer is not None else []
    if len(own) == 1:
        attach(scene, own[0], own[0].serial_number)
        scene.say("device-assumed", model=own[0].model, serial=own[0].serial_number)


def _know(scene: Scene) -> bool:
    """What the customer has is not asked for: one device is taken, several, or those of earlier reports, are offered."""
    customer, plan = scene.conversation.customer_id, scene.plan.id if scene.plan else None
    own = list(devices.of_customer(scene.tx, customer, plan)) if customer is not None else []
    known = {d.id: d for d in own}
    mine = list(({d.id: d for d in _reported(scene) if plan in (None, d.plan)} | known).values())
    if not mine or scene.tracker.tries.get("serial"):
        return False
    if len(own) == len(mine) == 1:
        attach(scene, own[0], own[0].serial_number)
        scene.say("device-assumed", model=own[0].model, serial=own[0].serial_number)
        return True
    scene.tracker.ask("serial")
    buttons = [(label(scene, d), f"/device:{d.id}") for d in mine[:5]]
    scene.say("ask-which-device", *buttons, ("button-noserial", "/noserial"))
    return True
