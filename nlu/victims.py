"""People to whom something happens, in plain words: whoever is the one that fell, lies under it, is shut in or does not wake up.

The words are part of what :mod:`nlu.danger` knows as an injury.
"""

from __future__ import annotations

from functools import cache

from nlu.patterns import regex
from nlu.scans import Bilingual

_ZH = (
    r"(?:有人|行人|路人|工人|病人|客人|老人|大人|(?<![器械無无主])人(?![眼工员機机輪轮遥])|奶奶|爷爷|外公|外婆|姥姥|姥爷|阿婆|阿伯|阿公|阿姨|大爷|大妈|大叔|老汉|老太太|妈|爸|老公|老婆|儿子|女儿|孩子|小孩|(?<!娃)娃(?!娃)|宝宝"
    r"|婴儿|弟弟|妹妹|哥哥|姐姐|同事|司机|师傅|患者|乘客|顾客|学生|保安|住户|邻居)"
)
_BETWEEN = r"(?:从[^,，。;!！？?]{1,8}|[^,，。;!！？?把将说]{0,4})"
_HAPPENS_ZH = (
    r"(?:(?:摔|跌|滑)(?:倒|下来|下去|落)|(?:掉|摔|跌)(?:进|到|落|下)(?!线)|晕|昏(?:迷|倒|过去|厥)|叫不(?:醒|应)|没(?:了)?(?:意识|呼吸)|起不来|爬不起来|不省人事|压在|(?:卡|夹|困|锁|反锁|埋)(?:在|住)(?!了?(?:路上|付款|登录|界面|页面|这))"
    r"|吞了|被(?:[^,，。;!！？?]{0,5})(?:砸|压|夹|卷|电))"
)
_EN = (
    r"(?:some(?:body|one)|people|person|man|woman|kid|child|children|toddler|baby|boy|girl|son|daughter|brother|sister|mum|mom|mother|dad|father|grand(?:pa|ma|dad|mother|father)|gran(?:ny)?|nan|uncle|aunt|wife|husband"
    r"|guest|patient|passenger|resident|tenant|visitor|customer|worker|operator|colleague|driver|cleaner|fitter|technician|installer|engineer|electrician|plumber|passer-?by|pedestrian|pupil|student|nurse|lad|he|she)s?"
)
_HAPPENS_EN = (
    r"(?:is |are |was |has |have |just |got |'s ){0,2}(?:still )?(?:(?:fell|fallen|slipped|tripped) (?:off|down|from|into|over|on|because|and)|came off (?:the|a) (?:ladder|roof|scaffold)|hang(?:s|ing) (?:off|from)|fainted|collapsed|passed out|out cold"
    r"|(?:under|beneath) (?:the|a|my|our|his) (?:\w+ )?(?:tractor|machine|trailer|forklift|car|lift|cabinet|wardrobe|gate|loader)|in (?:the|a|my|our) (?:auger|baler|shredder|rollers?|chain|pto|conveyor|press|shaft|manhole)"
    r"|not breathing|unresponsive|unconscious|pinned|(?:locked|shut) (?:\w+self )?in\b)"
)
#: As one expression: who, and what happens; or the other way round.
WORDS = (
    _ZH + _BETWEEN + _HAPPENS_ZH
    + r"|(?:奶奶|爷爷|老人|妈|爸|孩子|他|她)[^,，。;!！？?]{0,2}(?:不动了|不醒|没反应了|没意识)(?!的)"
    + r"|(?:锁|困|关|夹|压|卡|埋)(?:了|着|住)(?:个|一个|俩|几个|两个)?(?:人(?!工|员卡)|孩子|小孩|老人|娃)"
    + r"|不省人事|晕(?:倒|过去|咗)|不想活|想自杀|要自杀|轻生|要跳楼|(?:孩子|宝宝|(?<!娃)娃(?!娃)|小孩)[^,，。;!！？?]{0,8}吞了|液压油[^,，。;!！？?]{0,3}(?:打|喷|射|滋)[^,，。;!！？?]{0,2}(?:手|指|腿|眼|脸|身)"
    + r"|\b" + _EN + r" (?:\w+ )?" + _HAPPENS_EN
    + r"|\b" + _EN + r" (?:doesn't|does not|won't|will not|can't) wake(?: up)?\b|\b(?:he|she|they|mum|mom|dad|gran|grandma|grandpa) (?:can't|cannot|can not) get up\b|\bcan't (?:wake|rouse) (?:him|her|them)\b|\bhit (?:a|the|my) (?:passer-?by|pedestrian|child|kid|man|woman|person)\b"
    + r"|\b(?:locked|shut) (?:him|her|them)sel(?:f|ves) in\b|\bonly (?:my|our|the) \w+ (?:can't|cannot) get out\b|\b(?:don't|do not) want to live\b|\bkill (?:my|him|her)self\b|\bend my life\b|\bswallowed (?:a|the|its|one) (?:\w+ )?batter|\b(?:hydraulic )?oil (?:jet )?(?:hit|went into|got into|squirted (?:into|under)) (?:my|his|her) (?:hand|palm|finger|arm|skin|eye)"
)  # fmt: skip

_ELSEWHERE = regex(
    r"隔壁|新闻|听说|据说|网上|看到有人|同行|\b(?:heard|read|saw (?:on|in)|news|another (?:company|school|customer)|next door)\b"
)


@cache
def _pattern() -> Bilingual:
    return Bilingual(WORDS)


def has(text: str) -> bool:
    """Whether a text tells of somebody to whom something happened, here and not in the news."""
    return _pattern().search(text) is not None and _ELSEWHERE.search(text) is None


def told(text: str) -> bool:
    """Whether a text tells, all of it, of somebody to whom something happened."""
    m = _pattern().search(text)
    return m is not None and m.span() == (0, len(text))
