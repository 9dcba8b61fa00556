"""Addresses, as they are said: from the name of a place down to the number of a door."""

from __future__ import annotations

from collections.abc import Iterator

from nlu import places_en, places_tail, places_told, post_codes
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.people import like_a_name, names
from nlu.scans import scan
from nlu.timewords import NO_PINYIN, PINYIN
from nlu.understanding import Entity

_H = r"\u4e00-\u9fff"
_N = r"(?:(?<!\d)\d{1,6}|[零一幺二两三四五六七八九十百]{1,6})"
_PLACES = r"(?:大道|邨|镇(?!痛|静|定)|乡(?!下)|路|街|巷|弄|胡同|道(?!闸|口)|村|庄|屯|小区|花园|花苑|家园|公寓|新村|苑|城|里(?=[一二三四五六七八九十\d]{1,3}(?:之\d)?(?:区|号|弄|栋|幢))|府|湾|(?<![一两二三四五六七八九十几\d这那每])台|大厦|大楼|广场|中心|园区|产业园|工业园|工业区|商务园|创意园|生态城|商贸城|华庭|豪庭|名庭|雅庭|科技园|软件园|物流园|创业园|校区|学校|中学|小学|大学|医院|厂|基地|机房|教学楼|实验楼|办公楼|行政楼|综合楼|宿舍楼?|门诊楼|住院部|住院楼|急诊楼|图书馆|体育馆|科学园|码头|仓库|站|段|市场|车库|天街|商场|酒店|宾馆|机场|航站楼|学院|工厂|港|养老院|卫生院|幼儿园|写字楼|工程馆|产业园区?|开发区|科技楼|食堂|公馆|华府|名邸|名苑|雅苑|山庄|别墅|度假村|批发城|购物中心|服务区|加油站|车站|地铁站|饭店|餐厅|银行|法院|派出所|邮局|污水处理厂|水厂|电厂|农场|合作社|养殖场|牧场|果园)"
_ROAD = rf"(?:{_PLACES}|(?<=[院城楼鼓南北东西盐])门(?=\d{{1,4}}号(?![线口门楼机])))(?:[一二三四五六七八九十\d]{{1,2}}[期季])?"
_FLOOR = r"(?:[负地]下?[一二三四五六七八九十\d]{1,2}|b?\d{1,2}|[一二三四五六七八九十]{1,3})[层楼](?!道|梯|上|下|的|顶|宇)"
_ROOM = r"(?:大厅|大堂|前台|走廊|门厅|平台|食堂|仓库|库房|机房|门岗|门卫室|保安室|[一-龥]{1,4}(?:科(?![学技苑])|病区|护士站|自习室|阅览室|会议室|办公室|手术室|检验室|放射室|报告厅|多功能厅|服务台|窗口))"
_UNIT = r"(?:号仓库|号码头|号楼|号院|号库|号泊位|号铺|号口|号摊位?|号档|号厂房|号仓|号门(?![机诊禁卫])|号馆|号|栋|幢|座|单元|层|楼|室|房|弄|组|队|教室|段|巷|邻|排|车间|区|库)"
_TAIL = rf"(?:[甲乙丙a-z]?\d{{1,6}}[a-z]?(?![\d点台个人天年月日块元度]){_UNIT}?(?![泵机线炉井车梯柜门])(?:[a-z](?![室座仓栋区馆厅幢岛塔口楼]))?(?![a-z](?![室座仓栋区馆厅幢岛塔口楼]))(?:[\-—]\d{{1,6}}){{0,4}}(?:(?<=-\d)号|(?<=-\d\d)号)?|[零一幺二两三四五六七八九十百]{{1,6}}{_UNIT}(?![点台泵机线炉井车梯柜门])|(?<=[号栋楼层元幢院])[零一幺二三四五六七八九]{{3,4}}(?![{_H}])|[a-z](?:座|栋|区|仓|馆|厅|岛|幢|室|塔|口|楼)|附\d{{1,3}}(?:号|(?![\d点台个人天年月日块元度]))|[甲乙丙丁]单元|(?<=[层楼区座栋馆]){_ROOM}|[负地]下?[一二三四五六\d]{{1,2}}[层楼]|[{_H}]{{1,5}}楼(?=[a-z\d东西南北])|[{_H}]{{2,8}}(?:产业园区?|工业园区?|科技楼|写字楼|商场|仓库|车间|厂房|[一二三四五\d]馆|[一二三四五\d]厂)|[{_H}]{{2,6}}(?=[a-z]?\d{{1,3}}(?:栋|座|幢|号[楼库仓馆]|期|排))|(?<=[号弄])(?:(?![在到停了的是和有漏坏不机梯柜泵])[{_H}]){{2,10}}(?=b?\d{{1,2}}[层楼](?![到至]))|第[一二三四五六七八九\d]{{1,2}}期|\d{{1,2}}期|(?<=邨)[{_H}]{{2,3}}[楼阁](?=[\d,，。 ]|$)|(?<=[号楼层座栋])(?:附楼|[前后]座|大院|院内|底商|(?<=号)[{_H}]{{2,3}}[室场馆店](?=$|[,，。])|仓库|码头|地下[a-z]?[铺舖]|[a-z]?[铺舖])|之\d{{1,3}}(?:号)?|地(?:下|铺)|[{_H}]{{2,8}}园(?=[a-z]\d)|[{_H}]{{2,6}}城(?=[a-z\d一二三四五六七八九十])|[a-z]\d-\d{{2,4}}|(?<=[号楼层室栋])[{_H}]{{2}}科(?![学技苑])|[东西南北][区门座侧]|地下(?!室)|[{_H}]{{2,6}}(?:大厦|大楼|广场|小区|花园|苑|中心|教学楼|机房|校区|公寓|家园|科学园|科技园|[^门教诊议]室|实验楼|宿舍楼?))"
_ZH = scan(
    rf"(?:[{_H}]{{2,3}}省)?(?:[{_H}]{{2,4}}市)?(?:[{_H}]{{1,4}}[区县])?(?:[{_H}]{{1,4}}(?:镇|乡|街道))?"
    rf"[{_H}\d]{{1,16}}?{_ROAD}[, ]?(?:{_TAIL}(?:[,](?!0x)(?=[a-z]?\d{{1,5}}(?!\d|[ -]\d)|[{_H}]{{2,6}}(?:楼|座))| (?![一二三四五六七八九]楼))?){{1,7}}"
)
_VILLAGE = scan(
    rf"(?:[{_H}]{{2,3}}省|内蒙古?|广西|宁夏|新疆|西藏)?(?:[{_H}]{{2,3}}[市州])?(?:[{_H}]{{1,3}}[区县旗])?[{_H}]{{2,3}}(?:镇|乡)[{_H}]{{2,4}}村(?:{_N}[组社队]|[东西南北村][头口])?|[{_H}]{{2}}[镇乡](?:中学|小学|中心小学|卫生院|医院|政府)|[{_H}]{{2}}村{_N}组"
)
#: A building that is named by what it is for, with a floor or a room of it: 科技楼负一层, 图书馆四楼东自习室.
_BUILDING = scan(
    rf"(?P<n>(?:[{_H}]{{2,12}}?(?:楼|馆|院|学校|校区|[中小]学|大厦|商场|中心|城|园区|广场|厂|万达|天街|(?:住院|门诊|急诊)部)|(?:住院|门诊|急诊)部)(?:{_FLOOR})(?:[东西南北](?:侧|区|门|边)?)?(?:{_ROOM}|产房|病房)?)"
    rf"|(?P<n2>[{_H}]{{0,6}}?(?:教学|实验|办公|行政|综合|宿舍|门诊|住院|科研|科技|工程)楼[a-z]?(?:座|栋|区)?-?\d{{2,4}}室?(?![\d点台个人天年]))"
)
#: Where two roads meet.
_CROSSING = scan(
    rf"(?P<n>[{_H}]{{2,14}}[路街道](?:与|和|跟)[{_H}]{{1,8}}[路街道](?:交叉口|十字路口|路口|交汇处|口))"
)
#: A whole piece of a message that names a place: 省人民医院放射科, 石桥村东头, 城关镇西大街.
_PIECE = scan(
    rf"(?:^|[,，。;；!！?？\n])\s*(?P<n>(?:[{_H}]{{1,8}}医院[{_H}]{{1,6}}(?:科|室|部|楼|病区|大厅)|(?:[{_H}]{{2,3}}市)?(?:[{_H}]{{1,3}}[区县])?[{_H}]{{2,3}}(?:镇|乡|街道)[{_H}]{{1,6}}(?:街|路|巷|大道|头|口|村|市场|工业区)"
    rf"|[{_H}]{{0,6}}[一二三四五\d]期(?:厂房|码头|车间|仓库|宿舍|机房)|[{_H}]{{2,8}}(?:小学|中学|学校|大学|学院|幼儿园)[{_H}\d]{{2,10}}(?:班|教室|办公室|楼|馆|室|食堂|门)"
    rf"|[{_H}]{{2,10}}(?:楼|阁|庭|轩|邨|村|苑)\d{{2,4}}[室房]|[{_H}]{{4,12}}(?:阁|轩|苑|庭)[a-z]?\d{{3,4}}"
    rf"|[{_H}]{{1,4}}村(?:[东西南北村][头口边街]|{_N}[组社队])))(?=\s*(?:$|[,，。;；!！?？\n]))"
)
_NAMED_DOOR = scan(
    rf"(?<![{_H}])(?P<p>[{_H}]{{2,6}}?)(?P<d>\d{{1,3}}(?:号楼|栋|幢)(?:\d单元)?[a-z]?\d{{2,4}}室?)(?!\d)"
)
_ZH_INSIDE = scan(
    rf"(?<![a-z\d])[a-z](?:座|栋|幢)(?:{_N}(?:室|房|号)?|{_FLOOR})|(?<![a-z\d])[a-z]?{_N}(?:号楼|号院|栋|幢)(?:(?:[东西南北]?{_N}?单元)?(?:[负地]?下?{_N}[层楼])?(?:{_N}(?:室|房|号|教室)?)?)(?<![楼院栋幢])"
    rf"|(?<![a-z\d\-])(?:{_N}(?:号楼|栋|楼|层))?[a-z]?\d{{2,4}}(?:教室|会议室|办公室|病房|实验室|机房|室(?!内|外|温))"
    rf"|{_N}号(?:车间|厂房|机房|仓库|教学楼|宿舍楼|实验楼|站台|岗亭)(?:[东西南北][侧门区]|{_N}[楼层](?:{_N}室)?)?"
)
#: A place in Latin letters with the number of a house: Gulou 12号, Xinjiekou 8号 B座.
_PINYIN = scan(
    rf"(?<![a-z]){NO_PINYIN}(?:{PINYIN}){{2,5}}(?: (?:lu|jie|road|street|rd|st|district))? ?\d{{1,4}}号(?!线)(?:楼|院)?(?: ?[a-z]座)?(?: ?\d{{2,4}}室?(?!\d))?"
)
_ZH_AREA = scan(
    rf"(?:[{_H}]{{2,3}}省)?(?:[{_H}]{{2,4}}市)(?:[{_H}]{{1,4}}[区县])(?:[{_H}\d]{{1,12}}{_ROAD})?"
    rf"|[{_H}]{{2,3}}省[{_H}]{{2,4}}市(?:[{_H}]{{1,4}}[区县])?(?:[{_H}]{{1,4}}(?:镇|乡|街道))?"
    rf"|(?<=[在到来])[{_H}]{{2,3}}区(?!域|间|别)[{_H}]{{2,5}}?(?=[,，。 ]|$)"
)
_CUE = scan(
    r"(?:地址|住址|位置|\baddress(?: is)?)(?:[是在为:]|就是|我?发你了?[:：]?|换一下|改一下|变了|[^\n,，。:：]{0,6}[:：]|\s|,(?=改|换))*(?:[改换]成|[改换]为|[改换]到|变成|更新为|应该是)?(?P<n>[^\n。;；!！?？,，][^\n。;；!！?？]{2,79})"
)
_LEAD = regex(
    r"^(?:(?:(?!路\d|[省市县]).)*?(?:(?:地址是|地址|就在|住在|住(?!院|宅)|位于|前往|^[送寄发]|寄到|一趟|发你了:?|送到|来到|派到|上门到|搬到|人在|在|到|是|就|你发|发你|直接|送货|上门|店(?![市镇村子])|公司|单位|机房|办公室|这里|那里|我们|我家|我|你们|请|来|去|[换改]成|[换改]到|从|乡下|呢度|不变|停(?!车)|的)(?:在|到|是|去)?))(?=.{4,}$)"
)
_CITY_NAMES = r"(?:杭州|上海|南京|北京|广州|成都|深圳|武汉|西安|苏州|宁波|天津|重庆|长沙|郑州|合肥|青岛|济南|无锡|温州|厦门|福州|昆明|大连|沈阳|哈尔滨|长春|石家庄|太原|南昌|贵阳|南宁|兰州|海口|拉萨|银川|西宁|呼和浩特|乌鲁木齐|新竹|台北|高雄|台中|香港|九龙|荃湾)"  # fmt: skip
_CITY = regex(
    r"(?:新疆|内蒙古?|广西|宁夏|西藏|[\u4e00-\u9fff]{2,3}省)?"
    + _CITY_NAMES
    + r"(?![东西南北中一二三四]{0,2}[路街])"
)  # 南京西路 is no city
_ANY_CITY = regex(rf"(?:[{_H}]{{2,3}}(?:省|自治区))?[{_H}]{{2,4}}市(?!场|政|民|区)")
_COUNTED = regex(
    r"[^,，]{0,4}?[一二两三四五六七八九十几\d]{1,6}[个间栋](?:教室|房间|小区|学校|校区|教学楼|楼)"
)
_STOP = regex(
    r"[,，。;；\s]*(?:型号|序列号|编号|报错|故障|错误|代码|error|机身号|model|serial|s/n)|那[户台]|[,，]\s*\d{7,}|[,，]\s*(?:电话|手机|联系|我|请|麻烦|时间|明天|今天|后天|周|下午|上午|电表|那|收[件货]|要|attention|attn|楼下|已经|门口|有|没|带|phone|call|my|please|i |tomorrow|name|and|but|so|the|which|it)|(?:电话|手机|联系人)"
)
_PLACE_LIKE = regex(r"\d|[路街巷村区县市楼室院厂校园苑]")


#: What follows a comma and still belongs to the address: it ends like one.
_GOES_ON_ZH = regex(
    rf"\s*(?:[{_H}\d a-z\-]{{0,14}}?(?:{_PLACES}|{_UNIT}|[a-z]?\d{{2,5}}|[东西南北][门侧区])\s*)$"
)
_GOES_ON_EN = regex(
    r"\s*(?!(?:and|but|please|you|i|we|my|the|it|or|if|phone|tel|call|contact|name|now|today|tomorrow|thanks|can|there|this|that|attention|attn|must|need|not|instead|fix|send|asap|hurry)\b)(?:[\w.'#&/-]+ ?){1,4}$"
)
_PHRASE_END = regex(
    r"(?<=[号楼室层栋元座幢房弄\d])\s?(?=(?:麻烦|请|你们|尽快|谢谢|快来|赶紧|今天|明天|后天|上午|下午|我|电话|手机|联系|姓|的(?![一-龥]{0,4}(?:楼|室|店))))"
)
_NAMED_ZH = scan(
    rf"(?:(?:我们?(?:site|公司|单位|店|clinic)?|人|家|就|现)?在|住在?|位于|地址(?:是|在|:)?|前往|赶到|(?<=员)到|(?<=人)到|(?<=师)到|(?<![回起出本原以])来(?!电|了|过)|(?<=接)到|(?<=接)去|我这里是|site(?:是|在)|上来?(?=[{_H}]{{2,4}}写字楼))\s?"
    rf"(?P<n>(?!这|那|家|我|你|哪|线|保|用|路上|外地|附近)[{_H}\d]{{2,12}}?(?:(?<![\d一二三四五六七八九十])路|街|大道|小区|花园|广场|天街|商场|大厦|写字楼|园区|工业园区?|科技园|校区|学校|中学|小学|大学|学院|医院|幼儿园|养老院|酒店|机场|码头|港|镇|村|岛|工厂|急诊楼|实验楼|门诊楼|住院部)"
    rf"(?:[{_H}\d]{{0,4}}(?:楼|层|栋|座|室|馆|期|码头))?)(?=[\s,，。;；!！?？找、]|$|这边|那边|上门)"
)
#: A town or a district alone, where somebody is or should come to.
_TOWN = scan(
    rf"(?:我们?|人|家)?(?:住在?|在|到|来)(?P<n>{_CITY_NAMES})(?=[,，。]|$|这边|这里|上门)"
    rf"|(?<=[我们家人])住(?P<n2>(?!这|那|哪|一起|楼|几|得|了|院|在|户|宅|处|着|家|宿)[{_H}]{{2,3}})(?=[,，。]|$)|[到来](?P<n3>(?!我|你|这|那|哪|家|店|现场|办公)[{_H}]{{2,3}})(?=这边|那边|上门)"
)
_ADDRESS_IS = scan(
    rf"地址(?:是|在|:)?\s?(?P<n>(?!是|在|还|哪|不|没|发|改|换|变|写|填|错|对|怎|有|给|我|你|和|跟|也|都|就|要|上|栏|里|同|一样|待|能|可|该|什|多|为|用|会|需|已|被|太|请|后|前|再|先|别)[{_H}]{{3,10}})(?=[\s,，。]|$)(?<![吗呢吧了的])"
)
#: House, door and floor with blanks between ("12 号 3 栋 1502"), after a number or a part of a house.
_NUMBER = r"号[楼院]?(?![线来可有在行都再过前后早晚那之以]|上午|下午|中午)"
_UNITS = rf"(?:{_NUMBER}|栋|幢|楼|层|室|单元|座|弄|房|户)"
_DOORS = regex(
    rf"(?:(?<=[\d栋幢楼层座元室弄])\s{{0,2}}\d{{1,5}}(?:-\d{{1,4}}){{0,3}}\s{{0,2}}{_UNITS}|(?<=号)\s{{0,2}}\d{{1,5}}\s{{0,2}}(?:号[楼院]|栋|幢|楼|层|室|单元|座|弄|房|户)"
    rf"|(?<=[\d号栋幢楼])\s{{0,2}}[a-z]\s?[座栋幢]|(?<=\d)\s{{0,2}}{_UNITS}|(?<=[栋幢座元楼])\s{{0,2}}\d{{3,5}}(?![\d年月日号点:：-]))+"
)
#: City, district and town before an address, with blanks between ("南京 鼓楼区 汉中路 2 号").
_ABOVE = regex(
    rf"(?:^|(?<=[\s,，。;；:：!！?？]))(?:{_CITY_NAMES}[{_H}]{{0,6}}|[{_H}]{{2,10}}(?:省|市|区|县|镇|乡|街道|村|苑|花园|家园|大厦|广场|公寓))\s{{1,2}}$"
)
_AT_ROAD = regex(r"[路街道巷弄]\s{0,2}\d{1,5}$")
_HOUSE = regex(r"\s{0,2}号[楼院]?(?!线)")
MOST = 40  # addresses of one message


def _cut(text: str, start: int, end: int) -> int:
    """Where an address ends that is followed by something else after a comma."""
    pieces = text[start:end].replace("，", ",").split(",")
    at = start + len(pieces[0])
    for piece in pieces[1:]:
        if not (_GOES_ON_EN if piece.isascii() else _GOES_ON_ZH).match(piece.rstrip()):
            break
        at += 1 + len(piece)
    stop = _PHRASE_END.search(text, start, at)
    return stop.start() if stop else at


def _cued(text: str) -> Iterator[tuple[int, int]]:
    """What follows the word "address"."""
    for m in _CUE.finditer(text):
        stop = _STOP.search(text, m.start("n"), m.end("n"))
        start, end = m.start("n"), stop.start() if stop else m.end("n")
        said = text[start:end].lstrip()
        if said.startswith(("for ", "to ", "module", "line", "不", "还是")) or (
            said.isascii() and not any(c.isdigit() for c in said)
        ):
            continue
        if _PLACE_LIKE.search(said):
            yield start, _cut(text, start, end)


def _built(text: str) -> Iterator[tuple[int, int]]:
    """Chinese addresses by how they are built: roads, houses, doors."""
    for m in _PIECE.finditer(text):
        yield _lead(text, *m.span("n"))
    for pattern in (_ZH, _VILLAGE, _PINYIN, _ZH_AREA, _NAMED_DOOR, _ZH_INSIDE):
        for m in pattern.finditer(text):
            if not _COUNTED.match(m[0]):
                yield _lead(text, *m.span())


def _named(text: str) -> Iterator[tuple[int, int]]:
    """Crossings, buildings and places that somebody is at or should come to."""
    for pattern, sign in ((_CROSSING, "口"), (_CROSSING, "交汇"), (_BUILDING, "楼"), (_BUILDING, "层")):
        for m in pattern.finditer(text) if sign in text else ():
            yield _lead(text, *m.span())
    for m in (*_NAMED_ZH.finditer(text), *_ADDRESS_IS.finditer(text)):
        yield m.span("n")


def addresses(n: Normal) -> list[Entity]:
    """Where somebody is or should come to, each as it was said."""
    text = n.text[:5000]
    if not (_MAYBE.search(text) or (n.back is None and places_told.MAY.search(n.raw[:5000]))):
        return []
    spans: list[tuple[int, int]] = []
    chinese = not text.isascii()

    def add(start: int, end: int) -> None:
        a, b = _strip(text, start, post_codes.with_area(n.raw, end) if n.back is None else end)
        b = _with_doors(text, a, b)
        if chinese and a < b:
            a, b = places_tail.begins(text, a, b), places_tail.on(text, a, b)
        if b - a >= 4 and len(spans) < MOST and not any(x < b and a < y for x, y in spans):
            spans.append((a, b))

    for a, b in _cued(text):
        add(a, b)
    if n.back is None:
        raw = n.raw[:5000]
        for a, b in _widest([*places_en.written(raw), *places_told.told(raw), *post_codes.ended(raw)]):
            add(a, b)
    for a, b in places_tail.clauses(text) if chinese else ():
        add(a, b)
    for a, b in (*(_built(text) if chinese else ()), *places_en.spoken(text)):
        if not _COUNTED.match(text[a:b]):
            add(a, b)
    for a, b in _named(text) if chinese else ():
        add(a, b)
    for m in _TOWN.finditer(text) if chinese else ():
        a, b = m.span(m.lastgroup or "n")
        if not any(x < b and a < y for x, y in spans):
            spans.append((a, b))
    return [_entity(n, a, b) for a, b in (_together(text, spans) if chinese else sorted(spans))]


#: Most messages name no place: a look at them is enough.
_MAYBE = scan(
    r"\d|高速|地址|住址|报告厅|手术[室间]|开刀房|小[一二三]班|大[一二三]班|中[一二三]班|工地|锚地|[县旗区市州][一-龥]{1,5}[镇乡苏]|渔港|位置|\baddress|[一二三四五六七八九十百零幺]{1,6}(?:号|栋|幢|楼|层|单元|组|座|室|弄|院|教)|村[东西南北][头口边街]|期[厂码车仓宿机]|[镇乡](?:[一-龥]{2,3}村|[一-龥]{1,6}[街路巷]|中学|小学|卫生院|医院)|市[一-龥]{1,4}[区县]|[省区]|楼[一-龥]|[路街巷]|大厦|邨|\b(?:village|weg|street|road|lane)\b|[在住到来][一-龥]{2}|医院|学校|[中小]学|校区|小区|位于|前往|写字楼|\b(?:farm|court|park|hospital|school|surgery|house|terminal|ward|unit|block)\b"
)


def _widest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that reach into each other are one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _together(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Addresses with the city and the district before them, and as one where only blanks lie between."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip() and start - joined[-1][1] <= 2:
            joined[-1] = (joined[-1][0], end)
            continue
        floor = max(joined[-1][1] if joined else 0, start - 60)
        while (above := _ABOVE.search(text, floor, start)) is not None:
            first, _ = _lead(text, above.start(), start)
            start = first
            if first > above.start():
                break
        joined.append((start, end))
    return joined


def _with_doors(text: str, start: int, end: int) -> int:
    """Where an address ends whose house and door are said with blanks between; "12 号" after a road is no day."""
    house = _HOUSE.match(text, end) if _AT_ROAD.search(text, max(start, end - 8), end) else None
    end = house.end() if house is not None else end
    doors = _DOORS.match(text, end)
    return doors.end() if doors is not None else end


def _lead(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the words before the address: it begins with the city where one is named."""
    city = _CITY.search(text, start, end)
    if city is not None and city.start() - start <= 12:
        return max(start, city.start()), end
    for _ in range(3):  # "喂我这里是建新路": one after the other
        lead = _LEAD.match(text[start:end])
        if lead is None:
            break
        start += lead.end()
    return start, end


def names_a_city(address: str) -> bool:
    """Whether an address begins with a city that everybody knows (深圳南山区…, "Shenzhen, Nanshan, …"), or calls one so
    (绍兴市…)."""
    english = address.isascii() and places_en.NAMED_CITY.search(address)
    return bool(_CITY.match(address) or _ANY_CITY.match(address) or english)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not (text[start].isalnum() or text[start] == "#"):
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1  # S(822308)
    return start, end


def _entity(n: Normal, start: int, end: int) -> Entity:
    a, b = n.original(start, end)
    return Entity("address", n.raw[a:b], n.raw[a:b], a, b)


__all__ = ["addresses", "like_a_name", "names", "names_a_city"]
