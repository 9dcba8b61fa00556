"""How many units, rooms or users a message is about.

Of "two of the eight" and 八台里两台 only the two count; what still works ("the other three", 其余十台) does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu import counts_en, lexicon
from nlu.numerals import value
from nlu.patterns import regex
from nlu.scans import scan

_ZH_NUMBER = r"(?:\d{1,5}|好?几十|(?:[二三四五六七八九]?十|[廿卅])几|[一二两三四五六七八九十百千]{1,6})"
_ZH = scan(
    rf"(?:(?<![\d第每号楼.一二两三四五六七八九十百千零点])(?:(?<![a-z])|(?=[^\d]))|(?<=楼)(?=[\d一二两三四五六七八九十百]{{1,4}}[多来几]?[台间部扇盏户]))(?P<n>{_ZH_NUMBER}(?:来|(?<=[十百千])多)?)[多几]?\s?(?:(?P<u>[台套部支根块件间条辆盏扇把张户名位人座组串颗粒道架抬片串桶卷箱副艘包盒枚列对节幅门双瓶]|只(?![到能有剩是会要看])|口(?!子)|栋(?=楼)|格(?!式)|头(?![跑疼痛大])|排(?![队班期查单号]|[那的左右靠])|家(?=[门店分商医银酒工学超饭公餐网])|路(?![口线上公中]|[\d一二三四五六七八九十]{{1,4}}号))(?![置成长式上下月儿钱票字客渣龙])"
    r"|(?P<g>个)(?![多几来]?(?:月|码(?!头)|街口|路口|红绿灯|小时|星期|礼拜|钟|班(?![组级的])|周|字|问题|疑问|选择|选项|方案|办法|条件|原因|方面|请求|建议|想法|需求|情况|事|电话|说法|样|多|好|大(?!屏)|小(?!屏|区)|人(?:看|看着|在|住)|地方|毛病|声音|星|子|劲|单|评|预约|时|工作日|晚上|上午|下午|豁|口子|坑|洞|缝|角|大概|概念|公里|度|女的|男的)))"
    r"|(?<![a-z])(?P<e>one|two|three|four|five|six|seven|eight|nine|ten|twelve) ?(?P<eu>[台个部只块条间张根])"
)
_ZH_PAIR = scan(
    r"(?<=[个台只头])(?P<n>俩|仨)|(?<![们我你咱他她])(?P<n4>俩|仨)(?=个?人)|(?P<n2>俩|仨)(?=都?[不没坏灭掉死]|[,，。]|$|(?<![们我你咱他她]俩)(?!人|字|小|钟|月|星|礼|天|孩|娃|大|问|电话|口子|老|师傅|工|同)[一-龥]{2})|[×x] ?(?P<n3>\d{1,3})(?![\dx×*])"
)
_WORKS = regex(
    r"(?:除了?|另外?的?|其他|其余|余下|剩下?的?|剩余|别的|还有|那|其它|原来|以前|本来|多出|再来?|请?派|给你们|这|同)(?:那|的)?\s*$"
)
_AFTER_WORKS = regex(
    r"^[^,，。;；不没]{0,6}?(?:(?:都|也|还|全)?(?:挺好|正常|好好的|没问题|没事|(?<!子)转着|好着|顶着|还在跑|在跑|(?<![不没])能(?![不让否])|能不能|在转|在发|在上|好的|可以用|没坏)|照[用样常跑转旧]|能一起|有数|个有)"
)
#: 其他四台都停了: the rest may have failed as well.
_OTHERS_FAIL = regex(
    r"^还有[一-龥]{0,4}?(?:没修|坏|不|没|报|漏|停)|^(?:其他|其余|另外|剩下|剩余|余下|别的)[一-龥]{0,4}?(?:都|也|全)(?:都|也|全|是)?(?:坏|不|没|停|灭|掉|黑|挂|死|报|离|瘫|断|趴)"
)
#: A part of a device that one would not count as a unit, or a mark on it.
_MARK = regex(
    r"^[一-龥]{0,2}?(?:(?<![离断])线(?![路缆槽])|纹|缝|斑|漆|坑|痕|[亮黑坏白]点|水渍|豁口|口子|灰|锈|印)"
)
_PERSON = ("人", "位", "名", "户")
_PEOPLE_ZH = regex(
    r"^(?:救生|同事|工人|护士|老师|师傅|新人|小伙|姑娘|大人|妇女|工程师|员工|保安|顾客)|^(?:老|病|客|工|行)?人|^乘客|^孩子|^学生|^小孩|^客户|^病号|^伤员"
)
_AMONG = regex(r"^[^,，。;；]{0,8}?(?:里头?|里面|中|当中|之中)(?![心间午控毒断])")
_AFFECTED = regex(
    r"困|堵|等着(?=$|[,，。])|冻|麻|咳|晕|吐了|悬|闷|干坐|关[着了在]|卡[着住在]|不敢动|受伤|被|影响|波及|没有?[一-龥]{0,1}(?:[水电网气暖热]|信号|数据)|[用上登开连打刷]不[了上开进通]|[看听]不[见到清]"
)
_FAILED_BEFORE = regex(
    r"(?:掉线|离线|宕机|停机|阵亡|offline|坏|掉|破|鼓|爆|折|锈|灭|死|挂|停|断|宕|有|少|缺|退|当|瘫|裂|衰|亮|哑|瞎|歪|弯|卡|崩|废|漏|烧|松|黑|丢|跳|趴)(?:了|咗|下来|过)?(?:又|其中|的|就|得)?\s*$"
)
_JUST_FAILED = regex(r"[坏掉灭死挂停断]了?$")
_FAILS_AFTER = regex(
    r"^[^,，。;；]{0,12}?(?:坏|烧|破|崩|打滑|闪|中毒|蓝屏|跳闸|不|没|停|转得慢|老?掉线|灭|掉|黑|裂|退|报(?:故障|错|警)|离线|罢工|花屏|抖|发涩|异常|高压报警|趴|挂|死|哑|暗|断|卡|瘫|漏|瞎|冇|唔|衰|当机|接触不良|offline|\bout\b|down|dead|亮红|fail)"
)
_WANTED = regex(
    r"(?:(?<![不需只主])要|发|寄|订|给我|求购?|领用|备|补|缺|再来|order|send|need|调|另买|加购|想买)\s?$"
)
_ORDERED = regex(
    r"(?:(?<![不需只主])要|订|发|寄|买|领用?|求购?|order|send|need)\s?$"
)  # 要十根管两个密封圈: both
_ORDER_LIST = regex(
    r"(?:(?<![不需只主重])要|寄|发|订购?|领|求购)[一二两三四五六七八九十\d]{1,3}[^。；;！!？?]{1,24}(?:、|和|及|跟|[,，]再来?|加)\s?$"
)
_TRAPPED = regex(r"^人[^,，。]{0,3}[困关卡]")
_NONE_OF_THEM = regex(r"^[^,，。]{0,3}?(?:都|也)(?:没|不|冇|唔|打不|充不|用不|起不)")
#: Money, rounds, bites and bits are counted with the same words as things.
_NO_THING = regex(
    r"^(?: ?(?:real |live |human ?)?(?:human|person|engineer|agent|manager|technician)|短信|消息|信息|微信|留言|评论|[\d一二三四五六七八九](?![台个]|[一-龥]就|(?<=一)[齐起块直样同闪])|包邮|钱|[一-龥]{0,3}?费|事|单(?![车元机])|订单|工单|往[下外上]|凸|鼓|水渍|污渍|[一-龥]{0,3}?(?:客服|电话|星|立方|平方|螺丝|螺母)|[一-龥]{0,6}?(?<!器)人(?![机脸])|铁皮|玻璃渣|瓷砖|墙皮|印子)"
)
_NO_THING_BEFORE = regex(
    r"(?:[吸吃喝抽帮试推拉拍踢按看打敲]了?|多补|补了|[每天]|再[坏掉断停挂死]|[黑焦裂糊湿烂灰塌鼓]了|出(?:了|过)?|产(?:了)?|做了)\s?$"
)
_PLATE = regex(r"[屏板电表牌盘玻瓷砖显]")
#: 一盒二十四个: what is in it.
_IN_PACKS = regex(r"一[盒箱包袋套]$")
_TRIVIAL = regex(r"(?:螺丝|螺母|螺钉|螺栓|螺帽|铆钉|卡扣|卡子|贴纸|标签|漆)[^,，。]{0,5}$")
#: 换过两块主板 is over; of 四个加热区，第二区… one is told of.
_LINE = regex(r"^[黑白亮红绿彩暗竖横斜细长]{0,2}(?:线(?![路缆槽])|纹|缝|斑|漆|坑|痕)")
_DONE = regex(r"(?:换|修|试|加|洗|拆)(?:过|了)\s?$")
_ONE_BY_ONE = regex(r"^[^,，。;；]{0,6}[,，]\s?(?:就是?|但是?|只有)?第[一二三四五六七八九十\d]")
_ONLY = regex(r"(?:就|只有|仅|只|共|总共|一共|家里|拢共|统共)\s*$")


@dataclass(slots=True)
class _Count:
    start: int
    end: int
    number: int
    unit: str
    before: str
    after: str
    clause: int
    listed: bool  # among what is ordered: 要六个滤网、一根水管


_ANY = scan(r"\d|[一二两三四五六七八九十百几俩仨]|\b(?:" + counts_en.WORDS + r"|" + counts_en.VAGUE + r")\b")


def find(text: str) -> list[tuple[int, int, str]]:
    """(start, end, number) of each count in a normal text."""
    if not _ANY.search(text):
        return []
    found = [] if text.isascii() else _chinese(text)
    return sorted({*found, *counts_en.find(text)})


def _number(text: str) -> int | None:
    special = {"几": 3, "好几": 3, "几十": 20, "好几十": 20, "俩": 2, "仨": 3}.get(text)
    said = text if text in ("几", "好几") else text.rstrip("来多").removesuffix("几")
    if len(said) == 2 and said.isalpha() and all(c in "一二两三四五六七八九" for c in said):
        return int(value(said[1]) or 0)  # 七八块: up to eight
    made = special if special is not None else value(said)
    return int(made) if made is not None and 0 < made < 100_000 else None


def _counts(text: str) -> list[_Count]:
    made: list[_Count] = []
    for m in [*_ZH.finditer(text), *_ZH_PAIR.finditer(text)]:
        name = (
            m.lastgroup
            if m.lastgroup in ("n2", "n3", "n4")
            else "e"
            if m.re.groupindex.get("e") and m["e"]
            else "n"
        )
        number = counts_en.NUMBERS[m["e"]] if name == "e" else _number(m[name])
        if number is None or _is_no_thing(text, m, name, number):
            continue
        start, end = m.span(name)
        unit = (m["u"] or m["eu"] or "个") if m.re.groupindex.get("u") else "个"
        clause = sum(text.count(c, 0, start) for c in "。;；!！?？")
        made.append(
            _Count(
                start,
                end,
                number,
                unit,
                text[max(0, start - 6) : start],
                text[m.end() : m.end() + 24],
                clause,
                bool(_ORDER_LIST.search(text, max(0, start - 32), start)),
            )
        )
    return sorted(made, key=lambda c: c.start)


def _is_no_thing(text: str, m: re.Match[str], name: str, number: int) -> bool:
    """ "两百块检查费", 吸了两口, 三天两头, 烧黑了一片, 螺丝掉了一颗: nothing that one would count as units."""
    unit = m["u"] if m.re.groupindex.get("u") else None
    start = m.start(name)
    if unit in ("块", "片", "件", "单", "头", "口", "把", "张", "道") and _NO_THING_BEFORE.search(
        text, max(0, start - 4), start
    ):
        return True
    said = text[start : m.end()]
    if text.startswith(said, m.end()) or text.endswith(said, 0, start):
        return True  # 一条一条
    if (unit == "块" and number >= 20 and not _PLATE.match(text, m.end())) or _IN_PACKS.search(
        text, max(0, start - 2), start
    ):
        return True
    if unit == "间" and m[name].isdigit() and text[max(0, start - 1) : start] in ("室", "房"):
        return True  # 手术室3间: the third
    if unit in ("双", "件", "包", "瓶", "箱", "袋") and number >= 1000:
        return True  # what is made with it
    if _names_nothing(text, m.end()):
        return True
    return bool(
        _NO_THING_BEFORE.search(text, max(0, start - 2), start)
        and text[start - 1] in "每天"
        and not text.endswith(("今天", "昨天", "前天"), 0, start)
    ) or bool(_TRIVIAL.search(text, max(0, start - 8), start))


def _names_nothing(text: str, at: int) -> bool:
    none = _NO_THING.match(text[at : at + 14])
    people = none is not None and none[0].endswith("人") and _AFFECTED.search(text, max(0, at - 8), at + 12)
    return none is not None and not people


def _chinese(text: str) -> list[tuple[int, int, str]]:
    counts = _counts(text)
    good = [c for c in counts if _goes_on_well(c)]
    rest = [
        c
        for c in counts
        if c not in good
        and not (c.number == 1 and (_NONE_OF_THEM.match(c.after) or not _is_one_failed(c, total=True)))
    ]
    rest = _without_rates(text, rest)
    kept: list[_Count] = []
    for at, c in enumerate(rest):
        later = next(
            (d for d in rest[at + 1 :] if d.clause == c.clause and d.number < c.number and _same(c, d)), None
        )
        earlier = any(d.number > c.number and _same(d, c) for d in [*rest[:at], *good])
        left = any(
            g.unit == c.unit
            and g.number < c.number
            and g.start > c.end
            and g.before.rstrip().endswith(("剩", "剩下", "得返"))
            for g in good
        )
        if (
            left
            or (later is not None and _is_total(c, later) and not _ORDERED.search(c.before))
            or (_AMONG.match(c.after) and not _TRAPPED.match(c.after))
            or _LEFT.match(c.after)
        ):
            continue
        if c.number == 1 and not (_is_one_failed(c, total=earlier)):
            continue
        smaller = any(d.number < c.number for d in rest)
        if not _is_altogether(c, smaller=smaller) and not _is_aside(c) and not _is_unharmed(c):
            kept.append(c)
    kept = [
        c
        for c in kept
        if not (c.number == 2 and _THAT.match(c.after) and _THE_OTHER_IS_WELL.search(text, c.end, c.end + 80))
    ]
    return _just_one(text, [(c.start, c.end, str(c.number)) for c in kept]) + _shares(text)


#: 兩部得返一部行: of so many one is left.
_LEFT = regex(r"得[返番][一二两三四五六七八九\d]|[,，]?(?:只|就)剩[一二两三四五六七八九\d]")
#: 一半的灯不亮; half of a screen is none.
_SHARE = scan(
    r"(?<!到)(?P<n>一大?半|大半|半数)(?:的|以上的)?[一-龥]{0,4}?[灯机台位桩枪泵扇梯门锁柜床车路端头闸调口](?P<after>[^,，。;；]{1,12})"
    r"|(?<=[灯机桩枪泵扇锁柜床梯])(?:有)?(?P<n2>一大?半|大半)(?P<after2>[^,，。;；]{1,12})"
)


def _shares(text: str) -> list[tuple[int, int, str]]:
    """Shares of things: how many they are is not told."""
    return [
        (*m.span("n" if m["n"] else "n2"), m["n"] or m["n2"])
        for m in _SHARE.finditer(text)
        if _FAILS_AFTER.match(after := m["after"] or m["after2"]) and not _AFTER_WORKS.match(after)
    ]


#: 五个柜子就这一个, 买了四个只有一个这样.
_JUST_ONE = scan(
    rf"(?P<t>{_ZH_NUMBER}多?)[台套部只支根块条盏扇把张个组][^,，。;；]{{0,5}}[,， ]?(?:就|只有?|仅)(?:这|那|有)?(?P<n>一)[台套部只支根块条盏扇把张个组](?!(?:还|是)?(?:能|好|正常|行|亮|转|可|通|在|没[坏事]))"
)
#: 两台牙科椅，靠窗那台没力，另一台正常: of two one is told of.
_THE_OTHER_IS_WELL = regex(
    r"另外?一[台个部条只支组路边套块盏扇][^,，。;；]{0,4}?(?:正常|没事|好|行|没问题|照|能用)"
)
_THAT = regex(r"^[^。;；]{0,16}?[那嗰][台个部条只支组边套块盏扇]")


def _just_one(text: str, found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    for m in _JUST_ONE.finditer(text):
        a, b = m.span("t")
        found = [f for f in found if not (a < f[1] and f[0] < b) and f[0] != m.start("n")]
        found.append((*m.span("n"), "1"))
    return found


def _goes_on_well(c: _Count) -> bool:
    """其余十台, 前头十六个照用."""
    known = c.before.endswith("那") and _FAILS_AFTER.match(c.after)
    others = _OTHERS_FAIL.match(c.before.rstrip()[-2:] + c.after)
    if _WORKS.search(c.before) and not known and not others:
        return True
    return bool(_AFTER_WORKS.match(c.after) and not _JUST_FAILED.search(c.before))


def _without_rates(text: str, counts: list[_Count]) -> list[_Count]:
    """ "Three of ten" is a share, and 十张有三张 too."""
    rates = [
        c
        for c in counts
        if c.number in (10, 100) and c.unit not in "台套部辆架艘根间扇" and _AMONG.match(c.after)
    ]
    often = [m.span() for m in _RATE.finditer(text)]
    return [
        c
        for c in counts
        if not any(r.start < c.start < r.end + 12 for r in rates)
        and not any(a <= c.start < b for a, b in often)
    ]


def _is_altogether(c: _Count, *, smaller: bool) -> bool:
    """一共十五台: a total, unless it is said that all of them fail."""
    fail = _FAILS_AFTER.match(c.after) or _ALL_OF.match(c.after) or _AFFECTED.search(c.before)
    return bool(_ALTOGETHER.search(c.before)) and (smaller or not fail)


def _is_aside(c: _Count) -> bool:
    """What was done, what a machine works on, lines on a picture."""
    if c.unit in _GOODS and not _is_of_device(c):
        return True
    if _DONE.search(c.before) or (c.number > 2 and _ONE_BY_ONE.match(c.after)):
        return True
    return c.unit in ("道", "条", "块", "片") and bool(_LINE.match(c.after))


def _is_of_device(c: _Count) -> bool:
    """Parts that fail or are ordered, and not the trousers, bottles and sheets that a machine works on."""
    return bool(
        _FAILS_AFTER.match(c.after)
        or _FAILED_BEFORE.search(c.before)
        or _WANTED.search(c.before)
        or lexicon.find(c.after[:10])
    )


def _is_unharmed(c: _Count) -> bool:
    """People whom nothing happens to."""
    people = c.unit in _PERSON or _PEOPLE_ZH.match(c.after)
    return bool(people) and not _AFFECTED.search(c.before + c.after[:12])


def _same(one: _Count, other: _Count) -> bool:
    return (
        one.unit == other.unit
        or "个" in (one.unit, other.unit)
        or bool(_FAILS_AFTER.match(other.after) or _FAILED_BEFORE.search(other.before))
    )


def _is_total(whole: _Count, part: _Count) -> bool:
    return part.start - whole.end <= 40


#: Things that are worked on are counted with these words as well as parts.
_GOODS = "条件张根箱瓶桶片包盒枚颗粒串把头桌"
#: 十张有三张卡, 十个件废三个: how often, and of nothing that one could mend.
_RATE = scan(
    r"(?:[一二两三五十百千]|\d+)(?P<u>[张件包瓶次个条把根份捆])[件人球卡货]?(?:里头?|中|当中)?就?(?:有|里|得|卡|废|错|漏|掉|返|停|歇)?(?P<n>[一二两三四五六七八九]{1,2}|\d+)(?P=u)"
)
_ALL_OF = regex(r"[^。;；!！?？]{0,8}[全都]")
_ALTOGETHER = regex(
    r"(?:一共|总共|拢共|共|统共|[全整][个间]?[店厂场楼厅船院校站区村班间栋层]?|楼里|店里|家里)有?\s*$"
)
#: What one is opposed to: 坏了一台, 其他照常.
_OTHERS = regex(r"其[他它余中]|别的|另|剩|得返|余下|还有|里头?|之?中|阵列|raid|热备|备用|又坏|再坏|[撑顶]着")
_THE_OTHER = regex(r"^[^。;；!！?？]{0,14}?[,，；; ]\s?另(?:外|一)")
_EVERY_ONE = regex(r"^(?:[一-龥]{0,2}(?:都|也)|没[丢少]|\s?不[动转亮])")
_CHANGED = regex(r"(?:换|退|买|借|加)(?:了|的)?\s?$")
_THERE_IS = regex(r"(?:有|其中|就是?|里)的?\s?$")
_ALREADY = regex(r"^[^,，。]{0,2}已经[^,，。]{0,2}[趴坏停死挂断掉灭黑]")


def _is_one_failed(c: _Count, *, total: bool) -> bool:
    if _MARK.match(c.after) or (_ONLY.search(c.before) and not _FAILS_AFTER.match(c.after)):
        return False
    if _WANTED.search(c.before) or c.listed:
        return True
    if _EVERY_ONE.match(c.after) and not c.before.endswith(("有", "中", "了", "里", "的", "那", "边")):
        return False
    if _CHANGED.search(c.before):
        return False
    if c.before.rstrip().endswith("其中"):
        return True
    if (total and _THERE_IS.search(c.before)) or _ALREADY.match(c.after):
        return True
    if _FAILED_BEFORE.search(c.before):
        return (total or bool(_OTHERS.search(c.before + c.after))) and not c.after.startswith(
            ("的", "次", "回")
        )
    alone = not c.before.strip() or c.before.rstrip()[-1:] in ",，。;；!！?？"
    return (
        bool(_FAILS_AFTER.match(c.after))
        and (
            total
            or _THE_OTHER.search(c.after) is not None
            or (not alone and bool(_OTHERS.search(c.before + c.after)))
        )
        and (
            c.before.endswith(("边那", "间那"))
            or not c.before.endswith(("同", "这", "那", "哪", "第", "下", "上"))
        )
    )
