"""What a piece of a place is: a street, a number of a house, a region, the way there; and one put in the place of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu.patterns import regex
from nlu.place_figures import UNITS, N, fold

NOUNS_EN = r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|close|court|crescent|terrace|row|place|square|hill|park|boulevard|blvd|highway|parkway|route|vej|floor|flr|dock|door|gate|bay|unit|flat|apartment|apt|suite|room|block|blk|building|wing|level|house|villa|farm|barn|shed|yard|office|warehouse|depot|plot|site|estate|mall|plaza|tower|campus|hospital|school|clinic|lab|church|chapel|station|basement|entrance|corner|store|shop|centre|center|camp|village|phase|sector|section|lot|stall|counter|theatre|workshop|annexe?|cottage|lodge|pier|quay|wharf|hangar|hall|bridge|roundabout|junction|terminal|track|platform|deck|lobby|canteen|kitchen|reception|glasshouse|greenhouse|stables?|mews|gardens?|hut|cabin|gatehouse|loft|attic|garage|studio|gym|mile|kilomet(?:re|er)s?)"
_PREP_EN = r"(?:off|above|below|behind|opposite|past|round|around|near|next to|beside|beneath|under|across from|across|at the (?:back|end|corner|top|bottom)|corner of|between|beyond|up|down|astern|outside|inside|along|through|on the|you|after the|before the|just (?:off|past|before|after)|the (?:first|second|third|fourth|last|next|old|big|blue|red|green|white|yellow) \w+|(?:first|second|third|fourth|last) (?:on|left|right|gate|door|house|floor)|(?:on|to) (?:the|your) (?:left|right)|turn (?:left|right)|upstairs|downstairs|round the back)"
NUMBER_ONLY = regex(rf"[{N}]{{1,6}}(?:号|號)")
_WAY_ZH = regex(r"(?:对面|旁边|隔壁|附近|[后前]面|后头|边上)(?:那[排栋家边个间])?$")
_REGION_ZH = regex(
    r"^[\u4e00-\u9fff]{2,9}[省市区區县縣]$|^(?:北京|上海|天津|重庆|重慶|成都|西安|南京|杭州|广州|廣州|深圳|武汉|太原|合肥|哈尔滨)$"
)
HOUSE = regex(r"\d{1,5}[a-z]?(?![\w-])", re.I)
_HOUSE_IN = regex(r"(?<!\d)\d{1,5}[a-z]?(?![\w-])", re.I)
_TAIL_ZH = regex(rf"(?:[{N}A-Za-z]+)(?P<u>{UNITS})$")
PREP_AT = regex(rf"{_PREP_EN}\b", re.I)


#: A building, or a numbered part of one.
_BUILDING_ZH = regex(
    rf"[{N}A-Za-z](?:楼|层|室|单元|房|座|栋|幢|樓|層|號|号)$|(?:花园|花園|会所|會所|大厦|大廈|大楼|广场|廣場|小区|苑|中心|公司|学校|[中小大]学|医院|[厂館馆]|园区|市场|公寓|[省市区县區縣镇乡村路街])$"
)
#: What is said of a place, and no part of it.
_LOOSE_ZH = regex(
    rf"[走等看说來拿你我他]|有[个棵]|新店|老店|^[{N}]{{1,2}}$|(?<=..)(?<![{N}东西南北正侧])[门桥]$"
)
_JUST = regex(r"^(?:it'?s |that'?s |the one |just |right |by (?=the )|and |but )+", re.I)
_LOOSE_EN = regex(
    r"'s (?:at|in|on|just)\b|\b(?:miles?|minutes?|metres?) (?:north|south|east|west|from|past|after)\b|\battention\b|\bcome in\b|'s [a-z]+ing\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a place, as it is written on an order, and where the turn says it; ``mends``: it was said in place of another."""

    value: str
    start: int
    end: int
    mends: bool = False


def mended(pieces: Sequence[Piece]) -> list[Piece]:
    """With what was said in place of another in that one's place, and what is said twice said once."""
    made: list[Piece] = []
    for p in pieces:
        at = _place_of(made, p) if p.mends else None
        if at is None:
            made.append(p)
        elif HOUSE.fullmatch(p.value) or NUMBER_ONLY.fullmatch(p.value):
            made[at] = replace(made[at], value=with_number(made[at].value, p.value), end=p.end)
        else:
            made[at:] = [p]
    made = made[_anew(made) :]
    return [
        p for k, p in enumerate(made) if fold(p.value) not in fold("".join(q.value for q in made[k + 1 :]))
    ]


def _anew(made: Sequence[Piece]) -> int:
    """Where a place is told all over again: "the side door, Weir Lane. Loom Hall, Weir Lane, Hexham" begins with its street's
    second telling, or with what stands before that."""
    for k, p in enumerate(made):
        again = next((j for j in range(k + 1, len(made)) if fold(made[j].value) == fold(p.value)), None)
        if again is not None and again - 1 > k and head(p.value) and again + 1 < len(made):
            return k + 1
    return 0


def _place_of(made: Sequence[Piece], p: Piece) -> int | None:
    """Which of the pieces one is said in place of."""
    back = range(len(made) - 1, -1, -1)
    if HOUSE.fullmatch(p.value):
        return next((k for k in back if any(c.isdigit() for c in made[k].value)), None)
    return next((k for k in back if kind(p.value) and kind(made[k].value) == kind(p.value)), None)


def kind(said: str) -> str:
    """What a piece is: the word behind its number, the kind of its street."""
    m = _TAIL_ZH.search(said)
    if m is not None:
        return m["u"]
    words = re.findall(r"[a-z]+", said.lower())
    return (
        next((w for w in reversed(words) if re.fullmatch(NOUNS_EN, w)), "") if said.isascii() else said[-1:]
    )


def with_number(place: str, number: str) -> str:
    """A piece with another number of the house in it."""
    chinese = NUMBER_ONLY.fullmatch(number)
    found = list((NUMBER_ONLY if chinese else _HOUSE_IN).finditer(place))
    if not found:
        return place
    like = next((m for m in found if len(m[0]) == len(number) > 2 and m[0][0] == number[0]), None)
    m = like or (found[0] if found[0].start() == 0 else found[-1])
    return place[: m.start()] + number + place[m.end() :]


def lone_number(pieces: Sequence[Piece]) -> str | None:
    """The number of a house that is all that was said."""
    return pieces[0].value if len(pieces) == 1 and HOUSE.fullmatch(pieces[0].value) else None


def numbered_like(known: Sequence[str], number: str) -> int | None:
    """Which piece another number belongs into: the one with a number most like it, or else the first that has one."""
    found = [(k, m[0]) for k, p in enumerate(known) for m in re.finditer(r"\d+", p)]
    if not found:
        return None
    like = [
        (sum(a == b for a, b in zip(n, number, strict=False)), -k) for k, n in found if len(n) == len(number)
    ]
    best = max(like, default=(0, 0))
    return -best[1] if best[0] * 2 >= len(number) > 2 else found[0][0]


def head(said: str) -> bool:
    """Whether a piece names a street, a village, an estate: where an address begins anew."""
    if not said.isascii() and re.search(r"[\u4e00-\u9fff]", said):
        return bool(
            re.search(r"[\u4e00-\u9fff](?:路|街|大道|道|村|镇|乡|小区|花园|弄|里|苑|园)(?![口边])", said)
        )
    return bool(
        re.search(
            r"\b(?:street|st|road|rd|avenue|ave|lane|drive|way|close|court|crescent|terrace|row|place|square|farm|highway|boulevard|vej)\b",
            said,
            re.I,
        )
    )


def on_the_way(said: str) -> bool:
    """Whether a piece only tells how to get there."""
    said = _JUST.sub("", said)
    near = PREP_AT.match(said) and not re.match(r"above|below|off|beneath", said, re.I)
    return bool(near or _WAY_ZH.search(said))


def unit_in(known: Sequence[str], said: str) -> tuple[int, str] | None:
    """A piece with another number of a unit in it: 中华路一段245巷12号 and 二段."""
    m = _TAIL_ZH.fullmatch(said)
    if m is None or said.isascii():
        return None
    for k, p in enumerate(known):
        other = re.search(rf"(?<![{N}A-Za-z])[{N}A-Za-z]{{1,6}}{m['u']}(?!\w?[楼院门库店铺])", p)
        if other is not None and fold(other[0]) != fold(said):
            return k, p[: other.start()] + said + p[other.end() :]
    return None


def other_of_kind(known: Sequence[str], said: str) -> bool:
    """Whether a numbered piece of the same kind, and with another number, is known: "Unit 6" beside "Unit 9"."""
    if not said.isascii() or not re.fullmatch(rf"{NOUNS_EN} #?(?=[\w/-]*\d)[\w/-]{{1,9}}", said, re.I):
        return False
    return any(
        p.isascii() and kind(p) == kind(said) and re.search(r"\d", p) and fold(p) != fold(said) for p in known
    )


def solid(said: str) -> bool:
    """Whether a piece is one of an address, also where an agent leaves it out."""
    if on_the_way(said) or PREP_AT.match(_JUST.sub("", said)):
        return False
    if re.search(r"[\u4e00-\u9fff]", said) or said.isdigit():
        return not _LOOSE_ZH.search(said)
    return bool(re.search(r"[A-Z\d]", said)) and not _LOOSE_EN.search(said)


def stays(said: str, *, before: bool) -> bool:
    """Whether a piece that an agent leaves out when it reads the place back is one of the address all the same; ``before``:
    it stands before all that the agent reads."""
    return solid(said) and (before or said.isascii() or bool(_BUILDING_ZH.search(said)))


def tells(said: str) -> bool:
    """Whether a piece alone tells of a place: it has a number, a name, or what it is of a house."""
    if re.search(r"[\u4e00-\u9fff]", said):
        return len(said) <= 16
    return bool(re.search(r"\d|(?:^|[ -])[A-Z]", said) or kind(said))


def region(said: str) -> bool:
    """Whether a piece is a city or a district."""
    return bool(_REGION_ZH.search(said))
