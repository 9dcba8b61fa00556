"""What an agent asks for in a call, and the words that say yes and no to it."""

from __future__ import annotations

import re

from nlu.normalise import normalise
from nlu.patterns import regex

#: Fields that are dictated sign by sign.
FIELDS = ("serial_number", "phone", "model", "error_code")
NO = regex(
    r"^\s*(?:啊|哦|噢|呃|嗯|诶|哎|oh|uh|um)?[ ,，]*(?:不(?!过|好意思)|没(?!错|问题|变|了|有了|啦)|错|no\b|nope|not\b|wrong|唔系|哎不|sorry)"
)
YES = regex(
    r"^\s*(?:嗯|恩|啊|哦)?[ ,，]*(?:有|是(?!不是)|对|好像(?:有|是)|可能有|有点|没错|可以|系|啱|yes|yeah|yep|yup|right|correct|that'?s (?:it|right|correct)|i think so|it does|there is|a bit|a little|spot on)"
)
#: What the agent asks for; the last that is asked in a turn is what the next turn answers.
ASKS = {
    "phone": regex(
        r"电话|手机|号码是|联系方式|留(?:一下|个)号|\b(?:hand|cell)?phone|\bcall ?back|\bmobile|\bcontact number|\b(?:best|your|and a?|a) number|\breach you|(?:^|[.?!,] )(?:and )?(?:a |your )?number\?|\b(?:his|her|their) number\?"
    ),
    "serial_number": regex(
        r"序列号|(?<!单)编号|机身号|机器号|(?<!手)机号|铭牌|注册代码|车架号|桩号|设备号|条码|条形码|冧把|出厂号|梯号|\bserial|\bcereal\b|(?<![a-z])s/?n(?![a-z])|\basset|\b(?:frame|chassis|unit|machine|device|engine|hull|plate|body|equipment) (?:number|no\b|id\b)|\bnumber on (?:the|its|your) (?:side|back|plate|label|sticker|door)"
    ),
    "model": regex(
        r"型号|机型|什么型|\bmodel\b|\bwhich type|\binstrument name|哪款|哪个系列|什么(?:机器|设备|牌子)|哪种机|\bwhich machine\b|\bwhat (?:make|machine|unit)\b|\bwhat have you got\b|\bwhich (?!floor|door|gate|hotel|branch|site|building|entrance|store|shop|day|time|number|side|street|road|line|stall|town|city|office|ward|room|stop|level|end|way|name|phone|language|department|team|part|country|week|month|date|code|error|alarm|is|are|do|would|one)[a-z]+(?:[?,]| is (?:it|that|this)\b| do you have\b| have you)|\bwhat(?:'s| is) it,? an? |(?:哪|什么)(?:个)?(?:版本|规格|配置|款式?)|什么系列|\b(?:is (?:it|that|this)|it'?s|from) (?:the |an? )?[a-z0-9-]{1,12} series\b|\bwhich (?:pump|unit|machine|one) is (?:that|it)\b|\b(?:is (?:this|that|it)|(?:that|it)(?:'s| is)) (?:the|an?|your|still an?) (?!unit|flat|number|house|gate|floor|block|room|building|plot|bay|stall|lot|apartment|suite|dock|door|level)(?:[a-z]+ )?[a-z-]{1,12}[ -]?\d{1,4}[a-z]{0,3}\?"
    ),
    "error_code": regex(
        r"(?<!注册)代码|报什么|报警(?:是|号|有)|[故报]障?(?:灯|警灯)|指示灯|报错|什么警|错误码|故障码|显示什么|(?:屏幕|显示屏?|面板|提示)(?:提示)?呢|\bcodes?\b|\berror|\balarms?\b"
    ),
    "contact_name": regex(
        r"贵姓|姓什么|全名|称呼|姓名|名字|大名|您叫|尊姓|联系人|收件人|联系谁|找谁|找哪[位个]|谁收|哪位|怎么叫|请问您[?？]|\b(?:your|your own|your full|the|and|a|contact|full) name(?! of)|\bname (?:please|and)|(?:^|[.?!,] )(?:and )?(?:the |your )?name\b(?! on)|\bwho am i (?:speaking|talking)\b|\bwho(?:'ll| will) be (?:home|there|in|on)|\bwhom? (?:do|should|shall) i (?:write|put)|\bwho's (?:calling|that|this|speaking)|\bwho is (?:calling|this|speaking)|\bname there|\bwho (?:to|do (?:i|we)|shall i|should i|will i|can i|i) (?:call|contact|ring|ask)\b|\byour good name|\bwhat name\b|\b(?:under|is (?:it|that|this)|have an?|still) (?:mr|mrs|ms|miss|mdm|dr)\b|\bunder (?:what|which|whose)\b|\bwhose name\b|\bwho(?:'s| is) (?:it|this|that) for\b|(?:先生|女士|小姐)(?:吗|本人)|\bmay i (?:have|take|get) (?:your|a) name|\bwho(?:'s| is| will be) the (?:[a-z]+ )?contact\b|\band you are|\bwho (?:(?:should|do) (?:i|we) ask|is the contact)"
    ),
    "address": regex(
        r"地址|住哪|(?<![缝漏坏障题音病])在哪(?:里|儿)?|什么(?:位置|地方)|(?:到|去|派到|送到|寄到)哪[里儿]?|哪个(?:小区|校区|单位|店|厂|站|合作社|村|镇|乡|县|城市|医院|学校|酒店|商场|公司|仓库|门店|网点|位置)|(?:小区|学校|公司|单位|村子?|工地|[店厂馆站家园])(?:子|里)?(?:在|是|的?位置|叫什么|呢)?[?？]$|位置[?？呢]|\baddress|\bwhere(?:'s| is| are| do| will| should| shall)\b(?! (?:the|that) (?:fault|leak|noise|smell|damage|water|problem|number|label|sticker|plate))|\blocation\b|\bwhich (?:site|building)|\bpostcode|(?:^|[.?!] )(?:and |so )?(?:the|your) (?:farm|site|shop|store|school|hotel|clinic|office|plant|factory|place|restaurant|hospital|church|club|warehouse|depot)\?"
    ),
    "visit_time": regex(
        r"什么时[候间]|哪天|几点|(?<![号码型址名])方便(?!报|说|提供|告诉|留|念|讲)|上门|\bwhen\b|\bwhat (?:time|day)|\bwhich day|\bsuit"
    ),
}
_NO_NEED = regex(
    r"(?:不[用念要是]|无需|不必|没有?|\bno need for|\bdon't need)(?:念|报|记)?(?:the |your |那个)?$"
)
#: What an agent says to let the caller go on.
HUM = regex(
    r"\s*(?:(?:嗯+|好的?|对|是的?|哦|您?请?(?:继续|说|讲)|然后呢?|还有呢?|ok(?:ay)?|yes|yeah|right|go on|go ahead|uh-?huh|mm-?hm+|and|got it|sure|thank you|thanks)[\s,，。.?？!]*)+"
)
#: The agent asks for a number that is none of a plate.
OTHERWISE = regex(r"多久|几耐|多长时间|多少[台个部]|几[台个部]|\bhow (?:long|many|much)\b|\bsince when\b")


def _at(name: str, text: str) -> int:
    """Where it is asked for last; "no need to read the model" asks for nothing."""
    return max(
        (
            m.start()
            for m in ASKS[name].finditer(text)
            if not _NO_NEED.search(text, max(0, m.start() - 40), m.start())
        ),
        default=-1,
    )


def asked(text: str) -> str | None:
    """What an agent's turn asks for, if it asks for one of our fields."""
    at = {name: _at(name, text) for name in ASKS}
    last = max(at, key=lambda name: at[name])
    return last if at[last] >= 0 else None


def all_asked(text: str) -> list[str]:
    """The numbers that an agent's turn asks for, in their order."""
    at = {name: _at(name, text) for name in FIELDS}
    return sorted((name for name in FIELDS if at[name] >= 0), key=lambda name: at[name])


#: A no that is taken back: "no, there's a double four… oh that's what you said".
_NO_AFTER_ALL = regex(
    r"\bthat'?s what (?:you|i) (?:said|have|had|ve)\b|[你您](?:刚才)?[念说](?:的)?(?:就)?(?:是)?(?:对的|没错)|哦[,，]?对的?[。.]?$"
)


def no_after_all(text: str) -> bool:
    """Whether a no is taken back in the same breath."""
    return bool(_NO_AFTER_ALL.search(text))


def refuses(text: str) -> bool:
    """Whether a turn begins with a no, and does not take it back."""
    said = normalise(text).text
    return bool(NO.search(said)) and not no_after_all(said)


def refuses_it(said: str, answer: str, *, of_it: bool) -> bool:
    """Whether an answer refuses what an agent has just said of a field; where the agent asks for something else behind it, a no
    is for that, unless the answer tells of the field (``of_it``): "Six days. Whose name shall I put?" — "Not mine."."""
    if not refuses(answer):
        return False
    text = normalise(said).text.rstrip()
    *_, last = re.split(r"(?<=[^.。!！?？])[.。!！?？]+\s*(?=\S)", text)
    other = len(last) < len(text) and last.endswith(("?", "？", "吗", "呢")) and len(last) > 12
    return of_it or not other
