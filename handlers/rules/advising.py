"""Which advice a customer in danger gets: the kind that was read, unless the words that were said tell another.

A danger that was read between the lines may be the right level under the wrong name; advice against an electric shock
helps nobody whose hand is in a harvester.
"""

from __future__ import annotations

import re

#: What the words are about, which kinds they overrule, and with what.  The first that fits.
_TELLING = (
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
