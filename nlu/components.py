"""Parts of devices that people name, over many domains: the words of ``nlu.lexicon``, read with what stands around them."""

from __future__ import annotations

from nlu import lexicon
from nlu.lexicon import Name
from nlu.patterns import regex

#: Marks that belong to the name of a part: 左侧探头, "front cover", "drip tray".
_SIDE_ZH = regex(r"(?:左侧|右侧|备用)$")
_MODIFIERS = frozenset("""front side right-hand left-hand inner outer main safety power charging
 drip crumb ice paper screw wheel door drawer lens end joystick cup cable foot hand steering parking drive ribbon reset start stop emergency control
 fuse water fuel oil air steam gas heating cooling drain inlet outlet burner carburettor projector indicator warning stack status uv led
 touch timer door side card chip usb hdmi ethernet network memory hard suction vacuum solenoid expansion check relief pressure temperature level
 flow motion proximity limit light float micro linear labelling weighing patch kick group bearing brake clutch chain
 print toner ink waste lint filter diesel hydraulic circulation feed booster transfer fan blower motor pump condenser evaporator spindle axis
 amplifier power-supply battery backup colour key macro call alarm knife cutter track mirror seat head arm mast fork guide ball lead wire""".split())  # fmt: skip
#: Where a name is a verb or another thing.
_VERBS = frozenset("""drive step track port base seat foot element cover fitting frame lock drain switch charge light plug seal tap mirror glass memory
 filter post screw hook string head board counter cap jack ring clock float key keys slot meter cell lead cord label reader feeder washer guard
 starter tray bin shelf module line horn belt clip bell strap knife feed supply supplies cab spring handle catch nut base card logo remote""".split())  # fmt: skip
_BEFORE_VERB = regex(
    r"\b(?:to|can|cannot|can't|will|won't|would|i|you|we|they|please|not|then|i'll|we'll|does your warranty|and just)\s+$"
)
_DETERMINED = regex(r"(?:\b(?:the|its|one|our|their)|'s) $")
_AFTER_VERB = regex(
    r"\s+(?:off|me|it|by step|warranty|the|a|my|our|myself|in touch|please|for me|us)\b(?!\s+(?:side|door|top)\b)"
)
_NOT_HERE_ZH = regex(
    r"(?<=[黑白花蓝灰大个])屏|(?<=[全五四三])轴|盖(?=章|过|住|上|了)|(?<=甲)盖|(?<=断)电缆|灯(?=灭|谜)"
)
#: 门关不上 is about a door; 出门 and 敲门 are not.
_DOOR = regex(r"(?:(?<=^)|(?<=[,，。;；!！的 ]))门(?=[关开锁打推拉合封缝歪松响卡坏不也都板])")
_RULED_OUT = regex(r"(?:\bnot (?:the|a)|\bisn't the|\bwasn't the|不是|不关|a glass of) ?$")
_OWNED = regex(r"(?:'s|\bits) $")
_THE_LIGHT = regex(
    r"(?:\b(?:the|its|one|my|no|every|inner|status|warning|reading|cabin|interior|night|oven|fridge)|'s) (?:[a-z]+ )?$"
)
_SEASON = regex(r"(?:\bin|\bthis|\blast|\bnext|\bb4|\bbefore|\busual|\bafter) $")
_NO_PART_AFTER = regex(
    r"\s*(?:warranty|of (?:juice|water|orange)|scuff|company|number|call|session|desk support|of people|out of ten)\b"
)
_NOT_NAMED = regex(r"\b(?:on|no|any|every|first|last) $")
_NUMBER = regex(r" (?:\d{1,2}|[a-d])(?![\w.:%,]\d|\w| (?:and|or|of \d|days|hours|minutes|units))")


#: What nearly every word that ends so is: a part ("升降杆", "切断阀"), told from verbs and other things by _NO_SUFFIX.
_SUFFIX = regex(r"[杆阀泵罩轴簧钮柄](?![车船锁架号理道家事控用定到盘我你他])")
_STOPS = frozenset(
    "的了是在有和跟把被给从就都也还又不没很太那这哪个只支根条块台部张片颗粒扇盏我你他她它们家上下里外前后来去到着过得地对为要会能可说看听打开关按拉推换修装买坏掉断卡松漏响亮一二三四五六七八九十两几每另其啲嘅咗係喺,。"
)
_NO_SUFFIX = regex(
    r".*(?:尽管|只管|保管|主管|接管|交管|托管|监管|物管|掌管|血管|气管炎|解锁|反锁|上锁|智能锁|密码锁|指纹锁|共享锁|打架|吵架|绑架|散架|货架|书架|晾衣架|衣架|泡芯|关键|一键|按键|循轴|旅游|话轮|轮轮|首轮|年轮|渡轮|游轮|口罩|笼罩|保鲜膜|地膜|粘扣|折扣|纽扣|掉链|供应链|产业链|靠垫|床垫|坐垫|地垫|铺垫|消防栓|血栓|嘴|绳|.泵房|消防泵|抽水泵|热泵|水泵|吸管|试管|城管|高管|代管|灯管|电子管)$"
)


def named(text: str) -> list[Name]:
    """The names of the lexicon, and Chinese compounds that it does not have but whose last character tells."""
    names = lexicon.find(text)
    if text.isascii():
        return names
    taken = {i for n in names for i in range(n.start, n.end)}
    more = []
    for m in _SUFFIX.finditer(text):
        start = m.start()
        if start in taken:
            continue
        while (
            start > 0
            and m.start() - start < 2
            and "\u4e00" <= text[start - 1] <= "\u9fff"
            and text[start - 1] not in _STOPS
            and start - 1 not in taken
        ):
            start -= 1
        if start < m.start() and not _NO_SUFFIX.match(text, start, m.end()):
            more.append(Name("part", start, m.end()))
    return sorted([*names, *more], key=lambda n: n.start) if more else names


def find(text: str, names: list[Name] | None = None) -> list[tuple[int, int]]:
    """Where parts are named in a normal text, of which ``names`` may be known already."""
    names = named(text) if names is None else names
    if not any(n.kind != "device" for n in names):
        return []
    devices = sum(n.kind == "device" for n in names)
    parts = any(n.kind == "part" for n in names)
    spans: list[tuple[int, int]] = []
    for name in names:
        if name.kind == "device" or (
            name.kind == "either" and not (devices or _belongs(text, name, parts=parts))
        ):
            continue
        if not _is_part(text, name.start, name.end) or _beside(text, name):
            continue
        start, end = _widened(text, name)
        if spans and text[start].isascii() and text[spans[-1][1] : start] == " ":
            spans[-1] = (spans[-1][0], end)  # English compounds: "lid hinge"
        elif not spans or spans[-1][1] <= start:
            spans.append((start, end))
    return [*spans, *_heads(text, spans)] if not text.isascii() else spans


#: Parts that are named with one character, where it stands by itself: 那盏灯, 屏裂了, 门从里头推不开.
_HEAD_ZH = regex(
    r"(?:(?<=[,，。;；!！的个盏块扇根条新电是])|(?<=^))[门灯屏锁盘线镜](?=[不没闪坏裂碎断松掉歪响卡黑亮灭关开推拉打从自合也都有上要总老])"
    r"(?![门灯屏锁盘线][关开]?(?:了一|上的|着灯))"
)


def _heads(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        m.span() for m in _HEAD_ZH.finditer(text) if not any(a < m.end() and m.start() < b for a, b in spans)
    ]


_BESIDE_BEFORE = regex(r"\b(?:an?|another|every|any) $")
_BESIDE_AFTER = regex(
    r"(?:'s| is| are| still| all|,| opens?| works?| runs?){0,2} (?:fine|ok|okay|alright|still (?:runs?|works?|on)|works? fine|running fine)\b"
    r"|(?:还|都|是|倒是|也)?(?:好好的|正常|没事|没问题|还行|好使|能用|照常|好的)"
)
#: After a part that is really the first half of a compound: "door intercom", "light fitting".
_COMPOUND = regex(
    r" (?:intercom|fitting|glass|room|grill|hours?|bell|screen|setting|company|switch|stand|code|shop|frame|bay)\b"
)


def _beside(text: str, name: Name) -> bool:
    """A part that is only mentioned: one of many, one that works, the beginning of another thing's name."""
    if text[name.start].isascii() and _BESIDE_BEFORE.search(text, max(0, name.start - 8), name.start):
        return not _WANTED_PART.search(text)
    return bool(_BESIDE_AFTER.match(text, name.end)) or (
        name.kind == "either" and bool(_COMPOUND.match(text, name.end))
    )


_WANTED_PART = regex(r"\b(?:send|order|need|buy|replacement|spare|quote|price|swap|post|ship)\b")


def _belongs(text: str, name: Name, *, parts: bool) -> bool:
    """ "The lift's door", "its motor": somebody's part, whatever the owner is; "the door" beside other parts."""
    if parts and _THE.search(text, max(0, name.start - 5), name.start):
        return True
    return bool(_OWNED.search(text, max(0, name.start - 5), name.start))


_THE = regex(r"\bthe $")


def _is_part(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    if word == "门":
        return bool(_DOOR.match(text, start))
    if _RULED_OUT.search(text, max(0, start - 10), start):
        return False
    if word in ("light", "lights") and not _THE_LIGHT.search(text, max(0, start - 14), start):
        return False
    if word == "spring" and _SEASON.search(text, max(0, start - 8), start):
        return False
    if not word.isascii():
        return not _NOT_HERE_ZH.match(text, start)
    if _NO_PART_AFTER.match(text, end):
        return False
    if word not in _VERBS:
        return True
    if _DETERMINED.search(text, max(0, start - 8), start):
        return True
    return not _BEFORE_VERB.search(text, max(0, start - 16), start) and not _AFTER_VERB.match(text, end)


def _widened(text: str, name: Name) -> tuple[int, int]:
    start, end = name.start, name.end
    if not text[start].isascii():
        side = _SIDE_ZH.search(text, max(0, start - 2), start)
        return (side.start() if side else start), end
    for _ in range(2):
        before = text[max(0, start - 16) : start]
        word = before.rstrip(" ").rsplit(" ", 1)[-1] if before.endswith(" ") else ""
        if not word or word not in _MODIFIERS or (start - len(word) - 1) < 0:
            break
        start -= len(word) + 1
    numbered = _NUMBER.match(text, end) if not text[start:end].endswith("s") else None
    return start, (numbered.end() if numbered else end)
