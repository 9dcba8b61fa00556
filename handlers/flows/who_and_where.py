"""Who and where, as far as a message tells it: names, phone numbers and addresses, whole or in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from handlers import answers, areas, choices
from handlers.flows import device
from handlers.scene import Scene
from nlu import numerals, places
from nlu.patterns import regex
from nlu.people import known_names
from nlu.understanding import Entity

_NAME = regex(r"^[^\d\n@/\\<>{}\[\]|]{1,30}$")
_PHONE = regex(r"^\+?[\d\s()（）-]{5,24}$")
_MOBILE = regex(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_TOO_LONG = regex(r"1[3-9]\d{10,12}")  # a mobile number with a digit too many
_DIGITS = regex(r"[\d零〇一二两三四五六七八九幺洞拐 -]{3,14}")
_NO_NUMBER = regex(r"没有?(?:门牌|号|路名|了)|就这(?:些|样|里)?|that'?s (?:all|it)|no (?:number|street)")
_HOUSE = regex(r"\d|[零一二三四五六七八九十百](?:号|栋|幢|楼|室|单元|层|弄)")
_NO_IT_IS = regex(
    r"^(?:不|不是|不对|错了|搞错了)[,，。 ]*(?:我)?(?:是|叫|姓|应该是|应该叫)\s*(?P<n>[\u4e00-\u9fff]{2,5})(?=[,，。 ]|$)"
    r"|^(?:名字|姓名|联系人)(?:应该)?(?:是|叫|改成|改为|[:：]) *(?P<called>[\u4e00-\u9fff]{2,5})(?=[,，。 ]|$)"
    r"|^(?:[Nn]o|[Ss]orry)[,. ]+(?:[Ii]t'?s |I mean |I'm )?(?P<en>[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+){0,2})[.]?$"
)
_ROOM = regex(r"(?:[\d零一二三四五六七八九十]{1,5}(?:号楼|栋|幢|座|单元|楼|层|室))+")
_BARE_ROOM = regex(r"\d{3,4}[A-Za-z]?")
_BUILDING = regex(r"(?:栋|幢|座|号楼|单元|楼|大厦)$")
_DOOR = regex(
    r"(?:no\.?|number|house(?: no\.?| number)?|flat|apt\.?|apartment|room|unit) ?#?\d{1,5}[a-z]?",
    re.IGNORECASE,
)
_HURRY = regex(r"马上|现在|赶紧|快点")  # 马 is a family name, but this is none
WHERE = (
    "address",
    "region",
    "summary",
    "correction",
)  # questions to which a room or a floor may be the answer
_ROAD = regex(
    r"[路街道巷弄村镇区县市]|\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|square|park)\b",
    re.IGNORECASE,
)
_STREET = regex(r"\d|[路街道巷弄村镇号栋幢楼]")
_NO_NAME = regex(
    r"[了的]$|[不吗呢吧啊呀哦你您咱]|马上|现在|赶紧|快|电话|手机|热水|漏|坏|修|师傅几|派|来人|等|[0-9]|[?？]"
    r"|\b(?:just|call|me|also|second|first|third|it|is|the|a|an|my|we|you|your|now|please|asap|what|which|why|how|when|where|who|do|does|have|has|no|not|sorry|mean|wait"
    r"|too|much|hm+|lol|ok|okay|then|only|price|cheap|expensive|one|two|disk|went|need|want|come|hurry|today|tomorrow|name|for|to|can|could|get|send|same|again|and|or|of|on|in|at)\b",
    re.IGNORECASE,
)
_PIECE = regex(
    r"(?:[\u4e00-\u9fff]{1,10}?(?:省|市|区|县|镇|乡|村|路|街|大道|巷|弄|小区|苑|园|大厦|广场|楼|院)|(?:\d{1,5}-?\d{0,5}|[零一二三四五六七八九十百]{1,6})(?:号|栋|幢|楼|单元|室|层|弄)+(?:\d{1,5}(?:室|号|单元|楼|层)?)*)+"
)
_LABEL = regex(
    r"电话|手机|号码|地址|联系方式|姓名|联系人|\b(?:phone|tel|telephone|mobile|number|address|name)\b",
    re.IGNORECASE,
)
_WORDS_AROUND = regex(
    _LABEL.pattern
    + r"|\b(?:my|is|it'?s|i am|i'm|i|and|on|at|the|this|mobile|cell|office|please|thanks)\b|我|是|叫|的|谢谢",
    re.IGNORECASE,
)
_BLANK = regex(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")  # of somebody who dictates: "张 秀英"
_WRONG_BEFORE = regex(
    r"^.{0,4}?(?:错了?|不对|改了?)[,，。;；\s]*(?:应该|而|其实)?(?:是|在|改[成为到])\s*(?=\S{4})"
)
_LIVES = regex(
    r"^(?:我们?家?|家)?(?:住在?|在)\s*(?=\S{2})|^(?:(?:i|we) (?:live|are|am)|i'm|we're|it'?s|here) in (?=\S{3})",
    re.IGNORECASE,
)
_SITE = regex(
    r"(?:[A-Z][\w'’&-]*(?: (?:[A-Z][\w'’&-]*|of|the|and|campus|building|hall|centre|center|school|college|hospital|factory|plant|park|district)){0,6}, ?){1,3}"
    r"|[\u4e00-\u9fff]{0,12}(?:大学|学院|学校|中学|小学|校区|医院|公司|集团|工厂|[一-龥]厂|园区|小区|大厦|广场|中心|银行|酒店)[,，\s]{1,2}"
)
_INSIDE = regex(
    r"(?:[,，\s]{0,2}(?:[\u4e00-\u9fff]{0,12}(?:小学|中学|大学|学院|学校|校区|幼儿园|医院|公司|厂|园区|小区|大厦|广场|中心|银行|酒店|商场|市场|楼|栋|幢|座|单元|层|室|号|门|店|城|机房|车间|仓库|村|组|队|口)"
    r"[\dA-Za-z-]{0,6}|(?<=楼|栋|幢|座|层|元|\s)\d{1,4}[A-Za-z]?)){1,6}[。.]?"
)  # what follows a street: the school, its building, the room
#: What leads further into a place whose street is known: 5号厂房 北门进, "shop 12, ground floor".
_WITHIN = regex(
    r"(?:[\dA-Za-z一二三四五六七八九十]{0,5}[\u4e00-\u9fff]{0,6}(?:厂房|车间|号楼|楼|栋|幢|座|单元|层|室|号|门进?|门口|库|店|铺|机房|大厅)[\s,，]{0,2}){1,4}(?:(?<=[\s,，元层楼栋幢座])\d{3,4}[A-Za-z]?)?[。.]?"
)
_UNIT = regex(r"厂房|车间|号楼|楼|栋|幢|座|单元|层|室|号(?![楼厂车门库])|门|库|店|铺")
_NUMBERED = regex(
    r"(?:[\dA-Za-z]{1,5}|[一二三四五六七八九十]{1,3})号?(?P<unit>厂房|车间|号楼|楼|栋|幢|座|单元|层|室|门|库|店|铺)"
)
_WITHIN_EN = regex(
    r"(?:#?\d{1,5}[a-z]?|[a-z]{2,12})(?:[ ,]{1,2}(?:#?\d{1,5}[a-z]?|[a-z]{1,12}|\d+(?:st|nd|rd|th))){1,7}\.?",
    re.IGNORECASE,
)
_DOORS_EN = regex(
    r"\b(?:shop|unit|room|rm|flat|apt|apartment|block|blk|tower|building|bldg|gate|ward|suite|stall|office|dock|bay)\.? (?:no\.? ?)?#?\d{1,5}[a-z]?\b|\b(?:\d+(?:st|nd|rd|th)|ground|first|second|third|top) floor\b|\b(?:level|floor) \d{1,3}\b",
    re.IGNORECASE,
)
_EMAIL = regex(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_TOWN = regex(r"^[A-Za-z]+(?:,? [A-Z][A-Za-z]*){0,2}$")  # "Shanghai Pudong"
LONGEST = 6  # characters of a Chinese name that does not begin like one
SHORT = 12  # characters of a message that names a place and nothing else
_BUSY = frozenset({"request_human", "complaint", "warranty_query", "fee_query", "ticket_status", "usage_question",
                   "cancel_visit", "reschedule_visit", "report_fault", "greet", "thanks", "goodbye", "affirm", "deny",
                   "return_exchange", "parts_request", "install_request", "maintenance_request"})  # fmt: skip
_LIKE_A_NAME = regex(r"^(?:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}|[\u4e00-\u9fff·]{2,4})[.。]?$")
_COURTESIES = frozenset({"greet", "thanks", "goodbye", "affirm", "deny", "request_human"})
FIELDS = {"name": "contact_name", "phone": "phone", "address": "address"}


def said(scene: Scene) -> tuple[dict[str, Any], bool]:
    """The contact fields that a message tells, with what was told in pieces put together; and whether it was a piece
    and more is missing."""
    changes = said_contact(scene)
    more = not changes and _pieces(scene, changes)
    more_of = _further_in(scene, changes.get("address") or (scene.text if not changes and not more else ""))
    if more_of:
        changes["address"] = more_of
    elif "address" in changes:
        changes["address"] = _whole_address(scene, changes["address"])
    return changes, more


def piece_of_address(text: str) -> bool:
    """Whether a message is a city, a street or a number of a house, and nothing else."""
    text = _LIVES.sub("", text.strip(" ，。,."))
    if answers.unknown(text) or answers.asks_back(text):
        return False
    if len(text) > 40:
        return False
    town = areas.find(text) and (len(text) <= SHORT or _TOWN.match(text))
    return bool(_PIECE.fullmatch(text) or town)


def _pieces(scene: Scene, changes: dict[str, Any]) -> bool:
    """Addresses and numbers that come in pieces are put together; True when this was one and more is missing."""
    if scene.event.kind == "button" or scene.text.startswith("/"):
        return False
    slots, text = scene.tracker.slots, scene.text.strip(" ，。,.")
    if scene.tracker.asked == "address" and slots.get("pieces") and _no_more(scene):
        changes["address"] = slots.pop("pieces")
        return False
    if scene.tracker.asked == "phone" and _DIGITS.fullmatch(text):
        digits = slots.get("digits", "") + numerals.spoken_digits(text)
        whole = _MOBILE.search(digits)
        slots["digits"] = "" if whole else digits[-11:]
        if whole:
            changes["phone"] = whole[0]
        return whole is None
    ticket = scene.ticket
    if ticket is not None and ticket.address and _lacks(ticket.address, text):
        changes["address"] = _side_by_side(ticket.address, text)[:300]  # "number 12" after the street
        return False
    room = ticket is not None and ticket.address and _is_room(scene, ticket.address, text)
    if not room and not piece_of_address(text):
        return False
    if ticket is not None and ticket.address and _is_room(scene, ticket.address, text):
        changes["address"] = f"{ticket.address}{text}"[:300]  # "三楼" after the street
        return False
    joined = _side_by_side(slots.get("pieces", ""), _LIVES.sub("", text))[:300]
    slots["pieces"] = joined
    scene.tracker.tries.pop("address", None)
    if not (_HOUSE.search(joined) and len(joined) >= 6):
        return True
    changes["address"] = joined
    return False


def _is_room(scene: Scene, address: str, text: str) -> bool:
    """Whether a message is a floor or a room, or the bare number of one to an address that ends with its building."""
    asked = scene.tracker.asked in (*WHERE, "window") and scene.entity("visit_time") is None
    bare = asked and _BUILDING.search(address) and _BARE_ROOM.fullmatch(text)
    return bool(bare or _ROOM.fullmatch(text))


def _lacks(address: str, text: str) -> bool:
    """Whether a message is the number of the house that the address has not got yet."""
    return bool(_DOOR.fullmatch(text) and not _HOUSE.search(address))


def _further_in(scene: Scene, said: str) -> str | None:
    """The address that is known with what is told of it later: the building, the gate, the floor, the shop.  One of a
    kind that it has already takes the place of that ("3号楼", "no, 5号楼")."""
    ticket = scene.ticket
    asked = scene.tracker.asked in (*WHERE, "window") and scene.event.kind == "text"
    if ticket is None or not ticket.address or not asked:
        return None
    within = _WITHIN.fullmatch(said) or (_WITHIN_EN.fullmatch(said) and _DOORS_EN.search(said))
    if not within or areas.find(said) or scene.heard.severity is not None:
        return None
    kinds = set(_UNIT.findall(said))
    other = next((m for m in _NUMBERED.finditer(ticket.address) if m["unit"] in kinds), None)
    kept = ticket.address[: other.start()] if other else ticket.address
    blank = "" if kept and not kept[-1].isdigit() and not kept.isascii() else " "
    return f"{kept.rstrip(' ,，')}{',' if kept.isascii() else ''}{blank}{said.strip()}"[:300]


def _no_more(scene: Scene) -> bool:
    """Whether somebody has no street or number to add ("没有门牌", "that's all")."""
    return answers.yes_or_no(scene) is False or bool(_NO_NUMBER.search(answers.plain(scene.text)))


def _whole_address(scene: Scene, said: str) -> str:
    """A street goes with the city that was said before it, in this message or an earlier one."""
    before = scene.tracker.slots.pop("pieces", "")
    head = scene.text[: max(scene.text.find(said), 0)].rstrip(" ,，")
    city = _places_before(head) or _place_after(scene.text, said)
    if areas.find(before) and city not in before and areas.region_of(city) in (None, areas.region_of(before)):
        city = _side_by_side(before, city)
    elif areas.find(before) and city in before:
        city = before
    if areas.find(said) and (areas.region_of(city) != areas.region_of(said) or city in said):
        return said
    return _side_by_side(city, said)


def _place_after(text: str, said: str) -> str:
    """The city that is named after the address: "翡翠城6幢802，杭州"."""
    rest = text.partition(said)[2].strip(" ,，。.()（）")
    return rest if rest and len(rest) <= SHORT and areas.find(rest) else ""


def _side_by_side(place: str, more: str) -> str:
    return f"{place}, {more}" if place and place.isascii() else place + more


def _places_before(head: str) -> str:
    """The city and the district at the end of a text: "Shanghai, Pudong"."""
    parts = re.split(r"[;；。.\n]", head)[-1].split(",")
    short = [p.strip() for p in parts[-3:] if len(p.strip()) <= 20 and not re.search(r"\d", p)]
    first = next((i for i, part in enumerate(short) if areas.find(part)), len(short))
    return ", ".join(short[first:])


def said_contact(scene: Scene) -> dict[str, Any]:
    """Contact fields in a message: found by the NLU, or the whole text as the answer to our question."""
    found = _recognised(scene)
    asked = scene.tracker.asked
    if (
        asked in FIELDS
        and FIELDS[asked] not in found
        and _plain_answer(scene)
        and (asked == "name" or not found)
    ):
        text = _without_entities(scene)
        value = {"name": _name, "phone": _phone, "address": _address}[asked](text)
        if value and (asked != "name" or _sure_name(scene, value)):
            found[FIELDS[asked]] = value
    elif asked == "name" and not found and 3 <= len(scene.text) <= 30:
        parts = [p for p in re.split(r"[,，。!！~ ]+", scene.text) if p != scene.text and len(p) > 1]
        called = [p for p in parts if _name(p) and places.like_a_name(p)]
        if len(called) == 1:
            found["contact_name"] = called[0]  # "快点啊！赵铁柱！"
    return found


def _recognised(scene: Scene) -> dict[str, Any]:
    """Contact fields that can be told from the words themselves."""
    found: dict[str, Any] = {}
    for entity, column in (("contact_name", "contact_name"), ("phone", "phone"), ("address", "address")):
        hit = scene.entity(entity)
        if hit is not None:
            found[column] = hit.value if entity == "phone" else hit.text.strip()[:300]
    if "phone" in found and _TOO_LONG.fullmatch(found["phone"]):
        del found["phone"]
    if "address" in found:
        found["address"] = _WRONG_BEFORE.sub("", found["address"])
    asked = scene.tracker.asked
    if "address" in found and not _to_drive_to(scene, found["address"]):
        del found["address"]
    if asked == "address" and "address" in found:
        found["address"] = _with_its_site(scene.text, found["address"])
    mobile = _MOBILE.search(scene.text)
    if "phone" not in found and asked in FIELDS and mobile:
        found["phone"] = mobile[0]
    known = scene.ticket.contact_name if scene.ticket is not None else None
    text = _BLANK.sub("", scene.text)
    fuller = known is None or known in text
    if asked == "address" and piece_of_address(scene.text):
        found.pop("contact_name", None)  # a village is nobody's name
    alone = asked == "serial" and text.isalpha() and text.casefold() in known_names()  # "John"
    if fuller and not found and (alone or (asked in ("phone", "address") and places.like_a_name(text))):
        found["contact_name"] = text
    other = _NO_IT_IS.match(scene.text)
    if known is not None and other:
        name = other["en"] or other["called"] or other["n"]
        if name.isascii() or places.like_a_name(name):
            found["contact_name"] = name
    return found


def _with_its_site(text: str, address: str) -> str:
    """The address with what is named right before it, "Zhejiang University Yuquan campus, building 5, room 301", or
    right after it, "文三路 100 号 第三小学 教学楼 302"."""
    before, _, after = text.partition(address)
    site = before if _SITE.fullmatch(before) else ""
    inside = after if _INSIDE.fullmatch(after) else ""
    return f"{site}{address}{inside}".rstrip(" 。.")[:300]


def _to_drive_to(scene: Scene, address: str) -> bool:
    """Not just the first piece of an address ("上海浦东"), nor a room that nobody asked for ("the projector in room
    204 is dead")."""
    if not _STREET.search(address) and piece_of_address(scene.text):
        return False
    where = scene.tracker.asked in WHERE or scene.conversation.owner != "bot"
    return bool(where or _ROAD.search(address) or areas.find(address))


def _without_entities(scene: Scene) -> str:
    """The text less what has been recognised in it: what is left may be the name."""
    if scene.tracker.asked != "name":
        return scene.text
    return _EMAIL.sub(" ", less(scene.heard.text, scene.heard.entities)).strip(" ,，。;；、")


def less(text: str, entities: Iterable[Entity]) -> str:
    """A text with blanks where entities stand."""
    left = list(text)
    for e in entities:
        left[e.start : e.end] = " " * (e.end - e.start)
    return "".join(left)


def only_tells_who(scene: Scene) -> bool:
    """Whether a message to an open question is a number or a name and nothing of a fault ("Ann Lee, my number is ...")."""
    text = scene.text.strip(" ，。,.")
    if scene.tracker.asked == "phone" and _DIGITS.fullmatch(text):
        return True
    if scene.tracker.asked == "name" and places.like_a_name(text) and scene.entity("component") is None:
        return True
    found = [e for e in scene.heard.entities if e.entity in ("phone", "contact_name")]
    if scene.tracker.asked not in FIELDS or not found:
        return False
    rest = re.sub(r"\W+", " ", _WORDS_AROUND.sub(" ", less(scene.heard.text, found))).strip()
    return not rest or bool(_LIKE_A_NAME.match(rest) and not _NO_NAME.search(rest))


def _plain_answer(scene: Scene) -> bool:
    """Whether the text may be taken as it is: no button, and not clearly something else."""
    if scene.event.kind == "button" or scene.text.startswith("/") or answers.unknown(scene.text):
        return False
    asks = answers.asks(scene.text) or answers.how_long(scene.text)
    if scene.tracker.asked in ("name", "address") and asks:
        return False
    if scene.tracker.asked == "name" and (answers.soonest(scene.text) or _a_device(scene)):
        return False
    if scene.tracker.asked == "address" and scene.entity("visit_time") and not areas.find(scene.text):
        return False  # "can you come on Thursday?"
    like = _LIKE_A_NAME.match(scene.text) and not _NO_NAME.search(scene.text)
    if scene.tracker.asked == "name" and like and scene.intent not in _COURTESIES:
        return True
    return not (scene.intent in _BUSY and scene.heard.intent.confidence >= 0.55)


def _a_device(scene: Scene) -> bool:
    """Whether the whole message is a serial number that we know."""
    return scene.entity("serial_number") is None and device.candidate(scene) is not None


def _name(text: str) -> str | None:
    text = re.sub(
        r"^(?:就?我叫|就?我是|就?我?姓|叫我|联系人[是:：]?|姓名[:：]?|my name is|i am|i'm|this is|it's)\s*",
        "",
        _BLANK.sub("", text.strip()),
        flags=re.IGNORECASE,
    )
    text = text.strip(" ，。,.!！~")
    parts = [p.strip() for p in re.split(r"[,，;；。!！]+|\s*\d+", text) if p.strip()]
    likely = [p for p in parts if _LIKE_A_NAME.match(p) and (p.isascii() or places.like_a_name(p))]
    if parts != [text] and likely and not _NO_NAME.search(likely[0]):
        text = likely[0]  # "Anna Lee, and my number is ...", "快点！赵铁柱！"
    text = _LABEL.sub("", text).strip(" ，。,.:：")
    words = 1 if not text.isascii() else len(text.split())
    if choices.by_place(text, 9) is not None or answers.known(text):
        return None
    if _HURRY.search(text) or (_NO_NAME.search(text) and not places.like_a_name(text)):
        return None
    return text if _NAME.match(text) and words <= 4 and text else None


def _sure_name(scene: Scene, text: str) -> bool:
    """A Chinese name begins with a family name or 老, 小, 阿; whatever is said the second time is taken."""
    if text.isascii() or places.like_a_name(text):
        return True
    nothing_else = not scene.heard.entities and len(text) <= LONGEST
    return nothing_else and scene.tracker.tries.get("name", 0) >= 2


def _phone(text: str) -> str | None:
    text = text.strip()
    digits = re.sub(r"\D", "", text)
    cut = re.match(r"1[3-9]", digits) and len(digits) < 11  # a mobile number that is not all there yet
    if not _PHONE.match(text) or not 7 <= len(digits) <= 15 or cut:
        return None
    return ("+" if text.startswith("+") else "") + digits


def _address(text: str) -> str | None:
    text = text.strip()
    if piece_of_address(text) and not _STREET.search(text):
        return None
    return text[:300] if len(text) >= 4 and (areas.find(text) or len(text) >= 6) else None
