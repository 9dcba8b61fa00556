"""Who and where, as far as a message tells it: names, phone numbers and addresses, whole or in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from handlers import answers, areas, calls_wanted, choices
from handlers.flows import device, introduced, times_told, where
from handlers.scene import Scene
from handlers.wording import regex
from nlu import lexicon, numerals, places
from nlu.people import known_names
from nlu.timewords import NO_PINYIN, PINYIN
from nlu.understanding import Entity

_NAME = regex(r"^[^\d\n@/\\<>{}\[\]|]{1,30}$")
_PHONE = regex(r"^\+?[\d\s()（）-]{5,24}$")
_MOBILE = regex(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_NOT_WHOLE = regex(r"1[3-9]\d{10,12}|1[3-9]\d{8}")  # a mobile number with a digit too many, or one short
_OLD_NUMBER = regex(
    r"停机|停用|不用了|别打|不要打|不接|没人接|换号|打不通|作废|旧|不是|错|\b(?:old|not|no longer|wrong|instead|dead|out of service|don.t (?:call|ring|use))\b",
    re.IGNORECASE,
)
_FOR = regex(r"^(?:找|问)(?=[\u4e00-\u9fff]{2})")
_IN_CARE = regex(r"\bc/o\b", re.IGNORECASE)
_DIGITS = regex(r"[\d零〇一二两三四五六七八九幺洞拐 -]{3,14}")
_NO_IT_IS = regex(
    r"^(?:不|不是|不对|错了|搞错了)[,，。 ]*(?:我)?(?:是|叫|姓|应该是|应该叫)\s*(?P<n>[\u4e00-\u9fff]{2,5})(?=[,，。 ]|$)"
    r"|(?:^|(?<=[\s,，;；。]))(?:名字|姓名|联系人)(?:应该)?(?:是|叫|改(?:成|为)?|换成|[:：]) *(?P<called>[\u4e00-\u9fff]{2,5})(?=[,，。 ]|$)"
    r"|^(?:[Nn]o|[Ss]orry)[,. ]+(?:[Ii]t'?s |I mean |I'm )?(?P<en>[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+){0,2})[.]?$"
)
_HURRY = regex(
    r"马上|现在|赶紧|快点|谢谢|声点|^老(?:伴|公|婆|爸|妈|爷|太|板|师)|[说问]"
)  # 马 is a family name, but this is none
_NO_NAME = regex(
    r"声点|谢谢|慢点|小心|轻点|[了的]$|[不吗呢吧啊呀哦你您咱]|马上|现在|赶紧|快|电话|手机|热水|漏|坏|修|师傅几|派|来人|等|[0-9]|[?？]"
    r"|\b(?:very|here|dark|still|really|there|quite|loud|quiet|just|call|me|also|second|first|third|it|is|the|a|an|my|we|you|your|now|please|asap|what|which|why|how|when|where|who|do|does|have|has|no|not|sorry|mean|wait"
    r"|too|much|hm+|lol|ok|okay|then|only|price|cheap|expensive|one|two|disk|went|need|want|come|hurry|today|tomorrow|name|new|for|to|can|could|get|send|same|again|and|or|of|on|in|at|so|here|there|dark|loud)\b",
    re.IGNORECASE,
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
_CALLED = regex(r"[老小阿][\u4e00-\u9fff][头哥姐]?")  # "老王", told out of turn
_STREET = regex(r"[\u4e00-\u9fff]{2,12}(?:路|街|巷|弄|大道|小区|花园|村|屯|镇|大厦)(?=$|[ ,，。])")
_AS_IN = regex(
    r"(?:我)?(?:是)?姓(?P<n>[\u4e00-\u9fff])[,， ]*[\u4e00-\u9fff]{0,3}(?P=n)[\u4e00-\u9fff]{0,3}的(?P=n)"
)  # "姓马马上的马"
_BLANK = regex(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")  # of somebody who dictates: "张 秀英"
_EMAIL = regex(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
LONGEST = 6  # characters of a Chinese name that does not begin like one
_BUSY = frozenset({"request_human", "complaint", "warranty_query", "fee_query", "ticket_status", "usage_question",
                   "cancel_visit", "reschedule_visit", "report_fault", "greet", "thanks", "goodbye", "affirm", "deny",
                   "return_exchange", "parts_request", "install_request", "maintenance_request"})  # fmt: skip
_LIKE_A_NAME = regex(r"^(?:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}|[\u4e00-\u9fff·]{2,4})[.。]?$")
_CALL_ME = regex(
    r"^(?:(?:就?叫我|就?我叫|(?:我|俺|咱|阿拉)?(?:免贵)?姓|我是|(?:您|你|你们)?(?:就|给我|帮我|那就)*(?:写|填|记|留|登记)(?:个|成|上|为)?)(?=[“”\"'「]?[\u4e00-\u9fff·]+[“”\"'」]?$)|my name\?\s*|(?:just )?(?:call me|say|put)\s+(?=[A-Z]))",
    re.IGNORECASE,
)
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?"
_WHOLE_NAME = regex(
    rf"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)? (?:bin|binti|bint|ibn|van|von|der|den|de|del|della|da|dos|di|la|al|el|ter|ten|zu)(?: (?:van|der|den|de|la|al|[A-Z][\w'’-]+)){{1,3}}|[A-Z][\w'’-]+, [A-Z][\w'’-]+|{_TITLE} (?:and|&) {_TITLE} [A-Z][\w'’-]+"
    r"|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff·]{1,12}|[\u4e00-\u9fff]{1,3} ?(?:[Ss]ir|[Mm]iss|[Mm]adam)|[老小阿][\u4e00-\u9fff]|Al|Bo|Jo|Ed"
    rf"|{_TITLE} [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?|[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}} [A-Z]\.?"
    r"|(?:找)?(?:物业|前台|门卫|保安|传达室|值班室|值班员|办公室|总务处?|后勤|管理处|居委会|宿管)(?:处|中心|室)?"
    r"|(?:[Tt]he )?(?:[Dd]uty |[Ss]ite |[Ss]hift |[Ff]acility |[Ff]acilities |[Oo]ffice )?(?:[Mm]anager|[Rr]eception(?:ist)?|[Cc]aretaker|[Jj]anitor|[Ss]ecurity|[Ff]ront desk)(?: (?:of|at) (?:the )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})?"
)
#: The family name and the given name told one after the other.
_BOTH_NAMES = regex(
    r"姓氏?(?:是|:|：)? ?(?P<f>[\u4e00-\u9fff]{1,2})[,，、;；。 ]*名字?(?:是|叫|:|：)? ?(?P<g>[\u4e00-\u9fff]{1,2})"
    r"|(?:(?:my )?(?:last|family|sur) ?name(?: is|:)?) (?P<last>[A-Z][\w'’-]+)[,; ]+(?:and )?(?:(?:my )?(?:first|given) ?name(?: is|:)?) (?P<first>[A-Z][\w'’-]+)"
    r"|(?:(?:my )?(?:first|given) ?name(?: is|:)?) (?P<first2>[A-Z][\w'’-]+)[,; ]+(?:and )?(?:(?:my )?(?:last|family|sur) ?name(?: is|:)?) (?P<last2>[A-Z][\w'’-]+)",
    re.IGNORECASE,
)
_QUARTER = regex(rf"{NO_PINYIN}(?:{PINYIN}){{2,5}}(?: (?:district|town|village))?")
#: Who somebody is, in brackets behind the name.
_BRACKETED = regex(r"\s*[（(](?:男|女|先生|女士|小姐|本人|m|f|male|female|mr|mrs|ms)\.?[）)]$", re.IGNORECASE)
_QUIETLY = regex(
    r"小[声心点孩区时朋]|老[是人样旧]|[\u4e00-\u9fff]{2,}[点些]$|^(?:谢|多谢|麻烦)"
)  # and no nickname
_NO_ONE = frozenset(
    "的了吗嘛不没好啊哦噢嗯恩哎唉喂急快修对是有无行中成得要谁啥咋他她它你我您俺人在来去等再先这那系係"
)
_COURTESIES = frozenset({"greet", "thanks", "goodbye", "affirm", "deny", "request_human"})
FIELDS = {"name": "contact_name", "phone": "phone", "address": "address"}


def said(scene: Scene) -> tuple[dict[str, Any], bool]:
    """The contact fields that a message tells, with what was told in pieces put together; and whether it was a piece
    and more is missing."""
    changes = said_contact(scene)
    if (one := where.of_two(scene)) is not None:
        return {**changes, "address": one}, False
    if where.either(scene):
        return {k: v for k, v in changes.items() if k != "address"}, True
    more = not changes and _pieces(scene, changes)
    only_where = changes.keys() <= {"address"} and not more
    more_of = (where.further_in(scene, scene.text) if only_where else None) or where.further_in(
        scene, changes.get("address", "")
    )
    if more_of:
        changes["address"] = more_of
    elif "address" in changes:
        address = where.whole(scene, where.beside(scene, changes["address"]))
        address = where.in_the_same_town(scene.ticket.address if scene.ticket is not None else None, address)
        changes["address"] = where.around(scene, address) or address
    return changes, more


def _pieces(scene: Scene, changes: dict[str, Any]) -> bool:
    """Addresses and numbers that come in pieces are put together; True when this was one and more is missing."""
    if scene.event.kind == "button" or scene.text.startswith("/"):
        return False
    slots, text = scene.tracker.slots, scene.text.strip(" ，。,.")
    if scene.tracker.asked == "address" and slots.get("pieces") and where.no_more(scene):
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
    if ticket is not None and ticket.address and where.lacks_number(ticket.address, text):
        changes["address"] = where.side_by_side(ticket.address, text)[:300]  # "number 12" after the street
        return False
    if ticket is not None and ticket.address and where.is_room(scene, ticket.address, text):
        changes["address"] = f"{ticket.address}{text}"[:300]  # "三楼" after the street
        return False
    if (
        scene.tracker.asked == "region"
        and ticket is not None
        and ticket.address
        and where.DOORS.fullmatch(text)
    ):
        changes["address"] = f"{ticket.address}{text}"[:300]  # "3组" after the village
        return False
    begun = scene.tracker.asked in ("name", "address") and (
        _part_of_town(scene) or (slots.get("pieces") and where.DOORS.fullmatch(text))
    )
    if not where.piece_of_address(text) and not begun:
        return False
    joined = where.side_by_side(slots.get("pieces", ""), where.LIVES.sub("", text))[:300]
    slots["pieces"] = joined
    scene.tracker.tries.pop("address", None)
    if not (where.HOUSE.search(joined) and len(joined) >= 6):
        return True
    changes["address"] = joined
    return False


def said_contact(scene: Scene) -> dict[str, Any]:
    """Contact fields in a message: found by the NLU, or the whole text as the answer to our question."""
    found = _recognised(scene)
    asked = scene.tracker.asked
    if asked == "name" and "contact_name" not in found and (whom := introduced.name(scene.text)) is not None:
        found["contact_name"] = whom
    if asked == "name" and _part_of_town(scene):
        found.pop("contact_name", None)
        return found
    if asked == "name" and scene.event.kind == "text" and (whole := _whole_name(scene)) is not None:
        found["contact_name"] = whole
        return found
    pieces = scene.tracker.slots.get("pieces", "")
    if asked == "name" and pieces.isascii() and pieces and _further(scene.text):
        scene.tracker.slots["pieces"] = where.side_by_side(pieces, scene.text.strip())
        found.pop("contact_name", None)
        return found  # "Nanjing", "Gulou": the next piece of the place
    if asked == "name" and (
        _STREET.match(scene.text.strip()) or where.is_town(scene.text) or answers.gives_up(scene.text)
    ):
        found.pop("contact_name", None)
        return found  # a street is nobody's name, nor is "leave it then"
    if (
        asked in FIELDS
        and FIELDS[asked] not in found
        and _plain_answer(scene)
        and (asked == "name" or not found)
    ):
        text = _without_entities(scene)
        value = {"name": _name, "phone": _phone, "address": where.as_said}[asked](text)
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
    if found.get("contact_name", "").startswith("找") and _WHOLE_NAME.fullmatch(found["contact_name"]):
        known = scene.ticket.contact_name if scene.ticket is not None else None
        found["contact_name"] = known or found["contact_name"].removeprefix("找")  # "请打 139… 找物业"
    if "contact_name" in found:
        found["contact_name"] = _BLANK.sub("", found["contact_name"])  # "孙 秀 兰"
    if as_in := _AS_IN.search(scene.text):
        found["contact_name"] = as_in["n"]
    elif found.get("contact_name", "").startswith("时间"):
        del found["contact_name"]
    if "phone" in found and (number := _number(scene)) is not None:
        found["phone"] = number
    if "phone" in found and _NOT_WHOLE.fullmatch(found["phone"]):
        del found["phone"]
    if "contact_name" in found and _FOR.match(found["contact_name"]):
        found["contact_name"] = _FOR.sub("", found["contact_name"])
        known = scene.ticket.contact_name if scene.ticket is not None else None
        if known and not places.like_a_name(found["contact_name"]):
            del found["contact_name"]  # "ring up this number and ask for the caretaker"
    if "contact_name" in found and (where.is_town(found["contact_name"]) or _IN_CARE.search(scene.text)):
        del found["contact_name"]  # a town, or whose house it is, is nobody to ask for
    if "address" in found:
        found["address"] = times_told.without_time(where.WRONG_BEFORE.sub("", found["address"]))
    asked = scene.tracker.asked
    if "address" in found and not where.to_drive_to(scene, found["address"]):
        del found["address"]
    begun = scene.tracker.slots.get("pieces") and where.piece_of_address(scene.text)
    if asked == "address" and "address" in found and begun and not where.HOUSE.search(found["address"]):
        del found["address"]  # the next piece of it: "锦城街道"
    if asked == "address" and "address" in found:
        found["address"] = where.with_its_site(scene.text, found["address"])
    mobile = _MOBILE.search(scene.text)
    if "phone" not in found and asked in FIELDS and mobile:
        found["phone"] = mobile[0]
    known = scene.ticket.contact_name if scene.ticket is not None else None
    text = _BLANK.sub("", scene.text)
    fuller = known is None or known in text
    if asked == "address" and where.piece_of_address(scene.text):
        found.pop("contact_name", None)  # a village is nobody's name
    alone = asked in ("serial", "phone", "address", "consent", "severity", "product") and _called(text)
    alone = alone or (asked == "severity" and _early_name(scene, text))
    if fuller and not found and (alone or (asked in ("phone", "address") and places.like_a_name(text))):
        found["contact_name"] = text
    mail = _EMAIL.search(scene.text)
    beside = _EMAIL.sub(" ", scene.text).strip(" ,，。;；、") if mail and "contact_name" not in found else ""
    if beside and _LIKE_A_NAME.match(beside) and not _NO_NAME.search(beside):
        found["contact_name"] = beside  # "Tom Brown tom@acme.com"
    other = _NO_IT_IS.search(scene.text)
    if known is not None and other:
        name = other["en"] or other["called"] or other["n"]
        if name.isascii() or places.like_a_name(name):
            found["contact_name"] = name
    return found


def _number(scene: Scene) -> str | None:
    """Of several numbers in one message a mobile one, the first; where one of them does not count, the last."""
    told = [e.value for e in scene.heard.entities if e.entity == "phone"]
    if len(told) < 2 or _OLD_NUMBER.search(scene.text):
        return None
    return next((n for n in told if _MOBILE.fullmatch(n)), None)


_EXTENSION = regex(r"(?:\bext(?:ension)?\.?|分机|转)\s*(?:号)?[:：]?\s*(?P<n>\d{1,6})(?!\d)", re.IGNORECASE)


def more_phones(scene: Scene, taken: str) -> str:
    """What else of telephones a message tells beside the one that is taken: a second number, an extension."""
    if _OLD_NUMBER.search(scene.text):
        return ""
    told = [e.value for e in scene.heard.entities if e.entity == "phone" and e.value != taken]
    extension = _EXTENSION.search(scene.text)
    return " / ".join([*([f"ext. {extension['n']}"] if extension else []), *dict.fromkeys(told)])


def _part_of_town(scene: Scene) -> bool:
    """Whether a message is a town, a quarter and its town ("Baima, Lishui, Nanjing"), or the quarter of one that was told
    just before."""
    text = scene.text.strip(" ，。,.")
    if where.is_town(text) or (areas.find(text) and where.piece_of_address(text)):
        return True
    begun = bool(scene.tracker.slots.get("pieces")) and text.casefold() not in known_names()
    return begun and bool(_QUARTER.fullmatch(text.casefold()))


def _called(text: str) -> bool:
    """Whether a text is what somebody is called and nothing else: "John", "老王"."""
    old = _CALLED.fullmatch(text) and places.like_a_name(text[1:]) and not lexicon.find(text)
    return (
        bool(old) or text in ("Al", "Bo", "Jo", "Ed") or (text.isalpha() and text.casefold() in known_names())
    )


def _further(text: str) -> bool:
    """Whether a text may be a quarter that follows a town, and nobody is called so as far as we know."""
    words = text.strip().split()
    capitals = bool(words) and len(words) <= 2 and all(w.isalpha() and w[0].isupper() for w in words)
    return capitals and text.isascii() and not any(w.casefold() in known_names() for w in words)


def _early_name(scene: Scene, text: str) -> bool:
    """Whether a name is told before it is asked for, where two characters may be a fault as well."""
    if scene.intent == "report_fault" or lexicon.find(text) or answers.known(text):
        return False
    if scene.heard.severity is not None and any(e.reason != "learned" for e in scene.heard.severity.evidence):
        return False
    if text.isascii():
        return bool(_LIKE_A_NAME.match(text)) and text.split()[0].casefold() in known_names()
    return 2 <= len(text) <= 3 and places.like_a_name(text) and not _NO_NAME.search(text)


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
    if calls_wanted.none_for(scene):
        return True
    if scene.tracker.asked == "phone" and (_DIGITS.fullmatch(text) or answers.will_not_say(text)):
        return True
    if scene.tracker.asked == "name" and places.like_a_name(text) and scene.entity("component") is None:
        return True
    if scene.tracker.asked in ("serial", *FIELDS) and _called(_BLANK.sub("", text)):
        return True
    found = [e for e in scene.heard.entities if e.entity in ("phone", "contact_name")]
    if (
        scene.tracker.asked == "phone"
        and scene.entity("phone") is not None
        and _OLD_NUMBER.search(scene.text)
    ):
        return True  # "that one is out of service, use ..."
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


def _whole_name(scene: Scene) -> str | None:
    """A name that is plainly one from end to end, or what somebody is where nobody has one: "Mohammed bin Said",
    "Schmidt, Anna", 阿里木·买买提, 物业, "Manager of the Hilton"."""
    if (both := _BOTH_NAMES.search(scene.text)) is not None:
        surname, given = (
            both["f"] or both["last"] or both["last2"],
            both["g"] or both["first"] or both["first2"],
        )
        return f"{given} {surname}" if surname.isascii() else f"{surname}{given}"
    bare = _BRACKETED.sub("", scene.text.strip(" 。.!！~"))
    text = _CALL_ME.sub("", bare).strip(" “”\"'「」")
    if scene.entity("visit_time") is not None or answers.known(text) or _QUIETLY.search(text):
        return None
    if text.istitle() and text.casefold() in known_names():
        return text  # "Will" is no question here
    if text != scene.text.strip(" 。.!！~") and places.like_a_name(text) and not _NO_NAME.search(text):
        return text  # "您就写王", 李四（男）
    alone = len(text) == 1 and re.fullmatch("[\u4e00-\u9fff]", text) and text not in _NO_ONE
    called = text != scene.text.strip(" 。.!！~") and text.isascii() and _LIKE_A_NAME.match(text)
    return text if alone or called or _WHOLE_NAME.fullmatch(text) else None


def _name(text: str) -> str | None:
    text = re.sub(
        r"^(?:就?(?:我|俺|咱|阿拉)叫|就?(?:我|俺|咱|阿拉)是|就?(?:我|俺|咱|阿拉)?姓|叫我|联系人[是:：]?|姓名[:：]?|my name is|i am|i'm|this is|it's)\s*",
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
    text = re.sub(r"(?<=[\u4e00-\u9fff]{2})我$", "", text)  # "徐阿姨我，78岁"
    words = 1 if not text.isascii() else len(text.split())
    if introduced.a_thing(text):
        return None
    if choices.by_place(text, 9) is not None or answers.known(text) or _QUIETLY.search(text):
        return None
    if _HURRY.search(text) or (_NO_NAME.search(text) and not places.like_a_name(text)):
        return None
    return text if _NAME.match(text) and words <= 4 and text else None


def _sure_name(scene: Scene, text: str) -> bool:
    """A Chinese name begins with a family name or 老, 小, 阿; whatever is said the second time is taken."""
    words = text.split()
    phrase = len(words) > 1 and not all(w[0].isupper() for w in words)  # "so dark here"
    if (
        text.isascii() and not (phrase and known_names().isdisjoint(text.casefold().split()))
    ) or places.like_a_name(text):
        return True
    nothing_else = not scene.heard.entities and (text.isascii() or len(text) <= LONGEST)
    return nothing_else and scene.tracker.tries.get("name", 0) >= 2


def _phone(text: str) -> str | None:
    text = text.strip()
    digits = re.sub(r"\D", "", text)
    cut = re.match(r"1[3-9]", digits) and len(digits) < 11  # a mobile number that is not all there yet
    if not _PHONE.match(text) or not 7 <= len(digits) <= 15 or cut:
        return None
    return ("+" if text.startswith("+") else "") + digits
