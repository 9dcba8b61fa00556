"""What a customer puts right of what we have written down: a digit, a house number, a name, one word of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST = 80  # characters; a longer message tells more than a correction

_WRONG = re.compile(
    r"(?<![没不])错|不对|有误|不是|才对|应该是|[少多](?:写|打|报)?了?一?位|改[成为]"
    r"|\b(?:wrong|incorrect|not right|not correct|typo|mistake|misspel\w+|misspelt|spel(?:led|t)|should be|isn't|is not|not|no|sorry|change|correction)\b",
    re.IGNORECASE,
)
_ABOUT = {
    "phone": re.compile(r"电话|手机|号码|\b(?:phone|mobile|telephone)(?: number)?\b", re.IGNORECASE),
    "contact_name": re.compile(
        r"名字|姓名|称呼|联系人|(?<![\u4e00-\u9fff])姓|\b(?:sur)?name\b|\bspel(?:led|t)\b", re.IGNORECASE
    ),
    "address": re.compile(
        r"地址|门牌|楼号|房号|街道号|\b(?:address|house number|house no|street number|street)\b",
        re.IGNORECASE,
    ),
}
_TAIL = re.compile(
    r"(?:最后|末|尾)(?:面)?(?:[一二两三四1-4]位)?(?:数字?)?(?:号码?)?(?:应该)?[是为]\s?(\d{1,4})(?!\d)|(?:尾号|后(?:面)?[一两二三四1-4]位)(?:数字?)?(?:应该)?(?:改[成为]?|换成|[是为])?\s?(\d{1,4})(?!\d)"
    r"|\blast (?:digits?|numbers?|(?:one|two|three|four|[1-4])(?: digits?| numbers?)?) (?:is|are|should be) (?:an? )?(\d{1,4})(?!\d)|\bends? (?:in|with|on) (?:an? )?(\d{1,4})(?!\d)",
    re.IGNORECASE,
)
_UNIT = r"(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|弄)"
_NOT_A_BUT_B = re.compile(
    rf"(?:应该)?是\s?(?P<a>\d{{1,5}})\s?{_UNIT}?[，,。 ]?(?:而)?不是\s?(?P<b>\d{{1,5}})|不是\s?(?P<d>\d{{1,5}})\s?{_UNIT}?[，,。 ]?(?:应该|而)?是\s?(?P<c>\d{{1,5}})"
    rf"|(?<!\d)(?P<j>\d{{1,5}})\s?{_UNIT}?(?:改[成为到]?|换成)\s?(?P<i>\d{{1,5}})(?!\d)"
    r"|\b(?:change|from) (?:number |no\.? ?)?(?P<l>\d{1,5}) (?:in)?to (?:number )?(?P<k>\d{1,5})(?!\d)"
    r"|(?<!\d)(?P<e>\d{1,5}),? (?:and )?not (?:number |no\.? ?)?(?P<f>\d{1,5})(?!\d)|\bnot (?:number )?(?P<h>\d{1,5}),? ?(?:but|it's|it is) (?:number )?(?P<g>\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"[“”\"「」『』‘’]")
_CLAUSES = re.compile(
    r"[,，。;；\n]\s*|\s+(?:and|but)\s+|(?<=[\d\u4e00-\u9fff]) (?=名字|姓名|联系人|电话|手机|地址)",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"(?<!不)(?:是)?对(?:的|了)?$|没错|没问题|正确|不变|不用改|\b(?:ok|okay|fine|right|correct|good)\b",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(
    r"除了[^,，。]{1,6}(?:以外|之外|外)?[,， ]?(?:其他|别的|其它)?(?:的)?都?(?:对|没错|没问题|正确)|\b(?:everything|all|the rest)\b(?: is)?(?: (?:right|fine|ok|okay|correct))? (?:but|except|apart from)(?: for)? (?:the |my )?\w+(?: is)?",
    re.IGNORECASE,
)
#: "Not 1 but 7, the last one" of a telephone number.
_LAST_ONE = re.compile(
    r"不是\s?\d{1,4}[,，]?\s?(?:而)?是\s?(\d{1,4})[,，]?\s?(?:最后|末|尾)(?:面)?(?:[一二两三四]?位|数)?|\blast (?:one|digit) is not \d{1,4},? (?:but|it'?s) (\d{1,4})"
)
#: What was left out of an address.
_ADDED = re.compile(
    r"(?:少写?了?|漏(?:写)?了?|缺了?|加上?|补上?|还有)\s?(?P<zh>(?:[\dA-Za-z]{1,5}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|单元|室|楼|层|号)(?:[\dA-Za-z]{1,5}(?:单元|室|楼|层|号)?)?)(?=$|[,，。吧啊了])"
    r"|\b(?:add|missing|forgot|left out|plus)(?: the| my)? (?P<en>(?:apt|apartment|flat|unit|room|suite|floor|building|block|entrance|gate)\.? ?[\dA-Za-z]{1,6})\b",
    re.IGNORECASE,
)
_ROAD = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)? (?:Road|Rd|Street|St|Avenue|Ave|Lane|Way|Drive)\b")
_NUMBERED = re.compile(rf"(?<![\dA-Za-z-])(\d{{1,5}})\s?({_UNIT}?)")
#: All that may stand around the one right number of an address.
_AROUND = re.compile(
    r"不是这个地址|地址|改[成为到]?|门牌号?|楼号|房号|不对|写错了?|说错了?|错了?|搞错了?|应该|才对|而是|不是|是|我家?|的|了|啊|吧|对不起|不好意思|[\s，,。.!！;；:：]"
    r"|\b(?:the|my|our|address|house|street|number|no|nr|it's|its|it|is|sorry|house no\.?|no\.|wrong|should|be|actually|correct|to|change|please)\b",
    re.IGNORECASE,
)
_ROAD_NUMBER = re.compile(
    r"\d{1,5}(?= [A-Z][\w'-]+(?: [A-Z][\w'-]+)? (?:road|rd|street|st|avenue|ave|lane|way|drive)\b)|(?<=road )\d{1,5}|(?<=street )\d{1,5}|(?<=lane )\d{1,5}|(?<=avenue )\d{1,5}|(?<=rd )\d{1,5}|(?<=way )\d{1,5}",
    re.IGNORECASE,
)
_NAME_ZH = re.compile(
    r"(?:我姓|姓(?![名错])|名字(?:应该)?[是叫]|联系人(?:应该)?[是叫]|应该[是叫]|(?<!不)[是叫])\s?(?P<n>(?!错|不对|写)[\u4e00-\u9fff]{1,4}?)(?:[，,。 ]|不是|才对|的|$)"
)
_NAME_EN = re.compile(
    r"(?i:\bspel(?:led|t)(?: as)?|\bname(?:'s| is| should be)|\bit(?:'s| is)|\bshould be|\bwrong:)\s(?:spel(?:led|t)\s)?(?P<n>[A-Z][\w'’-]{0,20}(?: [A-Z][\w'’-]{0,20}){0,2})"
)
_PLACE_ZH = re.compile(r"(?<!不)[是在]\s?(?P<n>[\u4e00-\u9fff]{2,12}?)(?:[，,。 ]|不是|才对|$)")
_PLACE_EN = re.compile(
    r"(?i:\bit(?:'s| is)|\bshould be|\bis|\bmeant|\bmean)\s(?:the )?(?P<n>[A-Z][\w'’-]{0,20}(?: [A-Z\d][\w'’-]{0,20}){0,4})"
)


@dataclass(frozen=True)
class Correction:
    """``value`` is what the field is to be; None where it is only said that it is wrong, or not clear what is right.
    ``named``: it is said what it is about."""

    field: str
    value: str | None
    named: bool = True


def read_all(text: str, known: Mapping[str, str | None]) -> list[Correction]:
    """The same of a message that puts several things right, or says of some that they are right: each by itself."""
    found = [c for part in _apart(text) if (c := read(part, known)) is not None]
    values = [c for c in found if c.value is not None]
    if len(found) > 1 or (values and len(_named(text)) > 1):
        return found
    whole = read(text, known)
    return [whole] if whole is not None else found


def _named(text: str) -> list[str]:
    return [f for f, words in _ABOUT.items() if words.search(text)]


def _apart(text: str) -> list[str]:
    """A message in the parts that are about one field each, without those that say that it is right."""
    if len(text) > LONGEST or len(_named(text)) < 2:
        return []
    parts: list[str] = []
    for clause in _CLAUSES.split(text):
        if _named(clause) or not parts:
            parts.append(clause)
        else:
            parts[-1] += f", {clause}"
    return [part for part in parts if not (_RIGHT.search(part) and not _WRONG.search(part))]


def read(text: str, known: Mapping[str, str | None]) -> Correction | None:
    """What a message puts right of ``known`` (phone, contact_name, address); None when it puts nothing right."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    text = _QUOTES.sub("", text)
    field = next((f for f, words in _ABOUT.items() if words.search(text)), None)
    if (except_one := _ALL_BUT.search(text)) is not None and field is not None:
        return Correction(field, None) if _ABOUT[field].search(except_one[0]) and known.get(field) else None
    wrong = _WRONG.search(text)
    phone, name, address = known.get("phone"), known.get("contact_name"), known.get("address")
    if name and re.search(rf"不是\s?{re.escape(name)}", text):
        field = "contact_name"
    tail = _TAIL.search(text) or _LAST_ONE.search(text)
    if phone and tail is not None and field in (None, "phone"):
        digits = next(g for g in tail.groups() if g)
        return Correction("phone", phone[: -len(digits)] + digits, field is not None)
    if name and field == "contact_name" and (right := _name(text, name)) is not None:
        return Correction("contact_name", right)
    if address and field in (None, "address"):
        right = _number(text, address) if wrong or field else None
        right = right or (_place(text, address) if wrong else None) or _added(text, address)
        if right is not None and right != address:
            return Correction("address", right, field is not None)
    return Correction(field, None) if field is not None and wrong and known.get(field) else None


def _name(text: str, known: str) -> str | None:
    """The name as it should be; a family name alone takes the place of the one that is known."""
    said = _NAME_EN.search(text) if known.isascii() else _NAME_ZH.search(text)
    if said is None or said["n"] == known:
        return None
    if known.isascii() or len(said["n"]) > 1:
        return said["n"]
    return said["n"] + known[1:]


def _number(text: str, address: str) -> str | None:
    """The address with another number in it, where it is plain which one that is."""
    found = _NOT_A_BUT_B.search(text)
    if found is not None:
        said = found.groupdict()
        right = next(said[k] for k in "acegik" if said[k])
        wrong = next(said[k] for k in "bdfhjl" if said[k])
        changed, count = re.subn(rf"(?<!\d){wrong}(?!\d)", right, address)
        return changed if count == 1 else None
    numbers = _NUMBERED.findall(text)
    if len(numbers) != 1 or _AROUND.sub("", _NUMBERED.sub("", text)):
        return None
    right, unit = numbers[0]
    return _replaced(address, right, unit)


def _replaced(address: str, right: str, unit: str) -> str | None:
    alike = [m for m in _NUMBERED.finditer(address) if m[2] == unit] if unit else []
    every = list(_NUMBERED.finditer(address))
    roads = list(_ROAD_NUMBER.finditer(address))
    one = next((found for found in (alike, roads, every) if len(found) == 1), None)
    if one is None:
        return None
    start = one[0].start()
    end = start + len(re.match(r"\d+", address[start:])[0])  # type: ignore[index]
    return f"{address[:start]}{right}{address[end:]}"


def _added(text: str, address: str) -> str | None:
    """The address with what had been left out of it behind it."""
    said = _ADDED.search(text)
    if said is None:
        return None
    more = said["zh"] or said["en"]
    return (
        None
        if more.casefold() in address.casefold()
        else f"{address}{more}"
        if said["zh"]
        else f"{address}, {more}"
    )


def _place(text: str, address: str) -> str | None:
    """The address with one part of it called otherwise, "Liangzhu Primary School" where it has "Liangzhu Middle School"."""
    if address.isascii():
        said = _PLACE_EN.search(text)
        roads = list(_ROAD.finditer(address))
        if said is not None and len(roads) == 1 and _ROAD.fullmatch(said["n"]) and roads[0][0] != said["n"]:
            return f"{address[: roads[0].start()]}{said['n']}{address[roads[0].end() :]}"  # its number stays
        spans = list(_parts_like(said["n"], address)) if said is not None else []
    else:
        said = _PLACE_ZH.search(text)
        spans = list(_as_long_and_like(said["n"], address)) if said is not None else []
    if said is None or len(spans) != 1 or said["n"] in address:
        return None
    start, end = spans[0]
    return address[:start] + said["n"] + address[end:]


def _parts_like(said: str, address: str) -> Iterator[tuple[int, int]]:
    """The parts of an address, without their numbers, that begin with the same word."""
    for part in re.finditer(r"[^,]+", address):
        words = re.search(r"[A-Za-z'’-]{3,}(?: [A-Za-z'’-]+)*", part[0])
        if words is not None and words[0].split()[0].casefold() == said.split()[0].casefold():
            yield part.start() + words.start(), part.start() + words.end()


def _as_long_and_like(said: str, address: str) -> Iterator[tuple[int, int]]:
    """Where something as long stands that has all its characters but one or two, the first or the last among them."""
    size = len(said)
    for at in range(len(address) - size + 1):
        same = [a == b for a, b in zip(said, address[at : at + size], strict=True)]
        if size - sum(same) <= max(1, size // 3) and (same[0] or same[-1]) and sum(same) >= 2:
            yield at, at + size
