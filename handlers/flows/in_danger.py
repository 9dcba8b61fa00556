"""What somebody in danger writes while people are on their way: none of it is left without a word.

"May I use it?" has its answer in the danger itself, "he is unconscious" needs an ambulance and no place in a queue,
and who cannot find the valve is to leave it.  Nobody is told to wait for us where 119 or 120 is faster.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers import answers
from handlers.rules.policy import Plan
from handlers.scene import Scene
from handlers.wording import regex

SHORT = 60  # characters of a message that is about one thing
LONGEST = 200  # ... that may hold one more sign
_WHAT_TO_DO = regex(
    r"怎么办|咋办|怎么弄|怎么处理|要怎么做|该怎么|做什么|\bwhat (?:should|shall|do|can|must) (?:i|we) (?:do|put)\b|\bwhat now\b|\bwhat to do\b"
)
_WORSE = regex(
    r"越来越|更(?:大|多|浓|厉害|严重|糟)|(?:烟|火|水|味|声音?|气)(?:变|又)?(?:大|浓|多|重)了|(?:扩散|蔓延|加重|恶化)|\b(?:worse|worsening|spreading|growing|bigger|more and more|rising|thicker)\b"
)
_OUTSIDE = regex(
    r"(?:在|到|跑到|出来?到|撤到)(?:了)?(?:外面|外边|屋外|楼下|院子|安全的?地方)|^(?:我们?|人|大家)?(?:都|已经)*(?:出来|撤出来|跑出来)了|(?:已经)?把?人都?(?:撤|清)(?:了|走|离|空|出)|\b(?:i'm|we're|i am|we are|everybody is|everyone is|all) (?:now |already )?(?:out|outside|safe|downstairs)\b|\b(?:we|i)(?: have|'ve)? (?:already )?cleared the (?:room|area|building|hall)\b"
)
#: Somebody is badly hurt: nothing else is as urgent.
_HURT = regex(
    r"昏(?:迷|倒|过去|厥)|晕(?:倒|过去|了|厥)|不省人事|没(?:有)?(?:了)?(?:意识|知觉|反应|呼吸|心跳|脉搏)|(?:不|没)(?:会|在|有)?(?:喘气|呼吸|动弹)|(?:人|他|她|孩子)(?:都)?不动了|叫不醒|喊不醒|喘不(?:上|过)气|呼吸(?:困难|不了)|抽搐|(?:流|出|大出|止不住)(?:了)?(?:很|好|好|太)?多?血|流血|血止不住|休克|快不行了|要死了|(?:手|脚|腿|胳膊|指头|手指|骨头)(?:都|好像)?(?:断|没)了"
    r"|\bunconscious\b|\b(?:faint\w*|collapsed|passed out|blacked out)\b|\b(?:not|isn't|doesn't|does not|stopped|can't|cannot|hardly) (?:breath\w*|respond\w*|mov(?:e|ing)|wak\w+)\b|\b(?:no|without) (?:pulse|breath|heartbeat|reaction)\b|\bunresponsive\b|\bbleed\w*|\bblood\b|\bdying\b|\bconvuls\w+|\bseizure\b|\b(?:arm|leg|hand|finger)s? (?:is|are) (?:off|gone|broken|crushed)\b"
)
_NOT_HURT = regex(
    r"(?:没|没有|无)(?:人)?(?:流血|出血|昏|晕|受伤)|\b(?:nobody|no one|not) (?:is |was |has |got )?(?:hurt|bleed\w*|unconscious|faint\w*|injured)\b|\bno blood\b|\bstopped bleeding\b"
)
_CRIES = regex(
    r"救命|救救|快来|快点|赶紧|赶快|急死|来人|不要转接|\bhelp(?: (?:me|us|him|her|please|now))*$|\bhurry\b|\bquick(?:ly)?\b|\bfast\b|\bemergency\b|\bplease come\b|\bcome (?:now|at once|immediately)\b"
)
#: What the advice asks for cannot be done.
_PART = r"(?:窗|阀|闸|开关|空开|插头|电源|水源|气源|钥匙|急停|总阀|水龙头|气罐)"
_CANNOT = regex(
    rf"{_PART}[^,，。]{{0,6}}(?:不(?:开|上|下|动|了|掉|到|出)|卡|锈|坏|没用|断)|(?:打不开|关不(?:上|了|掉|动)|拉不(?:下|动)|找不到|够不(?:着|到)|拧不动|拔不(?:出|掉|动|了)|不(?:知道|晓得)|不会关|不敢)[^,，。]{{0,8}}{_PART}|(?:找不到|关不(?:上|了|掉|动)|够不着|拉不下来?|拧不动|拔不(?:出|掉|动))[^,，。]{{0,4}}$"
    r"|\b(?:can't|cannot|can not|couldn't|unable to|don't know (?:how|where)(?: to)?|no idea where|dare not)\b.{0,24}\b(?:valve|breaker|window|switch|plug|fuse|mains?|key|stop|tap|it)\b|\b(?:valve|breaker|window|switch|plug|fuse|mains?|key|handle|tap)s?\b.{0,14}\b(?:stuck|jam\w*|rust\w*|won't|doesn't|broken|locked|seized)\b"
)
_NO_LINE = regex(
    r"(?:电话|热线|号码|客服|你们)[^,，。]{0,8}(?:打不通|没人接|不接|占线|无人接|一直忙|不通)|^(?:打不通|没人接|占线)|\b(?:nobody|no one|no-one) (?:answers?|picks? up|is answering)|\b(?:hotline|line|number|phone)\b.{0,16}\b(?:busy|engaged|dead|no answer|not answered|does ?n[o']t work)\b|\bno answer\b|\b(?:can't|cannot) (?:get through|reach you|call)\b"
)
#: May it be used, touched, entered again?  What protects ("may I close the valve?") is no such thing.
_USE = r"(?:用|开(?!窗|门|总?[阀闸])|进|回|洗|碰|动|摸|上去|下去|通电|送电|合闸|启动|发动|重启|继续|试|住|睡|待|留|做饭|点火|充电|插|接着|玩|坐|骑|过)"
_MAY = regex(
    rf"(?:能不能|可不可以|可否|能否|是不是(?:可以|能)|是否(?:可以|能)|要不要)[^,，。]{{0,6}}{_USE}|(?:还|现在|先|就)?(?:能|可以|敢|好)[^,，。不]{{0,5}}{_USE}[^,，。]{{0,8}}(?:吗|么|不|嘛|吧|没)$|{_USE}[^,，。]{{0,6}}(?:行不行|可以吗|行吗|没事吧|安全吗|可不可以|要紧吗)"
    r"|^(?:so |and |but |then )?(?:(?:can|may|could|should|shall) (?:i|we|he|she|they|you)|(?:is it|is that) (?:now )?(?:safe|ok|okay|all right|alright|fine)(?: now)?(?: (?:to|if (?:i|we)))?).{0,14}\b(?:us(?:e|ing)|go (?:back|in|inside|up)|come back|re-?enter|enter|return|touch|shower|bath|start|restart|drive|run|cook|stay|sleep|switch (?:it )?(?:back )?on|turn (?:it )?(?:back )?on|plug (?:it )?(?:back )?in|charge|continue|carry on|try|reset|light)\b"
)
_PROTECTS = regex(
    r"灭火器|窗|通风|关(?:掉|上|了)?(?:总|气|水|电|阀|闸)|断电|拉闸|(?:出|离开|走)(?:去|来|吗)|跑出|报警|打(?:119|120|110)|\bextinguisher\b|\b(?:turn|switch|shut|close)\w*(?: it)? off\b|\bcall (?:119|120|110|an ambulance|the fire)|\bleave\b|\bgo (?:out|outside)\b|\bwindows?\b"
)
_MAY_ELSE = regex(
    r"(?:能不能|可不可以|可否|能否|要不要|该不该)|(?:能|可以|要)[^,，。]{1,10}(?:吗|么)$|^(?:so |and |but )?(?:can|may|could|should|shall|must) (?:i|we|he|she|they)\b"
)
_DONE = regex(
    r"(?:已经|都)?(?:扑灭|灭|关|拉|断|拔|停|切断|熄)(?:掉|好|上|下)?(?:了|好了)$|(?:火|电|气|水|阀|闸|机器|电源|煤气|窗)[^,，。不没]{0,6}(?:关|断|灭|停|拉|拔|打开|开)(?:掉|好|上|下)?了|(?:没|不)(?:有)?(?:味|烟|火)(?:道)?了|(?:人|他|她)(?:已经)?(?:救|弄|拉|拖)出来了"
    r"|\b(?:it|fire|power|gas|water|valve|breaker|engine|machine)\b.{0,10}\b(?:is|are|was|'s)? ?(?:now |already )?(?:out|off|closed|shut|stopped|unplugged|cut|extinguished)\b(?: now)?$|\b(?:switched|turned|shut|cut) (?:it |the \w+ )?off\b|\bput (?:it|the fire) out\b|\bclosed the \w+\b|\b(?:windows? (?:is|are) open|opened the windows?)\b"
)
_THANKS = regex(
    r"^(?:好的?|嗯+|哦+|行|知道了?|明白了?|收到|谢谢(?:你|您)?|多谢|ok(?:ay)?|k|thanks?|thank you|yes|right|alright|all right|fine|got it|understood)+$"
)
_IN_BAD_AIR = ("danger.gas", "danger.smoke", "danger.fire")


def reason(ticket: Row[Any] | None) -> str | None:
    """The danger that a report is rated by, or nothing where there is none."""
    found = ticket is not None and (ticket.severity or {}).get("danger")
    return str(found) if found else None


def somebody_is_hurt(text: str) -> bool:
    """Whether somebody is told to be badly hurt, in a message short enough to mean it."""
    said = answers.plain(text)
    return len(text) <= LONGEST and _HURT.search(said) is not None and not _NOT_HURT.search(said)


def hear(scene: Scene, ticket: Row[Any] | None, plan: Plan) -> bool:
    """Answer what somebody in danger asks or tells.  False: it is for those who hear everything else of one who waits."""
    danger = reason(ticket)
    if danger is None or ticket is None or scene.event.kind != "text" or len(scene.text) > LONGEST:
        return False
    said = answers.plain(scene.text)
    if somebody_is_hurt(scene.text):
        tell_hurt(scene, danger)
    elif _may(said) and scene.intent != "request_human":
        scene.notice("danger-not-yet")
    elif _WHAT_TO_DO.search(said):
        advise_again(scene, ticket, plan)
    elif _NO_LINE.search(said):
        scene.notice("danger-no-line")
    elif _CANNOT.search(said):
        scene.notice("danger-leave-it")
    elif _WORSE.search(said):
        advise_again(scene, ticket, plan)
        scene.notice("danger-again")
    elif len(scene.text) <= SHORT and _is_out(said):
        scene.notice("danger-outside")
    elif len(scene.text) <= SHORT and _DONE.search(said) and not answers.asks(scene.text):
        scene.notice("danger-done")
    elif _CRIES.search(said):
        scene.notice("danger-again")
    elif _MAY_ELSE.search(said):  # what protects stands in the advice
        advise_again(scene, ticket, plan)
    else:
        return False
    return True


def tell_hurt(scene: Scene, danger: str) -> None:
    """An ambulance first, and the one thing that must not go wrong where this danger is."""
    if danger == "danger.shock":
        scene.notice("danger-hurt-shock")
    else:
        scene.notice("danger-hurt-air" if danger in _IN_BAD_AIR else "danger-hurt")


def last_word(scene: Scene, ticket: Row[Any] | None) -> None:
    """What nobody understood, from somebody in danger who was answered before: not even this is met with silence."""
    if reason(ticket) is not None and scene.text and not _THANKS.search(answers.plain(scene.text)):
        scene.notice("danger-again")


def advise_again(scene: Scene, ticket: Row[Any], plan: Plan) -> None:
    """The advice for every danger of the report once more: nobody in fright looks for it further up."""
    told: dict[str, str] = {}
    for sign in ticket.facts.get("signs", []):
        if sign["signal"].startswith("danger."):
            told[sign["signal"]] = f"{told.get(sign['signal'], '')}\n{sign['text']}"
    for advice in dict.fromkeys(plan.safety.advice(s, words).of(scene.lang) for s, words in told.items()):
        scene.advise(advice)


def asks_whether(text: str) -> bool:
    """Whether a message asks nothing but whether it may be used or entered again."""
    return len(text) <= SHORT and _may(answers.plain(text))


def _may(said: str) -> bool:
    return _MAY.search(said) is not None and not _PROTECTS.search(said)


def _is_out(said: str) -> bool:
    """Whether they say that they have got away."""
    return _OUTSIDE.search(said) is not None and "不" not in said and "not" not in said
