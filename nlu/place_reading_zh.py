"""One turn of a Chinese call in typed pieces of a place: 江都路八十八号翡翠湾 is a road, a number and a name.

A turn is cut into clauses; of each clause it is told what it names, what of it is said not to be the place, and whether it
is a bare number or a name that only the question before it can type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from nlu import place_words_zh as w
from nlu.normalise import Normal
from nlu.numerals import value
from nlu.patterns import regex

LONGEST = 40  # signs of a clause that may tell of a place
MOST = 60  # clauses of a turn
_CLAUSE = regex(
    r"(?P<aside>[(（][^)）]{0,80}[)）])|(?:[^,，、。.;；:：!！?？…—~\s()（）\"“”]|(?<=[a-z\d]) (?=[\u4e00-\u9fffa-z\d])|(?<=[\u4e00-\u9fff]) (?=[a-z\d]))+"
)
_CROSSING = regex(
    rf"[{w.HAN}]{{1,6}}?(?:路|街|大道|道)(?:与|和|跟)[{w.HAN}]{{1,6}}?(?:路|街|大道|道)(?:交叉?[路汇]?口|路?口)"
)
#: 吳厝里吳厝路.
_WARD = regex(rf"(?P<a>[{w.HAN}]{{1,3}}(?<![{w.DIGITS}])里)[{w.HAN}]{{2,5}}(?:路|街)$")
#: 人民大道南42号, 驿都大道中路.
_SIDE = regex(r"延[长伸]?[线段]|[东西南北中]路?(?=\d|[一二三四五六七八九十百]+号|$)")
_JOINS = regex(r"[跟]")
_TENS = regex(
    r"([一二三四五六七八九]?十[一二三四五六七八九]?)([零〇][一二三四五六七八九]|[一二三四五六七八九][零〇])"
)
_NUMERAL = regex(rf"{w.NUMBER}")
_NAME = regex(rf"[{w.HAN}a-z\d·]{{2,14}}")
#: 测试大楼B204.
_TAIL = regex(r"(?<=[\u4e00-\u9fff])(?:[a-z]\d{2,4}|\d{3,4}[a-z]?)$")
_ROOM = regex(rf"[a-z]?{w.NUMBER}[a-z]?")
_DOORS = ("building", "hall", "unit", "floor", "row", "phase")
_BESIDE = regex(r"那头|对面|背后|隔壁|旁边|楼下|附近|门口|斜对|也有|大概|左右$|是好的|也行")
#: 一百四十三是财富国际, 三楼是病理: what is there, and not that it is the place.
_IS_WHAT = regex(
    rf".{{0,3}}{w.NUMBER}(?:号|楼|层|栋|号楼|期|座|区|单元)?是[{w.HAN}]{{2,8}}|[{w.HAN}]{{1,5}}[路街巷村]是(?:(?![路街道巷村])[{w.HAN}]){{3,8}}"
)
#: 音乐室在综合楼.
_THING_IN = regex(rf"[{w.HAN}]{{1,5}}[室房库间厅台机器]在(?=(?![{w.DIGITS}负地])[{w.HAN}]{{2}})")
_BETWEEN = regex(r"[楼层]和.{1,4}[楼层](?:中间|之间)")  # where a lift stands
_OURS = regex(r"(?:喂|嗯|你好)*(?:我们?|咱们?|俺们?|这[里边])是")
_LONG = regex(r"\d{6}")
_AROUND = regex(r"[那这](?:[边里块]|一?[带片])")
_GAP = regex(r"(?<=[\u4e00-\u9fff]) (?=[a-z\d])|(?<=[a-z\d]) (?=[\u4e00-\u9fff])")
_DOOR = regex(rf"{w.NUMBER}(?:楼|层|号楼|栋|幢|单元|室)")
_SPACE = regex(r"\s")
_OF = regex(r"的(?=.)")


@dataclass(frozen=True, slots=True)
class Token:
    """A typed piece: ``slot`` is one of :data:`RANKS`, or ``free`` (a name) or ``bare`` (a number) that its context types."""

    slot: str
    value: str
    start: int
    end: int
    alone: bool = False  # it is all that its clause says
    bare: str = ""  # its number


@dataclass(slots=True)
class Clause:
    text: str
    start: int
    tokens: list[Token] = field(default_factory=list)
    refused: list[Token] = field(default_factory=list)
    spells: bool = False
    asks: bool = False
    mends: bool = False
    remark: bool = False
    ours: bool = False  # who calls
    broken: bool = False  # it is not said to its end
    no: bool = False


def figure(said: str) -> str:
    """A numeral in figures; one sign stays as it is said."""
    plain = said.replace("俩", "两").replace("廿", "二十").replace("卅", "三十")
    plain = plain.replace("幺", "一") if re.search("[十百千]", plain) else plain
    if (m := _TENS.fullmatch(plain)) is not None:
        return f"{int(value(m[1]) or 0)}{figure(m[2])}"  # 十五零三
    number = value(plain)
    if number is None or number != int(number):
        return said
    figures = str(int(number))
    return figures if re.search("[十百千]", plain) else figures.zfill(len(plain))


def written(n: Normal, a: int, b: int) -> str:
    """A piece as one writes it: numbers of more than one sign in figures, 杠 as a bar, signs as the caller's script has them."""
    text, made, at = n.text[a:b], "", a
    bar = re.search(rf"[{w.DIGITS}](?:杠|之|-)|^(?:杠|之)", text)
    for m in _NUMERAL.finditer(n.text, a, b):
        made += n.quote(at, m.start())
        lettered = m.start() > a and n.text[m.start() - 1].isascii() and n.text[m.start() - 1].isalpha()
        one = len(m[0]) == 1 and not bar and not lettered
        made += {"幺": "一", "俩": "二", "两": "二"}.get(m[0], n.quote(*m.span())) if one else figure(m[0])
        at = m.end()
    made = _SPACE.sub("", made + (n.quote(at, b) if at < b else ""))
    return made.replace("杠", "-") if bar else re.sub(r"^第(?=[\d一二三四五六七八九十]+[栋幢座])", "", made)


def clauses(n: Normal) -> list[Clause]:
    """The clauses of a turn, each with what it tells of a place."""
    made: list[Clause] = []
    n = _close(n)
    for k, m in enumerate(_CLAUSE.finditer(n.text)):
        if k >= MOST:
            break
        if m["aside"] or m.end() - m.start() > LONGEST:
            continue
        made.append(_clause(n, *m.span()))
    return made


def _close(n: Normal) -> Normal:
    """Without the spaces beside figures: 688 号."""
    kept = [i for i in range(len(n.text)) if not _GAP.match(n.text, i)]
    if len(kept) == len(n.text):
        return n
    back = tuple(n.original(i, i + 1)[0] for i in kept)
    return Normal(n.raw, "".join(n.text[i] for i in kept), back)


def _clause(n: Normal, a: int, b: int) -> Clause:
    text = n.text[a:b]
    c = Clause(
        text, a, asks=n.text[b : b + 1] in ("?", "？") or bool(re.search(r"[吗嘛呢么吧咪]$|哪|几", text))
    )
    c.spells = bool(w.SPELLS.search(text))
    c.broken = n.text.startswith(("..", "…", "—"), b)
    c.mends = bool(w.MEND.search(text))
    if w.FULL_NO.search(text):
        c.no = True
        return c
    if _IS_WHAT.fullmatch(text) or _BETWEEN.search(text):
        return c
    refused = w.REFUSED.search(text)
    if refused is not None:
        part = "a" if refused["a"] else "b"
        c.refused = tokens(n, a + refused.start(part), a + refused.end(part))
        return c
    x, y = bare_span(n.text, a, b)
    if (thing := _THING_IN.match(n.text, x, y)) is not None:
        x = thing.end()
    remark = w.REMARK.search(n.text, x, b)
    if remark is not None:
        c.remark = True
        y = min(y, remark.start())
        beside = bool(_BESIDE.match(n.text, remark.start()))
    if c.spells:
        return c
    c.ours = bool(_OURS.match(text))
    found = tokens(n, x, y) if x < y else []
    if remark is not None:
        asked = remark[0][0] in "几哪"
        while found and found[-1].slot in ("free", "bare") and not asked:
            found.pop()
        if beside and found:
            found.pop()  # 通达路那头修立交
    c.tokens = found
    return c


def bare_span(text: str, a: int, b: int) -> tuple[int, int]:
    """A clause without the yes and the well before it and the particles behind it."""
    lead = w.LEAD.match(text, a, b)
    a = lead.end() if lead else a
    trail = w.TRAIL.search(text, a, b)
    return a, trail.start() if trail else b


def tokens(n: Normal, a: int, b: int) -> list[Token]:
    """The pieces between two places of a text."""
    made: list[Token] = []
    at = free = a
    while at < b:
        if at == free and made and n.text[at] == "的":
            at = free = at + 1
            continue
        last = made[-1].slot if made and at == free else ""
        zone = w.ZONE.match(n.text, at, b) if last in ("city", "district") else None
        begins = at == free or n.text[at - 1] in w.BREAKS or n.text[max(0, at - 2) : at] in ("那个", "这个")
        found = ("district", zone.end()) if zone is not None else _at(n.text, at, b, begins=begins)
        group = w.GROUP.match(n.text, at, b) if last == "village" and found is None else None
        found = ("group", group.end()) if group is not None else found
        if found is None:
            at += 1
            continue
        slot, end = found
        _free(n, free, at, made)
        made.append(_token(n, slot, at, end))
        at = free = end
    _free(n, free, b, made)
    made = _joined(made)
    if len(made) == 1:
        t = made[0]
        made = [Token(t.slot, t.value, t.start, t.end, True, t.bare)]
    return made


def _joined(made: list[Token]) -> list[Token]:
    """科技园南区 is one name; of 8栋2层A区 the last is a part of the floor; 东区 of a city is a district."""
    out: list[Token] = []
    for t in made:
        last = out[-1] if out else None
        way = t.slot == "phase" and t.value[0] in "东西南北東"
        if last is None:
            out.append(t)
        elif way and last.slot == "free":
            out[-1] = Token("free", last.value + t.value, last.start, t.end)
        elif way and last.slot in ("city", "province"):
            out.append(replace(t, slot="district"))
        elif t.slot == "phase" and last.slot in ("floor", "building"):
            out.append(replace(t, slot="row"))
        elif (
            t.slot == "road"
            and any(x.slot in ("road", "number") for x in out)
            and (last.slot != "lane" and any(x.slot == "road" for x in out))
        ):
            out.append(replace(t, slot="name"))  # 港湾大道科技一路
        elif t.slot in ("district", "town", "city") and any(x.slot in ("road", "number") for x in out):
            out.append(replace(t, slot="free"))  # 昆仑路8号城北区
        elif t.slot == last.slot == "town":
            out.append(replace(t, slot="council"))
        elif t.slot == last.slot == "district" and w.ZONE.fullmatch(t.value) and last.value[-1] in "县縣市区":
            out.append(replace(t, slot="area"))  # 固安县工业园区
        elif t.slot == last.slot == "district" and last.value[-1] not in "县縣市":
            out.append(replace(t, slot="free"))
        elif t.slot == last.slot == "district" and len(out) < 3:
            out[-1] = replace(last, slot="city" if len(out) == 1 or out[0].slot == "province" else "district")
            out.append(t)  # 彰化县员林市
        else:
            out.append(t)
    return out


def _at(text: str, at: int, b: int, *, begins: bool) -> tuple[str, int] | None:
    """The piece that begins at a place of a text, and where it ends."""
    if begins:
        if (m := _CROSSING.match(text, at, b)) is not None:
            return "road", m.end()
        for slot, pattern in (("province", w.PROVINCE), ("district", w.PART), ("city", w.CITY)):
            if (m := pattern.match(text, at, b)) is not None:
                return slot, m.end()
    for slot, pattern in w.NUMBERED:
        m = pattern.match(text, at, b)
        if m is not None and not _cut_in(text, at, slot) and not _LONG.search(written_bare(m[0])):
            named = _by_ending(text, at, b) if begins and slot in ("phase", "row", "village") else None
            if named is None or named[1] <= m.end():
                return slot, m.end()
    return _by_ending(text, at, b) if begins else None


def _by_ending(text: str, at: int, b: int) -> tuple[str, int] | None:
    """A region, a village or a street by what its name ends with: the first ending that makes one."""
    stem = w.STEM.match(text, at, min(b, at + w.LONGEST_STEM + 3))
    for m in w.END.finditer(text, at + 1, stem.end() if stem else at):
        name, said = text[at : m.start()], text[at : m.end()]
        broken = name[1:] if name[0] == "那" and len(name) == 2 else name  # 那坡镇
        if any(c in w.BREAKS for c in broken) or len(name) > w.LONGEST_STEM or _DOOR.search(name):
            return None
        if w.NO_NAME.fullmatch(said) or (m[0] == "乡" and len(name) < 2):
            if w.ESTATE.search(said) and len(said) > 2:
                return None  # 锦绣小区
            continue
        if m[0] == "区" and (
            name[-1] in "一二三四五六七八九十" or (name[-1] in "东西南北" and len(name) > 2)
        ):
            return None  # 国际商贸城三区
        slot, end = w.ENDINGS[m[0]], m.end()
        if m[0] == "州" and len(name) == 1 and said not in w.CITIES:
            return None  # 秦州 of 秦州区
        if slot == "city" and m[0] == "市" and name not in w.CITIES:
            slot = "district"  # 昆山市 is one of 苏州市
        if slot == "road" and (inner := _WARD.match(said)) is not None:
            return "village", at + len(inner["a"])
        if slot == "road" and (more := _SIDE.match(text, end, b)) is not None:
            end = more.end()
        return slot, end
    return None


def _cut_in(text: str, at: int, slot: str) -> bool:
    """Whether a number would begin in the middle of another, or of a name."""
    if at == 0:
        return False
    before = text[at - 1]
    if before in "哪几":
        return True  # 哪一座？
    if re.match(rf"[{w.DIGITS}]", text[at]) and re.match(rf"[{w.DIGITS}]", before):
        return True
    return text[at].isascii() and text[at].isalnum() and before.isascii() and before.isalnum()


def _token(n: Normal, slot: str, a: int, b: int) -> Token:
    said = (
        n.quote(a, b)
        if slot in ("road", "province", "city", "district", "town", "council", "village")
        else written(n, a, b)
    )
    if slot == "road" and n.text[a] in "gs":
        said = written(n, a, b)
    elif slot == "road":
        said = _JOINS.sub("与", said) if _CROSSING.match(n.text, a, b) else said
    numbers = re.findall(r"[a-z]?\d+|[a-z]+", written_bare(n.text[a:b]))
    start, end = n.original(a, b)
    return Token(slot, said, start, end, bare="-".join(numbers))


def written_bare(text: str) -> str:
    """A piece with all its numerals in figures, for comparing."""
    return _NUMERAL.sub(lambda m: figure(m[0]), text)


def _free(n: Normal, a: int, b: int, made: list[Token]) -> None:
    """What stands between two pieces: a number of a room, a name, or words that mean nothing."""
    if a >= b:
        return
    if made:
        of = _OF.match(n.text, a, b)
        a = of.end() if of else a
    a, b = bare_span(n.text, a, b)
    if a >= b:
        return
    spot = w.SPOT.search(n.text[a:b])
    if spot is not None and spot.start() > 1 and not made_of_numbers(n.text[a : a + spot.start()]):
        _free(n, a, a + spot.start(), made)
        a += spot.start()
    figures = _TAIL.search(n.text, a, b)
    if figures is not None and figures.start() > a + 1:
        _free(n, a, figures.start(), made)
        a = figures.start()
    around = bool(_AROUND.match(n.text, b))
    text, start_end = n.text[a:b], n.original(a, b)
    if _ROOM.fullmatch(text) and len(text) <= 8:
        bare = written_bare(text)
        size = len(re.sub(r"\D", "", bare))
        inside = made and (made[-1].slot in _DOORS or (made[-1].slot == "free" and figures is not None))
        slot = "room" if inside and size >= (2 if bare[0].isalpha() else 3) else "bare"
        made.append(Token(slot, written(n, a, b), *start_end, bare=bare))
    elif w.BARE.fullmatch(text) and len(text) <= 6:
        made.append(Token("bare", written(n, a, b), *start_end, bare=written_bare(text)))
    elif (_NAME.fullmatch(text) and (not text.isascii() or w.SPOT.search(text))) or len(text) == 1:
        made.append(Token("around" if around else "free", n.quote(a, b), *start_end))


def made_of_numbers(text: str) -> bool:
    return bool(_NUMERAL.fullmatch(text))


__all__ = ["Clause", "Token", "clauses", "figure", "written", "written_bare"]
