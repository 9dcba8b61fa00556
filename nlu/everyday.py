"""What looks like a danger to what was learned and is everyday: said where a thing stands, who is asleep, what a
floor, a cistern or a loudspeaker does.  Words that tell of a danger go before all of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nlu import danger
from nlu.clauses import Clause
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.scans import Bilingual

MAX = 2_000  # characters that are looked at: who tells more has more to tell
MORE_HAN, MORE_WORDS = 8, 5  # what a clause may have besides: Chinese characters, or words
_WORD = regex(r"[a-z0-9']+|[\u3400-\u9fff]")
_GAP = r"[^,，。;!！？?\n]"


#: A touch that is not where the finger is, and what would make it another one.
_TOUCH = regex(
    r"触(?:摸|控|屏|碰)(?:屏|板|笔|功能)?(?:有点|有些|老是?|总是?|也|都|还是){0,2}(?:不准|不灵|偏|漂移|失灵|没反应|点不|延迟)"
    r"|\btouch(?:screen| screen| panel| input|pad)?\b[^,.;!?]{0,20}\b(?:off|inaccurate|not (?:accurate|precise)|drift(?:s|ing)?|unresponsive|lag(?:s|gy|ging)?|calibrat\w+)\b"
)
_NO_MERE_TOUCH = regex(r"麻|电了|漏电|烫|热|烟|味|火|\bshock|\btingl|\bhot\b|\bsmok|\bburn|\bsmell")


def a_touch(text: str) -> bool:
    """Whether a normal text is about a screen that does not feel where it is touched, which is no shock."""
    return bool(_TOUCH.search(text)) and not _NO_MERE_TOUCH.search(text)


class _Thing(NamedTuple):
    """``level``: that of a report which tells nothing else; ``unless``: words in the clause that make it no such thing."""

    said: Bilingual
    level: int | None = None
    unless: Bilingual | None = None


_HOT = r"热|烫|焦|糊|臭|味|电(?!工|话|梯)|漏水|\bhot\b|\bwarm\b|\bsmell|\bburn|\bwater\b|\bceilings?\b|天花|吊顶|外墙|砸|掉下|头顶|\bgas\b"
_THINGS = (
    _Thing(  # a floor, a wall, a cover that bulges
        Bilingual(
            rf"(?:地砖|瓷砖|墙砖|地板|墙纸|壁纸|墙布|墙皮|墙面|墙漆|墙上的漆|涂料|腻子|乳胶漆|保温层|踢脚线|门板|柜门|台面|木门|贴膜|防水层|卷材|封边|漆面){_GAP}{{0,6}}(?:鼓|拱|翘|空鼓|起泡|起皮|掉皮|隆起)"
            r"|\b(?:floor(?:boards?|ing)?|tiles?|wallpaper|laminate|parquet|skirting|paint|veneer|carpet|insulation|worktop)\b[^,.;!?]{0,24}\b(?:bulg(?:es|ed|ing)|bubbl(?:es|ed|ing)|lift(?:s|ing|ed)|warp(?:s|ing|ed)|buckl(?:es|ed|ing)|swell(?:s|ing)|swollen|popped up|peel(?:s|ing|ed)|hollow)\b"
        ),
        2,
        Bilingual(_HOT),
    ),
    _Thing(  # a cistern that runs
        Bilingual(
            rf"(?:马桶|坐便器?|冲水|便池){_GAP}{{0,10}}(?:停不下来|停不住|关不住|一直(?:流|冲|上水|进水|响|漏)|不停地?(?:流|冲|上水))"
            r"|\b(?:toilet|cistern|loo)\b[^,.;!?]{0,20}\b(?:keeps? (?:on )?(?:running|flushing|filling)|(?:won't|doesn't) stop (?:running|flushing|filling)|runs? (?:constantly|non-?stop|all the time|on and on)|running (?:constantly|non-?stop|all the time))\b"
        ),
        2,
        Bilingual(r"溢|漫|地上|一地|楼下|满屋|\boverflow|\bfloor\b|\bflood|\bceiling\b|\bdownstairs\b"),
    ),
    _Thing(  # an overflow pipe does what it is for
        Bilingual(
            rf"溢(?:水|流)(?:管|口){_GAP}{{0,8}}(?:流|滴|淌|出水)|\boverflow (?:pipe|outlet)\b[^,.;!?]{{0,20}}\b(?:drip(?:s|ping)?|runs?|running|flow(?:s|ing)?|water)\b"
        ),
        2,
        Bilingual(
            r"楼下|邻居|电(?!热水器)|屋里|一地|家里|走廊|\bceiling\b|\bneighbou?rs?\b|\bindoors\b|\binside\b|\bsocket"
        ),
    ),
    _Thing(  # a tap that drips slowly
        Bilingual(
            rf"(?:慢慢|偶尔|隔一会儿?|半天|几分钟|好久)(?:才|地|就|会)*滴(?:一|几|两)?(?:滴|下|点)?|(?:一天|一小时|一分钟|每分钟|几分钟|半天){_GAP}{{0,3}}(?:几|一|两)滴"
            r"|\b(?:slow|slight|occasional|tiny) drip\b|\b(?:only |just )?a (?:few|couple of) drops\b|\bdrip(?:s|ping)? (?:very )?(?:slowly|slightly|now and then|once in a while)\b|\ba drop (?:or two )?(?:every|now and then|a minute|an hour)\b"
        ),
        2,
        Bilingual(
            r"电|插|楼下|天花|吊顶|油|酸|药|燃|煤|机房|服务器|越来越|\bgas\b|\bsocket|\bceiling\b|\bfuse\b|\belectri|\bserver|\brack\b|\bfaster\b|\bworse\b|\bacid\b|\bfuel\b|\bpetrol\b"
        ),
    ),
    _Thing(  # a frozen pipe, a tap turned on too far
        Bilingual(
            rf"(?:开水|热水){_GAP}{{0,3}}(?:浇|烫|淋|敷){_GAP}{{0,4}}(?:没用|不行|没化|化不开|也没)|水(?:开得|流得)?(?:太|很)大[,，]停不下来"
        ),
        2,
        Bilingual(r"手|脚|人|孩子|脸|起泡|红了|疼"),
    ),
    _Thing(  # air, and nothing else, gets out
        Bilingual(
            rf"(?:气缸|气路|气动{_GAP}?{_GAP}?|空压机|压缩空气|电磁阀|三联件|气源){_GAP}{{0,6}}(?:漏气|嘶嘶|呲呲|呲气|滋滋|跑气)|\b(?:air (?:hose|line|leak|pipe|cylinder|fitting)|compressed air|pneumatics?)\b[^,.;!?]{{0,24}}\b(?:leak(?:s|ing)?|hiss(?:es|ing)?)\b"
        ),
        2,
        Bilingual(
            r"煤|燃|天然|氨|味|臭|爆|炸|崩|甩|人|手|\bgas\b|\bsmell|\bwhip|\bburst|\bhurt\b|\bhand\b"
        ),
    ),
    _Thing(  # a loudspeaker that hisses, a UPS that beeps
        Bilingual(
            rf"(?:音箱|喇叭|音响|扬声器|话筒|麦克风|功放|耳机|扩音器|广播){_GAP}{{0,8}}(?:滋滋|沙沙|刺啦|嗡嗡|啸叫|杂音|电流声|爆音|吱吱|噼啪)|(?<![a-z])ups{_GAP}{{0,4}}(?:叫|响|滴滴|哔哔|嘀嘀)"
            r"|\b(?:(?:loud)?speakers?|headphones?|microphones?|mics?|amp|amplifier)\b[^,.;!?]{0,20}\b(?:hiss(?:es|ing)?|buzz(?:es|ing)?|crackl(?:es|ing)|hum(?:s|ming)|static)\b|\bups\b[^,.;!?]{0,12}\bbeep(?:s|ing)?\b"
        ),
        2,
        Bilingual(
            r"火|烟|糊|焦|味|烫|麻|电了|掉|热|鼓|停|断|\bsmok|\bburn|\bsmell|\bhot\b|\bshock|\bspark|\bdown\b|\boff\b|\bstopp"
        ),
    ),
    _Thing(  # a diesel's exhaust
        Bilingual(
            rf"(?:发动机|柴油机|排气管?|排气筒|引擎|尾气|拖拉机|收割机){_GAP}{{0,7}}冒(?:点|出|着|大|浓|一股)?(?:黑|白|蓝|青)烟|\b(?:engine|exhaust|diesel)\b[^,.;!?]{{0,24}}\b(?:black|white|blue|grey|gray) smoke\b|\b(?:black|white|blue|grey|gray) smoke\b[^,.;!?]{{0,16}}\b(?:exhaust|diesel)\b"
        ),
        2,
        Bilingual(
            r"火|烧(?!机油)|糊|焦|烫|仪表|驾驶室|电|线|机盖|舱|\bfire\b|\bflam|\bburn(?:ing|t)\b|\bwir|\bcab\b|\bbonnet\b|\bhood\b|\bbay\b|\bcompartment\b"
        ),
    ),
    _Thing(  # a pen, a nest
        Bilingual(
            r"(?:白板笔|记号笔|水笔|墨水笔|书写笔)(?:都|全|又|也|已经)*(?:没水|没墨|没油|不出水|写不出|干了)|(?:鸟窝|鸟巢|蜘蛛网)|\b(?:marker|pen)s? (?:are |is |have |has )?(?:all )?(?:dried (?:out|up)|dry|out of ink|run out)\b|\b(?:bird'?s?) nests?\b"
        ),
        3,
        Bilingual(
            r"蜇|叮|不热|不转|不动|坏|堵|漏|掉|断|热水出|火|电|\bstung\b|\bblock|\bnot\b|\bcold\b|\bleak|\bfall"
        ),
    ),
    _Thing(  # who is asleep, out, or a child
        Bilingual(
            rf"(?:奶奶|爷爷|姥姥|姥爷|外婆|外公|妈妈?|爸爸?|老婆|老公|媳妇|孩子|宝宝|娃|老人|他|她){_GAP}{{0,3}}(?:在睡觉?|在午睡|在休息|睡着了|睡了|没起床|在上班|不在家|出去了|出门了|在做饭)"
            r"|\bi'?m (?:his|her|their) (?:grand)?(?:son|daughter|kid)\b|\b(?:i'?m|i am) (?:only )?(?:[5-9]|1[0-7])\b|\b(?:grandma|grandpa|granny|nan|mum|mom|dad|mother|father|wife|husband|baby) (?:is|'s) (?:asleep|sleeping|out|at work|not (?:here|home|in)|having a nap|resting)\b"
        ),
        None,
        Bilingual(
            r"不醒|晕|喘|吐|烧|疼|困|喊|叫|摔|倒|\bwake\b|\bfaint|\bhurt|\bstuck\b|\btrapped\b|\bsick\b|\bdizzy\b"
        ),
    ),
    _Thing(  # what somebody at home says of a fault, or where it stands
        Bilingual(
            rf"(?:奶奶|爷爷|姥姥|姥爷|外婆|外公|妈妈?|爸爸?|家里人|老婆|老公)(?:说|讲|让我说|让我问){_GAP}{{0,8}}(?:不出水|不热|不亮|坏了|打不开|不转|没反应|不凉|不动|不上水|没热水|在{_GAP}{{1,3}}(?:顶上?|阳台上?|屋里|外面))"
            r"|\b(?:grandma|grandpa|granny|nan|mum|mom|dad|my (?:wife|husband|mother|father|boss))(?: just)? says? (?:that )?(?:the |our |it )[^,.;!?]{0,24}\b(?:is|are|stays|runs|comes out) (?:ice |stone |still )?(?:cold|off|dead|broken|dark|on the roof)\b"
        ),
        None,
        Bilingual(
            r"味|烟|火|麻|漏|摔|伤|晕|烫|掉|晃|响|\bsmell|\bsmok|\bfire\b|\bleak|\bhurt\b|\bhit\b|\bfell\b|\bshock"
        ),
    ),
    _Thing(  # a roof is a place
        Bilingual(
            r"(?:^|(?<=[\s,，。;!！？?]))(?:我家|我们|你们|那个|这个|家里)?的?(?:[^\s,，。;!！？?]{1,3}说)?(?:热水器|太阳能|水箱|机器|设备|外机|主机|集热器|铭牌|牌子|它|东西)?(?:是|都|就|还|装|放|安|挂)*在[^,，。;!！？?\n晃歪斜掉]{0,4}(?:房顶|楼顶|屋顶|天台|房子顶)(?:上面?)?(?=$|[ ,，。;!！？?\n]|呢|啊|的|我|她|他|不|要|需)|(?:不让|不敢|没法|爬不|上不)(?:我|他|她|去)?(?:爬|上去|上房|去|了)(?:上去)?(?=$|[ ,，。;!！？?\n])"
            r"|(?:^|(?<=[,.;!?] ))(?:well |so |and )?(?:it'?s|it is|that'?s|(?:the|our) (?:water |solar )?(?:heater|tank|unit|plate|thing|collector|machine)(?:'s| is| sits))? ?(?:still |all )?(?:up )?on (?:the|our|my) roof\b(?= (?:and|so|but) (?:i|we)\b|$)|\b(?:can'?t|cannot|won't|not allowed to|don't want to|afraid to) (?:climb|go|get) up(?: there)?\b"
        ),
        None,
        Bilingual(
            r"晃|歪|斜|掉|倒|漏|断|冒|喷|困|下不来|摔|砸|人|火|烟|\bsway|\blean|\bfall|\bfell\b|\bleak|\bstuck\b|\btrapped\b|\bcrack|\bloose\b|\bsomebody\b|\bsomeone\b"
        ),
    ),
    _Thing(  # figures of speech, and a crop that leans
        Bilingual(
            r"(?:麦子|小麦|稻子|水稻|玉米|庄稼|高粱|油菜|谷子)[^,，。;!！？?]{0,3}要?(?:快|都)?倒|(?<![器工把将让])人(?:们)?(?:都|快|就|全|已经)*(?:要|快要)?炸了?$|\b(?:wheat|corn|crops?|rice|barley|maize|oats)\b[^,.;!?]{0,24}\b(?:fall(?:ing)?|fell|go(?:ing)? down|lodg(?:e|ed|ing))\b|(?:人|队|群|柜台|大厅|门口|电话)(?:都|快|快要|全)*(?:要|给|被)?(?:挤爆|排爆|打爆|排满)了?|(?:气|急|忙|烦|累|笑|热|吵|愁)死(?:我|人|了)|\bkill(?:s|ing)? me\b|\bgoing to kill (?:me|us)\b|\bdriv(?:es|ing) (?:me|us) (?:mad|crazy|nuts)\b|\b(?:boss|wife|husband) (?:will|is going to|'?s gonna|is gonna) (?:kill|murder|strangle|eat)\b"
        ),
        None,
        Bilingual(
            r"火|烟|伤|压|踩|血|晕|\bfire\b|\bsmok|\bhurt|\bblood|\bgas\b|\bfumes\b|\bcan'?t breathe\b|\bshock"
        ),
    ),
)  # fmt: skip


def find(normal: Normal, clauses: Sequence[Clause]) -> dict[int, int | None]:
    """The clauses, by their number, that tell something everyday, and the level of what they tell."""
    text = normal.text
    if len(text) > MAX:
        return {}
    found: dict[int, int | None] = {}
    for thing in _THINGS:
        for m in thing.said.finditer(text):
            for i, clause in enumerate(clauses):
                if clause.start < m.end() and m.start() < clause.end and _is(thing, clause, m):
                    found.setdefault(i, thing.level)
    dangers = {e.start for e in danger.find_in(normal, clauses)} if found else set()
    return {i: level for i, level in found.items() if not _within(normal, clauses[i], dangers)}


def between(found: Collection[int], clauses: int) -> Iterator[range]:
    """The stretches of so many clauses in which nothing everyday is told."""
    start = 0
    for at in (*sorted(found), clauses):
        if at > start:
            yield range(start, at)
        start = at + 1


def level(
    found: Mapping[int, int | None], telling: Iterable[int], mild: Collection[int], noted: Collection[int]
) -> int | None:
    """The level of a message all of whose ``telling`` clauses are everyday; those with nothing but a ``mild`` word, or
    beside the matter and not ``noted`` for a fault, speak neither for nor against."""
    left = [i for i in telling if i not in mild and (i in noted or found.get(i, 1) is not None)]
    levels = [found.get(i) for i in left]
    return None if not levels or None in levels else min(n for n in levels if n is not None)


def _is(thing: _Thing, clause: Clause, m: re.Match[str]) -> bool:
    """Whether the clause tells little more than that."""
    if thing.unless is not None and thing.unless.search(clause.text):
        return False
    rest = (
        clause.text[: max(0, m.start() - clause.start)] + " " + clause.text[max(0, m.end() - clause.start) :]
    )
    words = _WORD.findall(rest)
    return len(words) <= MORE_HAN if any(w > "\u3400" for w in words) else len(words) <= MORE_WORDS


def _within(normal: Normal, clause: Clause, starts: set[int]) -> bool:
    a, b = normal.original(clause.start, clause.end)
    return any(a <= start < b for start in starts)
