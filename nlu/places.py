"""Addresses and the names of people, as they are said."""

from __future__ import annotations

import re

from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.understanding import Entity

_H = r"\u4e00-\u9fff"
_N = r"(?:(?<!\d)\d{1,6}|[零一二三四五六七八九十百]{1,6})"
_ROAD = r"(?:大道|路|街|巷|弄|胡同|道|村|庄|屯|组|小区|花园|花苑|家园|公寓|新村|苑|城|里|大厦|大楼|广场|中心|园区|产业园|工业园|科技园|校区|学校|中学|小学|大学|医院|厂|基地|机房|教学楼|实验楼|办公楼|宿舍楼?|门诊楼|住院部|住院楼|急诊楼|图书馆|体育馆|科学园|段)"
_TAIL = rf"(?:[a-z]?{_N}[a-z]?(?:号楼|号院|号|栋|幢|座|单元|层|楼|室|房|户|弄|组|队|教室|段|巷|车间)?[a-z]?(?![a-z])(?:[\-—]\d{{1,6}}){{0,4}}|[a-z](?:座|栋|区)|[东西南北][区门座侧]|[{_H}]{{2,6}}(?:大厦|大楼|广场|小区|花园|苑|中心|教学楼|机房|校区|公寓|家园|科学园|科技园|[^门教]室|实验楼|宿舍楼?))"
_ZH = regex(
    rf"(?:[{_H}]{{2,3}}省)?(?:[{_H}]{{2,4}}市)?(?:[{_H}]{{1,4}}[区县])?(?:[{_H}]{{1,4}}(?:镇|乡|街道))?"
    rf"[{_H}\d]{{1,12}}?{_ROAD}[, ]?(?:{_TAIL}[, ]?){{1,6}}"
)
_ZH_INSIDE = regex(
    rf"(?<![a-z\d])[a-z]?{_N}(?:号楼|号院|栋|幢)(?:(?:[东西南北]?{_N}?单元)?(?:{_N}[层楼])?(?:{_N}(?:室|房|号|教室)?)?)(?<![楼院栋幢])"
    rf"|(?<![a-z\d\-])(?:{_N}(?:号楼|栋|楼|层))?[a-z]?\d{{2,4}}(?:教室|会议室|办公室|病房|实验室|机房|室(?!内|外|温))"
    rf"|{_N}号(?:车间|厂房|机房|仓库|教学楼|宿舍楼|实验楼|站台|岗亭)(?:[东西南北][侧门区]|{_N}[楼层](?:{_N}室)?)?"
)
_ZH_AREA = regex(
    rf"(?:[{_H}]{{2,3}}省)?(?:[{_H}]{{2,4}}市)(?:[{_H}]{{1,4}}[区县])(?:[{_H}\d]{{1,12}}{_ROAD})?"
)
_CUE = regex(
    r"(?:地址|住址|位置|address(?: is)?)(?:[是在为:]|就是|\s)*(?:改成|改为|换成|变成|更新为|应该是)?(?P<n>[^\n。;；!！?？]{3,80})"
)
_LEAD = regex(
    r"^(?:.*?(?:(?:地址是|地址|就在|住在|住|位于|送到|来到|派到|上门到|搬到|在|到|是|就|我们|我家|我|你们|请|来|去|换成|改成|从)(?:在|到|是|去)?))(?=.{4,}$)"
)
_CITY = regex(
    r"杭州|上海|南京|北京|广州|成都|深圳|武汉|西安|苏州|宁波|天津|重庆|长沙|郑州|合肥|青岛|济南|无锡|温州|厦门|福州|昆明|大连|沈阳|哈尔滨|长春|石家庄|太原|南昌|贵阳|南宁|兰州|海口|拉萨|银川|西宁|呼和浩特|乌鲁木齐"
)
_EN = regex(
    r"\b(?:(?:flat|unit|apt|apartment|room|suite|building|block|floor)\s*[\w-]{1,6},?\s+)*\d{1,5}[a-z]?\s+(?:[a-z'.]+\s+){1,4}?"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|square|terrace|close|crescent|park)\b\.?"
    r"(?:,?\s*(?:flat|unit|apt|apartment|room|suite|building|block|floor)\s*[\w-]{1,6})*(?:,\s*[a-z][a-z ]{2,30}?(?=[,.;!?\n]|$))*(?:,\s*\d{4,6})?"
)
_EN_INSIDE = regex(
    r"\b(?:(?:building|block|room|suite|floor|lab|hall|wing|gate|bay|unit|level|apartment|apt|flat|classroom) [a-z]?\d{1,5}[a-z]?\b|\d{1,2}(?:st|nd|rd|th) floor\b)"
    r"(?:,? (?:(?:in |of )?(?:the )?(?:building|block|room|suite|floor|lab|hall|wing|gate|bay|unit|level) [a-z]?\d{0,5}[a-z]?\b|\d{1,2}(?:st|nd|rd|th) floor\b"
    r"|(?:in |of )?(?:the )?[a-z]+(?: [a-z]+)? (?:campus|building|block|school|hospital|tower|house|centre|center|library|hall|wing|university|college|plant|warehouse|park|plaza)\b))*"
)
_COUNTED = regex(
    r"[^,，]{0,4}?[一二两三四五六七八九十几\d]{1,6}[个间栋](?:教室|房间|小区|学校|校区|教学楼|楼)"
)
_STOP = regex(
    r"[,，]\s*(?:电话|手机|联系|我|请|麻烦|时间|明天|今天|后天|周|下午|上午|phone|call|my|please|i |tomorrow|name)|(?:电话|手机|联系人)"
)
_FAMILY = r"(?:欧阳|司马|上官|诸葛|东方|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝演])"
_NAME_ZH = regex(
    r"(?:我(?:的名字)?叫做?|我的名字是|名字叫|姓名[是:]?|联系人[是叫:]?(?:换成|改成|改为)?|联系(?!人|我|你|电|方|不)|(?:免贵|我|敝|(?<![\u4e00-\u9fff]))姓|叫我|找|我是(?=[\u4e00-\u9fff]{2,3}(?:$|[,，。!！ ])))\s*"
    r"(?P<n>(?:" + _FAMILY + r"|[阿小老])"
    r"[\u4e00-\u9fff]{0,3}?(?:先生|女士|小姐|师傅|老师|经理|主任|工|总|阿姨|大爷|大姐|同学|医生|院长|校长)?)(?=$|[^\u4e00-\u9fff]|电话|手机|住|的|地址|就|吧|在|是|联系|来|报|家|和|想|要|这|他|我)"
)
#: "我姓王，王建国": the family name first, then all of it
_WHOLE_NAME_ZH = regex(
    rf"姓(?P<f>{_FAMILY})[\s,，、。]*(?:我?(?:名字)?叫)?(?P<n>(?P=f)[\u4e00-\u9fff]{{1,2}})(?=$|[^\u4e00-\u9fff])"
)
_TITLED_ZH = regex(rf"(?<![\u4e00-\u9fff]){_FAMILY}[\u4e00-\u9fff]{{0,2}}?(?:先生|女士|小姐|太太)(?!们)")
_TITLED_EN = regex(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?")
_NAME_EN = regex(
    r"(?i:\b(?:my name is|my name's|name is|name's|name:|this is|i am|i'm|contact is|contact:|contact person(?: is|:)|ask for|speak to|call for|contact name is|contact name:|it's|under the name of?)\s+)"
    r"(?P<n>(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+){0,2})"
)
_NOT_NAMES = frozenset(["The", "A", "An", "It", "Not", "Our", "Your", "Very", "Really", "Still", "Just", "Having", "Calling", "Writing", "Sure", "Sorry", "Afraid", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "In", "At", "From", "Urgent", "Trying", "Looking"])  # fmt: skip


_LIKE_A_NAME_ZH = regex(
    rf"(?:{_FAMILY}|[阿小老])[\u4e00-\u9fff·]{{0,3}}?(?:先生|女士|小姐|师傅|老师|经理|主任|工|总|阿姨|大爷|大姐|同学|医生|院长|校长)?"
)


def like_a_name(text: str) -> bool:
    """Whether a short Chinese text may be somebody's name: it begins with a family name."""
    return bool(_LIKE_A_NAME_ZH.fullmatch(normalise(text[:20]).text))


def addresses(n: Normal) -> list[Entity]:
    spans: list[tuple[int, int]] = []
    for m in _CUE.finditer(n.text):
        end = m.end("n")
        stop = _STOP.search(n.text, m.start("n"), end)
        a, b = _strip(n.text, m.start("n"), stop.start() if stop else end)
        if b - a >= 4 and (re.search(r"\d|[路街巷村区县市楼室院厂校]", n.text[a:b])):
            spans.append((a, b))
    for pattern in (_ZH, _ZH_AREA, _ZH_INSIDE, _EN, _EN_INSIDE):
        for m in pattern.finditer(n.text[:5000]):
            if _COUNTED.match(m[0]):
                continue
            a, b = _strip(n.text, *_lead(n.text, *m.span()))
            if b - a >= 4 and not any(x < b and a < y for x, y in spans):
                spans.append((a, b))
    return [_entity(n, "address", a, b) for a, b in sorted(spans)]


def _lead(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the words before the address: it begins with the city where one is named."""
    city = _CITY.search(text, start, end)
    if city is not None and city.start() - start <= 12:
        return max(start, city.start()), end
    lead = _LEAD.match(text[start:end])
    return start + (lead.end() if lead else 0), end


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not (text[start].isalnum()):
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


_BEFORE_PHONE = regex(
    r"(?:^|[,，。;；\s])(?P<n>[\u4e00-\u9fff]{2,4}?(?:先生|女士|小姐|师傅|老师|经理|主任)?)[\s,，、:：]{0,2}(?=(?:电话|手机)?[:：是]?\s*1[3-9]\d{9})"
)
_NO_NAME = regex(
    r"我|请|打|拨|致电|或|改|换|记|报|留|不对|没错|不是|对的|是的|确认|应该|电话|手机|号码|联系|地址|我的|打给|或者|报修|麻烦|谢谢|你好|您好"
)


_NOT_ALONE = frozenset(
    "小老阿师时和于解向应成全单车连"
)  # surnames that are other words when they stand alone


def _part_of(one: Entity, whole: Entity) -> bool:
    return whole.text.startswith(one.text) or (one.start < whole.end and whole.start < one.end)


def names(n: Normal) -> list[Entity]:
    """People, as they introduce themselves; else whatever stands like a name before a mobile number."""
    text = n.text[:5000]
    found = [
        _entity(n, "contact_name", *m.span("n")) for m in _NAME_ZH.finditer(text) if m["n"] not in _NOT_ALONE
    ]
    whole = [_entity(n, "contact_name", *m.span("n")) for m in _WHOLE_NAME_ZH.finditer(text)]
    found = [e for e in found if not any(_part_of(e, w) for w in whole)] + whole
    for m in _NAME_EN.finditer(n.raw[:5000]):
        if m["n"].split()[0] not in _NOT_NAMES:
            found.append(Entity("contact_name", m["n"], m["n"], *m.span("n")))
    if not found:
        found = [_entity(n, "contact_name", *m.span()) for m in _TITLED_ZH.finditer(text)]
        found += [Entity("contact_name", m[0], m[0], *m.span()) for m in _TITLED_EN.finditer(n.raw[:5000])]
    if not found:
        spans = [m.span("n") for m in _BEFORE_PHONE.finditer(text) if not _NO_NAME.search(m["n"])]
        found = [_entity(n, "contact_name", a, b) for a, b in spans]
    return found


def _entity(n: Normal, name: str, start: int, end: int) -> Entity:
    a, b = n.original(start, end)
    return Entity(name, n.raw[a:b], n.raw[a:b], a, b)
