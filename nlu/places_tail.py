"""Where Chinese addresses go on and end: the shop, the ward, the counter behind the number of the house; places that are a clause of their own."""

from __future__ import annotations

from collections.abc import Iterator

from nlu.patterns import regex
from nlu.scans import scan

_H = r"[\u4e00-\u9fff]"
#: What tells of something else than a place.
_NO = r"(?![不没坏了的在是有着过来去漏停修换卖开关到被把给让说报找请要想会能可热冷响亮断掉卡堵烧跳显我你他这那哪谁请麻烦联电手型])"
_IN = r"(?:台|停车[场库]|车库|药房|东屋|西屋|间|厂|室|店|厅|队|委会|学|院|堂|旁|廊|坊|馆|[一-龥]部|科|库|所|站|棚|吧|档|园|铺|房|病区|中心|门口|对面|斜对面|东侧|西侧|南侧|北侧)"
_AFTER = r"(?=\s*(?:$|[,，。;；!！?？、\n])|\s[\u4e00-\u9fff])"
_GOES_ON = regex(
    rf"(?:(?:{_NO}{_H}){{0,7}}?{_IN}(?:\d{{1,3}}(?:间|房|号|床))?|(?:{_NO}{_H}){{1,8}}[楼舍厦](?:[一二三四五六七八九十\d]{{1,3}}字?[层楼])?(?:\d{{2,4}}室?)?|[东西南北]?单元\d{{3,4}}){_AFTER}"
)
#: A clause of its own: 肝胆外科5号手术间, 三中报告厅, 向日葵幼儿园小二班, 锦绣江南北门, ICU 12床.
_CLAUSE = scan(
    rf"(?:^|[,，。;；!！?？\n:]|(?<={_H})\s)\s*(?:人在|船在|机器在|我在|在|靠|就在)?(?P<n>(?:(?:{_NO}{_H}){{2,12}}(?:手术室|手术间|开刀房|检验科|放射科|影像科|护士站|报告厅|阶梯教室|音乐室|实验室|食堂|码头|泊位|工地|锚地|苏木|嘎查|村委会|联校|国道边)"
    rf"|(?:{_NO}{_H}){{1,8}}(?:幼儿园|小学|中学)(?:[一-龥]{{1,3}}班)"
    rf"|(?:{_NO}{_H}){{3,8}}(?:小区|[江山湖苑城园居府湾]|工地)[东西南北]门"
    rf"|(?:{_NO}{_H}){{2,8}}(?:渔港|港)(?:第?[一二三四五六七八九十\d]{{1,2}}号?(?:码头|泊位))"
    rf"|(?:{_NO}{_H}){{2,8}}(?:科|医院)(?:[一二三四五六七八九十\d]{{1,2}}号)?(?:手术[室间]|病房|诊室|开刀房)"
    rf"|(?:{_H}){{0,6}}(?:icu|ccu|nicu|mall)(?:[东西南北][塔座]\d{{2,4}}| ?\d{{1,3}}床)|(?:[一-龥]{{1,6}})?\d 号厅)"
    rf"(?:\d{{1,3}}(?:间|房|号|床|楼)|[东西南北]门)?"
    rf"|(?:{_NO}{_H}){{3,12}}b?\d{{1,2}}f?-\d{{2,4}}号?|(?:{_NO}{_H}){{2,10}}楼(?:[a-z]区)?(?:[一二三四五六七八九\d]层)?\d{{3,4}}){_AFTER}"
)
_FIRST = regex(rf"(?:^|[\s,，。;；!！?？:：])(?P<n>(?![寄送发去往至于就从住靠停]){_NO}{_H})$")
#: 锦绣天地[3号楼]: the name before the number of a house.
_NAME_BEFORE = regex(rf"(?:^|[\s,，。;；!！?？:：])(?P<n>(?:(?![寄送发往至于住客靠停]){_NO}{_H}){{2,10}})$")
_HOUSE = regex(r"[a-z]?\d{1,3}(?:号楼|栋|幢)")
#: A hamlet and its group as a clause of its own, a milestone: 黄家沟7组, 京藏高速K1198处.
_HAMLET = scan(
    rf"(?:^|[,，。;；!！?？\n:]|(?<={_H})\s)\s*(?P<n>(?:{_NO}{_H}){{1,5}}[沟庄屯坪湾营堡坝寨岭]\d{{1,2}}[组队屯社])(?:{_AFTER}|$)"
    rf"|(?P<n2>(?:{_NO}{_H}){{2,4}}高速k\d{{1,4}}(?:\+\d{{3}})?(?:处|公里处?)?)"
)
#: County, town and whatever is in it, up to the end of a clause.
_COUNTY = scan(
    rf"(?:^|[\s,，。;；!！?？:：]|(?<=在)|(?<=是)|(?<=到)|(?<=寄))(?P<n>(?:(?![在到来去寄送我你他是就]){_H}){{1,5}}(?:(?<!小)区|县|旗|市|州)(?:(?![在到来去我你他是就]){_H}){{1,5}}(?:镇|乡|苏木)(?:{_NO}(?:{_H}|\d)){{1,12}}?)(?:{_AFTER}|(?=的))"
)
_LEAN = regex(
    r"(?:(?:靠|停)(?:在|着)?|系|喺|[发寄送](?=[\u4e00-\u9fff]{2,4}[省市县区镇村]))(?=[\u4e00-\u9fff]{3})"
)


def on(text: str, start: int, end: int) -> int:
    """Where an address ends, with what stands right behind it: 17号[收银台], 4楼[女卫生间]."""
    if text[start:end].isascii():
        return end
    more = _GOES_ON.match(text, end, min(len(text), end + 14))
    return more.end() if more else end


def begins(text: str, start: int, end: int) -> int:
    """Where it begins: without 靠, with the first character of a clause that is left alone before it."""
    lean = _LEAN.match(text, start, end)
    if lean:
        return lean.end()
    if _HOUSE.match(text, start, end) and (named := _NAME_BEFORE.search(text, max(0, start - 11), start)):
        return named.start("n")
    first = _FIRST.search(text, max(0, start - 2), start)
    return first.start("n") if first and "\u4e00" <= text[start] <= "\u9fff" else start


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Places that are a whole clause of a normal text."""
    for pattern in (_COUNTY, _CLAUSE, _HAMLET):
        for m in pattern.finditer(text):
            yield m.span(m.lastgroup or "n")
