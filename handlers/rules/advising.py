"""Which advice a customer in danger gets: the kind that was read, unless the words that were said tell another.

A danger that was read between the lines may be the right level under the wrong name; advice against an electric shock
helps nobody whose hand is in a harvester.
"""

from __future__ import annotations

import re

#: What the words are about, which kinds they overrule, and with what.  The first that fits.
_ANY = (
    "fire",
    "smoke",
    "shock",
    "gas",
    "flood",
    "injury",
    "falling",
    "burn",
    "battery",
    "pressure",
    "unsafe",
)
_TELLING = (
    (
        "life",
        _ANY,
        re.compile(
            r"不想活|想自杀|要自杀|轻生|跳楼|\b(?:do(?:n't| not) want to live|kill (?:my|him|her)self|suicid\w*|end (?:my|his|her) life|wants? to jump)\b"
        ),
    ),
    (
        "swallowed",
        _ANY,
        re.compile(r"(?:电池|磁铁|药水|清洁剂)[^,，。;]{0,6}(?:吞|咽|喝)|(?:吞|咽|喝)[^,，。;]{0,6}(?:电池|磁铁|清洁剂)|\bswallowed\b"),
    ),
    (
        "acid",
        _ANY,
        re.compile(
            r"(?:酸|碱|电瓶水|电解液|药水|清洁剂)[^,，。;]{0,6}(?:溅|喷|洒|滴|弄)[^,，。;]{0,4}(?:手|脸|眼|身|腿|皮)|\b(?:acid|lye|electrolyte|caustic)\b.{0,24}\b(?:skin|eyes?|hands?|face|arms?|legs?|foot)\b"
        ),
    ),
    (
        "injected",
        _ANY,
        re.compile(
            r"(?:液压油|高压油|黄油枪?|油管?)[^,，。;]{0,4}(?:打|喷|射|滋)[^,，。;]{0,4}(?:手|指|掌|腿|眼|脸|身)|\b(?:hydraulic|oil|grease)\b.{0,24}\b(?:hand|palm|finger|arm|skin|leg)\b"
        ),
    ),
    (
        "faint",
        _ANY,
        re.compile(
            r"晕|昏(?!暗)|叫不(?:醒|应)|没(?:了)?(?:意识|呼吸)|不省人事|(?:奶奶|爷爷|老人|妈|爸|他|她|孩子)不(?:动|醒)|\b(?:faint(?:ed|s)?|passed out|out cold|unconscious|unresponsive|not breathing|(?:somebody|someone|he|she|they|man|woman) (?:has )?collapsed|(?:does(?:n't| not)|won't|can't) wake)\b"
        ),
    ),
    (
        "shut_in",
        _ANY,
        re.compile(
            r"困(?:在|住|咗|了)|反锁|锁(?:在|了个?人|屋)|关(?:在|了个?人)|一个人在(?:屋|家|里)[^。]{0,8}(?:打不开|锁)|出不(?:来|到)|\b(?:(?:locked|shut|trapped|stuck) (?:\w+sel(?:f|ves) )?in(?:side)?\b(?! (?:the )?(?:auger|baler|machine|rollers?|press|chain))|can't get out|cannot get out)"
        ),
    ),
    (
        "fall",
        _ANY,
        re.compile(
            r"(?:人|师傅|老公|老婆|孩子|小孩|娃|老人|阿[婆伯公]|奶奶|爷爷|爸|妈|工人|同事|司机)[^,，。;]{0,8}(?:摔|跌|掉(?:下|进|到|井|坑|沟))(?!.{0,3}(?:坏|遥控))|(?:摔|跌)(?:倒|下来|了一跤|伤)"
            r"|(?:砸|压)(?:到|在|住|了|着)?[^,，。;]{0,4}(?:人|孩子|头|腿)|被[^,，。;]{0,8}砸"
            r"|\b(?:he|she|they|child|kid|man|woman|mum|mom|dad|gran\w*|technician|fitter|installer|worker|colleague|somebody|someone|driver|son|daughter|husband|wife|lad) (?:\w+ )?(?:fell|fallen|slipped|tripped|came off|hangs off)\b"
            r"|\b(?:fell|came down|landed|hit|is) (?:on|onto) (?:my|our|the|a|his|her) (?:kid|child|son|daughter|baby|man|woman|person|mum|dad|wife|husband|head|leg|foot|arm|passer-?by|pedestrian|worker|colleague)\b|\bhit a (?:passer-?by|person|child|man|woman)\b"
        ),
    ),
    (
        "hose",
        ("flood", "gas", "pressure"),
        re.compile(r"气管[^,，。;]{0,4}(?:爆|甩|断|脱)|\bair (?:hose|line|pipe)\b.{0,16}\b(?:burst|whip\w*|lash\w*|came off|blew)\b"),
    ),
    (
        "shock",
        ("falling", "fire"),
        re.compile(
            r"(?:水|漏|滴).{0,10}(?:插座|插排|插线板|接线板|配电箱|电箱)|墙(?:里|皮里).{0,6}(?:滋|电流)|(?:线|绝缘)[^,，。;]{0,3}(?:裂|破)(?!.*(?:火|烟|焦))|\b(?:water|drips?|leak\w*)\b.{0,24}\b(?:sockets?|power strip|extension lead|fuse box)\b|\b(?:insulation|flex|cable|cord)\b.{0,16}\b(?:split|worn|cracked|frayed)\b(?!.*\b(?:fire|smok\w*|sparks?)\b)|\bwall\b.{0,12}\b(?:crackl\w+|buzz\w+|hiss\w+)\b"
        ),
    ),
    (
        "burn",
        ("flood", "fire"),
        re.compile(r"烫(?:掉|脱|红|起)|\b(?:skin|blister\w*)\b.{0,24}\b(?:hot water|steam)\b|\bscald\w*\b"),
    ),
    (
        "gas",
        ("flood", "falling"),
        re.compile(r"(?:汽油|柴油|燃油)|\b(?:fuel|petrol|diesel|gasoline)\b"),
    ),
    (
        "bite",
        ("shock", "injury", "unsafe"),
        re.compile(
            r"(?:狗|犬|猫|蛇|蜂|猴|老鼠|鹅).{0,6}(?:咬|蜇|抓伤)|\b(?:dogs?|cats?|snakes?|bees?|wasps?|animals?)\b.{0,12}\b(?:bit|bites?|bitten|biting|stung|attack\w*)\b"
        ),
    ),
    (
        "glass",
        ("fire", "shock", "injury", "falling", "unsafe"),
        re.compile(
            r"(?:玻璃|镜子|淋浴房|淋浴屏|面板).{0,6}(?:炸|爆|碎|裂)(?!.*(?:火|烟))|\b(?:glass|mirror|pane|shower (?:door|screen|cabin|cubicle))\b.{0,24}\b(?:explod\w+|shatter\w*|burst|broke|cracked|smashed)\b(?!.*\b(?:fire|smok\w*|flames?)\b)"
        ),
    ),
    (
        "reach",
        ("shock", "fire", "gas", "flood"),
        re.compile(
            r"(?:手|胳膊|脚|棍|铁丝|工具).{0,4}(?:伸|去|进去|往里)?(?:掏|抠|拽|拉出|扯|捅|伸)|伸手|\b(?:reach(?:ed|ing)?|put|stuck|poke[ds]?|pull(?:ed|ing)?)\b.{0,20}\b(?:in|into|inside|out|hands?|arm|fingers?)\b"
        ),
    ),
    (
        "reach",
        ("injury",),
        re.compile(
            r"(?!.*(?:被|夹住|卷|压住|断|伤|血))(?:.*(?:伸手|手伸)(?:进|去|到)?.{0,3}(?:掏|抠|拽|扯|拉))|(?!.*\b(?:caught|trapped|crushed|hurt|bleed\w*|cut|lost)\b).*\b(?:reach(?:ed|ing)?) in(?:to|side)?\b"
        ),
    ),
    (
        "pressure",
        ("gas", "fire", "shock"),
        re.compile(
            r"蒸汽|(?:水箱|罐|炉|锅|热水器).{0,6}(?:鼓|胀|嘶|喷气)|\bsteam(?:s|ing)?\b|\b(?:tank|boiler|heater|vessel|cylinder)\b.{0,24}\b(?:bulg\w+|hiss\w*|swell\w*|swollen)\b"
        ),
    ),
    (
        "smoke",
        ("fire", "shock"),
        re.compile(r"(?:烫|热|软|变形).{0,10}(?:软|烫|变形)|烫手|发烫|\b(?:hot|warm) to (?:the )?touch\b|\btoo hot to\b"),
    ),
)  # fmt: skip
#: Words by which a danger is named itself: then nothing but a plain other cause overrules it.
_NAMES = {
    "fire": re.compile(
        r"火(?!车|锅)|燃|炸|爆(?!满)|电弧|焦|糊|黑|熔|融|烧|\b(?:fire|flames?|burn\w*|sparks?|sparking|arc\w*|explo\w+|char\w*|scorch\w*|blew)\b|自燃"
    ),
    "shock": re.compile(
        r"(?<!充)电|麻|线|插|闸|灯|开关|水|\b(?:shock\w*|electr\w*|wir\w+|cables?|sockets?|plugs?|outlets?|switch\w*|power|live|tingl\w*|zap\w*|jolt\w*|volt\w*|current|breakers?|water|wet|leak\w*|drip\w*)\b"
    ),
    "gas": re.compile(
        r"气(?!温|候|象|人|死)|味|煤|瓦斯|汽油|氨|氟|一氧化碳|\b(?:gas|smell\w*|odou?r|stink\w*|fumes|petrol|gasoline|diesel|fuel|monoxide|ammonia|refrigerant|propane|lpg|leak\w*)\b"
    ),
}


def kind(danger: str, said: str) -> str:
    """The kind of advice for a danger (``danger.fire`` -> fire) that was told in these words."""
    name, text = danger.removeprefix("danger."), said.casefold()
    names = _NAMES.get(name)
    named = names is not None and names.search(text) is not None
    for other, over, words in _TELLING:
        if name in over and words.search(text) and not (named and other in ("pressure", "smoke", "reach")):
            return other
    return name
