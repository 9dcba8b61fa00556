"""Parts of devices that people name, over many domains: the words of ``nlu.lexicon``, read with what stands around them."""

from __future__ import annotations

from functools import lru_cache

from nlu import compounds, lexicon
from nlu.lexicon import Name
from nlu.patterns import regex
from nlu.scans import scan

#: Marks that belong to the name of a part: 左侧探头, "front cover", "drip tray".
_SIDE_ZH = regex(
    r"(?:(?<=的)[一-龥]{2}(?<![里上边下面前后侧些个种])|左侧|右侧|备用|触控|回转|搅拌|风扇|摆风|排风|送风|取货|出货|投币|收银|扫描|打印|读写|曝光|冷却|冷凝|循环|排水|进水|出水|加热|制冷|控制|驱动|充电|供电|通讯|通信|无线|蓝牙|指纹|人脸|触摸|显示|流量|温度|压力|湿度|液位|水位|油位|氧气|重量|称重|速度|位置|角度|扭矩|光电|红外|超声|气压|烟雾|燃气|空气|机油|燃油|柴油|液压|润滑|转向|行走|升降|旋转|传动|传送|输送|提升|主轴|伺服|步进|紧急|安全|左|右)+$"
)
#: What may follow the name of a part and makes it another's: 轴承座, 皮带罩, 按钮灯.
_TAIL_ZH = regex(
    r"(?:[罩座套圈垫壳轮封](?![不着住用起])|线(?![路上下])|盖(?![不住上章过掉])|架(?![不着起子])|板(?!子)|扣(?![不住款钱费])|片(?!刻)|灯(?![灭光])|总成|组件|接口|接头|支架|弹簧|外壳|底座|护罩|控制器|传感器|模块|开关|按钮|按键|指示灯|面板)+"
)
_MODIFIERS = frozenset("""left right front side right-hand left-hand inner outer main safety power charging
 drip crumb ice paper screw wheel door drawer lens end joystick cup cable foot hand steering parking drive ribbon reset start stop emergency control
 fuse water fuel oil air steam gas heating cooling drain inlet outlet burner carburettor projector indicator warning stack status uv led
 touch timer door side card chip usb hdmi ethernet network memory hard suction vacuum solenoid expansion check relief pressure temperature level
 flow motion proximity limit light float micro linear labelling weighing patch kick group bearing brake clutch chain
 deck rfid nfc swing slew travel lift tilt turret mixing dosing rinse wash bypass return discharge intake exhaust cabin
 print toner ink waste lint filter diesel hydraulic circulation feed booster transfer fan blower motor pump condenser evaporator spindle axis
 amplifier power-supply battery backup colour key macro call alarm knife cutter track mirror seat head arm mast fork guide ball lead wire""".split())  # fmt: skip
_TAIL_EN = regex(
    r"(?: (?:buckle|guard|case|assembly|kit|mount|clamp|pin|lever|rod|strip|pad|cup|clip|ring|shaft|sleeve|grip|tip|housing|harness|wire|lead|hook|catch|plate)s?(?![\w'-]))+"
)
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
    r"\s*(?:warranty|of (?:juice|water|orange|approval|directors)|scuff|company|number|letter|station|call|session|desk support|of people|out of ten)\b"
    r"| (?:life|levels?|rooms?|shops?|stores?|times?|speeds?|modes?|settings?|icons?|usage|exam|works?hop|people|operators?|drivers?|guy|man|team|factory|supplier)\b(?! (?:button|switch|sensor|knob|indicator|key))"
    r"| (?:shows?|says?|reads|displays?|showed|said|showing|saying|reading) (?!no\b|nothing|wrong|half|garbage|only)"
)
#: A part that something is done with, or that tells where or what for: "by the door", "with a screwdriver and the cover".
_BY_THE_WAY = regex(
    r"\b(?:with(?:out)?|through|by|to|near|ring|past|behind|beside|against) (?:(?:the|an?|my|our|its|your|their|this|that|one) )?$"
)
_ABOUT = regex(
    r"\b(?:problems?|issues?|faults?|trouble|wrong|defect|happen\w*|'s up|question|price|prices|quote|cost|costs|charge|pay|part|parts|spares?|replacements?|need|order|looking|warranty|guarantee|cover|covered|due|query|damage|attention|help|much|money|same) $"
)
_NUMBER = regex(r" (?:\d{1,2}|[a-d])(?![\w.:%,]\d|\w| (?:and|or|of \d|days|hours|minutes|units))")


#: What nearly every word that ends so is: a part ("升降杆", "切断阀"), told from verbs and other things by _NO_SUFFIX.
_SUFFIX = scan(r"[杆阀泵罩轴簧钮柄](?![车船锁架号理道家事控用定到盘我你他])")
_STOPS = frozenset(
    "起的了是在有和跟把被给从就都也还又不没很太那这哪个只支根条块台部张片颗粒扇盏我你他她它们家上下里外前后来去到着过得地对为要会能可说看听打开关按拉推换修装买坏掉断卡松漏响亮一二三四五六七八九十两几每另其啲嘅咗係喺,。"
)
_NO_SUFFIX = regex(
    r".*(?:尽管|只管|保管|主管|接管|交管|托管|监管|物管|掌管|血管|气管炎|解锁|反锁|上锁|智能锁|密码锁|指纹锁|共享锁|打架|吵架|绑架|散架|货架|书架|晾衣架|衣架|泡芯|关键|一键|按键|循轴|旅游|话轮|轮轮|首轮|年轮|渡轮|游轮|口罩|笼罩|保鲜膜|地膜|粘扣|折扣|纽扣|掉链|供应链|产业链|靠垫|床垫|坐垫|地垫|铺垫|消防栓|血栓|嘴|绳|.泵房|消防泵|抽水泵|热泵|水泵|吸管|试管|城管|高管|代管|灯管|电子管)$"
)


def named(text: str) -> list[Name]:
    """The names of the lexicon, and Chinese compounds that it does not have but whose last character tells."""
    names = list(lexicon.find(text))
    names += _owned(text, names)
    names = _compounded(text, names)
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


def _compounded(text: str, names: list[Name]) -> list[Name]:
    """Names that are told by how they are made take the place of the names within them."""
    devices = [(n.start, n.end) for n in names if n.kind == "device"]
    spans = compounds.english(text, devices)
    if not text.isascii():
        spans += compounds.chinese(text, devices)
    at = {i: n for n in names for i in range(n.start, n.end)}
    new = [
        Name("part", a, b)
        for a, b in spans
        if not any(i in at and _hinders(text, at[i], a, b) for i in range(a, b))
    ]
    within = {i for n in new for i in range(n.start, n.end)}
    kept = [n for n in names if n.start not in within]
    return sorted([*kept, *new], key=lambda n: n.start)


_VERBS_ZH = tuple("换修装拆开按推拉拿用")


def _hinders(text: str, name: Name, start: int, end: int) -> bool:
    """Whether a name stands in the way of a longer one: a device, or a name that goes on."""
    if name.end <= start or end <= name.start:
        return False
    whole = start <= name.start and name.end <= end
    before = text[start : name.start] if text[start] >= "\u3400" else ""
    verb = len(before) > 1 or before in _VERBS_ZH  # 估计排线没插好, 换排线
    return name.kind == "device" or not whole or verb


#: After the name of a device what its owner calls a part, up to what is wrong with it: 扶梯[梳齿条]断了, 净水器的[废水嘴]堵了.
_OWN_ZH = regex(
    r"(?:的|左边的?|右边的?|上面的?|里面?的|上的|那[个块根条片盏])?(?P<n>[一-龥]{1,3}?[头板盘条带管刀灯口线片器膜罐源辊轮棒臂芯垫壳架盖套圈刷绳链叉钩爪座箱仓斗桶槽篮泡丝针块机](?:组|头|座|罩)?)"
    r"(?=[不没裂断掉松卡漏堵烧脏歪磨变老抖跳脱冒粘缠糊鼓弯缺花失被坏][^,，。]|[坏断裂掉堵歪松][,，。了]|[有会](?:点|些)?[异响松漏裂卡]|总是|老是|要换|该换|坏|异响|$)"
)
_NO_PART_ZH = regex(
    r"[不没有在上下开关出进打这那整两一三几每全老又也都还是就再刚突自请我你他她给帮从到把被跟和用会能要说怎什多]|.*(?:上线|下线|离线|在线|机器|老板|线路|热线|路口|门口|出口|入口|窗口|管道工|整机|主机|手机|开机|关机|待机|死机|停机|一体机|那台机|新机|旧机)$"
)


#: RAID卡, HDMI接口: English letters and what kind of part it is.
_LETTERED = scan(
    r"(?<![a-z\d])(?!(?:ic|id|vip|nfc|sd|pos|app|sim)[卡口])[a-z]{2,5}\d?(?:卡|板|口|线|膜|模块|接口|插槽|插口)(?![上下路子])"
)
#: "The mixer's bowl won't lock": what is wrong with what the device has.
_OWN_EN = regex(
    r"'s (?P<n>(?!\w+(?:ing|ed|ly)\b|(?:a|an|the|not|so|too|very|no|my|our|been|gone|dead|own|new|old|first|second|warranty|manual|noise|temperature|pressure|name|number|price|owner|manager|time|date|problem|issue|fault|whole|only|just|still|got|on|off|up|down|out|in|at|software|app|program|programme|firmware|picture|image|sound|speed|voice|menu|output)\b)[a-z]{3,}(?: (?!is|has|won't|keeps)[a-z]{3,})?)"
    r"(?= (?:is|are|has|have|won't|will not|can't|cannot|doesn't|does not|keeps?|came|fell|broke|snapped|cracked|jams?|jammed|sticks?|leaks?|rattles?|squeaks?|wobbles?|slips?|burnt|melted|bent|stopped|went|got)\b)"
)


def _owned(text: str, names: list[Name]) -> list[Name]:
    """Parts that the lexicon does not have, right after the device that has them."""
    starts = {n.start for n in names}
    found = []
    if not text.isascii():
        found = [Name("part", *m.span()) for m in _LETTERED.finditer(text) if m.start() not in starts]
    for device in names:
        if device.kind != "device":
            continue
        own = _OWN_EN if text[device.start].isascii() else _OWN_ZH
        m = own.match(text, device.end)
        if m and not _NO_PART_ZH.match(m["n"]) and starts.isdisjoint(range(*m.span("n"))):
            found.append(Name("part", *m.span("n")))
    return found


@lru_cache(maxsize=16)  # the rules and the tagger ask for the same text
def find(text: str) -> list[tuple[int, int]]:
    """Where parts are named in a normal text."""
    names = named(text)
    if not any(n.kind != "device" for n in names):
        return [] if text.isascii() else _heads(text, [])
    spans: list[tuple[int, int]] = []
    last = None  # the name that the last span ends with
    for name, before in zip(names, [0, *(n.end for n in names)], strict=False):
        joined = last is not None and text[last.end : name.start] == " "
        if not (joined or _counts(text, name, names)) or name.kind == "device":
            continue
        if last and _OWNER_EN.fullmatch(text, last.end, name.start):
            continue
        start, end = _widened(text, name, before)
        if last and _one_name(text, last, spans[-1][1], start):
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            if last and _OWNER_ZH.fullmatch(text, spans[-1][1], start):
                spans.pop()  # 主板上的电容 is about the capacitor
            spans.append((max(start, spans[-1][1]) if spans else start, end))
        last = name
    return [*spans, *_heads(text, spans)] if not text.isascii() else spans


def _counts(text: str, name: Name, names: list[Name]) -> bool:
    """Whether a name names a part of something, as it stands here."""
    owner = name.kind == "either" and text.startswith("'s ", name.end)
    if owner or name.kind == "device" or not _is_part(text, name.start, name.end) or _beside(text, name):
        return False
    return name.kind == "part" or _belongs(text, name, names)


#: "The power supply in the switch" is about the supply.
_OWNER_EN = regex(r" (?:of|in|on|from|inside|under) (?:the|our|my|this|that|a) ")
_OWNER_ZH = regex(r"(?:里|内|上)?面? ?(?:的 ?|[嗰那][个块根只个條条])")


def _one_name(text: str, last: Name, end: int, start: int) -> bool:
    """Whether two names that follow each other are one: "lid hinge", 门机皮带, or one reaches into the other."""
    if text[start].isascii():
        return start < end or text[end:start] == " "
    return start <= end and last.kind == "part"


#: Parts that are named with one character, where it stands by itself: 那盏灯, 屏裂了, 门从里头推不开.
_HEAD_ZH = scan(
    r"(?:(?<=[,，。;；!！的个盏块扇根条新电是])|(?<=^))[门灯屏锁盘线镜杆](?=[不没抬升落闪坏裂碎断松掉歪响卡黑亮灭关开推拉打从自合也都有上要总老])"
    r"(?![门灯屏锁盘线][关开]?(?:了一|上的|着灯))|(?<=[抬落升降放]不[起下])杆"
)


def _heads(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        m.span() for m in _HEAD_ZH.finditer(text) if not any(a < m.end() and m.start() < b for a, b in spans)
    ]


_BESIDE_BEFORE = regex(r"\b(?:another|every|any) $")
_BESIDE_AFTER = regex(
    r"(?:'s| is| are| still| all|,| opens?| works?| runs?){0,2} (?:fine|ok|okay|alright|still (?:runs?|works?|on)|works? fine|running fine)\b"
    r"|(?:[和跟与、][一-龥]{1,5}?)?(?:还|都|是|倒是|也)?(?:[检测]?[查试测看]过了?,?(?:都|也)?是?)?(?:好好的|正常|没事|没问题|还行|好使|能用|照常|好的)"
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
        name.kind in ("either", "subject") and bool(_COMPOUND.match(text, name.end))
    )


_WANTED_PART = scan(r"\b(?:send|order|need|buy|replacement|spare|quote|price|swap|post|ship)\b")


def _belongs(text: str, name: Name, names: list[Name]) -> bool:
    """Whether a word that may be a device is a part here: there is a device that it belongs to, it stands where the
    broken thing stands ("the pump won't start"), or it is somebody's ("its motor"), or beside other parts."""
    if any(n.kind == "device" for n in names) or _OF_ZH.search(text, max(0, name.start - 2), name.start):
        return True
    if name.kind == "subject" and _LEADS.search(text, max(0, name.start - 24), name.start):
        return True
    parts = any(n.kind == "part" for n in names)
    before = max(0, name.start - 5)
    return bool(parts and _THE.search(text, before, name.start)) or bool(
        _OWNED.search(text, before, name.start)
    )


_LEADS = regex(
    r"(?:^|[,.;:!?\n-] ?|\b(?:and|but|so|because|that|now|says|think|need|want|order|replace|broken|dead|faulty|bad|new|spare|hi|hello|is|send) )(?:the |its |our |my |a |one |his |her |both )*(?:[a-z]+ )?$"
)
_THE = regex(r"\bthe $")
_OF_ZH = regex(r"的 ?$")


def _is_part(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    if word == "门":
        return bool(_DOOR.match(text, start))
    if _RULED_OUT.search(text, max(0, start - 10), start):
        return False
    if word in ("light", "lights") and not _THE_LIGHT.search(text, max(0, start - 14), start):
        return False
    if word in ("foot", "feet", "arm", "leg", "head") and _BODY.search(text, max(0, start - 14), start):
        return False
    if word == "spring" and _SEASON.search(text, max(0, start - 8), start):
        return False
    if not word.isascii():
        return not _NOT_HERE_ZH.match(text, start)
    if _NO_PART_AFTER.match(text, end) or _by_the_way(text, start):
        return False
    if word not in _VERBS:
        return True
    if _DETERMINED.search(text, max(0, start - 8), start):
        return True
    return not _BEFORE_VERB.search(text, max(0, start - 16), start) and not _AFTER_VERB.match(text, end)


#: "Zapped by the coin slot": it did it.
_DONE_BY = regex(r"\b(?:[a-z]{3,}ed|hurt|hit|cut|caught|bitten|burnt|struck|torn) by (?:the|your|its|our) $")
_BODY = regex(
    r"\b(?:my|his|her|your|their|[a-z]*man|(?:lady|kid|child|boy|girl|son|daughter|customer|guest|patient|colleague|baby)'s) $"
)


def _by_the_way(text: str, start: int) -> bool:
    by = _BY_THE_WAY.search(text, max(0, start - 16), start)
    if by is not None and _DONE_BY.search(text, max(0, start - 24), start):
        return False
    return by is not None and not _ABOUT.search(text, max(0, by.start() - 14), by.start())


def _widened(text: str, name: Name, floor: int) -> tuple[int, int]:
    start, end = name.start, name.end
    if not text[start].isascii():
        side = _SIDE_ZH.search(text, max(0, start - 4), start)
        tail = _TAIL_ZH.match(text, end)
        return (side.start() if side else start), (tail.end() if tail else end)
    for _ in range(2):
        before = text[max(0, start - 16) : start]
        word = before.rstrip(" ").rsplit(" ", 1)[-1] if before.endswith(" ") else ""
        if not word or word not in _MODIFIERS or start - len(word) - 1 < floor:
            break
        start -= len(word) + 1
    tail = _TAIL_EN.match(text, end)
    end = tail.end() if tail else end
    numbered = _NUMBER.match(text, end) if not text[start:end].endswith("s") else None
    return start, (numbered.end() if numbered else end)
