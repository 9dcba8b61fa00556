"""What nobody is to blame for: power cuts, lightning, storms, floods, named as that after which something failed.

Their names are few and known, so words tell them better than examples do.
"""

from __future__ import annotations

from nlu.clauses import Clause, negated
from nlu.patterns import regex
from nlu.scans import Bilingual, live

_EVENT_ZH = r"(?:停(?:了?(?:一下|一会儿?|[\d一二两三四五六七八九十半]{1,3}(?:分钟|个?小时|天))?的?)电|[断跳]了?(?:过)?(?:一下|几下|几?(?:分钟|个?小时|天)|[\d一二两三四五六七八九十半]{1,3}(?:分钟|个?小时|天))?的?电|电网.{0,3}(?:波动|晃)|打(?:了|过)?(?:一个|一宿|一夜)?雷|雷打|被?雷(?:劈|击)|雷雨|响雷|台风|颱风|暴雨|大雨|洪水|(?:发)?大水|水灾|地震|冰雹|雪灾|山洪|电压(?:突然)?(?:不稳|过高|冲击)|浪涌)"
_EVENT_EN = r"(?:power (?:cuts?|outages?|failures?|surges?|spikes?|blips?)|(?:mains|voltage) (?:surges?|spikes?)|black-?outs?|brown-?outs?|lightning(?: strike)?|thunder ?storms?|storms?|gales?|typhoons?|hurricanes?|cyclones?|floods?|flooding|hail(?:storm)?|earthquakes?|tremors?|thunder|(?:mains|power|electricity|grid|current) (?:failed|dipped|surged|spiked|dropped out|went (?:out|off|down)|cut out|(?:was|were|got) (?:off|out|cut)))"
_FROM = Bilingual(
    rf"{_EVENT_ZH}.{{0,4}}(?:以后|之后|过后|后|那[天回次晚]|当[天晚]|把|将|给|来电)"
    rf"|(?:自从|自打|从|因为|由于|被|遭|遇上|赶上|碰上|给).{{0,8}}{_EVENT_ZH}"
    rf"|\b(?:since|after|following|because of|due to|thanks to|during|in|from|by|with|ever since)(?: \w+'?s?){{0,3}} {_EVENT_EN}\b"
    rf"|\b{_EVENT_EN}(?: (?!could|would|might|may|can|will|does|proof)[\w']+){{0,4}} (?:did|fried|killed|took|blew|knocked|hit|zapped|ruined|damaged|got|broke|finished|cooked)\b"
)
_EVENT = Bilingual(rf"{_EVENT_ZH}|\b{_EVENT_EN}\b")
#: How a clause begins that tells what came of the event in the clause before it.
_SINCE = regex(
    r"^\W*(?:and )?(?:ever since|since then|since|afterwards|after that|this morning|the next|when (?:it|the power|the mains|the electricity) came)\b"
    r"|^(?:(?:从|打|自)?(?:那|这|此))?(?:以后|之后|天起|过后)|^(?:后来|来电|今早|今天一早|早上|一早|早起|第二天|结果)"
)
_CALM = regex(
    r"以后(?:会|能)|断电.{0,3}(?:重启|再开|再插|重新|复位)|\b(?:cover|covers|covered|claim|insur\w*)\b"
)


def find(clauses: tuple[Clause, ...], text: str) -> int | None:
    """The clause that names one as the cause or the beginning of a fault of the sender's; ``None``: none does.
    ``text``: all that they are clauses of."""
    alive = live(text)
    if not (_FROM.may(alive) or _EVENT.may(alive)):
        return None
    for at, c in enumerate(clauses):
        m = _FROM.search(c.text, alive)
        if m is None and at + 1 < len(clauses) and _SINCE.search(clauses[at + 1].text):
            m = _EVENT.search(c.text, alive)  # "a power failure, and since then it ..."
        if m is None or c.supposed or c.other or c.question:
            continue
        if not negated(c.text, m.start(), 4) and not negated(c.text, m.end(), 4) and not _CALM.search(c.text):
            return at
    return None
