"""Where to go: addresses, whole or in pieces, and what leads further into a place that is known."""

from __future__ import annotations

import re

from handlers import answers, areas
from handlers.scene import Scene
from handlers.wording import regex
from nlu import places

_NO_NUMBER = regex(r"没有?(?:门牌|号|路名|了)|就这(?:些|样|里)?|that'?s (?:all|it)|no (?:number|street)")
HOUSE = regex(r"\d|[零一二三四五六七八九十百](?:号|栋|幢|楼|室|单元|层|弄)")
_ROOM = regex(r"(?:[\d零一二三四五六七八九十]{1,5}(?:号楼|栋|幢|座|单元|楼|层|室))+")
_FLOOR = regex(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:楼|层)(?!\d)")
_BARE_ROOM = regex(r"\d{3,4}[A-Za-z]?")
_BUILDING = regex(r"(?:栋|幢|座|号楼|单元|楼|大厦)$")
_DOOR = regex(
    r"(?:no\.?|number|house(?: no\.?| number)?|flat|apt\.?|apartment|room|unit) ?#?\d{1,5}[a-z]?|\d{1,5}号(?:楼|院)?",
    re.IGNORECASE,
)
#: What leads to a door, after the place that it is in: "group 3, number 5", 3组5号.
DOORS = regex(
    r"(?:(?:group|team|number|no\.?|house|block|unit|room|flat|apt\.?|building|floor|gate|lane) ?#?\d{1,5}[a-z]?[, ]*)+|(?:[\d一二三四五六七八九十]{1,4}(?:组|队|社|号|栋|幢|楼|单元|室|层|弄)[,， ]*)+",
    re.IGNORECASE,
)
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
_PIECE = regex(
    r"(?:[\u4e00-\u9fff]{1,10}?(?:省|市|区|县|镇|乡|村|路|街道|社区|街|大道|巷|弄|小区|苑|园|大厦|广场|楼|院)|(?:\d{1,5}-?\d{0,5}|[零一二三四五六七八九十百]{1,6})(?:号|栋|幢|楼|单元|室|层|弄)+(?:\d{1,5}(?:室|号|单元|楼|层)?)*)+"
)
#: Two numbers of which one is the right one: 12号或者14号, "12 or 14 Wensan Road".
EITHER = regex(
    r"(?P<a>\d{1,5})(?P<u>号院?|弄)?(?P<or>\s*(?:或者?(?:是)?|还是|or)\s*)(?P<b>\d{1,5})(?P<v>号院?|弄|(?= [A-Z]))"
)
WRONG_BEFORE = regex(
    r"^.{0,4}?(?:错了?|不对|改了?)[,，。;；\s]*(?:应该|而|其实)?(?:是|在|改[成为到])\s*(?=\S{4})"
)
LIVES = regex(
    r"^(?:我们?家?|家)?(?:住在?|在)\s*(?=\S{2})|^(?:(?:i|we) (?:live|are|am)|i'm|we're|it'?s|here) in (?=\S{3})|^in (?=[A-Z]\w{2})",
    re.IGNORECASE,
)
_SITE = regex(
    r"(?:[A-Z][\w'’&-]*(?: (?:[A-Z][\w'’&-]*|of|the|and|campus|building|hall|centre|center|school|college|hospital|factory|plant|park|district)){0,6}, ?){1,3}"
    r"|[\u4e00-\u9fff]{0,12}(?:大学|学院|学校|中学|小学|校区|医院|公司|集团|工厂|[一-龥]厂|园区|小区|大厦|广场|中心|银行|酒店)[,，\s]{1,2}"
)
_INSIDE = regex(
    r"(?:[,，\s]{0,2}(?:[\u4e00-\u9fff]{0,12}(?:小学|中学|大学|学院|学校|校区|幼儿园|医院|公司|厂|园区|小区|大厦|广场|中心|银行|酒店|商场|市场|楼|栋|幢|座|单元|层|室|号|门|店|城|机房|车间|仓库|村|组|队|口)"
    r"[\dA-Za-z-]{0,6}|(?<=楼|栋|幢|座|层|元|\s)(?:\d{1,4}[A-Za-z]?|[零〇一二三四五六七八九]{3,4}))|[,，\s]{0,2}(?:[A-Za-z]{0,2}\d{1,4}[A-Za-z]?|[A-Z])(?:[-–—/]\d{1,5}[A-Za-z]?){1,3}){1,6}[。.]?"
    r"|[,，\s]{0,2}[\u4e00-\u9fff]{2,8}(?:[A-Z][A-Za-z]{1,9})?[,，\s]{0,2}[A-Za-z]{0,2}\d{1,4}[-–—/]\d{1,5}[A-Za-z]?[。.]?"
)  # what follows a street: the school, its building, the room
#: What leads further into a place whose street is known: 5号厂房 北门进, "shop 12, ground floor".
_WITHIN = regex(
    r"(?:[\dA-Za-z一二三四五六七八九十]{0,5}[\u4e00-\u9fff]{0,6}(?:厂房|车间|号楼|楼|栋|幢|座|单元|层|室|号|门进?|门口|库|店|铺|机房|大厅)[\s,，]{0,2}){1,4}(?:(?<=[\s,，元层楼栋幢座])\d{3,4}[A-Za-z]?)?[。.]?"
)
_DONE_TO_A_DOOR = regex(r"[上出关开敲锁进串堵]门|[不没别]")  # "能不能不上门" is no door to go in by
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
_TOWN = regex(r"^[A-Za-z]+(?:,? [A-Z][A-Za-z]*){0,2}$")  # "Shanghai Pudong"
#: A quarter and its city, and no sentence: "andheri east, mumbai".
_TOWNS = regex(
    r"(?!.*\b(?:i|we|you|it|is|am|are|was|not|no|can|will|do|the|my|your|please|yes|ok|sorry|thanks?|hello|hi)\b)[a-z][a-z'’-]+(?: [a-z'’-]+){0,2}(?:, ?[a-z][a-z'’-]+(?: [a-z'’-]+){0,2}){1,3}\.?",
    re.IGNORECASE,
)
#: What an address has that nothing announces: a number, or a word for a place.
_LIKE_A_PLACE = regex(
    _STREET.pattern
    + r"|[省市区县乡屯寨庄沟湾岛港院苑园城厦邨厂店场站库校馆寺庙桥口旁边对面后前]|\b(?:road|rd|street|st|lane|ln|avenue|ave|close|drive|dr|way|court|house|flat|unit|block|floor|tower|estate|park|square|place|terrace|crescent|hill|gardens?|building|centre|center|suite|level|farm|row|quay|mill|church|school|college|university|hospital|hotel|factory|plant|mall|market|station|airport|village|town|city|county|behind|opposite|beside|near|next to|corner|junction|harbou?r|pier|port|bridge|barracks|camp)\b",
    re.IGNORECASE,
)
_SAINT = regex(r"\bst\.? (?=[a-z])", re.IGNORECASE)  # no street: "St Mary's school"
#: What may follow a street and belong to it: a bracket, a landmark, a door, a code.
_BESIDE = regex(
    r"^\s*[A-Z]{0,2}\d{1,3}-\d{1,5}[A-Za-z]?$|^[）)]|^\s*[（(]|[旁边对面侧]|后门|前门|北门|南门|东门|西门|侧门|靠近|附近|隔壁|斜对|门禁|密码|路口|地铁|\b(?:near|next to|opposite|behind|beside|across|entrance|gate|door|code|corner|floor|level|station|buzzer|bell|back|rear)\b",
    re.IGNORECASE,
)
_NOT_BESIDE = regex(
    r"[我你您请谢?？]|师傅|电话|手机|什么|怎么|可以|\b(?:i|you|please|thanks|thank|call|my|me|when|what|can|will)\b",
    re.IGNORECASE,
)
MOST_BESIDE = 40  # characters of it
_BUT_THERE = regex(
    r"^.*?\b(?:but|however)\b[^,，]{0,30}?\b(?:is|are) (?:in|at)\s*$|^.*?(?:但是?|不过|可是)[^,，]{0,10}在\s*$",
    re.IGNORECASE,
)  # "Hangzhou, but the device is in" Ningbo
_CHINESE_CITY = regex(r"(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?[\u4e00-\u9fff]{2,4}市")
TWO = "two"  # slot: two numbers, and the addresses that they make
LONGEST = 80  # characters of an address with two numbers
SHORT = 12  # characters of a message that names a place and nothing else


def piece_of_address(text: str) -> bool:
    """Whether a message is a city, a street or a number of a house, and nothing else."""
    text = LIVES.sub("", text.strip(" ，。,."))
    if answers.unknown(text) or answers.asks_back(text):
        return False
    if len(text) > 40:
        return False
    town = areas.find(text) and (len(text) <= SHORT or _TOWN.match(text))
    return bool(_PIECE.fullmatch(text) or town)


def is_town(text: str) -> bool:
    """Whether a text is the name of a town of ours and nothing else."""
    said = answers.plain(text).removesuffix("市")
    return any(said in area.words for area in areas.areas())


def is_room(scene: Scene, address: str, text: str) -> bool:
    """Whether a message is a floor or a room, or the bare number of one to an address that ends with its building."""
    asked = scene.tracker.asked in (*WHERE, "window") and scene.entity("visit_time") is None
    bare = asked and _BUILDING.search(address) and _BARE_ROOM.fullmatch(text)
    return bool(bare or _ROOM.fullmatch(text))


def lacks_number(address: str, text: str) -> bool:
    """Whether a message is the number of the house that the address has not got yet."""
    number = _DOOR.fullmatch(text) or (_DOOR.match(text) and DOORS.fullmatch(text))  # "8号 三楼"
    return bool(number and not HOUSE.search(_FLOOR.sub("", address)))


def around(scene: Scene, said: str) -> str | None:
    """The room and the school that are known, with the street that is told after them."""
    known = scene.ticket.address if scene.ticket is not None else None
    if not known or scene.tracker.asked not in WHERE or areas.find(known):
        return None
    if _ROAD.search(_SAINT.sub("", known)):
        return None
    if not (_ROAD.search(said) or areas.find(said)):
        return None
    return (f"{known}, {said}" if known.isascii() else f"{said} {known}")[:300]


def further_in(scene: Scene, said: str) -> str | None:
    """The address that is known with what is told of it later: the building, the gate, the floor, the shop.  One of a
    kind that it has already takes the place of that ("3号楼", "no, 5号楼")."""
    ticket = scene.ticket
    asked = scene.tracker.asked in (*WHERE, "window") and scene.event.kind == "text"
    if ticket is None or not ticket.address or not asked:
        return None
    if answers.asks(scene.text) or _DONE_TO_A_DOOR.search(said):
        return None
    within = _WITHIN.fullmatch(said) or (_WITHIN_EN.fullmatch(said) and _DOORS_EN.search(said))
    if not within or areas.find(said) or scene.heard.severity is not None or answers.asks(said):
        return None
    kinds = set(_UNIT.findall(said))
    other = next((m for m in _NUMBERED.finditer(ticket.address) if m["unit"] in kinds), None)
    kept = ticket.address[: other.start()] if other else ticket.address
    blank = "" if kept and not kept[-1].isdigit() and not kept.isascii() else " "
    return f"{kept.rstrip(' ,，')}{',' if kept.isascii() else ''}{blank}{said.strip()}"[:300]


def either(scene: Scene) -> bool:
    """Two numbers for one house ("文三路12号或者14号"): both addresses are kept, and it is asked which one it is."""
    text, asked = scene.heard.text, scene.tracker.asked == "address" and scene.event.kind == "text"
    found = EITHER.search(text) if asked and len(text) <= LONGEST else None
    if found is None or not (areas.find(text) or _ROAD.search(text)):
        return False
    unit = found["u"] or found["v"] or ""
    numbers = (found["a"], found["b"])
    kept = [f"{text[: found.start()]}{n}{unit}{text[found.end() :]}".strip(" 。.") for n in numbers]
    scene.tracker.slots[TWO] = [*numbers, *kept, text.strip(" 。.")]
    return True


def of_two(scene: Scene) -> str | None:
    """The address of those two whose number is told now; both, for somebody who does not know it."""
    two = scene.tracker.slots.get(TWO)
    if not two or scene.event.kind != "text":
        return None
    told = [n for n in two[:2] if n in re.findall(r"\d+", scene.heard.text)]
    del scene.tracker.slots[TWO]
    if len(told) == 1 and len(scene.heard.text) <= SHORT:
        return str(two[2 + two.index(told[0])])
    return str(two[-1]) if scene.entity("address") is None else None


def no_more(scene: Scene) -> bool:
    """Whether somebody has no street or number to add ("没有门牌", "that's all")."""
    return answers.yes_or_no(scene) is False or bool(_NO_NUMBER.search(answers.plain(scene.text)))


def whole(scene: Scene, said: str) -> str:
    """A street goes with the city that was said before it, in this message or an earlier one."""
    before = scene.tracker.slots.pop("pieces", "")
    head = _BUT_THERE.sub("", scene.text[: max(scene.text.find(said), 0)].rstrip(" ,，"))
    city = _places_before(head) or _place_after(scene.text, said)
    if areas.find(before) and city not in before and areas.region_of(city) in (None, areas.region_of(before)):
        city = side_by_side(before, city)
    elif areas.find(before) and city in before:
        city = before
    if areas.find(said) and (areas.region_of(city) != areas.region_of(said) or city in said):
        return said
    return side_by_side(city, said)


def _place_after(text: str, said: str) -> str:
    """The city that is named after the address: "翡翠城6幢802，杭州"."""
    rest = text.partition(said)[2].strip(" ,，。.()（）")
    return rest if rest and len(rest) <= SHORT and areas.find(rest) else ""


def side_by_side(place: str, more: str) -> str:
    """A place and what is told after it, which may name it again."""
    if place and (areas.find(place) or places.names_a_city(place)) and place.casefold() in more.casefold():
        return more
    return f"{place}, {more}" if place and place.isascii() else place + more


def _places_before(head: str) -> str:
    """The city and the district at the end of a text: "Shanghai, Pudong"."""
    parts = re.split(r"[;；。.\n]|\d[\d -]{6,}", head)[-1].split(",")
    short = [p.strip() for p in parts[-3:] if len(p.strip()) <= 20 and not re.search(r"\d", p)]
    first = next((i for i, p in enumerate(short) if areas.find(p) or places.names_a_city(p)), len(short))
    return ", ".join(short[first:])


def beside(scene: Scene, said: str) -> str:
    """The address with what follows it in the message and belongs to it: （老厂区）后门, 村委会旁边, "code 4411"."""
    start = scene.text.find(said)
    if start < 0 or (scene.tracker.asked != "address" and start > 0):
        return said
    rest = scene.text[start + len(said) :].rstrip(" ，,。.")
    taken = any(
        e.start >= start + len(said) and e.entity in ("phone", "visit_time") for e in scene.heard.entities
    )
    place = _BESIDE.search(rest) or areas.find(rest)
    if taken or not rest or len(rest) > MOST_BESIDE or not place or _NOT_BESIDE.search(rest):
        return said
    return f"{said}{rest}"[:300]


def in_the_same_town(known: str | None, said: str) -> str:
    """A street that is told instead of another, without its town: it is in the one that is known.  A village that the
    known address ends with is where the new one goes on."""
    if not known or areas.find(said) or places.names_a_city(said):
        return said
    shared = next((n for n in range(min(len(known), len(said)), 2, -1) if known.endswith(said[:n])), 0)
    if shared and not said.isascii():
        return f"{known}{said[shared:]}"[:300]
    if known.isascii() and said.isascii():
        city = next(
            (p.strip() for p in known.split(",") if areas.find(p) or places.names_a_city(p.strip())), ""
        )
        return f"{said}, {city}"[:300] if city and not re.search(r"\d", city) else said
    chinese = _CHINESE_CITY.match(known)
    return f"{chinese[0]}{said}"[:300] if chinese and not said.isascii() else said


def with_its_site(text: str, address: str) -> str:
    """The address with what is named right before it, "Zhejiang University Yuquan campus, building 5, room 301", or
    right after it, "文三路 100 号 第三小学 教学楼 302"."""
    before, _, after = text.partition(address)
    site = before if _SITE.fullmatch(before) else ""
    inside = after if _INSIDE.fullmatch(after) else ""
    return f"{site}{address}{inside}".rstrip(" 。.")[:300]


def to_drive_to(scene: Scene, address: str) -> bool:
    """Not just the first piece of an address ("上海浦东"), nor a room that nobody asked for ("the projector in room
    204 is dead")."""
    if not _STREET.search(address) and piece_of_address(scene.text):
        return False
    where = scene.tracker.asked in WHERE or scene.conversation.owner != "bot"
    return bool(where or _ROAD.search(address) or areas.find(address))


def as_said(text: str) -> str | None:
    """The whole of an answer as the address, where there is a number or the word of a place in it."""
    text = text.strip()
    if piece_of_address(text) and not _STREET.search(text):
        return None
    place = areas.find(text) or (len(text) >= 6 and _LIKE_A_PLACE.search(text)) or _TOWNS.fullmatch(text)
    return text[:300] if len(text) >= 4 and place else None
