"""Who is believed where rules and the learned tagger differ: each kind of entity has its limits.

The limits were chosen on messages that neither had seen: tagged by taggers that had not learned from them, with rules
that nobody had mended on them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from nlu import (
    borders,
    heard_as,
    mending,
    phones,
    tagging,
)
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.understanding import Entity


class Limit(NamedTuple):
    """``keep``: what rules found stays from this probability on; ``take``: what only the tagger hears counts; ``over``:
    it takes the place of what rules found with other borders.  Never: 2."""

    keep: float
    take: float
    over: float


LIMITS = {
    "serial_number": Limit(0.005, 0.7, 0.55),
    "model": Limit(0.05, 0.7, 0.5),
    "error_code": Limit(0.005, 0.8, 0.5),
    "phone": Limit(0.1, 0.5, 0.7),
    "contact_name": Limit(0.02, 0.5, 0.8),
    "address": Limit(0.001, 0.65, 0.5),
    "visit_time": Limit(0.05, 0.6, 0.5),
    "duration": Limit(0.002, 0.5, 2),
    "affected_count": Limit(0, 2, 2),
}
OTHERWISE = 0.8  # how sure it has to be that something is of another kind than rules take it for
TOLD = 0.3  # how sure the tagger has to be of what a word right before it tells
_CHEF = regex(r"\b(?:Chef|Matron|Nurse|Captain|Capt|Sgt|Dr|Prof|Rev|Khun|Abang|Kak|Encik)\.? $")
_SIGN = regex(r"\b(?:codes?|errors?|faults?|alarms?)(?: (?:is|was|no\.?|number))?[: ]*(?<=[ :])-$")
#: More than a code: "H2O two" is read out, "K-31 GATE" says where.
_WORD_AFTER = regex(r" [a-z]{3,}")
_READ_OUT = regex(r"(?:err|er) ")
#: The end of a question, and no part of an address.
_ASKING = regex(r"[吗呢吧啊呀哈嘞的]+$")
#: A day after an address, of which the time of that day is told next.
_DAY_AFTER = regex(r"[,， ]+\d{1,2} ?[号日]$")
_HOUSE = regex(r"\d")  # else that number is the house's: 文三路 12 号下午来
_PART_OF_DAY = regex(r" ?(?:上午|下午|早上|中午|晚上|傍晚|全天|[一二三四五六七八九十\d]+点)")
#: Words after an address, most often what happens there: "140 Robinson Road eats tickets".
_GOES_ON = regex(r" [a-z' ]+|: .*")
_NUMBERED = regex(r"(?:no\.?|nr\.?|#|plot|flat|unit|block|blk|shop|room|suite) ?")
#: "Mon and Tue" are two times; "Mon or Tue" is one wish.
_TWO_TIMES = regex(r"\band\b|[和跟、→]|->|[.。;；!?！？] ?(?!\d)\w|[改挪换]到?")
#: "9am, 11.30" are two as well.
_HOUR_TOLD = regex(r"\d ?[ap]\.?m\b|\d[:.]\d\d|[点时]")
_NEXT_HOUR = regex(r"[,，] ?(?:at )?(?:\d{1,2}(?:[:.]\d\d| ?[ap]m)|[一二两三四五六七八九十\d]+点)")
#: Three groups and six figures: a tag reads AUD-1-70023, as no display does.
_GROUPS = regex(r"(?=(?:[^\d]*\d){6})[A-Za-z\d]{1,6}(?:-[A-Za-z\d]{1,8}){2,4}")
_WHERE = frozenset("在住到址去来去找是")
_TOWN = regex(r", [A-Z][a-z]+(?: [A-Z][a-z]+)?(?: \d{1,2})?")
#: Before an address or after it, and no part of it.
_ROLE = regex(r".*\b(?:manager|caretaker|owner|keeper|officer|nurse), |.* - ")
_SIDE = regex(r"(?:的?(?:[东南西北前后旁]边|附近|那边|这边|里面?|门口))")
_FOND = regex(r"[头頭哥姐叔姨伯婆爷爺妈媽儿兒]")  # 老赵头
ANSWER = 10  # characters of hardly more than the answer to a question, a name and nothing else: "张 秀英"
_TO_RING = regex(
    r"\b(?:best|contact|home|work|mobile|phone) number(?: is)?:? ?$|\b(?:cell|mobile|mob|tel|phone|whatsapp)[:.]? ?$|(?:电话|座机|总机|热线)$"
)
_WITHIN = regex(
    r"(?:with)?in (?:the next )?[\w ]{1,16} (?:hours?|days?|minutes)(?: please| pls|,? thanks?)|between \d{1,2}(?::\d\d| ?[ap]m)? and \d{1,2}(?::\d\d| ?[ap]m)"
)
SHORT = 6  # signs of a code that is no serial number


def settle(n: Normal, found: list[Entity], heard: tagging.Heard) -> list[Entity]:
    """What counts of what rules found and the tagger heard, but for parts."""
    times = [tagging.place(n, e.start, e.end) for e in found if e.entity in ("visit_time", "phone")]
    names = [tagging.place(n, e.start, e.end) for e in found if e.entity == "contact_name"]
    taken = [_without(n, _led(n, t, names), times) for t in heard.spans if t.name in LIMITS]
    if len(n.text) <= ANSWER:
        taken = [t for t in taken if t.name != "contact_name"]
    kept: list[Entity] = []
    winners = set[tagging.Tag]()
    for e in found:
        start, end = tagging.place(n, e.start, e.end)
        limit = LIMITS[e.entity]
        if e.entity == "visit_time" and heard_as.NOT_TO_COME.search(n.text, max(0, start - 40), start):
            continue
        over = [t for t in taken if t.start < end and start < t.end]
        same = any(t.name == e.entity for t in over)
        if won := [t for t in over if _wins(n, t, e, start, end)]:
            winners.update(won)
            continue
        if (
            same
            or heard_as.announced(n, start, e.entity)
            or (e.entity == "phone" and _TO_RING.search(n.text, 0, start))
            or (e.entity == "visit_time" and _WITHIN.match(n.text, start))
            or heard.hinted.get((start, e.entity), 1.0) >= limit.keep
        ):
            kept.append(e)
    for t in taken:
        if t not in winners and t.sure < (
            TOLD if heard_as.announced(n, t.start, t.name) else LIMITS[t.name].take
        ):
            continue
        made = heard_as.made(n, t)
        if (
            made is not None
            and not _put_right(n, made, kept)
            and all(made.end <= e.start or e.end <= made.start for e in kept)
        ):
            kept.append(made)
    whole = {"error_code": _signed, "contact_name": _titled}
    settled = borders.apart(n.raw, [whole[e.entity](n, e) if e.entity in whole else e for e in kept])
    return settled + _beside_places(n, heard, settled)


def _beside_places(n: Normal, heard: tagging.Heard, found: list[Entity]) -> list[Entity]:
    """Whoever the tagger took for the beginning or the end of an address, where nobody else is."""
    if any(e.entity == "contact_name" for e in found):
        return []
    spans = [n.original(t.start, t.end) for t in heard.spans if t.name == "address"]
    people = [p for a, b in spans for p in borders.Bare(n.raw, a, b).people]
    return [
        Entity("contact_name", n.raw[a:b], n.raw[a:b], a, b)
        for a, b in people
        if all(b <= e.start or e.end <= a for e in found)
    ]


def _titled(n: Normal, e: Entity) -> Entity:
    """Somebody with the title before the name: "Chef Anil"."""
    led = _CHEF.search(n.raw, max(0, e.start - 9), e.start) if e.text[:1].isascii() else None
    if led is None:
        return e
    said = n.raw[led.start() : e.end]
    return replace(e, value=said if e.value == e.text else e.value, text=said, start=led.start())


def _signed(n: Normal, e: Entity) -> Entity:
    """A code with the sign that it begins with: "error -12"."""
    if not (e.text.isdigit() and n.back is None and _SIGN.search(n.text, max(0, e.start - 24), e.start)):
        return e
    return replace(e, value="-" + e.value, text="-" + e.text, start=e.start - 1)


def _led(n: Normal, t: tagging.Tag, names: list[tuple[int, int]]) -> tagging.Tag:
    """An address without somebody's name before it: "Gill, Wicker Library, 4 Saville St"."""
    if t.name != "address":
        return t
    end = next((b for a, b in names if a == t.start and b < t.end and n.text[b] == ","), t.start)
    while end > t.start and not n.text[end].isalnum():
        end += 1
    bare = borders.Bare(n.raw, *n.original(end, t.end))
    start, end = tagging.place(n, bare.start, bare.end)
    return t._replace(start=start, end=end)


def _without(n: Normal, t: tagging.Tag, times: list[tuple[int, int]]) -> tagging.Tag:
    """An address without the time or phone, or the question, with which it would end."""
    if t.name != "address":
        return t
    end = next((a for a, b in times if t.start < a < t.end <= b), t.end)
    if (asking := _ASKING.search(n.text, t.start, end)) is not None:
        end = asking.start()
    day = _DAY_AFTER.search(n.text, t.start, end) if _PART_OF_DAY.match(n.text, end) else None
    if day is not None and _HOUSE.search(n.text, t.start, day.start()):
        end = day.start()
    return t if end == t.end else t._replace(end=t.start + len(n.text[t.start : end].rstrip(" ,，")))


def _wins(n: Normal, t: tagging.Tag, e: Entity, start: int, end: int) -> bool:
    """Whether what the tagger heard takes the place of what rules found at the same place."""
    if (
        t.sure < LIMITS[t.name].over
        or (t.start, t.end, t.name) == (start, end, e.entity)
        or heard_as.made(n, t) is None
    ):
        return False
    if e.entity == t.name == "error_code":
        return _better_code(n, t, e, start, end)
    if (e.entity, t.name) == ("error_code", "serial_number") and sum(c.isalnum() for c in e.text) < SHORT:
        return False
    if e.entity == t.name == "visit_time":
        more = n.text[t.start : start] + n.text[end : t.end]
        two = _TWO_TIMES.search(more) or (_NEXT_HOUR.search(more) and _HOUR_TOLD.search(n.text, start, end))
        return t.start <= start and end <= t.end and not two
    if e.entity == t.name == "contact_name" and t.end == end and n.text[start : t.start].endswith("的"):
        return False  # IT的周工
    if e.entity == t.name == "contact_name" and t.start == start and _FOND.fullmatch(n.text, t.end, end):
        return False
    if e.entity == "phone":
        sure = (
            t.sure >= OTHERWISE
            and phones.phone_value(e.value) is None
            and not _TO_RING.search(n.text, 0, start)
        )
        return t.name == "phone" or sure
    if e.entity == "address" and t.name == "address":
        shorter = t.start == start and t.end < end and _TOWN.fullmatch(e.text, t.end - start)
        led = t.end == end and t.start < start and _ROLE.fullmatch(n.text, t.start, start)
        near = t.start == start and t.end > end and _SIDE.fullmatch(n.text, end, t.end)
        within = start < t.start and t.end <= end and "\u3400" <= n.text[t.start - 1] not in _WHERE
        within = within or (t.end == end and bool(_NUMBERED.fullmatch(n.text, start, t.start)))
        on = t.start == start and t.sure < OTHERWISE and _GOES_ON.fullmatch(n.text, end, t.end)
        return not (shorter or led or near or within or on)
    plate = (
        (e.entity, t.name) == ("error_code", "serial_number")
        and t.sure >= heard_as.ALONE
        and _GROUPS.fullmatch(e.text)
    )
    return t.name == e.entity or (
        t.sure >= OTHERWISE and (bool(plate) or not heard_as.announced(n, start, e.entity))
    )


def _better_code(n: Normal, t: tagging.Tag, e: Entity, start: int, end: int) -> bool:
    """Whether the borders that the tagger heard of a code are better than those that rules found."""
    if end == t.end and (
        start < t.start or n.text[t.start] == "-" or _READ_OUT.fullmatch(n.text, t.start, start)
    ):
        return False  # "H as in hotel, two two", "error -12", "err oh two"
    if t.start == start and end < t.end and _WORD_AFTER.fullmatch(n.text, end, t.end):
        return False
    if "/" in n.text[t.start : t.end] and t.start <= start:
        return "/" in n.text[start:end] or e.text.isdigit()
    return True


def _put_right(n: Normal, e: Entity, kept: list[Entity]) -> bool:
    """Whether a number is taken back for a later one: "E21, sorry, E12"."""
    if e.entity not in ("error_code", "serial_number", "model", "phone"):
        return False
    start, end = tagging.place(n, e.start, e.end)
    if mending.refused(n.text, start):
        return True
    later = (tagging.place(n, x.start, x.end)[0] for x in kept if x.entity == e.entity and x.start >= e.end)
    return any(mending.taken_back(n.text, start, end, at, alike=True) for at in later)
