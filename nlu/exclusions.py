"""Warranty exclusions that a message admits to.  Only an admitted fact counts, not a question about it."""

from __future__ import annotations

import re

from nlu.clauses import negated, split
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.understanding import Exclusion

_WORDS = {
    "self_disassembly": r"(?:自己|我|自行|我们|咱|家里人|老公|老伴|儿子|爸|师傅|电工|修理工|外面|楼下|路边|街上|别人|邻居|朋友|同事|网上找|找了个?).{0,10}(?:拆(?:开|了|过|下|掉|机|装)|打开(?:过|了)?(?:外壳|后盖|机器|盖子|机箱)|修(?:过|了(?!好)|好过|理过)|拧(?:开|了)|动过|换过|撬|焊(?:了|过)|弄过)|拆(?:开|过|了)(?:看|修|来|一下|过)|\b(?:i|we|my (?:husband|son|wife|dad|father|brother|friend)|our (?:guys?|electrician|technician|people|staff|handyman|own)|a (?:local|friend|neighbou?r|handyman|mechanic)|someone|somebody else)\b.{0,24}\b(?:opened|took (?:it |the \w+ )?(?:apart|off)|disassembled|dismantled|unscrewed|repaired|tried to (?:fix|repair)|fixed it (?:once|before|myself|himself)|soldered|pried|replaced the|removed the (?:cover|casing|housing|panel|seal))",
    "unauthorised_modification": r"(?:改(?:装|造|了(?:线|接|电路|程序|参数|固件|管路)|过(?:线|电路|程序|管路))|加装|接(?:长|了根|了个)|换成(?:了)?(?:别的|杂牌|其他牌|非原装)|刷(?:了)?(?:机|固件|系统)|重新(?:布|接)线|(?:自己|我们|我|师傅|电工).{0,8}(?:改|加装|接线|改线|飞线|加了|装了个))|\b(?:modified|rewired|re-wired|retrofitted|bypassed|jumpered|hacked|flashed (?:a |the )?(?:custom|third|different|own)|added (?:our|a|an) (?:own|extra|third)|swapped (?:in|the) .{0,20}(?:third|other|different|aftermarket)|installed (?:our own|a third|an aftermarket|custom)|changed the (?:wiring|firmware|circuit|program))",
    "misuse": r"(?:摔(?:了|过|到|下|坏)|掉(?:到|在|进)(?:了)?(?:地|水|楼)|磕(?:了|到)|撞(?:了|到|坏)|泼(?:了|到|上)|洒(?:了|到|上|进)|进(?:了)?水(?!阀|管|口)|淋(?:了|到|过)?雨|泡(?:了|过)?水|(?:水|咖啡|饮料|奶茶|汤|可乐|酒).{0,4}(?:洒|泼|倒|进)|踩(?:了|到|坏)|压(?:坏|变形)|接错|插错|装反|接反|加错(?:了)?油|加(?:了)?(?:汽油|柴油)(?=.{0,8}(?:错|应该))|超(?:载|负荷|重)(?:用|了|运)?|忘(?:了|记)(?:关|加|放|拔)|没(?:按|照)(?:说明|要求)|空烧|干烧|用(?:锤子|扳手|螺丝刀)(?:敲|砸|撬)|敲(?:了|坏)|硬(?:拽|拉|掰|拔)|冻(?:坏|裂)(?=.{0,10}(?:没放水|忘))|\b(?:i|we|he|she|they|my \w+|our \w+|someone|somebody)\b.{0,20}\b(?:dropped|knocked|spilt|spilled|overloaded|hit|kicked|stepped on|forgot to|forced|drove over|ran it dry|left it (?:out )?in the rain|plugged .{0,16} wrong|used the wrong|put the wrong)\b|\b(?:dropped|fell (?:off|down|from) (?:the|a|my)|spilt|spilled|got wet|coffee|overloaded|wrong (?:fuel|voltage|oil|polarity))\b(?! ?(?:call|frame|packet|connection|out of the blue)))",
    "force_majeure": r"打雷|雷击|雷劈|被雷|闪电|雷雨|雷暴|台风|暴雨(?:后|之后|淹|泡|进)|洪水|发大水|水灾|地震|泥石流|冰雹|龙卷风|停电(?:后|之后|以后|再来|又来|来电)|(?:突然|昨[天晚]|今[天早]|小区|村里|厂里|园区)?(?:停(?:过)?(?:了)?电).{0,10}(?:后|就|再|来电)|来电(?:后|以后|之后|就)|电压(?:不稳|过高|太高|波动|突然)|停水(?:后|之后|以后|再)|(?:断水|停水).{0,8}(?:后|就|再)|战争|暴乱|\blightning\b|\bthunder ?storm\b|\bstruck by\b|\bflood(?:s|ed|ing)?\b(?= (?:in|last|after|came|the))|\bafter (?:the |a |last \w+'?s? )?(?:storm|flood|earthquake|typhoon|hurricane|power (?:cut|outage|failure)|blackout|surge|hail)|\bpower (?:surge|cut|outage|failure)\b|\bblackout\b|\bvoltage (?:spike|surge|fluctuat\w+)|\bearthquake\b|\btyphoon\b|\bhurricane\b|\bhail(?:storm)?\b|\bwater (?:supply )?(?:was )?(?:cut|failure)\b",
    "not_our_product": r"(?:不是|并非)(?:你们|贵司|贵公司|你家)(?:家)?(?:的|卖的|生产的|供的|装的)|(?:别家|其他品牌|别的牌子|别的厂|杂牌|其它品牌|网上买的(?:配件|副厂)|副厂|第三方|非原装|山寨|高仿)(?:的)?(?:件|配件|货|产品|电池|灯泡|硒鼓|耗材|管子|硬盘|内存|电源)?|\bnot (?:one of )?(?:your|yours)\b|\bnot (?:bought|supplied|made|sold|purchased) (?:by|from) you\b|\b(?:third.party|aftermarket|off.brand|knock.?off|counterfeit|another (?:brand|manufacturer|vendor|maker)(?:'s)?|different brand|other brand|no.?name)\b",
}  # fmt: skip
_PATTERNS = {name: regex(words) for name, words in _WORDS.items()}
_NOT_ADMITTED = regex(
    r"会不会|能不能|可不可以|可以(?:自己)?.{0,4}吗|是否|算不算|保不保|保吗|还保|如果|要是|假如|万一|怎么(?:拆|改|装)|要不要|你们(?:的)?(?:师傅|工程师|技术员|人)|售后(?:师傅|人员|来)|厂家(?:师傅|派|来)|官方|授权|\bif (?:i|we|it|the)\b|\bcan i\b|\bmay i\b|\bshould (?:i|we)\b|\bwould\b|\bis it (?:ok|okay|allowed)\b|\bdoes (?:it|the warranty)\b|\byour (?:engineer|technician|man|guy|people|team|own)\b|\bwhat if\b"
)


def find(n: Normal) -> tuple[Exclusion, ...]:
    """Admitted exclusions, each once, in the sender's words."""
    found: dict[str, Exclusion] = {}
    for clause in split(n.text[:8000]):
        if clause.supposed or clause.other or clause.question or _NOT_ADMITTED.search(clause.text):
            continue
        for name, pattern in _PATTERNS.items():
            m = pattern.search(clause.text)
            if name in found or m is None or _denied(clause.text, m, name):
                continue
            a, b = n.original(clause.start + m.start(), clause.start + m.end())
            found[name] = Exclusion(name, n.raw[a:b], a, b)
    return tuple(found.values())


def _denied(text: str, m: re.Match[str], name: str) -> bool:
    if name == "not_our_product":
        return bool(re.search(r"没(?:有)?用|不用|never used|not using|no$", text[: m.start()]))
    inside = re.search(
        r"没(?:有)?(?:人)?(?:自己)?(?:拆|动|改|修|摔|碰|进水|开)|从(?:来)?(?:没|不)|不(?:是|会|敢|曾)|未|\bnever\b|n't\b|\bnot\b|\bnobody\b|\bno one\b|\bno\b",
        m[0],
    )
    return bool(inside) or negated(text, m.start(), 6)
